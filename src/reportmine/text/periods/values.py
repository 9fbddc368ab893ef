"""Resolve time expressions to ISO dates where an anchor is known; without one they stay text."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from reportmine.schema import Period

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_TEN = "十"
# 六五 began in 1981; every plan lasts five years (the first five were irregular and appear in no report of this kind).
_PLAN_ZERO, _FIRST_REGULAR_PLAN = 1951, 6
_QUARTER_MONTHS = 3


@dataclass(frozen=True, slots=True)
class Anchor:
    """Fix the year of relative expressions: a date, what it rests on, and whether the day is known or only the year."""

    date: dt.date
    basis: str
    precise: bool = True


class Point(NamedTuple):
    """Hold one point or stretch of time as said; `shift` counts `grain` units from the anchor, months and days are inclusive."""

    grain: str
    year: int | None = None
    shift: int | None = None
    first_month: int = 0
    last_month: int = 0
    first_day: int = 0
    last_day: int = 0
    years: int = 1
    masked: bool = False


class PeriodMatch(NamedTuple):
    """Hold one time expression of a text: its characters, its kind and what it says before any anchor is applied.

    Kinds: calendar, span (近三年), duration (三个月), recurrence (每月), now, stage, term (上学期), festival, comparison (去年同期), stripped (月份).
    """

    start: int
    end: int
    text: str
    kind: str
    first: Point | None = None
    last: Point | None = None
    length: int | None = None
    unit: str = ""
    direction: int = 0
    recurrence: str | None = None


def small_number(text: str) -> int | None:
    """Parse digits or a Chinese number below one hundred; 元 and 首 are 1; None for anything else.

    >>> small_number("十二"), small_number("7"), small_number("二〇二四"), small_number("几")
    (12, 7, 2024, None)
    """
    if text.isdecimal():
        return int(text)
    if text in ("元", "首"):
        return 1
    if _TEN in text:
        tens, _, ones = text.partition(_TEN)
        if (tens and tens not in _DIGITS) or (ones and ones not in _DIGITS):
            return None
        return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
    if text and all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    return None


def plan_years(number: int) -> int | None:
    """Return the first year of the n-th five-year plan, None before the regular ones.

    >>> plan_years(14)
    2021
    """
    return _PLAN_ZERO + 5 * number if number >= _FIRST_REGULAR_PLAN else None


def resolve_period(match: PeriodMatch, anchor: Anchor | None) -> Period:
    """Resolve a match: what it states itself needs no anchor, what is relative needs one, all else stays unresolved.

    >>> from reportmine.text.lexicon import load_lexicon
    >>> from reportmine.text.periods.find import find_periods
    >>> match = find_periods("今年上半年完成", lexicon=load_lexicon())[0]
    >>> resolve_period(match, None).start
    >>> resolve_period(match, Anchor(dt.date(2025, 1, 19), "published")).end
    datetime.date(2025, 6, 30)
    """
    if match.kind in ("span", "duration", "now"):
        start, end = _span(match, anchor)
        used = anchor.basis if anchor and end else None
    else:
        start, end, used = _points(match, anchor)
    grain = match.first.grain if match.first else (match.unit or None)
    return Period(match.text, start, end, grain, match.recurrence, used)


def _points(match: PeriodMatch, anchor: Anchor | None) -> tuple[dt.date | None, dt.date | None, str | None]:
    if match.first is None:
        return None, None, None
    last = match.last or match.first
    shared = match.first.year if last.year is None and last.shift is None else None
    begin = _bounds(match.first, anchor)
    finish = _bounds(last, Anchor(dt.date(shared, 1, 1), "stated", precise=False) if shared else anchor)
    if begin is None or finish is None or finish[1] < begin[0]:
        return None, None, None
    stated = match.first.year is not None and (last.year is not None or shared is not None)
    return begin[0], finish[1], "stated" if stated else anchor.basis if anchor else None


def _bounds(point: Point, anchor: Anchor | None) -> tuple[dt.date, dt.date] | None:
    if point.masked:
        return None
    if point.grain in ("day", "week", "month", "quarter") and point.shift is not None and not point.first_month:
        return _shifted(point, anchor) if anchor and anchor.precise else None
    year = point.year
    if year is None:
        if anchor is None:
            return None
        year = anchor.date.year + (point.shift or 0)
    if not dt.MINYEAR < year < dt.MAXYEAR - point.years:
        return None
    first_month, last_month = point.first_month or 1, point.last_month or 12
    last_year = year + point.years - 1
    month_days = calendar.monthrange(last_year, last_month)[1]
    first_day, last_day = point.first_day or 1, min(point.last_day or month_days, month_days)
    if first_day > calendar.monthrange(year, first_month)[1]:
        return None
    return dt.date(year, first_month, first_day), dt.date(last_year, last_month, last_day)


def _shifted(point: Point, anchor: Anchor) -> tuple[dt.date, dt.date]:
    shift = point.shift or 0
    today = anchor.date
    if point.grain == "day":
        day = today + dt.timedelta(days=shift)
        return day, day
    if point.grain == "week":
        monday = today - dt.timedelta(days=today.weekday()) + dt.timedelta(weeks=shift)
        return monday + dt.timedelta(days=point.first_day), monday + dt.timedelta(days=6)
    size = _QUARTER_MONTHS if point.grain == "quarter" else 1
    months = today.year * 12 + today.month - 1
    first = months - months % size + shift * size
    start = dt.date(first // 12, first % 12 + 1, point.first_day or 1)
    last = first + size - 1
    days = calendar.monthrange(last // 12, last % 12 + 1)[1]
    return start, dt.date(last // 12, last % 12 + 1, min(point.last_day or days, days))


def _span(match: PeriodMatch, anchor: Anchor | None) -> tuple[dt.date | None, dt.date | None]:
    if anchor is None or not anchor.precise:
        return None, None
    today = anchor.date
    if match.kind == "now":
        return None, today
    if match.length is None or not match.direction:
        return None, None
    if match.direction < 0:
        return _moved(today, -match.length, match.unit), today - dt.timedelta(days=1)
    return today + dt.timedelta(days=1), _moved(today, match.length, match.unit)


def _moved(day: dt.date, count: int, unit: str) -> dt.date | None:
    if unit in ("day", "week"):
        return day + dt.timedelta(days=count * (7 if unit == "week" else 1))
    months = day.year * 12 + day.month - 1 + count * {"year": 12, "half": 6, "quarter": 3, "month": 1}[unit]
    year, month = months // 12, months % 12 + 1
    if not dt.MINYEAR < year < dt.MAXYEAR:
        return None
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
