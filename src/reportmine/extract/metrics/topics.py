"""Find the noun before a place of a text: the one that names a quantity there, or the topic that an earlier clause leaves."""

from __future__ import annotations

import re

from reportmine.extract.cues import Kind
from reportmine.extract.drafts import Draft
from reportmine.extract.measures import COUNTED
from reportmine.extract.metrics.own_words import STRIPPED, Phrase, noun_before
from reportmine.extract.metrics.words import NameWords
from reportmine.extract.reading import Reading
from reportmine.offsets import Span

_COLONS = frozenset("：:")
_QUOTE_ENDS = frozenset("”'’》")
_PREDICATE = int(Kind.VERB | Kind.REACH | Kind.CHANGE_VERB | Kind.NOUN_VERB)
_NOUN_VERB, _ADVERB = int(Kind.NOUN_VERB), int(Kind.ADVERB)
# The clause of a list that is an item ends in one of these and is no longer than so many characters.
_COMMAS, _OF, _IS, _ITEM_START, _ITEM_ENDS, _ITEM = frozenset("，,"), "的", "是", "“", frozenset("的”"), 24
_ONLY_LEADS = int(Kind.SHARE | Kind.REACH | Kind.ADVERB | Kind.NEGATION | Kind.BOUND)
_TO, _NOT = int(Kind.TO), "不"
_TOLD = 8  # characters of what tells those counted apart
_PARTS = frozenset({"percent", "multiple", "ratio", "fraction"})
_LEADING, _NOT_LEADING = int(Kind.REACH | Kind.NEGATION | Kind.BOUND), int(Kind.FROM | Kind.SHARE | Kind.VERB)
_FROM, _AGENTS = int(Kind.FROM), frozenset("由")
_CLOSING_STOPS, _OPENING = "）)", "（("
# A word of place behind so many characters only says where (村卫生室里有5家).
_PLACED, _INSIDE = 2, frozenset("里中内上")
_WITHIN = frozenset("里中内")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_NUMBER = re.compile(r"[\d.,，]+")
_DURATION = re.compile(r"(?<![满至到为每的一二三两半])[一半每]个?(?:天|周|星期|月|季度?|年)(?:下来)?$")  # 房租一年22万
_WITHIN_TIME = re.compile(
    r"[\d一二两三四五六七八九十半几]+个?(?:工作日|小时|钟头|天|周|星期|月|季度|年|分钟)(?:以|之)?内$"
)  # 水位在两小时内涨了3.4米


def named_before(start: int, end: int, reading: Reading, words: NameWords) -> Phrase:
    """Return the noun before a place; empty where it is only a word of place, a number or a single character that is not listed."""
    phrase = noun_before(reading, start, end)
    word = reading.text[phrase.start : phrase.end]
    single = len(word) == 1 and word not in words.short_nouns
    before = reading.hit_ending(phrase.start) if single and _CHINESE.match(word) else None
    if before is not None and before.start >= start:
        if before.kinds & _NOUN_VERB and phrase.end == end:
            return phrase._replace(start=before.start)  # 消费券
        # An act of one character stands behind an adverb and the noun (提案一共做了58次).
        outer = noun_before(reading, start, phrase.start)
        if outer.end - outer.start > 1 and outer.direct:
            return outer._replace(change=phrase.change, direct=False, reached=phrase.reached)
    if single or word in words.places or _NUMBER.fullmatch(word):
        return phrase._replace(start=phrase.end)
    if (span := _DURATION.search(word) or _WITHIN_TIME.search(word)) is not None and reading.is_edge(
        phrase.start + span.start()
    ):
        outer = noun_before(reading, start, phrase.start + span.start())
        phrase = outer._replace(change=phrase.change, direct=False, reached=phrase.reached)
    told = _before_single_act(phrase, reading)
    if told is not None:
        return told
    placed = phrase.end - 1
    if len(word) > _PLACED and reading.text[placed] in _INSIDE and reading.is_word(placed, phrase.end):
        return phrase._replace(end=placed, direct=False)
    return phrase


def _before_single_act(phrase: Phrase, reading: Reading) -> Phrase | None:
    """Return a noun without the adverb and the act of one character that end it (账面仍亏, 142平半年只卖), None for others."""
    act = phrase.end - 1
    adverb = reading.hit_ending(act)
    if (
        adverb is None
        or not adverb.kinds & _ADVERB
        or adverb.end - adverb.start > 1
        or not reading.is_word(act, phrase.end)
    ):
        return None
    if adverb.start - phrase.start < _PLACED or not reading.is_edge(adverb.start):
        return None
    return phrase._replace(end=adverb.start, direct=False)


def bracketed(left: Phrase, start: int, floor: int, reading: Reading) -> Phrase | None:
    """Return the item of a list that a bracket opened right before a quantity's words tells of, where another closed before it: 学历材料(缺319卷)、登记表(缺287卷).

    Behind an empty head in the bracket it may be the first: 铬含量偏低(标准17%).
    """
    text, opened = reading.text, start - 1
    if opened <= floor or text[opened] not in _OPENING:
        return None
    closed = max(text.rfind(mark, floor, opened) for mark in _CLOSING_STOPS)
    if closed < 0 and left.start == left.end:
        return None
    closed = max(closed, floor - 1)
    item = noun_before(reading, reading.clause_start(opened, closed + 1), opened, verbs=False)
    return item._replace(change=left.change, direct=False) if item.start < item.end else None


def those_of(left: Phrase, draft: Draft, start: int, reading: Reading) -> Phrase:
    """Return what tells those counted apart where 的 right before their number leaves them unsaid (可转的8户, 没有完成的3处)."""
    end = draft.outer_start
    if left.start < left.end or draft.quantity.dimension not in COUNTED or reading.text[end - 1] != "的":
        return left
    begin = reading.clause_start(end, start)
    while begin < end and reading.text[begin] in STRIPPED:
        begin += 1
    told = reading.text[begin : end - 1]
    if not 1 < len(told) <= _TOLD or any(char.isdigit() for char in told) or reading.is_period(begin, end - 1):
        return left
    return left._replace(start=begin, end=end, direct=False)


def beyond_base(
    left: Phrase, draft: Draft, before: Draft | None, start: int, reading: Reading, words: NameWords
) -> Phrase:
    """Return what a multiple or a part tells of where the noun before it is only what it is a part of: 外科收入不到总收入的一成.

    It is the noun before the word that leads to the base, else none where a quantity before can be carried on.
    """
    if draft.quantity.dimension not in _PARTS or left.start == left.end or reading.text[draft.outer_start - 1] != "的":
        return left
    leading = reading.hit_ending(left.start)
    if leading is None or leading.start < start:
        return left
    short = leading.kinds & _TO and reading.text[leading.start - 1] == _NOT  # 不到总收入的一成
    if not short and (not leading.kinds & _LEADING or leading.kinds & _NOT_LEADING):
        return left
    outer = named_before(start, leading.start - bool(short), reading, words)
    if outer.start < outer.end:
        return outer._replace(change=left.change, direct=False, reached=left.reached)
    return left._replace(start=left.end) if before and before.metric else left


def unframed(left: Phrase, start: int, reading: Reading, words: NameWords) -> Phrase:
    """Take words of cause off a noun: what stands behind them, else before them, is measured (客流受雨季影响, 受雨季影响客流)."""
    found = next(reversed(list(words.frames.finditer(reading.text, start, left.end))), None)
    if found is None or found.end() <= left.start:
        return left
    if found.end() < left.end:
        return left._replace(start=found.end())
    outer = named_before(start, found.start(), reading, words)
    return outer._replace(change=left.change, direct=False, reached=left.reached)


def behind_frames(start: int, end: int, reading: Reading, words: NameWords) -> int:
    """Return where the last words of cause end that open in a span (扣除补贴后), its start where none do."""
    return max((found.end() for found in words.frames.finditer(reading.text, start, end)), default=start)


def topic_of(start: int, end: int, reading: Reading, words: NameWords) -> Phrase:
    """Return the noun that a clause leaves as topic: its last one, or its first where the last is a quotation."""
    phrase = named_before(start, end, reading, words)
    text = reading.text
    owner = _before_agent(start, phrase.start, reading, words)
    if owner is not None:
        return owner
    if (phrase.end < end and text[phrase.end] in _QUOTE_ENDS) or text[phrase.end - 1] in _QUOTE_ENDS:
        opened = reading.hit_between(start, phrase.start, _PREDICATE)
        if opened:
            return noun_before(reading, start, opened.start)
    return phrase


def _before_agent(start: int, end: int, reading: Reading, words: NameWords) -> Phrase | None:
    """Return the noun before 由 and who does something with it (保险由学校投保), None where no 由 opens what ends at a place."""
    leading = reading.hit_ending(end)
    if leading is None or not leading.kinds & _FROM or leading.term.text not in _AGENTS or leading.start <= start:
        return None
    owner = named_before(start, leading.start, reading, words)
    is_named = owner.start < owner.end == leading.start and reading.period_ending(owner.end) is None
    return owner if is_named else None


def earlier_topic(floor: int, end: int, reading: Reading, words: NameWords) -> Span | None:
    """Return what the last clause between two places tells of, or None where none does."""
    while (stop := reading.stop_before(end)) >= floor:
        phrase = topic_of(reading.clause_start(stop, floor), stop, reading, words)
        cause = words.frames.fullmatch(reading.text, phrase.start, phrase.end)
        if phrase.start < phrase.end and not cause and reading.text[stop] not in _CLOSING_STOPS:
            return phrase.start, phrase.end
        end = stop
    return None


def item_before(before: Draft | None, draft: Draft, start: int, reading: Reading) -> Span | None:
    """Return the item that the clause right before a share or a count is (说难听的，占39%; “看不懂”，占63%), None where its own words say more."""
    text, stop = reading.text, start - 1
    floor = before.outer_end if before else draft.sentence[0] - 1
    if stop <= floor or text[stop] not in _COMMAS or text[stop - 1] not in _ITEM_ENDS:
        return None
    if reading.covered(start, draft.outer_start, _ONLY_LEADS) != draft.outer_start - start:
        return None
    begin = reading.clause_start(stop, max(floor, draft.sentence[0]))
    if text[stop - 1] != _OF:
        begin = text.rfind(_ITEM_START, max(floor, 0, stop - _ITEM), stop) + 1
        alone = reading.clause_start(begin, draft.sentence[0]) == begin - 1 or text[begin - 2] == _IS
        begin = begin if alone else floor
    item = text[begin : stop - 1]
    told = begin > floor and 1 < len(item) <= _ITEM and not any(char.isdigit() for char in item)
    return (begin, stop - 1) if told else None


def line_name(before: Draft, start: int, reading: Reading, words: NameWords) -> Phrase | None:
    """Return the name before the colon of a new line (利润总额：2200万元), or None."""
    at = reading.text.rfind("\n", before.outer_end, start)
    if at < 0 or reading.text[start - 1] not in _COLONS:
        return None
    phrase = topic_of(reading.clause_start(start - 1, at + 1), start - 1, reading, words)
    return phrase if phrase.start < phrase.end else None


def without_place(span: Span, reading: Reading, words: NameWords) -> Span:
    """Take a word of place off the end of the noun after a quantity (43家门店中，…); empty where only such a word is left."""
    start, end = span
    if reading.is_period(start, end):
        return end, end
    if start < end and reading.text[start] in _WITHIN and reading.is_edge(start + 1):
        return start, start  # 147户中光衰超标的只有9户
    among = words.among.search(reading.text, start + 1, end)  # 42名员工中35岁以下的
    end = among.start() if among and reading.is_edge(among.start()) else end
    if end - start > 2 and reading.is_word(end - 1, end) and reading.text[end - 1] in words.places:
        end -= 1
    return (end, end) if reading.text[start:end] in words.places else (start, end)
