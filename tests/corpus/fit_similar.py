"""Write models/similar: how common words are in the training documents, and the weights of the parts fitted on gold pairs.

Run by hand after the gold or the training documents changed: `python -m tests.corpus.fit_similar`.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from reportmine.corpus.search.index import SearchIndex
from reportmine.corpus.search.profiles import PARTS
from reportmine.corpus.search.wording import count_reports
from reportmine.corpus.store import Store
from reportmine.learn.documents import read_documents
from tests.corpus.gold_pairs import ROOT, gold_records
from tests.corpus.ranking import Case, build_cases, measure, order_by

LEAST = 5  # a word of fewer training documents tells them apart and is no saying: a corpus counts it itself
SAID_BY = 4  # one in so many reports is taken to hold each commonplace: the training documents avoid them
FIRST = (0.45, 0.1, 0.2, 0.15, 0.07, 0.03)
DRAWS, KEPT, FOLDS = 1500, 15, 4  # weights tried; the mean of the best percent is less fitted to the gold than the best
RARER = (
    1.0,
    0.5,
    0.25,
)  # peers of one author share more words than peers have: those of the gold are also taken with fewer

Weights = npt.NDArray[np.float64]


def write_commonness(out: Path) -> int:
    """Write vocabulary.json: in how many training documents each common word stands; return the number of documents."""
    documents = read_documents(ROOT / "corpora" / "training")
    counted = count_reports(f"{d.title}\n{d.text}" for d in documents)
    lines = (ROOT / "corpora" / "commonplaces.txt").read_text(encoding="utf-8").splitlines()
    said = {word for line in lines if not line.startswith("#") for word in line.split()}
    known = {word: n for word, n in counted.counts.items() if n >= LEAST}
    counts = {w: max(known.get(w, 0), counted.reports // SAID_BY if w in said else 0) for w in known.keys() | said}
    out.mkdir(parents=True, exist_ok=True)
    text = json.dumps(dict(sorted(counts.items())), ensure_ascii=False, indent=0)
    (out / "vocabulary.json").write_text(text + "\n", encoding="utf-8")
    return counted.reports


def rarer(cases: Sequence[Case], share: float, rng: np.random.Generator) -> list[Case]:
    """Return the cases as they would be if the peer shared fewer words with its seed."""
    changed = []
    for case in cases:
        parts = case.parts.copy()
        if case.peer in case.places:
            parts[case.places.index(case.peer), PARTS.index("terms")] *= min(1.0, share * rng.uniform(0.5, 1.5))
        changed.append(replace(case, parts=parts))
    return changed


def fit(cases: Sequence[Case], seed: int = 0) -> Weights:
    """Return the weights: the mean of the best draws."""
    rng = np.random.default_rng(seed)
    mixed = [case for share in RARER for case in rarer(cases, share, rng)]
    draws = rng.dirichlet(20 * np.array(FIRST), size=DRAWS)
    reached = [sum(measure(mixed, lambda case, w=w: order_by(case, w))) for w in draws]  # type: ignore[misc]
    best = np.argsort(reached)[-KEPT:]
    return np.asarray(draws[best].mean(axis=0).round(3))


def main() -> None:
    """Write the model; print what is reached on seeds that were not fitted."""
    out = ROOT / "models" / "similar"
    documents = write_commonness(out)
    manifest = {"name": "similar", "documents": documents, "weights": dict(zip(PARTS, FIRST, strict=True))}
    gold, records = gold_records()
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "gold.db") as store:
        (out / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        store.put(records.values())
        index = SearchIndex.open(Path(folder) / "gold.index")
        index.build(store)
        cases = build_cases(store, index, gold)
    held = []
    for fold in range(FOLDS):
        weights = fit([case for i, case in enumerate(cases) if i % FOLDS != fold])
        held.append(measure(cases[fold::FOLDS], lambda case, w=weights: order_by(case, w)))  # type: ignore[misc]
    weights = fit(cases)
    scores = {
        "ndcg10": round(float(np.mean([x for x, _ in held])), 4),
        "peer_before_decoy": round(float(np.mean([y for _, y in held])), 4),
    }
    manifest |= {"weights": dict(zip(PARTS, weights.tolist(), strict=True)), "scores": scores, "pairs": len(cases)}
    (out / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{manifest} {measure(cases, lambda case: order_by(case, weights))}\n")


if __name__ == "__main__":
    main()
