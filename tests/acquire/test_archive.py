"""Test the crawl's archive where a crawl is killed between two records or two files."""

from pathlib import Path

import pytest

pytest.importorskip("warcio")

from reportmine.acquire.crawl.archive import Archive, Exchange, read_response
from reportmine.acquire.crawl.journal import Journal


def _exchange(number: int) -> Exchange:
    return Exchange(
        f"http://a.example/{number}",
        "GET",
        [("Host", "a.example")],
        200,
        [("Content-Type", "text/html")],
        b"x" * number,
    )


def test_a_crawl_killed_between_two_files_goes_on(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite")
    archive = Archive(tmp_path, journal, max_bytes=1, agent="test")  # every exchange fills a file
    places = [archive.write(_exchange(number))[:2] for number in (10, 20)]
    archive.close()
    whole = {path.name: path.read_bytes() for path in tmp_path.glob("*.warc.gz")}
    assert len(whole) == 2
    (tmp_path / "crawl-00003.warc.gz").write_bytes(
        b"\x1f\x8b torn"
    )  # opened, and killed before its first record was told
    again = Archive(tmp_path, journal, max_bytes=1, agent="test")
    assert {path.name: path.read_bytes() for path in tmp_path.glob("*.warc.gz")} == whole
    places.append(again.write(_exchange(30))[:2])
    again.close()
    journal.close()
    assert [len(read_response(tmp_path, name, position)[2]) for name, position in places] == [10, 20, 30]


def test_a_torn_record_is_cut_off(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite")
    archive = Archive(tmp_path, journal, max_bytes=10**9, agent="test")
    name, position, _ = archive.write(_exchange(10))
    archive.close()
    whole = (tmp_path / name).read_bytes()
    with (tmp_path / name).open("ab") as file:
        file.write(b"\x1f\x8b torn")
    Archive(tmp_path, journal, max_bytes=10**9, agent="test").close()
    journal.close()
    assert (tmp_path / name).read_bytes() == whole
    assert read_response(tmp_path, name, position)[2] == b"x" * 10


def _killed_after_writing(archive: Archive, journal: Journal) -> None:
    with journal.at_once():
        archive.write(_exchange(20))
        raise KeyboardInterrupt


def test_a_page_whose_crawl_was_killed_before_the_journal_knew_is_not_archived_twice(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite")
    archive = Archive(tmp_path, journal, max_bytes=10**9, agent="test")
    name, _, _ = archive.write(_exchange(10))
    whole = (tmp_path / name).read_bytes()
    with pytest.raises(KeyboardInterrupt):
        _killed_after_writing(archive, journal)
    archive.close()
    assert len((tmp_path / name).read_bytes()) > len(whole)
    Archive(tmp_path, journal, max_bytes=10**9, agent="test").close()
    journal.close()
    assert (tmp_path / name).read_bytes() == whole
