"""Find time expressions: years, parts of years, plans, spans, recurrences, deadlines, and the times that are only compared with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import compress
from typing import NamedTuple

from reportmine.text.entries import PeriodWord
from reportmine.text.lexicon import Lexicon
from reportmine.text.periods.pattern import period_pattern, period_windows, role_words
from reportmine.text.periods.values import Anchor, PeriodMatch, Point, plan_years, resolve_period, small_number

__all__ = ["Anchor", "PeriodMatch", "Point", "find_periods", "resolve_period"]

_PLAN_MAX = 30
_TITLE_CHARS = 60  # a text up to here may be a title, which several readers ask for
_LINK_WITHIN = 12
_MASKS = frozenset("xX×＊*")
_SINCE = 1990  # a two-digit year "05年" of these reports lies after this
_GRAINS = {"半年": "half", "年": "year", "季": "quarter", "月": "month", "周": "week", "天": "day", "日": "day"}
_GAPS = " \u3000"
# Kinds that are never the base of a comparison, that take no 到 or 截至 before them, and that may end in 前, 以来 or 期间.
_RHYTHMS = frozenset({"recurrence", "average"})
_UNOPENED = _RHYTHMS | {"festival", "stage", "event", "term"}
_CLOSABLE = frozenset({"calendar", "festival", "recurrence", "stripped", "now"})
# Groups that make a match of a kind without more; 第二年 goes on like a year, 第三周 does not.
_PLAIN = (
    ("relnow", "now"),
    ("relfestival", "festival"),
    ("relterm", "term"),
    ("schoolyear", "term"),
    ("relstage", "stage"),
    ("lunar", "festival"),
    ("stripped", "stripped"),
)
_NAMELESS = frozenset({"stage", "event"})
_TERMS = ("年", "学期")
_PART_KEYS = ("half", "quarters", "firstmonths", "m1", "m3", "month")


class _Words(NamedTuple):
    """Hold the words that may stand around a point of time, and the word tables by role."""

    opening: tuple[str, ...]
    starting: tuple[str, ...]
    deadline: tuple[str, ...]
    closing: tuple[str, ...]
    ending: tuple[str, ...]
    between: frozenset[str]
    compare_before: tuple[str, ...]
    compare_with: tuple[str, ...]
    compare_link: re.Pattern[str]
    compare_after: tuple[str, ...]
    plan_names: tuple[str, ...]
    ago: frozenset[str]
    table: Mapping[str, PeriodWord]


@lru_cache(maxsize=8)
def _words(lexicon: Lexicon) -> _Words:
    def of(*roles: str) -> tuple[str, ...]:
        return tuple(term for role in roles for term in role_words(lexicon, role))

    tables = (
        "edge",
        "part",
        "year",
        "quarter",
        "month",
        "week",
        "day",
        "third",
        "era",
        "century",
        "recurrence",
        "average",
        "event",
    )
    return _Words(
        opening=of("until", "from"),
        starting=of("from"),
        deadline=of("before", "after"),
        closing=of("closing"),
        ending=of("closing", "before", "after"),
        between=frozenset(of("between")),
        compare_before=of("compare_before"),
        compare_with=of("compare_with"),
        compare_link=re.compile("|".join(map(re.escape, of("compare_link")))),
        compare_after=of("compare_after"),
        plan_names=of("plan_name"),
        ago=frozenset(of("span_ago")),
        table={f"{role}:{term}": entry for role in tables for term, entry in role_words(lexicon, role).items()}
        | {
            f"span:{t}": e
            for role in ("span_after", "span_ago", "span_before")
            for t, e in role_words(lexicon, role).items()
        }
        | {f"plan:{t}": e for t, e in role_words(lexicon, "plan_part").items()},
    )


def find_periods(text: str, *, lexicon: Lexicon, stripped: bool = False) -> list[PeriodMatch]:
    """Find the time expressions of `text` in order, without overlap.

    With `stripped`, markers whose digits a site removed (月份, 年) count too. A time that only serves as the base of a
    comparison (比去年, 上年同期) has the kind "comparison".

    >>> from reportmine.text.lexicon import load_lexicon
    >>> [(m.text, m.kind) for m in find_periods("到2025年底，比上年同期增长8%", lexicon=load_lexicon())]
    [('到2025年底', 'calendar'), ('上年同期', 'comparison')]
    """
    return list((_kept if len(text) <= _TITLE_CHARS else _found)(text, lexicon, stripped))


def _found(text: str, lexicon: Lexicon, stripped: bool) -> list[PeriodMatch]:
    words = _words(lexicon)
    found: list[PeriodMatch] = []
    pattern, names = _pattern(lexicon, stripped)
    for raw in (raw for start, end in period_windows(text, lexicon) for raw in pattern.finditer(text, start, end)):
        match = _read(raw, names, words)
        if match is None:
            continue
        joined = _join(found[-1], match, text, words) if found else None
        if joined:
            found[-1] = joined
        elif match.unit != "lastday":
            found.append(match)
    finished: list[PeriodMatch] = []
    for match in (_finish(match, text, words) for match in found):
        # 比秋季|入学时: what the first is compared with, the second is
        goes_on = finished and finished[-1].kind == "comparison" and finished[-1].end == match.start
        finished.append(match._replace(kind="comparison") if goes_on and match.kind == "event" else match)
    return finished


_kept = lru_cache(maxsize=32)(_found)


@lru_cache(maxsize=8)
def _pattern(lexicon: Lexicon, stripped: bool) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Return the pattern and the names that the readers use, in the order of its groups; an empty one for a group without name.

    The names are kept beside the pattern: to look them up by it would hash the whole of it for every match.
    """
    pattern = period_pattern(lexicon, stripped)
    names = {i: name.removeprefix("p_") for name, i in pattern.groupindex.items()}
    return pattern, tuple(names.get(i, "") for i in range(1, pattern.groups + 1))


def _read(raw: re.Match[str], names: tuple[str, ...], words: _Words) -> PeriodMatch | None:
    values = raw.groups()
    groups = dict(compress(zip(names, values, strict=True), values))
    for reader in (_read_year, _read_plan, _read_span, _read_relative, _read_rest):
        match = reader(groups, raw, words)
        if match is not None:
            return match
    return None


def _made(raw: re.Match[str], kind: str, first: Point | None = None, **more: object) -> PeriodMatch:
    text = raw.group().strip(_GAPS)
    start = raw.start() + len(raw.group()) - len(raw.group().lstrip(_GAPS))
    return PeriodMatch(start, start + len(text), text, kind, first, **more)  # type: ignore[arg-type]


def _read_year(groups: dict[str, str], raw: re.Match[str], words: _Words) -> PeriodMatch | None:
    if "ymd" in groups:
        year, month, day = (int(n) for n in re.split("[-/.]", groups["ymd"]))
        return _made(raw, "calendar", Point("day", year, None, month, month, day, day))
    if "y1" in groups:
        kind = "calendar" if "y2mark" in groups or raw.group()[4:5] == "年" else "bare_range"
        return _made(raw, kind, Point("year", int(groups["y1"])), last=Point("year", int(groups["y2"])))
    base, direction = Point("year"), 0
    if written := groups.get("year") or groups.get("quarteryear"):
        base = _absolute_year(written)
    elif "era" in groups:
        number = small_number(groups["reign"])
        base = Point("year", words.table[f"era:{groups['era']}"].first + number - 1) if number else Point("year")
    elif "relyear" in groups:
        entry = words.table[f"year:{groups['relyear']}"]
        base, direction = Point("year", shift=entry.shift), entry.first
    elif not any(key in groups for key in _PART_KEYS):
        return None
    point = _with_part(base, groups, words)
    return None if point is None else _made(raw, "calendar", point, direction=direction)


def _absolute_year(text: str) -> Point:
    if any(c in _MASKS for c in text):
        return Point("year", masked=True)
    number = small_number(text)
    if number is not None and len(text) == 2:
        number += 2000 if number + 2000 - 100 < _SINCE else 1900
    return Point("year", number)


def _with_part(base: Point, groups: dict[str, str], words: _Words) -> Point | None:
    for key, role in (("half", "part"), ("edge", "edge")):
        if key in groups:
            entry = words.table[f"{role}:{groups[key]}"]
            months = entry.last - entry.first + 1
            grain = {12: "year", 6: "half", 3: "quarter"}.get(months, "month")
            return base._replace(grain=grain, first_month=entry.first, last_month=entry.last)
    if "quarters" in groups:
        return _quarters(base, groups)
    if any(key in groups for key in ("firstmonths", "m1", "m3")):
        first = small_number(groups.get("m1") or groups.get("m3") or "1")
        last = small_number(groups.get("firstmonths") or groups.get("m2") or groups["m4"])
        if not first or not last or first > 12 or last > 12:
            return None
        apart = "m3" in groups and last - first != groups["listed"].count("、")  # 3、5月份 is no stretch
        return base._replace(grain="months", first_month=first, last_month=last, masked=apart)
    return _with_month(base, groups, words) if "month" in groups else base


def _with_month(base: Point, groups: dict[str, str], words: _Words) -> Point | None:
    month = small_number(groups["month"])
    if month is None or not 1 <= month <= 12:
        return None
    point = base._replace(grain="month", first_month=month, last_month=month)
    if "third" in groups:
        entry = words.table[f"third:{groups['third']}"]
        return point._replace(grain="third", first_day=entry.first, last_day=entry.last)
    day = small_number(groups["day"]) if "day" in groups else None
    return point._replace(grain="day", first_day=day, last_day=day) if day and day <= 31 else point


def _quarters(base: Point, groups: dict[str, str]) -> Point | None:
    if "quarter" in groups:
        last = small_number(groups["quarter"])
        first = small_number(groups.get("q1") or groups.get("q0") or groups["quarter"])
    else:
        inner = groups["quarters"].removeprefix("前").split("季")[0].removesuffix("个")
        last = small_number(inner)
        first = 1 if groups["quarters"].startswith("前") else last  # 前三季度, 三季
    if not first or not last or not first <= last <= 4:
        return None
    return base._replace(grain="quarter", first_month=3 * first - 2, last_month=3 * last)


def _read_plan(groups: dict[str, str], raw: re.Match[str], words: _Words) -> PeriodMatch | None:
    if "plan" not in groups:
        return None
    number = 5 if groups["plan"] == "" else small_number(groups["plan"])
    quoted, part = "open" in groups and "close" in groups, groups.get("planpart")
    if number is None or number > _PLAN_MAX or not (quoted or part or len(groups["plan"]) == 2):
        return None
    year = plan_years(number)
    entry = words.table[f"plan:{part}"] if part else None
    first, last = (entry.first, entry.last) if entry else (1, 5)
    point = Point("plan", year + first - 1, years=last - first + 1) if year else Point("plan", masked=True)
    return _made(raw, "calendar" if part or not raw.group().endswith(words.plan_names) else "plan_name", point)


def _read_span(groups: dict[str, str], raw: re.Match[str], words: _Words) -> PeriodMatch | None:
    for count, unit, side in (
        ("count", "unit", "spanbefore"),
        ("count2", "unit2", "spanafter"),
        ("count3", "unit3", ""),
        ("count4", "unit4", ""),
        ("count6", "unit6", ""),
    ):
        if count not in groups:
            continue
        half = groups[count] == "半"
        grain = "half" if half else next(g for word, g in _GRAINS.items() if word in groups[unit])
        number = 1 if half else small_number(re.split("[-—–－~～]", groups[count])[-1])
        direction = words.table[f"span:{groups[side]}"].shift if side else -(count == "count4")
        kind = "span" if side or count == "count4" else "duration"
        if side == "spanafter" and groups[side] in words.ago:
            kind, direction = "event", 0
        return _made(raw, kind, length=number, unit=grain, direction=direction)
    return None


def _read_relative(groups: dict[str, str], raw: re.Match[str], words: _Words) -> PeriodMatch | None:
    for grain in ("quarter", "month", "week", "day"):
        if f"rel{grain}" in groups:
            entry = words.table[f"{grain}:{groups[f'rel{grain}']}"]
            point = Point(grain, shift=entry.shift, first_day=5 if "weekend" in groups else 0)
            return _made(raw, "day" if grain == "day" else "calendar", point)
    if "relevent" in groups:
        return _made(raw, "event", direction=words.table[f"event:{groups['relevent']}"].shift)
    for rhythm in ("recurrence", "average"):
        if rhythm in groups:
            return _made(raw, rhythm, recurrence=words.table[f"{rhythm}:{groups[rhythm]}"].id)
    if "decade" in groups:
        return _read_decade(groups, raw, words)
    return None


def _read_decade(groups: dict[str, str], raw: re.Match[str], words: _Words) -> PeriodMatch | None:
    tens = small_number(groups["decade"])
    if tens is None:
        return None
    century = 1900
    if "century" in groups:
        century = words.table[f"century:{groups['century']}"].first
    elif "centuryno" in groups:
        century = 100 * ((small_number(groups["centuryno"]) or 20) - 1)
    return _made(raw, "calendar", Point("decade", century + tens, years=10))


def _read_rest(groups: dict[str, str], raw: re.Match[str], words: _Words) -> PeriodMatch | None:
    del words
    for key, kind in _PLAIN:
        if key in groups:
            return _made(raw, kind)
    if "ordinal" in groups:
        return _made(raw, "term" if groups["ordinal"].endswith(_TERMS) else "stage")
    if "d1" in groups:
        return _read_days(groups, raw)
    if "bareday" in groups:
        return _made(raw, "calendar", Point("day", masked=True))
    day = small_number((groups.get("lastday") or groups.get("lastday2") or "x")[:-1])
    if day is None or not 1 <= day <= 31:
        return None
    return _made(raw, "calendar", Point("day", first_day=day, last_day=day), unit="lastday")


def _read_days(groups: dict[str, str], raw: re.Match[str]) -> PeriodMatch | None:
    """Read 3日至5日: a stretch of days whose month is not said, so that no anchor can resolve it."""
    first, last = small_number(groups["d1"]), small_number(groups["d2"])
    if not first or not last or not first < last <= 31:
        return None
    return _made(raw, "calendar", Point("day", first_day=first, last_day=last, masked=True))


def _join(left: PeriodMatch, right: PeriodMatch, text: str, words: _Words) -> PeriodMatch | None:
    """Join two points into one stretch: 从A到B, A至B, A与B间, A之后B之前, and a month with the span that follows it."""
    gap = text[left.end : right.start].strip(_GAPS)
    if left.kind == "stripped" and not gap and right.kind in ("duration", "stripped"):
        return left._replace(end=right.end, text=text[left.start : right.end])
    if right.kind in _NAMELESS and not gap and left.first is not None and left.first.first_month:
        return left._replace(end=right.end, text=text[left.start : right.end])  # 五至九月旺季
    if left.kind != "calendar" or right.kind != "calendar" or left.first is None or right.first is None:
        return None
    closed = text.startswith(words.closing, right.end)
    dashes = gap in words.between and (closed or len(gap) != 1 or gap not in words.compare_with)
    after_before = gap in words.deadline and text.startswith(words.deadline, right.end)
    if not (dashes or after_before or (not gap and right.first.grain == "half" and left.first.grain == "year")):
        return None
    last = right.last or right.first
    if right.unit == "lastday":
        last = left.first._replace(first_day=last.first_day, last_day=last.last_day)
    return left._replace(end=right.end, text=text[left.start : right.end], last=last)


def _finish(match: PeriodMatch, text: str, words: _Words) -> PeriodMatch:
    """Widen a match by the words around it (到…末, …以前, 从…), or mark it as the base of a comparison."""
    start, end, kind = match.start, match.end, match.kind
    if kind not in _RHYTHMS and text.startswith(words.compare_after, end):
        end += next(len(word) for word in words.compare_after if text.startswith(word, end))
        return match._replace(end=end, text=text[start:end], kind="comparison")
    before = text[max(0, start - 4) : start]
    if kind not in _RHYTHMS and before.endswith(words.compare_before):
        return match._replace(kind="comparison")
    if before.endswith(words.compare_with) and words.compare_link.search(text, end, end + _LINK_WITHIN):
        return match._replace(kind="comparison")
    opening = next((word for word in words.opening if before.endswith(word)), "")
    # Before a value or 的 从 opens a change, not the time (从去年的5.2天缩短到3.1天, 从去年的全市第三升到第一).
    if opening in words.starting and (text[end : end + 1] == "的" or text[end : end + 1].isdecimal()):
        opening = ""
    if kind == "bare_range":
        if not opening:
            return match._replace(kind="comparison")
        kind = "calendar"
    if kind == "plan_name" and opening:
        kind = "calendar"
    start -= len(opening) if kind not in _UNOPENED else 0
    if kind in _CLOSABLE and text.startswith(words.ending, end):
        end += next(len(word) for word in words.ending if text.startswith(word, end))
    if (start, end, kind) == (match.start, match.end, match.kind):
        return match
    return match._replace(start=start, end=end, text=text[start:end], kind=kind)
