"""Say which themes each sentence is about: its words and terms, those of its neighbours, its heading and the title, weighed by one model.

A sentence is a bag of its words scaled to length one. What stands around it counts as its own words do, only less, so that the model
holds one weight a word and theme, and an article costs one sum over its words.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, repeat
from typing import Any

import numpy as np
import numpy.typing as npt

from reportmine.extract.labels.linear import LinearModel
from reportmine.offsets import Span
from reportmine.schema import Article, Section, ThemeShare
from reportmine.structure.sentences import split_sentences
from reportmine.text.tokens import default_tokenizer

Floats = npt.NDArray[np.floating[Any]]
Numbers = npt.NDArray[np.intp]
NEAR = ((-1, 0.3), (1, 0.225), (-2, 0.15), (2, 0.12))  # sentences away, and how much their words count
HEADING = 0.5
TITLE = 0.25
TERM = 0.7  # value of one term of the lexicon in a sentence
NEAR_TERM = 0.28  # value of one in the sentences before and behind
MOST_TERMS = 2  # more of them say no more
LONGEST_HEADING = 60
MOST_SENTENCES = 10_000  # of a longer text its beginning is read, so that a million short lines take no more memory
OWN, BESIDE = "own:", "near:"  # names of the terms of a theme in the vocabulary of words


@dataclass(frozen=True, slots=True)
class Bags:
    """Hold the known words of some texts, each once: `owners` number the texts in order, `rows` are rows of a vocabulary."""

    owners: Numbers
    rows: Numbers
    size: int

    @property
    def values(self) -> Floats:
        """Return the value of each word, so that every text has length one."""
        return np.asarray(1.0 / np.sqrt(np.bincount(self.owners, minlength=self.size))[self.owners])

    def sums(self, weights: Floats) -> Floats:
        """Return the weighted sum of the words of each text (texts × labels)."""
        found = np.zeros((self.size, weights.shape[1]))
        if len(self.rows):
            firsts = np.flatnonzero(np.r_[True, self.owners[1:] != self.owners[:-1]])
            found[self.owners[firsts]] = np.add.reduceat(weights[self.rows] * self.values[:, None], firsts, axis=0)
        return found


@dataclass(frozen=True, slots=True)
class SentenceForm:
    """Hold what the model reads of an article's sentences: words, the heading that each stands under (-1 none), terms a theme."""

    spans: Sequence[Span]
    words: Bags
    headings: Bags
    under: Numbers
    title: Bags
    terms: Floats


def read_sentences(
    article: Article,
    sections: Sequence[Section],
    words: Sequence[str],
    themes: Sequence[ThemeShare],
    rows: Mapping[str, int],
    labels: Sequence[str],
) -> SentenceForm:
    """Read the sentences of an article; `words` are its tokens, `themes` those that terms found, `rows` the vocabulary."""
    spans = split_sentences(article.text)[:MOST_SENTENCES]
    end = spans[-1][1] if spans else 0
    starts = np.array([start for start, _ in spans], dtype=np.intp)
    offsets = np.array(list(accumulate(map(len, words), initial=0)), dtype=np.intp)[:-1]
    owners = np.where(offsets < end, np.searchsorted(starts, offsets, side="right") - 1, -1)
    own = np.fromiter(map(rows.get, words, repeat(-1)), dtype=np.intp, count=len(words))
    kept = np.sort([section.start for section in sections])
    titles = [section.title[:LONGEST_HEADING] for section in sorted(sections, key=lambda s: s.start)]
    terms = np.zeros((len(spans), len(labels)))
    column = {label: i for i, label in enumerate(labels)}
    places = starts.tolist()
    for theme in themes:
        if theme.id in column:
            for mention in (m for m in theme.mentions if m.evidence.start < end):
                terms[bisect_right(places, mention.evidence.start) - 1, column[theme.id]] += 1.0
    return SentenceForm(
        spans,
        _bags(owners[owners >= 0], own[owners >= 0], len(spans), len(rows)),
        _text_bags(titles, rows),
        np.searchsorted(kept, starts, side="right") - 1,
        _text_bags([article.title], rows),
        terms,
    )


def context(size: int) -> list[tuple[int, int, int, int, float]]:
    """Return the slices by which neighbours count: rows from a to b take those from c to d times a weight."""
    return [
        (max(0, -step), size - max(0, step), max(0, step), size - max(0, -step), weight)
        for step, weight in NEAR
        if abs(step) < size
    ]


def term_values(terms: Floats) -> Floats:
    """Return the values of own and neighbouring terms side by side (sentences × twice the themes)."""
    beside = np.zeros_like(terms)
    beside[1:] += terms[:-1]
    beside[:-1] += terms[1:]
    return np.hstack([TERM * np.minimum(terms, MOST_TERMS), NEAR_TERM * np.minimum(beside, MOST_TERMS)])


class SentenceScorer:
    """Score the sentences of articles with one model, read into a look-up of words and weights."""

    def __init__(self, model: LinearModel) -> None:
        self.labels = model.labels
        self._rows = {name: row for row, name in enumerate(model.vocabulary)}
        self._weights = model.weights
        self._terms = np.array([self._rows[side + label] for side in (OWN, BESIDE) for label in self.labels])
        self._bias = model.bias[0]

    def score(
        self, article: Article, sections: Sequence[Section], words: Sequence[str], themes: Sequence[ThemeShare]
    ) -> tuple[Sequence[Span], Floats]:
        """Return the spans of the sentences and how likely each is about each theme (sentences × themes)."""
        form = read_sentences(article, sections, words, themes, self._rows, self.labels)
        return form.spans, 1.0 / (1.0 + np.exp(-self.logits(form)))

    def logits(self, form: SentenceForm) -> Floats:
        """Return the log-odds of each theme in each sentence."""
        own = form.words.sums(self._weights)
        found = own + self._bias + TITLE * form.title.sums(self._weights)
        for a, b, c, d, weight in context(len(own)):
            found[a:b] += weight * own[c:d]
        headings = np.vstack([form.headings.sums(self._weights), np.zeros((1, len(self.labels)))])
        return np.asarray(found + HEADING * headings[form.under] + term_values(form.terms) @ self._weights[self._terms])


def _text_bags(texts: Sequence[str], rows: Mapping[str, int]) -> Bags:
    cut = default_tokenizer().cut
    found = [(n, row) for n, text in enumerate(texts) for word in cut(text) if (row := rows.get(word)) is not None]
    owners, known = np.array(found, dtype=np.intp).reshape(-1, 2).T
    return _bags(owners, known, len(texts), len(rows))


def _bags(owners: Numbers, rows: Numbers, size: int, width: int) -> Bags:
    pairs = np.sort((owners * width + rows)[rows >= 0])
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]  # np.unique would import numpy.ma, which takes as long as a page
    return Bags(pairs // max(width, 1), pairs % max(width, 1), size)
