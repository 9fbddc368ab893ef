"""Print for people: one line an error, and a summary of reports."""

from __future__ import annotations

import errno
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from reportmine.errors import InputError, NoTextError, ReportMineError

if TYPE_CHECKING:
    from reportmine.schema import Indicator, PageText, Report

MOST_TARGETS = 8  # targets shown for one report


def fail(error: ReportMineError) -> None:
    """Print one clear line on stderr: what, where, how to mend."""
    line = " ".join(str(error).split())
    print(f"reportmine: {line}", file=sys.stderr)


MENDS: tuple[tuple[tuple[int, ...], str], ...] = (
    ((errno.EEXIST, errno.ENOTDIR), "a file lies where a folder is wanted: choose another name, or move the file away"),
    ((errno.EISDIR,), "a folder lies where a file is wanted: give the name of a file"),
    ((errno.EACCES, errno.EPERM, errno.EROFS), "choose a place that you may write to"),
    ((errno.ENOSPC, errno.EDQUOT), "free some space, or choose another place"),
    ((errno.ENAMETOOLONG, errno.EINVAL), "choose another name"),
)


def place_error(error: OSError) -> ReportMineError:
    """Return the error of the system about a file or folder as one of ours, with what to do."""
    mend = next((mend for numbers, mend in MENDS if error.errno in numbers), "check the path")
    where = next((os.fsdecode(n) for n in (error.filename2, error.filename) if isinstance(n, str | bytes)), "")
    return ReportMineError(error.strerror or str(error) or type(error).__name__, where=where, mend=mend)


def tell_passed_over(paths: Iterable[str]) -> None:
    """Print one line on stderr about the files in folders that are no documents and were not read."""
    from reportmine.acquire.assets import asset_suffix
    from reportmine.acquire.files import files_below  # here: --help needs no readers

    found: Counter[str] = Counter()
    for path in map(Path, paths):
        if path.is_dir():
            with suppress(NoTextError):
                found.update(asset for file in files_below(path) if (asset := asset_suffix(file.name)))
    if found:
        kinds = ", ".join(f"{count} {suffix}" for suffix, count in sorted(found.items()))
        print(f"reportmine: passed over as no documents: {kinds}; name a file itself to have it read", file=sys.stderr)


def tell_traditional(where: str) -> None:
    """Print one line on stderr about pages in traditional characters: which option reads them as simplified."""
    print(
        f"reportmine: {where}: written in traditional characters, of which little is understood; read it with --simplify",
        file=sys.stderr,
    )


def told_of_traditional(items: Iterable[PageText | InputError]) -> Iterator[PageText | InputError]:
    """Pass pages on, and tell of the first that is written in traditional characters."""
    from reportmine.structure.traditional import is_traditional

    told = False
    for item in items:
        if not told and not isinstance(item, InputError) and is_traditional(item.text):
            told = True
            tell_traditional(item.path or item.url or "text")
        yield item


def value_text(indicator: Indicator) -> str:
    """Return a value as people read it: `≥ 1606万元`, `redacted 万元`."""
    if indicator.redacted:
        return f"[缺失] {indicator.evidence.text}".strip()
    sign = {"at_least": "≥ ", "at_most": "≤ ", "about": "≈ "}.get(indicator.quantity.bound, "")
    change = {"increase": "+ ", "decrease": "- "}.get(indicator.change, "")
    return f"{sign}{change}{' '.join(indicator.evidence.text.split())}"


def summarise(reports: Iterable[Report]) -> None:
    """Print a readable summary: one block a report, with its targets as a table."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(highlight=False, emoji=False)
    for report in reports:
        article = report.article
        name = article.title or article.page.title or article.text[:24].replace("\n", " ")
        console.print(
            f"\n[bold]{escape(name)}[/bold]  ({escape(article.page.path or article.page.url or 'text')} #{article.index})"
        )
        console.print(
            f"  类型 {report.report_type.id} {report.report_type.score:.2f}   行业 {report.industry.id} {report.industry.score:.2f}"
            f"   主题 {' '.join(t.id for t in report.themes[:5])}   指标 {len(report.indicators)}"
            f"（目标 {sum(i.role == 'target' for i in report.indicators)}，缺失 {sum(i.redacted for i in report.indicators)}）"
        )
        targets = [i for i in report.indicators if i.role == "target"]
        if targets:
            table = Table("指标", "数值", "期间", "力度", "证据", box=None, padding=(0, 2, 0, 2))
            for i in targets[:MOST_TARGETS]:
                sentence = " ".join(i.sentence.text.split())
                table.add_row(
                    escape(i.metric),
                    escape(value_text(i)),
                    escape(i.period.text),
                    i.strength or "",
                    escape(sentence[:42]),
                )
            console.print(table)
            if len(targets) > MOST_TARGETS:
                console.print(f"    … {len(targets) - MOST_TARGETS} more targets in indicators.csv")
