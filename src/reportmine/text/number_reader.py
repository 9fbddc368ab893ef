"""Read one numeral at a place of a text, with the 多 or 余 behind it, and the unit that follows it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from reportmine.text.entries import BoundCue, Unit
from reportmine.text.numerals import MAX_DIGITS, NumeralTable, narrow, read_numeral
from reportmine.text.word_tables import UnitTable

MAX_GAP = 3


@dataclass(frozen=True, slots=True)
class NumberRead:
    """Hold one numeral: span, values, `written` in characters, its last scale, the bound inside it.

    `bare_scale`: multipliers only (千万); `vague`: 几 or 数 stands in it.
    """

    start: int
    end: int
    low: Decimal
    high: Decimal
    written: bool = False
    scale: Decimal | None = None
    bare_scale: bool = False
    vague: bool = False
    inside: str = ""


@dataclass(frozen=True, slots=True)
class UnitRead:
    """Hold one unit: its end, its entry, its surface and, after a stroke, the entry of what it is counted by (元/人)."""

    end: int
    unit: Unit
    surface: str
    per: Unit | None = None


class NumberReader:
    """Read numerals and units with the tables of one lexicon."""

    __slots__ = ("_inside", "_scales", "_table", "_units")

    def __init__(self, table: NumeralTable, units: tuple[Unit, ...], bounds: tuple[BoundCue, ...]) -> None:
        self._table = table
        self._units = UnitTable(units)
        self._scales = frozenset(table.scales)
        self._inside = {c: b.bound for b in bounds for c in b.inside}

    def number(self, text: str, start: int, end: int) -> NumberRead | None:
        """Return the numeral text[start:end], with a 多 or 余 behind it, or None where it cannot be read."""
        raw = text[start:end]
        if raw.isascii() and raw.isdigit() and text[end : end + 1] not in self._inside:
            if len(raw) > MAX_DIGITS:
                return None
            value = Decimal(raw)
            return NumberRead(start, end, value, value)
        return self._mixed(text, start, end, raw)

    def _mixed(self, text: str, start: int, end: int, raw: str) -> NumberRead | None:
        table, inside = self._table, ""
        plain = narrow(raw)
        vague = any(c in plain for c in table.vague)
        for mark in self._inside:
            if mark in plain:
                inside, plain = self._inside[mark], plain.replace(mark, "")
        if vague:
            plain = plain.translate(dict.fromkeys(map(ord, table.vague)))
        values = read_numeral(plain, table)
        if values is None:
            return None
        last = plain[-1]
        mark = text[end : end + 1]
        if not inside and mark in self._inside and (last == "0" or last in self._scales):
            of_unit = self.unit(text, end + 1, written=False)
            if of_unit or (mark in table.more and table.scales.get(last, 0) >= 10000):
                inside, end = self._inside[mark], end + 1
        return NumberRead(
            start,
            end,
            *values,
            written=not any(c.isascii() and c.isdigit() for c in plain),
            scale=table.scales.get(last),
            bare_scale=all(table.scales.get(c, 10) != 10 for c in plain),
            vague=vague,
            inside=inside,
        )

    def unit(self, text: str, position: int, *, written: bool) -> UnitRead | None:
        """Return the unit at a place, over a short gap; over a line break only a sign or a longer word counts as one."""
        found = self._units.at(text, position, written=written)
        if found is None:
            gap = position
            while gap < position + MAX_GAP and text[gap : gap + 1].isspace():
                gap += 1
            if gap == position:
                return None
            found = self._units.at(text, gap, written=written)
            if found is None or ("\n" in text[position:gap] and found[0] - gap < 2 and text[gap].isalpha()):
                return None
            position = gap
        end, unit = found
        if text[end : end + 1] in ("/", "／"):
            per = self._units.at(text, end + 1, written=False)
            if per:
                return UnitRead(per[0], unit, text[position : per[0]], per[1])
        return UnitRead(end, unit, text[position:end])
