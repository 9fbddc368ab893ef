"""Write the tables of a finished run beside each other, then move them into the results folder at once."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportmine.corpus.batch.copies import find_copies
from reportmine.corpus.batch.merge import table_batches
from reportmine.corpus.batch.parts import Parts
from reportmine.corpus.batch.pool import Died, Engine
from reportmine.errors import BatchError
from reportmine.present.arrow import Batches, Header, arrow_table
from reportmine.present.codebook import codebook_markdown, codebook_rows
from reportmine.present.columns import ALL_TABLES, RUNS
from reportmine.present.datapackage import describe_package
from reportmine.present.formats.writers import FORMATS, WORKBOOK, write_table
from reportmine.settings import Settings
from reportmine.text.lexicon import Lexicon, load_lexicon

# The slowest tables first, so that no worker is left alone with one at the end.
ORDER = ("indicators", "themes", "sections", "labels", "reports", "inputs", "errors")
WHOLE = ("duplicates", "runs")  # tables that lie whole in the work folder, not in parts
DESCRIBED = ("csv", "jsonl", "parquet")  # formats that a data package can describe, the best first
KNOWN_FILES = frozenset(
    {WORKBOOK, *(f"{name}{end}" for name in ALL_TABLES for end in ("", *(f".{f}" for f in FORMATS)))}
)
MOST_DEATHS = 2
PACKAGE_VERSION = "1.0.0"  # of the layout of the tables


@dataclass(frozen=True, slots=True)
class Finish:
    """Hold where the parts are, where the tables go, and how they are to be written."""

    parts: str
    work: str
    formats: tuple[str, ...]
    header: Header
    by: str | None
    settings: Settings

    @property
    def new(self) -> Path:
        """Return the folder in which the tables grow."""
        return Path(self.work) / "new"

    def batches(self, name: str, *, by: str | None = None) -> Batches:
        """Return a table of the run as a stream that can be opened again."""
        if name in WHOLE:
            return lambda: _whole(Path(self.work) / f"{name}.parquet")
        return lambda: table_batches(name, Path(self.work) / "plan.jsonl", Parts(self.parts), by=by)


def write_tables(finish: Finish, engine: Engine, run_row: Mapping[str, Any], *, stage: Callable[[str], None]) -> None:
    """Write all tables in all formats with the engine's workers."""
    import pyarrow.parquet as pq

    shutil.rmtree(finish.new, ignore_errors=True)
    finish.new.mkdir(parents=True)
    pq.write_table(arrow_table([dict(run_row)], RUNS), Path(finish.work) / "runs.parquet")
    files = [form for form in finish.formats if form != "xlsx"]
    first = [("copies", "duplicates")] + [(form, name) for name in ORDER for form in files]
    last = [(form, name) for name in WHOLE for form in files]
    if "xlsx" in finish.formats:
        last.append(("xlsx", "tables"))
    for tasks in (first, last):
        for task, outcome in engine.run(
            finish_task, [(finish, *task) for task in tasks], most_deaths=lambda _task: MOST_DEATHS
        ):
            if isinstance(outcome, Died):
                raise BatchError(f"writing {task[2]} as {task[1]} ended its worker", mend="free memory and --resume")
            stage(f"{task[2]} ({task[1]})")


def finish_task(finish: Finish, form: str, name: str) -> None:
    """Find the copies, or write one table in one format, or the workbook of all; runs in a worker."""
    if form == "copies":
        find_copies(str(Path(finish.work) / "plan.jsonl"), finish.parts, finish.work)
    elif form == "xlsx":
        from reportmine.present.formats.xlsx import write_workbook

        tables = {table: finish.batches(table) for table in ALL_TABLES}
        rows = codebook_rows(load_lexicon(finish.settings.lexicons))
        write_workbook(tables, finish.new / WORKBOOK, header=finish.header, codebook=rows)
    elif form == "parquet" and finish.by is not None and _belongs_to_reports(name):
        from reportmine.present.formats.parquet import write_partitions

        batches = finish.batches(name, by=finish.by)
        write_partitions(batches, finish.new / name, ALL_TABLES[name], header=finish.header, by=finish.by)
    else:
        write_table(form, name, finish.batches(name), finish.new / f"{name}.{form}", header=finish.header)


def describe_tables(finish: Finish, lexicon: Lexicon) -> None:
    """Write datapackage.json and codebook.md beside the tables."""
    form = next((form for form in DESCRIBED if form in finish.formats), None)
    files = {}
    for name in ALL_TABLES:
        path = finish.new / f"{name}.{form}"
        if form is not None and path.is_file():
            files[name] = (form, path)
    package = describe_package(files, folder=finish.new, header=finish.header, lexicon=lexicon, version=PACKAGE_VERSION)
    _write(finish.new / "datapackage.json", json.dumps(package, ensure_ascii=False, indent=1) + "\n")
    _write(finish.new / "codebook.md", codebook_markdown(lexicon))


def publish(finish: Finish, out: Path, extra: Mapping[str, str]) -> list[str]:
    """Move what was written into the results folder, with `extra` texts by name; return the names.

    Tables that an earlier run wrote in other forms go: they would tell of fewer inputs than those beside them.
    """
    for name, text in extra.items():
        _write(finish.new / name, text)
    names = []
    for path in sorted(finish.new.iterdir()):
        target = out / path.name
        if target.is_dir():
            shutil.rmtree(target)
        path.replace(target)
        names.append(path.name)
    finish.new.rmdir()
    for name in sorted(KNOWN_FILES.difference(names)):
        _remove_table(out / name)
    return names


def _remove_table(path: Path) -> None:
    if not path.is_dir():
        path.unlink(missing_ok=True)
    elif all(
        child.suffix == ".parquet" or child.is_dir() for child in path.rglob("*")
    ):  # partitions, nothing of the user's
        shutil.rmtree(path)


def partition_columns() -> Sequence[str]:
    """Return the columns by which Parquet can be partitioned."""
    return [
        c.name for c in ALL_TABLES["reports"] if c.name in ("report_type", "industry", "source_name", "published_on")
    ]


def _belongs_to_reports(name: str) -> bool:
    return any(column.name == "report_id" for column in ALL_TABLES[name]) and name not in WHOLE


def _whole(path: Path) -> Iterator[Any]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    for batch in pq.ParquetFile(path).iter_batches():
        yield pa.Table.from_batches([batch])


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
