"""Find the copies and excerpts of a run from the prints that its workers made, in a database on disk, so that memory stays flat."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reportmine.corpus.batch.merge import read_plan, report_ids
from reportmine.corpus.batch.parts import Parts
from reportmine.corpus.copies.tables import enter_print, settle_marks
from reportmine.present.columns import DUPLICATES

# The tables that copies/tables.py works on, as the store has them, and what a run knows of its reports.
TABLES = """
CREATE TABLE entries (seq INTEGER PRIMARY KEY, id TEXT NOT NULL, date TEXT NOT NULL, length INTEGER NOT NULL);
CREATE TABLE prints (report INTEGER PRIMARY KEY, exact INTEGER NOT NULL, cluster INTEGER NOT NULL, marks BLOB NOT NULL);
CREATE INDEX prints_exact ON prints (exact);
CREATE INDEX prints_cluster ON prints (cluster);
CREATE TABLE marks (mark INTEGER NOT NULL, report INTEGER NOT NULL, PRIMARY KEY (mark, report)) WITHOUT ROWID;
CREATE TABLE new_marks (mark INTEGER NOT NULL, report INTEGER NOT NULL, PRIMARY KEY (mark, report)) WITHOUT ROWID;
CREATE VIEW all_marks AS SELECT mark, report FROM marks UNION ALL SELECT mark, report FROM new_marks;
CREATE TABLE pairs (a INTEGER NOT NULL, b INTEGER NOT NULL, kind TEXT NOT NULL, containment REAL NOT NULL, PRIMARY KEY (a, b)) WITHOUT ROWID;
"""
QUICK = (
    "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32000; PRAGMA locking_mode = EXCLUSIVE;"
)
# A copy stands in both directions, so that every copy finds its weight; an excerpt only inside the longer text.
PAIRS = "SELECT a, b, kind FROM pairs UNION ALL SELECT b, a, kind FROM pairs WHERE kind = 'copy' ORDER BY 1, 2"
CANONICAL = (
    "SELECT e.id FROM prints p JOIN entries e ON e.seq = p.report WHERE p.cluster = ?"
    " ORDER BY e.date, e.length DESC, e.seq LIMIT 1"
)
# Share of the marks looked up below which two texts are not compared: copies and excerpts share a third at least, so that a third of that
# is missed by the luck of the sample alone; texts of one genre share single phrases with everything, and comparing is what costs.
LEAST = 0.11
UNDATED = "9999"
BATCH = 5_000


def find_copies(plan: str, parts: str, folder: str) -> int:
    """Write `duplicates.parquet` into a folder; return the number of its rows."""
    import pyarrow.parquet as pq

    from reportmine.present.arrow import arrow_schema, arrow_table

    path = Path(folder) / "copies.db"
    path.unlink(missing_ok=True)
    db = sqlite3.connect(path)
    try:
        db.executescript(QUICK + TABLES)
        _enter(db, Path(plan), Parts(parts))
        total = 0
        with pq.ParquetWriter(Path(folder) / "duplicates.parquet", arrow_schema(DUPLICATES)) as writer:
            for rows in _batches(db):
                total += len(rows)
                writer.write_table(arrow_table(rows, DUPLICATES))
    finally:
        db.close()
        path.unlink(missing_ok=True)
    return total


def _enter(db: sqlite3.Connection, plan: Path, parts: Parts) -> None:
    import numpy as np

    seq = 0
    for line in read_plan(plan):
        if "prints" not in line.tables:
            continue
        ids = report_ids(line, parts)
        for name, row in zip(ids, parts.load(line.key, "prints").to_pylist(), strict=True):
            seq += 1
            db.execute("INSERT INTO entries VALUES (?, ?, ?, ?)", (seq, name, row["date"] or UNDATED, row["length"]))
            enter_print(db, seq, row["exact"], np.frombuffer(row["marks"], dtype=np.uint32), least=LEAST)
        settle_marks(db)
        db.commit()


def _batches(db: sqlite3.Connection) -> Iterator[list[dict[str, Any]]]:
    cursor = db.execute(PAIRS)
    while pairs := cursor.fetchmany(BATCH):
        yield [_row(db, *pair) for pair in pairs]


def _row(db: sqlite3.Connection, a: int, b: int, kind: str) -> dict[str, Any]:
    import numpy as np

    found = db.execute(
        "SELECT report, id, cluster, marks FROM prints JOIN entries ON seq = report WHERE report IN (?, ?)", (a, b)
    )
    facts = {row[0]: row[1:] for row in found}
    own, other = facts[a], facts[b]
    share = float(np.isin(np.frombuffer(own[2], dtype=np.uint32), np.frombuffer(other[2], dtype=np.uint32)).mean())
    copies = db.execute("SELECT count(*) FROM prints WHERE cluster = ?", (own[1],)).fetchone()[0]
    return {
        "report_id": own[0],
        "other_id": other[0],
        "kind": kind,
        "containment": round(share, 4),
        "canonical_id": db.execute(CANONICAL, (own[1],)).fetchone()[0],
        "copies": copies,
        "weight": round(1 / copies, 6),
    }
