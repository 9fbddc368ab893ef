"""Find what a corpus is about without labels: key phrases and topics (NMF), named by phrases that stand in the texts, with trends by year."""

from __future__ import annotations

import warnings
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import regex

from reportmine.errors import InputError
from reportmine.text.entries import Industry, Metric, Subtheme
from reportmine.text.lexicon import load_lexicon
from reportmine.text.tokens import default_tokenizer

FEWEST = 3  # a corpus needs as many reports, a phrase at least two of them
COMMON = 0.6  # a phrase that stands in a larger share of the reports names none of them
MOST_PHRASES = 4000
SHOWN = 8  # phrases that name a topic
LONGEST = 4  # tokens of a phrase
SHORT = 2  # a lone word of so few characters says too little, unless the lexicons know it
KEY_PHRASES = 30
LEAST_SHARE = 0.001  # a smaller topic is a rest of the computation
Array = npt.NDArray[Any]
WORD = regex.compile(r"\p{Han}{2,}")
TIMES = regex.compile(r"^[一二三四五六七八九十百千万\d年月日季度上下半本今去明]+$")


@dataclass(frozen=True, slots=True)
class TopicText:
    """Hold what the topics need of one report."""

    id: str
    text: str
    year: str | None


@dataclass(frozen=True, slots=True)
class Topic:
    """Hold one topic: its phrases, strongest first, its share of the corpus, by year, and the reports it is strongest in."""

    phrases: tuple[str, ...]
    share: float
    by_year: dict[str, float]
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topics:
    """Hold the key phrases of a corpus (phrase, reports that hold it) and its topics, largest first."""

    key_phrases: tuple[tuple[str, int], ...]
    topics: tuple[Topic, ...]


def find_topics(texts: Iterable[TopicText], *, count: int) -> Topics:
    """Return key phrases and `count` topics; the same texts give the same topics. Raises InputError for fewer than three reports."""
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.feature_extraction.text import TfidfVectorizer

    rows = list(texts)
    if len(rows) < FEWEST:
        raise InputError(f"{len(rows)} reports", where="topics", mend=f"give a folder with at least {FEWEST} reports")
    vectors = TfidfVectorizer(
        analyzer=_phrases, min_df=2, max_df=COMMON, max_features=MOST_PHRASES, sublinear_tf=True, lowercase=False
    )
    try:
        matrix = vectors.fit_transform([row.text for row in rows])
    except ValueError as error:  # scikit-learn: no phrase is left
        raise InputError(
            "no phrase stands in two reports", where="topics", mend="give more or longer reports"
        ) from error
    names = vectors.get_feature_names_out()
    size = min(count, len(rows) - 1, len(names))
    model = NMF(size, init="nndsvd", max_iter=400, tol=1e-3, random_state=0)
    with warnings.catch_warnings():  # a topic's first phrases stand long before the last digit does
        warnings.simplefilter("ignore", ConvergenceWarning)
        warnings.simplefilter("ignore", RuntimeWarning)  # the error of an exact fit, a root of minus zero
        shares = model.fit_transform(matrix)
    shares = np.nan_to_num(shares) / np.maximum(np.nan_to_num(shares).sum(axis=1, keepdims=True), 1e-12)
    real = [k for k in range(size) if float(shares[:, k].mean()) >= LEAST_SHARE]
    order = sorted(real, key=lambda k: (-round(float(shares[:, k].mean()), 6), k))
    return Topics(
        _key_phrases(np.asarray(matrix.sum(axis=0)).ravel(), np.diff(matrix.tocsc().indptr), names),
        tuple(_topic(model.components_[k], shares[:, k], names, rows) for k in order),
    )


def _phrases(text: str) -> Iterator[str]:
    """Yield runs of words as they stand in a text, and single words where they are long or a term of the lexicons."""
    known = _known_terms()
    run: list[str] = []
    for word in [*default_tokenizer().cut(text), ""]:
        if WORD.fullmatch(word) and not TIMES.match(word):
            run.append(word)
            continue
        for start in range(len(run)):
            if len(run[start]) > SHORT or run[start] in known:
                yield run[start]
            for end in range(start + 2, min(start + LONGEST, len(run)) + 1):
                yield "".join(run[start:end])
        run = []


@lru_cache(maxsize=1)
def _known_terms() -> frozenset[str]:
    lexicon = load_lexicon()
    known = {
        term
        for kind in (Subtheme, Metric, Industry)
        for entry in lexicon.entries(kind)
        for term in getattr(entry, "terms", ())
    }
    return frozenset(known - {term for entry in lexicon.entries(Subtheme) for term in entry.weak})


def _key_phrases(weights: Array, holders: Array, names: Sequence[str]) -> tuple[tuple[str, int], ...]:
    order = sorted(range(len(names)), key=lambda i: (-float(weights[i]), names[i]))
    return tuple((str(names[i]), int(holders[i])) for i in _distinct(order, names, KEY_PHRASES))


def _topic(weights: Array, shares: Array, names: Sequence[str], rows: Sequence[TopicText]) -> Topic:
    order = sorted(range(len(names)), key=lambda i: (-float(weights[i]) * len(names[i]) ** 0.5, names[i]))
    years: dict[str, list[float]] = defaultdict(list)
    for row, share in zip(rows, shares, strict=True):
        if row.year:
            years[row.year].append(float(share))
    best = sorted(range(len(rows)), key=lambda i: (-float(shares[i]), rows[i].id))[:3]
    return Topic(
        tuple(str(names[i]) for i in _distinct(order, names, SHOWN)),
        round(float(shares.mean()), 4),
        {year: round(sum(values) / len(values), 4) for year, values in sorted(years.items())},
        tuple(rows[i].id for i in best),
    )


def _distinct(order: Sequence[int], names: Sequence[str], most: int) -> list[int]:
    """Return the first numbers whose phrase neither holds nor is held by one before it."""
    kept: list[int] = []
    for i in order:
        if not any(names[i] in names[j] or names[j] in names[i] for j in kept):
            kept.append(i)
        if len(kept) == most:
            break
    return kept


def years_of(topics: Topics) -> list[str]:
    """Return the years that any topic has a share in, in order."""
    return sorted(Counter(year for topic in topics.topics for year in topic.by_year))
