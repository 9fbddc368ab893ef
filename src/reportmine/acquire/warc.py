"""Read WARC files record by record, from a path or an fsspec URL: HTML and text responses become pages, a torn tail loses nothing before it."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO, cast

from reportmine.acquire.pager import PageMerger
from reportmine.acquire.readers import read_source
from reportmine.acquire.source import Budget, Item, Source, readable_name
from reportmine.errors import DamagedInputError, InputError, InputLimitError, MissingInputError, NoTextError
from reportmine.schema import PageText
from reportmine.settings import Settings
from reportmine.text.lexicon import Lexicon

# Types that may hold an article; pictures, styles and scripts are passed over in silence, as in any crawl.
_TYPES = (
    "text/html",
    "application/xhtml+xml",
    "text/plain",
    "application/pdf",
    "application/msword",
    "application/vnd.openxml",
)


def read(source: Source) -> Iterator[Item]:
    """Read the records of WARC bytes; pages carry the record's URL and time of fetch."""
    return _records(io.BytesIO(source.data), source)


def read_location(name: str, *, settings: Settings, lexicon: Lexicon) -> Iterator[Item]:
    """Read the records of a WARC at a path or fsspec URL as a stream, whatever its size."""
    import fsspec  # only this function reaches out, so that everything else works without it

    budget = Budget(settings.max_unpacked_bytes)
    source = Source(b"", readable_name(name), settings, lexicon, settings.text_column, budget=budget)
    try:
        with fsspec.open(name, "rb") as stream:
            yield from _records(stream, source)
    except FileNotFoundError as error:
        raise MissingInputError("no such file", where=name, mend="check the path") from error
    except (OSError, ValueError, ImportError) as error:
        raise InputError(f"cannot be read ({str(error)[:120]})", where=name, mend="check the address") from error


def _records(stream: BinaryIO, source: Source) -> Iterator[Item]:
    """Yield the pages of all records; the pages of one article come as one, where the last of them was met."""
    merger = PageMerger()
    for item, fetched_at in iterate_records(stream, source):
        if isinstance(item, InputError):
            yield item
            continue
        for page in read_source(item):
            if isinstance(page, PageText):
                yield from merger.feed(replace(page, fetched_at=fetched_at))
            else:
                yield page
    yield from merger.flush()


def iterate_records(stream: BinaryIO, source: Source) -> Iterator[tuple[Source | InputError, dt.datetime | None]]:
    """Yield each record that may hold an article as the source of its bytes, with its time of fetch, or an error in its place.

    Raises NoTextError at the end of a WARC without records.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    found = 0
    kinds = WarcRecordType.response | WarcRecordType.resource
    records = iter(ArchiveIterator(stream, record_types=kinds, parse_http=True, auto_decode="all", strict_mode=False))
    while True:
        try:
            record = next(records, None)
            if record is None:
                break
            item, fetched_at = _record(record, source), _time(record.record_date)
        except (ValueError, EOFError, OSError, RuntimeError) as error:
            torn = DamagedInputError(
                f"torn after {found} records ({str(error)[:80]})", where=source.name, mend="fetch it again"
            )
            yield torn, None
            return
        found += 1
        if item is not None:
            yield item, fetched_at
    if not found:
        raise NoTextError("a WARC without pages", mend="check that it is whole and holds responses")


def _record(record: Any, source: Source) -> Source | InputError | None:
    url = record.headers.get("WARC-Target-URI") or ""
    kind = (record.http_content_type or record.headers.get("Content-Type") or "").lower()
    status = record.http_headers.status_code if record.http_headers else None
    if (status is not None and status != 200) or not kind.startswith(_TYPES):
        return None
    limit = source.settings.max_input_bytes
    data = record.reader.read(limit + 1)
    if len(data) > limit:
        return InputLimitError(
            f"a record of more than {limit:,} bytes", where=f"{source.name}!/{url}", mend="raise max_input_bytes"
        )
    budget = Budget(source.settings.max_unpacked_bytes)
    return replace(source.inner(cast(bytes, data), url), url=url, hint=record.http_charset, budget=budget)


def _time(value: Any) -> dt.datetime | None:
    if isinstance(value, dt.datetime):
        return value if value.tzinfo else value.replace(tzinfo=dt.UTC)
    return None
