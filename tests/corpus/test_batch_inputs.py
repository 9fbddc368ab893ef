"""Feed batches every kind of input: each unit is one row with its status, and nothing is read before it is needed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import fsspec
import pandas as pd
import pytest

from reportmine.corpus.batch.chunks import iterate_chunks, sample_places
from reportmine.corpus.batch.places import Place
from reportmine.corpus.batch.units import Splitter, Unit
from reportmine.settings import Settings
from reportmine.text.lexicon import load_lexicon
from tests.acquire.makers import make_warc, make_zip
from tests.corpus.batch_runs import make_page, run

Row = tuple[str, str, int]


def statuses(out: Path) -> dict[str, str]:
    table = pd.read_parquet(out / "inputs.parquet")
    return {
        Path(name).name if "://" not in name else name: s
        for name, s in zip(table["input"], table["status"], strict=True)
    }


def split(*inputs: Any, **settings: Any) -> list[Unit]:
    return list(Splitter(Settings(**settings), load_lexicon()).split([str(i) for i in inputs]))


def write_table(path: Path, count: int) -> list[dict[str, Any]]:
    rows = [{"正文": make_page(n), "year": 2000 + n, "title": f"题{n}"} for n in range(count)]
    frame = pd.DataFrame(rows)
    if path.suffix == ".parquet":
        frame.to_parquet(path)
    elif path.suffix == ".csv":
        frame.to_csv(path, index=False, encoding="gb18030")
    else:
        path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
    return rows


def test_a_folder_of_all_kinds(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(make_page(1), encoding="gb18030")
    (folder / "b.zip").write_bytes(make_zip({"x.txt": make_page(2), "空.txt": " ", "样式.css": "p{}"}))
    nested = make_zip({"y.txt": make_page(3), "坏.bin": bytes(range(256)) * 40})
    (folder / "c.zip").write_bytes(make_zip({"inner.zip": nested}))
    html = f"<html><body><h1>总结</h1><p>{make_page(4)}</p></body></html>".encode()
    (folder / "d.warc.gz").write_bytes(make_warc({"http://s.example/4.html": html}))
    (folder / "e.png").write_bytes(b"\x89PNG")
    (folder / "f.txt").write_bytes(b"")
    result = run(folder, tmp_path / "out")
    assert statuses(tmp_path / "out") == {
        "a.txt": "ok", "x.txt": "ok", "空.txt": "failed", "样式.css": "skipped", "inner.zip": "partial",
        str(folder / "d.warc.gz") + "!/http://s.example/4.html": "ok", "e.png": "skipped", "f.txt": "failed",
    }  # fmt: skip
    assert result.counts["reports"] == 4
    errors = pd.read_parquet(tmp_path / "out" / "errors.parquet")
    places = dict(zip(errors["place"].str.rsplit("/", n=1).str[-1], errors["error"], strict=True))
    assert places == {"空.txt": "EmptyInputError", "坏.bin": "BinaryInputError", "f.txt": "EmptyInputError"}
    assert errors["mend"].notna().all()
    page = pd.read_parquet(tmp_path / "out" / "reports.parquet").set_index("source").loc["http://s.example/4.html"]
    assert page["characters"] > 100


@pytest.mark.parametrize("name", ["t.jsonl", "t.csv", "t.parquet"])
def test_rows_become_pages(name: str, tmp_path: Path) -> None:
    rows = write_table(tmp_path / name, 5)
    run(tmp_path / name, tmp_path / "out", settings=Settings(text_column="正文"))
    reports = pd.read_parquet(tmp_path / "out" / "reports.parquet")
    assert len(reports) == 5
    assert reports["title"].str.len().min() > 0
    lines = [source.rsplit("#", 1)[1] for source in reports["source"]]
    assert len(set(lines)) == len(rows)
    assert all(line[0] in "LR" for line in lines)
    run(tmp_path / name, tmp_path / "no", settings=Settings(text_column="body"))
    assert set(pd.read_parquet(tmp_path / "no" / "inputs.parquet")["status"]) == {"failed"}
    errors = pd.read_parquet(tmp_path / "no" / "errors.parquet")
    # A table with a header is told of once, lines that each name their columns one by one.
    assert len(errors) == (5 if name.endswith("jsonl") else 1)
    assert errors["error"].str.len().min() > 0
    assert errors["mend"].str.contains("正文").all()


def test_bad_rows_fail_alone(tmp_path: Path) -> None:
    good = json.dumps({"text": make_page(1)}, ensure_ascii=False)
    (tmp_path / "t.jsonl").write_text(f"{good}\n{{broken\n\n[1]\n{good}\n", encoding="utf-8")
    run(tmp_path / "t.jsonl", tmp_path / "out")
    assert list(statuses(tmp_path / "out").items()) == [
        ("t.jsonl#L1", "ok"), ("t.jsonl#L2", "failed"), ("t.jsonl#L4", "failed"), ("t.jsonl#L5", "ok"),
    ]  # fmt: skip


def test_globs_urls_and_repeats(tmp_path: Path) -> None:
    for n in range(3):
        (tmp_path / f"{n}.txt").write_text(make_page(n), encoding="utf-8")
    memory = fsspec.filesystem("memory")
    memory.pipe_file("/库/a.txt", make_page(7).encode())
    memory.pipe_file("/库/rows.jsonl", json.dumps({"text": make_page(8)}).encode())
    units = split(
        tmp_path / "[01].txt", tmp_path / "1.txt", "memory://库", "memory://库/没有.txt", tmp_path / "无*.txt"
    )
    assert [(Path(u.name).name, u.kind) for u in units] == [
        ("0.txt", "bytes"), ("1.txt", "bytes"), ("1.txt", "skipped"), ("a.txt", "bytes"), ("rows.jsonl#L1", "row"),
        ("没有.txt", "error"), ("无*.txt", "error"),
    ]  # fmt: skip
    assert units[3].url == units[3].name == "memory:///库/a.txt"
    run(["memory://库"], tmp_path / "out")
    assert set(statuses(tmp_path / "out").values()) == {"ok"}


def test_damaged_containers_are_rows(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04broken")
    (tmp_path / "b.parquet").write_bytes(b"PAR1broken")
    (tmp_path / "c.warc.gz").write_bytes(b"\x1f\x8b\x08broken")
    (tmp_path / "d.jsonl").write_bytes(b"\n\n")
    (tmp_path / "e.csv").write_bytes(b"\xef\xbb\xbf")
    (tmp_path / "f.jsonl.gz").write_bytes(b"not gzip")
    units = split(tmp_path)
    assert [u.kind for u in units] == ["error"] * 6
    assert all(u.error is not None and u.error.where for u in units)


def test_long_lines_and_files_meet_the_limit(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": "x" * 5000}) + "\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("x" * 5000, encoding="utf-8")
    write_table(tmp_path / "c.csv", 4)
    assert (tmp_path / "c.csv").stat().st_size > 3000
    units = split(tmp_path, max_input_bytes=3000, text_column="正文")
    assert [type(u.error).__name__ for u in units[:2]] == ["InputLimitError"] * 2
    rows = [json.loads(u.data) for u in units if u.kind == "row"]  # a long table is streamed, whatever its encoding
    assert [row["正文"] for row in rows] == [make_page(n) for n in range(4)]


def test_rows_are_read_as_they_are_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text(json.dumps({"text": "x" * 1000}) * 1 + "\n", encoding="utf-8")
    asked = 0

    class Endless:
        def readline(self, _limit: int) -> bytes:
            nonlocal asked
            asked += 1
            return b'{"text": "x"}\n'

        def tell(self) -> int:
            return asked

        def __enter__(self) -> Endless:
            return self

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr(Place, "open", lambda _self, **_: Endless())
    units = Splitter(Settings(), load_lexicon()).split([str(path)])
    chunks = iterate_chunks(units, "run")
    first = next(chunks)
    assert asked == len(first.units) <= 64


def test_chunks_depend_on_content_alone() -> None:
    units = [Unit(f"{n}.txt", "bytes", b"x" * n) for n in range(300)]
    keys = [chunk.key for chunk in iterate_chunks(units, "run")]
    assert keys == [chunk.key for chunk in iterate_chunks(iter(units), "run")]
    assert not set(keys) & {chunk.key for chunk in iterate_chunks(units, "other")}
    changed = [*units[:150], Unit("150.txt", "bytes", b"y"), *units[151:]]
    assert len(set(keys) & {chunk.key for chunk in iterate_chunks(changed, "run")}) >= len(keys) - 3
    assert sum(len(chunk.units) for chunk in iterate_chunks(units, "run")) == 300
    big = [Unit("a", "bytes", b"x" * 5_000_000), Unit("b", "bytes", b"x")]
    assert [len(chunk.units) for chunk in iterate_chunks(big, "run")] == [1, 1]


def test_samples_are_even() -> None:
    units = [Unit(f"{n}.txt", "bytes") for n in range(2000)]
    places = [sample_places(units, 200, seed) for seed in range(5)]
    assert all(len(chosen) == 200 for chosen in places)
    halves = [sum(place < 1000 for place in chosen) for chosen in places]
    assert all(70 <= half <= 130 for half in halves)
