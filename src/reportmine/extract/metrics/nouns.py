"""Look at the ends of a noun: its last 的, the punctuation behind it."""

from __future__ import annotations

from bisect import bisect_right

from reportmine.extract.cues import Kind
from reportmine.extract.reading import Reading

_HEAD = int(Kind.HEAD)
_NOUN_STOP = frozenset("、，,；;。：:！？!?\n（）()《》【】—…“")
_PARTICLES = frozenset("的和与及之等")
_AND_SO_ON = "等"
_BEGINNINGS = frozenset("和及") | {_AND_SO_ON}
QUOTES = {"“": "”", "《": "》", "‘": "’", '"': '"', "「": "」"}


def ends_word(reading: Reading, end: int) -> bool:
    """Say whether the 的, 和 or 及 before a place is the end of a word (标的, 饱和, 普及)."""
    return reading.text[end - 1] in _PARTICLES and reading.is_edge(end) and not reading.is_edge(end - 1)


def begins_word(reading: Reading, begin: int) -> bool:
    """Say whether the 等, 和 or 及 at a place is the beginning of a longer word (等效, 和谐, 及格): 和 and 及 join where a word stands before."""
    text = reading.text
    if text[begin] not in _BEGINNINGS or not reading.is_edge(begin) or reading.is_edge(begin + 1):
        return False
    return text[begin] == _AND_SO_ON or not begin or not text[begin - 1].isalnum()


def before_time(reading: Reading, start: int, stop: int) -> int:
    """Return where a noun ends that a time follows (三个联锁每天试一次); one before 的 tells which are meant (5家今年投产的企业)."""
    i = reading.periods_before(start)
    period = reading.periods[i] if i < len(reading.periods) else None
    parts = period is not None and start < period.start < stop and "的" not in reading.text[period.end : stop]
    return period.start if period is not None and parts else stop


def shortest(reading: Reading, begin: int, end: int) -> int:
    """Return where the shortest naming phrase of a long noun begins: after its last 的, unless only an empty head follows."""
    text = reading.text
    at = text.rfind("的", begin, end - 2)
    if at < 0 or ends_word(reading, at + 1):
        return begin
    i = bisect_right(reading.hit_ends, at + 1)
    hit = reading.hits[i] if i < len(reading.hits) else None
    if hit and hit.start == at + 1 and hit.end == end and hit.kinds & _HEAD:
        return begin
    return at + 1


def first_stop(text: str, start: int, stop: int) -> int:
    """Return the first punctuation after `start`; a quotation at the very front belongs to the noun."""
    at, stop = start, min(stop, len(text))
    if at < stop and text[at] in QUOTES:
        closed = text.find(QUOTES[text[at]], at + 1, stop)
        at = closed + 1 if closed > 0 else at
    while at < stop and text[at] not in _NOUN_STOP:
        at += 1
    return at
