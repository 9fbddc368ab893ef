"""Train what each sentence is about: a classifier a theme on sentences that readers labelled by readings/GUIDE.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from reportmine.extract.labels.features import FIRST_HAN
from reportmine.extract.labels.theme_ranks import LIKELY
from reportmine.extract.labels.theme_sentences import (
    BESIDE,
    HEADING,
    OWN,
    TITLE,
    Bags,
    SentenceForm,
    context,
    read_sentences,
    term_values,
)
from reportmine.learn.artifacts import Trained, corpus_digest
from reportmine.learn.cards import sentence_card
from reportmine.learn.copies import text_article
from reportmine.learn.documents import TrainingDocument
from reportmine.learn.fitting import VOICES, names_of_several
from reportmine.learn.metrics import flag_scores
from reportmine.learn.readings import SentenceThemes
from reportmine.schema import ThemeShare
from reportmine.structure.sections import find_sections
from reportmine.structure.sentences import split_sentences
from reportmine.text.lexicon import Lexicon
from reportmine.text.tokens import default_tokenizer

STRENGTH = 3.0  # inverse regularisation C; 1 is worse by .01 on the folds, 8 by .003
SIDE_BY_SIDE = 2  # fits at once; each asks for 400 MB
TOLERANCE = 0.1  # of the dual, which there are fewer of than words: closer than the primal's .001, in half the time
NEVER = -4.0  # log-odds of a theme that no sentence is about
Floats = npt.NDArray[np.floating[Any]]
Flags = npt.NDArray[np.int_]
Fit = tuple[Floats, Floats]
Folds = Sequence[tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]]


@dataclass(frozen=True, slots=True)
class ReadDocuments:
    """Hold the sentences of documents as the model reads them: their forms, one matrix over all, the document of each row."""

    vocabulary: tuple[str, ...]
    forms: Sequence[SentenceForm]
    matrix: sparse.csr_matrix
    owners: npt.NDArray[np.intp]


def read_documents_sentences(
    documents: Sequence[TrainingDocument],
    themes: Sequence[Sequence[ThemeShare]],
    lexicon: Lexicon,
    labels: Sequence[str],
) -> ReadDocuments:
    """Read the sentences of all documents; only words that several voices use are known."""
    cuts = [default_tokenizer().cut(document.page) for document in documents]
    known = names_of_several(
        ({w for w in words if w >= FIRST_HAN} for words in cuts), [document.voice for document in documents]
    )
    vocabulary = (*known, *(side + label for side in (OWN, BESIDE) for label in labels))
    rows = {name: row for row, name in enumerate(vocabulary)}
    forms = []
    for document, words, found in zip(documents, cuts, themes, strict=True):
        article = text_article(document.title, document.page)
        forms.append(read_sentences(article, find_sections(article, lexicon=lexicon), words, found, rows, labels))
    owners = np.repeat(np.arange(len(forms)), [len(form.spans) for form in forms])
    return ReadDocuments(vocabulary, forms, sparse.vstack([_matrix(form, rows) for form in forms]).tocsr(), owners)


def sentence_flags(
    documents: Sequence[TrainingDocument],
    read: ReadDocuments,
    sentences: Mapping[str, SentenceThemes],
    labels: Sequence[str],
) -> tuple[Flags, npt.NDArray[np.bool_]]:
    """Return what readers said of each sentence (sentences × themes), and which sentences they read."""
    flags = np.zeros((len(read.owners), len(labels)), dtype=int)
    was_read = np.zeros(len(read.owners), dtype=bool)
    first = 0
    for document, form in zip(documents, read.forms, strict=True):
        behind = first + len(form.spans)
        if document.id in sentences:
            text = first + len(split_sentences(document.title))
            was_read[text:behind] = True
            for number, about in sentences[document.id].items():
                flags[text + number - 1, [labels.index(theme) for theme in about]] = 1
        first = behind
    return flags, was_read


def fit_folds(read: ReadDocuments, flags: Flags, was_read: npt.NDArray[np.bool_], folds: Folds) -> Sequence[Fit]:
    """Fit on the training documents of each fold and, last, on all documents; several processes share the work."""
    taught = [*(was_read & np.isin(read.owners, train) for train, _ in folds), was_read]
    # No threads: the solver behind scikit-learn keeps a state of its own.
    with ProcessPoolExecutor(SIDE_BY_SIDE, mp_context=get_context("spawn")) as pool:
        return list(pool.map(fit_sentences, [read.matrix[rows] for rows in taught], [flags[rows] for rows in taught]))


def sentences_out_of_fold(read: ReadDocuments, fits: Sequence[Fit], folds: Folds) -> Floats:
    """Return the chances of every sentence from models that saw no document of its fold (sentences × themes)."""
    chances = np.zeros((len(read.owners), len(fits[0][1])))
    for (_, test), (weights, bias) in zip(folds, fits, strict=False):
        asked = np.isin(read.owners, test)
        chances[asked] = 1.0 / (1.0 + np.exp(-(read.matrix[asked] @ weights + bias)))
    return chances


def fit_sentences(matrix: sparse.csr_matrix, flags: Flags) -> Fit:
    """Return weights (words × themes) and bias of one classifier a theme; a theme that no sentence is about has none."""
    weights, bias = np.zeros((matrix.shape[1], flags.shape[1])), np.full(flags.shape[1], NEVER)
    for k in np.flatnonzero(flags.any(axis=0)):
        model = LogisticRegression(C=STRENGTH, solver="liblinear", dual=True, tol=TOLERANCE, random_state=0)
        model.fit(matrix, flags[:, k])
        weights[:, k], bias[k] = model.coef_[0], model.intercept_[0]
    return weights, bias


def train_sentences(
    documents: Sequence[TrainingDocument],
    read: ReadDocuments,
    fitted: Fit,
    about: tuple[Flags, Floats],
    labels: Sequence[str],
) -> Trained:
    """Return the model of all labelled sentences with its scores: `about` holds their labels and their chances out of fold."""
    weights, bias = fitted
    flags, chances = about
    facts = {
        "corpus": corpus_digest([d.page for d in documents]),
        "parts": ["words"],
        "columns": [],
        "scores": {
            "sentences": len(flags),
            **flag_scores(flags, chances >= LIKELY, labels),
        },
        "trainer": {"grouped_by": "voice", "C": STRENGTH, "fewest_voices": VOICES},
    }
    arrays = {"weights": weights, "bias": bias[None, :], "mix": np.zeros(0), "prior": np.zeros(len(labels))}
    return Trained("theme_sentences", tuple(labels), read.vocabulary, arrays, facts, sentence_card(facts))


def _matrix(form: SentenceForm, rows: Mapping[str, int]) -> sparse.csr_matrix:
    """Return the values of one article's sentences (sentences × vocabulary): what `SentenceScorer.logits` sums, before the weights."""
    size, width = len(form.spans), len(rows)
    steps = [(1.0, 0), *((weight, c - a) for a, _, c, _, weight in context(size))]
    near = sparse.diags([weight for weight, _ in steps], [step for _, step in steps], shape=(size, size))
    under = sparse.csr_matrix(
        (
            np.full(int((form.under >= 0).sum()), HEADING),
            (np.flatnonzero(form.under >= 0), form.under[form.under >= 0]),
        ),
        shape=(size, form.headings.size),
    )
    title = sparse.csr_matrix(np.full((size, 1), TITLE))
    terms = term_values(form.terms)
    found = near.tocsr() @ _sparse(form.words, width) + under @ _sparse(form.headings, width)
    found += title @ _sparse(form.title, width)
    return found + sparse.hstack([sparse.csr_matrix((size, width - terms.shape[1])), terms]).tocsr()


def _sparse(bags: Bags, width: int) -> sparse.csr_matrix:
    return sparse.csr_matrix((bags.values, (bags.owners, bags.rows)), shape=(bags.size, width))
