"""Find the reports most like one: candidates by its distinguishing words, ranked by weighted parts, copies collapsed."""

from __future__ import annotations

from dataclasses import dataclass

from reportmine.corpus.filters import EVERY, Filters
from reportmine.corpus.records import Record
from reportmine.corpus.search import SearchIndex
from reportmine.corpus.store import Store


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
    return []
