"""Check made-up hostile pages: no crash, no hang, offsets always valid; shapes that are bad for an algorithm, and mutated pages."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportmine.acquire.files import read_bytes
from reportmine.schema import Hint, PageText
from reportmine.settings import Settings
from reportmine.structure.articles import split_articles
from reportmine.structure.sections import find_sections
from reportmine.structure.sentences import split_sentences
from reportmine.text.lexicon import load_lexicon

SECONDS = 5.0
BODY = "全县上下齐心协力，完成固定资产投资五十二亿元，新建高标准农田三万亩，农民人均收入增长百分之八点五。"
MUTANTS = 120
SHAPES = {
    "first numbers": "一、甲\n" * 60_000,
    "counting numbers": "\n".join(f"{i}、甲" for i in range(60_000)),
    "deep decimals": "\n".join(".".join("1" * (1 + i % 5)) + f".{i % 9 + 1} 甲" for i in range(40_000)),
    "every style in turn": "一、甲\n（一）乙\n1.丙\n(1)丁\n①戊\nA.己\n第一，庚\n一是辛\n●壬\n——癸\n" * 5_000,
    "inline lists": "做法：(1)甲；(2)乙；(3)丙。" * 30_000,
    "inline lists in one line": "；".join(f"{i}、甲" for i in range(60_000)),
    "inline lists that start again": "措施：1、甲；2、乙。\n" * 30_000,
    "circled": "①②③④⑤⑥⑦⑧⑨⑩" * 40_000,
    "running titles": "总结篇1\n总结篇2\n" * 30_000,
    "counting titles": "\n".join(f"总结篇{i}" for i in range(1, 1000)) * 30,
    "titles of all prefixes": "\n".join(f"单位{i}总结篇{i % 100}\n{BODY}" for i in range(8_000)),
    "repeated titles": f"年度总结\n{BODY * 3}\n" * 6_000,
    "lists of links": ("相关推荐\n" + "车间小结\n" * 40) * 1_500,
    "page markers": "".join(f"标题{i}第{i % 9}页\n" for i in range(30_000)),
    "page bars": "[第1页/共1页] " * 10_000 + "\n" + "本文共3页 当前第2页\n" * 20_000,
    "labels": "来源：甲 作者：乙 时间：2020 " * 20_000,
    "label lines": "来源：甲\n编辑：乙\n" * 40_000,
    "watermarks": "信版权所有任" * 60_000,
    "addresses": "www.a.cn" * 60_000,
    "brackets": "（来源：" * 100_000,
    "open brackets": "(" * 500_000,
    "masks": "×*xX" * 120_000,
    "pinyin": "結(jié)" * 100_000,
    "lost bullets": "?荩甲\n" * 60_000,
    "keywords": "总结 计划 报告 " * 50_000,
    "stuffed lines": "总结,计划,报告,述职,范文\n" * 30_000,
    "one line": "文" * 1_000_000,
    "one line of commas": "文，" * 400_000,
    "wrapped": (BODY[:38] + "\n" + BODY[38:] + "\n") * 10_000,
    "short lines": "甲\n" * 200_000,
    "full stops": "。\n" * 200_000,
    "dots": "甲.乙." * 150_000,
    "quotes": "甲。”’" * 150_000,
    "spaces": (" " * 5_000 + "甲\n") * 200,
    "ideographic spaces": "\u3000" * 500_000 + "甲",
    "surrogates": "甲\ud800" * 100_000,
    "zero width": "甲\u200b" * 200_000,
    "carriage returns": "甲\r\n" * 100_000,
    "null": "\x00甲" * 100_000,
    "digits": "1" * 500_000,
    "decimal digits": "1.1" * 200_000,
    "ordinals": "第一，甲。\n第二，乙。\n" * 20_000,
    "plain headings": f"强化政治引领\n{BODY}\n" * 8_000,
    "bare numbers": "1 甲乙\n2 丙丁\n" * 30_000,
    "numbers alone": "一、\n" * 60_000,
    "emoji": "\U0001f600。" * 100_000,
}  # fmt: skip


def check(page: PageText) -> int:
    """Assert that all offsets of a page's articles and sections are valid; return the number of articles."""
    previous = 0
    articles = split_articles(page, lexicon=load_lexicon())
    for article in articles:
        start, end = article.source_span
        assert previous <= start <= end <= len(page.text)
        previous = end
        assert article.offsets.apply(page.text) == article.text
        sections = find_sections(article, lexicon=load_lexicon())
        for section in sections:
            assert 0 <= section.start <= section.body_start <= section.end <= len(article.text)
            assert section.parent is None or section.parent < section.index
        at = 0
        for first, last in split_sentences(article.text):
            assert at <= first < last <= len(article.text)
            at = last
    return len(articles)


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_hostile_shapes_end_soon(shape: str) -> None:
    start = time.process_time()
    check(PageText(text=SHAPES[shape]))
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize("shape", SHAPES)
def test_small_hostile_shapes(shape: str) -> None:
    check(PageText(text=SHAPES[shape][:3_000]))
    check(PageText(text=SHAPES[shape][1:900] + BODY, title=SHAPES[shape][:40]))


@pytest.mark.slow
def test_a_page_of_hints_ends_soon() -> None:
    text = f"标题\n{BODY}\n" * 10_000
    hints = tuple(Hint(i * (len(BODY) + 4), i * (len(BODY) + 4) + 2, "h2") for i in range(10_000))
    start = time.process_time()
    check(PageText(text=text, hints=hints))
    assert time.process_time() - start < SECONDS


def mutated(data: bytes, seed: int) -> bytes:
    """Return the bytes of a page with parts deleted, doubled, moved, overwritten, or cut in the middle of a character."""
    rng = random.Random(seed)
    out = bytearray(data)
    for _ in range(rng.randint(1, 30)):
        at = rng.randrange(len(out))
        size = rng.randint(1, 200)
        match rng.randrange(6):
            case 0:
                del out[at : at + size]
            case 1:
                out[at:at] = out[at : at + size] * rng.randint(1, 4)
            case 2:
                out[at : at + size] = bytes(rng.randrange(256) for _ in range(size))
            case 3:
                piece = out[at : at + size]
                del out[at : at + size]
                place = rng.randrange(len(out) + 1)
                out[place:place] = piece
            case 4:
                out[at:at] = rng.choice(list(SHAPES.values()))[:size].encode("utf-8", "surrogatepass")
            case _:
                out = out[: max(200, at)]
    return bytes(out)


def test_mutated_pages(root: Path) -> None:
    pages = sorted((root / "corpora/pages").iterdir())
    assert len(pages) >= 5
    articles = 0
    for seed in range(MUTANTS):
        path = pages[seed % len(pages)]
        start = time.process_time()
        for item in read_bytes(
            mutated(path.read_bytes(), seed), name=path.name, settings=Settings(), lexicon=load_lexicon()
        ):
            if isinstance(item, PageText):
                articles += check(item)
        assert time.process_time() - start < SECONDS
    assert articles >= MUTANTS / 2


LINES = st.text(
    alphabet=st.sampled_from(
        "一二三、（）(1)①.．第篇页：；。，\n\n \u3000甲乙丙丁总结目标完成×*?荩\u200b\r\ud800abc2020年%"
    ),
    max_size=300,
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(LINES, st.none() | st.text(alphabet="总结篇1标题", max_size=8))
def test_any_text(text: str, title: str | None) -> None:
    check(PageText(text=text, title=title))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(LINES, st.data())
def test_any_text_with_any_hints(text: str, data: st.DataObject) -> None:
    places = st.tuples(
        st.integers(0, max(0, len(text) - 1)), st.integers(1, 12), st.sampled_from(["h1", "h3", "strong", "row"])
    )
    drawn = data.draw(st.lists(places, max_size=6)) if text else []
    hints = tuple(Hint(a, min(len(text), a + n), kind) for a, n, kind in drawn)
    check(PageText(text=text, hints=hints))
