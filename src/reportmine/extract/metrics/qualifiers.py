"""Complete words that only say which or how many of what was named are meant: 剩余 of the piles, 总数 of the firms."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from reportmine.extract.cues import Kind, words_of
from reportmine.extract.drafts import Draft
from reportmine.extract.measures import COUNTED, RANK, RATIOS
from reportmine.extract.metrics.own_words import Phrase, noun_before
from reportmine.extract.reading import Reading
from reportmine.offsets import Span
from reportmine.text.lexicon import Lexicon

_FROM, _LINK = int(Kind.FROM), int(Kind.LINK)
_WHEN = ("以后", "之后", "后", "以前", "之前", "以来")  # what ends so only says when
_EACH = "每"
_LABEL = 16  # a label in front of its text is no longer
_LABELLED = re.compile(
    r"(?:[（(]?[一二三四五六七八九十\d]{1,3}[、.．)）]\s*|[一二三四五六七八九十]是)?([^，、；：。\d\s]{2,8})。"
)


def without_tail(left: Phrase, reading: Reading, trailing: tuple[str, ...]) -> Phrase:
    """Take a word off the end of a noun that only tells how its value was taken (卸船时间平均19小时)."""
    word = reading.text[left.start : left.end]
    tail = next((tail for tail in trailing if word.endswith(tail) and reading.is_edge(left.end - len(tail))), "")
    return left._replace(end=left.end - len(tail), direct=False) if tail and tail != word else left


def without_unit(left: Phrase, draft: Draft, reading: Reading) -> Phrase:
    """Return a noun, none where it is only by what a value is told (每课时2.8元)."""
    only = left.start < left.end == draft.outer_start and reading.text[left.start - 1] == _EACH
    whole = only and not any(reading.is_edge(at) for at in range(left.start + 1, left.end))
    return left._replace(start=left.end) if whole and draft.quantity.dimension not in COUNTED else left


def without_when(left: Phrase, draft: Draft, before: Draft | None, reading: Reading) -> Phrase:
    """Return a noun, none where it ends in a word that only says when and what was measured before can be carried on (换模以后降到3%)."""
    if before is None or not before.metric or not _measures_alike(draft, before):
        return left
    word = reading.text[left.start : left.end]
    only_when = any(word.endswith(w) and reading.is_word(left.end - len(w), left.end) for w in _WHEN)
    return left._replace(start=left.end) if only_when else left


def unqualified(
    left: Phrase, draft: Draft, before: Draft | None, start: int, reading: Reading, *, qualifiers: Collection[str]
) -> Phrase:
    """Return what a word of `qualifiers` that is all of a noun tells of: the noun before 由, or none, so that the name before it is carried on.

    It stays where nothing in its unit was named before (申请材料由平均7份, 钻孔桩120根，剩余74根; 平均26岁).
    """
    if reading.text[left.start : left.end] not in qualifiers:
        return left
    timed = reading.period_ending(left.start)  # 由去年平均108分钟缩短到79分钟
    leading = reading.hit_ending(timed.start if timed else left.start)
    if leading is not None and leading.kinds & _FROM and leading.start > start:
        owner = noun_before(reading, start, leading.start)
        if owner.start < owner.end:
            return owner._replace(change=left.change, direct=False, reached=left.reached)
    label = label_before(draft.sentence[0], reading) if before is None else None
    if label is not None:
        return left._replace(start=label[0], end=label[1], direct=False)
    if before is None or not before.metric or before.metric in qualifiers or not _measures_alike(draft, before):
        return left
    if reading.hit_between(before.outer_end, draft.outer_start, _LINK):  # 总量28万吨，其中自有11.3万吨
        return left
    return left._replace(end=left.start)


@lru_cache(maxsize=8)
def among_mark(lexicon: Lexicon) -> re.Pattern[str]:
    """Return the pattern of words of place before a number: those before them are the ones counted (42名员工中35岁以下的).

    >>> from reportmine.text.lexicon import load_lexicon
    >>> among_mark(load_lexicon()).search("员工中35岁以下").group()
    '中'
    """
    words = sorted(words_of(lexicon, "place_word"), key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, words))})(?=\\d)")


def label_before(at: int, reading: Reading) -> Span | None:
    """Return the noun that is all of a line before the sentence that begins at a place (三、销量。全年…), or None."""
    line = reading.text.rfind("\n", max(0, at - _LABEL), at) + 1
    found = _LABELLED.fullmatch(reading.text, line, at) if line or at <= _LABEL else None
    if found is None:
        return None
    noun = noun_before(reading, found.start(1), found.end(1), verbs=False)
    return (noun.start, noun.end) if (noun.start, noun.end) == found.span(1) else None


def total_of(draft: Draft, before: Draft | None, totals: Collection[str]) -> str:
    """Return the name of a total of what was named before it in its unit (新增企业37户，总数412户: 企业总数), else its own."""
    if before is None or draft.metric not in totals or before.quantity.unit != draft.quantity.unit:
        return draft.metric
    return before.metric.removesuffix(draft.metric) + draft.metric


def average_of(draft: Draft, before: Draft | None, averages: Collection[str]) -> str:
    """Return the name of an average of what was named before it in its unit (返利386万元，户均1237元: 户均返利), else its own.

    What is an average itself is only named anew (人均收入2万元，户均6万元: 户均收入).
    """
    if before is None or not before.metric or draft.metric not in averages or before.kind == RANK:
        return draft.metric
    if before.quantity.dimension in RATIOS or before.quantity.unit != draft.quantity.unit:
        return draft.metric
    known = next((word for word in averages if before.metric.startswith(word)), draft.metric[-2])
    return draft.metric + before.metric.removeprefix(known)  # 村均集体收入


def _measures_alike(draft: Draft, before: Draft) -> bool:
    """Say whether two quantities have one unit or are both ratios."""
    quantity, other = draft.quantity, before.quantity
    return quantity.unit == other.unit or {quantity.dimension, other.dimension} <= RATIOS
