"""Read the sign that stands before a percentage, an amount, a temperature, or a height told from a datum."""

from __future__ import annotations

from reportmine.text.quantities.candidate import Candidate
from reportmine.text.quantities.cues import Cue

MINUS = frozenset("-－−负負")
BOTH_SIGNS = "正"  # 正负1毫米 is a span, not a negative number
LENGTH = "length"
SIGNED = frozenset({"percent", "points", "permille", "basis_points", "temperature"})


def is_signed(text: str, start: int) -> bool:
    """Return whether a sign stands directly before the number at `start`."""
    return text[start - 1] in MINUS and text[start - 2 : start - 1] != BOTH_SIGNS


def negate(text: str, candidate: Candidate, previous_end: int, datum: Cue) -> None:
    """Take the sign before a percentage or an amount, where it is neither a range mark nor a dash (增长-2.3%, 标高-3米)."""
    number, unit, place = candidate.number, candidate.unit, candidate.start - 1
    before = text[place - 1 : place]
    if number is None or unit is None:
        return
    if not (unit.dimension in SIGNED or unit.dimension.startswith("money")) and not (
        unit.dimension == LENGTH and datum.links(text, place, candidate.end)
    ):
        return
    if (place == previous_end and place) or (before in MINUS and before) or (before.isascii() and before.isalnum()):
        return
    candidate.number = number._replace(low=-number.high, high=-number.low)
    candidate.start = place
    candidate.outer_start = min(candidate.outer_start, place)
