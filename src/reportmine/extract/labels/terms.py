"""Count the terms of labelled word lists in a text with one automaton, and say how strongly they speak for each label."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reportmine.text.automata import build_automaton

Row = tuple[str, str, float]  # label, name of the list, weight

WEAK = 0.25  # a term that other labels use too
CUSTOMERS = (
    "为",
    "向",
    "给",
    "对",
    "与",
    "同",
    "和",
    "走访",
    "拜访",
    "服务",
    "支持",
    "客户",
    "帮助",
    "联合",
    "联系",
    "赴",
    "到",
    "如",
)
OTHERS = 0.3  # weight of the second and later institutions of a label
CUSTOMER_WEIGHT = 0.4  # of an institution that stands after a word of dealing with it: it is named, it does not write


class TermLists:
    """Hold the word lists of many labels: `lists[label][name]` are the terms of one list, `weak` marks members of `terms`."""

    def __init__(self, lists: Mapping[str, Mapping[str, Iterable[str]]]) -> None:
        rows: dict[str, tuple[Row, ...]] = {}
        marks: set[str] = set()
        for label, named in lists.items():
            weak = set(named.get("weak", ()))
            for name, terms in named.items():
                if name == "weak":
                    continue
                full, faint = ((label, name, 1.0),), ((label, name, WEAK),)  # one object for all terms of a list
                is_terms = name == "terms"
                found = dict.fromkeys(terms)
                for term in found:
                    rows[term] = rows.get(term, ()) + (faint if is_terms and term in weak else full)
                if name == "marks":
                    marks.update(found)
        self.terms = list(rows)
        self.rows = [row if len(row) == 1 else _shared(row) for row in rows.values()]
        self.is_mark = [term in marks for term in self.terms]
        self._automaton = build_automaton(self.terms)

    def find(self, text: str) -> Hits:
        """Return what stands in a text, the longest terms first."""
        counts: dict[int, float] = {}
        is_mark = self.is_mark
        last = -1
        for index, start, _ in self._automaton.find_matches_as_indexes(text):
            last = index
            weight = 1.0
            if is_mark[index] and start and text.endswith(CUSTOMERS, max(0, start - 2), start):
                weight = CUSTOMER_WEIGHT
            counts[index] = counts.get(index, 0.0) + weight
        return Hits(counts, last)


@dataclass(frozen=True, slots=True)
class Hits:
    """Hold how often each term (by number) stands in a text, and which one stands last (-1: none)."""

    found: Mapping[int, float]
    last_term: int

    def weights(self, lists: TermLists) -> dict[str, dict[str, list[float]]]:
        """Return the weights of the terms found, by list and label; a term that stands often counts little more."""
        found: dict[str, dict[str, list[float]]] = {}
        for index, count in self.found.items():
            for label, where, weight in lists.rows[index]:
                found.setdefault(where, {}).setdefault(label, []).append(weight * damped(count))
        return found

    def scores(self, lists: TermLists) -> dict[str, dict[str, float]]:
        """Return the sums of the weights, by list and label."""
        return {name: {k: sum(v) for k, v in by_label.items()} for name, by_label in self.weights(lists).items()}

    def last(self, lists: TermLists) -> tuple[str, ...]:
        """Return the labels of the last term."""
        return tuple(label for label, _, _ in lists.rows[self.last_term]) if self.last_term >= 0 else ()

    def texts(self, lists: TermLists) -> list[str]:
        """Return the terms that stand in the text, in order of their first place."""
        return [lists.terms[i] for i in self.found]

    def of_section(self, lists: TermLists, section: str) -> dict[str, float]:
        """Return the terms that speak for a section or one of its divisions, with their weights."""
        speaking: dict[str, float] = {}
        for index, count in self.found.items():
            weight = 0.0
            for owner, _, w in lists.rows[index]:
                if w > weight and owner.startswith(section):
                    weight = w
            if weight:
                speaking[lists.terms[index]] = weight * damped(count)
        return speaking


def strongest(weights: Sequence[float]) -> float:
    """Return the weight of a label's institutions, the strongest counting fully and the others little.

    A writer names the own house again and again; many houses named once each are customers.

    >>> strongest([2.0, 1.0, 1.0, 1.0])
    2.9
    """
    return OTHERS * sum(weights) + (1 - OTHERS) * max(weights)


def damped(count: float) -> float:
    """Return the weight of a count: the first hit counts fully, ten hits about three times.

    >>> damped(1.0)
    1.0
    """
    return 1.0 + math.log(count) if count > 1.0 else count


def _shared(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Return a term's rows, its weight divided by the labels that list it."""
    owners = len({label for label, _, _ in rows})
    return tuple((label, name, weight / owners) for label, name, weight in rows)
