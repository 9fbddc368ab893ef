"""Describe the form of texts: what it reaches depends on sections, tense and person, not on the topic."""

import itertools

import pytest

from reportmine.extract.labels import form as forms
from reportmine.extract.labels.form import find_form
from reportmine.learn.copies import text_article
from reportmine.schema import Section
from reportmine.structure.sections import find_sections
from reportmine.text.lexicon import load_lexicon

BOTH = """一、今年工作回顾
{done}
二、明年工作计划
{ahead}
"""
DONE = "完成了{0}台设备的检修，处理了{0}起故障，解决了备件不足的问题，取得了较好成绩。"
AHEAD = "将检修{0}台设备，要补齐备件，拟培训{0}人，要加强巡查，将故障压到{0}起以下。"


def form(text: str) -> set[str]:
    article = text_article("", text)
    sections: tuple[Section, ...] = find_sections(article, lexicon=load_lexicon())
    return set(find_form(text, sections))


def test_both_halves_are_told_from_one() -> None:
    done, ahead = (line.format(12) * 3 for line in (DONE, AHEAD))
    both, past = form(BOTH.format(done=done, ahead=ahead)), form(BOTH.format(done=done, ahead=done))
    assert "both:0.6" in both
    assert "turn:0.4" in both
    assert "turn:0.4" not in past
    assert "lean:0.4" not in past


def test_a_longer_text_of_the_same_form_is_the_same() -> None:
    page = "我们要抓好落实！同志们，问题在哪里？要看清形势。\n"
    assert form(page * 60) == form(page * 120)


def test_the_topic_does_not_count() -> None:
    assert form(DONE.format(12).replace("设备", "课堂")) == form(DONE.format(12))


def test_nothing_is_no_error() -> None:
    assert not [name for name in find_form("", ()) if name.startswith(("exclamation", "first_person", "headings"))]


@pytest.mark.parametrize("past", list(itertools.permutations(["background", "achievements", "experience"])))
def test_no_order_of_roles_counts(past: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """A run draws the order of sets anew, and .5 + .2 + .1 is less than .1 + .2 + .5: models came out in two forms."""
    monkeypatch.setattr(forms, "PAST", past)
    sizes = {"achievements": 100, "background": 200, "experience": 500, "other": 200}
    ends = list(itertools.accumulate(sizes.values()))
    sections = [
        Section(i, None, 1, "", "", end - size, end, end - size, role)  # type: ignore[arg-type]
        for i, ((role, size), end) in enumerate(zip(sizes.items(), ends, strict=True))
    ]
    assert "past:0.8" in find_form("字" * 1000, sections)
