"""Search the reports of a store through a tantivy index that lies beside it and is rebuilt from it at will."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportmine.corpus.codes import STORED, check_code
from reportmine.corpus.filters import EVERY, Filters
from reportmine.corpus.records import Record, source_of
from reportmine.corpus.search.files import IndexFiles, mapped_errors
from reportmine.corpus.search.form import (
    COMMONNESS,
    FACETS,
    STATE,
    build_document,
    build_note,
)
from reportmine.corpus.search.profiles import Sketch, build_sketch
from reportmine.corpus.search.queries import (
    TEXT_FIELDS,
    Item,
    build_query,
    candidate_query,
    marked_words,
    parse_query,
    titled_query,
)
from reportmine.corpus.search.snippets import Snippet, build_snippet, find_words
from reportmine.corpus.search.wording import Commonness, count_reports, load_similar_model, unpack_commonness
from reportmine.corpus.store import Store
from reportmine.errors import QueryError, StoreError
from reportmine.offsets import Span

if TYPE_CHECKING:
    import tantivy

HEAP = 64_000_000  # bytes of the writer: a hundred thousand reports in a few segments
FACET_VALUES = 200  # values counted of one facet, the most frequent first
MOST_PAGES = 10_000  # hits behind which no page is read: the engine keeps all of them in memory
TITLED = 1000.0  # added to the score of a report whose title holds all words, so that scores fall down the page (but for pages of words)
COMPLETE = "has_targets"  # the facet that every report has
COUNTED = 20_000  # reports whose words are counted to know which are common


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

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object that command line and API share; `html` is the snippet escaped, with <mark>."""
        return {
            "id": self.id, "source": source_of(self.place), "title": self.title, "score": self.score,
            "report_type": self.report_type, "industry": self.industry, "year": self.year,
            "title_highlights": [list(span) for span in self.title_highlights],
            "snippet": {
                "text": self.snippet.text, "start": self.snippet.start, "html": self.snippet.html,
                "highlights": [list(span) for span in self.snippet.highlights],
            },
        }  # fmt: skip


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
        self._lock = threading.Lock()
        self._stamp: tuple[int, int, int] | None = None
        self._state: dict[str, Any] = {}
        self._commonness: Commonness | None = None
        self._files = IndexFiles(folder, readonly=readonly)
        self._index = self._files.index

    @classmethod
    def open(cls, folder: str | Path, *, readonly: bool = False) -> SearchIndex:
        """Open the index in a folder; writable, it is made where there is none. Raises StoreError."""
        return cls(Path(folder), readonly=readonly)

    def build(self, store: Store) -> int:
        """Rebuild the index from the store, readers keep the old one until it is done; return the number of reports.

        The words of all reports are counted first, so that each is known by those that tell it apart.
        """
        generation = store.generation
        counted = count_reports(_texts(store))
        commonness = load_similar_model().commonness.joined(counted)
        with self._writer() as writer:
            writer.delete_all_documents()
            writer.add_document(build_note(COMMONNESS, packed=commonness.pack()))
            done = _add(writer, store.iterate(), commonness)
            self._note(writer, store, generation, built=done)
        return done

    def update(self, store: Store) -> int:
        """Enter what the store changed since the index was made (all of it after a change of form); return how many reports.

        When the store has doubled since the last `build`, everything is built anew, so that the counts of words stay true.
        """
        state = self._refreshed()
        built = state.get("built", 0)
        if (
            state.get("identity") != store.identity
            or state["generation"] > store.generation
            or store.count() > 2 * built
        ):
            return self.build(store)
        since, generation = int(state["generation"]), store.generation
        if since == generation:
            return 0
        gone = [row[0] for row in store.rows("SELECT seq FROM deleted WHERE generation > ?", since)]
        # Sorted here: asked for order, SQLite walks through all reports instead of its index.
        new = sorted(row[0] for row in store.rows("SELECT seq FROM reports WHERE generation > ?", since))
        with self._writer() as writer:
            for query in _leaving([*gone, *new], self._index.schema):
                writer.delete_documents_by_query(query)
            _add(writer, store.records(new), self.commonness)
            self._note(writer, store, generation, built=built)
        return len(gone) + len(new)

    def is_stale(self, store: Store) -> bool:
        """Return whether the store has changed since, or is another store."""
        state = self._refreshed()
        return (state.get("identity"), state.get("generation")) != (store.identity, store.generation)

    @property
    def commonness(self) -> Commonness:
        """Return in how many reports each word stands, as it was when the index was built."""
        self._refreshed()
        with self._lock:
            if self._commonness is None:
                packed = self._kept(COMMONNESS)
                self._commonness = unpack_commonness(packed) if packed else load_similar_model().commonness
            return self._commonness

    def search(
        self, query: str, *, store: Store, filters: Filters = EVERY, limit: int = 10, offset: int = 0
    ) -> SearchResult:
        """Find reports by words, "phrases" and fields (title: text: industry: type: year: theme: metric: site:), -word excludes.

        A word is looked for in the text with its title; one in the title counts more, and where the title holds all of them the report
        stands before all others.

        Chinese of any length works, one character too; an empty query lists what the filters leave in order of entry. Of words typed
        together all must occur. Raises QueryError for what cannot be understood.
        """
        if limit < 1 or offset < 0 or limit + offset > MOST_PAGES:
            raise QueryError(
                f"limit {limit}, offset {offset}",
                mend=f"at least 1 and 0, together at most {MOST_PAGES:,}; narrow the query",
            )
        items = parse_query(query)
        for item in items:
            if item.field in STORED:
                check_code(store, item.field, item.words)
        searcher = self._searcher()
        only, schema = _cluster_seqs(store, filters), self._index.schema
        ranked = build_query(items, filters, schema, seqs=only)
        unranked = build_query(items, filters, schema, seqs=only, is_ranked=False)
        with ThreadPoolExecutor(1) as beside:  # the engine counts on another core while this one ranks
            counted = beside.submit(_facets, searcher, unranked)
            found = _ranked(searcher, items, ranked, schema, limit + offset)[offset:]
            facets = counted.result()
        seqs = searcher.fast_field_values("seq", [address for _, address in found])
        pairs = [(int(seq), score) for seq, (score, _) in zip(seqs, found, strict=True) if seq is not None]
        hits = tuple(_hits(store, pairs, *marked_words(items)))
        # Every report has one value of this facet: its counts sum to the number of reports.
        return SearchResult(sum(facets[COMPLETE].values()), is_exact=True, hits=hits, facets=facets)

    def candidates(
        self, sketch: Sketch, *, store: Store, filters: Filters = EVERY, limit: int = 200
    ) -> list[tuple[int, bytes]]:
        """Return (seq, packed profile) of the reports that share most distinguishing words with one, best first; all where they are few."""
        searcher, schema = self._searcher(), self._index.schema
        only = _cluster_seqs(store, filters)
        query = candidate_query(
            sketch, filters, schema, commonness=self.commonness, reports=searcher.num_docs, seqs=only
        )
        addresses = [address for _, address in searcher.search(query, limit, count=False).hits]
        if len(addresses) < limit:  # few reports, or a narrow filter: those that share no word come behind
            rest = searcher.search(build_query([], filters, schema, seqs=only), limit, count=False).hits
            addresses += [address for _, address in _unseen(rest, addresses)]
        seqs = searcher.fast_field_values("seq", addresses)
        return [
            (int(seq), searcher.doc(address)["profile"][0])
            for seq, address in zip(seqs, addresses, strict=True)
            if seq is not None
        ]

    def all_seqs(self) -> list[int]:
        """Return the numbers of all reports in the index, for checks against the store."""
        searcher = self._searcher()
        query = build_query([], EVERY, self._index.schema)
        hits = searcher.search(query, max(1, searcher.num_docs), count=False).hits
        return sorted(
            int(seq) for seq in searcher.fast_field_values("seq", [address for _, address in hits]) if seq is not None
        )

    def _note(self, writer: tantivy.IndexWriter, store: Store, generation: int, *, built: int) -> None:
        writer.add_document(build_note(STATE, identity=store.identity, generation=generation, built=built))

    def _kept(self, name: str) -> bytes | None:
        from tantivy import Query

        searcher = self._index.searcher()
        hits = searcher.search(Query.term_query(self._index.schema, "kept", name, "basic"), 1).hits
        return bytes(searcher.doc(hits[0][1])["profile"][0]) if hits else None

    def _searcher(self) -> tantivy.Searcher:
        self._refreshed()
        return self._index.searcher()

    def _refreshed(self) -> dict[str, Any]:
        """Return the state note, after taking in what any process committed since."""
        with self._lock:
            stamp = self._files.stamp
            if stamp != self._stamp:
                with mapped_errors(self.folder):
                    self._index.reload()
                packed = self._kept(STATE)
                self._state = json.loads(packed) if packed else {}
                self._commonness = None
                self._stamp = stamp
            return self._state

    @contextmanager
    def _writer(self) -> Iterator[tantivy.IndexWriter]:
        """Give the one writer; commit at the end, or leave the index as it was."""
        if self.readonly:
            raise StoreError("index opened for reading only", where=str(self.folder), mend="open it for writing")
        with mapped_errors(self.folder):
            writer = self._index.writer(HEAP, 1)
            try:
                writer.garbage_collect_files()  # what a killed writer left behind would stand in the way of this one
                yield writer
                writer.commit()
            except BaseException:
                writer.rollback()
                raise
            writer.wait_merging_threads()
        with self._lock:
            self._stamp = None


def _texts(store: Store) -> Iterator[str]:
    """Yield the texts whose words are counted: all, or evenly chosen ones of a large corpus."""
    step = 1 + store.count() // COUNTED
    for row in store.stream("SELECT title, text FROM reports WHERE seq % ? = 0", step):
        yield f"{row['title']}\n{row['text']}"


def _leaving(seqs: list[int], schema: tantivy.Schema) -> list[tantivy.Query]:
    """Return queries for the documents that an update replaces; the engine's deletion by term takes no numbers."""
    from tantivy import Query

    state = Query.term_query(schema, "kept", STATE, "basic")
    return [state, *([Query.term_set_query(schema, "seq", seqs)] if seqs else [])]


def _add(writer: tantivy.IndexWriter, records: Iterable[tuple[int, Record]], commonness: Commonness) -> int:
    done = 0
    for seq, record in records:
        writer.add_document(build_document(seq, record, build_sketch(record, commonness)))
        done += 1
    return done


def _cluster_seqs(store: Store, filters: Filters) -> list[int] | None:
    """Return the reports of the cluster that is asked for, or None where none is."""
    if not filters.cluster:
        return None
    wanted = Filters(cluster=filters.cluster)
    return [row["seq"] for row in store.list_reports(wanted, limit=MOST_PAGES)]


def _hits(
    store: Store, found: Sequence[tuple[int, float]], title_words: list[str], text_words: list[str]
) -> Iterator[SearchHit]:
    seqs = [seq for seq, _ in found]
    heads, texts = store.heads(seqs), store.texts(seqs)
    for seq, score in found:
        head = heads.get(seq)
        if head is None:  # deleted since the index was made
            continue
        yield SearchHit(
            head["id"], round(score, 4), head["title"], head["place"], head["report_type"], head["industry"], head["year"],
            build_snippet(texts.get(seq, ""), text_words), tuple(find_words(head["title"], title_words)),
        )  # fmt: skip


def _ranked(
    searcher: tantivy.Searcher, items: list[Item], ranked: tantivy.Query, schema: tantivy.Schema, most: int
) -> list[tuple[float, Any]]:
    """Return (score, address) of so many reports, best first: those whose title holds all words, then the others; else in order of entry.

    Where the first fill the page the others are never ranked, which in a large corpus is most of the work.
    """
    from tantivy import Order

    if not any(item.field in (None, *TEXT_FIELDS) and not item.negated for item in items):
        listed = searcher.search(ranked, most, count=False, order_by_field="seq", order=Order.Asc).hits
        return [(0.0, address) for _, address in listed]
    titled = titled_query(items, ranked, schema)
    first = searcher.search(titled, most, count=False).hits if titled is not None else []
    found = [(score + TITLED, address) for score, address in first]
    if len(found) < most:
        found += _unseen(searcher.search(ranked, most, count=False).hits, [address for _, address in found])
    return found[:most]


def _unseen(hits: Iterable[tuple[float, Any]], addresses: Iterable[Any]) -> list[tuple[float, Any]]:
    """Return the hits whose address is none of these."""
    seen = {(address.segment_ord, address.doc) for address in addresses}
    return [(score, address) for score, address in hits if (address.segment_ord, address.doc) not in seen]


def _facets(searcher: tantivy.Searcher, query: tantivy.Query) -> dict[str, dict[str, int]]:
    wanted = {name: {"terms": {"field": name, "size": FACET_VALUES}} for name in FACETS}
    found = searcher.aggregate(query, wanted)
    return {name: {b["key"]: int(b["doc_count"]) for b in found[name]["buckets"] if b["key"]} for name in FACETS}
