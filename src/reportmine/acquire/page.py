"""Build the page of an HTML source: extract its article and say where it came from."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from types import MappingProxyType

from reportmine.acquire.html import extract_html
from reportmine.acquire.pager import NEXT, find_next_page
from reportmine.acquire.source import Source
from reportmine.errors import NoTextError
from reportmine.schema import PageText

_CANONICAL = re.compile(
    r"<(?:link\b[^<>]{0,200}?\brel=[\"']?canonical\b[^<>]{0,200}?\bhref|meta\b[^<>]{0,200}?\bog:url\b[^<>]{0,200}?\bcontent)"
    r"\s?=\s?[\"']?(https?://[^\"'<>\s]{4,500})",
    re.IGNORECASE,
)
HEAD_CHARS = 60_000


def read(source: Source, html: str, encoding: str, *, fetched_at: dt.datetime | None = None) -> PageText:
    """Read the decoded HTML of a source; raises NoTextError where the page shows no text.

    A saved page tells its address by itself (canonical link): that address picks the site entry and is kept as metadata.
    """
    found = None if source.url else _CANONICAL.search(html, 0, HEAD_CHARS)
    address = found[1] if found else None
    page = extract_html(html, url=source.url or address, lexicon=source.lexicon)
    if not page.text.strip():
        raise NoTextError("the page shows no text", mend="it may need a browser; save it from there")
    return PageText(
        text=page.text,
        url=source.url,
        path=source.name,
        sha256=source.sha256,
        encoding=encoding,
        fetched_at=fetched_at,
        published_on=page.metadata.published_on,
        title=page.metadata.title,
        source_name=page.metadata.source_name,
        author=page.metadata.author,
        extraction=page.extraction,
        hints=page.hints,
        cells=page.cells,
        metadata=_metadata(html, source.url, address),
    )


def _metadata(html: str, url: str | None, address: str | None) -> Mapping[str, str]:
    """Return the address that a saved page names, and that of the article's next page, where the page has one."""
    following = find_next_page(html, url) if url else None
    found = {"address": address, NEXT: following}
    return MappingProxyType({key: value for key, value in found.items() if value})
