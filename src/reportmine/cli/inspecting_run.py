"""Run explain, audit and topics: read inputs, do one library call, print what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reportmine.cli.console import fail
from reportmine.errors import InputError, MissingInputError
from reportmine.present.names import TOLD

if TYPE_CHECKING:
    from rich.console import Console

    from reportmine.schema import Label, Report

SPACES = {
    "w": "正文", "h": "小标题", "o": "开头", "e": "结尾", "g": "套话", "f": "文体与结构", "i": "行业词",
    "t": "标题", "l": "标题末", "y": "标题类型词", "Y": "标题类型词",
}  # fmt: skip
THEMES = 6
TERMS = 5


class _Reports:
    """Read the reports of paths one by one; `failed` counts what could not be read."""

    def __init__(self, paths: Sequence[str]) -> None:
        self._paths = paths
        self.done = self.failed = 0

    def __iter__(self) -> Iterator[Report]:
        from reportmine.pipeline import load

        pipeline = load()
        for path in self._paths:
            for item in pipeline.stream(pipeline.read(path)):
                if isinstance(item, InputError):
                    self.failed += 1
                    fail(item)
                else:
                    self.done += 1
                    yield item

    @property
    def code(self) -> int:
        """Return the exit code."""
        return 0 if not self.failed else 1 if self.done else 2


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False, emoji=False)


def run_explain(paths: Sequence[str]) -> int:
    """Print a block a report: label, candidates, deciding words, conflicts, themes."""
    from rich.markup import escape

    console, reports = _console(), _Reports(paths)
    for report in reports:
        article = report.article
        console.print(f"\n[bold]{escape(article.title or article.text[:24])}[/bold]  {escape(article.id)}")
        _print_label(console, "类型", report.report_type)
        _print_label(console, "行业", report.industry)
        if report.mentioned_industries:
            named = "  ".join(f"{code} {score:.1f}" for code, score in report.mentioned_industries)
            console.print(f"  提及行业  {named}")
        for theme in report.themes[:THEMES]:
            terms = list(dict.fromkeys(m.term for m in theme.mentions if m.term)) or [f"（{TOLD}）"]
            console.print(f"  主题 {theme.id}  {theme.share:.0%}  {escape(' '.join(terms[:TERMS]))}")
    return reports.code


def _print_label(console: Console, name: str, label: Label) -> None:
    from rich.markup import escape
    from rich.table import Table

    candidates = "  ".join(f"{code} {score:.2f}" for code, score in label.candidates)
    abstained = "  [yellow]弃权[/yellow]" if label.abstained else ""
    console.print(f"  {name} [bold]{label.id}[/bold] {label.score:.2f}{abstained}   候选 {candidates}")
    for warning in label.warnings:
        console.print(f"    [yellow]冲突[/yellow] {escape(warning)}")
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 4))
    for term, weight in label.evidence:
        space, _, value = term.partition(":")
        table.add_row(escape(value), SPACES.get(space, space), f"{weight:+.2f}")
    console.print(table)


def run_audit(paths: Sequence[str], *, sample: int, seed: int, out: Path, read: Path | None) -> int:
    """Write a sheet or print what a filled one says."""
    from reportmine.acquire.decode import decode_bytes
    from reportmine.learn.audit import audit_sheet, is_blank_sheet, read_audit, sample_reports

    if read is not None:
        if not read.is_file():
            raise MissingInputError("no such sheet", where=str(read), mend="give the CSV that `audit` wrote")
        for row in read_audit(decode_bytes(read.read_bytes())[0], str(read)):
            found = f"{row.share:.3f}  (95 % {row.low:.3f} to {row.high:.3f})" if row.judged else "not judged"
            print(f"{row.column:<12} {row.right}/{row.judged}  {found}")
        return 0
    if not paths:
        raise MissingInputError("nothing to audit", where="audit", mend="give files or folders, or --read SHEET")
    if out.is_file() and not is_blank_sheet(decode_bytes(out.read_bytes())[0]):
        raise InputError(
            "is there already, and would be lost", where=str(out),
            mend="give another name with --out, or move it away; a filled sheet is read by --read",
        )  # fmt: skip
    reports = _Reports(paths)
    chosen = sample_reports(reports, size=sample, seed=seed)
    if chosen:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(audit_sheet(chosen), encoding="utf-8-sig", newline="")
        print(f"{len(chosen)} of {reports.done} reports (seed {seed}) written to {out}")
    return reports.code


def run_topics(paths: Sequence[str], *, count: int) -> int:
    """Print key phrases, then a line a topic with its share by year."""
    from rich.markup import escape
    from rich.table import Table

    from reportmine.learn.topics import TopicText, find_topics, years_of

    console, reports = _console(), _Reports(paths)
    found = find_topics(
        (TopicText(r.article.id, r.article.text, r.attributes.get("period")) for r in reports), count=count
    )
    console.print("关键短语  " + escape("  ".join(f"{phrase}({n})" for phrase, n in found.key_phrases)))
    years = years_of(found)
    table = Table("#", "短语", "占比", *years, box=None, padding=(0, 2, 0, 0))
    for number, topic in enumerate(found.topics, 1):
        trend = [f"{topic.by_year[y]:.0%}" if y in topic.by_year else "" for y in years]
        table.add_row(str(number), escape(" ".join(topic.phrases)), f"{topic.share:.0%}", *trend)
    console.print(table)
    return reports.code
