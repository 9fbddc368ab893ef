"""Read one numeral at a place of a text, with the 多 or 余 behind it, and the unit that follows it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from reportmine.text.entries import BoundCue, Unit
from reportmine.text.numerals import NumeralTable, narrow, read_numeral
from reportmine.text.quantities.units import STROKES, find_longer_per, find_per, find_unit, surface_of
from reportmine.text.quantities.word_tables import UnitTable

MAX_GAP = 3
MAX_UNIT = 8
BLANK = " "
CLOSING = frozenset("，,；;。、）)")
# So many different numerals are remembered, none longer than this: enough for a large report, bounded for any text.
MAX_KNOWN, MAX_KNOWN_LENGTH = 4096, 16
# After 万 and 亿 a 多 or 余 needs no unit behind it (6万多).
BIG_SCALE = 10000


_TENS = re.compile("[二三四五六七八九]十[几幾](?![十百千])")


class NumberRead(NamedTuple):
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


class UnitRead(NamedTuple):
    """Hold one unit: its end, its entry, its surface and, after a stroke, the entry of what it is counted by (元/人).

    `inside` is the bound of a 多 within the unit (两个多百分点); the surface leaves it out.
    """

    end: int
    unit: Unit
    surface: str
    per: Unit | None = None
    inside: str = ""


class _Numeral(NamedTuple):
    """Hold what the characters of one numeral say, wherever they stand."""

    low: Decimal
    high: Decimal
    written: bool
    scale: Decimal | None
    bare_scale: bool
    vague: bool
    inside: str
    grows: bool
    large: bool


class NumberReader:
    """Read numerals and units with the tables of one lexicon."""

    __slots__ = ("_inside", "_known", "_scales", "_table", "_units", "_unsaid")

    def __init__(self, table: NumeralTable, units: tuple[Unit, ...], bounds: tuple[BoundCue, ...]) -> None:
        self._table = table
        self._units = UnitTable(units)
        self._scales = frozenset(table.scales)
        self._inside = {c: b.bound for b in bounds for c in b.inside}
        self._unsaid = dict.fromkeys(map(ord, table.measure))
        self._known: dict[str, _Numeral | None] = {}

    def number(self, text: str, start: int, end: int) -> NumberRead | None:
        """Return the numeral text[start:end], with a 多 or 余 behind it, or None where it cannot be read."""
        raw = text[start:end]
        known = self._known
        numeral = known[raw] if raw in known else self._learn(raw)
        if numeral is None:
            return None
        low, high, written, scale, bare_scale, vague, inside, grows, large = numeral
        gap = text[end : end + 1] == BLANK  # 60 余次
        mark = text[end + gap : end + gap + 1]
        if grows and mark in self._inside:
            of_unit = self.unit(text, end + gap + 1, written=False)
            if of_unit or (large and not gap and mark in self._table.more):
                inside, end = self._inside[mark], end + gap + 1
        return tuple.__new__(NumberRead, (start, end, low, high, written, scale, bare_scale, vague, inside))

    def _learn(self, raw: str) -> _Numeral | None:
        """Read the characters of a numeral and remember them: a report writes few different numbers."""
        numeral = self._parse(raw)
        if len(self._known) < MAX_KNOWN and len(raw) <= MAX_KNOWN_LENGTH:
            self._known[raw] = numeral
        return numeral

    def _parse(self, raw: str) -> _Numeral | None:
        table, inside = self._table, ""
        plain = narrow(raw).translate(self._unsaid)
        vague = any(c in plain for c in table.vague)
        if vague and _TENS.search(plain):  # 四十几 is forty at least, 十几 nobody knows
            vague, inside = False, "at_least"
            plain = plain.translate(dict.fromkeys(map(ord, table.vague)))
        for mark in self._inside:
            if mark in plain:
                inside, plain = self._inside[mark], plain.replace(mark, "")
        if vague:
            plain = plain.translate(dict.fromkeys(map(ord, table.vague)))
        values = read_numeral(plain, table)
        if values is None:
            return None
        last = plain[-1]
        return _Numeral(
            *values,
            written=not any(c.isascii() and c.isdigit() for c in plain),
            scale=table.scales.get(last),
            bare_scale=all(table.scales.get(c, 10) != 10 for c in plain),
            vague=vague,
            inside=inside,
            grows=not inside and (last == "0" or last in self._scales),
            large=table.scales.get(last, 0) >= BIG_SCALE,
        )

    def unit(self, text: str, position: int, *, written: bool) -> UnitRead | None:
        """Return the unit at a place, over a short gap; over a line break only a sign or a longer word counts as one."""
        found = find_unit(self._units, text, position, written=written)
        if found is None:
            gap = position
            while gap < position + MAX_GAP and text[gap : gap + 1].isspace():
                gap += 1
            if gap == position:
                return None
            found = find_unit(self._units, text, gap, written=written)
            short = found is not None and found[0] - gap < 2 and text[gap].isalpha()
            # One character in the next line is a unit only where its clause ends on it (5600⏎块，).
            if found is None or ("\n" in text[position:gap] and short and text[found[0] : found[0] + 1] not in CLOSING):
                return None
            position = gap
        end, unit = found
        longer = find_longer_per(self._units, text, position, end, self._table.scales)
        if longer:
            end, unit, counted_by = longer
            return UnitRead(end, unit, surface_of(text, position, end), counted_by)
        following = text[end : end + 1]
        if following in STROKES:
            per = find_per(self._units, text, position, end, self._table.scales)
            if per:
                return UnitRead(per[0], unit, surface_of(text, position, per[0]), per[1])
        elif following in self._inside:
            return self._parted(text, position, end) or UnitRead(end, unit, text[position:end])
        return UnitRead(end, unit, surface_of(text, position, end))

    def _parted(self, text: str, start: int, mark: int) -> UnitRead | None:
        """Read the longer unit that a 多 at `mark` stands within (两个多百分点), None where it stands behind the unit."""
        whole = text[start:mark] + text[mark + 1 : mark + 1 + MAX_UNIT]
        found = self._units.at(whole, 0, written=False)
        if found is None or found[0] <= mark - start:
            return None
        return UnitRead(start + found[0] + 1, found[1], whole[: found[0]], inside=self._inside[text[mark]])
