"""Read Excel files (.xlsx): every visible sheet becomes a table under its name, cells as they are shown; formulas are never run, links never followed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reportmine.acquire.lines import MAX_COLUMNS, CellText, Line, join_lines, row_line, with_headers
from reportmine.acquire.office import integer, read_parts
from reportmine.acquire.source import Item, Source
from reportmine.errors import DamagedInputError, NoTextError
from reportmine.schema import Extraction, PageText

M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BOOK, _LINKS, _STRINGS, _STYLES = (
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
)
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?")
_UNNAMED = re.compile(r"(?:sheet|工作表|表)\d*", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_DATES = frozenset({*range(14, 18), 22, *range(27, 37), *range(50, 59)})  # number formats of dates that Excel defines
_TIMES = frozenset({*range(18, 22), *range(45, 48)})
_PERCENTS = frozenset({9, 10})
_EPOCH = dt.date(1899, 12, 30)
_LAST_DAY = 2_958_465  # 9999-12-31
_MOST_COVERED = 100_000  # cells that merged ones cover; a file may claim any number
_DIGITS = 15  # what Excel keeps of a number


@dataclass(frozen=True, slots=True)
class _Book:
    """Hold what all sheets share: the strings, and for each cell style whether it shows a percentage, a date or a time of day."""

    strings: tuple[str, ...]
    styles: tuple[str, ...]


def read(source: Source) -> Iterator[Item]:
    """Read an Excel file as one page; raises DamagedInputError or NoTextError."""
    parts = read_parts(source, _wanted, kind="Excel file", program="Excel")
    if _BOOK not in parts:
        raise DamagedInputError("an Excel file without a workbook", mend="open it in Excel and save it again")
    strings = parts.get(_STRINGS)
    book = _Book(
        tuple(map(_text, strings.iterchildren(f"{M}si"))) if strings is not None else (), _styles(parts.get(_STYLES))
    )
    lines: list[Line] = []
    for name, sheet in _sheets(parts):
        table = next((line.table for line in reversed(lines) if line.table >= 0), -1) + 1
        rows = list(_tables(_rows(sheet, book), table))
        if rows and not _UNNAMED.fullmatch(name.strip()):
            lines.append(Line(" ".join(name.split()), ("caption",)))
        lines += rows
    text, hints, cells = join_lines(lines)
    if not text.strip():
        raise NoTextError("an Excel file without text", mend="give a file with text")
    yield PageText(
        text=text, url=source.url, path=source.name, sha256=source.sha256, encoding="xlsx",
        extraction=Extraction("xlsx", 1.0), hints=hints, cells=cells,
    )  # fmt: skip


def _wanted(names: Iterable[str]) -> list[str]:
    return [n for n in dict.fromkeys(names) if n in (_BOOK, _LINKS, _STRINGS, _STYLES) or _SHEET.fullmatch(n)]


def _sheets(parts: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the name and root of every sheet that is shown, in order."""
    links = parts.get(_LINKS)
    targets = {link.get("Id"): link.get("Target", "") for link in links} if links is not None else {}
    for sheet in parts[_BOOK].iter(f"{M}sheet"):
        target = targets.get(sheet.get(_ID), "").lstrip("/")
        root = parts.get(target if target.startswith("xl/") else f"xl/{target}")
        if root is not None and sheet.get("state", "visible") == "visible":
            yield sheet.get("name", ""), root


def _styles(styles: Any) -> tuple[str, ...]:
    """Return what each cell style shows: percent, date, time or none of these."""
    if styles is None:
        return ()
    own = {integer(f.get("numFmtId")): f.get("formatCode", "") for f in styles.iter(f"{M}numFmt")}
    shown = styles.find(f"{M}cellXfs")
    return tuple(_kind(integer(style.get("numFmtId")) or 0, own) for style in (shown if shown is not None else ()))


def _kind(number: int, own: Mapping[int | None, str]) -> str:
    code = _QUOTED.sub("", own.get(number, "")).lower()
    if number in _PERCENTS or "%" in code:
        return "percent"
    if number in _DATES or "y" in code or ("m" in code and "d" in code):
        return "date"
    return "time" if number in _TIMES or "h:" in code or ":ss" in code else ""


def _rows(sheet: Any, book: _Book) -> Iterator[list[CellText]]:
    """Yield the rows of a sheet as cells at their columns; blank rows are empty."""
    covered = _merged(sheet)
    at = 0
    for row in sheet.iter(f"{M}row"):
        number = integer(row.get("r")) or at + 1
        if number > at + 1:
            yield []
        at = number
        cells: list[CellText] = []
        column = -1
        for cell in row.iterchildren(f"{M}c"):
            place = _PLACE.fullmatch(cell.get("r", ""))
            column = _column(place[1]) if place else column + 1
            width, height = covered.get((number, column), (1, 1))
            if column < MAX_COLUMNS and width and (not cells or column > cells[-1].column):
                # A gap is filled, so that a row has its cells at their columns; what a merged cell covers is none.
                first = cells[-1].column + cells[-1].width if cells else 0
                cells += [CellText("", c) for c in range(first, column) if covered.get((number, c), (1, 1))[0]]
                cells.append(CellText(_value(cell, book), column, False, min(width, MAX_COLUMNS - column), height))
        yield cells if any(cell.text for cell in cells) else []


def _merged(sheet: Any) -> dict[tuple[int, int], tuple[int, int]]:
    """Return how many columns and rows the merged cells cover, by their first place; those in their first row that they cover have none."""
    sizes: dict[tuple[int, int], tuple[int, int]] = {}
    left_over = _MOST_COVERED
    for merge in sheet.iter(f"{M}mergeCell"):
        ends = [_PLACE.fullmatch(end) for end in merge.get("ref", "").split(":")]
        if len(ends) != 2 or not ends[0] or not ends[1]:
            continue
        (left, top), (right, bottom) = ((_column(end[1]), int(end[2])) for end in ends if end)
        right = min(right, MAX_COLUMNS - 1)
        left_over -= max(right - left + 1, 1) * max(bottom - top + 1, 1)
        if left_over < 0:
            break
        sizes.update({(r, c): (0, 0) for r in range(top, bottom + 1) for c in range(left, right + 1)})
        sizes[top, left] = max(right - left + 1, 1), max(bottom - top + 1, 1)
    return sizes


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _text(element: Any) -> str:
    """Return the text of a string without the readings that stand over its characters."""
    runs = (
        *element.iterchildren(f"{M}t"),
        *(t for r in element.iterchildren(f"{M}r") for t in r.iterchildren(f"{M}t")),
    )
    return " ".join("".join(run.text or "" for run in runs).split())


def _value(cell: Any, book: _Book) -> str:
    """Return what a cell shows: its string, or its number as its style shows it; of a formula the value that was saved with it."""
    kind, inline, stored = cell.get("t", "n"), cell.find(f"{M}is"), cell.find(f"{M}v")
    if kind == "inlineStr":
        return _text(inline) if inline is not None else ""
    value = (stored.text or "").strip() if stored is not None else ""
    if kind == "s":
        index = integer(value)
        return book.strings[index] if index is not None and index < len(book.strings) else ""
    if kind != "n":
        return " ".join(value.split()) if kind in ("str", "d") else ""
    if not _NUMBER.fullmatch(value):
        return ""
    style = integer(cell.get("s")) or 0
    return _shown(float(value), book.styles[style] if style < len(book.styles) else "")


def _shown(value: float, style: str) -> str:
    """Write a number as its style shows it, with all its digits.

    >>> _shown(0.085, "percent"), _shown(1200.0, ""), _shown(42502.0, "date"), _shown(3.1400000000000001, "")
    ('8.5%', '1200', '2016-05-12', '3.14')
    """
    if style == "time" or value in (float("inf"), float("-inf")):
        return ""
    if style == "date" and 0 < value < _LAST_DAY:
        return (_EPOCH + dt.timedelta(days=int(value))).isoformat()
    number = Decimal(f"{value * 100 if style == 'percent' else value:.{_DIGITS}g}")
    plain = f"{number:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return f"{plain}%" if style == "percent" else plain


def _tables(rows: Iterable[list[CellText]], first: int) -> Iterator[Line]:
    """Yield the lines of the tables of a sheet: below a blank row, a row without numbers opens the next one."""
    table, lines, blank = first, list[Line](), False
    for cells in rows:
        if not cells:
            blank = bool(lines)
            continue
        if blank and not any(cell.text[-1:].isdigit() or cell.text.endswith("%") for cell in cells[1:]):
            yield from with_headers(lines)
            table, lines = table + 1, []
        lines.append(row_line(cells, table=table, row=len(lines)))
        blank = False
    yield from with_headers(lines)
