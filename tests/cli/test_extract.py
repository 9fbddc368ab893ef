"""Run `reportmine extract` as a user does: good input, bad input, pipes and consoles that lack characters."""

import csv
import json
from pathlib import Path

import pytest

from tests.cli.running import run

GOOD = "营业所工作总结\n一、主要工作\n全年售水186万立方米，同比增长7.2%，安全生产形势平稳。\n二、下一步打算\n明年力争售水200万立方米，漏损率控制在12%以内。\n"


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "总结.txt"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_jsonl_offsets_point_into_the_file(good: Path) -> None:
    done = run("extract", str(good), "--format", "jsonl")
    assert done.returncode == 0
    report = json.loads(done.stdout)
    for indicator in report["indicators"]:
        assert GOOD[indicator["source_start"] : indicator["source_end"]] == indicator["text"]
    assert {i["role"] for i in report["indicators"]} == {"actual", "target"}
    assert done.stderr == b""


def test_csv_tables_open_in_excel(good: Path, tmp_path: Path) -> None:
    out = tmp_path / "结果"
    assert run("extract", str(good), "--out", str(out)).returncode == 0
    assert sorted(p.name for p in out.iterdir()) == ["indicators.csv", "reports.csv", "sections.csv", "themes.csv"]
    for path in out.iterdir():
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert rows
        assert next(iter(rows[0])) == "report_id"


def test_targets_only(good: Path) -> None:
    done = run("extract", str(good), "--targets", "--format", "csv")
    rows = list(csv.DictReader(done.stdout.decode().splitlines()))
    assert [r["role"] for r in rows] == ["target", "target"]


def test_standard_input(good: Path) -> None:
    done = run("extract", "-", "--format", "jsonl", data=GOOD.encode("gb18030"))
    report = json.loads(done.stdout)
    assert report["source"]["encoding"] == "gb18030"
    assert report["text"].startswith("营业所")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("空.txt", b" \n\n"),
        ("二进制.txt", bytes(range(256)) * 50),
        ("无文章.html", b"<html><body><script>var a=1;</script></body></html>"),
    ],
)
def test_bad_input_is_one_line_and_the_rest_is_done(good: Path, tmp_path: Path, name: str, data: bytes) -> None:
    bad = tmp_path / name
    bad.write_bytes(data)
    done = run("extract", str(bad), str(good), "--format", "jsonl")
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 1
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("reportmine: ")
    assert name in line
    assert "Traceback" not in line
    alone = run("extract", str(bad), "--format", "jsonl")
    assert (alone.returncode, alone.stdout) == (2, b"")


@pytest.mark.parametrize("command", ["extract", "batch", "index"])
def test_an_empty_name_is_not_the_folder_one_stands_in(command: str, good: Path, tmp_path: Path) -> None:
    out = ["--db" if command == "index" else "--out", str(tmp_path / "out")]
    done = run(command, "", *(out if command != "extract" else ()), cwd=good.parent)
    assert done.returncode == 2
    assert len(done.stderr.decode().splitlines()) == 1, done.stderr.decode()


def test_missing_path(tmp_path: Path) -> None:
    done = run("extract", str(tmp_path / "没有.txt"))
    assert done.returncode == 2
    assert len(done.stderr.decode().splitlines()) == 1


def test_fifty_megabytes_of_one_line(tmp_path: Path) -> None:
    path = tmp_path / "长.txt"
    path.write_bytes("产值增长，".encode() * 3_400_000)
    done = run("extract", str(path), "--format", "jsonl", REPORTMINE_MAX_ARTICLE_CHARS="1000000")
    assert done.returncode == 2
    assert len(done.stderr.decode().splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("TYPE_THRESHOLD", "nan", "from 0 to 1"),
        ("MIN_AGREEMENT", "80", "from 0 to 1"),
        ("MAX_INPUT_BYTES", "-1", "0 or more"),
        ("LEXICONS", "", None),
        ("PAGE_SECONDS", "inf", None),
    ],
)
def test_settings_have_a_range(good: Path, name: str, value: str, told: str | None) -> None:
    done = run("extract", str(good), "--format", "csv", **{f"REPORTMINE_{name}": value})
    assert done.returncode == (2 if told else 0), done.stderr.decode()
    assert (told or "") in done.stderr.decode()


def test_wrong_option_is_explained() -> None:
    done = run("extract", "--format", "xml", "a.txt")
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_gbk_console_does_not_crash(good: Path, tmp_path: Path) -> None:
    path = tmp_path / "符号.txt"
    path.write_text(GOOD + "达标率98%✓，満足😀。\n", encoding="utf-8")
    done = run("extract", str(path), PYTHONIOENCODING="gbk", PYTHONUTF8="0")
    assert done.returncode == 0
    assert "营业所" in done.stdout.decode("gbk")


def test_same_input_same_bytes(good: Path) -> None:
    first = run("extract", str(good), "--format", "jsonl", PYTHONHASHSEED="1")
    second = run("extract", str(good), "--format", "jsonl", PYTHONHASHSEED="2")
    assert first.stdout == second.stdout


def test_what_is_no_document_is_passed_over_in_folders_and_read_when_named(good: Path, tmp_path: Path) -> None:
    (tmp_path / "页.files").mkdir()
    for name in ("页.files/a.CSS", "页.files/b.png", "数据.json"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    done = run("extract", str(tmp_path), "--format", "jsonl")
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 1)
    (line,) = done.stderr.decode().splitlines()
    assert "1 .css, 1 .json, 1 .png" in line
    assert len(run("extract", str(tmp_path / "数据.json"), "--format", "jsonl").stdout.splitlines()) == 1
    alone = run("extract", str(tmp_path / "页.files"))
    assert alone.returncode == 2
    assert "holds no documents" in alone.stderr.decode()
    database = tmp_path.parent / "库.db"
    assert b"1 pages read" in run("index", str(tmp_path), "--db", str(database)).stdout


@pytest.mark.parametrize("command", ["extract", "batch", "view", "audit"])
@pytest.mark.parametrize("place", ["文件", "文件/x"])
def test_a_place_that_cannot_be_written_is_one_line(good: Path, tmp_path: Path, command: str, place: str) -> None:
    (tmp_path / "文件").write_text("kept", encoding="utf-8")
    out = place if command in {"extract", "batch"} else f"{place}/a.html"
    done = run(command, str(good), "--out", out, cwd=tmp_path)
    assert done.returncode == 2
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("reportmine: 文件")
    assert "choose another name" in line
    assert (tmp_path / "文件").read_text(encoding="utf-8") == "kept"


def test_traditional_characters_are_told_once(good: Path, tmp_path: Path) -> None:
    for name in ("繁一.txt", "繁二.txt"):
        (tmp_path / name).write_text(
            "營業所工作總結\n全年售水186萬立方米，同比增長7.2%，安全生產形勢平穩。\n", encoding="utf-8"
        )
    done = run("extract", str(tmp_path))
    (line,) = done.stderr.decode().splitlines()
    assert done.returncode == 0
    assert "繁一.txt" in line
    assert "--simplify" in line
    batch = ("batch", str(tmp_path), "--jobs", "1", "--format", "csv", "--out")
    for command in ((*batch, str(tmp_path / "表")), ("index", str(tmp_path), "--db", str(tmp_path / "库.db"))):
        said = run(*command).stderr.decode()
        assert said.count("--simplify") == 1, said
    for command in ((*batch, str(tmp_path / "简")), ("index", str(tmp_path), "--db", str(tmp_path / "简.db"))):
        done = run(*command, "--simplify")
        assert b"--simplify" not in done.stderr, done.stderr.decode()
    assert "总结" in (tmp_path / "简" / "reports.csv").read_text(encoding="utf-8-sig")
