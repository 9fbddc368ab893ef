"""Describe an article to the classifiers: words by place, trade words, forms of speech, as named numbers.

A feature name is `namespace:value`. Namespaces: w body words, t title words, h heading words, o opening, e ending, i/I trade words by
division and section, m institution names, n institution names in title or opening, y/b/z report type words in title, body, ending,
s style. Values of a namespace are scaled to length one, so that a long text does not outshout a short one.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate

import ahocorasick_rs
import regex

from reportmine.schema import Section
from reportmine.text.entries import Industry, ReportType
from reportmine.text.lexicon import Lexicon
from reportmine.text.tokens import Tokenizer

EDGE = 60  # characters of opening and ending: enough for a form's first and last phrase, too few for its topic
SHORT_TITLE = 60  # a longer first line is a paragraph
HAN = regex.compile(r"\p{Han}")
STYLE = {
    "articles": regex.compile(r"第[一二三四五六七八九十百\d]+条"),
    "decimal": regex.compile(r"(?m)^\s*\d+\.\d+"),
    "chinese": regex.compile(r"(?m)^\s*[一二三四五六七八九十]+、"),
    "bracket": regex.compile(r"[（(][一二三四五六七八九十]+[）)]"),
    "digit": regex.compile(r"(?m)^\s*\d+[.、．]"),
    "colon_line": regex.compile(r"(?m)[：:]\s*$"),
    "exclamation": regex.compile("[！!]"),
    "question": regex.compile("[？?]"),
    "percent": regex.compile("[%％]"),
    "first_person": regex.compile("我(?!们|国|省|市|县|区|镇|乡|院|校|局|行|司|厂|部|处|所|社|村|站|队|公)"),
    "first_plural": regex.compile("我们"),
    "mask": regex.compile(r"[×xX*＊]{2,}"),
}
WEIGHTS = {
    "w": 1.0,
    "t": 0.6,
    "h": 0.5,
    "o": 0.4,
    "e": 0.4,
    "i": 1.0,
    "I": 1.0,
    "m": 0.6,
    "n": 0.8,
    "y": 0.7,
    "b": 0.7,
    "z": 0.4,
    "s": 0.4,
}
CHUNKED = ("w", "i", "I", "m", "b", "s")
CHUNK = 900  # characters: the length of the training documents, which a long report is read in pieces of
MOST_CHUNKS = 12  # pieces that are read, evenly spread; more change no label and cost time
Features = dict[str, float]


class FeatureBuilder:
    """Build features of articles with one lexicon; the automata are built once."""

    def __init__(self, lexicon: Lexicon, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._trade = _Terms((t, e.id, 1.0) for e in lexicon.entries(Industry) for t in e.terms)
        self._marks = _Terms((t, e.id, 1.0) for e in lexicon.entries(Industry) for t in e.marks)
        kinds = lexicon.entries(ReportType)
        self._title = _Terms((t, e.id, 1.0) for e in kinds for t in e.title)
        self._body = _Terms((t, e.id, 1.0) for e in kinds for t in e.body)
        self._ending = _Terms((t, e.id, 1.0) for e in kinds for t in e.ending)

    def build(self, title: str, sections: Sequence[Section], text: str, words: Sequence[str]) -> Features:
        """Return the features of one article; `words` are the tokens of `text`."""
        title = title[:SHORT_TITLE]
        opening, ending = text[:EDGE], text[-EDGE:]
        once: dict[str, Mapping[str, float]] = {
            "t": self._words(title),
            "h": self._words(" ".join(s.title for s in sections if len(s.title) <= SHORT_TITLE)),
            "o": self._words(opening),
            "e": self._words(ending),
            "n": self._marks.scores(f"{title} {opening}"),
            "y": self._title.scores(title),
            "z": self._ending.scores(ending),
        }
        features = {f"{name}:{key}": v for name, values in once.items() for key, v in _scaled(values, WEIGHTS[name])}
        chunks = [self._chunk(part, tokens) for part, tokens in _chunks(text, words)]
        for name in CHUNKED:
            mean: dict[str, float] = {}
            for chunk in chunks:
                for key, value in _scaled(chunk[name], 1.0):
                    mean[key] = mean.get(key, 0.0) + value
            features.update((f"{name}:{key}", value) for key, value in _scaled(mean, WEIGHTS[name]))
        return features

    def _chunk(self, text: str, words: Sequence[str]) -> dict[str, Mapping[str, float]]:
        trade = self._trade.scores(text)
        return {
            "w": {w: 1.0 + math.log(n) for w, n in Counter(words).items() if HAN.search(w)},
            "i": trade,
            "I": _by_letter(trade),
            "m": self._marks.scores(text),
            "b": self._body.scores(text),
            "s": _style(text),
        }

    def trade_scores(self, text: str) -> dict[str, float]:
        """Return how strongly the words of each division are present, institutions counted twice."""
        scores = dict(self._trade.scores(text))
        for division, score in self._marks.scores(text).items():
            scores[division] = scores.get(division, 0.0) + 2 * score
        return scores

    def _words(self, text: str) -> dict[str, float]:
        return {w: 1.0 for w in self._tokenizer.cut(text) if HAN.search(w)}


class _Terms:
    """Count terms of labelled word lists in a text with one automaton; a term that many labels share weighs less."""

    def __init__(self, rows: Iterable[tuple[str, str, float]]) -> None:
        labels: dict[str, list[tuple[str, float]]] = {}
        for term, label, weight in rows:
            labels.setdefault(term, []).append((label, weight))
        self._terms = list(labels)
        self._labels = [[(label, weight / len(found)) for label, weight in found] for found in labels.values()]
        self._automaton = ahocorasick_rs.AhoCorasick(self._terms, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)

    def scores(self, text: str) -> dict[str, float]:
        counts = Counter(match[0] for match in self._automaton.find_matches_as_indexes(text))
        scores: dict[str, float] = {}
        for index, count in sorted(counts.items()):
            for label, weight in self._labels[index]:
                scores[label] = scores.get(label, 0.0) + weight * (1.0 + math.log(count))
        return scores


def _chunks(text: str, words: Sequence[str]) -> list[tuple[str, Sequence[str]]]:
    """Cut text and words into pieces of about CHUNK characters; of a long text, MOST_CHUNKS of them evenly spread."""
    if len(text) <= 2 * CHUNK:
        return [(text, words)]
    pieces: list[tuple[str, Sequence[str]]] = []
    ends = list(accumulate(map(len, words)))
    start = first = 0
    while start < len(text):
        last = min(bisect_left(ends, start + CHUNK), len(ends) - 1)
        pieces.append((text[start : ends[last]], words[first : last + 1]))
        start, first = ends[last], last + 1
    if len(pieces) <= MOST_CHUNKS:
        return pieces
    return [pieces[i * (len(pieces) - 1) // (MOST_CHUNKS - 1)] for i in range(MOST_CHUNKS)]


def _by_letter(scores: Mapping[str, float]) -> dict[str, float]:
    letters: dict[str, float] = {}
    for division, score in scores.items():
        letters[division[0]] = letters.get(division[0], 0.0) + score
    return letters


def _style(text: str) -> dict[str, float]:
    size = max(len(text), 1)
    found = {name: min(1.0, 60 * len(pattern.findall(text)) / size) for name, pattern in STYLE.items()}
    found["lines"] = min(1.0, 40 * text.count("\n") / size)
    found["bias"] = 1.0
    return found


def _scaled(values: Mapping[str, float], weight: float) -> list[tuple[str, float]]:
    norm = math.sqrt(sum(v * v for v in values.values()))
    return [(key, weight * value / norm) for key, value in values.items()] if norm else []


@lru_cache(maxsize=4)
def feature_builder(lexicon: Lexicon, tokenizer: Tokenizer) -> FeatureBuilder:
    """Return the builder for a lexicon and tokenizer, built once."""
    return FeatureBuilder(lexicon, tokenizer)
