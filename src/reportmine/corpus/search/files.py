"""Open the files of a search index, also on media that cannot be written to, and turn the engine's errors into ours."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from reportmine.corpus.search.form import FORM, build_schema, register_tokens
from reportmine.errors import StoreError

if TYPE_CHECKING:
    import tantivy


class IndexFiles:
    """Hold an open index and the folder it lies in: its own, or a copy where the engine could not even take its lock.

    Raises StoreError where there is none to read, or none can be made.
    """

    def __init__(self, folder: Path, *, readonly: bool) -> None:
        self.place = folder / f"form-{FORM}"
        there = (self.place / "meta.json").is_file()
        if readonly and not there:
            raise StoreError("no search index", where=str(folder), mend="make it with `reportmine index`")
        with mapped_errors(folder):
            if readonly and not os.access(self.place, os.W_OK):
                copy = tempfile.mkdtemp(prefix="reportmine-index-")
                weakref.finalize(self, shutil.rmtree, copy, ignore_errors=True)
                self.place = Path(shutil.copytree(self.place, Path(copy) / self.place.name))
            self.index = _opened(self.place, readonly=readonly) if there else _made(self.place)
            register_tokens(self.index)
            self.index.config_reader("Manual")

    @property
    def stamp(self) -> tuple[int, int, int]:
        """Return what changes with every commit of any process."""
        stat = (self.place / "meta.json").stat()
        return stat.st_mtime_ns, stat.st_size, stat.st_ino


def _made(place: Path) -> tantivy.Index:
    """Make an empty index; those of older forms go."""
    import tantivy

    place.mkdir(parents=True, exist_ok=True)
    for old in place.parent.glob("form-*"):
        if old != place:
            shutil.rmtree(old, ignore_errors=True)
    return tantivy.Index(build_schema(), str(place))


def _opened(place: Path, *, readonly: bool) -> tantivy.Index:
    """Open an index that is there; one that is damaged is put aside, for the store holds everything."""
    import tantivy

    try:
        index = tantivy.Index.open(str(place))
        index.searcher()
    except (ValueError, OSError):
        if readonly or not os.access(place, os.W_OK):
            raise
        shutil.rmtree(place)
        return _made(place)
    return index


MENDS = (
    ("No space", "free some disk space; the database holds everything, the index is made from it"),
    ("ermission", "give a writable folder, or open it for reading only"),
    ("ead-only", "give a writable folder, or open it for reading only"),
    ("Lock", "another writer holds it; try again when it is done"),
)


@contextmanager
def mapped_errors(folder: Path) -> Iterator[None]:
    """Turn the engine's errors into ours, with what to do."""
    try:
        yield
    except (ValueError, OSError) as error:
        text = " ".join(str(error).split())
        mend = next(
            (mend for part, mend in MENDS if part in text), "remove the folder and run `reportmine index` again"
        )
        raise StoreError(text[:200], where=str(folder), mend=mend) from error
