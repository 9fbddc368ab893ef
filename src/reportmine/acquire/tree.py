"""Parse HTML into a tree and prepare it: scripts out, hidden spans out, layout tables unwrapped, split articles joined.

Nothing here chooses the main text; `measure` counts, per element, what the choosers in `maintext.py` need.
"""

from __future__ import annotations

import re
from typing import Any

import lxml.html
from lxml import etree

Element = Any  # lxml ships no types

MAX_HTML_CHARS = 8_000_000  # a tree costs ~60 bytes a character; longer pages are read as flat text
MAX_TAGS = 100_000  # an element costs ~30 µs over all steps; real pages have under 10,000
HIDDEN_CHARS = 60  # hidden text below this length is a watermark; above it, perhaps an article that a script would show
LAYOUT_CELL_CHARS = 150  # a cell with so much text lays out a page, it is no datum
SEGMENT_MARKS = 8  # sentence marks from which a sibling container counts as a part of the article
SEGMENT_LINKS = 0.2  # at most this share of its text may be links

_DROP = [
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "iframe",
    "frame",
    "object",
    "embed",
    "applet",
    "select",
    "option",
    "button",
    "textarea",
    "input",
    "link",
    "canvas",
    "video",
    "audio",
    "source",
    "map",
    "area",
    "math",
    "dialog",
]
_INLINE = re.compile(
    r"</?(?:font|span|b|i|u|em|strong|a|small|big|center|label|o:p|st1:\w+)\b[^<>]{0,2000}>", re.IGNORECASE
)
_HIDING = re.compile(
    r"display:none|visibility:hidden|font-size:0(?![.\d]|p[xt]\d)|opacity:0(?![.\d])|(?:text-indent|left|top):-\d{3}",
    re.IGNORECASE,
)
_CENTRED = re.compile(r"text-align:center", re.IGNORECASE)
_HIDDEN_RULE = re.compile(
    r"(?:^|[};>])\s{0,40}\.([\w-]{1,60})\s{0,8}\{([^{}]{0,400})"
)  # a class alone, in no other's context
_UNWANTED = re.compile(
    "comment|pinglun|reply|footer|foot|header|sidebar|related|recommend|copyright|nav", re.IGNORECASE
)
_SENTENCE_MARK = re.compile("[，。；：！？、,;:!?]")
_BLOCKS = frozenset(["p", "br", "div", "li", "table", "h1", "h2", "h3", "h4", "h5", "h6"])


def parse_tree(html: str) -> Element | None:
    """Parse a page into a tree without comments; return None for pages too large, too deep or without elements.

    Excess nesting (libxml2 stops at 256 levels) is mostly inline tags that were never closed, so a second try leaves those out.

    >>> parse_tree("<p>全年目标").text_content()
    '全年目标'
    """
    if len(html) > MAX_HTML_CHARS or html.count("<") > MAX_TAGS or not html.strip():
        return None
    source = html.replace("\x00", "").lstrip("\ufeff \t\r\n")
    tree = _parse(source)
    if tree is None and "<" in source:
        tree = _parse(_INLINE.sub("", source))
    return tree


def _parse(source: str) -> Element | None:
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        tree = lxml.html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    cut = any(
        entry.type == etree.ErrorTypes.ERR_INTERNAL_ERROR or "depth" in entry.message for entry in parser.error_log
    )
    return None if cut else tree


def prepare_tree(tree: Element) -> dict[Element, list[int]]:
    """Prepare the tree in place and return the counts of `measure` for what is left."""
    hidden = _hidden_classes(tree)
    drop_all(list(tree.iter(*_DROP)))
    large = _settle_styles(tree, hidden)
    counts = measure(tree)
    if large:
        drop_all([element for element in large if counts[element][2] * 2 < counts[tree][2]])
        counts = measure(tree)
    _unwrap_layout_tables(tree, counts)
    _join_segments(tree, counts)
    return counts


def drop_all(elements: list[Element]) -> None:
    """Remove elements with all that they hold, keeping the text behind them."""
    for element in elements:
        if element.getparent() is not None:
            element.drop_tree()


def measure(tree: Element) -> dict[Element, list[int]]:
    """Count for each element: characters of text, characters inside links, sentence marks outside links."""
    order = list(tree.iter(etree.Element))
    counts = {element: [0, 0, 0] for element in order}
    for element in reversed(order):
        own = counts[element]
        text = element.text
        if text:
            own[0] += len(text.strip())
            own[2] += len(_SENTENCE_MARK.findall(text))
        if element.tag == "a":
            own[1], own[2] = own[0], 0
        parent = element.getparent()
        if parent is None:
            continue
        above = counts[parent]
        above[0] += own[0]
        above[1] += own[1]
        above[2] += own[2]
        tail = element.tail
        if tail:
            above[0] += len(tail.strip())
            above[2] += len(_SENTENCE_MARK.findall(tail))
    return counts


def text_length(element: Element, *, limit: int) -> int:
    """Count the characters of an element's text without white space, stopping once `limit` is reached."""
    total = 0
    for text in element.itertext():
        total += len("".join(text.split()))
        if total >= limit:
            break
    return total


def _hidden_classes(tree: Element) -> set[str]:
    """Collect the classes that the page's own style sheets hide."""
    names: set[str] = set()
    for style in tree.iter("style"):
        for name, rules in _HIDDEN_RULE.findall((style.text or "")[:200_000]):
            if _HIDING.search(re.sub(r"\s", "", rules)):
                names.add(name)
    return names


def _settle_styles(tree: Element, hidden: set[str]) -> list[Element]:
    """Drop small hidden elements, return large ones, and turn centring by style into the `align` attribute."""
    doomed = []
    for element in tree.xpath("//*[@style]"):
        style = "".join(element.get("style").split())
        if _HIDING.search(style):
            doomed.append(element)
        elif _CENTRED.search(style):
            element.set("align", "center")
        del element.attrib["style"]
    for element in tree.xpath("//*[@hidden]"):
        doomed.append(element)
        del element.attrib["hidden"]
    if hidden:
        doomed += [e for e in tree.xpath("//*[@class]") if not hidden.isdisjoint(e.get("class").split())]
    doomed = [e for e in doomed if e.tag not in ("html", "body")]
    small = {e for e in doomed if text_length(e, limit=HIDDEN_CHARS) < HIDDEN_CHARS}
    drop_all([e for e in doomed if e in small])
    return [e for e in doomed if e not in small and any(a is tree for a in e.iterancestors())]


def _unwrap_layout_tables(tree: Element, counts: dict[Element, list[int]]) -> None:
    """Turn tables that only place things on the page into div elements, innermost first."""
    for table in reversed(list(tree.iter("table"))):
        if _is_layout(table, counts):
            for element in list(table.iter("table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption")):
                element.tag = "div"


def _is_layout(table: Element, counts: dict[Element, list[int]]) -> bool:
    cells = list(table.iter("td", "th"))
    rows = len(list(table.iter("tr")))
    if len(cells) < 4 or rows < 2 or len(cells) <= rows:  # one column or one row holds no crossing of headers
        return True
    if any(counts[cell][0] > LAYOUT_CELL_CHARS for cell in cells) and table.find(".//th") is None:
        return True
    if table.find(".//table") is not None or table.find(".//form") is not None:
        return True
    total, links, _ = counts[table]
    return links * 2 > total


def _join_segments(tree: Element, counts: dict[Element, list[int]]) -> None:
    """Unwrap sibling containers of like density, so that an article spread over them has one parent.

    Siblings count as alike when they share tag and class, hold sentences, few links and no sign of being comments or page furniture.
    """
    for parent in list(tree.iter("div", "article", "section", "main", "td", "body")):
        groups: dict[tuple[str, str], list[Element]] = {}
        for child in parent:
            if child.tag in ("div", "section", "article") and _is_segment(child, counts):
                groups.setdefault((child.tag, child.get("class", "")), []).append(child)
        for segments in groups.values():
            if len(segments) > 1:
                for segment in segments:
                    _unwrap(segment)


def _is_segment(element: Element, counts: dict[Element, list[int]]) -> bool:
    total, links, marks = counts[element]
    if marks < SEGMENT_MARKS or links > SEGMENT_LINKS * total or _UNWANTED.search(_names(element)):
        return False
    return any(child.tag in _BLOCKS for child in element)


def _names(element: Element) -> str:
    return f"{element.get('class', '')} {element.get('id', '')}"


def _unwrap(element: Element) -> None:
    """Replace an element by its children, keeping its own loose text in a paragraph."""
    if element.text and element.text.strip():
        paragraph = etree.Element("p")
        paragraph.text, element.text = element.text, None
        element.insert(0, paragraph)
    element.drop_tag()
