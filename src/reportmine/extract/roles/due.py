"""Tell in a review what is still to be done: the next clause is its deadline (报警器增加到10个，4月15日前完成)."""

from __future__ import annotations

from bisect import bisect_right

from reportmine.extract.cues import Kind, words_of
from reportmine.extract.reading import Reading
from reportmine.extract.roles.binding import Place, has_happened
from reportmine.text.lexicon import Lexicon
from reportmine.text.periods.find import PeriodMatch

_COMMAS, _STOPS = frozenset("，,"), frozenset("，,；;。\n")
_BEFORE = "前"  # 4月15日前, 年底前
_NOUN_CHARS = 12  # a noun may follow the count (增设一处防火分隔，…)
_TOLD = int(Kind.ROLE | Kind.ASPECT)


def due_time(reading: Reading, place: Place, lexicon: Lexicon) -> PeriodMatch | None:
    """Return the deadline that with a word of finishing is all that the clause behind a quantity's says, None where it says more."""
    text, end = reading.text, place.end
    comma = next((at for at in range(end, min(len(text), end + _NOUN_CHARS)) if text[at] in _STOPS), -1)
    if comma < 0 or text[comma] not in _COMMAS or has_happened(reading, place):
        return None
    i = bisect_right(reading.period_ends, comma)
    time = reading.periods[i] if i < len(reading.periods) else None
    if time is None or time.start != comma + 1 or text[time.end - 1] != _BEFORE:
        return None
    done = next((w for w in words_of(lexicon, "finished") if text.startswith(w, time.end)), "")
    behind = text[time.end + len(done) : time.end + len(done) + 1]
    told = reading.hit_between(place.clause, comma, _TOLD) is not None
    return time if done and behind in _STOPS and not told else None
