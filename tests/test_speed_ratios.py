"""Measure speed as ratios within one run on one core: structure against jieba, reading HTML against readability alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

import jieba
import pytest
from readability import Document

from reportmine.acquire.decode import decode_bytes
from reportmine.acquire.html import extract_html
from reportmine.schema import PageText
from reportmine.structure.articles import split_articles
from reportmine.structure.sections import find_sections
from reportmine.text.lexicon import load_lexicon

ROUNDS = 5
STRUCTURE_RATIO = 8.0  # cleaning, articles and sections against jieba.lcut on the same characters
HTML_RATIO = 0.7  # reading and structure of HTML against readability alone


def best(work: Callable[[], object], *, rounds: int = ROUNDS) -> float:
    """Return the least processor time of several rounds, in seconds."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def structure(texts: Iterable[str]) -> None:
    lexicon = load_lexicon()
    for text in texts:
        for article in split_articles(PageText(text=text), lexicon=lexicon):
            find_sections(article, lexicon=lexicon)


@pytest.mark.slow
def test_structure_is_eight_times_as_fast_as_jieba(shared: Path) -> None:
    paths = [shared / "pages/seed.txt", *sorted((shared / "data/provinces").glob("*.txt"))]
    texts = [path.read_text(encoding="utf-8") for path in paths]
    structure(texts)  # lexicons and dictionaries are loaded before the clock runs
    tokenizer = jieba.Tokenizer()
    tokenizer.lcut("预热")
    ours = best(lambda: structure(texts))
    theirs = best(lambda: [tokenizer.lcut(text) for text in texts], rounds=2)
    assert theirs / ours >= STRUCTURE_RATIO, (theirs, ours)


@pytest.mark.slow
def test_reading_html_costs_little_more_than_readability(shared: Path) -> None:
    lexicon = load_lexicon()
    pages = [decode_bytes(path.read_bytes())[0] for path in sorted((shared / "pages/real").glob("*.html"))]

    def read() -> None:
        structure(extract_html(html, lexicon=lexicon).text for html in pages)

    def readability() -> None:
        for html in pages:
            Document(html).summary(html_partial=True)

    read()
    alone = best(readability)
    ours = best(read)
    assert alone / ours >= HTML_RATIO, (alone, ours)
