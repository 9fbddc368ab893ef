"""Keep a results folder for one run at a time: two that write into it would mix their tables or end each other."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from reportmine.errors import BatchError

LOCK = "lock"
HELD = frozenset([errno.EWOULDBLOCK, errno.EACCES, errno.EAGAIN, errno.EDEADLK])


@contextmanager
def hold_folder(work: Path, out: Path) -> Iterator[None]:
    """Hold the work folder of a run until the end of the block; the system lets go of it when the process dies.

    Raises BatchError where another run holds it. A file system that knows no locks holds nothing.
    """
    with (work / LOCK).open("ab") as file:
        try:
            _lock(file)
        except OSError as error:
            if error.errno in HELD:
                raise BatchError(
                    "another run is at work here", where=str(out), mend="wait for its end, or choose another folder"
                ) from error
        yield


def _lock(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
