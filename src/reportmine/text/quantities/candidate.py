"""Hold one number of a text while it is read, and what it turns out to be."""

from __future__ import annotations

from dataclasses import dataclass

from reportmine.offsets import Span
from reportmine.text.entries import Unit
from reportmine.text.quantities.reader import NumberRead


@dataclass(slots=True)
class Candidate:
    """Hold one number of a text while it is read; `reason` says why it is no quantity, "" where it is one.

    `before` is the span of the number before it, `reason_before` its reason.
    """

    start: int
    end: int
    number: NumberRead | None = None
    reason: str = ""
    kind: str = ""
    number_end: int = 0
    unit: Unit | None = None
    unit_text: str = ""
    per: Unit | None = None
    bound: str = "exact"
    outer_start: int = -1
    outer_end: int = -1
    rounded: bool = False
    before: Span = (0, 0)
    reason_before: str = ""
