"""Give the command-line tests a small corpus of pages."""

from __future__ import annotations

from pathlib import Path

import pytest

SALES = """城关建材门市部{year}年销售工作总结与{next}年工作计划

一、{year}年工作回顾
全年实现水泥销售收入{sum}万元，比上年增长8.5%。{done}

二、存在的问题
{lack}

三、{next}年工作打算
力争销售收入达到{aim}万元，{plan}
"""
YEARS = [
    (
        "新建仓库两座，配齐叉车6台，装卸快了一倍。",
        "年初涨价时备货不足，三家工地转向外购。",
        "设两个乡镇代销点，月底逐户对账。",
    ),
    ("推出送货上门，半径扩到40公里。", "运费上升，小单亏本，司机轮休排不开。", "合并线路，改夜间装车，运费压降5%。"),
    ("与县里七家搅拌站签订年度合同。", "账期拖长到90天，资金周转吃紧。", "欠款按月催收，超期停供，回款率到95%。"),
    ("门店改为开架陈列，瓷砖样板间吸引家装客。", "导购年轻，介绍材料性能说不清。", "每周三晚上培训，考核合格再上柜。"),
    ("直播卖管材，网上订单占两成。", "退换货多，包装破损，客服来不及回复。", "换加厚纸箱，售后两天内答复。"),
]
CLINIC = """{town}中心卫生院{year}年工作总结

一、主要工作
全年门诊{sum}人次，住院{aim}人次，家庭医生签约率达到72%，开展健康讲座12场，医疗安全无事故。

二、下一步打算
加强公共卫生服务，推进慢病管理，提高护理质量，{next}年力争门诊达到{aim}人次。
"""


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder: five years of a shop's reports, three clinics, one copy of the shop's first, and an empty file."""
    folder = tmp_path_factory.mktemp("材料")
    for year, (done, lack, plan) in enumerate(YEARS, 2019):
        sums = {"sum": year - 1800, "aim": year - 1700}
        text = SALES.format(year=year, next=year + 1, done=done, lack=lack, plan=plan, **sums)
        (folder / f"销售{year}.txt").write_text(text, encoding="utf-8")
    for number, town in enumerate(("柳河", "石桥", "双岭")):
        text = CLINIC.format(town=town, year=2022, next=2023, sum=5000 + number, aim=6200 + number)
        (folder / f"卫生院{number}.txt").write_text(text, encoding="gb18030")
    (folder / "转载.txt").write_bytes((folder / "销售2019.txt").read_bytes() + "\n责任编辑：某某\n".encode())
    (folder / "空.txt").write_bytes(b"")
    return folder
