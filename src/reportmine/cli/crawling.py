"""Commands that fetch: crawl."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from reportmine.acquire.crawl.spider import Progress

EVERY = 5.0  # seconds between two lines of progress where no terminal is watched


def add_commands(app: typer.Typer) -> None:
    """Register the commands of this file."""
    app.command()(crawl)


def crawl(  # noqa: PLR0913, PLR0917 - one parameter an option
    seeds: Annotated[
        list[str],
        typer.Argument(help="Addresses of articles, lists or sitemaps, or files of addresses.", metavar="SEEDS..."),
    ],
    out: Annotated[Path, typer.Option(help="Folder for archive and journal; the same folder goes on.")] = Path("crawl"),
    contact: Annotated[
        str | None, typer.Option(help="E-mail or URL by which sites can reach you (in the user agent).")
    ] = None,
    depth: Annotated[
        int, typer.Option(min=0, help="Links to follow from a seed: 1 = from a list to its articles.")
    ] = 1,
    delay: Annotated[float, typer.Option(min=0, help="Least seconds between two requests to a host.")] = 1.0,
    max_pages: Annotated[int, typer.Option(min=1, help="Most pages of one host.")] = 5000,
    max_minutes: Annotated[float | None, typer.Option(help="Most minutes for one host.")] = None,
    allow_private: Annotated[bool, typer.Option("--allow-private", help="Also fetch from private addresses.")] = False,
    refresh: Annotated[bool, typer.Option("--refresh", help="Ask again for what is done, by ETag and date.")] = False,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Try again what failed.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be fetched, and fetch nothing.")] = False,
    extract: Annotated[bool, typer.Option("--extract", help="Then analyse what is archived, into OUT/tables.")] = False,
    db: Annotated[Path | None, typer.Option(help="Then also index what is archived into this database.")] = None,
) -> None:
    """Bring article pages home, politely and archived as WARC. 抓取网页：守规矩、可续传、存档。"""
    from reportmine.acquire.crawl.plan import CrawlPlan
    from reportmine.acquire.crawl.run import crawl as run
    from reportmine.acquire.crawl.run import preview
    from reportmine.cli.corpus_run import run_index
    from reportmine.cli.running import run_extract
    from reportmine.settings import load_settings
    from reportmine.text.lexicon import load_lexicon

    settings = load_settings(crawl_contact=contact)
    plan = CrawlPlan(
        out, settings.crawl_contact, depth=depth, delay=delay, max_pages=max_pages, max_minutes=max_minutes,
        allow_private=allow_private, refresh=refresh, retry_failed=retry_failed,
    )  # fmt: skip
    if dry_run:
        for url, decision in preview(seeds, plan):
            print(f"{decision:<16} {url}")
        return
    counts = run(seeds, plan, lexicon=load_lexicon(settings.lexicons), tell=_Teller())
    print("  ".join(f"{state} {count}" for state, count in counts.items()), file=sys.stderr)
    code = 1 if counts.get("failed") else 0
    archives = [str(path) for path in sorted(out.glob("*.warc.gz"))]
    if extract:
        done = run_extract(archives, out=out / "tables", form="summary", only_targets=False, settings=settings)
        code = max(code, done)
    if db is not None:
        code = max(code, run_index(archives, db, prune=False, settings=settings))
    sys.exit(code)


class _Teller:
    """Print progress: one changing line on a terminal, a plain line now and then elsewhere."""

    def __init__(self) -> None:
        self._last = 0.0
        self._watched = sys.stderr.isatty()

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self._last < (0.1 if self._watched else EVERY):
            return
        self._last = now
        eta = f"{progress.eta / 60:.0f} min" if progress.eta is not None else "?"
        line = (
            f"pages {progress.pages}  articles {progress.articles}  failed {progress.failures}"
            f"  waiting {progress.waiting}  {progress.host}  eta {eta}"
        )
        print(
            f"\r{line:<79}" if self._watched else line, end="" if self._watched else "\n", file=sys.stderr, flush=True
        )
