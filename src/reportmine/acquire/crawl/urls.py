"""Tell which addresses are the same page, and which may be fetched at all."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from w3lib.url import canonicalize_url, url_query_cleaner

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


def is_private_host(host: str) -> bool:
    """Say whether a host, as written, is private: loopback, link-local, reserved or a local name.

    >>> [is_private_host(h) for h in ("10.0.0.8", "localhost", "2130706433", "[::1]", "example.org")]
    [True, True, True, True, False]
    """
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith((".localhost", ".local", ".internal", ".lan", ".home.arpa")):
        return True
    if re.fullmatch(r"0x[0-9a-f]+|[0-9]+|0[0-7.]+|(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+)){1,2}", name):
        return True  # an address in disguise: no public site is written so
    return is_private_address(name)


def is_private_address(address: str) -> bool:
    """Say whether an IP address is not public; False for a name.

    >>> is_private_address("169.254.169.254"), is_private_address("::ffff:127.0.0.1"), is_private_address("1.1.1.1")
    (True, True, False)
    """
    try:
        found = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return not (mapped or found).is_global or (mapped or found).is_multicast


def is_loopback(url: str) -> bool:
    """Say whether an address is this machine's own."""
    host = (urlsplit(url).hostname or "").lower()
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def file_name(title: str, *, most: int = 80) -> str:
    """Return a file name made from a title: no separators, no control characters, no reserved names.

    >>> file_name("../总结: 2024/上 <半年>?"), file_name("CON"), file_name("...")
    ('总结 2024 上 半年', '_CON', 'page')
    """
    name = re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e]+', " ", title)
    name = re.sub(r"\s+", " ", name).strip(". ")
    if re.fullmatch(r"(?i)con|prn|aux|nul|com\d|lpt\d", name.split(".", 1)[0]):
        name = f"_{name}"
    return name[:most].strip(". ") or "page"
