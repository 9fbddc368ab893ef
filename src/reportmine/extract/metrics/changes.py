"""Say in which direction a quantity changes: by its predicate, by the verb of the list it stands in, by a sign or by the words after it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from reportmine.extract.bases import PLAN
from reportmine.extract.cues import CHANGE_WORDS, Kind
from reportmine.extract.drafts import LIST_MARKS, Draft
from reportmine.extract.measures import COUNTED, RANK, RATIOS
from reportmine.extract.metrics.own_words import Phrase
from reportmine.extract.reading import Reading

PEERS = "peers"
_COMPARE, _GROWS, _BETTERS, _HEAD = int(Kind.COMPARE), int(Kind.GROWS), int(Kind.BETTERS), int(Kind.HEAD)
_CHANGE, _CHANGE_VERB, _AFTER_CHANGE = int(Kind.CHANGE), int(Kind.CHANGE_VERB), int(Kind.AFTER_CHANGE)
_COMPARATIVE = int(Kind.COMPARATIVE)
_ACTS = int(Kind.VERB | Kind.REACH | Kind.CHANGE_VERB | Kind.NOUN_VERB)
_OVER, _AIM, _PACE, _GROWTH = int(Kind.OVER), int(Kind.AIM), int(Kind.PACE), int(Kind.GROWTH)
_PLUS, _DURATION = frozenset("+＋"), "duration"
_PERCENT, _SHARES, _EVEN = "percent", frozenset({"percent", "fraction"}), frozenset("还更也")
_OPPOSITE = {"increase": "decrease", "decrease": "increase"}


def set_change(draft: Draft, left: Phrase, before: Draft | None, reading: Reading, start: int) -> None:
    """Set the change of a quantity whose noun is `left` and whose own words begin at `start`; `before` is the quantity before it."""
    change = left.change
    ranked = before is not None and before.kind == RANK  # 居第3位，提升2位
    if (
        change
        and not ranked
        and draft.quantity.dimension in COUNTED
        and reading.hit_between(start, draft.outer_start, _BETTERS)
    ):
        change = ""
    if not change and left.start < left.end:
        change = _growing(left, reading, start)
    rated = change == "level" and draft.kind == _PERCENT  # 增速有望回升至5%
    if (not change or rated) and draft.quantity.dimension in RATIOS:  # 增速保持在12%以上
        rate = reading.hit_between(left.start if rated else left.end, draft.outer_start, _GROWTH)
        change = rate.term.change if rate else change
    if not change and before and before.by_verb and _goes_on(draft, left, before, reading, start):
        change, left = before.change, left._replace(by_verb=True)
    if not change and before and _lists_on(draft, left, before, reading):
        change = before.change
    beside = reading.hit_ending(draft.start)  # 收入同比-3.2%
    elided = left.start == left.end and reading.hit_between(start, draft.start, _COMPARE) is not None
    compared = elided or (beside is not None and bool(beside.kinds & _COMPARE))
    change = change or take_sign(draft, reading, minus=compared)
    for at, kinds in ((draft.start, _CHANGE), (draft.outer_end, _AFTER_CHANGE)):
        found = None if change else reading.hit_at(at, kinds)
        change = found.term.change if found else change
    if reading.hit_between(start, draft.outer_start, _PACE):  # a shorter time, but no more of a thing (加快3个园区建设)
        change = _OPPOSITE.get(change, change) if draft.kind == _DURATION else change
        change = "" if draft.quantity.dimension in COUNTED else change
    if reading.hit_between(start, draft.start, _COMPARE, compared=PEERS) or _differs(draft, reading, start):
        change = "level"
    if _is_ratio_of_new(draft, left, reading, start) or _is_even(draft, reading, start):
        change = "level"
    draft.change = change or "level"  # type: ignore[assignment]
    brought = left.start == left.end and bool(change) and reading.hit_between(start, draft.start, _CHANGE_VERB)
    draft.by_verb = left.by_verb or bool(brought)


def _is_ratio_of_new(draft: Draft, left: Phrase, reading: Reading, start: int) -> bool:
    """Say whether a share is one of what is new: 新增存贷比57%, 新增部分七成."""
    if draft.kind not in _SHARES or not left.direct or left.start == left.end:
        return False
    new = reading.hit_between(start, left.end, _GROWS)
    return new is not None and bool(new.kinds & _CHANGE_VERB) and new.end < left.end


def _is_even(draft: Draft, reading: Reading, start: int) -> bool:
    """Say whether a value is only how far one thing is from another: 比协议散客还低22元, not 比去年还低."""
    more = reading.hit_ending(draft.start)
    if more is None or not more.kinds & _COMPARATIVE or reading.text[more.start - 1] not in _EVEN:
        return False
    over = reading.hit_between(start, more.start, _OVER)
    return over is not None and not (
        reading.has_period(over.end, more.start) or reading.hit_between(start, more.start, _COMPARE)
    )


def _differs(draft: Draft, reading: Reading, start: int) -> bool:
    """Say whether a value is only how far another is from the plan (较预算低2.7个百分点, not 较预算节约30万元) or an aim (比联社要求高3个百分点)."""
    planned = reading.hit_between(start, draft.start, _COMPARE, compared=PLAN)
    if planned is None:
        over = reading.hit_between(start, draft.start, _OVER)
        planned = reading.hit_between(over.end, draft.start, _AIM) if over else None
        told = planned is not None and reading.hit_between(planned.end, draft.start, _COMPARATIVE) is not None
        if planned is None or not (told or planned.end == draft.outer_start):
            return False
        draft.compared_to = PEERS if planned.term.compared == PEERS else PLAN
    return reading.hit_between(planned.end, draft.start, CHANGE_WORDS) is None


def take_sign(draft: Draft, reading: Reading, *, minus: bool) -> str:
    """Take the sign of a value out of it and return the change that it tells (同比+5%, 较年初-0.19亿元); empty where it has none.

    Without `minus`, where nothing is compared, only the plus of a ratio tells one: the minus of 利润-63万元 stays.
    """
    low, high = draft.quantity.low, draft.quantity.high
    if (draft.quantity.dimension not in RATIOS and not minus) or low is None or high is None:
        return ""
    if reading.text[draft.start - 1 : draft.start] in _PLUS:
        return "increase"
    if high >= 0 or not minus:
        return ""
    draft.quantity = replace(draft.quantity, low=-high, high=-low)
    return "decrease"


def _goes_on(draft: Draft, left: Phrase, before: Draft, reading: Reading, start: int) -> bool:
    """Say whether a list goes on whose verb stands before its first member (新增8个县、5个镇), not an act of its own or a sum."""
    counted = before.metric_source == "after" and reading.text[start - 1] in LIST_MARKS
    if not left.direct or left.reached or not (before.outer_end == start or counted):
        return False
    named = left.start < left.end
    if reading.hit_between(start, left.start if named else draft.outer_start, _ACTS):
        return False
    i = bisect_right(reading.hit_ends, left.start)
    # 新增算力2000P、总规模6000P: a head with a character before it sums up.
    opens = named and i < len(reading.hits) and reading.hits[i].start <= left.start + 1
    return not (opens and any(h.kinds & _HEAD and h.end == left.end for h in reading.hits[i : i + 3]))


def _lists_on(draft: Draft, left: Phrase, before: Draft, reading: Reading) -> bool:
    """Say whether a rate stands in the list of the one before it and shares its predicate (分别增长12.9%、5.5%和10.4%)."""
    between = reading.text[before.outer_end : draft.outer_start]
    rates = draft.quantity.dimension in RATIOS and before.quantity.unit == draft.quantity.unit
    return rates and left.start == left.end and between in LIST_MARKS


def _growing(left: Phrase, reading: Reading, start: int) -> str:
    """Return the change of a growing verb in the noun or, with only acts between, before it (新增农村劳动力转移就业5万人)."""
    i = bisect_right(reading.hit_ends, left.start)
    while i < len(reading.hits) and reading.hits[i].end <= left.end:
        if reading.hits[i].kinds & _GROWS:
            return reading.hits[i].term.change
        i += 1
    first = bisect_right(reading.hit_ends, start)
    hit = reading.hits[first] if first < len(reading.hits) else None
    opens = hit is not None and hit.kinds & _GROWS and hit.start == start and hit.end < left.start
    return hit.term.change if hit and opens and not left.reached else ""
