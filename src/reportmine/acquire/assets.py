"""Know by its name what lies beside saved pages and holds no article: passed over in folders and archives, tried where it is named."""

from __future__ import annotations

from pathlib import PurePosixPath

ASSETS = frozenset(
    [
        *(".css", ".js", ".json", ".map"),
        *(".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".ico", ".svg"),
        *(".woff", ".woff2", ".ttf", ".eot"),
        *(".mp3", ".mp4", ".avi", ".swf"),
    ]
)


def asset_suffix(name: str) -> str:
    """Return the ending, lower case, of a name that holds no article, else nothing.

    >>> asset_suffix("页.files/a.CSS"), asset_suffix("总结.html")
    ('.css', '')
    """
    suffix = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    return suffix if suffix in ASSETS else ""
