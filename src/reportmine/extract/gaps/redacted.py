"""Find the quantities whose digits a site stripped or masked: a unit without number, a word that needs a value before punctuation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from reportmine.extract.cues import Kind
from reportmine.extract.drafts import LIST_MARKS
from reportmine.extract.gaps.making import Gap, GapMaker
from reportmine.extract.gaps.masks import COUNTED_KINDS, cut_patterns, mask_patterns
from reportmine.extract.gaps.places import (
    CLAUSE_MARKS,
    ENDS,
    PARTICLES,
    PUNCTUATION,
    is_han,
    is_second,
    per_start,
    told_units,
)
from reportmine.extract.gaps.wanting import of_change, of_rate, of_reached, of_starts
from reportmine.extract.reading import Reading
from reportmine.offsets import Span
from reportmine.text.automata import build_automaton
from reportmine.text.entries import PeriodWord, Redaction
from reportmine.text.lexicon import Lexicon

# An article with this many signs has lost its digits; then weaker signs count too.
_ENOUGH_SIGNS = 3
_DIGITS = re.compile(r"[\d.零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟萬億%％]")
_ROUNDED = re.compile(r"[\d十百千万]来")  # 50来万元 has its number
_ACTS = int(Kind.VERB | Kind.CHANGE_VERB | Kind.NOUN_VERB | Kind.REACH | Kind.CHANGE)
_AHEAD = int(Kind.VERB | Kind.CHANGE_VERB | Kind.NOUN_VERB | Kind.REACH | Kind.PREPOSITION)
_TOLD = int(Kind.CHANGE_VERB | Kind.REACH | Kind.CHANGE)  # behind these a value must follow
# Behind these 人 and a measure word are the noun itself, no unit: 负责的人.
_OF = frozenset("的之个")
_SHARE_WITHIN = 10
_AFTER = frozenset("后")
_COLUMNS, _CELL = "  ", 40  # two blanks so many characters before part the columns of a table
# Signs that the automaton does not look for: they are found by patterns or beside others.
_UNSOUGHT = frozenset({"determiner", "verb_determiner", "scale", "mask", "masked", "signal", "within_end"})


class RedactionFinder:
    """Find gaps; build once per lexicon with `redaction_finder`."""

    __slots__ = (
        "_automaton",
        "_blank",
        "_cut",
        "_determiners",
        "_ends",
        "_entries",
        "_make",
        "_mask",
        "_masks",
        "_no_ends",
        "_signals",
        "_starts",
        "_stop",
        "_terms",
        "_verbs",
        "_within_ends",
    )

    def __init__(self, lexicon: Lexicon) -> None:
        entries = lexicon.entries(Redaction)
        found: dict[str, list[tuple[Redaction, str]]] = {}
        for entry in entries:
            if entry.kind in _UNSOUGHT:
                continue
            for term, kind in (*((t, entry.kind) for t in entry.terms), *((word, "plain") for word in entry.not_in)):
                found.setdefault(term, []).append((entry, kind))
        self._automaton = build_automaton(found)
        self._terms = list(found)
        self._entries = [(pairs[0][0], frozenset(kind for _, kind in pairs)) for pairs in found.values()]
        self._make = GapMaker(lexicon)
        self._determiners = frozenset(_terms(entries, "determiner"))
        self._verbs = frozenset(_terms(entries, "verb_determiner"))
        self._within_ends, self._signals = _terms(entries, "within_end"), _terms(entries, "signal")
        bounds = self._make.bounds
        self._ends = (*self._determiners, *(word for word, bound in bounds.items() if bound != "exact"))
        self._no_ends = tuple(word for word, bound in bounds.items() if bound == "exact")
        roles = ("stripped", "stripped_year")
        self._starts = tuple(t for e in lexicon.entries(PeriodWord) if e.role in roles for t in e.terms)
        self._masks = "".join(_terms(entries, "mask"))
        self._mask, self._blank = mask_patterns(self._masks, lexicon, entries)
        self._cut, self._stop = cut_patterns(lexicon)

    def is_stripped(self, text: str) -> bool:
        """Say whether the digits of this text were stripped, by counting signs that whole text does not show."""
        count = sum(1 for _ in islice(self._bare_units(text), _ENOUGH_SIGNS))
        for term in self._starts:
            at = text.find(term)
            while at >= 0 and count < _ENOUGH_SIGNS:
                after = text[at + len(term) : at + len(term) + 1]
                count += (at == 0 or text[at - 1] in CLAUSE_MARKS) and (len(term) > 1 or after in CLAUSE_MARKS)
                at = text.find(term, at + 1)
        return count >= _ENOUGH_SIGNS

    def _bare_units(self, text: str) -> Iterator[Span]:
        """Yield the money units and points that stand at a clause's end without number (收入万元，)."""
        for term in self._signals:
            at = text.find(term)
            while at >= 0:
                before, end = text[at - 1 : at], at + len(term)
                if (
                    is_han(before)
                    and text[end : end + 1] in ENDS
                    and (not text.endswith(self._ends, 0, at) or text.endswith(self._no_ends, 0, at))
                    and not _DIGITS.match(before)
                    and not _ROUNDED.match(text, at - 2)
                ):
                    yield at, end
                at = text.find(term, end)

    def find(self, reading: Reading, *, stripped: bool) -> list[Gap]:
        """Return the gaps of a text in order: masks and bare strong units always, the weaker signs only in a stripped text."""
        gaps = {
            gap.start: gap
            for gaps in (self._blanked(reading.text), self._masked(reading.text), self._cut_off(reading))
            for gap in gaps
        }
        taken = {gap.end for gap in gaps.values()}
        if stripped:
            for gap in self._stripped(reading):
                if gap.end not in taken:
                    gaps.setdefault(gap.start, gap)
        else:
            for start, end in self._bare_units(reading.text):
                if end not in taken:
                    gaps.setdefault(start, self._make.of_unit(reading.text, start, end))
        return _apart(gaps[start] for start in sorted(gaps))

    def _masked(self, text: str) -> Iterator[Gap]:
        if not any(mark in text for mark in self._masks):
            return
        for hit in self._mask.finditer(text):
            yield self._make.masked(text, hit.start(), hit.end(), hit.group("unit") or "")

    def _blanked(self, text: str) -> Iterator[Gap]:
        """Find the units that blanks stand before where a number should (新开乡镇店  家。)."""
        for hit in self._blank.finditer(text):
            clause = max(text.rfind(mark, 0, hit.start()) for mark in CLAUSE_MARKS) + 1
            if _COLUMNS not in text[max(clause, hit.start() - _CELL) : hit.start()]:  # a table that blanks align
                yield self._make.of_unit(text, hit.start("amount" if hit["amount"] else "sure"), hit.end())

    def _cut_off(self, reading: Reading) -> Iterator[Gap]:
        """Find the numbers that lost the digits before their point or behind it (收入.6亿元, 增长8.%): what is left is not their value."""
        stops: bool | None = None
        for hit in self._cut.finditer(reading.text):
            start = hit.start()
            told = reading.hit_between(start - _SHARE_WITHIN, start, _TOLD) if hit["tail"] else None
            if hit["tail"] and (told is None or told.end < start):
                # Who ends sentences with points may begin one with a number.
                stops = self._stop.search(reading.text) is not None if stops is None else stops
                if stops:
                    continue
            yield self._make.of_cut(reading.text, start, hit.end(), hit["tail"] or hit["head"])

    def _stripped(self, reading: Reading) -> Iterator[Gap]:
        text, last, behind = reading.text, -1, -1
        for index, start, end in self._automaton.find_matches_as_indexes(text):
            entry, kinds = self._entries[index]
            sentence = reading.sentence(start)
            chained = last >= sentence[0]
            gap = None
            if "strong" in kinds:
                gap = self._strong(
                    text, start, end, listed=text[start - 1 : start] in LIST_MARKS and behind == start - 1
                )
            elif "within" in kinds:
                gap = self._within(text, start, end)
            elif not kinds.isdisjoint(COUNTED_KINDS):
                gap = self._unit(reading, entry, (start, end), chained=chained)
            if gap is None and "needs" in kinds:
                gap = of_reached(reading, start, end, self._make)
            if gap is None and "needs_base" in kinds:
                gap = of_change(reading, start, end, self._make)
            if gap is None and "share_end" in kinds:
                gap = self._share(reading, start, end, chained=chained)
            if gap is None and "rate" in kinds:
                gap = of_rate(reading, start, end, self._make)
            if gap is not None:
                last, behind = gap.start, gap.end
                yield gap
                yield from self._second(text, gap, kinds)
        yield from of_starts(reading, self._make)
        yield from (
            self._make.of_unit(text, start, end)
            for start, end in told_units(reading, self._make.units, self._make.scales)
        )

    def _second(self, text: str, gap: Gap, kinds: frozenset[str]) -> Iterator[Gap]:
        """Find the other missing number of a pair (入学率、巩固率分别达到和；)."""
        if "needs" in kinds and is_second(text, gap.end):
            yield self._make.empty(text, gap.end + 1)

    def _strong(self, text: str, start: int, end: int, *, listed: bool) -> Gap | None:
        """Judge a unit that never stands without number, with the multiplier before it (售水量万立方米), or `listed` behind another gap."""
        start = self._make.scaled(text, start)
        bare = listed or self._is_bare(text, start) or self._is_near(text, start, end)
        return self._make.of_unit(text, start, end) if bare else None

    def _is_near(self, text: str, start: int, end: int) -> bool:
        """Say whether a multiplied unit ends its clause right behind a word of nearness: where the digits are gone 近万元 has lost them."""
        ends = end >= len(text) or text[end] in ENDS or self._make.limit_at(text, end)
        return bool(ends) and text[start] in self._make.scales and self._make.is_near(text, start)

    def _within(self, text: str, start: int, end: int) -> Gap | None:
        """Judge a unit of time that only a word of limit follows (报修后小时内到场)."""
        after = text[start - 1 : start] in _AFTER
        bare = text.startswith(self._within_ends, end) and (after or self._is_bare(text, start))
        return self._make.of_unit(text, start, end) if bare else None

    def _is_bare(self, text: str, start: int) -> bool:
        """Say whether neither a number, a determiner nor a mark stands before a place; 结余万元 is no 余万元."""
        before = text[start - 1 : start]
        if not before or _DIGITS.match(before) or before in PUNCTUATION:
            return False
        return before not in self._determiners or self._make.ends_word(text, start)

    def _unit(self, reading: Reading, entry: Redaction, span: Span, *, chained: bool) -> Gap | None:
        """Judge one bare measure word: after its noun and before punctuation, or before its noun and after an act."""
        text, (start, end) = reading.text, span
        counted, start = span[0], self._make.scaled(text, per_start(text, span[0], self._make.units))
        before, after = text[start - 1 : start], text[end : end + 1]
        if _DIGITS.match(before or "0") or before in self._determiners | self._verbs or text[start:end][0] in "百千":
            return None
        is_word = reading.is_word(start, end) or (start < counted and reading.is_word(counted, end))
        if entry.kind == "word_unit" and (before in _OF or not is_word):
            return None
        acts = reading.hit_between(start - _SHARE_WITHIN, start, _AHEAD)
        adjacent = acts is not None and acts.end == start
        if before in PUNCTUATION or before.isspace():
            ok = chained and entry.ahead and is_han(after) and after not in entry.not_before
        elif not after or after in PUNCTUATION:
            clause = reading.clause_start(start, reading.sentence(start)[0])
            # Where the digits are gone a measure word that is a word of its own has lost its number, verb or not (烤烟面积亩).
            alone = start > clause and before not in _OF and reading.is_word(start, end)
            ok = chained or alone or reading.hit_between(clause, start, _ACTS) is not None
        elif after == "的":
            ok = adjacent
        else:
            ok = entry.ahead and is_han(after) and after not in entry.not_before and (adjacent or before in PARTICLES)
        return self._make.of_unit(text, start, end) if ok else None

    def _share(self, reading: Reading, start: int, end: int, *, chained: bool) -> Gap | None:
        """Judge 占年计划基本目标的，挑战目标的；: the share of an aim is missing."""
        text = reading.text
        if end < len(text) and text[end] not in PUNCTUATION:
            return None
        clause = reading.clause_start(start, reading.sentence(start)[0])
        opened = any(
            text.startswith(term, clause) and start - clause <= _SHARE_WITHIN
            for term, (entry, kinds) in zip(self._terms, self._entries, strict=True)
            if "share" in kinds and (entry.terms[0] == term or text[end - 1] == "的")
        )
        return self._make.empty(text, end) if opened or (chained and clause == start) else None


def _terms(entries: Iterable[Redaction], kind: str) -> tuple[str, ...]:
    return tuple(term for entry in entries if entry.kind == kind for term in entry.terms)


def _apart(gaps: Iterable[Gap]) -> list[Gap]:
    """Return the gaps in order without those that begin inside the one before (人 in 万元/人)."""
    kept: list[Gap] = []
    for gap in gaps:
        if not kept or gap.start >= kept[-1].end:
            kept.append(gap)
    return kept


@lru_cache(maxsize=8)
def redaction_finder(lexicon: Lexicon) -> RedactionFinder:
    """Return the finder of a lexicon."""
    return RedactionFinder(lexicon)
