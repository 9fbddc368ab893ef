"""Fix the years of relative periods by the headings over them, the article's title and its opening, and leave open what none fixes."""

import pytest

from reportmine.pipeline import load, text_page

FILLER = "全体职工团结一心，扎实工作，服务水平不断提高。"
HALF = (
    "柳河镇2015年上半年工作总结及下半年工作打算\n\n一、上半年工作\n    1—6月，完成税收120万元。今年共新修道路3公里。\n"
)
HALF += "二、下半年打算\n    下半年完成税收150万元。9月底前新修道路2公里。\n"


def _dated(text: str) -> list[tuple[str, str, str | None]]:
    """Return the text, the dates and the anchor of every indicator's period."""
    periods = [i.period for report in load().analyze(text_page(text)) for i in report.indicators]
    return [(p.text, f"{p.start}/{p.end}" if p.start else "", p.anchor) for p in periods]


def test_a_heading_that_names_a_part_of_the_year_takes_the_year_of_the_title() -> None:
    assert _dated(HALF) == [
        ("1—6月", "2015-01-01/2015-06-30", "article title"),
        ("今年", "2015-01-01/2015-12-31", "article title"),
        ("下半年", "2015-07-01/2015-12-31", "article title"),
        ("9月底前", "2015-09-21/2015-09-30", "article title"),
    ]


def test_an_item_that_names_a_part_of_the_year_takes_the_year_of_the_heading_above_it() -> None:
    text = "支行2019年度工作总结\n\n一、2020年工作打算\n    具体措施：1.开展授信，上半年完成12个村的建档；2.三季度新增客户200户。\n"
    assert _dated(text) == [
        ("上半年", "2020-01-01/2020-06-30", "section title"),
        ("三季度", "2020-07-01/2020-09-30", "section title"),
    ]


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        ("下半年新修道路2公里。", ("下半年", "2015-07-01/2015-12-31", "article title")),
        ("年底前新修道路2公里。", ("年底前", "2015-12-01/2015-12-31", "article title")),
        ("明年新修道路2公里。", ("明年", "2016-01-01/2016-12-31", "article title")),
        # A half-year that is over by then is that of another year, which nobody names.
        ("上半年新修道路2公里。", ("上半年", "", None)),
    ],
)
def test_plans_of_half_a_years_report_lie_in_the_rest_of_its_year(plan: str, expected: tuple[str, str, str]) -> None:
    text = f"柳河镇2015年上半年工作总结\n\n一、工作完成情况\n    {FILLER}\n二、下一步打算\n    {plan}\n"
    assert _dated(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("大坪村2016年工作总结\n\n    明年新修水渠3公里。", ("明年", "2017-01-01/2017-12-31", "article title")),
        ("大坪村2017年工作计划\n\n    明年新修水渠3公里。", ("明年", "2017-01-01/2017-12-31", "article title")),
        (
            "大坪村2016年工作总结\n\n    过去一年，新修水渠3公里。",
            ("过去一年", "2016-01-01/2016-12-31", "article title"),
        ),
        ("车间2020年9月经济活动分析\n\n    本月完成产量310吨。", ("本月", "2020-09-01/2020-09-30", "article title")),
        # A review of 2016 may be written in 2016 or in 2017, a plan's past year be either.
        ("大坪村2016年工作总结\n\n    去年新修水渠3公里。", ("去年", "", None)),
        ("大坪村2017年工作计划\n\n    过去一年，新修水渠3公里。", ("过去一年", "", None)),
        ("车间2020年经济活动分析\n\n    本月完成产量310吨。", ("本月", "", None)),
    ],
)
def test_years_beside_that_of_the_title(text: str, expected: tuple[str, str, str]) -> None:
    assert _dated(text) == [expected]


def test_the_year_that_a_report_opens_with_holds_until_another_one_is_told_of() -> None:
    text = f"支行工作汇报\n\n    2012年，我行各项业务稳中有进。{FILLER}\n    全年发放贷款120笔。\n    2013年，{FILLER}\n    上半年发放贷款60笔。\n"
    assert _dated(text) == [("全年", "2012-01-01/2012-12-31", "opening sentence"), ("上半年", "", None)]


@pytest.mark.parametrize("opening", ["2009年参加工作，现任副行长。", "我行成立于2009年，共有职工20名。"])
def test_a_year_of_ones_life_is_not_the_reports(opening: str) -> None:
    assert _dated(f"个人述职\n\n    {opening}\n    全年发放贷款120笔。\n")[-1] == ("全年", "", None)


def test_a_dated_line_fixes_what_looks_back_from_it() -> None:
    text = f"县长讲话\n（2024年1月18日）\n\n    过去一年，新修水渠3公里。{FILLER}\n"
    assert _dated(text) == [("过去一年", "2023-01-01/2023-12-31", "dated line")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("2018年1月20日", ("今年", "2018-01-01/2018-12-31", "dated line")),
        ("县长办公室　2018年1月20日", ("今年", "2018-01-01/2018-12-31", "dated line")),
        ("二〇一八年一月", ("今年", "2018-01-01/2018-12-31", "dated line")),
        ("——2018年1月20日在县第十六届人民代表大会第五次会议上", ("今年", "2018-01-01/2018-12-31", "dated line")),
        # What happened on a day dates no article.
        ("公司于2008年1月20日成立，占地20亩。", ("今年", "", None)),
        ("2008年1月20日建成投产，占地20亩。", ("今年", "", None)),
        ("2008年1月建成", ("今年", "", None)),
    ],
)
def test_a_line_that_is_a_date_dates_the_article(line: str, expected: tuple[str, str, str]) -> None:
    assert _dated(f"述职报告\n{line}\n\n    今年新修水渠3公里。{FILLER}\n")[-1] == expected


def test_a_business_year_is_named_by_its_last_day() -> None:
    text = f"董事长报告书\n\n    本人提呈公司截至2024年12月31日止年度之业绩。{FILLER}\n    年内新增门店12家。\n    上年新增门店6家。\n"
    assert _dated(text) == [("年内", "2024-01-01/2024-12-31", "opening sentence"), ("上年", "", None)]
