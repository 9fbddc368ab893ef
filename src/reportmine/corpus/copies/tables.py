"""Keep the tables of copies in step with the reports: each report is compared once, when it enters, and undone when it leaves."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from reportmine.corpus.copies.duplicates import MIN_MARKS, compare_marks
from reportmine.corpus.copies.fingerprints import Hashes, fingerprint

Marks = npt.NDArray[np.uint32]
SAMPLE = 4  # one mark in so many is looked up; what is found is compared by all marks, so that only finding is a matter of chance
ALWAYS = 48  # a text with fewer marks (some 450 characters) is looked up by all of them: an excerpt of two lines must be found too
PARTNERS = 64  # most partners compared for one report: copies beyond them join the cluster through those
HOLDERS = 64  # a mark that this many reports hold is not entered for more of them; above TEMPLATE_REPORTS
LOOKUP = "SELECT mark, report FROM all_marks WHERE mark IN (SELECT value FROM json_each(?))"
MOST_NEW = 100_000  # rows of new_marks, those of some 2,500 reports, before they move
PRINTS = "SELECT report, exact, marks FROM prints WHERE report IN (SELECT value FROM json_each(?))"


def enter_report(db: sqlite3.Connection, seq: int, text: str) -> None:
    """Compare a new report with those in the store; write its marks, pairs and cluster."""
    new = fingerprint(text)
    enter_print(db, seq, int.from_bytes(new.exact, "big", signed=True), short_marks(new.marks))


def enter_print(db: sqlite3.Connection, seq: int, exact: int, marks: Marks, *, least: float = 0.0) -> None:
    """Do the same for a report whose fingerprint is known; partners that share less than `least` of the marks looked up are not compared."""
    judged = len(marks) >= MIN_MARKS
    pairs = _partners(db, seq, exact, marks, least) if judged else []
    copies = [a if b == seq else b for a, b, kind, _ in pairs if kind == "copy"]
    cluster = _join(db, seq, copies)
    db.execute("INSERT INTO prints VALUES (?, ?, ?, ?)", (seq, exact, cluster, marks.tobytes()))
    db.executemany("INSERT INTO pairs VALUES (?, ?, ?, ?)", pairs)


def leave_report(db: sqlite3.Connection, seq: int) -> None:
    """Take a report that is about to be deleted out of its cluster, and its marks out of the look-up table."""
    row = db.execute("SELECT cluster, marks FROM prints WHERE report = ?", (seq,)).fetchone()
    if row is None:
        return
    cluster, marks = row
    keys = sampled(np.frombuffer(marks, dtype=np.uint32))
    for table in ("marks", "new_marks"):
        db.executemany(f"DELETE FROM {table} WHERE mark = ? AND report = ?", ((key, seq) for key in keys))
    db.execute("DELETE FROM pairs WHERE a = ? OR b = ?", (seq, seq))
    db.execute("DELETE FROM prints WHERE report = ?", (seq,))
    _split(db, cluster)


def settle_marks(db: sqlite3.Connection) -> None:
    """Move the new marks to the others, in their order, once there are many; to be called in every transaction that enters reports."""
    if db.execute("SELECT count(*) FROM new_marks").fetchone()[0] > MOST_NEW:
        db.execute("INSERT INTO marks SELECT mark, report FROM new_marks ORDER BY mark, report")
        db.execute("DELETE FROM new_marks")


def find_partners(db: sqlite3.Connection, text: str) -> list[tuple[int, str, float]]:
    """Return (seq, kind, share of the smaller text) of the stored reports that share text with one that is not stored."""
    new = fingerprint(text)
    marks = short_marks(new.marks)
    if len(marks) < MIN_MARKS:
        return []
    exact = int.from_bytes(new.exact, "big", signed=True)
    votes, _ = _votes(db, exact, sampled(marks))
    return [(max(a, b), kind, share) for a, b, kind, share in _compared(db, -1, exact, marks, votes)]


def short_marks(marks: Hashes) -> Marks:
    """Return the upper halves of hashes, in order: half a hash is enough for sets of some hundred."""
    return (marks >> np.uint64(32)).astype(np.uint32)


def sampled(marks: Marks) -> list[int]:
    """Return the marks by which a report is looked up."""
    chosen = marks if len(marks) < ALWAYS else marks[marks % SAMPLE == 0]
    return list(dict.fromkeys(int(mark) for mark in chosen))


def _partners(
    db: sqlite3.Connection, seq: int, exact: int, marks: Marks, least: float
) -> list[tuple[int, int, str, float]]:
    keys = sampled(marks)
    votes, fresh = _votes(db, exact, keys)
    db.executemany("INSERT INTO new_marks VALUES (?, ?)", ((key, seq) for key in fresh))
    return _compared(db, seq, exact, marks, votes, least=least)


def _votes(db: sqlite3.Connection, exact: int, keys: Sequence[int]) -> tuple[Counter[int], list[int]]:
    """Return how many keys each report shares, and the keys that few enough reports hold to enter one more."""
    votes: Counter[int] = Counter()
    holders: Counter[int] = Counter()
    for key, report in db.execute(LOOKUP, (json.dumps(keys),)):
        holders[key] += 1
        votes[report] += 1
    fresh = [key for key in keys if holders[key] < HOLDERS]
    twin = db.execute("SELECT min(report) FROM prints WHERE exact = ?", (exact,)).fetchone()[0]
    if twin is not None:
        votes[twin] += len(fresh) + HOLDERS
    return votes, fresh


def _compared(
    db: sqlite3.Connection, seq: int, exact: int, marks: Marks, votes: Counter[int], *, least: float = 0.0
) -> list[tuple[int, int, str, float]]:
    chosen = sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))[:PARTNERS]
    prints = {row[0]: row[1:] for row in db.execute(PRINTS, (json.dumps([other for other, _ in chosen]),))}
    pairs: list[tuple[int, int, str, float]] = []
    for other, shared in chosen:
        their_exact, packed = prints[other]
        theirs = np.frombuffer(packed, dtype=np.uint32)
        smaller = min(len(marks), len(theirs))
        if shared < least * (smaller if smaller < ALWAYS else smaller / SAMPLE):
            continue
        found = compare_marks(marks, theirs, same=exact == their_exact)
        if found is not None:
            kind, share, forward = found
            pairs.append((seq, other, kind, share) if forward else (other, seq, kind, share))
    return pairs


def _join(db: sqlite3.Connection, seq: int, copies: list[int]) -> int:
    """Return the cluster of a new report; its copies' clusters become one, the largest keeps its number."""
    if not copies:
        return seq
    marks = ",".join("?" * len(copies))
    found = db.execute(
        "SELECT cluster, count(*) FROM prints WHERE cluster IN"
        f" (SELECT cluster FROM prints WHERE report IN ({marks})) GROUP BY cluster ORDER BY 2 DESC, 1",
        copies,
    ).fetchall()
    keeps = int(found[0][0])
    db.executemany("UPDATE prints SET cluster = ? WHERE cluster = ?", ((keeps, row[0]) for row in found[1:]))
    return keeps


def _split(db: sqlite3.Connection, cluster: int) -> None:
    """Form the components of a cluster that lost a member anew."""
    members = {row[0] for row in db.execute("SELECT report FROM prints WHERE cluster = ?", (cluster,))}
    links: dict[int, set[int]] = {member: set() for member in members}
    for a, b in db.execute(
        "SELECT a, b FROM pairs WHERE kind = 'copy' AND a IN (SELECT report FROM prints WHERE cluster = ?)", (cluster,)
    ):
        links[a].add(b)
        links.setdefault(b, set()).add(a)
    while members:
        leader = min(members)
        reached, front = {leader}, [leader]
        while front:
            step = links[front.pop()] - reached
            reached |= step
            front += step
        members -= reached
        db.executemany("UPDATE prints SET cluster = ? WHERE report = ?", ((leader, member) for member in reached))
