"""Read from the store which reports are copies or excerpts of which: pairs, clusters, reuse and template shares."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from reportmine.corpus.copies.duplicates import TEMPLATE_REPORTS, Kind, matching_spans
from reportmine.corpus.copies.tables import SAMPLE
from reportmine.corpus.store import Store
from reportmine.errors import QueryError
from reportmine.offsets import Span

PARTNER_MARKS = (
    "SELECT marks FROM prints WHERE report IN (SELECT b FROM pairs WHERE a = ? UNION SELECT a FROM pairs WHERE b = ?)"
)
HELD = f"SELECT count(*) FROM (SELECT 1 FROM all_marks WHERE mark = ? LIMIT {TEMPLATE_REPORTS})"
TEMPLATE = 0.5  # share of template marks from which a report is a filled-in form
Direction = Literal["both", "inside", "contains"]

PAIRS = (
    "SELECT x.kind, x.containment, a.seq AS a_seq, a.id AS a_id, p.place AS a_place, b.seq AS b_seq, b.id AS b_id,"
    " q.place AS b_place, a.title AS a_title, b.title AS b_title FROM pairs x JOIN reports a ON a.seq = x.a"
    " JOIN reports b ON b.seq = x.b JOIN pages p ON p.id = a.page JOIN pages q ON q.id = b.page"
)
MEMBERS = (
    "SELECT r.id FROM prints x JOIN reports r ON r.seq = x.report JOIN pages p ON p.id = r.page WHERE x.cluster = ?"
    " ORDER BY coalesce(p.published_on, '9999'), length(r.text) DESC, r.id"
)


@dataclass(frozen=True, slots=True)
class Copy:
    """Hold another report that shares text with one: `spans` are (span in the one, span in the other), longest first.

    `direction` says where the words stand: `both` for a copy, `inside` when the one is an excerpt of the other, `contains` else.
    """

    id: str
    title: str
    place: str
    kind: Kind
    direction: Direction
    containment: float
    spans: tuple[tuple[Span, Span], ...]


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """Hold what copying means for one report.

    `members` are its cluster with itself, `canonical` the earliest of them, then the most complete; `reuse` is the share of its
    text that stands in its copies and excerpts, `template` the share that stands in so many that it belongs to a form; together the members
    of a cluster `weigh` as one report.
    """

    id: str
    canonical: str
    members: tuple[str, ...]
    reuse: float
    template: float
    is_template: bool
    weight: float


class Pair(NamedTuple):
    """Hold a pair of reports with the places they stand at; for an excerpt `a` stands inside `b`."""

    a: str
    a_place: str
    b: str
    b_place: str
    kind: Kind
    containment: float
    spans: tuple[tuple[Span, Span], ...]


def iterate_pairs(store: Store) -> Iterator[Pair]:
    """Yield every pair of the store in the order in which they were found, with their matching spans."""
    last = (-1, -1)
    while batch := store.rows(f"{PAIRS} WHERE (x.a, x.b) > (?, ?) ORDER BY x.a, x.b LIMIT 500", *last):
        for row in batch:
            yield Pair(
                row["a_id"], row["a_place"], row["b_id"], row["b_place"], row["kind"], row["containment"],
                _spans(store, row["a_seq"], row["b_seq"]),
            )  # fmt: skip
        last = (batch[-1]["a_seq"], batch[-1]["b_seq"])


def copies_of(store: Store, report_id: str, *, spans: bool = True) -> list[Copy]:
    """Return the copies and excerpts of a report, most shared text first. Raises QueryError for an unknown id."""
    seq = _number(store, report_id)
    found = []
    for row in store.rows(f"{PAIRS} WHERE x.a = ? UNION ALL {PAIRS} WHERE x.b = ?", seq, seq):
        first = row["a_seq"] == seq
        other = "b" if first else "a"
        direction: Direction = "both" if row["kind"] == "copy" else "inside" if first else "contains"
        matches = _spans(store, seq, row[f"{other}_seq"]) if spans else ()
        found.append(
            Copy(
                row[f"{other}_id"], row[f"{other}_title"], row[f"{other}_place"], row["kind"], direction,
                row["containment"], matches,
            )
        )  # fmt: skip
    return sorted(found, key=lambda copy: (-copy.containment, copy.id))


def copy_facts(store: Store, report_id: str) -> CopyFacts:
    """Return cluster, reuse and template share of a report. Raises QueryError for an unknown id."""
    return _facts(store, _number(store, report_id), report_id)


def iterate_facts(store: Store) -> Iterator[tuple[str, CopyFacts]]:
    """Yield (place, facts) of every report in order of entry: the table of copies, with the sampling weights."""
    last = 0
    while batch := store.list_reports(after=last, limit=500):
        for row in batch:
            yield row["place"], _facts(store, row["seq"], row["id"])
        last = batch[-1]["seq"]


def canonical_ids(store: Store, clusters: set[int]) -> dict[int, str]:
    """Return the canonical report of each cluster that has more than one member."""
    found = {}
    for cluster in clusters:
        members = store.rows(f"{MEMBERS} LIMIT 2", cluster)
        if len(members) > 1:
            found[cluster] = str(members[0][0])
    return found


def partner_seqs(store: Store, text: str, *, seq: int | None = None) -> set[int]:
    """Return the numbers of the reports that are copies or excerpts of a stored report (by number) or of a text, with their copies."""
    if seq is None:
        partners = store.partners(text)
        found = {number for number, _, _ in partners}
        clusters = {number for number, kind, _ in partners if kind == "copy"}
    else:
        found = {
            row[0]
            for row in store.rows("SELECT b FROM pairs WHERE a = ? UNION SELECT a FROM pairs WHERE b = ?", seq, seq)
        }
        clusters = {seq}
    members = store.rows(
        "SELECT report FROM prints WHERE cluster IN (SELECT cluster FROM prints WHERE report IN (SELECT value FROM json_each(?)))",
        json.dumps(sorted(clusters)),
    )
    return found | {row[0] for row in members}


def _facts(store: Store, seq: int, report_id: str) -> CopyFacts:
    row = store.rows("SELECT cluster, marks FROM prints WHERE report = ?", seq)[0]
    members = tuple(m[0] for m in store.rows(MEMBERS, row["cluster"]))
    marks = np.frombuffer(row["marks"], dtype=np.uint32)
    partners = store.rows(PARTNER_MARKS, seq, seq)
    shared = np.frombuffer(b"".join(p[0] for p in partners), dtype=np.uint32)
    reuse = float(np.isin(marks, shared).mean()) if len(marks) else 0.0
    keys = [key for key in marks.tolist() if key % SAMPLE == 0] or marks.tolist()
    formal = sum(store.rows(HELD, key)[0][0] >= TEMPLATE_REPORTS for key in keys)
    template = formal / max(1, len(keys))
    return CopyFacts(
        report_id, members[0], members, round(reuse, 4), round(template, 4), template >= TEMPLATE, 1 / len(members)
    )


def _number(store: Store, report_id: str) -> int:
    row = store.rows("SELECT seq FROM reports WHERE id = ?", report_id)
    if not row:
        raise QueryError(f"no report {report_id!r}", where=str(store.path), mend="ids are those that `search` prints")
    return int(row[0][0])


def _spans(store: Store, a: int, b: int) -> tuple[tuple[Span, Span], ...]:
    texts = {row[0]: row[1] for row in store.rows("SELECT seq, text FROM reports WHERE seq IN (?, ?)", a, b)}
    return tuple(matching_spans(texts[a], texts[b])) if len(texts) == 2 else ()
