"""Tell by the act or task beside a quantity what its name is: the act before it, one that makes a name with its noun, what a task is about."""

from __future__ import annotations

import re

from reportmine.extract.cues import CHANGE_WORDS, Hit, Kind
from reportmine.extract.drafts import Draft
from reportmine.extract.measures import COUNTED, RATIOS
from reportmine.extract.metrics.nouns import first_stop
from reportmine.extract.metrics.own_words import Phrase, noun_after, noun_before
from reportmine.extract.reading import Reading
from reportmine.offsets import Span

_NOMINAL, _AIM, _COMPOUND = int(Kind.NOMINAL), int(Kind.AIM), int(Kind.COMPOUND)
_PREDICATE = int(Kind.PREDICATE)
_MEASURE, _DURATION = "measure", "duration"
# What is done in a time is told in so many characters; a noun that ends so lasts, and what such words open is no act.
_DONE, _SHORTEST, _LASTS = 12, 2, frozenset("间期长限时龄数程")
_PARTICLES = frozenset("的之以左右上下后前内外里中多余者没未不")
_NOT_DONE = int(
    Kind.CHANGE | Kind.CHANGE_VERB | Kind.REACH | Kind.SHARE | Kind.OVER | Kind.LINK | Kind.ADVERB | Kind.COMPARATIVE
)
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_MOMENTS = frozenset("时前后")  # behind an act they only say when
_CLAUSE = 16  # what tells which of them are meant is no longer
_COMPARE, _OVER = int(Kind.COMPARE), int(Kind.OVER)
_ACT = int(Kind.VERB | Kind.REACH | Kind.CHANGE_VERB | Kind.NOUN_VERB)


def act_before(draft: Draft, reading: Reading) -> bool:
    """Say whether an act that can name what it brings in stands directly before the quantity (筹资1.6亿元)."""
    hit = reading.hit_ending(draft.outer_start)
    return hit is not None and bool(hit.kinds & _NOMINAL)


def act_told(draft: Draft, start: int, reading: Reading) -> Hit | None:
    """Return the act that names what it brings in and stands before a quantity; in the base of a comparison it names that (低于进口增速2个百分点)."""
    act = reading.hit_between(start, draft.outer_start, _NOMINAL)
    if act and reading.text[act.end] in _MOMENTS:  # 比入学时又高了1.2个百分点
        return None
    over = reading.hit_between(start, act.start, _OVER) if act else None
    return None if over and over.kinds & CHANGE_WORDS else act


def changes_same(act: Hit, draft: Draft, before: Draft | None, reading: Reading, *, revenues: tuple[str, ...]) -> bool:
    """Say whether an act tells by how much the sum before it changed (收入45亿元，增收3亿元), not what else was brought in.

    What is compared did so, and a sum that ends in one of `revenues`.
    """
    if before is None or not act.kinds & CHANGE_WORDS or before.quantity.dimension != draft.quantity.dimension:
        return False
    compared = reading.hit_between(before.outer_end, act.start, _COMPARE) is not None
    return bool(before.metric) and (compared or before.metric.endswith(revenues))


def with_act(left: Phrase, draft: Draft, start: int, reading: Reading) -> Phrase:
    """Return a noun with the act that makes one name with it (临时救助3户次), or with the act before it where it is the unit (新开户4873户)."""
    behind = reading.hit_at(left.end, _COMPOUND)
    if behind is not None and behind.end <= draft.outer_start:
        return left._replace(end=behind.end)
    if reading.text[left.start : left.end] != draft.quantity.unit or left.start == start:
        return left
    act = reading.hit_ending(left.start)
    if act is None or act.start < start or not act.kinds & _ACT:
        return left
    owner = noun_before(reading, start, act.start)
    return left._replace(start=owner.start if owner.start < owner.end == act.start else act.start)


def without_predicate(right: Span, draft: Draft, left: Phrase, before: Draft | None, reading: Reading) -> Span:
    """Return the noun after a count, empty where it is what they do and their noun stands before (灯有6盏没有防护罩; 6位组长，2位认为不宜)."""
    start, end = right
    if not reading.hit_at(start, _PREDICATE) or draft.quantity.dimension not in COUNTED:
        return right
    linked = reading.text.rfind("的", start, first_stop(reading.text, start, start + _CLAUSE))
    if linked >= end:  # 3家没有签约的企业
        return noun_after(reading, linked + 1, draft.sentence[1])
    goes_on = before is not None and before.metric and before.quantity.unit == draft.quantity.unit
    return (start, start) if linked < 0 and (goes_on or left.start < left.end) else right


def done_within(draft: Draft, left: Phrase, after: Draft | None, reading: Reading) -> Span | None:
    """Return the act right behind a duration in which it is done (10分钟赶到现场, 57天拿到裁定), None where the noun before is what lasts.

    A noun that ends as measures of time do is measured itself (等候时间18分钟), and so is what reaches or changes.
    """
    text, start = reading.text, draft.outer_end
    if draft.quantity.dimension != _DURATION or draft.quantity.bound == "at_least" or draft.change != "level":
        return None
    if left.change or left.reached or (left.start < left.end and text[left.end - 1] in _LASTS):
        return None
    end = first_stop(text, start, min(start + _DONE, draft.sentence[1], after.start if after else draft.sentence[1]))
    leading = reading.hit_ending(end)
    if leading is not None and leading.kinds & (_OVER | _NOT_DONE) and leading.start > start:
        end = leading.start  # 20个工作日内推荐不少于两家
    if end - start < _SHORTEST or not _CHINESE.fullmatch(text, start, end) or not reading.is_edge(start):
        return None
    no_act = reading.hit_at(start, _NOT_DONE) or text[start] in _PARTICLES or reading.has_period(start, end)
    return None if no_act else (start, end)


def over_limit(right: Span, draft: Draft, after: Draft | None, reading: Reading) -> Span:
    """Return the noun after a limit where the noun of a count runs into one: 20个投资超亿元的项目."""
    if (
        after is None
        or right[0] == right[1]
        or right[1] != after.outer_start
        or after.quantity.bound == "exact"
        or after.kind == _MEASURE
        or not reading.text.startswith("的", after.outer_end)
    ):
        return right
    behind = noun_after(reading, after.outer_end, draft.sentence[1])
    return behind if behind[0] < behind[1] else right


def task_of(draft: Draft, right: Span, reading: Reading) -> Span | None:
    """Return what a task is about that stands behind its amount, None where none does (完成县行下达的4300万元利润任务); counted tasks are things."""
    if draft.quantity.dimension in RATIOS | COUNTED or reading.text[draft.outer_start - 1 : draft.outer_start] != "的":
        return None
    aim = reading.hit_ending(right[1])
    named = aim is not None and aim.start > right[0] and aim.kinds & _AIM
    return (right[0], aim.start) if aim is not None and named else None
