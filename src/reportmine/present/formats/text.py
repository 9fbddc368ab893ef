"""Write tables as CSV for spreadsheets and as JSON lines, batch by batch."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reportmine.present.arrow import Batches, Header, heading
from reportmine.present.columns import REDACTED, Column
from reportmine.present.tables import EXCEL_CELL_LIMIT, GUARDED, safe_cell

RISKY = frozenset(start[0] for start in GUARDED)  # first characters of the cells that are looked at closely
EXACT = 2.0**53  # whole numbers below it are written without a decimal point


def write_csv(
    batches: Batches, path: Path, columns: Sequence[Column], *, header: Header, redactable: Sequence[str]
) -> None:
    """Write a CSV that Excel opens (utf-8-sig, CRLF, no formula, no cell over the limit).

    An empty cell says that nothing is stated; in the `redactable` columns REDACTED says that the site stripped the digits.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([heading(column, header) for column in columns])
        for table in batches():
            writer.writerows(zip(*csv_columns(table, columns, redactable), strict=True))


def csv_columns(table: Any, columns: Sequence[Column], redactable: Sequence[str]) -> list[list[Any]]:
    """Return the cells of a table column by column, as they stand in a CSV."""
    found = []
    for column in columns:
        values = table.column(column.name).to_pylist()
        if column.kind == "number":
            cells: list[Any] = ["" if v is None else number_text(v) for v in values]
        elif column.kind == "string":
            cells = [
                "" if v is None else v if v[0] not in RISKY and len(v) <= EXCEL_CELL_LIMIT else safe_cell(v)
                for v in values
            ]
        else:
            cells = [safe_cell(v) for v in values]
        if column.name in redactable:
            gaps = table.column("redacted").to_pylist()
            cells = [REDACTED if gap and v is None else cell for cell, v, gap in zip(cells, values, gaps, strict=True)]
        found.append(cells)
    return found


def number_text(value: float) -> str:
    """Return a number as people write it, exactly.

    >>> number_text(16060000.0), number_text(4.8), number_text(1e22)
    ('16060000', '4.8', '1e+22')
    """
    return str(int(value)) if value.is_integer() and abs(value) < EXACT else repr(value)


def write_jsonl(batches: Batches, path: Path, columns: Sequence[Column], *, header: Header) -> None:
    """Write one JSON object a row; missing values are null, dates ISO 8601."""
    numbers = {heading(c, header) for c in columns if c.kind == "number"}
    dates = {heading(c, header) for c in columns if c.kind == "date"}
    names = [heading(c, header) for c in columns]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for table in batches():
            for row in table.rename_columns(names).to_pylist():
                for name in numbers:
                    value = row[name]
                    if value is not None and value.is_integer() and abs(value) < EXACT:
                        row[name] = int(value)
                for name in dates:
                    row[name] = row[name].isoformat() if row[name] else None
                file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
