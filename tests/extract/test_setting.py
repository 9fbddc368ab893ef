"""Read whole documents: what headings, titles, announcements and semicolons say of the role and the period of the figures behind them."""

import pytest

from reportmine.pipeline import analyze

REVIEW = (
    "某公司2013年工作总结\n\n过去的一年，公司上下团结一心，各项工作都有起色，现总结如下。\n"
    "一、主要工作\n制度更加健全，作风有所改进，服务水平不断提高。\n"
)
PLAN = (
    "某公司2014年工作计划\n\n为做好新一年的工作，制定本计划。\n一、主要工作\n健全各项制度，改进作风，提高服务水平。\n"
)


def told(text: str, before: str = REVIEW) -> list[tuple[str, str, str]]:
    """Return evidence, role and period of what stands behind `before`."""
    return [
        (i.evidence.text, i.role, i.period.text)
        for report in analyze(before + text + "\n")
        for i in report.indicators
        if i.evidence.source_start >= len(before)
    ]


def roles(text: str, before: str = REVIEW) -> set[str]:
    return {role for _, role, _ in told(text, before)}


@pytest.mark.parametrize(
    "heading",
    [
        "（二）产品结构不断优化。",
        "（二）网点布局持续优化。",
        "（二）明确目标，落实责任。",
        "（二）理清思路，狠抓管理。",
        "（二）目标考核。",
        "（二）超额完成目标任务。",
        "（二）科学制定规划。",
        "（二）代表建议办理。",
        "二、计划生育。",
        "二、种植结构进一步优化。",
    ],
)
def test_a_heading_that_boasts_of_aims_plans_nothing(heading: str) -> None:
    assert roles(f"{heading}投入资金45万元，惠及职工120人。") == {"actual"}


@pytest.mark.parametrize("heading", ["二、下一步打算", "二、明年工作目标", "二、奋斗目标", "二、2014年工作思路"])
def test_a_heading_that_plans_still_does(heading: str) -> None:
    assert roles(f"{heading}\n投入资金45万元，培训职工120人。") == {"target"}


def test_a_table_of_main_figures_in_a_summary_is_no_plan() -> None:
    assert roles("一、主要指标\n营业收入3.2亿元，利润总额2500万元。", "某公司2023年工作总结\n") == {"actual"}


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("明年力争存款净增2亿元；贷款净增1亿元；收入达到800万元。", "target"),
        ("2014年的目标是存款净增2亿元；贷款净增1亿元。", "target"),
        ("2014年，公司计划实现收入1.4亿元，增长12%；利润达到900万元。", "target"),
        ("2014年，公司力争收入4.6亿元，同比增长19.2%；其中车险3.4亿元；新增客户600户。", "target"),
        ("2014年计划生产原煤300万吨，进尺1.5万米。", "target"),
        ("预计全年产值12.6亿元，增长8.5%；增加值3.4亿元，增长11%。", "forecast"),
    ],
)
def test_an_aim_goes_on_behind_a_semicolon(text: str, role: str) -> None:
    assert roles(text) == {role}


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("力争全年改造12个小区；目前已完工8个。", "actual"),
        ("确保投资5亿元；去年投资3亿元。", "actual"),
        ("力争利润增长8%；上半年利润同比增长3%。", "actual"),
    ],
)
def test_what_is_done_behind_a_semicolon_is_no_aim(text: str, ending: str) -> None:
    assert told(text)[-1][1] == ending


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2014年的主要目标是：\n1、营业收入4.5亿元，增长14.8%；\n2、利润总额2200万元；\n3、空驶率16%以内。", "2014年"),
        ("2014年经营目标：\n营业收入4.5亿元；\n利润总额2200万元。", "2014年"),
        ("明年工作思路：\n新增客户40家，续签率90%。", "明年"),
        ("明年工作安排：新增贷款2.5亿元以上，清收不良1200万元。", "明年"),
    ],
)
def test_a_line_that_announces_aims_governs_its_list(text: str, period: str) -> None:
    found = told(text)
    assert len(found) >= 2
    assert {(role, time) for _, role, time in found} == {("target", period)}


@pytest.mark.parametrize("text", ["超额完成年度目标：销售额3亿元，利润900万元。", "围绕工作思路：走访客户320户。"])
def test_an_aim_that_is_reached_announces_facts(text: str) -> None:
    assert roles(text) == {"actual"}


@pytest.mark.parametrize(
    "text",
    [
        "一、形势分析\n今年1至10月，完成销售收入8.2亿元，同比增长18%；设备开工率只有72%。",
        "一、面临的形势\n全县有企业120家，其中亏损35家。",
    ],
)
def test_thoughts_on_next_year_tell_the_present_first(text: str) -> None:
    assert roles(text, "2007年工作思路\n") == {"actual"}


def test_the_months_that_are_over_are_no_plan() -> None:
    assert roles("今年1—9月完成产值3亿元，完成年度计划的75%。", PLAN) == {"actual"}
    assert roles("1—3月完成选址，改造厂房3座。", PLAN) == {"target"}


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("截至6月末，存款28.64亿元，完成全年计划的78.0%。", {"截至6月末"}),
        ("一季度完成税收1.2亿元，占全年任务的31%，其中国税8000万元。", {"一季度"}),
        ("黄金周接待游客8.2万人次，占全年的14.4%，日接待量12.6万人次。", {"黄金周"}),
        ("到位资金4.36亿元，是2012年的1.8倍，其中县级配套8600万元，增长35%。", {"过去的一年"}),
        ("完成全年任务的97.5%。", {"全年"}),
        ("2012年的产量3万吨。", {"2012年"}),
    ],
)
def test_a_time_that_a_value_is_a_share_of_dates_nothing(text: str, periods: set[str]) -> None:
    assert {time for _, _, time in told(text)} == periods


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("产值超亿元企业67户、超10亿元3户。", {"亿元", "10亿元"}),
        ("资产负债率超过80%的企业3户。", {"80%"}),
        ("5000元以下案件120件，600分以上41人。", {"5000元", "600分"}),
        ("投资超过5亿元，建成厂房3座。", set()),
        ("利润超过200万元，门店3家。", set()),
        ("派遣比例超过10%的有4家，周转天数超过60天的占两成。", {"10%", "60天"}),
        ("气瓶压力低于24兆帕的有5只，每周轮到三次以上的有14人。", {"24兆帕", "三次"}),
        ("差错率超过3‰者整卷返工，工龄不满5年的职工126人。", {"3‰", "5年"}),
        ("主营业务收入过10亿元企业9户。", {"10亿元"}),
        ("投资1.2亿元的外科大楼共18层。", set()),
        ("90%以上的农户用上自来水，保持95%以上的满意率，实现12%以上的增长。", set()),
        ("取得产值超过2亿元的好成绩，建成长度超过10公里的绿道。", set()),
        ("再交一份不超过两页的材料。", set()),
        ("停工超过30天自动计收停置费，来客不足五人也照开。", {"30天", "五人"}),
        ("对预算100万元以上的项目全部开展评价。", {"100万元"}),
        ("新增门店30家以上，一律统一标识。", set()),
        ("实现了超过2亿元的收入规模，达到95%以上的水平。", set()),
    ],
)
def test_a_limit_of_what_is_counted_is_no_fact(text: str, limits: set[str]) -> None:
    assert {what for what, role, _ in told(text) if role == "reference"} == limits


@pytest.mark.parametrize(
    ("text", "aimed"),
    [
        ("年初主要目标：销售收入3亿元。经过努力，完成销售收入3.2亿元。年末存款余额8亿元，员工300人。", {"3亿元"}),
        ("公司发展思路：做大做强。全年销售收入3.2亿元，员工300人。", set()),
        ("我们按照工作安排：开展培训12期，检查36次。", set()),
        ("力争实现收入3亿元；公司共有员工300人；全市网点25个；占地面积50亩。", {"3亿元"}),
        ("力求满意率达到98%；全年受理投诉35件，办结率100%；发放问卷300份。", {"98%"}),
        ("力争存款净增2亿元；新增客户300户。", {"2亿元", "300户"}),
    ],
)
def test_facts_behind_an_aim_are_facts(text: str, aimed: set[str]) -> None:
    assert {what for what, role, _ in told(text) if role == "target"} == aimed


def test_a_list_of_aims_ends_at_the_next_heading() -> None:
    text = "主要目标：\n收入3亿元\n利润2000万元\n二、完成情况\n收入3.2亿元，利润2200万元。"
    found = told(text, "某公司2013年工作总结\n")
    assert [role for _, role, _ in found] == ["target", "target", "actual", "actual"]


BOTH = "某公司2016年经营情况及2017年工作安排\n\n2016年，公司实现收入3.8亿元。\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2017年，公司确保收入4.6亿元；其中车险3.4亿元；赔付率不高于97%。", {"target"}),
        ("2017年，计划新开门店3家，年末有效人力达到1600人。", {"target"}),
        ("2016年，公司收入4.6亿元；其中车险3.4亿元；赔付率97%。", {"actual"}),
        ("2017年1月，公司收入4600万元。", {"actual"}),
    ],
)
def test_a_year_after_the_one_reviewed_is_planned_under_a_title_that_looks_back_and_ahead(
    text: str, expected: set[str]
) -> None:
    assert roles(text, before=BOTH) == expected


def test_a_later_year_is_not_planned_under_a_title_that_only_looks_back() -> None:
    assert roles("2014年，公司收入3.4亿元。", before=REVIEW) == {"actual"}


def test_the_state_of_things_in_a_plan_is_no_aim() -> None:
    before = "某小学下学期工作计划\n\n"
    text = "一、家底\n学校有教师46人，近视率38%。\n二、重点工作\n教师培训36人，近视率降到35%。"
    assert [role for _, role, _ in told(text, before)] == ["actual", "actual", "target", "target"]


def test_a_part_is_no_surer_of_planning_than_the_one_that_it_stands_in() -> None:
    before = "某银行行长工作报告\n\n一、主要指标\n各项存款余额20亿元。\n"
    text = "二、风险是怎么管的\n（一）担保圈拆解。对涉及的23户企业逐户过堂，到年末余额压到1.9亿元。\n（二）流动性。同业负债占比降至14%。"
    assert roles(text, before) == {"actual"}


@pytest.mark.parametrize(
    ("heading", "role"),
    [("二、2021年：把慢功夫做实", "target"), ("二、2020年：把慢功夫做实", "actual"), ("二、把慢功夫做实", "actual")],
)
def test_a_heading_that_names_a_later_year_plans(heading: str, role: str) -> None:
    before = "致各位股东的信\n\n一、2020年：在夹缝里站稳\n全年实现收入5.2亿元，同比增长8%。\n"
    assert roles(f"{heading}\n继续推进工厂建设，项目总投资3.2亿元。", before) == {role}


def test_what_was_before_the_year_of_a_plan_is_no_aim() -> None:
    text = "二、2018年目标\n2017年接待游客2860万人次，收入21亿元。2018年接待游客3000万人次。"
    assert [role for _, role, _ in told(text)] == ["actual", "actual", "target"]


@pytest.mark.parametrize(
    ("text", "aimed"),
    [
        ("出租率63.8%（预算69%），房价380元（预算385元）。", {"69%", "385元"}),
        ("能耗下降18.4%，超额完成16%的约束性目标。", {"16%"}),
        ("董事会建议派发末期股息每股10分。", {"10分"}),
        ("下半年准备这么干：七月底前签回90万元，每间缺陷不超过三处。", {"90万元", "三处"}),
        ("年终还给自己加了码：投诉再减两成，正点率稳定在98%以上。", {"两成", "98%"}),
        ("意见：1.试行专用舱位，与两家商户签月结协议；2.在4个超市增加代收点。", {"两家", "4个"}),
        ("仪器老旧，今年修了3次。明年想添一台光谱仪。", {"一台"}),
        ("按目前的回款速度，设备按揭款190万元会有缺口约70万元。", set()),
        ("原计划9月来的会议改到外市，一下少了240间夜；计划上马的软件谈了两家。", set()),
        ("外包支出402万元（一季度就提过要招两家车队比价），比预算超31万元。", set()),
        ("群众提出意见：1.路灯少；2.增加3个站点。", set()),
        ("一天要烧掉天然气4.2万立方米，排队要等9天。", set()),
        ("更要命的是周边开了三家店，将这57份报告逐项比对，一致率38%。", set()),
        ("某市生产力促进中心设项目申报部等四个部门。", set()),
    ],
)
def test_what_is_aimed_at_is_told_from_what_only_looks_like_it(text: str, aimed: set[str]) -> None:
    assert {what for what, role, _ in told(text) if role == "target"} == aimed


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("综合窗口由6个整合为3个。", {"6个"}),
        ("低保标准由原来的400元、220元提高到480元、280元。", {"400元", "220元"}),
        ("收入比由上年的2.17∶1缩小为2.15∶1。", {"2.17∶1"}),
        ("比上年同期90.8%略低0.5个百分点。", {"90.8%"}),
        ("水池水位只有1.2米，低于规定的1.8米。", {"1.8米"}),
        ("利润120万元，扭转了去年同期亏损85万元的局面；上年同期完成收入3亿元。", {"85万元", "3亿元"}),
        ("利润120万元，比上年同期完成数多20万元。", set()),
        ("在全省86家农商银行的综合评级中，本行列第11位。", {"86家"}),
        ("在省网11家同类型电厂中居第4位。", {"11家"}),
        ("在全省86家农商银行中新增客户300户。", set()),
        ("从原料进厂到成品装箱的47个岗位归并为6个模块。", set()),
    ],
)
def test_where_a_change_starts_is_no_fact_of_now(text: str, starts: set[str]) -> None:
    assert {what for what, role, _ in told(text) if role == "reference"} == starts


def test_a_spoken_heading_looks_back_or_ahead() -> None:
    before = "某小学小结\n\n一、成绩\n得奖3项。\n"
    text = "二、班是怎么带的\n家访46户。\n三、下学期怎么干\n家访60户。"
    assert [role for _, role, _ in told(text, before)] == ["actual", "target"]


def test_what_a_plan_without_headings_says_first_is_no_aim() -> None:
    before = "老楼加装电梯工作计划\n"
    text = "小区有多层住宅12栋，老人200位。居委会商量，按下面的路子来。\n第一步：每栋开会3次。\n第二步：每栋推业主2名当监工。"
    assert [role for _, role, _ in told(text, before)] == ["actual", "actual", "target", "target"]
    text = "改造住宅12栋，惠及老人200位。\n第一步：每栋开会3次。\n第二步：每栋推业主2名当监工。"
    assert roles(text, before) == {"target"}


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("二、11—12月份主要措施", "target"),
        ("二、9月份主要措施", "actual"),
        ("二、主要措施", "actual"),
        ("二、四季度预测", "forecast"),
    ],
)
def test_a_heading_of_later_months_than_the_title_looks_ahead(heading: str, role: str) -> None:
    before = "某公司10月份经济活动分析\n\n一、主要指标完成情况\n完成发电量2.3亿千瓦时，环比下降6.7%。\n"
    assert roles(f"{heading}\n煤价压到1010元以下，兑现率90%以上。", before) == {role}


@pytest.mark.parametrize(
    ("opening", "period"),
    [
        ("港口公司工作总结\n\n2013年，公司上下团结一心，各项工作都有起色。\n", "2013年"),
        ("港口公司工作总结\n\n各位领导：\n今年上半年，公司紧扣目标，各项工作都有起色。\n", "今年上半年"),
        ("致监管部门\n县水务局：\n按照9月12日的通知，现将上一年度供水经营情况报告如下。\n", "上一年度"),
        ("各位职工代表：\n我代表班子向大会作报告，请予审议。\n过去一年，公司顶住压力，守住了市场。\n", "过去一年"),
        ("港口公司简报\n\n三季度完成吞吐量1200万吨，同比增长6%。\n", "三季度"),
        ("港口公司工作总结\n\n2013年，公司紧扣目标。\n一、2014年打算\n新建泊位2个。\n二、成绩\n", "2013年"),
    ],
)
def test_the_period_that_a_report_tells_of_dates_what_names_none(opening: str, period: str) -> None:
    text = "（一）设备\n更新吊机12台，培训工人340名。"
    assert {time for _, _, time in told(text, opening)} == {period}


def test_what_looks_like_a_plan_and_is_told_as_done_has_the_period_of_the_report() -> None:
    text = "一、主要指标\n吞吐量1200万吨，比上年同期增加90万吨；货损率比上年下降0.2个百分点，赔付比上年减少30万元。"
    opening = "各位职工代表：\n我代表班子向大会作报告，请予审议。\n过去一年，公司顶住压力，守住了市场。\n"
    assert {(role, time) for _, role, time in told(text, opening)} == {("actual", "过去一年")}
    assert {time for _, _, time in told("二、下一步打算\n新建泊位2个。", opening)} == {""}


@pytest.mark.parametrize(
    "opening",
    [
        "港口公司2013年工作总结\n\n公司上下团结一心，各项工作都有起色。\n",  # the title alone
        "关于货损投诉的调查\n\n今年一季度，公司收到投诉19起，现将情况报告如下。\n",
        "消防工作情况的说明\n\n2021年5月，市局印发了通知，要求对照检查，及时整改。\n",
        "港口公司工作总结\n\n去年这个时候，全厂还在发愁，现在缓过来了。\n",
        "港口公司经验材料\n\n近年来，公司大力改进作风，取得了成效，汇报如下。\n",
        "港口公司简报\n\n9月底前完成疏浚3公里。\n",
    ],
)
def test_what_is_not_the_time_of_the_figures_dates_none(opening: str) -> None:
    text = "（一）设备\n更新吊机12台，培训工人340名。"
    assert {time for _, _, time in told(text, opening)} == {""}


def test_the_sentence_that_announces_plans_names_their_time() -> None:
    opening = "港口公司思路\n\n2014年，公司完成吞吐量1200万吨。为再上台阶，提出2015年的工作思路如下：\n"
    assert {time for _, _, time in told("一、目标\n吞吐量1500万吨，货损率降到1%。", opening)} == {"2015年"}


def test_a_part_goes_on_with_the_paragraph_before() -> None:
    text = "截至12月末，存款8.6亿元。\n其中储蓄存款5.9亿元。\n贷款4亿元。"
    assert [time for _, _, time in told(text)] == ["截至12月末", "截至12月末", "过去的一年"]


_CARE = "要把医疗质量作为头等大事来抓，严格落实各项核心制度，切实改善就医体验。" * 6


@pytest.mark.parametrize(
    ("sentence", "roles"),
    [
        ("全院职工300人，床位200张。", ["actual", "actual"]),
        ("2025年，门诊量达到20万人次，手术3000台。", ["target", "target"]),
        ("今年门诊量达到20万人次。今年以来接诊300人。", ["target", "actual"]),
        ("2024年门诊量18万人次。", ["actual"]),
    ],
)
def test_what_a_plan_says_first_is_of_the_present(sentence: str, roles: list[str]) -> None:
    text = f"某医院2025年工作计划\n{sentence}\n一、医疗\n新开专科门诊3个。{_CARE}\n二、护理\n培训护士40人次。"
    assert [i.role for i in analyze(text)[0].indicators] == [*roles, "target", "target"]
