"""Read and apply the label models: `manifest.json`, `vocabulary.json`, `weights.npz`; several models share one look-up of names.

A model has parts (title, body), each a linear classifier over names of its own namespaces. Each part gives log-probabilities; these and
the lexicon evidence are mixed with coefficients that all labels share, and a prior a label. The softmax of the mix is calibrated.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from reportmine.errors import ModelError

Floats = npt.NDArray[np.floating[Any]]
FLOOR = -7.0
ARRAYS = ("weights", "bias", "mix", "prior")


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Hold labels, vocabulary and weights of one model.

    `weights` has one row a name and one column a label; `bias` one row a part; `mix` one coefficient a column of the evidence
    (`manifest["columns"]`); `prior` one number a label.
    """

    name: str
    labels: tuple[str, ...]
    parts: tuple[str, ...]
    vocabulary: tuple[str, ...]
    weights: Floats
    bias: Floats
    mix: Floats
    prior: Floats
    manifest: Mapping[str, Any]

    def logits(self, columns: Floats) -> Floats:
        """Return one calibrated logit a label from the evidence (label × column)."""
        return np.asarray(columns @ self.mix + self.prior)


class Found(NamedTuple):
    """Hold the features of a text that the models know: names, rows of the joint weights, values."""

    names: list[str]
    rows: npt.NDArray[np.intp]
    values: Floats


class JointVocabulary:
    """Look names up once for several models: one dictionary, one stacked weight matrix."""

    def __init__(self, models: Mapping[str, LinearModel]) -> None:
        names = sorted({name for model in models.values() for name in model.vocabulary})
        self._rows = {name: row for row, name in enumerate(names)}
        self._columns: dict[str, slice] = {}
        width = sum(len(m.labels) for m in models.values())
        self._weights = np.zeros((len(names), width), dtype=np.float32)
        start = 0
        for key, model in models.items():
            self._columns[key] = slice(start, start + len(model.labels))
            rows = [self._rows[name] for name in model.vocabulary]
            self._weights[rows, self._columns[key]] = model.weights
            start += len(model.labels)

    def found(self, names: Mapping[str, float]) -> Found:
        """Return the known names, their rows and values."""
        get = self._rows.get
        known = [(name, row, value) for name, value in names.items() if (row := get(name)) is not None]
        rows = np.fromiter((k[1] for k in known), dtype=np.intp, count=len(known))
        values = np.fromiter((k[2] for k in known), dtype=np.float32, count=len(known))
        return Found([k[0] for k in known], rows, values)

    def sums(self, rows: npt.NDArray[np.intp], values: Floats) -> Floats:
        """Return the weighted sums over all models' labels."""
        return np.asarray(values @ self._weights[rows])

    def part(self, sums: Floats, key: str) -> Floats:
        """Return one model's columns of the sums."""
        return np.asarray(sums[self._columns[key]])

    def weights_of(self, rows: npt.NDArray[np.intp], key: str) -> Floats:
        """Return one model's weights of the rows."""
        return np.asarray(self._weights[rows, self._columns[key]])


def softmax(logits: Floats) -> Floats:
    """Return the softmax of a vector.

    >>> softmax(np.array([0.0, 0.0])).tolist()
    [0.5, 0.5]
    """
    powers = np.exp(logits - logits.max())
    return np.asarray(powers / powers.sum())


def log_softmax(logits: Floats) -> Floats:
    """Return the logarithm of the softmax along the last axis, not below FLOOR: one part alone excludes no label."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return np.asarray(np.maximum(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)), FLOOR))


def load_model(folder: Path, *, columns: Sequence[str]) -> LinearModel:
    """Load a model folder; raises ModelError where a part is missing, does not fit the others, or mixes other evidence than `columns`."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        names: list[str] = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
        with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
            weights, bias, mix, prior = (arrays[k].astype(np.float32) for k in ARRAYS)
        labels, parts = tuple(manifest["labels"]), tuple(manifest["parts"])
        mixed = tuple(manifest["columns"])
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"cannot be read ({error})", where=str(folder), mend="run `reportmine train`") from error
    wanted = ((len(names), len(labels)), (len(parts), len(labels)), (len(mixed),), (len(labels),))
    if tuple(a.shape for a in (weights, bias, mix, prior)) != wanted:
        raise ModelError("its parts do not fit", where=str(folder), mend="run `reportmine train`")
    if mixed != tuple(columns):
        raise ModelError("made by another version", where=str(folder), mend="run `reportmine train`")
    return LinearModel(manifest["name"], labels, parts, tuple(names), weights, bias, mix, prior, manifest)
