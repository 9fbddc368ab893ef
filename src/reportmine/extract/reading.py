"""Read an article once for the indicators: sentences, punctuation, cues and periods, each found in one pass and then looked up."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

from reportmine.extract.cues import Hit, Kind, cue_finder, words_of
from reportmine.offsets import Span
from reportmine.schema import Section
from reportmine.structure.sentences import split_sentences
from reportmine.text.automata import MatchKind, build_automaton
from reportmine.text.lexicon import Lexicon
from reportmine.text.periods.find import PeriodMatch, find_periods

# A comma between digits belongs to the number; 、 only separates the items of a list and is looked at apart.
_STOPS = build_automaton([*"，；;。：！？!?\n（）()…,:】", "——"], matchkind=MatchKind.LeftmostFirst)
_IN_NUMBERS = frozenset(",:：")
_MAX_SENTENCE = 800
_MAX_PARAGRAPH = 3000
# A line this long that ends in the middle of a clause was cut; a heading that lacks a full stop is shorter or a section's own.
_LONG_LINE = 18
_LINE_ENDS = frozenset("。！？!?：:；;…”’）)】》.，,、 \u3000\n")
_ROLES = int(Kind.ROLE | Kind.NEGATION)
_CONTEXT = int(Kind.COMPARE | Kind.TIER | Kind.SUBJECT | Kind.BOUND)
# What tells of a change or a rank does so at the end of a longer word too (价格上涨), and before a number (增加一倍).
_TELLING = int(
    Kind.CHANGE | Kind.CHANGE_VERB | Kind.AFTER_CHANGE | Kind.GROWS | Kind.RANK | Kind.RANK_NAME | Kind.COMPARE
)
# An act may be one word with its object (签订合同), a unit with what it is counted by (每人每年).
_ACTS, _WHOLE = int(Kind.VERB | Kind.NOUN_VERB | Kind.ADVERB), int(Kind.PER)
# The first character of 对讲机 or 能见度 is no preposition, no adverb; that of 我场, 有责 and 每期 is a word.
_PLAIN = int(Kind.ADVERB | Kind.PREPOSITION | Kind.ASPECT | Kind.BREAK | Kind.PREDICATE)
_OVER, _FROM, _REACH = int(Kind.OVER), int(Kind.FROM), int(Kind.REACH)
_NUMERALS = frozenset("第一二两三四五六七八九十半数几近超约")
_OPEN, _CLOSED = "（(", "）)"


class Reading:
    """Hold one article's text with everything that the rules look up in it; every lookup is a bisection.

    `values` are where the quantities start, once they are found, `bodies` where the texts of headings begin; `role_hits` and `context_hits` are the positions in `hits` of those that tell a role, and of those that tell what a quantity is
    compared with, on whose behalf and within which bound. With `tables`, the cells of a row (parted by tabs) are sentences of their own.
    """

    __slots__ = (
        "_cuts",
        "_edges",
        "_sentence_starts",
        "bodies",
        "context_hits",
        "hit_ends",
        "hits",
        "period_ends",
        "periods",
        "role_hits",
        "sentences",
        "stops",
        "stripped",
        "text",
        "values",
    )

    def __init__(
        self,
        text: str,
        words: Sequence[str],
        *,
        lexicon: Lexicon,
        stripped: bool = False,
        sections: Sequence[Section] = (),
        tables: bool = False,
    ) -> None:
        self.text = text
        self.values: list[int] = []
        self._cuts = _cut_lines(text, {s.start: s.body_start for s in sorted(sections, key=lambda s: s.body_start)})
        self.bodies = frozenset(s.body_start for s in sections if s.title)
        self._edges = _word_edges(words, len(text))
        self.hits: list[Hit] = _whole(cue_finder(lexicon).find(text), self._edges, text, words_of(lexicon, "detached"))
        self.hit_ends = [hit.end for hit in self.hits]
        self.role_hits: list[int] = [i for i, hit in enumerate(self.hits) if hit.kinds & _ROLES]
        self.context_hits: list[int] = [i for i, hit in enumerate(self.hits) if hit.kinds & _CONTEXT]
        self.stripped = stripped
        self.periods: list[PeriodMatch] = find_periods(text, lexicon=lexicon, stripped=stripped)
        self.period_ends = [period.end for period in self.periods]
        stops = [start for _, start, _ in _STOPS.find_matches_as_indexes(text)]
        self.stops: list[int] = [
            at
            for at in stops
            if (text[at] not in _IN_NUMBERS or not text[at + 1 : at + 2].isdigit() or not text[at - 1 : at].isdigit())
            and at not in self._cuts
        ]
        sentences = self._mended(split_sentences(text, semicolons=False))
        self.sentences: list[Span] = list(self._pieces(_cells(text, sentences) if tables else sentences))
        self._sentence_starts = [start for start, _ in self.sentences]

    def _pieces(self, sentences: Iterable[Span]) -> Iterator[Span]:
        """Cut what is too long for a sentence at its stops, so that looking back takes bounded time in any text."""
        for first, end in sentences:
            start = first
            while end - start > _MAX_SENTENCE:
                cut = self.clause_start(start + _MAX_SENTENCE, start)
                cut = cut if cut > start else start + _MAX_SENTENCE
                yield start, cut
                start = cut
            yield start, end

    def _mended(self, sentences: Sequence[Span]) -> Sequence[Span]:
        """Join the sentences that a cut line parts."""
        if not self._cuts:
            return sentences
        joined: list[Span] = []
        for start, end in sentences:
            if joined and joined[-1][1] == start - 1 and start - 1 in self._cuts:
                joined[-1] = (joined[-1][0], end)
            else:
                joined.append((start, end))
        return joined

    def sentence(self, offset: int) -> Span:
        """Return the sentence that holds `offset`."""
        i = bisect_right(self._sentence_starts, offset) - 1
        return self.sentences[i] if i >= 0 else (0, len(self.text))

    def clause_start(self, offset: int, floor: int) -> int:
        """Return where the clause of `offset` starts: after the last stop before it, not before `floor`."""
        i = bisect_left(self.stops, offset) - 1
        if i < 0 or self.stops[i] < floor:
            return floor
        at = self.stops[i]
        return at + (2 if self.text.startswith("——", at) else 1)

    def paragraph_start(self, offset: int) -> int:
        """Return where the paragraph of `offset` starts, looking back a bounded stretch only."""
        floor = max(0, offset - _MAX_PARAGRAPH)
        at = self.text.rfind("\n", floor, offset)
        while at in self._cuts:
            at = self.text.rfind("\n", floor, at)
        return max(floor, at + 1)

    def stop_before(self, offset: int) -> int:
        """Return where the last stop before `offset` stands, -1 where there is none."""
        i = bisect_left(self.stops, offset) - 1
        return self.stops[i] if i >= 0 else -1

    def word_start(self, end: int) -> int:
        """Return where the word begins that ends at `end` (or holds it)."""
        return max(0, self._edges.rfind(1, 0, end))

    def is_edge(self, at: int) -> bool:
        """Say whether a word begins or ends at a place."""
        return bool(self._edges[at])

    def is_word(self, start: int, end: int) -> bool:
        """Say whether a span begins and ends where words do."""
        return bool(self._edges[start] and self._edges[end])

    def first_hit_after(self, offset: int) -> int:
        """Return the index of the first hit that ends after `offset`."""
        return bisect_right(self.hit_ends, offset)

    def periods_before(self, offset: int) -> int:
        """Return how many periods end at or before `offset`: the index of the first one behind it."""
        return bisect_right(self.period_ends, offset)

    def periods_back(self, end: int, floor: int) -> Iterator[tuple[int, PeriodMatch]]:
        """Yield the periods that end at or before `end` and start at or behind `floor`, the last first, each with its index."""
        i = bisect_right(self.period_ends, end)
        while i and (match := self.periods[i - 1]).start >= floor:
            i -= 1
            yield i, match

    def period_ending(self, at: int) -> PeriodMatch | None:
        """Return the period that ends at `at`, or None."""
        i = bisect_right(self.period_ends, at)
        return self.periods[i - 1] if i and self.period_ends[i - 1] == at else None

    def has_period(self, start: int, end: int) -> bool:
        """Say whether a period lies in the span."""
        i = self.periods_before(start)
        return i < len(self.periods) and self.periods[i].end <= end

    def is_period(self, start: int, end: int) -> bool:
        """Say whether a span is one period and no more."""
        i = bisect_right(self.period_ends, start)
        return i < len(self.periods) and self.periods[i].start == start and self.period_ends[i] == end

    def hit_at(self, start: int, kinds: int) -> Hit | None:
        """Return the hit of `kinds` that starts at `start`, or None."""
        i = bisect_right(self.hit_ends, start)
        hit = self.hits[i] if i < len(self.hits) else None
        return hit if hit is not None and hit.start == start and hit.kinds & kinds else None

    def hit_ending(self, end: int) -> Hit | None:
        """Return the hit that ends at a place, or None."""
        i = bisect_right(self.hit_ends, end)
        hit = self.hits[i - 1] if i else None
        return hit if hit is not None and hit.end == end else None

    def hit_between(self, start: int, end: int, kinds: int, *, compared: str = "") -> Hit | None:
        """Return the last hit of `kinds` (and of this comparison) that lies in the span, or None."""
        hits = self.hits
        i = bisect_right(self.hit_ends, end)
        while i and (hit := hits[i - 1]).start >= start:
            i -= 1
            if hit.kinds & kinds and (not compared or hit.term.compared == compared):
                return hit
        return None

    def first_hit_between(self, start: int, end: int, kinds: int) -> Hit | None:
        """Return the first hit of `kinds` that lies in the span, or None."""
        i = bisect_right(self.hit_ends, start)
        while i < len(self.hits) and self.hits[i].end <= end:
            if self.hits[i].kinds & kinds and self.hits[i].start >= start:
                return self.hits[i]
            i += 1
        return None

    def covered(self, start: int, end: int, kinds: int) -> int:
        """Return how many characters of a span the hits of `kinds` that lie in it cover."""
        i = bisect_right(self.hit_ends, end)
        characters = 0
        while i and self.hits[i - 1].start >= start:
            i -= 1
            if self.hits[i].kinds & kinds:
                characters += self.hits[i].end - self.hits[i].start
        return characters

    def bracket_start(self, offset: int, floor: int) -> int | None:
        """Return where the bracket that closes just before `offset` opens, or None."""
        if offset <= floor or self.text[offset - 1] not in _CLOSED:
            return None
        opened = max(self.text.rfind(mark, floor, offset) for mark in _OPEN)
        return opened if opened >= 0 else None


def _word_edges(words: Sequence[str], size: int) -> bytearray:
    """Return one byte a place of a text of that size, 1 where a word begins or ends."""
    edges = bytearray(size + 1)
    edges[0] = 1
    for end in accumulate(map(len, words)):
        edges[end] = 1
    return edges


def _whole(hits: list[Hit], edges: bytearray, text: str, detached: Sequence[str]) -> list[Hit]:
    """Return the hits without those that are a part of a longer word whose rest is no hit: 非常 in 非常规, 共同 in 共同体."""
    return [
        hit
        for i, hit in enumerate(hits)
        if not (hit.kinds & _OVER and _lacks_base(hits, i, text))
        and (
            (edges[hit.start] and edges[hit.end])
            or (hit.end - hit.start == 1 and (hit.kinds & ~_PLAIN or hit.term.text in detached))
            or hit.kinds & _WHOLE
            or not _is_part(hits, i, edges)
            or _tells(hit, text, edges)
        )
    ]


def _lacks_base(hits: list[Hit], i: int, text: str) -> bool:
    """Say whether 比 compares with nothing, as what leads to the value follows at once: it ends a noun (收入比由2.8缩小到2.7, 桥隧比达到62%)."""
    hit = hits[i]
    if hit.end - hit.start > 1 or i + 1 == len(hits) or hits[i + 1].start != hit.end:
        return False
    leading = hits[i + 1]
    return bool(leading.kinds & (_FROM | _REACH)) and text[leading.end : leading.end + 1].isdigit()


def _tells(hit: Hit, text: str, edges: bytearray) -> bool:
    """Say whether a hit inside a word says there what it says elsewhere: a change at its end or before a number, an act on what follows."""
    if hit.kinds & _TELLING:
        return bool(edges[hit.end]) or text[hit.end] in _NUMERALS
    return bool(edges[hit.start]) and hit.kinds & _ACTS == Kind.VERB and not any(edges[hit.end : hit.end + 2])


def _is_part(hits: list[Hit], i: int, edges: bytearray) -> bool:
    """Say whether the word that holds a hit, over whose edges it does not reach, goes on where no hit stands."""
    start, end = hits[i].start, hits[i].end
    if any(edges[start + 1 : end]):
        return False
    j = i
    while not edges[start]:
        j -= 1
        if j < 0 or hits[j].end != start:
            return True
        start = hits[j].start
        if any(edges[start + 1 : hits[j].end]):
            return False
    j = i
    while not edges[end]:
        j += 1
        if j == len(hits) or hits[j].start != end:
            return True
        end = hits[j].end
        if any(edges[hits[j].start + 1 : end]):
            return False
    return False


def _cut_lines(text: str, headings: Mapping[int, int]) -> frozenset[int]:
    """Return the line breaks that cut a clause: after a long line without punctuation, before a line that is no paragraph's start.

    `headings` gives where each heading starts and its text begins: a line that is a heading is whole, one with text behind it may be cut.
    """
    cuts: list[int] = []
    starts = frozenset((*headings, *headings.values()))
    line, at = 0, text.find("\n")
    while at >= 0:
        following = text[at + 1 : at + 2]
        long_open = at - line >= _LONG_LINE and text[at - 1] not in _LINE_ENDS
        whole = line in headings and not line < headings[line] < at
        if long_open and following.strip() and at + 1 not in starts and not whole:
            cuts.append(at)
        line, at = at + 1, text.find("\n", at + 1)
    return frozenset(cuts)


def _cells(text: str, sentences: Iterable[Span]) -> Iterator[Span]:
    """Cut sentences at the tabs that part the cells of a row."""
    for start, end in sentences:
        at = start
        while (tab := text.find("\t", at, end)) >= 0:
            if tab > at:
                yield at, tab
            at = tab + 1
        if end > at:
            yield at, end
