"""Take from a lexicon the words that names are chosen by, once a lexicon."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from reportmine.extract.cues import share_word, words_of
from reportmine.extract.metrics.causes import frames_of
from reportmine.extract.metrics.qualifiers import among_mark
from reportmine.text.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class NameWords:
    """Hold the words that names are chosen by; lexicons/cues.toml explains each kind."""

    answers: tuple[str, ...]
    rates: tuple[str, ...]
    trailing: tuple[str, ...]
    revenues: tuple[str, ...]
    share_heads: tuple[str, ...]
    qualifiers: frozenset[str]
    totals: frozenset[str]
    averages: frozenset[str]
    persons: tuple[str, ...]
    aspects: tuple[str, ...]
    sums: tuple[str, ...]
    ages: tuple[str, ...]
    unit_nouns: frozenset[str]
    short_nouns: frozenset[str]
    places: frozenset[str]
    rests: frozenset[str]
    rank: str
    share: str
    among: re.Pattern[str]
    frames: re.Pattern[str]


@lru_cache(maxsize=8)
def name_words(lexicon: Lexicon) -> NameWords:
    """Return the words of a lexicon that names are chosen by.

    >>> from reportmine.text.lexicon import load_lexicon
    >>> name_words(load_lexicon()).share
    '占'
    """
    return NameWords(
        answers=words_of(lexicon, "answer", effect="sure"),
        rates=words_of(lexicon, "rate_head"),
        trailing=words_of(lexicon, "trailing"),
        revenues=words_of(lexicon, "revenue"),
        share_heads=words_of(lexicon, "share_head"),
        qualifiers=frozenset(words_of(lexicon, "qualifier")),
        totals=frozenset(words_of(lexicon, "total")),
        averages=frozenset(words_of(lexicon, "average")),
        aspects=words_of(lexicon, "aspect_of"),
        sums=words_of(lexicon, "sum"),
        persons=words_of(lexicon, "person"),
        ages=words_of(lexicon, "age_name"),
        unit_nouns=frozenset(words_of(lexicon, "unit_noun")),
        short_nouns=frozenset(words_of(lexicon, "short_noun")),
        places=frozenset(words_of(lexicon, "place_word")),
        rests=frozenset(("", *words_of(lexicon, "rest"))),
        rank=next(iter(words_of(lexicon, "rank_name")), ""),
        share=share_word(lexicon),
        among=among_mark(lexicon),
        frames=frames_of(lexicon),
    )
