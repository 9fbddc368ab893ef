"""Write models/similar: how common words are in the training documents, and the weights of the parts fitted on gold pairs.

Run by hand after the gold or the training documents changed: `python -m tests.corpus.fit_similar`.
"""

from __future__ import annotations

import json
from pathlib import Path

from reportmine.corpus.wording import count_reports
from reportmine.learn.documents import read_documents

ROOT = Path(__file__).resolve().parents[2]
LEAST = 5  # a word of fewer training documents tells them apart and is no cliché: a corpus counts it itself
FIRST = {"terms": 0.45, "themes": 0.1, "industry": 0.2, "type": 0.15, "metrics": 0.07, "period": 0.03}


def write_commonness(out: Path) -> int:
    """Write vocabulary.json: in how many training documents each common word stands; return the number of documents."""
    documents = read_documents(ROOT / "corpora" / "training")
    counted = count_reports(f"{d.title}\n{d.text}" for d in documents)
    lines = (ROOT / "corpora" / "commonplaces.txt").read_text(encoding="utf-8").splitlines()
    commonplaces = {word for line in lines if not line.startswith("#") for word in line.split()}
    known = {word: n for word, n in counted.counts.items() if n >= LEAST}
    counts = {
        w: max(known.get(w, 0), counted.reports // 4 if w in commonplaces else 0) for w in known.keys() | commonplaces
    }
    counts = dict(sorted(counts.items()))
    out.mkdir(parents=True, exist_ok=True)
    (out / "vocabulary.json").write_text(json.dumps(counts, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    return counted.reports


def main() -> None:
    """Write the model with its first weights."""
    out = ROOT / "models" / "similar"
    documents = write_commonness(out)
    manifest = {"name": "similar", "documents": documents, "weights": FIRST}
    (out / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
