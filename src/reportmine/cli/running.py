"""Run `extract`: read every input, print or write its reports, count what failed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from reportmine.acquire.files import read_bytes
from reportmine.cli.console import fail, summarise, tell_passed_over, told_of_traditional
from reportmine.corpus.batch.state import WORK
from reportmine.corpus.records import OwnIds, place_of_page
from reportmine.errors import BatchError, InputError
from reportmine.pipeline import Pipeline, load
from reportmine.present.columns import TABLES
from reportmine.present.rows import report_rows
from reportmine.present.tables import CsvTables, csv_writer, write_rows
from reportmine.schema import PageText, Report
from reportmine.settings import Settings


class Sink(Protocol):
    """Take reports one by one."""

    def __call__(self, report: Report) -> None:
        """Take one report."""


def run_extract(paths: list[str], *, out: Path | None, form: str, only_targets: bool, settings: Settings) -> int:
    """Extract all inputs; return 0, 1 (some failed) or 2 (none could be read)."""
    pipeline = load(settings)
    ids = OwnIds()
    done = failed = 0
    with ExitStack() as stack:
        sinks = _sinks(stack, out, form)
        pages = _pages(paths, pipeline)
        for item in pipeline.stream(pages if settings.traditional else told_of_traditional(pages)):
            if isinstance(item, InputError):
                failed += 1
                fail(item)
                continue
            done += 1
            report = _with_own_id(_only_targets(item) if only_targets else item, ids)
            for sink in sinks:
                sink(report)
    tell_passed_over(paths)
    if not failed:
        return 0
    return 1 if done else 2


def _pages(paths: list[str], pipeline: Pipeline) -> Iterator[PageText | InputError]:
    for path in paths:
        if path == "-":
            data = sys.stdin.buffer.read(pipeline.settings.max_input_bytes + 1) if sys.stdin else b""
            yield from read_bytes(data, name="-", settings=pipeline.settings, lexicon=pipeline.lexicon)
        else:
            yield from pipeline.read(path)


def _sinks(stack: ExitStack, out: Path | None, form: str) -> list[Sink]:
    sinks: list[Sink] = []
    if out is not None:
        if (out / WORK).exists():
            raise BatchError("a batch run lies here", where=str(out), mend="choose another folder for the tables")
        sinks.append(stack.enter_context(CsvTables(out)).write)
    if form == "jsonl":
        sinks.append(_print_json)
    elif form == "csv":
        writer = csv_writer(sys.stdout, TABLES["indicators"])
        sinks.append(lambda report: write_rows(writer, report_rows(report)["indicators"]))
    else:
        sinks.append(lambda report: summarise([report]))
    return sinks


def _print_json(report: Report) -> None:
    sys.stdout.write(json.dumps(report.to_dict(), ensure_ascii=False, separators=(",", ":")) + "\n")


def _with_own_id(report: Report, ids: OwnIds) -> Report:
    """Return the report with an id that no other of this run has: the same page at two places is two reports."""
    article = report.article
    own = ids.settle(article.id, place_of_page(article.page))
    return report if own == article.id else replace(report, article=replace(article, id=own))


def _only_targets(report: Report) -> Report:
    return replace(report, indicators=tuple(i for i in report.indicators if i.role == "target"))
