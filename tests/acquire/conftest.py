"""Give the reader tests settings, the bundled lexicon and a short way to read bytes."""

from collections.abc import Callable
from typing import Any

import pytest

from reportmine.acquire.files import read_bytes
from reportmine.schema import PageText
from reportmine.settings import Settings
from reportmine.text.lexicon import Lexicon, load_lexicon

Read = Callable[..., list[Any]]


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    """Return the bundled lexicon."""
    return load_lexicon()


@pytest.fixture(scope="session")
def read(lexicon: Lexicon) -> Read:
    """Return a function that reads bytes to a list of pages and errors."""

    def run(data: bytes, name: str = "a.txt", *, settings: Settings | None = None, **kwargs: Any) -> list[Any]:
        return list(read_bytes(data, name=name, settings=settings or Settings(), lexicon=lexicon, **kwargs))

    return run


@pytest.fixture(scope="session")
def read_one(read: Read) -> Callable[..., PageText]:
    """Return a function that reads bytes to exactly one page."""

    def run(data: bytes, name: str = "a.txt", **kwargs: Any) -> PageText:
        (page,) = read(data, name, **kwargs)
        assert isinstance(page, PageText), page
        return page

    return run
