"""Cut the piece of a text that shows best why it was found, and mark the words in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import regex

from reportmine.corpus.search.wording import folded, index_tokens
from reportmine.offsets import Span

SNIPPET = 120  # characters of a snippet: two lines on a page, four on a telephone
BEFORE = 24  # characters shown before the first marked word
MOST_PLACES = 500  # places of a word looked at in one text
BETWEEN = r"[^\p{L}\p{N}]*"  # what the index leaves out may stand inside a word: line breaks, points, masks


@dataclass(frozen=True, slots=True)
class Snippet:
    """Hold a piece of a report's text: `start` is its offset in the text, `highlights` are offsets into the piece."""

    text: str
    start: int
    highlights: tuple[Span, ...]

    @property
    def html(self) -> str:
        """Return the piece as escaped HTML with <mark>."""
        return mark_html(self.text, self.highlights)


def mark_html(text: str, spans: Sequence[Span]) -> str:
    """Return a text escaped for HTML, the spans marked.

    >>> mark_html("<b>贷款</b>", [(3, 5)])
    '&lt;b&gt;<mark>贷款</mark>&lt;/b&gt;'
    """
    parts, at = [], 0
    for start, end in spans:
        parts += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    return "".join([*parts, escape(text[at:])])


def find_words(text: str, words: Sequence[str]) -> list[Span]:
    """Return the places of words, in order, without overlaps; the longer of two that start together.

    >>> find_words("不良贷款率与贷\\n款", ["贷款"])
    [(2, 4), (6, 9)]
    """
    patterns = [BETWEEN.join(map(regex.escape, tokens)) for word in words if (tokens := index_tokens(word))]
    if not patterns:
        return []
    pattern = regex.compile("|".join(sorted(set(patterns), key=len, reverse=True)))
    spans: list[Span] = []
    for match in pattern.finditer(folded(text)):
        spans.append(match.span())
        if len(spans) == MOST_PLACES:
            break
    return spans


def build_snippet(text: str, words: Sequence[str], *, length: int = SNIPPET) -> Snippet:
    """Return the piece with most different marked words; the beginning of the text where there is none."""
    spans = find_words(text, words)
    start = 0
    if spans:
        first = max(spans, key=lambda span: (_richness(text, spans, span[0], length), -span[0]))
        start = max(0, min(first[0] - BEFORE, len(text) - length))
    piece = text[start : start + length]
    marks = tuple((a - start, min(b - start, len(piece))) for a, b in spans if start <= a < start + len(piece))
    return Snippet(piece, start, marks)


def _richness(text: str, spans: Sequence[Span], start: int, length: int) -> int:
    return len({text[a:b] for a, b in spans if start <= a and b <= start + length - BEFORE})
