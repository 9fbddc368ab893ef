"""Read the numbers of table cells: metric from one header, period, change or role from the other, unit from header or caption."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import NamedTuple, cast

from reportmine.extract.cues import CHANGE_WORDS, cue_finder
from reportmine.extract.drafts import Draft
from reportmine.extract.measures import metric_index
from reportmine.offsets import Span
from reportmine.schema import Article, Cell, Change, Quantity, Role
from reportmine.text.lexicon import Lexicon
from reportmine.text.periods import PeriodMatch, find_periods
from reportmine.text.quantities import find_quantities

_NUMBER = re.compile(r"[-+−]?\d[\d,，]*(?:\.\d+)?[%％]?")
_BRACKETED = re.compile(r"[（(]([^（）()]{1,12})[）)]|[／/]([^／/（）()]{1,8})$")
_CAPTION = re.compile(r"单位[:：]\s*([^\s，。；)）]{1,8})")
_CAPTION_WITHIN = 120
_PERCENT_SIGNS = "%％"
_NO_SPACE = str.maketrans("", "", " \u3000\n\t")


class _Header(NamedTuple):
    """Hold what one header cell says."""

    text: str
    unit: Quantity | None
    period: PeriodMatch | None
    change: str
    compared: str
    role: str
    known: bool


def table_drafts(article: Article, *, lexicon: Lexicon) -> tuple[list[Draft], list[Span]]:
    """Return the drafts of all numeric table cells of an article, and the spans of these cells.

    A cell of digits alone is no quantity in running text; in a table its headers say what it counts.
    """
    tables: dict[int, dict[tuple[int, int], Cell]] = defaultdict(dict)
    for cell in article.page.cells:
        tables[cell.table][cell.row, cell.column] = cell
    drafts: list[Draft] = []
    spans: list[Span] = []
    for cells in tables.values():
        headers: dict[tuple[int, int], _Header] = {}
        caption = _caption(article, cells, lexicon)
        for place, cell in cells.items():
            span = _span(article, cell)
            stated = _stated(article.text[span[0] : span[1]], lexicon) if span else None
            if span is None or stated is None or place[1] == 0 or cell.is_header:
                continue
            row = _header(cells, (place[0], 0), article, headers, lexicon)
            column = _column_header(cells, place, article, headers, lexicon)
            drafts.append(_draft(span, stated, row, column, caption))
            spans.append(span)
    return drafts, spans


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
    return _unit(found[-1].group(1), lexicon) if found else None


def _unit(text: str, lexicon: Lexicon) -> Quantity | None:
    """Return one of the unit that `text` names (万元 → 10000 元), or None where it names none."""
    matches = find_quantities(f"1{text}", lexicon=lexicon)
    return matches[0].quantity if len(matches) == 1 and matches[0].end == len(text) + 1 else None


def _column_header(
    cells: Mapping[tuple[int, int], Cell], place: tuple[int, int], article: Article,
    headers: dict[tuple[int, int], _Header], lexicon: Lexicon,
) -> _Header | None:  # fmt: skip
    """Return the nearest header above a cell that is no number."""
    for row in range(min(place[0] - 1, 3), -1, -1):
        header = _header(cells, (row, place[1]), article, headers, lexicon)
        if header and _value(header.text) is None:
            return header
    return None


def _header(
    cells: Mapping[tuple[int, int], Cell], place: tuple[int, int], article: Article,
    headers: dict[tuple[int, int], _Header], lexicon: Lexicon,
) -> _Header | None:  # fmt: skip
    if place in headers or place not in cells:
        return headers.get(place)
    cell = cells[place]
    text = article.page.text[cell.start : cell.end].translate(_NO_SPACE)
    bracket = _BRACKETED.search(text)
    unit = _unit(next(group for group in bracket.groups() if group), lexicon) if bracket else None
    name = (text[: bracket.start()] + text[bracket.end() :]) if bracket and unit else text
    hits = cue_finder(lexicon).find(name)
    periods = [p for p in find_periods(name, lexicon=lexicon) if p.kind == "calendar"]
    changes = [h for h in hits if h.kinds & CHANGE_WORDS]
    headers[place] = _Header(
        text=name,
        unit=unit,
        period=periods[0] if periods else None,
        change=changes[-1].term.change if changes else "",
        compared=next((h.term.compared for h in hits if h.term.compared), ""),
        role=next((h.term.role for h in hits if h.term.role), ""),
        known=metric_index(lexicon).find(name, None, changes=True) is not None,
    )
    return headers[place]


def _draft(
    span: Span, stated: Quantity, row: _Header | None, column: _Header | None, caption: Quantity | None
) -> Draft:
    headers = [header for header in (column, row) if header]
    names = [header for header in headers if not header.period and header.text]
    named = next((header for header in names if header.unit or header.known), names[-1] if names else None)
    others = [header.text for header in names if header is not named and not header.change and not header.role]
    unit = next((header.unit for header in headers if header.unit), caption)
    quantity = stated
    if not stated.unit and unit and unit.low and stated.low is not None:
        quantity = replace(unit, low=stated.low * unit.low, high=stated.low * unit.low, text=stated.text)
    draft = Draft(span[0], span[1], quantity, "cell", span[0], span[1], span, span[0])
    draft.metric, draft.metric_source = (named.text, "header") if named else ("", "none")
    draft.subject = others[0] if others else None
    draft.change = next((cast(Change, header.change) for header in headers if header.change), "level")
    draft.compared_to = next((header.compared for header in headers if header.compared), None)
    draft.role = next((cast(Role, header.role) for header in headers if header.role), "actual")
    draft.role_source = "cue" if any(header.role for header in headers) else "default"
    draft.period_match = next((header.period for header in headers if header.period), None)
    draft.period_source = "clause" if draft.period_match else "none"
    return draft
