"""Keep pages and reports in SQLite, the one truth: idempotent, safe under kill -9, many readers beside one writer."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from types import TracebackType
from typing import Any

from reportmine.corpus import overview
from reportmine.corpus import records as rows
from reportmine.corpus.copies import tables as copies
from reportmine.corpus.filters import EVERY, Filters, filter_sql
from reportmine.corpus.migrations import check_form, migrate
from reportmine.corpus.records import Packed, Record
from reportmine.corpus.sqlite_files import database_uri, mapped_errors
from reportmine.errors import StoreError
from reportmine.schema import PageText

BUSY_SECONDS = 30.0  # how long a writer waits for another one
CACHE_KIB = 65_536  # the look-up table of 100,000 reports' marks fits
# Pages of the write-ahead log (64 MB) before it is folded in: a small addition seldom waits for that.
CHECKPOINT_PAGES = 16_000
PAGES_A_COMMIT = 100  # pages in one transaction of `put`: a kill loses at most these
NO_PAGES: Mapping[str, PageText] = {}
HEADS = (
    "SELECT r.seq, r.id, r.title, p.place, p.site, r.position, r.report_type, r.industry, r.year, r.indicators, r.targets,"
    " r.redacted, length(r.text) AS characters FROM reports r JOIN pages p ON p.id = r.page"
)


@dataclass(frozen=True, slots=True)
class PutCounts:
    """Count what `put` did, in reports."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0

    def __add__(self, other: PutCounts) -> PutCounts:
        return PutCounts(
            self.added + other.added,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.removed + other.removed,
        )

    @property
    def changed(self) -> int:
        """Return how many reports are not what they were."""
        return self.added + self.updated + self.removed


class Store:
    """Open a database of reports; use it as a context manager, one object a thread.

    Records are the JSON objects of `Report.to_dict()`. Raises StoreError for a missing, foreign, damaged, locked, full or
    read-only database.
    """

    def __init__(self, path: str | Path, *, readonly: bool = False) -> None:
        self.path = Path(path)
        self.readonly = readonly
        if readonly and not self.path.is_file():
            raise StoreError("no such database", where=str(path), mend="make it with `reportmine index`")
        with mapped_errors(self.path):
            self._db = sqlite3.connect(
                database_uri(self.path, readonly),
                uri=True,
                timeout=BUSY_SECONDS,
                isolation_level=None,
                check_same_thread=False,
            )
            self._db.row_factory = sqlite3.Row
            self._db.execute("PRAGMA foreign_keys = ON")
            self._db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            if readonly:
                check_form(self._db, str(self.path))
            else:
                self._db.execute("PRAGMA journal_mode = WAL")
                self._db.execute("PRAGMA synchronous = NORMAL")
                self._db.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
                migrate(self._db, str(self.path))
                self._enter_missing()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    @property
    def generation(self) -> int:
        """Return a number that rises with every change: an index built at another one is stale."""
        return int(self._one("SELECT value FROM meta WHERE key = 'generation'")[0])

    @property
    def identity(self) -> str:
        """Return a name that no other database has, so that an index knows whose it is."""
        return str(self._one("SELECT value FROM meta WHERE key = 'identity'")[0])

    def put(self, records: Iterable[Record], *, pages: Mapping[str, PageText] = NO_PAGES) -> PutCounts:
        """Add or replace the reports of whole pages (records of one page must follow each other).

        A page that is there already is compared report by report: equal ones stay, changed ones are replaced, those that the
        page no longer holds are removed. `pages` keeps the page itself by place, for later re-analysis. Records are drawn before
        a transaction begins, so that slow ones keep no other writer waiting.
        """
        counts = PutCounts()
        groups = ((place, list(group)) for place, group in groupby(records, key=rows.place_of))
        while batch := list(islice(groups, PAGES_A_COMMIT)):
            with self._transaction() as changed:
                for place, group in batch:
                    done = self._put_page(place, group, pages.get(place))
                    counts += done
                    if done.changed:
                        changed.append(place)
        return counts

    def delete(self, ids: Sequence[str]) -> int:
        """Remove reports by id; return how many were there."""
        with self._transaction() as changed:
            for report_id in ids:
                row = self._one("SELECT seq FROM reports WHERE id = ?", report_id)
                if row:
                    self._leave(row[0])
                    changed.append(report_id)
            self._db.execute("DELETE FROM pages WHERE id NOT IN (SELECT page FROM reports)")
            return len(changed)

    def get(self, report_id: str) -> dict[str, Any] | None:
        """Return one record, or None."""
        row = self._one("SELECT payload, text, versions FROM reports WHERE id = ?", report_id)
        return rows.unpack(*row) if row else None

    def count(self, filters: Filters = EVERY) -> int:
        """Return how many reports match."""
        condition, values = filter_sql(filters)
        pages = "JOIN pages p ON p.id = r.page" if filters.site is not None else ""  # only the site stands there
        return int(self._one(f"SELECT count(*) FROM reports r {pages} WHERE {condition}", *values)[0])

    def list_reports(self, filters: Filters = EVERY, *, after: int = 0, limit: int = 50) -> list[sqlite3.Row]:
        """Return heads of matching reports in order of `seq`, behind `after`: seq, id, title, place, labels, counts."""
        condition, values = filter_sql(filters)
        return self._all(f"{HEADS} WHERE r.seq > ? AND {condition} ORDER BY r.seq LIMIT ?", after, *values, limit)

    def heads(self, seqs: Iterable[int]) -> dict[int, sqlite3.Row]:
        """Return heads (as `list_reports`) of the reports with these numbers, by number; those that are gone are absent."""
        found = self._all(f"{HEADS} WHERE r.seq IN (SELECT value FROM json_each(?))", json.dumps(list(seqs)))
        return {row["seq"]: row for row in found}

    def iterate(self, *, after: int = 0) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield (seq, record) of every report behind `after`, in order of `seq`, without holding them all."""
        with mapped_errors(self.path):
            for row in self._db.execute(
                "SELECT seq, payload, text, versions FROM reports WHERE seq > ? ORDER BY seq", (after,)
            ):
                yield row["seq"], rows.unpack(row["payload"], row["text"], row["versions"])

    def texts(self, seqs: Iterable[int]) -> dict[int, str]:
        """Return the texts of the reports with these numbers."""
        found = self._all(
            "SELECT seq, text FROM reports WHERE seq IN (SELECT value FROM json_each(?))", json.dumps(list(seqs))
        )
        return {row["seq"]: row["text"] for row in found}

    def records(self, seqs: Iterable[int]) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield (seq, record) of the reports with these numbers, one at a time; those that are gone are left out."""
        for seq in seqs:
            row = self._one("SELECT payload, text, versions FROM reports WHERE seq = ?", seq)
            if row:
                yield seq, rows.unpack(*row)

    def partners(self, text: str) -> list[tuple[int, str, float]]:
        """Return (seq, kind, share of the smaller text) of the reports that share text with one that is not stored."""
        with mapped_errors(self.path):
            return copies.find_partners(self._db, text)

    def stream(self, sql: str, *values: object) -> Iterator[sqlite3.Row]:
        """Yield the rows of a read-only query of this package without holding them all."""
        with mapped_errors(self.path):
            yield from self._db.execute(sql, values)

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """Return the rows of a read-only query of this package (parameters bound)."""
        return self._all(sql, *values)

    def page(self, place: str) -> PageText | None:
        """Return the stored page with its hints and cells, or None where it was not kept."""
        row = self._one("SELECT page_text FROM pages WHERE place = ?", place)
        return rows.unpack_page(row[0]) if row and row[0] else None

    def page_text(self, place: str) -> str | None:
        """Return the stored text of a page, or None where it was not kept."""
        page = self.page(place)
        return page.text if page else None

    def is_current(self, page: PageText, versions: Mapping[str, str]) -> bool:
        """Return whether this page, in these very bytes, has been analysed with these versions."""
        place = page.url or page.path or f"sha256:{page.sha256}"
        row = self._one(
            "SELECT p.sha256, min(r.versions), max(r.versions) FROM pages p JOIN reports r ON r.page = p.id WHERE p.place = ?",
            place,
        )
        current = rows.versions_text(versions)
        return tuple(row) == (page.sha256, current, current)

    def stale_places(self, versions: Mapping[str, str]) -> list[str]:
        """Return the places whose reports were made with other versions of lexicon or models."""
        found = self._all(
            "SELECT DISTINCT p.place FROM reports r JOIN pages p ON p.id = r.page WHERE r.versions <> ? ORDER BY p.place",
            rows.versions_text(versions),
        )
        return [row[0] for row in found]

    def stats(self, filters: Filters = EVERY) -> dict[str, Any]:
        """Return an overview: counts, and rows for charts: industries × types, years, targets by metric and year, themes by role.

        Keys: pages, reports, characters, indicators, targets, redacted, clusters, copies,
        labels [{industry, report_type, reports}], years [{year, reports}], sites [{site, reports}],
        metrics [{metric, metric_id, unit, year, reports, targets, low, high}], themes [{theme, role, mentions, reports}].
        """
        return overview.overview(self.rows, filters)

    def check(self) -> list[str]:
        """Return what is wrong with the database; an empty list is health."""
        return overview.find_problems(self.rows)

    def vacuum(self) -> None:
        """Rewrite the file without free pages."""
        if self.readonly:
            raise StoreError("opened for reading only", where=str(self.path), mend="open it for writing")
        with mapped_errors(self.path):
            self._db.execute("VACUUM")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def export_lines(self) -> Iterator[str]:
        """Yield every record as one JSON line, in order."""
        for _, record in self.iterate():
            yield json.dumps(record, ensure_ascii=False, separators=(",", ":"))

    def _put_page(self, place: str, records: list[Record], kept: PageText | None) -> PutCounts:
        packed = [rows.pack(record) for record in records]
        page = self._page_id(place, packed[0][0], kept)
        known = {
            r["id"]: (r["seq"], r["digest"], r["versions"])
            for r in self._all("SELECT id, seq, digest, versions FROM reports WHERE page = ?", page)
        }
        counts = PutCounts()
        for fit in packed:
            record, digest, payload = self._settled(fit, place, page)
            versions = rows.versions_text(record["versions"])
            old = known.pop(record["id"], None)
            if old is not None and old[1] == digest:
                if old[2] != versions:
                    self._set_versions(old[0], record, versions)
                counts += PutCounts(unchanged=1)
                continue
            if old is not None:
                self._leave(old[0])
            self._insert(page, record, digest, payload)
            counts += PutCounts(updated=1) if old else PutCounts(added=1)
        for seq, _, _ in known.values():
            self._leave(seq)
        return counts + PutCounts(removed=len(known))

    def _settled(self, packed: Packed, place: str, page: int) -> Packed:
        """Give a report of a page with the very bytes of another page its own id."""
        record = packed[0]
        taken = self._one("SELECT 1 FROM reports WHERE id = ? AND page <> ?", record["id"], page)
        return rows.pack({**record, "id": rows.second_id(record["id"], place)}) if taken else packed

    def _set_versions(self, seq: int, record: Record, versions: str) -> None:
        self._db.execute("UPDATE reports SET versions = ? WHERE seq = ?", (versions, seq))
        self._db.execute("DELETE FROM labels WHERE report = ?", (seq,))
        self._fill("labels", rows.label_rows(seq, record))

    def _leave(self, seq: int) -> None:
        copies.leave_report(self._db, seq)
        self._db.execute("DELETE FROM reports WHERE seq = ?", (seq,))
        self._db.execute("INSERT INTO deleted VALUES (?, ?)", (seq, self.generation + 1))

    def _enter_missing(self) -> None:
        """Compare the reports that came before the tables of copies were there."""
        if self._one("SELECT 1 FROM reports WHERE seq NOT IN (SELECT report FROM prints) LIMIT 1") is None:
            return
        with self._transaction() as changed:
            for seq, text in self._all(
                "SELECT seq, text FROM reports WHERE seq NOT IN (SELECT report FROM prints) ORDER BY seq"
            ):
                copies.enter_report(self._db, seq, text)
                changed.append(str(seq))

    def _page_id(self, place: str, record: Record, page: PageText | None) -> int:
        source = record["source"]
        row = self._one(
            "INSERT INTO pages (place, site, sha256, encoding, title, published_on, source_name, author, agreement, page_text)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (place) DO UPDATE SET sha256 = excluded.sha256,"
            " encoding = excluded.encoding, title = excluded.title, published_on = excluded.published_on,"
            " source_name = excluded.source_name, author = excluded.author, agreement = excluded.agreement,"
            " page_text = coalesce(excluded.page_text, CASE WHEN sha256 = excluded.sha256 THEN page_text END) RETURNING id",
            place, rows.site_of(place), source["sha256"], source["encoding"], source["title"], source["published_on"],
            source["source_name"], source["author"], source["extraction"]["agreement"],
            rows.pack_page(page) if page is not None else None,
        )  # fmt: skip
        return int(row[0])

    def _insert(self, page: int, record: Record, digest: bytes, payload: bytes) -> None:
        indicators = record["indicators"]
        number = (
            "(SELECT 1 + max(coalesce((SELECT max(seq) FROM reports), 0), coalesce((SELECT max(seq) FROM deleted), 0)))"
        )
        row = self._one(
            "INSERT INTO reports (seq, id, page, position, title, text, report_type, industry, year, indicators, targets,"
            f" redacted, versions, digest, payload, generation) VALUES ({number}, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " RETURNING seq",
            record["id"], page, record["index"], record["title"] or record["source"]["title"] or "", record["text"],
            record["report_type"]["id"], record["industry"]["id"], rows.year_of(record), len(indicators),
            sum(i["role"] == "target" for i in indicators), sum(bool(i["redacted"]) for i in indicators),
            rows.versions_text(record["versions"]), digest, payload, self.generation + 1,
        )  # fmt: skip
        seq = int(row[0])
        self._fill("sections", rows.section_rows(seq, record))
        self._fill("indicators", rows.indicator_rows(seq, record))
        self._fill("themes", rows.theme_rows(seq, record))
        self._fill("labels", rows.label_rows(seq, record))
        copies.enter_report(self._db, seq, record["text"])

    def _fill(self, table: str, found: Iterable[tuple[Any, ...]]) -> None:
        values = list(found)
        if values:
            marks = ", ".join("?" * len(values[0]))
            self._db.executemany(f"INSERT INTO {table} VALUES ({marks})", values)

    @contextmanager
    def _transaction(self) -> Iterator[list[str]]:
        """Run one write transaction; what is appended to the yielded list says that something changed."""
        if self.readonly:
            raise StoreError("opened for reading only", where=str(self.path), mend="open it for writing")
        changed: list[str] = []
        with mapped_errors(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield changed
                if changed:
                    copies.settle_marks(self._db)
                    self._db.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def _one(self, sql: str, *values: object) -> Any:
        with mapped_errors(self.path):
            return self._db.execute(sql, values).fetchone()

    def _all(self, sql: str, *values: object) -> list[sqlite3.Row]:
        with mapped_errors(self.path):
            return self._db.execute(sql, values).fetchall()
