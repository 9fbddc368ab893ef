"""Measure classifications: accuracy, macro-F1, bootstrap intervals, calibration error, confusion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

TOP_THEMES = 6  # as many of the strongest themes are asked whether they hold those of the gold
BOOTSTRAPS = 400
BINS = 10
THRESHOLDS = (0.3, 0.35, 0.5, 0.7, 0.9)


def f1_by_label(gold: Sequence[str], predicted: Sequence[str]) -> dict[str, tuple[float, float, float, int]]:
    """Return precision, recall, F1 and gold count by gold label.

    >>> f1_by_label(["a", "a", "b"], ["a", "b", "b"])["a"]
    (1.0, 0.5, 0.6666666666666666, 2)
    """
    hits = Counter(g for g, p in zip(gold, predicted, strict=True) if g == p)
    golds, predictions = Counter(gold), Counter(predicted)
    table = {}
    for label in sorted(golds):
        precision = hits[label] / predictions[label] if predictions[label] else 0.0
        recall = hits[label] / golds[label]
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        table[label] = (precision, recall, f1, golds[label])
    return table


def macro_f1(gold: Sequence[str], predicted: Sequence[str]) -> float:
    """Return the mean F1 over the gold's labels."""
    scores = [row[2] for row in f1_by_label(gold, predicted).values()]
    return sum(scores) / len(scores) if scores else 0.0


def accuracy(gold: Sequence[str], predicted: Sequence[str]) -> float:
    """Return the share of equal labels."""
    return sum(g == p for g, p in zip(gold, predicted, strict=True)) / len(gold) if gold else 0.0


def bootstrap_interval(gold: Sequence[str], predicted: Sequence[str], *, seed: int = 0) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of macro-F1 (seeded)."""
    random = np.random.default_rng(seed)
    golds, predictions = np.array(gold), np.array(predicted)
    scores = []
    for _ in range(BOOTSTRAPS):
        sample = random.integers(0, len(golds), len(golds))
        scores.append(macro_f1(golds[sample].tolist(), predictions[sample].tolist()))
    low, high = np.quantile(scores, [0.025, 0.975])
    return round(float(low), 4), round(float(high), 4)


def calibration_error(confidence: npt.NDArray[np.float64], correct: npt.NDArray[np.bool_]) -> float:
    """Return the expected calibration error over ten equal-width bins."""
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    error = 0.0
    for index in range(BINS):
        chosen = bins == index
        if chosen.any():
            error += chosen.mean() * abs(confidence[chosen].mean() - correct[chosen].mean())
    return float(error)


def worst_confusions(gold: Sequence[str], predicted: Sequence[str], most: int = 10) -> list[tuple[str, str, int]]:
    """Return the most frequent (gold, predicted, count) pairs that differ."""
    pairs = Counter((g, p) for g, p in zip(gold, predicted, strict=True) if g != p)
    return [(g, p, n) for (g, p), n in sorted(pairs.items(), key=lambda item: (-item[1], item[0]))[:most]]


def label_scores(
    logits: npt.NDArray[np.floating[Any]], gold: Sequence[str], labels: Sequence[str], *, seed: int = 0
) -> dict[str, Any]:
    """Return what a model's manifest says of held-out documents: one row of calibrated logits each, against their gold labels."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities = powers / powers.sum(axis=1, keepdims=True)
    predicted = [labels[i] for i in probabilities.argmax(axis=1)]
    correct = np.array([g == p for g, p in zip(gold, predicted, strict=True)])
    confidence = probabilities.max(axis=1)
    return {
        "documents": len(gold),
        "accuracy": round(accuracy(gold, predicted), 4),
        "macro_f1": round(macro_f1(gold, predicted), 4),
        "macro_f1_interval": list(bootstrap_interval(gold, predicted, seed=seed)),
        "calibration_error": round(calibration_error(confidence, correct), 4),
        "coverage": {str(t): coverage(confidence, correct, t) for t in THRESHOLDS},
        "by_label": {k: [round(x, 3) for x in v[:3]] + [v[3]] for k, v in f1_by_label(gold, predicted).items()},
        "confusions": worst_confusions(gold, predicted),
    }


def coverage(
    confidence: npt.NDArray[np.floating[Any]], correct: npt.NDArray[np.bool_], threshold: float
) -> tuple[float, float]:
    """Return the share of documents labelled at a threshold, and the accuracy on them (1.0 where none is).

    >>> coverage(np.array([0.9, 0.2]), np.array([True, False]), 0.5)
    (0.5, 1.0)
    """
    kept = confidence >= threshold
    return round(float(kept.mean()), 4), round(float(correct[kept].mean()), 4) if kept.any() else 1.0


def theme_scores(
    gold: npt.NDArray[np.int_],
    chosen: npt.NDArray[np.bool_],
    scores: npt.NDArray[np.floating[Any]],
    labels: Sequence[str],
    *,
    top: int = TOP_THEMES,
) -> dict[str, Any]:
    """Return micro-F1 with interval, F1 by theme, and the mean share of a document's gold themes among its `top` by score."""
    rows = np.argsort(-scores, axis=1, kind="stable")[:, :top]
    inside = [gold[i, best].sum() / gold[i].sum() for i, best in enumerate(rows) if gold[i].any()]
    hits = gold * chosen
    random = np.random.default_rng(0)
    samples = [random.integers(0, len(gold), len(gold)) for _ in range(BOOTSTRAPS)]
    low, high = np.quantile(
        [_ratio(2 * hits[s].sum(), chosen[s].sum() + gold[s].sum()) for s in samples], [0.025, 0.975]
    )
    return {
        "documents": len(gold),
        **flag_scores(gold, chosen, labels),
        "micro_f1_interval": [round(float(low), 4), round(float(high), 4)],
        f"recall_top{top}": round(float(np.mean(inside)), 4),
    }


def flag_scores(gold: npt.NDArray[np.int_], chosen: npt.NDArray[np.bool_], labels: Sequence[str]) -> dict[str, Any]:
    """Return micro-F1, and precision, recall, F1 and count by label, of rows that may hold several labels."""
    hits = gold * chosen
    by_label = {
        label: [round(_ratio(h, p), 3), round(_ratio(h, g), 3), round(_ratio(2 * h, p + g), 3), int(g)]
        for label, h, p, g in zip(labels, hits.sum(0), chosen.sum(0), gold.sum(0), strict=True)
    }
    return {"micro_f1": round(_ratio(2 * hits.sum(), chosen.sum() + gold.sum()), 4), "by_label": by_label}


def _ratio(part: Any, whole: Any) -> float:
    return float(part) / float(whole) if whole else 0.0


def krippendorff_alpha(first: Sequence[str], second: Sequence[str]) -> float:
    """Return Krippendorff's alpha for two coders and nominal labels (1: always the same, 0: as by chance).

    >>> krippendorff_alpha(["a", "b", "a"], ["a", "b", "a"])
    1.0
    """
    counts = Counter([*first, *second])
    total = sum(counts.values())
    expected = sum(n * (total - n) for n in counts.values()) / (total * (total - 1)) if total > 1 else 0.0
    observed = sum(a != b for a, b in zip(first, second, strict=True)) / len(first) if first else 0.0
    return round(1.0 - observed / expected, 4) if expected else 1.0
