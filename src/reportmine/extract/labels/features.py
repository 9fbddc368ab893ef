"""Describe an article to the classifiers: words by place as named numbers, and how strongly the lexicon speaks for each label.

The kinds of names (see names.py). Of the title: t words, l last words, y report type words (Y the last of them). Of the body: w words,
h heading words, o opening, e ending, g turns of phrase; f form (see form.py). Nothing tells the length, the site or its noise.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from reportmine.extract.labels.form import find_form
from reportmine.extract.labels.names import Names, flags, scaled
from reportmine.extract.labels.terms import Hits, TermLists, damped
from reportmine.extract.labels.writer import writer_text
from reportmine.schema import Section
from reportmine.text.entries import Industry, ReportType
from reportmine.text.lexicon import Lexicon
from reportmine.text.tokens import Tokenizer

EDGE = 80  # characters of opening and ending: enough for a form's first and last phrase, too few for its topic
SHORT_TITLE = 60  # a longer first line is a paragraph
# Characters read of a longer text: opening, ending and pieces between; more change no label and cost time.
SAMPLE = 5400
PIECES = 6
# A word that begins between them is written in characters; behind them stand the full-width signs, which count among the words of a body.
FIRST_HAN, BEHIND_HAN = "一", "\ua000"
_HAN = re.compile("[一-\u9fff]")
SERIES = re.compile(
    r"\s*(?:第?[一二三四五六七八九十\d]+篇|篇[一二三四五六七八九十\d]+|[（(][一二三四五六七八九十\d]+[)）])\s*[:：]?"
)
# The length of each kind: how loud it speaks in a classifier that hears several.
LENGTHS = {
    "t": 1.0,
    "l": 1.0,
    "y": 1.0,
    "Y": 1.0,
    "w": 1.0,
    "h": 0.5,
    "o": 0.5,
    "e": 0.4,
    "g": 0.3,
}
TRADE_SPACES = frozenset("whoe")
LISTS = ("terms", "weak", "marks", "selves")


@dataclass(frozen=True, slots=True)
class Features:
    """Hold what is known of an article: names of title (none: no title), body and form, lexicon hits by place, and whether the title is
    a page's running one."""

    title: tuple[Names, ...]
    body: tuple[Names, ...]
    trades: Mapping[str, Hits]
    kinds: Mapping[str, Hits]
    form: tuple[Names, ...]
    in_series: bool


class FeatureBuilder:
    """Build features of articles with one lexicon; the automata are built once."""

    def __init__(self, lexicon: Lexicon, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        industries, kinds = lexicon.entries(Industry), lexicon.entries(ReportType)
        self.trades = TermLists({e.id: {name: getattr(e, name) for name in LISTS} for e in industries})
        self.kinds = {
            "title": TermLists({e.id: {"title": e.title} for e in kinds}),
            "body": TermLists({e.id: {"body": e.body} for e in kinds}),
            "ending": TermLists({e.id: {"ending": e.ending} for e in kinds}),
        }

    def build(self, title: str, sections: Sequence[Section], text: str, words: Sequence[str]) -> Features:
        """Return the features of one article; `words` are the tokens of `text`."""
        name = SERIES.sub("", title[:SHORT_TITLE])
        in_series = name != title[:SHORT_TITLE]
        body, words = _sample(*_without_title(title, text, words))
        opening, ending = body[:EDGE], body[-EDGE:]
        kinds = {
            "title": self.kinds["title"].find(name),
            "body": self.kinds["body"].find(body),
            "ending": self.kinds["ending"].find(ending),
        }
        return Features(
            title=self._title(name, kinds["title"]),
            body=(
                _scaled("w", {w: damped(n) if n > 1 else 1.0 for w, n in Counter(words).items() if w >= FIRST_HAN}),
                _scaled("h", self._words(" ".join(s.title for s in sections if len(s.title) <= SHORT_TITLE))),
                _scaled("o", self._words(opening)),
                _scaled("e", self._words(ending)),
                _scaled("g", kinds["body"].texts(self.kinds["body"])),
            ),
            trades={
                "body": self.trades.find(body),
                "title": self.trades.find(name),
                "opening": self.trades.find(opening),
                "ending": self.trades.find(ending),
                "writer": self.trades.find(writer_text("" if in_series else name, body)),
            },
            kinds=kinds,
            form=(flags("f", find_form(body, sections)),),
            in_series=in_series,
        )

    def _words(self, text: str) -> list[str]:
        return list(filter(_is_written, dict.fromkeys(self._tokenizer.cut(text))))

    def _title(self, title: str, hits: Hits) -> tuple[Names, ...]:
        words = list(filter(_is_written, self._tokenizer.cut(title)))
        last = ["".join(words[-2:]), words[-1]] if words else []
        kinds = hits.scores(self.kinds["title"])
        spaces: dict[str, Mapping[str, float] | Sequence[str]] = {
            "t": list(dict.fromkeys(words)),
            "l": list(dict.fromkeys(last)),
            "y": kinds.get("title", {}),
            "Y": hits.last(self.kinds["title"]),
        }
        return tuple(_scaled(space, numbers) for space, numbers in spaces.items() if numbers)


def trade_names(features: Features) -> list[Names]:
    """Return the names that may tell the trade: words of the body, and of a title that is the text's own."""
    return own_names(features, TRADE_SPACES)


def own_names(features: Features, spaces: Collection[str]) -> list[Names]:
    """Return the names of some kinds of the body, and the words of a title that is the text's own."""
    title = [n for n in features.title if n.space == "t" and not features.in_series]
    return [n for n in features.body if n.space in spaces] + title


def _is_written(word: str) -> bool:
    """Say whether a word has a Chinese character: 3D打印 has, mm and 。 have none."""
    return FIRST_HAN <= word < BEHIND_HAN or (len(word) > 1 and _HAN.search(word) is not None)


def _without_title(title: str, text: str, words: Sequence[str]) -> tuple[str, Sequence[str]]:
    """Return text and words after the title line, so that title and body are judged apart."""
    if not title or not text.startswith(title):
        return text, words
    size = first = 0
    while first < len(words) and size < len(title):
        size += len(words[first])
        first += 1
    return text[size:].lstrip(), words[first:]


def _sample(text: str, words: Sequence[str]) -> tuple[str, Sequence[str]]:
    """Return text and words, of a long text its opening, its ending and evenly spread pieces between."""
    if len(text) <= SAMPLE:
        return text, words
    size = SAMPLE // PIECES
    ends = [0, *accumulate(map(len, words))]
    kept: list[str] = []
    for start in (i * (len(text) - size) // (PIECES - 1) for i in range(PIECES)):
        kept += words[bisect_left(ends, start) : bisect_left(ends, start + size)]
    return "".join(kept), kept


def _scaled(space: str, numbers: Mapping[str, float] | Sequence[str]) -> Names:
    return scaled(space, numbers, LENGTHS[space])


@lru_cache(maxsize=4)
def feature_builder(lexicon: Lexicon, tokenizer: Tokenizer) -> FeatureBuilder:
    """Return the builder for a lexicon and tokenizer, built once."""
    return FeatureBuilder(lexicon, tokenizer)
