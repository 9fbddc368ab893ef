"""Commands that show results: view, report, plot."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def add_commands(app: typer.Typer) -> None:
    """Register the commands of this file."""
    app.command()(view)
    app.command()(report)
    app.command()(plot)


def view(
    path: Annotated[str, typer.Argument(help="File to show.", metavar="PATH")],
    out: Annotated[Path, typer.Option(help="HTML file to write.")] = Path("report.html"),
    article: Annotated[int, typer.Option(min=0, help="Which article of the page, from 0.")] = 0,
) -> None:
    """Write one report as an HTML page with highlights and tables. 把一篇报告写成带高亮的网页。"""
    from reportmine.errors import QueryError
    from reportmine.pipeline import load, read
    from reportmine.present.viewer import build_viewer

    reports = load().analyze(read(path))
    if article >= len(reports):
        raise QueryError(f"no article {article}", where=path, mend=f"the page has {len(reports)}, counted from 0")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(build_viewer(reports[article].to_dict()), encoding="utf-8")
    print(out)


def report(
    folder: Annotated[Path, typer.Argument(help="Folder that batch or extract --out wrote.", metavar="RESULTS")],
    out: Annotated[Path, typer.Option(help="HTML file to write.")] = Path("report.html"),
    title: Annotated[str, typer.Option(help="Title of the page.")] = "报告集",
) -> None:
    """Write one offline page with charts and evidence about a folder of tables. 把一批结果写成一页图文报告。"""
    from reportmine.present.report_page import build_report_page
    from reportmine.present.results import read_tables

    page = build_report_page(read_tables(folder), title=title)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(page, encoding="utf-8")
    print(out)


def plot(
    folder: Annotated[Path, typer.Argument(help="Folder that batch or extract --out wrote.", metavar="RESULTS")],
    out: Annotated[Path, typer.Option(help="Folder for the pictures.")] = Path("plots"),
    form: Annotated[str, typer.Option("--format", help="svg or png.")] = "svg",
) -> None:
    """Draw targets, attainment, themes, industries and a word network as pictures. 画图。"""
    from reportmine.present import plots
    from reportmine.present.results import read_tables

    tables = read_tables(folder)
    for name, figure in plots.plot_all(tables).items():
        print(plots.save_figure(figure, out / f"{name}.{form}"))
