"""Merge the parts of a run in input order: keys of the whole run, tables as streams of batches."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reportmine.corpus.batch.parts import Parts
from reportmine.corpus.batch.work import REPORT, UNIT
from reportmine.corpus.records import OwnIds
from reportmine.present.columns import ALL_TABLES

BY_UNIT = ("inputs", "errors")


@dataclass(frozen=True, slots=True)
class PlanLine:
    """Hold one chunk of the run: its key, the place of its first input, its tables, and the reports that had to be renamed."""

    key: str
    first_input: int
    tables: tuple[str, ...]
    renamed: dict[int, str] = field(default_factory=dict)


def write_plan(keys: Iterable[tuple[str, int, list[str]]], parts: Parts, path: Path) -> None:
    """Write the order of the chunks (key, inputs, tables). A report id that stood before becomes another: the same page at two places is
    two reports."""
    ids = OwnIds()
    first = 0
    with path.open("w", encoding="utf-8") as file:
        for key, inputs, tables in keys:
            renamed: dict[str, str] = {}
            if "reports" in tables:
                reports = parts.load(key, "reports", ["report_id", "source"]).select(["report_id", "source"])
                for place, (name, source) in enumerate(zip(*reports.to_pydict().values(), strict=True)):
                    if (own := ids.settle(name, source or "")) != name:
                        renamed[str(place)] = own
            file.write(json.dumps([key, first, tables, renamed]) + "\n")
            first += inputs


def read_plan(path: Path) -> Iterator[PlanLine]:
    """Yield the chunks in order."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            key, first, tables, renamed = json.loads(line)
            yield PlanLine(key, first, tuple(tables), {int(place): name for place, name in renamed.items()})


def table_batches(name: str, plan: Path, parts: Parts, *, by: str | None = None) -> Iterator[Any]:
    """Yield a table of the whole run, one batch a chunk, with its declared columns (and `by`, a column of the reports)."""
    columns = [column.name for column in ALL_TABLES[name]]
    if by is not None and by not in columns:
        columns.append(by)
    for line in read_plan(plan):
        if name in line.tables:
            yield _batch(name, line, parts, by).select(columns)


def report_ids(line: PlanLine, parts: Parts) -> list[str]:
    """Return the ids of the reports of a chunk."""
    if "reports" not in line.tables:
        return []
    names = parts.load(line.key, "reports", ["report_id"]).column(0).to_pylist()
    return [line.renamed.get(place, name) for place, name in enumerate(names)]


def _batch(name: str, line: PlanLine, parts: Parts, by: str | None) -> Any:
    import pyarrow as pa

    table = parts.load(line.key, name)
    if name in BY_UNIT:
        first = pa.array([line.first_input + place for place in table.column(UNIT).to_pylist()], type=pa.int64())
        return table.append_column("input_index", first)
    ids = pa.array(report_ids(line, parts), type=pa.string())
    if name == "reports":
        return table.set_column(table.column_names.index("report_id"), "report_id", ids)
    places = table.column(REPORT)
    table = table.append_column("report_id", ids.take(places.combine_chunks()))
    if by is not None and by not in table.column_names:
        values = parts.load(line.key, "reports", [by]).column(0)
        table = table.append_column(by, values.take(places))
    return table
