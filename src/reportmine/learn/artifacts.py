"""Save a trained linear model as JSON and npz, the only format: same model, same bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Trained:
    """Hold what a training run made: arrays by name (weights: names × labels, bias, mix, prior), and its measured quality."""

    name: str
    labels: tuple[str, ...]
    vocabulary: tuple[str, ...]
    arrays: Mapping[str, npt.NDArray[Any]]
    facts: dict[str, Any]
    card: str


def save_model(trained: Trained, folder: Path) -> str:
    """Write manifest.json, vocabulary.json, weights.npz and CARD.md; return the model's id, a hash of its content.

    Weights are kept at half precision: four decimals are more than 1,200 documents can tell, and the wheel stays small.
    """
    target = folder / trained.name
    target.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, npt.NDArray[Any]] = {
        name: array.round(3).astype(np.float16) if name == "weights" else array.round(4).astype(np.float32)
        for name, array in trained.arrays.items()
    }
    vocabulary = _json(list(trained.vocabulary))
    digest = hashlib.sha256(vocabulary.encode())
    for name in sorted(arrays):
        digest.update(arrays[name].tobytes())
    model_id = f"{trained.name}-{digest.hexdigest()[:12]}"
    manifest = {
        "name": trained.name,
        "id": model_id,
        "labels": list(trained.labels),
        **trained.facts,
    }
    (target / "vocabulary.json").write_text(vocabulary, encoding="utf-8")
    (target / "manifest.json").write_text(_json(manifest, indent=1), encoding="utf-8")
    (target / "CARD.md").write_text(trained.card, encoding="utf-8")
    np.savez_compressed(target / "weights.npz", **arrays)  # type: ignore[arg-type]
    return model_id


def _json(value: Any, indent: int | None = None) -> str:
    separators = (",", ":") if indent is None else None
    return (
        json.dumps(value, ensure_ascii=False, indent=indent, separators=separators, sort_keys=indent is not None) + "\n"
    )


def corpus_digest(texts: Sequence[str]) -> str:
    """Return a digest of training texts, so that a model says what it was trained on."""
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.encode("utf-8"))
        digest.update(b"\0")
    return digest.hexdigest()[:16]
