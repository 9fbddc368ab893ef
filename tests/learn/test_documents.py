"""Check the reader of training documents and the metrics of learn/."""

from pathlib import Path

import numpy as np
import pytest

from reportmine.errors import InputError
from reportmine.learn.documents import read_documents
from reportmine.learn.metrics import bootstrap_interval, calibration_error, f1_by_label, macro_f1

GOOD = "### x-1 type=SUM industry=J66 voice=a topic=b themes=T01,T02\n标题\n正文一\n正文二\n\n### x-2 type=PLN industry=X0 voice=c topic=d themes=\n\n正文\n"


def test_documents_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    first, second = read_documents(tmp_path)
    assert (first.title, first.text, first.themes) == ("标题", "正文一\n正文二", ("T01", "T02"))
    assert (second.title, second.page, second.themes) == ("", "正文", ())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("正文\n", "text before the first header"),
        ("### x type=SUM\n标题\n", "header of x"),
        (GOOD + GOOD, "stands twice"),
        ("", "no training documents"),
    ],
)
def test_bad_documents_are_refused_with_a_place(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=says):
        read_documents(tmp_path)


def test_f1_by_label_and_macro() -> None:
    table = f1_by_label(["a", "a", "b", "c"], ["a", "b", "b", "b"])
    assert table["b"][:2] == (1 / 3, 1.0)
    assert table["c"][2] == 0.0
    assert macro_f1(["a", "b"], ["a", "b"]) == 1.0


def test_calibration_error_of_the_perfect_and_the_boastful() -> None:
    assert calibration_error(np.ones(4), np.array([True] * 4)) == 0.0
    assert calibration_error(np.ones(4), np.array([False] * 4)) == 1.0


def test_bootstrap_is_seeded() -> None:
    gold, predicted = ["a", "b"] * 20, ["a", "a"] * 20
    assert bootstrap_interval(gold, predicted) == bootstrap_interval(gold, predicted)
