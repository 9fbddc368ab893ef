"""Hold tables as Arrow: one schema for every file format, made from the declared columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

from reportmine.present.columns import Column
from reportmine.present.rows import Row

Batches = Callable[[], Iterator[Any]]  # opens a stream of pyarrow.Table in row order; may be called again
Header = Literal["en", "zh"]
MOST_ROWS = 10_000  # rows of a batch, so that memory does not grow with the table


def arrow_schema(columns: Sequence[Column], header: Header = "en") -> Any:
    """Return the pyarrow schema of a table; `header` zh gives the Chinese names."""
    import pyarrow as pa

    types = {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
    }
    return pa.schema([(heading(column, header), types[column.kind]) for column in columns])


def heading(column: Column, header: Header) -> str:
    """Return the name that a column has in files."""
    return column.zh if header == "zh" else column.name


def arrow_table(rows: Sequence[Row], columns: Sequence[Column]) -> Any:
    """Build a pyarrow.Table from rows; an empty string is a missing value in every format, so it becomes null."""
    import pyarrow as pa

    schema = arrow_schema(columns)
    arrays = [_array([row[c.name] for row in rows], c.kind, schema.field(c.name).type) for c in columns]
    return pa.Table.from_arrays(arrays, schema=schema)


def _array(values: list[Any], kind: str, kept: Any) -> Any:
    import pyarrow as pa

    if kind == "number":
        values = [None if v is None else float(v) for v in values]
    elif kind == "date":
        values = [v.date() if isinstance(v, dt.datetime) else v for v in values]
    elif kind == "string":
        values = [v or None for v in values]
        try:
            return pa.array(values, type=kept)
        except UnicodeEncodeError:  # a lone surrogate has no place in a file
            values = [v and v.encode("utf-8", "replace").decode("utf-8") for v in values]
    return pa.array(values, type=kept)


def renamed(table: Any, columns: Sequence[Column], header: Header) -> Any:
    """Return the table with the names of the header."""
    return table.rename_columns([heading(column, header) for column in columns]) if header == "zh" else table
