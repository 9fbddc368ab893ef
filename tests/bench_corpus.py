"""Measure a corpus of made-up reports: similar with filters, search, adding, copies, sizes; print one JSON object.

Run: `python tests/bench_corpus.py [REPORTS]` (100,000 unless told).
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from reportmine.corpus.copies.duplicates import CopyIndex
from reportmine.corpus.filters import Filters
from reportmine.corpus.library import Corpus
from reportmine.corpus.search.index import index_folder
from tests.corpus.made_up import INDUSTRIES, NOUNS, TYPES, make_record, make_text

QUERIES = 300
ADDED = 100


def main() -> None:
    """Build the corpus in a temporary folder, measure, print."""
    reports = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        sys.stdout.write(json.dumps(measure(Path(folder) / "bench.db", reports), indent=1) + "\n")


def measure(path: Path, reports: int) -> dict[str, Any]:
    """Return what was measured; times are in milliseconds unless named otherwise."""
    facts: dict[str, Any] = {"reports": reports}
    with Corpus.open(path) as corpus:
        start = time.perf_counter()
        corpus.store.put(make_record(i) for i in range(reports))
        facts["store_reports_per_s"] = round(reports / (time.perf_counter() - start))
        start = time.perf_counter()
        corpus.index.build(corpus.store)
        facts["index_reports_per_s"] = round(reports / (time.perf_counter() - start))
        facts |= sizes(corpus, path, reports)
        rng = random.Random(1)
        ids = [str(make_record(rng.randrange(reports))["id"]) for _ in range(QUERIES)]
        facts["similar"] = timed(ids, lambda i: corpus.similar(i, filters=a_filter(rng)))
        facts["similar_without_filters"] = timed(ids, corpus.similar)
        words = [rng.choice(NOUNS) + rng.choice(["", rng.choice(NOUNS)]) for _ in range(QUERIES)]
        facts["search"] = timed(words, corpus.search)
        facts["search_one_character"] = timed([word[0] for word in words], corpus.search)
        adding = []
        for turn in range(5):
            new = [make_record(i, seed=9 + turn) for i in range(ADDED)]
            new = [r | {"source": r["source"] | {"url": f"http://new{turn}.example/{r['id']}"}} for r in new]
            start = time.perf_counter()
            corpus.put(new)
            adding.append(1000 * (time.perf_counter() - start))
        facts["add_100_reports_ms"] = {"median": round(statistics.median(adding), 1), "worst": round(max(adding), 1)}
    return facts | copies()


def a_filter(rng: random.Random) -> Filters:
    """Return one of the filters that people set."""
    industry = rng.choice(INDUSTRIES)
    return rng.choice(
        [
            Filters(industry=industry),
            Filters(report_type=rng.choice(TYPES), year=rng.randint(2005, 2025)),
            Filters(industry=industry[0], has_targets=True),
        ]
    )


def timed(inputs: list[str], call: Callable[[str], Any]) -> dict[str, float]:
    """Return median, 95th percentile and worst time of the calls, after ten that warm up."""
    for value in inputs[:10]:
        call(value)
    times = []
    for value in inputs:
        start = time.perf_counter()
        call(value)
        times.append(1000 * (time.perf_counter() - start))
    times.sort()
    return {
        "p50": round(times[len(times) // 2], 2),
        "p95": round(times[int(len(times) * 0.95)], 2),
        "worst": round(times[-1], 2),
    }


def sizes(corpus: Corpus, path: Path, reports: int) -> dict[str, Any]:
    """Return bytes a report: of its text, of the search index, and of the database without the text."""
    text = corpus.store.rows("SELECT sum(length(CAST(text AS BLOB))) FROM reports")[0][0]
    index = sum(f.stat().st_size for f in index_folder(path).rglob("*") if f.is_file())
    corpus.store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = path.stat().st_size
    return {
        "text_bytes_per_report": round(text / reports),
        "index_bytes_per_report": round(index / reports),
        "index_bytes_above_text_per_report": round((index - text) / reports),
        "database_bytes_above_text_per_report": round((whole - text) / reports),
    }


def copies(reports: int = 3000) -> dict[str, Any]:
    """Return how many reports a second are compared, for whole copies and with excerpts."""
    texts = [make_text(random.Random(f"bench {i}"), 600) for i in range(reports)]
    rates = {}
    for name, excerpts in (("copies_whole_per_s", False), ("copies_excerpts_per_s", True)):
        index = CopyIndex(excerpts=excerpts)
        start = time.perf_counter()
        for i, text in enumerate(texts):
            index.add(str(i), text)
        rates[name] = round(reports / (time.perf_counter() - start))
    return rates


if __name__ == "__main__":
    main()
