"""Archive responses as WARC 1.1, gzip a record, rotated by size: what was served, byte for byte, with the request that asked for it."""

from __future__ import annotations

import datetime as dt
import io
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

from warcio.archiveiterator import ArchiveIterator
from warcio.recordbuilder import RecordBuilder
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from reportmine.acquire.crawl.journal import Journal
from reportmine.errors import CrawlError

NAME = "crawl-{:05d}.warc.gz"
# How far the archive reaches, number of the last file and its end: one fact, for a crawl may be killed between two.
REACHES = "archive"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
# The body is archived as it came off the wire, so what described its transport no longer holds.
TRANSPORT = frozenset({"transfer-encoding", "connection", "keep-alive"})
Headers = list[tuple[str, str]]


class Exchange(NamedTuple):
    """Hold one request and its response; `body` is compressed if `Content-Encoding` says so."""

    url: str
    method: str
    request_headers: Headers
    status: int
    headers: Headers
    body: bytes


class Archive:
    """Append exchanges to the WARC files of a folder; what the journal does not know of is cut off when it is opened.

    A crawl that was killed while it wrote leaves a torn or unknown record at the end of its last file: it is removed, and its address,
    still queued, is fetched again. So nothing is archived twice and every record is whole.
    """

    def __init__(self, folder: Path, journal: Journal, *, max_bytes: int, agent: str) -> None:
        self._folder, self._journal, self._max_bytes, self._agent = folder, journal, max_bytes, agent
        self._make = RecordBuilder(warc_version="1.1")
        self._number, end = map(int, (journal.fact(REACHES) or "0 0").split())
        self._file: BinaryIO | None = None
        if self._number:
            self._reopen(end)
        for stray in sorted(folder.glob("crawl-*.warc.gz")):
            if stray.name > NAME.format(self._number):
                stray.unlink()

    def _reopen(self, end: int) -> None:
        path = self._folder / NAME.format(self._number)
        try:
            file = path.open("r+b")
        except OSError as error:
            raise CrawlError(
                f"the archive of this crawl is not there ({error.strerror})",
                where=str(path),
                mend="put it back, or start with a new --out",
            ) from error
        file.truncate(end)
        file.seek(end)
        self._file = file

    def write(self, exchange: Exchange) -> tuple[str, int, str]:
        """Append request and response; return file name, position of the response and the time, once they are on disk."""
        date = self._begin()
        response = self._answer("response", exchange, {"WARC-Date": date}, exchange.body)
        line = f"{exchange.method} {_path(exchange.url)} HTTP/1.1"
        request = self._make.create_warc_record(
            exchange.url,
            "request",
            http_headers=StatusAndHeaders(line, exchange.request_headers, is_http_request=True),
            warc_headers_dict={
                "WARC-Date": date,
                "WARC-Concurrent-To": response.rec_headers.get_header("WARC-Record-ID"),
            },
        )
        position = self._append(response, request)
        return NAME.format(self._number), position, date

    def revisit(self, exchange: Exchange) -> None:
        """Note that a page had not changed since it was archived."""
        headers = {"WARC-Date": self._begin(), "WARC-Profile": NOT_MODIFIED}
        self._append(self._answer("revisit", exchange, headers, b""))

    def _answer(self, kind: str, exchange: Exchange, headers: dict[str, str], body: bytes) -> Any:
        return self._make.create_warc_record(
            exchange.url,
            kind,
            payload=io.BytesIO(body),
            http_headers=StatusAndHeaders(f"{exchange.status}", _kept(exchange.headers), protocol="HTTP/1.1"),
            warc_headers_dict=headers,
        )

    def _begin(self) -> str:
        """Return the time of the next record, in a file that has room for it."""
        date = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        if self._file is None or self._file.tell() >= self._max_bytes:
            self._rotate(date)
        return date

    def _rotate(self, date: str) -> None:
        self.close()
        self._number += 1
        path = self._folder / NAME.format(self._number)
        try:
            self._file = path.open("w+b")
        except OSError as error:
            raise CrawlError(
                f"cannot be written ({error.strerror})", where=str(path), mend="choose another --out"
            ) from error
        facts = {"software": self._agent, "format": "WARC File Format 1.1", "robots": "obey"}
        record = self._make.create_warcinfo_record(path.name, facts)
        record.rec_headers.replace_header("WARC-Date", date)
        self._append(record)

    def _append(self, *records: Any) -> int:
        """Write whole records to disk, then tell the journal file and end at once; return where the first begins."""
        buffer = io.BytesIO()
        writer = WARCWriter(buffer, gzip=True, warc_version="1.1")
        for record in records:
            writer.write_record(record)
            record.raw_stream.close()  # warcio spools what it hashes
        file = cast(BinaryIO, self._file)
        position = file.tell()
        try:
            file.write(buffer.getvalue())
            file.flush()
            os.fsync(file.fileno())
        except OSError as error:
            file.truncate(position)
            raise CrawlError(
                f"cannot be written ({error.strerror})", where=file.name, mend="make room, then go on"
            ) from error
        self._journal.set_fact(REACHES, f"{self._number} {file.tell()}")
        return position

    def close(self) -> None:
        """Close the file that is being written."""
        if self._file is not None:
            self._file.close()
            self._file = None


def _kept(headers: Iterable[tuple[str, str]]) -> Headers:
    return [(name, value) for name, value in headers if name.lower() not in TRANSPORT]


def _path(url: str) -> str:
    scheme_end = url.find("//") + 2
    slash = url.find("/", scheme_end)
    return url[slash:].split("#", 1)[0] if slash >= 0 else "/"


def read_response(folder: Path, name: str, position: int) -> tuple[int, Headers, bytes]:
    """Return status, headers and raw body of an archived response; raises CrawlError where it is not there."""
    path = folder / name
    try:
        with path.open("rb") as file:
            file.seek(position)
            for record in ArchiveIterator(file, no_record_parse=False):
                headers = record.http_headers
                return int(headers.get_statuscode()), list(headers.headers), record.raw_stream.read()
    except (OSError, ValueError) as error:
        raise CrawlError(f"cannot be read ({error})", where=f"{path}@{position}", mend="restore the file") from error
    raise CrawlError("no record there", where=f"{path}@{position}", mend="restore the file")
