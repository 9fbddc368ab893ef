"""Read what stands between the two ends of a range, and what both ends come to: their multipliers, their units, their signs."""

from __future__ import annotations

from decimal import Decimal

from reportmine.text.entries import Unit
from reportmine.text.quantities.compounds import convert
from reportmine.text.quantities.reader import BLANK, NumberRead, UnitRead
from reportmine.text.quantities.signs import MINUS, is_signed

RANGE_MARKS = frozenset("-–—－~～―−至到")
RANGE_WORDS = frozenset("至到")
PLUS = frozenset("+＋")
ONE, BEFORE_DASH = "一", frozenset("0123456789%％")
BIG, NEAR, PERCENT = 10_000, 10, "percent"


def range_mark(text: str, place: int) -> tuple[int, int]:
    """Return where the mark of a range behind a number starts and ends, over blanks and the plus of the upper end; nothing where none stands there."""
    while text[place : place + 1] == BLANK:
        place += 1
    mark = place
    while text[mark : mark + 1] in RANGE_MARKS and mark < place + 2:
        mark += 1
    if mark == place:
        return place, mark + is_misread(text, mark)
    return place, mark + (text[mark : mark + 1] in PLUS)  # -5～+5


def may_be_ends(unit: UnitRead | None, second: UnitRead | None) -> bool:
    """Say whether numbers with these units may be both ends of one range: the upper has one, or both share the lower's."""
    if second is None:
        return unit is not None and unit.unit.dimension != PERCENT
    return unit is None or unit.unit.dimension == second.unit.dimension


def range_ends(
    text: str,
    span: tuple[int, int],
    ends: tuple[NumberRead, NumberRead],
    units: tuple[UnitRead | None, UnitRead | None],
) -> tuple[Decimal, Decimal] | None:
    """Return both ends of a range that starts and has its mark at `span`, None where the second is no upper end of the first."""
    (start, place), (number, upper), (unit, second) = span, ends, units
    low, high = _ends_of(number, upper, unit, second)
    negative = is_signed(text, start) and text[place] not in MINUS
    if negative and text[place + 1] in MINUS:  # -10～-3
        return min(low, high), max(low, high)
    return None if low > high and not negative else (low, high)


def _ends_of(
    number: NumberRead, upper: NumberRead, unit: UnitRead | None, second: UnitRead | None
) -> tuple[Decimal, Decimal]:
    """Return both ends in the second's unit; a lower end without multiplier shares the upper's (20-30万)."""
    low, high = number.low, upper.high
    if unit is None and upper.scale and not number.scale and upper.scale >= 10000 and low < high / upper.scale:
        low *= upper.scale
    if unit and second and unit.unit.id != second.unit.id and _base(unit.unit) == _base(second.unit):
        low = convert(low, unit.unit, second.unit)
    return low, high


def is_unscaled(number: NumberRead, upper: NumberRead, unit: UnitRead | None) -> bool:
    """Say whether the lower end may have lost its multiplier (8000-1.2亿元 is from 8000万 or from 8000)."""
    if unit is not None or number.scale or upper.scale is None or upper.scale < BIG:
        return False
    count = upper.high / upper.scale
    # 5000-1万元 is from 5000; 3000~2000万元 is no range at all.
    return count <= number.low <= (upper.high / BIG if upper.scale > BIG else count * NEAR)


def is_misread(text: str, place: int) -> bool:
    """Say whether a dash was read for the numeral one between two numbers in digits (3一5%)."""
    return text[place : place + 1] == ONE and text[place + 1 : place + 2].isdecimal() and text[place - 1] in BEFORE_DASH


def _base(unit: Unit) -> str:
    return unit.base or unit.id
