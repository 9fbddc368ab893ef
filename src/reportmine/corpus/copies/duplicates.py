"""Find copies and excerpts among reports: exact hash, MinHash for whole copies, winnowing for excerpts inside others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from rensa import RMinHashLSH

from reportmine.corpus.copies.fingerprints import (
    GRAM,
    PERMUTATIONS,
    Fingerprint,
    fingerprint,
    gram_hashes,
    minhash,
    normal_places,
)
from reportmine.offsets import Span

BANDS = 32  # of four rows: a pair of Jaccard .4 meets with probability .56, of .6 with .99
COPY = 0.25  # share of marks, both ways, from which two texts are the same one (5 % edited characters leave .27 to .75)
BALANCE = 0.65  # least ratio of the two shares of a copy: a half is found whole in the other, but is half of it
GAP = 0.36  # longest run of marks, both ways, that a copy lacks: edits are spread and leave .1 to .4, two texts that share a half lack .5
EXCERPT = 0.40  # share of the smaller text's marks from which it stands inside the other
TEMPLATE_REPORTS = 50  # a mark that stands in this many reports belongs to a form, not to a writer; it proves nothing
MIN_MARKS = 4  # a text with fewer marks is too short to be judged
MOST_SPANS = 100  # matching spans shown of one pair
MIN_SPAN = 12  # characters of the normal form that make a matching span worth showing

Kind = Literal["copy", "excerpt"]
Marks = npt.NDArray[np.uint64] | npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class CopyPair:
    """Hold two reports that share text; for an excerpt `a` stands inside `b`. Containment is the share of `a` found in `b`."""

    a: str
    b: str
    kind: Kind
    containment: float


class CopyIndex:
    """Collect reports one by one; each new one is compared with those before it, nothing is computed twice."""

    def __init__(self, *, excerpts: bool = True) -> None:
        self._excerpts = excerpts
        self._ids: list[str] = []
        self._numbers: dict[str, int] = {}
        self._prints: list[Fingerprint] = []
        self._exact: dict[bytes, int] = {}
        self._lsh = RMinHashLSH(threshold=0.5, num_perm=PERMUTATIONS, num_bands=BANDS)
        self._holders: dict[int, list[int]] = {}

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, report_id: str, text: str) -> list[CopyPair]:
        """Add one report; return its pairs with the reports added before, those with most shared text first."""
        new = fingerprint(text)
        number = len(self._ids)
        self._ids.append(report_id)
        self._numbers[report_id] = number
        self._prints.append(new)
        if len(new.marks) < MIN_MARKS:
            return []
        twin = self._exact.setdefault(new.exact, number)
        candidates = {twin} if twin != number else set()
        sketch = minhash(text)
        candidates.update(self._lsh.query(sketch))
        self._lsh.insert(number, sketch)
        if self._excerpts:
            candidates.update(self._sharing(number, new))
        pairs = [pair for other in sorted(candidates) if other != number and (pair := self._compare(number, other))]
        return sorted(pairs, key=lambda pair: (-pair.containment, pair.a, pair.b))

    def reuse(self, report_id: str) -> tuple[float, float]:
        """Return the share of a report's marks that any other report has too, and the share that belongs to templates."""
        marks = self._prints[self._numbers[report_id]].marks.tolist()
        counts = [len(self._holders.get(mark, ())) for mark in marks]
        if not counts:
            return 0.0, 0.0
        return sum(c > 1 for c in counts) / len(counts), sum(c >= TEMPLATE_REPORTS for c in counts) / len(counts)

    def _sharing(self, number: int, new: Fingerprint) -> list[int]:
        """Return the reports that share enough marks to be worth a comparison, and enter the new one's marks."""
        shared: Counter[int] = Counter()
        for mark in new.marks.tolist():
            holders = self._holders.get(mark)
            if holders is None:
                self._holders[mark] = [number]
                continue
            if len(holders) < TEMPLATE_REPORTS:
                shared.update(holders)
                holders.append(number)
        size = len(new.marks)
        return [other for other, n in shared.items() if n >= COPY * min(size, len(self._prints[other].marks))]

    def _compare(self, number: int, other: int) -> CopyPair | None:
        new, old = self._prints[number], self._prints[other]
        found = compare_marks(new.marks, old.marks, same=new.exact == old.exact)
        if found is None:
            return None
        kind, share, forward = found
        if kind == "excerpt" and not self._excerpts:
            return None
        a, b = self._ids[number], self._ids[other]
        return CopyPair(a, b, kind, share) if forward else CopyPair(b, a, kind, share)


def compare_marks(new: Marks, old: Marks, *, same: bool) -> tuple[Kind, float, bool] | None:
    """Return how two texts share marks: kind, share, and whether the new one is the excerpt (a copy is named new first).

    Marks are distinct and in text order, at least one each; `same` says that the exact hashes are equal. None where they share too little.
    """
    if same:
        return "copy", 1.0, True
    # Most pairs share too little: a set tells that five times as fast as arrays, which are asked only where a copy's gaps count.
    common = len(set(new.tolist()).intersection(old.tolist()))
    forward, back = common / len(new), common / len(old)
    balanced = min(forward, back) >= BALANCE * max(forward, back)
    if balanced and min(forward, back) >= COPY and max(_gap(np.isin(new, old)), _gap(np.isin(old, new))) <= GAP:
        return "copy", round(forward, 4), True
    if max(forward, back) < EXCERPT:
        return None
    return "excerpt", round(max(forward, back), 4), forward >= back


def _gap(hits: npt.NDArray[np.bool_]) -> float:
    """Return the longest run of marks that are not shared, as a share of all."""
    bounds = np.concatenate(([-1], np.flatnonzero(hits), [len(hits)]))
    return float((np.diff(bounds).max() - 1) / len(hits))


@dataclass(frozen=True, slots=True)
class Cluster:
    """Hold reports that are copies of each other; `canonical` is the earliest, then the most complete."""

    canonical: str
    members: tuple[str, ...]

    @property
    def weight(self) -> float:
        """Return the sampling weight of each member: together they count as one report."""
        return 1.0 / len(self.members)


def build_clusters(ids: Iterable[tuple[str, str, int]], pairs: Iterable[CopyPair]) -> list[Cluster]:
    """Join copies into clusters. `ids` are (report id, date or "", length); single reports make no cluster."""
    facts = {report_id: (date or "9999", -length, report_id) for report_id, date, length in ids}
    leader = {report_id: report_id for report_id in facts}

    def find(report_id: str) -> str:
        while leader[report_id] != report_id:
            leader[report_id] = leader[leader[report_id]]
            report_id = leader[report_id]
        return report_id

    for pair in pairs:
        if pair.kind == "copy" and pair.a in leader and pair.b in leader:
            a, b = find(pair.a), find(pair.b)
            if a != b:
                leader[max(a, b)] = min(a, b)
    groups: dict[str, list[str]] = {}
    for report_id in facts:
        groups.setdefault(find(report_id), []).append(report_id)
    clusters = [Cluster(min(g, key=facts.__getitem__), tuple(sorted(g))) for g in groups.values() if len(g) > 1]
    return sorted(clusters, key=lambda c: c.canonical)


def matching_spans(a: str, b: str) -> list[tuple[Span, Span]]:
    """Return the spans of `a` and `b` with the same words, longest first, none overlapping in `a` (offsets into each text)."""
    normal_a, places_a = normal_places(a)
    normal_b, places_b = normal_places(b)
    grams_a, grams_b = gram_hashes(normal_a), gram_hashes(normal_b)
    if not len(grams_a) or not len(grams_b):
        return []
    first = {int(h): i for i, h in reversed(list(enumerate(grams_b.tolist())))}
    hits = np.array([first.get(h, -1) for h in grams_a.tolist()])
    runs = _runs(hits)
    spans = []
    for start_a, start_b, length in sorted(runs, key=lambda run: (-run[2], run[0])):
        if length >= MIN_SPAN:
            span_a = (int(places_a[start_a]), int(places_a[start_a + length - 1]) + 1)
            span_b = (int(places_b[start_b]), int(places_b[start_b + length - 1]) + 1)
            spans.append((span_a, span_b))
    return _disjoint(spans)


def _runs(hits: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[tuple[int, int, int]]:
    """Join neighbouring k-gram hits on one diagonal into (start in a, start in b, characters)."""
    runs: list[tuple[int, int, int]] = []
    at = 0
    while at < len(hits):
        if hits[at] < 0:
            at += 1
            continue
        end = at + 1
        while end < len(hits) and hits[end] == hits[end - 1] + 1:
            end += 1
        runs.append((at, int(hits[at]), end - at + GRAM - 1))
        at = end
    return runs


def _disjoint(spans: Sequence[tuple[Span, Span]]) -> list[tuple[Span, Span]]:
    taken: list[Span] = []
    kept: list[tuple[Span, Span]] = []
    for span_a, span_b in spans:
        if len(kept) == MOST_SPANS:
            break
        if all(span_a[1] <= start or span_a[0] >= end for start, end in taken):
            taken.append(span_a)
            kept.append((span_a, span_b))
    return kept
