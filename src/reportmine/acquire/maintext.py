"""Choose the main text of a prepared tree: readability first, the densest container as second opinion and as fallback."""

from __future__ import annotations

import copy
import logging
import re
from collections import Counter
from dataclasses import dataclass

import lxml.html
from lxml import etree
from readability import Document
from readability.readability import Unparseable

from reportmine.acquire.tree import Element, drop_all

DENSE_SHARE = 0.6  # the densest container holds at least this share of the page's sentence marks
LINK_LIST_SHARE = 0.5  # a block with more of its text inside links is a list of links
POOR_AGREEMENT = 0.3  # below it one of the two is on the wrong block, and the one with more sentences is believed
MAX_READABILITY_ELEMENTS = 30_000  # readability serialises every div again for each level above it
MAX_READABILITY_CHARS = 2_000_000

_MARK = re.compile("[，。；：！？]")

logging.getLogger("readability.readability").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class MainText:
    """Hold the chosen block as HTML, the method that chose it, and how far the second one agrees (0 to 1)."""

    html: str
    method: str
    agreement: float


class _Document(Document):  # type: ignore[misc]
    """Run readability on a prepared tree, without its own cleaning (a quarter of its time), and keep the block as it is."""

    def _parse(self, input: Element) -> Element:  # noqa: A002 - the name is readability's
        return copy.deepcopy(input)  # it changes the tree, and starts again from the whole one when it finds too little

    def get_clean_html(self) -> str:
        """Return the block as HTML without readability's rewriting of attributes."""
        return _html(self.html)

    def get_preserved_elements(self, node: Element) -> dict[Element, bool]:
        """Keep the tables: those still standing after preparation hold data, which readability drops when they are short."""
        kept: dict[Element, bool] = super().get_preserved_elements(node)
        kept.update(dict.fromkeys(node.iter("table"), True))
        return kept


def find_main_text(tree: Element, counts: dict[Element, list[int]]) -> MainText:
    """Find the block that holds the article; `counts` come from `tree.prepare_tree`.

    The agreement is the share of characters in text nodes that both methods chose (an F measure).
    """
    dense = _densest(tree, counts)
    dense_texts = _texts(dense, counts)
    first = _readability(tree, len(counts), counts[tree][0])
    if first is None:
        return MainText(_without_links(dense, counts), "density", 0.0)
    html, texts = first
    agreement = _agreement(texts, dense_texts)
    if agreement < POOR_AGREEMENT and _marks(dense_texts) > _marks(texts):
        return MainText(_without_links(dense, counts), "density", agreement)
    return MainText(html, "readability", agreement)


def second_opinion(tree: Element, counts: dict[Element, list[int]], chosen: list[Element], *, method: str) -> MainText:
    """Build the main text from elements that something else chose, with the agreement of the densest container."""
    texts = [text for element in chosen for text in _texts(element, counts)]
    agreement = _agreement(texts, _texts(_densest(tree, counts), counts))
    return MainText("".join(f"<div>{_html(element)}</div>" for element in chosen), method, agreement)


def _readability(tree: Element, elements: int, chars: int) -> tuple[str, list[str]] | None:
    if elements > MAX_READABILITY_ELEMENTS or chars > MAX_READABILITY_CHARS:
        return None
    document = _Document(tree)
    try:
        html = document.summary(html_partial=True)
    except Unparseable:
        return None
    texts = [text.strip() for text in document.html.itertext()]
    texts = [text for text in texts if text]
    return (html, texts) if texts else None


def _densest(tree: Element, counts: dict[Element, list[int]]) -> Element:
    """Descend from the body to the smallest container that still holds most of the page's sentence marks."""
    body = tree.find("body")
    node = tree if body is None else body
    wanted = counts[node][2] * DENSE_SHARE
    while wanted > 0:
        child = max((c for c in node if c in counts), key=lambda c: counts[c][2], default=None)
        if child is None or counts[child][2] < wanted or child.tag in ("p", "table", "ul", "ol", "blockquote", "pre"):
            break
        node = child
    return node


def _is_link_list(element: Element, counts: dict[Element, list[int]]) -> bool:
    total, links, marks = counts[element]
    return total > 0 and links > LINK_LIST_SHARE * total and marks * 20 < total


def _texts(root: Element, counts: dict[Element, list[int]]) -> list[str]:
    """Collect the text nodes of a container without its lists of links."""
    texts: list[str] = []
    stack: list[Element | str] = [root]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            texts.append(item)
            continue
        if item in counts and (item is root or item.tag in ("a", "span") or not _is_link_list(item, counts)):
            if item.text and item.text.strip():
                texts.append(item.text.strip())
            for child in reversed(item):
                if child.tail and child.tail.strip():
                    stack.append(child.tail.strip())
                stack.append(child)
    return texts


def _without_links(root: Element, counts: dict[Element, list[int]]) -> str:
    """Serialise a container without its lists of links."""
    order = list(root.iter(etree.Element))
    kept = copy.deepcopy(root)
    pairs = zip(order, list(kept.iter(etree.Element)), strict=True)
    blocks = ("div", "ul", "ol", "li", "table", "dl", "nav", "section", "p", "aside", "footer", "header")
    drop_all([twin for element, twin in pairs if element.tag in blocks and _is_link_list(element, counts)])
    return _html(kept)


def _html(element: Element) -> str:
    text: str = lxml.html.tostring(element, encoding="unicode", with_tail=False)
    return text


def _agreement(first: list[str], second: list[str]) -> float:
    one, two = Counter(first), Counter(second)
    common = sum(len(text) * n for text, n in (one & two).items())
    total = sum(map(len, first)) + sum(map(len, second))
    return round(2 * common / total, 4) if total else 0.0


def _marks(texts: list[str]) -> int:
    return sum(len(_MARK.findall(text)) for text in texts)
