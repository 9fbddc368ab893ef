"""Say which year a report speaks of, and on what that rests."""

import pytest

from reportmine.pipeline import load, text_page

FILLER = "全体职工团结一心，扎实工作，服务水平不断提高。"


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("卫生院2014年工作总结和2015年工作计划", "2015年门诊量力争达到6万人次。", ("2014", "title")),
        ("教育局2017年工作要点", "2016年新建学校3所。", ("2017", "title")),
        ("卫生院工作总结", "2014年门诊量5万人次，住院2000人次；2013年门诊量4万人次。", ("2014", "actuals")),
        ("卫生院工作计划", "2015年门诊量力争达到6万人次。", ("2015", "targets")),
        # A report titled by the year of the congress tells of the year before it.
        ("2025年政府工作报告", "2024年，新建学校3所，新增床位200张。", ("2024", "actuals")),
        ("县“十二五”规划实施情况", "2014年新建学校3所。", ("2014", "actuals")),
        ("2016—2020年发展情况", "新建学校3所。", (None, None)),
        ("卫生院工作总结", "门诊量5万人次。", (None, None)),
    ],
)
def test_a_report_speaks_of_the_year_of_its_title_or_of_most_figures(
    title: str, body: str, expected: tuple[str, str]
) -> None:
    (report,) = load().analyze(text_page(f"{title}\n\n    {body}{FILLER}\n"))
    assert (report.attributes["period"], report.attributes["period_basis"]) == expected
