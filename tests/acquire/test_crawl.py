"""Crawl a made-up site over a real HTTP server on loopback, and judge by the server's own log."""

from __future__ import annotations

import csv
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from reportmine.acquire.crawl.archive import read_response
from reportmine.acquire.crawl.journal import Journal, Link
from reportmine.acquire.crawl.plan import CrawlPlan, read_seeds
from reportmine.acquire.crawl.politeness import retry_after
from reportmine.acquire.crawl.run import preview
from reportmine.acquire.crawl.urls import check_url, url_key
from reportmine.acquire.pager import PAGES
from reportmine.acquire.warc import read_location
from reportmine.errors import CrawlError
from reportmine.schema import PageText
from reportmine.settings import Settings
from reportmine.text.lexicon import load_lexicon
from tests.acquire.crawl_site import ARTICLES, PARTS, RETRY_AFTER, Site, sentences, start_site, stop_site

pytest.importorskip("scrapy")
DELAY = 0.1


def command(site: Site, out: Path, *options: str) -> list[str]:
    seeds = ["--out", str(out), "--delay", "0", "--allow-private", *options]
    return [sys.executable, "-m", "reportmine", "crawl", f"{site.url}/", *seeds]


def journal(out: Path) -> dict[str, dict[str, str]]:
    with (out / "journal.csv").open(encoding="utf-8-sig", newline="") as file:
        return {"/" + row["url"].split("/", 3)[3]: row for row in csv.DictReader(file)}


def articles(out: Path) -> list[PageText]:
    found: list[PageText] = []
    for path in sorted(out.glob("*.warc.gz")):
        pages = read_location(str(path), settings=Settings(), lexicon=load_lexicon())
        found += [page for page in pages if isinstance(page, PageText) and page.url and "/w/" in page.url]
    return found


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Path]]:
    """Crawl the site once, with a Crawl-delay, for the tests that look at what came of it."""
    site, server = start_site(crawl_delay=DELAY)
    out = tmp_path_factory.mktemp("爬 取")
    run = subprocess.run(command(site, out), capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 1, run.stderr  # some pages fail on purpose
    yield site, out
    stop_site(server)


def test_all_articles_are_exact(done: tuple[Site, Path]) -> None:
    found = {page.url.rpartition("/")[2]: page for page in articles(done[1]) if page.url}
    assert len(found) == ARTICLES
    for number in range(1, ARTICLES + 1):
        page = found[f"{number}.html"]
        lines = [line for part in range(1, PARTS.get(number, 1) + 1) for line in sentences(number, part)]
        assert page.text.split("\n")[-len(lines) :] == lines
        assert page.metadata.get(PAGES) == (str(PARTS[number]) if number in PARTS else None)


def test_the_log_shows_good_manners(done: tuple[Site, Path]) -> None:
    site = done[0]
    times = [at for at, _, _ in site.log]
    assert min(b - a for a, b in pairwise(times)) >= DELAY
    paths = [path for _, path, _ in site.log]
    assert paths[0] == "/robots.txt"
    assert not [path for path in paths if path.startswith("/private")]
    assert set(site.paths().values()) == {1}
    assert not [path for path in paths if "utm_" in path]
    assert sum(path.startswith("/calendar") for path in paths) == 1
    at = next(i for i, entry in enumerate(site.log) if entry[2] == 429)
    assert times[at + 1] - times[at] >= RETRY_AFTER


def test_the_journal_says_what_became_of_each(done: tuple[Site, Path]) -> None:
    rows = journal(done[1])
    states = {path: row["state"] for path, row in rows.items()}
    assert states["/private/secret.html"] == "robots"
    assert states["/once.html"] == states["/busy.html"] == states["/moved.html"] == "done"
    assert states["/jump.html"] == "unsafe"
    assert states["/bomb.html"] == states["/gone.html"] == "failed"
    assert "soft 404" in rows["/gone.html"]["reason"]
    assert states["/login-me.html"] == "wall"
    assert states["/a.html"] == "offsite"
    assert not {"queued", "fetched"} & set(states.values())


def test_archived_bytes_are_the_served_bytes(done: tuple[Site, Path]) -> None:
    site, out = done
    checked = 0
    for path, row in journal(out).items():
        if row["warc"] and row["status"] == "200":
            status, _, body = read_response(out, row["warc"], int(row["position"]))
            assert (status, body) == (200, site.served[path.partition("?")[0]])
            checked += 1
    assert checked >= ARTICLES
    assert not [row for row in journal(out).values() if row["state"] == "done" and not row["warc"]]


def test_the_same_command_fetches_nothing_again(done: tuple[Site, Path]) -> None:
    site, out = done
    before = len(site.log)
    subprocess.run(command(site, out), capture_output=True, timeout=60, check=False)
    asked = [path for _, path, _ in site.log[before:]]
    assert set(asked) <= {"/robots.txt", "/login-me.html"}  # a wall may have come down
    size = sum(path.stat().st_size for path in out.glob("*.warc.gz"))
    assert size > 0


def test_a_host_that_cannot_tell_its_rules_is_left_alone_and_one_without_rules_is_not(tmp_path: Path) -> None:
    site, server = start_site()
    site.robots = 503
    run = subprocess.run(command(site, tmp_path), capture_output=True, timeout=60, check=False)
    assert set(journal(tmp_path)) == {"/"}, run.stderr
    assert journal(tmp_path)["/"]["state"] == "wall"
    assert "robots.txt answers 503" in journal(tmp_path)["/"]["reason"]
    assert {path for _, path, _ in site.log} == {"/robots.txt"}
    site.robots = 404
    subprocess.run(command(site, tmp_path, "--max-pages", "4"), capture_output=True, timeout=60, check=False)
    stop_site(server)
    assert journal(tmp_path)["/"]["state"] == "done"
    assert [path for path, row in journal(tmp_path).items() if path.startswith("/w/") and row["state"] == "done"]


def test_refresh_asks_by_etag(tmp_path: Path) -> None:
    site, server = start_site()
    seeds = [
        sys.executable,
        "-m",
        "reportmine",
        "crawl",
        f"{site.url}/w/1.html",
        "--out",
        str(tmp_path),
        "--allow-private",
    ]
    for options in ([], ["--refresh"]):
        run = subprocess.run(
            [*seeds, "--delay", "0", *options], capture_output=True, text=True, timeout=60, check=False
        )
        assert run.returncode == 0, run.stderr
    stop_site(server)
    assert [(path, status) for _, path, status in site.log if path != "/robots.txt"] == [
        ("/w/1.html", 200),
        ("/w/1.html", 304),
    ]
    assert journal(tmp_path)["/w/1.html"]["reason"] == "not modified"
    assert [page.text.split("\n")[-1] for page in articles(tmp_path)] == [sentences(1)[-1]]


def test_a_captcha_closes_the_host(tmp_path: Path) -> None:
    site, server = start_site()
    path = tmp_path / "种子.txt"
    path.write_text(f"# 两个\n{site.url}/verify\n{site.url}/w/2.html\n", encoding="utf-8")
    run = [
        sys.executable,
        "-m",
        "reportmine",
        "crawl",
        str(path),
        "--out",
        str(tmp_path / "c"),
        "--delay",
        "0",
        "--allow-private",
    ]
    done = subprocess.run(run, capture_output=True, text=True, timeout=60, check=False)
    stop_site(server)
    assert "wall" in done.stderr
    rows = journal(tmp_path / "c")
    assert (rows["/verify"]["state"], rows["/verify"]["reason"]) == ("wall", "captcha")
    assert rows["/w/2.html"]["state"] in ("wall", "done")  # whether it was asked for before the captcha came


def _kill_and_go_on(tmp_path: Path, moments: list[float], *, slow: float) -> None:
    site, server = start_site(slow=slow)
    out = tmp_path / "crawl"
    for moment in moments:
        process = subprocess.Popen(command(site, out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        start = len(site.log)
        deadline = time.monotonic() + 20
        while len(site.log) == start and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        process.wait()
    subprocess.run(command(site, out), capture_output=True, timeout=120, check=False)
    stop_site(server)
    found = {page.url.rpartition("/")[2] for page in articles(out) if page.url}
    assert len(found) == ARTICLES
    assert len(articles(out)) == ARTICLES  # nothing is archived twice
    again = {
        path: count - 1
        for path, count in site.paths().items()
        if count > 1 and path not in ("/robots.txt", "/login-me.html")
    }
    # The one request that was under way when the crawl was killed was never received: only that may be asked again.
    assert sum(again.values()) <= len(moments), again


def test_killed_and_resumed(tmp_path: Path) -> None:
    _kill_and_go_on(tmp_path, [0.15, 0.3], slow=0.01)


@pytest.mark.slow
def test_killed_ten_times_at_random(tmp_path: Path) -> None:
    moments = random.Random(7)
    _kill_and_go_on(tmp_path, [moments.uniform(0, 0.5) for _ in range(10)], slow=0.02)


def test_dry_run_asks_no_server(tmp_path: Path) -> None:
    site, server = start_site()
    done = subprocess.run(
        command(site, tmp_path / "c", "--dry-run"), capture_output=True, text=True, timeout=60, check=True
    )
    stop_site(server)
    assert done.stdout.split() == ["fetch", f"{site.url}/"]
    assert site.log == []
    assert not (tmp_path / "c").exists()


def test_preview_knows_what_is_done(tmp_path: Path) -> None:
    plan = CrawlPlan(tmp_path, allow_private=True)
    kept = Journal(tmp_path / "journal.sqlite")
    kept.add([Link("http://127.0.0.1/a", "seed", 0), Link("http://127.0.0.1/b", "article", 1)])
    kept.finish("http://127.0.0.1/a", "done")
    kept.close()
    found = preview(["http://127.0.0.1/a"], plan)
    assert found == [("http://127.0.0.1/a", "skip (done)"), ("http://127.0.0.1/b", "fetch")]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://a.cn/x", "http://10.1.2.3/", "http://localhost:80/", "http://[::1]/", "http://169.254.169.254/",
        "http://0x7f000001/", "http://127.1/", "http://[::ffff:10.0.0.1]/", "http://user:secret@a.cn/", "http://a.cn:99999/", "http:///x",
        "http://printer.local/", "http://100.64.0.1/", "http://a.cn/" + "x" * 3000,
    ],
)  # fmt: skip
def test_unsafe_addresses_are_refused(url: str) -> None:
    with pytest.raises(CrawlError):
        check_url(url, allow_private=False)


def test_a_contact_is_needed_beyond_loopback(tmp_path: Path) -> None:
    with pytest.raises(CrawlError, match="--contact"):
        read_seeds(["https://example.org/zongjie"], CrawlPlan(tmp_path))
    assert read_seeds(["https://example.org/zongjie"], CrawlPlan(tmp_path, "me@example.org")) == [
        "https://example.org/zongjie"
    ]
    assert "+me@example.org" in CrawlPlan(tmp_path, "me@example.org").agent


def test_variants_are_one_address() -> None:
    variants = ["http://a.cn/b", "https://www.a.cn/b/", "http://m.a.cn/b?utm_medium=x", "http://A.cn:80/b#c"]
    assert Counter(map(url_key, variants)) == {"a.cn/b": 4}
    assert url_key("http://a.cn/b?id=1") != url_key("http://a.cn/b?id=2")


def test_retry_after_reads_dates() -> None:
    import datetime as dt

    now = dt.datetime(2026, 1, 1, 12, 0, tzinfo=dt.UTC)
    assert retry_after(b"Thu, 01 Jan 2026 12:00:30 GMT", now=now) == 30
    assert retry_after(b"Thu, 01 Jan 2026 11:00:00 GMT", now=now) == 0
