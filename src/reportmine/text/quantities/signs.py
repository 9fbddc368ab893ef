"""Read the sign that stands before a percentage, an amount, a temperature, or a height told from a datum."""

from __future__ import annotations

import regex

from reportmine.text.quantities.candidate import Candidate
from reportmine.text.quantities.cues import Cue
from reportmine.text.quantities.torn import UNREADABLE, is_torn

MINUS = frozenset("-－−负負")
# What a range is told by before the sign of its upper end (-10～-3℃, -5～+5mm).
_SIGNED_UPPER = regex.compile(r"[～~至到][-－−][0-9]")
_PLUS_UPPER = regex.compile(r"[～~至到][+＋][0-9]")
BIG = 10_000
BOTH = ("±", "正负")
BOTH_SIGNS = "正"  # 正负1毫米 is a span, not a negative number
LENGTH, TIMES = "length", frozenset({"time", "phrase"})
SIGNED = frozenset({"percent", "points", "permille", "basis_points", "temperature"})


def is_signed(text: str, start: int) -> bool:
    """Return whether a sign stands directly before the number at `start`."""
    return text[start - 1] in MINUS and text[start - 2 : start - 1] != BOTH_SIGNS


def read_sign(text: str, start: int, candidate: Candidate, datum: Cue, words: tuple[str, ...]) -> None:
    """Read the sign before a number that starts at a place, and say where its digits go on before it; `words` end in a sign."""
    last = candidate.before[1]
    if is_torn(text, start, candidate):
        candidate.reason = UNREADABLE
        return
    read_both(text, start, candidate)
    place = candidate.start
    if place > last and is_signed(text, place) and not candidate.reason and not text.endswith(words, 0, place):
        negate(text, candidate, last, datum)
    if candidate.number is not None and candidate.number.low > candidate.number.high:
        candidate.reason = UNREADABLE


def negate(text: str, candidate: Candidate, previous_end: int, datum: Cue) -> None:
    """Take the sign before a percentage or an amount, where it is neither a range mark nor a dash (增长-2.3%, 标高-3米)."""
    number, place = candidate.number, candidate.start - 1
    before = text[place - 1 : place]
    if number is None or not _may_be_negative(text, candidate, datum):
        return
    # 1月-3.2% tells of a fall in January; behind another number the stroke is the mark of a range.
    ranged = place == previous_end and place and candidate.reason_before not in TIMES
    if ranged or (before in MINUS and before) or (before.isascii() and before.isalnum()):
        return
    plus = _PLUS_UPPER.search(text, candidate.start, candidate.end)
    if (number.low == number.high and not plus) or _SIGNED_UPPER.search(text, candidate.start, candidate.end):
        candidate.number = number._replace(low=-number.high, high=-number.low)
    else:  # -3～5℃
        candidate.number, candidate.bound = number._replace(low=-number.low), "between"
    candidate.start = place
    candidate.outer_start = min(candidate.outer_start, place)


def _may_be_negative(text: str, candidate: Candidate, datum: Cue) -> bool:
    """Return whether what a number counts has amounts below nothing; a stroke before others is a dash."""
    number, unit = candidate.number, candidate.unit
    if unit is None:
        return number is not None and not candidate.unit_text and number.scale is not None and number.scale >= BIG
    if unit.dimension in SIGNED or unit.dimension.startswith("money"):
        return True
    told = datum.links(text, candidate.start - 1, candidate.end)
    return unit.dimension == LENGTH and (told or _PLUS_UPPER.search(text, candidate.start, candidate.end) is not None)


def read_both(text: str, start: int, candidate: Candidate) -> None:
    """Read 误差±0.5% as a range around nothing; behind a number the same says how sure that is (100±5毫米), and is none itself; 控制在±2毫米以内 is a limit."""
    mark = next((m for m in BOTH if text.endswith(m, 0, start)), "")
    number = candidate.number
    if not mark or number is None or candidate.reason:
        return
    place = start - len(mark)
    if candidate.before[1] == place and place:
        candidate.reason = UNREADABLE
    elif candidate.unit is not None and number.low == number.high and candidate.bound == "exact":
        candidate.number, candidate.bound = number._replace(low=-number.high), "between"
        candidate.start, candidate.outer_start = place, min(candidate.outer_start, place)
