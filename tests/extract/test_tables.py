"""Read quantities out of table cells: metric and unit from the headers, period from the other header, nothing twice."""

from decimal import Decimal

import pytest

from reportmine.extract.indicators import find_indicators
from reportmine.extract.tables.headers import read_header
from reportmine.pipeline import load
from reportmine.schema import Indicator, PageText
from reportmine.structure.articles import split_articles
from reportmine.structure.sections import find_sections
from reportmine.text.entries import TableHeader
from reportmine.text.lexicon import load_lexicon
from tests.acquire.makers import make_docx, paragraph

LEXICON = load_lexicon()

PAGE = """<html><head><meta charset="utf-8"><title>东河机械厂2024年工作总结</title></head><body><div class="content"><h1>东河机械厂2024年工作总结</h1>
<p>2024年，我厂上下齐心协力，较好地完成了全年各项任务，现将主要经济指标完成情况列表说明如下，请各位代表审议。</p>{table}
<p>下一步，我厂将继续围绕提质增效抓好各项工作，不断提高管理水平，努力开创各项工作的新局面，为实现全年目标而奋斗。</p></div></body></html>"""


def _cells(table: str) -> list[Indicator]:
    pipeline = load()
    found: list[Indicator] = []
    for page in pipeline.read(PAGE.format(table=table).encode()):
        assert isinstance(page, PageText)
        for article in split_articles(page, lexicon=pipeline.lexicon):
            sections = find_sections(article, lexicon=pipeline.lexicon)
            found += [i for i in find_indicators(article, sections, lexicon=pipeline.lexicon) if "header" in i.rule]
    return found


def _table(rows: list[list[str]]) -> str:
    return "<table>" + "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows) + "</table>"


def test_unit_stands_in_the_row_header_and_year_in_the_column_header() -> None:
    rows = [["指标", "2023年", "2024年"], ["销售收入（万元）", "4,200", "5,150.5"], ["产品合格率（%）", "97.2", "98.6"]]
    found = _cells(_table(rows))
    assert [(i.metric, i.quantity.low, i.quantity.unit, i.period.text) for i in found] == [
        ("销售收入", Decimal(42_000_000), "元", "2023年"),
        ("销售收入", Decimal(51_505_000), "元", "2024年"),
        ("产品合格率", Decimal("97.2"), "%", "2023年"),
        ("产品合格率", Decimal("98.6"), "%", "2024年"),
    ]
    assert found[0].metric_id is not None


def test_change_and_target_stand_in_the_column_header() -> None:
    rows = [["项目", "本年计划", "同比增长"], ["产值（万元）", "8000", "6.5%"]]
    target, change = _cells(_table(rows))
    assert (target.role, target.quantity.low) == ("target", Decimal(80_000_000))
    assert (change.change, change.compared_to, change.quantity.unit) == ("increase", "yoy", "%")


def test_caption_gives_the_unit() -> None:
    rows = [["车间", "2024年"], ["一车间产值", "1200"], ["二车间产值", "860"]]
    found = _cells("<p>单位：万元</p>" + _table(rows))
    assert [(i.quantity.low, i.quantity.unit) for i in found] == [
        (Decimal(12_000_000), "元"),
        (Decimal(8_600_000), "元"),
    ]


def test_a_cell_rests_on_its_own_characters() -> None:
    (found,) = _cells(_table([["指标", "2024年"], ["职工人数（人）", "326"]]))
    assert (found.evidence.text, found.quantity.unit, found.quantity.low) == ("326", "人", Decimal(326))


def test_a_column_of_running_numbers_is_no_name_and_one_of_units_gives_them() -> None:
    head = ["序号", "指标名称", "单位", "2023年目标", "2023年完成"]
    found = _cells(
        _table([head, ["1", "营业收入", "万元", "12000", "12800"], ["2", "发电量", "亿千瓦时", "3.5", "3.6"]])
    )
    assert [(i.metric, i.quantity.low, i.quantity.unit, i.role) for i in found] == [
        ("营业收入", Decimal(120_000_000), "元", "target"),
        ("营业收入", Decimal(128_000_000), "元", "actual"),
        ("发电量", Decimal(350_000_000), "千瓦时", "target"),
        ("发电量", Decimal(360_000_000), "千瓦时", "actual"),
    ]
    assert [i.attainment for i in found] == [None, Decimal("106.67"), None, Decimal("102.86")]


def test_running_numbers_need_no_header_and_numbers_that_do_not_run_are_figures() -> None:
    running = _cells(_table([["", "项目", "2022年"], ["1", "利润（万元）", "10"], ["2", "税金（万元）", "20"]]))
    assert [(i.metric, i.quantity.low) for i in running] == [("利润", Decimal(100_000)), ("税金", Decimal(200_000))]
    years = _cells(_table([["年度", "利润（万元）"], ["2022年", "10"], ["2023年", "20"]]))
    assert [(i.metric, i.period.text) for i in years] == [("利润", "2022年"), ("利润", "2023年")]


def test_a_column_of_houses_is_none_of_units() -> None:
    rows = [["单位", "2023年产值（万元）"], ["一车间", "120"], ["二车间", "80"]]
    found = _cells(_table(rows))
    assert [(i.metric, i.subject, i.quantity.low) for i in found] == [
        ("产值", "一车间", Decimal(1_200_000)),
        ("产值", "二车间", Decimal(800_000)),
    ]


def test_next_years_target_is_not_answered_and_target_and_actual_do_not_contradict() -> None:
    head = ["指标", "2023年目标", "2023年实际", "2024年目标"]
    target, actual, following = _cells(_table([head, ["营业收入（万元）", "120000", "128000", "140000"]]))
    assert [i.role for i in (target, actual, following)] == ["target", "actual", "target"]
    assert [i.warnings for i in (target, actual, following)] == [()] * 3
    assert (actual.attainment, following.links) == (Decimal("106.67"), ())


def test_columns_of_a_base_of_changes_and_of_rates() -> None:
    head = ["指标", "上年同期", "增减额", "增减率", "同比±%", "完成计划%"]
    base, amount, rate, yoy, plan = _cells(_table([head, ["营业收入（万元）", "1000", "-200", "20", "-3.1", "95"]]))
    assert (base.role, base.compared_to, base.quantity.low) == ("reference", None, Decimal(10_000_000))
    assert (amount.change, amount.quantity.low, amount.subject) == ("decrease", Decimal(2_000_000), None)
    assert (rate.change, rate.quantity.low, rate.quantity.unit) == ("increase", Decimal(20), "%")
    assert (yoy.change, yoy.compared_to, yoy.quantity.low, yoy.quantity.unit) == (
        "decrease",
        "yoy",
        Decimal("3.1"),
        "%",
    )
    assert (plan.change, plan.compared_to, plan.quantity.unit, plan.role) == ("level", "plan", "%", "actual")
    assert {i.metric for i in (base, amount, rate, yoy, plan)} == {"营业收入"}


@pytest.mark.parametrize("entry", LEXICON.entries(TableHeader), ids=lambda entry: entry.id)
def test_example_of_a_header_is_read_as_its_part(entry: TableHeader) -> None:
    assert entry.examples
    for example in entry.examples:
        assert read_header(example, lexicon=LEXICON).part == entry.part, example


@pytest.mark.parametrize("text", ["计划生育率", "工程单位数", "重点任务", "目标客户数", "产值", "一车间"])
def test_a_header_that_only_begins_or_ends_like_one_keeps_its_name(text: str) -> None:
    header = read_header(text, lexicon=LEXICON)
    assert (header.part, header.text) == ("", text)


def test_word_tables_are_read_like_those_of_pages() -> None:
    rows = [
        ["序号", "项目", "单位", "计划数", "完成数"],
        ["1", "利润总额", "万元", "300", "330"],
        ["2", "合格率", "%", "98", "99"],
    ]
    body = "".join("<w:tr>" + "".join(f"<w:tc>{paragraph(v)}</w:tc>" for v in row) + "</w:tr>" for row in rows)
    text = "我厂上下齐心协力，较好地完成了全年各项任务，现将主要经济指标完成情况列表说明如下，请各位代表审议。"
    (report,) = load().analyze(next(iter(load().read(make_docx(f"{paragraph(text)}<w:tbl>{body}</w:tbl>")))))
    assert [(i.metric, i.quantity.low, i.quantity.unit, i.role) for i in report.indicators] == [
        ("利润总额", Decimal(3_000_000), "元", "target"),
        ("利润总额", Decimal(3_300_000), "元", "actual"),
        ("合格率", Decimal(98), "%", "target"),
        ("合格率", Decimal(99), "%", "actual"),
    ]
