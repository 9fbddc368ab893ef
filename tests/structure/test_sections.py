"""Check outlines of pages of every numbering style: what heads a section, at which level, with which title and extent."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportmine.schema import Article, Hint, PageText, Section
from reportmine.structure.articles import split_articles
from reportmine.structure.sections import find_sections
from reportmine.text.lexicon import load_lexicon

T = "各科室按照年初部署认真抓好落实，完成了既定任务，群众反映良好，相关经验在全市会议上作了交流发言。"


def article_of(text: str, **fields: object) -> Article:
    return split_articles(PageText(text=text, **fields), lexicon=load_lexicon())[0]  # type: ignore[arg-type]


def sections_of(text: str, **fields: object) -> tuple[Section, ...]:
    return find_sections(article_of(text, **fields), lexicon=load_lexicon())


def outline(text: str, **fields: object) -> list[str]:
    """Return the headings as lines of an outline: two spaces a level below the first, number and title."""
    return [
        "  " * (s.level - 1) + f"{s.number} {s.title}".strip()
        for s in sections_of(text, **fields)
        if s.number or s.title
    ]


STYLES = {
    "official": (
        f"一、成绩\n（一）生产\n1.产量\n{T}\n(1)早稻\n{T}\n(2)晚稻\n{T}\n2.质量\n{T}\n（二）销售\n{T}\n二、打算\n{T}",
        ["一、 成绩", "  （一） 生产", "    1. 产量", "      (1) 早稻", "      (2) 晚稻", "    2. 质量", "  （二） 销售", "二、 打算"],
    ),
    "signs": (
        f"一、管理\n㈠制度\n⒈考勤\n⑴签到。{T}\n⑵请假。{T}\n⒉值班\n{T}\n㈡培训\n{T}\n二、安全\n{T}",
        ["一、 管理", "  ㈠ 制度", "    ⒈ 考勤", "      ⑴ 签到", "      ⑵ 请假", "    ⒉ 值班", "  ㈡ 培训", "二、 安全"],
    ),
    "skipping a level": (
        f"一、管理\n⒈考勤。{T}\n⒉值班。{T}\n二、安全\n(1)用电。{T}\n(2)消防。{T}",
        ["一、 管理", "  ⒈ 考勤", "  ⒉ 值班", "二、 安全", "  (1) 用电", "  (2) 消防"],
    ),
    "decimals": (
        f"1 引言\n{T}\n2 现状\n2.1 规模\n{T}\n2.2 质量\n2.2.1 不良率\n{T}\n2.2.2 拨备\n{T}\n3 对策\n3.1 内控\n{T}\n4 结语\n{T}",
        ["1 引言", "2 现状", "  2.1 规模", "  2.2 质量", "    2.2.1 不良率", "    2.2.2 拨备", "3 对策", "  3.1 内控", "4 结语"],
    ),
    "decimals without the level above": (
        f"1.1 规模\n{T}\n1.2 质量\n{T}\n2.1 队伍\n{T}\n2.2 考核\n{T}",
        ["1.1 规模", "1.2 质量", "2.1 队伍", "2.2 考核"],
    ),
    "bare from zero": (f"0引言\n{T}\n1研究方法\n{T}\n2结论\n{T}", ["0 引言", "1 研究方法", "2 结论"]),
    "bullets over lists": (
        f"■ 先看现状\n{T}\n■ 明年目标\n1.产量。{T}\n2.质量。{T}\n■ 怎么办\n一、降消耗\n{T}\n二、降费用\n{T}\n■ 几点要求\n{T}",
        ["■ 先看现状", "■ 明年目标", "  1. 产量", "  2. 质量", "■ 怎么办", "  一、 降消耗", "  二、 降费用", "■ 几点要求"],
    ),
    "bullets in lists": (
        f"一、服务\n● 提速\n{T}\n● 延时\n{T}\n二、管理\n● 考勤\n1.签到。{T}\n2.请假。{T}",
        ["一、 服务", "  ● 提速", "  ● 延时", "二、 管理", "  ● 考勤", "    1. 签到", "    2. 请假"],
    ),
    "chapters": (
        "第一章 总则\n第一条 为加强管理，制定本办法。\n第二条 适用于全市。\n第二章 考核\n第三条 内容包括：\n（一）业绩；\n（二）风险。\n第三章 附则\n第四条 自发布之日起施行。",
        ["第一章 总则", "  第一条 为加强管理，制定本办法", "  第二条 适用于全市", "第二章 考核", "  第三条 内容包括", "    （一） 业绩",
         "    （二） 风险", "第三章 附则", "  第四条 自发布之日起施行"],
    ),
    "parts and sections": (
        f"第一部分 总体情况\n第一节 人员\n{T}\n第二节 设备\n{T}\n第二部分 业务情况\n第一节 门诊\n{T}",
        ["第一部分 总体情况", "  第一节 人员", "  第二节 设备", "第二部分 业务情况", "  第一节 门诊"],
    ),
    "comma": ("不足如下:\n1,服务不细;\n2,效率不高;\n3,创新不够.\n", ["1, 服务不细", "2, 效率不高", "3, 创新不够"]),
    "full width": (f"１、培训\n{T}\n２、检查\n（１）日查\n{T}\n（２）周查\n{T}\n３、整改\n{T}",
                   ["１、 培训", "２、 检查", "  （１） 日查", "  （２） 周查", "３、 整改"]),
    "spaces": (f"一 、 队伍\n{T}\n（ 一 ） 思想\n{T}\n（ 二 ） 作风\n{T}\n二 、 业务\n{T}",
               ["一 、 队伍", "  （ 一 ） 思想", "  （ 二 ） 作风", "二 、 业务"]),
    "numerals and a space": (f"一 工作回顾\n{T}\n二 存在问题\n{T}\n三 下步打算\n{T}", ["一 工作回顾", "二 存在问题", "三 下步打算"]),
    "roman and letters": (f"Ⅰ、概况\n{T}\nA.存款\n{T}\nB.贷款\n{T}\nⅡ、风险\n{T}", ["Ⅰ、 概况", "  A. 存款", "  B. 贷款", "Ⅱ、 风险"]),
    "half brackets": (f"1、存款\n1)对公。{T}\n2)储蓄。{T}\n2、贷款\na)农户。{T}\nb)企业。{T}",
                      ["1、 存款", "  1) 对公", "  2) 储蓄", "2、 贷款", "  a) 农户", "  b) 企业"]),
    "circled": (f"一、任务\n①播种\n{T}\n②施肥\n{T}\n二、要求\n{T}", ["一、 任务", "  ① 播种", "  ② 施肥", "二、 要求"]),
    "ordinals": (f"第一，思想重视。{T}\n第二，措施有力。{T}\n第三，落实到位。{T}", ["第一， 思想重视", "第二， 措施有力", "第三， 落实到位"]),
    "yi shi": (f"二、做法\n一是抓班子。{T}\n二是带队伍。{T}\n三、成效\n{T}", ["二、 做法", "  一是 抓班子", "  二是 带队伍", "三、 成效"]),
    "first next last": (f"首先，统一思想。{T}\n其次，压实责任。{T}\n最后，严格考核。{T}", ["首先， 统一思想", "其次， 压实责任", "最后， 严格考核"]),
    "on the one hand": (f"一方面，完善平台。{T}\n另一方面，培育文化。{T}", ["一方面， 完善平台", "另一方面， 培育文化"]),
    "bullets": (f"●工业平稳。{T}\n●投资回升。{T}", ["● 工业平稳", "● 投资回升"]),
    "stems": (f"甲、总务\n{T}\n乙、财务\n{T}", ["甲、 总务", "乙、 财务"]),
    "missing number": (f"一、业绩\n{T}\n二、队伍\n{T}\n四、安全\n{T}\n五、打算\n{T}", ["一、 业绩", "二、 队伍", "四、 安全", "五、 打算"]),
    "repeated number": (f"一、业绩\n{T}\n二、队伍\n{T}\n二、安全\n{T}\n三、打算\n{T}", ["一、 业绩", "二、 队伍", "二、 安全", "三、 打算"]),
    "restart": ("问题有：\n1、不细；\n2、不实。\n打算是：\n1、学习；\n2、调研。", ["1、 不细", "2、 不实", "1、 学习", "2、 调研"]),
    "starts in the middle": (f"三、队伍建设\n{T}\n四、安全生产\n{T}", ["三、 队伍建设", "四、 安全生产"]),
    "preamble list": (
        f"开展三查：\n1.查思想。\n2.查作风。\n3.查制度。\n一、基本情况\n1.农业\n{T}\n2.工业\n{T}\n二、主要问题\n{T}",
        ["1. 查思想", "2. 查作风", "3. 查制度", "一、 基本情况", "  1. 农业", "  2. 工业", "二、 主要问题"],
    ),
    "unusual nesting": (
        f"1、农业\n（一）种植\n{T}\n（二）养殖\n{T}\n2、工业\n（一）制造\n{T}\n（二）建筑\n{T}\n3、商业\n（一）批发\n{T}\n（二）零售\n{T}",
        ["1、 农业", "  （一） 种植", "  （二） 养殖", "2、 工业", "  （一） 制造", "  （二） 建筑", "3、 商业", "  （一） 批发", "  （二） 零售"],
    ),
    "years after markers": (f"1.2023年工作\n{T}\n2.2024年打算\n{T}", ["1. 2023年工作", "2. 2024年打算"]),
    "quantities after markers": (f"1.优势产业：{T}\n2.6个专项：{T}\n3.绿色通道：{T}", ["1. 优势产业", "2. 6个专项", "3. 绿色通道"]),
    "references": (f"一、现状\n{T}\n二、对策\n{T}\n参考文献：\n[1]张某.银行风险[M].2010.\n[2]李某.信用[J].2011.",
                   ["一、 现状", "二、 对策", "参考文献"]),
    "inline list": (f"三、保障\n做好三项工作：(1)加强领导，成立专班；(2)落实经费；(3)严格考核。\n指标：①存款增长10%；②贷款增长8%。\n四、附则\n{T}",
                    ["三、 保障", "  (1) 加强领导，成立专班", "  (2) 落实经费", "  (3) 严格考核", "  ① 存款增长10%", "  ② 贷款增长8%", "四、 附则"]),
    "inline after a line": (f"2产线\n(1)技术领先型。{T}(2)成本领先型。{T}(3)细分领先型。{T}\n3质量\n{T}",
                            ["2 产线", "  (1) 技术领先型", "  (2) 成本领先型", "  (3) 细分领先型", "3 质量"]),
    "lines without number": (f"{T}\n深化改革走在前\n{T}\n狠抓项目促投资\n{T}\n优化环境强服务\n{T}", ["深化改革走在前", "狠抓项目促投资", "优化环境强服务"]),
    "numbers below lines without": (f"{T}\n上年工作回顾\n{T}\n（一）农业。{T}\n（二）工业。{T}\n今年工作安排\n{T}\n（一）农业。{T}\n（二）工业。{T}",
                                    ["上年工作回顾", "  （一） 农业", "  （二） 工业", "今年工作安排", "  （一） 农业", "  （二） 工业"]),
    "announced list": (
        f"对策\n抓好体制改革这个关键。包括两方面内容：\n第一，理顺部门关系。{T}\n第二，明确岗位职责。{T}\n抓好机制创新这个根本。包括两方面内容：\n第一，完善考核。{T}\n第二，强化激励。{T}",
        ["抓好体制改革这个关键", "  第一， 理顺部门关系", "  第二， 明确岗位职责", "抓好机制创新这个根本", "  第一， 完善考核", "  第二， 强化激励"],
    ),
    "run-in titles": (f"（一）强化责任。{T}\n（二）优化服务：{T}\n（三）严格考核；{T}", ["（一） 强化责任", "（二） 优化服务", "（三） 严格考核"]),
    "title and text parted by a space": (f"1.1 城域网 城域网是覆盖全市的网络，{T}\n1.2 客户群 客户群是主要的对象，{T}", ["1.1 城域网", "1.2 客户群"]),
    "title repeated at once": (f"(1)技术领先型产线技术领先型产线是指在产品和服务上全面领先于同行业竞争者的那些产线{T}\n(2)其他。{T}",
                               ["(1) 技术领先型产线", "(2) 其他"]),
    "a number on its own line": (f"一、\n加强学习\n{T}\n二、\n加强管理\n{T}", ["一、 加强学习", "二、 加强管理"]),
    "nouns that begin like units": (
        f"1 项目\n1.1 规模\n{T}\n1.2 成本\n{T}\n2 组织\n2.1 人员\n{T}\n2.2 部门\n{T}\n3 条件\n{T}",
        ["1 项目", "  1.1 规模", "  1.2 成本", "2 组织", "  2.1 人员", "  2.2 部门", "3 条件"]),
    "paragraphs run together": (f"一、抓学习。{T}二、抓管理。{T}三、抓考核。{T}", ["一、 抓学习", "二、 抓管理", "三、 抓考核"]),
    "bracketed numerals inside a paragraph": (f"任务是：（一）抓学习。{T}（二）抓管理。{T}", ["（一） 抓学习", "（二） 抓管理"]),
    "numbers inside a paragraph": (
        f"一、目标\n实现以下目标：1、产值五亿元；2、利润三千万元；3、税金一千万元。\n二、措施\n{T}",
        ["一、 目标", "  1、 产值五亿元", "  2、 利润三千万元", "  3、 税金一千万元", "二、 措施"]),
    "a list inside a list of the same style": (
        f"一、情况\n1.农业。{T}\n2.工业。做法有：1、建园区；2、引项目；3、强服务。\n3.商业。{T}\n二、打算\n{T}",
        ["一、 情况", "  1. 农业", "  2. 工业", "    1、 建园区", "    2、 引项目", "    3、 强服务", "  3. 商业", "二、 打算"]),
    "a list of the first style inside a section": (
        f"一、情况\n{T}\n二、措施\n主要是：一、抓学习；二、抓管理；三、抓考核。\n{T}\n三、打算\n{T}",
        ["一、 情况", "二、 措施", "  一、 抓学习", "  二、 抓管理", "  三、 抓考核", "三、 打算"]),
    "annexes are no list of sections": (f"一、情况\n{T}\n二、建议\n{T}\n附件：1.台账；2.照片；3.清单", ["一、 情况", "二、 建议"]),
    "dashes": (f"一、目标\n——经济更强。{T}\n——城乡更美。{T}\n二、任务\n{T}", ["一、 目标", "  —— 经济更强", "  —— 城乡更美", "二、 任务"]),
    "bullets below numbers": (f"一、成绩\n●存款\n{T}\n●贷款\n{T}\n二、问题\n●不良\n{T}\n●成本\n{T}",
                              ["一、 成绩", "  ● 存款", "  ● 贷款", "二、 问题", "  ● 不良", "  ● 成本"]),
    "dots after numerals": (f"一. 成绩\n{T}\n二. 问题\n{T}", ["一. 成绩", "二. 问题"]),
    "a number was left out at the start": (f"一、甲类\n{T}\n三、丙类\n{T}\n四、丁类\n{T}", ["一、 甲类", "三、 丙类", "四、 丁类"]),
    "numbers count on over the level above": (
        f"一、农业\n1.种植\n{T}\n2.养殖\n{T}\n二、工业\n3.纺织\n{T}\n4.化工\n{T}",
        ["一、 农业", "  1. 种植", "  2. 养殖", "二、 工业", "  3. 纺织", "  4. 化工"]),
    "ordinals start again": (
        f"一、体会\n第一，思想是先导。{T}\n第二，队伍是关键。{T}\n二、打算\n第一，抓学习。{T}\n第二，抓落实。{T}",
        ["一、 体会", "  第一， 思想是先导", "  第二， 队伍是关键", "二、 打算", "  第一， 抓学习", "  第二， 抓落实"]),
    "numbers below ordinals": (
        f"第一，抓党建。\n1.抓学习。{T}\n2.抓组织。{T}\n第二，抓业务。\n1.抓营销。{T}\n2.抓风控。{T}",
        ["第一， 抓党建", "  1. 抓学习", "  2. 抓组织", "第二， 抓业务", "  1. 抓营销", "  2. 抓风控"]),
    "decimals below numerals": (f"一、现状\n1.1 规模\n{T}\n1.2 质量\n{T}\n二、对策\n2.1 投入\n{T}\n2.2 考核\n{T}",
                                ["一、 现状", "  1.1 规模", "  1.2 质量", "二、 对策", "  2.1 投入", "  2.2 考核"]),
    "three levels of decimals": (f"1 总体\n1.1 规模\n1.1.1 车辆\n{T}\n1.1.2 设备\n{T}\n1.2 质量\n{T}\n2 专项\n2.1 安全\n{T}",
                                 ["1 总体", "  1.1 规模", "    1.1.1 车辆", "    1.1.2 设备", "  1.2 质量", "2 专项", "  2.1 安全"]),
    "circled below bracketed": (f"一、任务\n（1）播种\n①早稻\n{T}\n②晚稻\n{T}\n（2）施肥\n{T}\n二、要求\n{T}",
                                ["一、 任务", "  （1） 播种", "    ① 早稻", "    ② 晚稻", "  （2） 施肥", "二、 要求"]),
    "parts whose lists start again": (f"第一部分 回顾\n一、农业\n{T}\n二、工业\n{T}\n第二部分 安排\n一、农业\n{T}\n二、工业\n{T}",
                                      ["第一部分 回顾", "  一、 农业", "  二、 工业", "第二部分 安排", "  一、 农业", "  二、 工业"]),
    "questions": (f"一、为什么改？\n{T}\n二、怎么改？\n{T}", ["一、 为什么改", "二、 怎么改"]),
    "quotes and books": (f"1.《规划》编制\n{T}\n2.“四强”行动\n{T}", ["1. 《规划》编制", "2. “四强”行动"]),
    "quarters behind numerals": (f"一、二季度情况\n{T}\n二、三季度打算\n{T}", ["一、 二季度情况", "二、 三季度打算"]),
    "qi yi": (f"其一，思想松懈。{T}\n其二，措施不力。{T}", ["其一， 思想松懈", "其二， 措施不力"]),
    "yi yao": (f"一要提高认识。{T}\n二要压实责任。{T}", ["一要 提高认识", "二要 压实责任"]),
    "bracketed letters": (f"（A）存款\n{T}\n（B）贷款\n{T}", ["（A） 存款", "（B） 贷款"]),
    "labels of paragraphs in a row": (f"市场：{T}\n原料：{T}\n结论：{T}", ["市场", "原料", "结论"]),
    "labels below numbers": (f"一、安排\n一季度：{T}\n二季度：{T}\n三季度：{T}\n二、要求\n{T}",
                             ["一、 安排", "  一季度", "  二季度", "  三季度", "二、 要求"]),
    "headings right below the title": (f"文化馆总结和计划\n2023年工作总结\n{T}\n2024年工作计划\n{T}", ["2023年工作总结", "2024年工作计划"]),
    "abstract of a paper": (f"摘要\n{T}\n一、引言\n{T}\n二、结论\n{T}\n注释：\n①张某：《水库》，第3页。", ["摘要", "一、 引言", "二、 结论", "注释", "  ① 张某"]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), STYLES.values(), ids=STYLES.keys())
def test_outlines_of_all_styles(text: str, expected: list[str]) -> None:
    assert outline(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        f"{T}\n2023年完成投资。\n3名同志获奖。\n5000万元到位。\n12.5%的增幅。\n1,319亿元的规模。\n0571-88888888为热线。\n{T}",
        f"{T}\n一、二、三产业协调。\n十四五规划完成。\n三季度好转。\n{T}",
        f"{T}\n表1 主要指标\n图2 变化趋势\n{T}",
        f"各位代表！\n{T}\n谢谢大家\n二〇二三年十二月",
        f"{T}\n一是完成任务。\n{T}",
        f"{T}\n（见附件）\n{T}\n（此件公开发布）",
        f"会议纪要\n时间：二〇二三年五月六日上午\n地点：研发楼三楼会议室\n主持：李某\n{T}",
        "审判员：请原告陈述诉讼请求和事实理由，不要重复。\n原告：要求被告把东西搬走，并当面赔礼道歉才行。\n审判员：被告对原告所说有什么意见，请如实回答。\n被告：东西本来就放在自己门口，没有妨碍任何人家。",
        f"市场：{T}\n原料：{T}\n{T}",
        f"述职报告\n某某支行李某\n{T}\n{T}",
        f"{T}\n1号楼封顶。\n2号楼装修。\n3号楼开工。\n{T}",
        f"{T}\n1月，动员。\n2月，摸底。\n3月，整改。\n{T}",
        f"{T}\n一批项目落地。\n二者缺一不可。\n三大主业并进。\n{T}",
        f"{T}\n1.5亿元修路。\n2.5亿元架桥。\n{T}",
        f"首先，我代表支行问好。{T}\n{T}",
        f"{T}——这是我们的初心。\n{T}\n——摘自发言\n{T}",
        f"附件：1.台账；2.照片\n{T}",
        f"情况见第（一）项和第（二）项。{T}",
        f"完成产值1、2、3号线合计五亿元。{T}",
    ],
)
def test_nothing_is_invented(text: str) -> None:
    assert outline(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{T}\n一、受理\n{T}\n二、执行\n{T}\n2024年工作安排\n{T}", ["一、 受理", "二、 执行", "2024年工作安排"]),
        (f"{T}\n二季度重点工作：\n1.运力\n{T}\n2.票务\n{T}", ["二季度重点工作", "  1. 运力", "  2. 票务"]),
        (
            f"{T}\n【外部环境】\n{T}\n【2025年规划】\n{T}\n【结束的话】\n{T}",
            ["外部环境", "2025年规划", "结束的话"],
        ),
    ],
)
def test_a_line_without_number_parts_a_text(text: str, expected: list[str]) -> None:
    assert outline(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        f"{T}\n为此，我们定了下半年打算：\n{T}",  # a sentence that announces
        f"{T}\n【温馨提示】\n{T}\n【联系方式】\n{T}",  # brackets alone part nothing
        f"部署会后各科室讨论了来年的\n重点工作\n{T}",  # it goes on with the line above
        f"{T}\n下半年打算\n略。",
    ],
)
def test_a_line_that_parts_no_text(text: str) -> None:
    assert outline(text) == []


def test_lost_bullets_head_sections() -> None:
    assert outline(f"{T}\n?荩拓宽渠道\n{T}\n?荩培养人才\n{T}") == ["拓宽渠道", "培养人才"]


def test_html_hints_head_sections_and_keep_their_levels() -> None:
    text = f"抓党建\n{T}\n支部\n{T}\n党员\n{T}\n抓业务\n{T}"
    kinds = {"抓党建": "h2", "支部": "h3", "党员": "h3", "抓业务": "h2"}
    hints = tuple(Hint(text.index(w), text.index(w) + len(w), kind) for w, kind in kinds.items())
    assert outline(text, hints=hints) == ["抓党建", "  支部", "  党员", "抓业务"]


def test_a_title_that_html_made_a_heading_heads_no_section() -> None:
    text = f"县域工作报告\n{T}\n一、成绩\n{T}\n二、打算\n{T}"
    assert outline(text, hints=(Hint(0, 6, "h1"),)) == ["一、 成绩", "二、 打算"]
    two = f"抓党建\n{T}\n抓业务\n{T}"
    hints = (Hint(0, 3, "h2"), Hint(two.index("抓业务"), two.index("抓业务") + 3, "h2"))
    assert outline(two, hints=hints) == ["抓党建", "抓业务"]


def test_bold_run_in_titles_head_sections_where_there_are_several() -> None:
    text = f"年度总结\n服务方面：{T}\n风险方面：{T}"
    hints = tuple(Hint(text.index(w), text.index(w) + 4, "strong") for w in ("服务方面", "风险方面"))
    assert outline(text, hints=hints) == ["服务方面", "风险方面"]
    emphasis = f"年度总结\n{T}服务方面有所改进，{T}"
    at = emphasis.index("服务")
    assert outline(emphasis, hints=(Hint(at, at + 4, "strong"),)) == []


def test_text_before_the_first_heading_is_a_section_of_its_own() -> None:
    first, second = sections_of(f"{T}\n一、成绩\n{T}")
    assert (first.number, first.title, first.parent, first.start) == ("", "", None, 0)
    assert first.end < second.start


def test_an_article_without_headings_is_one_section() -> None:
    (section,) = sections_of(f"{T}\n{T}")
    assert (section.start, section.end, section.title) == (0, len(T) * 2 + 1, "")


def test_extents() -> None:
    text = f"一、成绩\n（一）生产。{T}\n（二）销售\n{T}\n二、打算\n{T}"
    one, production, sales, two = sections_of(text)
    assert text[one.start : one.end].endswith(T)
    assert one.end == sales.end < two.start
    assert text[production.body_start : production.end] == T
    assert text[sales.body_start : sales.end].strip() == T
    assert two.end == len(text)


def test_a_list_that_started_inside_a_paragraph_ends_with_it() -> None:
    text = f"一、措施\n主要是：1、抓学习；2、抓管理。\n{T}\n二、打算\n{T}"
    one, first, second, two = sections_of(text)
    assert text[first.start : first.end] == "1、抓学习；"
    assert text[second.start : second.end] == "2、抓管理。"
    assert text[one.start : one.end].endswith(T)
    assert two.start > one.end


LINES = st.sampled_from(
    ["一、甲", "二、乙", "三、丙丁。戊", "（一）甲", "（二）乙：丙", "㈠甲", "1.甲", "2、乙", "1.1甲", "1.2乙", "(1)甲；(2)乙。", "①甲②乙", "第一章", "第一，甲", "一是甲",
     "二是乙", "首先甲", "●甲", "参考文献", "?荩甲", "0引言", "1方法", "2023年", T, "短标题行", "甲：", "A.甲", "Ⅱ、乙", "一、", "1.", "(1)(2)(3)"]
)  # fmt: skip


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(LINES, min_size=1, max_size=25).map("\n".join))
def test_sections_form_a_tree_within_the_text(text: str) -> None:
    for article in split_articles(PageText(text=text), lexicon=load_lexicon()):
        sections = find_sections(article, lexicon=load_lexicon())
        assert [s.index for s in sections] == list(range(len(sections)))
        for section in sections:
            assert 0 <= section.start <= section.body_start <= section.end <= len(article.text)
            assert 0.0 <= section.role_score <= 1.0
            if section.parent is None:
                assert section.level == 1
            else:
                above = sections[section.parent]
                assert above.index < section.index
                assert above.level == section.level - 1
                assert above.start < section.start
                assert section.end <= above.end
        starts = [s.start for s in sections]
        assert starts == sorted(set(starts))
