"""Read the header cells of tables: what they name, unit, time, and what the figures beside or below them are."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from reportmine.extract.cues import CHANGE_WORDS, cue_finder, expanded
from reportmine.extract.measures import metric_index
from reportmine.schema import Quantity
from reportmine.text.entries import TableHeader
from reportmine.text.lexicon import Lexicon
from reportmine.text.periods import PeriodMatch, find_periods
from reportmine.text.quantities import find_quantities

_BRACKETED = re.compile(r"[（(]([^（）()]{1,12})[）)]|[／/]([^／/（）()]{1,8})$")
_PERCENT_END = re.compile(r"[±+\-－—]*[%％]$|±$")
NO_SPACE = str.maketrans("", "", " \u3000\n\t")
_ROLES = frozenset({"target", "forecast", "actual", "reference"})
_CHANGE, _PLAN = "change", "plan"
_LONGEST = 40  # what is longer is text, no header


class Header(NamedTuple):
    """Hold what one header cell says: `text` is all of it but its unit, `name` what it names besides time, role and change."""

    text: str
    name: str
    unit: Quantity | None
    period: PeriodMatch | None
    part: str
    ratio: bool
    change: str
    compared: str
    role: str
    known: bool


def read_header(text: str, *, lexicon: Lexicon) -> Header:
    """Read the text of a header cell.

    >>> from reportmine.text.lexicon import load_lexicon
    >>> header = read_header("2024年利润目标（万元）", lexicon=load_lexicon())
    >>> header.name, header.role, header.unit.text, header.period.text
    ('利润', 'target', '1万元', '2024年')
    """
    text, unit = _without_unit(text.translate(NO_SPACE), lexicon)
    period = next((p for p in find_periods(text, lexicon=lexicon) if p.kind == "calendar"), None)
    timeless = text[: period.start] + text[period.end :] if period else text
    entry, name = part_of(text, lexicon)  # A time may be a part of its words (年初预算).
    if period and (entry is None or name):
        entry, name = part_of(timeless, lexicon)
    hits = cue_finder(lexicon).find(text)
    part = entry.part if entry else ""
    change, role = entry.change if entry else "", part if part in _ROLES else ""
    if entry is None:
        change = next((h.term.change for h in reversed(hits) if h.kinds & CHANGE_WORDS), "")
        role = next((h.term.role for h in hits if h.term.role), "")
        if (change or role) and not unit and not _is_known(timeless, lexicon):
            name = ""
    elif part == _CHANGE:
        change = change or "increase"
    compared = next((h.term.compared for h in hits if h.term.compared), "")
    return Header(
        text=text,
        name=name,
        unit=unit,
        period=period,
        part=part,
        ratio=bool(entry and entry.ratio),
        change=change,
        compared={"rate": _PLAN, "reference": ""}.get(part, compared),
        role=role,
        known=_is_known(name, lexicon),
    )


def _without_unit(text: str, lexicon: Lexicon) -> tuple[str, Quantity | None]:
    """Return a header without the unit in brackets or behind a stroke and without % and ± at its end, and that unit."""
    bracket = _BRACKETED.search(text)
    unit = unit_of(next(group for group in bracket.groups() if group), lexicon) if bracket else None
    if bracket and unit:
        text = text[: bracket.start()] + text[bracket.end() :]
    percent = _PERCENT_END.search(text)
    if percent is None or not percent.start():
        return text, unit
    stated = None if percent[0] == "±" else unit_of("%", lexicon)
    return text[: percent.start()], unit or stated


def unit_of(text: str, lexicon: Lexicon) -> Quantity | None:
    """Return one of the unit that `text` names (万元 → 10000 元), or None where it names none."""
    matches = find_quantities(f"1{text}", lexicon=lexicon) if text else []
    return matches[0].quantity if len(matches) == 1 and matches[0].end == len(text) + 1 else None


def part_of(text: str, lexicon: Lexicon) -> tuple[TableHeader | None, str]:
    """Return the entry whose words a header is, begins or ends with, and the known measure that it names besides, or None and the text.

    >>> from reportmine.text.lexicon import load_lexicon
    >>> [(entry and entry.part, name) for entry, name in (part_of(t, load_lexicon()) for t in ("预算数", "利润增幅", "重点任务"))]
    [('target', ''), ('change', '利润'), (None, '重点任务')]
    """
    words, starts = _words(lexicon)
    if len(text) > _LONGEST:
        return None, text
    if text in words:
        return words[text], ""
    for cut in range(1, len(text)):
        if text[cut:] in words and _is_known(text[:cut], lexicon):
            return words[text[cut:]], text[:cut]
    for cut in range(len(text) - 1, 0, -1):
        if text[:cut] in starts and _is_known(text[cut:], lexicon):
            return starts[text[:cut]], text[cut:]
    return None, text


def _is_known(name: str, lexicon: Lexicon) -> bool:
    # A measure of any dimension may be told as a rate; a header's unit, where it has one, stands apart from it.
    return bool(name) and metric_index(lexicon).find(name, "percent", changes=True, ending=True) is not None


@lru_cache(maxsize=8)
def _words(lexicon: Lexicon) -> tuple[dict[str, TableHeader], dict[str, TableHeader]]:
    """Return the entries of table headers by their whole words, and by the words that begin a header."""
    entries = lexicon.entries(TableHeader)
    return (
        {term: entry for entry in entries for term in expanded(entry.terms) if term},
        {term: entry for entry in entries for term in expanded(entry.before) if term},
    )
