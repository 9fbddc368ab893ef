"""Train what sentences are about: what is trained is what is scored, labels reach the right sentence, bad lines are named."""

from pathlib import Path

import numpy as np
import pytest

from reportmine.errors import InputError
from reportmine.extract.labels.linear import LinearModel
from reportmine.extract.labels.theme_sentences import MOST_SENTENCES, SentenceScorer
from reportmine.extract.labels.themes import find_themes
from reportmine.learn.copies import text_article
from reportmine.learn.documents import TrainingDocument, read_documents
from reportmine.learn.readings import READINGS, read_sentence_themes
from reportmine.learn.sentence_training import (
    fit_folds,
    fit_sentences,
    read_documents_sentences,
    sentence_flags,
    sentences_out_of_fold,
)
from reportmine.structure.sections import find_sections
from reportmine.structure.sentences import split_sentences
from reportmine.text.entries import Theme
from reportmine.text.lexicon import load_lexicon
from reportmine.text.tokens import default_tokenizer

CORPORA = Path(__file__).resolve().parents[2] / "corpora"
LABELS = [entry.id for entry in load_lexicon().entries(Theme)]


def document(name: str, text: str, *, voice: str = "v", title: str = "安全科总结") -> TrainingDocument:
    return TrainingDocument(name, "SUM", "C13", voice, name, (), title, text)


def themes_of(documents: list[TrainingDocument]) -> list[tuple]:
    found = []
    for d in documents:
        article = text_article(d.title, d.page)
        sections = find_sections(article, lexicon=load_lexicon())
        found.append(find_themes(article, sections, default_tokenizer().cut(article.text), lexicon=load_lexicon()))
    return found


def test_what_is_trained_is_what_is_scored() -> None:
    documents = read_documents(CORPORA / "training")[:12]
    themes = themes_of(documents)
    read = read_documents_sentences(documents, themes, load_lexicon(), LABELS)
    random = np.random.default_rng(4)
    weights, bias = random.normal(size=(len(read.vocabulary), len(LABELS))), random.normal(size=len(LABELS))
    model = LinearModel(
        "theme_sentences", tuple(LABELS), ("words",), read.vocabulary, weights, bias[None, :], np.zeros(0),
        np.zeros(len(LABELS)), {},
    )  # fmt: skip
    scorer = SentenceScorer(model)
    trained = read.matrix @ weights + bias
    for n, (d, found) in enumerate(zip(documents, themes, strict=True)):
        article = text_article(d.title, d.page)
        sections = find_sections(article, lexicon=load_lexicon())
        spans, chances = scorer.score(article, sections, default_tokenizer().cut(article.text), found)
        assert len(spans) == len(chances) == (read.owners == n).sum()
        assert np.log(chances / (1 - chances)) == pytest.approx(trained[read.owners == n], rel=1e-6, abs=1e-6)


def test_of_a_long_text_the_beginning_is_read() -> None:
    text = "抓安全。\n" * (MOST_SENTENCES + 50)
    read = read_documents_sentences([document("a", text)], themes_of([document("a", text)]), load_lexicon(), LABELS)
    (form,) = read.forms
    assert len(form.spans) == len(form.terms) == len(form.under) == MOST_SENTENCES
    assert form.terms[1:].sum(axis=1).max() == 1, "terms behind the last sentence are not its own"


def test_labels_reach_their_sentences_behind_the_title() -> None:
    documents = [document("a", "一、抓安全。\n查隐患；整改到位。"), document("b", "抓安全。", title="")]
    read = read_documents_sentences(documents, themes_of(documents), load_lexicon(), LABELS)
    flags, was_read = sentence_flags(documents, read, {"a": {3: ("T06", "T11")}, "b": {1: ("T06",)}}, LABELS)
    assert was_read.tolist() == [False, True, True, True, True]
    assert [[LABELS[k] for k in np.flatnonzero(row)] for row in flags] == [[], [], [], ["T06", "T11"], ["T06"]]


def test_a_neighbour_tells_what_a_bare_sentence_is_about() -> None:
    rows = [("食堂菜品很好。", "T12"), ("隐患排查到位。", "T06"), ("存款增长很快。", "T05")]
    documents = [
        document(f"d{n}", f"{rows[n % 3][0]}\n进一步加大力度。", voice=f"v{n % 5}", title="") for n in range(30)
    ]
    about = {f"d{n}": {1: (rows[n % 3][1],), 2: (rows[n % 3][1],)} for n in range(30)}
    read = read_documents_sentences(documents, themes_of(documents), load_lexicon(), LABELS)
    flags, was_read = sentence_flags(documents, read, about, LABELS)
    halves = [(np.arange(15), np.arange(15, 30)), (np.arange(15, 30), np.arange(15))]
    chances = sentences_out_of_fold(read, fit_folds(read, flags, was_read, halves), halves)
    wanted = [k for k in range(len(LABELS)) if LABELS[k] in {"T12", "T06", "T05"}]
    assert (chances[1::2][:, wanted].argmax(axis=1) == flags[1::2][:, wanted].argmax(axis=1)).all()


def test_a_theme_without_sentences_is_never_likely() -> None:
    documents = [document("a", "抓安全。\n存款增长。")]
    read = read_documents_sentences(documents, themes_of(documents), load_lexicon(), LABELS)
    weights, bias = fit_sentences(read.matrix, np.zeros((len(read.owners), len(LABELS)), dtype=int))
    assert not weights.any()
    assert (bias < -3).all()


@pytest.mark.parametrize("line", ["a 1:T04", "a\t1:T4", "a\t1", "a\t1:T04,T05", "a\t1:T04\na\t1:T04"])
def test_bad_sentences_are_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "sentences.tsv").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"sentences\.tsv:\d"):
        read_sentence_themes(tmp_path)


def test_every_labelled_sentence_is_there() -> None:
    documents = {d.id: d for d in read_documents(CORPORA / "training")}
    found = read_sentence_themes(CORPORA / "training" / READINGS)
    assert len(found) > 1000
    for name, about in found.items():
        count = len(split_sentences(documents[name].text))
        assert all(1 <= number <= count for number in about), name
        assert {theme for themes in about.values() for theme in themes} <= set(LABELS), name
    assert read_sentence_themes(CORPORA) == {}
