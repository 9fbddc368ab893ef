"""Commands that analyse inputs: extract."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

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
    text: Annotated[str | None, typer.Option(help="Text column of .jsonl and .csv inputs.")] = None,
    lexicon: Annotated[list[str] | None, typer.Option(help="Your own lexicon file(s), over the bundled ones.")] = None,
    themes: Annotated[
        list[str] | None, typer.Option(help="Your own themes: .toml, cntext or quanteda .yaml, LIWC .dic, .csv.")
    ] = None,
    simplify: Annotated[
        bool, typer.Option("--simplify", help="Read traditional characters as simplified (extra traditional).")
    ] = False,
) -> None:
    """Read pages and print or write what they state. 从网页或文件中提取指标、主题、行业与类型。"""
    from reportmine.cli.running import run_extract
    from reportmine.settings import load_settings

    own = (*(lexicon or ()), *(themes or ()))
    settings = load_settings(text_column=text, lexicons=own or None, traditional=simplify or None)
    sys.exit(run_extract(paths, out=out, form=form.value, only_targets=targets, settings=settings))
