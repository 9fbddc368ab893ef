"""Hold an indicator while it is being built: one mutable record that the rules fill in turn."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from reportmine.offsets import Span
from reportmine.schema import Change, Period, Quantity, Role
from reportmine.text.periods.find import PeriodMatch

# How much each field that was not read directly takes off the confidence, by where it came from instead.
_METRIC_DOUBT = {
    "before": 0.0,
    "after": 0.0,
    "rank": 0.05,
    "distributed": 0.05,
    "header": 0.0,
    "next": 0.15,
    "inherited": 0.15,
    "topic": 0.2,
    "none": 0.4,
}
_ROLE_DOUBT = {
    "cue": 0.0,
    "answer": 0.05,
    "norm": 0.05,
    "from_to": 0.05,
    "locative": 0.05,
    "threshold": 0.05,
    "aspect": 0.05,
    "due": 0.1,
    "stock": 0.1,
    "proposal": 0.05,
    "section": 0.05,
    "heading": 0.1,
    "period": 0.1,
    "negation": 0.1,
    "default": 0.15,
    "voice": 0.2,
}
_PERIOD_DOUBT = {
    "clause": 0.0,
    "sentence": 0.02,
    "paragraph": 0.05,
    "announced": 0.05,
    "section": 0.05,
    "opening": 0.08,
    "none": 0.1,
}
_NO_UNIT_DOUBT = 0.1
NO_PERIOD = Period("")
LIST_MARKS = frozenset("、和与及")  # what parts the members of one list
_JOINTS = frozenset("、和与及以或，, \u3000+＋")  # what may part the quantities of one list


@dataclass(slots=True)
class Draft:
    """Collect what the rules say of one quantity; `ends` closes 从A到B, `aimed` is the amount of an aim (指标2500万元的92.7%).

    `base` says with what the next quantity is compared where this is only the amount of it (比上年6517万元增加325万元).
    """

    start: int
    end: int
    quantity: Quantity
    kind: str
    outer_start: int
    outer_end: int
    sentence: Span
    clause: int
    item: int = 0
    section: int | None = None
    metric: str = ""
    wide: str = ""
    metric_id: str | None = None
    metric_source: str = ""
    polarity: str | None = None
    subject: str | None = None
    change: Change = "level"
    by_verb: bool = False
    compared_to: str | None = None
    role: Role = "actual"
    role_source: str = ""
    strength: str | None = None
    tier: str | None = None
    period: Period = NO_PERIOD
    period_match: PeriodMatch | None = None
    period_source: str = "none"
    redacted: bool = False
    ends: bool = False
    aimed: bool = False
    base: str = ""
    part: bool = False
    attainment: Decimal | None = None
    links: list[tuple[str, int]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def joins(self, following: Draft, text: str) -> bool:
        """Say whether nothing but joints part this quantity and a following one of the text."""
        return set(text[self.outer_end : following.outer_start]) <= _JOINTS

    def score(self) -> float:
        """Return the confidence, 0 to 1: one, less what was inherited or defaulted."""
        doubt = _METRIC_DOUBT[self.metric_source] + _ROLE_DOUBT[self.role_source] + _PERIOD_DOUBT[self.period_source]
        if not self.quantity.unit:
            doubt += _NO_UNIT_DOUBT
        return round(max(0.0, 1.0 - doubt), 2)
