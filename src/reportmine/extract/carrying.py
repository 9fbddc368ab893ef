"""Say what a quantity without words of its own carries on from: the amount behind its share, and the change over a joint."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from reportmine.extract.cues import Kind
from reportmine.extract.drafts import Draft
from reportmine.extract.measures import RANK, RATIOS
from reportmine.extract.reading import Reading

_BETTERS, _LINK, _REACH, _ROLE = int(Kind.BETTERS), int(Kind.LINK), int(Kind.REACH), int(Kind.ROLE)
_OWN_NAMES = frozenset({"before", "after", "distributed"})
_PERCENT = "percent"
# A higher aim for the same change is at most so many times the first: beyond it is the level reached.
_STRETCH = 3


def amount_before(i: int, drafts: Sequence[Draft], reading: Reading, *, heads: tuple[str, ...]) -> Draft | None:
    """Return the amount whose share stands before a change that only an amount can have (保费1.4亿元，占比75%，增长26%); None elsewhere.

    `heads` are the words that a share's name ends in (占比, 完成率).
    """
    draft = drafts[i]
    dimension = draft.quantity.dimension
    if draft.change == "level" or (dimension in RATIOS and dimension != _PERCENT):
        return None
    # A share is raised; what grows is the amount.
    if dimension == _PERCENT and reading.hit_between(draft.clause, draft.outer_start, _BETTERS):
        return None
    share = i
    while share and drafts[share - 1].sentence == draft.sentence and drafts[share - 1].quantity.dimension in RATIOS:
        share -= 1
        earlier = drafts[share]
        if earlier.metric_source in _OWN_NAMES and not earlier.metric.endswith(heads):
            return None
        if reading.hit_between(earlier.clause, earlier.outer_start, _LINK):
            return None
    if not 0 < share < i or not drafts[share].metric.endswith(heads):
        return None
    amount = drafts[share - 1]
    same = amount.sentence == draft.sentence and dimension in {_PERCENT, amount.quantity.dimension}
    return amount if same and amount.metric and amount.kind != RANK else None


def carry_change(draft: Draft, before: Draft, reading: Reading) -> None:
    """Carry the change on over a joint, and to the higher aim of a pair (净增8000万元，力争突破1亿元)."""
    if draft.change != "level":
        return
    if (before.joins(draft, reading.text) and not _reaches_level(draft, before, reading)) or (
        before.quantity.unit == draft.quantity.unit
        and _is_stretch(before.quantity.low, draft.quantity.low)
        and reading.hit_between(before.outer_end, draft.outer_start, _ROLE)
    ):
        draft.change = before.change


def _reaches_level(draft: Draft, before: Draft, reading: Reading) -> bool:
    """Say whether a word of reaching before an amount leads to the level that a change made (增长12%，突破430亿元)."""
    low, start = draft.quantity.low, before.quantity.low
    if draft.quantity.dimension in RATIOS or not reading.hit_at(draft.outer_start, _REACH):
        return False
    # What is no more than the change itself can only be an aim of the change.
    return before.quantity.unit != draft.quantity.unit or low is None or start is None or low > start


def _is_stretch(base: Decimal | None, value: Decimal | None) -> bool:
    """Say whether a value is of the size of a higher aim for the same thing, not the level that a change leads to."""
    return base is not None and value is not None and base < value <= _STRETCH * base
