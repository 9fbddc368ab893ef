"""Commands that show results: view."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def add_commands(app: typer.Typer) -> None:
    """Register the commands of this file."""
    app.command()(view)


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
