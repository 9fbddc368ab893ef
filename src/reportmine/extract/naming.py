"""Give every quantity of an article its metric: from its own words, by distribution (分别), from a neighbour or from an earlier clause."""

from __future__ import annotations

import re
from bisect import bisect_right

from reportmine.extract.acts import act_before, act_told, changes_same, over_limit, task_of, with_act, without_predicate
from reportmine.extract.aims import aim_of, is_aim, names_aim
from reportmine.extract.carrying import carrier, carry_change, is_other_thing, other_unit, share_name, told_between
from reportmine.extract.causes import frames_of
from reportmine.extract.changes import set_change
from reportmine.extract.cues import Kind, share_word, words_of
from reportmine.extract.distribution import Distributor
from reportmine.extract.drafts import LIST_MARKS, Draft
from reportmine.extract.measures import COUNTED, RANK, RATIOS, identify, metric_index
from reportmine.extract.metrics import Phrase, noun_after, noun_before
from reportmine.extract.nouns import shortest
from reportmine.extract.qualifiers import among_mark, label_before, total_of, unqualified, without_tail
from reportmine.extract.ranks import among_end, counts_ranked, rank_start
from reportmine.extract.reading import Reading
from reportmine.offsets import Span
from reportmine.text.lexicon import Lexicon

_ADVERB = int(Kind.ADVERB)
_NOUN_FIRST = frozenset({"money"})
_NOUN_VERB, _HEAD = int(Kind.NOUN_VERB), int(Kind.HEAD)
_AFTER_CHANGE = int(Kind.AFTER_CHANGE)
_TO = int(Kind.TO)
_COMPARATIVE = int(Kind.COMPARATIVE)
_OVER = int(Kind.OVER)
_SHARE = int(Kind.SHARE)
_SHARE_HEAD, _AIM = int(Kind.SHARE_HEAD), int(Kind.AIM)
_LONG = 12
_PARTING = frozenset("；;")
_COLONS = frozenset("：:")
# A known measure's name is no longer than this, with the verb that begins it (城镇新增就业).
_WIDE = 16
_QUOTE_ENDS = frozenset("”'’》")
_PREDICATE = int(Kind.VERB | Kind.REACH | Kind.CHANGE_VERB | Kind.NOUN_VERB)
# The number of a heading or list item is no part of the name that follows it.
_NUMBERED = re.compile(r"^(?:\d+(?:[.．]\d+)+[.．、)）]?\s*|\d+[.．、)）]\s*|[一二三四五六七八九十]{1,3}、)(?=\D)")
_CLOSING_STOPS = "）)"
_NUMBER = re.compile(r"[\d.,，]+")


class Namer:
    """Name the quantities of one article in text order."""

    __slots__ = (
        "_among",
        "_answers",
        "_distributor",
        "_drafts",
        "_frames",
        "_index",
        "_lexicon",
        "_place_words",
        "_qualifiers",
        "_rank",
        "_rates",
        "_reading",
        "_revenues",
        "_share",
        "_share_heads",
        "_short_nouns",
        "_totals",
        "_trailing",
        "_unit_nouns",
    )

    def __init__(self, reading: Reading, drafts: list[Draft], *, lexicon: Lexicon) -> None:
        self._reading = reading
        self._drafts = drafts
        self._lexicon = lexicon
        self._frames = frames_of(lexicon)
        self._index = metric_index(lexicon)
        self._answers = words_of(lexicon, "answer", effect="sure")
        self._rank = next(iter(words_of(lexicon, "rank_name")), "")
        self._distributor = Distributor(reading, drafts, lexicon=lexicon)
        self._rates = words_of(lexicon, "rate_head")
        self._qualifiers = frozenset(words_of(lexicon, "qualifier"))
        self._totals = frozenset(words_of(lexicon, "total"))
        self._unit_nouns = frozenset(words_of(lexicon, "unit_noun"))
        self._trailing = words_of(lexicon, "trailing")
        self._revenues = words_of(lexicon, "revenue")
        self._short_nouns = frozenset(words_of(lexicon, "short_noun"))
        self._share = share_word(lexicon)
        self._share_heads = words_of(lexicon, "share_head")
        self._place_words = frozenset(words_of(lexicon, "place_word"))
        self._among = among_mark(lexicon)

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
            if not draft.metric and draft.quantity.unit in self._unit_nouns:
                draft.metric = draft.quantity.unit

    def _name(self, i: int, draft: Draft) -> None:
        reading, before = self._reading, self._previous(i)
        floor = before.outer_end if before else draft.sentence[0]
        start = self._item_start(draft, before, reading.clause_start(draft.outer_start, floor))
        draft.clause = reading.clause_start(draft.outer_start, draft.sentence[0])
        left = without_tail(self._left(draft, start, floor), reading, self._trailing)
        left = unqualified(left, draft, before, start, reading, qualifiers=self._qualifiers)
        if before and before.metric and is_aim(left, self._reading):
            draft.aimed = draft.quantity.dimension not in RATIOS or names_aim(draft, self._reading)
            left = left._replace(start=left.end)
        elif names_aim(draft, self._reading):
            draft.aimed = True
        elif aim := aim_of(draft, left, self._reading, answers=self._answers):
            draft.aimed, left = True, left._replace(end=aim.start) if aim.start > left.start else left
        shares = self._distributor
        if shares.distribute(i, draft, left, start, floor) or shares.distribute_again(i, left):
            return
        if shares.share_changes(i, draft, left):
            return
        set_change(draft, left, before, reading, start)
        if draft.kind == RANK:
            self._name_rank(i, draft, before, start)
        elif not shares.distribute_list(i, draft, left):
            self._choose(i, draft, left, start)
        if draft.base:
            draft.change = "level"
        elif before and before.base and (hit := self._reading.hit_at(before.outer_end, _COMPARATIVE)):
            draft.change = hit.term.change  # type: ignore[assignment]

    def _left(self, draft: Draft, start: int, floor: int) -> Phrase:
        """Return the noun before a quantity, over a bracket that parts them."""
        reading = self._reading
        left = self._noun(start, draft.outer_start)
        if left.start == left.end and start > floor and (opened := reading.bracket_start(start, floor)) is not None:
            outer = noun_before(reading, reading.clause_start(opened, floor), opened)
            left = outer._replace(change=left.change or outer.change, direct=False)
        if left.start == left.end:
            return left
        return with_act(self._unframed(left, start), draft, start, reading)

    def _unframed(self, left: Phrase, start: int) -> Phrase:
        """Take words of cause off a noun: what stands behind them, else before them, is measured (客流受雨季影响, 受雨季影响客流)."""
        found = next(reversed(list(self._frames.finditer(self._reading.text, start, left.end))), None)
        if found is None or found.end() <= left.start:
            return left
        if found.end() < left.end:
            return left._replace(start=found.end())
        return self._noun(start, found.start())._replace(change=left.change, direct=False, reached=left.reached)

    def _noun(self, start: int, end: int) -> Phrase:
        """Return the noun before a place; empty where it is only a word of place, a number or a single character that is not listed."""
        phrase = noun_before(self._reading, start, end)
        word = self._reading.text[phrase.start : phrase.end]
        single = len(word) == 1 and word not in self._short_nouns
        if single or word in self._place_words or _NUMBER.fullmatch(word):
            return phrase._replace(start=phrase.end)
        return phrase

    def _choose(self, i: int, draft: Draft, left: Phrase, start: int) -> None:
        """Name a quantity by the noun after it, the noun before it, the next quantity's, or one that it inherits."""
        reading, before, after = self._reading, self._previous(i), self._next(i)
        # A rate takes a noun after it only over 的.
        right = (draft.outer_end, draft.outer_end)
        if draft.quantity.dimension not in RATIOS or reading.text.startswith("的", draft.outer_end):
            stop = after.outer_start if after else draft.sentence[1]
            if after and after.kind == RANK:
                stop = among_end(draft, after, reading, self._place_words)
            right = noun_after(reading, draft.outer_end, stop)
            right = without_predicate(over_limit(right, draft, after, reading), draft, left, before, reading)
        right = self._without_place(right)
        task = task_of(draft, right, reading)
        if task:
            self._set(draft, task, "after")
        elif self._takes_right(draft, left, right):
            self._set(draft, right, "after")
        elif left.start < left.end:
            self._set(draft, (shortest(reading, left.start, left.end), left.end), "before")
            draft.wide = reading.text[max(start, left.end - _WIDE) : left.end]
            if before and before.metric and self._is((left.start, left.end), _SHARE_HEAD):
                draft.metric = before.metric.removesuffix(draft.metric) + draft.metric
            draft.metric = total_of(draft, before, self._totals)
        elif right[0] < right[1] and self._may_take(draft, left):
            self._set(draft, right, "after")
        elif (
            after
            and not draft.aimed
            and not (before and before.metric and (draft.base or draft.change != "level" or before.outer_end == start))
            and after.outer_start - draft.outer_end <= 1
            and reading.text[draft.outer_end : after.outer_start] not in _PARTING
            and not (before and before.joins(draft, reading.text))
        ):
            draft.metric_source = "next"
        else:
            line = self._line_name(before, start) if before else None
            if line:
                self._set(draft, (shortest(reading, line.start, line.end), line.end), "topic")
            else:
                self._inherit(i, draft, before, start)

    def _without_place(self, span: Span) -> Span:
        """Take a word of place off the end of the noun after a quantity (43家门店中，…); empty where only such a word is left."""
        start, end = span
        if self._reading.is_period(start, end):
            return end, end
        among = self._among.search(self._reading.text, start + 1, end)  # 42名员工中35岁以下的
        end = among.start() if among and self._reading.is_edge(among.start()) else end
        if end - start > 2 and self._reading.is_word(end - 1, end) and self._reading.text[end - 1] in self._place_words:
            end -= 1
        return (end, end) if self._reading.text[start:end] in self._place_words else (start, end)

    def _item_start(self, draft: Draft, before: Draft | None, start: int) -> int:
        """Skip the noun that the quantity before counts: what follows it up to 、 is that quantity's own."""
        if before is None or before.metric_source != "after" or before.outer_end != start:
            return start
        among = self._among.match(self._reading.text, start + len(before.metric))
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
        if share and share.term.text.endswith(self._share) and share.start > span[0]:
            name = name.replace(share.term.text, self._share, 1)  # 仅占
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
        limits = opened and draft.quantity.bound == "at_least" and named
        if linked and (limits or self._ends_as(right, _AIM) or self._reading.hit_at(draft.outer_end, _AFTER_CHANGE)):
            return False
        if dimension in RATIOS:
            return linked and not left.change and not self._is(right, _HEAD) and not (left.reached and named)
        if dimension in COUNTED:
            return True
        if not named:
            return self._may_take(draft, left)
        return self._is((left.start, left.end), _NOUN_VERB) and (linked or dimension not in _NOUN_FIRST)

    def _is(self, span: tuple[int, int], kinds: int) -> bool:
        """Say whether one hit of `kinds` covers the span exactly."""
        i = bisect_right(self._reading.hit_ends, span[0])
        hits = self._reading.hits
        return i < len(hits) and hits[i][:2] == span and bool(hits[i].kinds & kinds)

    def _ends_as(self, span: tuple[int, int], kinds: int) -> bool:
        """Say whether the span ends in a word of `kinds`."""
        hit = self._reading.hit_ending(span[1])
        return hit is not None and hit.start >= span[0] and bool(hit.kinds & kinds)

    def _may_take(self, draft: Draft, left: Phrase) -> bool:
        """Say whether a quantity without noun before it may take the one after it: no ratio, no sum that an act names, none of what was named."""
        text, dimension = self._reading.text, draft.quantity.dimension
        if text[left.end : draft.outer_start] in self._qualifiers:  # 剩余4500万元
            return False
        linked = text.startswith("的", draft.outer_end)
        named_by_act = dimension in _NOUN_FIRST and draft.quantity.bound == "exact" and not linked
        return dimension not in RATIOS and not (named_by_act and act_before(draft, self._reading))

    def _name_rank(self, i: int, draft: Draft, before: Draft | None, start: int) -> None:
        """Name a rank after what is ranked: 产量居全省第三位 → 产量排名, 考核在全省9家支行中列第三 → 考核排名."""
        reading = self._reading
        if (
            before
            and before.kind == RANK
            and before.outer_end == start
            and reading.hit_between(start, draft.start, _TO)
        ):
            draft.metric, draft.metric_source = before.metric, "rank"
            return
        among = before if before and counts_ranked(before, draft, reading, self._place_words) else None
        begin, end = start, rank_start(draft.outer_start, start, reading)
        if among:
            before = self._previous(i - 1)
            begin = reading.clause_start(among.outer_start, before.outer_end if before else among.sentence[0])
            end = rank_start(among.outer_start, begin, reading)  # 在 is one of its words
        left = noun_before(reading, begin, end, verbs=False)
        named = 1 < left.end - left.start <= _LONG
        name = reading.text[shortest(reading, left.start, left.end) : left.end] if named else ""
        if not name and before and before.kind != RANK and before.quantity.dimension not in RATIOS:
            name = before.metric
        elif not name and before and before.kind == RANK and (hit := reading.hit_at(begin, _HEAD)) and hit.end <= end:
            name = hit.term.text
        draft.metric, draft.metric_source = name + self._rank, "rank"

    def _inherit(self, i: int, draft: Draft, before: Draft | None, start: int) -> None:
        """Carry the metric on from the quantity before, or from the earlier clauses of the sentence."""
        reading = self._reading
        act = act_told(draft, start, reading)
        if act and not changes_same(act, draft, before, reading, revenues=self._revenues):
            self._set(draft, (act.start, act.end), "before")
            return
        floor, end = draft.sentence[0], start
        parted = reading.text.rfind("；", before.outer_end, draft.outer_start) + 1 if before else 0
        if before and parted and is_other_thing(draft, before):
            before, floor = None, parted
        if before:
            told = told_between(draft, before, start, reading, index=self._index, frames=self._frames)
            if told:
                self._set(draft, told, "topic")
                return
        if before and self._counts_other(draft, before):
            draft.metric_source = "none"
            return
        if before:
            before = carrier(i, self._drafts, reading, heads=self._share_heads, rates=self._rates, share=self._share)
        if before and before.metric and not self._names_other(draft, before):
            share = share_name(draft, before, start, reading, self._share)
            draft.metric, draft.metric_source = share or before.metric, "inherited"
            carry_change(draft, before, reading)
            return
        if before and not before.metric:
            floor = before.outer_end
        if before and before.metric:
            phrase = noun_before(reading, reading.clause_start(before.outer_start, floor), before.outer_start)
            self._set(draft, (shortest(reading, phrase.start, phrase.end), phrase.end), "topic")
            return
        self._take_topic(draft, floor, end)

    def _take_topic(self, draft: Draft, floor: int, end: int) -> None:
        """Name a quantity by what the last clause between two places tells of, if any does."""
        reading = self._reading
        draft.metric_source = "none"
        while (stop := reading.stop_before(end)) >= floor:
            phrase = self._topic(reading.clause_start(stop, floor), stop)
            cause = self._frames.fullmatch(reading.text, phrase.start, phrase.end)
            if phrase.start < phrase.end and not cause and reading.text[stop] not in _CLOSING_STOPS:
                self._set(draft, (shortest(reading, phrase.start, phrase.end), phrase.end), "topic")
                return
            end = stop
        label = label_before(draft.sentence[0], reading)
        if label is not None and draft.quantity.dimension not in COUNTED:
            self._set(draft, label, "topic")

    def _line_name(self, before: Draft, start: int) -> Phrase | None:
        """Return the name before the colon of a new line (利润总额：2200万元), or None."""
        reading = self._reading
        at = reading.text.rfind("\n", before.outer_end, start)
        if at < 0 or reading.text[start - 1] not in _COLONS:
            return None
        phrase = self._topic(reading.clause_start(start - 1, at + 1), start - 1)
        return phrase if phrase.start < phrase.end else None

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

    def _topic(self, start: int, end: int) -> Phrase:
        """Return the noun that a clause leaves as topic: its last one, or its first where the last is a quotation."""
        reading = self._reading
        phrase = self._noun(start, end)
        if (phrase.end < end and reading.text[phrase.end] in _QUOTE_ENDS) or reading.text[
            phrase.end - 1
        ] in _QUOTE_ENDS:
            opened = reading.hit_between(start, phrase.start, _PREDICATE)
            if opened:
                return noun_before(reading, start, opened.start)
        return phrase
