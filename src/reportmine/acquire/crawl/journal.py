"""Keep what a crawl knows in one SQLite file: every address with its state, so that a killed crawl goes on where it was.

States: `queued` to be fetched; `fetched` archived, its links not yet followed; `done`; `failed`; and the skipped ones: `robots`, `offsite`,
`unsafe`, `duplicate`, `wall` (captcha, login), `budget`. Every change is one transaction; what it says has happened has happened.
"""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from reportmine.acquire.crawl.urls import host_key, url_key
from reportmine.errors import CrawlError

SCHEMA = 1
STATES = ("queued", "fetched", "done", "failed", "robots", "offsite", "unsafe", "duplicate", "wall", "budget")
COLUMNS = ("url", "kind", "depth", "state", "reason", "status", "fetched_at", "sha256", "warc", "position", "parent")

_TABLES = """
CREATE TABLE IF NOT EXISTS urls (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, url TEXT NOT NULL, host TEXT NOT NULL, kind TEXT NOT NULL, depth INTEGER NOT NULL,
  parent TEXT, state TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', status INTEGER, fetched_at TEXT, sha256 TEXT,
  etag TEXT, modified TEXT, warc TEXT, position INTEGER);
CREATE INDEX IF NOT EXISTS urls_state ON urls (state, id);
CREATE INDEX IF NOT EXISTS urls_host ON urls (host, fetched_at);
CREATE INDEX IF NOT EXISTS urls_sha256 ON urls (sha256);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Link(NamedTuple):
    """Hold an address to visit: what it is (seed, list, article, page), how far from a seed, and who linked to it."""

    url: str
    kind: str
    depth: int
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold one row of the journal that is to be worked on."""

    key: str
    url: str
    kind: str
    depth: int
    state: str
    status: int | None
    etag: str | None
    modified: str | None
    warc: str | None
    position: int | None


class Archived(NamedTuple):
    """Hold where a response lies and what it said of itself."""

    status: int
    fetched_at: str
    sha256: str
    etag: str | None
    modified: str | None
    warc: str
    position: int


class Journal:
    """Read and change the journal of one crawl; one process at a time."""

    def __init__(self, path: Path) -> None:
        try:
            self._db = sqlite3.connect(path, isolation_level=None, timeout=1)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA locking_mode=EXCLUSIVE")
            self._db.executescript(_TABLES)
            self._set("schema", str(SCHEMA))
        except sqlite3.Error as error:
            raise CrawlError(
                f"the journal cannot be used ({error})",
                where=str(path),
                mend="is another crawl writing here? else choose another --out",
            ) from error

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def add(self, links: Iterable[Link], *, state: str = "queued", reason: str = "") -> list[Link]:
        """Add addresses that are not known yet; return those that were new."""
        new = []
        for link in links:
            row = (url_key(link.url), link.url, host_key(link.url), link.kind, link.depth, link.parent, state, reason)
            done = self._db.execute(
                "INSERT OR IGNORE INTO urls (key, url, host, kind, depth, parent, state, reason) VALUES (?,?,?,?,?,?,?,?)",
                row,
            )
            if done.rowcount:
                new.append(link)
        return new

    def archived(self, url: str, found: Archived) -> None:
        """Note that a response lies in the archive; its links are still to be followed."""
        self._db.execute(
            "UPDATE urls SET state='fetched', status=?, fetched_at=?, sha256=?, etag=?, modified=?, warc=?, position=? WHERE key=?",
            (*found, url_key(url)),
        )

    def finish(self, url: str, state: str, reason: str = "", *, links: Iterable[Link] = ()) -> list[Link]:
        """Set the state of an address and add its links, all or nothing; return the new links."""
        with self.at_once():
            self._db.execute("UPDATE urls SET state=?, reason=? WHERE key=?", (state, reason, url_key(url)))
            return self.add(links)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Make the changes of a block one transaction: after a kill or an error in it none of them has happened."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def entries(self, *states: str) -> list[Entry]:
        """Return the rows in these states in the order in which they were found."""
        marks = ",".join("?" * len(states))
        rows = self._db.execute(
            "SELECT key, url, kind, depth, state, status, etag, modified, warc, position FROM urls "  # noqa: S608 - marks only
            f"WHERE state IN ({marks}) ORDER BY id",
            states,
        ).fetchall()
        return [Entry(*row) for row in rows]

    def state_of(self, url: str) -> str | None:
        """Return the state of an address, None where it is not known."""
        row = self._db.execute("SELECT state FROM urls WHERE key=?", (url_key(url),)).fetchone()
        return row[0] if row else None

    def twin(self, url: str) -> str | None:
        """Return an earlier address whose page had the same bytes as this one's."""
        row = self._db.execute(
            "SELECT other.url FROM urls AS own JOIN urls AS other ON other.sha256 = own.sha256 "
            "WHERE own.key=? AND other.key<>own.key AND other.state='done' ORDER BY other.id LIMIT 1",
            (url_key(url),),
        ).fetchone()
        return row[0] if row else None

    def requeue(self, *states: str) -> int:
        """Put rows in these states back into the queue; return how many."""
        marks = ",".join("?" * len(states))
        done = self._db.execute(f"UPDATE urls SET state='queued', reason='' WHERE state IN ({marks})", states)  # noqa: S608
        return done.rowcount

    def counts(self) -> dict[str, int]:
        """Return how many addresses are in each state."""
        return dict(self._db.execute("SELECT state, count(*) FROM urls GROUP BY state ORDER BY state").fetchall())

    def fetched_from(self, host: str) -> int:
        """Return how many pages of a host have been fetched."""
        row = self._db.execute("SELECT count(*) FROM urls WHERE host=? AND fetched_at IS NOT NULL", (host,)).fetchone()
        return int(row[0])

    def fact(self, name: str) -> str | None:
        """Return a fact of the crawl, e.g. how far the archive reaches."""
        row = self._db.execute("SELECT value FROM facts WHERE name=?", (name,)).fetchone()
        return row[0] if row else None

    def _set(self, name: str, value: str) -> None:
        self._db.execute(
            "INSERT INTO facts VALUES (?,?) ON CONFLICT (name) DO UPDATE SET value=excluded.value", (name, value)
        )

    def set_fact(self, name: str, value: str) -> None:
        """Keep a fact of the crawl."""
        self._set(name, value)

    def export(self, path: Path) -> None:
        """Write the journal as CSV that Excel opens: one row an address with its state and reason."""
        rows = self._db.execute(f"SELECT {', '.join(COLUMNS)} FROM urls ORDER BY id")  # noqa: S608 - our own names
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, lineterminator="\r\n")
            writer.writerow(COLUMNS)
            writer.writerows([_cell(value) for value in row] for row in rows)


def _cell(value: object) -> object:
    """Return a cell that no spreadsheet runs as a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@")) else value
