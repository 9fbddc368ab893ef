"""Measure what sentence vectors add to the ranking of similar reports on the gold pairs, by their share of the score.

Run by hand where the extra [dense] is installed: `python -m tests.corpus.measure_dense`. Prints nDCG@10 and how often the peer
stands before a decoy, of the plain ranking (share 0) and of each share.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np

from reportmine.corpus.dense import DEPTH, load_embedder, report_vector
from reportmine.corpus.library import Corpus
from reportmine.corpus.search.profiles import PARTS
from reportmine.corpus.search.similar import load_similar_model
from tests.corpus.gold_pairs import gold_records
from tests.corpus.ranking import Case, build_cases, measure

SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0)


def main() -> None:
    """Rank the gold pairs with each share and print a line a share."""
    gold, records = gold_records()
    with tempfile.TemporaryDirectory() as folder, Corpus.open(Path(folder) / "gold.db") as corpus:
        corpus.put(records.values())
        cases = build_cases(corpus.store, corpus.index, gold)
        embedder = load_embedder()
        vectors = {row["place"]: report_vector(row["text"], embedder) for row in _texts(corpus)}
    weights = np.array([load_similar_model().weights[name] for name in PARTS])

    def ordered(case: Case, share: float) -> list[str]:
        plain = case.parts @ weights
        order = np.argsort(-plain, kind="stable")
        head = {int(i): (1 - share) * plain[i] + share * _near(vectors, case, int(i)) for i in order[:DEPTH]}
        ranked = sorted(head, key=lambda i: (-head[i], i))
        return [case.places[i] for i in (*ranked, *order[DEPTH:])]

    for share in SHARES:
        reached, above = measure(cases, lambda case, s=share: ordered(case, s))  # type: ignore[misc]
        sys.stdout.write(f"share {share:.1f}: nDCG@10 {reached:.4f}, peer before decoy {above:.4f}\n")


def _texts(corpus: Corpus) -> list[dict[str, str]]:
    found = corpus.store.rows("SELECT p.place, r.text FROM reports r JOIN pages p ON p.id = r.page")
    return [dict(row) for row in found]


def _near(vectors: dict[str, np.ndarray[tuple[int], np.dtype[np.float32]]], case: Case, number: int) -> float:
    return max(0.0, float(vectors[case.seed] @ vectors[case.places[number]]))


if __name__ == "__main__":
    main()
