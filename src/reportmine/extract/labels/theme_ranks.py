"""Rank the themes of an article: what its words, its sentences and the lexicon's terms say, mixed into one calibrated score a theme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from reportmine.extract.labels.features import Features, own_names
from reportmine.extract.labels.linear import LinearModel
from reportmine.extract.labels.names import Names
from reportmine.offsets import Span
from reportmine.schema import ThemeShare

Floats = npt.NDArray[np.floating[Any]]
THEME_SPACES = frozenset("wh")
TERM_COLUMNS = ("words", "share", "mentions", "log_share", "rank")
SENTENCE_COLUMNS = ("text", "log_text", "sentences", "surest", "three_surest")
THEME_COLUMNS = (*TERM_COLUMNS, *SENTENCE_COLUMNS)
SMOOTH = 0.02  # share of a theme that no term names
LIKELY = 0.25  # chance from which a sentence counts as about a theme: best for micro-F1 on the folds
SURE = 0.5  # chance from which one sentence alone tells a theme
FAINT = 0.05  # chance below which a sentence says nothing
ENOUGH = (
    40.0  # mentions at which terms are heard twice as much as words: a long text's terms tell its themes by themselves
)


def theme_names(features: Features) -> list[Names]:
    """Return the names that may tell the themes: words of body and headings, and of a title that is the text's own."""
    return own_names(features, THEME_SPACES)


def term_shares(themes: Sequence[ThemeShare]) -> dict[str, tuple[float, int]]:
    """Return share and number of mentions by theme, as terms found them."""
    return {theme.id: (theme.share, len(theme.mentions)) for theme in themes}


def theme_columns(
    words: Floats, found: Mapping[str, tuple[float, int]], sentences: Floats, labels: Sequence[str]
) -> Floats:
    """Return one row a theme and one column an item of THEME_COLUMNS.

    `words` are log-odds, `found` share and mentions by theme, `sentences` the columns that `sentence_columns` gives.
    """
    pairs = np.array([found.get(label, (0.0, 0)) for label in labels], dtype=float)
    shares, mentions = pairs[:, 0], pairs[:, 1]
    words = words * ENOUGH / (ENOUGH + mentions.sum())
    ranks = shares.argsort(kind="stable").argsort(kind="stable") / max(len(labels) - 1, 1)
    return np.column_stack([words, shares, np.log1p(mentions), np.log(shares + SMOOTH), ranks, sentences])


def sentence_columns(spans: Sequence[Span], chances: Floats) -> Floats:
    """Return one row a theme and one column an item of SENTENCE_COLUMNS: the part of the text that is about it, how many sentences
    are, and how surely the surest of them; `chances` are sentences × themes."""
    if not len(chances):
        chances, spans = np.zeros((1, chances.shape[1])), [(0, 1)]
    sizes = np.array([end - start for start, end in spans], dtype=float)
    text = sizes @ chances / sizes.sum()
    surest = -np.sort(-chances, axis=0)
    return np.column_stack(
        [
            text,
            np.log(text + SMOOTH),
            np.log1p(chances.sum(axis=0)),
            np.log(surest[0] + FAINT),
            np.log(surest[:3].sum(axis=0) + 2 * FAINT),
        ]
    )


def theme_chances(
    themes: Sequence[ThemeShare], words: Floats, sentences: Floats, model: LinearModel
) -> dict[str, float]:
    """Return how surely each theme of the model is a main one; `themes` are those that terms found."""
    columns = theme_columns(words, term_shares(themes), sentences, model.labels)
    scores = 1.0 / (1.0 + np.exp(-model.logits(columns)))
    return {label: round(float(score), 4) for label, score in zip(model.labels, scores, strict=True)}


def told_sentences(
    themes: Sequence[ThemeShare], scores: Mapping[str, float], chances: Floats, threshold: float
) -> dict[str, list[int]]:
    """Return the numbers of the sentences that tell a theme which no term names; `chances` are sentences × themes, in order of `scores`.

    A theme is told where it is a main one or one sentence is surely about it.
    """
    named = {theme.id for theme in themes}
    told: dict[str, list[int]] = {}
    for (theme, score), chance in zip(scores.items(), chances.T, strict=True):
        if theme not in named and len(chance) and (score >= threshold or chance.max() >= SURE):
            told[theme] = np.flatnonzero(chance >= LIKELY).tolist() or [int(chance.argmax())]
    return told


def rank_themes(themes: Sequence[ThemeShare], scores: Mapping[str, float], threshold: float) -> tuple[ThemeShare, ...]:
    """Return themes by score; a user's own, which no model knows, keep their share as score."""
    ranked = [
        replace(t, score=scores.get(t.id, t.share), is_main=scores.get(t.id, t.share) >= threshold) for t in themes
    ]
    return tuple(sorted(ranked, key=lambda t: (-t.score, -t.share, t.id)))
