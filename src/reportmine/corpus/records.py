"""Turn the shared JSON of a report into rows of the store, and back."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

Record = Mapping[str, Any]  # the JSON object of Report.to_dict()
LEVEL = 6  # zlib: 9 costs three times as much for 2 % less


def place_of(record: Record) -> str:
    """Return the URL or path that names the record's page."""
    source = record["source"]
    return str(source.get("url") or source.get("path") or f"sha256:{source['sha256']}")


def site_of(place: str) -> str:
    """Return the host of a URL; a path belongs to no site."""
    return urlsplit(place).hostname or "" if "://" in place else ""


def pack(record: Record) -> tuple[bytes, bytes]:
    """Return digest and compressed JSON of a record without its text (the store keeps the text readable beside it)."""
    body = {key: value for key, value in record.items() if key != "text"}
    data = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    digest = hashlib.blake2b(data, digest_size=16)
    digest.update(str(record["text"]).encode("utf-8", "surrogatepass"))
    return digest.digest(), zlib.compress(data, LEVEL)


def unpack(payload: bytes, text: str) -> dict[str, Any]:
    """Return the record that was packed."""
    record: dict[str, Any] = json.loads(zlib.decompress(payload))
    record["text"] = text
    return record


def versions_text(record: Record) -> str:
    """Return the versions of lexicon and models as one comparable string."""
    return json.dumps(dict(sorted(record["versions"].items())), separators=(",", ":"))


def year_of(record: Record) -> int | None:
    """Return the year the report speaks of: its attribute, else the year of publication."""
    period = record["attributes"].get("period")
    if period:
        return int(str(period)[:4])
    published = record["source"].get("published_on")
    return int(published[:4]) if published else None


def section_rows(seq: int, record: Record) -> Iterator[tuple[Any, ...]]:
    """Yield rows of `sections`."""
    for s in record["sections"]:
        yield seq, s["index"], s["parent"], s["level"], s["number"], s["title"], s["role"], s["start"], s["end"]


def indicator_rows(seq: int, record: Record) -> Iterator[tuple[Any, ...]]:
    """Yield rows of `indicators`."""
    for position, i in enumerate(record["indicators"]):
        start = i["period"]["start"]
        yield (
            seq, position, i["metric"], i["metric_id"], i["role"], i["low"], i["high"], i["unit"], i["bound"], i["change"],
            i["period"]["text"], int(start[:4]) if start else None, int(i["redacted"]), i["start"], i["end"],
        )  # fmt: skip


def theme_rows(seq: int, record: Record) -> Iterator[tuple[Any, ...]]:
    """Yield rows of `themes`: one a theme and section role."""
    for rank, theme in enumerate(record["themes"]):
        roles = Counter(m["role"] for m in theme["mentions"])
        for role, count in sorted(roles.items()):
            yield seq, theme["id"], role, rank, theme["share"], count


def label_rows(seq: int, record: Record) -> Iterator[tuple[Any, ...]]:
    """Yield rows of `labels`."""
    for kind in ("report_type", "industry"):
        label = record[kind]
        yield seq, kind, label["id"], label["score"], int(label["abstained"]), record["versions"].get(kind, "")
