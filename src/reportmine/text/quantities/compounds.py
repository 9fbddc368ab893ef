"""Read what an everyday number leaves out: the unit that only its neighbours tell (电阻2.8欧, 零下5度), and the parts behind it.

Parts are smaller units (七块二毛, 3分40秒) and a bare digit for tenths (一米八, 七块五) or a half (一天半); the whole is one value in the first unit, in the last one where that is no tenth of it (3分40秒 is 220秒).
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from reportmine.errors import LexiconError
from reportmine.text.entries import Unit
from reportmine.text.numerals import NumeralTable
from reportmine.text.quantities.candidate import Candidate
from reportmine.text.quantities.cues import Cue
from reportmine.text.quantities.reader import NumberRead, NumberReader, UnitRead
from reportmine.text.quantities.rules import STATEMENT_STOPS

NumberAt = Callable[[str, int], NumberRead | None]

# A third is 33.3333: two places more than the percentages around it are given in.
PLACES = Decimal("0.0001")
TENTH = Decimal("0.1")
POINTS, TEMPERATURE, MONEY, DISCOUNT, MULTIPLE = "points", "temperature", "money", "discount", "multiple"
TEN = Decimal(10)
LARGE_SUM = 1000  # 五千块 is money whatever stands before it, 更换护栏板1200块 is none
HALF, HALF_TENTHS = "半", Decimal(5)  # 一天半
# What leads from the start of a change to its end, and how much may stand between them (延长到今年的).
TO, TO_WITHIN = frozenset("到至为"), 8
ASCII_DIGITS = frozenset("0123456789")
# Behind a larger number a bare digit is no tenth: 3000米5 is a cut line or a list.
TAIL_BELOW = 1000
ONE, ZERO = 1, Decimal(0)


class Compounds:
    """Hold the units that neighbours tell, and how their parts are read, for one lexicon."""

    __slots__ = (
        "_below",
        "_cues",
        "_numerals",
        "_openers",
        "_reader",
        "_start",
        "_table",
        "_tails",
        "_told",
        "beginnings",
    )

    def __init__(
        self, units: tuple[Unit, ...], cues: dict[str, Cue], table: NumeralTable, reader: NumberReader
    ) -> None:
        told: dict[str, list[tuple[str, Unit]]] = {}
        for unit in units:
            if unknown := [use for use in unit.told_by if use not in cues]:
                raise LexiconError(
                    f"told_by {unknown[0]!r} is unknown", where=unit.id, mend=f"allowed: {', '.join(sorted(cues))}"
                )
            for term in unit.told:
                told.setdefault(term[0], []).append((term, unit))
        self._told = {c: tuple(sorted(pairs, key=lambda p: -len(p[0]))) for c, pairs in told.items()}
        self.beginnings = frozenset(term[:2] for unit in units for term in unit.told)
        self._cues, self._table, self._reader = cues, table, reader
        self._numerals = frozenset({*table.digits, *table.scales, *ASCII_DIGITS, "."})
        self._openers = frozenset({*self._numerals, *"０１２３４５６７８９", *table.vague, HALF})
        self._tails = cues["tail"].marks
        self._below, self._start = cues["below_zero"], cues["start"]

    def _change_start(self, text: str, candidate: Candidate) -> int:
        """Return where the change starts that a number opens (从3分) or ends (从3分延长到5分), its own start where it does neither."""
        first, end = candidate.before
        between = text[end : candidate.start] if candidate.start - end <= TO_WITHIN else ""
        if not TO.isdisjoint(between) and STATEMENT_STOPS.isdisjoint(between):
            opening = self._start.word_before(text, first)
            if opening:
                return first - len(opening)
        return candidate.start - len(self._start.word_before(text, candidate.start))

    def told(
        self, text: str, candidate: Candidate, number: NumberRead, plain: UnitRead | None, number_at: NumberAt
    ) -> UnitRead | None:
        """Return the unit behind a number that a cue before it or a part behind it tells, `plain` where none does.

        What stands before the change that a number opens or ends stands before the number too.
        """
        for term, unit in self._told.get(text[number.end : number.end + 1], ()):
            end = number.end + len(term)
            if not text.startswith(term, number.end) or (plain and plain.end > end):
                continue
            known = [self._cues[use] for use in unit.told_by]
            cues = [cue for cue in known if not cue.forbids_behind(text, end)]
            near = [cue for cue in cues if not cue.forbids_before(text, number.start)]
            starts = (number.start, self._change_start(text, candidate))
            # Places are counted whole: what comes in fractions is the other unit (1.5个点).
            fraction = unit.dimension == POINTS and number.low % 1
            sum_of_money = unit.dimension == MONEY and number.written and number.low >= LARGE_SUM
            if cues and (
                fraction
                or sum_of_money
                or any(cue.follows(text, start) for cue in near for start in starts)
                or self._ends(text, end, unit, number, number_at)
            ):
                return UnitRead(end, unit, term)
        return plain

    def _ends(self, text: str, end: int, unit: Unit, number: NumberRead, number_at: NumberAt) -> bool:
        """Return whether a part of the unit, or a digit for the tenths of one that has parts, stands behind it (not 坡度五度半)."""
        if not unit.short:
            return False
        return self._part(text, end, unit, number_at) is not None or self._tail(text, end, unit, number) is not None

    def extend(self, text: str, candidate: Candidate, unit: UnitRead, number_at: NumberAt) -> None:
        """Add the parts behind a number and its unit: 三毛 to 五元三毛, 六两 to 一斤六两, 40秒 to 3分40秒, 八 to 一米八."""
        number, head, last, place, more = candidate.number, unit.unit, unit.unit, unit.end, ZERO
        if number is None or text[place : place + 1] not in self._openers:
            return
        named = part_end = place
        while found := self._part(text, place, last, number_at):
            amount, last, named, place = found
            more += convert(amount, last, head)
        part_end = place
        if tail := self._tail(text, place, last, number):
            more, place = more + convert(tail[0] * TENTH, last, head), tail[1]
        if place > unit.end:
            # In the first unit 3分40秒 would be 3.666…: what sixtieths and twelfths part is counted in the last one.
            whole = head
            if not is_decimal(last, head):
                whole, candidate.unit, candidate.unit_text = last, last, text[named:part_end]
            low, high = (convert(value + more, head, whole) for value in (number.low, number.high))
            candidate.number = number._replace(low=places(low), high=places(high))
            candidate.end = place

    def _part(self, text: str, place: int, head: Unit, number_at: NumberAt) -> tuple[Decimal, Unit, int, int] | None:
        """Return (value, unit, start, end) of the smaller unit behind a unit, over a 零 (三年零2个月)."""
        if not head.short:
            return None
        place += self._table.digits.get(text[place : place + 1]) == 0 and text[place + 1 : place + 2].isascii()
        for number in (number_at(text, place), self._digit_at(text, place)):
            if number is None or number.vague:
                continue
            read = self._reader.unit(text, number.end, written=False)
            told = self._told.get(text[number.end : number.end + 1], ())
            known = [(t, u) for t, u in told if text.startswith(t, number.end)]
            for end, unit in ([(read.end, read.unit)] if read else []) + [(number.end + len(t), u) for t, u in known]:
                if unit.id in head.short:
                    return number.low, unit, number.end, end
        return None

    def _digit_at(self, text: str, place: int) -> NumberRead | None:
        """Read the one written digit before a unit that is a numeral too (六两)."""
        digit = self._table.digits.get(text[place : place + 1])
        return None if digit is None else NumberRead(place, place + 1, Decimal(digit), Decimal(digit))

    def _tail(self, text: str, place: int, unit: Unit, number: NumberRead) -> tuple[Decimal, int] | None:
        """Return (tenths, end) of the digits behind a whole number's unit, None where what stands there goes on as something else."""
        mark = text[place : place + 1]
        halves = unit.short or unit.dimension == MULTIPLE  # 一天半, 一倍半
        if not (unit.tail or (halves and mark == HALF)) or number.inside or number.low % 1:
            return None
        read = self._tenths(text, place, written=number.written) if number.high < TAIL_BELOW else None
        if read is None:
            return None
        end = read[1]
        following = text[end : end + 1]
        if following in self._numerals:
            closed = self._table.digits.get(following) == ONE and self._is_unit(text, end + 1)
        else:
            closed = not following or following in STATEMENT_STOPS or text.startswith(self._tails, end)
        return read if closed else None

    def _tenths(self, text: str, place: int, *, written: bool) -> tuple[Decimal, int] | None:
        """Return (tenths, end) of what stands for itself at a place, in the script of its number: 半, 八, 8 and 75 (1米75)."""
        mark = text[place : place + 1]
        if mark == HALF:
            return HALF_TENTHS, place + 1
        if written:
            digit = 0 if mark in self._table.pairs else self._table.digits.get(mark, 0)
            return (Decimal(digit), place + 1) if 0 < digit < 10 else None
        end = place + sum(c in ASCII_DIGITS for c in text[place : place + 2])
        return (Decimal(text[place:end]).scaleb(place + 1 - end), end) if end > place and mark in ASCII_DIGITS else None

    def _is_unit(self, text: str, place: int) -> bool:
        """Return whether a unit stands there: 七块五一斤 is a price by it."""
        return self._reader.unit(text, place, written=True) is not None

    def finish(self, text: str, candidate: Candidate) -> None:
        """Make a temperature negative behind a word for below zero (零下五度), and a discount of two digits tenths (八五折 is 8.5)."""
        number, unit = candidate.number, candidate.unit
        if unit is not None and unit.dimension == DISCOUNT and number is not None and number.low > TEN:
            candidate.number = number._replace(low=number.low / TEN, high=number.high / TEN)
        if unit is None or unit.dimension != TEMPERATURE:
            return
        if number is not None and (word := self._below.word_before(text, candidate.start)):
            # 零下三十多度 is colder than that.
            inside = "at_most" if number.inside == "at_least" else number.inside
            candidate.number = number._replace(low=-number.high, high=-number.low, inside=inside)
            candidate.start -= len(word)


def convert(value: Decimal, unit: Unit, whole: Unit) -> Decimal:
    """Return so many of a unit in another unit of the same base."""
    return value * Decimal(str(unit.factor)) / Decimal(str(whole.factor))


def is_decimal(part: Unit, whole: Unit) -> bool:
    """Say whether a smaller unit is a tenth, a hundredth … of another: 两 of 斤, not 秒 of 分."""
    ratio = Decimal(str(whole.factor)) / Decimal(str(part.factor))
    return ratio == Decimal(1).scaleb(ratio.adjusted())


def places(value: Decimal) -> Decimal:
    """Return the value with at most as many places as a fraction is given in."""
    return value if value == value.quantize(PLACES) else value.quantize(PLACES)
