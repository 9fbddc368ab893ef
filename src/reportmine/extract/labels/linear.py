"""Read and apply the label models: `manifest.json`, `vocabulary.json`, `weights.npz`; several models share one look-up of names.

A model has parts (title, body), each a linear classifier over names of its own namespaces. Each part gives log-probabilities; these and
the lexicon evidence are mixed with coefficients that all labels share, and a prior a label. The softmax of the mix is calibrated.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, compress, repeat
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from reportmine.errors import ModelError
from reportmine.extract.labels.names import Names

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
    """Hold the names of a text that the models know: their order among all names, rows of the joint weights, values."""

    names: Sequence[Names]
    known: npt.NDArray[np.intp]
    rows: npt.NDArray[np.intp]
    values: Floats

    def named(self, places: npt.NDArray[np.intp]) -> list[str]:
        """Return the known names at some places, written as in the vocabularies."""
        ends = list(accumulate((len(n.keys) for n in self.names), initial=0))
        found = []
        for known in self.known[places].tolist():
            which = bisect_right(ends, known) - 1
            found.append(f"{self.names[which].space}:{self.names[which].keys[known - ends[which]]}")
        return found


class JointVocabulary:
    """Look names up once for several models: a dictionary a kind of names, one stacked weight matrix."""

    def __init__(self, models: Mapping[str, LinearModel], *, spaces: str) -> None:
        own = {key: [name[0] in spaces for name in model.vocabulary] for key, model in models.items()}
        names = {key: list(compress(model.vocabulary, own[key])) for key, model in models.items()}
        rows = {name: row for row, name in enumerate(dict.fromkeys(chain.from_iterable(names.values())))}
        self._rows: dict[str, dict[str, int]] = {space: {} for space in spaces}
        for name, row in rows.items():
            self._rows[name[0]][name[2:]] = row
        self._columns: dict[str, slice] = {}
        self._means: dict[str, Floats] = {}
        width = sum(len(m.labels) for m in models.values())
        self._weights = np.zeros((len(rows), width), dtype=np.float32)
        start = 0
        for key, model in models.items():
            self._columns[key] = slice(start, start + len(model.labels))
            places = np.fromiter(map(rows.__getitem__, names[key]), dtype=np.intp, count=len(names[key]))
            self._weights[places, self._columns[key]] = model.weights[own[key]]
            self._means[key] = self._weights[:, self._columns[key]].mean(axis=1)
            start += len(model.labels)

    def found(self, names: Sequence[Names]) -> Found:
        """Return the known names, their rows and values."""
        if not names:
            return Found(names, np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.float32))
        looked_up = chain.from_iterable(map(self._rows[n.space].get, n.keys, repeat(-1)) for n in names)
        rows = np.fromiter(looked_up, dtype=np.intp, count=sum(len(n.keys) for n in names))
        known = np.flatnonzero(rows >= 0)
        values = np.concatenate([n.values for n in names])
        return Found(names, known, rows[known], values[known].astype(np.float32))

    def sums(self, rows: npt.NDArray[np.intp], values: Floats) -> Floats:
        """Return the weighted sums over all models' labels."""
        return np.asarray(values @ self._weights[rows])

    def part(self, sums: Floats, key: str) -> Floats:
        """Return one model's columns of the sums."""
        return np.asarray(sums[self._columns[key]])

    def contrast(self, rows: npt.NDArray[np.intp], key: str, label: int) -> Floats:
        """Return how much more the rows speak for one label of a model than for its labels on the average."""
        return np.asarray(self._weights[rows, self._columns[key].start + label] - self._means[key][rows])


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
