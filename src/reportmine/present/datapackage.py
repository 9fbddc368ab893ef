"""Describe written tables as a Data Package (version 2): types, keys, codes, and what an empty cell means."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reportmine.present.arrow import Header, heading
from reportmine.present.columns import (
    ALL_TABLES,
    FOREIGN_KEYS,
    PRIMARY_KEYS,
    REDACTABLE,
    REDACTED,
    TABLE_NAMES,
    VOCABULARIES,
    Column,
)
from reportmine.present.names import vocabularies
from reportmine.text.lexicon import Lexicon

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
NOT_STATED = {"value": "", "label": "not stated 未说明"}
STRIPPED = {"value": REDACTED, "label": "redacted: the site stripped the digits 数字缺失"}
MEDIA = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "jsonl": "application/jsonl",
}
CHUNK = 1 << 20


def describe_package(
    files: Mapping[str, tuple[str, Path]], *, folder: Path, header: Header, lexicon: Lexicon, version: str
) -> dict[str, Any]:
    """Return the descriptor of the tables: `files` gives for each its format and the path below `folder`."""
    return {
        "$schema": PROFILE,
        "name": "reportmine-tables",
        "title": "Indicators, themes and labels of Chinese management reports",
        "description": "Made by reportmine; see run.json for the run and codebook.md for the columns.",
        "version": version,
        "resources": [
            _resource(name, form, path, folder, header=header, lexicon=lexicon) for name, (form, path) in files.items()
        ],
    }


def _resource(name: str, form: str, path: Path, folder: Path, *, header: Header, lexicon: Lexicon) -> dict[str, Any]:
    columns = ALL_TABLES[name]
    resource: dict[str, Any] = {
        "name": name,
        "type": "table",
        "title": TABLE_NAMES[name],
        "path": path.relative_to(folder).as_posix(),
        "format": form,
        "mediatype": MEDIA[form],
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{file_digest(path)}",
    }
    if form == "csv":
        resource["dialect"] = {"lineTerminator": "\r\n"}
    resource["schema"] = _schema(name, columns, header, lexicon, text=form == "csv")
    return resource


def _schema(name: str, columns: Sequence[Column], header: Header, lexicon: Lexicon, *, text: bool) -> dict[str, Any]:
    def names(table: str, keys: Sequence[str]) -> list[str]:
        by_name = {column.name: heading(column, header) for column in ALL_TABLES[table]}
        return [by_name[key] for key in keys]

    schema: dict[str, Any] = {"fields": [_field(name, c, header, lexicon, text=text) for c in columns]}
    if text:
        schema["missingValues"] = [NOT_STATED]
    if name in PRIMARY_KEYS:
        schema["primaryKey"] = names(name, PRIMARY_KEYS[name])
    if name in FOREIGN_KEYS:
        schema["foreignKeys"] = [
            {"fields": names(name, own), "reference": {"resource": other, "fields": names(other, theirs)}}
            for own, other, theirs in FOREIGN_KEYS[name]
        ]
    return schema


def _field(name: str, column: Column, header: Header, lexicon: Lexicon, *, text: bool) -> dict[str, Any]:
    other = column.name if header == "zh" else column.zh
    field: dict[str, Any] = {
        "name": heading(column, header),
        "type": column.kind,
        "title": other,
        "description": column.meaning,
    }
    if text and column.name in REDACTABLE.get(name, ()):
        field["missingValues"] = [NOT_STATED, STRIPPED]
    codes = vocabularies(lexicon).get(VOCABULARIES.get((name, column.name), ""))
    if codes:
        field["categories"] = [{"value": code, "label": named.zh} for code, named in codes.items()]
    return field


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while data := file.read(CHUNK):
            digest.update(data)
    return digest.hexdigest()
