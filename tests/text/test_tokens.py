"""Test the words: they are the text, and the fast path cuts Chinese as jieba does."""

import re
from pathlib import Path

import pytest

from reportmine.text.tokens import default_tokenizer, reference_cut


@pytest.fixture(scope="module")
def text(root: Path) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted((root / "corpora" / "pages").glob("*.txt")))


def test_words_are_the_text(text: str) -> None:
    assert "".join(default_tokenizer().cut(text)) == text


@pytest.mark.filterwarnings("ignore")
def test_chinese_words_are_those_of_jieba(text: str) -> None:
    """The two differ in runs of ASCII only: a sentence of Chinese alone is cut the same."""
    sentences = [s for s in re.findall(r"[\u4e00-\u9fff，、；]{6,}", text) if s]
    assert len(sentences) > 200
    assert [s for s in sentences if default_tokenizer().cut(s) != reference_cut(s)] == []
