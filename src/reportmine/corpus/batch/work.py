"""Turn one chunk of units into Parquet parts, inside a worker: a page that fails is a row, a page that hangs ends the worker."""

from __future__ import annotations

import faulthandler
import math
import os
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from importlib import import_module
from threading import TIMEOUT_MAX, Lock
from typing import IO, Any

from reportmine.corpus.batch.chunks import Chunk
from reportmine.corpus.batch.parts import Counts, Marks, Parts
from reportmine.corpus.batch.state import json_digest, run_identity
from reportmine.corpus.batch.units import Unit
from reportmine.errors import BatchError, InputError, WorkerError
from reportmine.present.columns import ALL_TABLES, Column
from reportmine.schema import PageText, Report
from reportmine.settings import Settings
from reportmine.structure.traditional import is_traditional

MOST_SECONDS = TIMEOUT_MAX / 2  # a longer time, or an endless one, is more than the clock can count
STRIKES = 2  # deaths on one page from which the page is to blame, and not who ended the worker
PIPELINE = "reportmine.pipeline:load"
TABLES = ("reports", "sections", "indicators", "themes", "labels")
PRINTS = (
    Column("exact", "", "integer", "hash of the letters of the text"),
    Column("length", "", "integer", "characters"),
    Column("date", "", "string", "ISO date of publication"),
)
REPORT, UNIT = "_report", "_unit"  # places within the chunk, which become keys when chunks are merged
_one_at_a_time = Lock()  # the watch on hanging pages is one a process; threads of a cluster worker take turns


@dataclass(frozen=True, slots=True)
class Job:
    """Hold what every chunk of a run is worked with; `pipeline` names the function that builds the pipeline from settings."""

    settings: Settings
    parts: str
    pipeline: str = PIPELINE
    identity: str = ""  # digest of the versions that the run was begun with


@dataclass(slots=True)
class _Rows:
    """Collect the rows of a chunk, each with the place of its report or unit in the chunk."""

    tables: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {t: [] for t in TABLES})
    owners: dict[str, list[int]] = field(default_factory=lambda: {t: [] for t in TABLES})
    inputs: list[dict[str, Any]] = field(default_factory=list)
    errors: list[dict[str, Any]] = field(default_factory=list)
    prints: list[dict[str, Any]] = field(default_factory=list)
    marks: list[bytes] = field(default_factory=list)
    traditional: int = 0  # pages in traditional characters that are not read as simplified

    def add(self, name: str, rows: list[dict[str, Any]]) -> None:
        """Add rows of the report that is being added."""
        self.tables[name] += rows
        self.owners[name] += [len(self.prints)] * len(rows)


class Watch:
    """End the process when one page takes longer than `seconds` (0 watches nothing).

    The clock is a thread that needs no interpreter lock, because a pattern that backtracks for ever holds it. Setting it costs a quarter of
    a millisecond, so it is set anew only when a tenth of the time is gone.
    """

    SLACK = 0.1

    def __init__(self, seconds: float) -> None:
        self._seconds = min(seconds, MOST_SECONDS)
        self._set = -math.inf
        self._sink: IO[str] | None = None

    def __enter__(self) -> Watch:
        self._sink = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123
        return self

    def start(self) -> None:
        """Begin to count for the next page."""
        now = time.monotonic()
        if self._seconds > 0 and self._sink is not None and now - self._set > self.SLACK * self._seconds:
            faulthandler.dump_traceback_later(self._seconds, exit=True, file=self._sink)
            self._set = now

    def __exit__(self, *_: object) -> None:
        faulthandler.cancel_dump_traceback_later()
        if self._sink is not None:
            self._sink.close()


def run_chunk(job: Job, chunk: Chunk) -> Counts:
    """Work through a chunk, write its parts, and return its counts; the counts alone travel."""
    parts = Parts(job.parts)
    with _one_at_a_time:
        pipeline = load_pipeline(job)
        rows = _Rows()
        marks = Marks(parts, chunk.key)
        try:
            with Watch(job.settings.page_seconds) as watch:
                for place, unit in enumerate(chunk.units):
                    if marks.strikes(place) >= STRIKES:
                        _close_unit(rows, unit, pages=0, reports=0, faults=[crash_error(unit, job.settings)])
                    else:
                        marks.enter(place)
                        _run_unit(rows, unit, pipeline, watch)
        finally:
            marks.close()
    counts = _counts(rows)
    parts.save(chunk.key, _arrow(rows), counts)
    return counts


def fail_chunk(job: Job, chunk: Chunk, why: str) -> Counts:
    """Write the parts of a chunk that no worker survives: every unit failed."""
    rows = _Rows()
    for unit in chunk.units:
        _close_unit(rows, unit, pages=0, reports=0, faults=[_worker_error(unit, why)])
    counts = _counts(rows)
    Parts(job.parts).save(chunk.key, _arrow(rows), counts)
    return counts


def load_pipeline(job: Job) -> Any:
    """Return the pipeline of a job, built once per process. Raises BatchError where it is of other versions than the run."""
    module, _, name = job.pipeline.partition(":")
    build: Callable[[Settings], Any] = getattr(import_module(module), name)
    pipeline = build(job.settings)
    if job.identity and json_digest(run_identity(pipeline)) != job.identity:
        raise BatchError(
            "this worker has other versions than the run was begun with",
            where=socket.gethostname(),
            mend="install the same version, lexicons and models everywhere",
        )
    return pipeline


def crash_error(unit: Unit, settings: Settings) -> InputError:
    """Return the error of a page that ended its worker twice."""
    return _worker_error(unit, f"crashed its worker or took longer than {settings.page_seconds:g} s, twice")


def _worker_error(unit: Unit, what: str) -> InputError:
    return WorkerError(what, where=unit.name, mend="try it alone with `reportmine extract`, or raise page_seconds")


def _run_unit(rows: _Rows, unit: Unit, pipeline: Any, watch: Watch) -> None:
    """Add the rows of one unit. Any exception is a failed unit: one page must not end a run of a million."""
    faults: list[InputError] = []
    pages = reports = 0
    watch.start()
    try:
        for item in _read(unit, pipeline):
            watch.start()
            if isinstance(item, InputError):
                faults.append(item)
                continue
            pages += 1
            rows.traditional += not pipeline.settings.traditional and is_traditional(item.text)
            try:
                found = pipeline.analyze(item)
            except InputError as error:
                faults.append(error)
                continue
            for report in found:
                _add_report(rows, report, pipeline)
            reports += len(found)
    except Exception as error:  # noqa: BLE001 - whatever a page does to us becomes its row
        faults.append(_worker_error(unit, f"{type(error).__name__}: {str(error)[:200]}"))
    _close_unit(rows, unit, pages=pages, reports=reports, faults=faults)


def _read(unit: Unit, pipeline: Any) -> Iterator[PageText | InputError]:
    import datetime as dt

    if unit.error is not None:
        if unit.kind == "error":
            yield unit.error
        return
    fetched_at = dt.datetime.fromisoformat(unit.fetched_at) if unit.fetched_at else None
    for item in _pages(unit, pipeline):
        yield replace(item, fetched_at=fetched_at) if fetched_at and isinstance(item, PageText) else item


def _pages(unit: Unit, pipeline: Any) -> Iterator[PageText | InputError]:
    import json

    from reportmine.acquire.decode import decode_bytes
    from reportmine.acquire.readers import read_source
    from reportmine.acquire.source import Budget, Source
    from reportmine.acquire.tabular import read_row
    from reportmine.errors import DamagedInputError

    settings: Settings = pipeline.settings
    source = Source(
        unit.data, unit.name, settings, pipeline.lexicon, settings.text_column, url=unit.url, hint=unit.hint,
        depth=unit.depth, budget=Budget(settings.max_unpacked_bytes),
    )  # fmt: skip
    if unit.kind == "bytes":
        yield from read_source(source)
        return
    try:
        text, encoding = decode_bytes(unit.data)
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        yield DamagedInputError(f"not JSON ({str(error)[:80]})", where=unit.name, mend="mend or delete this row")
        return
    if isinstance(values, dict):
        yield read_row(values, where=unit.name, encoding=encoding, source=source)
    else:
        yield DamagedInputError("not a JSON object", where=unit.name, mend="mend or delete this row")


def _add_report(rows: _Rows, report: Report, pipeline: Any) -> None:
    from reportmine.corpus.copies.fingerprints import fingerprint
    from reportmine.corpus.copies.tables import short_marks
    from reportmine.present.rows import label_rows, report_rows

    for name, found in report_rows(report).items():
        rows.add(name, found)
    rows.add("labels", label_rows(report, pipeline.lexicon))
    new = fingerprint(report.article.text)
    date = report.article.page.published_on
    exact = int.from_bytes(new.exact, "big", signed=True)
    rows.prints.append({"exact": exact, "length": len(report.article.text), "date": date.isoformat() if date else None})
    rows.marks.append(short_marks(new.marks).tobytes())


def _close_unit(rows: _Rows, unit: Unit, *, pages: int, reports: int, faults: list[InputError]) -> None:
    status = "partial" if faults and reports else "failed" if faults else "skipped" if unit.kind == "skipped" else "ok"
    first = unit.error if unit.kind == "skipped" else faults[0] if faults else None
    rows.inputs.append(
        {
            "input": unit.name,
            "sha256": unit.sha256 if unit.data else None,
            "bytes": len(unit.data),
            "status": status,
            "reason": first.what if first else None,
            "pages": pages,
            "reports": reports,
            UNIT: len(rows.inputs),
        }
    )
    rows.errors += [
        {
            "place": fault.where or unit.name,
            "error": type(fault).__name__,
            "what": fault.what,
            "mend": fault.mend,
            UNIT: len(rows.inputs) - 1,
        }
        for fault in faults
    ]


def _counts(rows: _Rows) -> Counts:
    states = [row["status"] for row in rows.inputs]
    counts: Counts = {name: len(found) for name, found in rows.tables.items()}
    counts |= {"inputs": len(states), **{s: states.count(s) for s in ("ok", "partial", "failed", "skipped")}}
    counts |= {name: sum(row[name] for row in rows.tables["reports"]) for name in ("targets", "redacted")}
    counts["traditional"] = rows.traditional
    first = next((row for row in rows.errors), None)
    counts["first_error"] = f"{first['place']}: {first['what']}" if first else None
    return counts


def _arrow(rows: _Rows) -> dict[str, Any]:
    """Build the tables of a part: the declared columns without the keys of the whole run, and the places instead."""
    import pyarrow as pa

    from reportmine.present.arrow import arrow_table

    tables = {}
    for name, found in rows.tables.items():
        columns = [c for c in ALL_TABLES[name] if name == "reports" or c.name != "report_id"]
        table = arrow_table(found, columns)
        tables[name] = table.append_column(REPORT, pa.array(rows.owners[name], type=pa.int32()))
    for name, listed in (("inputs", rows.inputs), ("errors", rows.errors)):
        table = arrow_table(listed, [c for c in ALL_TABLES[name] if c.name != "input_index"])
        tables[name] = table.append_column(UNIT, pa.array([row[UNIT] for row in listed], type=pa.int32()))
    tables["prints"] = arrow_table(rows.prints, PRINTS).append_column("marks", pa.array(rows.marks, type=pa.binary()))
    return tables
