"""Join the pages of one article: find the address of its next page, and merge what was read in the order of the pager."""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType
from urllib.parse import parse_qsl, urljoin, urlsplit

from reportmine.acquire.tree import parse_tree
from reportmine.schema import PageText

NEXT = "next_page"  # metadata key: the address of the next page of the same article
PAGES = "pages"  # metadata key: how many pages were merged
MAX_OPEN = 256  # articles that wait for their next page; beyond it the oldest is given up as it is
MAX_HREF = 2000

_NEXT_WORDS = frozenset({"下一页", "下页", "后一页", "下一頁", "下頁", "next", "nextpage"})
_ARROWS = str.maketrans("", "", " \u3000>»›→[]【】")
_HINT = re.compile(r"下一?(?:页|頁|&#)|后一页|\bnext\b", re.IGNORECASE)
# The page number in an address: report_2.html, report-2.html, /report/2.html, /report/2, ?page=2.
_SUFFIX = re.compile(r"[_-](\d{1,3})(?=\.[a-z]{3,5}$)|[_-](\d{1,3})$")
# A whole segment counts up to 9 only: beyond it, it may as well be the number of an article.
_SEGMENT = re.compile(r"/(\d)(?:\.[a-z]{3,5})?$")
_EXTENSION = re.compile(r"\.[a-z]{3,5}$")
_PARAMETERS = frozenset({"page", "p", "pn", "pageno", "page_no", "curpage", "pageindex", "currentpage"})
_LIST_NAMES = re.compile(r"(?:^|/)(?:index|list|default|more|channel)?$", re.IGNORECASE)


def page_place(url: str) -> tuple[str, int]:
    """Return what the pages of one article have in common in their addresses, and which page this is, from 1.

    >>> page_place("http://a.cn/w/report_2.html")
    ('a.cn/w/report', 2)
    >>> page_place("http://a.cn/w/report.html"), page_place("http://a.cn/show?id=7&page=3")
    (('a.cn/w/report', 1), ('a.cn/show?id=7', 3))
    """
    parts = urlsplit(url)
    query = parse_qsl(parts.query)
    number = next((int(value) for name, value in query if name.lower() in _PARAMETERS and value.isdecimal()), 0)
    kept = "&".join(f"{name}={value}" for name, value in query if name.lower() not in _PARAMETERS)
    path = parts.path
    if not number:
        found = _SUFFIX.search(path)
        if found:
            number, path = int(found[1] or found[2]), path[: found.start()]
    stem = _EXTENSION.sub("", path)
    return f"{(parts.hostname or '').lower()}{stem}" + (f"?{kept}" if kept else ""), number or 1


def find_next_page(html: str, url: str) -> str | None:
    """Return the address of the next page of the same article, None where this is the last, the only one, or a list.

    The link must say 下一页 and lead to an address that differs in the page number alone: 下一篇 is another article.

    >>> find_next_page('<p>全年目标<a href="b_3.html">下一页</a>', "http://a.cn/b_2.html")
    'http://a.cn/b_3.html'
    """
    if not _HINT.search(html):
        return None
    tree = parse_tree(html)
    if tree is None:
        return None
    for anchor in tree.iter("a"):
        target = anchor.get("href")
        if (
            target
            and len(target) < MAX_HREF
            and (says_next(anchor.text_content()) or (anchor.get("rel") or "").lower() == "next")
        ):
            found = _joined(url, target)
            if found and _continues(url, found):
                return found
    return None


def says_next(words: str) -> bool:
    """Say whether the words of a link lead to a next page, whatever arrows and brackets stand around them.

    >>> says_next("下一页 »"), says_next("下一篇")
    (True, False)
    """
    return words.translate(_ARROWS).lower() in _NEXT_WORDS


def _joined(url: str, target: str) -> str | None:
    try:
        found = urljoin(url, target.strip())
        return found.split("#", 1)[0] if urlsplit(found).scheme in ("http", "https") else None
    except ValueError:
        return None


def _continues(url: str, found: str) -> bool:
    (stem, here), (other, there) = page_place(url), page_place(found)
    if stem != other:  # /report.html → /report/2.html → /report/3.html
        before, after = _SEGMENT.search(urlsplit(url).path), _SEGMENT.search(urlsplit(found).path)
        if after is None:
            return False
        parent = other[: other.rindex("/")]
        if before is None:
            return int(after[1]) == 2 and stem == parent
        return int(after[1]) == int(before[1]) + 1 and stem.startswith(f"{parent}/")
    path = stem.split("?", 1)[0].partition("/")[2]
    return there == here + 1 and not ("?" not in stem and _LIST_NAMES.search(path))


class PageMerger:
    """Merge the pages of articles as they come, in any order, with bounded memory: feed every page, then flush."""

    def __init__(self, most: int = MAX_OPEN) -> None:
        self._most = most
        self._open: OrderedDict[str, list[PageText]] = OrderedDict()  # address awaited → pages before it
        self._early: OrderedDict[str, PageText] = OrderedDict()  # pages that came before the page that leads to them

    def feed(self, page: PageText) -> Iterator[PageText]:
        """Yield what is complete once this page is known."""
        url = page.url
        if url is None:
            yield page
            return
        key = _key(url)
        parts = self._open.pop(key, None)
        if parts is None and page_place(url)[1] > 1:
            self._early[key] = page
        else:
            yield from self._extend([*(parts or []), page])
        while len(self._open) > self._most:
            yield merge_pages(self._open.popitem(last=False)[1])
        while len(self._early) > self._most:
            yield from self._extend([self._early.popitem(last=False)[1]])

    def flush(self) -> Iterator[PageText]:
        """Yield what is left, as far as it was seen."""
        while self._open:
            yield merge_pages(self._open.popitem(last=False)[1])
        while self._early:
            yield from self._extend([self._early.popitem(last=False)[1]])
        while self._open:
            yield merge_pages(self._open.popitem(last=False)[1])

    def _extend(self, parts: list[PageText]) -> Iterator[PageText]:
        while True:
            following = parts[-1].metadata.get(NEXT)
            if not following:
                yield merge_pages(parts)
                return
            found = self._early.pop(_key(following), None)
            if found is None:
                self._open[_key(following)] = parts
                return
            parts.append(found)


def _key(url: str) -> str:
    parts = urlsplit(url)
    return f"{(parts.hostname or '').lower()}:{parts.port or ''}{parts.path}?{parts.query}"


def merge_pages(parts: list[PageText]) -> PageText:
    """Return one page from the pages of an article in order: text by lines, hints and cells moved, the first page's facts.

    The hash is that of the hashes, so it says whether any page changed.
    """
    first = parts[0]
    metadata = {key: value for key, value in first.metadata.items() if key != NEXT}
    if len(parts) == 1:
        return replace(first, metadata=MappingProxyType(metadata)) if NEXT in first.metadata else first
    hints, cells, at, tables = [], [], 0, 0
    for part in parts:
        hints += [replace(hint, start=hint.start + at, end=hint.end + at) for hint in part.hints]
        moved = [replace(c, start=c.start + at, end=c.end + at, table=c.table + tables) for c in part.cells]
        cells += moved
        tables = max((cell.table + 1 for cell in moved), default=tables)
        at += len(part.text) + 1
    return replace(
        first,
        text="\n".join(part.text for part in parts),
        sha256=hashlib.sha256("".join(part.sha256 for part in parts).encode()).hexdigest(),
        published_on=next((part.published_on for part in parts if part.published_on), None),
        extraction=min((part.extraction for part in parts), key=lambda extraction: extraction.agreement),
        hints=tuple(hints),
        cells=tuple(cells),
        metadata=MappingProxyType({**metadata, PAGES: str(len(parts))}),
    )
