"""Recognise the format of a source and hand it to its reader, which is imported when its format is first met."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from reportmine.acquire.decode import decode_bytes
from reportmine.acquire.sniff import is_html, sniff_format
from reportmine.acquire.source import Item, Source, guarded
from reportmine.errors import EmptyInputError
from reportmine.schema import PageText

# Format → module with a `read(source)` that yields pages and errors and may raise an InputError.
_READERS = {
    "pdf": "reportmine.acquire.pdf",
    "docx": "reportmine.acquire.docx",
    "xlsx": "reportmine.acquire.xlsx",
    "zip": "reportmine.acquire.archives",
    "gzip": "reportmine.acquire.archives",
    "warc": "reportmine.acquire.warc",
    "jsonl": "reportmine.acquire.tabular",
    "csv": "reportmine.acquire.tabular",
}


def read_source(source: Source) -> Iterator[Item]:
    """Read one source with the reader of its format; whatever it raises as InputError comes as the last item."""
    return guarded(_dispatch(source), source.name)


def _dispatch(source: Source) -> Iterator[Item]:
    if not source.data.strip(b" \t\r\n\x00"):
        raise EmptyInputError("holds nothing", mend="give a file with text")
    kind = sniff_format(source.data, source.name)
    if kind in _READERS:
        yield from import_module(_READERS[kind]).read(source)
    else:
        yield read_text(source)


def read_text(source: Source) -> PageText:
    """Read plain text or HTML."""
    text, encoding = decode_bytes(source.data, hint=source.hint)
    if not text.strip():
        raise EmptyInputError("holds nothing but white space", mend="give a file with text")
    if is_html(text, source.name):
        return import_module("reportmine.acquire.page").read(source, text, encoding)  # type: ignore[no-any-return]
    return PageText(text=text, url=source.url, path=source.name, sha256=source.sha256, encoding=encoding)
