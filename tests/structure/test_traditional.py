"""Check the opt-in step from traditional to simplified characters: offsets stay, and what is missing is said clearly."""

from __future__ import annotations

import builtins
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportmine.errors import SettingsError
from reportmine.pipeline import Pipeline
from reportmine.schema import PageText
from reportmine.settings import Settings
from reportmine.structure import traditional
from reportmine.structure.articles import split_articles
from reportmine.structure.sections import find_sections
from reportmine.text.lexicon import load_lexicon

BODY = "本年度全鎮實現農業總產值1,319萬元，比上年增長8.5%，發展養殖戶三百餘戶，農民收入穩步增長，鄉村面貌煥然一新。"
PAGE = f"鄉鎮工作總結篇1\n一、主要成績\n{BODY}\n二、存在問題\n{BODY}\n鄉鎮工作總結(jié)篇2\n{BODY}"


@pytest.fixture
def opencc() -> Any:
    """Return OpenCC, or skip where the extra is not installed."""
    return pytest.importorskip("opencc", reason="the extra `traditional` is not installed")


def test_articles_are_simplified_and_lead_back_to_the_page(opencc: Any) -> None:
    page = PageText(text=PAGE, title="鄉鎮工作總結")
    articles = split_articles(page, lexicon=load_lexicon(), simplified=True)
    assert [a.title for a in articles] == ["乡镇工作总结篇1", "乡镇工作总结篇2"]
    for article in articles:
        assert article.page is page
        assert article.offsets.apply(PAGE) != article.text
        assert len(article.offsets) == len(article.text)
        at = article.text.index("农业总产值1,319万元")
        evidence = article.evidence(at, at + 12)
        assert PAGE[evidence.source_start : evidence.source_end] == "農業總產值1,319萬元"
    roles = [(s.title, s.role) for s in find_sections(articles[0], lexicon=load_lexicon())]
    assert roles == [("主要成绩", "achievements"), ("存在问题", "problems")]


def test_traditional_characters_are_kept_unless_asked_for() -> None:
    (article,) = split_articles(PageText(text=BODY), lexicon=load_lexicon())
    assert article.text == BODY


def test_phrases_decide(opencc: Any) -> None:
    assert traditional.simplify("乾隆年間，乾部作風轉變") == "乾隆年间，干部作风转变"


def test_a_phrase_that_changes_its_length_keeps_the_offsets(monkeypatch: pytest.MonkeyPatch) -> None:
    class Longer:
        def convert(self, text: str) -> str:
            return text.replace("總結", "總而言之").replace("縣", "县") if len(text) > 1 else text.replace("縣", "县")

    monkeypatch.setattr(traditional, "_converter", Longer)
    assert traditional.simplify("縣裡\n縣總結") == "县裡\n县總結"


@given(st.text(alphabet="總結縣發展餘後乾坤瞭望鬆松裏里\n，1a\U0001f600", max_size=60))
def test_length_never_changes(text: str) -> None:
    pytest.importorskip("opencc")
    assert len(traditional.simplify(text)) == len(text)


def test_without_the_extra_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "opencc":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    traditional._converter.cache_clear()
    try:
        with pytest.raises(SettingsError, match=r"reportmine\[traditional\]"):
            Pipeline(Settings(traditional=True))
    finally:
        traditional._converter.cache_clear()
