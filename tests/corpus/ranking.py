"""Measure rankings of similar reports on the gold pairs, beside plain BM25 and TF-IDF."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import hypot, log, log2

import numpy as np
import numpy.typing as npt

from reportmine.corpus.clusters import partner_seqs
from reportmine.corpus.search.index import SearchIndex
from reportmine.corpus.search.profiles import build_sketch, compare
from reportmine.corpus.search.wording import count_words
from reportmine.corpus.store import Store
from tests.corpus.gold_pairs import Gold

PEER, KIN = 3, 2  # gains: the written peer; another report of the same division and kind
TOP = 10


@dataclass(frozen=True)
class Case:
    """Hold one seed's candidates (by place), how alike each part is, what is gained by each, and the decoys; copies are gone."""

    seed: str
    places: list[str]
    parts: npt.NDArray[np.float64]
    gains: Mapping[str, int]
    peer: str
    decoys: tuple[str, ...]
    copies_gone: bool


def build_cases(store: Store, index: SearchIndex, gold: Iterable[Gold]) -> list[Case]:
    """Return one case a seed."""
    seqs = {row[1]: row[0] for row in store.rows("SELECT r.seq, p.place FROM reports r JOIN pages p ON p.id = r.page")}
    places = {seq: place for place, seq in seqs.items()}
    cases = []
    for g in gold:
        record = next(r for _, r in store.records([seqs[g.seed]]))
        sketch = build_sketch(record, index.commonness)
        gone = partner_seqs(store, record["text"], seq=seqs[g.seed]) | {seqs[g.seed]}
        found = [(seq, packed) for seq, packed in index.candidates(sketch, store=store) if seq not in gone]
        parts = compare(sketch.profile, [packed for _, packed in found])
        gains = {g.peer: PEER} | {place: KIN for place in g.kin if place in seqs}
        copies_gone = all(seqs[c] in gone for c in g.copies)
        cases.append(Case(g.seed, [places[seq] for seq, _ in found], parts, gains, g.peer, g.decoys, copies_gone))
    return cases


def order_by(case: Case, weights: npt.NDArray[np.float64]) -> list[str]:
    """Return a case's candidates, best first."""
    order = np.argsort(-(case.parts @ weights), kind="stable")
    return [case.places[i] for i in order]


def ndcg(order: Sequence[str], gains: Mapping[str, int]) -> float:
    """Return nDCG@10."""
    found = sum((2 ** gains.get(place, 0) - 1) / log2(i + 2) for i, place in enumerate(order[:TOP]))
    ideal = sum((2**gain - 1) / log2(i + 2) for i, gain in enumerate(sorted(gains.values(), reverse=True)[:TOP]))
    return found / ideal


def measure(cases: Sequence[Case], order: Callable[[Case], list[str]]) -> tuple[float, float]:
    """Return mean nDCG@10, and how often the peer stands before a decoy."""
    above = []
    gained = []
    for case in cases:
        places = order(case)
        gained.append(ndcg(places, case.gains))
        rank = {place: i for i, place in enumerate(places)}
        above += [rank.get(case.peer, 10**6) < rank.get(decoy, 10**6 - 1) for decoy in case.decoys]
    return float(np.mean(gained)), float(np.mean(above))


class PlainRankings:
    """Rank all texts by BM25 or by the cosine of TF-IDF, over all words, as one does without reading reports."""

    def __init__(self, texts: Mapping[str, str], gone: Mapping[str, set[str]]) -> None:
        self._counts = {place: count_words(text) for place, text in texts.items()}
        self._frequency = Counter(word for counts in self._counts.values() for word in counts)
        self._mean = float(np.mean([c.total() for c in self._counts.values()]))
        self._lengths = {place: hypot(*(self._weight(w, n) for w, n in c.items())) for place, c in self._counts.items()}
        self._gone = gone

    def bm25(self, case: Case) -> list[str]:
        """Return all texts but the seed and its copies, best first."""
        query = self._counts[case.seed]

        def score(place: str) -> float:
            counts = self._counts[place]
            norm = 1.2 * (0.25 + 0.75 * counts.total() / self._mean)
            return sum(self._idf(w) * counts[w] * 2.2 / (counts[w] + norm) for w in query if w in counts)

        return self._ordered(case, score)

    def tfidf(self, case: Case) -> list[str]:
        """Return all texts but the seed and its copies, best first."""
        query = self._counts[case.seed]

        def score(place: str) -> float:
            counts = self._counts[place]
            shared = sum(self._weight(w, n) * self._weight(w, counts[w]) for w, n in query.items() if w in counts)
            return shared / (self._lengths[place] * self._lengths[case.seed] or 1.0)

        return self._ordered(case, score)

    def _ordered(self, case: Case, score: Callable[[str], float]) -> list[str]:
        left = [place for place in self._counts if place != case.seed and place not in self._gone[case.seed]]
        return sorted(left, key=lambda place: (-score(place), place))

    def _idf(self, word: str) -> float:
        return log(1 + (len(self._counts) - self._frequency[word] + 0.5) / (self._frequency[word] + 0.5))

    def _weight(self, word: str, times: int) -> float:
        return (1 + log(times)) * log(len(self._counts) / self._frequency[word]) if times else 0.0
