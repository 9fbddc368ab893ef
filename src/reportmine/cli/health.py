"""Commands that check: doctor."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer


def add_commands(app: typer.Typer) -> None:
    """Register the commands of this file."""
    app.command()(doctor)


def doctor(
    paths: Annotated[
        list[str] | None, typer.Argument(help="Pages to check for doubtful extraction.", metavar="[PATH...]")
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder that results are to be written to.")] = Path(),
) -> None:
    """Check fonts, encodings, models and write access; list pages whose main text is in doubt. 检查环境与可疑网页。"""
    from reportmine.cli.console import fail
    from reportmine.corpus.doctor import check_machine, find_doubtful_pages, worst
    from reportmine.errors import MissingInputError
    from reportmine.pipeline import load

    findings = check_machine(load, folder=out)
    for finding in findings:
        print(
            f"{finding.state:<6} {finding.name:<22} {finding.seen}" + (f"  -> {finding.mend}" if finding.mend else "")
        )
    missing = [path for path in paths or () if "://" not in path and not Path(path).exists()]
    for path in missing:
        fail(MissingInputError("no such file or folder", where=path, mend="check the path"))
    for path in [path for path in paths or () if path not in missing]:
        least = load().settings.min_agreement
        for place, agreement, reason in find_doubtful_pages(load().read(path), least=least):
            print(f"doubt  {agreement:.2f}  {place}: {reason}")
    if missing and len(missing) == len(paths or ()):
        sys.exit(2)
    sys.exit(1 if missing or worst(findings) else 0)
