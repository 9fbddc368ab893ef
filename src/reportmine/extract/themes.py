"""Find strategy themes: lexicon terms at word bounds, with the sentence they stand in, its tense, and what its section is for."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

import ahocorasick_rs

from reportmine.offsets import Span
from reportmine.schema import Article, Section, ThemeMention, ThemeShare
from reportmine.structure.sentences import split_sentences
from reportmine.text.entries import Subtheme, ThemeCue
from reportmine.text.lexicon import Lexicon

WEAK = 0.3  # weight of a worn term (创新, 管理): three of them make one clear mention
FULL = 1.5  # weight from which a sentence is wholly about a theme; more terms add nothing
REACH = 30  # characters around a term in which a word of lack makes it a problem
ROLE_TENSE = {"goals": "future", "plan": "future", "achievements": "past", "experience": "past"}


class ThemeFinder:
    """Find themes with one lexicon; one automaton over all terms, vetoes and cues."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._subthemes: dict[str, Subtheme | None] = {}
        self._weights: dict[str, float] = {}
        for entry in lexicon.entries(Subtheme):
            for term in entry.terms:
                self._subthemes.setdefault(term, entry)
                self._weights.setdefault(term, WEAK if term in entry.weak else 1.0)
        for entry in lexicon.entries(Subtheme):
            for term in entry.not_in:
                self._subthemes.setdefault(term, None)
        self._terms = list(self._subthemes)
        self._automaton = _automaton(self._terms)
        self._effects = {term: cue.effect for cue in lexicon.entries(ThemeCue) for term in cue.terms}
        self._cue_terms = list(self._effects)
        self._cues = _automaton(self._cue_terms)

    def find(self, article: Article, sections: Sequence[Section], words: Sequence[str]) -> tuple[ThemeShare, ...]:
        """Return themes by share, strongest first, each with its mentions in text order."""
        text = article.text
        sentences = split_sentences(text)
        starts = [start for start, _ in sentences]
        cues = self._cue_spans(text)
        places = _Places(sections)
        weights: dict[tuple[str, int], float] = defaultdict(float)
        mentions: dict[str, list[ThemeMention]] = defaultdict(list)
        for term, start, end in self._matches(text, words):
            entry = self._subthemes[term]
            if entry is None:
                continue
            number = bisect_right(starts, start) - 1
            section = places.at(start)
            mention = self._mention(article, entry, (start, end), sentences[number], section, cues)
            mentions[entry.theme].append(mention)
            weights[entry.theme, number] += self._weights[term]
        return _shares(weights, mentions)

    def _matches(self, text: str, words: Sequence[str]) -> list[tuple[str, int, int]]:
        bounds = {0, *accumulate(map(len, words))}
        found = self._automaton.find_matches_as_indexes(text)
        return [(self._terms[i], start, end) for i, start, end in found if start in bounds and end in bounds]

    def _cue_spans(self, text: str) -> list[tuple[int, int, str]]:
        return [
            (start, end, self._effects[self._cue_terms[i]])
            for i, start, end in self._cues.find_matches_as_indexes(text)
        ]

    def _mention(
        self,
        article: Article,
        entry: Subtheme,
        span: Span,
        sentence: Span,
        section: Section | None,
        cues: list[tuple[int, int, str]],
    ) -> ThemeMention:
        role = section.role if section else "other"
        effects = _near(cues, sentence, span)
        return ThemeMention(
            theme=entry.theme,
            subtheme=entry.id,
            term=article.text[span[0] : span[1]],
            section=section.index if section else None,
            role=role,
            negated="negated" in effects,
            evidence=article.evidence(*span),
            sentence=article.evidence(*sentence),
            tense=ROLE_TENSE.get(role) or ("future" if "future" in effects else "past" if "past" in effects else None),
        )


class _Places:
    """Answer which section an offset stands in: the last one that starts before it."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._sections = sorted(sections, key=lambda s: s.start)
        self._starts = [s.start for s in self._sections]

    def at(self, offset: int) -> Section | None:
        position = bisect_right(self._starts, offset) - 1
        return self._sections[position] if position >= 0 else None


def _automaton(terms: list[str]) -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(terms, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)


def _near(cues: list[tuple[int, int, str]], sentence: Span, span: Span) -> set[str]:
    """Return the effects of the cues in the sentence; a word of lack counts only near the term."""
    effects = set()
    position = bisect_right(cues, (sentence[0],)) if cues else 0
    for start, end, effect in cues[position:]:
        if start >= sentence[1]:
            break
        if effect != "negated" or (start - span[1] <= REACH and span[0] - end <= REACH):
            effects.add(effect)
    return effects


def _shares(weights: dict[tuple[str, int], float], mentions: dict[str, list[ThemeMention]]) -> tuple[ThemeShare, ...]:
    totals: dict[str, float] = defaultdict(float)
    for (theme, _), weight in weights.items():
        totals[theme] += min(weight, FULL)
    everything = sum(totals.values())
    ranked = sorted(totals, key=lambda theme: (-totals[theme], theme))
    return tuple(ThemeShare(t, round(totals[t] / everything, 4), tuple(mentions[t])) for t in ranked)


@lru_cache(maxsize=4)
def theme_finder(lexicon: Lexicon) -> ThemeFinder:
    """Return the finder for a lexicon, built once."""
    return ThemeFinder(lexicon)


def find_themes(
    article: Article, sections: Sequence[Section], words: Sequence[str], *, lexicon: Lexicon
) -> tuple[ThemeShare, ...]:
    """Return the strategy themes of an article, strongest first; `words` are its tokens."""
    return theme_finder(lexicon).find(article, sections, words)
