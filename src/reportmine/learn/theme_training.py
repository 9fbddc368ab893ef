"""Train the themes: a classifier a theme on words, mixed with what sentences and terms say by coefficients that all themes share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from reportmine.extract.labels.names import flat
from reportmine.extract.labels.theme_ranks import (
    THEME_COLUMNS,
    sentence_columns,
    term_shares,
    theme_columns,
    theme_names,
)
from reportmine.extract.labels.themes import find_themes
from reportmine.learn.artifacts import Trained, corpus_digest
from reportmine.learn.cards import theme_card
from reportmine.learn.copies import Example, text_article
from reportmine.learn.documents import TrainingDocument
from reportmine.learn.fitting import FOLDS, VOICES, name_matrix, names_of_several
from reportmine.learn.metrics import theme_scores
from reportmine.learn.readings import NO_GRADES, NO_SENTENCES, Grades, SentenceThemes, held_themes
from reportmine.learn.sentence_training import (
    ReadDocuments,
    fit_folds,
    read_documents_sentences,
    sentence_flags,
    sentences_out_of_fold,
    train_sentences,
)
from reportmine.schema import ThemeShare
from reportmine.structure.sections import find_sections
from reportmine.text.entries import Theme
from reportmine.text.lexicon import Lexicon
from reportmine.text.tokens import default_tokenizer

STRENGTH = 10.0  # inverse regularisation C of a theme's classifier; 4 is worse by .003 on the folds, 1 by .02
MIX_STRENGTH = 10.0
# Found to the end, as they are few: at the usual 1e-4 every processor finds others, worse by .0006.
MIX_TOLERANCE = 1e-8
THRESHOLDS = np.arange(0.2, 0.6, 0.025)
Floats = npt.NDArray[np.floating[Any]]
Flags = npt.NDArray[np.int_]


def train_themes(
    documents: Sequence[TrainingDocument],
    examples: Sequence[Example],
    lexicon: Lexicon,
    grades: Mapping[str, Grades] = NO_GRADES,
    sentences: Mapping[str, SentenceThemes] = NO_SENTENCES,
) -> tuple[Trained, Trained]:
    """Train the sentences and the themes of whole documents; scores come from folds grouped by voice, of terms, words and the mix.

    Where documents were graded by readings/GUIDE.md those alone train, by the themes that hold; else all, by their writers' labels.
    """
    labels = tuple(entry.id for entry in lexicon.entries(Theme))
    wholes = [e for e in examples if e.kind == "whole" and (not grades or documents[e.document].id in grades)]
    own = [documents[e.document] for e in wholes]
    gold = _flags([held_themes(grades[d.id]) if grades else d.themes for d in own], labels)
    voices = np.array([d.voice for d in own])
    vocabulary = names_of_several(map(_names, wholes), voices)
    matrix = name_matrix([_names(e) for e in wholes], {n: i for i, n in enumerate(vocabulary)})
    found = [_found(d, lexicon) for d in own]
    folds = list(GroupKFold(FOLDS).split(gold, gold, voices))
    words = _out_of_fold(matrix, gold, folds)
    read = read_documents_sentences(own, found, lexicon, labels)
    flags, was_read = sentence_flags(own, read, sentences, labels)
    fits = fit_folds(read, flags, was_read, folds)
    chances = sentences_out_of_fold(read, fits, folds)
    columns = _columns(words, found, read, chances, labels)
    mixed = _mixed_out_of_fold(columns, gold, folds)
    shares = columns[:, :, THEME_COLUMNS.index("share")]
    weights, bias = _fit_words(matrix, gold)
    coefficients, prior = _fit_mix(columns, gold)
    threshold = max(THRESHOLDS, key=lambda t: theme_scores(gold, mixed >= t, mixed, labels)["micro_f1"])
    facts = {
        "corpus": corpus_digest([d.page for d in documents]),
        "parts": ["words"],
        "columns": list(THEME_COLUMNS),
        "threshold": round(float(threshold), 3),
        "scores": theme_scores(gold, mixed >= threshold, mixed, labels),
        "scores_of_terms": theme_scores(gold, shares >= 0.1, shares, labels),
        "scores_of_words": theme_scores(gold, _sigmoid(words) >= 0.25, words, labels),
        "trainer": {"folds": FOLDS, "grouped_by": "voice", "C": STRENGTH, "fewest_voices": VOICES},
        "mix": {k: round(float(v), 3) for k, v in zip(THEME_COLUMNS, coefficients, strict=True)},
    }
    arrays = {"weights": weights, "bias": bias[None, :], "mix": coefficients, "prior": prior}
    return (
        train_sentences(own, read, fits[-1], (flags[was_read], chances[was_read]), labels),
        Trained("themes", labels, vocabulary, arrays, facts, theme_card(facts)),
    )


def _names(example: Example) -> dict[str, float]:
    return flat(theme_names(example.features))


def _found(document: TrainingDocument, lexicon: Lexicon) -> tuple[ThemeShare, ...]:
    article = text_article(document.title, document.page)
    sections = find_sections(article, lexicon=lexicon)
    return find_themes(article, sections, default_tokenizer().cut(article.text), lexicon=lexicon)


def _columns(
    words: Floats, found: Sequence[Sequence[ThemeShare]], read: ReadDocuments, chances: Floats, labels: Sequence[str]
) -> Floats:
    """Return what words, terms and sentences say of each document (documents × themes × items)."""
    return np.stack(
        [
            theme_columns(w, term_shares(f), sentence_columns(form.spans, chances[read.owners == n]), labels)
            for n, (w, f, form) in enumerate(zip(words, found, read.forms, strict=True))
        ]
    )


def _flags(themes: Sequence[Sequence[str]], labels: Sequence[str]) -> Flags:
    return np.array([[int(label in named) for label in labels] for named in themes])


def _fit_words(matrix: sparse.csr_matrix, gold: Flags) -> tuple[Floats, Floats]:
    models = [
        LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0).fit(matrix, gold[:, k])
        for k in range(gold.shape[1])
    ]
    return np.hstack([m.coef_.T for m in models]), np.concatenate([m.intercept_ for m in models])


def _out_of_fold(matrix: sparse.csr_matrix, gold: Flags, folds: Sequence[tuple[Any, Any]]) -> Floats:
    found = np.zeros(gold.shape)
    for train, test in folds:
        slopes, bias = _fit_words(matrix[train], gold[train])
        found[test] = matrix[test] @ slopes + bias
    return found


def _mixed_out_of_fold(columns: Floats, gold: Flags, folds: Sequence[tuple[Any, Any]]) -> Floats:
    mixed = np.zeros(gold.shape)
    for train, test in folds:
        coefficients, prior = _fit_mix(columns[train], gold[train])
        mixed[test] = _sigmoid(columns[test] @ coefficients + prior)
    return mixed


def _fit_mix(columns: Floats, gold: Flags) -> tuple[Floats, Floats]:
    """Fit shared coefficients and a prior a theme as one logistic regression over all pairs of document and theme."""
    size, themes, items = columns.shape
    rows = np.hstack([columns.reshape(-1, items), np.tile(np.eye(themes), (size, 1))])
    model = LogisticRegression(C=MIX_STRENGTH, max_iter=2000, tol=MIX_TOLERANCE, fit_intercept=False)
    model.fit(rows, gold.ravel())
    return model.coef_[0][:items], model.coef_[0][items:]


def _sigmoid(values: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-values)))
