"""Run `reportmine index`, `similar`, `duplicates`, `search` and `db` as a user does."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Completed, run


def lines(done: Completed) -> list[dict[str, Any]]:
    """Return the JSON lines that a command printed."""
    assert done.returncode == 0, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


NO_LISTS = json.dumps(
    {"source": {"path": "a", "sha256": "0"}}
    | dict.fromkeys(
        "id index title text sections indicators themes industry report_type attributes versions".split(), 5
    )
)


@pytest.fixture(scope="module")
def database(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("库") / "corpus.db"
    done = run("index", str(pages), "--db", str(path))
    assert done.returncode == 1, "the empty file is told, the others are done"
    assert "空.txt" in done.stderr.decode()
    return path


def test_similar_prints_hits_with_reasons_and_without_the_page_itself(pages: Path, database: Path) -> None:
    asked = str(pages / "销售2020.txt")
    hits = lines(run("similar", asked, "--db", str(database), "-k", "3", "--copies", "--format", "jsonl"))
    assert len(hits) == 3
    assert {"id", "source", "title", "score", "parts", "themes", "terms", "metrics", "cluster"} <= set(hits[0])
    assert all("销售" in hit["title"] for hit in hits)
    assert asked not in {hit["source"]["path"] for hit in hits}
    scores = [hit["score"] for hit in hits]
    assert scores == sorted(scores, reverse=True)


def test_similar_takes_a_file_that_is_not_stored_and_filters(database: Path, tmp_path: Path) -> None:
    page = tmp_path / "新.txt"
    page.write_text(
        "东河中心卫生院2024年工作总结\n\n全年门诊7000人次，家庭医生签约率75%，开展健康讲座9场。\n", encoding="utf-8"
    )
    hits = lines(run("similar", str(page), "--db", str(database), "--industry", "Q", "--format", "jsonl"))
    assert hits
    assert all("卫生院" in hit["title"] for hit in hits)
    assert lines(run("similar", str(page), "--db", str(database), "--year", "1999", "--format", "jsonl")) == []


def test_duplicates_pair_the_copy_with_its_original(database: Path) -> None:
    pairs = lines(run("duplicates", "--db", str(database), "--format", "jsonl"))
    named = [
        {Path(pair[side]["source"]["path"]).name for side in ("a", "b")} for pair in pairs if pair["kind"] == "copy"
    ]
    assert {"销售2019.txt", "转载.txt"} in named
    assert all(pair["spans"] and 0 < pair["containment"] <= 1 for pair in pairs)
    reports = lines(run("duplicates", "--db", str(database), "--reports", "--format", "jsonl"))
    assert len(reports) == 9
    assert sum(report["weight"] for report in reports) < 9


def test_search_finds_two_characters_and_says_how_many(database: Path) -> None:
    hits = lines(run("search", "门诊", "--db", str(database), "--format", "jsonl"))
    assert len(hits) == 3
    shown = run("search", "水泥 year:2021", "--db", str(database))
    assert shown.returncode == 0
    assert "销售" in shown.stdout.decode()
    assert "reports" in shown.stderr.decode()


def test_what_is_there_already_is_not_analysed_again(pages: Path, database: Path) -> None:
    before = database.read_bytes()
    again = run("index", str(pages), "--db", str(database))
    assert "9 unchanged" in again.stdout.decode().splitlines()[0], again.stdout.decode()
    assert run("db", "check", "--db", str(database)).returncode == 0
    assert len(database.read_bytes()) == len(before)


def test_what_was_written_into_the_folder_is_not_read_as_reports(pages: Path, tmp_path: Path) -> None:
    folder = tmp_path / "材料"
    shutil.copytree(pages, folder)
    path = folder / "corpus.db"
    first = run("index", str(folder), "--db", str(path))
    run("extract", str(folder), "--out", str(folder / "表"))
    assert (folder / "表" / "indicators.csv").is_file()
    again = run("index", str(folder), "--db", str(path))
    assert again.returncode == first.returncode
    told = [{line for line in done.stderr.splitlines() if b"passed over" not in line} for done in (first, again)]
    assert told[0] == told[1]
    assert b"0 added, 0 updated" in again.stdout


def test_prune_forgets_what_is_gone(pages: Path, tmp_path: Path) -> None:
    folder, path = tmp_path / "材料", tmp_path / "corpus.db"
    shutil.copytree(pages, folder, ignore=shutil.ignore_patterns("空.txt"))
    assert run("index", str(folder), "--db", str(path)).returncode == 0
    (folder / "转载.txt").unlink()
    assert run("index", str(folder), "--db", str(path), "--prune").returncode == 0
    assert len(run("db", "export", "--db", str(path)).stdout.splitlines()) == 8


def test_prune_knows_a_folder_by_any_spelling_and_keeps_what_cannot_be_read_now(pages: Path, tmp_path: Path) -> None:
    folder = tmp_path / "材料"
    for place, spelling in ((folder, "."), (tmp_path, "./材料//")):
        folder.mkdir(exist_ok=True)
        for name in ("转载", "原文"):
            (folder / f"{name}.txt").write_text(
                f"{name}\n今年实现利润820万元，比上年增长5%，各项工作平稳。", encoding="utf-8"
            )
        database = str(tmp_path / f"{len(spelling)}.db")
        assert run("index", spelling, "--db", database, cwd=place).returncode == 0
        (folder / "转载.txt").unlink()
        (folder / "原文.txt").write_bytes(b"")
        done = run("index", spelling, "--db", database, "--prune", cwd=place)
        assert "1 removed; 1 in" in done.stdout.decode(), done.stderr.decode()


def test_an_export_makes_the_same_database(database: Path, tmp_path: Path) -> None:
    exported = run("db", "export", "--db", str(database)).stdout
    (tmp_path / "all.jsonl").write_bytes(exported)
    for name, source, given in (("file", str(tmp_path / "all.jsonl"), b""), ("pipe", "-", exported)):
        made = tmp_path / f"{name}.db"
        assert run("db", "import", source, "--db", str(made), data=given).returncode == 0
        assert run("db", "export", "--db", str(made)).stdout == exported
        assert run("db", "vacuum", "--db", str(made)).returncode == 0
        assert run("db", "check", "--db", str(made)).returncode == 0
    for encoding in ("gb18030", "utf-16"):  # as a Chinese editor saves it
        (tmp_path / "all.jsonl").write_bytes(exported.decode().encode(encoding))
        made = str(tmp_path / f"{encoding}.db")
        assert run("db", "import", str(tmp_path / "all.jsonl"), "--db", made).returncode == 0
        assert run("db", "export", "--db", made).stdout == exported


@pytest.mark.parametrize(
    "line",
    ["[" * 100_000, "[]", "{}", '{"source":5}', '{"source":{}}', '{"source":{"path":"a"}}', NO_LISTS, "{"],
)
def test_lines_that_are_no_reports_are_told(line: str, tmp_path: Path) -> None:
    done = run("db", "import", "-", "--db", str(tmp_path / "c.db"), data=line.encode())
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1, done.stderr.decode()


@pytest.mark.parametrize(
    "arguments",
    [
        ("similar", "没有这样的报告"),
        ("similar", "\udcff"),
        ("similar", ""),
        ("search", "总结", "--industry", "ZZ"),
        ("search", "总结", "--type", "FOO"),
        ("search", "总结", "--theme", "X"),
        ("search", "总结 type:FOO"),
        ("db", "import", "没有.jsonl"),
    ],
)
def test_wrong_use_is_one_line(database: Path, arguments: tuple[str, ...]) -> None:
    done = run(*arguments, "--db", str(database))
    assert done.returncode == 2
    assert len(done.stderr.decode().splitlines()) == 1, done.stderr.decode()
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "command", [("similar", "x"), ("search", "x"), ("duplicates",), ("db", "check"), ("db", "vacuum"), ("db", "export")]
)
def test_a_missing_database_is_told(tmp_path: Path, command: tuple[str, ...]) -> None:
    done = run(*command, "--db", str(tmp_path / "none.db"))
    assert done.returncode == 2
    assert b"none.db" in done.stderr
    assert not (tmp_path / "none.db").exists()


def test_equal_files_have_the_same_ids_in_every_command(pages: Path, tmp_path: Path) -> None:
    folder, database = tmp_path / "同", tmp_path / "同.db"
    folder.mkdir()
    for name in ("甲.txt", "乙.txt", "丙.txt"):
        shutil.copy(pages / "销售2020.txt", folder / name)
    printed = lines(run("extract", str(folder), "--format", "jsonl"))
    assert run("batch", str(folder), "--out", str(tmp_path / "批"), "--format", "jsonl", "--jobs", "1").returncode == 0
    batched = [json.loads(line) for line in (tmp_path / "批" / "reports.jsonl").read_text("utf-8").splitlines()]
    assert run("index", str(folder), "--db", str(database)).returncode == 0
    stored = lines(run("search", "销售", "--db", str(database), "--format", "jsonl"))
    ids = {report["source"]["path"]: report["id"] for report in printed}
    assert len(set(ids.values())) == 3
    assert {row["source"]: row["report_id"] for row in batched} == ids
    assert {hit["source"]["path"]: hit["id"] for hit in stored} == ids
    assert lines(run("similar", max(ids.values()), "--db", str(database), "--format", "jsonl")) == []


def test_a_damaged_database_is_to_be_moved_away(pages: Path, tmp_path: Path) -> None:
    path = tmp_path / "坏.db"
    path.write_bytes(b"no database at all, but long enough to have a head" * 50)
    for command in (("index", str(pages)), ("search", "总结")):
        done = run(*command, "--db", str(path))
        assert done.returncode == 2
        (line,) = done.stderr.decode().splitlines()
        assert "move the file away" in line
