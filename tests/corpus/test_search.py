"""Check search: it finds what stands in the texts, filters as the store does, follows the store, and explains what it cannot read."""

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportmine.corpus.filters import Filters
from reportmine.corpus.library import Corpus, find_differences
from reportmine.corpus.search.index import SearchIndex, index_folder
from reportmine.corpus.search.queries import parse_query
from reportmine.corpus.search.snippets import build_snippet, find_words
from reportmine.corpus.search.wording import folded, index_tokens
from reportmine.corpus.store import Store
from reportmine.errors import QueryError, StoreError
from tests.corpus.made_up import NOUNS, make_record

WRITTEN = [
    ("农商行工作总结", "年末各项贷款余额131.2亿元，不良贷款率1.9%。存\n款增长较快，ＧＤＰ口径不变。"),
    ("支行信贷思路", "放贷要审慎，<script>alert(1)</script>贷后检查每月一次。贷，款都要管。"),
    ("医院工作报告", "门诊量86万人次，医院开展优质护理。"),
    ("", "无题的短文，只说护理院的事。"),
]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    with Corpus.open(tmp_path_factory.mktemp("search") / "库.db") as opened:
        opened.put([make_record(i) for i in range(400)])
        opened.put(make_record(1000 + i, text=text, title=title) for i, (title, text) in enumerate(WRITTEN))
        yield opened


def ids(corpus: Corpus, query: str, **filters: object) -> set[str]:
    return {hit.id for hit in corpus.search(query, filters=Filters(**filters), limit=1000).hits}  # type: ignore[arg-type]


def written(*numbers: int) -> set[str]:
    return {str(make_record(1000 + n)["id"]) for n in numbers}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("不良贷款", {0}), ("贷款 增长", {0}), ('"贷款余额"', {0}), ("存款", {0}), ("gdp", {0}), ("GDP口径", {0}), ('"131.2亿"', {0}),
        ("放贷", {1}), ("贷", {0, 1}), ("贷款", {0, 1}), ("贷款 -放贷", {0}), ("title:信贷", {1}), ("标题:工作总结", {0}),
        ("护理", {2, 3}), ("护理院", {3}), ('"护理 院"', {3}), ("医院护理", {2}), ("text:思路", {1}), ('"要管支行"', set()), ("script", {1}), ("没有这个词", set()),
    ],
)  # fmt: skip
def test_queries_find_what_stands_there(corpus: Corpus, query: str, found: set[int]) -> None:
    assert ids(corpus, query) & written(0, 1, 2, 3) == written(*found)


def test_search_agrees_with_the_texts(corpus: Corpus) -> None:
    rng = random.Random(2)
    records = [record for _, record in corpus.store.iterate()]
    pool = "".join(str(record["text"]) for record in records)
    for length in (1, 2, 3, 5):
        for _ in range(15):
            start = rng.randrange(len(pool) - length)
            tokens = index_tokens(pool[start : start + length])
            if not tokens:
                continue
            wanted = {r["id"] for r in records if holds(r["text"], tokens) or holds(r["title"], tokens)}
            assert ids(corpus, f'"{" ".join(tokens)}"') == wanted, tokens


def holds(text: str, tokens: list[str]) -> bool:
    found = index_tokens(text)
    return any(found[i : i + len(tokens)] == tokens for i in range(len(found)))


@pytest.mark.parametrize(
    "filters",
    [
        Filters(industry="J"), Filters(industry="J66"), Filters(report_type="SUM", year=2010), Filters(theme="T03"), Filters(site="site3.example"),
        Filters(has_targets=False), Filters(has_targets=True, industry="C"), Filters(metric="利润"), Filters(year=1900), Filters(),
    ],
)  # fmt: skip
def test_filters_mean_what_they_mean_in_the_store(corpus: Corpus, filters: Filters) -> None:
    found = corpus.search("", filters=filters, limit=1000)
    assert [hit.id for hit in found.hits] == [row["id"] for row in corpus.store.list_reports(filters, limit=1000)]
    assert found.total == corpus.store.count(filters)


def test_field_queries_are_filters(corpus: Corpus) -> None:
    assert ids(corpus, "industry:J66 type:SUM") == ids(corpus, "", industry="J66", report_type="SUM")
    assert ids(corpus, "行业:j 年份:2010") == ids(corpus, "", industry="J", year=2010)
    assert ids(corpus, "year:2010-2012") == {i for year in (2010, 2011, 2012) for i in ids(corpus, "", year=year)}
    assert ids(corpus, "metric:利润 -theme:T03") == ids(corpus, "", metric="利润") - ids(corpus, "", theme="T03")


def test_facets_count_what_is_found(corpus: Corpus) -> None:
    found = corpus.search("利润", limit=1000)
    records = [corpus.get(hit.id) for hit in found.hits]
    assert found.facets["report_type"] == Counter(r["report_type"]["id"] for r in records if r)
    assert found.facets["section"] == Counter(r["industry"]["id"][0] for r in records if r)
    assert sum(found.facets["has_targets"].values()) == found.total


def test_pages_meet_and_are_ordered(corpus: Corpus) -> None:
    pages = [hit for offset in range(0, 120, 30) for hit in corpus.search("利润", limit=30, offset=offset).hits]
    whole = corpus.search("利润", limit=120).hits
    assert [h.id for h in pages] == [h.id for h in whole]
    assert [h.score for h in whole] == sorted((h.score for h in whole), reverse=True)


def test_titles_weigh_more(corpus: Corpus) -> None:
    assert corpus.search("医院").hits[0].title == "医院工作报告"


def test_snippets_are_marked_and_escaped(corpus: Corpus) -> None:
    (hit,) = corpus.search("script 放贷").hits
    assert "&lt;<mark>script</mark>&gt;" in hit.snippet.html
    assert "<script" not in hit.snippet.html
    record = corpus.get(hit.id)
    assert record is not None
    assert all(hit.snippet.text[a:b].lower() in {"script", "放贷"} for a, b in hit.snippet.highlights)
    assert record["text"][hit.snippet.start :].startswith(hit.snippet.text)
    (titled,) = [h for h in corpus.search("信贷").hits if h.title == "支行信贷思路"]
    assert titled.title_highlights == ((2, 4),)


def test_snippet_of_a_long_text_is_where_the_words_are() -> None:
    text = "前言。" * 300 + "不良贷\n款下降" + "后记。" * 300
    snippet = build_snippet(text, ["贷款", "下降"])
    assert [snippet.text[a:b] for a, b in snippet.highlights] == ["贷\n款", "下降"]
    assert find_words("", ["贷款"]) == []
    assert find_words("贷款", []) == []


@pytest.mark.parametrize(
    "query",
    [
        '"没有关',
        "foo:bar",
        "year:十年",
        "title:",
        "year:",
        "type:FOO",
        "-industry:ZZ",
        "theme:没有",
        " ".join(["词"] * 100),
    ],
)
def test_what_cannot_be_read_is_explained(corpus: Corpus, query: str) -> None:
    with pytest.raises(QueryError):
        corpus.search(query)


def test_a_theme_of_the_user_is_found_as_it_is_written(tmp_path: Path) -> None:
    record = make_record(1)
    record["themes"][0]["id"] = "Green"  # type: ignore[index]
    with Corpus.open(tmp_path / "库.db") as corpus:
        corpus.put([record])
        assert ids(corpus, "theme:Green") == ids(corpus, "", theme="Green") == {record["id"]}
        with pytest.raises(QueryError, match="T01 "):
            corpus.search("theme:green")


def test_text_with_a_colon_is_text(corpus: Corpus) -> None:
    assert parse_query("主要目标：增长")[0].field is None
    with pytest.raises(QueryError, match="at least 1"):
        corpus.search("贷", limit=0)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet='贷款 "“”:：-()*?[]\\^~+&|!/<>a1.。、\n\x00\ud800İß\u3000', max_size=20))
def test_any_text_is_found_or_refused(corpus: Corpus, query: str) -> None:
    with suppress(QueryError):
        assert corpus.search(query).total >= 0


@given(st.text(max_size=40))
def test_folding_keeps_the_length(text: str) -> None:
    assert len(folded(text)) == len(text)


def test_index_follows_the_store(tmp_path: Path) -> None:
    with Store(tmp_path / "a.db") as store:
        store.put(make_record(i) for i in range(50))
        index = SearchIndex.open(index_folder(store.path))
        assert index.is_stale(store)
        assert index.update(store) == 50
        assert not index.is_stale(store)
        reader = SearchIndex.open(index_folder(store.path), readonly=True)
        store.put([make_record(100, text="新来的报告说海带养殖。"), make_record(7, title="换了的标题")])
        store.delete([str(make_record(3)["id"])])
        assert reader.is_stale(store)
        assert reader.search("海带", store=store).total == 0
        index.update(store)
        assert not reader.is_stale(store)
        assert reader.search("海带", store=store).total == 1
        assert reader.search('title:"换了的标题"', store=store).total == 1
        assert find_differences(store, reader) == []
        before = [(h.id, h.score) for h in reader.search("利润 产值", store=store, limit=99).hits]
        index.build(store)
        assert sorted(h for h, _ in before) == sorted(
            h.id for h in reader.search("利润 产值", store=store, limit=99).hits
        )


def test_index_of_another_store_is_built_anew(tmp_path: Path) -> None:
    for name in ("a", "b"):
        with Corpus.open(tmp_path / f"{name}.db") as corpus:
            corpus.put([make_record(i, seed=ord(name)) for i in range(10)])
    shutil.rmtree(index_folder(tmp_path / "a.db"))
    shutil.copytree(index_folder(tmp_path / "b.db"), index_folder(tmp_path / "a.db"))
    with Corpus.open(tmp_path / "a.db") as corpus:
        assert corpus.check() == []
        assert corpus.search("", limit=1).hits[0].id == make_record(0, seed=ord("a"))["id"]


def test_damaged_index_is_built_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Corpus.open(path) as corpus:
        corpus.put([make_record(i) for i in range(10)])
    for file in index_folder(path).rglob("*"):
        if file.suffix in {".store", ".json", ".idx"}:
            file.write_bytes(b"{ damaged")
    with pytest.raises(StoreError):
        SearchIndex.open(index_folder(path), readonly=True).search("贷", store=Store(path, readonly=True))
    with Corpus.open(path) as corpus:
        assert corpus.check() == []
        assert corpus.search("", limit=20).total == 10


def test_a_second_writer_is_told(tmp_path: Path) -> None:
    with Corpus.open(tmp_path / "a.db") as corpus:
        corpus.put([make_record(0)])
        with corpus.index._writer(), pytest.raises(StoreError, match="another writer"):
            SearchIndex.open(corpus.index.folder).build(corpus.store)
        assert corpus.check() == []


def test_no_index_and_reading_only_are_explained(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no search index"):
        SearchIndex.open(tmp_path / "none.index", readonly=True)
    with Corpus.open(tmp_path / "a.db") as corpus:
        corpus.put([make_record(0)])
    with Corpus.open(tmp_path / "a.db", readonly=True) as reader:
        assert reader.search("", limit=1).total == 1
        with pytest.raises(StoreError, match="reading only"):
            reader.index.build(reader.store)


def test_words_typed_together_may_stand_apart(corpus: Corpus) -> None:
    first, second = NOUNS[0], NOUNS[1]
    assert ids(corpus, first + second) == ids(corpus, first) & ids(corpus, second)


@pytest.mark.parametrize("query", ["产值", "产值利润", "贷款 -课堂", '"粮食" 产值'])
def test_filters_leave_order_and_scores_alone(corpus: Corpus, query: str) -> None:
    """Filters are looked at inside each field, for speed: what is left must rank as it did without them."""
    filters = Filters(industry="C", has_targets=True)
    left = {row["id"] for row in corpus.store.list_reports(filters, limit=1000)}
    every = [(hit.id, hit.score) for hit in corpus.search(query, limit=1000).hits]
    found = [(hit.id, hit.score) for hit in corpus.search(query, filters=filters, limit=1000).hits]
    assert sorted(found) == sorted((i, score) for i, score in every if i in left)


def test_titles_with_all_words_come_first(tmp_path: Path) -> None:
    filler = "各项工作有序推进，制度逐步完善。" * 20
    written = [
        ("水库", "水库巡查，水库巡查，闸门检修，水库巡查。"),
        ("年度工作总结", f"水库闸门检修。{filler}"),
        ("水库闸门检修情况", f"{filler}本年无大修。"),
        ("闸门检修与水库巡查", f"{filler}泵站照常。"),
        ("泵站年报", f"{filler}泵站照常。"),
    ]
    with Corpus.open(tmp_path / "a.db") as opened:
        opened.put([make_record(i, text=text, title=title) for i, (title, text) in enumerate(written)])
        whole = opened.search("水库 闸门", limit=10)
        titles = [hit.title for hit in whole.hits]
        assert set(titles[:2]) == {"水库闸门检修情况", "闸门检修与水库巡查"}
        assert set(titles[2:]) == {"水库", "年度工作总结"}
        assert whole.total == 4
        assert all(a.score >= b.score for a, b in zip(whole.hits, whole.hits[1:], strict=False))
        paged = [hit.title for at in range(4) for hit in opened.search("水库 闸门", limit=1, offset=at).hits]
        assert paged == titles
