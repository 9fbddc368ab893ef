"""Train the label models from corpora/training: logistic regression on named features, calibrated on grouped folds."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from reportmine.extract.features import Features, feature_builder
from reportmine.learn.artifacts import Trained, corpus_digest, save_model
from reportmine.learn.cards import model_card
from reportmine.learn.documents import TrainingDocument, read_documents
from reportmine.learn.metrics import (
    accuracy,
    bootstrap_interval,
    calibration_error,
    f1_by_label,
    macro_f1,
    worst_confusions,
)
from reportmine.offsets import OffsetMap
from reportmine.schema import Article, PageText
from reportmine.structure.sections import find_sections
from reportmine.text.lexicon import Lexicon, load_lexicon
from reportmine.text.tokens import default_tokenizer

FOLDS = 5
MIN_DOCUMENTS = 2  # a feature of a single document teaches nothing that holds elsewhere
STRENGTH = 12.0  # inverse regularisation C; 4, 8, 12, 20, 40 were tried on the folds, flat from 8 to 20
OPENING = 260  # characters of the short copies: real pages are often seen by their opening alone
COPY_WEIGHT = 0.4  # weight of the titleless and of the short copy beside the document's own 1.0
NAMESPACES = {
    "report_type": "wthoeybzs",
    "industry": "wthoiImns",
    "division": "wthoiImns",
}  # what may decide which label
TEMPERATURES = np.geomspace(0.2, 3.0, 60)
X0 = "X0"


@dataclass(frozen=True, slots=True)
class Example:
    """Hold the features of one copy of a document, its weight and whether it is the document itself."""

    document: int
    features: Features
    weight: float
    is_whole: bool


def train_models(corpora: Path, *, out: Path) -> Iterator[str]:
    """Train and save every model; yield a line a model with its grouped cross-validation scores."""
    documents = read_documents(corpora / "training")
    examples = list(_examples(documents, load_lexicon()))
    targets = {
        "report_type": [d.report_type for d in documents],
        "industry": [d.industry if d.industry == X0 else d.industry[0] for d in documents],
        "division": [d.industry if d.industry != X0 and len(d.industry) > 1 else "" for d in documents],
    }
    for name, labels in targets.items():
        trained = train_model(name, labels, documents, examples)
        model_id = save_model(trained, out)
        scores = trained.facts["scores"]
        yield (
            f"{model_id}: {scores['documents']} documents, accuracy {scores['accuracy']:.3f}, macro-F1 {scores['macro_f1']:.3f}"
            f" {scores['macro_f1_interval']}, calibration error {scores['calibration_error']:.3f}"
        )


def _examples(documents: Sequence[TrainingDocument], lexicon: Lexicon) -> Iterator[Example]:
    tokenizer = default_tokenizer()
    builder = feature_builder(lexicon, tokenizer)
    for number, document in enumerate(documents):
        copies = (
            (document.title, document.page, 1.0),
            ("", document.text, COPY_WEIGHT),
            (document.title, document.page[:OPENING], COPY_WEIGHT),
        )
        for copy, (title, text, weight) in enumerate(copies):
            sections = find_sections(text_article(title, text), lexicon=lexicon)
            yield Example(number, builder.build(title, sections, text, tokenizer.cut(text)), weight, copy == 0)


def text_article(title: str, text: str) -> Article:
    """Wrap a text as an article without cleaning: its offsets are its own."""
    return Article("training", PageText(text), 0, title, text, OffsetMap([(0, len(text))]))


def train_model(
    name: str, labels: Sequence[str], documents: Sequence[TrainingDocument], examples: Sequence[Example]
) -> Trained:
    """Train one model; documents with an empty label are left out. Scores come from folds grouped by writer's voice."""
    allowed = NAMESPACES[name]
    used = [
        replace(e, features={k: v for k, v in e.features.items() if k[0] in allowed})
        for e in examples
        if labels[e.document]
    ]
    gold = np.array([labels[e.document] for e in used])
    groups = np.array([documents[e.document].voice for e in used])
    folds = _out_of_fold(used, gold, groups)
    whole = np.array([e.is_whole for e in used])
    names = tuple(sorted(set(gold.tolist())))
    temperature = _temperature(folds[whole], gold[whole], names)
    scores = _scores(folds[whole] / temperature, gold[whole], names)
    fitted = _fit(used, gold)
    facts = {
        "corpus": corpus_digest([d.page for d in documents]),
        "documents": int(whole.sum()),
        "scores": scores,
        "trainer": {
            "folds": FOLDS,
            "grouped_by": "voice",
            "C": STRENGTH,
            "copies": ["whole", "without title", "opening"],
        },
    }
    return Trained(
        name,
        fitted.labels,
        fitted.vocabulary,
        fitted.weights,
        fitted.idf,
        fitted.bias,
        temperature,
        facts,
        model_card(name, facts),
    )


@dataclass(frozen=True, slots=True)
class _Fitted:
    labels: tuple[str, ...]
    vocabulary: tuple[str, ...]
    idf: npt.NDArray[np.float64]
    weights: npt.NDArray[np.float64]
    bias: npt.NDArray[np.float64]


def _fit(examples: Sequence[Example], gold: npt.NDArray[Any]) -> _Fitted:
    frequency = Counter(name for e in examples if e.is_whole for name in e.features)
    vocabulary = tuple(sorted(name for name, count in frequency.items() if count >= MIN_DOCUMENTS))
    total = sum(e.is_whole for e in examples)
    idf = np.array(
        [(1.0 + math.log(total / frequency[name])) / 3 if name.startswith("w:") else 1.0 for name in vocabulary]
    )
    matrix = _matrix(examples, {name: i for i, name in enumerate(vocabulary)}, idf)
    model = LogisticRegression(C=STRENGTH, max_iter=400, class_weight="balanced")
    model.fit(matrix, gold, sample_weight=[e.weight for e in examples])
    return _Fitted(tuple(model.classes_.tolist()), vocabulary, idf, model.coef_.T, model.intercept_)


def _matrix(examples: Sequence[Example], vocabulary: dict[str, int], idf: npt.NDArray[np.float64]) -> sp.csr_matrix:
    data: list[float] = []
    columns: list[int] = []
    starts = [0]
    for example in examples:
        for name, value in example.features.items():
            column = vocabulary.get(name)
            if column is not None:
                columns.append(column)
                data.append(value * idf[column])
        starts.append(len(columns))
    return sp.csr_matrix((data, columns, starts), shape=(len(examples), len(vocabulary)))


def _out_of_fold(
    examples: Sequence[Example], gold: npt.NDArray[Any], groups: npt.NDArray[Any]
) -> npt.NDArray[np.float64]:
    """Return logits of every example from a model that saw no document of its voice."""
    names = sorted(set(gold.tolist()))
    logits = np.full((len(examples), len(names)), -50.0)
    for train, test in GroupKFold(FOLDS).split(gold, gold, groups):
        fitted = _fit([examples[i] for i in train], gold[train])
        matrix = _matrix([examples[i] for i in test], {n: i for i, n in enumerate(fitted.vocabulary)}, fitted.idf)
        columns = [names.index(label) for label in fitted.labels]
        logits[np.ix_(test, columns)] = matrix @ fitted.weights + fitted.bias
    return logits


def _softmax(logits: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _temperature(logits: npt.NDArray[np.float64], gold: npt.NDArray[Any], names: Sequence[str]) -> float:
    """Return the temperature that makes the held-out logits most likely (one number, so it cannot overfit)."""
    index = np.array([names.index(g) for g in gold])
    losses = [-np.log(_softmax(logits / t)[np.arange(len(index)), index] + 1e-12).mean() for t in TEMPERATURES]
    return round(float(TEMPERATURES[int(np.argmin(losses))]), 4)


def _scores(logits: npt.NDArray[np.float64], gold: npt.NDArray[Any], names: Sequence[str]) -> dict[str, Any]:
    probabilities = _softmax(logits)
    predicted = [names[i] for i in probabilities.argmax(axis=1)]
    golds = gold.tolist()
    confidence = probabilities.max(axis=1)
    return {
        "documents": len(golds),
        "accuracy": round(accuracy(golds, predicted), 4),
        "macro_f1": round(macro_f1(golds, predicted), 4),
        "macro_f1_interval": bootstrap_interval(golds, predicted),
        "calibration_error": round(calibration_error(confidence, np.array(golds) == np.array(predicted)), 4),
        "by_label": {k: [round(x, 3) for x in v[:3]] + [v[3]] for k, v in f1_by_label(golds, predicted).items()},
        "confusions": worst_confusions(golds, predicted),
    }
