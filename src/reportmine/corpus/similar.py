"""Find the reports most like one: candidates by its distinguishing words, ranked by weighted parts, copies collapsed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import hypot

from reportmine.corpus.filters import EVERY, Filters
from reportmine.corpus.records import Record
from reportmine.corpus.search import SearchIndex
from reportmine.corpus.store import Store
from reportmine.errors import QueryError
from reportmine.text.tokens import default_tokenizer

MOST_CANDIDATES = 200


@dataclass(frozen=True, slots=True)
class SimilarHit:
    """Hold one similar report and why: score parts (0 to 1 each), shared themes, words and metrics.

    `cluster` is the id of the canonical member of its copies, or None where it has none; `copies` counts those collapsed into it.
    """

    id: str
    score: float
    parts: dict[str, float]
    themes: tuple[str, ...]
    terms: tuple[str, ...]
    metrics: tuple[str, ...]
    cluster: str | None
    title: str
    place: str
    copies: int = 0


def similar(
    store: Store, index: SearchIndex, target: str | Record, *, filters: Filters = EVERY, k: int = 10, collapse: bool = True
) -> list[SimilarHit]:  # fmt: skip
    """Return the k reports most like a stored report (by id) or a record, best first.

    With `collapse` copies of the target are left out and of other copies only the best stays. Raises QueryError for an unknown id.
    """
    record = store.get(target) if isinstance(target, str) else target
    if record is None:
        raise QueryError(f"no report {target!r}", where=str(store.path), mend="ids are those that `search` prints")
    words = _counts(record["text"])
    hits = []
    for found in index.search("", store=store, filters=filters, limit=MOST_CANDIDATES).hits:
        other = store.get(found.id)
        if other is None or found.id == record["id"] or (collapse and other["text"] == record["text"]):
            continue
        share = _cosine(words, _counts(other["text"]))
        themes = {t["id"] for t in record["themes"]} & {t["id"] for t in other["themes"]}
        hits.append(SimilarHit(
            found.id, share, {"terms": share}, tuple(sorted(themes)), (), (), None, found.title, found.place
        ))  # fmt: skip
    return sorted(hits, key=lambda hit: (-hit.score, hit.id))[:k]


def _counts(text: str) -> Counter[str]:
    return Counter(word for word in default_tokenizer().cut(text) if len(word) > 1)


def _cosine(a: Counter[str], b: Counter[str]) -> float:
    shared = sum(a[word] * b[word] for word in a.keys() & b.keys())
    return shared / (hypot(*a.values()) * hypot(*b.values()) or 1.0)
