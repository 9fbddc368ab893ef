"""Tell the amount of an aim (完成季度指标2500万元的92%, 收入目标250万元) from what is reached."""

from __future__ import annotations

from bisect import bisect_right

from reportmine.extract.cues import Hit, Kind
from reportmine.extract.drafts import Draft
from reportmine.extract.measures import COUNTED, RATIOS
from reportmine.extract.metrics.own_words import Phrase
from reportmine.extract.reading import Reading

_AIM, _ROLE = int(Kind.AIM), int(Kind.ROLE)
_PREDICATE = int(Kind.VERB | Kind.REACH | Kind.CHANGE_VERB | Kind.NOUN_VERB)
# Before 指标, 任务 or 计划 only a short word tells which (季度, 全年).
_SHORT_AIM = 2
_PAUSES = frozenset("，,")
_TARGET = "target"
_ASIDES = frozenset("（(")
_OPENING_MARKS = "“‘《「（( "


def is_aim(left: Phrase, reading: Reading) -> bool:
    """Say whether all that stands before a quantity names an aim: 完成季度指标2500万元的92%."""
    hit = reading.hit_ending(left.end)
    return left.start < left.end and hit is not None and bool(hit.kinds & _AIM) and hit.start - left.start <= _SHORT_AIM


def names_aim(draft: Draft, reading: Reading) -> bool:
    """Say whether an amount tells what an aim is (单箱毛利1150元的目标), or a bracket opens with the word of an aim (预算69%)."""
    end = draft.outer_end
    named = reading.hit_at(end, _ROLE)  # 的目标 is one cue
    if reading.text.startswith("的", end) and (reading.hit_at(end + 1, _AIM) or (named and named.term.role == _TARGET)):
        return True
    hit = reading.hit_ending(draft.outer_start)
    aim = hit is not None and hit.kinds & _AIM
    return bool(aim) and hit is not None and reading.text[hit.start - 1 : hit.start] in _ASIDES


def aim_of(draft: Draft, left: Phrase, reading: Reading, *, answers: tuple[str, ...]) -> Hit | None:
    """Return the word that makes what stands before an amount the aim of a thing (收入目标250万元), unless an act did it (完成销售任务)."""
    hits, text = reading.hits, reading.text
    # What is done of it right behind an amount makes it an aim, counted or not (任务420台，实际完成386台).
    paused = text[draft.outer_end : draft.outer_end + 1] in _PAUSES
    answered = paused and text.startswith(answers, draft.outer_end + 1)
    if draft.quantity.dimension in (RATIOS if answered else RATIOS | COUNTED) or left.end < draft.outer_start:
        return None
    aim = reading.hit_ending(left.end)
    if aim is None or aim.start < left.start or not aim.kinds & _AIM:
        return None
    k = bisect_right(reading.hit_ends, left.start)
    act = hits[k - 1] if k else None
    done = act is not None and act.kinds & _PREDICATE and not text[act.end : left.start].strip(_OPENING_MARKS)
    return None if done and not answered else aim
