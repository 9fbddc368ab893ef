"""Read second readings, and say how far two readers agree."""

from pathlib import Path

import pytest

from reportmine.errors import InputError
from reportmine.learn.documents import TrainingDocument, read_documents
from reportmine.learn.evaluation import agreement_lines
from reportmine.learn.readings import READINGS, Reading, read_grades, read_readings, read_settled, reader_agreement

CORPORA = Path(__file__).resolve().parents[2] / "corpora"


def document(name: str, kind: str, industry: str, *themes: str) -> TrainingDocument:
    return TrainingDocument(name, kind, industry, "voice", "topic", themes, "题", "文")


def test_agreement_is_counted_over_what_both_read() -> None:
    documents = [
        document("a", "SUM", "J66", "T01", "T02"),
        document("b", "PLN", "C13", "T03"),
        document("c", "SUM", "X0"),
    ]
    readings = {
        "a": Reading("SUM", "J67", ("T02", "T04")),
        "b": Reading("SUM", "F52", ("T03",)),
        "d": Reading("", "", ()),
    }
    first, again = {"a": {"T01": 3, "T02": 2}, "b": {"T03": 2}}, {"a": {"T02": 3, "T04": 2, "T01": 1}, "b": {"T03": 3}}
    found = {a.label: a for a in reader_agreement(documents, readings, first, again)}
    assert found["report_type"][1:3] == (2, 0.5)
    assert found["industry"][1:3] == (2, 0.5), "J66 and J67 are one section"
    assert found["themes"][1:3] == (2, round(2 * 2 / 6, 4))
    assert reader_agreement(documents, {}) == []


def test_what_was_not_asked_counts_for_nothing() -> None:
    found = reader_agreement([document("a", "SUM", "J66", "T01")], {"a": Reading("SUM", "", ())})
    assert [a.label for a in found] == ["report_type"]


def test_what_a_third_reader_settled_is_no_agreement(tmp_path: Path) -> None:
    (tmp_path / "settled.tsv").write_text("a\tC26\tS92\tS92\n", encoding="utf-8")
    settled = read_settled(tmp_path)
    documents, readings = [document("a", "SUM", "S92")], {"a": Reading("", "S92", ())}
    assert reader_agreement(documents, readings, settled=settled)[0].share == 0.0
    assert reader_agreement(documents, readings)[0].share == 1.0
    (tmp_path / "settled.tsv").write_text("a\tC26\tS92\tS92\na\tC26\tS92\tS92\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"settled.tsv:2"):
        read_settled(tmp_path)


@pytest.mark.parametrize("line", ["a\tSUM\tJ66", "a\tSUM\tJ66\tT01\nb\tSUM\tJ66\tT01\na\tSUM\tJ66\tT01"])
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "second_x.tsv").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"second_x\.tsv:\d"):
        read_readings(tmp_path)


@pytest.mark.parametrize("line", ["a T04:3", "a\tT04:4", "a\tT04", "a\tT04:3\na\tT04:3"])
def test_bad_grades_are_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "graded_first.tsv").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"graded_first\.tsv:\d"):
        read_grades(tmp_path, "first")


def test_grades_are_of_training_documents_and_readers_of_one_guide_agree() -> None:
    folder = CORPORA / "training" / READINGS
    first, again = read_grades(folder, "first"), read_grades(folder, "again")
    assert set(again) <= set(first) <= {d.id for d in read_documents(CORPORA / "training")}
    found = reader_agreement([], {}, first, again)
    assert found[0].documents > 50
    assert found[0].share > 0.85
    assert read_grades(folder, "third") == {}


def test_every_reading_is_of_a_training_document() -> None:
    readings = read_readings(CORPORA / "training" / READINGS)
    known = {d.id for d in read_documents(CORPORA / "training")}
    assert len(readings) > 1000
    assert set(readings) <= known


def test_evaluate_prints_a_line_a_label() -> None:
    lines = agreement_lines(CORPORA)
    assert [line.split()[3] for line in lines[:3]] == ["report_type", "industry", "themes"]
    assert all("alpha" in line for line in lines[:3])
    shares = {line.split()[4]: float(line.split()[5]) for line in lines[3:]}
    assert shares["ledger"] > 0.95, "two readers of the guide see the same quantities in the same roles"
    assert shares["full_record"] < shares["ledger"]
