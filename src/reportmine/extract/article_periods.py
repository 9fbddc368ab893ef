"""Find the periods that an article names for its parts (headings, title), and the date that it was written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from reportmine.extract.cues import has_both_tenses, title_tense, words_of
from reportmine.extract.reading import Reading
from reportmine.schema import Article, Section
from reportmine.text.lexicon import Lexicon
from reportmine.text.periods import Anchor, PeriodMatch, find_periods, resolve_period

LASTING = frozenset({"calendar", "stripped", "term"})
# A dated line stands at the head or the foot of an article.
_HEAD_CHARS, _FOOT_CHARS = 200, 60
# The page's date is the article's only where the article is most of the page.
_PAGE_SHARE = 0.5
# An opening announces the report within its first paragraph.
_OPENING_CHARS = 400


class Frame(NamedTuple):
    """Hold the periods that an article's title or opening names for its looking-back and its planning parts."""

    review: PeriodMatch | None
    plan: PeriodMatch | None


def title_periods(sections: Sequence[Section], reading: Reading, lexicon: Lexicon) -> list[PeriodMatch | None]:
    """Return for every section the period that its heading, or that of an ancestor, names.

    Where the heading leaves open which year it means (过去一年工作回顾), the year that its text opens with says it.
    """
    found: list[PeriodMatch | None] = []
    for section in sections:
        title = f"、{section.title}" if reading.stripped else section.title
        matches = [m for m in find_periods(title, lexicon=lexicon, stripped=reading.stripped) if m.kind in LASTING]
        if has_both_tenses(section.title, lexicon):
            matches = []  # the year of 不足与明年打算 is that of its second half
        # 十二五及2015年工作回顾: the year says more than the plan that it belongs to.
        years = [m for m in matches if not (m.first and m.first.grain == "plan")]
        inherited = None if section.parent is None else found[section.parent]
        own = (years or matches)[0] if matches else inherited
        open_year = matches and own and (own.first is None or (own.first.shift or 0) < 0)
        if open_year and (year := _opening_year(reading, section)):
            own = year
        found.append(own)
    return found


def _opening_year(reading: Reading, section: Section) -> PeriodMatch | None:
    """Return the year that a section's text opens with: 2024年是极不平凡的一年."""
    i = reading.first_period_after(section.body_start)
    match = reading.periods[i] if i < len(reading.periods) else None
    opens = match and match.end < section.end and not reading.text[section.body_start : match.start].strip()
    year = match is not None and match.first is not None and match.first.year and names_year(match)
    return match if opens and year else None


def frame_periods(article: Article, reading: Reading, lexicon: Lexicon) -> Frame:
    """Return the periods of the whole article: those of its title, else the one its opening paragraph announces (…汇报如下).

    A title that looks back says nothing of the plans in it, unless it names two periods.
    """
    title = article.title
    tense = title_tense(title, lexicon)
    named = [m for m in find_periods(title, lexicon=lexicon) if m.kind == "calendar" and m.first] if tense else []
    if named:
        ahead = named[-1] if len(named) > 1 or tense == "plan" else None
        return Frame(named[0], ahead)
    for term in words_of(lexicon, "announcement"):
        at = reading.text.find(term, 0, _OPENING_CHARS)
        if at >= 0:
            start, _ = reading.sentence(reading.paragraph_start(at))
            i = reading.first_period_after(start)
            match = reading.periods[i] if i < len(reading.periods) else None
            if match and match.end < at and match.kind in LASTING and match.first and names_year(match):
                return Frame(match, None)
    return Frame(None, None)


def article_anchor(article: Article, reading: Reading, published_on: dt.date | None) -> Anchor | None:
    """Return the article's date: a full date in its head or foot, else the page's where the article is most of the page."""
    size = len(reading.text)
    for match in reading.periods:
        first = match.first
        inside = match.start < _HEAD_CHARS or match.end > size - _FOOT_CHARS
        if inside and match.kind == "calendar" and first and first.grain == "day" and first.year and not match.last:
            date = resolve_period(match, None).start
            if date:
                return Anchor(date, "dated line")
    start, end = article.source_span
    if published_on and end - start >= _PAGE_SHARE * len(article.page.text):
        return Anchor(published_on, "published")
    return None


def names_year(match: PeriodMatch) -> bool:
    """Say whether a period names one year and nothing smaller: only that makes "the whole year" clearer."""
    point = match.first
    return (
        point is not None
        and point.grain == "year"
        and not match.last
        and (point.year is not None or point.shift is not None)
    )
