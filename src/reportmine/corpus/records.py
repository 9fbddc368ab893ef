"""Turn the shared JSON of a report into rows of the store, and back."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any
from urllib.parse import urlsplit

import regex

from reportmine.errors import InputError
from reportmine.schema import Cell, Extraction, Hint, PageText

Record = Mapping[str, Any]  # the JSON object of Report.to_dict()
Packed = tuple[Record, bytes, bytes]
NEEDED = (
    "id",
    "source",
    "index",
    "title",
    "text",
    "sections",
    "indicators",
    "themes",
    "industry",
    "report_type",
    "attributes",
    "versions",
)
LONE = regex.compile(r"[\ud800-\udfff]")
LEVEL = 6  # zlib: 9 costs three times as much for 2 % less


def place_of(record: Record) -> str:
    """Return the URL or path that names the record's page."""
    source = record["source"]
    return str(source.get("url") or source.get("path") or f"sha256:{source['sha256']}")


def place_of_page(page: PageText) -> str:
    """Return the URL or path by which the store knows a page."""
    return page.url or page.path or f"sha256:{page.sha256}"


def source_of(place: str) -> dict[str, str]:
    """Return a place as the shared JSON writes it: {url} or {path}."""
    return {"url" if "://" in place else "path": place}


def site_of(place: str) -> str:
    """Return the host of a URL; a path belongs to no site."""
    return urlsplit(place).hostname or "" if "://" in place else ""


def pack(record: Record) -> Packed:
    """Return a record fit to be kept, its digest, and its compressed JSON without text and versions (kept beside it).

    The digest leaves the versions out: a report that a new model reads alike is the same report. Halves of surrogate pairs, which
    only damaged input holds and no file can keep, become U+FFFD. Raises InputError for an object of another form.
    """
    missing = [key for key in NEEDED if key not in record]
    if missing:
        raise InputError(
            f"a record without {', '.join(missing)}",
            where=str(record.get("id", "record")),
            mend="give objects of the form that `reportmine extract --format jsonl` prints",
        )
    body = {key: value for key, value in record.items() if key not in {"text", "versions"}}
    try:
        data = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        text = str(record["text"]).encode()
    except UnicodeEncodeError:
        return pack(json.loads(LONE.sub("\ufffd", json.dumps(dict(record), ensure_ascii=False))))
    digest = hashlib.blake2b(data, digest_size=16)
    digest.update(text)
    return record, digest.digest(), zlib.compress(data, LEVEL)


def unpack(payload: bytes, text: str, versions: str) -> dict[str, Any]:
    """Return the record that was packed."""
    record: dict[str, Any] = json.loads(zlib.decompress(payload))
    record["text"] = text
    record["versions"] = json.loads(versions)
    return record


def pack_page(page: PageText) -> bytes:
    """Return a page as compressed JSON, with the hints and cells that re-analysis needs."""
    data = asdict(replace(page, metadata={})) | {"metadata": dict(page.metadata)}
    return zlib.compress(json.dumps(data, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass"), LEVEL)


def unpack_page(data: bytes) -> PageText:
    """Return the page that was packed."""
    values = json.loads(zlib.decompress(data))
    return PageText(
        **values
        | {
            "fetched_at": dt.datetime.fromisoformat(values["fetched_at"]) if values["fetched_at"] else None,
            "published_on": dt.date.fromisoformat(values["published_on"]) if values["published_on"] else None,
            "extraction": Extraction(**values["extraction"]),
            "hints": tuple(Hint(**hint) for hint in values["hints"]),
            "cells": tuple(Cell(**cell) for cell in values["cells"]),
        }
    )


def versions_text(versions: Mapping[str, str]) -> str:
    """Return the versions of lexicon and models as one comparable string."""
    return json.dumps(dict(sorted(versions.items())), separators=(",", ":"))


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


def second_id(report_id: str, place: str) -> str:
    """Return the id of a report whose page has the very bytes of another page: ids are hashes of content, places differ.

    Every command gives the same one, so that the tables of `extract` and `batch` can be joined with what a database holds.

    >>> second_id("a1", "b.txt") == second_id("a1", "b.txt") != second_id("a1", "c.txt")
    True
    """
    return "r" + hashlib.blake2b(f"{report_id}\0{place}".encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


class OwnIds:
    """Give the reports of one run ids that differ: the first of equal texts keeps its id, the others get a `second_id`.

    >>> ids = OwnIds()
    >>> [ids.settle("a1", "b.txt"), ids.settle("a1", "c.txt")] == ["a1", second_id("a1", "c.txt")]
    True
    """

    def __init__(self) -> None:
        self._seen: set[bytes] = set()

    def settle(self, report_id: str, place: str) -> str:
        """Return the id that a report is to have."""
        while report_id.encode() in self._seen:
            report_id = second_id(report_id, place)
        self._seen.add(report_id.encode())
        return report_id
