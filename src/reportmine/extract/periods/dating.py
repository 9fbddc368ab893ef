"""Find what fixes the year of an article's relative periods: its paragraph, its heading, the article's title or date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from reportmine.extract.periods.article_periods import Heading, article_anchor, frame_periods
from reportmine.extract.reading import Reading
from reportmine.schema import Article, Period, Section
from reportmine.text.lexicon import Lexicon
from reportmine.text.periods.find import Anchor, PeriodMatch, Point, resolve_period

_DECEMBER = 12
_BACKWARD = frozenset({"span", "calendar"})


class _Year(NamedTuple):
    """Hold the year that a title fixes for its part and which title it is."""

    year: int
    basis: str

    def anchor(self) -> Anchor:
        """Return the year as what later readings count from; of the day nothing is known."""
        return Anchor(dt.date(self.year, 12, 31), self.basis, precise=False)

    def after(self) -> Anchor | None:
        """Return the morning after the year, from which 一年来 and 过去一年 look back on it."""
        return Anchor(dt.date(self.year + 1, 1, 1), self.basis) if self.year < dt.MAXYEAR else None


class Dating:
    """Fix the years of an article's relative periods, and say which lie ahead of its date."""

    __slots__ = ("_anchor", "_frame", "_headed", "_headings", "_reading", "_resolved", "_sections")

    def __init__(
        self, article: Article, sections: Sequence[Section], reading: Reading, headings: Sequence[Heading],
        *, lexicon: Lexicon, published_on: dt.date | None,
    ) -> None:  # fmt: skip
        self._reading = reading
        self._sections = sections
        self._headings = headings
        self._frame = frame_periods(article, reading, lexicon)
        self._headed = _headed_years(sections, headings)
        self._anchor = article_anchor(article, reading, published_on)
        self._resolved: dict[tuple[str, int | None, int], Period] = {}

    def period_of(self, match: PeriodMatch, section: int | None, at: int | None) -> Period:
        """Return the dates that `match` means; `at` is where the article says it, None where the section's heading does."""
        if at is None:
            at = 0 if section is None else self._sections[section].start
        key = (match.text, section, at)
        if key not in self._resolved:
            self._resolved[key] = resolve_period(match, self._anchor_for(match, section, at))
        return self._resolved[key]

    def _anchor_for(self, match: PeriodMatch, section: int | None, offset: int) -> Anchor | None:
        """Return what fixes the year of `match` at `offset`: a year stated in its paragraph, heading or title, else the article's date."""
        point = match.first
        stated = self._stated(section, offset)
        if point is not None and point.year is None and point.shift is None:
            told = self._year_told(offset)
            if told:
                return Anchor(dt.date(told, 12, 31), "stated in the paragraph", precise=False)
            if stated or (stated := self._rest_of_year(match, section)):
                return stated.anchor()
        if stated and match.direction < 0 and match.kind in _BACKWARD and self._looks_back(section):
            return stated.after()  # 一年来, 过去一年 of a year's review is that year
        if self._anchor is None and point is not None and point.shift is not None and point.year is None:
            return self._shifted(point, stated)
        return self._anchor

    def is_ahead(self, period: Period) -> bool | None:
        """Say whether a resolved period ends after the article's date; None where either is unknown."""
        if self._anchor is None or period.end is None or period.start is None:
            return None
        return (
            period.end > self._anchor.date
            if self._anchor.date < period.start
            else False
            if period.end < self._anchor.date
            else None
        )

    def _stated(self, section: int | None, offset: int) -> _Year | None:
        """Return the year that the headings over a section fix, else that of the title's half which it belongs to."""
        headed = None if section is None else self._headed[section]
        if headed or (self._frame.until is not None and offset >= self._frame.until):
            return headed
        return self._frame_year(plans=section is not None and self._headings[section].plans)

    def _looks_back(self, section: int | None) -> bool:
        """Say whether what is told in a section is the past of its own year: not so in a plan's."""
        if section is not None and self._headed[section]:
            return not self._headings[section].plans
        return self._frame.review is not self._frame.plan

    def _frame_year(self, *, plans: bool) -> _Year | None:
        """Return the year that the article's title or opening names for its plans or its looking-back (2015年…总结及下半年打算: both)."""
        review, match = self._frame.review, self._frame.plan if plans else self._frame.review
        point = match.first if match else None
        if point is None:
            return None
        if point.year is not None:
            return _Year(point.year, self._frame.basis)
        told = review.first.year if plans and review and review.first else None
        return None if told is None else _Year(told + (point.shift or 0), self._frame.basis)

    def _shifted(self, point: Point, stated: _Year | None) -> Anchor | None:
        """Return what fixes 今年, 明年 and 本月; 去年 stays open, because a review of last year's may be written this year."""
        review, plan = self._frame_year(plans=False), self._frame_year(plans=True)
        told = self._frame.review.first if self._frame.review else None
        if point.grain != "year" and not point.first_month:
            same = review and told and point.shift == 0 and told.grain == point.grain and told.last_month
            return Anchor(dt.date(review.year, told.last_month, 28), review.basis) if review and told and same else None
        if point.shift == 0:
            return stated.anchor() if stated else None
        if point.shift != 1:
            return None
        if review is not None and self._frame.review is not self._frame.plan:
            return review.anchor()
        return plan._replace(year=plan.year - 1).anchor() if plan else None

    def _rest_of_year(self, match: PeriodMatch, section: int | None) -> _Year | None:
        """Return the year of a half-year's or quarter's report for what its plans name later in it (2015年上半年总结: 下半年, 年底)."""
        review = self._frame_year(plans=False)
        told = self._frame.review.first if self._frame.review else None
        if review is None or told is None or section is None or not self._headings[section].plans:
            return None
        last = match.last or match.first
        later = last is not None and (last.last_month or _DECEMBER) > (told.last_month or _DECEMBER)
        return review if later else None

    def _year_told(self, offset: int) -> int | None:
        told = self._reading.periods_back(offset, self._reading.paragraph_start(offset))
        years = (match.first.year for _, match in told if match.first and match.kind != "comparison")
        return next(filter(None, years), None)


def _headed_years(sections: Sequence[Section], headings: Sequence[Heading]) -> list[_Year | None]:
    """Return for every section the year that its heading, or that of an ancestor, fixes."""
    years: list[_Year | None] = []
    for section, heading in zip(sections, headings, strict=True):
        point = heading.period.first if heading.period else None
        own = _Year(point.year, "section title") if point and point.year is not None else None
        years.append(own or (None if section.parent is None else years[section.parent]))
    return years
