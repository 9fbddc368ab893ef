"""Test the automata: a long list finds the same words in small texts, where most of it waits, as when it is built whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportmine.text import automata
from reportmine.text.automata import MatchKind, build_automaton

# Few characters, so that words begin, end and hold each other; some words stand twice.
WORDS = st.lists(st.text("年度计划目标增", min_size=1, max_size=5), min_size=1, max_size=40)
TEXT = st.text("年度计划目标增。", max_size=60)


@pytest.mark.parametrize("kind", [MatchKind.Standard, MatchKind.LeftmostLongest, MatchKind.LeftmostFirst])
@given(words=WORDS, text=TEXT)
def test_a_list_that_waits_finds_the_same_words(kind: MatchKind, words: list[str], text: str) -> None:
    overlapping = kind == MatchKind.Standard
    whole = build_automaton(words, matchkind=kind).find_matches_as_indexes(text, overlapping)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(automata, "FEW", 0)
        waiting = build_automaton(words, matchkind=kind)
    assert waiting.find_matches_as_indexes(text, overlapping) == whole


def test_a_list_that_waits_is_built_when_much_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    built = []
    whole = automata._built
    monkeypatch.setattr(automata, "_built", lambda *given: built.append(given) or whole(*given))
    finder = build_automaton([f"第{number}" for number in range(automata.FEW)])
    text = "共第7条、第12条。" * 100
    found = [finder.find_matches_as_indexes(text) for _ in range(20)]
    assert len(found[0]) == 200
    assert all(again == found[0] for again in found)
    assert len(built) == 1
