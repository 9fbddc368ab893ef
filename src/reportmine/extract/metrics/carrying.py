"""Say what a quantity without words of its own carries on from: a rank, the amount behind its share, its own unit, the change over a joint."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from reportmine.extract.bases import PLAN
from reportmine.extract.cues import Kind
from reportmine.extract.drafts import Draft
from reportmine.extract.measures import COUNTED, RANK, RATIOS, MetricIndex
from reportmine.extract.metrics.own_words import noun_before
from reportmine.extract.reading import Reading
from reportmine.offsets import Span

_BETTERS, _LINK, _REACH, _ROLE = int(Kind.BETTERS), int(Kind.LINK), int(Kind.REACH), int(Kind.ROLE)
_PREDICATE = int(Kind.CHANGE | Kind.CHANGE_VERB | Kind.REACH | Kind.PREPOSITION)
_SHARE = int(Kind.SHARE)
_AIM, _OF = int(Kind.AIM), "的"
_ACT = int(Kind.VERB | Kind.NOUN_VERB | Kind.CHANGE_VERB)
_OWN_NAMES = frozenset({"before", "after", "distributed"})
_PERCENT, _MONEY, _PLACES = "percent", "money", "places"
_REACH_BACK = 4  # a count goes on over so many quantities
# A higher aim for the same change is at most so many times the first: beyond it is the level reached.
_STRETCH = 3


def carrier(
    i: int, drafts: Sequence[Draft], reading: Reading, *, heads: tuple[str, ...], rates: tuple[str, ...], share: str
) -> Draft:
    """Return the quantity of the sentence whose name quantity `i` takes, by default the one before it.

    Places are gained in a rank, all else goes on with what was ranked; a change goes past a share to its amount, and a count past a sum to what it counts.
    `heads` are the words that a share's name ends in (占比, 完成率), `rates` those of a rate, behind which a share of the plan is the amount's; `share` is the
    word in the name of a share of something (占).
    """
    draft, before = drafts[i], drafts[i - 1]
    if before.kind == RANK and before.metric_source == RANK:
        if draft.quantity.dimension == _PLACES:
            return before
        before = _before_rank(i, drafts) or before
    planned = reading.hit_between(draft.clause, draft.outer_start, _SHARE)
    of_plan = planned is not None and planned.term.compared == PLAN
    amount = amount_before(
        i, drafts, reading, heads=(*heads, *rates) if of_plan else heads, share=share, of_plan=of_plan
    )
    return amount or _same_unit(i, drafts) or before


def _before_rank(i: int, drafts: Sequence[Draft]) -> Draft | None:
    """Return the last quantity of the sentence before quantity `i` that is no rank and has a name: the ranks between tell of it.

    Among how many a rank is taken (居全省13个市州第5位) is passed over too.
    """
    while i and drafts[i - 1].sentence == drafts[i].sentence:
        i -= 1
        following = drafts[i + 1]
        among = following.kind == RANK and following.clause == drafts[i].clause
        if drafts[i].kind != RANK and not (among and drafts[i].quantity.dimension in COUNTED):
            return drafts[i] if drafts[i].metric else None
    return None


def _same_unit(i: int, drafts: Sequence[Draft]) -> Draft | None:
    """Return the count of the sentence that a count in the same unit goes on with where sums stand between them, None for others."""
    draft = drafts[i]
    if draft.quantity.dimension not in COUNTED or drafts[i - 1].quantity.dimension != _MONEY:
        return None
    for earlier in reversed(drafts[max(0, i - _REACH_BACK) : i]):
        if earlier.sentence != draft.sentence or earlier.quantity.dimension not in {_MONEY, draft.quantity.dimension}:
            return None
        if earlier.quantity.unit == draft.quantity.unit:
            return earlier if earlier.metric else None
    return None


def told_between(
    draft: Draft, before: Draft, start: int, reading: Reading, *, index: MetricIndex, frames: re.Pattern[str]
) -> Span | None:
    """Return the measure of a clause without number that stands between a quantity and a change, or None (投资由负转正，增长1.2%)."""
    if draft.change == "level":
        return None
    stop = start - 1
    while (begin := reading.clause_start(stop, before.outer_end)) > before.outer_end:
        told = reading.first_hit_between(begin, stop, _PREDICATE)
        if told is not None:
            noun = noun_before(reading, begin, told.start)
            # What an act or a cause brings about is not what is told of (带动税收增加，…; 受投资下滑影响，…).
            if reading.hit_between(begin, noun.start, _ACT) or frames.search(reading.text, begin, stop):
                return None
            if index.find(reading.text[noun.start : noun.end], draft.quantity.dimension, changes=True):
                return noun.start, noun.end
        stop = begin - 1
    return None


def amount_before(
    i: int, drafts: Sequence[Draft], reading: Reading, *, heads: tuple[str, ...], share: str, of_plan: bool
) -> Draft | None:
    """Return the amount whose share stands before what only an amount has, else None: growth, a share of the plan (保费1.4亿元，占比75%，增长26%).

    `heads` are the words that a share's name ends in (占比, 完成率).
    """
    draft = drafts[i]
    dimension = draft.quantity.dimension
    passes = of_plan or (dimension not in RATIOS and _composed(drafts[i - 1], share))
    if (draft.change == "level" and not passes) or (dimension in RATIOS and dimension != _PERCENT):
        return None
    # A share is raised; what grows is the amount.
    if dimension == _PERCENT and reading.hit_between(draft.clause, draft.outer_start, _BETTERS):
        return None
    first = i  # of the shares behind the amount
    while first and drafts[first - 1].sentence == draft.sentence and drafts[first - 1].quantity.dimension in RATIOS:
        first -= 1
        earlier = drafts[first]
        if earlier.metric_source in _OWN_NAMES and not earlier.metric.endswith(heads):
            return None
        if reading.hit_between(earlier.clause, earlier.outer_start, _LINK):
            return None
    if not 0 < first < i or not (drafts[first].metric.endswith(heads) or _composed(drafts[first], share)):
        return None
    amount = drafts[first - 1]
    same = amount.sentence == draft.sentence and dimension in {_PERCENT, amount.quantity.dimension}
    return amount if same and amount.metric and amount.kind != RANK else None


def _composed(draft: Draft, share: str) -> bool:
    """Say whether a quantity's name is that of a share of the amount before it (研发投入占营业收入)."""
    return draft.metric_source == "inherited" and share in draft.metric


def share_name(draft: Draft, before: Draft, start: int, reading: Reading, share: str) -> str:
    """Return the name of a share whose own words begin at `start`: what it is a share of behind the name before it; empty for others.

    `share` is the word that it is told by (税收33亿元，占财政收入的比重为72%: 税收占财政收入的比重). A share of the plan has the name of what was planned.
    """
    told = reading.hit_between(start, draft.outer_start, _SHARE)
    if told is None or not told.term.text.endswith(share) or share in before.metric or before.kind == RANK:
        return ""
    whole = noun_before(reading, told.end, draft.outer_start)
    aim = reading.hit_ending(whole.end)
    planned = aim is not None and aim.kinds & _AIM
    if whole.start == whole.end or planned or reading.text.startswith(_OF, told.start - 1):
        return ""
    return before.metric + share + reading.text[whole.start : whole.end]


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


def is_other_thing(draft: Draft, before: Draft) -> bool:
    """Say whether two quantities are of different dimensions and neither is a ratio: they do not measure the same."""
    dimensions = {draft.quantity.dimension, before.quantity.dimension}
    return len(dimensions) > 1 and not dimensions & RATIOS


def other_unit(draft: Draft, before: Draft) -> bool:
    """Say whether the quantity before is named by the noun it counts, and this one counts in another unit."""
    return before.metric_source == "after" and before.quantity.unit != draft.quantity.unit
