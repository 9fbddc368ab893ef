"""Make gaps: the quantity of a missing number, with the unit and the bound that are left of it."""

from __future__ import annotations

import re
from typing import NamedTuple, cast

from reportmine.extract.gaps.places import per_end, unit_of
from reportmine.schema import Bound, Quantity
from reportmine.text.entries import BoundCue, Redaction, Unit
from reportmine.text.lexicon import Lexicon

_STROKE = re.compile("[/／]")
# After a missing number only these words of bound are no part of what follows.
_LIMIT = "以之内左上"
_BOUND_CHARS = 4


class Gap(NamedTuple):
    """Hold one stripped quantity: an empty span where number and unit are both gone; `outer_start` is before a word of bound."""

    start: int
    end: int
    outer_start: int
    quantity: Quantity
    masked: bool = False


class GapMaker:
    """Make the gaps of one lexicon; hold its words of bound, its units and its multipliers (`scales`)."""

    __slots__ = ("_inside", "_limits", "_no_scales", "bounds", "scales", "units")

    def __init__(self, lexicon: Lexicon) -> None:
        cues = lexicon.entries(BoundCue)
        self.bounds = {term: cast(Bound, cue.bound) for cue in cues for term in (*cue.before, *cue.round)}
        self._inside = {term: cast(Bound, cue.bound) for cue in cues for term in cue.inside}
        self._limits = tuple((term, cast(Bound, cue.bound)) for cue in cues for term in cue.after if term[0] in _LIMIT)
        self.units = {term: unit for unit in lexicon.entries(Unit) for term in unit.terms}
        scales = [entry for entry in lexicon.entries(Redaction) if entry.kind == "scale"]
        self.scales = "".join(term for entry in scales for term in entry.terms)
        self._no_scales = tuple(word for entry in scales for word in entry.not_in)

    def limit_at(self, text: str, at: int) -> Bound | None:
        """Return the bound of the word that stands at `at` and limits a number before it (以内, 左右)."""
        return next((bound for word, bound in self._limits if text.startswith(word, at)), None)

    def is_near(self, text: str, at: int) -> bool:
        """Say whether a word of nearness (近, 约) ends at a place."""
        return any(text.endswith(word, 0, at) for word, bound in self.bounds.items() if bound == "about")

    def ends_word(self, text: str, at: int) -> bool:
        """Say whether the character before a place, which may be a multiplier, is a part of another word (余 of 结余)."""
        return text.endswith(self._no_scales, 0, at)

    def scaled(self, text: str, start: int) -> int:
        """Return where the multipliers before a unit begin (万 of 万立方米)."""
        while text[start - 1 : start] and text[start - 1] in self.scales and not self.ends_word(text, start):
            start -= 1
        return start

    def empty(self, text: str, at: int, bound: Bound = "exact") -> Gap:
        """Return the gap of a number that is gone with its unit."""
        return self.gap(text, at, at, "", bound)

    def of_unit(self, text: str, start: int, end: int) -> Gap:
        """Return the gap of a unit that stands without its number, with what it is counted by (万元/人)."""
        end = per_end(text, end, self.units)
        surface = text[start:end]
        bound = self._inside.get(surface[0]) or self.limit_at(text, end) or "exact"
        return self.gap(text, start, end, unit_of(surface, self.units, self.scales), bound)

    def of_cut(self, text: str, start: int, end: int, surface: str) -> Gap:
        """Return the gap of a number that lost digits; `surface` is its unit with the multipliers."""
        return self.gap(
            text, start, end, unit_of(surface, self.units, self.scales), self.limit_at(text, end) or "exact"
        )

    def masked(self, text: str, start: int, end: int, unit: str) -> Gap:
        """Return the gap of a number that marks hide (××万元)."""
        return Gap(start, end, self._outer(text, start), self._quantity(unit, text[start:end], "exact"), masked=True)

    def gap(self, text: str, start: int, end: int, unit: str, bound: Bound = "exact") -> Gap:
        """Return a gap, with the bound of the word before it where none stands behind."""
        outer = self._outer(text, start)
        if outer < start and bound == "exact":
            bound = self.bounds[text[outer:start]]
        return Gap(start, end, outer, self._quantity(unit, text[start:end], bound))

    def _outer(self, text: str, start: int) -> int:
        lengths = range(_BOUND_CHARS, 0, -1)
        return next((start - n for n in lengths if start >= n and text[start - n : start] in self.bounds), start)

    def _quantity(self, unit: str, text: str, bound: Bound) -> Quantity:
        entry = self.units.get(unit) or self.units.get(_STROKE.split(unit)[0])
        return Quantity(None, None, unit, entry.id if entry else None, entry.dimension if entry else None, bound, text)
