"""Fit a linear classifier on named numbers, out of fold and whole, the names of few writers left out."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from reportmine.extract.labels.linear import log_softmax
from reportmine.extract.labels.names import Names
from reportmine.learn.copies import Example

FOLDS = 5
VOICES = 3  # a name that fewer writers use is a habit or a topic, no form
STRENGTH = 4.0  # inverse regularisation C; on the folds 2 gives .950, 4 .952 and 8 .949 for report types, and 8 follows the titles too far
TOLERANCE = 1e-3  # thousands of names settle early
# A hundred names that all hang together: stopped early, four changed documents moved the accuracy by .002.
FORM_TOLERANCE = 1e-4
NEVER = -20.0  # logit of a label that the training fold did not hold: below the floor of the parts
Reader = Callable[[Example], Iterable[Names]]
Floats = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class NameTable:
    """Hold the named numbers of examples once: what a fold trains on and is asked are rows of it."""

    vocabulary: tuple[str, ...]
    matrix: sparse.csr_matrix
    whole: npt.NDArray[np.bool_]
    weights: Floats

    @classmethod
    def read(cls, examples: Sequence[Example], names: Reader) -> NameTable:
        """Read the names of all examples, each into a column of its own."""
        rows: dict[str, dict[str, int]] = defaultdict(dict)  # by kind: each key and its number in order of appearance
        counter = itertools.count()
        columns: list[int] = []
        values: list[Floats] = []
        starts = [0]
        for example in examples:
            for kind in names(example):
                known = rows[kind.space]
                columns += [known[key] if key in known else known.setdefault(key, next(counter)) for key in kind.keys]
                values.append(kind.values)
            starts.append(len(columns))
        vocabulary = {f"{space}:{key}": number for space, known in rows.items() for key, number in known.items()}
        in_order = tuple(sorted(vocabulary))
        column = np.empty(len(in_order), dtype=np.intp)
        column[[vocabulary[name] for name in in_order]] = np.arange(len(in_order))
        data = np.concatenate(values) if values else np.zeros(0)
        shape = (len(starts) - 1, len(in_order))
        matrix = sparse.csr_matrix((data, column[np.array(columns, dtype=np.intp)], starts), shape=shape)
        matrix.sort_indices()
        whole = np.array([example.kind == "whole" for example in examples])
        return cls(in_order, matrix, whole, np.array([example.weight for example in examples]))

    def learned_from(self, kept: npt.NDArray[np.bool_]) -> NameTable:
        """Return the table with some examples that a classifier learns from; the others are only asked."""
        return replace(self, weights=np.where(kept, self.weights, 0.0))

    def known(self, rows: npt.NDArray[np.intp], voices: npt.NDArray[Any], fewest: int) -> npt.NDArray[np.intp]:
        """Return the columns whose names several voices of the rows use."""
        wholes = rows[self.whole[rows]]
        _, speakers = np.unique(voices[wholes], return_inverse=True)
        said = sparse.csr_matrix((np.ones(len(wholes)), (speakers, np.arange(len(wholes)))))
        users = ((said @ (self.matrix[wholes] != 0)) != 0).sum(axis=0)
        return np.flatnonzero(np.asarray(users).ravel() >= fewest)

    def rarity(self, rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp]) -> Floats:
        """Return how much each column counts: words the more, the fewer documents of the rows hold them."""
        wholes = rows[self.whole[rows]]
        frequency = np.bincount(self.matrix[wholes].indices, minlength=len(self.vocabulary))[columns]
        words = np.array([self.vocabulary[k].startswith("w:") for k in columns.tolist()], dtype=bool)
        return np.where(words, (1.0 + np.log(len(wholes) / np.maximum(frequency, 1))) / 3, 1.0)


@dataclass(frozen=True, slots=True)
class Fitted:
    """Hold a fitted classifier: weights have the words' rarity multiplied in; `columns` are those of its table."""

    labels: tuple[str, ...]
    vocabulary: tuple[str, ...]
    weights: Floats
    bias: Floats
    columns: npt.NDArray[np.intp]

    def logits(self, table: NameTable, rows: npt.NDArray[np.intp]) -> Floats:
        """Return one row an example and one column a label."""
        return np.asarray(table.matrix[rows][:, self.columns] @ self.weights + self.bias)


def fit(
    table: NameTable,
    rows: npt.NDArray[np.intp],
    gold: npt.NDArray[Any],
    voices: npt.NDArray[Any],
    *,
    fewest: int = VOICES,
    tolerance: float = TOLERANCE,
) -> Fitted:
    """Fit on rows of a table; `gold` and `voices` are those of all its rows, and only names that several voices use are known."""
    rows = rows[table.weights[rows] > 0]
    columns = table.known(rows, voices, fewest)
    rarity = table.rarity(rows, columns)
    matrix = table.matrix[rows][:, columns] @ sparse.diags(rarity)
    model = LogisticRegression(C=STRENGTH, max_iter=2000, tol=tolerance, class_weight="balanced")
    model.fit(matrix, gold[rows], sample_weight=table.weights[rows])
    weights, bias = model.coef_.T, model.intercept_
    if len(model.classes_) == 2:  # scikit-learn keeps one column for two classes
        weights, bias = np.hstack([-weights / 2, weights / 2]), np.array([-bias[0] / 2, bias[0] / 2])
    vocabulary = tuple(table.vocabulary[k] for k in columns.tolist())
    return Fitted(tuple(model.classes_.tolist()), vocabulary, weights * rarity[:, None], bias, columns)


def out_of_fold(
    table: NameTable,
    gold: npt.NDArray[Any],
    voices: npt.NDArray[Any],
    *,
    groups: npt.NDArray[Any],
    tolerance: float = TOLERANCE,
) -> tuple[Floats, tuple[str, ...]]:
    """Return log-probabilities of every example from a model that saw no example of its group, and the labels of the columns."""
    logits, labels = logits_out_of_fold(table, gold, voices, groups=groups, tolerance=tolerance)
    return log_softmax(logits), labels


def logits_out_of_fold(
    table: NameTable,
    gold: npt.NDArray[Any],
    voices: npt.NDArray[Any],
    *,
    groups: npt.NDArray[Any],
    tolerance: float = TOLERANCE,
) -> tuple[Floats, tuple[str, ...]]:
    """Return logits of every example from a model that saw no example of its group, and the labels of the columns."""
    labels = tuple(sorted(set(gold[table.weights > 0].tolist())))
    found = np.full((len(gold), len(labels)), NEVER)
    for train, test in GroupKFold(min(FOLDS, len(set(groups.tolist())))).split(gold, gold, groups):
        if len(set(gold[train].tolist())) < 2:
            continue
        fitted = fit(table, train, gold, voices, tolerance=tolerance)
        columns = [labels.index(label) for label in fitted.labels]
        found[np.ix_(test, columns)] = fitted.logits(table, test)
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


def name_matrix(found: Sequence[Mapping[str, float]], vocabulary: Mapping[str, int]) -> sparse.csr_matrix:
    """Return the named numbers of each example as a row of a sparse matrix, one column a known name."""
    data: list[float] = []
    columns: list[int] = []
    starts = [0]
    for named in found:
        for name, value in named.items():
            column = vocabulary.get(name)
            if column is not None:
                columns.append(column)
                data.append(value)
        starts.append(len(columns))
    return sparse.csr_matrix((data, columns, starts), shape=(len(found), len(vocabulary)))
