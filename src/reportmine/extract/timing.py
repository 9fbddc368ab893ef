"""Find the period that governs each quantity of an article, and what fixes the year of a relative one."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from reportmine.extract.article_periods import (
    LASTING,
    article_anchor,
    frame_periods,
    names_year,
    opening_period,
    title_periods,
)
from reportmine.extract.cues import Hit, Kind, title_tense, words_of
from reportmine.extract.period_lists import is_listed
from reportmine.extract.reading import Reading
from reportmine.offsets import Span, span_at
from reportmine.schema import Article, Period, Section
from reportmine.text.lexicon import Lexicon
from reportmine.text.period_pattern import role_words
from reportmine.text.periods import Anchor, PeriodMatch

# A mean or a rhythm says how often, not when: a period of the same sentence comes before it.
_YIELDING = frozenset({"recurrence", "average"})
_OPENING, _CLOSING = frozenset("（("), frozenset("）)")
_SINCE = ("年来", "月来", "年以来", "月以来")
_SHORT = frozenset({"day", "week", "month", "quarter"})
_NEVER = frozenset({"comparison", "plan_name"})
_LEAD_KINDS = int(Kind.ADVERB | Kind.SUBJECT | Kind.ROLE | Kind.LINK | Kind.REACH)
_REACH, _FROM, _TO, _PER, _AIM = int(Kind.REACH), int(Kind.FROM), int(Kind.TO), int(Kind.PER), int(Kind.AIM)
_SHARE = int(Kind.SHARE)
_COMPARED, _WITH = int(Kind.COMPARE | Kind.OVER), frozenset("同与跟和")
# A verb behind a time of comparison tells what was then, unless it is compared with (比上年同期完成多).
_TOLD, _THAN, _DONE = int(Kind.REACH | Kind.VERB | Kind.NOMINAL), frozenset("比较与"), "done"
_PREDICATES = int(Kind.CHANGE | Kind.CHANGE_VERB | Kind.VERB | Kind.REACH)
_SEMICOLONS = "；;"
# A founding stands so close behind its date (2006年8月建成投产，占地22亩).
_FOUNDING_CHARS = 16
_PAUSES = frozenset("，,。；;（(")
# What stands behind a day or month that sets the scene for the sentences after it (3月，…; not 3月停工).
_SCENE_ENDS = frozenset("，,：:、份")
_LEAD_CHARS = 1
_SHORT_NOUN = 4  # characters of a noun between a period and an aim
_PLAN_ROLES = frozenset({"goals", "plan"})


class Governing(NamedTuple):
    """Hold the governing period and where it stood: clause, sentence, paragraph, announcement, section or nowhere."""

    match: PeriodMatch | None
    source: str
    recurrence: str | None = None


class Clock:
    """Look up governing periods of one article, quantity by quantity in text order."""

    __slots__ = (
        "_deadlines",
        "_founded_in",
        "_foundings",
        "_frame",
        "_made_at",
        "_opening",
        "_plans",
        "_proposals",
        "_reading",
        "_titles",
        "anchor",
    )

    def __init__(
        self, article: Article, sections: Sequence[Section], reading: Reading, *, lexicon: Lexicon,
        published_on: dt.date | None, proposals: Sequence[Span] = (),
    ) -> None:  # fmt: skip
        self._reading = reading
        self._proposals = proposals
        self._deadlines = tuple(role_words(lexicon, "before"))
        self._foundings, self._founded_in = words_of(lexicon, "founding"), words_of(lexicon, "founded_in")
        self._made_at = frozenset(words_of(lexicon, "made_at"))
        self._frame = frame_periods(article, reading, lexicon)
        self._titles = title_periods(sections, reading, lexicon)
        self._plans = [s.role in _PLAN_ROLES or title_tense(s.title, lexicon) == "plan" for s in sections]
        self.anchor = article_anchor(article, reading, published_on)
        self._opening = opening_period(article, sections, self._titles, reading)

    def governing(self, start: int, clause: int, sentence: Span, section: int | None, *, inherits: bool) -> Governing:
        """Return the period of the quantity that starts at `start` and whose clause starts at `clause`."""
        found = self._of_sentence(start, clause, sentence)
        if (found.match and found.match.kind != "average") or not inherits:
            return found
        earlier = self._of_paragraph(sentence[0])
        if earlier:
            return Governing(earlier, "paragraph", found.recurrence)
        proposed = span_at(self._proposals, start)
        if proposed and (announced := self._of_announcement(proposed[0])):
            return Governing(announced, "announced", found.recurrence)
        title = self.title_period(section)
        if title:
            return Governing(title, "section", found.recurrence)
        planned = section is not None and self._plans[section]
        if self._opening and self._opening.end <= start and not planned and not self._is_standing(start):
            return Governing(self._opening, "opening", found.recurrence)
        return found

    def _is_standing(self, start: int) -> bool:
        """Say whether the paragraph tells since when the thing told of is there (公司成立于2010年，注册资本500万元): no report dates that."""
        reading = self._reading
        i = bisect_right(reading.period_ends, start)
        floor = reading.paragraph_start(start)
        while i and reading.periods[i - 1].start >= floor:
            i -= 1
            if self._is_founding(reading.periods[i], start):
                return True
        return False

    def title_period(self, section: int | None) -> PeriodMatch | None:
        """Return the period that a section's heading, or that of an ancestor, names."""
        return None if section is None else self._titles[section]

    def _of_sentence(self, start: int, clause: int, sentence: Span) -> Governing:
        """Return the nearest period before the quantity that governs it; means and whole years give way to one that says more."""
        reading = self._reading
        i = bisect_right(reading.period_ends, start)
        spare: Governing | None = None
        base: Governing | None = None
        recurrence: str | None = None
        while i and reading.periods[i - 1].start >= sentence[0]:
            i -= 1
            match = reading.periods[i]
            here = match.start >= clause
            if match.kind == "comparison" and here and self._is_subject(match, clause):
                return Governing(match, "clause", recurrence)
            if match.kind in _NEVER or self._in_bracket(match) or self._is_aside(match, start, sentence[0]):
                continue
            source = "clause" if here else "sentence"
            if self._is_share(match, start):
                # 完成全年任务的97% alone is of the whole year.
                told = reading.text[match.end : start].endswith("的")
                base = base or (Governing(match, source, recurrence) if here and told else None)
                continue
            if self._is_far(match, clause, sentence[0]) or self._is_another(match, start, clause, sentence):
                continue
            if match.kind == "recurrence" and self._is_rate(match):
                recurrence = match.recurrence
            elif match.kind in _YIELDING and not (here and match.kind == "recurrence"):
                recurrence = recurrence or match.recurrence
                spare = spare or Governing(match, source, match.recurrence)
            elif _is_whole_year(match):
                spare = spare or Governing(match, source, recurrence)
            elif not (spare and spare.match and _is_whole_year(spare.match) and not names_year(match)):
                return Governing(match, source, recurrence)
        return spare or base or Governing(None, "none", recurrence)

    def _is_rate(self, match: PeriodMatch) -> bool:
        """Say whether a rhythm is part of what a value is counted by: 每人每年2300元."""
        reading = self._reading
        i = bisect_right(reading.hit_ends, match.start) - 1
        per = i >= 0 and reading.hits[i].end == match.start and reading.hits[i].kinds & _PER
        return bool(per) and reading.text[match.end : match.end + 1].isnumeric()

    def _is_start(self, match: PeriodMatch, start: int) -> bool:
        """Say whether a period belongs to the start of 由上年的82%提高到91% and the quantity is its end."""
        return self._opens_change(match) and self._reading.hit_between(match.end, start, _TO) is not None

    def _opens_change(self, match: PeriodMatch) -> bool:
        """Say whether a word that opens a change stands directly before a period: 由上年的, 由每周."""
        hit = self._reading.hit_ending(match.start)
        return hit is not None and bool(hit.kinds & _FROM)

    def _is_far(self, match: PeriodMatch, clause: int, floor: int) -> bool:
        """Say whether a period stands in the middle of an earlier clause: it dates that clause alone."""
        return match.start < clause and match.end + 1 != clause and not self._leads(match, floor)

    def _is_another(self, match: PeriodMatch, start: int, clause: int, sentence: Span) -> bool:
        """Say whether a period dates something else than the quantity: a start, a base, an aim, a founding, a clause that is parted off."""
        return (
            self._is_start(match, start)
            or self._is_base(match, start)
            or self._is_compared(match)
            or self._is_of_aim(match)
            or self._is_parted(match, clause, sentence[0])
            or (match.start < clause and self._is_founding(match, sentence[1]))
        )

    def _is_share(self, match: PeriodMatch, start: int) -> bool:
        """Say whether a period only names what the value is a share of: 完成全年计划的78%, 占全年的14%; the task itself is dated by it (占全年任务18亿元)."""
        hits = self._reading.hits
        i = bisect_right(self._reading.hit_ends, match.start)
        if i == len(hits) or hits[i].start >= match.start or not hits[i].kinds & _SHARE:
            return False
        # 占全 hides 全年
        aim = self._aim_behind(match.end)
        told = self._reading.text.startswith("的", match.end) or (aim is not None and aim.end != start)
        return match.end < hits[i].end or told

    def _aim_behind(self, end: int) -> Hit | None:
        """Return the aim that a short noun at most parts from a period: 占全年投资计划."""
        hits = self._reading.hits
        i = bisect_right(self._reading.hit_ends, end)
        while i < len(hits) and hits[i].start <= end + _SHORT_NOUN:
            if hits[i].kinds & _AIM:
                return hits[i] if self._reading.text[end : hits[i].start].isalpha() or hits[i].start == end else None
            i += 1
        return None

    def _is_base(self, match: PeriodMatch, start: int) -> bool:
        """Say whether a period is what the value is a multiple or a share of: 是2010年的2.3倍."""
        reading = self._reading
        text, hits = reading.text, reading.hits
        if match.kind != "calendar" or not text.startswith("的", match.end):
            return False
        i = bisect_right(reading.hit_ends, match.start)
        before = hits[i - 1].kinds if i and hits[i - 1].end == match.start else 0
        if not before & (_REACH | _SHARE) or before & _FROM:
            return False
        measured = text[match.end + 1 : match.end + 2].isnumeric()  # dates nothing behind its value either
        return measured or reading.hit_between(match.end, start, _PREDICATES) is None

    def _is_compared(self, match: PeriodMatch) -> bool:
        """Say whether a period is only what something is compared with: 同前年比, 与2018年相比."""
        text, hits = self._reading.text, self._reading.hits
        i = bisect_right(self._reading.hit_ends, match.end)
        compares = i < len(hits) and hits[i].start <= match.end + 1 and hits[i].kinds & _COMPARED
        return bool(compares) and text[match.start - 1 : match.start] in _WITH

    def _is_of_aim(self, match: PeriodMatch) -> bool:
        """Say whether a time only tells when an aim was set: 年初预算, 年初下达的任务."""
        if match.text not in self._made_at:
            return False
        return self._reading.hit_at(match.end, _AIM) is not None

    def _is_parted(self, match: PeriodMatch, clause: int, floor: int) -> bool:
        """Say whether a semicolon parts a date from the clause and the date does not open the sentence (年底投入使用；签约率…)."""
        text = self._reading.text
        if (
            match.start >= clause
            or _is_whole_year(match)
            or not any(text.find(mark, match.end, clause) >= 0 for mark in _SEMICOLONS)
        ):
            return False
        return match.text.endswith(self._deadlines) or self._reading.clause_start(match.start, floor) > floor

    def _is_founding(self, match: PeriodMatch, end: int) -> bool:
        """Say whether a date only tells since when the thing told of is there (2006年8月投产，占地22亩): it dates nothing else."""
        text = self._reading.text
        if text.endswith(self._founded_in, 0, match.start):
            return True
        stop = min(
            (i for i in range(match.end, min(end, match.end + _FOUNDING_CHARS)) if text[i] in _PAUSES), default=-1
        )
        return match.kind == "calendar" and stop >= 0 and text.endswith(self._foundings, match.end, stop)

    def _is_subject(self, match: PeriodMatch, clause: int) -> bool:
        """Say whether a time of comparison is itself what is told of: 上年同期为3亿元, 扭转了去年同期亏损85万元的局面."""
        verb = self._reading.hit_at(match.end, _TOLD)
        compared = self._reading.text[match.start - 1 : match.start] in _THAN
        over = self._reading.hit_ending(match.start)  # 扭转了
        led = match.start - clause <= _LEAD_CHARS or (over is not None and over.term.aspect == _DONE)
        return verb is not None and not compared and led

    def _in_bracket(self, match: PeriodMatch) -> bool:
        text = self._reading.text
        return text[match.start - 1 : match.start] in _OPENING and text[match.end : match.end + 1] in _CLOSING

    def _is_aside(self, match: PeriodMatch, start: int, floor: int) -> bool:
        """Say whether a period stands in a bracket that closes before the quantity: 房价387元(去年361元)，收入247万元."""
        text = self._reading.text
        if not any(text.find(mark, match.end, start) >= 0 for mark in _CLOSING):
            return False
        opened, closed = (max(text.rfind(m, floor, match.start) for m in marks) for marks in (_OPENING, _CLOSING))
        return opened > closed

    def _of_paragraph(self, sentence_start: int) -> PeriodMatch | None:
        """Return the period that an earlier sentence of the paragraph opens with; other paragraphs do not count."""
        reading = self._reading
        start = reading.paragraph_start(sentence_start)
        i = bisect_right(reading.period_ends, sentence_start)
        while i and reading.periods[i - 1].start >= start:
            i -= 1
            match = reading.periods[i]
            lasts = match.kind in LASTING and self._leads(match, start) and self._lasts(match)
            other = (
                is_listed(i, reading)
                or self._is_compared(match)
                or self._is_share(match, sentence_start)
                or self._is_base(match, sentence_start)
                or (self._opens_change(match) and reading.text.startswith("的", match.end))
            )
            if lasts and not other and not self._is_aside(match, sentence_start, start):
                return match
            opens = not reading.text[start : match.start].strip()
            if opens and match.length and match.text.endswith(_SINCE):
                return match
        return None

    def _of_announcement(self, end: int) -> PeriodMatch | None:
        """Return the period that a line which announces proposals opens with: 2014年的主要目标是：, 明年工作思路：."""
        reading = self._reading
        floor = reading.paragraph_start(end - 1)
        i = reading.first_period_after(floor)
        match = reading.periods[i] if i < len(reading.periods) else None
        return match if match and match.end <= end and match.kind in LASTING and self._leads(match, floor) else None

    def _lasts(self, match: PeriodMatch) -> bool:
        """Say whether a period goes on beyond its sentence: no short relative one does, a day or a month where it sets the scene."""
        point = match.first
        if point is None or point.grain not in _SHORT:
            return True
        sentence = self._reading.sentence(match.start)[0]
        opens = match.start - sentence <= _LEAD_CHARS
        if match.last:  # 1—11月 in the middle of a paragraph dates its own sentence
            return point.shift is None and (opens or self._reading.paragraph_start(match.start) >= sentence)
        if point.shift is not None or point.grain == "quarter":
            return point.shift is None
        return opens and self._reading.text[match.end : match.end + 1] in _SCENE_ENDS

    def _leads(self, match: PeriodMatch, floor: int) -> bool:
        """Say whether a period opens its clause: nothing but cues stands before it."""
        reading = self._reading
        start = reading.clause_start(match.start, floor)
        free = len(reading.text[start : match.start].strip()) - reading.covered(start, match.start, _LEAD_KINDS)
        return free <= _LEAD_CHARS

    def anchor_for(self, match: PeriodMatch, section: int | None, offset: int) -> Anchor | None:
        """Return what fixes the year of `match`: a year stated in its paragraph or heading, else the article's date."""
        point = match.first
        title, basis = self.title_period(section), "section title"
        if title is None:
            title, basis = self._framing(section), "article title"
        stated = title.first.year if title and title.first else None
        if point is not None and point.year is None and point.shift is None:
            year = self._stated_year(offset)
            if year:
                return Anchor(dt.date(year, 12, 31), "stated in the paragraph", precise=False)
            if stated:
                return Anchor(dt.date(stated, 12, 31), basis, precise=False)
        if stated and match.kind == "span" and match.direction < 0 and stated < dt.MAXYEAR:
            return Anchor(dt.date(stated + 1, 1, 1), basis)  # 一年来 of a year's review is that year
        if self.anchor is None and stated and point is not None and point.shift == 0:
            return Anchor(dt.date(stated, 12, 31), basis, precise=False)
        return self.anchor

    def _framing(self, section: int | None) -> PeriodMatch | None:
        """Return the period of the article's title or opening that this section tells of: it fixes years, it governs nothing."""
        plans = section is not None and self._plans[section]
        return self._frame.plan if plans else self._frame.review

    def is_ahead(self, period: Period) -> bool | None:
        """Say whether a resolved period ends after the article's date; None where either is unknown."""
        if self.anchor is None or period.end is None or period.start is None:
            return None
        return (
            period.end > self.anchor.date
            if self.anchor.date < period.start
            else False
            if period.end < self.anchor.date
            else None
        )

    def _stated_year(self, offset: int) -> int | None:
        reading = self._reading
        start = reading.paragraph_start(offset)
        i = bisect_right(reading.period_ends, offset)
        while i and reading.periods[i - 1].start >= start:
            i -= 1
            first = reading.periods[i].first
            if first and first.year and reading.periods[i].kind != "comparison":
                return first.year
        return None


def _is_whole_year(match: PeriodMatch) -> bool:
    """Say whether a period only says "the whole year" and leaves open which."""
    point = match.first
    return (
        point is not None and point.grain == "year" and point.year is None and point.shift is None and not point.masked
    )
