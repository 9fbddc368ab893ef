"""Write all tables into one Excel workbook, a row at a time: the codebook first, headers frozen, numbers as numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from reportmine.present.arrow import Batches, Header, heading
from reportmine.present.columns import ALL_TABLES, REDACTABLE, REDACTED, TABLE_NAMES, Column
from reportmine.present.tables import cut_cell

SHEET_ROWS = 1_048_575  # rows of data on one sheet; more of them go on on the next
WIDTHS = {"string": 16, "integer": 10, "number": 14, "boolean": 8, "date": 12}
WIDE = {
    "sentence": 60,
    "title": 36,
    "source": 40,
    "input": 40,
    "what": 48,
    "mend": 40,
    "reason": 48,
    "metric": 20,
    "text": 16,
}
CODEBOOK = "说明"
# A workbook says when it was made; a fixed day keeps the same tables the same bytes.
CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
CODEBOOK_WIDTHS = (14, 24, 16, 10, 80)


def write_workbook(
    tables: Mapping[str, Batches], path: Path, *, header: Header, codebook: Sequence[Sequence[str]]
) -> None:
    """Write a workbook with a sheet of the codebook and one of each table (more where Excel's row limit asks for it)."""
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": CREATED, "title": "reportmine"})
        styles = {
            "head": book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EEF4"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        _codebook(book, styles, codebook)
        for name, batches in tables.items():
            _sheets(book, styles, name, batches, header)


def _codebook(book: Any, styles: Mapping[str, Any], rows: Sequence[Sequence[str]]) -> None:
    sheet = book.add_worksheet(CODEBOOK)
    for position, width in enumerate(CODEBOOK_WIDTHS):
        sheet.set_column(position, position, width)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows):
        for position, cell in enumerate(row):
            sheet.write_string(number, position, cut_cell(cell), styles["head"] if number == 0 else None)


def _sheets(book: Any, styles: Mapping[str, Any], name: str, batches: Batches, header: Header) -> None:
    columns = ALL_TABLES[name]
    title = TABLE_NAMES[name] if header == "zh" else name
    sheet, at, sheets = None, 0, 0
    for row in _rows(batches, name):
        if sheet is None or at == SHEET_ROWS:
            sheets += 1
            sheet = _sheet(book, styles, title if sheets == 1 else f"{title}_{sheets}", columns, header)
            at = 0
        at += 1
        for position, (column, value) in enumerate(zip(columns, row, strict=True)):
            if value is not None:
                _cell(sheet, at, position, value, styles["date"] if column.kind == "date" else None)
    if sheet is None:
        _sheet(book, styles, title, columns, header)


def _sheet(book: Any, styles: Mapping[str, Any], title: str, columns: Sequence[Column], header: Header) -> Any:
    sheet = book.add_worksheet(title)
    sheet.freeze_panes(1, 1)
    for position, column in enumerate(columns):
        sheet.set_column(position, position, WIDE.get(column.name, WIDTHS[column.kind]))
        sheet.write_string(0, position, heading(column, header), styles["head"])
    return sheet


def _rows(batches: Batches, name: str) -> Iterator[tuple[Any, ...]]:
    redactable = REDACTABLE.get(name, ())
    for table in batches():
        lists = {field: table.column(field).to_pylist() for field in table.column_names}
        for field in redactable:
            gaps = zip(lists[field], lists["redacted"], strict=True)
            lists[field] = [REDACTED if gap and value is None else value for value, gap in gaps]
        yield from zip(*lists.values(), strict=True)


def _cell(sheet: Any, row: int, position: int, value: Any, style: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(row, position, cut_cell(value))
    elif isinstance(value, bool):
        sheet.write_boolean(row, position, value)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, position, value, style)
    else:
        sheet.write_number(row, position, value)
