"""Name ranks: find where the words of a rank begin, among whom it is taken, and what is ranked (考核在全省9家支行中列第三: 考核排名)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection

from reportmine.extract.cues import Kind
from reportmine.extract.drafts import Draft
from reportmine.extract.measures import RANK, RATIOS
from reportmine.extract.metrics.nouns import shortest
from reportmine.extract.metrics.own_words import noun_before
from reportmine.extract.metrics.words import NameWords
from reportmine.extract.reading import Reading

_RANK_CUE = int(Kind.RANK)
_RANKING = int(Kind.RANK | Kind.RANK_NAME | Kind.FROM | Kind.ADVERB)
_TO, _HEAD = int(Kind.TO), int(Kind.HEAD)
_LONG = 12  # characters of what is ranked
_AMONG = frozenset({"after", "none"})


def rank_start(end: int, start: int, reading: Reading) -> int:
    """Return where the first word of a rank begins that stands between a place and a rank (居全省第三位)."""
    hits = reading.hits
    i = bisect_right(reading.hit_ends, start)
    while i < len(hits) and hits[i].end <= end:
        if hits[i].kinds & _RANK_CUE and hits[i].start >= start:
            return hits[i].start
        i += 1
    return end


def counts_ranked(counted: Draft, rank: Draft, reading: Reading, places: Collection[str]) -> bool:
    """Say whether a count right before a rank tells among how many it is taken: all between is their name, 中 and words of rank."""
    if counted.kind != "count" or counted.metric_source not in _AMONG:
        return False
    return among_end(counted, rank, reading, places) == counted.outer_end + len(counted.metric)


def among_end(counted: Draft, rank: Draft, reading: Reading, places: Collection[str]) -> int:
    """Return where the name ends of those among whom a rank is taken: before 中 and the words of the rank."""
    end = rank.outer_start
    while (i := bisect_right(reading.hit_ends, end)) and reading.hits[i - 1].end == end:
        if not reading.hits[i - 1].kinds & _RANKING or reading.hits[i - 1].start < counted.outer_end:
            break
        end = reading.hits[i - 1].start
    marks = [word for word in places if reading.text.endswith(word, counted.outer_end, end)]
    return end - max(map(len, marks), default=0)


def rank_name(
    draft: Draft, before: Draft | None, counted: Draft | None, start: int, reading: Reading, words: NameWords
) -> str:
    """Name a rank after what is ranked: 产量居全省第三位 → 产量排名, 考核在全省9家支行中列第三 → 考核排名.

    `before` is the quantity before it in its sentence, `counted` the one before that.
    """
    follows = before is not None and before.kind == RANK and before.outer_end == start
    if before and follows and reading.hit_between(start, draft.start, _TO):
        return before.metric
    among = before if before and counts_ranked(before, draft, reading, words.places) else None
    begin, end = start, rank_start(draft.outer_start, start, reading)
    if among:
        before = counted
        begin = reading.clause_start(among.outer_start, before.outer_end if before else among.sentence[0])
        end = rank_start(among.outer_start, begin, reading)  # 在 is one of its words
    left = noun_before(reading, begin, end, verbs=False)
    named = 1 < left.end - left.start <= _LONG
    name = reading.text[shortest(reading, left.start, left.end) : left.end] if named else ""
    if not name and before and before.kind != RANK and before.quantity.dimension not in RATIOS:
        name = before.metric
    elif not name and before and before.kind == RANK and (hit := reading.hit_at(begin, _HEAD)) and hit.end <= end:
        name = hit.term.text
    return name.removesuffix(words.rank) + words.rank
