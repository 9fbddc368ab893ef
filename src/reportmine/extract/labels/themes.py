"""Find strategy themes: lexicon terms at word bounds and told sentences, with their tense and what their section is for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate

from reportmine.schema import Article, Evidence, Section, ThemeMention, ThemeShare
from reportmine.structure.sentences import split_sentences
from reportmine.text.automata import MatchKind, build_automaton
from reportmine.text.entries import Subtheme, ThemeCue
from reportmine.text.lexicon import Lexicon

WEAK = 0.3  # weight of a worn term (创新, 管理): three of them make one clear mention
FULL = 1.5  # weight from which a sentence is wholly about a theme; more terms add nothing
REACH = 30  # characters around a term in which a word of lack makes it a problem
STAR = "*"  # at an end of a term of the user's own
LONGEST = 12  # no word of lack is longer
TENSES = ("future", "past")
ROLE_TENSE = {"goals": "future", "plan": "future", "achievements": "past", "experience": "past"}


class ThemeFinder:
    """Find themes with one lexicon; one automaton over all terms, vetoes and cues."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._subthemes: dict[str, tuple[tuple[Subtheme, float], ...]] = {}  # a veto has none
        for entry in lexicon.entries(Subtheme):
            for term in entry.terms:
                weight = WEAK if term in entry.weak else 1.0
                self._subthemes[term] = (*self._subthemes.get(term, ()), (entry, weight))
        for entry in lexicon.entries(Subtheme):
            for term in entry.not_in:
                self._subthemes.setdefault(term, ())
        self._open = _OpenTerms([term for term in self._subthemes if term[0] == STAR or term[-1] == STAR])
        self._terms = [term for term in self._subthemes if term not in self._open.terms]
        self._automaton = build_automaton(self._terms, matchkind=MatchKind.Standard)
        self._effects = {term: cue.effect for cue in lexicon.entries(ThemeCue) for term in cue.terms}
        self._cue_terms = list(self._effects)
        self._cues = build_automaton(self._cue_terms)

    def find(self, article: Article, sections: Sequence[Section], words: Sequence[str]) -> tuple[ThemeShare, ...]:
        """Return themes by share, strongest first, each with its mentions in text order."""
        text = article.text
        sentences = _Sentences(article, split_sentences(text), self._cue_spans(text))
        places = _Places(sections)
        weights: dict[tuple[str, int], float] = defaultdict(float)
        mentions: dict[str, list[ThemeMention]] = defaultdict(list)
        behind: dict[str, int] = {}  # where the last mention of a subtheme ends that has open terms
        for written, start, end in self._matches(text, words):
            is_open = written in self._open.terms
            term = text[start:end] if is_open else written
            number = sentences.number(start)
            section = places.at(start)
            role = section.role if section else "other"
            for entry, weight in self._subthemes[written]:
                if self._open.terms:
                    if start < behind.get(entry.id, 0):
                        continue  # told by two of its terms, and counted once
                    behind[entry.id] = end
                mention = ThemeMention(
                    theme=entry.theme,
                    subtheme=entry.id,
                    term=term,
                    section=section.index if section else None,
                    role=role,
                    negated=sentences.is_negated(number, start, end),
                    evidence=article.evidence(start, end),
                    sentence=sentences.evidence(number),
                    tense=ROLE_TENSE.get(role) or sentences.tense(number),
                )
                mentions[entry.theme].append(mention)
                weights[entry.theme, number] += weight
        return shared(_weighed(weights, mentions))

    def told(
        self,
        article: Article,
        sections: Sequence[Section],
        spans: Sequence[tuple[int, int]],
        about: Mapping[str, Sequence[int]],
    ) -> tuple[ThemeShare, ...]:
        """Return themes that no term names: `about` gives the numbers of the sentences among `spans` that tell each."""
        sentences = _Sentences(article, spans, self._cue_spans(article.text))
        places = _Places(sections)
        found = []
        for theme, numbers in about.items():
            mentions = []
            for number in numbers:
                evidence = sentences.evidence(number)
                section = places.at(evidence.start)
                role = section.role if section else "other"
                mentions.append(
                    ThemeMention(
                        theme=theme,
                        subtheme=None,
                        term="",
                        section=section.index if section else None,
                        role=role,
                        negated=sentences.is_negated(number, evidence.start, evidence.end),
                        evidence=evidence,
                        sentence=evidence,
                        tense=ROLE_TENSE.get(role) or sentences.tense(number),
                    )
                )
            found.append(ThemeShare(theme, 0.0, tuple(mentions), weight=float(len(numbers))))
        return tuple(found)

    def _matches(self, text: str, words: Sequence[str]) -> list[tuple[str, int, int]]:
        bounds = bytearray(len(text) + 1)  # a set of offsets would outgrow the cache on a long text
        for offset in accumulate(map(len, words), initial=0):
            bounds[offset] = 1
        terms = self._terms
        whole = [
            (start, -end, i)
            for i, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True)
            if bounds[start] and bounds[end]
        ]
        found: list[tuple[str, int, int]] = []
        behind = 0
        for start, end, i in sorted(whole):  # the longest of those that start first; a match across words hides none
            if start >= behind:
                found.append((terms[i], start, -end))
                behind = -end
        if self._open.terms:  # they hide no other term, and none hides them
            found = sorted([*found, *self._open.find(text, bounds)], key=lambda match: (match[1], -match[2]))
        return found

    def _cue_spans(self, text: str) -> list[tuple[int, int, str]]:
        effects, terms = self._effects, self._cue_terms
        return [(start, end, effects[terms[i]]) for i, start, end in self._cues.find_matches_as_indexes(text)]


class _OpenTerms:
    """Find terms with a star at an end: 利润* is every word, or row of words, that begins so, *满意 every one that ends so."""

    def __init__(self, terms: Sequence[str]) -> None:
        self.terms = frozenset(terms)
        self._by_core: dict[str, list[str]] = defaultdict(list)
        for term in terms:
            if core := term.strip(STAR):  # a star alone names nothing
                self._by_core[core].append(term)
        self._cores = list(self._by_core)
        self._automaton = build_automaton(self._cores, matchkind=MatchKind.Standard)

    def find(self, text: str, bounds: bytearray) -> list[tuple[str, int, int]]:
        """Return (term, start, end) of every match, stretched to the bounds of its words; `bounds` is 1 where a word begins or ends."""
        found = []
        for i, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            for term in self._by_core[self._cores[i]]:
                first = bounds.rfind(1, 0, start + 1) if term[0] == STAR else start
                last = bounds.find(1, end) if term[-1] == STAR else end
                if bounds[first] and bounds[last]:
                    found.append((term, first, last))
        return found


class _Sentences:
    """Answer for one article in which sentence an offset stands, and what its cues say; every sentence is judged once."""

    __slots__ = ("_article", "_cues", "_evidence", "_lacks", "_spans", "_starts", "_tenses")

    def __init__(
        self, article: Article, spans: Sequence[tuple[int, int]], cues: Sequence[tuple[int, int, str]]
    ) -> None:
        self._article = article
        self._spans = spans
        self._starts = [start for start, _ in spans]
        self._lacks = [(start, end) for start, end, effect in cues if effect == "negated"]
        self._cues = [(start, effect) for start, _, effect in cues if effect != "negated"]
        self._evidence: dict[int, Evidence] = {}
        self._tenses: dict[int, str | None] = {}

    def number(self, offset: int) -> int:
        """Return the number of the sentence that holds an offset."""
        return bisect_right(self._starts, offset) - 1

    def evidence(self, number: int) -> Evidence:
        """Return the sentence as evidence."""
        found = self._evidence.get(number)
        if found is None:
            found = self._evidence[number] = self._article.evidence(*self._spans[number])
        return found

    def tense(self, number: int) -> str | None:
        """Return the tense that the cues of a sentence give it: future before past, None without cues."""
        if number not in self._tenses:
            start, end = self._spans[number]
            first = bisect_left(self._cues, (start, ""))
            last = bisect_left(self._cues, (end, ""), first)
            effects = {effect for _, effect in self._cues[first:last]}
            self._tenses[number] = next((tense for tense in TENSES if tense in effects), None)
        return self._tenses[number]

    def is_negated(self, number: int, start: int, end: int) -> bool:
        """Say whether a word of lack stands near a term in its sentence."""
        if not self._lacks:
            return False
        first, last = self._spans[number]
        i = bisect_left(self._lacks, (max(first, start - REACH - LONGEST), 0))
        for lack_start, lack_end in self._lacks[i : i + LONGEST + 2 * REACH]:
            if lack_start >= last or lack_start - end > REACH:
                return False
            if start - lack_end <= REACH:
                return True
        return False


class _Places:
    """Answer which section an offset stands in: the last one that starts before it."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._sections = sorted(sections, key=lambda s: s.start)
        self._starts = [s.start for s in self._sections]

    def at(self, offset: int) -> Section | None:
        position = bisect_right(self._starts, offset) - 1
        return self._sections[position] if position >= 0 else None


def shared(themes: Iterable[ThemeShare]) -> tuple[ThemeShare, ...]:
    """Return themes with their shares of all that is weighed, the largest first."""
    ranked = sorted(themes, key=lambda theme: (-theme.weight, theme.id))
    everything = sum(theme.weight for theme in ranked) or 1.0
    return tuple(replace(theme, share=round(theme.weight / everything, 4)) for theme in ranked)


def _weighed(weights: Mapping[tuple[str, int], float], mentions: Mapping[str, list[ThemeMention]]) -> list[ThemeShare]:
    totals: dict[str, float] = defaultdict(float)
    for (theme, _), weight in weights.items():
        totals[theme] += min(weight, FULL)
    return [ThemeShare(theme, 0.0, tuple(mentions[theme]), weight=total) for theme, total in totals.items()]


@lru_cache(maxsize=4)
def theme_finder(lexicon: Lexicon) -> ThemeFinder:
    """Return the finder for a lexicon, built once."""
    return ThemeFinder(lexicon)


def find_themes(
    article: Article, sections: Sequence[Section], words: Sequence[str], *, lexicon: Lexicon
) -> tuple[ThemeShare, ...]:
    """Return the strategy themes of an article, strongest first; `words` are its tokens."""
    return theme_finder(lexicon).find(article, sections, words)
