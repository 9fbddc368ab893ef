"""Check the shared inputs: the seed page, its HTML shells, the provincial reports; skipped where they are absent."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reportmine.acquire.files import read_pages
from reportmine.schema import Article, PageText, Section
from reportmine.settings import Settings
from reportmine.structure.articles import split_articles
from reportmine.structure.sections import find_sections
from reportmine.text.lexicon import load_lexicon

SLACK = 3  # characters an offset may be off, as in the labelling guide
NAMES = ("上海市", "北京市", "四川省", "山西省", "广西", "河南省", "湖南省", "甘肃省", "重庆市", "青海省", "黑龙江省")
# The independent rule for the provinces: a line that starts with a Chinese numeral and 、, or with one in brackets, is a heading.
HEADING = re.compile(r"^\s*([一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）])", re.MULTILINE)
NUMBER = re.compile(r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]")


def page_of(path: Path) -> PageText:
    (page,) = read_pages(path, settings=Settings(), lexicon=load_lexicon())
    assert isinstance(page, PageText), page
    return page


def headed(article: Article) -> list[Section]:
    return [s for s in find_sections(article, lexicon=load_lexicon()) if s.number or s.title]


@pytest.fixture(scope="module")
def seed(shared: Path) -> tuple[PageText, list[dict[str, Any]], list[Article]]:
    page = page_of(shared / "pages/seed.txt")
    gold = json.loads((shared / "gold/dev/seed.json").read_text(encoding="utf-8"))["structure"]
    return page, gold, split_articles(page, lexicon=load_lexicon())


def test_seed_articles_are_exact(seed: Any) -> None:
    _, gold, articles = seed
    assert [a.source_span for a in articles] == [(t["start"], t["end"]) for t in gold]


def test_seed_noise_is_removed_and_nothing_else(seed: Any) -> None:
    page, gold, articles = seed
    for truth, article in zip(gold, articles, strict=True):
        kept = {i for start, end in article.offsets.kept for i in range(start, end)}
        noise = {i for n in truth["noise"] for i in range(n["s"], n["e"])}
        lost = {i for i in range(truth["start"], truth["end"]) if i not in kept and not page.text[i].isspace()}
        assert not noise & kept, truth["n"]
        assert lost <= noise, [page.text[i] for i in sorted(lost - noise)]
    assert sum(len(t["noise"]) for t in gold) >= 10


def _true_parents(headings: list[dict[str, Any]]) -> Iterator[tuple[int, int | None]]:
    stack: list[dict[str, Any]] = []
    for heading in headings:
        while stack and stack[-1]["level"] >= heading["level"]:
            stack.pop()
        yield heading["s"], stack[-1]["s"] if stack else None
        stack.append(heading)


def test_seed_headings_parents_and_roles(seed: Any) -> None:
    _, gold, articles = seed
    n: Counter[str] = Counter()
    for truth, article in zip(gold, articles, strict=True):
        wanted = {h["s"]: h for h in truth["headings"]}
        parents = dict(_true_parents(truth["headings"]))
        starts = {s.index: article.offsets.to_source(s.start) for s in find_sections(article, lexicon=load_lexicon())}
        n["gold"] += sum(not h.get("optional") for h in truth["headings"])
        for section in headed(article):
            at = next((s for s in wanted if abs(s - starts[section.index]) <= SLACK), None)
            if at is None:
                n["spurious"] += 1
                continue
            heading = wanted.pop(at)
            if heading.get("optional"):
                continue
            n["hit"] += 1
            above = None if section.parent is None else starts[section.parent]
            n["parent"] += above == parents[at] or (
                None not in (above, parents[at]) and abs(above - parents[at]) <= SLACK
            )
            n["role"] += section.role == heading["role"]
    assert n["gold"] > 150
    assert 2 * n["hit"] / (n["gold"] + n["hit"] + n["spurious"]) >= 0.97, n
    assert n["parent"] / n["hit"] >= 0.97, n
    assert n["role"] / n["hit"] >= 0.85, n


def test_html_shells_give_their_lines_and_the_articles_hold_them(shared: Path) -> None:
    for name, wanted in json.loads((shared / "pages/seed_gold.json").read_text(encoding="utf-8")).items():
        page = page_of(shared / f"pages/{name}.html")
        lines = page.text.split("\n")
        extra = list((Counter(lines) - Counter(wanted["lines"])).elements())
        assert [line for line in lines if line not in extra] == wanted["lines"], name
        articles = split_articles(page, lexicon=load_lexicon())
        outside = page.text
        for article in reversed(articles):
            start, end = article.source_span
            outside = outside[:start] + outside[end:]
            removed = {i for n in article.noise if not n.kept for i in range(n.start, n.end)}
            kept = {i for a, b in article.offsets.kept for i in range(a, b)}
            lost = [page.text[i] for i in range(start, end) if i not in kept | removed and not page.text[i].isspace()]
            assert lost == [], name
        # What stands in no article is the running title of one, or a page marker.
        assert all(re.search(r"篇\d+$", line) or line in extra for line in outside.split("\n") if line), name


@pytest.mark.parametrize("province", NAMES)
def test_provinces_every_numbered_heading_and_none_invented(shared: Path, province: str) -> None:
    page = page_of(shared / f"data/provinces/2025年{province}政府工作报告.txt")
    (article,) = split_articles(page, lexicon=load_lexicon())
    found = [s for s in headed(article) if NUMBER.fullmatch(s.number)]
    assert [article.offsets.to_source(s.start) for s in found] == [m.start(1) for m in HEADING.finditer(page.text)]
    # 一、 is of the first level; (一) stands below it, or below an unnumbered heading, and counts up from one.
    for section in found:
        assert section.level == (1 if section.number.endswith("、") else 2)


GOLD = json.loads((Path(__file__).parent / "provinces.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", GOLD)
def test_provinces_read_by_eye(shared: Path, name: str) -> None:
    path = shared / f"data/provinces/{name}.txt"
    if hashlib.sha256(path.read_bytes()).hexdigest() != GOLD[name]["sha256"]:
        pytest.skip("the report is not the edition that was read by eye")
    (article,) = split_articles(page_of(path), lexicon=load_lexicon())
    found = [[article.offsets.to_source(s.start), s.level, s.number] for s in headed(article)]
    assert found == GOLD[name]["headings"]
