"""Find the numbers that are gone with their units: the word that needs a value stands there without it (达到，, 比去年同期增长；)."""

from __future__ import annotations

from collections.abc import Iterator

from reportmine.extract.cues import Kind
from reportmine.extract.drafts import LIST_MARKS
from reportmine.extract.gaps.making import Gap, GapMaker
from reportmine.extract.gaps.places import CLAUSE_MARKS, PARTICLES, PUNCTUATION, after_period, is_second
from reportmine.extract.metrics.own_words import noun_before
from reportmine.extract.reading import Reading

_NOT_BARE = int(Kind.VERB | Kind.CHANGE_VERB | Kind.CHANGE | Kind.PREPOSITION | Kind.ROLE | Kind.ADVERB)
_COMPARE, _TO, _FROM, _NOUN_VERB = int(Kind.COMPARE), int(Kind.TO), int(Kind.FROM), int(Kind.NOUN_VERB)
_NOT_IN_RATE = frozenset("的、和与及")
_MIN_RATE, _MAX_RATE = 2, 16


def of_reached(reading: Reading, start: int, end: int, maker: GapMaker) -> Gap | None:
    """Judge 达到， and 上升到月份的；: a reached value is missing where the noun stands before and punctuation after."""
    at = after_period(reading, end)
    limit = maker.limit_at(reading.text, at)
    ends = at >= len(reading.text) or reading.text[at] in PUNCTUATION or is_second(reading.text, at)
    if (limit is None and not ends) or not reading.bodies.isdisjoint((at, at + 1)):
        return None  # what closes a heading (招商引资有新突破) lacks nothing
    clause = reading.clause_start(start, reading.sentence(start)[0])
    if start > clause and reading.text[start - 1] in LIST_MARKS:
        return None
    phrase = noun_before(reading, clause, start)
    bracket = reading.bracket_start(clause, reading.sentence(start)[0])
    if phrase.start == phrase.end and bracket is None and reading.hit_between(clause, start, _FROM) is None:
        return None
    return maker.empty(reading.text, at, limit or "exact")


def of_change(reading: Reading, start: int, end: int, maker: GapMaker) -> Gap | None:
    """Judge 比去年同期增长；: a change is missing where its base was named just before and punctuation follows."""
    text = reading.text
    limit = maker.limit_at(text, end)
    if limit is not None:
        return maker.empty(text, end, limit)  # 增长以上
    if (end < len(text) and text[end] not in PUNCTUATION) or text[start - 1 : start] in PARTICLES:
        return None
    sentence = reading.sentence(start)[0]
    clause = reading.clause_start(start, sentence)
    stop = reading.stop_before(clause)
    floor = reading.clause_start(stop, sentence) if stop >= sentence and clause == start else clause
    return maker.empty(text, end) if reading.hit_between(floor, start, _COMPARE) else None


def of_rate(reading: Reading, start: int, end: int, maker: GapMaker) -> Gap | None:
    """Judge a clause that is nothing but the name of a rate (离网率，)."""
    text = reading.text
    if end < len(text) and text[end] not in CLAUSE_MARKS:
        return None
    sentence = reading.sentence(start)[0]
    clause = reading.clause_start(start, sentence)
    if clause > sentence and text[clause - 1] not in CLAUSE_MARKS:
        return None
    words = text[clause:start]
    if not _MIN_RATE <= len(words.strip()) <= _MAX_RATE or set(words) & _NOT_IN_RATE:
        return None
    i = reading.first_hit_after(clause)
    leads = i < len(reading.hits) and reading.hits[i].start == clause and reading.hits[i].kinds & _NOUN_VERB
    return None if leads or reading.hit_between(clause, start, _NOT_BARE) else maker.empty(text, end)


def of_starts(reading: Reading, maker: GapMaker) -> Iterator[Gap]:
    """Find the missing start of 从元月份的上升到…: a period, 的, and at once the word that leads to the end."""
    for hit in reading.hits:
        if not hit.kinds & _TO or reading.text[hit.start - 1 : hit.start] != "的":
            continue
        i = reading.periods_before(hit.start - 1) - 1
        if i < 0 or reading.periods[i].end != hit.start - 1:
            continue
        clause = reading.clause_start(hit.start, 0)
        if reading.hit_between(clause, hit.start, _FROM):
            yield maker.empty(reading.text, hit.start)
