"""Cut a page into its lines that hold text, as spans without the white space around them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from reportmine.offsets import Span


@dataclass(frozen=True, slots=True)
class Lines:
    """Hold a text with its lines that are not blank; `spans` are stripped, `starts` their first offsets."""

    text: str
    spans: tuple[Span, ...]
    starts: tuple[int, ...]
    breaks: tuple[int, ...]

    def at(self, offset: int) -> int:
        """Return the index of the last line that starts at or before `offset` (-1 before the first)."""
        return bisect_right(self.starts, offset) - 1

    def string(self, index: int) -> str:
        """Return the line's text."""
        start, end = self.spans[index]
        return self.text[start:end]

    def __len__(self) -> int:
        return len(self.spans)


def split_lines(text: str) -> Lines:
    r"""Cut `text` at line breaks; `breaks` counts the line breaks before each line (2 and more: a blank line stood between).

    >>> lines = split_lines("甲\n\n　乙丙 \n")
    >>> lines.spans, lines.breaks
    (((0, 1), (4, 6)), (0, 2))
    """
    spans: list[Span] = []
    breaks: list[int] = []
    offset = pending = 0
    for raw in text.split("\n"):
        body = raw.strip()
        if body:
            start = offset + raw.index(body[0])
            spans.append((start, start + len(body)))
            breaks.append(pending)
            pending = 0
        pending += 1
        offset += len(raw) + 1
    return Lines(text, tuple(spans), tuple(s for s, _ in spans), tuple(breaks))


def kept_between(start: int, end: int, cuts: Sequence[Span]) -> list[Span]:
    """Return what remains of start..end when the cuts (any order, overlapping or not) are taken out.

    >>> kept_between(0, 10, [(4, 6), (5, 7), (9, 12)])
    [(0, 4), (7, 9)]
    """
    kept: list[Span] = []
    position = start
    for first, last in sorted(cuts):
        if first > position:
            kept.append((position, min(first, end)))
        position = max(position, last)
        if position >= end:
            break
    if position < end:
        kept.append((position, end))
    return kept
