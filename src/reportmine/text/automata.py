"""Build the automata that find many words in one pass: the one door to ahocorasick-rs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Protocol

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

__all__ = ["Automaton", "MatchKind", "build_automaton"]

# Up to here a whole table of states reads twice as fast as the default; beyond it costs start-up.
WHOLE = 3000
# Fewer words are built in a millisecond. More wait until so many characters were read that building them all is worth it: a small page
# alone holds the beginnings of few of them.
FEW, ENOUGH = 1000, 10_000
CALL = 100  # characters that take as long to read as a call


class Automaton(Protocol):
    """Find words in a text: their number, start and end."""

    def find_matches_as_indexes(self, haystack: str, overlapping: bool = False) -> list[tuple[int, int, int]]:
        """Return the matches in order, those that overlap too where asked for."""


def build_automaton(words: Iterable[str], *, matchkind: MatchKind = MatchKind.LeftmostLongest) -> Automaton:
    """Build an automaton over words, numbered in their order; `MatchKind.Standard` for overlapping matches.

    >>> build_automaton(["年", "年度", "计划"]).find_matches_as_indexes("年度计划")
    [(1, 0, 2), (2, 2, 4)]
    """
    terms = list(words)
    return _built(terms, matchkind) if len(terms) < FEW else _Patient(terms, matchkind)


def _built(terms: Sequence[str], matchkind: MatchKind) -> AhoCorasick:
    return AhoCorasick(terms, matchkind=matchkind, implementation=Implementation.DFA if len(terms) < WHOLE else None)


class _Patient:
    """Find words of a long list in small texts by those alone that may stand there; the whole list is built when much has been read."""

    __slots__ = ("_matchkind", "_read", "_starts", "_terms", "_whole")

    def __init__(self, terms: Sequence[str], matchkind: MatchKind) -> None:
        self._terms, self._matchkind = terms, matchkind
        self._read = 0
        self._starts: dict[str, list[int]] | None = None
        self._whole: AhoCorasick | None = None

    def find_matches_as_indexes(self, haystack: str, overlapping: bool = False) -> list[tuple[int, int, int]]:
        """Return the matches in order."""
        if self._whole is None:
            self._read += len(haystack) + CALL
            if self._read < ENOUGH:
                return self._found(haystack, overlapping)
            self._whole = _built(self._terms, self._matchkind)
        return self._whole.find_matches_as_indexes(haystack, overlapping)

    def _found(self, text: str, overlapping: bool) -> list[tuple[int, int, int]]:
        """Find with the words whose first two and last two characters stand in the text: no other can be found there."""
        terms = self._terms
        if self._starts is None:
            self._starts = _starts(terms)
        starts = self._starts
        pairs = {*text, *map("".join, pairwise(text))}
        kept = sorted(i for pair in pairs & starts.keys() for i in starts[pair] if terms[i][-2:] in pairs)
        few = AhoCorasick(
            (terms[i] for i in kept), matchkind=self._matchkind, implementation=Implementation.NoncontiguousNFA
        )
        return [(kept[i], start, end) for i, start, end in few.find_matches_as_indexes(text, overlapping)]


def _starts(terms: Sequence[str]) -> dict[str, list[int]]:
    """Return the numbers of the terms by their first two characters."""
    starts: dict[str, list[int]] = {}
    for index, term in enumerate(terms):
        starts.setdefault(term[:2], []).append(index)
    return starts
