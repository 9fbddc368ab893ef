"""Find title, date, source and author of a page by its labels, meta tags and JSON-LD; a date must stand on the page as a string."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import regex

from reportmine.acquire.tree import Element
from reportmine.text.lexicon import Lexicon
from reportmine.text.page_entries import PageLabel

LEAD_CHARS = 3000  # a byline stands close before the article …
TAIL_CHARS = 1200  # … or close behind it
VALUE_CHARS = 30  # a name longer than this is a sentence
TITLE_CHARS = 120
MAX_SCRIPT_CHARS = 500_000
MAX_JSON_NODES = 2000

DATE = regex.compile(r"(?<!\d)((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)日?")
_CLOCK = regex.compile(DATE.pattern + r"\s{0,4}T?\d{1,2}[:：]\d\d")
_VALUE = regex.compile(r"[:：\s\u3000]{0,12}+([^\s\u3000|｜【】（(\[\]<>：:，。；;,]{1,60})")
_SITE_SUFFIX = regex.compile(r"\s*(?:[_|｜]|\s[-–—]+\s|[-–—]+(?=[^\d\-–—_|｜]{2,14}$))\s*[^_|｜]{1,30}$")
_COLUMN_FIELDS = ("title", "date", "source", "author")
_COLON = "[:：]"
_SEPARATORS = ("-", "–", "—", "_", "|", "｜")
_LETTER = regex.compile(r"\p{L}")


@dataclass(frozen=True, slots=True)
class Metadata:
    """Hold what a page says about its article; None where it says nothing."""

    title: str | None = None
    published_on: dt.date | None = None
    source_name: str | None = None
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Declared:
    """Hold what the head of a page declares: its <title>, its headings, and meta and JSON-LD values by lower-case name."""

    title: str
    values: Mapping[str, str]


class Labels:
    """Hold the label words of a lexicon as patterns."""

    def __init__(self, entries: Iterable[PageLabel]) -> None:
        self.entries = tuple(entries)
        strong = [e for e in self.entries if not e.weak]
        self.meta = {f: [m for e in strong if e.field == f for m in e.meta] for f in ("date", "source", "author")}
        self.date = self._label(("date",), f"{_COLON}?[\\s\\u3000]{{0,8}}+{DATE.pattern}")
        self.source = self._label(("source",), _COLON)
        self.author = self._label(("author",), _COLON)
        self.any = self._label(("source", "author", "editor", "counter"), f"{_COLON}?")
        self.byline = self._label(("source", "author", "editor", "counter"), _COLON)
        self.dateline = self._label(("date",), _COLON, weak=False)
        notice, reprint, owner, end, page = map(self._terms, ("notice", "reprint", "owner", "end", "page"))
        self.notice, self.reprint, self.owner, self.end, self.page_words = notice, reprint, owner, end, page
        self.columns = {
            name.lower(): e.field for e in strong for name in (e.field, *e.meta, *e.terms) if e.field in _COLUMN_FIELDS
        }

    def _terms(self, field: str) -> regex.Pattern[str]:
        terms = [t for e in self.entries if e.field == field for t in e.terms]
        return regex.compile("|".join(map(regex.escape, sorted(terms, key=len, reverse=True))) or "(?!)")

    def _label(self, fields: tuple[str, ...], after: str, *, weak: bool = True) -> regex.Pattern[str]:
        chosen = [e for e in self.entries if e.field in fields and (weak or not e.weak)]
        terms = sorted((t for e in chosen for t in e.terms), key=len, reverse=True)
        spaced = ["[ \\u3000]{0,4}+".join(map(regex.escape, term)) for term in terms]
        return regex.compile(f"(?:{'|'.join(spaced) or '(?!)'})\\s{{0,4}}+{after}")


@lru_cache(maxsize=8)
def labels_of(lexicon: Lexicon) -> Labels:
    """Return the label patterns of a lexicon, built once."""
    return Labels(lexicon.entries(PageLabel))


def find_declared(tree: Element) -> Declared:
    """Collect title, meta tags and JSON-LD values of a page; call it before the tree loses its scripts."""
    values: dict[str, str] = {}
    for script in tree.iter("script"):
        if "ld+json" in script.get("type", "") and script.text and len(script.text) <= MAX_SCRIPT_CHARS:
            _collect_json(script.text, values)
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        content = (meta.get("content") or "").strip()
        if name and content:
            values.setdefault(name, content[:500])
    title = tree.find(".//title")
    return Declared(" ".join((title.text_content() if title is not None else "").split())[:500], values)


def _collect_json(text: str, values: dict[str, str]) -> None:
    try:
        stack: list[Any] = [json.loads(text)]
    except (ValueError, RecursionError):
        return
    seen = 0
    while stack and seen < MAX_JSON_NODES:
        node = stack.pop()
        seen += 1
        if isinstance(node, list):
            stack.extend(node)
        elif isinstance(node, dict):
            for key, value in node.items():
                if isinstance(value, str):
                    values.setdefault(key.lower(), value.strip()[:500])
                elif (
                    key.lower() in ("author", "source")
                    and isinstance(value, dict)
                    and isinstance(value.get("name"), str)
                ):
                    values.setdefault(key.lower(), value["name"].strip()[:500])
                else:
                    stack.append(value)


def find_metadata(
    declared: Declared, page_text: str, first_line: str, headings: list[str], *, lexicon: Lexicon
) -> Metadata:
    """Find what the page says of its article.

    `page_text` is all visible text, a text node a line; `first_line` the first long line of the article, which tells the byline from the
    article's own words; `headings` the page's h1 texts.
    """
    labels = labels_of(lexicon)
    lead, tail = _around(page_text, first_line)
    return Metadata(
        title=_title(declared, headings, page_text),
        published_on=_date(declared, lead, tail, labels),
        source_name=_name(labels.source, lead, tail, labels) or _declared(declared, labels.meta["source"]),
        author=_name(labels.author, lead, tail, labels) or _declared(declared, labels.meta["author"]),
    )


def _around(page_text: str, first_line: str) -> tuple[str, str]:
    at = page_text.find(first_line) if first_line else -1
    if at < 0:
        return page_text[:LEAD_CHARS], ""
    return page_text[max(0, at - LEAD_CHARS) : at], page_text[-TAIL_CHARS:] if len(page_text) - at > TAIL_CHARS else ""


def parse_date(text: str) -> dt.date | None:
    """Return the first complete calendar date of a string, None where there is none.

    >>> parse_date("更新时间:2021-3-9 08:15"), parse_date("2021年"), parse_date("2021-13-45")
    (datetime.date(2021, 3, 9), None, None)
    """
    for match in DATE.finditer(text):
        try:
            return dt.date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            continue
    return None


def _date(declared: Declared, lead: str, tail: str, labels: Labels) -> dt.date | None:
    for name in labels.meta["date"]:
        found = parse_date(declared.values.get(name, ""))
        if found:
            return found
    for pattern, text in ((labels.date, lead), (_CLOCK, lead), (labels.date, tail)):
        matches = list(pattern.finditer(text))
        for match in reversed(matches):  # the nearest to the article
            found = parse_date(match[0])
            if found:
                return found
    return _lone_date(lead)


def _lone_date(lead: str) -> dt.date | None:
    """Return the date that stands alone on its line before the article, where it is the only one."""
    lines = [line.strip() for line in lead.split("\n")]
    dates = {parse_date(line) for line in lines if len(line) <= 16 and DATE.match(line)}
    return dates.pop() if len(dates) == 1 else None


def _name(label: regex.Pattern[str], lead: str, tail: str, labels: Labels) -> str | None:
    for text in (lead[-800:], tail):
        for match in reversed(list(label.finditer(text))):
            value = _VALUE.match(text, match.end())
            if value is None or "\n\n" in value[0] or labels.any.match(value[1]) or labels.date.match(value[1]):
                continue
            name: str = value[1].strip(" 　·-—/")
            if _is_name(name):
                return name
    return None


def _declared(declared: Declared, names: list[str]) -> str | None:
    for name in names:
        value = declared.values.get(name, "")
        if _is_name(value):
            return value
    return None


def _is_name(value: str) -> bool:
    return (
        1 < len(value) <= VALUE_CHARS
        and "://" not in value
        and DATE.search(value) is None
        and _LETTER.search(value) is not None
    )


def _title(declared: Declared, headings: list[str], page_text: str) -> str | None:
    """Choose the heading that the <title> repeats, else the only heading, else the <title> without the names of site and column."""
    whole = _core(declared.title)
    given = [strip_site(declared.values.get(name, "")) for name in ("headline", "og:title", "title", "articletitle")]
    fitting = [t for t in (*headings, *given) if 4 <= len(t) <= TITLE_CHARS and _core(t) in whole]
    if fitting:
        return max(fitting, key=len)
    alone = [t for t in dict.fromkeys(headings) if 4 <= len(t) <= TITLE_CHARS]
    stripped = "" if declared.title.startswith(_SEPARATORS) else strip_site(declared.title)  # a template left empty
    if len(alone) == 1 and (not stripped or stripped not in page_text):
        return alone[0]
    return stripped or (alone[0] if alone else None)


def _core(title: str) -> str:
    return "".join(title.split())


def strip_site(title: str) -> str:
    """Strip names of site and columns from the end of a page title.

    >>> strip_site("街道2023年工作总结-2024年打算_工作总结_文库网"), strip_site("年度思路 - 某某网")
    ('街道2023年工作总结-2024年打算', '年度思路')
    """
    for _ in range(4):
        shorter = _SITE_SUFFIX.sub("", title)
        if len(shorter) < 4 or shorter == title:
            break
        title = shorter
    return title.strip("".join(_SEPARATORS) + " ")
