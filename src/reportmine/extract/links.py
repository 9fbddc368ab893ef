"""Tie the indicators of an article together: figures stated twice, targets and the actuals that answer them, parts and wholes."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from reportmine.extract.cues import Kind, words_of
from reportmine.extract.drafts import Draft
from reportmine.extract.measures import COUNTED
from reportmine.extract.reading import Reading
from reportmine.schema import Period
from reportmine.text.lexicon import Lexicon
from reportmine.text.periods.find import find_periods

_LINK = int(Kind.LINK)
# A count of something with so short a name (县, 点) recurs by chance.
_MIN_NAME = 2
# Parts are rounded: a sum may exceed its whole by this share.
_ROUNDING = Decimal("0.01")
# Names that end alike may name the same thing; their last characters bring them together.
_ENDING = 2
# So many actuals of one name are looked through for each of its targets.
_MOST_ACTUALS = 64
_TOLD_NEAR = frozenset({"clause", "sentence"})
# A word says that it is a target; where only the section does, it may as well be what was found.
_TOLD_ROLES = frozenset({"cue", "norm", "negation", "heading"})
# Of several targets an actual is measured against the one it was bound to; one of no tier comes before one that was only striven for.
_TIERS = {"base": 0, "stretch": 2}
_STRENGTHS = {"ensure": 0, "strive": 2}
_PLAN = "plan"
# A stated rate of completion may differ from the computed one by this many points before it is a contradiction.
_RATE_TOLERANCE = Decimal(1)
_PERCENT = "percent"
# A rate's name that says of what it is a rate (城镇化率; 合格率 does not).
_MIN_RATE = 4
# What may stand before a metric that is the whole house's: whose it is, that it was reached; a character is loose.
_PLAIN_KINDS = int(Kind.ADVERB | Kind.SUBJECT | Kind.ROLE | Kind.LINK | Kind.REACH | Kind.VERB)
_LOOSE = 1
_OPENED = "（( \n\u3000"

Key = tuple[str, str, str]


def link(drafts: list[Draft], reading: Reading, *, lexicon: Lexicon) -> None:
    """Add links and warnings to the drafts of one article; positions count from 0 in text order.

    Kinds: mention (the same figure stated before), answers and answered_by (actual and target), part_of (其中).
    """
    _link_answers(drafts, lexicon)
    groups: dict[Key, list[int]] = defaultdict(list)
    for i, draft in enumerate(drafts):
        if not draft.redacted and len(draft.metric) >= _MIN_NAME:
            groups[draft.metric_id or draft.metric, draft.quantity.unit, draft.change].append(i)
    for members in groups.values():
        if len(members) > 1:
            _link_mentions(drafts, members)
            _warn_contradictions(drafts, members, reading)
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
    first: dict[tuple[Decimal | None, Decimal | None, str, str], int] = {}
    for i in members:
        quantity = drafts[i].quantity
        same = first.setdefault((quantity.low, quantity.high, drafts[i].metric, drafts[i].role), i)
        if same != i and _periods_agree(drafts[same], drafts[i]):
            drafts[i].links.append(("mention", same))


def _link_answers(drafts: list[Draft], lexicon: Lexicon) -> None:
    """Link each target to the first actual of the same thing and period, else to the last one within its period.

    The first target that an actual answers is the one that its attainment is of.
    """
    answered: dict[int, list[int]] = defaultdict(list)
    for targets, actuals in _same_things(drafts, lexicon):
        by_period: dict[object, int] = {}
        for j in actuals:
            by_period.setdefault(_period_key(drafts[j]), j)
        for i in targets:
            answer = by_period.get(_period_key(drafts[i])) if drafts[i].period.text else None
            if answer is None or not _answers(drafts[answer], drafts[i], lexicon):
                nearest = _nearest(drafts, actuals[-_MOST_ACTUALS:], drafts[i])
                answer = next((j for j in nearest if _answers(drafts[j], drafts[i], lexicon)), None)
            if answer is not None:
                drafts[i].links.append(("answered_by", answer))
                answered[answer].append(i)
    for j, targets in answered.items():
        targets.sort(key=lambda i: _bindingness(drafts[i], drafts[j]))
        drafts[j].links += [("answers", i) for i in targets]
        drafts[j].attainment = attainment(drafts[targets[0]].quantity.low, drafts[j].quantity.low)


def _nearest(drafts: list[Draft], actuals: list[int], target: Draft) -> list[int]:
    """Return the actuals of the target's own sentence in text order, then the others, the last first."""
    return sorted(actuals, key=lambda j: (False, j) if drafts[j].sentence == target.sentence else (True, -j))


def _same_things(drafts: list[Draft], lexicon: Lexicon) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the targets and the actuals whose names, units and changes say that they measure the same thing."""
    alike: dict[Key, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for i, draft in enumerate(drafts):
        if draft.role in ("target", "actual") and not draft.redacted and len(draft.metric) >= _MIN_NAME:
            key = draft.metric[-_ENDING:], draft.quantity.unit, draft.change
            alike[key][draft.role == "actual"].append(i)
    for targets, actuals in alike.values():
        if not targets or not actuals:
            continue
        named: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for i in sorted((*targets, *actuals)):
            named[_thing(drafts[i].metric, lexicon)][drafts[i].role == "actual"].append(i)
        aims = words_of(lexicon, "aim")
        yield from (pair for thing, pair in named.items() if pair[0] and pair[1] and thing not in aims)


@lru_cache(maxsize=4096)
def _thing(metric: str, lexicon: Lexicon) -> str:
    """Return a metric's name without what does not part it from others before it: a time, the own house, that it was reached."""
    plain = (*words_of(lexicon, "subject", effect="self"), *words_of(lexicon, "same_thing"))
    name = ""
    while name != metric:
        name = metric
        periods = find_periods(name, lexicon=lexicon)
        lengths = [p.end for p in periods[:1] if p.start == 0] + [len(w) for w in plain if name.startswith(w)]
        if lengths and len(name) - max(lengths) >= _MIN_NAME:
            metric = name[max(lengths) :]
    return name


def _answers(actual: Draft, target: Draft, lexicon: Lexicon) -> bool:
    """Say whether an actual answers a target of the same thing: the same house, in a period that agrees."""
    if target.compared_to == _PLAN and not target.aimed:  # 比预算超31万元 is a difference, no aim.
        return False
    if actual.subject != target.subject and not {actual.subject, target.subject} <= _own(lexicon):
        return False
    together = actual.sentence == target.sentence
    told = target.role_source in _TOLD_ROLES
    if not target.period.text:
        # Without a time what was reached is told behind its aim, or is a share of it; an aim that stands later is the next one.
        in_place = (target.start < actual.start and target.section == actual.section) or (
            together and (target.aimed or target.base)
        )
    else:
        in_place = _period_key(actual) == _period_key(target) or _falls_within(actual.period, target.period)
    near = {actual.period_source, target.period_source} <= _TOLD_NEAR
    if actual.quantity.dimension in COUNTED:
        # Counted things recur by chance (2个工地), save where both times are told; 现有社团21个，再开7个 tells what comes on top.
        in_place = in_place and (target.start < actual.start or target.aimed if together else near)
    return bool(in_place) and (told or (near and not together))


@lru_cache(maxsize=8)
def _own(lexicon: Lexicon) -> frozenset[str | None]:
    """Return the subjects that are the house itself: none, or a word of its own."""
    return frozenset((None, *words_of(lexicon, "subject", effect="self")))


def _bindingness(target: Draft, actual: Draft) -> tuple[bool, int, int]:
    """Return how near a target stands to an actual: its own period first, then the tier, then the place in the text."""
    other_period = _period_key(target) != _period_key(actual)
    tier = _TIERS.get(target.tier or "", _STRENGTHS.get(target.strength or "", 1))
    return other_period, tier, target.start


def _falls_within(part: Period, whole: Period) -> bool:
    """Say whether a resolved period lies inside another: what was reached by September answers the aim of the year."""
    if part.start is None or part.end is None or whole.start is None or whole.end is None:
        return False
    return whole.start <= part.start and part.end <= whole.end


def _warn_contradictions(drafts: list[Draft], members: list[int], reading: Reading) -> None:
    """Warn where two sentences state one known measure of the whole house with two exact actual values for one resolved period.

    Values of one sentence are told apart by more than their names (当月4120吨，日均137吨), counts and what stands behind words of its own by those.
    """
    seen: dict[object, int] = {}
    for i in members:
        draft = drafts[i]
        if draft.metric_id is None or draft.role != "actual" or draft.period.start is None or draft.part:
            continue
        if draft.quantity.bound != "exact" or draft.quantity.dimension in COUNTED:
            continue
        first = seen.setdefault((_period_key(draft), draft.subject, draft.metric, draft.compared_to), i)
        other = drafts[first]
        if other.quantity.low == draft.quantity.low or other.sentence == draft.sentence:
            continue
        if _is_of_the_whole(other, reading) and _is_of_the_whole(draft, reading):
            draft.warnings.append(f"contradicts {other.quantity.text} stated at {other.start}")
            other.warnings.append(f"contradicts {draft.quantity.text} stated at {draft.start}")


def _is_of_the_whole(draft: Draft, reading: Reading) -> bool:
    """Say whether a quantity's clause names nothing but its metric: 全县粮食产量, not 扣除非经常性损益的净利润; a rate's short name says not of what."""
    if draft.quantity.dimension == _PERCENT and len(draft.metric) < _MIN_RATE:
        return False
    start = reading.clause_start(draft.outer_start, draft.sentence[0])
    at = reading.text.rfind(draft.metric, start, draft.outer_start)
    if at < 0:
        return False
    i = bisect_right(reading.period_ends, at)
    if i and reading.periods[i - 1].end > start:
        start = reading.periods[i - 1].end
    return len(reading.text[start:at].strip()) - reading.covered(start, at, _PLAIN_KINDS) <= _LOOSE


def _link_parts(drafts: list[Draft], reading: Reading) -> None:
    """Link the quantities after 其中 to their whole, and warn where the parts exceed it."""
    whole: int | None = None
    parts: list[int] = []
    for i, draft in enumerate(drafts):
        before = drafts[i - 1] if i else None
        if before is None or before.sentence != draft.sentence:
            _check_sum(drafts, whole, parts)
            whole, parts = None, []
            continue
        opened = reading.hit_between(before.outer_end, draft.outer_start, _LINK)
        if opened and opened.term.link == "part" and _opens_clause(opened.start, draft, reading):
            _check_sum(drafts, whole, parts)
            whole, parts = _whole_of(drafts, i), []
        elif whole is not None and not _same_list(before, draft, reading):
            _check_sum(drafts, whole, parts)
            whole, parts = None, []
        if whole is not None and draft.quantity.unit == drafts[whole].quantity.unit and _is_told(draft, drafts[whole]):
            draft.links.append(("part_of", whole))
            draft.part = True
            parts.append(i)
    _check_sum(drafts, whole, parts)


def _is_told(part: Draft, whole: Draft) -> bool:
    """Say whether a part is told like its whole: the limit of a class (其中单户1000万元以下的) is none of it."""
    return part.role != "reference" or whole.role == "reference"


def _opens_clause(start: int, draft: Draft, reading: Reading) -> bool:
    """Say whether nothing stands before a word for parts in its clause: 常规项目包括9个 is of a whole that has no number."""
    return not reading.text[reading.clause_start(start, draft.sentence[0]) : start].strip(_OPENED)


def _whole_of(drafts: list[Draft], part: int) -> int:
    """Return the quantity that a part belongs to: the last one of its unit that can hold it, changes and comparisons passed.

    收入1000万元，增长8%，其中主营700万元; 余额14亿元，比年初增加2亿元，其中涉农贷款9亿元. Where none can, it is the last one, for the warning.
    """
    value, unit = drafts[part].quantity.low, drafts[part].quantity.unit
    i = part - 1
    while i >= 0 and drafts[i].sentence == drafts[part].sentence and not drafts[i].part:
        low = drafts[i].quantity.low
        if drafts[i].quantity.unit == unit and low is not None and value is not None and low >= value:
            return i
        i -= 1
    return part - 1


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
    exact = all(drafts[i].quantity.bound == "exact" for i in (whole, *parts))
    if added > total * (1 + _ROUNDING) and exact:
        drafts[whole].warnings.append(f"parts add up to {added}, more than {total}")


def _check_rates(drafts: list[Draft]) -> None:
    """Compare a stated rate of completion (完成年计划的62%) with the target that the actual before it answers."""
    for i in range(1, len(drafts)):
        rate, actual = drafts[i], drafts[i - 1]
        if rate.compared_to != "plan" or rate.quantity.dimension != _PERCENT or rate.sentence != actual.sentence:
            continue
        targets = [drafts[j] for kind, j in actual.links if kind == "answers"]
        computed = [c for t in targets if (c := attainment(t.quantity.low, actual.quantity.low)) is not None]
        stated = rate.quantity.low
        if computed and stated is not None and all(abs(c - stated) > _RATE_TOLERANCE for c in computed):
            rate.warnings.append(f"states {stated} % where {computed[0]} % follows from the target")


def _period_key(draft: Draft) -> object:
    period = draft.period
    return (period.start, period.end) if period.start and period.end else period.text


def _periods_agree(one: Draft, other: Draft) -> bool:
    return not one.period.text or not other.period.text or _period_key(one) == _period_key(other)
