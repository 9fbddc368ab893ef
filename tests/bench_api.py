"""Ask a live service at 50 requests a second and print p50, p95 and p99 as one JSON object.

Run: `python tests/bench_api.py [REPORTS] [SECONDS] [RATE]` (100,000 reports, 60 seconds, 50 a second unless told). A database that
stands already is used with `--db FILE`. Requests begin when they are due, whether others are answered or not.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from threading import local
from typing import Any
from urllib.parse import quote, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from reportmine.corpus.library import Corpus
from tests.api.live import serve
from tests.corpus.made_up import INDUSTRIES, NOUNS, TYPES, make_record

CALLERS = 24
SHARES = {
    "search_one_word": 14, "search_two_words": 13, "search_without_filter": 8, "report": 25, "similar": 15, "list": 15,
    "indicators": 7, "analyze": 3,
}  # fmt: skip
TEXT = json.dumps({"text": "今年计划完成产值1.2亿元，同比增长8%。\n" * 20}).encode()


def main() -> None:
    """Make the corpus, serve it, ask, print."""
    arguments = sys.argv[1:]
    given = None
    if "--db" in arguments:
        at = arguments.index("--db")
        given = Path(arguments[at + 1])
        del arguments[at : at + 2]
    reports, seconds, rate = (int(a) for a in [*arguments, *("100000", "60", "50")[len(arguments) :]])
    with tempfile.TemporaryDirectory() as folder:
        path = given or Path(folder) / "bench.db"
        if not path.exists():
            build(path, reports)
        with Corpus.open(path, readonly=True) as corpus:
            reports = corpus.store.count()
        sys.stdout.write(json.dumps(measure(path, seconds, rate) | {"reports": reports}, indent=1) + "\n")


def build(path: Path, reports: int) -> None:
    """Make a corpus of made-up reports."""
    with Corpus.open(path) as corpus:
        corpus.store.put(make_record(i) for i in range(reports))
        corpus.index.build(corpus.store)


def measure(path: Path, seconds: int, rate: int) -> dict[str, Any]:
    """Return the times of all requests in milliseconds, together and by kind, and how many failed."""
    with Corpus.open(path, readonly=True) as corpus:
        ids = [row["id"] for row in corpus.store.list_reports(after=0, limit=2000)]
    rng = random.Random(5)
    times: dict[str, list[float]] = defaultdict(list)
    statuses: Counter[str] = Counter()
    kept = local()
    with serve("--db", path, REPORTMINE_API_RATE_PER_MINUTE="0") as live:
        address = urlsplit(live.url)

        def ask(due: float, request: tuple[str, str, bytes | None]) -> None:
            kind, target, body = request
            time.sleep(max(0.0, due - time.perf_counter()))
            try:
                if not hasattr(kept, "connection"):
                    kept.connection = HTTPConnection(address.hostname or "", address.port, timeout=30)
                headers = {"Content-Type": "application/json"} if body else {}
                kept.connection.request("POST" if body else "GET", target, body, headers)
                answer = kept.connection.getresponse()
                answer.read()
                statuses[str(answer.status)] += 1
            except OSError as error:
                statuses[type(error).__name__] += 1
                kept.connection.close()
            times[kind].append(1000 * (time.perf_counter() - due))

        for request in [a_request(rng, ids) for _ in range(20)]:
            ask(0, request)
        times.clear()
        statuses.clear()
        begin = time.perf_counter() + 0.5
        with ThreadPoolExecutor(CALLERS) as pool:
            for n in range(seconds * rate):
                pool.submit(ask, begin + n / rate, a_request(rng, ids))
    every = sorted(t for found in times.values() for t in found)
    return {
        "seconds": seconds, "requests": len(every), "rate_per_s": rate, "cores": os.cpu_count(), "statuses": dict(statuses),
        "errors": sum(n for status, n in statuses.items() if status != "200"), **quantiles(every),
        "by_kind": {kind: quantiles(sorted(found)) | {"requests": len(found)} for kind, found in sorted(times.items())},
    }  # fmt: skip


def a_request(rng: random.Random, ids: list[str]) -> tuple[str, str, bytes | None]:
    """Return what one of the page's readers asks for."""
    kind = rng.choices(list(SHARES), list(SHARES.values()))[0]
    identity, industry = rng.choice(ids), rng.choice(INDUSTRIES)
    targets = {
        "search_one_word": f"/api/v1/search?q={quote(rng.choice(NOUNS))}&industry={industry[0]}",
        "search_two_words": f"/api/v1/search?q={quote(rng.choice(NOUNS) + rng.choice(NOUNS))}&industry={industry[0]}",
        "search_without_filter": f"/api/v1/search?q={quote(rng.choice(NOUNS) + rng.choice(NOUNS))}",
        "report": f"/api/v1/reports/{identity}",
        "similar": f"/api/v1/reports/{identity}/similar?industry={industry}",
        "list": f"/api/v1/reports?type={rng.choice(TYPES)}&industry={industry}&limit=20",
        "indicators": f"/api/v1/indicators?metric={quote(rng.choice(NOUNS))}&role=target&industry={industry}&limit=20",
        "analyze": "/api/v1/analyze",
    }
    return kind, targets[kind], TEXT if kind == "analyze" else None


def quantiles(times: list[float]) -> dict[str, float]:
    """Return quantiles of sorted times."""
    if not times:
        return {}
    return {f"p{q}": round(times[min(len(times) - 1, len(times) * q // 100)], 1) for q in (50, 95, 99)} | {
        "worst": round(times[-1], 1)
    }


if __name__ == "__main__":
    main()
