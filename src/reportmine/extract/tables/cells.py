"""Read what one table cell states by itself: a bare number, a quantity with its unit, its bound or its change, or a number that was masked."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from reportmine.extract.tables.headers import read_header, unit_of
from reportmine.schema import Quantity
from reportmine.text.entries import Redaction
from reportmine.text.lexicon import Lexicon
from reportmine.text.quantities.find import find_quantities

_NUMBER = re.compile(r"[-+−]?\d[\d,，]*(?:\.\d+)?[%％]?")
_PERCENT, _PERCENT_SIGNS = "percent", "%％"
_SIGNS = frozenset("+＋")
_LONGEST = 24  # what is longer is text
_FRACTION = "fraction"  # 12/15 in a cell is a date or two figures as well
_DURATION = "duration"
_CLOCK = re.compile(r"\d{1,2}[:：]\d{2}")


class Stated(NamedTuple):
    """Hold what a cell states: the quantity, and what the cell's own words say of its change, base and role."""

    quantity: Quantity
    change: str = ""
    compared: str = ""
    role: str = ""
    redacted: bool = False


def number_in(text: str) -> Decimal | None:
    """Return the number that a cell is, without its percent sign, or None."""
    if not _NUMBER.fullmatch(text):
        return None
    try:
        return Decimal(text.rstrip(_PERCENT_SIGNS).replace(",", "").replace("，", "").replace("−", "-"))
    except InvalidOperation:
        return None


def read_cell(text: str, *, lexicon: Lexicon) -> Stated | None:
    """Read the text of a cell, or return None where it states no quantity, or more than one.

    >>> from reportmine.text.lexicon import load_lexicon
    >>> [(s.quantity.low, s.quantity.unit, s.change) for s in (read_cell(t, lexicon=load_lexicon()) for t in ("1,200", "3.5亿元", "提高0.3个百分点"))]
    [(Decimal('1200'), '', ''), (Decimal('350000000.0'), '元', ''), (Decimal('0.3'), '个百分点', 'increase')]
    """
    if not text or len(text) > _LONGEST:
        return None
    value = number_in(text)
    if value is not None:
        bare = Quantity(value, value, "", None, None, "exact", text)
        return Stated(
            replace(bare, unit="%", unit_id=_PERCENT, dimension=_PERCENT) if text[-1] in _PERCENT_SIGNS else bare
        )
    return _worded(text, lexicon) if any(map(str.isdigit, text)) else _masked(text, lexicon)


def _worded(text: str, lexicon: Lexicon) -> Stated | None:
    """Read a number with its unit and the words of bound, change or role around it."""
    matches = find_quantities(text, lexicon=lexicon)
    if len(matches) != 1 or matches[0].kind == _FRACTION or matches[0].outer_end != len(text) or _CLOCK.fullmatch(text):
        return None
    before, quantity = text[: matches[0].outer_start].strip(), matches[0].quantity
    if not before or before in _SIGNS:
        return Stated(quantity)
    words = read_header(before, lexicon=lexicon)
    told = (words.change or words.role) and not (words.name or words.unit)
    return Stated(quantity, words.change, words.compared, words.role) if told else None


def read_timespan(name: str, text: str, *, lexicon: Lexicon) -> Stated | None:
    """Read a stretch of time that is what the row measures (建设期, 2年), or return None.

    >>> from reportmine.text.lexicon import load_lexicon
    >>> [found and found.quantity.unit for found in (read_timespan(n, "2年", lexicon=load_lexicon()) for n in ("建设期", "项目"))]
    ['年', None]
    """
    if not text[:1].isdigit() or text.isdigit() or len(text) > _LONGEST or not name:
        return None
    matches = find_quantities(f"{name} {text}", lexicon=lexicon)
    start, end = len(name) + 1, len(name) + 1 + len(text)
    found = next((m for m in matches if (m.start, m.end) == (start, end)), None)
    return Stated(found.quantity) if found and found.kind == _DURATION else None


def _masked(text: str, lexicon: Lexicon) -> Stated | None:
    mask = _mask(lexicon).fullmatch(text)
    if mask is None:
        return None
    unit = unit_of(mask[1], lexicon) if mask[1] else None
    if mask[1] and unit is None:
        return None
    lost = Quantity(None, None, "", None, None, "exact", text)
    return Stated(replace(unit, low=None, high=None, text=text) if unit else lost, redacted=True)


@lru_cache(maxsize=4)
def _mask(lexicon: Lexicon) -> re.Pattern[str]:
    """Return the pattern of a masked number: two marks or more (one may be a tick), with its unit or without."""
    marks = re.escape("".join(t for e in lexicon.entries(Redaction) if e.kind == "mask" for t in e.terms))
    return re.compile(rf"[{marks}]{{2,8}}(?:\.[{marks}]{{1,4}})?([^{marks}\d\s.]{{0,6}})")
