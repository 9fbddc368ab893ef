"""Say what a crawl is to do: seeds, limits and manners; read seeds from addresses and text files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from reportmine.acquire.addresses import is_loopback
from reportmine.acquire.crawl.urls import check_url
from reportmine.errors import CrawlError

AGENT = "reportmine/0.1 (+{contact})"
ROBOTS_AGENT = "reportmine"


@dataclass(frozen=True, slots=True)
class CrawlPlan:
    """Hold the orders for one crawl; times are seconds, sizes bytes.

    `depth` counts links from a seed: 1 follows a list to its articles. Budgets are per host; None means no limit.
    """

    out: Path
    contact: str = ""
    depth: int = 1
    delay: float = 1.0
    max_delay: float = 60.0
    max_pages: int | None = 5000
    max_minutes: float | None = None
    allow_private: bool = False
    refresh: bool = False
    retry_failed: bool = False
    max_body: int = 16_000_000
    warc_bytes: int = 1_000_000_000
    timeout: float = 60.0
    retries: int = 3

    @property
    def agent(self) -> str:
        """Return the truthful user agent."""
        return AGENT.format(contact=self.contact or "loopback")


def read_seeds(seeds: Iterable[str], plan: CrawlPlan) -> list[str]:
    """Return the addresses to start from; a seed that is a file is read line by line (# starts a comment).

    Raises CrawlError for an address that may not be fetched, and where a crawl beyond loopback names no contact.
    """
    found: list[str] = []
    for seed in seeds:
        if "://" in seed:
            found.append(seed)
            continue
        path = Path(seed)
        if not path.is_file():
            raise CrawlError("neither an address nor a file of addresses", where=seed, mend="write http://host/path")
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        found += [line.split(" #", 1)[0].strip() for line in lines if line.strip() and not line.startswith("#")]
    urls = [check_url(url, allow_private=plan.allow_private) for url in found]
    if not urls:
        raise CrawlError("no seeds", where=", ".join(seeds) or "crawl", mend="give addresses or a file of addresses")
    if not plan.contact and not all(is_loopback(urlsplit(url).hostname or "") for url in urls):
        raise CrawlError(
            "no contact set",
            where="crawl",
            mend="pass --contact you@example.org (or set crawl_contact), so that sites can reach you",
        )
    return urls
