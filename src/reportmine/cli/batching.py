"""Commands for a whole corpus and for the paper about it: batch, cite, methods."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from reportmine.cli.options import Lexicons, Simplify, TextColumn, Themes, reading_settings

Inputs = Annotated[
    list[str],
    typer.Argument(
        help="Files, folders, quoted globs, .zip, .warc.gz, .jsonl, .csv, .parquet, fsspec URLs.", metavar="INPUT..."
    ),
]


class HeaderName(StrEnum):
    """Name the languages of the column names."""

    en = "en"
    zh = "zh"


def add_commands(app: typer.Typer) -> None:
    """Register the commands of this file."""
    app.command()(batch)
    app.command()(cite)
    app.command()(methods)


def batch(  # noqa: PLR0913, PLR0917 - one parameter an option
    inputs: Inputs,
    out: Annotated[Path, typer.Option(help="Results folder.")],
    jobs: Annotated[int, typer.Option(min=0, help="Worker processes; 0 takes every core.")] = 0,
    form: Annotated[str, typer.Option("--format", help="Of csv, parquet, xlsx, dta, jsonl.")] = "csv,parquet",
    header: Annotated[HeaderName, typer.Option(help="Names of the columns.")] = HeaderName.en,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where an earlier run ended.")] = False,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Resume, and try failed inputs again.")] = False,
    fail_fast: Annotated[bool, typer.Option("--fail-fast", help="Stop at the first input that fails.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="Take only so many inputs.")] = None,
    sample: Annotated[int | None, typer.Option(min=1, help="Take a random sample of so many inputs.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of the sample.")] = 0,
    partition_by: Annotated[str | None, typer.Option(help="Partition Parquet by report_type, industry …")] = None,
    scheduler: Annotated[str | None, typer.Option(help="Dask scheduler, tcp://host:port.")] = None,
    cluster: Annotated[str | None, typer.Option(help="Start a Dask cluster here: local:N.")] = None,
    parts: Annotated[str | None, typer.Option(help="Keep checkpoints at this folder or URL.")] = None,
    text: TextColumn = None,
    lexicon: Lexicons = None,
    themes: Themes = None,
    simplify: Simplify = False,
    page_seconds: Annotated[float | None, typer.Option(help="Time limit of one page; 0 sets none.")] = None,
) -> None:
    """Analyse a whole corpus into tables, with checkpoints. 批量处理并写出数据表。"""
    from reportmine.cli.batch_run import run
    from reportmine.corpus.batch.run import BatchOptions
    from reportmine.present.formats.writers import parse_formats

    settings = reading_settings(text, lexicon, themes, simplify=simplify, page_seconds=page_seconds)
    options = BatchOptions(
        jobs=jobs, formats=parse_formats(form), header=header.value, resume=resume, retry_failed=retry_failed,
        fail_fast=fail_fast, limit=limit, sample=sample, seed=seed, partition_by=partition_by, scheduler=scheduler,
        cluster=cluster, parts=parts,
    )  # fmt: skip
    sys.exit(run(inputs, out=out, options=options, settings=settings))


def cite(
    lexicon: Annotated[list[str] | None, typer.Option(help="Your own lexicon file(s) that the work used.")] = None,
) -> None:
    """Print how to cite reportmine and its lexicons, in GB/T 7714 and BibTeX. 引用格式。"""
    from reportmine.present.citation import citation_text

    print(citation_text(tuple(lexicon or ())))


def methods(run: Annotated[Path, typer.Argument(help="run.json of a batch.", metavar="RUN.JSON")]) -> None:
    """Print a methods paragraph in Chinese and English from a run. 方法说明段落。"""
    from reportmine.present.citation import methods_text

    print(methods_text(run))
