"""Fingerprint texts so that copies and excerpts meet: normal form, exact hash, k-gram hashes, winnowing, MinHash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import regex
from rensa import RMinHash

GRAM = 8  # characters of a k-gram: shorter ones meet in every report, longer ones break at every edit
WINDOW = 16  # a shared run of GRAM + WINDOW - 1 characters always shares a fingerprint
SHINGLE = 5  # characters of a MinHash shingle
PERMUTATIONS = 128
SEED = 20_170_630
BASE = np.uint64(1_099_511_628_211)
SPREAD = np.uint64(0x9E3779B97F4A7C15)
DROPPED = regex.compile(r"[^\p{Han}\p{Latin}]+")
Hashes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.intp]


def normal_form(text: str) -> str:
    """Return the letters of a text, Chinese and Latin, lower case: digits, masks, points and white space differ between copies.

    >>> normal_form("完成产值 1.2亿元，同比增长××%。")
    '完成产值亿元同比增长'
    """
    return DROPPED.sub("", text).lower()


def normal_places(text: str) -> tuple[str, Places]:
    """Return the normal form and the offset in `text` of each of its characters."""
    dropped = np.zeros(len(text), dtype=bool)
    for match in DROPPED.finditer(text):
        dropped[match.start() : match.end()] = True
    places = np.flatnonzero(~dropped)
    kept = normal_form(text)
    if len(kept) != len(places):  # a letter whose lower case has another length (İ): keep its own case
        kept = DROPPED.sub("", text)
    return kept, places


def gram_hashes(normal: str) -> Hashes:
    """Return a 64-bit hash of every k-gram of a normal form, in order (empty for shorter texts)."""
    codes = np.frombuffer(normal.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    if len(codes) < GRAM:
        return np.empty(0, dtype=np.uint64)
    hashes = np.zeros(len(codes) - GRAM + 1, dtype=np.uint64)
    for offset in range(GRAM):
        hashes = hashes * BASE + codes[offset : offset + len(hashes)]
    hashes *= SPREAD
    return hashes ^ (hashes >> np.uint64(31))


def winnow(hashes: Hashes) -> Hashes:
    """Return the distinct minima of every window of k-gram hashes in text order (winnowing, Schleimer et al. 2003)."""
    if not len(hashes):
        return hashes
    window = min(WINDOW, len(hashes))
    minima, first = np.unique(np.lib.stride_tricks.sliding_window_view(hashes, window).min(axis=1), return_index=True)
    kept: Hashes = minima[np.argsort(first)]
    return kept


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Hold what copies of one text share: `exact` hash of the normal form, winnowed `marks` in text order, and its length."""

    exact: bytes
    marks: Hashes
    length: int


def fingerprint(text: str) -> Fingerprint:
    """Return the fingerprint of a text."""
    normal = normal_form(text)
    exact = hashlib.blake2b(normal.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return Fingerprint(exact, winnow(gram_hashes(normal)), len(normal))


def minhash(text: str) -> RMinHash:
    """Return the MinHash of a text's shingles, the same in every process."""
    normal = normal_form(text)
    sketch = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    sketch.update([normal[i : i + SHINGLE] for i in range(max(1, len(normal) - SHINGLE + 1))])
    return sketch
