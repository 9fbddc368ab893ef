"""Run `reportmine explain`, `audit` and `topics` as a user does."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

import reportmine
from tests.cli.running import run


def test_the_version_is_printed() -> None:
    done = run("--version")
    assert (done.returncode, done.stdout.decode()) == (0, f"reportmine {reportmine.__version__}\n")


def test_explain_shows_labels_candidates_and_deciding_words(pages: Path, tmp_path: Path) -> None:
    text = (pages / "卫生院0.txt").read_text(encoding="gb18030")
    review = tmp_path / "总结.txt"  # without the aims of the next year it is a summary and nothing else
    review.write_text(text.partition("二、下一步打算")[0], encoding="utf-8")
    done = run("explain", str(review))
    said = done.stdout.decode()
    assert done.returncode == 0
    assert "柳河中心卫生院2022年工作总结" in said
    assert "类型 SUM" in said
    assert "行业 Q" in said
    assert "候选" in said
    assert "主题 T" in said


def test_explain_tells_what_cannot_be_read_and_goes_on(pages: Path) -> None:
    done = run("explain", str(pages / "空.txt"), str(pages / "销售2021.txt"))
    assert done.returncode == 1
    assert "空.txt" in done.stderr.decode()
    assert "2021年销售工作总结" in done.stdout.decode()


def test_an_audit_sheet_is_drawn_filled_and_read(pages: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    drawn = run("audit", str(pages), "--sample", "4", "--seed", "7", "--out", str(sheet))
    assert "4 of 9 reports" in drawn.stdout.decode()
    first = sheet.read_bytes()
    assert first.startswith(b"\xef\xbb\xbf"), "Excel needs the mark"
    run("audit", str(pages), "--sample", "4", "--seed", "7", "--out", str(sheet))
    assert sheet.read_bytes() == first, "the same seed draws the same sheet"
    rows = list(csv.DictReader(io.StringIO(first.decode("utf-8-sig"))))
    judged = [name for name in rows[0] if name.endswith("_right")]
    assert judged
    for number, row in enumerate(rows):
        row.update(dict.fromkeys(judged, "y" if number else "n"))
    with sheet.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    read = run("audit", "--read", str(sheet))
    assert read.returncode == 0
    assert "3/4  0.750" in read.stdout.decode(), read.stdout.decode()
    kept = sheet.read_bytes()
    over = run("audit", str(pages), "--out", str(sheet))
    assert (over.returncode, sheet.read_bytes()) == (2, kept), "a filled sheet is not written over"
    assert "--out" in over.stderr.decode()
    for encoding in ("gb18030", "utf-16"):  # as a Chinese Excel saves it
        sheet.write_bytes(kept.decode("utf-8-sig").encode(encoding))
        assert run("audit", "--read", str(sheet)).stdout == read.stdout, encoding


@pytest.mark.parametrize(("arguments", "told"), [((), "nothing to audit"), (("--read", "没有.csv"), "没有.csv")])
def test_audit_says_what_is_missing(tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    done = run("audit", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert told in done.stderr.decode()


def test_topics_of_a_small_corpus(pages: Path) -> None:
    done = run("topics", str(pages), "--count", "2")
    said = done.stdout.decode()
    assert done.returncode == 1, "the empty file is told"
    assert said.startswith("关键短语")
    assert "2022" in said
