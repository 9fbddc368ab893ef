"""Know by its name what lies beside saved pages and holds no article, and what folders this program wrote: passed over, tried where named."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

ASSETS = frozenset(
    [
        *(".css", ".js", ".json", ".map"),
        *(".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".ico", ".svg"),
        *(".woff", ".woff2", ".ttf", ".eot"),
        *(".mp3", ".mp4", ".avi", ".swf"),
        *(".db", ".db-shm", ".db-wal", ".sqlite", ".sqlite3"),
    ]
)
# By these together the folder of a run is known, whatever it is called.
TABLES = ("reports", "sections", "indicators", "themes")
TABLE_KINDS = (".csv", ".parquet")


def asset_suffix(name: str) -> str:
    """Return the ending, lower case, of a name that holds no article, else nothing.

    >>> asset_suffix("页.files/a.CSS"), asset_suffix("总结.html")
    ('.css', '')
    """
    suffix = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    return suffix if suffix in ASSETS else ""


def is_output(folder: Path, names: Iterable[str]) -> bool:
    """Return whether a folder with files of these names is one of this program's: the tables of a run or a search index.

    >>> is_output(Path("run"), ["reports.csv", "sections.csv", "indicators.csv", "themes.csv"]), is_output(Path("run"), ["a.csv"])
    (True, False)
    """
    if folder.suffix == ".index":
        return any(folder.glob("form-*/meta.json"))
    files = map(PurePosixPath, names)
    return {file.stem for file in files if file.suffix in TABLE_KINDS}.issuperset(TABLES)
