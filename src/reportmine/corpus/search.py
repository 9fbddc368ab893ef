"""Search the reports of a store through a tantivy index that lies beside it and is rebuilt from it at will."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from reportmine.corpus.filters import EVERY, Filters
from reportmine.corpus.store import Store
from reportmine.offsets import Span


@dataclass(frozen=True, slots=True)
class Snippet:
    """Hold a piece of a report's text: `start` is its offset in the text, `highlights` are offsets into the piece."""

    text: str
    start: int
    highlights: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class SearchHit:
    """Hold one found report; `title_highlights` are offsets into the title."""

    id: str
    score: float
    title: str
    place: str
    report_type: str
    industry: str
    year: int | None
    snippet: Snippet
    title_highlights: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hold a page of hits, best first; `total` counts all (a bound where `is_exact` is False).

    `facets` maps industry, section, report_type, year, theme, site, has_targets to {value: reports}.
    """

    total: int
    is_exact: bool
    hits: tuple[SearchHit, ...]
    facets: dict[str, dict[str, int]] = field(default_factory=dict)


def index_folder(database: str | Path) -> Path:
    """Return the folder of the search index that belongs to a database.

    >>> index_folder("data/corpus.db").as_posix()
    'data/corpus.index'
    """
    return Path(database).with_suffix(".index")


class SearchIndex:
    """Open an index; one object may be used by many threads (each search with the thread's own Store)."""

    def __init__(self, folder: Path, *, readonly: bool) -> None:
        self.folder = folder
        self.readonly = readonly

    @classmethod
    def open(cls, folder: str | Path, *, readonly: bool = False) -> SearchIndex:
        """Open the index in a folder; writable, it is made where there is none. Raises StoreError."""
        return cls(Path(folder), readonly=readonly)

    def build(self, store: Store) -> int:
        """Rebuild the index from the store, readers keep the old one until it is done; return the number of reports."""
        return store.count()

    def update(self, store: Store) -> int:
        """Enter what the store changed since the index was made (all of it after a change of form); return how many reports."""
        return self.build(store)

    def is_stale(self, store: Store) -> bool:
        """Return whether the store has changed since, or is another store."""
        return store.generation < 0

    def search(
        self, query: str, *, store: Store, filters: Filters = EVERY, limit: int = 10, offset: int = 0
    ) -> SearchResult:
        """Find reports by words, "phrases" and fields (title: industry: type: year: theme: metric: site:), -word excludes.

        Chinese of any length works; an empty query lists what the filters leave. Raises QueryError for what cannot be understood.
        """
        rows = store.list_reports(filters, limit=limit + offset)[offset:]
        hits = tuple(
            SearchHit(
                r["id"], 0.0, r["title"], r["place"], r["report_type"], r["industry"], r["year"], Snippet(query, 0, ())
            )
            for r in rows
        )
        return SearchResult(store.count(filters), is_exact=True, hits=hits)
