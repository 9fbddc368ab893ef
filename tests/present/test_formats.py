"""Open the written tables with the programs that people use and compare them with what was written."""

from __future__ import annotations

import datetime as dt
import json
import math
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyreadstat
import pytest
from pyarrow import dataset

from reportmine.errors import SettingsError
from reportmine.present.arrow import arrow_table
from reportmine.present.codebook import codebook_markdown, codebook_rows
from reportmine.present.columns import ALL_TABLES, FOREIGN_KEYS, PRIMARY_KEYS, REDACTABLE, REDACTED
from reportmine.present.formats.parquet import write_partitions
from reportmine.present.formats.writers import parse_formats, write_table
from reportmine.present.formats.xlsx import write_workbook
from reportmine.present.tables import EXCEL_CELL_LIMIT, cut_cell, plain_cell, safe_cell
from reportmine.text.lexicon import load_lexicon
from tests.present.made_rows import BATCH, LONG, TRAPS, batches, make_rows

EVERY = sorted(ALL_TABLES)


def parquet(name: str, folder: Path, **options: Any) -> pd.DataFrame:
    path = folder / f"{name}.parquet"
    write_table("parquet", name, batches(name), path, **options)
    return pq.read_table(path).to_pandas(date_as_object=True, integer_object_nulls=True)


def plain(value: Any) -> Any:
    """Return a cell as compared: None for every missing value, dates as dates, numbers as floats."""
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    return value.date() if isinstance(value, dt.datetime) else value


def cells(frame: pd.DataFrame) -> list[list[Any]]:
    return [[plain(v) for v in row] for row in frame.astype(object).to_numpy().tolist()]


def written_cells(value: Any) -> Any:
    """Return what a spreadsheet keeps of a cell."""
    return cut_cell(value) if isinstance(value, str) else value


def from_csv(name: str, path: Path) -> list[list[Any]]:
    frame = pd.read_csv(path, encoding="utf-8-sig", dtype=str, keep_default_na=False)
    convert = {
        "string": plain_cell,
        "integer": int,
        "number": float,
        "boolean": lambda v: {"true": True, "false": False}[v],
        "date": dt.date.fromisoformat,
    }
    gaps = {"", REDACTED}
    rows = []
    for row in frame.to_numpy().tolist():
        cells = []
        for column, value in zip(ALL_TABLES[name], row, strict=True):
            missing = value in gaps if column.name in REDACTABLE.get(name, ()) else value == ""
            cells.append(None if missing else convert[column.kind](value))
        rows.append(cells)
    return rows


@pytest.mark.parametrize("name", EVERY)
def test_csv_equals_parquet(name: str, tmp_path: Path) -> None:
    expected = [[written_cells(v) for v in row] for row in cells(parquet(name, tmp_path))]
    path = tmp_path / f"{name}.csv"
    write_table("csv", name, batches(name), path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    found = from_csv(name, path)
    for row in expected:  # the guard takes one character of a cell that is also too long
        for place, value in enumerate(row):
            if isinstance(value, str):
                row[place] = plain_cell(safe_cell(value))
    assert found == expected


@pytest.mark.parametrize("name", EVERY)
def test_stata_equals_parquet(name: str, tmp_path: Path) -> None:
    expected = cells(parquet(name, tmp_path))
    path = tmp_path / f"{name}.dta"
    write_table("dta", name, batches(name), path)
    kinds = [column.kind for column in ALL_TABLES[name]]

    def comparable(rows: list[list[Any]]) -> list[list[Any]]:
        return [
            [
                (v or "") if k == "string" else v if k == "date" or v is None else float(v)
                for v, k in zip(row, kinds, strict=True)
            ]
            for row in rows
        ]

    by_pandas = pd.read_stata(path)
    assert list(by_pandas.columns) == [column.name for column in ALL_TABLES[name]]
    assert comparable(cells(by_pandas)) == comparable(expected)
    by_readstat, facts = pyreadstat.read_dta(str(path))
    assert comparable(cells(by_readstat)) == comparable(expected)
    assert all(label and len(label) <= 80 for label in facts.column_labels)


def test_stata_tells_redacted_from_unstated(tmp_path: Path) -> None:
    path = tmp_path / "t.dta"
    rows = make_rows("indicators", 2)
    rows[0] |= {"low": None, "redacted": True}
    rows[1] |= {"low": None, "redacted": False}
    write_table("dta", "indicators", lambda: iter([arrow_table(rows, ALL_TABLES["indicators"])]), path)
    frame, _ = pyreadstat.read_dta(str(path), user_missing=True)
    assert frame["low"].iloc[0] == "a"
    assert pd.isna(frame["low"].iloc[1])


def test_csv_tells_redacted_from_unstated_and_pandas_knows_both_as_missing(tmp_path: Path) -> None:
    rows = make_rows("indicators", 3)
    for row, (low, gap) in zip(rows, ((None, True), (None, False), (3, False)), strict=True):
        row |= {"low": low, "redacted": gap}
    path = tmp_path / "t.csv"
    write_table("csv", "indicators", lambda: iter([arrow_table(rows, ALL_TABLES["indicators"])]), path)
    assert list(pd.read_csv(path, dtype=str, keep_default_na=False)["low"]) == [REDACTED, "", "3"]
    assert pd.read_csv(path)["low"].dtype == float


def test_workbook_equals_parquet(tmp_path: Path) -> None:
    names = ("reports", "indicators", "inputs")
    rows = codebook_rows(load_lexicon())
    write_workbook({name: batches(name) for name in names}, tmp_path / "t.xlsx", header="en", codebook=rows)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["说明", *names]
    assert book["说明"].max_row == len(rows)
    for name in names:
        sheet = book[name]
        assert sheet.freeze_panes == "B2"
        head, *found = [[plain(v) for v in row] for row in sheet.iter_rows(values_only=True)]
        assert head == [column.name for column in ALL_TABLES[name]]
        gaps = [column.name in REDACTABLE.get(name, ()) for column in ALL_TABLES[name]]
        found = [[None if gap and v == REDACTED else v for v, gap in zip(row, gaps, strict=True)] for row in found]
        assert found == [[written_cells(v) for v in row] for row in cells(parquet(name, tmp_path))]
    assert not any(cell.data_type == "f" for row in book["reports"].iter_rows() for cell in row)
    assert any(cell.value == REDACTED for row in book["indicators"].iter_rows() for cell in row)


def test_a_full_sheet_goes_on_on_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportmine.present.formats.xlsx.SHEET_ROWS", 15)
    write_workbook({"runs": batches("runs")}, tmp_path / "t.xlsx", header="zh", codebook=[])
    book = openpyxl.load_workbook(tmp_path / "t.xlsx", read_only=True)
    assert book.sheetnames == ["说明", "运行", "运行_2", "运行_3"]
    assert sum(1 for name in book.sheetnames[1:] for _ in book[name].rows) == 40 + 3


def test_jsonl_keeps_everything(tmp_path: Path) -> None:
    write_table("jsonl", "indicators", batches("indicators"), tmp_path / "t.jsonl", header="zh")
    lines = [json.loads(line) for line in (tmp_path / "t.jsonl").read_text(encoding="utf-8").splitlines()]
    names = {column.zh: column.name for column in ALL_TABLES["indicators"]}
    for line, row in zip(lines, make_rows("indicators"), strict=True):
        for zh, value in line.items():
            expected = row[names[zh]]
            assert value == (expected.isoformat() if isinstance(expected, dt.date) else expected)


@pytest.mark.parametrize("form", ["csv", "parquet", "dta", "jsonl"])
def test_bytes_do_not_depend_on_the_batches(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportmine.present.formats.parquet.GROUP", 9)
    for size in (1, 7, 40):
        write_table(form, "indicators", batches("indicators", size=size), tmp_path / f"{size}")
    assert len({(tmp_path / f"{size}").read_bytes() for size in (1, 7, 40)}) == 1


def test_workbook_is_the_same_twice(tmp_path: Path) -> None:
    for number in (1, 2):
        write_workbook({"runs": batches("runs", size=number)}, tmp_path / f"{number}.xlsx", header="en", codebook=[])
    assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "2.xlsx").read_bytes()


@pytest.mark.parametrize("form", ["csv", "parquet", "dta", "jsonl"])
def test_an_empty_table_has_its_columns(form: str, tmp_path: Path) -> None:
    path = tmp_path / "t"
    write_table(form, "duplicates", lambda: iter(()), path)
    readers = {"csv": pd.read_csv, "parquet": pd.read_parquet, "dta": pd.read_stata}
    if form == "jsonl":
        assert path.read_bytes() == b""
    else:
        frame = readers[form](path)
        assert (len(frame), list(frame.columns)) == (0, [column.name for column in ALL_TABLES["duplicates"]])


def test_partitions_hold_every_row_once(tmp_path: Path) -> None:
    rows = [row | {"unit": ("元", "a/b", "50%", None)[n % 4]} for n, row in enumerate(make_rows("indicators"))]
    tables = [arrow_table(rows[start : start + BATCH], ALL_TABLES["indicators"]) for start in range(0, 40, BATCH)]
    write_partitions(lambda: iter(tables), tmp_path / "p", ALL_TABLES["indicators"], header="en", by="unit")
    found = dataset.dataset(tmp_path / "p", partitioning="hive").to_table().to_pandas()
    assert len(list((tmp_path / "p").iterdir())) == 4
    assert found["unit"].astype(object).value_counts().to_dict() == {"元": 10, "a/b": 10, "50%": 10}
    assert found["unit"].isna().sum() == 10


def test_names_fit_stata_and_stand_once() -> None:
    for name, columns in ALL_TABLES.items():
        for names in ([c.name for c in columns], [c.zh for c in columns]):
            assert len(set(names)) == len(names), name
            assert all(len(n) <= 32 and n.isidentifier() for n in names), name
        keys = {c.name for c in columns}
        assert set(PRIMARY_KEYS.get(name, ())) <= keys
        for own, other, theirs in FOREIGN_KEYS.get(name, ()):
            assert set(own) <= keys
            assert set(theirs) <= {c.name for c in ALL_TABLES[other]}


def test_safe_cells_can_be_undone() -> None:
    for text in TRAPS:
        if text and len(text) < EXCEL_CELL_LIMIT:
            assert plain_cell(safe_cell(text)) == text
    assert len(safe_cell("=" + LONG)) == EXCEL_CELL_LIMIT


def test_codebook_names_every_column_and_code() -> None:
    text = codebook_markdown(load_lexicon())
    for columns in ALL_TABLES.values():
        for column in columns:
            assert f"`{column.name}` | {column.zh}" in text
    assert "target 目标" in text
    assert "`I63`" in text


def test_unknown_format_is_refused() -> None:
    with pytest.raises(SettingsError, match="allowed: csv"):
        parse_formats("csv,sav")
