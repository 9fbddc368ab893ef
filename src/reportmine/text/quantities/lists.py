"""Read what numbers that stand together say of each other: the unit of a list, the number of a list's item, what a price is for."""

from __future__ import annotations

from decimal import Decimal

import regex

from reportmine.text.entries import Unit
from reportmine.text.numerals import narrow
from reportmine.text.quantities.candidate import Candidate
from reportmine.text.quantities.reader import NumberRead
from reportmine.text.quantities.torn import BARE

UNIT_JOINTS = frozenset("、和与及或")  # what stands between numbers that share a unit
MAX_LIST = 30
LIST_DIGITS = 3  # a list's number and its point
FAR_LINE = 1000
ITEM_LINE = 12  # characters of a line that is no cell of a column
MONEY, ONE_BY_ONE = "money", "个"
SHARE = regex.compile(r"[0-9０-９]+(?:[.．][0-9０-９]+)?")
# Shares that were rounded one by one may miss the whole by so much.
TEN, HUNDRED, ROUNDING = Decimal(10), Decimal(100), Decimal("0.3")


def drop_rate_base(before: Candidate, candidate: Candidate) -> None:
    """Leave out the one that a price beside it is for (一斤七块五, 十二元一份), and what counts shares (3个100%)."""
    if before.unit_text == ONE_BY_ONE and candidate.kind == "percent" and not before.reason:
        before.reason = "phrase"
    for one, price in ((before, candidate), (candidate, before)):
        number = one.number
        is_one = number is not None and number.written and number.high == 1 and one.unit is not None
        if is_one and one.kind != MONEY and price.kind == MONEY and not (one.reason or price.reason):
            one.reason = "phrase"


def read_split(text: str, start: int, end: int) -> list[Candidate]:
    """Return the shares of a whole that ratio marks part (17.1∶51.0∶31.9), none where the numbers do not add up to one: a clock, a recipe."""
    spans = [match.span() for match in SHARE.finditer(text, start, end)]
    values = [Decimal(narrow(text[a:b])) for a, b in spans]
    tenths = sum(values) == TEN and all(0 < value < TEN and value == int(value) for value in values)
    if not tenths and abs(sum(values) - HUNDRED) > ROUNDING:
        return []
    return [
        Candidate(a, b, number=NumberRead(a, b, value, value), kind="ratio", number_end=b)
        for (a, b), value in zip(spans, values, strict=True)
    ]


def _joins(gap: str, verbs: frozenset[str]) -> bool:
    """Say whether what stands between two numbers lets them share a unit: a joint, and perhaps the second's own verb (0.3和上升0.2个百分点)."""
    return gap[:1] in UNIT_JOINTS and (len(gap) == 1 or gap[1:] in verbs)


def share_points(text: str, before: Candidate, candidate: Candidate, verbs: frozenset[str]) -> None:
    """Give a number the whole of the unit that it states only the beginning of (3.7个和2.2个百分点)."""
    joined = _joins(text[before.end : candidate.start], verbs)
    if joined and not before.reason and before.unit_text and candidate.unit_text.startswith(before.unit_text):
        before.unit, before.unit_text, before.kind = candidate.unit, candidate.unit_text, candidate.kind


def list_number(text: str, start: int) -> int | None:
    """Return where the number of a list item ends that the item's own number follows (3.附件… / 4.12名人员), told by its neighbours."""
    if text[start - 1 : start] not in ("", "\n"):
        return None
    number, _, _ = text[start : start + LIST_DIGITS].partition(".")
    if not number.isdecimal():
        return None
    floor = max(0, start - FAR_LINE)
    above = text.rfind("\n", floor, floor + len(text[floor:start].rstrip())) + 1
    below = text.find("\n", start) + 1
    told = above < start and _is_item(text, above, int(number) - 1, start)
    return start + len(number) + 1 if told or (below and _is_item(text, below, int(number) + 1, start)) else None


def is_heading_number(text: str, candidate: Candidate, unit: Unit) -> bool:
    """Return whether a fraction that opens its line numbers a heading that begins like a measure word (2.2 对茎秆的影响)."""
    opens = text[candidate.start - 1 : candidate.start] in ("", "\n")
    fraction = "." in text[candidate.start : candidate.end]
    return opens and fraction and unit.dimension == "count" and text[candidate.end : candidate.end + 1] == " "


def _is_item(text: str, start: int, number: int, other: int) -> bool:
    """Return whether the line at `start` is that item of a list; a digit after its number may be a column's decimal unless both lines are long."""
    mark = f"{number}."
    if not text.startswith(mark, start):
        return False
    ends = (text.find("\n", start), text.find("\n", other))
    lengths = [(len(text) if end < 0 else end) - begin for end, begin in zip(ends, (start, other), strict=True)]
    return not text[start + len(mark) : start + len(mark) + 1].isdecimal() or min(lengths) >= ITEM_LINE


def share_unit(text: str, waiting: list[Candidate], candidate: Candidate, verbs: frozenset[str]) -> list[Candidate]:
    """Give the numbers of a list the unit of its last member (3、4、5家); return those that still wait.

    `verbs` are words of change that a member may have for its own (下降0.3和上升0.2个百分点).
    """
    if waiting and not _joins(text[waiting[-1].end : candidate.start], verbs):
        waiting = []
    if candidate.reason == BARE:
        number = candidate.number
        at_line_start = candidate.start == 0 or text[candidate.start - 1] in "\n\u3000 "
        if number is not None and not number.written and not at_line_start and len(waiting) < MAX_LIST:
            waiting.append(candidate)
        return waiting
    if candidate.reason or candidate.number is None or not candidate.unit_text:
        return []
    for bare in waiting:
        number = bare.number
        if number is None:
            continue
        scale = candidate.number.scale if not number.scale else None
        if scale and scale >= 10000:
            number = number._replace(low=number.low * scale, high=number.high * scale)
        bare.number, bare.reason, bare.kind = number, "", candidate.kind
        bare.unit, bare.unit_text, bare.per = candidate.unit, candidate.unit_text, candidate.per
        bare.number_end = bare.end
    return []


def yield_to(found: list[Candidate], candidate: Candidate) -> None:
    """Take back the 零 of 零下 that was read as a numeral of its own; a quantity before keeps its characters."""
    if found[-1].reason:
        found.pop()
    else:
        candidate.start = candidate.outer_start = found[-1].end
