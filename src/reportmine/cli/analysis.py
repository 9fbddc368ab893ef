"""Commands that analyse inputs: extract."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from reportmine.cli.options import Lexicons, Simplify, TextColumn, Themes, reading_settings

Paths = Annotated[
    list[str], typer.Argument(help="Files, folders, archives, or - for standard input.", metavar="PATH...")
]


class Format(StrEnum):
    """Name the forms that `extract` prints."""

    summary = "summary"
    jsonl = "jsonl"
    csv = "csv"


def add_commands(app: typer.Typer) -> None:
    """Register the commands of this file."""
    app.command()(extract)


def extract(  # noqa: PLR0913, PLR0917 - one parameter an option
    paths: Paths,
    out: Annotated[
        Path | None, typer.Option(help="Write reports.csv, sections.csv, indicators.csv, themes.csv there.")
    ] = None,
    form: Annotated[
        Format, typer.Option("--format", help="What to print: summary, jsonl (one article a line) or csv (indicators).")
    ] = Format.summary,
    targets: Annotated[bool, typer.Option("--targets", help="Keep only indicators whose role is target.")] = False,
    text: TextColumn = None,
    lexicon: Lexicons = None,
    themes: Themes = None,
    simplify: Simplify = False,
) -> None:
    """Read pages and print or write what they state. 从网页或文件中提取指标、主题、行业与类型。"""
    from reportmine.cli.running import run_extract

    settings = reading_settings(text, lexicon, themes, simplify=simplify)
    sys.exit(run_extract(paths, out=out, form=form.value, only_targets=targets, settings=settings))
