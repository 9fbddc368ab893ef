"""Crawl with Scrapy: archive every response, read its links, keep the journal, follow lists, pagers and redirects."""

from __future__ import annotations

import hashlib
import time
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import scrapy
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.utils.sitemap import Sitemap
from twisted.python.failure import Failure

from reportmine.acquire.crawl.archive import Archive, Exchange, read_response
from reportmine.acquire.crawl.journal import Archived, Entry, Journal, Link
from reportmine.acquire.crawl.links import find_wall, read_links
from reportmine.acquire.crawl.plan import CrawlPlan
from reportmine.acquire.crawl.politeness import Skip
from reportmine.acquire.crawl.urls import check_url, host_key, url_key
from reportmine.acquire.decode import decode_bytes
from reportmine.errors import CrawlError
from reportmine.text.lexicon import Lexicon

MAX_HOPS = 5
REDIRECTS = (301, 302, 303, 307, 308)
TRY_AGAIN = (408, 429, 500, 502, 503, 504, 522, 524)
PRIORITY = {"page": 20, "article": 10, "seed": 5, "list": 0, "sitemap": 5}
DOCUMENTS = ("application/pdf", "application/msword", "application/vnd.openxml", "text/plain")


@dataclass(frozen=True, slots=True)
class Progress:
    """Hold how far a crawl is: pages fetched, articles among them, failures, addresses waiting, and the host at work."""

    pages: int
    articles: int
    failures: int
    waiting: int
    host: str
    seconds: float

    @property
    def eta(self) -> float | None:
        """Return the seconds that the waiting addresses will take at the pace so far."""
        return self.waiting * self.seconds / self.pages if self.pages else None


@dataclass(frozen=True, slots=True)
class Task:
    """Hold what a spider works with; `seeds` are the hosts that may be private where the plan allows it."""

    plan: CrawlPlan
    journal: Journal
    archive: Archive
    lexicon: Lexicon
    seeds: frozenset[str]

    def check(self, url: str) -> None:
        """Raise CrawlError for an address that may not be fetched: private ones only where a seed named the host."""
        check_url(url, allow_private=self.plan.allow_private and host_key(url) in self.seeds)


class ArticleSpider(scrapy.Spider):
    """Fetch what the journal has queued until it is empty."""

    name = "reportmine"

    def __init__(self, task: Task, tell: Callable[[Progress], None]) -> None:
        super().__init__()
        self.troubles: list[CrawlError] = []
        self.task, self.plan, self.journal = task, task.plan, task.journal
        self.closed: dict[str, str] = {}  # hosts that are left alone, and why
        self._tell, self._start = tell, time.monotonic()
        self._pages = self._articles = self._failures = 0
        self._waiting = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> ArticleSpider:
        """Build the spider and have it told of its own errors; Scrapy calls it."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.broken, signal=scrapy.signals.spider_error)
        return spider

    def broken(self, failure: Failure, response: Response) -> None:
        """Note a page that could not be read, so that one bad page does not stop or repeat the crawl."""
        if not self.troubles:
            self._fail(response.meta["link"].url, f"{type(failure.value).__name__}: {str(failure.value)[:160]}")

    async def start(self) -> AsyncIterator[Request]:
        """Go on where the crawl was: first what is archived but not followed, then the queue."""
        for entry in self.journal.entries("fetched"):
            for request in self._resume(entry):
                yield request
        for entry in self.journal.entries("queued"):
            yield self._request(Link(entry.url, entry.kind, entry.depth), entry)

    def _request(self, link: Link, entry: Entry | None = None, hops: int = 0) -> Request:
        headers = {}
        if self.plan.refresh and entry and entry.warc:
            headers = {"If-None-Match": entry.etag, "If-Modified-Since": entry.modified}
        self._waiting += 1
        return Request(
            link.url,
            callback=self.arrive,
            errback=self.miss,
            dont_filter=True,  # the journal knows what has been seen
            priority=PRIORITY.get(link.kind, 0),
            headers={name: value for name, value in headers.items() if value},
            meta={"link": link, "hops": hops, "dont_redirect": True, "handle_httpstatus_all": True},
        )

    def _resume(self, entry: Entry) -> Iterator[Request]:
        """Follow a response that lies in the archive: its links were not read before the crawl was killed."""
        status, headers, body = read_response(self.plan.out, entry.warc or "", entry.position or 0)
        fields = {name.lower(): value for name, value in headers}
        content = decoded(body, fields.get("content-encoding", ""), limit=self.plan.max_body)
        self._waiting += 1
        yield from self._read(Link(entry.url, entry.kind, entry.depth), status, fields, content, hops=0)

    def arrive(self, response: Response) -> Iterator[Request]:
        """Take a response: its bytes are archived already."""
        fields = {
            name.decode("latin-1").lower(): values[-1].decode("latin-1")
            for name, values in response.headers.items()
            if values
        }
        yield from self._read(response.meta["link"], response.status, fields, response.body, hops=response.meta["hops"])

    def _read(self, link: Link, status: int, fields: dict[str, str], body: bytes, *, hops: int) -> Iterator[Request]:
        self._waiting -= 1
        self._pages += 1
        if status in REDIRECTS and "location" in fields:
            new = self._redirect(link, urljoin(link.url, fields["location"]), hops)
        elif status == 304:
            new = self.journal.finish(link.url, "done", "not modified")
        elif status != 200:
            new = self._fail(link.url, f"HTTP {status}")
        else:
            new = self._content(link, fields.get("content-type", "").lower(), body)
        self._progress(link.url)
        for item in new:
            yield item if isinstance(item, Request) else self._request(item)

    def _redirect(self, link: Link, target: str, hops: int) -> list[Any]:
        if hops >= MAX_HOPS:
            return self._fail(link.url, f"more than {MAX_HOPS} redirects")
        try:
            self.task.check(target)
        except CrawlError as error:
            return self.journal.finish(link.url, "unsafe", f"redirects to {error.what}")
        wall = find_wall("", target, lexicon=self.task.lexicon)
        if wall:
            return self._wall(link, wall)
        if link.kind != "seed" and host_key(target) != host_key(link.url):
            return self.journal.finish(link.url, "offsite", f"redirects to {target}")
        moved = link._replace(url=target)
        if url_key(target) == url_key(link.url):  # another way to write the same page: its row stays open
            return [self._request(moved, hops=hops + 1)]
        return self.journal.finish(link.url, "done", f"redirects to {target}", links=[moved])

    def _content(self, link: Link, kind: str, body: bytes) -> list[Link]:
        twin = self.journal.twin(link.url)
        if twin and link.kind in ("article", "page"):
            return self.journal.finish(link.url, "duplicate", f"the same bytes as {twin}")
        if "xml" in kind and b"<loc" in body and (b"<urlset" in body[:2000] or b"<sitemapindex" in body[:2000]):
            return self.journal.finish(link.url, "done", "sitemap", links=self._sitemap(link, body))
        if kind.startswith(DOCUMENTS):
            self._articles += 1
            return self.journal.finish(link.url, "done", "document")
        if kind and "html" not in kind:
            return self._fail(link.url, f"not a text ({kind.partition(';')[0]})")
        return self._page(link, decode_bytes(body)[0])

    def _sitemap(self, link: Link, body: bytes) -> list[Link]:
        found = Sitemap(body)
        kind, depth = ("sitemap", link.depth) if found.type == "sitemapindex" else ("article", link.depth + 1)
        here = host_key(link.url)
        urls = [item["loc"] for item in found if host_key(item["loc"]) == here]
        return [Link(url, kind, depth, link.url) for url in urls]

    def _page(self, link: Link, html: str) -> list[Link]:
        found = read_links(html, link.url, lexicon=self.task.lexicon)
        if found.kind in ("captcha", "login", "missing"):
            return self._wall(link, found.kind)
        if found.kind == "article" or link.kind in ("article", "page"):
            self._articles += link.kind != "page"
            pages = [Link(found.next_page, "page", link.depth, link.url)] if found.next_page else []
            return self.journal.finish(link.url, "done", "article", links=pages)
        links: list[Link] = []
        if link.depth < self.plan.depth:
            links += [Link(url, "article", link.depth + 1, link.url) for url in found.articles]
        if link.depth + 1 < self.plan.depth:
            links += [Link(url, "list", link.depth + 1, link.url) for url in found.lists]
        self.journal.add(
            (Link(url, "article", link.depth + 1, link.url) for url in found.offsite),
            state="offsite",
            reason="another host",
        )
        new = [item for item in links if self.journal.state_of(item.url) is None]
        # A pager that shows nothing new is a trap (an endless calendar): it is followed no further.
        if found.next_list and (new or link.kind == "seed"):
            links.append(Link(found.next_list, "list", link.depth, link.url))
        return self.journal.finish(link.url, "done", "list", links=links)

    def _wall(self, link: Link, kind: str) -> list[Link]:
        if kind == "missing":
            return self._fail(link.url, "a page that says it is not there (soft 404)")
        if kind == "captcha":
            self.closed[host_key(link.url)] = "the host shows a captcha"
        return self.journal.finish(link.url, "wall", kind)

    def _fail(self, url: str, reason: str) -> list[Link]:
        self._failures += 1
        return self.journal.finish(url, "failed", reason)

    def miss(self, failure: Failure) -> None:
        """Take a request that gave no response: skipped on purpose, refused by robots.txt, or failed."""
        request: Request = failure.request  # type: ignore[attr-defined]
        url, error = request.meta["link"].url, failure.value
        self._waiting -= 1
        if isinstance(error, Skip):
            self.journal.finish(url, error.state, error.reason)
        elif isinstance(error, scrapy.exceptions.IgnoreRequest):
            closed = self.closed.get(host_key(url))
            if "robots.txt" not in str(error):
                self.journal.finish(url, "failed", str(error)[:200])
            else:
                self.journal.finish(url, "wall" if closed else "robots", closed or str(error)[:200])
        elif isinstance(error, CrawlError):  # the archive cannot be written: nothing is fetched that could not be kept
            self.troubles.append(error)
            raise scrapy.exceptions.CloseSpider("the archive cannot be written")
        else:
            self._fail(url, f"{type(error).__name__}: {str(error)[:160]}")
        self._progress(url)

    def _progress(self, url: str) -> None:
        seconds = time.monotonic() - self._start
        self._tell(Progress(self._pages, self._articles, self._failures, self._waiting, host_key(url), seconds))


class Archiver:
    """Archive every response as it came off the wire, before anything else touches it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Archiver:
        """Build the middleware; Scrapy calls it."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Write the exchange and note it in the journal; return the response unchanged."""
        spider: Any = self._crawler.spider
        exchange = Exchange(
            response.url,
            request.method,
            _headers(request.headers),
            response.status,
            _headers(response.headers),
            response.body,
        )
        if response.status == 304:
            spider.task.archive.revisit(exchange)
            return response
        # One transaction, so that a crawl killed here neither archives the page twice nor knows of one that is not archived.
        with spider.journal.at_once():
            place = spider.task.archive.write(exchange)
            if "link" in request.meta and response.status not in TRY_AGAIN:
                spider.journal.archived(response.url, _archived(response, place, limit=spider.plan.max_body))
        return response


def _archived(response: Response, place: tuple[str, int, str], *, limit: int) -> Archived:
    """Return what the journal keeps of a response that lies at `place`: file, position and time."""
    name, position, date = place
    headers = response.headers
    body = decoded(response.body, _text(headers.get(b"Content-Encoding")) or "", limit=limit)
    digest = hashlib.sha256(body).hexdigest()
    etag, modified = _text(headers.get(b"ETag")), _text(headers.get(b"Last-Modified"))
    return Archived(response.status, date, digest, etag, modified, name, position)


def _headers(headers: Any) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, values in headers.items() for value in values]


def _text(value: bytes | None) -> str | None:
    return value.decode("latin-1") if value else None


def decoded(body: bytes, encoding: str, *, limit: int) -> bytes:
    """Return a body unpacked (gzip, deflate), no more than `limit` bytes of it; any other encoding as it is.

    >>> decoded(zlib.compress(b"a" * 1000), "deflate", limit=10)
    b'aaaaaaaaaa'
    """
    if encoding.strip().lower() not in ("gzip", "x-gzip", "deflate"):
        return body
    for window in (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS):
        try:
            return zlib.decompressobj(window).decompress(body, limit)
        except zlib.error:
            continue
    return body
