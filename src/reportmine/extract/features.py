"""Describe an article to the classifiers: words by place as named numbers, and how strongly the lexicon speaks for each label.

A name is `namespace:value`. Of the title: t words, l last words, y report type words (Y the last of them). Of the body: w words, h heading
words, o opening, e ending, g turns of phrase; f form (see form.py). Names of a namespace are scaled to length one, so that a long
text does not outshout a short one; nothing tells the length, the site or its noise.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

import regex

from reportmine.extract.form import find_form
from reportmine.extract.terms import Hits, TermLists
from reportmine.extract.writer import writer_text
from reportmine.schema import Section
from reportmine.text.entries import Industry, ReportType
from reportmine.text.lexicon import Lexicon
from reportmine.text.tokens import Tokenizer

EDGE = 80  # characters of opening and ending: enough for a form's first and last phrase, too few for its topic
SHORT_TITLE = 60  # a longer first line is a paragraph
# Characters read of a longer text: opening, ending and pieces between; more change no label and cost time.
SAMPLE = 5400
PIECES = 6
HAN = regex.compile(r"\p{Han}")
FIRST_HAN = "一"
SERIES = regex.compile(
    r"\s*(?:第?[一二三四五六七八九十\d]+篇|篇[一二三四五六七八九十\d]+|[（(][一二三四五六七八九十\d]+[)）])\s*[:：]?"
)
WEIGHTS = {
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
TRADE_SPACES = "whoe"
LISTS = ("terms", "weak", "marks", "selves")
TypeHits = Mapping[str, Hits]


@dataclass(frozen=True, slots=True)
class Features:
    """Hold what is known of an article: named numbers of title, body and form, lexicon hits by place, and whether the title is a page's
    running one."""

    title: Mapping[str, float]
    body: Mapping[str, float]
    trades: Mapping[str, Hits]
    kinds: Mapping[str, Hits]
    form: Mapping[str, float]
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
            title=_flat({"t": self._words(name), "l": self._last(name), **self._title_kinds(kinds["title"])}),
            body=_flat(
                {
                    "w": {w: 1.0 + math.log(n) for w, n in Counter(words).items() if w >= FIRST_HAN},
                    "h": self._words(" ".join(s.title for s in sections if len(s.title) <= SHORT_TITLE)),
                    "o": self._words(opening),
                    "e": self._words(ending),
                    "g": dict.fromkeys(kinds["body"].counts(self.kinds["body"]), 1.0),
                }
            ),
            trades={
                "body": self.trades.find(body),
                "title": self.trades.find(name),
                "opening": self.trades.find(opening),
                "ending": self.trades.find(ending),
                "writer": self.trades.find(writer_text("" if in_series else name, body)),
            },
            kinds=kinds,
            form=find_form(body, sections),
            in_series=in_series,
        )

    def _words(self, text: str) -> dict[str, float]:
        return {w: 1.0 for w in self._tokenizer.cut(text) if HAN.search(w)}

    def _last(self, title: str) -> dict[str, float]:
        words = [w for w in self._tokenizer.cut(title) if HAN.search(w)]
        return {"".join(words[-2:]): 1.0, words[-1]: 1.0} if words else {}

    def _title_kinds(self, hits: Hits) -> dict[str, dict[str, float]]:
        scores = hits.scores(self.kinds["title"], "title")
        last = hits.last(self.kinds["title"])
        return {"y": dict(scores), "Y": dict.fromkeys(last, 1.0)}


def trade_names(features: Features) -> dict[str, float]:
    """Return the names that may tell the trade: words of the body, and of a title that is the text's own."""
    names = {name: value for name, value in features.body.items() if name[0] in TRADE_SPACES}
    if not features.in_series:
        names |= {name: value for name, value in features.title.items() if name[0] == "t"}
    return names


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


def _flat(spaces: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    flat: dict[str, float] = {}
    for space, values in spaces.items():
        norm = math.sqrt(sum(v * v for v in values.values()))
        if norm:
            scale = WEIGHTS[space] / norm
            for key, value in values.items():
                if value:
                    flat[f"{space}:{key}"] = value * scale
    return flat


@lru_cache(maxsize=4)
def feature_builder(lexicon: Lexicon, tokenizer: Tokenizer) -> FeatureBuilder:
    """Return the builder for a lexicon and tokenizer, built once."""
    return FeatureBuilder(lexicon, tokenizer)
