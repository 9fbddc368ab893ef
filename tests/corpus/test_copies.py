"""Check copies in the store: found, incremental, undone by deletion, clustered, and none among different reports."""

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from reportmine.corpus.clusters import copies_of, copy_facts, iterate_facts, iterate_pairs
from reportmine.corpus.copies import tables as copy_tables
from reportmine.corpus.copies.duplicates import CopyIndex, build_clusters, matching_spans
from reportmine.corpus.store import Store
from reportmine.errors import QueryError
from tests.corpus.edits import edit_characters, excerpt, light_copy
from tests.corpus.made_up import make_record, make_text

TEXTS = [make_text(random.Random(f"copy {i}"), 700) for i in range(300)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "copies.db") as opened:
        yield opened


def put(store: Store, number: int, text: str, **changes: object) -> str:
    record = make_record(number, text=text, **changes)
    store.put([record])
    return str(record["id"])


@pytest.mark.parametrize(
    ("edit", "kind", "least"),
    [(light_copy, "copy", 0.99), (edit_characters, "copy", 0.97), (excerpt, "excerpt", 0.97)],
)
def test_edited_copies_are_found(store: Store, edit: object, kind: str, least: float) -> None:
    rng = random.Random(5)
    store.put(make_record(i, text=text) for i, text in enumerate(TEXTS))
    store.put(make_record(1000 + i, text=edit(text, rng)) for i, text in enumerate(TEXTS))  # type: ignore[operator]
    wanted = {frozenset((make_record(i)["id"], make_record(1000 + i)["id"])) for i in range(len(TEXTS))}
    found = {frozenset((p.a, p.b)) for p in iterate_pairs(store) if p.kind == kind}
    assert len(found & wanted) / len(wanted) >= least
    assert len(found - wanted) == 0


def test_in_memory_index_finds_the_same(store: Store) -> None:
    rng = random.Random(6)
    index = CopyIndex()
    texts = [t for text in TEXTS[:100] for t in (text, edit_characters(text, rng), excerpt(text, rng))]
    pairs = {(p.a, p.b, p.kind) for i, text in enumerate(texts) for p in index.add(str(make_record(i)["id"]), text)}
    store.put(make_record(i, text=text) for i, text in enumerate(texts))
    kept = {(p.a, p.b, p.kind) for p in iterate_pairs(store)}
    assert len(pairs & kept) / len(pairs | kept) > 0.98
    assert index.reuse(str(make_record(0)["id"]))[0] > 0.6


def test_no_false_pair_and_quick_enough(store: Store) -> None:
    texts = [make_text(random.Random(f"different {i}"), 300) for i in range(2000)]
    start = time.perf_counter()
    store.put(make_record(i, text=text) for i, text in enumerate(texts))
    assert len(texts) / (time.perf_counter() - start) > 300
    assert list(iterate_pairs(store)) == []


def test_spans_point_to_the_same_words(store: Store) -> None:
    a = put(store, 0, TEXTS[0] + "\n" + TEXTS[1])
    b = put(store, 1, TEXTS[2] + "\n" + TEXTS[1])
    (copy,) = copies_of(store, a)
    assert copy.id == b
    (start, end), (other_start, other_end) = copy.spans[0]
    assert (TEXTS[0] + "\n" + TEXTS[1])[start:end] == (TEXTS[2] + "\n" + TEXTS[1])[other_start:other_end]
    assert end - start > 600


def test_direction_of_an_excerpt(store: Store) -> None:
    whole = put(store, 0, TEXTS[0])
    part = put(store, 1, TEXTS[0][:200])
    assert [(c.id, c.direction) for c in copies_of(store, whole)] == [(part, "contains")]
    assert [(c.id, c.direction) for c in copies_of(store, part)] == [(whole, "inside")]
    assert copy_facts(store, part).members == (part,)
    assert copy_facts(store, part).reuse > 0.9 > copy_facts(store, whole).reuse > 0.1


def test_clusters_join_and_split(store: Store) -> None:
    rng = random.Random(7)
    ids = [put(store, i, edit_characters(TEXTS[0], rng) if i else TEXTS[0]) for i in range(5)]
    facts = copy_facts(store, ids[3])
    assert set(facts.members) == set(ids)
    assert facts.weight == pytest.approx(0.2)
    assert {copy_facts(store, i).canonical for i in ids} == {facts.canonical}
    store.delete([facts.canonical, ids[1] if ids[1] != facts.canonical else ids[2]])
    left = [i for i in ids if store.get(i)]
    assert len(left) == 3
    assert all(set(copy_facts(store, i).members) == set(left) for i in left)
    assert store.check() == []


def test_a_bridge_that_goes_splits_its_cluster(store: Store) -> None:
    whole = TEXTS[0] + TEXTS[1]
    ids = [put(store, 0, whole[:700]), put(store, 1, whole[300:1000]), put(store, 2, whole[150:850])]
    assert len(copy_facts(store, ids[0]).members) == 3
    store.delete([ids[2]])
    assert copy_facts(store, ids[0]).members == (ids[0],)
    assert copy_facts(store, ids[1]).members == (ids[1],)
    assert store.rows("SELECT count(*) FROM all_marks WHERE report NOT IN (SELECT seq FROM reports)")[0][0] == 0


def test_marks_that_moved_are_found_and_leave_too(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copy_tables, "MOST_NEW", 150)
    for i in range(10):
        put(store, i, TEXTS[i])
    moved = store.rows("SELECT count(*) FROM marks")[0][0]
    new = store.rows("SELECT count(*) FROM new_marks")[0][0]
    assert moved > 150 >= new
    twins = [put(store, 100 + i, TEXTS[i]) for i in range(10)]
    assert len(list(iterate_pairs(store))) == 10
    store.delete([*twins, *(str(make_record(i)["id"]) for i in range(10))])
    assert store.rows("SELECT count(*) FROM all_marks")[0][0] == 0


def test_replacing_a_report_replaces_its_pairs(store: Store) -> None:
    first = make_record(0, text=TEXTS[0])
    store.put([first, make_record(1, text=TEXTS[0])])
    assert len(list(iterate_pairs(store))) == 1
    store.put([first | {"text": TEXTS[1]}])
    assert list(iterate_pairs(store)) == []
    store.put([first])
    assert [p.containment for p in iterate_pairs(store)] == [1.0]


def test_order_of_adding_does_not_matter(tmp_path: Path) -> None:
    rng = random.Random(8)
    texts = [t for text in TEXTS[:40] for t in (text, edit_characters(text, rng), excerpt(text, rng))]
    found = []
    for name, order in (("a", range(len(texts))), ("b", reversed(range(len(texts))))):
        with Store(tmp_path / f"{name}.db") as store:
            store.put(make_record(i, text=texts[i]) for i in order)
            found.append({frozenset((p.a, p.b)) for p in iterate_pairs(store)})
    assert found[0] == found[1]


def test_many_copies_of_one_text_stay_one_cluster(store: Store) -> None:
    rng = random.Random(9)
    store.put(make_record(i, text=light_copy(TEXTS[0], rng) + TEXTS[i % 300][:40]) for i in range(150))
    facts = copy_facts(store, str(make_record(149)["id"]))
    assert len(facts.members) == 150
    assert facts.is_template


def test_same_bytes_at_two_places_are_two_reports(store: Store) -> None:
    first = make_record(0, text=TEXTS[0])
    second = first | {"source": first["source"] | {"url": "http://elsewhere.example/1.html"}}
    assert store.put([first, second]).added == 2
    assert store.put([first, second]).unchanged == 2
    (pair,) = iterate_pairs(store)
    assert {pair.a_place, pair.b_place} == {first["source"]["url"], "http://elsewhere.example/1.html"}
    assert [place for place, _ in iterate_facts(store)] == [first["source"]["url"], "http://elsewhere.example/1.html"]


def test_clusters_of_pairs_choose_the_earliest() -> None:
    index = CopyIndex()
    pairs = [
        p
        for name, text in (("x", TEXTS[0]), ("y", TEXTS[0] + "又及。"), ("z", TEXTS[1]))
        for p in index.add(name, text)
    ]
    (cluster,) = build_clusters([("x", "2020-01-02", 700), ("y", "2020-01-01", 703), ("z", "", 700)], pairs)
    assert (cluster.canonical, cluster.members, cluster.weight) == ("y", ("x", "y"), 0.5)


def test_unknown_id_is_explained(store: Store) -> None:
    with pytest.raises(QueryError, match="no report"):
        copies_of(store, "nothing")


@pytest.mark.parametrize("text", ["", "一" * 5000, "\n" * 5000, "a" * 5000, "短文。", "١٢٣ Ünïcode İ" * 50])
def test_odd_texts_do_no_harm(store: Store, text: str) -> None:
    put(store, 0, text)
    put(store, 1, text)
    assert store.check() == []
    matching_spans(text, text)


@pytest.mark.slow
def test_ten_thousand_different_reports_make_no_pair() -> None:
    index = CopyIndex()
    found = [
        pair
        for number in range(10_000)
        for pair in index.add(str(number), make_text(random.Random(f"different {number}"), 600))
    ]
    assert found == []
