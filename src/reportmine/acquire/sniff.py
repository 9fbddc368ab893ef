"""Recognise the format of bytes by what they hold, not by how the file is named."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import PurePath

from reportmine.errors import BinaryInputError, EncryptedInputError

HTML_SAMPLE = 65_536
_STARTS_HTML = re.compile(
    r"\s{0,2000}(?:<\?xml[^<>]{0,200}\?>\s{0,200})?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE
)
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|br|span|table|tr|td|li|ul|h[1-6]|body|html|meta|script|a)\b[^<>]{0,500}>", re.IGNORECASE
)
_HTML_NAMES = frozenset((".html", ".htm", ".shtml", ".xhtml", ".asp", ".aspx", ".php", ".jsp", ".mht"))
_ROW_NAMES = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "csv"}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def sniff_format(data: bytes, name: str) -> str:
    """Return pdf, docx, xlsx, zip, warc, gzip, jsonl, csv or text (which includes HTML, told apart after decoding).

    Raises BinaryInputError for office formats that are not read, EncryptedInputError for a Word file with a password.

    >>> sniff_format(b"%PDF-1.7 ...", "report.txt"), sniff_format(b"a,b", "rows.csv")
    ('pdf', 'csv')
    """
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip_format(data)
    if data.startswith(b"WARC/"):
        return "warc"
    if data.startswith(b"\x1f\x8b"):
        return "warc" if _gunzip_start(data).startswith(b"WARC/") else "gzip"
    if data.startswith(_OLD_OFFICE):
        raise _old_office(data)
    if data.startswith(b"{\\rtf"):
        raise BinaryInputError("an RTF file", mend="save it as .docx or .txt")
    return _ROW_NAMES.get(PurePath(name).suffix.lower(), "text")


def is_html(text: str, name: str) -> bool:
    """Say whether decoded text is HTML; the name lowers the bar but never decides alone.

    >>> is_html("<div>目标</div>", "a.html"), is_html("利润<5%的企业", "a.html"), is_html("<html><p>目标</p>", "a.txt")
    (True, False, True)
    """
    if _STARTS_HTML.match(text):
        return True
    needed = 1 if PurePath(name).suffix.lower() in _HTML_NAMES else 6
    tags = _BLOCK_TAG.finditer(text, 0, HTML_SAMPLE)
    return sum(1 for _ in zip(range(needed), tags, strict=False)) >= needed


def _zip_format(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return "docx" if b"word/document.xml" in data[:20_000] else "zip"
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "[Content_Types].xml" in names:
        raise BinaryInputError(
            "an Office file that is no Word or Excel file", mend="save the text as .docx, .xlsx, .csv or .txt"
        )
    return "zip"


def _gunzip_start(data: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(data[:4096], 64)
    except zlib.error:
        return b""


def _old_office(data: bytes) -> BinaryInputError | EncryptedInputError:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return EncryptedInputError("an Office file with a password", mend="remove the password and save it again")
    return BinaryInputError("an old Office file (.doc, .xls, .ppt)", mend="save it as .docx, .xlsx or .txt")
