"""Read quantities out of table cells: metric and unit from the headers, period from the other header, nothing twice."""

from decimal import Decimal

from reportmine.extract.indicators import find_indicators
from reportmine.pipeline import load
from reportmine.schema import Indicator, PageText
from reportmine.structure.articles import split_articles
from reportmine.structure.sections import find_sections

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
