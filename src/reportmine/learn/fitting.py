"""Fit a linear classifier on named numbers, out of fold and whole, the names of few writers left out."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from reportmine.extract.linear import log_softmax
from reportmine.learn.copies import Example

FOLDS = 5
VOICES = 3  # a name that fewer writers use is a habit or a topic, no form
STRENGTH = 4.0  # inverse regularisation C; on the folds 2 gives .950, 4 .952 and 8 .949 for report types, and 8 follows the titles too far
NEVER = -7.0  # log-probability of a label that the training fold did not hold: the floor of the parts
Names = Callable[[Example], Mapping[str, float]]
Floats = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Fitted:
    """Hold a fitted classifier: weights have the words' rarity multiplied in."""

    labels: tuple[str, ...]
    vocabulary: tuple[str, ...]
    weights: Floats
    bias: Floats

    def logits(self, examples: Sequence[Example], names: Names) -> Floats:
        """Return one row an example and one column a label."""
        matrix = name_matrix(examples, names, {n: i for i, n in enumerate(self.vocabulary)})
        return np.asarray(matrix @ self.weights + self.bias)


def fit(
    examples: Sequence[Example],
    gold: npt.NDArray[Any],
    voices: npt.NDArray[Any],
    names: Names,
    *,
    fewest: int = VOICES,
) -> Fitted:
    """Fit on examples; only names that several voices use are known."""
    users: dict[str, set[str]] = defaultdict(set)
    frequency: Counter[str] = Counter()
    wholes = 0
    for example, voice in zip(examples, voices, strict=True):
        if example.kind == "whole":
            wholes += 1
            for name in names(example):
                users[name].add(voice)
                frequency[name] += 1
    vocabulary = tuple(sorted(n for n, found in users.items() if len(found) >= fewest))
    rarity = np.array([(1.0 + math.log(wholes / frequency[n])) / 3 if n.startswith("w:") else 1.0 for n in vocabulary])
    matrix = name_matrix(examples, names, {n: i for i, n in enumerate(vocabulary)}) @ sparse.diags(rarity)
    model = LogisticRegression(C=STRENGTH, max_iter=300, tol=1e-3, class_weight="balanced")
    model.fit(matrix, gold, sample_weight=[e.weight for e in examples])
    weights, bias = model.coef_.T, model.intercept_
    if len(model.classes_) == 2:  # scikit-learn keeps one column for two classes
        weights, bias = np.hstack([-weights / 2, weights / 2]), np.array([-bias[0] / 2, bias[0] / 2])
    return Fitted(tuple(model.classes_.tolist()), vocabulary, weights * rarity[:, None], bias)


def out_of_fold(
    examples: Sequence[Example],
    gold: npt.NDArray[Any],
    voices: npt.NDArray[Any],
    names: Names,
    *,
    groups: npt.NDArray[Any],
) -> tuple[Floats, tuple[str, ...]]:
    """Return log-probabilities of every example from a model that saw no example of its group, and the labels of the columns."""
    labels = tuple(sorted(set(gold.tolist())))
    found = np.full((len(examples), len(labels)), NEVER)
    for train, test in GroupKFold(min(FOLDS, len(set(groups.tolist())))).split(gold, gold, groups):
        if len(set(gold[train].tolist())) < 2:
            continue
        fitted = fit([examples[i] for i in train], gold[train], voices[train], names)
        columns = [labels.index(label) for label in fitted.labels]
        found[np.ix_(test, columns)] = log_softmax(fitted.logits([examples[i] for i in test], names))
    return found, labels


def names_of_several(names: Iterable[Iterable[str]], voices: Iterable[str]) -> tuple[str, ...]:
    """Return the names that VOICES voices use, in order; `names` and `voices` are those of the same texts.

    >>> names_of_several([["账"], ["账", "井"], ["账"]], ["a", "b", "c"])
    ('账',)
    """
    users: dict[str, set[str]] = defaultdict(set)
    for found, voice in zip(names, voices, strict=True):
        for name in found:
            users[name].add(voice)
    return tuple(sorted(name for name, heard in users.items() if len(heard) >= VOICES))


def name_matrix(examples: Sequence[Example], names: Names, vocabulary: Mapping[str, int]) -> sparse.csr_matrix:
    """Return the examples' values as a sparse matrix, one column a known name."""
    data: list[float] = []
    columns: list[int] = []
    starts = [0]
    for example in examples:
        for name, value in names(example).items():
            column = vocabulary.get(name)
            if column is not None:
                columns.append(column)
                data.append(value)
        starts.append(len(columns))
    return sparse.csr_matrix((data, columns, starts), shape=(len(examples), len(vocabulary)))
