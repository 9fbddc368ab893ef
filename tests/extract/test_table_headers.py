"""Read tables whose headers stand in several rows, whose cells carry units, words or masks, and what stands over and between their rows."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from reportmine.extract.indicators import find_indicators
from reportmine.extract.tables.captions import read_caption
from reportmine.extract.tables.cells import read_cell, read_timespan
from reportmine.extract.tables.headers import read_header, read_stack, row_name
from reportmine.pipeline import load
from reportmine.schema import Indicator, PageText
from reportmine.structure.articles import split_articles
from reportmine.structure.sections import find_sections
from reportmine.text.lexicon import load_lexicon
from tests.acquire.makers import make_docx, paragraph

LEXICON = load_lexicon()
TEXT = "我厂上下齐心协力，较好地完成了全年各项任务，现将主要经济指标完成情况列表说明，请各位代表审议。"
PAGE = "<html><head><meta charset='utf-8'><title>河口机械厂工作总结</title></head><body><div><h1>河口机械厂工作总结</h1><p>{0}</p>{1}<p>{0}</p></div></body></html>"

Row = Sequence[str | tuple[str, int, int]]


def _html(rows: Sequence[Row], above: str = "") -> str:
    """Write a table; a cell is its text, or its text with how many columns and rows it covers."""
    body = ""
    for row in rows:
        cells = [cell if isinstance(cell, tuple) else (cell, 1, 1) for cell in row]
        body += "<tr>" + "".join(f"<td colspan={w} rowspan={h}>{text}</td>" for text, w, h in cells) + "</tr>"
    return f"{above}<table>{body}</table>"


def _indicators(data: bytes) -> list[Indicator]:
    pipeline = load()
    found: list[Indicator] = []
    for page in pipeline.read(data):
        assert isinstance(page, PageText)
        for article in split_articles(page, lexicon=pipeline.lexicon):
            sections = find_sections(article, lexicon=pipeline.lexicon)
            found += find_indicators(article, sections, lexicon=pipeline.lexicon)
    return found


def _read(rows: Sequence[Row], above: str = "") -> list[Indicator]:
    return [i for i in _indicators(PAGE.format(TEXT, _html(rows, above)).encode()) if "header" in i.rule]


def _told(found: list[Indicator]) -> list[tuple[object, ...]]:
    return [(i.evidence.text, i.metric, i.quantity.unit, i.change, i.role, i.period.text) for i in found]


TWO_ROWS: Sequence[Row] = [
    [("指标", 1, 2), ("2018年", 3, 1), ("2019年", 2, 1)],
    ["计划", "实际", "同比%", "计划", "增长%"],
    ["产值（万元）", "610", "622", "7.1", "660", "6.1"],
]
OF_TWO_ROWS = [
    ("610", "产值", "元", "level", "target", "2018年"),
    ("622", "产值", "元", "level", "actual", "2018年"),
    ("7.1", "产值", "%", "increase", "actual", "2018年"),
    ("660", "产值", "元", "level", "target", "2019年"),
    ("6.1", "产值", "%", "increase", "target", "2019年"),
]


def test_a_header_over_several_columns_dates_each_of_them() -> None:
    found = _read(TWO_ROWS)
    assert _told(found) == OF_TWO_ROWS
    assert found[2].compared_to == "yoy"


def _word(cell: str | tuple[str, int, str]) -> str:
    text, width, merge = cell if isinstance(cell, tuple) else (cell, 1, "")
    kind = {"": "", "first": '<w:vMerge w:val="restart"/>', "next": "<w:vMerge/>"}[merge]
    return f'<w:tc><w:tcPr><w:gridSpan w:val="{width}"/>{kind}</w:tcPr>{paragraph(text)}</w:tc>'


def test_merged_cells_of_word_move_no_column() -> None:
    rows: list[list[str | tuple[str, int, str]]] = [
        [("指标", 1, "first"), ("2018年", 3, ""), ("2019年", 2, "")],
        [("", 1, "next"), "计划", "实际", "同比%", "计划", "增长%"],
        ["产值（万元）", "610", "622", "7.1", "660", "6.1"],
    ]
    body = "".join(f"<w:tr>{''.join(map(_word, row))}</w:tr>" for row in rows)
    found = _indicators(make_docx(f"{paragraph(TEXT)}<w:tbl>{body}</w:tbl>{paragraph(TEXT)}"))
    assert _told(found) == OF_TWO_ROWS


def test_a_group_without_merged_cells_stands_over_the_blank_ones() -> None:
    rows: list[Row] = [["单位", "一季度", "", "备用"], ["", "计划", "完成", ""], ["甲厂产值（万元）", "1", "2", "3"]]
    found = _read(rows, "<p>2018年产值完成情况</p>")
    assert [(i.role, i.period.text, i.period.start and i.period.start.year) for i in found[:2]] == [
        ("target", "一季度", 2018),
        ("actual", "一季度", 2018),
    ]
    assert found[2].period.text == "2018年"


def test_measures_stand_over_years_and_rows_of_houses_say_whose_they_are() -> None:
    rows: list[Row] = [
        [("部门", 1, 2), ("培训费（元）", 2, 1), ("人数", 2, 1)],
        ["2018年", "2019年", "2018", "2019"],
        ["财务科", "800", "900", "5", "6"],
        ["合计", "800", "900", "5", "6"],
    ]
    found = _read(rows)
    assert [(i.metric, i.subject, i.period.text) for i in found[:4]] == [
        ("培训费", "财务科", "2018年"),
        ("培训费", "财务科", "2019年"),
        ("人数", "财务科", "2018"),
        ("人数", "财务科", "2019"),
    ]
    assert {(i.metric, i.subject) for i in found[4:6]} == {("培训费", "合计")}
    assert found[3].period.start
    assert found[3].period.start.year == 2019


def test_names_that_cover_rows_lead_those_within_them() -> None:
    rows: list[Row] = [
        ["类别", "指标", "单位", "2018年"],
        [("经济", 1, 2), "产值", "万元", "50"],
        ["利润", "万元", "6"],
        [("一分厂", 1, 1), "废品率", "%", "1.2"],
    ]
    assert [(i.metric, i.quantity.low, i.quantity.unit) for i in _read(rows)] == [
        ("产值", Decimal(500_000), "元"),
        ("利润", Decimal(60_000), "元"),
        ("废品率", Decimal("1.2"), "%"),
    ]


def test_a_unit_below_a_header_is_that_of_its_figures() -> None:
    rows: list[Row] = [["产品", ("产量", 2, 1)], ["", "吨", "同比%"], ["水泥", "700", "-3"]]
    level, change = _read(rows)
    assert (level.metric, level.subject, level.quantity.unit) == ("产量", "水泥", "吨")
    assert (change.metric, change.change, change.quantity.low) == ("产量", "decrease", Decimal(3))


def test_cells_with_units_of_their_own_are_figures_not_headers() -> None:
    rows: list[Row] = [
        ["指标", "完成情况", "同比"],
        ["产值", "3.2亿元", "8.5%"],
        ["合格率", "98.5%", "提高0.3个百分点"],
        ["职工", "326人", "减少12人"],
        ["工期", "12个月", "—"],
    ]
    found = _read(rows)
    assert [(i.metric, i.evidence.text, i.change, i.compared_to) for i in found] == [
        ("产值", "3.2亿元", "level", None),
        ("产值", "8.5%", "increase", "yoy"),
        ("合格率", "98.5%", "level", None),
        ("合格率", "提高0.3个百分点", "increase", "yoy"),
        ("职工", "326人", "level", None),
        ("职工", "减少12人", "decrease", "yoy"),
        ("工期", "12个月", "level", None),
    ]
    assert {i.subject for i in found} == {None}


@pytest.mark.parametrize("text", ["", "—", "－", "/", "×", "○", "√", "2019.5.1", "5/12", "甲2", "约定3次培训，2次演练"])
def test_what_is_no_figure_is_read_as_none(text: str) -> None:
    assert read_cell(text, lexicon=LEXICON) is None


def test_a_masked_cell_is_redacted_and_a_masked_name_is_none() -> None:
    rows: list[Row] = [
        ["指标", "负责人", "2018年", "同比%"],
        ["利税（万元）", "×××", "××", "**"],
        ["成本（万元）", "×××", "5", "—"],
    ]
    first, second, third = _read(rows)
    assert [(i.redacted, i.quantity.low, i.quantity.unit) for i in (first, second, third)] == [
        (True, None, "元"),
        (True, None, "%"),
        (False, Decimal(50_000), "元"),
    ]


def test_dates_numbers_of_documents_and_columns_that_count_are_no_quantities() -> None:
    rows: list[Row] = [
        ["序号", "项目", "投资（万元）", "开工日期", "文号", "联系电话"],
        ["1", "锅炉改造", "320", "2018.5", "12", "88201"],
        ["2", "料库扩建", "150", "2018.6", "13", "88202"],
        ["", "合计", "470", "", "", ""],
    ]
    found = _indicators(PAGE.format(TEXT, _html(rows)).encode())
    assert [(i.evidence.text, i.subject, i.period.text) for i in found] == [
        ("320", "锅炉改造", ""),
        ("150", "料库扩建", ""),
        ("470", "合计", ""),
    ]


def test_a_row_that_counts_the_columns_and_amounts_like_years() -> None:
    rows: list[Row] = [["项目", "栏次", "2018", "2019"], ["甲", "", "1", "2"], ["资产（万元）", "1", "2012", "2016"]]
    assert [(i.evidence.text, i.period.text) for i in _read(rows)] == [("2012", "2018"), ("2016", "2019")]


def test_each_table_has_its_own_caption_and_its_lines_within_it() -> None:
    first = _html(
        [["指标", "计划"], ["产值", "5"], ["合格率", "98"]], "<p>表1 2018年1—6月指标完成情况</p><p>单位：万元</p>"
    )
    second = _html([[("2019年工作目标", 2, 1)], ["指标", "目标"], ["合格率（%）", "99"], ["其中：一车间", "98"]])
    third = _html([["指标", "目标"], ["产值", "5"]])
    found = [i for i in _indicators(PAGE.format(TEXT, first + second + third).encode()) if "header" in i.rule]
    assert [(i.metric, i.quantity.unit, i.period.text) for i in found] == [
        ("产值", "元", "2018年1—6月"),
        ("合格率", "", "2018年1—6月"),
        ("合格率", "%", "2019年"),
        ("一车间", "%", "2019年"),
        ("产值", "", ""),
    ]


def test_a_line_over_rows_gives_them_measure_and_unit_and_a_blank_row_gives_none() -> None:
    rows: list[Row] = [
        ["产品", "2018年"],
        [("一、产量（吨）", 2, 1)],
        ["水泥", "700"],
        ["利润（万元）", ""],
        ["石灰", "12"],
    ]
    found = _read(rows)
    assert [(i.metric, i.subject, i.quantity.unit) for i in found] == [("产量", "水泥", "吨"), ("产量", "石灰", "吨")]


def test_a_change_takes_the_time_of_the_latest_figures_beside_it() -> None:
    rows: list[Row] = [["指标", "2019年", "2018年", "增长%"], ["产值（万元）", "8", "7", "14.3"]]
    assert [i.period.text for i in _read(rows)] == ["2019年", "2018年", "2019年"]
    rows = [["车间", "产值（万元）", "增速%"], ["一车间", "8", "14.3"]]
    assert [(i.metric, i.subject, i.quantity.unit) for i in _read(rows)][1] == ("产值", "一车间", "%")


def test_a_figure_over_several_rows_has_none_of_their_names() -> None:
    rows: list[Row] = [["指标", "2018年", "得分"], ["产值（万元）", "8", ("95", 1, 2)], ["利润（万元）", "2", ""]]
    assert [(i.metric, i.evidence.text) for i in _read(rows)] == [("产值", "8"), ("得分", "95"), ("利润", "2")]


def test_captions_name_several_units_and_one_time_or_none() -> None:
    caption = read_caption(["2018年完成及2019年计划表", "填报单位：河口厂", "单位：万元、%"], lexicon=LEXICON)
    units = [caption.unit_for(name, lexicon=LEXICON) for name in ("产值", "合格率", "一车间")]
    assert [unit and unit.unit for unit in units] == ["元", "%", "元"]
    assert caption.period is None
    sentence = read_caption(["2018年，我厂较好地完成了任务。"], lexicon=LEXICON)
    assert (sentence.units, sentence.period) == ((), None)


@pytest.mark.parametrize(
    ("texts", "name", "role", "unit"),
    [
        (("产值（万元）", "目标"), "产值", "target", "元"),
        (("上年同期", "完成"), "", "reference", None),
        (("产值（万元）", "完成率"), "产值", "", None),
        (("主要指标（万元）", "产值"), "产值", "", "元"),
        (("产值（万元）", "合格率"), "合格率", "", None),
        (("2018年", "学校"), "学校", "", None),
    ],
)
def test_headers_above_each_other_are_read_together(
    texts: tuple[str, ...], name: str, role: str, unit: str | None
) -> None:
    header = read_stack(texts, lexicon=LEXICON)
    assert header
    assert (header.name, header.role, header.unit and header.unit.unit) == (name, role, unit)


def test_names_of_rows_lose_numbers_and_words_of_parts_only() -> None:
    names = ["一、产值", "（二）利润", "1.成本", "其中：外销", "减：折旧", "第一产业", "5G基站", "减排量", "其中"]
    assert [row_name(name, lexicon=LEXICON)[0] for name in names] == [
        *("产值", "利润", "成本", "外销", "折旧", "第一产业", "5G基站", "减排量", "其中"),
    ]
    assert read_header("完好率≥98%", lexicon=LEXICON).text == "完好率≥98%"
    assert read_timespan("材料", "2年", lexicon=LEXICON) is None


def test_text_in_a_cell_takes_no_name_from_the_cell_before_it() -> None:
    rows: list[Row] = [
        ["工程", "规模", "进度"],
        ["滨河路", "长3.2公里", "完成投资1.2亿元，占计划的85%"],
        ["水厂", "", "已完工"],
    ]
    found = _indicators(PAGE.format(TEXT, _html(rows)).encode())
    assert [(i.evidence.text, "\t" in i.metric) for i in found] == [
        ("3.2公里", False),
        ("1.2亿元", False),
        ("85%", False),
    ]
