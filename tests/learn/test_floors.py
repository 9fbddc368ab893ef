"""Hold the quality floors of corpora/floors.toml: no change may lower what the own gold and the held-out documents score."""

import shutil
from pathlib import Path

import pytest

from reportmine.errors import MissingInputError
from reportmine.learn.evaluation import evaluate_floors

CORPORA = Path(__file__).resolve().parents[2] / "corpora"


def test_every_floor_holds() -> None:
    lines, held = evaluate_floors(CORPORA)
    assert held, "\n".join(line for line in lines if not line.endswith("ok"))


def test_a_floor_above_the_score_is_named(tmp_path: Path) -> None:
    shutil.copytree(CORPORA / "gold", tmp_path / "gold")
    shutil.copytree(CORPORA / "pages", tmp_path / "pages")
    floors = (CORPORA / "floors.toml").read_text(encoding="utf-8")
    (tmp_path / "floors.toml").write_text(floors.replace("full_record = 0.9", "full_record = 0.99"), encoding="utf-8")
    lines, held = evaluate_floors(tmp_path)
    assert not held
    assert [line.split()[:2] for line in lines if "BELOW" in line] == [["indicators", "full_record"]]


def test_a_folder_without_gold_is_refused_and_not_scored(tmp_path: Path) -> None:
    with pytest.raises(MissingInputError, match="no folder gold"):
        evaluate_floors(tmp_path / "没有")
