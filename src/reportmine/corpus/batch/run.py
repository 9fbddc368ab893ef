"""Run a whole corpus: plan, work, merge; whatever the number of workers and however often it is ended, the same bytes."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from reportmine.corpus.batch.chunks import Chunk, choose_units, iterate_chunks, sample_places
from reportmine.corpus.batch.finish import Finish, describe_tables, partition_columns, publish, write_tables
from reportmine.corpus.batch.merge import write_plan
from reportmine.corpus.batch.parts import Counts, Parts
from reportmine.corpus.batch.places import count_places
from reportmine.corpus.batch.pool import Died, Engine, Task, WorkerPool
from reportmine.corpus.batch.state import (
    gold_floors,
    json_digest,
    model_facts,
    open_folder,
    package_versions,
    run_identity,
    shown_settings,
)
from reportmine.corpus.batch.units import Splitter, Unit
from reportmine.corpus.batch.work import PIPELINE, Job, fail_chunk, load_pipeline, run_chunk
from reportmine.errors import BatchError
from reportmine.present.arrow import Header
from reportmine.settings import Settings

COUNTED = ("reports", "sections", "indicators", "targets", "redacted", "themes")
STATES = ("ok", "partial", "failed", "skipped")
RUN_FILE = "run.json"
SHOWN_FAILURES = 20  # lines that a run may print of what failed; all of it is in the table errors


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """Hold how a run is done; `jobs` 0 takes every core, `parts` keeps the checkpoints elsewhere (a URL that all workers reach)."""

    jobs: int = 0
    formats: tuple[str, ...] = ("csv", "parquet")
    header: Header = "en"
    resume: bool = False
    retry_failed: bool = False
    fail_fast: bool = False
    limit: int | None = None
    sample: int | None = None
    seed: int = 0
    partition_by: str | None = None
    scheduler: str | None = None
    cluster: str | None = None
    parts: str | None = None
    pipeline: str = PIPELINE


class Progress(Protocol):
    """Be told how a run goes on."""

    def start(self, files: int, size: int) -> None:
        """Learn how many files there are, and their bytes."""

    def advance(self, tally: Tally, fraction: float) -> None:
        """Learn what is done; `fraction` of all input is behind us."""

    def stage(self, text: str) -> None:
        """Learn what is being written."""


@dataclass(slots=True)
class Tally:
    """Count inputs by status and rows by table; `known` inputs were done in an earlier run."""

    counts: Counter[str] = field(default_factory=Counter)
    known: int = 0
    first_error: str | None = None

    def add(self, counts: Counts, *, known: bool) -> None:
        """Add the counts of a chunk."""
        self.counts.update({k: v for k, v in counts.items() if isinstance(v, int)})
        self.known += counts["inputs"] if known else 0
        self.first_error = self.first_error or counts["first_error"]


@dataclass(frozen=True, slots=True)
class BatchResult:
    """Say what a run came to; `stopped` is the error at which --fail-fast ended it, `failures` are the first lines of the table errors, `traditional` pages
    are in characters of which little is understood."""

    counts: dict[str, int]
    seconds: float
    files: tuple[str, ...] = ()
    stopped: str | None = None
    failures: tuple[str, ...] = ()
    traditional: int = 0


def run_batch(
    inputs: Sequence[str], *, out: Path, options: BatchOptions, settings: Settings, progress: Progress
) -> BatchResult:
    """Analyse all inputs and write their tables into `out`.

    Raises BatchError where the folder holds a run of other versions or one that is at work, MissingInputError where there is none of the
    inputs; a page never raises, it is a row of `inputs` and `errors`.
    """
    started = dt.datetime.now(dt.UTC)
    _check(options)
    pipeline = load_pipeline(Job(settings, "", options.pipeline))
    identity = run_identity(pipeline)
    files, size = count_places(inputs)
    with ExitStack() as held:
        engine = _engine(options)  # before the folder is opened: a wrong address leaves nothing behind
        held.callback(engine.close)
        work = held.enter_context(open_folder(out, identity, resume=options.resume or options.retry_failed))
        root = options.parts or str(work.resolve() / "parts")
        job = Job(settings, root, options.pipeline, json_digest(identity))
        progress.start(files, size)
        run = _Run(job, options, progress, Tally(), size)
        keys = run.work(engine, Splitter(settings, pipeline.lexicon), inputs)
        counts = {name: run.tally.counts[name] for name in ("inputs", *STATES, *COUNTED)}
        if run.stopped:
            return BatchResult(counts, _seconds(started), stopped=run.stopped)
        write_plan(keys, Parts(root), work / "plan.jsonl")
        finish = Finish(root, str(work.resolve()), options.formats, options.header, options.partition_by, settings)
        row = _run_row([key for key, *_ in keys], identity, counts)
        # Tables are written on this machine, which has the results folder; other machines may not see it.
        writer = engine
        if options.scheduler:
            writer = WorkerPool(_jobs(options))
            held.callback(writer.close)
        write_tables(finish, writer, row, stage=progress.stage)
        describe_tables(finish, pipeline.lexicon)
        facts = _run_facts(inputs, options, settings, identity | {"run_id": row["run_id"]}, counts)
        facts["time"] = {"started": started.isoformat(timespec="seconds"), "seconds": _seconds(started)}
        failures = _first_failures(finish)
        names = publish(finish, out, {RUN_FILE: json.dumps(facts, ensure_ascii=False, indent=1, default=str) + "\n"})
        unread = run.tally.counts["traditional"]
        return BatchResult(counts, _seconds(started), tuple(names), failures=failures, traditional=unread)


def _first_failures(finish: Finish) -> tuple[str, ...]:
    """Return the first rows of the table errors as lines."""
    rows = (row for table in finish.batches("errors")() for row in table.to_pylist())
    return tuple(
        "; ".join(filter(None, (f"{row['place']}: {row['what']}", row["mend"]))) for row in islice(rows, SHOWN_FAILURES)
    )


@dataclass(slots=True)
class _Run:
    """Work off the chunks of a run and keep their order."""

    job: Job
    options: BatchOptions
    progress: Progress
    tally: Tally
    size: int
    position: int = 0
    order: list[str] = field(default_factory=list)
    done: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    stopped: str | None = None

    def work(self, engine: Engine, splitter: Splitter, inputs: Sequence[str]) -> list[tuple[str, int, list[str]]]:
        """Work off all chunks; return (key, inputs, tables) in input order."""
        parts = Parts(self.job.parts)
        parts.clear_marks()
        chunks = iterate_chunks(self._units(splitter, inputs), self.job.identity)
        for (_, chunk), outcome in engine.run(run_chunk, self._tasks(chunks, parts), most_deaths=_most_deaths):
            if isinstance(outcome, Died):
                counts = fail_chunk(self.job, chunk, f"ended {outcome.deaths} workers")
            else:
                counts = outcome
            self._note(chunk, parts.find(chunk.key) or counts, known=False)
            if self.stopped:
                break
        return [(key, *self.done[key]) for key in self.order if key in self.done]

    def _units(self, splitter: Splitter, inputs: Sequence[str]) -> Iterator[Unit]:
        chosen = None
        if self.options.sample is not None:
            chosen = sample_places(splitter.split(inputs), self.options.sample, self.options.seed)
        return choose_units(splitter.split(inputs), chosen, self.options.limit)

    def _tasks(self, chunks: Iterator[Chunk], parts: Parts) -> Iterator[Task]:
        for chunk in chunks:
            if self.stopped:
                return
            self.order.append(chunk.key)
            known = parts.find(chunk.key)
            retried = self.options.retry_failed and known is not None and known["failed"] + known["partial"] > 0
            if known is not None and not retried:
                self._note(chunk, known, known=True)
            else:
                yield self.job, chunk

    def _note(self, chunk: Chunk, counts: Counts, *, known: bool) -> None:
        self.done[chunk.key] = (counts["inputs"], counts["tables"])
        self.tally.add(counts, known=known)
        self.position = max(self.position, chunk.position)
        if self.options.fail_fast and counts["failed"] + counts["partial"]:
            self.stopped = counts["first_error"]
        sizes = [n for n in (self.options.limit, self.options.sample) if n is not None]
        done, total = (self.tally.counts["inputs"], min(sizes)) if sizes else (self.position, self.size)
        self.progress.advance(self.tally, min(1.0, done / total) if total else 1.0)


def _most_deaths(task: Task) -> int:
    """Return how many deaths a chunk may cost: two for every page of it, and some that nobody's page is to blame for."""
    return 2 * len(task[1].units) + 3


def _check(options: BatchOptions) -> None:
    if options.partition_by is not None and options.partition_by not in partition_columns():
        raise BatchError(
            f"tables cannot be partitioned by {options.partition_by!r}", where="--partition-by",
            mend=f"allowed: {', '.join(partition_columns())}",
        )  # fmt: skip


def _engine(options: BatchOptions) -> Engine:
    if options.scheduler or options.cluster:
        from reportmine.corpus.batch.cluster import ClusterPool

        return ClusterPool(scheduler=options.scheduler, cluster=options.cluster)
    return WorkerPool(_jobs(options))


def _jobs(options: BatchOptions) -> int:
    return options.jobs or os.cpu_count() or 1


def _seconds(started: dt.datetime) -> float:
    return round((dt.datetime.now(dt.UTC) - started).total_seconds(), 2)


def _run_row(keys: Sequence[str], identity: dict[str, str], counts: dict[str, int]) -> dict[str, Any]:
    digest = hashlib.blake2b("\n".join(keys).encode(), digest_size=10)
    digest.update(json_digest(identity).encode())
    return {
        "run_id": "run-" + digest.hexdigest(),
        "version": identity["reportmine"],
        "lexicon": identity.get("lexicon"),
        "models": "; ".join(v for k, v in identity.items() if k not in ("reportmine", "settings", "lexicon")),
        "settings": identity["settings"],
        "inputs": counts["inputs"],
        "failed": counts["failed"],
        "reports": counts["reports"],
        "indicators": counts["indicators"],
    }


def _run_facts(
    inputs: Sequence[str], options: BatchOptions, settings: Settings, identity: dict[str, str], counts: dict[str, int]
) -> dict[str, Any]:
    return {
        "run_id": identity.pop("run_id"),
        "versions": package_versions() | {"reportmine": identity["reportmine"]},
        "lexicon": {"sha256": identity.get("lexicon"), "files": list(settings.lexicons)},
        "models": model_facts(settings.models),
        "gold": gold_floors(),
        "settings": shown_settings(settings),
        "settings_digest": identity["settings"],
        "options": {k: v for k, v in asdict(options).items() if k not in ("pipeline",)},
        "inputs": {"arguments": list(inputs), "hashes": "column sha256 of the table inputs"},
        "counts": counts,
    }
