"""Read a fetched page for the crawl: is it an article, a list or a wall, and which links are worth following."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from reportmine.acquire.crawl.urls import host_key
from reportmine.acquire.pager import find_next_page, says_next
from reportmine.acquire.sites import find_site, select
from reportmine.acquire.tree import Element, parse_tree
from reportmine.text.lexicon import Lexicon
from reportmine.text.page_entries import Site, Wall

MIN_TITLE = 6  # Chinese characters of a link that may be an article's title; channels have shorter names
ARTICLE_CHARS = 150  # text outside links from which a page is an article
ARTICLE_LINKS = 0.5  # an article has at most this share of its text in links
WALL_CHARS = 400  # a longer page is no wall, whatever words are in it
MAX_LINKS = 2000
_CJK = re.compile(r"[\u4e00-\u9fff]")
_FILES = re.compile(
    r"\.(?:jpe?g|png|gif|svg|webp|ico|css|js|json|mp[34]|avi|mov|exe|apk|zip|rar|7z|gz|xlsx?|pptx?|rss|atom|wps)$", re.I
)


@dataclass(frozen=True, slots=True)
class PageLinks:
    """Hold what a page is (article, list, captcha, login or missing) and its links: articles, lists, and its own next page."""

    kind: str
    articles: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    next_list: str | None = None
    next_page: str | None = None
    offsite: tuple[str, ...] = ()


def read_links(html: str, url: str, *, lexicon: Lexicon) -> PageLinks:
    """Read what a page is and where it leads; a site entry of the lexicon decides where there is one.

    >>> from reportmine.text.lexicon import load_lexicon
    >>> html = '<ul><li><a href="1.html">二〇二四年供水工作总结</a><li><a href="2.html">物业公司下半年工作计划</a></ul><a href="/p2">下一页</a>'
    >>> found = read_links(html, "http://a.cn/zj/", lexicon=load_lexicon())
    >>> found.kind, found.articles, found.next_list
    ('list', ('http://a.cn/zj/1.html', 'http://a.cn/zj/2.html'), 'http://a.cn/p2')
    """
    tree = parse_tree(html)
    if tree is None:
        return PageLinks("article")
    for silent in tree.xpath("//script|//style|//noscript|//template"):
        silent.drop_tree()
    text = " ".join(tree.text_content().split())
    wall = find_wall(text, url, lexicon=lexicon)
    if wall:
        return PageLinks(wall)
    site = find_site(url, lexicon=lexicon)
    anchors = _anchors(tree, url)
    if _is_article(text, anchors, url, site):
        return PageLinks("article", next_page=_site_next(tree, url, site) or find_next_page(html, url))
    here = host_key(url)
    own = [(target, words) for target, words in anchors if host_key(target) == here]
    away = tuple(target for target, words in anchors if host_key(target) != here and _is_title(words))
    following = _site_next(tree, url, site) or next((t for t, words in own if says_next(words)), None)
    if site and site.articles:
        articles = [t for t, _ in own if any(re.search(pattern, t) for pattern in site.articles)]
        lists = [t for t, _ in own if any(re.search(pattern, t) for pattern in site.lists)]
    else:
        articles = [t for t, words in own if _is_title(words) and t != following]
        lists = [t for t, words in own if not _is_title(words) and _CJK.search(words) and t != following]
    return PageLinks(
        "list", _unique(articles), _unique(lists), following, find_next_page(html, url), _unique(list(away))
    )


def find_wall(text: str, url: str, *, lexicon: Lexicon) -> str | None:
    """Return captcha, login or missing where a page shows that instead of an article.

    >>> from reportmine.text.lexicon import load_lexicon
    >>> find_wall("您的访问过于频繁，请输入验证码", "http://a.cn/1", lexicon=load_lexicon())
    'captcha'
    """
    path = urlsplit(url).path
    for wall in lexicon.entries(Wall):
        if any(pattern.search(path) for pattern in _patterns(wall.paths)):
            return wall.kind
        if len(text) <= WALL_CHARS and any(term in text for term in wall.terms):
            return wall.kind
    return None


@lru_cache(maxsize=64)
def _patterns(paths: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(path, re.IGNORECASE) for path in paths)


def _anchors(tree: Element, url: str) -> list[tuple[str, str]]:
    """Return (address, words) of the links that lead to a page, in order."""
    found = []
    for anchor in tree.iter("a"):
        target = (anchor.get("href") or "").strip()
        if not target or target.startswith(("#", "javascript:", "mailto:", "tel:")):
            continue
        try:
            full = urljoin(url, target).split("#", 1)[0]
            parts = urlsplit(full)
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and parts.hostname and not _FILES.search(parts.path):
            words = anchor.get("title") or anchor.text_content()
            found.append((full, " ".join(words.split())))
        if len(found) >= MAX_LINKS:
            break
    return found


def _is_article(text: str, anchors: list[tuple[str, str]], url: str, site: Site | None) -> bool:
    if site and any(re.search(pattern, url) for pattern in site.articles):
        return True
    if site and any(re.search(pattern, url) for pattern in site.lists):
        return False
    linked = sum(len(words) for _, words in anchors)
    return len(text) - linked >= ARTICLE_CHARS and linked <= ARTICLE_LINKS * len(text)


def _site_next(tree: Element, url: str, site: Site | None) -> str | None:
    if site is None or not site.next:
        return None
    found = select(tree, site.next, where=site.id)
    target = found[0].get("href") if found else None
    return urljoin(url, target) if target else None


def _is_title(words: str) -> bool:
    return len(_CJK.findall(words)) >= MIN_TITLE


def _unique(urls: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(urls))
