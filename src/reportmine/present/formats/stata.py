"""Write a table as Stata .dta (format 118) in two passes over its batches, so that memory does not grow with the table.

pandas writes the same format but holds the whole table, three times over. Layout: Stata's `help dta`.
"""

from __future__ import annotations

import datetime as dt
import shutil
import struct
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from reportmine.present.arrow import Batches, Header, heading
from reportmine.present.columns import Column

LONGEST_FIXED = (
    128  # bytes; longer strings are kept once, as strL, or every row would be as wide as the longest sentence
)
STRL, DOUBLE, LONG, BYTE = (
    32_768,
    65_526,
    65_528,
    65_530,
)  # codes of the storage types; 1 to 2045 is a string of that width
LONG_MAX = 2_147_483_620
EPOCH = dt.date(1960, 1, 1)
MISSING_BYTE, MISSING_LONG = 101, 2_147_483_621
MISSING_DOUBLE, REDACTED_DOUBLE = 0x7FE0_0000_0000_0000, 0x7FE0_0100_0000_0000  # . and .a
NAME_BYTES, FORMAT_BYTES, LABEL_BYTES = 129, 57, 321
NAME_CHARACTERS, LABEL_CHARACTERS = 32, 80
MAP_ENTRIES = 14


@dataclass(slots=True)
class _Variable:
    """Hold one variable: its column, its storage type, and what the first pass saw of its values."""

    column: Column
    widest: int = 0
    large: bool = False

    @property
    def code(self) -> int:
        """Return the code of the storage type."""
        if self.column.kind == "string":
            return STRL if self.widest > LONGEST_FIXED else max(self.widest, 1)
        if self.column.kind == "number" or self.large:
            return DOUBLE
        return BYTE if self.column.kind == "boolean" else LONG

    @property
    def format(self) -> str:
        """Return the display format."""
        if self.column.kind == "string":
            return "%9s" if self.code == STRL else f"%-{min(self.code, 24)}s"
        if self.column.kind == "date":
            return "%td"
        return "%8.0g" if self.code == BYTE else "%12.0g"

    @property
    def dtype(self) -> Any:
        """Return the numpy type of its cells; a strL cell is its key."""
        code = self.code
        if code in (STRL, DOUBLE):
            return "<u8"
        return {LONG: "<i4", BYTE: "i1"}.get(code, f"S{code}")


@dataclass(slots=True)
class _Strings:
    """Collect the long strings in a spooled file; a string that repeats the one above it is kept once."""

    file: IO[bytes]
    last: dict[int, tuple[str, int]] = field(default_factory=dict)

    def key(self, variable: int, row: int, text: str | None) -> int:
        """Return the key of a string: 16 bits of variable, 48 bits of row, 0 for an empty one."""
        if not text:
            return 0
        kept = self.last.get(variable)
        if kept and kept[0] == text:
            return kept[1]
        data = text.encode("utf-8") + b"\0"
        self.file.write(b"GSO" + struct.pack("<IQBI", variable, row, 130, len(data)) + data)
        key = variable | row << 16
        self.last[variable] = (text, key)
        return key


def write_stata(
    batches: Batches, path: Path, columns: Sequence[Column], *, header: Header, redactable: Sequence[str]
) -> None:
    """Write a .dta file: Chinese labels, dates as %td, long strings as strL; in `redactable` columns .a says redacted."""
    variables = [_Variable(column) for column in columns]
    rows = _survey(batches, variables)
    with path.open("wb") as file, tempfile.TemporaryFile() as spool:
        places = [0] * MAP_ENTRIES
        file.write(b"<stata_dta>" + _tag("header", _head(len(variables), rows)))
        places[1] = file.tell()
        file.write(_tag("map", bytes(8 * MAP_ENTRIES)))
        for position, (name, data) in enumerate(_descriptions(variables, header, redactable), start=2):
            places[position] = file.tell()
            file.write(_tag(name, data))
        places[9] = file.tell()
        _data(file, spool, batches, variables, redactable)
        places[10] = file.tell()
        spool.seek(0)
        file.write(b"<strls>")
        shutil.copyfileobj(spool, file)
        file.write(b"</strls>")
        places[11] = file.tell()
        file.write(_tag("value_labels", b""))
        places[12] = file.tell()
        file.write(b"</stata_dta>")
        places[13] = file.tell()
        file.seek(places[1])
        file.write(_tag("map", struct.pack(f"<{MAP_ENTRIES}Q", *places)))


def _survey(batches: Batches, variables: Sequence[_Variable]) -> int:
    """Count the rows and note how wide strings and whole numbers are."""
    import pyarrow.compute as pc

    rows = 0
    for table in batches():
        rows += table.num_rows
        for variable in variables:
            values = table.column(variable.column.name)
            if variable.column.kind == "string":
                variable.widest = max(variable.widest, pc.max(pc.binary_length(values)).as_py() or 0)
            elif variable.column.kind == "integer":
                variable.large = variable.large or (pc.max(pc.abs(values)).as_py() or 0) > LONG_MAX
    return rows


def _tag(name: str, data: bytes) -> bytes:
    return b"<%s>%s</%s>" % (name.encode(), data, name.encode())


def _head(variables: int, rows: int) -> bytes:
    label = b"reportmine"
    return (
        _tag("release", b"118")
        + _tag("byteorder", b"LSF")
        + _tag("K", struct.pack("<H", variables))
        + _tag("N", struct.pack("<Q", rows))
        + _tag("label", struct.pack("<H", len(label)) + label)
        + _tag("timestamp", b"\0")  # none: the same table is the same file
    )


def _descriptions(variables: Sequence[_Variable], header: Header, redactable: Sequence[str]) -> list[tuple[str, bytes]]:
    names = [heading(v.column, header)[:NAME_CHARACTERS] for v in variables]
    labels = [stata_label(v.column, header, redactable=v.column.name in redactable) for v in variables]
    return [
        ("variable_types", b"".join(struct.pack("<H", v.code) for v in variables)),
        ("varnames", b"".join(_padded(name, NAME_BYTES) for name in names)),
        ("sortlist", bytes(2 * (len(variables) + 1))),
        ("formats", b"".join(_padded(v.format, FORMAT_BYTES) for v in variables)),
        ("value_label_names", bytes(NAME_BYTES * len(variables))),
        ("variable_labels", b"".join(_padded(label, LABEL_BYTES) for label in labels)),
        ("characteristics", b""),
    ]


def stata_label(column: Column, header: Header, *, redactable: bool = False) -> str:
    """Return the label of a variable: its other name and its meaning, at most 80 characters.

    >>> stata_label(Column("low", "下限", "number", "value, multiplied out"), "en", redactable=True)
    '下限 (.a redacted 缺失): value, multiplied out'
    """
    other = column.name if header == "zh" else column.zh
    return f"{other}{' (.a redacted 缺失)' if redactable else ''}: {column.meaning}"[:LABEL_CHARACTERS]


def _padded(text: str, width: int) -> bytes:
    return text.encode("utf-8").ljust(width, b"\0")


def _data(
    file: IO[bytes], spool: IO[bytes], batches: Batches, variables: Sequence[_Variable], redactable: Sequence[str]
) -> None:
    import numpy as np

    kind = np.dtype([(f"v{i}", v.dtype) for i, v in enumerate(variables)])
    strings = _Strings(spool)
    done = 0
    file.write(b"<data>")
    for table in batches():
        cells = np.zeros(table.num_rows, dtype=kind)
        long: list[tuple[int, list[str | None]]] = []
        for i, variable in enumerate(variables):
            column = variable.column
            if variable.code == STRL:
                long.append((i, table.column(column.name).to_pylist()))
            else:
                cells[f"v{i}"] = _cells(table, variable, redactable=column.name in redactable)
        for row in range(table.num_rows):  # by row, then by variable: the order that the format asks of long strings
            for i, values in long:
                cells[f"v{i}"][row] = strings.key(i + 1, done + row + 1, values[row])
        done += table.num_rows
        file.write(cells.tobytes())
    file.write(b"</data>")


def _cells(table: Any, variable: _Variable, *, redactable: bool) -> Any:
    import numpy as np

    values = table.column(variable.column.name).to_pylist()
    if variable.column.kind == "string":
        return np.array([(v or "").encode("utf-8") for v in values], dtype=variable.dtype)
    if variable.column.kind == "date":
        values = [None if v is None else (v - EPOCH).days for v in values]
    if variable.code != DOUBLE:
        gap = MISSING_BYTE if variable.code == BYTE else MISSING_LONG
        return np.array([gap if v is None else v for v in values], dtype=variable.dtype)
    cells = np.array([0.0 if v is None else v for v in values], dtype="<f8").view("<u8")
    cells[[v is None for v in values]] = MISSING_DOUBLE
    if redactable:
        gaps = table.column("redacted").to_pylist()
        cells[[v is None and bool(gap) for v, gap in zip(values, gaps, strict=True)]] = REDACTED_DOUBLE
    return cells
