"""Find the periods that an article names for its parts (headings, title), and the date that it was written."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reportmine.extract.cues import has_both_tenses, title_tense, words_of
from reportmine.extract.reading import Reading
from reportmine.extract.roles.setting import Settings
from reportmine.offsets import Span
from reportmine.schema import Article, Section
from reportmine.text.lexicon import Lexicon
from reportmine.text.periods.find import Anchor, PeriodMatch, find_periods, resolve_period

LASTING = frozenset({"calendar", "stripped", "term"})
# A dated line stands at the head or the foot of an article.
_HEAD_CHARS, _FOOT_CHARS = 200, 60
# The page's date is the article's only where the article is most of the page.
_PAGE_SHARE = 0.5
# An opening announces the report within its first paragraph.
_OPENING_CHARS = 400
_PLAN = "plan"
_DECEMBER = 12
_OPENING = "opening sentence"
_DATE_MARKS = " \u3000\t（）()[]【】〔〕—-─:：。"
_DATE_LABELS = frozenset({"时间", "日期"})
_PAUSES = frozenset("，,；;")
_ADDRESS_ENDS = frozenset("：:】]〕\n")  # 各位代表：2019年，…
# What stands behind a year that a report opens with; 2009年参加工作 opens a life.
_YEAR_ENDS = frozenset("，,是")


class Heading(NamedTuple):
    """Hold what a section's heading says for all in it: the period that it or an ancestor names, and whether it looks ahead."""

    period: PeriodMatch | None
    plans: bool


class Frame(NamedTuple):
    """Hold the periods that an article's title or opening names for its looking-back and its planning parts, and which it is.

    What an opening names holds up to `until`, where another year is told of.
    """

    review: PeriodMatch | None
    plan: PeriodMatch | None
    basis: str = "article title"
    until: int | None = None


def read_headings(sections: Sequence[Section], settings: Settings, reading: Reading, lexicon: Lexicon) -> list[Heading]:
    """Return for every section the period that its heading, or that of an ancestor, names, and whether it looks ahead.

    Where the heading leaves open which year it means (过去一年工作回顾), the year that its text opens with says it.
    """
    found: list[Heading] = []
    for section in sections:
        title = f"、{section.title}" if reading.stripped else section.title
        matches = [
            m
            for m in find_periods(title, lexicon=lexicon, stripped=reading.stripped)
            if m.kind in LASTING or m.text == title.strip()
        ]
        if has_both_tenses(section.title, lexicon):
            matches = []  # the year of 不足与明年打算 is that of its second half
        elif _tells(reading, section):
            matches = [m for m in matches if m.start <= reading.stripped]  # a sentence: 1.净增1.5亿元，占全年的六成
        # 十二五及2015年工作回顾: the year says more than the plan that it belongs to.
        years = [m for m in matches if not (m.first and m.first.grain == "plan")]
        inherited = None if section.parent is None else found[section.parent].period
        own = (years or matches)[0] if matches else inherited
        open_year = matches and own and (own.first is None or (own.first.shift or 0) < 0)
        if open_year and (year := _opening_year(reading, section)):
            own = year
        found.append(Heading(own, settings.at(section.index).tense == _PLAN))
    return found


def _tells(reading: Reading, section: Section) -> bool:
    """Say whether a heading is a sentence with values: its times date them, not what stands below."""
    i = bisect_left(reading.values, section.start)
    return i < len(reading.values) and reading.values[i] < section.body_start


def _opening_year(reading: Reading, section: Section) -> PeriodMatch | None:
    """Return the year that a section's text opens with: 2024年是极不平凡的一年."""
    i = reading.periods_before(section.body_start)
    match = reading.periods[i] if i < len(reading.periods) else None
    opens = match and match.end < section.end and not reading.text[section.body_start : match.start].strip()
    year = match is not None and match.first is not None and match.first.year and names_year(match)
    return match if opens and year else None


def frame_periods(article: Article, reading: Reading, lexicon: Lexicon) -> Frame:
    """Return the periods of the whole article: those of its title, else the one its opening announces (…汇报如下) or starts with.

    A title that looks back says nothing of the plans in it, unless it names two periods.
    """
    titled = title_frame(article.title, lexicon)
    if titled:
        return titled
    for at in announcements(reading, (0, _OPENING_CHARS), lexicon):
        start, _ = reading.sentence(reading.paragraph_start(at))
        i = reading.periods_before(start)
        match = reading.periods[i] if i < len(reading.periods) else None
        if match and match.end < at and match.kind in LASTING and match.first and names_year(match):
            return Frame(match, None, _OPENING)
    if title_tense(article.title, lexicon) == _PLAN:
        return Frame(None, None)
    return _fiscal_frame(reading, words_of(lexicon, "fiscal_year")) or _opening_frame(article, reading)


def announcements(reading: Reading, span: Span, lexicon: Lexicon) -> Iterator[int]:
    """Yield where each word that announces a report (…汇报如下) first stands in a span."""
    for term in words_of(lexicon, "announcement"):
        at = reading.text.find(term, *span)
        if at >= 0:
            yield at


def _fiscal_frame(reading: Reading, words: tuple[str, ...]) -> Frame | None:
    """Return the business year that an opening names by its last day (截至2024年12月31日止年度)."""
    for match in reading.periods:
        if match.start > _OPENING_CHARS:
            break
        named = match.first is not None and match.first.grain == "day" and match.first.last_month == _DECEMBER
        if named and match.first and match.first.year and reading.text.startswith(words, match.end):
            return Frame(match, None, _OPENING)
    return None


def title_frame(title: str, lexicon: Lexicon) -> Frame | None:
    """Return the periods that a title names for what it looks back on and plans, None where it names none or promises neither.

    >>> from reportmine.text.lexicon import load_lexicon
    >>> frame = title_frame("卫生院2014年工作总结和2015年工作计划", load_lexicon())
    >>> frame.review.text, frame.plan.text
    ('2014年', '2015年')
    """
    tense = title_tense(title, lexicon)
    named = [m for m in find_periods(title, lexicon=lexicon) if m.kind == "calendar" and m.first] if tense else []
    if not named:
        return None
    ahead = named[-1] if len(named) > 1 or tense == _PLAN else None
    return Frame(named[0], ahead)


def _opening_frame(article: Article, reading: Reading) -> Frame:
    """Return the year that an article's first sentence starts with (2019年，全行…), up to where a sentence starts with another."""
    opening: PeriodMatch | None = None
    year, body = 0, body_start(article)
    for match in reading.periods:
        if match.start < body or match.first is None or match.first.year is None or not names_year(match):
            continue
        before = reading.text[body if opening is None else reading.sentence(match.start)[0] : match.start].strip()
        starts = not before or before[-1] in _ADDRESS_ENDS
        if opening is None:
            if not starts or reading.text[match.end : match.end + 1] not in _YEAR_ENDS:
                break
            opening, year = match, match.first.year
        elif starts and match.first.year != year:
            return Frame(opening, None, _OPENING, match.start)
    return Frame(opening, None, _OPENING)


def body_start(article: Article) -> int:
    """Return where an article's text begins behind its title."""
    return len(article.title) if article.text.startswith(article.title) else 0


def article_anchor(article: Article, reading: Reading, published_on: dt.date | None) -> Anchor | None:
    """Return the article's date: a dated line in its head or foot, else the page's where the article is most of the page.

    A line of month and year alone (二〇一四年十二月) fixes the year, not the day.
    """
    size = len(reading.text)
    for match in reading.periods:
        first = match.first
        inside = match.start < _HEAD_CHARS or match.end > size - _FOOT_CHARS
        if not inside or match.kind != "calendar" or first is None or not first.year or match.last:
            continue
        if first.grain in {"day", "month"} and _is_dated_line(reading.text, match, whole=first.grain == "month"):
            end = resolve_period(match, None).end
            if end:
                return Anchor(end, "dated line", precise=first.grain == "day")
    start, end_of_article = article.source_span
    if published_on and end_of_article - start >= _PAGE_SHARE * len(article.page.text):
        return Anchor(published_on, "published")
    return None


def _is_dated_line(text: str, match: PeriodMatch, *, whole: bool) -> bool:
    """Say whether a line gives a date rather than tells what happened on it: it opens with the date or closes with it, in one clause.

    `whole` asks that the line be nothing but the date.
    """
    start = text.rfind("\n", 0, match.start) + 1
    end = text.find("\n", match.end)
    before, after = text[start : match.start].strip(_DATE_MARKS), text[match.end : end if end >= 0 else len(text)]
    if whole:
        return not before and not after.strip(_DATE_MARKS)
    closes = not after.strip(_DATE_MARKS)
    return (not before or before in _DATE_LABELS or closes) and not _PAUSES & set(before + after)


def names_year(match: PeriodMatch) -> bool:
    """Say whether a period names one year and nothing smaller: only that makes "the whole year" clearer."""
    point = match.first
    return (
        point is not None
        and point.grain == "year"
        and not match.last
        and (point.year is not None or point.shift is not None)
    )
