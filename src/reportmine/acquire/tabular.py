"""Read .jsonl and .csv files: one text column becomes pages, the other columns their metadata; a bad row loses nothing but itself."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from reportmine.acquire.decode import decode_bytes
from reportmine.acquire.metadata import labels_of, parse_date
from reportmine.acquire.sniff import sniff_format
from reportmine.acquire.source import Item, Source, placed
from reportmine.errors import DamagedInputError, EmptyInputError
from reportmine.schema import PageText

MAX_RESTARTS = 50  # after so many broken quotes, a row is a line
MAX_COLUMNS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class _Row:
    """Hold one row: the line on which it starts (from 1) and its values by column, or what is wrong with it."""

    line: int
    values: Mapping[str, Any] | None
    fault: str = ""


def read(source: Source) -> Iterator[Item]:
    """Read the rows of a source; each page's path is `name#L<line>`, each bad row an error in its place."""
    text, encoding = decode_bytes(source.data, hint=source.hint)
    is_json = sniff_format(source.data, source.name) == "jsonl"
    rows = _json_table(text, source.text_column) if is_json else _csv_rows(text, source.text_column)
    fields = labels_of(source.lexicon).columns
    for row in rows:
        where = f"{source.name}#L{row.line}"
        if row.values is None:
            yield DamagedInputError(row.fault, where=where, mend="mend or delete this row")
        else:
            yield _page(row.values, where, encoding, source, fields)


def read_row(values: Mapping[str, Any], *, where: str, encoding: str, source: Source) -> Item:
    """Read one row that stands by itself; `where` is its place."""
    return _page(values, where, encoding, source, labels_of(source.lexicon).columns)


def csv_rows(text: str, column: str) -> Iterator[tuple[int, Mapping[str, Any] | None, str]]:
    """Yield the rows of a CSV as (line from 1, values by column or None, what is wrong).

    Raises DamagedInputError where the header has no text column: one word for the whole table.
    """
    for row in _csv_rows(text, column):
        yield row.line, row.values, row.fault


def check_columns(columns: Iterable[str], column: str) -> None:
    """Raise DamagedInputError, with the columns that are there, where a table's header has no text column."""
    names = list(columns)
    if column not in names:
        raise _no_column(names, column)


def _no_column(columns: Iterable[str], column: str) -> DamagedInputError:
    shown = ", ".join(list(columns)[:MAX_COLUMNS_SHOWN])
    return DamagedInputError(f"no column {column!r}", mend=f"name the text column with --text; columns: {shown}")


def _page(values: Mapping[str, Any], where: str, encoding: str, source: Source, fields: Mapping[str, str]) -> Item:
    text = values.get(source.text_column)
    if source.text_column not in values:
        return placed(_no_column(values, source.text_column), where)
    if not isinstance(text, str) or not text.strip():
        return EmptyInputError(
            f"column {source.text_column!r} holds no text", where=where, mend="fill or delete this row"
        )
    metadata = {
        key: _plain(value) for key, value in values.items() if key != source.text_column and value not in (None, "")
    }
    known = {fields[key.lower()]: value for key, value in reversed(metadata.items()) if key.lower() in fields}
    return PageText(
        text=text,
        path=where,
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        encoding=encoding,
        published_on=parse_date(known.get("date", "")),
        title=known.get("title"),
        source_name=known.get("source"),
        author=known.get("author"),
        metadata=MappingProxyType(metadata),
    )


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _json_table(text: str, column: str) -> Iterator[_Row]:
    """Return the rows of JSON Lines, each with its own columns. Raises DamagedInputError where none has the text column."""
    first = next((row.values for row in _json_rows(text) if row.values is not None), None)
    if first is not None and not any(column in row.values for row in _json_rows(text) if row.values):
        raise _no_column(first, column)
    return _json_rows(text)


def _json_rows(text: str) -> Iterator[_Row]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield _Row(number, None, f"not JSON ({str(error)[:80]})")
            continue
        if isinstance(value, dict):
            yield _Row(number, value)
        else:
            yield _Row(number, None, "not a JSON object")


def _csv_rows(text: str, column: str) -> Iterator[_Row]:
    """Yield the rows of a CSV; where a quote is broken, reading starts again on the next line."""
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    lines = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = [line + "\n" for line in lines]
    delimiter = max(",\t;", key=lines[0].count)
    header = [name.strip() for name in next(csv.reader(lines[:1], delimiter=delimiter), [])]
    check_columns(header, column)
    start, restarts = 1, 0
    while start < len(lines):
        end, fault = start, ""
        whole = restarts < MAX_RESTARTS
        reader = csv.reader(lines[start:] if whole else lines[start : start + 1], delimiter=delimiter, strict=True)
        try:
            for values in reader:
                yield from _csv_row(values, header, end + 1)
                end = start + reader.line_num
        except csv.Error as error:
            fault = str(error)
        if fault:
            values = next(csv.reader(lines[end : end + 1], delimiter=delimiter), [])
            if len(values) == len(header) and whole:
                yield from _csv_row(values, header, end + 1)
            else:
                yield _Row(end + 1, None, f"a broken row ({fault})")
            restarts += 1
        start = end + 1 if fault or not whole else len(lines)


def _csv_row(values: list[str], header: list[str], line: int) -> Iterator[_Row]:
    if not values or values == [""]:
        return
    if len(values) > len(header) and any(values[len(header) :]):
        yield _Row(line, None, f"{len(values)} values for {len(header)} columns")
    else:
        yield _Row(line, dict(zip(header, values, strict=False)))
