"""Name a whole and its parts by one another: the sum of the amounts before it (合计), a part that only tells what it is about (用电方面)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from reportmine.extract.cues import Kind
from reportmine.extract.drafts import Draft
from reportmine.extract.measures import COUNTED, RATIOS
from reportmine.extract.metrics.words import NameWords
from reportmine.extract.reading import Reading

_LINK, _PLAIN = int(Kind.LINK), int(Kind.REACH | Kind.ADVERB | Kind.TALLY | Kind.BOUND | Kind.OVER)
_FEWEST, _BACK = 2, 12
_ROUNDED = Decimal("0.02")  # by what part of it a sum is told roundly
_NOUN = 6  # characters of the noun that its parts share
_OWN, _SAID = frozenset({"before", "after"}), frozenset({"inherited", "topic", "none"})
_LEVEL, _AMOUNTS = "level", frozenset({"money", "number"})  # 3.6万 stands for money too


def name_wholes(drafts: Sequence[Draft], reading: Reading, words: NameWords) -> None:
    """Name sums of unlike amounts, and the parts of a count that only say what they are about, last first: each looks at names as they were."""
    for i in range(len(drafts) - 1, -1, -1):
        draft = drafts[i]
        if draft.metric_source in _SAID and words.sums and _is_sum(i, drafts, reading, words.sums):
            draft.metric = words.sums[0]
        elif draft.quantity.dimension in COUNTED and draft.metric_source == "before":
            about = next((word for word in words.aspects if draft.metric.endswith(word)), "")
            noun = _counted_before(i, drafts, reading, words.aspects) if about and draft.metric != about else ""
            draft.metric = draft.metric.removesuffix(about) + noun if noun else draft.metric


def _is_sum(i: int, drafts: Sequence[Draft], reading: Reading, sums: tuple[str, ...]) -> bool:
    """Say whether a clause says no more than 合计 before an amount that the amounts of different things before it add up to."""
    draft = drafts[i]
    said = reading.text[draft.clause : draft.outer_start]
    low, dimension = draft.quantity.low, draft.quantity.dimension
    alike = _AMOUNTS if dimension in _AMOUNTS else {dimension}
    if low is None or dimension in RATIOS or draft.change != _LEVEL or not said.startswith(sums):
        return False
    if reading.covered(draft.clause, draft.outer_start, _PLAIN) < len(said):
        return False
    total, names = Decimal(0), set()
    for part in reversed(drafts[max(0, i - _BACK) : i]):
        if part.quantity.dimension in COUNTED - alike and part.sentence == draft.sentence:
            continue  # 两名师傅培训8000元
        if part.sentence != draft.sentence or part.quantity.low is None or part.quantity.dimension not in alike:
            return False
        total += part.quantity.low
        names.add(part.metric)
        if abs(total - low) <= low * _ROUNDED:
            return len(names) >= _FEWEST
    return False


def _counted_before(i: int, drafts: Sequence[Draft], reading: Reading, aspects: tuple[str, ...]) -> str:
    """Return the short noun of the whole that a part in its unit belongs to, empty where none is near."""
    draft, floor = drafts[i], reading.paragraph_start(drafts[i].outer_start)
    for earlier in reversed(drafts[max(0, i - _BACK) : i]):
        if earlier.start < floor:
            return ""
        whole = earlier.quantity.unit == draft.quantity.unit and earlier.metric_source in _OWN
        linked = reading.hit_between(earlier.clause, earlier.outer_start, _LINK) is not None
        part = linked or earlier.metric.endswith(aspects)
        if whole and not part and (earlier.quantity.low or 0) > (draft.quantity.low or 0):
            return earlier.metric if 1 < len(earlier.metric) <= _NOUN else ""
    return ""
