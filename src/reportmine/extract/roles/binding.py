"""Say whether a cue of role governs a quantity: in its clause, leading the sentence part before it, or behind a semicolon."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from reportmine.extract.cues import CHANGES, Hit, Kind
from reportmine.extract.drafts import LIST_MARKS
from reportmine.extract.reading import Reading
from reportmine.extract.roles.setting import TIMES_GONE, Setting

_NEGATION, _SUBJECT = int(Kind.NEGATION), int(Kind.SUBJECT)
TRANSPARENT = int(
    Kind.ADVERB | Kind.PREPOSITION | Kind.SUBJECT | Kind.ROLE | Kind.COMPARE | Kind.LINK | Kind.LOCATIVE | Kind.REACH
)
_ACTS = int(Kind.VERB | Kind.CHANGE | Kind.CHANGE_VERB)
_SEMICOLONS = "；;"
_OVER, _AIM, _COMPARE = int(Kind.OVER), int(Kind.AIM), int(Kind.COMPARE)
_STARTS = int(Kind.FROM | Kind.OVER)
# A cue leads its clause when no more than a short name stands before it.
_LEAD_CHARS = 5
# A weak cue before one of these is part of a noun: 计划的, 计划内, 计划书.
_NOUN_AFTER = frozenset("的，,、。；;内外书数中经单性财商院局部")
LIST_LEAD = frozenset("：:")
_OPEN, _CLOSE = frozenset("（("), frozenset("）)")
_OF, _IS = "的", frozenset("是为")
_FORMER = "原"  # 原计划 tells its clause alone: it came to nothing
AHEAD = frozenset({"target", "forecast"})
_WILL, _RHYTHMS = "will", frozenset({"recurrence", "average"})
# 了 says by itself that an act is done, 过 behind one of these; what follows either makes it a condition or a time.
_FINISHED, _LE, _AFTER = "done", "了", frozenset("的后再")
_DONE = int(Kind.VERB | Kind.NOUN_VERB | Kind.CHANGE | Kind.CHANGE_VERB | Kind.REACH | Kind.TO)


class Place(NamedTuple):
    """Hold where a quantity stands: its outer span, its item in a list, its clause and its sentence; whether it counts things, is a rank, has
    a bound, is dated ahead, or is a mass, a length or another measure; its kind, whether words beside it limit it, and whether the quantity
    before it in its sentence is a fact of others."""

    start: int
    end: int
    item: int
    clause: int
    sentence: tuple[int, int]
    counted: bool = False
    ranked: bool = False
    bounded: bool = False
    ahead: bool = False
    measured: bool = False
    kind: str = ""
    limited: bool = False
    beside_others: bool = False


def binds(reading: Reading, hit: Hit, setting: Setting, place: Place) -> bool:
    """Say whether a role cue governs the quantity: in its clause, or leading the sentence part before it."""
    role = hit.term.role
    # What a clause tells as done is no aim: 建议添置两台，今年推掉了11单; 原计划上马的软件谈了两家.
    done = role in AHEAD and has_happened(reading, place, after=hit.end)
    if done or _is_mute(reading, hit, setting, place):
        return False
    near = role == "actual" and hit.term.weak  # tells of what follows it at once: 现在只有5名，再招3名
    # Tells of its noun alone: 完成县里下达的500万元任务，销售额下降2.1%; the 的 of 今年的目标是 belongs to what stands before.
    attributive = role == "target" and ("的" in hit.term.text[1:] or hit.term.text[0] == _FORMER)
    if hit.start >= place.clause:
        # 年初承诺的10件实事办成9件 tells an aim and an outcome, 确定的投资增长9%、零售增长7% two aims.
        parted = attributive and place.item < place.start and reading.text[place.item] not in LIST_MARKS
        return hit.start >= place.item or (not (near or parted) and leads(reading, hit, place.clause))
    if near or attributive or _is_aside(reading, hit, place):
        return False
    floor = max(reading.text.rfind(mark, place.sentence[0], place.clause) + 1 for mark in _SEMICOLONS)
    floor = max(floor, place.sentence[0])
    announced = hit.term.text[-1] in LIST_LEAD or not LIST_LEAD.isdisjoint(reading.text[hit.end : hit.end + 3])
    if hit.start < floor and not announced and not announces(reading, hit, place.clause):
        firm = role == "forecast" or (role == "target" and (place.ahead or not hit.term.weak))
        return firm and _goes_on(reading, hit, place)
    if role == "actual":
        return setting.tense != "plan" or leads(reading, hit, place.sentence[0])
    return announced or leads(reading, hit, place.sentence[0])


def _goes_on(reading: Reading, hit: Hit, place: Place) -> bool:
    """Say whether an aim that leads its sentence still governs behind a semicolon: nothing there tells of what is done, of a time of its own
    or only of what there is (力争存款净增2亿元；贷款净增1亿元, but 力争收入3亿元；公司有员工300人)."""
    text = reading.text
    if not leads(reading, hit, place.sentence[0]) or _tells_one(reading, hit, place.sentence[0]):
        return False
    stop = min((at for mark in _SEMICOLONS if (at := text.find(mark, hit.end, place.start)) >= 0), default=hit.end)
    i = bisect_right(reading.period_ends, stop)
    if i < len(reading.periods) and reading.periods[i].start < place.start:
        return False
    acts = False
    h = bisect_right(reading.hit_ends, stop)  # the aim's own growth stands before: 收入4亿元，同比增长9%；利润2000万元
    while h < len(reading.hits) and reading.hits[h].start < place.start:
        later = reading.hits[h]
        term = later.term
        if term.aspect or term.role == "actual" or term.compared in TIMES_GONE or later.kinds & _NEGATION:
            return False
        acts = acts or (later.start >= place.clause and bool(later.kinds & _ACTS))
        h += 1
    return not (place.counted or place.measured) or (acts and hit.term.role == "target")


def _tells_one(reading: Reading, hit: Hit, start: int) -> bool:
    """Say whether a noun of aims tells only that of the value told before it: 月均102米，计划是120米；桩基完成186根."""
    before = bisect_left(reading.values, start) < bisect_left(reading.values, hit.start)
    return before and hit.term.text[-1] in _IS


def _is_mute(reading: Reading, hit: Hit, setting: Setting, place: Place) -> bool:
    """Say whether a cue says nothing here: the past of a comparison, an aim that is only compared with, a source of one's own figures, a weak word in a review or a noun."""
    role, weak = hit.term.role, hit.term.weak
    if (hit.end in setting.bases and place.start != hit.end) or hit.start in setting.won:
        return True
    if role == "target" and (_is_compared(reading, hit, place) or _is_habit(reading, hit, setting, place)):
        return True
    if role == "actual" and _is_start(reading, hit):
        return True
    if role == "reference":
        # 比全市平均水平低160万元 is one's own: only what the value is compared with is another's.
        compared = _is_start(reading, hit) and reading.hit_between(hit.end, place.start, CHANGES) is not None
        return compared or own_between(reading, setting.own, hit.end, place.start)
    if (
        weak
        and not place.ahead
        and (setting.tense == "review" or (setting.default == "reference" and setting.tense != "plan"))
    ):
        return True
    return weak and hit.end < len(reading.text) and reading.text[hit.end] in _NOUN_AFTER


def _is_habit(reading: Reading, hit: Hit, setting: Setting, place: Place) -> bool:
    """Say whether a will is what is done again and again, not an aim: 每天要把1.3万人次乘客送到地方."""
    if hit.term.strength != _WILL or setting.tense == "plan":
        return False
    i = bisect_right(reading.period_ends, hit.start)
    rhythm = reading.periods[i - 1] if i else None
    return rhythm is not None and rhythm.kind in _RHYTHMS and rhythm.start >= place.clause


def _is_compared(reading: Reading, hit: Hit, place: Place) -> bool:
    """Say whether an aim is only what the value is compared with: 超国家考核目标14.8个百分点, 比年初下达的计划指标高2.2个百分点."""
    clause = min(place.clause, reading.clause_start(hit.start, place.sentence[0]))
    over = reading.hit_between(clause, hit.start, _OVER)
    if over is not None and over.end == hit.start:
        return True
    if over is not None and over.end <= hit.start:  # 比省里要求的45%低7个百分点: only what stands first is the aim
        first = bisect_left(reading.values, hit.end)
        told = first < len(reading.values) and reading.values[first] < place.start
        if told or (hit.end == place.start and hit.term.text[-1] != _OF):
            return True
    named = "的" in hit.term.text or reading.hit_at(hit.end, _AIM)
    return bool(named) and reading.hit_between(clause, hit.start, _COMPARE) is not None


def own_between(reading: Reading, own: frozenset[str], start: int, end: int) -> bool:
    """Say whether one of the writer's own names stands in the span (据统计，我县…)."""
    i = bisect_right(reading.hit_ends, end)
    while i and reading.hits[i - 1].start >= start:
        i -= 1
        if reading.hits[i].kinds & _SUBJECT and reading.hits[i].term.text in own:
            return True
    return False


def _is_start(reading: Reading, hit: Hit) -> bool:
    """Say whether a cue only dates where a change starts or what it is compared with: 由去年的220台, 比去年."""
    i = bisect_right(reading.hit_ends, hit.start)
    return i > 0 and reading.hits[i - 1].end == hit.start and bool(reading.hits[i - 1].kinds & _STARTS)


def announces(reading: Reading, hit: Hit, end: int) -> bool:
    """Say whether a colon between the cue and the quantity opens a list that the cue governs."""
    return any(mark in reading.text[hit.end : min(end, hit.end + 24)] for mark in LIST_LEAD)


def leads(reading: Reading, hit: Hit, floor: int) -> bool:
    """Say whether a cue stands at the head of its clause: only cues, periods and a short name before it."""
    start = reading.clause_start(hit.start, floor)
    free = hit.start - start - reading.covered(start, hit.start, TRANSPARENT)
    dated = sum(match.end - match.start for _, match in reading.periods_back(hit.start, start))
    return free - dated <= _LEAD_CHARS


def _is_aside(reading: Reading, hit: Hit, place: Place) -> bool:
    """Say whether a cue stands in a bracket that closes before the quantity: （提过要招两家），超支31万元."""
    text = reading.text
    closed = min((at for mark in _CLOSE if (at := text.find(mark, hit.end, place.start)) >= 0), default=-1)
    if closed < 0 or not _OPEN.isdisjoint(text[hit.end : closed]):
        return False
    return max(text.rfind(mark, place.sentence[0], hit.start) for mark in _OPEN) > max(
        text.rfind(mark, place.sentence[0], hit.start) for mark in _CLOSE
    )


def has_happened(reading: Reading, place: Place, *, after: int = 0) -> bool:
    """Say whether an act with 了 or 过 stands before the quantity in its clause (and `after` a place), and no 的 or 后 makes it a condition."""
    text, hits = reading.text, reading.hits
    i = bisect_right(reading.hit_ends, place.start)
    while i and hits[i - 1].start >= max(place.clause, after):
        i -= 1
        hit = hits[i]
        ended = hit.kinds & _DONE and hit.term.text[-1] == _LE  # 少买了110吨
        if ended and _AFTER.isdisjoint(text[hit.end : place.start]):
            return True
        if hit.term.aspect and reading.is_word(hit.start, hit.end):
            behind_act = i > 0 and hits[i - 1].end == hit.start and bool(hits[i - 1].kinds & _DONE)
            return (behind_act or hit.term.aspect == _FINISHED) and _AFTER.isdisjoint(text[hit.end : place.start])
    return False
