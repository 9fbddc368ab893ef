"""Read and apply a linear classifier stored as JSON and npz: `manifest.json`, `vocabulary.json`, `weights.npz`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from reportmine.errors import ModelError

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Hold labels, vocabulary and weights: probabilities are softmax((x·idf)·W + b over temperature).

    `weights` has one row a feature and one column a label; `idf` one number a feature.
    """

    name: str
    labels: tuple[str, ...]
    vocabulary: Mapping[str, int]
    idf: Floats
    weights: Floats
    bias: Floats
    temperature: float
    manifest: Mapping[str, Any]

    def vector(self, features: Mapping[str, float]) -> tuple[npt.NDArray[np.intp], Floats]:
        """Return the rows and weighted values of the features that the model knows."""
        known = [(self.vocabulary[name], value) for name, value in features.items() if name in self.vocabulary]
        rows = np.array([row for row, _ in known], dtype=np.intp)
        values = np.array([value for _, value in known], dtype=np.float32)
        return rows, values * self.idf[rows]

    def logits(self, features: Mapping[str, float]) -> Floats:
        """Return one score a label."""
        rows, values = self.vector(features)
        return np.asarray(values @ self.weights[rows] + self.bias, dtype=np.float32)

    def probabilities(self, features: Mapping[str, float]) -> Floats:
        """Return calibrated probabilities, one a label, summing to one."""
        return softmax(self.logits(features) / self.temperature)

    def deciding(self, features: Mapping[str, float], label: int, most: int) -> tuple[tuple[str, float], ...]:
        """Return the features that spoke most for a label, against the mean of the others, with their weights."""
        names = [name for name in features if name in self.vocabulary]
        rows, values = self.vector(features)
        lift = self.weights[rows, label] - self.weights[rows].mean(axis=1)
        scores = values * lift
        best = sorted(range(len(names)), key=lambda i: (-float(scores[i]), names[i]))[:most]
        return tuple((names[i], round(float(scores[i]), 4)) for i in best if scores[i] > 0)


def softmax(logits: Floats) -> Floats:
    """Return the softmax of a vector.

    >>> softmax(np.array([0.0, 0.0], dtype=np.float32)).tolist()
    [0.5, 0.5]
    """
    powers = np.exp(logits - logits.max())
    return np.asarray(powers / powers.sum(), dtype=np.float32)


def load_model(folder: Path) -> LinearModel:
    """Load a model folder; raises ModelError where a part is missing or does not fit the others."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        names: list[str] = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
        with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
            weights, idf, bias = (arrays[k].astype(np.float32) for k in ("weights", "idf", "bias"))
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"cannot be read ({error})", where=str(folder), mend="run `reportmine train`") from error
    labels = tuple(manifest["labels"])
    if weights.shape != (len(names), len(labels)) or idf.shape != (len(names),) or bias.shape != (len(labels),):
        raise ModelError("its parts do not fit", where=str(folder), mend="run `reportmine train`")
    vocabulary = {name: row for row, name in enumerate(names)}
    return LinearModel(
        manifest["name"], labels, vocabulary, idf, weights, bias, float(manifest["temperature"]), manifest
    )
