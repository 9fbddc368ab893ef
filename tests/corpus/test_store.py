"""Check the store: idempotent, replaceable, filtered, checked, and clear when something is wrong."""

import sqlite3
from pathlib import Path

import pytest

from reportmine.corpus.filters import Filters
from reportmine.corpus.store import PutCounts, Store
from reportmine.errors import QueryError, StoreError
from tests.corpus.made_up import make_record


@pytest.fixture
def store(tmp_path: Path) -> Store:
    with Store(tmp_path / "库 存.db") as opened:
        yield opened


def test_put_get_and_put_again(store: Store) -> None:
    records = [make_record(i) for i in range(250)]
    assert store.put(records) == PutCounts(added=250)
    generation = store.generation
    assert store.put(records) == PutCounts(unchanged=250)
    assert store.generation == generation
    assert store.get(records[7]["id"]) == records[7]
    assert store.get("nothing") is None
    assert store.check() == []


def test_changed_and_vanished_reports_of_a_page(store: Store) -> None:
    source = make_record(0)["source"]
    store.put([make_record(i, source=source) for i in range(3)])
    changed = make_record(1, source=source, title="新题")
    assert store.put([make_record(0, source=source), changed]) == PutCounts(unchanged=1, updated=1, removed=1)
    assert store.count() == 2
    assert store.rows("SELECT count(*) FROM indicators")[0][0] == 10


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        (Filters(industry="J"), lambda r: r["industry"]["id"][0] == "J"),
        (Filters(industry="J66"), lambda r: r["industry"]["id"] == "J66"),
        (
            Filters(report_type="SUM", year=2010),
            lambda r: r["report_type"]["id"] == "SUM" and r["attributes"]["period"] == "2010",
        ),
        (Filters(theme="T03"), lambda r: "T03" in [t["id"] for t in r["themes"][:3]]),
        (Filters(site="site3.example"), lambda r: "site3.example" in r["source"]["url"]),
        (Filters(has_targets=False), lambda r: all(i["role"] != "target" for i in r["indicators"])),
        (Filters(metric="利润"), lambda r: any(i["metric"] == "利润" for i in r["indicators"])),
    ],
)
def test_filters(store: Store, filters: Filters, wanted: object) -> None:
    records = [make_record(i) for i in range(300)]
    store.put(records)
    ids = {r["id"] for r in store.list_reports(filters, limit=1000)}
    assert ids == {r["id"] for r in records if wanted(r)}  # type: ignore[operator]
    assert store.count(filters) == len(ids)


def test_bad_filter_is_explained() -> None:
    with pytest.raises(QueryError, match="GB/T 4754"):
        Filters(industry="银行")


def test_pages_of_a_listing_meet_without_gap(store: Store) -> None:
    store.put(make_record(i) for i in range(120))
    seen: list[str] = []
    after = 0
    while batch := store.list_reports(after=after, limit=50):
        seen += [r["id"] for r in batch]
        after = batch[-1]["seq"]
    assert len(seen) == len(set(seen)) == 120


def test_delete(store: Store) -> None:
    store.put(make_record(i) for i in range(5))
    assert store.delete([make_record(2)["id"], "nothing"]) == 1
    assert store.count() == 4
    assert store.check() == []


def test_stale_places(store: Store) -> None:
    store.put([make_record(0), make_record(1, versions={"lexicon": "old"})])
    assert store.stale_places(make_record(0)["versions"]) == [make_record(1)["source"]["url"]]


def test_readers_see_commits_of_another_connection(store: Store) -> None:
    with Store(store.path, readonly=True) as reader:
        assert reader.count() == 0
        store.put([make_record(0)])
        assert reader.count() == 1
        with pytest.raises(StoreError, match="reading only"):
            reader.put([make_record(1)])


def test_what_is_wrong_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such database"):
        Store(tmp_path / "missing.db", readonly=True)
    foreign = tmp_path / "foreign.db"
    foreign.write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreError, match="no reportmine database"):
        Store(foreign)
    newer = tmp_path / "newer.db"
    connection = sqlite3.connect(newer)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreError, match="update reportmine"):
        Store(newer)
