"""Train on a small made-up corpus: the same bytes twice, labels that hold on texts it never saw."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from reportmine.errors import ModelError
from reportmine.extract.labels.classify import MODELS, bundled_models
from reportmine.extract.labels.evidence import section_chances
from reportmine.extract.labels.linear import load_model
from reportmine.learn.documents import read_documents
from reportmine.learn.evaluation import model_details
from reportmine.learn.metrics import coverage, krippendorff_alpha, label_scores, theme_scores
from reportmine.learn.mixing import fit_mix, mixed_out_of_fold

CORPORA = Path(__file__).resolve().parents[2] / "corpora"
SAME = ("manifest.json", "vocabulary.json", "weights.npz", "CARD.md")


def test_a_shared_coefficient_holds_for_labels_never_seen() -> None:
    random = np.random.default_rng(1)
    gold = random.integers(0, 3, 300)
    signal = np.eye(5)[gold] + random.normal(0, 0.3, (300, 5))
    evidence = np.stack([signal, random.normal(0, 1, (300, 5))], axis=2)
    mix = fit_mix(evidence, gold, np.ones(300))
    assert mix.coefficients[0] > 10 * abs(mix.coefficients[1])
    unseen = np.zeros((1, 5, 2))
    unseen[0, 4, 0] = 2.0  # label 4 stood in no example
    assert mix.logits(unseen)[0].argmax() == 4


def test_choices_are_respected() -> None:
    random = np.random.default_rng(2)
    gold = random.integers(0, 2, 60)
    choices = np.tile([True, True, False], (60, 1))
    evidence = random.normal(0, 1, (60, 3, 1))
    groups = np.arange(60) % 6
    logits = mixed_out_of_fold(evidence, gold, np.ones(60), groups, choices=choices)
    assert logits.shape == (60, 3)
    assert np.isfinite(logits).all()


def test_a_section_is_as_likely_as_its_divisions_together() -> None:
    logits = np.array([[1.0, 1.0, 1.5, -40.0], [-40.0, -40.0, -40.0, 3.0]])
    chances, sections = section_chances(logits, ("C13", "C14", "F51", "X0"))
    assert sections == ("C", "F", "X0")
    assert chances.argmax(axis=1).tolist() == [0, 2]  # no division of C is likelier than F51, both together are
    assert (chances >= -7.0).all()  # one part alone excludes no section


def test_the_hits_that_tell_divisions_tell_every_section() -> None:
    industry, division = (
        load_model(bundled_models() / name, columns=MODELS[name]) for name in ("industry", "division")
    )
    _, sections = section_chances(np.zeros((1, len(division.labels))), division.labels)
    assert sections == industry.labels


def test_scores_say_what_they_should() -> None:
    logits = np.array([[4.0, 0.0], [0.0, 4.0], [0.2, 0.0], [4.0, 0.0]])
    scores = label_scores(logits, ["a", "b", "b", "a"], ["a", "b"])
    assert scores["accuracy"] == 0.75
    assert scores["confusions"] == [("b", "a", 1)]
    assert scores["coverage"]["0.7"] == (0.75, 1.0)
    assert scores["macro_f1_interval"][0] <= scores["macro_f1"] <= scores["macro_f1_interval"][1]
    assert coverage(np.array([0.1]), np.array([True]), 0.5) == (0.0, 1.0)


def test_alpha_is_one_for_the_same_and_about_nothing_for_chance() -> None:
    random = np.random.default_rng(3)
    first, second = (random.choice(["x", "y"], 2000).tolist() for _ in range(2))
    assert abs(krippendorff_alpha(first, second)) < 0.06
    assert krippendorff_alpha(first, first) == 1.0
    assert krippendorff_alpha(["x", "x"], ["x", "y"]) < 0.5


def test_theme_scores_count_pairs() -> None:
    gold = np.array([[1, 1, 0], [0, 0, 1]])
    scores = np.array([[0.9, 0.2, 0.8], [0.1, 0.2, 0.7]])
    found = theme_scores(gold, scores > 0.5, scores, ["T01", "T02", "T03"], top=2)
    assert found["micro_f1"] == pytest.approx(4 / 6, abs=1e-4)
    assert found["recall_top2"] == 0.75


def test_a_model_of_other_evidence_is_refused() -> None:
    folder = bundled_models() / "report_type"
    assert load_model(folder, columns=MODELS["report_type"]).name == "report_type"
    with pytest.raises(ModelError, match="another version"):
        load_model(folder, columns=MODELS["report_type"][:-1])


@pytest.mark.slow
def test_training_twice_writes_the_same_bytes(tmp_path: Path) -> None:
    small = tmp_path / "corpora" / "training"
    small.mkdir(parents=True)
    for path in sorted((CORPORA / "training").glob("*.txt"))[::4]:
        (small / path.name).write_bytes(path.read_bytes())
    for out, seed in (("a", "1"), ("b", "2")):  # each run draws the order of its sets anew
        command = [sys.executable, "-m", "reportmine", "train", "--corpora", "corpora", "--out", out]
        subprocess.run(command, cwd=tmp_path, env={**os.environ, "PYTHONHASHSEED": seed}, check=True)
    for model, columns in MODELS.items():
        for name in SAME:
            assert (tmp_path / "a" / model / name).read_bytes() == (tmp_path / "b" / model / name).read_bytes(), name
        assert load_model(tmp_path / "a" / model, columns=columns).labels


@pytest.mark.slow
def test_no_training_document_copies_another() -> None:
    from reportmine.corpus.copies.duplicates import CopyIndex

    index = CopyIndex()
    pairs = [
        pair for document in read_documents(CORPORA / "training") for pair in index.add(document.id, document.text)
    ]
    assert pairs == []


def test_details_name_every_label_of_every_model() -> None:
    lines = model_details()
    assert sum("calibration error" in line for line in lines) == 3
    for label in ("SUM", "X0", "J66", "T06"):
        assert any(line.split()[:2] == [label, "precision"] for line in lines), label
