"""Run `reportmine batch`, `cite` and `methods` as a user does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import run
from tests.corpus.batch_runs import make_page, make_pages


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = make_pages(tmp_path_factory.mktemp("材料"), 5)
    (path / "空.txt").write_bytes(b"")
    return path


def test_batch_then_methods(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "结果 表"
    done = run("batch", str(folder), "--out", str(out), "--jobs", "1", "--format", "csv,xlsx,dta", "--header", "zh", PYTHONIOENCODING="gbk", PYTHONUTF8="0")  # fmt: skip
    assert done.returncode == 1
    assert "5 ok, 0 partial, 1 failed" in done.stdout.decode("gbk")
    said = done.stderr.decode("gbk").splitlines()
    assert said[0].startswith("reportmine: 6 files")
    assert "空.txt" in said[-2], "each failure is a line"
    assert "errors" in said[-1]
    assert (out / "reports.csv").read_text(encoding="utf-8-sig").startswith("报告编号,")
    assert (out / "tables.xlsx").exists()
    assert (out / "indicators.dta").exists()
    again = run("batch", str(folder), "--out", str(out))
    assert again.returncode == 2
    assert len(again.stderr.splitlines()) == 1
    told = run("methods", str(out / "run.json"))
    assert told.returncode == 0
    assert "reportmine" in told.stdout.decode()


def test_wrong_use_is_one_line(tmp_path: Path) -> None:
    page = tmp_path / "a.txt"
    page.write_text(make_page(1), encoding="utf-8")
    for options in (["--format", "sav"], ["--cluster", "slurm"], ["--lexicon", "没有.toml"]):
        done = run("batch", str(page), "--out", str(tmp_path / "out"), *options)
        assert done.returncode == 2, options
        assert not (tmp_path / "out").exists(), "nothing is left that blocks the mended command"
        assert len(done.stderr.decode().splitlines()) <= 2, done.stderr.decode()
        assert b"Traceback" not in done.stderr
    missing = run("batch", str(tmp_path / "没有"), "--out", str(tmp_path / "none"), "--jobs", "1")
    assert missing.returncode == 2
    assert b"1 failed" in missing.stdout


def test_cite_prints_both_forms() -> None:
    done = run("cite")
    assert done.returncode == 0
    assert "GB/T 7714" in done.stdout.decode()
    assert b"@software{reportmine," in done.stdout
