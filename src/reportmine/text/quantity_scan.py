"""Scan a text for numbers with their units and bounds; every number comes out, with the reason where it is no quantity.

One compiled pattern finds the places, one automaton the words that are no numbers; tables keyed by a character read the rest.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any

from reportmine.text.automata import build_automaton
from reportmine.text.entries import BoundCue, Exclusion, QuantityCue, Unit
from reportmine.text.lexicon import Lexicon
from reportmine.text.number_pattern import build_pattern
from reportmine.text.number_reader import NumberRead, NumberReader, UnitRead
from reportmine.text.numerals import numeral_table
from reportmine.text.quantity_rules import BARE, Candidate, Rules
from reportmine.text.word_tables import Ends

RANGE_MARKS = frozenset("-–—－~～―−至到")
RANGE_WORDS = frozenset("至到")
RATIO_MARKS = frozenset("∶:：")
STROKES = frozenset("/／")
LIST_MARKS = frozenset("、和与及或")
MINUS = frozenset("-－−负負")
BOTH_SIGNS = "正"  # 正负1毫米 is a span, not a negative number
PERCENT, POINTS = "%", "points"
SIGNED = frozenset({"percent", "points", "permille", "basis_points", "temperature"})
MAX_LIST = 30
LIST_DIGITS = 3  # a list's number and its point
FAR_LINE = 1000
ITEM_LINE = 12  # characters of a line that is no cell of a column
HUNDRED = Decimal(100)
# A third is 33.3333: two places more than the percentages around it are given in.
PLACES = Decimal("0.0001")


@lru_cache(maxsize=8)
def scanner(lexicon: Lexicon) -> Scanner:
    """Return the scanner of one lexicon, built once."""
    return Scanner(lexicon)


class Scanner:
    """Hold the pattern, the automaton and the tables built from one lexicon."""

    __slots__ = (
        "_joints",
        "_pattern",
        "_prefix_ends",
        "_prefixes",
        "_reader",
        "_rules",
        "_table",
        "_word_kinds",
        "_words",
    )

    def __init__(self, lexicon: Lexicon) -> None:
        units, bounds = lexicon.entries(Unit), lexicon.entries(BoundCue)
        exclusions = lexicon.entries(Exclusion)
        self._table = table = numeral_table(lexicon)
        self._reader = NumberReader(table, units, bounds)
        prefixes = [(p, u) for u in units for p in u.prefix]
        self._prefixes = Ends(prefixes)
        self._prefix_ends = frozenset({" ", *(p[-1] for p, _ in prefixes)})
        self._joints = frozenset({*table.tenths, *(w[0] for w in table.of), *STROKES, *RATIO_MARKS})
        self._pattern = build_pattern(
            table, unit_terms=[t for u in units for t in u.terms], currency=[p for p, _ in prefixes if p[0].isalpha()]
        )
        words = {w: e.kind for e in exclusions for w in e.words}
        self._word_kinds = tuple(words.values())
        self._words = build_automaton(words)
        self._rules = Rules(exclusions, bounds, lexicon.entries(QuantityCue), self._prefixes)

    def scan(self, text: str) -> list[Candidate]:
        """Return every number of the text in order, disjoint; `reason` is empty for a quantity."""
        found: list[Candidate] = []
        waiting: list[Candidate] = []
        words = self._excluded_words(text)
        search, position, word = self._pattern.search, 0, 0
        while match := search(text, position):
            start, end = match.span()
            while words[word][1] <= start:
                word += 1
            first, last, reason = words[word]
            if first < start or (first == start and last >= end and not text.startswith(self._table.of, end)):
                candidate = Candidate(start, last, reason=reason)
            else:
                candidate = self._read(text, match, start, end)
                signed = start > position and text[start - 1] in MINUS and text[start - 2 : start - 1] != BOTH_SIGNS
                if signed and not candidate.reason:
                    _negate(text, candidate, position)
            position = candidate.end if candidate.end > start else start + 1
            if candidate.reason == BARE or waiting:
                waiting = _share_unit(text, waiting, candidate)
            elif candidate.kind == POINTS and found:
                _share_points(text, found[-1], candidate)
            found.append(candidate)
        return found

    def _excluded_words(self, text: str) -> list[tuple[int, int, str]]:
        """Return the words that are no numbers, closed by one beyond the end."""
        kinds, spans = self._word_kinds, []
        for index, start, end in self._words.find_matches_as_indexes(text):
            following = text[end : end + 1]
            if not (following.isascii() and following.isalpha() and text[end - 1].isascii()):
                spans.append((start, end, kinds[index]))
        spans.append((len(text) + 1, len(text) + 2, ""))
        return spans

    def _read(self, text: str, match: Any, start: int, end: int) -> Candidate:
        kind = match.lastgroup
        if kind == "phrase":
            return self._read_phrase(text, start, end)
        if kind != "number":
            return Candidate(start, end, reason=kind)
        if "." in match.group() and (item := _list_number(text, start)):
            return Candidate(start, item, reason="numbering")
        number = self._reader.number(text, start, end)
        if number is None:
            return Candidate(start, end, reason="unreadable")
        candidate = Candidate(start, number.end, number=number)
        candidate.number_end = number.end
        self._rules.look_before(text, candidate)
        if not candidate.reason and not candidate.kind:
            self._read_tail(text, candidate, number)
        if not candidate.reason:
            self._rules.judge(text, candidate)
        return candidate

    def _read_phrase(self, text: str, start: int, end: int) -> Candidate:
        entry = self._table.phrases[text[start:end]]
        if entry.not_before and text.startswith(entry.not_before, end):
            return Candidate(start, end, reason="phrase")
        value = Decimal(entry.value)
        number = NumberRead(
            start, end, value, value, written=True, inside="" if entry.bound == "exact" else entry.bound
        )
        candidate = Candidate(start, end, number=number, kind=entry.kind, unit_text=entry.unit)
        candidate.number_end = end
        self._rules.judge(text, candidate)
        return candidate

    def _read_tail(self, text: str, candidate: Candidate, number: NumberRead) -> None:
        """Read what follows a number: a fraction, a ratio, a unit, or a mark and the upper end of a range."""
        end = number.end
        mark = text[end : end + 1]
        if mark in self._joints and self._read_joint(text, candidate, number, mark):
            return
        stop = self._rules.stop_after(text, number)
        unit = self._reader.unit(text, end, written=number.written)
        if stop and (unit is None or unit.end <= stop[0]):
            candidate.reason = stop[1]
            return
        self._apply_unit(text, candidate, unit)
        place = candidate.end
        if text[place : place + 1] in RANGE_MARKS or text[place + 1 : place + 2] in RANGE_MARKS:
            self._read_range(text, candidate, number, unit)

    def _read_joint(self, text: str, candidate: Candidate, number: NumberRead, mark: str) -> bool:
        """Read the fraction or the ratio that the mark behind a number opens."""
        if mark in self._table.tenths and self._read_tenths(text, candidate, number):
            return True
        if text.startswith(self._table.of, number.end) and self._read_part(text, candidate, number):
            return True
        if mark in STROKES:
            return self._read_stroke(text, candidate, number)
        return mark in RATIO_MARKS and self._read_ratio(text, candidate, number)

    def _apply_unit(self, text: str, candidate: Candidate, unit: UnitRead | None) -> None:
        if unit is not None:
            candidate.unit, candidate.unit_text, candidate.per = unit.unit, unit.surface, unit.per
            candidate.end = unit.end
            if unit.unit.short:
                self._read_small_change(text, candidate, unit)
        before = text[candidate.start - 1 : candidate.start]
        if before not in self._prefix_ends:
            return
        prefix = self._prefixes.at(text, candidate.start - (before == " "))
        if prefix and (unit is None or unit.unit.dimension == prefix[1].dimension):
            if unit is None:
                candidate.unit, candidate.unit_text = prefix[1], text[prefix[0] : candidate.start].strip()
            candidate.start = prefix[0]

    def _read_small_change(self, text: str, candidate: Candidate, unit: UnitRead) -> None:
        """Add 三毛 to 五元三毛, 六两 to 一斤六两."""
        for number in (self._number_at(text, unit.end), self._digit_at(text, unit.end)):
            part = number and self._reader.unit(text, number.end, written=False)
            if number and part and part.unit.id in unit.unit.short and candidate.number:
                more = number.low * Decimal(str(part.unit.factor)) / Decimal(str(unit.unit.factor))
                candidate.number = candidate.number._replace(
                    low=candidate.number.low + more, high=candidate.number.high + more
                )
                candidate.end = part.end
                return

    def _digit_at(self, text: str, position: int) -> NumberRead | None:
        """Read the one written digit before a unit that is a numeral too (六两)."""
        digit = self._table.digits.get(text[position : position + 1])
        return None if digit is None else NumberRead(position, position + 1, Decimal(digit), Decimal(digit))

    def _number_at(self, text: str, position: int) -> NumberRead | None:
        match = self._pattern.match(text, position)
        if match is None or match.lastgroup != "number":
            return None
        return self._reader.number(text, *match.span())

    def _read_tenths(self, text: str, candidate: Candidate, number: NumberRead) -> bool:
        """Read 三成 and 三成五 as percent."""
        end = number.end + 1
        if number.high > 10 or text.startswith(self._table.tenth_stops, end):
            return False
        digit = self._table.digits.get(text[end : end + 1])
        extra = Decimal(digit or 0)
        if digit:
            end += 1
        values = (number.low * 10 + extra, number.high * 10 + extra)
        _set_fraction(candidate, number, values, end)
        return True

    def _read_part(self, text: str, candidate: Candidate, number: NumberRead) -> bool:
        """Read 百分之五十, 三分之一 as percent."""
        of = next(w for w in self._table.of if text.startswith(w, number.end))
        part = self._number_at(text, number.end + len(of))
        if part is None or not number.low:
            return False
        values = (part.low * HUNDRED / number.low, part.high * HUNDRED / number.low)
        _set_fraction(candidate, part._replace(bare_scale=False), values, part.end)
        self._read_part_range(text, candidate, number, of)
        return True

    def _read_part_range(self, text: str, candidate: Candidate, number: NumberRead, of: str) -> None:
        """Read on from 百分之五 over a mark to 百分之八."""
        end = candidate.end
        whole = self._number_at(text, end + 1) if text[end : end + 1] in RANGE_MARKS else None
        if whole and whole.low == number.low and text.startswith(of, whole.end) and candidate.number:
            part = self._number_at(text, whole.end + len(of))
            if part:
                values = (candidate.number.low, part.high * HUNDRED / whole.low)
                _set_fraction(candidate, part, values, part.end)

    def _read_stroke(self, text: str, candidate: Candidate, number: NumberRead) -> bool:
        """Read 1/10 as percent."""
        part = self._number_at(text, number.end + 1)
        if part is None or not 0 < number.low < part.low or number.scale or part.scale or part.low > 1000:
            return False
        if self._reader.unit(text, part.end, written=False):
            return False
        value = number.low * HUNDRED / part.low
        _set_fraction(candidate, number, (value, value), part.end)
        return True

    def _read_ratio(self, text: str, candidate: Candidate, number: NumberRead) -> bool:
        """Read 2.04∶1 as the number 2.04."""
        part = self._number_at(text, number.end + 1)
        if part is None or not part.low or text[part.end : part.end + 1] in RATIO_MARKS:
            return False
        value = _places(number.low / part.low)
        candidate.number = number._replace(low=value, high=value)
        candidate.kind, candidate.end, candidate.number_end = "ratio", part.end, part.end
        return True

    def _read_range(self, text: str, candidate: Candidate, number: NumberRead, unit: UnitRead | None) -> None:
        """Read on over a range mark to the upper end: 60%—70%, 3至5家, 2公里到150公里."""
        place = candidate.end
        while text[place : place + 1] == " ":
            place += 1
        mark = place
        while text[mark : mark + 1] in RANGE_MARKS and mark < place + 2:
            mark += 1
        if text[place : place + 1] in RANGE_WORDS and self._rules.is_start(text, candidate.start):
            return
        upper = self._number_at(text, mark + (text[mark : mark + 1] == " "))
        if mark == place or upper is None:
            return
        second = self._reader.unit(text, upper.end, written=upper.written)
        if second is None and (unit is None or unit.unit.dimension == "percent"):
            return
        if unit is not None and second is not None and unit.unit.dimension != second.unit.dimension:
            return
        low, high = _ends(number, upper, unit, second)
        if low > high:
            return
        candidate.number = upper._replace(low=low, high=high, written=number.written, bare_scale=False)
        candidate.number_end, candidate.end = upper.end, upper.end
        if second:
            candidate.unit, candidate.unit_text, candidate.per, candidate.end = (
                second.unit,
                second.surface,
                second.per,
                second.end,
            )


def _share_points(text: str, before: Candidate, candidate: Candidate) -> None:
    """Give a number the whole of the unit that it states only the beginning of (3.7个和2.2个百分点)."""
    joined = text[before.end : candidate.start] in LIST_MARKS and before.end < candidate.start
    if joined and not before.reason and before.unit_text and candidate.unit_text.startswith(before.unit_text):
        before.unit, before.unit_text, before.kind = candidate.unit, candidate.unit_text, candidate.kind


def _list_number(text: str, start: int) -> int | None:
    """Return where the number of a list item ends that the item's own number follows (3.附件… / 4.12名人员), told by its neighbours."""
    if text[start - 1 : start] not in ("", "\n"):
        return None
    number, _, _ = text[start : start + LIST_DIGITS].partition(".")
    if not number.isdecimal():
        return None
    floor = max(0, start - FAR_LINE)
    above = text.rfind("\n", floor, floor + len(text[floor:start].rstrip())) + 1
    below = text.find("\n", start) + 1
    told = above < start and _is_item(text, above, int(number) - 1, start)
    return start + len(number) + 1 if told or (below and _is_item(text, below, int(number) + 1, start)) else None


def _is_item(text: str, start: int, number: int, other: int) -> bool:
    """Return whether the line at `start` is that item of a list; a digit after its number may be a column's decimal unless both lines are long."""
    mark = f"{number}."
    if not text.startswith(mark, start):
        return False
    ends = (text.find("\n", start), text.find("\n", other))
    lengths = [(len(text) if end < 0 else end) - begin for end, begin in zip(ends, (start, other), strict=True)]
    return not text[start + len(mark) : start + len(mark) + 1].isdecimal() or min(lengths) >= ITEM_LINE


def _negate(text: str, candidate: Candidate, previous_end: int) -> None:
    """Take the sign before a percentage or an amount, where it is neither a range mark nor a dash (增长-2.3%)."""
    number, unit, place = candidate.number, candidate.unit, candidate.start - 1
    before = text[place - 1 : place]
    if number is None or unit is None or not (unit.dimension in SIGNED or unit.dimension.startswith("money")):
        return
    if (place == previous_end and place) or (before in MINUS and before) or (before.isascii() and before.isalnum()):
        return
    candidate.number = number._replace(low=-number.high, high=-number.low)
    candidate.start = place
    candidate.outer_start = min(candidate.outer_start, place)


def _set_fraction(candidate: Candidate, number: NumberRead, values: tuple[Decimal, Decimal], end: int) -> None:
    low, high = map(_places, values)
    candidate.number = number._replace(low=low, high=high)
    candidate.kind, candidate.unit_text = "fraction", PERCENT
    candidate.end = candidate.number_end = end


def _places(value: Decimal) -> Decimal:
    return value if value == value.quantize(PLACES) else value.quantize(PLACES)


def _ends(
    number: NumberRead, upper: NumberRead, unit: UnitRead | None, second: UnitRead | None
) -> tuple[Decimal, Decimal]:
    """Return both ends in the second's unit; a lower end without multiplier shares the upper's (20-30万)."""
    low, high = number.low, upper.high
    if unit is None and upper.scale and not number.scale and upper.scale >= 10000 and low < high / upper.scale:
        low *= upper.scale
    if unit and second and unit.unit.id != second.unit.id and second.unit.base:
        low *= Decimal(str(unit.unit.factor)) / Decimal(str(second.unit.factor))
    return low, high


def _share_unit(text: str, waiting: list[Candidate], candidate: Candidate) -> list[Candidate]:
    """Give the numbers of a list the unit of its last member (3、4、5家); return those that still wait."""
    if waiting:
        gap = text[waiting[-1].end : candidate.start]
        if len(gap) != 1 or gap not in LIST_MARKS:
            waiting = []
    if candidate.reason == BARE:
        number = candidate.number
        at_line_start = candidate.start == 0 or text[candidate.start - 1] in "\n\u3000 "
        if number is not None and not number.written and not at_line_start and len(waiting) < MAX_LIST:
            waiting.append(candidate)
        return waiting
    if candidate.reason or candidate.number is None or not candidate.unit_text:
        return []
    for bare in waiting:
        number = bare.number
        if number is None:
            continue
        scale = candidate.number.scale if not number.scale else None
        if scale and scale >= 10000:
            number = number._replace(low=number.low * scale, high=number.high * scale)
        bare.number, bare.reason, bare.kind = number, "", candidate.kind
        bare.unit, bare.unit_text, bare.per = candidate.unit, candidate.unit_text, candidate.per
        bare.number_end = bare.end
    return []
