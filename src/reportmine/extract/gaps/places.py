"""Say what stands at the edge of a missing number: a clause's end, a second number of a pair, the rest of a unit with a stroke."""

from __future__ import annotations

from collections.abc import Container, Iterator

from reportmine.extract.cues import CHANGE_WORDS, Kind
from reportmine.extract.drafts import LIST_MARKS
from reportmine.extract.gaps.masks import HAN_FIRST, HAN_LAST
from reportmine.extract.reading import Reading
from reportmine.offsets import Span
from reportmine.text.quantities.reader import MAX_UNIT
from reportmine.text.quantities.units import STROKES

_FROM, _TO = int(Kind.FROM), int(Kind.TO)
_PARTICLE = "了"
PARTICLES = frozenset("的了共")
PUNCTUATION = frozenset("，,；;。、：:！!？?\n）)")
CLAUSE_MARKS = frozenset("，,；;。\n")
ENDS = frozenset("，,；;。、！!?？\n）)") | {""}


def is_han(char: str) -> bool:
    """Say whether a character is a Chinese one."""
    return bool(char) and HAN_FIRST <= char <= HAN_LAST


def is_second(text: str, at: int) -> bool:
    """Say whether only a joint stands between a missing number and the next mark: another number is missing behind it (分别达到和；)."""
    return text[at : at + 1] in LIST_MARKS and text[at + 1 : at + 2] in ENDS


def after_period(reading: Reading, end: int) -> int:
    """Return the offset after a period that starts at `end` and the 的 that follows it."""
    i = reading.periods_before(end)
    if i < len(reading.periods) and end - 1 <= reading.periods[i].start <= end:
        end = reading.periods[i].end
        if reading.text.startswith("的", end):
            end += 1
    return end


def per_end(text: str, end: int, units: Container[str]) -> int:
    """Return where a unit ends with what it is counted by (万元/人)."""
    if text[end : end + 1] not in STROKES:
        return end
    longest = range(MAX_UNIT, 0, -1)
    return next((end + 1 + n for n in longest if text[end + 1 : end + 1 + n] in units), end)


def per_start(text: str, start: int, units: Container[str]) -> int:
    """Return where the unit begins that a stroke parts from what it is counted by (元 in 人均产值元/人)."""
    stroke = start - 1
    if text[stroke:start] not in STROKES:
        return start
    longest = range(min(MAX_UNIT, stroke), 0, -1)
    return next((stroke - n for n in longest if text[stroke - n : stroke] in units), start)


def unit_of(surface: str, units: Container[str], scales: str) -> str:
    """Return the unit behind the multipliers of a surface; the 千 of 千瓦时 is none."""
    first = 0
    while surface[first:] not in units and surface[first : first + 1] and surface[first] in scales:
        first += 1
    return surface[first:]


def told_units(reading: Reading, units: Container[str], scales: str) -> Iterator[Span]:
    """Yield the units that stand right behind a word of change or of reaching where their clause ends (下降度，), or that open a change (由吨提高到)."""
    text = reading.text
    for hit in reading.hits:
        opens = hit.kinds & _FROM
        told = hit.kinds & CHANGE_WORDS or hit.term.expects
        if not (opens or (told and reading.is_edge(hit.end))):
            continue
        start = hit.end + text.startswith(_PARTICLE, hit.end)
        first = start
        while text[first : first + 1] and text[first] in scales:
            first += 1
        longest = range(MAX_UNIT, 0, -1)
        end = next((first + n for n in longest if text[first : first + n] in units), 0)
        leads = reading.hit_at(end, _TO) if opens and end else None
        if end and (leads is not None if opens else text[end : end + 1] in ENDS):
            yield start, end
