"""Define the entry types that describe web pages and sites; the other types stand in `entries`."""

from __future__ import annotations

from dataclasses import dataclass

from reportmine.text.entry import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Site(Entry):
    """Hold how one site builds its pages: CSS selectors (the first that matches wins) and, for the crawler, URL patterns.

    `hosts` match the host itself and its subdomains; `drop` elements are removed from the body; `articles` and `lists` are regular
    expressions over whole URLs; `next` selects the link to the next page of a list or article.
    """

    zh: str
    hosts: tuple[str, ...]
    body: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    next: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLabel(Entry):
    """Hold words that a page writes around an article: `field` is date, source, author, title, editor, counter, notice, reprint, owner, end or page.

    Date, source and author stand before their value (来源:…); notices, reprint rules with their owner and ends stand behind the article, and
    nothing after an end belongs to it. `weak` marks labels that reports use themselves (时间:…). `examples` are lines that hold the words.
    """

    zh: str
    field: str
    terms: tuple[str, ...]
    meta: tuple[str, ...] = ()
    weak: bool = False
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall(Entry):
    """Hold what a site shows instead of an article: `kind` captcha, login or missing; `terms` of a short page, `paths` of an address."""

    zh: str
    kind: str
    terms: tuple[str, ...]
    paths: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
