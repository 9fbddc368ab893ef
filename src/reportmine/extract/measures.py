"""Map what a quantity measures to a canonical measure of lexicons/metrics.toml, with its polarity."""

from __future__ import annotations

from functools import lru_cache

from reportmine.extract.cues import words_of
from reportmine.extract.drafts import Draft
from reportmine.text.automata import MatchKind, build_automaton
from reportmine.text.entries import Metric
from reportmine.text.lexicon import Lexicon
from reportmine.text.quantities.word_tables import Ends

COUNTED = frozenset({"count", "people", "visits", "times", "containers", "labour", "study"})
RATIOS = frozenset(
    {"percent", "points", "permille", "permille_points", "multiple", "ratio", "basis_points", "discount"}
)
RANK = "rank"
_CLOSING = '”"’』」）)'
# Reports name the same things again and again; so many names are remembered.
MAX_KNOWN = 8192


class MetricIndex:
    """Map a metric's words to the canonical metric whose term they hold; build once per lexicon with `metric_index`."""

    __slots__ = ("_automaton", "_entries", "_known", "_tails")

    def __init__(self, lexicon: Lexicon) -> None:
        pairs = [(term, entry) for entry in lexicon.entries(Metric) for term in entry.terms]
        self._entries = [entry for _, entry in pairs]
        self._automaton = build_automaton([term for term, _ in pairs] or ["\0"], matchkind=MatchKind.Standard)
        self._tails = Ends((tail, None) for tail in words_of(lexicon, "same_measure"))
        self._known: dict[tuple[str, str | None, bool, bool], Metric | None] = {}

    def find(self, metric: str, dimension: str | None, *, changes: bool, ending: bool = False) -> Metric | None:
        """Return the entry of the longest term in `metric` that can have this dimension; one at its end comes first.

        With `ending` only a term at its end counts.
        """
        key = (metric, dimension, changes, ending)
        if key in self._known:
            return self._known[key]
        entry = self._look(metric, dimension, changes, ending)
        if len(self._known) < MAX_KNOWN:
            self._known[key] = entry
        return entry

    def measured(self, metric: str, dimension: str | None, *, changes: bool) -> Metric | None:
        """Return the entry whose measure the whole of `metric` names: its last word is a term, or one that makes no other measure of it.

        >>> from reportmine.text.lexicon import load_lexicon
        >>> index = metric_index(load_lexicon())
        >>> [entry and entry.id for entry in (index.measured(m, "count", changes=False) for m in ("门店总数", "门店客诉"))]
        ['stores_count', None]
        """
        name = metric.rstrip(_CLOSING)
        entry = self.find(name, dimension, changes=changes, ending=True)
        if entry is None and (tail := self._tails.at(name, len(name))):
            entry = self.find(name[: tail[0]], dimension, changes=changes, ending=True)
        return entry

    def _look(self, metric: str, dimension: str | None, changes: bool, ending: bool) -> Metric | None:
        best: tuple[bool, int, int] | None = None
        entry: Metric | None = None
        for index, start, end in self._automaton.find_matches_as_indexes(metric, overlapping=True):
            if index >= len(self._entries) or (ending and end != len(metric)):
                continue
            rank = (end == len(metric), end - start, -index)
            if (best is None or rank > best) and _compatible(self._entries[index], dimension, changes):
                best, entry = rank, self._entries[index]
        return entry


def _compatible(entry: Metric, dimension: str | None, changes: bool) -> bool:
    return not entry.dimension or entry.dimension == dimension or (changes and dimension in RATIOS)


@lru_cache(maxsize=8)
def metric_index(lexicon: Lexicon) -> MetricIndex:
    """Return the metric index of a lexicon."""
    return MetricIndex(lexicon)


def identify(draft: Draft, *, lexicon: Lexicon) -> tuple[str | None, str | None]:
    """Return the canonical metric of a named draft and its polarity, or None and None."""
    if not draft.metric or draft.kind == RANK:
        return None, None
    index, dimension, changes = metric_index(lexicon), draft.quantity.dimension, draft.change != "level"
    entry = index.find(draft.wide, dimension, changes=changes, ending=True) if draft.wide else None
    entry = entry or index.measured(draft.metric, dimension, changes=changes)
    return (entry.id, entry.polarity or None) if entry else (None, None)
