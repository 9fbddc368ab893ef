"""Commands about a corpus: index, db, similar, duplicates, search."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from reportmine.cli.options import Lexicons, Simplify, TextColumn, Themes, reading_settings

Database = Annotated[Path | None, typer.Option("--db", help="Database; reportmine.db unless settings say otherwise.")]
Industry = Annotated[str | None, typer.Option(help="GB/T 4754 section or division, e.g. I or I63.")]
Kind = Annotated[str | None, typer.Option("--type", help="Report type, e.g. SPL.")]
Year = Annotated[int | None, typer.Option(help="Year the report speaks of.")]
Theme = Annotated[str | None, typer.Option(help="One of the report's strongest themes, e.g. T05.")]
Site = Annotated[str | None, typer.Option(help="Host name of the page.")]
Targets = Annotated[bool | None, typer.Option("--targets/--no-targets", help="Only reports with (without) targets.")]
Metric = Annotated[str | None, typer.Option(help="Metric id or its name in the text.")]
Cluster = Annotated[str | None, typer.Option(help="Only copies of this report (id).")]


class Shape(StrEnum):
    """Name the forms in which results are printed."""

    table = "table"
    jsonl = "jsonl"


Form = Annotated[Shape, typer.Option("--format", help="What to print: a table, or one JSON object a line.")]
db = typer.Typer(help="Check, shrink, export or import a database. 维护数据库。", no_args_is_help=True)


def add_commands(app: typer.Typer) -> None:
    """Register the commands of this file."""
    app.command()(index)
    app.command()(similar)
    app.command()(duplicates)
    app.command()(search)
    db.command()(check)
    db.command()(vacuum)
    db.command()(export)
    db.command(name="import")(import_)
    app.add_typer(db, name="db")


def index(  # noqa: PLR0913, PLR0917 - one parameter an option
    paths: Annotated[list[str], typer.Argument(help="Files, folders or archives.", metavar="PATH...")],
    database: Database = None,
    prune: Annotated[bool, typer.Option("--prune", help="Forget pages of the folders that are gone.")] = False,
    text: TextColumn = None,
    lexicon: Lexicons = None,
    themes: Themes = None,
    simplify: Simplify = False,
) -> None:
    """Read pages into a database and its search index; only what changed is analysed. 建库与更新索引。"""
    from reportmine.cli.corpus_run import run_index

    settings = reading_settings(text, lexicon, themes, simplify=simplify)
    sys.exit(run_index(paths, database, prune=prune, settings=settings))


def similar(  # noqa: PLR0913, PLR0917 - one parameter an option
    target: Annotated[str, typer.Argument(help="A file, or the id of a report.", metavar="PATH|ID")],
    database: Database = None,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many.")] = 10,
    industry: Industry = None,
    kind: Kind = None,
    year: Year = None,
    theme: Theme = None,
    site: Site = None,
    targets: Targets = None,
    metric: Metric = None,
    cluster: Cluster = None,
    article: Annotated[int, typer.Option(min=0, help="Which article of the page, from 0.")] = 0,
    copies: Annotated[bool, typer.Option("--copies", help="Rank copies too, instead of collapsing them.")] = False,
    dense: Annotated[bool, typer.Option("--dense", help="Re-rank by sentence vectors (extra [dense]).")] = False,
    form: Form = Shape.table,
) -> None:
    """Find the reports most like one, with reasons; copies are collapsed. 查找相似报告。"""
    from reportmine.cli.corpus_run import SimilarOptions, run_similar
    from reportmine.corpus.filters import Filters

    filters = Filters(industry, kind, year, theme, site, targets, metric, cluster)
    options = SimilarOptions(article=article, k=k, collapse=not copies, dense=dense, form=form.value)
    run_similar(target, database, filters, options)


def duplicates(
    database: Database = None,
    reports: Annotated[
        bool, typer.Option("--reports", help="One report a line: cluster, reuse and template shares, sampling weight.")
    ] = False,
    form: Form = Shape.table,
) -> None:
    """List copies and excerpts with the places they share. 列出重复与摘录。"""
    from reportmine.cli.corpus_run import run_duplicates

    run_duplicates(database, reports=reports, form=form.value)


def search(  # noqa: PLR0913, PLR0917 - one parameter an option
    query: Annotated[
        str, typer.Argument(help='Words, "phrases", title: industry: type: year: theme: metric: site:, -word.')
    ],
    database: Database = None,
    k: Annotated[int, typer.Option("-k", min=1, help="How many.")] = 10,
    offset: Annotated[int, typer.Option(min=0, help="How many to skip.")] = 0,
    industry: Industry = None,
    kind: Kind = None,
    year: Year = None,
    theme: Theme = None,
    site: Site = None,
    targets: Targets = None,
    metric: Metric = None,
    cluster: Cluster = None,
    form: Form = Shape.table,
) -> None:
    """Search the full text. 全文检索。"""
    from reportmine.cli.corpus_run import run_search
    from reportmine.corpus.filters import Filters

    filters = Filters(industry, kind, year, theme, site, targets, metric, cluster)
    run_search(query, database, filters, limit=k, offset=offset, form=form.value)


def check(database: Database = None) -> None:
    """Look for damage, and whether search agrees with the database; exit code 1 where something is wrong. 检查。"""
    from reportmine.cli.corpus_run import run_check

    sys.exit(run_check(database))


def vacuum(database: Database = None) -> None:
    """Rewrite the database without free pages and the index anew. 压缩。"""
    from reportmine.cli.corpus_run import run_vacuum

    run_vacuum(database)


def export(
    database: Database = None,
    out: Annotated[Path | None, typer.Option(help="File to write; printed otherwise.")] = None,
) -> None:
    """Write every report as one JSON object a line. 导出。"""
    from reportmine.cli.corpus_run import run_export

    run_export(database, out)


def import_(
    path: Annotated[str, typer.Argument(help="File that export or extract wrote, or - for standard input.")],
    database: Database = None,
) -> None:
    """Add the reports of a JSON Lines file. 导入。"""
    from reportmine.cli.corpus_run import run_import

    run_import(path, database)
