"""Keep in the store which reports are copies or excerpts of which: pairs, clusters, reuse and template shares."""

from __future__ import annotations

from dataclasses import dataclass

from reportmine.corpus.duplicates import Kind
from reportmine.corpus.store import Store
from reportmine.offsets import Span


@dataclass(frozen=True, slots=True)
class Copy:
    """Hold another report that shares text with one: `spans` are (span in the one, span in the other), longest first.

    `direction` says where the words stand: `both` for a copy, `inside` when the one is an excerpt of the other, `contains` else.
    """

    id: str
    title: str
    place: str
    kind: Kind
    direction: str
    containment: float
    spans: tuple[tuple[Span, Span], ...]


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """Hold what copying means for one report: cluster members (with itself), canonical id, shares and sampling weight."""

    canonical: str
    members: tuple[str, ...]
    reuse: float
    template: float
    is_template: bool
    weight: float


def copies_of(store: Store, report_id: str, *, spans: bool = True) -> list[Copy]:
    """Return the copies and excerpts of a report, most shared text first. Raises QueryError for an unknown id."""
    return []


def copy_facts(store: Store, report_id: str) -> CopyFacts:
    """Return cluster, reuse and template share of a report. Raises QueryError for an unknown id."""
    return CopyFacts(report_id, (report_id,), 0.0, 0.0, is_template=False, weight=1.0)
