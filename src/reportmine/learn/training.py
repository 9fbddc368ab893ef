"""Train the label models: report type (title and body apart), industry section, division within the section."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from reportmine.extract.labels.evidence import (
    DIVISION_COLUMNS,
    GENERIC,
    TRADE_COLUMNS,
    TYPE_COLUMNS,
    kind_evidence,
    section_chances,
    section_of,
    section_scores,
    trade_columns,
    trade_evidence,
    trade_hits,
    trade_scores,
    type_columns,
)
from reportmine.extract.labels.features import feature_builder, trade_names
from reportmine.extract.labels.linear import log_softmax
from reportmine.extract.labels.names import Names
from reportmine.learn.artifacts import Trained, corpus_digest, save_model
from reportmine.learn.cards import model_card
from reportmine.learn.copies import Example, build_examples
from reportmine.learn.documents import TrainingDocument, read_documents
from reportmine.learn.fitting import (
    FOLDS,
    FORM_TOLERANCE,
    STRENGTH,
    VOICES,
    Fitted,
    NameTable,
    fit,
    logits_out_of_fold,
    out_of_fold,
)
from reportmine.learn.metrics import label_scores
from reportmine.learn.mixing import EXCLUDED, Mix, fit_mix, mixed_out_of_fold
from reportmine.learn.readings import READINGS, read_grades, read_sentence_themes
from reportmine.learn.theme_training import train_themes
from reportmine.text.lexicon import Lexicon, load_lexicon
from reportmine.text.tokens import default_tokenizer

# Copies that lexicon hits are learned from: the others add nothing that tells trades apart (divisions .940 with them all, .939 without).
HIT_COPIES = frozenset({"whole", "opening", "middle", "series"})
TITLE_VOICES = 2  # titles are short: a word that two writers put there is one of titles
Floats = npt.NDArray[np.floating[Any]]


def train_models(corpora: Path, *, out: Path) -> Iterator[str]:
    """Train and save every model; yield a line a model with its grouped cross-validation scores.

    One thread adds numbers up: several would add them in an order of their own, and other machines would get other bytes.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        yield from _train_models(corpora, out)


def _train_models(corpora: Path, out: Path) -> Iterator[str]:
    documents = read_documents(corpora / "training")
    corpus = Corpus(documents, build_examples(documents, load_lexicon()), load_lexicon())
    hits = read_trade_hits(corpus)
    for trained in (train_types(corpus), train_sections(corpus, hits), train_divisions(corpus, hits)):
        model_id = save_model(trained, out)
        scores = trained.facts["scores"]
        yield (
            f"{model_id}: {scores['documents']} documents, accuracy {scores['accuracy']:.3f}, macro-F1 {scores['macro_f1']:.3f}"
            f" {scores['macro_f1_interval']}, calibration error {scores['calibration_error']:.3f}"
        )
    folder = corpora / "training" / READINGS
    grades, about = read_grades(folder, "first"), read_sentence_themes(folder)
    sentences, themes = train_themes(documents, corpus.examples, corpus.lexicon, grades, about)
    scores = sentences.facts["scores"]
    yield f"{save_model(sentences, out)}: {scores['sentences']} sentences, micro-F1 {scores['micro_f1']:.3f}"
    scores = themes.facts["scores"]
    yield (
        f"{save_model(themes, out)}: {scores['documents']} documents, micro-F1 {scores['micro_f1']:.3f}"
        f" {scores['micro_f1_interval']}, gold among the six strongest {scores['recall_top6']:.3f}"
    )


@dataclass(frozen=True)
class Corpus:
    """Hold documents, their examples, and what all models need of them."""

    documents: Sequence[TrainingDocument]
    examples: Sequence[Example]
    lexicon: Lexicon

    @cached_property
    def voices(self) -> npt.NDArray[Any]:
        """Return the writer's voice of each example: what must not stand in training and test at once."""
        return np.array([self.documents[e.document].voice for e in self.examples])

    @cached_property
    def weights(self) -> Floats:
        """Return the weight of each example."""
        return np.array([e.weight for e in self.examples])

    def gold(self, values: Sequence[str]) -> npt.NDArray[Any]:
        """Return the label of each example from one label a document."""
        return np.array([values[e.document] for e in self.examples])

    def chosen(self, keep: npt.NDArray[np.bool_]) -> Corpus:
        """Return the corpus with the examples that are kept."""
        return Corpus(self.documents, [e for e, k in zip(self.examples, keep, strict=True) if k], self.lexicon)


def _body(example: Example) -> Sequence[Names]:
    return example.features.body


def _title(example: Example) -> Sequence[Names]:
    return example.features.title


def _form(example: Example) -> Sequence[Names]:
    return example.features.form


def _trade(example: Example) -> Sequence[Names]:
    return trade_names(example.features)


def train_types(corpus: Corpus) -> Trained:
    """Train the report type: classifiers on the words of bodies, on titles and on form, mixed with the lexicon."""
    builder = feature_builder(corpus.lexicon, default_tokenizer())
    gold = corpus.gold([d.report_type for d in corpus.documents])
    titled = np.array([e.kind == "whole" and bool(e.features.title) for e in corpus.examples])
    bodies, titles, forms = (NameTable.read(corpus.examples, names) for names in (_body, _title, _form))
    body, labels = out_of_fold(bodies, gold, corpus.voices, groups=corpus.voices)
    title = _title_out_of_fold(corpus, titles, gold, titled, labels)
    form, _ = out_of_fold(forms, gold, corpus.voices, groups=corpus.voices, tolerance=FORM_TOLERANCE)
    columns = np.stack(
        [
            type_columns(b, t, kind_evidence(builder, e.features, labels), f, in_series=e.features.in_series)
            for b, t, f, e in zip(body, title, form, corpus.examples, strict=True)
        ]
    )
    everything = np.arange(len(gold))
    parts = (
        fit(bodies, everything, gold, corpus.voices),
        _fit_titles(corpus, titles, gold, titled),
        fit(forms, everything, gold, corpus.voices, tolerance=FORM_TOLERANCE),
    )
    return _trained("report_type", corpus, parts, ("body", "title", "form"), columns, gold, TYPE_COLUMNS)


def _fit_titles(corpus: Corpus, titles: NameTable, gold: npt.NDArray[Any], titled: npt.NDArray[np.bool_]) -> Fitted:
    return fit(titles, np.flatnonzero(titled), gold, corpus.voices, fewest=TITLE_VOICES)


def _title_out_of_fold(
    corpus: Corpus, titles: NameTable, gold: npt.NDArray[Any], titled: npt.NDArray[np.bool_], labels: Sequence[str]
) -> Floats:
    """Return the titles' log-probabilities, zeros without title; the classifier learns from titles that belong to their texts."""
    from sklearn.model_selection import GroupKFold

    found = np.zeros((len(gold), len(labels)))
    for train, test in GroupKFold(FOLDS).split(gold, gold, corpus.voices):
        kept = np.zeros(len(gold), dtype=bool)
        kept[train] = titled[train]
        fitted = _fit_titles(corpus, titles, gold, kept)
        rows = np.array([i for i in test if corpus.examples[i].features.title], dtype=np.intp)
        logits = np.full((len(rows), len(labels)), -np.inf)
        logits[:, [labels.index(x) for x in fitted.labels]] = fitted.logits(titles, rows)
        found[rows] = log_softmax(logits)
    return found


@dataclass(frozen=True, slots=True)
class TradeHits:
    """Hold what the lexicon's hits say: the raw scores of each example, logits of its divisions (X0 among them) out of fold, the classifier."""

    scores: Sequence[Mapping[str, Mapping[str, float]]]
    logits: Floats
    fitted: Fitted


def read_trade_hits(corpus: Corpus) -> TradeHits:
    """Read the lexicon's hits and learn the divisions from them: a section's trades share few words, and are easier to tell apart."""
    builder = feature_builder(corpus.lexicon, default_tokenizer())
    scores = [trade_scores(builder, e.features) for e in corpus.examples]
    found = {id(e): trade_hits(s, in_series=e.features.in_series) for e, s in zip(corpus.examples, scores, strict=True)}
    gold = corpus.gold([d.industry for d in corpus.documents])
    kept = [e.kind in HIT_COPIES and len(name) > 1 for e, name in zip(corpus.examples, gold.tolist(), strict=True)]
    table = NameTable.read(corpus.examples, lambda e: [found[id(e)]]).learned_from(np.array(kept))
    logits, _ = logits_out_of_fold(table, gold, corpus.voices, groups=corpus.voices)
    return TradeHits(scores, logits, fit(table, np.arange(len(gold)), gold, corpus.voices))


def train_sections(corpus: Corpus, hits: TradeHits) -> Trained:
    """Train the industry section: a classifier on words, mixed with what the hits say of its divisions and with the lexicon."""
    gold = corpus.gold([section_of(d.industry) for d in corpus.documents])
    table = NameTable.read(corpus.examples, _trade)
    words, labels = out_of_fold(table, gold, corpus.voices, groups=corpus.voices)
    by_hits, _ = section_chances(hits.logits, hits.fitted.labels)
    columns = [
        trade_columns(w, h, trade_evidence(section_scores(s), labels, in_series=e.features.in_series))
        for w, h, s, e in zip(words, by_hits, hits.scores, corpus.examples, strict=True)
    ]
    parts = (fit(table, np.arange(len(gold)), gold, corpus.voices),)
    return _trained("industry", corpus, parts, ("words",), np.stack(columns), gold, TRADE_COLUMNS)


def train_divisions(corpus: Corpus, hits: TradeHits) -> Trained:
    """Train the division within the section: lexicon hits and evidence; words of so few documents a division only harm it (tried)."""
    kept = np.array([e.kind in HIT_COPIES and _has_division(corpus.documents[e.document]) for e in corpus.examples])
    rows = np.flatnonzero(kept)
    labels = hits.fitted.labels
    evidence = [
        trade_evidence(hits.scores[i], labels, in_series=corpus.examples[i].features.in_series) for i in rows.tolist()
    ]
    corpus = corpus.chosen(kept)
    gold = corpus.gold([d.industry for d in corpus.documents])
    # Among the divisions of the section alone: where the hits speak for another section, they still tell its divisions apart.
    others = np.array([[x[0] != g[0] for x in labels] for g in gold])
    chances = log_softmax(np.where(others, EXCLUDED, hits.logits[rows]))
    columns = [trade_columns(h, e) for h, e in zip(chances, evidence, strict=True)]
    return _trained("division", corpus, (hits.fitted,), ("hits",), np.stack(columns), gold, DIVISION_COLUMNS)


def _has_division(document: TrainingDocument) -> bool:
    return document.industry != GENERIC and len(document.industry) > 1


def _trained(  # noqa: PLR0913, PLR0917 - the parts of a model, named at every call
    name: str,
    corpus: Corpus,
    parts: Sequence[Fitted],
    part_names: tuple[str, ...],
    columns: Floats,
    gold: npt.NDArray[Any],
    column_names: tuple[str, ...],
) -> Trained:
    labels = parts[0].labels
    numbers = np.array([labels.index(g) for g in gold])
    choices = np.array([[x[0] == g[0] for x in labels] for g in gold]) if name == "division" else None
    logits = mixed_out_of_fold(columns, numbers, corpus.weights, corpus.voices, choices=choices)
    if choices is not None:
        logits = np.where(choices, logits, EXCLUDED)
    mix = fit_mix(columns, numbers, corpus.weights, choices=choices)
    facts = {
        "corpus": corpus_digest([d.page for d in corpus.documents]),
        "parts": list(part_names),
        "columns": list(column_names),
        "scores": _scores(corpus, logits, gold, labels),
        "trainer": {"folds": FOLDS, "grouped_by": "voice", "C": STRENGTH, "fewest_voices": VOICES},
        "mix": {k: round(float(v), 3) for k, v in zip(column_names, mix.coefficients, strict=True)},
    }
    return _assembled(name, parts, labels, mix, facts)


def _scores(corpus: Corpus, logits: Floats, gold: npt.NDArray[Any], labels: Sequence[str]) -> dict[str, Any]:
    """Return the scores on the documents themselves, and the accuracy on each kind of copy."""
    kinds = np.array([e.kind for e in corpus.examples])
    best = np.array(labels)[logits.argmax(axis=1)]
    scores = label_scores(logits[kinds == "whole"], gold[kinds == "whole"].tolist(), labels)
    by_kind = {k: round(float((best == gold)[kinds == k].mean()), 4) for k in sorted(set(kinds.tolist()))}
    return {**scores, "accuracy_by_copy": by_kind}


def _assembled(name: str, parts: Sequence[Fitted], labels: tuple[str, ...], mix: Mix, facts: dict[str, Any]) -> Trained:
    vocabulary = tuple(sorted({n for part in parts for n in part.vocabulary}))
    row = {n: i for i, n in enumerate(vocabulary)}
    weights = np.zeros((len(vocabulary), len(labels)))
    bias = np.zeros((len(parts), len(labels)))
    for i, part in enumerate(parts):
        columns = [labels.index(label) for label in part.labels]
        weights[np.ix_([row[n] for n in part.vocabulary], columns)] = part.weights
        bias[i, columns] = part.bias
    arrays = {"weights": weights, "bias": bias, "mix": mix.coefficients, "prior": mix.prior}
    return Trained(name, labels, vocabulary, arrays, facts, model_card(name, facts))
