"""Find the reports most like one: candidates by its distinguishing words, ranked by weighted parts, copies collapsed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from reportmine.corpus.clusters import canonical_ids, partner_seqs
from reportmine.corpus.filters import EVERY, Filters
from reportmine.corpus.records import Record, source_of
from reportmine.corpus.search.index import SearchIndex
from reportmine.corpus.search.profiles import PARTS, Profile, Sketch, build_sketch, compare, name_hash, unpack_profile
from reportmine.corpus.search.wording import load_similar_model
from reportmine.corpus.store import Store
from reportmine.errors import QueryError

CANDIDATES = 200  # compared in full; beyond them the gold pairs gain nothing
SHOWN = 8  # shared words and metrics shown of a hit
MOST = 100  # hits given at once


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

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object that command line and API share."""
        return {
            "id": self.id, "source": source_of(self.place), "title": self.title, "score": self.score, "parts": self.parts,
            "themes": list(self.themes), "terms": list(self.terms), "metrics": list(self.metrics), "cluster": self.cluster,
            "copies": self.copies,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Ranked:
    seq: int
    score: float
    parts: list[float]
    packed: bytes


def similar(
    store: Store, index: SearchIndex, target: str | Record, *, filters: Filters = EVERY, k: int = 10, collapse: bool = True
) -> list[SimilarHit]:  # fmt: skip
    """Return the k reports most like a stored report (by id) or a record, best first.

    With `collapse` copies and excerpts of the target are left out and of other copies only the best stays; without it every report
    but the target itself is ranked. Raises QueryError for an unknown id.
    """
    if not 1 <= k <= MOST:
        raise QueryError(f"k {k}", mend=f"between 1 and {MOST}")
    record = store.get(target) if isinstance(target, str) else target
    if record is None:
        raise QueryError(f"no report {target!r}", where=str(store.path), mend="ids are those that `search` prints")
    sketch = build_sketch(record, index.commonness)
    found = index.candidates(sketch, store=store, filters=filters, limit=max(CANDIDATES, 2 * k))
    ranked = _rank(sketch.profile, found, load_similar_model().weights)
    own = store.rows("SELECT seq FROM reports WHERE id = ?", record["id"])
    left_out = {row[0] for row in own}
    if collapse:
        left_out |= partner_seqs(store, record["text"], seq=own[0][0] if own else None)
    kept, clusters = _collapsed(store, [r for r in ranked if r.seq not in left_out], k, collapse=collapse)
    return _hits(store, sketch, kept, clusters)


def _rank(target: Profile, candidates: Sequence[tuple[int, bytes]], weights: Mapping[str, float]) -> list[_Ranked]:
    """Return the candidates with the weighted sum of how alike each part is, best first."""
    if not candidates:
        return []
    parts = compare(target, [packed for _, packed in candidates])
    scores = (parts @ np.array([weights[name] for name in PARTS])).tolist()
    rows = zip(candidates, scores, parts.tolist(), strict=True)
    return sorted(
        (_Ranked(seq, score, row, packed) for (seq, packed), score, row in rows), key=lambda r: (-r.score, r.seq)
    )


def _collapsed(store: Store, ranked: list[_Ranked], k: int, *, collapse: bool) -> tuple[list[_Ranked], dict[int, int]]:
    """Return the best k, one a cluster if asked, and the cluster of each."""
    wanted = json.dumps([r.seq for r in ranked])
    found = store.rows("SELECT report, cluster FROM prints WHERE report IN (SELECT value FROM json_each(?))", wanted)
    clusters: dict[int, int] = {row["report"]: row["cluster"] for row in found}
    kept: list[_Ranked] = []
    seen: set[int] = set()
    for r in ranked:
        cluster = clusters.get(r.seq)
        if cluster is None or (collapse and cluster in seen):
            continue
        seen.add(cluster)
        kept.append(r)
        if len(kept) == k:
            break
    return kept, clusters


def _hits(store: Store, sketch: Sketch, ranked: list[_Ranked], clusters: dict[int, int]) -> list[SimilarHit]:
    heads = store.heads([r.seq for r in ranked])
    names = canonical_ids(store, {clusters[r.seq] for r in ranked})
    hits = []
    words = [(word, name_hash(word)) for word in sketch.words]
    for r in ranked:
        head = heads.get(r.seq)
        if head is None:
            continue
        cluster = clusters[r.seq]
        profile = unpack_profile(r.packed)
        copies = (
            store.rows("SELECT count(*) - 1 FROM prints WHERE cluster = ?", cluster)[0][0] if cluster in names else 0
        )
        hits.append(
            SimilarHit(
                head["id"], round(r.score, 4),
                {name: round(share, 4) for name, share in zip(PARTS, r.parts, strict=True)},
                _shared(sketch, sketch.profile.themes, profile.themes), _shared_words(words, sketch.profile, profile),
                _shared(sketch, sketch.profile.metrics, profile.metrics), names.get(cluster), head["title"], head["place"], copies,
            )
        )  # fmt: skip
    return hits


def _shared(sketch: Sketch, mine: Mapping[int, float], theirs: Mapping[int, float]) -> tuple[str, ...]:
    both = sorted((-min(share, theirs[key]), sketch.names[key]) for key, share in mine.items() if key in theirs)
    return tuple(name for _, name in both[:SHOWN])


def _shared_words(words: Sequence[tuple[str, int]], mine: Profile, theirs: Profile) -> tuple[str, ...]:
    both = [(-mine.words[key] * theirs.words[key], i) for i, (_, key) in enumerate(words) if key in theirs.words]
    return tuple(words[i][0] for _, i in sorted(both)[:SHOWN])
