"""Find the period that governs each quantity of an article."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from reportmine.extract.cues import Kind
from reportmine.extract.periods.article_periods import LASTING, Heading
from reportmine.extract.periods.lists import is_listed
from reportmine.extract.periods.paragraphs import clock_words, leads, of_paragraph
from reportmine.extract.periods.report_period import report_period
from reportmine.extract.periods.uses import (
    LENGTHS,
    adjoins,
    dates_own_clause,
    in_bracket,
    is_base,
    is_bracketed,
    is_class,
    is_compared,
    is_over,
    is_rate,
    is_share,
    is_whole_year,
    opens_change,
    sets_scene,
)
from reportmine.extract.reading import Reading
from reportmine.offsets import Span, span_at
from reportmine.schema import Article, Section
from reportmine.text.lexicon import Lexicon
from reportmine.text.periods.find import PeriodMatch

# A mean or a rhythm says how often, not when: a period of the same sentence comes before it.
_YIELDING = frozenset({"recurrence", "average"})
_WHEN = frozenset({"calendar", "now"})
_NEVER = frozenset({"comparison", "plan_name"})
_TAKEN = int(Kind.VERB | Kind.PREPOSITION)  # before 现有 they make it an attribute
_TO, _AIM = int(Kind.TO), int(Kind.AIM)
_ROLES, _PAST = int(Kind.ROLE | Kind.AIM), "actual"
# A verb behind a time of comparison tells what was then, unless it is compared with (比上年同期完成多).
_TOLD, _THAN, _DONE = int(Kind.REACH | Kind.VERB | Kind.NOMINAL), frozenset("比较与"), "done"
_SEMICOLONS, _COLONS = "；;", frozenset("：:")
# A founding stands so close behind its date (2006年8月建成投产，占地22亩).
_FOUNDING_CHARS = 16
_PAUSES = frozenset("，,。；;（(")
_LEAD_CHARS = 1
# An event behind its date is so short (停产, 开工).
_EVENT_CHARS = 3
# What is due by a deadline is told so shortly behind it (完工, 全部建成投用).
_DONE_CHARS, _COMMAS = 8, frozenset("，,")


class Governing(NamedTuple):
    """Hold the governing period and where it stood: clause, sentence, paragraph, announcement, section or nowhere."""

    match: PeriodMatch | None
    source: str
    recurrence: str | None = None


class Clock:
    """Look up governing periods of one article, quantity by quantity in text order."""

    __slots__ = (
        "_headings",
        "_opening",
        "_paragraphs",
        "_proposals",
        "_reading",
        "_words",
    )

    def __init__(
        self, article: Article, sections: Sequence[Section], reading: Reading, headings: Sequence[Heading],
        *, lexicon: Lexicon, proposals: Sequence[Span] = (),
    ) -> None:  # fmt: skip
        self._reading = reading
        self._proposals = proposals
        self._words = clock_words(lexicon)
        self._headings = headings
        self._opening = report_period(article, sections, reading, lexicon)
        self._paragraphs: dict[int, PeriodMatch | None] = {}

    def governing(self, start: int, clause: int, sentence: Span, section: int | None, *, inherits: bool) -> Governing:
        """Return the period of the quantity that starts at `start` and whose clause starts at `clause`."""
        found = self._of_sentence(start, clause, sentence)
        told = self._reading.hit_between(clause, start, _ROLES) if found.source != "clause" else None
        if told and told.term.role != _PAST and (due := self._of_deadline(start, sentence[1])):
            return Governing(due, "clause", found.recurrence)
        if (found.match and found.match.kind != "average") or not inherits:
            return found
        planned = section is not None and self._headings[section].plans
        present = self._is_present(clause if planned else sentence[0], start)
        earlier = None if present else self._earlier(sentence[0])
        if earlier:
            return Governing(earlier, "paragraph", found.recurrence)
        proposed = span_at(self._proposals, start)
        if far := self._of_middle(clause, sentence[0]):
            return Governing(far, "sentence", found.recurrence)
        if proposed and (announced := self._of_announcement(proposed[0])):
            return Governing(announced, "announced", found.recurrence)
        above = self._of_report(start, section, planned=planned, present=present)
        return above._replace(recurrence=found.recurrence) if above else found

    def _of_deadline(self, start: int, end: int) -> PeriodMatch | None:
        """Return the deadline that is all that the clause behind a quantity tells (大修预算4.8万元，10月底前完工；)."""
        reading = self._reading
        i = bisect_right(reading.stops, start)
        if i == len(reading.stops) or reading.text[reading.stops[i]] not in _COMMAS:
            return None
        opened = reading.stops[i] + 1
        closed = reading.stops[i + 1] if i + 1 < len(reading.stops) else end
        p = reading.periods_before(opened)
        match = reading.periods[p] if p < len(reading.periods) else None
        if match is None or match.start != opened or match.recurrence or not match.text.endswith(self._words.deadlines):
            return None
        done = 0 < closed - match.end <= _DONE_CHARS and reading.text[closed : closed + 1] not in _COMMAS
        return match if done and bisect_left(reading.values, opened) == bisect_left(reading.values, closed) else None

    def _of_report(self, start: int, section: int | None, *, planned: bool, present: bool) -> Governing | None:
        """Return the period that a section's heading or the report's opening names, where it dates what a quantity tells of."""
        title = self.title_period(section)
        if title and not (planned and present):
            return Governing(title, "section")
        standing = planned or present or self._is_standing(start)
        opening = self._opening if self._opening and self._opening.end <= start and not standing else None
        return Governing(opening, "opening") if opening else None

    def _of_middle(self, clause: int, floor: int) -> PeriodMatch | None:
        """Return the time in the middle of an earlier clause of the sentence (大会四月在兰州开，来了62人), where nothing else dates a quantity."""
        reading = self._reading
        for i, match in reading.periods_back(clause, floor):
            if match.kind == "calendar" and not is_listed(i, reading) and self._goes_on(match, clause, floor):
                return match
        return None

    def _goes_on(self, match: PeriodMatch, clause: int, floor: int) -> bool:
        """Say whether what happened at a time in the middle of its clause goes on behind it: it is no mere attribute (按11月8日下发的通知，…), no
        short event (1998年停产，在册…), and no value of another thing stands behind it (接种率8月底达到85%，…)."""
        reading = self._reading
        text, values = reading.text, reading.values
        end = next((at for at in range(match.end, clause) if text[at] in _PAUSES), clause)
        i = bisect_left(values, match.end)
        valued = i < len(values) and values[i] < end
        lasting = is_whole_year(match) or match.text.endswith(self._words.since) or text[clause : clause + 1] in _THAN
        parted = any(text.find(mark, match.end, clause) >= 0 for mark in _SEMICOLONS)
        past = match.first is not None and (match.first.shift or 0) < 0
        passing = "的" in text[match.end : end] or 0 < end - match.end <= _EVENT_CHARS or (valued and not lasting)
        return not (
            parted
            or past
            or passing
            or is_bracketed(match, self._reading, clause, floor)
            or self._is_of_other(match, clause)
        )

    def _is_of_other(self, match: PeriodMatch, clause: int) -> bool:
        """Say whether a time only dates something that is told of in passing: an aim (年初预算), a founding, a base."""
        return (
            match.text in self._words.made_at
            or self._is_founding(match, clause)
            or is_compared(match, self._reading)
            or is_base(match, self._reading, clause)
        )

    def _is_present(self, floor: int, start: int) -> bool:
        """Say whether a sentence tells what is there now (现有床位600张; not 利用现有资源, 现有的一成): no earlier time dates that."""
        for word in self._words.present:
            at = self._reading.text.find(word, floor, start)
            if at >= 0:
                before = self._reading.hit_ending(at)
                taken = before is not None and before.kinds & _TAKEN
                return not taken and not self._reading.text.startswith("的", at + len(word))
        return False

    def _is_standing(self, start: int) -> bool:
        """Say whether the paragraph tells since when the thing told of is there (公司成立于2010年，注册资本500万元): no report dates that."""
        dated = self._reading.periods_back(start, self._reading.paragraph_start(start))
        return any(self._is_founding(match, start) for _, match in dated)

    def title_period(self, section: int | None) -> PeriodMatch | None:
        """Return the period that a section's heading, or that of an ancestor, names."""
        return None if section is None else self._headings[section].period

    def _of_sentence(self, start: int, clause: int, sentence: Span) -> Governing:
        """Return the nearest period before the quantity that governs it; means and whole years give way to one that says more."""
        reading = self._reading
        spare: Governing | None = None
        base: Governing | None = None
        recurrence: str | None = None
        for i, match in reading.periods_back(start, sentence[0]):
            here = match.start >= clause
            if match.kind == "comparison" and here and self._is_subject(match, clause, start):
                return Governing(match, "clause", recurrence)
            if match.kind in _NEVER or self._is_idle(match, start, clause, sentence[0]):
                continue
            source = "clause" if here else "sentence"
            if is_share(match, self._reading, start):
                # 完成全年任务的97% alone is of the whole year.
                told = reading.text[match.end : start].endswith("的")
                alone = here and told and not self._is_of_aim(match)
                base = base or (Governing(match, source, recurrence) if alone else None)
                continue
            if self._is_far(match, clause, sentence[0]) or self._is_another(match, start, clause, sentence):
                continue
            if match.kind == "recurrence" and is_rate(match, reading):
                recurrence = match.recurrence
            elif match.kind in _YIELDING and not (
                here and match.kind == "recurrence" and not self._is_dated_rhythm(i, clause)
            ):
                recurrence = recurrence or match.recurrence
                spare = spare or Governing(match, source, match.recurrence)
            elif is_whole_year(match) or (match.kind == "event" and not adjoins(match, start, reading)):
                spare = spare or Governing(match, source, recurrence)
            elif not (spare and spare.match and is_whole_year(spare.match) and not sets_scene(match, start, reading)):
                return Governing(match, source, recurrence)
        return spare or base or Governing(None, "none", recurrence)

    def _is_dated_rhythm(self, index: int, clause: int) -> bool:
        """Say whether a time stands before a rhythm in its clause and says when it was so: 现在每天, 上半年平均每月."""
        match = self._reading.periods[index - 1] if index else None
        return match is not None and match.start >= clause and match.kind in _WHEN

    def _is_idle(self, match: PeriodMatch, start: int, clause: int, floor: int) -> bool:
        """Say whether a time dates nothing as far as a quantity: in a bracket, a length that is a value, or one that dates its own clause."""
        own = match.start < clause and dates_own_clause(match, self._reading, clause, floor)
        over = match.kind == "event" and is_over(match, start, self._reading)
        return own or over or is_bracketed(match, self._reading, start, floor) or self._is_length(match)

    def _is_start(self, match: PeriodMatch, start: int) -> bool:
        """Say whether a period belongs to the start of 由上年的82%提高到91% and the quantity is its end."""
        return opens_change(match, self._reading) and self._reading.hit_between(match.end, start, _TO) is not None

    def _is_far(self, match: PeriodMatch, clause: int, floor: int) -> bool:
        """Say whether a period stands in the middle of an earlier clause: it dates that clause alone."""
        return match.start < clause and match.end + 1 != clause and not leads(match, floor, self._reading, self._words)

    def _is_another(self, match: PeriodMatch, start: int, clause: int, sentence: Span) -> bool:
        """Say whether a period dates something else than the quantity: a start, a base, an aim, a founding, a clause that is parted off."""
        return (
            self._is_start(match, start)
            or is_base(match, self._reading, start)
            or is_compared(match, self._reading)
            or self._is_of_aim(match)
            or self._is_parted(match, clause, sentence[0])
            or (match.start < clause and self._is_founding(match, sentence[1]))
        )

    def _is_of_aim(self, match: PeriodMatch) -> bool:
        """Say whether a time only tells when an aim was set: 年初预算, 年初下达的任务."""
        if match.text not in self._words.made_at:
            return False
        return self._reading.hit_at(match.end, _AIM) is not None

    def _is_parted(self, match: PeriodMatch, clause: int, floor: int) -> bool:
        """Say whether a semicolon parts a date from the clause and the date opens neither the sentence nor what its label names (年底投入使用；签约率…)."""
        text = self._reading.text
        if (
            match.start >= clause
            or is_whole_year(match)
            or not any(text.find(mark, match.end, clause) >= 0 for mark in _SEMICOLONS)
        ):
            return False
        opened = self._reading.clause_start(match.start, floor)
        if match.start == opened and match.kind == "calendar" and match.text.startswith(self._words.until):
            return False  # 到2026年，总产值达到210亿元；城镇化率达到61%
        labelled = text[opened - 1 : opened] in _COLONS and self._reading.clause_start(opened - 1, floor) == floor
        return match.text.endswith(self._words.deadlines) or not (opened == floor or labelled)

    def _is_founding(self, match: PeriodMatch, end: int) -> bool:
        """Say whether a date only tells since when the thing told of is there (2006年8月投产，占地22亩; not 年底前投产): it dates nothing else."""
        text = self._reading.text
        if match.text.endswith(self._words.deadlines):
            return False
        if text.endswith(self._words.founded_in, 0, match.start):
            return True
        stop = min(
            (i for i in range(match.end, min(end, match.end + _FOUNDING_CHARS)) if text[i] in _PAUSES), default=-1
        )
        return match.kind == "calendar" and stop >= 0 and text.endswith(self._words.foundings, match.end, stop)

    def _is_subject(self, match: PeriodMatch, clause: int, start: int) -> bool:
        """Say whether a time of comparison is itself what is told of: 上年同期为3亿元, 去年同期3亿元, 扭转了去年同期亏损85万元的局面."""
        if match.end == start:
            return match.start == clause  # not 比上年翻一番
        verb = self._reading.hit_at(match.end, _TOLD)
        compared = self._reading.text[match.start - 1 : match.start] in _THAN
        over = self._reading.hit_ending(match.start)  # 扭转了
        led = match.start - clause <= _LEAD_CHARS or (over is not None and over.term.aspect == _DONE)
        return verb is not None and not compared and led

    def _is_length(self, match: PeriodMatch) -> bool:
        """Say whether a length of time is a value (住院日控制在8天以内), or tells what kind of thing is meant."""
        if match.kind not in LENGTHS:
            return False
        values = self._reading.values
        i = bisect_left(values, match.start)
        return (i < len(values) and values[i] < match.end) or is_class(match, self._reading)

    def _earlier(self, sentence_start: int) -> PeriodMatch | None:
        """Return the period of the paragraph before a sentence, looked for once for all its quantities."""
        if sentence_start not in self._paragraphs:
            self._paragraphs[sentence_start] = of_paragraph(sentence_start, self._reading, self._words)
        return self._paragraphs[sentence_start]

    def _of_announcement(self, end: int) -> PeriodMatch | None:
        """Return the period that a sentence which announces proposals names for them, the last of its own: 2014年的主要目标是：, 提出2015年工作思路：."""
        reading = self._reading
        floor = reading.sentence(end - 1)[0]
        told = (match for _, match in reading.periods_back(end, floor) if match.kind in LASTING)
        return next((match for match in told if not in_bracket(match, reading)), None)
