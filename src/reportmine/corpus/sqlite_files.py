"""Open SQLite files in the way their medium allows, and turn SQLite's errors into ours."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reportmine.errors import StoreError


def database_uri(path: Path, readonly: bool) -> str:
    """Return SQLite's name of the file; a medium that cannot be written to has no log beside it and is read as it lies."""
    name = path.absolute().as_uri()
    if not readonly:
        return f"{name}?mode=rwc"
    settled = not os.access(path.parent, os.W_OK) and not path.with_name(f"{path.name}-wal").exists()
    return f"{name}?mode=ro{'&immutable=1' if settled else ''}"


MENDS = (
    ("locked", "another writer holds it; try again when it is done"),
    ("full", "free some disk space; nothing that was committed is lost"),
    ("disk I/O", "see whether the disk is full, over quota or damaged; nothing that was committed is lost"),
    ("readonly", "give a writable path"),
    ("read-only", "give a writable path"),
    ("unable to open", "give a path in an existing, writable folder"),
    (
        "not a database",
        "no reportmine database, or a damaged one: move the file away, then restore a backup or run `reportmine index`",
    ),
    ("no such table", "this file is not a reportmine database; give another name"),
    ("malformed", "move the file away, then restore it from a backup or make it anew with `reportmine index`"),
)


@contextmanager
def mapped_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours, with what to do."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        text = str(error)
        mend = next((mend for part, mend in MENDS if part in text), "see `reportmine db check`")
        raise StoreError(text, where=str(path), mend=mend) from error
