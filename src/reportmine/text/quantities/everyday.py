"""Read every number of a text, whatever it counts: the wide door beside find_quantities, which keeps indicators only.

Reads plain, mixed, broken and signed numerals, fractions (三分之一, 1 4/3), powers (2^-1, 1e5) and percentages (七成六, 五五折).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Any, Literal, cast

import regex

from reportmine.schema import Bound
from reportmine.text.automata import build_automaton
from reportmine.text.entries import BoundCue, Exclusion, Numeral, Unit
from reportmine.text.lexicon import Lexicon
from reportmine.text.numerals import narrow, numeral_table, read_numeral
from reportmine.text.quantities.pattern import GAP, build_wide_pattern
from reportmine.text.quantities.rules import strongest
from reportmine.text.quantities.word_tables import Ends, Starts

MAX_POWER = 400
# 大于20的同时小于35: so many characters may stand between the two halves, but not another clause's subject.
MAX_JOINT = 4
JOINT_STOPS = regex.compile(r"[。；;！？!?A-Za-z]")
RANGE = regex.compile(rf"{GAP}[-–—－~～―至到与和]{GAP}")


@dataclass(frozen=True, slots=True)
class NumberMatch:
    """Hold one number: `start, end` with its percent sign, `number_start, number_end` without; percent as the number itself."""

    start: int
    end: int
    low: Decimal
    high: Decimal
    kind: Literal["number", "percent"]
    number_start: int
    number_end: int
    bound: Bound
    outer_start: int
    outer_end: int


def find_numbers(text: str, *, lexicon: Lexicon, ranges: bool = False) -> list[NumberMatch]:
    """Find every number of `text`, ascending and disjoint; with `ranges`, two joined by a range mark or by their bounds are one.

    >>> from reportmine.text.lexicon import load_lexicon
    >>> [(m.low, m.kind) for m in find_numbers("一百二十点五，约七成六", lexicon=load_lexicon())]
    [(Decimal('120.5'), 'number'), (Decimal('76'), 'percent')]
    """
    found = _finder(lexicon).find(text)
    return _join(text, found) if ranges else found


@lru_cache(maxsize=8)
def _finder(lexicon: Lexicon) -> _Finder:
    return _Finder(lexicon)


class _Finder:
    __slots__ = (
        "_after",
        "_before",
        "_fillers",
        "_inside",
        "_letters",
        "_pattern",
        "_single",
        "_table",
        "_whole",
        "_words",
    )

    def __init__(self, lexicon: Lexicon) -> None:
        numerals, bounds, units = lexicon.entries(Numeral), lexicon.entries(BoundCue), lexicon.entries(Unit)
        self._table = table = numeral_table(lexicon)
        self._inside = {c: b.bound for b in bounds for c in b.inside}
        self._letters = {t: Decimal(e.value) for e in numerals if e.role == "letter" for t in e.terms}
        self._whole = {
            t: (Decimal(e.value), e.role) for e in numerals if e.role in ("word", "discount") for t in e.terms
        }
        self._before = Ends([(w, (b.bound, b.yields)) for b in bounds for w in b.before])
        self._after = Starts([(w, b.bound) for b in bounds for w in b.after])
        self._fillers = Ends([(w, w) for b in bounds for w in b.fillers])
        characters = {*table.digits, *table.scales}
        words = [
            w
            for e in lexicon.entries(Exclusion)
            for w in e.words
            if not w[0].isascii() and not characters.issuperset(w)
        ]
        self._words = build_automaton(words)
        self._single = frozenset(c for c, v in table.scales.items() if v != 10)
        self._pattern = build_wide_pattern(
            table,
            rates=[t for u in units if u.dimension in ("percent", "points") for t in u.terms],
            discounts=[t for u in units if u.dimension == "discount" for t in u.terms if len(t) == 1],
            letters=self._letters,
            ands=[t for e in numerals if e.role == "and" for t in e.terms],
            words=self._whole,
        )

    def find(self, text: str) -> list[NumberMatch]:
        """Find every number of `text`."""
        found: list[NumberMatch] = []
        words = [(s, e) for _, s, e in self._words.find_matches_as_indexes(text)]
        words.append((len(text) + 1, len(text) + 1))
        position, word = 0, 0
        while match := self._pattern.search(text, position):
            start, end = match.span()
            while words[word][1] <= start:
                word += 1
            first, last = words[word]
            if first < start or (first == start and last >= end):
                position = max(last, start + 1)
                continue
            number = None if match.lastgroup == "skip" else self._read(text, match)
            position = max(end if number is None else number.end, start + 1)
            if number is not None:
                found.append(number)
        return found

    def _read(self, text: str, match: Any) -> NumberMatch | None:
        raw = {k: v for k, v in match.groupdict().items() if v is not None}
        value = self._value(raw)
        if value is None:
            return None
        low, high, inside = value
        start, end = match.span()
        number_start, number_end = start, match.end()
        kind: Literal["number", "percent"] = "number"
        if "percent_of" in raw:
            kind, number_start = "percent", match.start("of")
        elif "whole_word" in raw:
            kind = "percent" if self._whole[raw["whole_word"]][1] == "discount" else "number"
        elif "rate" in raw or "tenth" in raw or "discount" in raw:
            kind, number_end = (
                "percent",
                match.start("rate" if "rate" in raw else "tenth" if "tenth" in raw else "discount"),
            )
        bound, outer_start, outer_end = self._limit(text, start, end, inside, is_range=low != high)
        return NumberMatch(start, end, low, high, kind, number_start, number_end, bound, outer_start, outer_end)

    def _limit(self, text: str, start: int, end: int, inside: str, *, is_range: bool) -> tuple[Bound, int, int]:
        """Return the bound and the outer span, over one blank on each side."""
        place = start - (text[start - 1 : start] == " ")
        before = self._before.at(text, place)
        filler = None if before else self._fillers.at(text, place)
        if filler:
            before = self._before.at(text, filler[0])
        after = self._after.at(text, end + (text[end : end + 1] == " "))
        limit = before[1][0] if before and not (before[1][1] and after) else ""
        bounds = (limit, inside, after[1] if after else "")
        bound = "between" if is_range else strongest(*bounds)
        return cast(Bound, bound), before[0] if before else start, after[0] if after else end

    def _value(self, raw: dict[str, str]) -> tuple[Decimal, Decimal, str] | None:
        """Return low, high and inner bound of the groups of one match."""
        if "whole_word" in raw:
            value = self._whole[raw["whole_word"]][0]
            return value, value, ""
        if "power" in raw or "exponent" in raw:
            return self._power(raw)
        if "slash_over" in raw:
            return self._slash(raw)
        if "under" in raw:
            return self._fraction(raw)
        part = self._plain(raw["of"] if "percent_of" in raw else raw["plain"], raw.get("letter") or raw.get("letter2"))
        if part is None:
            return None
        low, high, inside = part
        if "percent_of" in raw:
            of = read_numeral(narrow(raw["percent_of"]), self._table)
            low, high = (low * 100 / of[0], high * 100 / of[0]) if of and of[0] else (low, high)
        elif "tenth" in raw:
            extra = self._table.digits.get(raw.get("tenth_digit", ""), 0)
            low, high = low * 10 + extra, high * 10 + extra
        elif "discount" in raw:
            low, high = (v if v > 10 else v * 10 for v in (low, high))
        return low, high, inside

    def _plain(self, text: str, letter: str | None = None) -> tuple[Decimal, Decimal, str] | None:
        plain, inside = narrow(text), ""
        negative = plain[:1] != "" and plain[0] in self._table.minus
        plain = plain.lstrip("+" + self._table.minus)
        for mark in (*self._inside, *self._table.vague):
            if mark in plain:
                inside, plain = self._inside.get(mark, "at_least"), plain.replace(mark, "")
        if (len(plain) == 1 and plain in self._single) or (len(set(plain)) == 1 and plain[:1] in self._single):
            return None
        with localcontext() as context:
            context.prec = 60
            values = read_numeral(plain, self._table)
            if values is None:
                return None
            factor = self._letters[letter] if letter else Decimal(1)
            low, high = values[0] * factor, values[1] * factor
        return (-high, -low, inside) if negative else (low, high, inside)

    def _power(self, raw: dict[str, str]) -> tuple[Decimal, Decimal, str] | None:
        """Read 2^-1 and 1e5."""
        base = self._plain(raw["base"])
        exponent = int(narrow(raw.get("power") or raw["exponent"]).lower().lstrip("^e"))
        if base is None or abs(exponent) > MAX_POWER:
            return None
        if "exponent" in raw:
            value = base[0].scaleb(exponent)
        else:
            value = abs(base[0]) ** exponent * (-1 if base[0] < 0 else 1) if base[0] else Decimal(0)
        return value, value, ""

    def _slash(self, raw: dict[str, str]) -> tuple[Decimal, Decimal, str] | None:
        over, under = self._plain(raw["slash_over"]), self._plain(raw["slash_under"])
        whole = self._plain(raw["slash_whole"]) if "slash_whole" in raw else (Decimal(0), Decimal(0), "")
        if over is None or under is None or whole is None or not under[0]:
            return None
        value = whole[0] + over[0] / under[0]
        return value, value, ""

    def _fraction(self, raw: dict[str, str]) -> tuple[Decimal, Decimal, str] | None:
        """Read 三分之一 and 三百五又三分之一; a minus before the whole counts for both."""
        under, over = self._plain(raw["under"]), self._plain(raw["over"])
        whole = self._plain(raw["whole"]) if "whole" in raw else (Decimal(0), Decimal(0), "")
        if under is None or over is None or whole is None or not under[0]:
            return None
        part = over[0] / under[0]
        value = whole[0] - part if whole[0] < 0 else whole[0] + part
        return value, value, ""


def _join(text: str, found: list[NumberMatch]) -> list[NumberMatch]:
    """Join 20~100, 10000与20000间, and 大于10小于20: a number bounded below with the next bounded above."""
    joined: list[NumberMatch] = []
    for match in found:
        previous = joined[-1] if joined else None
        if previous is not None and previous.low <= match.high and _belong(text, previous, match):
            joined[-1] = replace(
                previous,
                end=match.end,
                high=match.high,
                number_end=match.number_end,
                bound="between",
                outer_end=match.outer_end,
            )
        else:
            joined.append(match)
    return joined


def _belong(text: str, first: NumberMatch, second: NumberMatch) -> bool:
    if first.bound in ("exact", "about") and second.bound in ("exact", "about", "between"):
        return RANGE.fullmatch(text, first.end, second.start) is not None
    if first.bound == "at_least" and second.bound == "at_most":
        return second.outer_start - first.outer_end <= MAX_JOINT and not JOINT_STOPS.search(
            text, first.outer_end, second.outer_start
        )
    return False
