"""Share the names of a list among the quantities of another: 甲、乙分别增长8%和7%; 产量12万吨、产值3亿元，分别增长8%和5%."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from reportmine.extract.cues import CHANGE_WORDS, Kind, words_of
from reportmine.extract.drafts import LIST_MARKS, Draft
from reportmine.extract.measures import RATIOS, metric_index
from reportmine.extract.metrics.changes import PEERS, take_sign
from reportmine.extract.metrics.noun_lists import compose, continue_names, list_items, number_items, split_pair
from reportmine.extract.metrics.own_words import Phrase, noun_before
from reportmine.extract.reading import Reading
from reportmine.text.entries import Cue
from reportmine.text.lexicon import Lexicon

_COMPARE, _LINK, _PER = int(Kind.COMPARE), int(Kind.LINK), int(Kind.PER)
_FEWEST = 2
_REPEATS = 2  # amounts that one thing may have before its growth is told
RATIO, FROM_TO, RATIO_MARKS = "ratio", "from_to", frozenset("∶:：")  # what a split of a whole is read by
_OWN_NAME = frozenset({"before", "after"})  # a metric from a quantity's own words


@lru_cache(maxsize=8)
def _pairs(lexicon: Lexicon) -> dict[str, tuple[str, ...]]:
    return {cue.terms[0]: cue.terms[1:] for cue in lexicon.entries(Cue) if cue.kind == "pair"}


class Distributor:
    """Name the quantities of one article that a list names, each by its item."""

    __slots__ = ("_drafts", "_index", "_ordinals", "_pairs", "_reading", "_recalls")

    def __init__(self, reading: Reading, drafts: list[Draft], *, lexicon: Lexicon) -> None:
        self._reading = reading
        self._drafts = drafts
        self._index = metric_index(lexicon)
        self._ordinals = words_of(lexicon, "ordinal_noun")
        self._pairs = _pairs(lexicon)
        self._recalls = words_of(lexicon, "recall")

    def distribute(self, i: int, draft: Draft, left: Phrase, start: int, floor: int) -> bool:
        """Give the items of the list before 分别 to the quantities after it."""
        reading = self._reading
        j = bisect_right(reading.hit_ends, draft.outer_start)
        while j and reading.hits[j - 1].start >= start:
            j -= 1
            hit = reading.hits[j]
            if hit.term.link == "respectively":
                if reading.hit_between(hit.start, draft.start, _COMPARE, compared=PEERS):
                    left = left._replace(change="level")  # 分别高于全省2.2个和3.7个百分点
                clause = reading.clause_start(hit.start, floor)
                return self._share(i, left, hit.start, clause) or self._share_amounts(i, left, clause, hit.start)
        return False

    def distribute_list(self, i: int, draft: Draft, left: Phrase) -> bool:
        """Give the names of a list to as many amounts of one unit right behind it (新增门店、仓库80家、16家; 产值、利润增长8%和5%)."""
        text, group = self._reading.text, self._group(i)
        if len(group) < _FEWEST:
            return False
        reaches = left.reached and self._is_list(group)  # 原煤、天然气产量达到64万吨、9亿立方米
        if left.end < draft.outer_start and not reaches and not (left.change and self._lists_rates(group)):
            return False
        if not reaches and any(member.quantity.unit != draft.quantity.unit for member in group):
            return False
        items = list_items(text, left.start, left.end, len(group))
        if items is None:
            return False
        known = [self._known_end(item, draft.quantity.dimension, left) for item in items]
        names = number_items(items, self._ordinals) or (compose(items, known) if any(known) else items)
        self._give(group, names, draft.change)
        for member in group:
            member.clause = draft.clause
        return True

    def _share_amounts(self, i: int, left: Phrase, clause: int, end: int) -> bool:
        """Give the names of as many amounts before it to a list that opens with 分别 (产量12万吨、产值3亿元，分别增长8%和5%).

        A noun of the list's own goes behind each name (甲厂产值2亿元、乙厂产值1亿元，毛利率分别为8%和5%).
        """
        group = self._group(i)
        named = self._named_before(i, len(group))
        noun = noun_before(self._reading, clause, end)
        names = [model.metric for model in named] or self._names_of_whole(i, len(group), left)
        if not names:
            return False
        word = self._reading.text[noun.start : noun.end]
        if word and not word.startswith(self._recalls):
            known = [self._known_end(name, group[0].quantity.dimension, left) for name in names]
            names = continue_names(names, word, known)
        rates = all(member.quantity.dimension in RATIOS for member in group)
        told = self._reading.hit_between(clause, end, CHANGE_WORDS) if rates and not word and not left.change else None
        self._give(group, names, told.term.change if told else left.change)
        for member in group:
            member.clause = group[0].clause
        return True

    def _names_of_whole(self, i: int, count: int, left: Phrase) -> list[str]:
        """Return the members of as many things that one amount before is of (化工、建材增加值占比62%，分别增长13%和5%); none for others."""
        whole = self._drafts[i - 1] if i else None
        if whole is None or whole.sentence != self._drafts[i].sentence or whole.metric_source not in _OWN_NAME:
            return []
        items = list_items(whole.metric, 0, len(whole.metric), count)
        if items is None or "、" not in whole.metric:
            return []
        return compose(items, [self._known_end(item, whole.quantity.dimension, left) for item in items])

    def share_changes(self, i: int, draft: Draft, left: Phrase) -> bool:
        """Give the names of as many amounts before it to a list of changes that opens without 分别 (存款8亿元，贷款5亿元，增长8%和5%)."""
        if left.start < left.end or not left.change or draft.quantity.dimension not in RATIOS:
            return False
        group = self._group(i)
        named = self._named_before(i, len(group)) if len(group) >= _FEWEST else []
        if not named or not self._lists_rates(group) or any(model.quantity.dimension in RATIOS for model in named):
            return False
        self._give(group, [model.metric for model in named], left.change)
        for member in group:
            member.clause = draft.clause
        return True

    def _lists_rates(self, group: list[Draft]) -> bool:
        """Say whether a group is a list of rates that 、 or 和 parts, no sequence of clauses."""
        return self._is_list(group) and all(member.quantity.dimension in RATIOS for member in group)

    def _is_list(self, group: list[Draft]) -> bool:
        text = self._reading.text
        return all(set(text[a.outer_end : b.outer_start]) <= LIST_MARKS for a, b in pairwise(group))

    def _named_before(self, i: int, count: int) -> list[Draft]:
        """Return the amounts of the sentence before quantity `i` that are of as many things; none where there are not `count` of them.

        An amount that only goes on with a thing (收入突破80亿元，达到82亿元) is no other thing.
        """
        named: list[Draft] = []
        for earlier in reversed(self._drafts[max(0, i - _REPEATS * (count + 1)) : i]):
            goes_on = earlier.metric_source == "inherited" and earlier.quantity.dimension not in RATIOS
            if (
                earlier.sentence != self._drafts[i].sentence
                or not earlier.metric
                or not (goes_on or earlier.metric_source in _OWN_NAME)
                or len(named) > count
            ):
                break
            if not named or named[0].metric != earlier.metric:
                named.insert(0, earlier)
        kinds = {earlier.quantity.dimension for earlier in named[1:]}
        if len(named) > count and (
            self._reading.hit_between(named[0].outer_end, named[1].outer_start, _LINK)  # the whole of the parts (其中)
            or (len(kinds) == 1 and named[0].quantity.dimension not in kinds)  # 612人，合格率31%，优良率9%，分别提高…
        ):
            del named[0]
        return named if len(named) == count else []

    def _give(self, group: list[Draft], names: Iterable[str], change: str) -> None:
        """Give each of a group its name, and all of them their change."""
        reading, end = self._reading, group[0].outer_start
        for member, name in zip(group, names, strict=True):
            own = reading.hit_between(end, member.outer_start, CHANGE_WORDS) if member is not group[0] else None
            member.metric, member.metric_source = name, "distributed"
            said = own.term.change if own else change
            signed = said or take_sign(member, reading, minus=member.quantity.dimension in RATIOS)
            member.change = signed or "level"  # type: ignore[assignment]
            end = member.outer_end

    def distribute_again(self, i: int, left: Phrase) -> bool:
        """Give a list without noun the names of the distributed list before it (分别为A和B，增长9%、10%)."""
        first = i
        while first and not left.start < left.end:
            earlier = self._drafts[first - 1]
            if earlier.sentence != self._drafts[i].sentence or earlier.metric_source != "distributed":
                break
            if first < i and earlier.clause != self._drafts[i - 1].clause:
                break
            first -= 1
        if first == i:
            return False
        named, group = self._drafts[first:i], self._group(i)
        if len(group) != len(named):
            return False
        self._give(group, [model.metric for model in named], left.change)
        for member in group:
            member.clause = self._reading.clause_start(member.outer_start, member.sentence[0])
        return True

    def _group(self, i: int) -> list[Draft]:
        """Return the drafts of the sentence from `i` on that only joints part."""
        drafts, end = self._drafts, i + 1
        while end < len(drafts) and drafts[end].sentence == drafts[i].sentence and self._joined(drafts, end):
            end += 1
        return drafts[i:end]

    def _joined(self, drafts: list[Draft], i: int) -> bool:
        """Say whether only joints, or a joint and a word of change (下降9.3%和上升4.1%), part a quantity from the one before it."""
        before, draft = drafts[i - 1], drafts[i]
        if before.joins(draft, self._reading.text):
            return True
        if self._reading.text[before.outer_end : before.outer_end + 1] not in LIST_MARKS:
            return False
        reading, end = self._reading, self._per_start(before.outer_end, draft.outer_start)
        hit = reading.hit_between(before.outer_end, end, CHANGE_WORDS)
        if hit is not None and hit.end == end:
            end = hit.start
        listed = before.outer_end < end < draft.outer_start
        return listed and set(reading.text[before.outer_end : end]) <= LIST_MARKS

    def _per_start(self, start: int, end: int) -> int:
        """Return where the words begin that tell by what a value is counted and that end before it (每人每月460元)."""
        reading = self._reading
        while end > start:
            period = reading.period_ending(end)
            hit = reading.hit_between(start, end, _PER)
            if period is not None and period.recurrence and period.start >= start:
                end = period.start
            elif hit is not None and hit.end == end:
                end = hit.start
            else:
                break
        return end

    def _share(self, i: int, left: Phrase, end: int, start: int) -> bool:
        reading = self._reading
        group = self._group(i)
        noun = noun_before(reading, start, end)
        items = list_items(reading.text, noun.start, noun.end, len(group))
        items = items or split_pair(reading.text[noun.start : noun.end], len(group), self._pairs)
        if items is None:  # acts may be nouns themselves (存款、贷款分别增长)
            noun = noun_before(reading, start, end, verbs=False)
            items = list_items(reading.text, noun.start, noun.end, len(group))
        if items is None:
            return False
        known = [self._known_end(item, group[0].quantity.dimension, left) for item in items]
        numbered = number_items(items, self._ordinals)
        names = numbered or compose(items, known)
        if end < left.start < left.end:  # 分别实现收入7.9亿元、6.4亿元
            names = [item + reading.text[left.start : left.end] for item in numbered or items]
        self._give(group, names, left.change)
        for member in group:
            member.clause = start
        return True

    def _known_end(self, item: str, dimension: str | None, left: Phrase) -> str | None:
        """Return the known measure that an item ends with: one of any unit (产量) before one of its own (营业收入).

        A thing that is counted has a rate only where it grows (小学、初中巩固率分别为100%和98%).
        """
        grows = bool(left.change) or dimension not in RATIOS
        found = item and (
            self._index.find(item, None, changes=True) or self._index.find(item, dimension, changes=grows, ending=True)
        )
        return max((term for term in found.terms if item.endswith(term)), key=len, default=None) if found else None


def settle_shares(drafts: list[Draft], text: str) -> None:
    """Read the shares of one split (15.8∶52.2∶32) alike: as its first where it has a name, or as the split that it comes from."""
    splits: list[list[Draft]] = []
    for previous, draft in pairwise(drafts):
        if draft.kind == previous.kind == RATIO and text[previous.end : draft.start].strip() in RATIO_MARKS:
            if not splits or splits[-1][-1] is not previous:
                splits.append([previous])
            splits[-1].append(draft)
    for i, split in enumerate(splits):
        first, last = split[0], split[-1]
        origin = splits[i - 1][0] if i and first.ends and splits[i - 1][0].sentence == first.sentence else first
        for share in split:
            share.metric, share.metric_id, share.metric_source = origin.metric, origin.metric_id, origin.metric_source
            share.period, share.period_source = first.period, first.period_source
            share.compared_to, share.change = first.compared_to, first.change
            if last.role_source == FROM_TO:
                share.role, share.role_source, share.strength = last.role, FROM_TO, None
            else:
                share.role, share.role_source, share.strength = first.role, first.role_source, first.strength
