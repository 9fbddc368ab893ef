"""Read a page by its site's own entry: CSS selectors for body, title, date, source and author."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from cssselect import HTMLTranslator, SelectorError
from lxml import etree

from reportmine.acquire.maintext import MainText, second_opinion
from reportmine.acquire.metadata import Metadata, parse_date
from reportmine.acquire.tree import Element, drop_all
from reportmine.errors import LexiconError
from reportmine.text.lexicon import Lexicon
from reportmine.text.page_entries import Site


def find_site(url: str | None, *, lexicon: Lexicon) -> Site | None:
    """Return the entry for the host of a URL (the host itself or a domain above it), None where there is none.

    >>> from reportmine.text.lexicon import load_lexicon
    >>> find_site("https://example.org/a.html", lexicon=load_lexicon()) is None
    True
    """
    if not url:
        return None
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return None
    hosts = _hosts(lexicon)
    parts = host.split(".")
    return next((hosts[name] for i in range(len(parts)) if (name := ".".join(parts[i:])) in hosts), None)


@lru_cache(maxsize=8)
def _hosts(lexicon: Lexicon) -> dict[str, Site]:
    return {host.lower(): site for site in lexicon.entries(Site) for host in site.hosts}


@lru_cache(maxsize=512)
def compile_selector(selector: str, where: str) -> etree.XPath:
    """Compile a CSS selector; raises LexiconError naming the entry for one that is wrong."""
    try:
        return etree.XPath(HTMLTranslator().css_to_xpath(selector))
    except (SelectorError, etree.XPathError) as error:
        raise LexiconError(
            f"not a CSS selector: {selector!r} ({error})",
            where=where,
            mend="see 'Add a unit, a theme or a site' in README",
        ) from error


def select(tree: Element, selectors: tuple[str, ...], *, where: str) -> list[Element]:
    """Return the elements of the first selector that matches any, in page order."""
    for selector in selectors:
        found: list[Element] = compile_selector(selector, where)(tree)
        if found:
            return found
    return []


def site_main_text(tree: Element, counts: dict[Element, list[int]], site: Site) -> MainText | None:
    """Find the main text by the site's `body` selectors; None where they match nothing with text."""
    bodies = [e for e in select(tree, site.body, where=site.id) if e in counts and counts[e][0] > 0]
    if not bodies:
        return None
    for selector in site.drop:
        for body in bodies:
            drop_all([e for e in compile_selector(selector, site.id)(body) if e not in bodies])
    return second_opinion(tree, counts, bodies, method=f"site:{site.id}")


def site_metadata(tree: Element, site: Site) -> Metadata:
    """Find title, date, source and author by the site's selectors; None where they match nothing."""
    texts = {
        name: next((t for e in select(tree, getattr(site, name), where=site.id) if (t := _text(e))), None)
        for name in ("title", "date", "source", "author")
    }
    date = parse_date(texts["date"]) if texts["date"] else None
    return Metadata(title=texts["title"], published_on=date, source_name=texts["source"], author=texts["author"])


def _text(element: Element) -> str:
    return " ".join(element.text_content().split())[:200]
