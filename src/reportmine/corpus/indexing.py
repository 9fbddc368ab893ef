"""Bring pages into a corpus: analyse what is new or changed, or was read with other lexicons or models; leave the rest alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from reportmine.acquire.source import readable_name
from reportmine.corpus.library import Corpus
from reportmine.corpus.records import Record, place_of_page
from reportmine.corpus.store import PutCounts
from reportmine.errors import InputError
from reportmine.schema import PageText

if TYPE_CHECKING:
    from reportmine.pipeline import Pipeline

PAGES_A_TURN = 100  # pages analysed before they are committed: what an interruption costs at most


@dataclass(frozen=True, slots=True)
class IndexCounts:
    """Count what indexing did: pages read, skipped as they were current, and failed; reports added, updated, unchanged, removed."""

    pages: int = 0
    current: int = 0
    failed: int = 0
    reports: PutCounts = field(default_factory=PutCounts)


def index_pages(
    corpus: Corpus,
    pages: Iterable[PageText | InputError],
    pipeline: Pipeline,
    *,
    on_error: Callable[[InputError], None] = lambda _: None,
    on_turn: Callable[[IndexCounts], None] = lambda _: None,
) -> IndexCounts:
    """Enter pages into a corpus; what cannot be read is passed to `on_error` and counted.

    Whole pages are committed by turns (`on_turn` is told after each); interrupted at any moment, the store keeps every committed
    page, and going over the same pages again enters the rest. The search index is brought up to date at the end.
    """
    counts = IndexCounts()
    turn: dict[str, tuple[PageText, list[Record]]] = {}
    try:
        for page in pages:
            counts = _take(corpus, page, pipeline, turn, counts, on_error)
            if len(turn) >= PAGES_A_TURN:
                counts = _commit(corpus, turn, counts)
                on_turn(counts)
        counts = _commit(corpus, turn, counts)
        on_turn(counts)
    finally:
        if corpus.is_stale:
            corpus.index.update(corpus.store)
    return counts


def prune_places(corpus: Corpus, kept: set[str], *, below: str) -> int:
    """Remove the pages below a folder that are not among those kept; return how many reports that were.

    What could not be read this time is kept where its file (or the archive around it) is among them: it is not gone.
    """
    places = [row[0] for row in corpus.store.rows("SELECT place FROM pages") if _is_below(row[0], below)]
    gone = [place for place in places if place not in kept and PART.split(place, maxsplit=1)[0] not in kept]
    ids = [row[0] for place in gone for row in corpus.store.rows(OF_PLACE, place)]
    return corpus.delete(ids) if ids else 0


def _is_below(place: str, folder: str) -> bool:
    """Return whether a place is a file below a folder; both are as they were given, but for dots and doubled slashes."""
    parts = PurePath(readable_name(folder)).parts
    return "://" not in place and PurePath(place).parts[: len(parts)] == parts and (bool(parts) or place[0] != "/")


PART = re.compile(r"!/|#L\d+$")  # where the place of a member or row goes on behind its file
OF_PLACE = "SELECT r.id FROM reports r JOIN pages p ON p.id = r.page WHERE p.place = ? ORDER BY r.position"


def _take(
    corpus: Corpus,
    page: PageText | InputError,
    pipeline: Pipeline,
    turn: dict[str, tuple[PageText, list[Record]]],
    counts: IndexCounts,
    on_error: Callable[[InputError], None],
) -> IndexCounts:
    """Analyse one page into the turn, unless the store holds it as it is."""
    if isinstance(page, InputError):
        on_error(page)
        return replace(counts, pages=counts.pages + 1, failed=counts.failed + 1)
    counts = replace(counts, pages=counts.pages + 1)
    if corpus.store.is_current(page, pipeline.versions):
        return replace(counts, current=counts.current + 1)
    try:
        turn[place_of_page(page)] = (page, [report.to_dict() for report in pipeline.analyze(page)])
    except InputError as error:
        on_error(error)
        return replace(counts, failed=counts.failed + 1)
    return counts


def _commit(corpus: Corpus, turn: dict[str, tuple[PageText, list[Record]]], counts: IndexCounts) -> IndexCounts:
    if not turn:
        return counts
    records = [record for _, found in turn.values() for record in found]
    done = corpus.store.put(records, pages={place: page for place, (page, _) in turn.items()})
    turn.clear()
    return replace(counts, reports=counts.reports + done)
