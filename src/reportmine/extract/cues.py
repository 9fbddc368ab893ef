"""Find all cue words and known metrics of a text with one automaton, built once per lexicon."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from enum import IntFlag, auto
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

from reportmine.errors import LexiconError
from reportmine.text.automata import Automaton, MatchKind, build_automaton
from reportmine.text.entries import BoundCue, Cue, Metric
from reportmine.text.lexicon import Lexicon


class Kind(IntFlag):
    """Name what a term can be; one term may be several things."""

    CHANGE = auto()
    CHANGE_VERB = auto()
    REACH = auto()
    VERB = auto()
    NOUN_VERB = auto()
    ADVERB = auto()
    PREPOSITION = auto()
    LINK = auto()
    HEAD = auto()
    RANK = auto()
    RANK_NAME = auto()
    LOCATIVE = auto()
    ROLE = auto()
    TIER = auto()
    COMPARE = auto()
    SUBJECT = auto()
    THRESHOLD = auto()
    NEGATION = auto()
    SHARE = auto()
    GROWS = auto()
    FROM = auto()
    TO = auto()
    NOMINAL = auto()
    COMPOUND = auto()
    COMPARATIVE = auto()
    AFTER_CHANGE = auto()
    OVER = auto()
    PER = auto()
    SHARE_HEAD = auto()
    AIM = auto()
    BETTERS = auto()
    STEP = auto()
    PACE = auto()
    GROWTH = auto()
    BREAK = auto()
    PREDICATE = auto()
    ASPECT = auto()
    OUTCOME = auto()
    TALLY = auto()
    SANCTION = auto()
    CONDITION = auto()
    EDGE = auto()
    BOUND = auto()
    WORD = auto()
    METRIC = auto()


# What tells of a change; CHANGES with 多 and 低 too, which do so only before a value. Plain ints: a flag's own & costs fifty times as much.
CHANGE_WORDS = int(Kind.CHANGE | Kind.CHANGE_VERB)
CHANGES = CHANGE_WORDS | int(Kind.COMPARATIVE)


class Term(NamedTuple):
    """Hold what one term says; fields that it says nothing about are empty."""

    text: str
    kinds: int
    change: str = ""
    expects: bool = False
    role: str = ""
    strength: str = ""
    weak: bool = False
    tier: str = ""
    compared: str = ""
    subject: str = ""
    link: str = ""
    aspect: str = ""


class Hit(NamedTuple):
    """Hold one found term; `kinds` is an int of Kind flags."""

    start: int
    end: int
    kinds: int
    term: Term


# A measure's name must not hide the words in it that tell of a change (新增就业) or of an act (查处案件).
_ACTING = int(Kind.VERB | Kind.REACH)
_TELLING = int(Kind.GROWS | Kind.CHANGE | Kind.CHANGE_VERB)
_SILENT = (int(Kind.WORD), int(Kind.METRIC), int(Kind.WORD | Kind.METRIC))
_METRIC, _BOUND = int(Kind.METRIC), int(Kind.BOUND)
_NUMBER_STARTS = "{0|1|2|3|4|5|6|7|8|9|一|二|两|三|四|五|六|七|八|九|十|近|约|几|百}"
_BRACES = re.compile(r"\{(.*?)\}")
# Kinds whose words are looked up in their own place, not found in running text.
_ELSEWHERE = frozenset(
    {
        "title",
        "opening",
        "voice",
        "founded_in",
        "announcement",
        "announced",
        "inquiry",
        "set_against",
        "time_label",
        "time_lead",
        "present",
        "proposal",
        "others_proposal",
        "pair",
        "payment",
        "change_of",
        "paid_thing",
        "short_noun",
        "frame",
        "ordinal_noun",
        "recall",
        "source",
        "place_word",
        "founding",
        "detached",
        "answer",
        "made_at",
        "fiscal_year",
        "same_measure",
        "same_thing",
        "funds",
        "below",
        "being",
        "revenue",
        "qualifier",
        "rest",
        "trailing",
        "unit_noun",
        "total",
        "average",
        "person",
        "aspect_of",
        "sum",
        "age_name",
        "rate_head",
        "market_price",
        "norm",
        "budgeted",
        "finished",
        "state_told",
    }
)
_EFFECT_FIELD = {
    "change": "change",
    "change_verb": "change",
    "grows": "change",
    "step": "change",
    "comparative": "change",
    "after_change": "change",
    "role": "role",
    "threshold": "role",
    "tier": "tier",
    "compare": "compared",
    "aim": "compared",
    "subject": "subject",
    "link": "link",
    "aspect": "aspect",
}


class CueFinder:
    """Find cues in text; build once per lexicon with `cue_finder`."""

    __slots__ = ("_automaton", "_terms")

    def __init__(self, lexicon: Lexicon) -> None:
        words: dict[str, int] = defaultdict(int)
        says: dict[str, dict[str, Any]] = defaultdict(dict)
        for cue in lexicon.entries(Cue):
            if cue.kind not in _ELSEWHERE:
                kinds, values = _kinds(cue), _values(cue)
                for term in expanded(cue.terms):
                    words[term] |= kinds
                    if values:
                        says[term] = values | says[term]  # what the first cue says of a term holds
        _add_names(words, lexicon)
        nothing: dict[str, Any] = {}
        made = [Term(text, kinds, **says.get(text, nothing)) for text, kinds in words.items()]
        # A plain word has done its work by hiding the cues in it.
        self._terms = [None if term.kinds in _SILENT else term for term in made]
        self._automaton = build_automaton(words)

    def find(self, text: str) -> list[Hit]:
        """Return the terms of `text` in order, without overlap, the longest first where two begin together.

        >>> from reportmine.text.lexicon import load_lexicon
        >>> [hit.term.text for hit in cue_finder(load_lexicon()).find("力争合格率提高到98%")]
        ['力争', '合格率', '提高到']
        """
        terms, made = self._terms, tuple.__new__
        return [
            made(Hit, (start, end, term.kinds, term))
            for index, start, end in self._automaton.find_matches_as_indexes(text)
            if (term := terms[index]) is not None
        ]


def expanded(terms: Iterable[str]) -> Iterator[str]:
    """Yield the words that terms with alternatives in braces stand for, the others as they are; {#} stands for what a number begins with.

    >>> list(expanded(["占{全年|年度|}{计划|目标}的", "分别"]))
    ['占全年计划的', '占全年目标的', '占年度计划的', '占年度目标的', '占计划的', '占目标的', '分别']
    """
    for term in terms:
        if "{" not in term:
            yield term
            continue
        parts = _BRACES.split(term.replace("{#}", _NUMBER_STARTS))  # outside and inside of braces in turn
        yield from map("".join, product(*(p.split("|") if i % 2 else (p,) for i, p in enumerate(parts))))


def _add_names(words: dict[str, int], lexicon: Lexicon) -> None:
    """Add the names of measures to the words of the cues, and mark those words that bound a value too."""
    telling = build_automaton(term for term, kinds in words.items() if kinds & _TELLING)
    acting = tuple(term for term, kinds in words.items() if kinds & _ACTING)
    for metric in lexicon.entries(Metric):
        for term in metric.terms:
            if not term.startswith(acting) and not telling.find_matches_as_indexes(term):
                words[term] |= _METRIC
    for bound in lexicon.entries(BoundCue):
        for term in bound.before:
            if term in words and len(term) > 1:
                words[term] |= _BOUND


def _kinds(cue: Cue) -> int:
    """Return the kinds of a cue's words."""
    kinds = 0
    for kind in (cue.kind, *cue.also):
        if kind.upper() not in Kind.__members__:
            allowed = ", ".join(sorted({*(name.lower() for name in Kind.__members__), *_ELSEWHERE}))
            raise LexiconError(f"unknown kind of cue {kind!r}", where=f"[[cue]] {cue.id}", mend=f"allowed: {allowed}")
        kinds |= int(Kind[kind.upper()])
    return kinds


def _values(cue: Cue) -> dict[str, Any]:
    """Return what a cue says of its words, by the fields of a term."""
    values: dict[str, Any] = {_EFFECT_FIELD[k]: cue.effect for k in (cue.kind, *cue.also) if k in _EFFECT_FIELD}
    if cue.kind == "role":
        values |= {"strength": cue.strength, "weak": cue.weak}
    if cue.effect == "expects":
        values["expects"] = True
    return values


@lru_cache(maxsize=64)
def words_of(lexicon: Lexicon, kind: str, *, effect: str = "") -> tuple[str, ...]:
    """Return the words of a kind of cue (and of this effect) that is looked up in its own place.

    >>> from reportmine.text.lexicon import load_lexicon
    >>> "鱼" in words_of(load_lexicon(), "short_noun")
    True
    """
    cues = (cue for cue in lexicon.entries(Cue) if cue.kind == kind and (not effect or cue.effect == effect))
    return tuple(term for cue in cues for term in expanded(cue.terms))


@lru_cache(maxsize=8)
def share_word(lexicon: Lexicon) -> str:
    """Return the shortest of the thousands of words of a share: the one that the others end in."""
    return min(words_of(lexicon, "share"), key=len, default="")


@lru_cache(maxsize=8)
def cue_finder(lexicon: Lexicon) -> CueFinder:
    """Return the finder of a lexicon."""
    return CueFinder(lexicon)


class Voice(NamedTuple):
    """Count how often a text speaks of itself (我公司, 全市) and how often it explains (通常, 例如)."""

    own: int
    expository: int


@lru_cache(maxsize=8)
def _voice_automaton(lexicon: Lexicon) -> tuple[Automaton, tuple[bool, ...]]:
    cues = [(term, cue.effect == "own") for cue in lexicon.entries(Cue) if cue.kind == "voice" for term in cue.terms]
    return build_automaton(term for term, _ in cues), tuple(own for _, own in cues)


def voice_of(text: str, lexicon: Lexicon) -> Voice:
    """Count the two voices of a text.

    >>> from reportmine.text.lexicon import load_lexicon
    >>> voice_of("我公司上半年完成产值3亿元", load_lexicon())
    Voice(own=2, expository=0)
    """
    automaton, is_own = _voice_automaton(lexicon)
    hits = [is_own[index] for index, _, _ in automaton.find_matches_as_indexes(text)]
    return Voice(sum(hits), len(hits) - sum(hits))


_AIM = "aim"  # the effect of a word that plans only where nothing looks back


@lru_cache(maxsize=8)
def _title_cues(lexicon: Lexicon) -> tuple[Automaton, tuple[str, ...]]:
    cues = [(term, cue.effect) for cue in lexicon.entries(Cue) if cue.kind == "title" for term in expanded(cue.terms)]
    return build_automaton((term for term, _ in cues), matchkind=MatchKind.Standard), tuple(
        effect for _, effect in cues
    )


def title_tense(title: str, lexicon: Lexicon, *, above: str = "") -> str:
    """Return plan, review, existing or nothing: the tense that a heading promises, the last word in it deciding.

    `above` is the tense of the part that the heading stands in: a part that looks back has headings of aims and tasks too (任务落实).

    >>> from reportmine.text.lexicon import load_lexicon
    >>> title_tense("二、2025年主要任务", load_lexicon()), title_tense("一、上半年工作回顾", load_lexicon())
    ('plan', 'review')
    """
    automaton, effects = _title_cues(lexicon)
    best = (-1, 0, "")
    for index, start, end in automaton.find_matches_as_indexes(title, overlapping=True):
        best = max(best, (end, end - start, effects[index]))
    if best[2] == _AIM:
        return "" if above == "review" else "plan"
    return best[2]


def has_both_tenses(title: str, lexicon: Lexicon) -> bool:
    """Say whether a title looks back and ahead at once, so that each sentence under it says for itself.

    >>> from reportmine.text.lexicon import load_lexicon
    >>> has_both_tenses("四、不足与明年打算", load_lexicon())
    True
    """
    return title_tenses(title, lexicon) >= {"review", "plan"}


def title_tenses(title: str, lexicon: Lexicon) -> set[str]:
    """Return all tenses that a title promises.

    >>> from reportmine.text.lexicon import load_lexicon
    >>> sorted(title_tenses("上半年工作总结与下半年工作思路", load_lexicon()))
    ['plan', 'review']
    """
    automaton, effects = _title_cues(lexicon)
    found = automaton.find_matches_as_indexes(title, overlapping=True)
    return {"plan" if effects[index] == _AIM else effects[index] for index, _, _ in found if effects[index]}
