"""Keep finished chunks as Parquet parts under their key, on a disk or in object storage, and the marks of work under way."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Mapping
from typing import Any

Counts = dict[str, Any]
NOWHERE = -1
MARK_BYTES = 8


class Parts:
    """Read and write the parts of a run below a folder or fsspec URL; a part is there when its `.json` is."""

    def __init__(self, root: str) -> None:
        from fsspec.core import url_to_fs

        self.root = root
        self.fs, self._path = url_to_fs(root)
        self.is_local = "file" in (self.fs.protocol if isinstance(self.fs.protocol, tuple) else (self.fs.protocol,))

    def path(self, key: str, name: str) -> str:
        """Return where a file of a chunk lies."""
        return f"{self._path}/{key[:2]}/{key}.{name}"

    def find(self, key: str) -> Counts | None:
        """Return the counts of a finished chunk, or None."""
        try:
            found: Counts = json.loads(self.fs.cat_file(self.path(key, "json")))
        except (FileNotFoundError, ValueError):
            return None
        return found

    def save(self, key: str, tables: Mapping[str, Any], counts: Counts) -> None:
        """Write the tables that have rows, then the counts, each file whole or not at all."""
        import pyarrow.parquet as pq

        self.fs.makedirs(f"{self._path}/{key[:2]}", exist_ok=True)
        written = []
        for name, table in tables.items():
            if table.num_rows:
                buffer = io.BytesIO()
                pq.write_table(table, buffer, compression="zstd", write_statistics=False)
                self._put(self.path(key, f"{name}.parquet"), buffer.getvalue())
                written.append(name)
        self._put(self.path(key, "json"), json.dumps(counts | {"tables": written}, ensure_ascii=False).encode())
        self.unmark(key)

    def load(self, key: str, name: str, columns: list[str] | None = None) -> Any:
        """Read one table of a finished chunk."""
        import pyarrow.parquet as pq

        with self.fs.open(self.path(key, f"{name}.parquet"), "rb") as file:
            return pq.ParquetFile(io.BytesIO(file.read())).read(columns=columns, use_threads=False)

    def drop(self, key: str) -> None:
        """Forget a finished chunk."""
        if self.fs.exists(self.path(key, "json")):
            self.fs.rm_file(self.path(key, "json"))

    def unmark(self, key: str) -> None:
        """Remove the mark of a chunk."""
        if self.fs.exists(self.path(key, "mark")):
            self.fs.rm_file(self.path(key, "mark"))

    def clear_marks(self) -> None:
        """Remove all marks: they blame pages for deaths in this run, not for a run that was ended from outside."""
        for name in self.fs.glob(f"{self._path}/*/*.mark"):
            self.fs.rm_file(name)

    def _put(self, path: str, data: bytes) -> None:
        if not self.is_local:  # object storage writes whole objects
            self.fs.pipe_file(path, data)
            return
        waiting = f"{path}.{os.getpid()}"
        with open(waiting, "wb") as file:  # noqa: PTH123 - the path is fsspec's
            file.write(data)
        os.replace(waiting, path)  # noqa: PTH105


class Marks:
    """Note which page of a chunk is being read, so that after a death the next attempt knows it.

    A page that was being read in two deaths is to blame. In object storage, where every note is a request, pages are noted only from the
    third attempt on.
    """

    CAREFUL_FROM = 2  # deaths

    def __init__(self, parts: Parts, key: str) -> None:
        self._parts = parts
        self._path = parts.path(key, "mark")
        self._deaths, self._strikes = 0, dict[str, int]()
        try:
            data = parts.fs.cat_file(self._path)
            place, state = int(data[:MARK_BYTES]), json.loads(data[MARK_BYTES:])
        except (FileNotFoundError, ValueError):
            pass
        else:
            self._deaths, self._strikes = state["deaths"] + 1, state["strikes"]
            if place != NOWHERE:
                self._strikes[str(place)] = self._strikes.get(str(place), 0) + 1
        parts.fs.makedirs(self._path.rsplit("/", 1)[0], exist_ok=True)
        self._write(NOWHERE)
        self._file = open(self._path, "r+b", buffering=0) if parts.is_local else None  # noqa: PTH123, SIM115

    def strikes(self, place: int) -> int:
        """Return in how many deaths the page at `place` was being read."""
        return self._strikes.get(str(place), 0)

    def enter(self, place: int) -> None:
        """Note that the page at `place` is being read."""
        if self._file is not None:
            self._file.seek(0)
            self._file.write(b"%*d" % (MARK_BYTES, place))
        elif self._deaths >= self.CAREFUL_FROM:
            self._write(place)

    def close(self) -> None:
        """Close the note."""
        if self._file is not None:
            self._file.close()

    def _write(self, place: int) -> None:
        state = json.dumps({"deaths": self._deaths, "strikes": self._strikes}).encode()
        self._parts.fs.pipe_file(self._path, b"%*d" % (MARK_BYTES, place) + state)
