"""Find the period that a paragraph's earlier sentences leave to the ones behind them."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from reportmine.extract.cues import Kind, words_of
from reportmine.extract.periods.article_periods import LASTING
from reportmine.extract.periods.lists import is_listed
from reportmine.extract.periods.report_period import SINCE
from reportmine.extract.periods.uses import (
    in_bracket,
    is_base,
    is_bracketed,
    is_compared,
    is_part,
    is_share,
    is_whole_year,
    opens_change,
    opens_with_part,
)
from reportmine.extract.reading import Reading
from reportmine.text.lexicon import Lexicon
from reportmine.text.periods.find import PeriodMatch
from reportmine.text.periods.pattern import role_words

_NAMELESS = frozenset({"stage", "event", "festival"})
_SHORT = frozenset({"day", "week", "month", "quarter"})
_GRAINS = ("month", "quarter", "half", "year")
_QUARTER = _GRAINS.index("quarter") + 1
_LEAD_KINDS = int(Kind.ADVERB | Kind.SUBJECT | Kind.ROLE | Kind.LINK | Kind.REACH)
_ROLE = int(Kind.ROLE)
_COLONS = frozenset("：:")
# What stands behind a day or month that sets the scene for the sentences after it (3月，…; not 3月停工).
_SCENE_ENDS = frozenset("，,：:、份")
_LEAD_CHARS = 1


@dataclass(frozen=True, slots=True)
class ClockWords:
    """Hold the words of a lexicon that say what a time stands for beside it."""

    deadlines: tuple[str, ...]
    foundings: tuple[str, ...]
    founded_in: tuple[str, ...]
    present: tuple[str, ...]
    since: tuple[str, ...]
    until: tuple[str, ...]
    untils: tuple[str, ...]
    leading: tuple[str, ...]
    made_at: frozenset[str]


@lru_cache(maxsize=8)
def clock_words(lexicon: Lexicon) -> ClockWords:
    """Return the words of a lexicon that say what a time stands for, gathered once."""
    until = tuple(role_words(lexicon, "until"))
    return ClockWords(
        deadlines=tuple(role_words(lexicon, "before")),
        foundings=words_of(lexicon, "founding"),
        founded_in=words_of(lexicon, "founded_in"),
        present=words_of(lexicon, "present"),
        since=tuple(role_words(lexicon, "after")),
        until=until,
        untils=tuple(word for word in until if len(word) > 1),  # 截至, not 到
        leading=words_of(lexicon, "time_lead"),  # 展望来年，…
        made_at=frozenset(words_of(lexicon, "made_at")),
    )


def of_paragraph(sentence_start: int, reading: Reading, words: ClockWords) -> PeriodMatch | None:
    """Return the period that an earlier sentence of the paragraph opens with; other paragraphs do not count."""
    start = reading.paragraph_start(sentence_start)
    first = not reading.text[start:sentence_start].strip()
    if start and first and opens_with_part(reading, sentence_start):
        start = reading.paragraph_start(start - 1)  # 其中 goes on with what the paragraph before tells
    for i, match in reading.periods_back(sentence_start, start):
        lasts = match.kind in LASTING and leads(match, start, reading, words) and _lasts(match, reading, words)
        other = (
            _is_deadline(match, reading, words)
            or is_listed(i, reading)
            or is_compared(match, reading)
            or is_share(match, reading, sentence_start)
            or is_part(match, reading)
            or _is_inner(match, reading, words)
            or is_base(match, reading, sentence_start)
            or (opens_change(match, reading) and reading.text.startswith("的", match.end))
        )
        if is_whole_year(match) and _is_expected(match, reading):
            continue
        if lasts and not other and not is_bracketed(match, reading, sentence_start, start):
            return match
        opens = not reading.text[start : match.start].strip()
        labels = reading.text[match.end : match.end + 1] in _COLONS and match.kind in _NAMELESS
        if opens and (labels or (match.length and match.text.endswith(SINCE))):
            return match
    return None


def leads(match: PeriodMatch, floor: int, reading: Reading, words: ClockWords) -> bool:
    """Say whether a period opens its clause: nothing but cues stands before it."""
    start = reading.clause_start(match.start, floor)
    end = match.start - next(
        (len(word) for word in words.leading if reading.text.endswith(word, start, match.start)), 0
    )
    free = len(reading.text[start:end].strip()) - reading.covered(start, end, _LEAD_KINDS)
    return free <= _LEAD_CHARS


def _is_inner(match: PeriodMatch, reading: Reading, words: ClockWords) -> bool:
    """Say whether a time stands within its sentence, so that the whole goes on behind it: a part of the time that opens the sentence
    (上半年完成1.26亿元，一季度只有4100万元), or a month or quarter behind a value (出租率71.4%，二季度是80.2%)."""
    start, size = reading.sentence(match.start)[0], _breadth(match)
    i = bisect_left(reading.values, start)
    if 0 < size <= _QUARTER and i < len(reading.values) and reading.values[i] < match.start:
        return True
    opening = reading.periods[reading.periods_before(start)]
    wider = _breadth(opening) > size > 0 and opening.kind in LASTING
    return wider and reading.clause_start(opening.start, start) == start and leads(opening, start, reading, words)


def _breadth(match: PeriodMatch) -> int:
    """Return how wide a calendar period is, 0 for other times."""
    point = match.first
    return _GRAINS.index(point.grain) + 1 if point and not match.last and point.grain in _GRAINS else 0


def _is_deadline(match: PeriodMatch, reading: Reading, words: ClockWords) -> bool:
    """Say whether a time says until when one task is done (9月底前完成…; not 9月底前：…): it dates no other."""
    return match.text.endswith(words.deadlines) and reading.text[match.end : match.end + 1] not in _COLONS


def _is_expected(match: PeriodMatch, reading: Reading) -> bool:
    """Say whether a word that looks ahead stands directly before a time: 预计全年收入, 力争全年完成."""
    hit = reading.hit_ending(match.start)
    return hit is not None and bool(hit.kinds & _ROLE)


def _lasts(match: PeriodMatch, reading: Reading, words: ClockWords) -> bool:
    """Say whether a period goes on beyond its sentence: no short relative one does, a day or a month where it sets the scene."""
    point = match.first
    if point is None or point.grain not in _SHORT or match.text.startswith(words.untils):
        return True
    if match.text.endswith(SINCE):
        return True  # 今年4月以来
    if in_bracket(match, reading):
        return True  # as the time of a label
    sentence = reading.sentence(match.start)[0]
    opens = match.start - sentence <= _LEAD_CHARS
    if match.last:  # 1—11月 in the middle of a paragraph dates its own sentence
        return point.shift is None and (opens or reading.paragraph_start(match.start) >= sentence)
    if point.shift is not None or point.grain == "quarter":
        return point.shift is None
    return opens and reading.text[match.end : match.end + 1] in _SCENE_ENDS
