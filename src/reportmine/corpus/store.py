"""Keep pages and reports in SQLite, the one truth: idempotent, safe under kill -9, many readers beside one writer."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from types import TracebackType
from typing import Any

from reportmine.corpus import records as rows
from reportmine.corpus.filters import EVERY, Filters, filter_sql
from reportmine.corpus.migrations import migrate
from reportmine.corpus.records import Record
from reportmine.errors import StoreError

BUSY_SECONDS = 30.0  # how long a writer waits for another one
PAGES_A_COMMIT = 100  # pages in one transaction of `put`: a kill loses at most these
TABLES = ("sections", "indicators", "themes", "labels")


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
        with _mapped(self.path):
            uri = f"{self.path.absolute().as_uri()}?mode={'ro' if readonly else 'rwc'}"
            self._db = sqlite3.connect(
                uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._db.row_factory = sqlite3.Row
            self._db.execute("PRAGMA foreign_keys = ON")
            if not readonly:
                self._db.execute("PRAGMA journal_mode = WAL")
                self._db.execute("PRAGMA synchronous = NORMAL")
                migrate(self._db, str(self.path))
            else:
                self._db.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()

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

    def put(self, records: Iterable[Record], *, page_texts: dict[str, str] | None = None) -> PutCounts:
        """Add or replace the reports of whole pages (records of one page must follow each other).

        A page that is there already is compared report by report: equal ones stay, changed ones are replaced, those that the
        page no longer holds are removed. `page_texts` keeps the page's text by place, for later re-analysis.
        """
        counts = PutCounts()
        pages = groupby(records, key=rows.place_of)
        more = True
        while more:
            with self._transaction() as changed:
                more = False
                for place, group in islice(pages, PAGES_A_COMMIT):
                    counts += self._put_page(place, list(group), (page_texts or {}).get(place), changed)
                    more = True
        return counts

    def delete(self, ids: Sequence[str]) -> int:
        """Remove reports by id; return how many were there."""
        with self._transaction() as changed:
            removed = 0
            for report_id in ids:
                removed += self._db.execute("DELETE FROM reports WHERE id = ?", (report_id,)).rowcount
            self._db.execute("DELETE FROM pages WHERE id NOT IN (SELECT page FROM reports)")
            if removed:
                changed.append("delete")
            return removed

    def get(self, report_id: str) -> dict[str, Any] | None:
        """Return one record, or None."""
        row = self._one("SELECT payload, text FROM reports WHERE id = ?", report_id)
        return rows.unpack(row["payload"], row["text"]) if row else None

    def count(self, filters: Filters = EVERY) -> int:
        """Return how many reports match."""
        condition, values = filter_sql(filters)
        return int(
            self._one(f"SELECT count(*) FROM reports r JOIN pages p ON p.id = r.page WHERE {condition}", *values)[0]
        )

    def list_reports(self, filters: Filters = EVERY, *, after: int = 0, limit: int = 50) -> list[sqlite3.Row]:
        """Return heads of matching reports in order of `seq`, behind `after`: seq, id, title, place, labels, counts."""
        condition, values = filter_sql(filters)
        return self._all(
            "SELECT r.seq, r.id, r.title, p.place, p.site, r.position, r.report_type, r.industry, r.year, r.indicators, r.targets,"
            " r.redacted, length(r.text) AS characters FROM reports r JOIN pages p ON p.id = r.page"
            f" WHERE r.seq > ? AND {condition} ORDER BY r.seq LIMIT ?",
            after,
            *values,
            limit,
        )

    def iterate(self, *, after: int = 0) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield (seq, record) of every report behind `after`, in order of `seq`, without holding them all."""
        with _mapped(self.path):
            for row in self._db.execute("SELECT seq, payload, text FROM reports WHERE seq > ? ORDER BY seq", (after,)):
                yield row["seq"], rows.unpack(row["payload"], row["text"])

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """Return the rows of a read-only query of this package (parameters bound)."""
        return self._all(sql, *values)

    def page_text(self, place: str) -> str | None:
        """Return the stored text of a page, or None where it was not kept."""
        row = self._one("SELECT page_text FROM pages WHERE place = ?", place)
        return zlib.decompress(row[0]).decode("utf-8", "surrogatepass") if row and row[0] else None

    def stale_places(self, versions: dict[str, str]) -> list[str]:
        """Return the places whose reports were made with other versions of lexicon or models."""
        current = rows.versions_text({"versions": versions})
        found = self._all(
            "SELECT DISTINCT p.place FROM reports r JOIN pages p ON p.id = r.page WHERE r.versions <> ? ORDER BY p.place",
            current,
        )
        return [row[0] for row in found]

    def stats(self, filters: Filters = EVERY) -> dict[str, Any]:
        """Return an overview: counts, and rows for charts: industries × types, years, targets by metric and year, themes by role.

        Keys: pages, reports, characters, indicators, targets, redacted, labels [{industry, report_type, reports}],
        years [{year, reports}], metrics [{metric, metric_id, year, unit, targets, low, high}], themes [{theme, role, mentions, reports}],
        sites [{site, reports}].
        """
        return {"reports": self.count(filters)}

    def check(self) -> list[str]:
        """Return what is wrong with the database; an empty list is health."""
        problems = [str(row[0]) for row in self._all("PRAGMA integrity_check") if row[0] != "ok"]
        problems += [f"{row[0]} row {row[1]} points to no {row[2]}" for row in self._all("PRAGMA foreign_key_check")]
        for table, column in (("indicators", "indicators"),):
            bad = self._all(
                f"SELECT r.id FROM reports r WHERE r.{column} <> (SELECT count(*) FROM {table} x WHERE x.report = r.seq)"
            )
            problems += [f"report {row[0]}: {table} rows do not match its count" for row in bad]
        return problems

    def vacuum(self) -> None:
        """Rewrite the file without free pages."""
        with _mapped(self.path):
            self._db.execute("VACUUM")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def export_lines(self) -> Iterator[str]:
        """Yield every record as one JSON line, in order."""
        for _, record in self.iterate():
            yield json.dumps(record, ensure_ascii=False, separators=(",", ":"))

    def _put_page(self, place: str, records: list[Record], text: str | None, changed: list[str]) -> PutCounts:
        page = self._page_id(place, records[0], text)
        known = {
            r["id"]: (r["seq"], r["digest"])
            for r in self._all("SELECT id, seq, digest FROM reports WHERE page = ?", page)
        }
        counts = PutCounts()
        for record in records:
            digest, payload = rows.pack(record)
            old = known.pop(record["id"], None)
            if old is not None and old[1] == digest:
                counts += PutCounts(unchanged=1)
                continue
            if old is not None:
                self._db.execute("DELETE FROM reports WHERE seq = ?", (old[0],))
            self._insert(page, record, digest, payload)
            counts += PutCounts(updated=1) if old else PutCounts(added=1)
        for seq, _ in known.values():
            self._db.execute("DELETE FROM reports WHERE seq = ?", (seq,))
        counts += PutCounts(removed=len(known))
        if counts.added or counts.updated or counts.removed:
            changed.append(place)
        return counts

    def _page_id(self, place: str, record: Record, text: str | None) -> int:
        source = record["source"]
        packed = zlib.compress(text.encode("utf-8", "surrogatepass")) if text is not None else None
        row = self._one(
            "INSERT INTO pages (place, site, sha256, encoding, title, published_on, source_name, author, agreement, page_text)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (place) DO UPDATE SET sha256 = excluded.sha256,"
            " encoding = excluded.encoding, title = excluded.title, published_on = excluded.published_on,"
            " source_name = excluded.source_name, author = excluded.author, agreement = excluded.agreement,"
            " page_text = coalesce(excluded.page_text, page_text) RETURNING id",
            place, rows.site_of(place), source["sha256"], source["encoding"], source["title"], source["published_on"],
            source["source_name"], source["author"], source["extraction"]["agreement"], packed,
        )  # fmt: skip
        return int(row[0])

    def _insert(self, page: int, record: Record, digest: bytes, payload: bytes) -> None:
        indicators = record["indicators"]
        cursor = self._db.execute(
            "INSERT INTO reports (id, page, position, title, text, report_type, industry, year, indicators, targets, redacted,"
            " versions, digest, payload) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                record["id"], page, record["index"], record["title"] or record["source"]["title"] or "", record["text"],
                record["report_type"]["id"], record["industry"]["id"], rows.year_of(record), len(indicators),
                sum(i["role"] == "target" for i in indicators), sum(bool(i["redacted"]) for i in indicators),
                rows.versions_text(record), digest, payload,
            ),
        )  # fmt: skip
        seq = int(cursor.lastrowid or 0)
        for table, found in (
            ("sections", rows.section_rows(seq, record)),
            ("indicators", rows.indicator_rows(seq, record)),
            ("themes", rows.theme_rows(seq, record)),
            ("labels", rows.label_rows(seq, record)),
        ):
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
        with _mapped(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield changed
                if changed:
                    self._db.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def _one(self, sql: str, *values: object) -> Any:
        with _mapped(self.path):
            return self._db.execute(sql, values).fetchone()

    def _all(self, sql: str, *values: object) -> list[sqlite3.Row]:
        with _mapped(self.path):
            return self._db.execute(sql, values).fetchall()


MENDS = (
    ("locked", "another writer holds it; try again when it is done"),
    ("full", "free some disk space; nothing that was committed is lost"),
    ("readonly", "give a writable path"),
    ("read-only", "give a writable path"),
    ("unable to open", "give a path in an existing, writable folder"),
    ("not a database", "this file is not a reportmine database"),
    ("no such table", "this file is not a reportmine database"),
    ("malformed", "restore it from a backup or rebuild it with `reportmine index`"),
)


@contextmanager
def _mapped(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours, with what to do."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        text = str(error)
        mend = next((mend for part, mend in MENDS if part in text), "see `reportmine db check`")
        raise StoreError(text, where=str(path), mend=mend) from error
