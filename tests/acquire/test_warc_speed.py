"""Read ten thousand archived pages as fast as the same pages from files, in bounded memory; slow."""

from __future__ import annotations

import io
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from reportmine.acquire.files import read_pages
from reportmine.acquire.warc import read_location
from reportmine.errors import InputError
from reportmine.schema import PageText
from reportmine.settings import Settings
from reportmine.text.lexicon import load_lexicon
from tests.acquire.crawl_site import page_html

warcio = pytest.importorskip("warcio")
RECORDS = 10_000
SHARE = 0.7  # of the speed from files
PEAK = 64_000_000  # bytes; all pages together are more than twice that


def _write_archive(path: Path, pages: list[bytes]) -> None:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.1")
        for number, page in enumerate(pages):
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            record = writer.create_warc_record(
                f"http://a.example/w/{number}.html", "response", payload=io.BytesIO(page), http_headers=headers
            )
            writer.write_record(record)
            record.raw_stream.close()


def _count(pages: Iterator[PageText | InputError]) -> int:
    return sum(isinstance(page, PageText) and len(page.text) > 100 for page in pages)


@pytest.mark.slow
def test_an_archive_reads_as_fast_as_files(tmp_path: Path) -> None:
    settings, lexicon = Settings(), load_lexicon()
    pages = [page_html(number).encode() + b"<!-- " + b"x" * 12_000 + b" -->" for number in range(100, 100 + RECORDS)]
    folder, archive = tmp_path / "files", tmp_path / "all.warc.gz"
    folder.mkdir()
    for number, page in enumerate(pages):
        (folder / f"{number:05d}.html").write_bytes(page)
    _write_archive(archive, pages)
    start = time.process_time()
    from_files = _count(read_pages(folder, settings=settings, lexicon=lexicon))
    middle = time.process_time()
    from_archive = _count(read_location(str(archive), settings=settings, lexicon=lexicon))
    end = time.process_time()
    assert from_files == from_archive == RECORDS
    assert (middle - start) / (end - middle) >= SHARE


@pytest.mark.slow
def test_memory_does_not_grow_with_the_archive(tmp_path: Path) -> None:
    archive = tmp_path / "all.warc.gz"
    _write_archive(archive, [page_html(n).encode() + b"<!--" + b"x" * 60_000 + b"-->" for n in range(100, 2600)])
    tracemalloc.start()
    found = _count(read_location(str(archive), settings=Settings(), lexicon=load_lexicon()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == 2500
    assert peak < PEAK
