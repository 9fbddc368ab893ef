"""Run batches and compare their bytes: workers, crashes, resumption, copies and keys."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from reportmine.corpus.batch.state import WORK
from reportmine.corpus.records import second_id
from reportmine.errors import BatchError
from reportmine.present.columns import ALL_TABLES
from reportmine.present.formats.writers import FORMATS
from reportmine.settings import Settings
from tests.corpus import hostile
from tests.corpus.batch_runs import Silence, make_page, make_pages, run, tables_of

PAGES = 200


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_pages(tmp_path_factory.mktemp("材料 夹"), PAGES)


@pytest.fixture(scope="module")
def done(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the results of one worker, in every format."""
    out = tmp_path_factory.mktemp("结果") / "一"
    progress = Silence()
    result = run(pages, out, jobs=1, formats=FORMATS, progress=progress)
    assert result.counts["ok"] == PAGES
    assert progress.fractions == sorted(progress.fractions)
    assert progress.fractions[-1] == 1.0
    return out


def table(out: Path, name: str) -> pd.DataFrame:
    return pd.read_parquet(out / f"{name}.parquet")


def test_two_workers_write_the_same_bytes(pages: Path, done: Path, tmp_path: Path) -> None:
    run(pages, tmp_path / "二", jobs=2, formats=FORMATS)
    assert tables_of(tmp_path / "二") == tables_of(done)
    expected = {f"{name}.{form}" for name in ALL_TABLES for form in FORMATS if form != "xlsx"}
    assert set(tables_of(done)) == expected | {"tables.xlsx", "datapackage.json", "codebook.md"}


def test_keys_hold_and_copies_are_found(done: Path) -> None:
    reports = table(done, "reports")
    assert reports["report_id"].is_unique
    for name in ("sections", "indicators", "themes", "labels", "duplicates"):
        assert set(table(done, name)["report_id"]) <= set(reports["report_id"]), name
    pairs = table(done, "duplicates")
    assert {(a, b) for a, b in zip(pairs["report_id"], pairs["other_id"], strict=True)} >= {
        (b, a) for a, b, k in zip(pairs["report_id"], pairs["other_id"], pairs["kind"], strict=True) if k == "copy"
    }
    sources = reports.set_index("report_id")["source"]
    copied = {Path(sources[i]).stem[-2:] for i in pairs["report_id"]}
    assert {"39", "79"} <= copied
    assert set(pairs["canonical_id"]) <= set(reports["report_id"])
    assert table(done, "inputs")["input_index"].tolist() == list(range(PAGES))


def test_tables_agree_with_each_other(done: Path) -> None:
    reports, indicators, labels = (table(done, name) for name in ("reports", "indicators", "labels"))
    counts = indicators.groupby("report_id").size()
    assert (reports.set_index("report_id")["indicators"].loc[counts.index] == counts).all()
    chosen = labels[labels["chosen"] & (labels["task"] == "industry")].set_index("report_id")["label"]
    assert (reports.set_index("report_id")["industry"] == chosen).all()
    assert labels["name"].notna().all()
    gaps = indicators[indicators["redacted"]]
    assert len(gaps) > 0
    assert gaps["low"].isna().all()
    cells = pd.read_csv(done / "indicators.csv", dtype=str, keep_default_na=False)
    assert set(cells.loc[cells["redacted"] == "true", "low"]) == {"NA"}


def test_run_file_says_what_made_the_tables(done: Path) -> None:
    facts = json.loads((done / "run.json").read_text(encoding="utf-8"))
    row = table(done, "runs").iloc[0]
    assert facts["run_id"] == row["run_id"]
    assert facts["lexicon"]["sha256"] == row["lexicon"]
    assert facts["counts"]["inputs"] == PAGES == row["inputs"]
    assert all(model["id"] in row["models"] for model in facts["models"].values())
    assert facts["time"]["seconds"] > 0


DEADLY = (hostile.QUIET_EXIT, hostile.LOCKED_LOOP)
ALL_DEADLY = (hostile.QUIET_EXIT, hostile.LOUD_EXIT, hostile.LOOP, hostile.LOCKED_LOOP)


@pytest.mark.parametrize(
    ("jobs", "deadly"), [(2, DEADLY), pytest.param(1, ALL_DEADLY, marks=pytest.mark.slow)], ids=["two", "one"]
)
def test_a_page_that_kills_or_hangs_is_one_failed_row(jobs: int, deadly: tuple[str, ...], tmp_path: Path) -> None:
    words = (*deadly, hostile.FAULT)
    folder = make_pages(tmp_path / "in", 8)
    for number, word in enumerate(words):
        (folder / f"000/p{number:06}b.txt").write_text(word + make_page(500 + number), encoding="utf-8")
    settings = Settings(page_seconds=1.0)
    result = run(folder, tmp_path / "out", jobs=jobs, settings=settings, pipeline=hostile.NAME)
    assert (result.counts["ok"], result.counts["failed"]) == (8, len(words))
    inputs = table(tmp_path / "out", "inputs")
    failed = inputs[inputs["status"] == "failed"]
    assert all(Path(name).stem.endswith("b") for name in failed["input"])
    assert failed["reason"].tolist()[:-1] == ["crashed its worker or took longer than 1 s, twice"] * len(deadly)
    assert "RecursionError" in failed["reason"].tolist()[-1]
    assert set(table(tmp_path / "out", "errors")["error"]) == {"WorkerError"}


def test_repeated_pages_are_reports_of_their_own(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.txt").write_text(make_page(1), encoding="utf-8")
    run(tmp_path, tmp_path / "out")
    reports, sections = table(tmp_path / "out", "reports"), table(tmp_path / "out", "sections")
    first = reports["report_id"].iloc[0]
    assert reports["report_id"].tolist() == [first, *(second_id(first, str(tmp_path / f"{n}.txt")) for n in "bc")]
    assert sections.groupby("report_id").size().tolist() == [len(sections) / 3] * 3
    assert table(tmp_path / "out", "duplicates")["copies"].tolist() == [3] * 6


def test_resume_takes_what_is_done_and_what_is_new(pages: Path, done: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(pages, out, limit=100)
    with pytest.raises(BatchError, match="--resume"):
        run(pages, out)
    before = {p: p.stat().st_mtime_ns for p in (out / WORK / "parts").rglob("*.json")}
    run(pages, out, resume=True, formats=("csv", "jsonl"))
    kept = [p for p, time in before.items() if p.stat().st_mtime_ns == time]
    assert len(kept) == len(before) > 1
    whole = tables_of(done)
    assert all(data == whole[name] for name, data in tables_of(out).items() if not name.endswith(".json"))
    assert not list(out.glob("*.parquet")), "tables of the 100 inputs before stand beside those of all"


def test_a_new_file_moves_few_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # where a chunk ends hangs on the names: relative ones are the same in every run
    folder = make_pages(Path("in"), 400, characters=60)
    run(folder, tmp_path / "out", formats=("csv",))
    before = {p.name for p in (tmp_path / "out" / WORK / "parts").rglob("*.json")}
    (folder / "000" / "p000000a.txt").write_text(make_page(900), encoding="utf-8")
    run(folder, tmp_path / "out", formats=("csv",), resume=True)
    fresh = {p.name for p in (tmp_path / "out" / WORK / "parts").rglob("*.json")} - before
    assert 1 <= len(fresh) <= len(before) // 2


def test_other_versions_are_refused(tmp_path: Path) -> None:
    folder = make_pages(tmp_path / "in", 3)
    run(folder, tmp_path / "out")
    with pytest.raises(BatchError, match="other versions: settings"):
        run(folder, tmp_path / "out", resume=True, settings=Settings(type_threshold=0.9))
    lexicon = tmp_path / "mine.toml"
    lexicon.write_text('[[unit]]\nid = "made_up"\nzh = "箩"\nterms = ["箩"]\ndimension = "count"\n', encoding="utf-8")
    with pytest.raises(BatchError, match="other versions: lexicon"):
        run(folder, tmp_path / "out", resume=True, settings=Settings(lexicons=(str(lexicon),)))


def test_tables_of_another_origin_are_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "reports.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(BatchError, match="another origin"):
        run(make_pages(tmp_path / "in", 1), tmp_path / "out")


def test_failed_inputs_are_retried_on_request(tmp_path: Path) -> None:
    folder = make_pages(tmp_path / "in", 5)
    (folder / "长.txt").write_text(make_page(700, characters=3000), encoding="utf-8")
    small = Settings(max_article_chars=2000)
    assert run(folder, tmp_path / "out", settings=small).counts["failed"] == 1
    assert table(tmp_path / "out", "errors")["error"].tolist() == ["InputLimitError"]
    large = replace(small, max_article_chars=100_000)
    assert run(folder, tmp_path / "out", settings=large, resume=True).counts["failed"] == 1
    assert run(folder, tmp_path / "out", settings=large, retry_failed=True).counts["failed"] == 0
    assert len(table(tmp_path / "out", "errors")) == 0
    run(folder, tmp_path / "new", settings=large)
    assert tables_of(tmp_path / "out") == tables_of(tmp_path / "new")


def test_fail_fast_stops_and_resumes(tmp_path: Path) -> None:
    folder = make_pages(tmp_path / "in", 100)
    bad = folder / "000" / "p000000.txt"
    bad.write_bytes(b" ")
    result = run(folder, tmp_path / "out", fail_fast=True)
    assert result.stopped is not None
    assert "p000000.txt" in result.stopped
    assert result.counts["inputs"] < 100
    assert tables_of(tmp_path / "out") == {}
    assert run(folder, tmp_path / "out", resume=True).counts == {
        **run(folder, tmp_path / "new").counts,
    }


def test_samples_are_seeded_and_grow(pages: Path, tmp_path: Path) -> None:
    def chosen(name: str, **options: int) -> set[str]:
        run(pages, tmp_path / name, formats=("parquet",), **options)
        return set(table(tmp_path / name, "inputs")["input"])

    ten, again, twenty = chosen("a", sample=10), chosen("b", sample=10), chosen("c", sample=20)
    assert len(ten) == 10
    assert ten == again
    assert ten < twenty
    assert ten != chosen("d", sample=10, seed=1)
    assert chosen("e", limit=7) == {str(p) for p in sorted(pages.rglob("*.txt"))[:7]}


def test_partitions_and_chinese_headers(pages: Path, tmp_path: Path) -> None:
    run(pages, tmp_path / "out", limit=40, formats=("csv", "parquet"), header="zh", partition_by="report_type")
    parts = pd.read_parquet(tmp_path / "out" / "indicators")
    assert {"报告编号", "下限", "report_type"} <= set(parts.columns)
    cells = pd.read_csv(tmp_path / "out" / "indicators.csv")
    assert len(parts) == len(cells)
    types = pd.read_csv(tmp_path / "out" / "reports.csv").set_index("报告编号")["报告类型"]
    assert (parts["report_type"].astype(str) == types.loc[parts["报告编号"]].to_numpy()).all()
    (tmp_path / "out" / "labels" / "of mine.txt").write_text("kept", encoding="utf-8")
    run(pages, tmp_path / "out", limit=40, formats=("dta",), resume=True)
    assert not (tmp_path / "out" / "indicators").exists()
    assert {p.suffix for p in (tmp_path / "out").glob("reports.*")} == {".dta"}
    assert (tmp_path / "out" / "labels" / "of mine.txt").exists()
    with pytest.raises(BatchError, match="cannot be partitioned"):
        run(pages, tmp_path / "no", partition_by="low")


def test_nothing_is_left_behind_beside_the_parts(done: Path) -> None:
    left = {p.name for p in (done / WORK).iterdir()}
    assert left == {"parts", "lock", "state.json", "plan.jsonl", "duplicates.parquet", "runs.parquet"}
    assert not list((done / WORK / "parts").rglob("*.mark"))
    with pytest.raises(sqlite3.OperationalError):
        sqlite3.connect(f"file:{done / WORK / 'copies.db'}?mode=ro", uri=True)
