"""Find the quantities that are only compared with: 占年计划【6.8亿元】的71.5%, 比上年同期【6517万元】增加325万元."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from reportmine.extract.cues import CHANGES, Kind, words_of
from reportmine.extract.drafts import Draft
from reportmine.extract.measures import RATIOS
from reportmine.extract.reading import Reading
from reportmine.text.lexicon import Lexicon

PLAN, BASE = "plan", "base"
_TARGET = "target"
_SHARES = RATIOS | {"fraction"}  # 百分之一百一十
_WITH, _ENDS = frozenset("与同跟和较"), frozenset("，,；;。、）)\n") | {""}
_COMPARE, _AIM, _OVER = int(Kind.COMPARE), int(Kind.AIM), int(Kind.OVER)


def mark_bases(drafts: Sequence[Draft], reading: Reading, lexicon: Lexicon) -> None:
    """Set `base` of every draft that another of its sentence is compared with: what it is, `plan`, `yoy`, or `base` for a named time."""
    against = words_of(lexicon, "set_against")
    for draft in drafts:
        if not draft.redacted and (_is_past(reading, draft) or _is_set_against(reading, draft, against)):
            draft.base = PLAN if _is_demanded(reading, draft) else BASE
    for draft, following in pairwise(drafts):
        if following.sentence != draft.sentence or draft.redacted:
            continue
        shared = (
            following.quantity.dimension in _SHARES and reading.text[draft.outer_end : following.outer_start] == "的"
        )
        aim = reading.hit_at(draft.outer_end, _AIM)
        if shared or _changes(reading, draft.outer_end, following.outer_start):
            draft.base = _compared(reading, draft, shared=shared)
        elif aim and _changes(reading, aim.end, following.outer_start) and _over(reading, draft):
            draft.base = PLAN


def _is_past(reading: Reading, draft: Draft) -> bool:
    """Say whether an amount is that of a time which a value is over or under (资本开支不超过5.5亿元，低于今年的7.1亿元)."""
    end = draft.outer_start - 1
    if not reading.text.startswith("的", end) or reading.text[draft.outer_end : draft.outer_end + 1] not in _ENDS:
        return False
    time = reading.period_ending(end)
    over = reading.hit_ending(time.start) if time and time.kind == "comparison" else None
    return over is not None and bool(over.kinds & (_OVER | _COMPARE))


def _is_set_against(reading: Reading, draft: Draft, against: tuple[str, ...]) -> bool:
    """Say whether a clause only names an amount to compare with it: 与上年的5.2亿元相比，增长8%."""
    if not reading.text.startswith(against, draft.outer_end):
        return False
    opened = reading.text[reading.clause_start(draft.outer_start, draft.sentence[0]) : draft.outer_start]
    return not _WITH.isdisjoint(opened)


def _is_demanded(reading: Reading, draft: Draft) -> bool:
    """Say whether an amount is one that was demanded or planned: 与集团下达的4%相比, 与8亿元的目标相比."""
    hit = reading.hit_ending(draft.outer_start)
    return hit is not None and (bool(hit.kinds & _AIM) or hit.term.role == _TARGET)


def _over(reading: Reading, draft: Draft) -> bool:
    """Say whether a comparison opens the clause of an amount (比公司下达的88%指标高1.7个百分点, 比年初定下的90%目标)."""
    clause = reading.clause_start(draft.outer_start, draft.sentence[0])
    return reading.hit_between(clause, draft.outer_start, _OVER | _COMPARE) is not None


def _changes(reading: Reading, start: int, end: int) -> bool:
    """Say whether one word of change is all that stands in a span."""
    hit = reading.hit_between(start, end, CHANGES)
    return hit is not None and hit[:2] == (start, end)


def _compared(reading: Reading, draft: Draft, *, shared: bool) -> str:
    """Return what the words directly before a quantity compare with, empty where they do not."""
    end = draft.outer_start - reading.text.endswith("的", draft.sentence[0], draft.outer_start)
    hit = reading.hit_ending(end)
    if hit is not None:
        if hit.kinds & _COMPARE:
            return hit.term.compared
        if shared and hit.kinds & _AIM:
            return PLAN
    if shared:
        return ""
    time = reading.period_ending(end)
    return BASE if time is not None and time.kind == "comparison" else ""
