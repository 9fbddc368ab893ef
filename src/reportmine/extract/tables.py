"""Read the numbers of table cells: metric from one header, period, change or role from the other, unit from header or caption."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import NamedTuple, cast

from reportmine.extract.drafts import Draft
from reportmine.extract.table_headers import NO_SPACE, Header, part_of, read_header, unit_of
from reportmine.offsets import Span
from reportmine.schema import Article, Cell, Change, Quantity, Role
from reportmine.text.lexicon import Lexicon
from reportmine.text.quantities import find_quantities

_NUMBER = re.compile(r"[-+−]?\d[\d,，]*(?:\.\d+)?[%％]?")
_CAPTION = re.compile(r"单位[:：]\s*([^\s，。；)）]{1,8})")
_CAPTION_WITHIN = 120
_PERCENT_SIGNS = "%％"
# A column is one of running numbers, words or units where more than half of its cells are.
_HALF = 2
_MIN_RUN = 2
_HEADER_ROWS = 4
_RATES = frozenset({"rate", "share"})


class _Table(NamedTuple):
    """Hold one table: its cells and their texts by place, the column that names its rows, that of their units, and those that count them."""

    cells: Mapping[tuple[int, int], Cell]
    texts: Mapping[tuple[int, int], str]
    label: int
    units: int | None
    numbers: frozenset[int]
    headers: dict[tuple[int, int], Header]


def table_drafts(article: Article, *, lexicon: Lexicon) -> tuple[list[Draft], list[Span]]:
    """Return the drafts of all numeric table cells of an article, and the spans of these cells and of the headers above them.

    A cell of digits alone is no quantity in running text; in a table its headers say what it counts.
    """
    tables: dict[int, dict[tuple[int, int], Cell]] = defaultdict(dict)
    for cell in article.page.cells:
        tables[cell.table][cell.row, cell.column] = cell
    drafts: list[Draft] = []
    spans: set[Span] = set()
    for cells in tables.values():
        table = _survey(cells, article, lexicon)
        caption = _caption(article, cells, lexicon)
        for place, cell in cells.items():
            if place[1] == table.label or place[1] == table.units or place[1] in table.numbers or cell.is_header:
                continue
            span = _span(article, cell)
            stated = _stated(article.text[span[0] : span[1]], lexicon) if span else None
            if span is None or stated is None:
                continue
            above = _place_above(table, place, lexicon)
            over = _span(article, cells[above]) if above else None
            spans |= {span, over} if over else {span}
            row = _header(table, (place[0], table.label), lexicon)
            column = _header(table, above, lexicon) if above else None
            unit = _row_unit(table, place[0], lexicon) or caption
            drafts.append(_draft(span, stated, row, column, unit))
    return drafts, sorted(spans)


def _survey(cells: Mapping[tuple[int, int], Cell], article: Article, lexicon: Lexicon) -> _Table:
    """Find what the columns of a table are for: those that only count its rows, the first one of words, the one of units."""
    texts = {place: article.page.text[cell.start : cell.end].strip() for place, cell in cells.items()}
    # A row of figures ends the headers; above it a cell says what its column is for.
    first = min((row for row, column in cells if not cells[row, column].is_header), default=0)
    columns: dict[int, list[str]] = defaultdict(list)
    parts: dict[int, set[str]] = defaultdict(set)
    for (row, column), text in sorted(texts.items()):
        if row >= first:
            columns[column].append(text)
        elif text:
            entry, _ = part_of(text.translate(NO_SPACE), lexicon)
            parts[column].add(entry.part if entry else "")
    numbers = frozenset(
        c for c, body in columns.items() if "number" in parts[c] or (c == 0 and not parts[c] and _is_running(body))
    )
    units = next(
        (c for c, body in columns.items() if "unit" in parts[c] and _most(unit_of(t, lexicon) for t in body)), None
    )
    words = [c for c, body in sorted(columns.items()) if c not in numbers and c != units and _are_words(body)]
    label = words[0] if numbers and words else 0
    return _Table(cells, texts, label, units, numbers, {})


def _is_running(body: list[str]) -> bool:
    """Say whether the cells of a column only count its rows: 1, 2, 3 from the first on."""
    return len(body) >= _MIN_RUN and body == [str(n) for n in range(1, len(body) + 1)]


def _are_words(body: list[str]) -> bool:
    return _most(text and _value(text) is None for text in body)


def _most(found: Iterable[object]) -> bool:
    marks = [bool(mark) for mark in found]
    return sum(marks) * _HALF > len(marks)


def _row_unit(table: _Table, row: int, lexicon: Lexicon) -> Quantity | None:
    return unit_of(table.texts.get((row, table.units), ""), lexicon) if table.units is not None else None


def _span(article: Article, cell: Cell) -> Span | None:
    """Return the cell's number in the article, without white space, or None where the article does not hold it."""
    source = article.page.text[cell.start : cell.end]
    stripped = source.strip()
    if not stripped:
        return None
    first = cell.start + source.index(stripped[0])
    start, last = article.offsets.to_derived(first), article.offsets.to_derived(first + len(stripped) - 1)
    return None if start is None or last is None else (start, last + 1)


def _value(text: str) -> Decimal | None:
    if not _NUMBER.fullmatch(text):
        return None
    try:
        return Decimal(text.rstrip(_PERCENT_SIGNS).replace(",", "").replace("，", "").replace("−", "-"))
    except InvalidOperation:
        return None


def _stated(text: str, lexicon: Lexicon) -> Quantity | None:
    """Return what a cell states by itself: a bare number, a percentage, or a number with its own unit."""
    value = _value(text)
    if value is None:
        matches = find_quantities(text, lexicon=lexicon) if text[:1].isdigit() else []
        return matches[0].quantity if len(matches) == 1 and matches[0].end - matches[0].start == len(text) else None
    if text[-1] in _PERCENT_SIGNS:
        return Quantity(value, value, "%", "percent", "percent", "exact", text)
    return Quantity(value, value, "", None, None, "exact", text)


def _caption(article: Article, cells: Mapping[tuple[int, int], Cell], lexicon: Lexicon) -> Quantity | None:
    """Read 单位：万元 from the text just before the table."""
    start = min(cell.start for cell in cells.values())
    found = list(_CAPTION.finditer(article.page.text, max(0, start - _CAPTION_WITHIN), start))
    return unit_of(found[-1].group(1), lexicon) if found else None


def _place_above(table: _Table, place: tuple[int, int], lexicon: Lexicon) -> tuple[int, int] | None:
    """Return the place of the nearest header above a cell that is no number."""
    for row in range(min(place[0], _HEADER_ROWS) - 1, -1, -1):
        header = _header(table, (row, place[1]), lexicon)
        if header and _value(header.text) is None:
            return row, place[1]
    return None


def _header(table: _Table, place: tuple[int, int], lexicon: Lexicon) -> Header | None:
    if place not in table.cells:
        return None
    if place not in table.headers:
        table.headers[place] = read_header(table.texts[place], lexicon=lexicon)
    return table.headers[place]


def _draft(span: Span, stated: Quantity, row: Header | None, column: Header | None, row_unit: Quantity | None) -> Draft:
    headers = [header for header in (column, row) if header]
    names = [header for header in headers if header.name]
    named = next((header for header in names if header.unit or header.known), names[-1] if names else None)
    change = next((header.change for header in headers if header.change), "level")
    quantity = _in_unit(stated, row, column, row_unit)
    if change != "level" and quantity.low is not None and quantity.low < 0:
        # 增减率 -3.1% is a fall of 3.1 %.
        quantity = replace(quantity, low=-quantity.low, high=-quantity.low)
        change = "decrease" if change == "increase" else "increase"
    draft = Draft(span[0], span[1], quantity, "cell", span[0], span[1], span, span[0])
    name = (
        named.name
        if named
        else next((h.text for h in (row, column) if h and not h.part and not h.period and h.text), "")
    )
    if column and column.part in _RATES and not (named and (named.unit or named.known)):
        # Of a row that names no measure (一车间) a rate is all that is measured.
        draft.subject, name = name or None, column.text
    else:
        draft.subject = next((header.name for header in names if header is not named), None)
    draft.metric, draft.metric_source = (name, "header") if name else ("", "none")
    draft.change = cast(Change, change)
    draft.compared_to = next((header.compared for header in headers if header.compared), None)
    draft.role = next((cast(Role, header.role) for header in headers if header.role), "actual")
    draft.role_source = "cue" if any(header.role for header in headers) else "default"
    draft.period_match = next((header.period for header in headers if header.period), None)
    draft.period_source = "clause" if draft.period_match else "none"
    return draft


def _in_unit(stated: Quantity, row: Header | None, column: Header | None, row_unit: Quantity | None) -> Quantity:
    """Return a bare figure in the unit of its headers; the rate of a change, a completion or a share is a percentage."""
    if stated.unit or stated.low is None:
        return stated
    unit = column.unit if column else None
    if unit is None and column and column.ratio:
        return replace(stated, unit="%", unit_id="percent", dimension="percent")
    if unit is None:
        unit = (row.unit if row else None) or row_unit
    if unit is None or unit.low is None:
        return stated
    return replace(unit, low=stated.low * unit.low, high=stated.low * unit.low, text=stated.text)
