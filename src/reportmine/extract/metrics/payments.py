"""Name a sum by the act right before it where nothing else names it: what was spent or left (只花了8万元: 花费), what it changed (增利3万元: 利润)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection
from functools import lru_cache

from reportmine.extract.cues import Kind, words_of
from reportmine.extract.drafts import Draft
from reportmine.extract.measures import RATIOS, MetricIndex
from reportmine.extract.metrics.own_words import Phrase, noun_before
from reportmine.extract.reading import Reading
from reportmine.offsets import Span
from reportmine.text.entries import Cue
from reportmine.text.lexicon import Lexicon
from reportmine.text.quantities.word_tables import Ends

_COMPARE = int(Kind.COMPARE)
_ADVERB, _COMPARATIVE, _SKIPPED = int(Kind.ADVERB), int(Kind.COMPARATIVE), int(Kind.ADVERB | Kind.REACH)
_MONEY = "money"
_ENDINGS = "(?:[掉去出下着过上给走]?[了到]?)"


@lru_cache(maxsize=8)
def _acts(lexicon: Lexicon) -> tuple[re.Pattern[str], dict[str, str]]:
    """Return the pattern of the acts that end a text, and the name that each gives to its sum."""
    names = {act: cue.terms[0] for cue in lexicon.entries(Cue) if cue.kind == "payment" for act in cue.terms[1:]}
    acts = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return re.compile(f"({acts or '(?!)'}){_ENDINGS}$"), names


@lru_cache(maxsize=8)
def _single_adverbs(lexicon: Lexicon) -> frozenset[str]:
    """Return the characters that are adverbs or prepositions, which may be one word with an act (被扣, 只花)."""
    words = (*words_of(lexicon, "adverb"), *words_of(lexicon, "preposition"))
    return frozenset(word for word in words if len(word) == 1)


def paid_as(
    draft: Draft, start: int, right: Span, reading: Reading, *, index: MetricIndex, lexicon: Lexicon
) -> tuple[str, str]:
    """Return the name of a sum and where it comes from, `before` or `after`; both empty where no act of paying stands before it.

    A known measure beside the act names the sum itself: 电费花了3万元, 花了3万元电费. What was paid more or less is a change.
    """
    if draft.quantity.dimension != _MONEY and draft.quantity.unit:
        return "", ""
    pattern, names = _acts(lexicon)
    end = _without_fillers(start, draft.outer_start, reading)
    found = pattern.search(reading.text, start, end) if end > start else None
    if found is None or not _is_act(found.start(), reading, _single_adverbs(lexicon)):
        return "", ""
    things = words_of(lexicon, "paid_thing")
    behind = reading.text[right[0] : right[1]]
    if behind.endswith(things):
        return behind, "after"
    owner = noun_before(reading, start, found.start())
    known = reading.text[owner.start : owner.end]
    if (len(known) > 1 and known.endswith(things)) or (known and index.find(known, _MONEY, changes=False, ending=True)):
        return known, "before"
    return names[found[1]], "before"


def changed_of(
    draft: Draft, left: Phrase, before: Draft | None, start: int, reading: Reading, *, lexicon: Lexicon
) -> str:
    """Return the name of what a change right before a value is of by its own word (增利2.8万元: 利润), empty for others.

    Whose it is stands before it (农民亩均增收80元: 农民亩均收入). What was named before in the same dimension goes on by itself.
    """
    end = _without_fillers(start, draft.outer_start, reading)
    found = _changed(lexicon).at(reading.text, end)
    if found is None or found[0] < start or not reading.is_edge(found[0]):
        return ""
    at, noun = found
    if left.start < left.end:
        owner = reading.text[left.start : min(left.end, at)]
        return "" if owner.endswith(noun[-1]) or left.end < at else owner + noun
    if before is None or not before.metric:
        return noun
    revenues, dimension = words_of(lexicon, "revenue"), draft.quantity.dimension
    same = before.quantity.dimension == dimension or dimension in RATIOS
    compared = reading.hit_between(before.outer_end, end, _COMPARE) is not None
    earned = dimension == _MONEY and noun in revenues and not compared  # 售价跌118元，减利111万元
    return "" if (same and not earned) or before.metric.endswith((noun, *revenues)) else noun


@lru_cache(maxsize=8)
def _changed(lexicon: Lexicon) -> Ends[str]:
    """Return the changes that say what they are of, each with the name of that."""
    cues = [cue.terms for cue in lexicon.entries(Cue) if cue.kind == "change_of"]
    return Ends((word, noun) for noun, *words in cues for word in words)


def _without_fillers(start: int, end: int, reading: Reading) -> int:
    """Return where the adverbs and words of reaching begin that end at a place, behind an act (花了大约3万元)."""
    while (hit := reading.hit_ending(end)) and hit.kinds & _SKIPPED and hit.start > start and hit.end - hit.start > 1:
        end = hit.start
    return end


def _is_act(at: int, reading: Reading, single_adverbs: Collection[str]) -> bool:
    """Say whether an act begins at a place as a word of its own, or behind an adverb (各奖, 被扣), and tells of no difference (多赔)."""
    i = bisect_right(reading.hit_ends, at)
    before = reading.hits[i - 1] if i and reading.hits[i - 1].end == at else None
    if before is not None and before.kinds & _COMPARATIVE:
        return False
    loose = reading.text[at - 1] in single_adverbs
    return reading.is_edge(at) or loose or (before is not None and bool(before.kinds & _ADVERB))
