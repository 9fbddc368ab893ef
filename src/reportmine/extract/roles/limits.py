"""Tell the quantities that are only limits: of a rule (超过5万元的，由主任审批), or of which things are meant (教龄不满5年的教师)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import lru_cache

from reportmine.extract.cues import Hit, Kind
from reportmine.extract.reading import Reading
from reportmine.extract.roles.binding import AHEAD, Place
from reportmine.text.entries import BoundCue
from reportmine.text.lexicon import Lexicon

_CONDITION = int(Kind.CONDITION)
_FULL, _FILLED = "满", frozenset("装坐住爆挤充堆塞客年届期盈圆美丰排站")
_THRESHOLD = int(Kind.THRESHOLD)
# What makes a quantity a rule's limit stands at most so far behind it.
_RULE_WITHIN, _PAUSES = 4, frozenset("，,；;、")
_BOUNDED_WITHIN = 10  # 超过7天没有客户签字的算操作差错
# 时 behind a bound opens what happens then (大于85%时自动降速), unless it opens a word of time.
_WHEN, _NOT_WHEN = "时", frozenset("间段代常期节刻速效长")
_SANCTION, _WHOM = int(Kind.SANCTION), frozenset("对凡")
_OF, _THOSE, _AGE = "的", "者", "岁"
_PER_CENT, _REACHES = frozenset("%％‰"), int(Kind.REACH | Kind.TO)
# 的 before one of these leaves the things unsaid (低于24兆帕的有5只), before another character it leads to their noun.
_UNSAID = frozenset("有占仅只达为共也都均还分要，,。；;、）)\n")
_HOW_MANY = frozenset("有占")
# An act takes the quantity as its object (实现10%以上的增速), a word of change or comparison as its value.
_TAKES = int(
    Kind.VERB | Kind.REACH | Kind.CHANGE | Kind.CHANGE_VERB | Kind.ROLE | Kind.SHARE | Kind.COMPARE | Kind.PREPOSITION
    | Kind.FROM | Kind.TO | Kind.LINK | Kind.LOCATIVE | Kind.ADVERB | Kind.RANK | Kind.STEP | Kind.COMPARATIVE
    | Kind.GROWS | Kind.ASPECT | Kind.NOUN_VERB
)  # fmt: skip
_ROLE = int(Kind.ROLE)
_ACTS = int(Kind.VERB | Kind.CHANGE_VERB)
# What the limit of a class is told in where its things are named: other amounts may be a thing's own (长度超过10公里的绿道).
_SHARES = frozenset({"percent", "fraction"})
_OF_CLASSES = frozenset({"percent", "count", "duration"})
_NO_NOUN, _ONES = frozenset("、 \u3000"), frozenset("一每各")
# Between a word of bound and its number stands what is measured by or in (超过序时进度10个百分点), behind the 的 those that it befalls.
_BOUNDS, _APART_CHARS, _BEFALLEN_CHARS = int(Kind.OVER | Kind.BOUND), 8, 6
_LIMITS = frozenset({"at_least", "at_most"})
_OPEN, _CLOSE = frozenset("（("), frozenset("）)")
_COUNT_WITHIN, _STOPS = 4, frozenset("，,；;、。\n")
_OUTCOMES = int(Kind.AFTER_CHANGE | Kind.AIM | Kind.OUTCOME)


def is_limit(reading: Reading, place: Place) -> bool:
    """Say whether the quantity is a limit: that of a rule, or that of the things that a clause is about."""
    if _is_rule(reading, place) or _is_filled(reading.text, place) or _is_among_first(reading, place):
        return True
    if not place.limited:
        return bound_apart(reading, place) is not None and _befalls(reading, place)
    if _is_bracketed(reading, place) or _befalls(reading, place):
        return True
    aged = place.kind == "duration" and _AGE in reading.text[place.start : place.end]
    if aged and reading.text[place.end : place.end + 1] not in _NO_NOUN | _PAUSES:
        return True  # 60岁以上老人
    return reading.hit_at(place.end, _SANCTION) is not None or _is_of_class(reading, place)


def _is_rule(reading: Reading, place: Place) -> bool:
    """Say whether the quantity is the limit in a rule: …超过5万元以上的，由主任审批."""
    hits, within = reading.hits, _BOUNDED_WITHIN if place.limited else _RULE_WITHIN
    i = bisect_right(reading.hit_ends, place.end)
    for hit in hits[i : i + (4 if place.limited else 2)]:
        near = hit.start <= place.end + within and _PAUSES.isdisjoint(reading.text[place.end : hit.start])
        if hit.kinds & _THRESHOLD and near and hit.end <= place.sentence[1]:
            return True
    if place.limited and reading.hit_between(place.clause, place.start, _CONDITION):
        return True
    when = reading.text[place.end : place.end + 2]
    return when[:1] == _WHEN and when[1:] not in _NOT_WHEN and place.bounded


def bound_apart(reading: Reading, place: Place) -> Hit | None:
    """Return the word of bound that a short noun parts from its number: 超过序时进度10个百分点; None where there is none."""
    hit = reading.hit_between(max(place.clause, place.item), place.start, _BOUNDS)
    if hit is None or not 0 < place.start - hit.end <= _APART_CHARS or reading.has_period(hit.end, place.start):
        return None
    return None if reading.hit_between(hit.end, place.start, _ACTS | _ROLE) else hit


def limit_bound(reading: Reading, place: Place, lexicon: Lexicon) -> str:
    """Return the bound of the limit of a rule that has none beside it: 满200件返3%, 超过资本净额8%的一律上会; empty where none is told."""
    if _is_filled(reading.text, place):
        return "at_least"
    hit = bound_apart(reading, place)
    return _bounds(lexicon).get(hit.term.text, "") if hit is not None else ""


@lru_cache(maxsize=8)
def _bounds(lexicon: Lexicon) -> dict[str, str]:
    """Return the words before a number that limit it, with their bounds."""
    return {word: b.bound for b in lexicon.entries(BoundCue) if b.bound in _LIMITS for word in b.before}


def _befalls(reading: Reading, place: Place) -> bool:
    """Say whether what follows befalls those that are over a limit: 超过10个百分点的部门亮黄牌."""
    if reading.text[place.end : place.end + 1] != _OF:
        return False
    sanction = reading.first_hit_between(place.end + 1, place.sentence[1], _SANCTION)
    if sanction is None or sanction.start > place.end + 1 + _BEFALLEN_CHARS:
        return False
    return _PAUSES.isdisjoint(reading.text[place.end : sanction.start])


def is_moment(reading: Reading, place: Place) -> bool:
    """Say whether a quantity tells when something is to be done: 库存到13天时减产."""
    when, before = reading.text[place.end : place.end + 2], reading.hit_ending(place.start)
    opens = when[:1] == _WHEN and when[1:] not in _NOT_WHEN
    return opens and before is not None and bool(before.kinds & _REACHES)


def _is_among_first(reading: Reading, place: Place) -> bool:
    """Say whether a rank is the share of all that the first are: 学科进入ESI全球前1%, not 前10位."""
    return place.ranked and reading.text[place.end - 1] in _PER_CENT


def _is_bracketed(reading: Reading, place: Place) -> bool:
    """Say whether a bracket tells which things are counted behind it: 工业企业（主营业务收入2000万元及以上）143户."""
    text = reading.text
    if text[place.end : place.end + 1] not in _CLOSE or text[place.clause - 1 : place.clause] not in _OPEN:
        return False
    i = bisect_left(reading.values, place.end)
    at = reading.values[i] if i < len(reading.values) else len(text)
    return at <= place.end + 1 + _COUNT_WITHIN and _STOPS.isdisjoint(text[place.end : at])


def _is_filled(text: str, place: Place) -> bool:
    """Say whether a quantity is what must be full for something to happen: 满200件返3%, not 装满3车."""
    return text[place.start - 1 : place.start] == _FULL and text[place.start - 2 : place.start - 1] not in _FILLED


def _is_of_class(reading: Reading, place: Place) -> bool:
    """Say whether a bounded quantity tells which things of a kind are meant: 派遣比例超过10%的有4家, 差错率超过3‰者整卷返工."""
    mark, behind = reading.text[place.end : place.end + 1], reading.text[place.end + 1 : place.end + 2]
    if mark not in (_OF, _THOSE) or not mark:
        return False
    unsaid = mark == _THOSE or behind in _UNSAID
    if mark == _OF and behind in _HOW_MANY:
        return True
    if _is_attained(reading, place.end):
        return False
    before = reading.hit_ending(place.start)
    if (before is not None and before.kinds & _TAKES) or reading.period_ending(place.start):
        return False
    # 大于40万元的购置申请必须附上数据, but 90%以上的农户用上自来水 is a share.
    share = place.kind in _SHARES and reading.text[place.start].isnumeric()
    opens = place.start == place.clause and not share
    owned = opens or (place.start > max(place.item, place.clause) and _is_named(reading.text, place.start))
    if unsaid:
        return owned or place.kind != "percent"
    acted = reading.hit_between(max(place.item, place.clause), place.start, _ACTS) is not None
    whom = reading.text[place.clause : place.clause + 1] in _WHOM  # 对预算100万元以上的项目全部开展评价
    return owned and (whom or opens or place.kind in _OF_CLASSES) and not acted


def _is_attained(reading: Reading, end: int) -> bool:
    """Say whether what was brought about is named behind a quantity (超过2亿元的好成绩), or an aim (未达到40%的目标)."""
    return bool(reading.hit_at(end, _OUTCOMES) or reading.hit_at(end + 1, _OUTCOMES)) or is_aim_behind(reading, end)


def is_aim_behind(reading: Reading, end: int) -> bool:
    """Say whether a word of aims stands behind a quantity, with 的 or without (未达到7%的预期)."""
    aim = reading.hit_at(end, _ROLE) or reading.hit_at(end + 1, _ROLE)
    return aim is not None and aim.term.role in AHEAD


def _is_named(text: str, start: int) -> bool:
    """Say whether a noun may stand before a place: no mark does, and no counted measure (再交一份不超过两页的材料)."""
    return text[start - 1] not in _NO_NOUN and text[start - 2 : start - 1] not in _ONES
