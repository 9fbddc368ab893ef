"""Split inputs into units of work, in order and as a stream: a file, a member of an archive, a record of a WARC, a row of a table."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

from reportmine.acquire.archives import iterate_members
from reportmine.acquire.assets import asset_suffix
from reportmine.acquire.decode import decode_bytes
from reportmine.acquire.files import load_file
from reportmine.acquire.source import Budget, Source, placed, readable_name
from reportmine.acquire.tabular import check_columns, csv_rows
from reportmine.acquire.warc import iterate_records
from reportmine.corpus.batch.places import Place, find_places
from reportmine.errors import DamagedInputError, EmptyInputError, InputError, InputLimitError
from reportmine.settings import Settings
from reportmine.text.lexicon import Lexicon

Kind = Literal["bytes", "row", "error", "skipped"]
PARQUET_ROWS = 256  # rows read at once
SAMPLE_BYTES = 65_536  # of a long CSV, by which its encoding is found
UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Unit:
    """Hold one unit: its name, its bytes (or what is wrong with it), and how far in all inputs it ends (in bytes).

    `kind` row holds one row of a table as JSON; `depth` counts the archives around it.
    """

    name: str
    kind: Kind
    data: bytes = b""
    url: str | None = None
    hint: str | None = None
    fetched_at: str | None = None
    depth: int = 0
    error: InputError | None = None
    position: int = 0

    @property
    def sha256(self) -> str:
        """Return the hash of the bytes."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def identity(self) -> bytes:
        """Return all that its rows depend on."""
        parts = (self.name, self.kind, self.sha256, self.url, self.hint, self.fetched_at, self.depth, self.error)
        return json.dumps([str(part) for part in parts]).encode()


class Splitter:
    """Split inputs into units; it reads ahead no further than one member, record or row."""

    def __init__(self, settings: Settings, lexicon: Lexicon) -> None:
        self._settings = settings
        self._lexicon = lexicon

    def split(self, inputs: Iterable[str]) -> Iterator[Unit]:
        """Yield the units of all inputs in the order given, folders and globs sorted; nothing is lost without a word."""
        seen: set[int] = set()
        done = 0
        for place in find_places(inputs):
            name = readable_name(place.name)
            key = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big")
            if isinstance(place.error, InputError):
                yield Unit(name, "error", error=place.error, position=done)
            elif key in seen:
                yield _skipped(name, "given twice", done)
            elif not place.named and (asset := asset_suffix(place.name)):
                yield _skipped(name, f"not a document ({asset})", done)
            else:
                for unit in self._place(place, done):
                    yield unit if name == place.name else replace(unit, name=readable_name(unit.name))
            seen.add(key)
            done += place.size

    def _place(self, place: Place, done: int) -> Iterator[Unit]:
        """Yield the units of one file; what cannot be read further is the last of them."""
        try:
            yield from self._units(place, done)
        except InputError as error:
            yield Unit(place.name, "error", error=placed(error, place.name), position=done)
        except (OSError, ValueError, ImportError, EOFError, zipfile.BadZipFile, csv.Error) as error:
            what = InputError(
                f"cannot be read ({str(error)[:120]})", where=place.name, mend="check path and permissions"
            )
            yield Unit(place.name, "error", error=what, position=done)

    def _units(self, place: Place, done: int) -> Iterator[Unit]:
        name = place.name.lower()
        if name.endswith((".warc", ".warc.gz")):
            yield from self._warc(place, done)
        elif name.endswith(".zip"):
            yield from self._zip(place, done)
        elif name.endswith((".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")):
            yield from self._lines(place, done)
        elif name.endswith((".csv", ".tsv")):
            yield from self._csv(place, done)
        elif name.endswith((".parquet", ".pq")):
            yield from self._parquet(place, done)
        else:
            yield Unit(place.name, "bytes", self._load(place), url=place.url, position=done + place.size)

    def _source(self, place: Place) -> Source:
        budget = Budget(self._settings.max_unpacked_bytes)
        return Source(b"", place.name, self._settings, self._lexicon, self._settings.text_column, budget=budget)

    def _load(self, place: Place) -> bytes:
        limit = self._settings.max_input_bytes
        if place.url is None:
            return load_file(Path(place.name), limit)
        with place.open() as stream:
            data = stream.read(limit + 1)
        if len(data) > limit:
            raise InputLimitError(f"more than {limit:,} bytes", mend="split it or raise max_input_bytes")
        return data

    def _warc(self, place: Place, done: int) -> Iterator[Unit]:
        with place.open() as stream:
            for item, fetched_at in iterate_records(stream, self._source(place)):
                position = done + min(_tell(stream), place.size)
                if isinstance(item, InputError):
                    yield Unit(item.where or place.name, "error", error=item, position=position)
                    continue
                time = fetched_at.isoformat() if fetched_at else None
                yield Unit(item.name, "bytes", item.data, item.url, item.hint, time, item.depth, position=position)

    def _zip(self, place: Place, done: int) -> Iterator[Unit]:
        found = False
        with place.open() as stream, zipfile.ZipFile(stream) as archive:
            for item in iterate_members(archive, self._source(place)):
                found = True
                position = done + min(_tell(stream), place.size)
                if isinstance(item, InputError):
                    yield Unit(item.where, "error", error=item, position=position)
                elif asset := asset_suffix(item.name):
                    yield _skipped(item.name, f"not a document ({asset})", position)
                else:
                    yield Unit(item.name, "bytes", item.data, depth=item.depth, position=position)
        if not found:
            raise EmptyInputError("an archive without files", mend="pack the files themselves")

    def _lines(self, place: Place, done: int) -> Iterator[Unit]:
        limit = self._settings.max_input_bytes
        found = False
        with place.open(unpack=True) as stream:
            for number in range(1, 1 << 62):
                line = stream.readline(limit + 1)
                if not line:
                    break
                if number == 1 and line.startswith(UTF16):
                    raise DamagedInputError("JSON lines in UTF-16", mend="save it as UTF-8")
                where, position = f"{place.name}#L{number}", done + min(_tell(stream), place.size)
                if len(line) > limit:
                    error = InputLimitError(f"a line of more than {limit:,} bytes", where=where, mend="split it")
                    yield Unit(where, "error", error=error, position=position)
                    return
                if line.strip():
                    found = True
                    yield Unit(where, "row", line.removeprefix(b"\xef\xbb\xbf").strip(), position=position)
        if not found:
            raise EmptyInputError("holds nothing", mend="give a file with rows")

    def _csv(self, place: Place, done: int) -> Iterator[Unit]:
        """Yield the rows of a CSV; one over the size limit is read as a stream, by the plain rules of CSV."""
        if place.size > self._settings.max_input_bytes:
            yield from self._long_csv(place, done)
            return
        text, _ = decode_bytes(self._load(place))
        if not text.strip():
            raise EmptyInputError("holds nothing", mend="give a file with rows")
        for line, values, fault in csv_rows(text, self._settings.text_column):
            where = f"{place.name}#L{line}"
            if values is None:
                error = DamagedInputError(fault, where=where, mend="mend or delete this row")
                yield Unit(where, "error", error=error, position=done)
            else:
                yield _row(where, values, done + place.size)

    def _long_csv(self, place: Place, done: int) -> Iterator[Unit]:
        csv.field_size_limit(self._settings.max_input_bytes)
        with place.open() as stream:
            _, encoding = decode_bytes(stream.read(SAMPLE_BYTES).rpartition(b"\n")[0])
        with place.open() as stream:
            kept_mark = "utf-8-sig" if encoding == "utf-8" else encoding
            reader = csv.DictReader(io.TextIOWrapper(stream, encoding=kept_mark, errors="replace", newline=""))
            check_columns(reader.fieldnames or (), self._settings.text_column)
            for values in reader:
                position = done + min(_tell(stream), place.size)
                kept = {key: value for key, value in values.items() if isinstance(key, str)}
                yield _row(f"{place.name}#L{reader.line_num}", kept, position)

    def _parquet(self, place: Place, done: int) -> Iterator[Unit]:
        import pyarrow as pa
        import pyarrow.parquet as pq

        number = 0
        try:
            with place.open() as stream:
                file = pq.ParquetFile(stream)
                check_columns(file.schema_arrow.names, self._settings.text_column)
                total = max(file.metadata.num_rows, 1)
                for batch in file.iter_batches(batch_size=PARQUET_ROWS):
                    for values in batch.to_pylist():
                        number += 1
                        yield _row(f"{place.name}#R{number}", values, done + place.size * number // total)
        except pa.ArrowException as error:
            raise DamagedInputError(f"not a whole Parquet file ({str(error)[:80]})", mend="write it again") from error


def _row(where: str, values: Mapping[str, Any], position: int) -> Unit:
    data = json.dumps(values, ensure_ascii=False, default=str).encode("utf-8", "replace")
    return Unit(where, "row", data, position=position)


def _skipped(name: str, why: str, position: int) -> Unit:
    return Unit(name, "skipped", error=InputError(why, where=name), position=position)


def _tell(stream: BinaryIO) -> int:
    """Return how far a stream was read, in packed bytes where it unpacks."""
    inner = getattr(stream, "fileobj", None) or stream
    try:
        return cast(int, inner.tell())
    except (OSError, ValueError, AttributeError):
        return 0
