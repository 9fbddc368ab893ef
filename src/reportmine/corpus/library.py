"""Open a corpus as one thing: its store, its search index and its copies, for many threads that read and one that writes."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from reportmine.corpus.clusters import Copy, CopyFacts, copies_of, copy_facts
from reportmine.corpus.filters import EVERY, Filters
from reportmine.corpus.records import Record
from reportmine.corpus.search.index import SearchIndex, SearchResult, index_folder
from reportmine.corpus.search.similar import SimilarHit, similar
from reportmine.corpus.store import NO_PAGES, PutCounts, Store
from reportmine.errors import StoreError
from reportmine.schema import PageText


class Corpus:
    """Bundle a database and its search index; every method may be called from any thread.

    Each thread gets a connection of its own, the index is shared. Writing is for one thread at a time: `put` and `delete` wait for
    each other. Raises StoreError for a database that is missing, damaged, locked, full or read-only.
    """

    def __init__(self, path: str | Path, *, readonly: bool = False) -> None:
        self.path = Path(path)
        self.readonly = readonly
        self._threads = threading.local()
        self._stores: list[Store] = []
        self._lock = threading.Lock()
        self._closed = False
        store = self.store
        self.index = SearchIndex.open(index_folder(self.path), readonly=readonly)
        if not readonly and self.index.is_stale(store):
            self.index.update(store)

    @classmethod
    def open(cls, path: str | Path, *, readonly: bool = False) -> Corpus:
        """Open a corpus; writable, it is made where there is none and its index is brought up to date."""
        return cls(path, readonly=readonly)

    def __enter__(self) -> Corpus:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._lock:
            self._closed = True
            for store in self._stores:
                store.close()
            self._stores.clear()

    @property
    def store(self) -> Store:
        """Return this thread's store, opened on first use."""
        found: Store | None = getattr(self._threads, "store", None)
        if found is None or self._closed:
            found = self._open_store()
            self._threads.store = found
        return found

    @property
    def is_stale(self) -> bool:
        """Return whether the store holds what the index does not know yet."""
        return self.index.is_stale(self.store)

    def put(self, records: Iterable[Record], *, pages: Mapping[str, PageText] = NO_PAGES) -> PutCounts:
        """Add or replace the reports of whole pages (as `Store.put`), in store and index."""
        with self._lock:
            counts = self.store.put(records, pages=pages)
            if counts.changed:
                self.index.update(self.store)
            return counts

    def delete(self, ids: list[str]) -> int:
        """Remove reports by id from store and index; return how many were there."""
        with self._lock:
            done = self.store.delete(ids)
            if done:
                self.index.update(self.store)
            return done

    def get(self, report_id: str) -> dict[str, Any] | None:
        """Return one record, or None."""
        return self.store.get(report_id)

    def search(self, query: str, *, filters: Filters = EVERY, limit: int = 10, offset: int = 0) -> SearchResult:
        """Search as `SearchIndex.search`."""
        return self.index.search(query, store=self.store, filters=filters, limit=limit, offset=offset)

    def similar(
        self, target: str | Record, *, filters: Filters = EVERY, k: int = 10, collapse: bool = True
    ) -> list[SimilarHit]:
        """Return the reports most like one, as `similar.similar`."""
        return similar(self.store, self.index, target, filters=filters, k=k, collapse=collapse)

    def copies(self, report_id: str, *, spans: bool = True) -> list[Copy]:
        """Return the copies and excerpts of a report, as `copies.copies_of`."""
        return copies_of(self.store, report_id, spans=spans)

    def copy_facts(self, report_id: str) -> CopyFacts:
        """Return cluster, reuse and template share of a report, as `copies.copy_facts`."""
        return copy_facts(self.store, report_id)

    def check(self) -> list[str]:
        """Return what is wrong with the database, and where search does not agree with it; an empty list is health."""
        return [*self.store.check(), *find_differences(self.store, self.index)]

    def _open_store(self) -> Store:
        if self._closed:
            raise StoreError("corpus is closed", where=str(self.path), mend="open it again")
        store = Store(self.path, readonly=self.readonly)
        self._stores.append(store)
        return store


def find_differences(store: Store, index: SearchIndex) -> list[str]:
    """Return where the search index does not agree with the store."""
    if index.is_stale(store):
        return ["the search index is stale: run `reportmine index` or any command that opens the database for writing"]
    held, kept = set(index.all_seqs()), {row[0] for row in store.rows("SELECT seq FROM reports")}
    problems = [f"search does not know report number {seq}" for seq in sorted(kept - held)]
    return problems + [f"search still finds report number {seq}, which is gone" for seq in sorted(held - kept)]
