"""Make up tables with every trap of a spreadsheet: formulas, long cells, gaps of both kinds, dates, wide numbers, quotes and line breaks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from reportmine.present.arrow import Batches, arrow_table
from reportmine.present.columns import ALL_TABLES

LONG = "增" * 40_000
TRAPS = (
    "=1+1",
    "-5%",
    "+12%",
    "@利润",
    "'=x",
    "'引",
    "＝和",
    "a,b",
    '引"号"',
    "两\n行",
    "NA",
    "1e5",
    "007",
    LONG,
    "𠮷" * 200,
    None,
)
BATCH = 7


def make_rows(name: str, count: int = 40) -> list[dict[str, Any]]:
    """Return rows of one table; keys are unique, the rest goes through the traps."""
    rows = []
    for number in range(count):
        row: dict[str, Any] = {}
        for place, column in enumerate(ALL_TABLES[name]):
            pick = (number + place) % 5
            if column.kind == "string":
                row[column.name] = TRAPS[(number * 3 + place) % len(TRAPS)]
            elif column.kind == "integer":
                row[column.name] = (0, -1, number, 2**31 + number, None)[pick]
            elif column.kind == "number":
                row[column.name] = (0.1, -2.5, 16_060_000, 1e18, None)[pick]
            elif column.kind == "boolean":
                row[column.name] = (True, False, None, True, False)[pick]
            else:
                row[column.name] = (dt.date(2024, 2, 29), dt.date(1949, 10, 1), None, dt.date(2030, 1, 1), None)[pick]
        rows.append(row)
    return rows


def batches(name: str, count: int = 40, *, size: int = BATCH) -> Batches:
    """Return the rows of a table as batches of `size` rows."""
    rows = make_rows(name, count)

    def stream() -> Iterator[Any]:
        for start in range(0, len(rows), size):
            yield arrow_table(rows[start : start + size], ALL_TABLES[name])

    return stream
