"""Read the XML parts of Office files (.docx, .xlsx) without entities or network, so that a hostile file can neither expand nor call out."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterable
from typing import Any

from lxml import etree

from reportmine.acquire.source import Source
from reportmine.errors import DamagedInputError

_BAD_ZIP = (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, zlib.error, OSError, ValueError)


def read_parts(
    source: Source, wanted: Callable[[Iterable[str]], list[str]], *, kind: str, program: str
) -> dict[str, Any]:
    """Return the roots of the parts that `wanted` picks from the names in an Office file; what they unpack to is taken off the budget.

    Raises DamagedInputError where the file cannot be read, InputLimitError where it unpacks to too much.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True, load_dtd=False)
    parts = {}
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            for name in wanted(archive.namelist()):
                with archive.open(name) as stream:
                    data = stream.read(source.budget.left + 1)
                source.budget.spend(len(data), where=source.name)
                root = etree.fromstring(data, parser=parser) if data.strip() else None
                if root is not None:
                    parts[name] = root
    except (*_BAD_ZIP, etree.XMLSyntaxError) as error:
        raise DamagedInputError(
            f"a damaged {kind} ({error})", mend=f"open it in {program} and save it again"
        ) from error
    return parts


def integer(text: str | None) -> int | None:
    """Parse a short count of an attribute; None for anything else.

    >>> integer("12"), integer("-1"), integer(None)
    (12, None, None)
    """
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else None
