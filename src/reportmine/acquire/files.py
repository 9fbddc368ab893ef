"""Read pages from files, folders, bytes and addresses; every failure becomes an InputError value in its place."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from reportmine.acquire.assets import asset_suffix, is_output
from reportmine.acquire.readers import read_source
from reportmine.acquire.source import Budget, Item, Source, guarded, placed, readable_name
from reportmine.errors import InputError, InputLimitError, MissingInputError, NoTextError
from reportmine.settings import Settings
from reportmine.text.lexicon import Lexicon

_STREAMED = (".warc", ".warc.gz")  # read record by record, however large the file
_REMOTE = "://"
KINDS = "give a folder with .txt, .html, .docx, .xlsx, .pdf, .jsonl, .csv, .zip or .warc"


def read_pages(
    source: str | Path, *, settings: Settings, lexicon: Lexicon, text_column: str | None = None
) -> Iterator[Item]:
    """Read a file, a folder (sorted, with all documents below it) or a WARC at an fsspec URL; yield pages and, in their place, errors.

    `PageText.path` is the path as given, `archive.zip!/inner.txt` for a member, `rows.csv#L3` for a row. For plain text files the page's
    text is the decoded file itself without its byte order mark.
    """
    given = os.fspath(source)
    name = readable_name(given)
    if _REMOTE in given or given.lower().endswith(_STREAMED):
        warc = import_module("reportmine.acquire.warc")
        yield from guarded(warc.read_location(given, settings=settings, lexicon=lexicon), name)
        return
    path = Path(source)
    try:
        if not given:  # a path of it would be the folder one stands in
            raise MissingInputError("an empty name", mend="give a file or folder; . is the one you are in")
        if path.is_dir():
            for child in documents_below(path):
                yield from read_pages(child, settings=settings, lexicon=lexicon, text_column=text_column)
        else:
            data = load_file(path, settings.max_input_bytes)
            yield from read_bytes(data, name=name, settings=settings, lexicon=lexicon, text_column=text_column)
    except InputError as error:
        yield placed(error, name)
    except (OSError, ValueError) as error:
        yield InputError(f"cannot be read ({error})", where=name, mend="check the path and its permissions")


def read_bytes(
    data: bytes,
    *,
    name: str,
    settings: Settings,
    lexicon: Lexicon,
    text_column: str | None = None,
    url: str | None = None,
) -> Iterator[Item]:
    """Read the pages of bytes; `name` stands for their path, `url` is where they were fetched.

    >>> from reportmine.text.lexicon import load_lexicon
    >>> pages = read_bytes("今年目标：产值5亿元。".encode("gbk"), name="a.txt", settings=Settings(), lexicon=load_lexicon())
    >>> [(page.text, page.encoding) for page in pages]
    [('今年目标：产值5亿元。', 'gb18030')]
    """
    if len(data) > settings.max_input_bytes:
        yield _too_large(len(data), settings.max_input_bytes, name)
        return
    column = text_column or settings.text_column
    budget = Budget(settings.max_unpacked_bytes)
    yield from read_source(Source(data, name, settings, lexicon, column, url=url, budget=budget))


def load_file(path: Path, limit: int) -> bytes:
    """Read the bytes of a regular file of at most `limit` bytes; raises MissingInputError, InputLimitError or InputError."""
    if not path.exists():
        raise MissingInputError("no such file or folder", mend="check the path")
    if not path.is_file():
        raise InputError("not a regular file", mend="give a file, a folder or - for standard input")
    if path.stat().st_size > limit:
        raise _too_large(path.stat().st_size, limit, "")
    return path.read_bytes()


def _too_large(size: int, limit: int, where: str) -> InputLimitError:
    return InputLimitError(
        f"{size:,} bytes are more than {limit:,}", where=where, mend="split it or raise max_input_bytes"
    )


def documents_below(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder that may hold an article; pictures, style sheets and data beside them are passed over."""
    found = False
    for path in files_below(folder):
        if not asset_suffix(path.name):
            found = True
            yield path
    if not found:
        raise NoTextError("holds no documents", mend=f"{KINDS}, or name its files one by one")


def files_below(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder in a fixed order; hidden ones and what this program wrote there are skipped, links not followed."""
    found = False
    for root, folders, names in os.walk(folder):
        if root != str(folder) and is_output(Path(root), names):
            folders.clear()
            continue
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                found = True
                yield Path(root) / name
    if not found:
        raise NoTextError("holds no files", mend=KINDS)
