"""Check similar reports: peers before decoys, copies collapsed, ahead of plain rankings, filtered, explained."""

import random
from collections.abc import Iterator
from math import exp
from pathlib import Path

import numpy as np
import pytest

from reportmine.corpus.clusters import partner_seqs
from reportmine.corpus.filters import Filters
from reportmine.corpus.library import Corpus
from reportmine.corpus.search.profiles import PARTS, Profile, build_sketch, compare, unpack_profile
from reportmine.corpus.search.wording import Commonness, count_words, load_similar_model
from reportmine.errors import QueryError
from tests.corpus.edits import edit_characters
from tests.corpus.gold_pairs import Gold, gold_records
from tests.corpus.made_up import make_record, make_text
from tests.corpus.ranking import Case, PlainRankings, build_cases, measure, ndcg, order_by


@pytest.fixture(scope="module")
def gold_corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Corpus, list[Gold]]]:
    gold, records = gold_records()
    with Corpus.open(tmp_path_factory.mktemp("similar") / "gold.db") as corpus:
        corpus.put(records.values())
        yield corpus, gold


@pytest.fixture(scope="module")
def cases(gold_corpus: tuple[Corpus, list[Gold]]) -> list[Case]:
    corpus, gold = gold_corpus
    return build_cases(corpus.store, corpus.index, gold)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    with Corpus.open(tmp_path_factory.mktemp("made-up") / "a.db") as opened:
        opened.put(make_record(i) for i in range(300))
        yield opened


def fitted() -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([load_similar_model().weights[name] for name in PARTS])


def test_peers_stand_before_decoys(cases: list[Case]) -> None:
    reached, above = measure(cases, lambda case: order_by(case, fitted()))
    assert len(cases) >= 40
    assert above >= 0.90
    assert reached >= 0.85
    assert all(case.copies_gone for case in cases)


def test_ahead_of_plain_rankings(gold_corpus: tuple[Corpus, list[Gold]], cases: list[Case]) -> None:
    corpus, _ = gold_corpus
    texts, gone = {}, {}
    places = {row["seq"]: row["place"] for row in corpus.store.list_reports(limit=10_000)}
    for seq, record in corpus.store.iterate():
        texts[places[seq]] = record["text"]
    for case in cases:
        gone[case.seed] = {places[s] for s in partner_seqs(corpus.store, texts[case.seed])}
    plain = PlainRankings(texts, gone)
    ours = measure(cases, lambda case: order_by(case, fitted()))
    for other in (measure(cases, plain.bm25), measure(cases, plain.tfidf)):
        assert ours > other
        assert ours[0] >= other[0]
        assert ours[1] >= other[1]


def test_the_door_gives_the_same_order(gold_corpus: tuple[Corpus, list[Gold]], cases: list[Case]) -> None:
    corpus, gold = gold_corpus
    found = [[h.place for h in corpus.similar(_id(corpus, g.seed), k=10)] for g in gold]
    assert sum(ndcg(places, case.gains) for places, case in zip(found, cases, strict=True)) / len(cases) >= 0.85
    assert not any(set(g.copies) & set(places) for g, places in zip(gold, found, strict=True))
    first = corpus.similar(_id(corpus, gold[0].seed), k=1)[0]
    assert first.terms
    assert set(first.parts) == set(PARTS)


def _id(corpus: Corpus, place: str) -> str:
    return str(
        corpus.store.rows("SELECT r.id FROM reports r JOIN pages p ON p.id = r.page WHERE p.place = ?", place)[0][0]
    )


def test_a_text_that_is_not_stored_finds_its_peers_and_not_its_copies(gold_corpus: tuple[Corpus, list[Gold]]) -> None:
    corpus, gold = gold_corpus
    records = gold_records()[1]
    for g in gold[:5]:
        text = edit_characters(records[g.seed]["text"], random.Random(4), 0.01)
        stranger = records[g.seed] | {"id": "stranger", "text": text}
        places = [h.place for h in corpus.similar(stranger, k=5)]
        assert g.peer in places
        assert g.seed not in places


def test_copies_collapse_into_one(tmp_path: Path) -> None:
    rng = random.Random(3)
    text = make_text(rng, 700)
    with Corpus.open(tmp_path / "a.db") as corpus:
        corpus.put([make_record(i) for i in range(30)])
        target = make_record(100, text=make_text(random.Random(3), 200) + make_text(rng, 500))
        copies = [make_record(200 + i, text=edit_characters(text, rng, 0.02)) for i in range(6)]
        corpus.put([target, *copies])
        hits = corpus.similar(target["id"], k=50)
        ids = [h.id for h in hits]
        (found,) = [h for h in hits if h.id in {c["id"] for c in copies}] or [None]
        if found is not None:
            assert found.copies == 5
            assert found.cluster in {c["id"] for c in copies}
        everything = [h.id for h in corpus.similar(target["id"], k=50, collapse=False)]
        assert len(everything) == 36
        assert target["id"] not in ids + everything
        inside = corpus.similar(copies[0]["id"], filters=Filters(cluster=str(copies[1]["id"])), k=50, collapse=False)
        assert {h.id for h in inside} == {c["id"] for c in copies[1:]}


@pytest.mark.parametrize(
    "filters",
    [Filters(industry="J"), Filters(industry="J66"), Filters(report_type="SUM"), Filters(year=2010), Filters(theme="T03"),
     Filters(site="site3.example"), Filters(has_targets=False), Filters(metric="利润")],
)  # fmt: skip
def test_filters_hold_for_every_hit(corpus: Corpus, filters: Filters) -> None:
    allowed = {row["id"] for row in corpus.store.list_reports(filters, limit=1000)}
    target = str(make_record(5)["id"])
    hits = corpus.similar(target, filters=filters, k=100)
    assert {h.id for h in hits} == allowed - {target}
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)


def test_reasons_are_true(corpus: Corpus) -> None:
    target = make_record(9)
    words = count_words(target["text"]) + count_words(target["title"])
    for hit in corpus.similar(target["id"], k=20):
        other = corpus.get(hit.id)
        assert other is not None
        theirs = count_words(other["text"]) + count_words(other["title"])
        assert all(term in words and term in theirs for term in hit.terms)
        assert set(hit.themes) <= {t["id"] for t in target["themes"]} & {t["id"] for t in other["themes"]}
        assert set(hit.metrics) <= {i["metric"] for i in target["indicators"]} & {
            i["metric"] for i in other["indicators"]
        }
        assert all(0 <= share <= 1 for share in hit.parts.values())
        weights = load_similar_model().weights
        assert hit.score == pytest.approx(sum(weights[n] * s for n, s in hit.parts.items()), abs=1e-3)


def test_sayings_weigh_little() -> None:
    model = load_similar_model()
    assert model.commonness.weight("高度重视", 3) < model.commonness.weight("余热", 1)
    assert sum(model.weights.values()) == pytest.approx(1.0, abs=0.01)


def test_profiles_survive_packing() -> None:
    sketch = build_sketch(make_record(1), Commonness(100, {"利润": 50}))
    again = unpack_profile(sketch.profile.pack())
    assert again.words.keys() == sketch.profile.words.keys()
    assert compare(sketch.profile, [again.pack()])[0, 0] > 0.98
    empty = Profile({}, {}, {}, {}, {}, None)
    assert unpack_profile(empty.pack()) == empty
    assert not compare(empty, [sketch.profile.pack(), empty.pack()]).any()
    assert not compare(sketch.profile, [empty.pack()]).any()


def test_all_at_once_is_one_by_one() -> None:
    profiles = [build_sketch(make_record(i), Commonness(100, {"利润": 50})).profile for i in range(40)]
    read = [unpack_profile(profile.pack()) for profile in profiles]
    for target in profiles[:5]:
        for row, other in zip(compare(target, [p.pack() for p in profiles]), read, strict=True):
            assert dict(zip(PARTS, row, strict=True)) == pytest.approx(one_by_one(target, other))


def one_by_one(a: Profile, b: Profile) -> dict[str, float]:
    def dot(x: dict[int, float], y: dict[int, float]) -> float:
        return sum(share * y[key] for key, share in x.items() if key in y)

    def overlap(x: dict[int, float], y: dict[int, float]) -> float:
        return min(1.0, sum(min(share, y[key]) for key, share in x.items() if key in y))

    length = (dot(a.themes, a.themes) * dot(b.themes, b.themes)) ** 0.5 or 1.0
    smaller = min(sum(a.metrics.values()), sum(b.metrics.values()))
    return {
        "terms": min(1.0, dot(a.words, b.words)),
        "themes": min(1.0, dot(a.themes, b.themes) / length),
        "industry": overlap(a.industry, b.industry),
        "type": overlap(a.report_type, b.report_type),
        "metrics": overlap(a.metrics, b.metrics) / max(1.0, smaller),
        "period": exp(-abs(a.year - b.year) / 6) if a.year and b.year else 0.0,
    }


def test_what_is_wrong_is_said(corpus: Corpus) -> None:
    with pytest.raises(QueryError, match="no report"):
        corpus.similar("nothing")
    with pytest.raises(QueryError, match="between 1 and"):
        corpus.similar(str(make_record(5)["id"]), k=0)


@pytest.mark.parametrize("text", ["", "。。。", "\ud800坏字", "a" * 5000])
def test_odd_texts_do_no_harm(corpus: Corpus, text: str) -> None:
    record = make_record(5, text="", title="") | {"id": "odd", "text": text, "indicators": [], "themes": []}
    assert len(corpus.similar(record, k=3)) == 3
