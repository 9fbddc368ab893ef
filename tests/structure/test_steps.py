"""Check that offsets compose over every cleaning step, one kind of noise at a time, and can be turned back on what is kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportmine.offsets import OffsetMap, Span
from reportmine.schema import Article, PageText
from reportmine.structure.articles import split_articles
from reportmine.structure.lines import kept_between
from reportmine.text.entries import NoisePattern
from reportmine.text.lexicon import load_lexicon
from tests.structure.marked import unmark

BODY = "全县上下齐心协力，完成固定资产投资五十二亿元，新建高标准农田三万亩，农民人均收入增长百分之八点五，城乡面貌焕然一新。"
NOISE = [unmark(x)[0] for e in load_lexicon().entries(NoisePattern) for x in e.examples]
PIECES = st.lists(
    st.sampled_from(
        [*NOISE, BODY, "一、成绩", "（一）农业。" + BODY, BODY[:33] + "\n" + BODY[33:], "总结篇1", "总结篇2"]
    ),
    min_size=1,
    max_size=14,
)
SEPARATORS = st.sampled_from(["\n", "\n\n", "\r\n", "\n　　", " \n"])


def steps(article: Article) -> Iterator[list[Span]]:
    """Yield what each step removed, as spans of the page: one step a kind of noise, then the line breaks that were joined."""
    start, end = article.source_span
    removed = [n for n in article.noise if not n.kept]
    for kind in sorted({n.kind for n in removed}):
        yield [(n.start, n.end) for n in removed if n.kind == kind]
    gone = {i for n in removed for i in range(n.start, n.end)}
    kept = {i for a, b in article.offsets.kept for i in range(a, b)}
    yield [(i, i + 1) for i in range(start, end) if i not in kept and i not in gone]


def check(text: str) -> None:
    for article in split_articles(PageText(text=text), lexicon=load_lexicon()):
        offsets = OffsetMap([article.source_span])
        for cuts in steps(article):
            before = offsets.apply(text)
            derived = [offsets.to_derived(a) for a, _ in cuts]
            assert None not in derived
            spans = [(d, d + b - a) for d, (a, b) in zip(derived, cuts, strict=True) if d is not None]
            step = OffsetMap(kept_between(0, len(before), spans))
            after = step.apply(before)
            offsets = offsets.compose(step)
            assert offsets.apply(text) == after
            for i in range(0, len(after), 5):
                source = offsets.to_source(i)
                assert text[source] == after[i]
                assert offsets.to_derived(source) == i
        assert offsets == article.offsets
        assert offsets.apply(text) == article.text


@settings(max_examples=120, deadline=None, derandomize=True)
@given(PIECES, SEPARATORS)
def test_offsets_compose_over_all_steps(pieces: list[str], separator: str) -> None:
    check(separator.join(pieces))


@pytest.mark.parametrize("piece", NOISE, ids=lambda piece: piece[:30])
def test_offsets_compose_over_each_kind_of_noise(piece: str) -> None:
    for text in (
        f"{BODY}\n{piece}\n{BODY}",
        f"标题\n{piece}\n{BODY}",
        f"{BODY}\n{piece}",
        f"{BODY[:20]}{piece}{BODY[20:]}",
    ):
        check(text)


@settings(max_examples=120, deadline=None, derandomize=True)
@given(PIECES, st.data())
def test_evidence_leads_back_to_the_same_characters(pieces: list[str], data: st.DataObject) -> None:
    text = "\n".join(pieces)
    for article in split_articles(PageText(text=text), lexicon=load_lexicon()):
        start = data.draw(st.integers(0, len(article.text) - 1))
        end = data.draw(st.integers(start + 1, len(article.text)))
        evidence = article.evidence(start, end)
        source = text[evidence.source_start : evidence.source_end]
        assert source[0] == evidence.text[0]
        assert source[-1] == evidence.text[-1]
        characters = iter(source)
        assert all(char in characters for char in evidence.text)  # a subsequence: nothing is added or moved
