"""Show a batch run to people: a bar on a terminal, plain lines elsewhere, and a summary."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from reportmine.cli.console import tell_traditional
from reportmine.corpus.batch.run import BatchOptions, BatchResult, Tally, run_batch

if TYPE_CHECKING:
    from reportmine.settings import Settings

LINE_SECONDS = 10.0  # between plain lines: a log of a night stays readable
BAR = 1000


def run(inputs: Sequence[str], *, out: Path, options: BatchOptions, settings: Settings) -> int:
    """Run a batch; return 0, 1 (some inputs failed) or 2 (none gave a report), 130 when interrupted."""
    signal.signal(signal.SIGTERM, _interrupt)  # what SLURM and Kubernetes send before they kill
    progress = Bar() if sys.stderr.isatty() else Lines()
    try:
        with progress:
            result = run_batch(inputs, out=out, options=options, settings=settings, progress=progress)
    except KeyboardInterrupt:
        print(f"reportmine: interrupted; what is done is kept, go on with --resume --out {out}", file=sys.stderr)
        return 130
    return _summarise(result, out)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _summarise(result: BatchResult, out: Path) -> int:
    counts = result.counts
    if result.stopped:
        print(f"reportmine: stopped at {result.stopped}; mend it and go on with --resume", file=sys.stderr)
        return 1
    print(
        f"{counts['inputs']} inputs: {counts['ok']} ok, {counts['partial']} partial, {counts['failed']} failed,"
        f" {counts['skipped']} skipped; {counts['reports']} reports, {counts['indicators']} indicators"
        f" in {result.seconds:.1f} s → {out}"
    )
    if result.traditional:
        tell_traditional(f"{result.traditional} of the pages")
    if counts["failed"] + counts["partial"]:
        for line in result.failures:
            print(f"reportmine: {' '.join(line.split())}", file=sys.stderr)
        print(f"reportmine: all that failed, and why: table errors in {out}", file=sys.stderr)
        return 1 if counts["reports"] else 2
    return 0


class Clock:
    """Tell rate and time left from what this run did, without what an earlier one had done."""

    def __init__(self) -> None:
        self._start = time.monotonic()
        self._known = 0.0

    def text(self, tally: Tally, fraction: float) -> str:
        """Return what is done, how fast, and how long it will take."""
        seconds = max(time.monotonic() - self._start, 0.001)
        fresh = tally.counts["inputs"] - tally.known
        if fresh == 0:
            self._known = fraction
            return f"{tally.counts['inputs']} inputs done before"
        rate = fresh / seconds
        gained = fraction - self._known
        left = seconds * (1 - fraction) / gained if gained > 0 else 0.0
        failed = tally.counts["failed"] + tally.counts["partial"]
        return f"{tally.counts['inputs']} inputs, {failed} failed, {rate:.0f}/s, eta {duration(left)}"


def duration(seconds: float) -> str:
    """Return a time as people read it.

    >>> duration(75), duration(7322)
    ('1:15', '2:02:02')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class Lines:
    """Print plain lines, at most one in LINE_SECONDS, for logs and redirected output."""

    def __init__(self) -> None:
        self._clock = Clock()
        self._last = time.monotonic()

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, *_: object) -> None:
        """End; there is nothing to clean."""

    def start(self, files: int, size: int) -> None:
        """Say how much there is."""
        print(f"reportmine: {files} files, {size / 1e6:.1f} MB", file=sys.stderr, flush=True)

    def advance(self, tally: Tally, fraction: float) -> None:
        """Say what is done."""
        text = self._clock.text(tally, fraction)
        if time.monotonic() - self._last >= LINE_SECONDS:
            self._last = time.monotonic()
            print(f"reportmine: {fraction:.0%} {text}", file=sys.stderr, flush=True)

    def stage(self, text: str) -> None:
        """Say what was written, where writing takes long."""
        if time.monotonic() - self._last >= LINE_SECONDS:
            self._last = time.monotonic()
            print(f"reportmine: wrote {text}", file=sys.stderr, flush=True)


class Bar(Lines):
    """Draw a bar on a terminal."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        super().__init__()
        columns = (TextColumn("{task.percentage:>3.0f}%"), BarColumn(), TextColumn("{task.fields[text]}"))
        self._progress = Progress(*columns, console=Console(stderr=True, emoji=False), transient=True)
        self._task: Any = None

    def __enter__(self) -> Bar:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Take the bar away."""
        self._progress.stop()

    def start(self, files: int, size: int) -> None:
        """Begin the bar."""
        self._task = self._progress.add_task("", total=BAR, text=f"{files} files, {size / 1e6:.1f} MB")

    def advance(self, tally: Tally, fraction: float) -> None:
        """Move the bar."""
        self._progress.update(self._task, completed=fraction * BAR, text=self._clock.text(tally, fraction))

    def stage(self, text: str) -> None:
        """Name the table that was written."""
        self._progress.update(self._task, completed=BAR, text=f"writing tables: {text}")
