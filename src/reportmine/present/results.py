"""Read the tables of a results folder back, in whatever form `extract --out` or `batch` wrote them."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportmine.acquire.decode import decode_bytes
from reportmine.errors import BinaryInputError, DamagedInputError, InputError, MissingInputError
from reportmine.present.columns import TABLE_NAMES, TABLES, Column
from reportmine.present.formats.writers import WORKBOOK
from reportmine.present.tables import plain_cell

if TYPE_CHECKING:
    import pandas as pd

TRUE = {"true": True, "1": True, "1.0": True, "false": False, "0": False, "0.0": False}
MEND = "give a folder that batch or extract wrote"


def read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Read the tables of a results folder with their declared names and types: from Parquet (also partitioned) where it is there, else
    from CSV, JSON Lines, Stata or the workbook; Chinese headers are read as the names they stand for.

    Raises MissingInputError where a table is in none of these forms, InputError where it is no table of ours.
    """
    return {name: _read_table(folder, name, columns) for name, columns in TABLES.items()}


def _read_table(folder: Path, name: str, columns: tuple[Column, ...]) -> pd.DataFrame:
    import pandas as pd

    for file, reader in _forms(name):
        path = folder / file
        if not path.exists():
            continue
        try:
            table = reader(path).rename(columns={column.zh: column.name for column in columns})
            empty = pd.Series([None] * len(table), index=table.index, dtype="object")
            kept = {c.name: _typed(table.get(c.name, empty), c.kind) for c in columns}
        except (
            ValueError,
            TypeError,
            LookupError,
            OSError,
            struct.error,
            zipfile.BadZipFile,
            BinaryInputError,
        ) as error:
            raise DamagedInputError(f"cannot be read ({str(error)[:80]})", where=str(path), mend=MEND) from error
        if columns[0].name not in table:
            raise InputError(f"no column {columns[0].name}", where=str(path), mend=MEND)
        return pd.DataFrame(kept)
    files = ", ".join(file for file, _ in _forms(name) if file != name)
    raise MissingInputError(f"none of {files}", where=str(folder), mend=MEND)


def _forms(name: str) -> list[tuple[str, Callable[[Path], pd.DataFrame]]]:
    """Return the files that may hold a table, the best first, each with its reader."""
    return [
        (f"{name}.parquet", _parquet),
        (name, _parquet),  # the folder of its partitions
        (f"{name}.csv", _csv),
        (f"{name}.jsonl", _jsonl),
        (f"{name}.dta", _stata),
        (WORKBOOK, lambda path: _sheets(path, name)),
    ]


def _parquet(path: Path) -> pd.DataFrame:
    import pandas as pd

    return pd.read_parquet(path)


def _csv(path: Path) -> pd.DataFrame:
    import pandas as pd

    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except UnicodeDecodeError:  # saved again by a spreadsheet, in its own encoding
        text, _ = decode_bytes(path.read_bytes())
        table = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    return table.map(plain_cell)


def _jsonl(path: Path) -> pd.DataFrame:
    import pandas as pd

    with path.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file if line.strip()]
    return pd.DataFrame(rows, dtype="object") if rows else _empty()


def _stata(path: Path) -> pd.DataFrame:
    import pandas as pd

    table: pd.DataFrame = pd.read_stata(path)
    return table


def _sheets(path: Path, name: str) -> pd.DataFrame:
    import pandas as pd

    titles = (name, TABLE_NAMES[name])
    with pd.ExcelFile(path) as book:
        found = [s for s in map(str, book.sheet_names) if s in titles or s.rpartition("_")[0] in titles]
        parts = [pd.read_excel(book, sheet_name=s, dtype=str, keep_default_na=False) for s in found]
    return pd.concat(parts, ignore_index=True) if parts else _empty()


def _empty() -> pd.DataFrame:
    """Return a table without rows, such as a file of lines is that holds none."""
    import pandas as pd

    return pd.DataFrame({"report_id": []})


def _typed(values: Any, kind: str) -> Any:
    import pandas as pd

    if kind == "boolean":
        return values.map(lambda value: TRUE.get(str(value).lower())).astype("boolean")
    if kind == "integer":
        return pd.to_numeric(values, errors="coerce").astype("Int64")
    if kind == "number":
        return pd.to_numeric(values, errors="coerce").astype("Float64")
    if kind == "date":
        return pd.to_datetime(values, errors="coerce")
    return values.astype("object").where(values.notna(), "").astype("string")
