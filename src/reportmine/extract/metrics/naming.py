"""Give every quantity of an article its metric: from its own words, by distribution (分别), from a neighbour or from an earlier clause."""

from __future__ import annotations

import re
from bisect import bisect_right

from reportmine.extract.cues import Kind
from reportmine.extract.drafts import LIST_MARKS, Draft
from reportmine.extract.measures import COUNTED, RANK, RATIOS, identify, metric_index
from reportmine.extract.metrics.acts import (
    act_before,
    act_told,
    changes_same,
    done_within,
    over_limit,
    task_of,
    with_act,
    without_predicate,
)
from reportmine.extract.metrics.ages import name_ages
from reportmine.extract.metrics.aims import aim_of, is_aim, names_aim
from reportmine.extract.metrics.carrying import (
    carrier,
    carry_change,
    is_other_thing,
    other_unit,
    share_name,
    told_between,
)
from reportmine.extract.metrics.changes import set_change
from reportmine.extract.metrics.composed import add_own_words
from reportmine.extract.metrics.counted import (
    counted_noun,
    described,
    is_part_of_noun,
    of_next,
    recalled,
    same_counted,
    stands_alone,
    told_of,
)
from reportmine.extract.metrics.distribution import Distributor
from reportmine.extract.metrics.nouns import shortest
from reportmine.extract.metrics.own_words import Phrase, noun_after, noun_before
from reportmine.extract.metrics.payments import changed_of, paid_as
from reportmine.extract.metrics.qualifiers import (
    average_of,
    label_before,
    total_of,
    unqualified,
    without_tail,
    without_unit,
    without_when,
)
from reportmine.extract.metrics.ranks import among_end, rank_name
from reportmine.extract.metrics.topics import (
    behind_frames,
    beyond_base,
    bracketed,
    earlier_topic,
    item_before,
    line_name,
    named_before,
    those_of,
    unframed,
    without_place,
)
from reportmine.extract.metrics.wholes import name_wholes
from reportmine.extract.metrics.words import name_words
from reportmine.extract.reading import Reading
from reportmine.offsets import Span
from reportmine.text.lexicon import Lexicon

_ADVERB = int(Kind.ADVERB)
_MONEY, _NUMBER = "money", "number"
_NOUN_FIRST = frozenset({_MONEY})
_NOUN_VERB, _HEAD = int(Kind.NOUN_VERB), int(Kind.HEAD)
_AFTER_CHANGE = int(Kind.AFTER_CHANGE)
_COMPARATIVE = int(Kind.COMPARATIVE)
_OVER = int(Kind.OVER)
_SHARE = int(Kind.SHARE)
_SHARE_HEAD, _AIM = int(Kind.SHARE_HEAD), int(Kind.AIM)
_SHARES = COUNTED | {"percent"}
_ONES = frozenset("一每各")
_PARTING, _WITHIN = frozenset("；;"), frozenset("里中内")
# A known measure's name is no longer than this, with the verb that begins it (城镇新增就业).
_WIDE = 16
# The number of a heading or list item is no part of the name that follows it.
_NUMBERED = re.compile(
    r"^(?:\d+(?:[.．]\d+)+[.．、)）]?\s*|\d+[.．、)）]\s*|[一二三四五六七八九十]{1,3}、|[①-⑳])(?=\D)"
)


class Namer:
    """Name the quantities of one article in text order."""

    __slots__ = ("_distributor", "_drafts", "_index", "_lexicon", "_reading", "_words")

    def __init__(self, reading: Reading, drafts: list[Draft], *, lexicon: Lexicon) -> None:
        self._reading = reading
        self._drafts = drafts
        self._lexicon = lexicon
        self._words = name_words(lexicon)
        self._index = metric_index(lexicon)
        self._distributor = Distributor(reading, drafts, lexicon=lexicon)

    def name_all(self) -> None:
        """Fill `metric`, `metric_source`, `change`, `metric_id` and `polarity` of every draft."""
        drafts = self._drafts
        for i, draft in enumerate(drafts):
            if not draft.metric_source:
                self._name(i, draft)
        for i in range(len(drafts) - 1, -1, -1):
            draft = drafts[i]
            if draft.metric_source == "next" and i + 1 < len(drafts):
                draft.metric = drafts[i + 1].metric
            draft.metric_id, draft.polarity = identify(draft, lexicon=self._lexicon)
        for draft in drafts:  # last, so that no other quantity takes it
            if not draft.metric and draft.quantity.unit in self._words.unit_nouns:
                draft.metric = draft.quantity.unit
        name_wholes(drafts, self._reading, self._words)
        name_ages(drafts, self._reading, self._words)
        add_own_words(drafts, self._reading, share=self._words.share)

    def _name(self, i: int, draft: Draft) -> None:
        reading, before = self._reading, self._previous(i)
        floor = before.outer_end if before else draft.sentence[0]
        start = self._item_start(draft, before, reading.clause_start(draft.outer_start, floor))
        draft.clause = reading.clause_start(draft.outer_start, draft.sentence[0])
        left = without_tail(self._left(draft, start, floor), reading, self._words.trailing)
        left = without_when(without_unit(left, draft, reading), draft, before, reading)
        left = unqualified(left, draft, before, start, reading, qualifiers=self._words.qualifiers)
        left = beyond_base(left, draft, before, start, reading, self._words)
        if before and before.metric and is_aim(left, self._reading):
            draft.aimed = draft.quantity.dimension not in RATIOS or names_aim(draft, self._reading)
            left = left._replace(start=left.end)
        elif names_aim(draft, self._reading):
            draft.aimed = True
        elif aim := aim_of(draft, left, self._reading, answers=self._words.answers):
            draft.aimed, left = True, left._replace(end=aim.start) if aim.start > left.start else left
        shares = self._distributor
        if shares.distribute(i, draft, left, start, floor) or shares.distribute_again(i, left):
            return
        if shares.share_changes(i, draft, left):
            return
        set_change(draft, left, before, reading, start)
        if draft.kind == RANK:
            counted = self._previous(i - 1) if before else None
            draft.metric, draft.metric_source = rank_name(draft, before, counted, start, reading, self._words), "rank"
        elif not shares.distribute_list(i, draft, left):
            self._choose(i, draft, left, start)
        if draft.base:
            draft.change = "level"
        elif before and before.base and (hit := self._reading.hit_at(before.outer_end, _COMPARATIVE)):
            draft.change = hit.term.change  # type: ignore[assignment]

    def _left(self, draft: Draft, start: int, floor: int) -> Phrase:
        """Return the noun before a quantity, over a bracket that parts them."""
        reading = self._reading
        left = named_before(start, draft.outer_start, reading, self._words)
        if left.start == left.end and start > floor and (opened := reading.bracket_start(start, floor)) is not None:
            outer = noun_before(reading, reading.clause_start(opened, floor), opened)
            left = outer._replace(change=left.change or outer.change, direct=False)
        elif left.start == left.end or self._is((left.start, left.end), _HEAD):
            left = bracketed(left, start, floor, reading) or left
        if left.start == left.end:
            return those_of(left, draft, start, reading)
        return with_act(unframed(left, start, reading, self._words), draft, start, reading)

    def _choose(self, i: int, draft: Draft, left: Phrase, start: int) -> None:
        """Name a quantity by the noun after it, the noun before it, the next quantity's, or one that it inherits."""
        reading, before, after = self._reading, self._previous(i), self._next(i)
        right = self._right(i, draft, left)
        task = task_of(draft, right, reading) or done_within(draft, left, self._next(i), reading)
        told = told_of(draft, left, reading, self._words)
        paid, source = paid_as(draft, start, right, reading, index=self._index, lexicon=self._lexicon)
        changed = changed_of(draft, left, before, start, reading, lexicon=self._lexicon)
        if paid or changed:
            draft.metric, draft.metric_source = paid or changed, source or "before"
        elif task or told:
            self._set(draft, task or told or right, "after")
        elif self._takes_right(draft, left, right):
            self._set(draft, right, "after")
        elif left.start < left.end:
            self._set(draft, (shortest(reading, left.start, left.end), left.end), "before")
            draft.wide = reading.text[max(start, left.end - _WIDE) : left.end]
            if before and before.metric and self._is((left.start, left.end), _SHARE_HEAD):
                draft.metric = before.metric.removesuffix(draft.metric) + draft.metric
            draft.metric = total_of(draft, before, self._words.totals)
            draft.metric = average_of(draft, before, self._words.averages)
        elif right[0] < right[1] and self._may_take(draft, left):
            self._set(draft, right, "after")
        elif after and self._goes_with_next(draft, before, after, start):
            draft.metric_source = "next"
        else:
            self._carry_on(i, draft, before, start)

    def _carry_on(self, i: int, draft: Draft, before: Draft | None, start: int) -> None:
        """Name a quantity without words of its own by the count that it names again, its item of a list or what it goes on with."""
        known = recalled(i, self._drafts)
        listed = None if known else self._listed(draft, before, start)
        if not known and not listed and stands_alone(draft, self._reading):
            known = same_counted(i, self._drafts, self._reading)
        if known:
            draft.metric, draft.metric_source = known.metric, "inherited"
        elif listed:
            self._set(draft, listed, "topic")
        else:
            self._inherit(i, draft, before, start)

    def _listed(self, draft: Draft, before: Draft | None, start: int) -> Span | None:
        """Return the item of a list that a quantity without words of its own belongs to: the name of its line, or the clause before it."""
        reading = self._reading
        item = item_before(before, draft, start, reading) if draft.quantity.dimension in _SHARES else None
        line = line_name(before, start, reading, self._words) if before and not item else None
        return item or ((shortest(reading, line.start, line.end), line.end) if line else None)

    def _right(self, i: int, draft: Draft, left: Phrase) -> Span:
        """Return the noun after a quantity that it may be named by; a rate takes one only over 的."""
        reading, after = self._reading, self._next(i)
        linked = reading.text.startswith("的", draft.outer_end) or is_part_of_noun(draft, left, reading)
        if (draft.quantity.dimension in RATIOS or draft.base) and not linked:
            return draft.outer_end, draft.outer_end  # 与上年的5.2亿元|相比
        stop = after.outer_start if after else draft.sentence[1]
        if after and after.kind == RANK:
            stop = among_end(draft, after, reading, self._words.places)
        right = noun_after(reading, draft.outer_end, stop)
        same = same_counted(i, self._drafts, reading)
        right = of_next(right, draft, after, same, reading, self._index)
        named = same or self._previous(i)
        right = without_predicate(over_limit(right, draft, after, reading), draft, left, named, reading)
        right = counted_noun(without_place(right, reading, self._words), draft, left, reading, self._words)
        return right if right[0] < right[1] else described(right, draft, left, after, reading)

    def _goes_with_next(self, draft: Draft, before: Draft | None, after: Draft, start: int) -> bool:
        """Say whether a quantity without words of its own is named like the next one, right behind it (8名、6名、4名硕士)."""
        text = self._reading.text
        if draft.aimed or after.outer_start - draft.outer_end > 1 or (before and before.joins(draft, text)):
            return False
        goes_on = draft.base or draft.change != "level" or (before and before.outer_end == start)
        return not (before and before.metric and goes_on) and text[draft.outer_end : after.outer_start] not in _PARTING

    def _item_start(self, draft: Draft, before: Draft | None, start: int) -> int:
        """Skip the noun that the quantity before counts: what follows it up to 、 is that quantity's own."""
        if before is None or before.outer_end != start:
            return start
        start += self._reading.text[start] in _WITHIN and self._reading.is_edge(start + 1)  # 90分钟里写作业用去58分钟
        if before.metric_source != "after":
            return start
        among = self._words.among.match(self._reading.text, start + len(before.metric))
        start = among.end() if among and among.end() < draft.outer_start else start
        return max(start, *(self._reading.text.rfind(mark, start, draft.outer_start) + 1 for mark in LIST_MARKS))

    def _previous(self, i: int) -> Draft | None:
        draft = self._drafts[i - 1] if i else None
        return draft if draft and draft.sentence == self._drafts[i].sentence else None

    def _next(self, i: int) -> Draft | None:
        draft = self._drafts[i + 1] if i + 1 < len(self._drafts) else None
        return draft if draft and draft.sentence == self._drafts[i].sentence else None

    def _set(self, draft: Draft, span: tuple[int, int], source: str) -> None:
        name = _NUMBERED.sub("", self._reading.text[span[0] : span[1]].replace("\n", ""))
        share = self._reading.hit_between(span[0], span[1], _SHARE)
        if share and share.term.text.endswith(self._words.share) and share.start > span[0]:
            name = name.replace(share.term.text, self._words.share, 1)  # 仅占
        opened = "”" in name and "“" not in name and self._reading.text.startswith("“", span[0] - 1)
        draft.metric = f"“{name}" if opened else name
        draft.metric_source = source

    def _takes_right(self, draft: Draft, left: Phrase, right: tuple[int, int]) -> bool:
        """Say whether the noun after the quantity names it rather than the noun before."""
        if right[0] >= right[1]:
            return False
        reading, dimension = self._reading, draft.quantity.dimension
        named = left.start < left.end
        linked = reading.text.startswith("的", draft.outer_end)
        # A limit that its own word opens tells of the noun before it: 吞吐量超过5000万标准箱的大港.
        opened = dimension in _NOUN_FIRST or reading.hit_at(draft.outer_start, _OVER)
        counted = reading.text[left.end - 2 : left.end - 1] in _ONES  # 再交一份不超过两页的材料
        below = (
            draft.quantity.bound == "at_most" and left.end == draft.outer_start and not counted
        )  # 人口不足百户的小村
        limits = named and (below or (opened and draft.quantity.bound == "at_least"))
        if linked and (limits or self._ends_as(right, _AIM) or self._reading.hit_at(draft.outer_end, _AFTER_CHANGE)):
            return False
        part = is_part_of_noun(draft, left, reading)
        if dimension in RATIOS or part:
            linked = linked or part
            is_rate = left.end == draft.outer_start and reading.text.endswith(self._words.rates, left.start, left.end)
            own = named and (left.reached or is_rate)  # 利率3.55%的贷款
            return linked and not left.change and not self._is(right, _HEAD) and not own
        if dimension in COUNTED or not named:
            return dimension in COUNTED or self._may_take(draft, left)
        doer = (left.start, left.end)
        if self._is(doer, _NOUN_VERB) and (linked or dimension not in _NOUN_FIRST):
            return True
        # 店里做了486万元的营业额
        made = linked and not left.reached
        return made and self._is_measure(right, draft) and not self._is_measure(doer, draft)

    def _is(self, span: tuple[int, int], kinds: int) -> bool:
        """Say whether one hit of `kinds` covers the span exactly."""
        i = bisect_right(self._reading.hit_ends, span[0])
        hits = self._reading.hits
        return i < len(hits) and hits[i][:2] == span and bool(hits[i].kinds & kinds)

    def _is_measure(self, span: Span, draft: Draft) -> bool:
        """Say whether a span names a known measure of what a quantity states."""
        name, dimension = self._reading.text[span[0] : span[1]], draft.quantity.dimension
        dimension = _MONEY if dimension == _NUMBER else dimension  # 486万的营业额
        return self._index.measured(name, dimension, changes=draft.change != "level") is not None

    def _ends_as(self, span: tuple[int, int], kinds: int) -> bool:
        """Say whether the span ends in a word of `kinds`."""
        hit = self._reading.hit_ending(span[1])
        return hit is not None and hit.start >= span[0] and bool(hit.kinds & kinds)

    def _may_take(self, draft: Draft, left: Phrase) -> bool:
        """Say whether a quantity without noun before it may take the one after it: no ratio, no sum that an act names, none of what was named."""
        text, dimension = self._reading.text, draft.quantity.dimension
        if text[left.end : draft.outer_start] in self._words.qualifiers:  # 剩余4500万元
            return False
        linked = text.startswith("的", draft.outer_end)
        named_by_act = dimension in _NOUN_FIRST and draft.quantity.bound == "exact" and not linked
        return dimension not in RATIOS and not (named_by_act and act_before(draft, self._reading))

    def _inherit(self, i: int, draft: Draft, before: Draft | None, start: int) -> None:
        """Carry the metric on from the quantity before, or from the earlier clauses of the sentence."""
        reading = self._reading
        act = act_told(draft, behind_frames(start, draft.outer_start, reading, self._words), reading)
        if act and not changes_same(act, draft, before, reading, revenues=self._words.revenues):
            self._set(draft, (act.start, act.end), "before")
            return
        floor, end = draft.sentence[0], start
        parted = reading.text.rfind("；", before.outer_end, draft.outer_start) + 1 if before else 0
        if before and parted and (is_other_thing(draft, before) or other_unit(draft, before)):
            before, floor = None, parted
        if before:
            told = told_between(draft, before, start, reading, index=self._index, frames=self._words.frames)
            if told:
                self._set(draft, told, "topic")
                return
        if before and self._counts_other(draft, before):
            draft.metric_source = "none"
            return
        if before:
            before = carrier(
                i,
                self._drafts,
                reading,
                heads=self._words.share_heads,
                rates=self._words.rates,
                share=self._words.share,
            )
        if before and before.metric and not self._names_other(draft, before):
            share = share_name(draft, before, start, reading, self._words.share)
            draft.metric, draft.metric_source = share or before.metric, "inherited"
            carry_change(draft, before, reading)
            return
        if before and not before.metric:
            floor = before.outer_end
        if before and before.metric:
            clause = reading.clause_start(before.outer_start, floor)
            phrase = named_before(clause, before.outer_start, reading, self._words)
            self._set(draft, (shortest(reading, phrase.start, phrase.end), phrase.end), "topic")
            return
        self._take_topic(draft, floor, end)

    def _take_topic(self, draft: Draft, floor: int, end: int) -> None:
        """Name a quantity by what the last clause between two places tells of, if any does."""
        reading = self._reading
        draft.metric_source = "none"
        topic = earlier_topic(floor, end, reading, self._words)
        if topic is not None:
            self._set(draft, (shortest(reading, *topic), topic[1]), "topic")
            return
        label = label_before(draft.sentence[0], reading)
        if label is not None and draft.quantity.dimension not in COUNTED:
            self._set(draft, label, "topic")

    def _counts_other(self, draft: Draft, before: Draft) -> bool:
        """Say whether an act of another clause counts in another unit than the noun counted before has (两名工程师坐在一起，定了5600条)."""
        counted = {draft.quantity.dimension, before.quantity.dimension} <= COUNTED
        if not counted or not other_unit(draft, before) or before.clause == draft.clause:
            return False
        adverbs = self._reading.covered(draft.clause, draft.outer_start, _ADVERB)
        return draft.outer_start - draft.clause > adverbs

    def _names_other(self, draft: Draft, before: Draft) -> bool:
        """Say whether the noun counted before is not what this unit counts, and a topic stands before both (服务覆盖18个村、2.9万人)."""
        if not other_unit(draft, before):
            return False
        reading = self._reading
        phrase = noun_before(reading, reading.clause_start(before.outer_start, draft.sentence[0]), before.outer_start)
        return phrase.start < phrase.end
