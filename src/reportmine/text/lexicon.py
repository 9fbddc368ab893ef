"""Load, check and merge the lexicons: every word that reportmine knows is an entry in lexicons/*.toml.

A lexicon file holds `[[kind]]` tables, e.g. `[[unit]]`. Each kind is a frozen dataclass in `text/entries.py`: its fields are the
allowed keys, fields without default are required. A user file has the same form: a known id overrides, a new id extends.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import MISSING, fields
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from reportmine.errors import LexiconError
from reportmine.text.dictionaries import SUFFIXES, read_dictionary
from reportmine.text.entries import KINDS
from reportmine.text.entry import Entry
from reportmine.toml import TOMLDecodeError, parse_toml

E = TypeVar("E", bound=Entry)


class Lexicon:
    """Hold all entries by kind and id, with the digest of what was loaded and of each file of the user's own (`sources`).

    >>> load_lexicon().entries(Unit)[0].id          # doctest: +SKIP
    'yuan'
    """

    __slots__ = ("_tables", "digest", "sources")

    def __init__(
        self, tables: Mapping[type[Entry], Mapping[str, Entry]], digest: str, sources: Mapping[str, str] | None = None
    ) -> None:
        self._tables = tables
        self.digest = digest
        self.sources = dict(sources or {})

    def entries(self, kind: type[E]) -> tuple[E, ...]:
        """Return the entries of one kind in file order."""
        return tuple(self._tables.get(kind, {}).values())  # type: ignore[arg-type]

    def get(self, kind: type[E], entry_id: str) -> E | None:
        """Return one entry or None."""
        return self._tables.get(kind, {}).get(entry_id)  # type: ignore[return-value]

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Lexicon) and self.digest == other.digest


@lru_cache(maxsize=8)
def load_lexicon(user_files: tuple[str, ...] = ()) -> Lexicon:
    """Load the bundled lexicons and the user's files over them.

    Raises LexiconError naming file, entry and allowed keys for anything unknown, missing or repeated.
    """
    bundled = sorted(
        (f for f in (resources.files("reportmine") / "lexicons").iterdir() if f.name.endswith(".toml")),
        key=lambda f: f.name,
    )
    tables: dict[type[Entry], dict[str, Entry]] = {}
    digest = hashlib.sha256()
    sources: dict[str, str] = {}
    for file in bundled:
        _merge(tables, _read(file.read_bytes(), file.name, digest), file.name, override=False)
    for name in user_files:
        path = Path(name)
        if not path.is_file():
            raise LexiconError(
                "no such lexicon file", where=name, mend=f"give an existing .toml, {', '.join(SUFFIXES)} file"
            )
        data = path.read_bytes()
        known = path.name if path.name not in sources else name  # two files of one name are cited both
        sources[known] = hashlib.sha256(data).hexdigest()[:16]
        if path.suffix.lower() in SUFFIXES:
            digest.update(data)
            _merge(tables, read_dictionary(data, name), name, override=True)
        else:
            _merge(tables, _read(data, name, digest), name, override=True)
    return Lexicon(tables, digest.hexdigest(), sources)


def _read(data: bytes, where: str, digest: Any) -> dict[str, Any]:
    digest.update(data)
    try:
        return parse_toml(data.decode("utf-8"))
    except (TOMLDecodeError, UnicodeDecodeError) as error:
        raise LexiconError(
            f"not a TOML file ({error})", where=where, mend="see 'Add a unit, a theme or a site' in README"
        ) from error


def _merge(
    tables: dict[type[Entry], dict[str, Entry]], document: Mapping[str, Any], where: str, *, override: bool
) -> None:
    for name, rows in document.items():
        kind = KINDS.get(name)
        if kind is None or not isinstance(rows, list):
            raise LexiconError(f"unknown kind [[{name}]]", where=where, mend=f"allowed: {', '.join(sorted(KINDS))}")
        table = tables.setdefault(kind, {})
        seen: set[str] = set()
        for row in rows:
            if not isinstance(row, dict):
                raise LexiconError(f"{row!r} is no entry", where=where, mend=f"write [[{name}]] and its keys below it")
            entry = build_entry(kind, row, where)
            if entry.id in seen or (entry.id in table and not override):
                raise LexiconError(
                    f"[[{name}]] id {entry.id!r} stands twice", where=where, mend="give each entry its own id"
                )
            seen.add(entry.id)
            table[entry.id] = entry


def build_entry(kind: type[E], row: Mapping[str, Any], where: str) -> E:
    """Build one checked entry from a TOML table; lists become tuples, and so does a text where words are wanted: a long list of words
    may be written as one text, the words parted by white space.

    >>> from reportmine.text.entries import ReportType
    >>> build_entry(ReportType, {"id": "SUM", "zh": "总结", "en": "summary", "title": "总结 回顾", "body": ["成效"]}, "a.toml").title
    ('总结', '回顾')
    """
    hints, required = _keys(kind)  # type: ignore[arg-type]
    label = f"{where} [{row.get('id', '?')}]"
    unknown = sorted(row.keys() - hints.keys())
    if unknown:
        raise LexiconError(f"unknown key {unknown[0]!r}", where=label, mend=f"allowed: {', '.join(sorted(hints))}")
    missing = [name for name in required if name not in row]
    if missing:
        raise LexiconError(f"missing key {missing[0]!r}", where=label, mend="every entry needs it")
    return kind(**{key: _value(value, hints[key], label, key) for key, value in row.items()})


@lru_cache(maxsize=64)
def _keys(kind: Any) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the type of every key that a kind of entry may have, and the keys that it needs."""
    required = (f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING)
    return get_type_hints(kind), tuple(required)


def _value(value: Any, hint: Any, where: str, key: str) -> Any:
    if type(value) is hint:
        return value
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        if inner is str and isinstance(value, str):
            return tuple(value.split())
        if not isinstance(value, list):
            raise LexiconError(f"{key} must be a list", where=where, mend=f"write {key} = [...]")
        if inner is str and all(type(v) is str for v in value):
            return tuple(value)
        return tuple(_value(v, inner, where, key) for v in value)
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(hint, type) and not isinstance(value, hint):
        raise LexiconError(f"{key} must be of type {hint.__name__}", where=where, mend=f"found {value!r}")
    return value
