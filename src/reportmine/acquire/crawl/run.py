"""Run a crawl from start to end: open journal and archive, hand the work to Scrapy, close and export."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from reportmine.acquire.crawl.journal import Journal, Link
from reportmine.acquire.crawl.plan import CrawlPlan, read_seeds
from reportmine.acquire.crawl.urls import host_key, url_key
from reportmine.errors import CrawlError
from reportmine.text.lexicon import Lexicon

JOURNAL = "journal.sqlite"
EXPORT = "journal.csv"


def preview(seeds: Iterable[str], plan: CrawlPlan) -> list[tuple[str, str]]:
    """Return what a crawl would do without asking any server: (address, decision) for seeds and for what the journal holds."""
    urls = read_seeds(seeds, plan)
    found = [(url, "fetch") for url in urls]
    if not (plan.out / JOURNAL).is_file():
        return found
    journal = Journal(plan.out / JOURNAL)
    try:
        known = [(url, journal.state_of(url)) for url in urls]
        again = {url: f"skip ({state})" for url, state in known if state not in (None, "queued", "fetched")}
        seen = {url_key(url) for url in urls}
        waiting = [(entry.url, "fetch") for entry in journal.entries("queued", "budget") if entry.key not in seen]
        return [(url, again.get(url, "fetch")) for url in urls] + waiting
    finally:
        journal.close()


def crawl(
    seeds: Iterable[str], plan: CrawlPlan, *, lexicon: Lexicon, tell: Callable[[Any], None] = lambda _: None
) -> dict[str, int]:
    """Crawl until the queue is empty; return how many addresses ended in each state.

    The same call goes on where a killed one was. `tell` is given a `Progress` after every page. Raises CrawlError where the crawl
    cannot start: unsafe seed, no contact, extra not installed, folder in use.
    """
    urls = read_seeds(seeds, plan)
    try:
        from scrapy.crawler import CrawlerProcess

        from reportmine.acquire.crawl.archive import Archive
        from reportmine.acquire.crawl.spider import ArticleSpider, Task
    except ImportError as error:
        raise CrawlError("Scrapy is not installed", where="crawl", mend="pip install reportmine[crawl]") from error
    plan.out.mkdir(parents=True, exist_ok=True)
    journal = Journal(plan.out / JOURNAL)
    try:
        archive = Archive(plan.out, journal, max_bytes=plan.warc_bytes, agent=plan.agent)
        journal.add(Link(url, "seed", 0) for url in urls)
        journal.requeue(
            "budget", "wall", *(("failed",) if plan.retry_failed else ()), *(("done",) if plan.refresh else ())
        )
        process = CrawlerProcess(scrapy_settings(plan))
        crawler = process.create_crawler(ArticleSpider)
        task = Task(plan, journal, archive, lexicon, frozenset(map(host_key, urls)))
        process.crawl(crawler, task=task, tell=tell)
        process.start()
        archive.close()
        journal.export(plan.out / EXPORT)
        troubles = crawler.spider.troubles if isinstance(crawler.spider, ArticleSpider) else []
        if troubles:
            raise troubles[0]
        return journal.counts()
    finally:
        journal.close()


def scrapy_settings(plan: CrawlPlan) -> dict[str, Any]:
    """Return the settings that make Scrapy polite and bounded."""
    room = "reportmine.acquire.crawl"
    settings: dict[str, Any] = {
        "USER_AGENT": plan.agent,
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": "reportmine",
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": plan.delay,
        "DOWNLOAD_DELAY_JITTER": 0,
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": plan.delay,
        "AUTOTHROTTLE_MAX_DELAY": plan.max_delay,
        "DOWNLOAD_TIMEOUT": plan.timeout,
        "DOWNLOAD_MAXSIZE": plan.max_body,
        "DOWNLOAD_WARNSIZE": 0,
        "RETRY_TIMES": plan.retries,
        "REDIRECT_MAX_TIMES": 5,
        "COOKIES_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_ENABLED": False,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.5",
            "Accept-Language": "zh-CN,zh;q=0.9",
            "Accept-Encoding": "gzip, deflate",
        },
        "DOWNLOADER_MIDDLEWARES": {f"{room}.politeness.Gate": 50, f"{room}.spider.Archiver": 950},
        "EXTENSIONS": {"scrapy.extensions.throttle.AutoThrottle": None, f"{room}.politeness.PoliteThrottle": 0},
    }
    if not plan.allow_private:
        settings["TWISTED_DNS_RESOLVER"] = f"{room}.politeness.SafeResolver"
    return settings
