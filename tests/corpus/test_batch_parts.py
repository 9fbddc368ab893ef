"""Keep parts and marks on a disk and in object storage, and blame pages only for what they did twice."""

from __future__ import annotations

from pathlib import Path

import fsspec
import pytest

from reportmine.cli.batch_run import Clock, Lines
from reportmine.corpus.batch.parts import Marks, Parts
from reportmine.corpus.batch.run import Tally
from tests.corpus.batch_runs import make_pages, run, tables_of

KEY = "ab" + "0" * 30


@pytest.fixture(params=["disk", "memory"])
def parts(request: pytest.FixtureRequest, tmp_path: Path) -> Parts:
    return Parts(str(tmp_path / "parts") if request.param == "disk" else f"memory://{tmp_path.name}/parts")


def die(parts: Parts, at: int) -> Marks:
    """Begin a chunk and end it in the middle of a page."""
    marks = Marks(parts, KEY)
    for place in range(at + 1):
        marks.enter(place)
    marks.close()
    return marks


def test_a_page_is_blamed_after_two_deaths(parts: Parts) -> None:
    for _ in range(2 if parts.is_local else 4):  # in object storage pages are noted from the third attempt on
        assert die(parts, 3).strikes(3) < 2
    marks = Marks(parts, KEY)
    assert [marks.strikes(place) for place in range(5)] == [0, 0, 0, 2, 0]
    marks.close()


def test_marks_of_an_earlier_run_blame_nobody(parts: Parts) -> None:
    for _ in range(6):
        die(parts, 3)
    parts.clear_marks()
    marks = Marks(parts, KEY)
    assert marks.strikes(3) == 0
    marks.close()
    parts.unmark(KEY)
    parts.unmark(KEY)


def test_a_torn_part_is_none(parts: Parts) -> None:
    assert parts.find(KEY) is None
    parts.fs.makedirs(parts.path(KEY, "json").rsplit("/", 1)[0], exist_ok=True)
    parts.fs.pipe_file(parts.path(KEY, "json"), b'{"inputs": ')
    assert parts.find(KEY) is None
    parts.save(KEY, {}, {"inputs": 1})
    assert parts.find(KEY) == {"inputs": 1, "tables": []}


def test_parts_in_object_storage_give_the_same_bytes(tmp_path: Path) -> None:
    folder = make_pages(tmp_path / "in", 60, characters=100)
    run(folder, tmp_path / "disk")
    run(folder, tmp_path / "memory", parts="memory://bucket/parts")
    assert fsspec.filesystem("memory").glob("/bucket/parts/*/*.json")
    assert tables_of(tmp_path / "disk") == tables_of(tmp_path / "memory")


def test_plain_lines_tell_rate_and_time_left(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    lines = Lines()
    tally = Tally()
    tally.add({"inputs": 50, "failed": 0, "partial": 0, "first_error": None}, known=True)
    lines.advance(tally, 0.25)
    now[0] += 30
    tally.add({"inputs": 60, "failed": 1, "partial": 1, "first_error": "a: b"}, known=False)
    lines.advance(tally, 0.5)
    assert capsys.readouterr().err == "reportmine: 50% 110 inputs, 2 failed, 2/s, eta 1:00\n"
    lines.advance(tally, 0.6)
    assert capsys.readouterr().err == ""
    assert Clock().text(Tally(), 0.0) == "0 inputs done before"
