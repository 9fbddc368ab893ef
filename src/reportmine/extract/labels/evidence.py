"""Turn lexicon hits into evidence: for each label a row of numbers whose meaning is the same for all labels.

Because the numbers mean the same for every label, their coefficients are learned once and hold for trades that the training never saw.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from reportmine.extract.labels.features import FeatureBuilder, Features
from reportmine.extract.labels.linear import FLOOR
from reportmine.extract.labels.names import Names
from reportmine.extract.labels.terms import strongest

Floats = npt.NDArray[np.floating[Any]]
TRADE_EVIDENCE = (
    "terms",
    "share",
    "marks",
    "selves",
    "opening",
    "ending",
    "writer",
    "title",
    "title_series",
    "nothing",
)
TRADE_PARTS = ("terms", "marks", "selves", "opening", "ending", "writer", "title")
KIND_EVIDENCE = ("title", "title_series", "body", "ending")
REST = 0.5  # a section's second division and those after it count half: one writer works in one trade
SMOOTH = 2.0  # term weight added to the whole, so that a single hit is no certainty
GENERIC = "X0"
LIST_WEIGHTS = {"terms": 1.0, "marks": 2.0, "selves": 2.0}
HIT_LENGTH = 0.35  # of one hit, against words whose whole text has length one


def trade_scores(builder: FeatureBuilder, features: Features) -> dict[str, dict[str, float]]:
    """Return the raw scores by evidence and division (or section) of an article."""
    lists, hits = builder.trades, features.trades
    body = hits["body"].weights(lists)
    return {
        "terms": {label: sum(found) for label, found in body.get("terms", {}).items()},
        "marks": {label: strongest(found) for label, found in body.get("marks", {}).items()},
        "selves": {label: sum(found) for label, found in body.get("selves", {}).items()},
        "title": _all(hits["title"].scores(lists)),
        "opening": _all(hits["opening"].scores(lists)),
        "ending": hits["ending"].scores(lists).get("marks", {}),
        "writer": hits["writer"].scores(lists).get("marks", {}),
    }


def _all(scores: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    total: dict[str, float] = {}
    for name, by_label in scores.items():
        for label, score in by_label.items():
            total[label] = total.get(label, 0.0) + LIST_WEIGHTS[name] * score
    return total


def trade_hits(scores: Mapping[str, Mapping[str, float]], *, in_series: bool) -> Names:
    """Return what the lexicon says of every trade as names, so that a classifier can learn which trades are named by others too."""
    numbers = {
        f"{part}:{label}": HIT_LENGTH * math.log1p(score)
        for part, by_label in scores.items()
        if part != "title" or not in_series
        for label, score in by_label.items()
    }
    return Names("x", list(numbers), np.fromiter(numbers.values(), dtype=float, count=len(numbers)))


def section_scores(scores: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Return the scores by section letter (X0 stays), the strongest division counting fully and the others half."""
    return {name: _by_letter(values) for name, values in scores.items()}


def _by_letter(values: Mapping[str, float]) -> dict[str, float]:
    groups: dict[str, list[float]] = {}
    for label, score in values.items():
        groups.setdefault(label if label[0] == "X" else label[0], []).append(score)
    return {letter: REST * sum(found) + (1 - REST) * max(found) for letter, found in groups.items()}


def section_of(industry: str) -> str:
    """Return the section letter of a division; X0 stays.

    >>> section_of("J66"), section_of("X0")
    ('J', 'X0')
    """
    return industry if industry == GENERIC else industry[0]


def section_chances(logits: Floats, divisions: Sequence[str]) -> tuple[Floats, tuple[str, ...]]:
    """Return the log-probabilities of the sections, not below FLOOR, from logits of their divisions (in order), and the sections.

    A section is as likely as its divisions together: its trades share few words, so that they are told apart before they are added.

    >>> chances, sections = section_chances(np.log([[2.0, 1.0, 1.0]]), ("A01", "A02", "B06"))
    >>> np.exp(chances).round(2).tolist(), sections
    ([[0.75, 0.25]], ('A', 'B'))
    """
    letters = [section_of(division) for division in divisions]
    starts = [i for i, letter in enumerate(letters) if not i or letters[i - 1] != letter]
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares = np.add.reduceat(powers, starts, axis=-1) / powers.sum(axis=-1, keepdims=True)
    return np.log(np.maximum(shares, np.exp(FLOOR))), tuple(letters[i] for i in starts)


def trade_evidence(scores: Mapping[str, Mapping[str, float]], labels: Sequence[str], *, in_series: bool) -> Floats:
    """Return one row a label and one column an item of TRADE_EVIDENCE."""
    whole = sum(scores["terms"].values()) + SMOOTH
    specific = max((v for k, v in scores["terms"].items() if k != GENERIC), default=0.0)
    values = _table(labels, [scores[name] for name in TRADE_PARTS])
    logs = np.log1p(values)
    nothing = np.log1p([specific if label == GENERIC else 0.0 for label in labels])
    titles = (logs[:, -1] * (not in_series), logs[:, -1] * in_series)
    return np.column_stack([logs[:, 0], values[:, 0] / whole, logs[:, 1:-1], *titles, nothing])


def _table(labels: Sequence[str], parts: Sequence[Mapping[str, float]]) -> Floats:
    """Return one row a label and one column a part; few labels have a score, so that only those are written."""
    values = np.zeros((len(labels), len(parts)))
    rows = {label: row for row, label in enumerate(labels)}
    for column, part in enumerate(parts):
        for label, score in part.items():
            if label in rows:
                values[rows[label], column] = score
    return values


def kind_evidence(builder: FeatureBuilder, features: Features, labels: Sequence[str]) -> Floats:
    """Return one row a report type and one column an item of KIND_EVIDENCE."""
    last = dict.fromkeys(features.kinds["title"].last(builder.kinds["title"]), 1.0)
    body = features.kinds["body"].scores(builder.kinds["body"]).get("body", {})
    ending = features.kinds["ending"].scores(builder.kinds["ending"]).get("ending", {})
    rows = _table(labels, ({}, last, body, ending) if features.in_series else (last, {}, body, ending))
    rows[:, 2:] = np.log1p(rows[:, 2:])
    return rows


TYPE_COLUMNS = ("body", "title", "title_series", *(f"lexicon_{name}" for name in KIND_EVIDENCE), "form")
DIVISION_COLUMNS = ("hits", *(f"lexicon_{name}" for name in TRADE_EVIDENCE))
TRADE_COLUMNS = ("words", *DIVISION_COLUMNS)


def type_columns(body: Floats, title: Floats, lexicon: Floats, form: Floats, *, in_series: bool) -> Floats:
    """Return the columns of the report type's mix from log-probabilities of body, title (zeros: no title) and form, and the lexicon."""
    nothing = np.zeros_like(title)
    pair = (nothing, title) if in_series else (title, nothing)
    return np.column_stack([body, *pair, lexicon, form])


def trade_columns(*parts: Floats) -> Floats:
    """Return the columns of the industry's or division's mix: log-probabilities of words and hits, and the lexicon's evidence."""
    return np.column_stack(parts)
