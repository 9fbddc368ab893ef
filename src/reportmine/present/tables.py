"""Build pandas tables from reports and write tables as CSV that Excel opens."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any

from reportmine.present.columns import TABLES, Column
from reportmine.present.rows import Row, report_rows
from reportmine.schema import Report

if TYPE_CHECKING:
    import pandas as pd

EXCEL_CELL_LIMIT = 32_767  # characters; Excel cuts or refuses longer cells
# A cell that starts so runs as a formula; the wide forms do in a Chinese Excel.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
GUARD = "'"  # put before such a cell, and before one that already begins with a guard, so that `plain_cell` can undo it
GUARDED = (*FORMULA_STARTS, *(GUARD + start for start in FORMULA_STARTS))
PANDAS_TYPES = {"string": "string", "integer": "Int64", "number": "Float64", "boolean": "boolean"}


def tables(reports: Iterable[Report]) -> dict[str, pd.DataFrame]:
    """Build the DataFrames `reports, sections, indicators, themes` from reports, with nullable types and stable columns."""
    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    for report in reports:
        for name, found in report_rows(report).items():
            rows[name].extend(found)
    return {name: frame(rows[name], columns) for name, columns in TABLES.items()}


def frame(rows: Sequence[Row], columns: Sequence[Column]) -> pd.DataFrame:
    """Build one DataFrame whose columns and types are those declared, also when there is no row."""
    import pandas as pd

    data: dict[str, Any] = {}
    for column in columns:
        values = [row[column.name] for row in rows]
        if column.kind == "date":
            data[column.name] = pd.to_datetime(pd.Series(values, dtype="object"), errors="coerce")
        else:
            data[column.name] = pd.Series(values, dtype=PANDAS_TYPES[column.kind])
    return pd.DataFrame(data)


def safe_cell(value: Any) -> Any:
    """Return a cell that no spreadsheet runs as a formula and none cuts; numbers and dates pass unchanged.

    >>> safe_cell("=1+1"), safe_cell(-3), safe_cell(None), safe_cell(True)
    ("'=1+1", -3, '', 'true')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return value
    return cut_cell(GUARD + value if value.startswith(GUARDED) else value)


def cut_cell(value: str) -> str:
    """Return a string that fits a cell; a longer one ends in an ellipsis (Parquet, JSONL and Stata keep it whole)."""
    return value if len(value) <= EXCEL_CELL_LIMIT else value[: EXCEL_CELL_LIMIT - 1] + "…"


def plain_cell(value: str) -> str:
    """Undo the guard that `safe_cell` put before a string.

    >>> [plain_cell(safe_cell(text)) for text in ("-5%", "'-5%", "利润")]
    ['-5%', "'-5%", '利润']
    """
    return value[1:] if value.startswith(GUARD) and value[1:].startswith(GUARDED) else value


class CsvTables:
    """Write reports into `DIR/reports.csv, sections.csv, …` (utf-8-sig) as they come; use it as a context manager."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, IO[str]] = {}
        self._writers: dict[str, csv.DictWriter[str]] = {}

    def __enter__(self) -> CsvTables:
        self._folder.mkdir(parents=True, exist_ok=True)
        for name, columns in TABLES.items():
            file = (self._folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="")
            self._files[name] = file
            self._writers[name] = csv_writer(file, columns)
        return self

    def write(self, report: Report) -> None:
        """Append the rows of one report to every table."""
        for name, rows in report_rows(report).items():
            write_rows(self._writers[name], rows)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self._files.values():
            file.close()


def csv_writer(file: IO[str], columns: Sequence[Column]) -> csv.DictWriter[str]:
    """Start a CSV with its header row."""
    writer = csv.DictWriter(file, [c.name for c in columns], lineterminator="\r\n")
    writer.writeheader()
    return writer


def write_rows(writer: csv.DictWriter[str], rows: Iterable[Row]) -> None:
    """Append rows whose cells are made safe."""
    writer.writerows({key: safe_cell(value) for key, value in row.items()} for row in rows)
