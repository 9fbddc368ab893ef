"""Hold Scrapy to good manners: Crawl-delay and Retry-After by host, budgets, hosts that are to be left alone, no private addresses."""

from __future__ import annotations

import datetime as dt
import email.utils
import time
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Request, Response
from scrapy.resolver import CachingThreadedResolver
from twisted.internet import defer

from reportmine.acquire.addresses import is_private_address
from reportmine.acquire.crawl.plan import ROBOTS_AGENT, CrawlPlan
from reportmine.acquire.crawl.urls import host_key
from reportmine.errors import CrawlError

ASKED_TO_WAIT = (429, 503)
# Requests leave a little later than asked, so that they also arrive no earlier.
SLACK = 0.05
# A server that asks for more than this is left alone for this run.
MAX_WAIT = 3600.0
DEFAULT_WAIT = 30.0  # after a 429 that does not say how long
NO_RULES, ALL_FORBIDDEN = b"", b"User-agent: *\nDisallow: /\n"


class Skip(IgnoreRequest):
    """Say that a request is not made, and with which state it goes into the journal."""

    def __init__(self, state: str, reason: str) -> None:
        super().__init__(f"{state}: {reason}")
        self.state, self.reason = state, reason


class PoliteThrottle(AutoThrottle):
    """Throttle by latency as AutoThrottle does, never below the host's Crawl-delay, and pause where a host asks for it."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._floors: dict[str, float] = {}
        crawler.signals.connect(self._robots_parsed, signal=signals.robots_parsed)

    def _robots_parsed(self, robotparser: Any, request: Request) -> None:
        delay = robotparser.crawl_delay(ROBOTS_AGENT)
        if delay:
            key = self.crawler.engine.downloader.get_slot_key(request)
            self._floors[key] = float(delay) + SLACK
            slot = self.crawler.engine.downloader.slots.get(key)
            if slot is not None:
                slot.delay = max(slot.delay, self._floors[key])

    def _response_downloaded(self, response: Response, request: Request, spider: Any) -> None:
        super()._response_downloaded(response, request, spider)
        key, slot = self._get_slot(request, spider)
        if slot is None or key is None:
            return
        slot.delay = max(slot.delay, self._floors.get(key, 0.0))
        if response.status in ASKED_TO_WAIT:
            wait = retry_after(response.headers.get(b"Retry-After"))
            if wait is None and response.status == 429:
                wait = DEFAULT_WAIT
            if wait:
                # The slot lets the next request go when `delay` has passed since it was last seen.
                slot.lastseen = max(slot.lastseen, time.monotonic() + min(wait, MAX_WAIT) + SLACK - slot.delay)


def retry_after(value: bytes | None, *, now: dt.datetime | None = None) -> float | None:
    """Return the seconds that a Retry-After header asks for: a number or a date; None where there is none.

    >>> retry_after(b"120"), retry_after(None), retry_after(b"soon")
    (120.0, None, None)
    """
    if not value:
        return None
    text = value.decode("latin-1").strip()
    if text.isdecimal():
        return float(text)
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - (now or dt.datetime.now(dt.UTC))).total_seconds())


class Gate:
    """Let no request pass that is unsafe, over its host's budget, or for a host that has shown a captcha."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._began: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Gate:
        """Build the middleware; Scrapy calls it."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise Skip with state and reason, or let the request pass."""
        spider: Any = self._crawler.spider
        plan: CrawlPlan = spider.plan
        try:
            spider.task.check(request.url)
        except CrawlError as error:
            raise Skip("unsafe", error.what) from error
        if _is_robots(request):
            return  # it costs no budget
        host = host_key(request.url)
        if host in spider.closed:
            raise Skip("wall", spider.closed[host])
        if plan.max_pages is not None and spider.journal.fetched_from(host) >= plan.max_pages:
            raise Skip("budget", f"{plan.max_pages} pages of {host}")
        began = self._began.setdefault(host, time.monotonic())
        if plan.max_minutes is not None and time.monotonic() - began > 60 * plan.max_minutes:
            raise Skip("budget", f"{plan.max_minutes:g} minutes for {host}")

    def process_response(self, request: Request, response: Response) -> Response:
        """Read the answer to robots.txt by RFC 9309: what is not there forbids nothing, a server that cannot tell now forbids all.

        Scrapy alone would read the page of an error as rules.
        """
        if not _is_robots(request) or response.status < 400:
            return response
        if response.status < 500 and response.status not in ASKED_TO_WAIT:
            return response.replace(body=NO_RULES)
        spider: Any = self._crawler.spider
        spider.closed[host_key(request.url)] = f"robots.txt answers {response.status}: left alone until it can be read"
        return response.replace(body=ALL_FORBIDDEN)


def _is_robots(request: Request) -> bool:
    return bool(request.meta.get("dont_obey_robotstxt"))


class SafeResolver(CachingThreadedResolver):
    """Resolve names, and refuse those that lead to a private address, whatever the name says of itself."""

    def getHostByName(self, name: str, timeout: Any = ()) -> Any:
        """Return the address of a name, or fail with CrawlError."""
        return super().getHostByName(name, timeout).addCallback(_public, name)


def _public(address: str, name: str) -> Any:
    if is_private_address(address):
        return defer.fail(Skip("unsafe", f"{name} leads to the private address {address}"))
    return address
