"""Fold texts to the letters that search compares, cut them into words that tell reports apart, and count how common words are."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log
from pathlib import Path

import regex

from reportmine.errors import ModelError
from reportmine.extract.labels.classify import bundled_models
from reportmine.text.tokens import default_tokenizer

LETTER = r"\p{Han}|[\p{L}\p{N}&&[^\p{Han}]]+"  # a token of the index, in the syntax of its engine: one Han character, or a run
TOKEN = regex.compile(r"\p{Han}|[[\p{L}\p{N}]--\p{Han}]+", regex.VERSION1)  # the same for Python
WORD = regex.compile(r"\p{Han}{2,}|[\p{Latin}]{2,}")
LONE = dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)  # halves of surrogate pairs, which the engines cannot take
WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20} | LONE
KNOWN_WORDS = 60_000  # words of one corpus whose counts are kept, the most common first: the others count as rare
UNKNOWN = 0.4  # a word of one report cannot meet another report's; it stays for those that come later
LONGEST = 12  # characters of a word worth comparing


def folded(text: str) -> str:
    """Return a text of the same length with wide ASCII made narrow and capitals made small.

    >>> folded("ＧＤＰ增长８％ İ")
    'gdp增长8% İ'
    """
    small = text.translate(WIDE)
    lower = small.lower()
    return lower if len(lower) == len(small) else "".join(c.lower() if len(c.lower()) == 1 else c for c in small)


def index_tokens(text: str) -> list[str]:
    """Return the tokens by which the index holds a text: Han characters one by one, other letters and digits in runs.

    >>> index_tokens("完成GDP 12.5亿")
    ['完', '成', 'gdp', '12', '5', '亿']
    """
    return TOKEN.findall(folded(text))


def count_words(text: str) -> Counter[str]:
    """Return how often each word of two letters or more stands in a text; numbers and single characters say nothing.

    >>> count_words("信贷增长5%，信贷结构优化。")["信贷"]
    2
    """
    counts = Counter(default_tokenizer().cut(folded(text)))
    return Counter({w: n for w, n in counts.items() if 1 < len(w) <= LONGEST and _is_word(w)})


@lru_cache(maxsize=KNOWN_WORDS)
def _is_word(token: str) -> bool:
    return WORD.fullmatch(token) is not None


@dataclass(frozen=True, slots=True)
class Commonness:
    """Hold in how many of so many reports each word stands; a word that is not named stands in one at most."""

    reports: int
    counts: Mapping[str, int]

    def weight(self, word: str, times: int) -> float:
        """Return the tf-idf weight of a word that stands so many times in a report."""
        known = self.counts.get(word, 0)
        rarity = log((self.reports + 1) / (max(known, 1) + 0.5))
        return (1.0 + log(times)) * (rarity if known else UNKNOWN * rarity)

    def share(self, word: str) -> float:
        """Return the share of the reports in which a word stands, 0 for one that is not named."""
        return self.counts.get(word, 0) / max(self.reports, 1)

    def joined(self, other: Commonness) -> Commonness:
        """Return the counts of two corpora taken together."""
        counts = Counter(self.counts)
        counts.update(other.counts)
        return Commonness(self.reports + other.reports, counts)

    def pack(self) -> bytes:
        """Return compressed JSON."""
        return zlib.compress(json.dumps([self.reports, dict(self.counts)], ensure_ascii=False).encode(), 3)


def unpack_commonness(data: bytes) -> Commonness:
    """Return the counts that were packed."""
    reports, counts = json.loads(zlib.decompress(data))
    return Commonness(reports, counts)


def count_reports(texts: Iterable[str]) -> Commonness:
    """Return in how many of the texts each word stands; words of one text only are left out.

    >>> count_reports(["信贷增长", "信贷下降", "门诊增长"]).counts["信贷"]
    2
    """
    counts: Counter[str] = Counter()
    reports = 0
    for text in texts:
        counts.update(count_words(text).keys())
        reports += 1
    return Commonness(reports, {word: n for word, n in counts.most_common(KNOWN_WORDS) if n > 1})


@dataclass(frozen=True, slots=True)
class SimilarModel:
    """Hold what ranking similar reports learned: how common words are in reports of every kind, and the weight of each part."""

    commonness: Commonness
    weights: Mapping[str, float]


@lru_cache(maxsize=1)
def load_similar_model(folder: Path | None = None) -> SimilarModel:
    """Load the bundled model of similarity; raises ModelError where it is missing or damaged."""
    place = (folder or bundled_models()) / "similar"
    try:
        manifest = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
        counts = json.loads((place / "vocabulary.json").read_text(encoding="utf-8"))
        return SimilarModel(Commonness(int(manifest["documents"]), counts), manifest["weights"])
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"cannot be read ({error})", where=str(place), mend="reinstall reportmine") from error
