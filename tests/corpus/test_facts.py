"""Compare the lists and sums of indicators with the same counted from the records themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from reportmine.corpus.facts import IndicatorFilter, list_indicators, sum_indicators, target_series
from reportmine.corpus.filters import Filters
from reportmine.corpus.store import Store
from reportmine.errors import QueryError
from tests.corpus.made_up import make_record

RECORDS = [make_record(n, seed=4) for n in range(80)]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Give a store of made-up reports."""
    with Store(tmp_path_factory.mktemp("facts") / "a.db") as opened:
        opened.put(RECORDS)
        yield opened


@pytest.mark.parametrize(
    "wanted",
    [
        IndicatorFilter(),
        IndicatorFilter(role="target"),
        IndicatorFilter(Filters(industry="C")),
        IndicatorFilter(Filters(metric="产值", has_targets=True)),
        IndicatorFilter(Filters(site="site3.example", report_type="SUM"), "actual"),
        IndicatorFilter(Filters(theme="T01"), None, 2015),
    ],
)
def test_lists_and_sums_are_what_the_records_hold(store: Store, wanted: IndicatorFilter) -> None:
    chosen = {row["id"] for row in store.list_reports(wanted.filters, limit=1000)}
    expected = [
        (r["id"], i["metric"], i["low"])
        for r in RECORDS if r["id"] in chosen
        for i in r["indicators"]
        if (wanted.role in (None, i["role"])) and (wanted.filters.metric in (None, i["metric"]))
        and (wanted.year in (None, int(i["period"]["start"][:4])))
    ]  # fmt: skip
    rows = list_indicators(store, wanted, limit=10_000)
    assert [(row["report"], row["metric"], row["low"]) for row in rows] == expected
    sums = sum_indicators(store, wanted, ("metric", "industry"), limit=10_000)
    assert {(s["metric"], s["industry"]): s["indicators"] for s in sums} == Counter(
        (row["metric"], row["industry"]) for row in rows
    )


def test_pages_of_rows_meet(store: Store) -> None:
    whole = list_indicators(store, limit=10_000)
    pages, place = [], (-1, -1)
    while page := list_indicators(store, after=place, limit=7):
        pages += page
        place = (page[-1]["seq"], page[-1]["position"])
    assert pages == whole
    text = RECORDS[0]["text"]
    assert all(row["text"] == text[row["start"] : row["end"]] for row in whole if row["report"] == RECORDS[0]["id"])


def test_other_groups_are_refused(store: Store) -> None:
    with pytest.raises(QueryError):
        sum_indicators(store, by=("text",))


def test_series_are_whole(store: Store) -> None:
    rows = list_indicators(store, IndicatorFilter(role="target"), limit=10_000)
    counts = Counter(row["metric"] for row in rows)
    series = target_series(store, most=5)
    shown = Counter(dict.fromkeys({row["metric"] for row in series}, 0))
    for row in series:
        shown[row["metric"]] += row["targets"]
    assert len(shown) == 5
    assert sorted(shown.values(), reverse=True) == sorted(counts.values(), reverse=True)[:5]
    assert all(shown[metric] == counts[metric] for metric in shown)
