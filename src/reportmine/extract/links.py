"""Tie the indicators of an article together: figures stated twice, targets and the actuals that answer them, parts and wholes."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from reportmine.extract.cues import Kind
from reportmine.extract.drafts import Draft
from reportmine.extract.reading import Reading
from reportmine.schema import Period

_LINK = int(Kind.LINK)
# A count of something with so short a name (县, 点) recurs by chance.
_MIN_NAME = 2
# Parts are rounded: a sum may exceed its whole by this share.
_ROUNDING = Decimal("0.01")
_PROMISES = frozenset({"target", "forecast"})
# A stated rate of completion may differ from the computed one by this many points before it is a contradiction.
_RATE_TOLERANCE = Decimal(1)
_PERCENT = "percent"

Key = tuple[str, str, str]


def link(drafts: list[Draft], reading: Reading) -> None:
    """Add links and warnings to the drafts of one article; positions count from 0 in text order.

    Kinds: mention (the same figure stated before), answers and answered_by (actual and target), part_of (其中).
    """
    groups: dict[Key, list[int]] = defaultdict(list)
    for i, draft in enumerate(drafts):
        if not draft.redacted and len(draft.metric) >= _MIN_NAME:
            groups[draft.metric_id or draft.metric, draft.quantity.unit, draft.change].append(i)
    for members in groups.values():
        if len(members) > 1:
            _link_mentions(drafts, members)
            _link_answers(drafts, members)
            _warn_contradictions(drafts, members)
    _link_parts(drafts, reading)
    _check_rates(drafts)


def attainment(target: Decimal | None, actual: Decimal | None) -> Decimal | None:
    """Return actual as a percentage of target, rounded to two places; None where either is unknown or the target is 0.

    >>> attainment(Decimal("16060000"), Decimal("8200000"))
    Decimal('51.06')
    """
    if not target or actual is None:
        return None
    return (actual / target * 100).quantize(Decimal("0.01"))


def _link_mentions(drafts: list[Draft], members: list[int]) -> None:
    first: dict[tuple[Decimal | None, Decimal | None, str], int] = {}
    for i in members:
        quantity = drafts[i].quantity
        same = first.setdefault((quantity.low, quantity.high, drafts[i].metric), i)
        if same != i and _periods_agree(drafts[same], drafts[i]):
            drafts[i].links.append(("mention", same))


def _link_answers(drafts: list[Draft], members: list[int]) -> None:
    """Link each target to the first actual of the same measure and period, else to the last one within its period."""
    targets = [i for i in members if drafts[i].role in _PROMISES]
    actuals = [i for i in members if drafts[i].role == "actual"]
    if not targets or not actuals:
        return
    by_period: dict[object, int] = {}
    for i in actuals:
        by_period.setdefault(_period_key(drafts[i]), i)
    for i in targets:
        answer = by_period.get(_period_key(drafts[i])) if drafts[i].period.text else None
        if answer is None:
            answer = next((j for j in reversed(actuals) if _falls_within(drafts[j].period, drafts[i].period)), None)
        if answer is not None:
            drafts[i].links.append(("answered_by", answer))
            drafts[answer].links.append(("answers", i))
            drafts[answer].attainment = attainment(drafts[i].quantity.low, drafts[answer].quantity.low)


def _falls_within(part: Period, whole: Period) -> bool:
    """Say whether a resolved period lies inside another: what was reached by September answers the aim of the year."""
    if part.start is None or part.end is None or whole.start is None or whole.end is None:
        return False
    return whole.start <= part.start and part.end <= whole.end


def _warn_contradictions(drafts: list[Draft], members: list[int]) -> None:
    """Warn where one known measure has two exact actual values for one resolved period and subject."""
    seen: dict[object, int] = {}
    for i in members:
        draft = drafts[i]
        if draft.metric_id is None or draft.role != "actual" or draft.period.start is None or draft.part:
            continue
        if draft.quantity.bound != "exact":
            continue
        first = seen.setdefault((_period_key(draft), draft.subject, draft.metric, draft.compared_to), i)
        other = drafts[first]
        if other.quantity.low != draft.quantity.low:
            draft.warnings.append(f"contradicts {other.quantity.text} stated at {other.start}")
            other.warnings.append(f"contradicts {draft.quantity.text} stated at {draft.start}")


def _link_parts(drafts: list[Draft], reading: Reading) -> None:
    """Link the quantities after 其中 to the one before it, and warn where the parts exceed the whole."""
    whole: int | None = None
    parts: list[int] = []
    for i, draft in enumerate(drafts):
        before = drafts[i - 1] if i else None
        if before is None or before.sentence != draft.sentence:
            _check_sum(drafts, whole, parts)
            whole, parts = None, []
            continue
        opened = reading.hit_between(before.outer_end, draft.outer_start, _LINK)
        if opened and opened.term.link == "part":
            _check_sum(drafts, whole, parts)
            whole, parts = i - 1, []
        elif whole is not None and not _same_list(before, draft, reading):
            _check_sum(drafts, whole, parts)
            whole, parts = None, []
        if whole is not None and draft.quantity.unit == drafts[whole].quantity.unit:
            draft.links.append(("part_of", whole))
            draft.part = True
            parts.append(i)
    _check_sum(drafts, whole, parts)


def _same_list(before: Draft, draft: Draft, reading: Reading) -> bool:
    return reading.clause_start(draft.outer_start, draft.sentence[0]) <= before.outer_end


def _check_sum(drafts: list[Draft], whole: int | None, parts: list[int]) -> None:
    if whole is None or not parts:
        return
    total = drafts[whole].quantity.low
    values = [drafts[i].quantity.low for i in parts]
    if total is None or any(value is None for value in values) or drafts[whole].quantity.dimension == _PERCENT:
        return
    added = sum((value for value in values if value is not None), Decimal(0))
    if added > total * (1 + _ROUNDING) and drafts[whole].quantity.bound == "exact":
        drafts[whole].warnings.append(f"parts add up to {added}, more than {total}")


def _check_rates(drafts: list[Draft]) -> None:
    """Compare a stated rate of completion (完成年计划的62%) with the target that the actual before it answers."""
    for i in range(1, len(drafts)):
        rate, actual = drafts[i], drafts[i - 1]
        if rate.compared_to != "plan" or rate.quantity.dimension != _PERCENT or rate.sentence != actual.sentence:
            continue
        target = next((drafts[j] for kind, j in actual.links if kind == "answers"), None)
        if target is None:
            continue
        computed = attainment(target.quantity.low, actual.quantity.low)
        stated = rate.quantity.low
        if computed is not None and stated is not None and abs(computed - stated) > _RATE_TOLERANCE:
            rate.warnings.append(f"states {stated} % where {computed} % follows from the target")


def _period_key(draft: Draft) -> object:
    period = draft.period
    return (period.start, period.end) if period.start and period.end else period.text


def _periods_agree(one: Draft, other: Draft) -> bool:
    return not one.period.text or not other.period.text or _period_key(one) == _period_key(other)
