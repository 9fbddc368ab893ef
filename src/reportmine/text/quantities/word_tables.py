"""Look up words at a place of a text: units after a number, bounds before and after it, exclusions on both sides.

Each table is keyed by one character, so that a look-up at a place costs one dictionary access and a few comparisons.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from reportmine.text.entries import Unit

V = TypeVar("V")


class Starts(Generic[V]):
    """Find the longest of many words that starts at a place."""

    __slots__ = ("_table",)

    def __init__(self, words: Iterable[tuple[str, V]]) -> None:
        table: dict[str, dict[str, V]] = {}
        for word, value in words:
            table.setdefault(word[0], {}).setdefault(word, value)
        self._table = {c: tuple(sorted(w.items(), key=lambda p: -len(p[0]))) for c, w in table.items()}

    def at(self, text: str, position: int) -> tuple[int, V] | None:
        """Return (end, value) of the longest word that starts at `position`."""
        for word, value in self._table.get(text[position : position + 1], ()):
            if text.startswith(word, position):
                return position + len(word), value
        return None


class Ends(Generic[V]):
    """Find the longest of many words that ends at a place."""

    __slots__ = ("_table",)

    def __init__(self, words: Iterable[tuple[str, V]]) -> None:
        table: dict[str, dict[str, V]] = {}
        for word, value in words:
            table.setdefault(word[-1], {}).setdefault(word, value)
        self._table = {c: tuple(sorted(w.items(), key=lambda p: -len(p[0]))) for c, w in table.items()}

    def at(self, text: str, position: int) -> tuple[int, V] | None:
        """Return (start, value) of the longest word that ends at `position`."""
        if position <= 0:
            return None
        for word, value in self._table.get(text[position - 1], ()):
            if text.endswith(word, 0, position):
                return position - len(word), value
        return None


class UnitTable:
    """Find the unit that starts at a place; a term yields to the longer word that it begins (元 + 旦)."""

    __slots__ = ("_pairs", "_singles")

    def __init__(self, units: Iterable[Unit]) -> None:
        table: dict[str, dict[str, Unit]] = {}
        for unit in units:
            for term in unit.terms:  # by two characters: seventy units begin with 元
                table.setdefault(term[:2], {}).setdefault(term, unit)
        ordered = {c: tuple(sorted(w.items(), key=lambda p: -len(p[0]))) for c, w in table.items()}
        self._singles = {c: terms for c, terms in ordered.items() if len(c) == 1}
        self._pairs = {c: (*terms, *self._singles.get(c[:1], ())) for c, terms in ordered.items() if len(c) > 1}

    def at(self, text: str, position: int, *, written: bool) -> tuple[int, Unit] | None:
        """Return (end, unit) of the unit that starts at `position`; `written` says that the number is in characters."""
        pair = text[position : position + 2]
        for term, unit in self._pairs.get(pair) or self._singles.get(pair[:1], ()):
            if not text.startswith(term, position):
                continue
            end = position + len(term)
            following = text[end : end + 1]
            if following.isascii() and following.isalnum() and term[-1].isascii() and term[-1].isalpha():
                continue
            if (written and unit.digits_only and not (unit.written and text.startswith(unit.written, end))) or (
                following and unit.not_before and text.startswith(unit.not_before, end)
            ):
                continue
            return end, unit
        return None
