"""Read the tables of plain text, and read nothing as a table where its columns are not certain."""

import pytest

from reportmine.extract.tables.plain import find_text_tables
from reportmine.pipeline import load
from reportmine.schema import Report
from reportmine.text.lexicon import load_lexicon

LEXICON = load_lexicon()
BEFORE = "河口机械厂2018年工作总结\n我厂上下齐心协力，较好地完成了全年各项任务，现将情况报告如下。\n"
AFTER = "\n下一步，我厂将继续围绕提质增效抓好各项工作，不断提高管理水平，努力开创新局面。\n"

ALIGNED = """主要指标完成情况        单位：万元
指标        2017年  2018年
产值           610     622
税金            92      95
"""
ONE_BLANK = """指标        2017年 2018年
营业收入      6100   6220
税　　金        92     95
"""
COUNTED = """指标  计划  完成
营业收入（万元）  6100  6220
利润（万元）  92  95
"""
RULED = """产品    计划产量（吨）    实际产量（吨）    完成率
------------------------------------------------
水泥            1200              1350     112.5%
石灰             300                —      93.3%
------------------------------------------------
合计            1500              1630     108.7%
填表人：李明    审核：王刚
"""
TABBED = "序号\t指标\t单位\t2017年\t2018年\n1\t产值\t万元\t610\t622\n2\t合格率\t%\t98\t\n"
MARKED = """| 指标 | 2017年 | 2018年 |
|---|---:|---:|
| 产值（万元） | 610 | 622 |
| 合格率 | 98% | |
"""
FRAMED = """┌──────┬─────────────┬────┐
│指标　　　　│　　　2018年　　　　　　　│增长％　│
│　　　　　　├──────┬──────┤　　　　│
│　　　　　　│计划　　　　│实际　　　　│　　　　│
├──────┼──────┼──────┼────┤
│产值（万元）│　100　　　 │　110　　　 │　5.5　 │
├──────┼──────┼──────┼────┤
│利润（万元）│　10　　　　│　11　　　　│　-2　　│
└──────┴──────┴──────┴────┘
"""
BLANK_CELL = """指标            计划    完成
产值（万元）             912
税金（万元）      92      95
"""


def _report(table: str) -> Report:
    (report,) = load().analyze(BEFORE + table + AFTER)
    return report


def _told(table: str) -> list[tuple[object, ...]]:
    found = [i for i in _report(table).indicators if "header" in i.rule]
    return [(i.evidence.text, i.metric, i.quantity.unit, i.role, i.period.text) for i in found]


def test_columns_are_blank_in_all_rows() -> None:
    assert _told(ALIGNED) == [
        ("610", "产值", "元", "actual", "2017年"),
        ("622", "产值", "元", "actual", "2018年"),
        ("92", "税金", "元", "actual", "2017年"),
        ("95", "税金", "元", "actual", "2018年"),
    ]


def test_one_blank_may_part_two_columns_and_a_name_may_be_spread() -> None:
    assert [(told[0], told[1], told[4]) for told in _told(ONE_BLANK)] == [
        ("6100", "营业收入", "2017年"),
        ("6220", "营业收入", "2018年"),
        ("92", "税金", "2017年"),
        ("95", "税金", "2018年"),
    ]


def test_rows_of_as_many_cells_need_not_be_aligned() -> None:
    assert [(told[0], told[1], told[3]) for told in _told(COUNTED)] == [
        ("6100", "营业收入", "target"),
        ("6220", "营业收入", "actual"),
        ("92", "利润", "target"),
        ("95", "利润", "actual"),
    ]


def test_a_blank_cell_moves_no_other() -> None:
    assert [(told[0], told[3]) for told in _told(BLANK_CELL)] == [("912", "actual"), ("92", "target"), ("95", "actual")]


def test_rules_and_the_names_below_are_no_rows() -> None:
    assert [told[0] for told in _told(RULED)] == ["1200", "1350", "112.5%", "300", "93.3%", "1500", "1630", "108.7%"]
    assert {told[1] for told in _told(RULED)} == {"产量", "完成率"}


@pytest.mark.parametrize("table", [TABBED, MARKED])
def test_tabs_and_strokes_part_cells_that_may_be_blank(table: str) -> None:
    assert [told[:3] for told in _told(table)] == [
        ("610", "产值", "元"),
        ("622", "产值", "元"),
        *([("98", "合格率", "%")] if table is TABBED else [("98%", "合格率", "%")]),
    ]


def test_frames_show_which_columns_a_header_covers() -> None:
    assert [(told[0], told[1], told[3], told[4]) for told in _told(FRAMED)] == [
        ("100", "产值", "target", "2018年"),
        ("110", "产值", "actual", "2018年"),
        ("5.5", "产值", "actual", "2018年"),
        ("10", "利润", "target", "2018年"),
        ("11", "利润", "actual", "2018年"),
        ("-2", "利润", "actual", "2018年"),
    ]


@pytest.mark.parametrize("table", [ALIGNED, ONE_BLANK, COUNTED, RULED, TABBED, MARKED, FRAMED, BLANK_CELL])
def test_evidence_is_the_characters_of_the_source(table: str) -> None:
    text = BEFORE + table + AFTER
    report = _report(table)
    assert report.indicators
    for indicator in report.indicators:
        evidence = indicator.evidence
        assert text[evidence.source_start : evidence.source_end] == evidence.text


@pytest.mark.parametrize(
    "text",
    [
        # one blank parts two cells of one row only
        "指标  2017年  2018年\n产值（万元） 610 622\n利润（万元）  92  95\n",
        # a row has a cell more, or one less
        "指标  2017年  2018年\n产值（万元）  610  622\n利润（万元）  92\n",
        # what stands in the blank column is not certain
        "指标  计划  完成\n营业  收入  10\n其他  收入  12\n",
        # no header over the figures, or over one of them
        "一车间  甲班  120  98%\n二车间  乙班  130  97%\n三车间  丙班  140  96%\n",
        "指标    2017年\n产值    610    622\n税金     92     95\n",
        # a figure that stands below two headers
        "指标      2017年 2018年\n产值           61000\n税金           95\n",
        # a poem, names, a timetable, telephones, contents
        "白日依山    黄河入海    欲穷千里\n更上一层    楼外青山    西湖歌舞\n春风又绿    江南岸边    明月何时\n",
        "张 三    李 四    王 五\n赵 六    钱 七    孙 八\n周 九    吴 十    郑 一\n",
        "时间    3月1日    3月2日\n上午    8:00      9:00\n下午    14:00     15:00\n",
        "姓名    职务    电话\n张三    科长    13800001111\n李四    科员    13800002222\n",
        "目　录\n一、总则…………1\n二、目标…………3\n三、措施    5\n四、保障    8\n",
        "章节    页码\n总则    1\n目标    3\n措施    5\n",
        # prose with blanks, and lines that were cut within numbers
        "今年完成产值3　2亿元，其中一季度8　5亿\n元，二季度7　2亿元\n三季度  9  4亿元，四季度  7亿元\n",
        "全年工作  分三步走\n第一步  完成投资5\n00万元  第二步增长8%\n第三步  新增客户  120户\n",
        # navigation between strokes, and a name that stands on a rule
        "首页 | 新闻 | 公告\n产值 | 利润 | 税金\n联系我们 | 地图 | 2018\n",
        "│指标│计划│\n├──┼──┤\n│　　│100 │\n│产值├──┤\n│　　│110 │\n",
    ],
)
def test_what_is_no_table_for_certain_is_none(text: str) -> None:
    assert find_text_tables(text, 0, len(text), lexicon=LEXICON) == []
