"""Learn how much each kind of evidence counts: one coefficient for all labels and a prior a label (a conditional logit).

The coefficients are fitted on out-of-fold log-probabilities, so that the mix is calibrated on what the parts have not seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from sklearn.model_selection import GroupKFold

from reportmine.learn.fitting import FOLDS

RIDGE = 1e-3  # on the shared coefficients
PRIOR_RIDGE = 0.05  # on the labels' priors: the corpus is balanced by design, so its counts mean little
START = 0.3
EXCLUDED = -1e6  # logit of a label that is not among an example's choices
Floats = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Mix:
    """Hold the shared coefficients and the priors."""

    coefficients: Floats
    prior: Floats

    def logits(self, evidence: Floats) -> Floats:
        """Return logits for evidence of shape (example, label, item)."""
        return np.asarray(evidence @ self.coefficients + self.prior)


def fit_mix(
    evidence: Floats, gold: npt.NDArray[np.intp], weights: Floats, *, choices: npt.NDArray[np.bool_] | None = None
) -> Mix:
    """Fit on evidence (example, label, item) and gold label numbers; `choices` says which labels an example may have."""
    size, labels, items = evidence.shape
    share = weights / weights.sum()
    blocked = np.zeros((size, labels)) if choices is None else np.where(choices, 0.0, EXCLUDED)
    pairs = evidence.reshape(-1, items)  # example and label: one product of a matrix for one a row

    def loss(values: Floats) -> tuple[float, Floats]:
        coefficients, prior = values[:items], values[items:]
        logits = (pairs @ coefficients).reshape(size, labels) + prior + blocked
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        found = powers / powers.sum(axis=1, keepdims=True)
        value = -(share * np.log(found[np.arange(size), gold] + 1e-12)).sum()
        found[np.arange(size), gold] -= 1.0
        found *= share[:, None]
        slope = found.ravel() @ pairs + 2 * RIDGE * coefficients
        prior_slope = found.sum(axis=0) + 2 * PRIOR_RIDGE * prior / labels
        penalty = RIDGE * (coefficients**2).sum() + PRIOR_RIDGE * (prior**2).mean()
        return float(value + penalty), np.concatenate([slope, prior_slope])

    start = np.concatenate([np.full(items, START), np.zeros(labels)])
    best: Any = minimize(loss, start, jac=True, method="L-BFGS-B")
    return Mix(best.x[:items], best.x[items:])


def mixed_out_of_fold(
    evidence: Floats,
    gold: npt.NDArray[np.intp],
    weights: Floats,
    groups: npt.NDArray[Any],
    *,
    choices: npt.NDArray[np.bool_] | None = None,
) -> Floats:
    """Return the mix's logits of every example from coefficients that saw no example of its group."""
    found = np.zeros(evidence.shape[:2])
    for train, test in GroupKFold(min(FOLDS, len(set(groups.tolist())))).split(gold, gold, groups):
        mix = fit_mix(evidence[train], gold[train], weights[train], choices=None if choices is None else choices[train])
        found[test] = mix.logits(evidence[test])
    return found
