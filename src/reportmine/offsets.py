"""Map the offsets of a cleaned text to the text it was made from: cleaned once, traced for ever."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

Span = tuple[int, int]
BLOCK = 800  # characters of a sentence that one fact quotes …
OVERLAP = 40  # … and so many more, so that a word that begins in a block ends in it


def quoted(sentence: str, at: int) -> str:
    """Return a sentence, or of a longer one the block in which offset `at` lies: a text without full stops has as many facts as it has
    words, and would otherwise be quoted by each as a whole.

    >>> quoted("短。", 0), len(quoted("长" * 90_000, 45_000))
    ('短。', 840)
    """
    if len(sentence) <= BLOCK + OVERLAP:
        return sentence
    start = at // BLOCK * BLOCK
    return sentence[start : start + BLOCK + OVERLAP]


class OffsetMap:
    """Map offsets of a text made by deletions only back to the text it was made from, and forth.

    `kept` are the kept spans of the source, ascending and disjoint; the derived text is their concatenation.

    >>> m = OffsetMap([(0, 2), (5, 8)])      # "abXYZcde" -> "abcde"
    >>> m.to_source(2), m.to_derived(5), m.to_derived(3)
    (5, 2, None)
    """

    __slots__ = ("_derived", "_source", "kept")

    def __init__(self, kept: Iterable[Span]) -> None:
        self.kept: tuple[Span, ...] = tuple(_merged(kept))
        self._source = [start for start, _ in self.kept]
        self._derived: list[int] = []
        total = 0
        for start, end in self.kept:
            self._derived.append(total)
            total += end - start

    def __len__(self) -> int:
        return self._derived[-1] + self.kept[-1][1] - self.kept[-1][0] if self.kept else 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OffsetMap) and self.kept == other.kept

    def __hash__(self) -> int:
        return hash(self.kept)

    def __repr__(self) -> str:
        return f"OffsetMap({list(self.kept)!r})"

    def apply(self, source: str) -> str:
        """Return the derived text of `source`."""
        return "".join([source[start:end] for start, end in self.kept])

    def to_source(self, offset: int) -> int:
        """Return the source offset of the character at `offset` (the end of the last kept span at the end)."""
        if not self.kept:
            return 0
        i = bisect_right(self._derived, offset) - 1
        return min(self.kept[i][0] + offset - self._derived[i], self.kept[i][1])

    def span_to_source(self, start: int, end: int) -> Span:
        """Return the smallest source span that holds the derived span (an empty span stays empty)."""
        i = bisect_right(self._derived, start) - 1
        if i < 0:
            return (0, 0)
        first = self.kept[i][0] + start - self._derived[i]
        behind = first + end - start
        if first < behind <= self.kept[i][1]:  # inside one kept span, as most are
            return (first, behind)
        first = min(first, self.kept[i][1])
        return (first, first) if end <= start else (first, self.to_source(end - 1) + 1)

    def to_derived(self, offset: int) -> int | None:
        """Return the derived offset of a source character, or None where it was removed."""
        i = bisect_right(self._source, offset) - 1
        if i < 0 or offset >= self.kept[i][1]:
            return None
        return self._derived[i] + offset - self.kept[i][0]

    def compose(self, inner: OffsetMap) -> OffsetMap:
        """Return the map of a text derived from this map's derived text by `inner`."""
        return OffsetMap(span for start, end in inner.kept for span in self._slices(start, end))

    def _slices(self, start: int, end: int) -> Iterator[Span]:
        i = bisect_right(self._derived, start) - 1
        while start < end:
            source_start, source_end = self.kept[i]
            offset = source_start + start - self._derived[i]
            length = min(source_end - offset, end - start)
            yield offset, offset + length
            start += length
            i += 1


def span_at(spans: Sequence[Span], offset: int) -> Span | None:
    """Return the span that holds an offset, of spans apart and in order; None between them.

    >>> span_at([(2, 5), (8, 9)], 4), span_at([(2, 5), (8, 9)], 5)
    ((2, 5), None)
    """
    i = bisect_right(spans, offset, key=itemgetter(0)) - 1
    return spans[i] if i >= 0 and offset < spans[i][1] else None


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    pending: Span | None = None
    for start, end in spans:
        if end <= start:
            continue
        if pending is None:
            pending = (start, end)
        elif start < pending[1]:
            raise ValueError(f"kept spans must ascend without overlap: {pending} then {(start, end)}")
        elif start == pending[1]:
            pending = (pending[0], end)
        else:
            yield pending
            pending = (start, end)
    if pending is not None:
        yield pending
