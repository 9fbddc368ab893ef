"""Make the copies of a training document that real pages are like: without title, cut at either end, under a running title that lies, joined.

Titles of compilation sites number one title over articles of many kinds. Copies teach how far each kind of title is to be believed.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportmine.extract.labels.features import FeatureBuilder, Features, feature_builder
from reportmine.learn.documents import TrainingDocument
from reportmine.offsets import OffsetMap
from reportmine.schema import Article, PageText
from reportmine.structure.sections import find_sections
from reportmine.structure.sentences import split_sentences
from reportmine.text.lexicon import Lexicon
from reportmine.text.tokens import default_tokenizer

OPENING = 260  # characters of the short copies: real pages are often seen by their opening alone
SERIES = 0.5  # weight of a document under a running title
LIES = 0.8  # share of it under the title of another kind of document: a page joins articles of many kinds under the title that is sought
WEIGHTS = {
    "whole": 1.0,
    "untitled": 0.5,
    "opening": 0.3,
    "middle": 0.4,
    "series": SERIES * (1 - LIES),
    "lying": SERIES * LIES,
    "long": 0.4,
}
FEWEST_SENTENCES = 6  # a shorter document has no middle
SEED = 20


@dataclass(frozen=True, slots=True)
class Example:
    """Hold the features of one copy of a document and its kind (`whole` is the document itself)."""

    document: int
    kind: str
    features: Features

    @property
    def weight(self) -> float:
        """Return how much the copy counts in training."""
        return WEIGHTS[self.kind]


def build_examples(documents: Sequence[TrainingDocument], lexicon: Lexicon) -> list[Example]:
    """Return the examples of all documents; the same documents give the same examples."""
    builder = feature_builder(lexicon, default_tokenizer())
    return [
        Example(number, kind, _features(builder, lexicon, title, text))
        for number, kind, title, text in _copies(documents)
    ]


def _features(builder: FeatureBuilder, lexicon: Lexicon, title: str, text: str) -> Features:
    sections = find_sections(text_article(title, text), lexicon=lexicon)
    return builder.build(title, sections, text, default_tokenizer().cut(text))


def text_article(title: str, text: str) -> Article:
    """Wrap a text as an article without cleaning: its offsets are its own."""
    return Article("training", PageText(text), 0, title, text, OffsetMap([(0, len(text))]))


def _copies(documents: Sequence[TrainingDocument]) -> Iterator[tuple[int, str, str, str]]:
    alike: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for number, document in enumerate(documents):
        alike[document.voice, document.report_type, document.industry[:1]].append(number)
    for number, document in enumerate(documents):
        # A stream of its own, or one new document would give all the others new titles.
        chance = random.Random(f"{SEED} {document.id}")  # noqa: S311 - which pages lie side by side, no secret
        yield number, "whole", document.title, document.page
        yield number, "untitled", "", document.text
        yield number, "opening", document.title, document.page[:OPENING]
        if middle := _middle(document.text):
            yield number, "middle", "", middle
        title = _running_title(document, chance)
        yield number, "series", title, f"{title}\n{document.text}"
        title = _running_title(_other(documents, document, chance), chance)
        yield number, "lying", title, f"{title}\n{document.text}"
        mates = alike[document.voice, document.report_type, document.industry[:1]]
        if len(mates) > 1:
            mate = documents[chance.choice([m for m in mates if m != number])]
            title = _running_title(document if chance.random() >= LIES else _other(documents, document, chance), chance)
            yield number, "long", title, f"{title}\n{document.text}\n{mate.text}"


def _middle(text: str) -> str:
    sentences = split_sentences(text)
    if len(sentences) < FEWEST_SENTENCES:
        return ""
    return text[sentences[len(sentences) // 4][0] : sentences[-1 - len(sentences) // 5][1]]


def _other(
    documents: Sequence[TrainingDocument], document: TrainingDocument, chance: random.Random
) -> TrainingDocument:
    """Return a document of another kind."""
    while (other := documents[chance.randrange(len(documents))]).report_type == document.report_type:
        pass
    return other


def _running_title(owner: TrainingDocument, chance: random.Random) -> str:
    return f"{owner.title or '工作总结'}篇{chance.randint(1, 9)}"
