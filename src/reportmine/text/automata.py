"""Build the automata that find many words in one pass: the one door to ahocorasick-rs."""

from __future__ import annotations

from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

__all__ = ["AhoCorasick", "MatchKind", "build_automaton"]

# Up to here a whole table of states reads twice as fast as the default and is built in milliseconds; beyond it costs start-up.
WHOLE = 3000


def build_automaton(words: Iterable[str], *, matchkind: MatchKind = MatchKind.LeftmostLongest) -> AhoCorasick:
    """Build an automaton over words, numbered in their order; `MatchKind.Standard` for overlapping matches.

    >>> build_automaton(["年", "年度", "计划"]).find_matches_as_indexes("年度计划")
    [(1, 0, 2), (2, 2, 4)]
    """
    terms = list(words)
    return AhoCorasick(terms, matchkind=matchkind, implementation=Implementation.DFA if len(terms) < WHOLE else None)
