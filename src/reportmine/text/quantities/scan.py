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
from reportmine.text.numerals import numeral_table
from reportmine.text.quantities.candidate import Candidate
from reportmine.text.quantities.compounds import HALF, HALF_TENTHS, Compounds, places
from reportmine.text.quantities.lists import (
    drop_rate_base,
    is_heading_number,
    list_number,
    read_split,
    share_points,
    share_unit,
    yield_to,
)
from reportmine.text.quantities.pattern import build_pattern
from reportmine.text.quantities.ranges import (
    RANGE_MARKS,
    RANGE_WORDS,
    is_misread,
    is_unscaled,
    may_be_ends,
    range_ends,
    range_mark,
)
from reportmine.text.quantities.reader import BLANK, NumberRead, NumberReader, UnitRead
from reportmine.text.quantities.rules import Rules
from reportmine.text.quantities.signs import read_sign
from reportmine.text.quantities.torn import BARE, UNREADABLE
from reportmine.text.quantities.units import STROKES
from reportmine.text.quantities.word_tables import Ends

RATIO_MARKS = frozenset("∶:：")
LAST_MONTH, LAST_DAY, DATE_ENDS = 12, 31, frozenset("前起止")
PERCENT, POINTS = "%", "points"
HUNDRED, YEARS = Decimal(100), range(1900, 2100)
MULTIPLE, SPLIT, WIDE_COMMA = "multiple", "split", "，"
# Whole things have no part more, and a long time is told apart by what follows it.
COUNTED = frozenset({"count", "people", "times", "visits", "duration", "age", "ordinal", "percent", "points"})
MORE_ENDS = frozenset("，,。；;、：:）)\n的") | {""}


@lru_cache(maxsize=8)
def scanner(lexicon: Lexicon) -> Scanner:
    """Return the scanner of one lexicon, built once."""
    return Scanner(lexicon)


# 半 is five hundredths behind tenths where the number ends there: 占四成半，, not 两成半导体.
HALF_ENDS = frozenset("，,。；;、：:）)\n 的以左上多") | {""}


class Scanner:
    """Hold the pattern, the automaton and the tables built from one lexicon."""

    __slots__ = (
        "_compounds",
        "_joints",
        "_mores",
        "_pattern",
        "_prefix_ends",
        "_prefixes",
        "_reader",
        "_rules",
        "_table",
        "_verbs",
        "_word_kinds",
        "_words",
    )

    def __init__(self, lexicon: Lexicon) -> None:
        units, bounds, cues = lexicon.entries(Unit), lexicon.entries(BoundCue), lexicon.entries(QuantityCue)
        exclusions = lexicon.entries(Exclusion)
        self._table = table = numeral_table(lexicon)
        self._mores = {c: b.bound for b in bounds for c in b.inside if c in table.more}
        self._reader = NumberReader(table, units, bounds)
        prefixes = [(p, u) for u in units for p in u.prefix]
        self._prefixes = Ends(prefixes)
        self._prefix_ends = frozenset({" ", *(p[-1] for p, _ in prefixes)})
        self._joints = frozenset({*table.tenths, *(w[0] for w in table.of), *STROKES, *RATIO_MARKS})
        names = [m for c in cues if c.use == "index" for m in c.marks]
        before = [p for p, _ in prefixes if p[0].isalpha()] + names
        self._pattern = build_pattern(table, units=units, before=before)
        words = {w: e.kind for e in exclusions for w in e.words}
        self._word_kinds = tuple(words.values())
        self._words = build_automaton(words)
        self._rules = Rules(exclusions, bounds, cues, self._prefixes)
        self._verbs = frozenset(w for c in cues if c.use == "point_change" for w in c.before)
        self._compounds = Compounds(units, self._rules.cues, table, self._reader)

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
            if (
                (first < start or (first == start and last >= end))
                and not self._goes_on(text, end, last if first == start else end)
                and not (first < start and last < end and self._is_summed(text, start, end))
            ):
                candidate = Candidate(start, last, reason=reason)
            elif match.lastgroup == SPLIT and (parts := read_split(text, start, end)):
                found += parts[:-1]
                candidate = parts[-1]
            else:
                candidate = self._read(text, match, found[-1] if found else None)
                if match.lastgroup == "number" and not candidate.reason:
                    read_sign(text, start, candidate, self._rules.cues["datum"], self._table.minus_words)
            position = candidate.end if candidate.end > start else start + 1
            if candidate.reason == BARE or waiting:
                waiting = share_unit(text, waiting, candidate, self._verbs)
            elif candidate.kind == POINTS and found:
                share_points(text, found[-1], candidate, self._verbs)
            elif found and found[-1].end == candidate.start:
                drop_rate_base(found[-1], candidate)
            if found and candidate.start < found[-1].end:
                yield_to(found, candidate)
            found.append(candidate)
        return found

    def _goes_on(self, text: str, end: int, last: int) -> bool:
        """Return whether a numeral in a word that is no number goes on as a fraction (成百 in 完成百分之五) or with a unit beyond the word (三小时)."""
        if text.startswith(self._table.of, end):
            return True
        unit = self._reader.unit(text, end, written=True) if end < last else None
        return unit is not None and unit.end > last

    def _is_summed(self, text: str, start: int, end: int) -> bool:
        """Return whether a numeral that begins in a word that is no number (合一) is the sum that its first part leads to (折合一百万元)."""
        if not self._rules.cues["sum"].holds(text, start, end):
            return False
        number = self._reader.number(text, start, end)  # with the 余 behind it
        return number is not None and self._reader.unit(text, number.end, written=True) is not None

    def _excluded_words(self, text: str) -> list[tuple[int, int, str]]:
        """Return the words that are no numbers, closed by one beyond the end."""
        kinds, spans = self._word_kinds, []
        for index, start, end in self._words.find_matches_as_indexes(text):
            following = text[end : end + 1]
            if not (following.isascii() and following.isalpha() and text[end - 1].isascii()):
                spans.append((start, end, kinds[index]))
        spans.append((len(text) + 1, len(text) + 2, ""))
        return spans

    def _read(self, text: str, match: Any, before: Candidate | None) -> Candidate:
        kind, (start, end) = match.lastgroup, match.span()
        if kind == "phrase":
            return self._read_phrase(text, start, end)
        if kind != "number":
            return Candidate(start, end, reason="time" if kind == SPLIT else kind)
        if "." in match.group() and (item := list_number(text, start)):
            return Candidate(start, item, reason="numbering")
        if text.endswith(self._table.vague_words, 0, start + 1):
            start += 1  # 总数十八万 is no number of 数十
        number = self._reader.number(text, start, end)
        if self._rules.is_weekday(text, start, end, number):
            return Candidate(start, start + 1, reason="time")
        apart = WIDE_COMMA in match.group() and self._rules.cues["apart"].follows(text, start)
        if number is None or apart:
            return Candidate(start, end, reason=UNREADABLE)
        candidate = Candidate(start, number.end, number=number, number_end=number.end)
        if before:
            candidate.before, candidate.reason_before = (before.start, before.end), before.reason
        self._rules.look_before(text, candidate)
        if not candidate.reason and not candidate.kind:
            self._read_tail(text, candidate, number)
        if not candidate.reason:
            self._rules.judge(text, candidate, before)
        return candidate

    def _read_phrase(self, text: str, start: int, end: int) -> Candidate:
        entry = self._table.phrases[text[start:end]]
        if entry.not_before and text.startswith(entry.not_before, end):
            return Candidate(start, end - (text[start + 1 : end] == HALF), reason="phrase")  # 超过 + 半小时
        value = Decimal(entry.value)
        number = NumberRead(
            start, end, value, value, written=True, inside="" if entry.bound == "exact" else entry.bound
        )
        candidate = Candidate(start, end, number=number, kind=entry.kind, unit_text=entry.unit)
        candidate.number_end = end
        if entry.kind == "fraction":
            self._read_more(text, candidate)
        self._rules.judge(text, candidate)
        return candidate

    def _read_tail(self, text: str, candidate: Candidate, number: NumberRead) -> None:
        """Read what follows a number: a fraction, a ratio, a unit, or a mark and the upper end of a range."""
        end = number.end
        if text[end : end + 1] == BLANK and text[end + 1 : end + 2] in self._table.tenths:
            number, end = number._replace(end=end + 1), end + 1  # 7 成
        mark = text[end : end + 1]
        if mark in self._joints and self._read_joint(text, candidate, number, mark):
            return
        stop = self._rules.stop_after(text, number)
        unit = self._unit(text, candidate, number)
        if stop and stop[1] and (unit is None or unit.end <= stop[0]):
            candidate.reason = stop[1]
            return
        if unit is not None and is_heading_number(text, candidate, unit.unit):
            candidate.reason = "numbering"
            return
        self._apply_unit(text, candidate, unit)
        place = candidate.end
        if not RANGE_MARKS.isdisjoint(text[place : place + 2]) or is_misread(text, place):
            self._read_range(text, candidate, candidate.number or number, unit)
        self._read_unit_more(text, candidate)
        self._compounds.finish(text, candidate)

    def _unit(self, text: str, candidate: Candidate, number: NumberRead) -> UnitRead | None:
        """Return the unit behind a number of the candidate."""
        end = number.end
        # A hundred and more, even in characters, are no numbers of a saying: 八百字, 一千单.
        plain = self._reader.unit(text, end, written=number.written and (number.low < HUNDRED or number.bare_scale))
        told = self._compounds.beginnings
        if text[end : end + 1] in told or text[end : end + 2] in told:
            return self._compounds.told(text, candidate, number, plain, self._number_at)
        return plain

    def _read_joint(self, text: str, candidate: Candidate, number: NumberRead, mark: str) -> bool:
        """Read the fraction or the ratio that the mark behind a number opens."""
        if self._read_tenths(text, candidate, number):
            return True
        if text.startswith(self._table.of, number.end) and self._read_part(text, candidate, number):
            return True
        if mark in STROKES:
            return self._read_stroke(text, candidate, number)
        return mark in RATIO_MARKS and self._read_ratio(text, candidate, number)

    def _apply_unit(self, text: str, candidate: Candidate, unit: UnitRead | None) -> None:
        if unit is not None:
            candidate.unit, candidate.unit_text, candidate.per = unit.unit, unit.surface, unit.per
            if unit.inside and candidate.number is not None:
                candidate.number = candidate.number._replace(inside=unit.inside)
            candidate.end = unit.end
            if unit.unit.short or unit.unit.tail or unit.unit.dimension == MULTIPLE:
                self._compounds.extend(text, candidate, unit, self._number_at)
        before = text[candidate.start - 1 : candidate.start]
        if before not in self._prefix_ends:
            return
        prefix = self._prefixes.at(text, candidate.start - (before == " "))
        if prefix and (unit is None or unit.unit.dimension == prefix[1].dimension):
            if unit is None:
                candidate.unit, candidate.unit_text = prefix[1], text[prefix[0] : candidate.start].strip()
            candidate.start = prefix[0]

    def _number_at(self, text: str, position: int) -> NumberRead | None:
        match = self._pattern.match(text, position)
        if match is None or match.lastgroup != "number":
            return None
        return self._reader.number(text, *match.span())

    def _read_tenths(self, text: str, candidate: Candidate, number: NumberRead) -> bool:
        """Read 三成, 三成五 and 三成到四成 as percent."""
        tenths = self._tenths(text, number)
        if tenths is None:
            return False
        low, high, end = tenths
        if text[end : end + 1] in RANGE_MARKS and not self._rules.is_start(text, candidate.start):
            upper = self._number_at(text, end + 1)
            second = self._tenths(text, upper) if upper else None
            if second and second[1] > high:
                _, high, end = second
        _set_fraction(candidate, number, (low, high), end)
        self._read_more(text, candidate)
        return True

    def _tenths(self, text: str, number: NumberRead) -> tuple[Decimal, Decimal, int] | None:
        """Return (low, high, end) in percent of a number that tenths follow (三成, 三成五), None where none do."""
        end = number.end + 1
        is_tenth = number.high <= 10 and text.startswith(tuple(self._table.tenths), number.end)
        mark = text[end : end + 1]
        closes = mark in self._table.digits and text[end + 1 : end + 2] in HALF_ENDS  # 一成一，
        if not is_tenth or (text.startswith(self._table.tenth_stops, end) and not closes):
            return None
        half = mark == HALF and text[end + 1 : end + 2] in HALF_ENDS
        digit = HALF_TENTHS if half else self._table.digits.get(mark, 0)
        return number.low * 10 + digit, number.high * 10 + digit, end + bool(digit)

    def _read_more(self, text: str, candidate: Candidate) -> None:
        """Read a 多 behind a fraction: 三成多, 百分之三十多, 一半多."""
        end, number = candidate.end, candidate.number
        if number and text[end : end + 1] in self._mores and not text.startswith(self._table.more_stops, end + 1):
            candidate.number = number._replace(inside=self._mores[text[end]])
            candidate.end = candidate.number_end = end + 1

    def _read_unit_more(self, text: str, candidate: Candidate) -> None:
        """Read a 多 behind a measure: 6倍多, and where the clause ends on it, 8米多."""
        end, number, unit = candidate.end, candidate.number, candidate.unit
        if text[end : end + 1] not in self._mores or number is None or unit is None or number.inside:
            return
        measured = unit.dimension not in COUNTED and text[end + 1 : end + 2] in MORE_ENDS
        if measured or (unit.dimension == MULTIPLE and not text.startswith(self._table.more_stops, end + 1)):
            candidate.number = number._replace(inside=self._mores[text[end]])
            candidate.end = end + 1

    def _read_part(self, text: str, candidate: Candidate, number: NumberRead) -> bool:
        """Read 百分之五十, 三分之一 as percent."""
        of = next(w for w in self._table.of if text.startswith(w, number.end))
        part = self._number_at(text, number.end + len(of))
        if part is None or not number.low:
            return False
        values = (part.low * HUNDRED / number.low, part.high * HUNDRED / number.low)
        _set_fraction(candidate, part._replace(bare_scale=False), values, part.end)
        self._read_part_range(text, candidate, number, of)
        self._read_more(text, candidate)
        return True

    def _read_part_range(self, text: str, candidate: Candidate, number: NumberRead, of: str) -> None:
        """Read on from 百分之五 over a mark to 百分之八."""
        end = candidate.end
        whole = self._number_at(text, end + 1) if text[end : end + 1] in RANGE_MARKS else None
        if whole and candidate.number and candidate.number.high < whole.low < HUNDRED and not whole.scale:
            if text[whole.end : whole.end + 1] in MORE_ENDS:  # 百分之三到五
                values = (candidate.number.low, whole.high * HUNDRED / number.low)
                _set_fraction(candidate, whole, values, whole.end)
            return
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
        dated = number.low <= LAST_MONTH and part.low <= LAST_DAY and text[part.end : part.end + 1] in DATE_ENDS
        if dated or self._reader.unit(text, part.end, written=False):
            return False  # 12/31前完成
        value = number.low * HUNDRED / part.low
        _set_fraction(candidate, number, (value, value), part.end)
        return True

    def _read_ratio(self, text: str, candidate: Candidate, number: NumberRead) -> bool:
        """Read 2.04∶1 as the number 2.04."""
        part = self._number_at(text, number.end + 1)
        if part is None or not part.low or text[part.end : part.end + 1] in RATIO_MARKS:
            return False
        if number.low > HUNDRED and part.low in YEARS:
            return False  # ISO 9001:2015
        value = places(number.low / part.low)
        candidate.number = number._replace(low=value, high=value)
        candidate.kind, candidate.end, candidate.number_end = "ratio", part.end, part.end
        return True

    def _read_range(self, text: str, candidate: Candidate, number: NumberRead, unit: UnitRead | None) -> None:
        """Read on over a range mark to the upper end: 60%—70%, 3至5家, 2公里到150公里."""
        place, mark = range_mark(text, candidate.end)
        if text[place : place + 1] in RANGE_WORDS and self._rules.is_start(text, candidate.start):
            return
        upper = self._number_at(text, mark + (text[mark : mark + 1] == " "))
        if mark == place or upper is None or (upper.bare_scale and not number.bare_scale):
            return
        tenths = self._tenths(text, upper) if unit is None else None
        if tenths and number.low * 10 < tenths[1]:
            _set_fraction(candidate, number, (number.low * 10, tenths[1]), tenths[2])
            return
        second = self._unit(text, candidate, upper)
        if not may_be_ends(unit, second):
            return
        if is_unscaled(number, upper, unit):
            candidate.reason, candidate.end = UNREADABLE, upper.end
            return
        ends = range_ends(text, (candidate.start, place), (number, upper), (unit, second))
        if ends is None:
            return
        candidate.number = upper._replace(low=ends[0], high=ends[1], written=number.written, bare_scale=False)
        candidate.number_end, candidate.end = upper.end, upper.end
        if second:
            candidate.unit, candidate.unit_text, candidate.per, candidate.end = (
                second.unit,
                second.surface,
                second.per,
                second.end,
            )


def _set_fraction(candidate: Candidate, number: NumberRead, values: tuple[Decimal, Decimal], end: int) -> None:
    low, high = map(places, values)
    candidate.number = number._replace(low=low, high=high)
    candidate.kind, candidate.unit_text = "fraction", PERCENT
    candidate.end = candidate.number_end = end
