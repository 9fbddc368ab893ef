"""Hold what every reader is given: the bytes, where they come from, the limits, and how deep in archives they lie."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from reportmine.errors import InputError, InputLimitError
from reportmine.schema import PageText
from reportmine.settings import Settings
from reportmine.text.lexicon import Lexicon

Item = PageText | InputError


class Budget:
    """Count what one input unpacks to and refuse more than its limit."""

    __slots__ = ("left", "limit")

    def __init__(self, limit: int) -> None:
        self.limit = self.left = limit

    def spend(self, size: int, *, where: str) -> None:
        """Take `size` bytes off the budget; raises InputLimitError when it is exhausted."""
        self.left -= size
        if self.left < 0:
            raise InputLimitError(
                f"unpacks to more than {self.limit:,} bytes", where=where, mend="split it or raise max_unpacked_bytes"
            )


@dataclass(frozen=True, slots=True)
class Source:
    """Hold one input: `name` is its path as given, or its place in a container (`a.zip!/b.txt`)."""

    data: bytes
    name: str
    settings: Settings
    lexicon: Lexicon
    text_column: str
    url: str | None = None
    hint: str | None = None  # declared encoding, e.g. from HTTP
    depth: int = 0  # how many archives it lies in
    budget: Budget = field(default_factory=lambda: Budget(0))

    @property
    def sha256(self) -> str:
        """Return the hash of the bytes."""
        return hashlib.sha256(self.data).hexdigest()

    def inner(self, data: bytes, name: str) -> Source:
        """Return the source of a member, one level deeper, under the same budget."""
        return replace(self, data=data, name=f"{self.name}!/{name}", depth=self.depth + 1, url=None, hint=None)


def readable_name(name: str) -> str:
    """Return a name that every file and database can hold: bytes of a file name that are no UTF-8 are written as escapes.

    >>> readable_name("总结.txt"), readable_name("a\\udcff.txt")
    ('总结.txt', 'a\\\\udcff.txt')
    """
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def placed(error: InputError, where: str) -> InputError:
    """Return the error with its place filled in, where it has none."""
    return error if error.where else type(error)(error.what, where=where, mend=error.mend)


def guarded(items: Iterator[Item], where: str) -> Iterator[Item]:
    """Yield the items; an InputError that is raised becomes the last item."""
    try:
        yield from items
    except InputError as error:
        yield placed(error, where)
