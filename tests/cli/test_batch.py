"""Run `reportmine batch`, `cite` and `methods` as a user does."""

from __future__ import annotations

import csv
import json
import os
import sys
from pathlib import Path

import pytest

from reportmine.corpus.batch.state import open_folder
from reportmine.errors import BatchError
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
    over = run("extract", str(folder), "--out", str(out))
    assert over.returncode == 2, "tables of extract among those of a batch would be read as its own"
    assert len(over.stderr.splitlines()) == 1
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
    for options in (["--page-seconds", "-5"], ["--page-seconds", "nan"]):
        done = run("batch", str(page), "--out", str(tmp_path / "out"), *options)
        assert done.returncode == 2, options
        assert "page_seconds" in done.stderr.decode()
        assert not (tmp_path / "out").exists()
    missing = run("batch", str(tmp_path / "没有"), "--out", str(tmp_path / "none"), "--jobs", "1")
    assert missing.returncode == 2
    assert "没有: no such file" in missing.stderr.decode()
    assert not (tmp_path / "none").exists()


def test_one_run_at_a_time_writes_into_a_folder(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with open_folder(out, {"reportmine": "0"}, resume=False) as work:
        with (
            pytest.raises(BatchError, match="another run is at work"),
            open_folder(out, {"reportmine": "0"}, resume=True),
        ):
            pass
        assert (work / "state.json").is_file()
    with open_folder(out, {"reportmine": "0"}, resume=True):
        pass


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse names that are no UTF-8")
def test_names_that_are_no_utf8_are_written_as_escapes_alike_in_every_command(tmp_path: Path) -> None:
    pages = tmp_path / "材料"
    pages.mkdir()
    for number, name in enumerate((b"a\xfe.txt", b"a\xff.txt")):
        Path(os.fsdecode(os.fsencode(pages) + b"/" + name)).write_text(make_page(number), encoding="utf-8")
    database, sheet = tmp_path / "c.db", tmp_path / "audit.csv"
    commands = (
        ("extract", str(pages), "--out", str(tmp_path / "e")),
        ("batch", str(pages), "--out", str(tmp_path / "b"), "--jobs", "1", "--format", "csv"),
        ("index", str(pages), "--db", str(database)),
        ("audit", str(pages), "--out", str(sheet)),
        ("view", os.fsdecode(os.fsencode(pages) + b"/a\xff.txt"), "--out", str(tmp_path / "a.html")),
    )
    for command in commands:
        done = run(*command)
        assert done.returncode == 0, done.stderr.decode()
    sources = {f"{pages}/a\\udcfe.txt", f"{pages}/a\\udcff.txt"}
    for table in (tmp_path / "e" / "reports.csv", tmp_path / "b" / "reports.csv"):
        with table.open(encoding="utf-8-sig") as file:
            assert {row["source"] for row in csv.DictReader(file)} == sources
    exported = run("db", "export", "--db", str(database)).stdout.splitlines()
    assert {json.loads(line)["source"]["path"] for line in exported} == sources


def test_cite_prints_both_forms() -> None:
    done = run("cite")
    assert done.returncode == 0
    assert "GB/T 7714" in done.stdout.decode()
    assert b"@software{reportmine," in done.stdout
