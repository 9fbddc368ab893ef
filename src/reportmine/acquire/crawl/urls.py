"""Tell which addresses are the same page, and which may be fetched at all."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from w3lib.url import canonicalize_url, url_query_cleaner

from reportmine.acquire.addresses import is_private_host
from reportmine.errors import CrawlError

# Parameters that say where a visitor came from, not what is shown.
TRACKING = (
    "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "spm", "scm", "from", "share", "share_token",
    "isappinstalled", "wfr", "fr", "ref", "referer", "timestamp", "_t", "gclid", "fbclid", "bd_vid", "source_id",
)  # fmt: skip
_MOBILE = re.compile(r"^(?:www|m|wap|mobile|3g)\.")
MAX_URL = 2000
SCHEMES = ("http", "https")


def url_key(url: str) -> str:
    """Return the key under which all variants of an address are one page.

    >>> url_key("https://m.a.cn/b/?utm_source=x#top") == url_key("http://www.a.cn/b")
    True
    >>> url_key("http://a.cn/show?b=2&a=1"), url_key("http://a.cn:8080/")
    ('a.cn/show?a=1&b=2', 'a.cn:8080/')
    """
    parts = urlsplit(canonicalize_url(url_query_cleaner(url, TRACKING, remove=True)))
    host = _MOBILE.sub("", (parts.hostname or "").lower())
    port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    path = parts.path.rstrip("/") or "/"
    return f"{host}{port}{path}" + (f"?{parts.query}" if parts.query else "")


def host_key(url: str) -> str:
    """Return host and port of an address as its site: without www. and mobile prefixes.

    >>> host_key("http://m.a.cn/b"), host_key("http://127.0.0.1:8123/")
    ('a.cn', '127.0.0.1:8123')
    """
    key = url_key(url)
    return key.split("/", 1)[0]


def check_url(url: str, *, allow_private: bool) -> str:
    """Return the address; raises CrawlError for anything but a plain http(s) address of a public host.

    Names are checked again after DNS by `SafeResolver`, and so is the target of every redirect.

    >>> check_url("http://127.0.0.1/a", allow_private=True)
    'http://127.0.0.1/a'
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError as error:
        raise CrawlError(f"not an address ({error})", where=url[:200], mend="write http://host/path") from error
    if parts.scheme not in SCHEMES or not host:
        raise CrawlError("only http and https are fetched", where=url[:200], mend="write http://host/path")
    if len(url) > MAX_URL:
        raise CrawlError(f"an address of more than {MAX_URL} characters", where=url[:200], mend="shorten it")
    if parts.username or parts.password:
        raise CrawlError("an address with a password", where=host, mend="leave user and password out")
    if not allow_private and is_private_host(host):
        raise CrawlError("a private address", where=host, mend="pass --allow-private for your own network")
    return url
