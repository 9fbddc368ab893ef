"""Extract the article of an HTML page: main text as lines with hints and table cells, title, date, source and author."""

from __future__ import annotations

import html as entities
import re
from dataclasses import dataclass, fields

from reportmine.acquire.furniture import trim_furniture
from reportmine.acquire.lines import Line, join_lines, read_lines
from reportmine.acquire.maintext import find_main_text
from reportmine.acquire.metadata import Metadata, find_declared, find_metadata
from reportmine.acquire.sites import find_site, site_main_text, site_metadata
from reportmine.acquire.tree import parse_tree, prepare_tree
from reportmine.schema import Cell, Extraction, Hint
from reportmine.text.lexicon import Lexicon

FIRST_LINE_CHARS = 20  # a line this long tells the article from the page around it
MAX_TAG_CHARS = 20_000

_SILENT_START = re.compile(r"<(script|style|noscript|template|svg)\b", re.IGNORECASE)
_LINE_END = re.compile(
    r"</?(?:p|div|br|li|tr|h[1-6]|table|section|article|ul|ol|dd|dt|pre|hr|td)\b[^<>]{0,2000}>", re.IGNORECASE
)
_TAG = re.compile(rf"<[!/?a-zA-Z][^<>]{{0,{MAX_TAG_CHARS}}}>")


@dataclass(frozen=True, slots=True)
class HtmlText:
    """Hold what was read from one HTML page; offsets of hints and cells count characters of `text`."""

    text: str
    hints: tuple[Hint, ...]
    cells: tuple[Cell, ...]
    metadata: Metadata
    extraction: Extraction


def extract_html(html: str, *, url: str | None = None, lexicon: Lexicon) -> HtmlText:
    """Extract the article of a page; a site entry of the lexicon for the host of `url` overrides the general method.

    Scripts are never run. The text is empty where the page shows none. Time and memory are bounded: pages beyond the limits of
    `tree.parse_tree` are read as flat text, with agreement 0.

    >>> from reportmine.text.lexicon import load_lexicon
    >>> page = extract_html("<title>总结</title><p>今年完成产值3亿元，增长8%，形势良好。</p>", lexicon=load_lexicon())
    >>> page.text, page.extraction.method
    ('今年完成产值3亿元，增长8%，形势良好。', 'readability')
    """
    tree = parse_tree(html)
    if tree is None:
        text, hints, cells = join_lines(_flat_lines(html))
        return HtmlText(text, hints, cells, Metadata(), Extraction("flat", 0.0))
    site = find_site(url, lexicon=lexicon)
    declared = find_declared(tree)
    selected = site_metadata(tree, site) if site else Metadata()
    counts = prepare_tree(tree)
    body = tree.find("body")
    visible = tree if body is None else body
    page_text = "\n".join(text.strip() for text in visible.itertext() if text and not text.isspace())
    headings = [" ".join(h.text_content().split()) for h in tree.iter("h1")]
    main = (site_main_text(tree, counts, site) if site else None) or find_main_text(tree, counts)
    lines = trim_furniture(read_lines(main.html), lexicon=lexicon)
    found = find_metadata(declared, page_text, _first_line(lines), headings, lexicon=lexicon)
    text, hints, cells = join_lines(lines)
    return HtmlText(text, hints, cells, _merged(selected, found), Extraction(main.method, main.agreement))


def _first_line(lines: list[Line]) -> str:
    return next((line.text[:40] for line in lines if len(line.text) >= FIRST_LINE_CHARS and not line.cells), "")


def _merged(first: Metadata, second: Metadata) -> Metadata:
    values = {f.name: getattr(first, f.name) or getattr(second, f.name) for f in fields(Metadata)}
    return Metadata(**values)


def _flat_lines(html: str) -> list[Line]:
    """Read a page without a tree: silent elements and tags out, block tags as line ends."""
    text = _TAG.sub("", _LINE_END.sub("\n", _without_silent(html)))
    lines = (" ".join(line.split()) for line in entities.unescape(text).split("\n"))
    return [Line(line) for line in lines if line]


def _without_silent(html: str) -> str:
    """Cut scripts, styles and the like in one pass (a search for the end tag never starts twice for the same text)."""
    lower = html.lower() if html.isascii() or len(html.lower()) == len(html) else html
    pieces: list[str] = []
    at = 0
    for match in _SILENT_START.finditer(html):
        if match.start() < at:
            continue
        pieces.append(html[at : match.start()])
        end = lower.find(f"</{match[1].lower()}", match.end())
        close = html.find(">", end) if end >= 0 else -1
        at = close + 1 if close >= 0 else len(html)
    pieces.append(html[at:])
    return "".join(pieces)
