"""Read the header cells of tables: what they name, unit, time, and what the figures beside or below them are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from reportmine.extract.cues import CHANGE_WORDS, cue_finder, expanded
from reportmine.extract.measures import metric_index
from reportmine.schema import Quantity
from reportmine.structure.numbering import marker_reader
from reportmine.text.entries import TableHeader
from reportmine.text.lexicon import Lexicon
from reportmine.text.periods.find import PeriodMatch, find_periods
from reportmine.text.quantities.find import find_quantities

_BRACKETED = re.compile(r"[（(]([^（）()]{1,12})[）)]|[／/]([^／/（）()]{1,8})$")
_PERCENT_END = re.compile(r"(?<![\d.])[±+\-－—]*[%％]$|±$")
_BARE_YEAR = re.compile(r"(?:19|20)\d\d")
NO_SPACE = str.maketrans("", "", " \u3000\n\t")
_ROLES = frozenset({"target", "forecast", "actual", "reference"})
_CHANGE, _PLAN, _WITHIN, _AMOUNT = "change", "plan", "within", "amount"
# Parts that are whole headers, never the end of one that begins with a measure.
_WHOLE = frozenset({"number", "unit", "note", "class", "house", "total", _AMOUNT, _WITHIN})
_OPEN = frozenset({"", _AMOUNT})  # the header above says what the figures are
_NAMING = frozenset({_AMOUNT, "total", "house"})  # over figures they are what is counted (学校), where nothing else is
_RATES = frozenset({"rate", "share"})
_COLONS = "：:"
_MARK_ENDS = frozenset("、.．)）")
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
    subject: str = ""
    span: str = ""

    @property
    def names(self) -> bool:
        """Say whether the header names what is measured: by a unit or a known measure."""
        return bool(self.name and (self.unit or self.known))


def read_header(text: str, *, lexicon: Lexicon) -> Header:
    """Read the text of a header cell.

    >>> from reportmine.text.lexicon import load_lexicon
    >>> header = read_header("2024年利润目标（万元）", lexicon=load_lexicon())
    >>> header.name, header.role, header.unit.text, header.period.text
    ('利润', 'target', '1万元', '2024年')
    """
    text, unit = _without_unit(text.translate(NO_SPACE), lexicon)
    period = _period(text, lexicon)
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
    elif part in _NAMING:
        name = text
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
        span=entry.span if entry else "",
    )


def _without_unit(text: str, lexicon: Lexicon) -> tuple[str, Quantity | None]:
    """Return a header without the unit in brackets or behind a stroke and without % and ± at its end, and that unit."""
    bracket = _BRACKETED.search(text)
    unit = unit_of(next(group for group in bracket.groups() if group), lexicon) if bracket else None
    if bracket and unit:
        text = text[: bracket.start()] + text[bracket.end() :]
    percent = _PERCENT_END.search(text)
    if percent is None or percent[0] == text == "±":
        return text, unit
    stated = None if percent[0] == "±" else unit_of("%", lexicon)
    return text[: percent.start()], unit or stated


def _period(text: str, lexicon: Lexicon) -> PeriodMatch | None:
    if _BARE_YEAR.fullmatch(text):
        found = find_periods(f"{text}年", lexicon=lexicon)
        return found[0]._replace(text=text, end=len(text)) if found else None
    return next((p for p in find_periods(text, lexicon=lexicon) if p.kind == "calendar"), None)


def settled(period: PeriodMatch, by: PeriodMatch, *, lexicon: Lexicon) -> PeriodMatch:
    """Return a time that says no year (一季度, 本月, 上年) as one that another time fixes; any other as it is.

    >>> from reportmine.text.lexicon import load_lexicon
    >>> def read(text): return find_periods(text, lexicon=load_lexicon())[0]
    >>> found = settled(read("一季度"), read("2016年"), lexicon=load_lexicon())
    >>> found.text, found.first.year
    ('一季度', 2016)
    """
    first, other = period.first, by.first
    if first is None or other is None or not other.year or first.year is not None:
        return period
    if first.shift == 0 and first.grain == other.grain:
        return by._replace(text=period.text, start=period.start, end=period.end)
    if first.shift is None:
        written = f"{other.year}年{period.text}"
    elif first.grain == "year":
        written = f"{other.year + first.shift}年"
    else:
        return period
    found = find_periods(written, lexicon=lexicon)
    whole = len(found) == 1 and found[0].kind == period.kind and found[0].end == len(written)
    return found[0]._replace(text=period.text, start=period.start, end=period.end) if whole else period


def year_of(period: PeriodMatch, *, lexicon: Lexicon) -> PeriodMatch | None:
    """Return the year of a time that names one."""
    return _period(f"{period.first.year}年", lexicon) if period.first and period.first.year else None


def read_stack(texts: Sequence[str], *, lexicon: Lexicon) -> Header | None:
    """Read the header cells that stand over one column, the uppermost first, to one header.

    >>> from reportmine.text.lexicon import load_lexicon
    >>> header = read_stack(["2016年", "产值（万元）", "计划"], lexicon=load_lexicon())
    >>> header and (header.period.text, header.name, header.role)
    ('2016年', '产值', 'target')
    """
    header: Header | None = None
    for text in texts:
        lower = read_header(text, lexicon=lexicon)
        if header:
            unit = unit_of(lower.text, lexicon) if not lower.unit and not lower.known else None
            # Under another header a unit alone is the unit of its figures (产量 over 吨).
            lower = under(header, lower._replace(name="", unit=unit) if unit else lower, lexicon=lexicon)
        header = lower
    return header


def under(upper: Header, lower: Header, *, lexicon: Lexicon) -> Header:
    """Merge two headers that both stand over a column or before a row; the lower, closer one goes first, and what names no measure is whose it is."""
    spare = not lower.name or lower.part == _AMOUNT
    if lower.part == _AMOUNT and (upper.part or upper.change):
        lower = lower._replace(name="")
    name, other = (upper, lower) if not lower.names and (upper.names or (spare and upper.name)) else (lower, upper)
    rate = lower.ratio or lower.part in _RATES
    period = lower.period or upper.period
    if lower.period and upper.period:
        period = settled(lower.period, upper.period, lexicon=lexicon)
    role = upper.role if upper.role == "reference" and lower.role == "actual" else lower.role or upper.role
    return Header(
        text=lower.text or upper.text,
        name=name.name,
        unit=lower.unit or (None if rate or (lower.names and upper.known) else upper.unit),
        period=period,
        part=upper.part if lower.part in _OPEN else lower.part,
        ratio=lower.ratio or (upper.ratio and not lower.unit and lower.part in _OPEN),
        change=lower.change or upper.change,
        compared=lower.compared or upper.compared,
        role="" if lower.part in _RATES and role == "target" else role,
        known=name.known,
        span=lower.span or upper.span,
        subject=upper.subject if other.part or other.names or not other.name else other.name,
    )


def row_name(text: str, *, lexicon: Lexicon) -> tuple[str, bool]:
    """Return the name of a row without its number, and whether the row is a part of the one above (其中：出口).

    >>> from reportmine.text.lexicon import load_lexicon
    >>> row_name("其中：出口", lexicon=load_lexicon()), row_name("（一）产值", lexicon=load_lexicon())
    (('出口', True), ('产值', False))
    """
    text = text.strip()
    marks = marker_reader(lexicon).read(text)
    if marks and marks[0].start == 0 and text[marks[0].end - 1 : marks[0].end] in _MARK_ENDS:
        text = text[marks[0].end :].lstrip()
    start = next((term for term in _within(lexicon) if text.startswith(term) and len(text) > len(term)), None)
    return (text[len(start) :].lstrip(_COLONS).lstrip(), True) if start else (text, False)


@lru_cache(maxsize=8)
def _within(lexicon: Lexicon) -> tuple[str, ...]:
    return tuple(term for entry in lexicon.entries(TableHeader) if entry.part == _WITHIN for term in entry.terms)


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
        if text[cut:] in words and words[text[cut:]].part not in _WHOLE and _is_known(text[:cut], lexicon):
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
