"""Test the doctor: it names what is missing, and the pages whose main text is in doubt."""

import importlib.util
from pathlib import Path

import pytest
from typer.testing import CliRunner

from reportmine.cli import app
from reportmine.corpus import doctor
from reportmine.errors import ModelError
from reportmine.pipeline import Pipeline, load
from reportmine.schema import Extraction, PageText


def _states(findings: list[doctor.Finding]) -> dict[str, str]:
    return {finding.name: finding.state for finding in findings}


def test_a_sound_machine_is_sound(tmp_path: Path) -> None:
    findings = doctor.check_machine(load, folder=tmp_path)
    assert not doctor.worst(findings)
    assert _states(findings)["models and lexicons"] == "ok"


def test_a_folder_that_is_not_there_is_wrong(tmp_path: Path) -> None:
    findings = doctor.check_machine(load, folder=tmp_path / "没有")
    assert _states(findings)["write access"] == "wrong"
    assert doctor.worst(findings)


def test_missing_models_and_extras_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_models() -> Pipeline:
        raise ModelError("no such folder of models", mend="run reportmine train")

    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    found = {f.name: f for f in doctor.check_machine(no_models, folder=tmp_path)}
    assert found["models and lexicons"].mend == "run reportmine train"
    assert found["extra [crawl]"].mend == "pip install reportmine[crawl]"
    assert found["Chinese font"].state == "note"


def test_doubtful_pages_are_listed() -> None:
    pages = [PageText("甲", path="a.html", extraction=Extraction("readability", 0.4)), PageText("乙", path="b.html")]
    assert [(place, score) for place, score, _ in doctor.find_doubtful_pages(pages, least=0.8)] == [("a.html", 0.4)]


def test_command_prints_on_a_gbk_terminal(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text("二、明年目标\n力争实现利润1606万元，比上年增长8.5%。", encoding="utf-8")
    (tmp_path / "坏.docx").write_bytes(b"PK\x03\x04 not a zip")
    done = CliRunner(charset="gbk").invoke(app, ["doctor", str(tmp_path), "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert "ok     models and lexicons" in done.output
    assert "doubt  0.00" in done.output
    assert "坏.docx" in done.output


def test_a_path_that_is_not_there_is_no_doubtful_page(tmp_path: Path) -> None:
    missing = str(tmp_path / "没有")
    done = CliRunner().invoke(app, ["doctor", missing, "--out", str(tmp_path)])
    assert done.exit_code == 2
    assert "doubt" not in done.output
    assert f"{missing}: no such file or folder" in done.output
    there = tmp_path / "甲.txt"
    there.write_text("二、明年目标\n力争实现利润1606万元，比上年增长8.5%。", encoding="utf-8")
    assert CliRunner().invoke(app, ["doctor", missing, str(there), "--out", str(tmp_path)]).exit_code == 1
