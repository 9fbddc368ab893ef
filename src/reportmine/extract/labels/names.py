"""Name what is seen in a text, by kinds: the words of a title, the words of a body, each with a number; a kind is scaled to one length."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Names:
    """Hold what was seen of one kind: a letter for the kind, the keys, and a number a key."""

    space: str
    keys: Sequence[str]
    values: Floats


def scaled(space: str, numbers: Mapping[str, float] | Sequence[str], length: float) -> Names:
    """Return names whose numbers have a length, so that a long text does not outshout a short one; keys without numbers count alike.

    >>> scaled("h", ["小结", "计划"], 1.0).values.round(3).tolist()
    [0.707, 0.707]
    """
    if not isinstance(numbers, Mapping):
        return Names(space, numbers, np.full(len(numbers), length / math.sqrt(max(len(numbers), 1))))
    values = np.fromiter(numbers.values(), dtype=float, count=len(numbers))
    norm = math.sqrt(float(values @ values))
    return Names(space, list(numbers), values * (length / norm) if norm else values)


def flags(space: str, keys: Sequence[str]) -> Names:
    """Return names that each count one, however many there are."""
    return Names(space, keys, np.ones(len(keys)))


def flat(names: Iterable[Names]) -> dict[str, float]:
    """Return all names as `kind:key` with their numbers, as the vocabularies of the models write them.

    >>> flat([scaled("t", ["总结"], 1.0), scaled("l", {}, 1.0)])
    {'t:总结': 1.0}
    """
    return {f"{n.space}:{key}": value for n in names for key, value in zip(n.keys, n.values.tolist(), strict=True)}
