"""Read second readings, and say how far two readers agree."""

from pathlib import Path

import pytest

from reportmine.errors import InputError
from reportmine.learn.documents import TrainingDocument, read_documents
from reportmine.learn.evaluation import agreement_lines
from reportmine.learn.readings import READINGS, Reading, read_readings, reader_agreement

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
    found = {a.label: a for a in reader_agreement(documents, readings)}
    assert found["report_type"][1:3] == (2, 0.5)
    assert found["industry"][1:3] == (2, 0.5), "J66 and J67 are one section"
    assert found["themes"][1:3] == (2, round(2 * 2 / 6, 4))
    assert reader_agreement(documents, {}) == []


def test_what_was_not_asked_counts_for_nothing() -> None:
    found = reader_agreement([document("a", "SUM", "J66", "T01")], {"a": Reading("", "", ("T01",))})
    assert [a.label for a in found] == ["themes"]


@pytest.mark.parametrize("line", ["a\tSUM\tJ66", "a\tSUM\tJ66\tT01\nb\tSUM\tJ66\tT01\na\tSUM\tJ66\tT01"])
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "x.tsv").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"x\.tsv:\d"):
        read_readings(tmp_path)


def test_every_reading_is_of_a_training_document() -> None:
    readings = read_readings(CORPORA / "training" / READINGS)
    known = {d.id for d in read_documents(CORPORA / "training")}
    assert len(readings) > 1000
    assert set(readings) <= known


def test_evaluate_prints_a_line_a_label() -> None:
    lines = agreement_lines(CORPORA)
    assert [line.split()[3] for line in lines] == ["report_type", "industry", "themes"]
    assert all("alpha" in line for line in lines)
