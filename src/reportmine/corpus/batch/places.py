"""Find the files that inputs name: paths, folders, globs and fsspec URLs, in a fixed order, without holding a list of them."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

from reportmine.acquire.files import files_below
from reportmine.errors import InputError, MissingInputError

GLOB = "*?["
REMOTE = "://"


@dataclass(frozen=True, slots=True)
class Place:
    """Hold one file: its path or URL, its size, and whether it was named itself (not by its folder or a glob)."""

    name: str
    size: int = 0
    named: bool = True
    url: str | None = None
    error: InputError | None = None

    @property
    def suffix(self) -> str:
        """Return the end of the name, lower case, with its dot."""
        return PurePosixPath(self.name.replace("\\", "/")).suffix.lower()

    def open(self, *, unpack: bool = False) -> AbstractContextManager[BinaryIO]:
        """Open the bytes; with `unpack` those inside a .gz."""
        if self.url is None:
            if unpack and self.suffix == ".gz":
                return cast("AbstractContextManager[BinaryIO]", gzip.open(self.name, "rb"))
            return cast("AbstractContextManager[BinaryIO]", Path(self.name).open("rb"))
        import fsspec

        compression = "infer" if unpack else None
        return cast("AbstractContextManager[BinaryIO]", fsspec.open(self.name, "rb", compression=compression))


def find_places(inputs: Iterable[str]) -> Iterator[Place]:
    """Yield the files of all inputs in order; an input that leads to no file is a Place with an error."""
    for name in inputs:
        try:
            yield from _remote(name) if REMOTE in name else _local(name)
        except InputError as error:
            where = error.where or name
            yield Place(where, error=type(error)(error.what, where=where, mend=error.mend))
        except (OSError, ValueError, ImportError) as error:
            what = InputError(
                f"cannot be read ({str(error)[:120]})", where=name, mend="check the address and its extra"
            )
            yield Place(name, error=what)


def count_places(inputs: Iterable[str]) -> tuple[int, int]:
    """Return how many files the inputs name and their bytes; raises MissingInputError where not one of the inputs is there."""
    files = size = 0
    missing: list[MissingInputError] = []
    for place in find_places(inputs):
        files += 1
        size += place.size
        if isinstance(place.error, MissingInputError):
            missing.append(place.error)
    if missing and len(missing) == files:
        raise missing[0]
    return files, size


def _local(name: str) -> Iterator[Place]:
    path = Path(name)
    if not name:  # a path of it would be the folder one stands in
        raise MissingInputError("an empty name", mend="give a file or folder; . is the one you are in")
    if path.is_dir():
        for child in files_below(path):
            yield _file(child, named=False)
    elif path.exists():
        yield _file(path, named=True)
    elif any(mark in name for mark in GLOB):
        yield from _glob(name)
    else:
        raise MissingInputError("no such file or folder", where=name, mend="check the path")


def _glob(pattern: str) -> Iterator[Place]:
    import glob

    found = False
    for name in sorted(glob.glob(pattern, recursive=True)):  # noqa: PTH207 - patterns may be absolute
        path = Path(name)
        if path.is_file():
            found = True
            yield _file(path, named=False)
    if not found:
        raise MissingInputError("no file fits this pattern", where=pattern, mend="check it, and quote it for the shell")


def _file(path: Path, *, named: bool) -> Place:
    try:
        size = path.stat().st_size
    except OSError:
        size = 0
    return Place(os.fspath(path), size, named)


def _remote(url: str) -> Iterator[Place]:
    from fsspec.core import url_to_fs

    fs, path = url_to_fs(url)
    if any(mark in url for mark in GLOB):
        names = sorted(fs.glob(path))
    elif fs.isdir(path):
        names = sorted(fs.find(path))
    else:
        names = [path]
    if not names:
        raise MissingInputError("no file fits this address", where=url, mend="check it")
    for name in names:
        if not fs.exists(name):
            raise MissingInputError("no such file", where=url, mend="check the address")
        if not fs.isdir(name):
            full = url if name == path else cast(str, fs.unstrip_protocol(name))
            yield Place(full, _size(fs, name), named=name == path, url=full)


def _size(fs: Any, name: str) -> int:
    size = fs.info(name).get("size")
    return int(size) if size else 0
