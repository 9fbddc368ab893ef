"""Find where the words of a rank begin, and among whom it is taken (在全省9家支行中列第三)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection

from reportmine.extract.cues import Kind
from reportmine.extract.drafts import Draft
from reportmine.extract.reading import Reading

_RANK_CUE = int(Kind.RANK)
_RANKING = int(Kind.RANK | Kind.RANK_NAME | Kind.FROM | Kind.ADVERB)
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
