"""Test the Excel reader: values as they are shown, merged cells, several tables and sheets, and hostile files."""

import datetime as dt
import io
import time
from typing import Any

import openpyxl
import pytest

from reportmine.errors import DamagedInputError, InputError, InputLimitError, NoTextError
from reportmine.pipeline import load
from reportmine.settings import Settings
from tests.acquire.makers import make_zip

M = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
BOOK = f'<workbook {M}><sheets><sheet name="Sheet1" r:id="a"/></sheets></workbook>'
LINKS = '<Relationships><Relationship Id="a" Target="worksheets/sheet1.xml"/></Relationships>'


def _file(rows: str, *, more: str = "", **parts: str) -> bytes:
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": LINKS,
        "xl/worksheets/sheet1.xml": f"<worksheet {M}><sheetData>{rows}</sheetData>{more}</worksheet>",
    }
    return make_zip(members | {f"xl/{name}.xml": data for name, data in parts.items()})


def _saved() -> bytes:
    """Save a workbook as Excel would: a merged header, shown percentages and dates, a formula, a hidden sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "2018年主要指标"
    for row in (
        ["指标", "单位", "2018年", None, "完成率", "日期"],
        [None, None, "计划", "实际", None, None],
        ["产值", "万元", 1000, 1100.5, 1.1005, dt.date(2018, 5, 12)],
        ["合格率", "%", 98, None, None, None],
        ["合计", None, "=SUM(C3:C4)", None, None, None],
    ):
        sheet.append(row)
    for merged in ("A1:A2", "B1:B2", "C1:D1", "E1:E2"):
        sheet.merge_cells(merged)
    sheet["E3"].number_format = "0.0%"
    costs = book.create_sheet("费用")
    for costs_row in (
        ["费用表（单位：元）"],
        ["项目", "预算"],
        ["差旅费", 500],
        [],
        ["科目", "金额（万元）"],
        ["折旧", 5],
    ):
        costs.append(costs_row)
    hidden = book.create_sheet("底稿")
    hidden.append(["利润（万元）", 7])
    hidden.sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_sheets_become_tables_under_their_names(read_one: Any) -> None:
    page = read_one(_saved(), "a.bin")
    assert page.text.split("\n") == [
        "2018年主要指标",
        "指标\t单位\t2018年\t完成率\t日期",
        "计划\t实际",
        "产值\t万元\t1000\t1100.5\t110.05%\t2018-05-12",
        "合格率\t%\t98",
        "合计\t\t",
        "费用",
        "费用表（单位：元）",
        "项目\t预算",
        "差旅费\t500",
        "科目\t金额（万元）",
        "折旧\t5",
    ]
    cells = {page.text[c.start : c.end]: c for c in page.cells}
    assert (cells["2018年"].width, cells["指标"].height, cells["实际"].column, cells["实际"].row) == (2, 2, 3, 1)
    assert [cells[text].table for text in ("产值", "差旅费", "折旧")] == [0, 1, 2]


def test_figures_of_sheets_are_read_with_their_headers_and_offsets() -> None:
    pipeline = load()
    (page,) = pipeline.read(_saved())
    found = [i for report in pipeline.analyze(page) for i in report.indicators]
    assert [(i.evidence.text, i.metric, i.quantity.unit, i.role, i.period.text) for i in found] == [
        ("1000", "产值", "元", "target", "2018年"),
        ("1100.5", "产值", "元", "actual", "2018年"),
        ("110.05%", "产值", "%", "actual", "2018年"),
        ("98", "合格率", "%", "target", "2018年"),
        ("500", "差旅费", "元", "target", ""),
        ("5", "金额", "元", "actual", ""),
    ]
    assert all(page.text[i.evidence.source_start : i.evidence.source_end] == i.evidence.text for i in found)


def test_values_are_those_that_are_shown(read_one: Any) -> None:
    styles = (
        f'<styleSheet {M}><numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="20"/><xf numFmtId="10"/></cellXfs></styleSheet>'
    )
    strings = f"<sst {M}><si><r><t>产</t></r><r><t>值</t></r><rPh><t>chan</t></rPh></si></sst>"
    row = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>3.1400000000000001</v></c><c r="C1" s="1"><v>42502</v></c><c r="D1" s="2"><v>0.375</v></c>'
        '<c r="F1" s="3"><v>-0.031</v></c></row><row r="2"><c r="A2" t="e"><v>#REF!</v></c><c r="B2" t="str"><f>A1&amp;"x"</f><v>甲乙</v></c><c r="C2" t="s"><v>9</v></c></row>'
    )
    page = read_one(_file(row, styles=styles, sharedStrings=strings), "a.xlsx")
    assert page.text.split("\n") == ["产值\t3.14\t2016-05-12\t\t\t-3.1%", "\t甲乙\t"]


@pytest.mark.parametrize(
    ("rows", "more"),
    [
        ('<row r="1"><c r="A1" t="inlineStr"><is><t>产值</t></is></c></row>', "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 5000 + "</mergeCells>"),
        ('<row r="9999999"><c r="ZZZ9999999"><v>1</v></c><c r="A1"><v>2</v></c><c r="A1"><v>1e999</v></c></row>' * 5000, ""),
        ('<row><c><f>WEBSERVICE("http://example.org")</f><v>5</v></c><c t="s"><v>-1</v></c></row>' * 5000, ""),
    ],
)  # fmt: skip
def test_hostile_sheets_end_soon(rows: str, more: str, read: Any) -> None:
    start = time.process_time()
    (found,) = read(_file(rows, more=more), "a.xlsx")
    assert isinstance(found, InputError) or len(found.text) < len(rows)
    assert time.process_time() - start < 10


def test_bombs_entities_and_damage_are_errors(read: Any) -> None:
    big = _file('<row><c t="inlineStr"><is><t>产值</t></is></c></row>' * 9000)
    assert isinstance(read(big, "a.xlsx", settings=Settings(max_unpacked_bytes=100_000))[0], InputLimitError)
    bomb = '<!DOCTYPE x [<!ENTITY a "甲乙丙"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    book = make_zip({
        "[Content_Types].xml": "",
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": LINKS,
        "xl/worksheets/sheet1.xml": f'{bomb}<worksheet {M}><sheetData><row><c t="inlineStr"><is><t>产值&b;</t></is></c></row></sheetData></worksheet>',
    })  # fmt: skip
    assert "root:" not in str(read(book, "a.xlsx"))
    assert isinstance(read(_file(""), "a.xlsx")[0], NoTextError)
    assert isinstance(
        read(make_zip({"[Content_Types].xml": "", "xl/workbook.xml": ""}), "a.xlsx")[0], DamagedInputError
    )
    assert isinstance(read(big[: len(big) // 2], "a.xlsx")[0], InputError)
