"""Check that this machine can do the work, and list pages whose main text two methods find differently."""

from __future__ import annotations

import importlib.util
import locale
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from reportmine.errors import ReportMineError
from reportmine.pipeline import Pipeline
from reportmine.present.fonts import find_chinese_font
from reportmine.schema import PageText

# What each extra installs, by the module that shows it.
EXTRAS = {"crawl": "scrapy", "cluster": "distributed", "plots": "matplotlib", "traditional": "opencc"}
PROBE = "一、今年计划实现利润1606万元，比上年增长8.5%，力争安全事故为零。"


@dataclass(frozen=True, slots=True)
class Finding:
    """Hold one check: its name, `ok`, `note` (works without it) or `wrong`, what was seen and how to mend it."""

    name: str
    state: str
    seen: str
    mend: str = ""


def check_machine(load: Callable[[], Pipeline], *, folder: Path) -> list[Finding]:
    """Check models and lexicons, write access to `folder` and to temporary space, encodings, fonts and extras."""
    return [
        _check_analysis(load),
        _check_write(folder, "write access"),
        _check_write(Path(tempfile.gettempdir()), "temporary files"),
        *_check_encodings(),
        _check_font(),
        *(_check_extra(name, module) for name, module in EXTRAS.items()),
    ]


def _check_analysis(load: Callable[[], Pipeline]) -> Finding:
    try:
        pipeline = load()
        found = pipeline.analyze(PROBE)[0].indicators
    except ReportMineError as error:
        return Finding("models and lexicons", "wrong", error.what, error.mend)
    versions = ", ".join(str(v)[:24] for v in pipeline.versions.values())
    if not any(i.quantity.unit == "元" for i in found):
        return Finding(
            "models and lexicons", "wrong", "a plain amount is not found", "reinstall, or check your own lexicons"
        )
    return Finding("models and lexicons", "ok", versions)


def _check_write(folder: Path, name: str) -> Finding:
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix="报告-"):
            pass
    except OSError as error:
        return Finding(name, "wrong", f"{folder}: {error.strerror or error}", "choose a folder that you may write to")
    return Finding(name, "ok", str(folder))


def _check_encodings() -> Iterator[Finding]:
    stream = sys.stdout.encoding or "none"
    able = _can_encode(stream, "报告 ㈠ ①")
    yield Finding(
        "terminal encoding",
        "ok" if able else "note",
        stream,
        "" if able else "Chinese prints as ?; set PYTHONIOENCODING=utf-8 (tables and files are not affected)",
    )
    names = sys.getfilesystemencoding()
    yield Finding(
        "file names", "ok" if _can_encode(names, "报告") else "wrong", f"{names}, locale {locale.getlocale()[1]}"
    )


def _can_encode(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except (LookupError, UnicodeEncodeError):
        return False
    return True


def _check_font() -> Finding:
    if importlib.util.find_spec("matplotlib") is None:
        return Finding(
            "Chinese font", "note", "not looked for: plots are not installed", "pip install reportmine[plots]"
        )
    font = find_chinese_font()
    if font:
        return Finding("Chinese font", "ok", font)
    return Finding("Chinese font", "note", "none found", "charts need one, e.g. apt install fonts-noto-cjk")


def _check_extra(name: str, module: str) -> Finding:
    if importlib.util.find_spec(module):
        return Finding(f"extra [{name}]", "ok", module)
    return Finding(f"extra [{name}]", "note", "not installed", f"pip install reportmine[{name}]")


def find_doubtful_pages(
    pages: Iterable[PageText | ReportMineError], *, least: float
) -> Iterator[tuple[str, float, str]]:
    """Yield (place, agreement, reason) for pages whose agreement is below `least`, and for those that cannot be read."""
    for page in pages:
        if isinstance(page, ReportMineError):
            yield page.where, 0.0, page.what
        elif page.extraction.agreement < least:
            yield (
                page.path or page.url or "text",
                page.extraction.agreement,
                f"two methods disagree ({page.extraction.method})",
            )


def worst(findings: Iterable[Finding]) -> bool:
    """Say whether anything is wrong."""
    return any(finding.state == "wrong" for finding in findings)
