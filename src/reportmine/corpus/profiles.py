"""Reduce a report to the profile by which it is compared: weighted words, themes, labels, metrics, year; packed into some hundred bytes."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, hypot
from typing import Any

from reportmine.corpus.records import Record, year_of
from reportmine.corpus.wording import Commonness, count_words

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
HEAD = struct.Struct("<5BH")
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
        groups = (self.words, self.themes, self.industry, self.report_type, self.metrics)
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


def compare(a: Profile, b: Profile) -> dict[str, float]:
    """Return how alike two profiles are in each part, 0 to 1."""
    return {
        "terms": min(1.0, _dot(a.words, b.words)),
        "themes": min(1.0, _dot(a.themes, b.themes) / (_length(a.themes) * _length(b.themes))),
        "industry": _overlap(a.industry, b.industry),
        "type": _overlap(a.report_type, b.report_type),
        "metrics": _overlap(a.metrics, b.metrics) / max(1.0, min(sum(a.metrics.values()), sum(b.metrics.values()))),
        "period": exp(-abs(a.year - b.year) / YEARS) if a.year and b.year else 0.0,
    }


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


def _dot(a: Shares, b: Shares) -> float:
    return sum([share * b[key] for key, share in a.items() if key in b])


def _overlap(a: Shares, b: Shares) -> float:
    return min(1.0, sum([min(share, b[key]) for key, share in a.items() if key in b]))


def _length(shares: Shares) -> float:
    return hypot(*shares.values()) or 1.0
