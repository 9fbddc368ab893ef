"""Commands that look into labels: explain, audit, topics."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

Source = Annotated[list[str], typer.Argument(help="Files or folders.", metavar="PATH...")]


def add_commands(app: typer.Typer) -> None:
    """Register the commands of this file."""
    for command in (explain, audit, topics):
        app.command()(command)


def explain(paths: Source) -> None:
    """Show why each report got its type, industry and themes. 解释分类依据。"""
    from reportmine.cli.inspecting_run import run_explain

    sys.exit(run_explain(paths))


def audit(
    paths: Annotated[list[str] | None, typer.Argument(help="Files or folders to draw from.", metavar="PATH...")] = None,
    sample: Annotated[int, typer.Option(min=1, help="Reports on the sheet.")] = 50,
    seed: Annotated[int, typer.Option(help="Which sample is drawn.")] = 1,
    out: Annotated[Path, typer.Option(help="The sheet, a CSV file that Excel opens.")] = Path("audit.csv"),
    read: Annotated[Path | None, typer.Option("--read", help="Read a filled sheet and print the precision.")] = None,
) -> None:
    """Write a sheet for checking labels by hand, or read a filled one. 抽样核对。

    Into the columns that end in _right write y (对, 是, ✓) or n (错, 否, ×), or the right code (SPL, Q84); for themes also how many of those
    shown are right, or the right ones (T05 T12). What stays empty is not judged. A sheet with answers is never written over.
    """
    from reportmine.cli.inspecting_run import run_audit

    sys.exit(run_audit(paths or [], sample=sample, seed=seed, out=out, read=read))


def topics(
    paths: Source,
    count: Annotated[int, typer.Option("--count", min=2, help="How many topics.")] = 10,
) -> None:
    """Find key phrases and topics of a corpus, and their trend by year. 语料主题发现。"""
    from reportmine.cli.inspecting_run import run_topics

    sys.exit(run_topics(paths, count=count))
