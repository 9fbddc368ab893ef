"""Reduce a report to the profile by which it is compared: weighted words, themes, labels, metrics, year; packed into some hundred bytes."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot
from typing import Any

import numpy as np
import numpy.typing as npt

from reportmine.corpus.records import Record, year_of
from reportmine.corpus.search.wording import Commonness, count_words

KEPT = tuple(share / 255 for share in range(256))  # what a byte of a packed profile stands for
WORDS = 48  # words of a profile: the cosine of 48 is within .02 of that of all
THEMES = 8
METRICS = 20
LABELS = 4
AIM = 255  # weight of a metric that the report aims at
MENTION = 85  # weight of one that it only reports: a third
YEARS = 6.0  # years after which nearness in time has fallen to 1/e
TITLE_TIMES = 2  # a word of the title counts as so many more
PARTS = ("terms", "themes", "industry", "type", "metrics", "period")
GROUPS = ("words", "themes", "industry", "report_type", "metrics")
COSINES = 2  # the first two are compared by their cosine, the others by what they have in common
HEAD = struct.Struct("<5BH")
HEADS = np.dtype([("counts", "u1", (len(GROUPS),)), ("year", "<u2")])
Floats = npt.NDArray[np.floating[Any]]
Shares = dict[int, float]


@dataclass(frozen=True, slots=True)
class Profile:
    """Hold what is compared of one report; keys are hashes (of words, theme ids, label ids, metrics), shares run from 0 to 1.

    `words` is scaled to length one.
    """

    words: Shares
    themes: Shares
    industry: Shares
    report_type: Shares
    metrics: Shares
    year: int | None

    def pack(self) -> bytes:
        """Return the profile as bytes: five counts, the year, then keys and shares."""
        groups = [getattr(self, name) for name in GROUPS]
        keys = [key for group in groups for key in group]
        shares = bytes(min(255, max(1, round(255 * share))) for group in groups for share in group.values())
        return HEAD.pack(*map(len, groups), self.year or 0) + struct.pack(f"<{len(keys)}I", *keys) + shares


def unpack_profile(data: bytes) -> Profile:
    """Return the profile that was packed."""
    *counts, year = HEAD.unpack_from(data)
    total = sum(counts)
    keys = struct.unpack_from(f"<{total}I", data, HEAD.size)
    shares = data[HEAD.size + 4 * total :]
    groups: list[Shares] = []
    at = 0
    for count in counts:
        groups.append(dict(zip(keys[at : at + count], map(KEPT.__getitem__, shares[at : at + count]), strict=True)))
        at += count
    words, themes, industry, report_type, metrics = groups
    return Profile(words, themes, industry, report_type, metrics, year or None)


@dataclass(frozen=True, slots=True)
class Sketch:
    """Hold a profile with the names behind its hashes; `words` come with the heaviest first."""

    profile: Profile
    words: tuple[str, ...]
    names: Mapping[int, str]


def name_hash(name: str) -> int:
    """Return the hash by which a word, label or metric is kept, the same in every process."""
    return zlib.crc32(name.encode("utf-8", "surrogatepass"))


def build_sketch(record: Record, commonness: Commonness) -> Sketch:
    """Build the profile of a record, its words weighed by how rare they are."""
    counts = count_words(record["text"])
    for word in count_words(record["title"] or ""):
        counts[word] += TITLE_TIMES
    weighed = {word: commonness.weight(word, times) for word, times in counts.items()}
    words = sorted(weighed, key=lambda word: (-weighed[word], word))[:WORDS]
    length = hypot(*(weighed[word] for word in words)) or 1.0
    metrics = _metrics(record)
    themes = {theme["id"]: float(theme["share"]) for theme in record["themes"][:THEMES]}
    profile = Profile(
        words={name_hash(word): weighed[word] / length for word in words},
        themes={name_hash(name): share for name, share in themes.items()},
        industry=_labels(record["industry"]),
        report_type=_labels(record["report_type"]),
        metrics={name_hash(name): share / 255 for name, share in metrics.items()},
        year=year_of(record),
    )
    return Sketch(profile, tuple(words), {name_hash(name): name for name in (*words, *themes, *metrics)})


def compare(target: Profile, packed: Sequence[bytes]) -> Floats:
    """Return how alike each packed profile is to the target: one row a profile, one column an item of PARTS, 0 to 1.

    All at once, since two hundred candidates one by one would take longer than the search that found them.
    """
    heads = np.frombuffer(b"".join([data[: HEAD.size] for data in packed]), dtype=HEADS)
    counts = heads["counts"].astype(np.intp)
    ends = (HEAD.size + 4 * counts.sum(axis=1)).tolist()
    keys = np.frombuffer(b"".join([data[HEAD.size : end] for data, end in zip(packed, ends, strict=True)]), dtype="<u4")
    shares = np.frombuffer(b"".join([data[end:] for data, end in zip(packed, ends, strict=True)]), dtype=np.uint8) / 255
    cells = np.repeat(np.arange(counts.size), counts.ravel())  # which group of which profile a key is of
    groups = cells % len(GROUPS)
    mine = _matched(target, groups, keys)
    both = np.where(groups < COSINES, mine * shares, np.minimum(mine, shares))
    shared, totals, squares = (
        np.bincount(cells, values, counts.size).reshape(counts.shape) for values in (both, shares, shares * shares)
    )
    words, themes, industry, report_type, metrics = shared.T
    years = heads["year"].astype(float)
    return np.column_stack(
        [
            np.minimum(1.0, words),
            np.minimum(1.0, themes / (_length(target.themes) * (np.sqrt(squares[:, 1]) + (counts[:, 1] == 0)))),
            np.minimum(1.0, industry),
            np.minimum(1.0, report_type),
            np.minimum(1.0, metrics) / np.maximum(1.0, np.minimum(sum(target.metrics.values()), totals[:, 4])),
            np.where(years > 0, np.exp(-np.abs(years - target.year) / YEARS), 0.0) if target.year else 0.0 * years,
        ]
    )


def _matched(target: Profile, groups: npt.NDArray[np.intp], keys: npt.NDArray[np.uint32]) -> Floats:
    """Return the target's share of every key of a group, 0 where it has none."""
    mine = sorted(
        (n << 32 | key, share) for n, name in enumerate(GROUPS) for key, share in getattr(target, name).items()
    )
    if not mine:
        return np.zeros(len(keys))
    known = np.array([key for key, _ in mine], dtype=np.int64)
    wanted = groups.astype(np.int64) << 32 | keys
    places = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.where(known[places] == wanted, np.array([share for _, share in mine])[places], 0.0)


def _labels(label: Mapping[str, Any]) -> Shares:
    """Return the shares of a label's candidates; a GB/T 4754 division gives half of its share to its section."""
    shares: Shares = {}
    for candidate in label["candidates"][:LABELS] or [{"id": label["id"], "score": label["score"]}]:
        name, score = candidate["id"], float(candidate["score"])
        section, division = (name[:1], name) if name[1:].isdigit() else (name, "")
        for part in (section, division) if division else (section,):
            key = name_hash(part)
            shares[key] = shares.get(key, 0.0) + (score / 2 if division else score)
    return shares


def _metrics(record: Record) -> dict[str, int]:
    """Return the metrics of a report, those aimed at first."""
    found: dict[str, int] = {}
    for indicator in record["indicators"]:
        name = indicator["metric_id"] or indicator["metric"]
        if name:
            weight = AIM if indicator["role"] in {"target", "forecast"} else MENTION
            found[name] = max(weight, found.get(name, 0))
    return dict(sorted(found.items(), key=lambda item: -item[1])[:METRICS])


def _length(shares: Shares) -> float:
    return hypot(*shares.values()) or 1.0
