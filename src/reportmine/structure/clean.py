"""Find what is not the article's own words: noise by the lexicon's patterns, each tried only where one of its cues stands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import lru_cache, partial

import regex

from reportmine.errors import LexiconError
from reportmine.schema import Noise, PageText
from reportmine.structure.lines import Lines
from reportmine.structure.numbering import MarkerReader, marker_reader
from reportmine.structure.running_titles import title_finder
from reportmine.text.automata import MatchKind, build_automaton
from reportmine.text.entries import NoisePattern
from reportmine.text.lexicon import Lexicon
from reportmine.text.tokens import crosses

PLACES = ("inline", "word", "reading", "mask", "prefix", "bullet", "line", "header", "tail", "echo", "block", "stuffed")
LINE_LIMIT = 240  # a longer line is text, not a label, notice or link
STUFFED_LIMIT = 400  # keyword lines are longer than links
TESTS_LIMIT = 600  # lines that one pattern is tried on; a page with more is hostile, and time must stay bounded
TEXT_LINE = 60  # a line of this length is running text: header lines stand before the first, tail lines after the last
TAIL_SENTENCE = 24  # a sentence of this length is text too, however short the lines of the page are
HEADER_LINES, BLOCK_LINES = 12, 30  # how far header labels and lists of related articles reach
SHORT_LINE = 45  # a link in a list of related articles
WINDOW = 6  # characters on each side that are cut into words to see whether a removal heals one
_SEPARATORS = regex.compile(r"[\s_|｜,，、/;；]+")


class NoiseFinder:
    """Find noise with one automaton over all cues and one pattern an entry, compiled when a cue of it is met; built once a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._entries = lexicon.entries(NoisePattern)
        self._reader = marker_reader(lexicon)
        self._titles = title_finder(lexicon)
        for entry in self._entries:
            _check(entry)
            if lexicon.sources:  # a pattern of the user's own that is wrong is told before any text is read
                _compiled(entry)
        owners: dict[str, list[int]] = {}
        for number, entry in enumerate(self._entries):
            for cue in entry.cues:
                owners.setdefault(cue, []).append(number)
        self._owners = list(owners.values())
        self._automaton = build_automaton(owners, matchkind=MatchKind.Standard) if owners else None

    def find(self, page: PageText, lines: Lines) -> list[Noise]:
        """Return the noise of a page in order; spans do not overlap, masks come with kept=True."""
        found: list[Noise] = []
        whole: list[Noise] = []
        edges: list[tuple[int, list[int]]] = []
        opens = partial(self._opens, lines)
        for number, at in self._candidates(lines).items():
            entry, pattern = self._entries[number], _compiled(self._entries[number])
            if entry.where in _INLINE:
                found.extend(_find_inline(entry, pattern, lines, at))
            elif entry.where in _EDGES:
                edges.append((number, at))
            else:
                whole.extend(_find_lines(entry, pattern, page, lines, at[:TESTS_LIMIT], opens))
        whole.extend(self._find_edges(lines, edges, {lines.at(n.start) for n in whole}))
        return _disjoint(found + whole)

    def _opens(self, lines: Lines, line: int) -> bool:
        """Tell whether a line may head the text below it: a running title or a numbered heading."""
        return self._titles.matches(lines, line) or self._reader.starts_with(lines.text, *lines.spans[line])

    def _find_edges(self, lines: Lines, edges: list[tuple[int, list[int]]], dropped: set[int]) -> Iterator[Noise]:
        """Yield the labels above the first line of text and below the last one; lines that are noise are neither."""
        first_text = _first_text(lines, self._reader, dropped) if edges else 0
        tails: dict[int, str] = {}
        for number, at in edges:
            entry, pattern = self._entries[number], _compiled(self._entries[number])
            is_header = entry.where == "header"
            for line in at[:TESTS_LIMIT] if is_header else at[-TESTS_LIMIT:]:
                start, end = lines.spans[line]
                if end - start > LINE_LIMIT or (is_header and line >= first_text):
                    continue
                if pattern.fullmatch(lines.text, start, end) is None:
                    continue
                if is_header:
                    yield Noise(start, end, entry.kind)
                else:
                    tails[line] = entry.kind
        last_text = _last_text(lines, dropped | tails.keys()) if tails else 0
        for line, kind in tails.items():
            if line > last_text:
                yield Noise(*lines.spans[line], kind)

    def _candidates(self, lines: Lines) -> dict[int, list[int]]:
        """Return, for each entry, the lines that hold one of its cues, in order."""
        if self._automaton is None or not lines.spans:
            return {}
        seen: dict[int, dict[int, None]] = {}
        for cue, start, _ in self._automaton.find_matches_as_indexes(lines.text, overlapping=True):
            line = lines.at(start)
            if line >= 0:
                for number in self._owners[cue]:
                    seen.setdefault(number, {})[line] = None
        return {number: list(at) for number, at in seen.items()}


_INLINE = frozenset({"inline", "word", "reading", "mask", "prefix", "bullet"})
_EDGES = frozenset({"header", "tail"})


@lru_cache(maxsize=4)
def noise_finder(lexicon: Lexicon) -> NoiseFinder:
    """Return the lexicon's noise finder, built once."""
    return NoiseFinder(lexicon)


def find_noise(page: PageText, lines: Lines, *, lexicon: Lexicon) -> list[Noise]:
    """Return the spans of the page that are noise, by kind, ascending and disjoint; masks are marked kept."""
    return noise_finder(lexicon).find(page, lines)


def _check(entry: NoisePattern) -> None:
    if entry.where not in PLACES:
        raise LexiconError(f"where {entry.where!r} is unknown", where=entry.id, mend=f"allowed: {', '.join(PLACES)}")
    if not entry.cues:
        raise LexiconError("no cues", where=entry.id, mend="give the strings of which one stands in every match")


@lru_cache(maxsize=256)
def _compiled(entry: NoisePattern) -> regex.Pattern[str]:
    try:
        return regex.compile(entry.pattern, regex.MULTILINE)
    except regex.error as error:
        raise LexiconError(f"pattern is wrong ({error})", where=entry.id, mend="correct the pattern") from error


def _find_inline(entry: NoisePattern, pattern: regex.Pattern[str], lines: Lines, at: list[int]) -> Iterator[Noise]:
    text = lines.text
    unsure: list[tuple[int, int]] = []
    confirmed: set[str] = set()
    for line in at:
        start, end = lines.spans[line]
        if entry.where in {"prefix", "bullet"}:
            match = pattern.match(text, start, end)
            if match and match.end() < end:
                yield Noise(match.start(), match.end(), entry.kind)
            continue
        for match in pattern.finditer(text, start, end):
            first, last = match.span()
            if last == first or (entry.where == "reading" and not _is_common(text[first - 1 : first])):
                continue
            if entry.where == "word" and not _heals(text, first, last, start, end):
                unsure.append((first, last))
                continue
            confirmed.add(text[first:last])
            yield Noise(first, last, entry.kind, kept=entry.where == "mask")
    for first, last in unsure:  # a watermark that cut a word once is one between words too, but not beside punctuation
        if text[first:last] in confirmed and _inside(text, first, last):
            yield Noise(first, last, entry.kind)


def _find_lines(
    entry: NoisePattern,
    pattern: regex.Pattern[str],
    page: PageText,
    lines: Lines,
    at: list[int],
    opens: Callable[[int], bool],
) -> Iterator[Noise]:
    limit = STUFFED_LIMIT if entry.where == "stuffed" else LINE_LIMIT
    for line in at:
        start, end = lines.spans[line]
        if end - start > limit:
            continue
        match = pattern.fullmatch(lines.text, start, end)
        if match is None:
            continue
        if entry.where == "echo" and not _echoes(page, lines, match.group("echo")):
            continue
        if entry.where == "stuffed" and not _is_stuffed(lines.text[start:end], entry.cues):
            continue
        yield Noise(start, end, entry.kind)
        if entry.where == "block":
            yield from _block_below(entry, lines, line, opens)


def _block_below(entry: NoisePattern, lines: Lines, line: int, opens: Callable[[int], bool]) -> Iterator[Noise]:
    """Yield the short lines without sentence below a list heading, up to the first that is text, or the title of that text."""
    below = line + 1
    stop = min(below + BLOCK_LINES, len(lines))
    while below < stop:
        start, end = lines.spans[below]
        if end - start > SHORT_LINE or lines.text[end - 1] in "。！？；：:;!?,，、":
            break
        below += 1
    if line + 1 < below < len(lines) and opens(below - 1):
        below -= 1
    for index in range(line + 1, below):
        yield Noise(*lines.spans[index], entry.kind)


def _first_text(lines: Lines, reader: MarkerReader, dropped: Collection[int]) -> int:
    """Return the first line of the text (long, numbered or a sentence), at most HEADER_LINES."""
    for index, (start, end) in enumerate(lines.spans[:HEADER_LINES]):
        if index in dropped:
            continue
        if end - start >= TEXT_LINE or lines.text[end - 1] in "。！？：" or reader.starts_with(lines.text, start, end):
            return index
    return HEADER_LINES


def _last_text(lines: Lines, dropped: Collection[int]) -> int:
    """Return the last line that is long or a sentence, and no noise; -1 where there is none."""
    for index in range(len(lines) - 1, -1, -1):
        start, end = lines.spans[index]
        is_sentence = end - start >= TAIL_SENTENCE and lines.text[end - 1] in "。！"
        if (is_sentence or end - start >= TEXT_LINE) and index not in dropped:
            return index
    return -1


def _echoes(page: PageText, lines: Lines, title: str) -> bool:
    """Tell whether a running header's title stands elsewhere too: on another line's end, or as the page's title."""
    title = title.strip()
    first = lines.text.find(title)
    return title in (page.title or "") or (first >= 0 and lines.text.find(title, first + 1) >= 0)


def _is_stuffed(line: str, cues: tuple[str, ...]) -> bool:
    """Tell whether nearly all words of a line are search words."""
    words = [w for w in _SEPARATORS.split(line) if w]
    if len(words) < 5 or any(len(w) > 20 for w in words):
        return False
    return sum(any(cue in word for cue in cues) for word in words) >= 0.8 * len(words)


def _heals(text: str, first: int, last: int, start: int, end: int) -> bool:
    """Tell whether the removal of first..last joins a word: some dictionary word then crosses the seam."""
    left, right = text[max(start, first - WINDOW) : first], text[last : min(end, last + WINDOW)]
    if not left or not right or not _is_han(left[-1]) or not _is_han(right[0]):
        return False
    return crosses(left, right)


def _inside(text: str, first: int, last: int) -> bool:
    return first > 0 and last < len(text) and _is_han(text[first - 1]) and _is_han(text[last])


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _is_common(char: str) -> bool:
    """Tell whether a character is common (level 1 of GB 2312 or Big5): writers explain the reading of rare ones only."""
    gb = char.encode("gb2312", "ignore")
    if len(gb) == 2:
        return b"\xb0\xa1" <= gb <= b"\xd7\xf9"
    big5 = char.encode("big5", "ignore")
    return len(big5) == 2 and b"\xa4\x40" <= big5 <= b"\xc6\x7e"


def _disjoint(found: list[Noise]) -> list[Noise]:
    """Return noise in order without overlaps: whole lines win over what stands inside them."""
    found.sort(key=lambda n: (n.start, -n.end, n.kept))
    out: list[Noise] = []
    for noise in found:
        if not out or noise.start >= out[-1].end:
            out.append(noise)
    return out
