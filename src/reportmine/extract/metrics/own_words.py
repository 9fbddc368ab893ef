"""Name what a quantity measures: the noun before its predicate, the noun after a count, or the one it shares or inherits."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from reportmine.extract.cues import CHANGE_WORDS, CHANGES, Hit, Kind
from reportmine.extract.metrics.nouns import QUOTES, before_time, begins_word, ends_word, first_stop
from reportmine.extract.reading import Reading
from reportmine.offsets import Span

# What ends the search for the noun's beginning.
_CUTS = int(
    Kind.CHANGE_VERB
    | Kind.REACH
    | Kind.VERB
    | Kind.ADVERB
    | Kind.PREPOSITION
    | Kind.ROLE
    | Kind.COMPARE
    | Kind.LINK
    | Kind.NEGATION
    | Kind.SHARE
)
# What stands between a noun and its value and is not part of the noun.
_BETWEEN = _CUTS | int(Kind.CHANGE | Kind.LOCATIVE | Kind.COMPARATIVE | Kind.PER | Kind.EDGE)
_FRONT = _CUTS | int(Kind.CHANGE | Kind.SUBJECT | Kind.LOCATIVE)
# What ends the noun after a count.
_ENDS_NOUN = (_CUTS & ~int(Kind.LINK)) | int(Kind.CHANGE)
_REACH, _FROM = int(Kind.REACH), int(Kind.FROM)
_COMPARED = int(Kind.OVER | Kind.COMPARE)
_COMPARE = int(Kind.COMPARE)
_OVER, _SHARE, _COMPARATIVE = int(Kind.OVER), int(Kind.SHARE), int(Kind.COMPARATIVE)
_ACTS = int(Kind.VERB | Kind.NOUN_VERB)
_ADVERB, _NOUN_VERB, _HEAD = int(Kind.ADVERB), int(Kind.NOUN_VERB), int(Kind.HEAD)
_BREAK, _ASPECT, _STEP = int(Kind.BREAK), int(Kind.ASPECT), int(Kind.STEP)
_COMPOUND, _EDGE = int(Kind.COMPOUND), int(Kind.EDGE)
_OURS = frozenset("我本")
# 每 and one character behind it say by what the measure in so many characters is told.
_EACH, _EACH_ONE = "每", 2
_NO_NOUN = int(Kind.SUBJECT | Kind.LOCATIVE)
_PREDICATES = int(Kind.CHANGE | Kind.CHANGE_VERB | Kind.REACH | Kind.SHARE)
# After these a verb is part of a noun: 完成率, 销售额, 投资者.
_NOMINAL = frozenset("率量额数度值者比")
# After these an act that also forms nouns is part of one: 服务业, 生产线, 销售点.
_NOUN_PARTS = _NOMINAL | frozenset("品费型性式业线点权款商金")
# As a word of one character behind an act they make one noun with it: 推广费, 录取通知书.
_NOUN_ENDS = frozenset("费价室单书证款")
# Between a noun and its value these say nothing; a plus sign is read as a change elsewhere.
_FILL = frozenset(' \n\u3000“"+＋±→×/／=＝|│')
STRIPPED = " +＋±→×/／=＝|│\n\u3000、，,.。·“”\"'‘’《》【】-—~和与及的之等"
_PLANNED = "plan"
_AND_SO_ON = "等"  # closes a list: 招募助理3000名等举措
# A bracket after a count that only names another measure word: 7万套（间）住房.
_ASIDE = 4
_MAX_NOUN = 40
_SHORT_START = 4


class Phrase(NamedTuple):
    """Hold the noun found before a value, with the predicate that joins them."""

    start: int
    end: int
    change: str
    by_verb: bool
    direct: bool
    reached: bool


class _Left(NamedTuple):
    """Hold where the noun ends and which predicates stand between it and the value."""

    end: int
    change: str
    direct: bool
    reached: bool
    place: int


def noun_before(reading: Reading, start: int, end: int, *, verbs: bool = True) -> Phrase:
    """Find the noun that ends before the value at `end`, looking back no further than `start`.

    The phrase is empty (start == end) where only predicates stand there: its metric is elided.
    """
    left = _skip_back(reading, start, end)
    base = _base_of_comparison(reading, start, left)
    if base is not None:
        outer = noun_before(reading, start, base, verbs=verbs)
        above = reading.hit_at(base, CHANGE_WORDS)
        change = above.term.change if above else left.change or outer.change
        if _differs_from_peer(reading, base, left):
            change = "level"
        return outer._replace(change=change, direct=False, reached=left.reached)
    begin, change, by_verb = _begin(reading, start, left)
    if _is_start(reading, begin, left.end):
        return noun_before(reading, start, begin, verbs=verbs)._replace(direct=False)
    if begin > start and _ends_in(reading, begin, _SHARE):
        whole = noun_before(reading, start, reading.hits[bisect_right(reading.hit_ends, begin) - 1].start, verbs=verbs)
        stop = _trim(reading, begin, left.end)[1] if whole.start < whole.end else whole.start
        return Phrase(whole.start, stop, change, by_verb, False, left.reached)
    begin = _strip_front(reading, begin, left.end, verbs=verbs and left.direct)
    begin, stop = _trim(reading, begin, left.end)
    while begin < stop and _ends_in(reading, stop, _NO_NOUN):
        who = reading.hits[bisect_right(reading.hit_ends, stop) - 1]
        ours = reading.text[who.start] in _OURS and who.start > begin  # 券的成本我方承担118万元
        begin, stop = _trim(reading, begin, who.start) if ours else (stop, stop)
    phrase = Phrase(begin, stop, change, by_verb, left.direct, left.reached)
    return _fewer(reading, start, phrase) or phrase


def _differs_from_peer(reading: Reading, base: int, left: _Left) -> bool:
    """Say whether 高 or 多 tells how far a thing is from another, not from itself at another time (比对照田高112公斤)."""
    i = bisect_right(reading.hit_ends, left.end)
    hit = reading.hits[i] if i < len(reading.hits) else None
    if hit is None or hit.start != left.end or not hit.kinds & _COMPARATIVE or hit.kinds & CHANGE_WORDS:
        return False
    timed = reading.periods_before(left.end) > reading.periods_before(base)
    return not timed and reading.hit_between(base, left.end, _COMPARE) is None


def _is_start(reading: Reading, begin: int, end: int) -> bool:
    """Say whether a short word between 从 and 的 only says when a change starts: 从改前的1.4万立方米降到1.2万."""
    size = sum(not char.isdigit() for char in reading.text[begin:end])  # 2011级的
    dated = 1 < size <= _SHORT_START + 1 and reading.text[end - 1] == "的"
    return dated and _ends_in(reading, begin, _FROM)


def _fewer(reading: Reading, start: int, phrase: Phrase) -> Phrase | None:
    """Read more or less of an act behind a comparison: 用煤比上年少烧31吨 is less of 用煤, 比上年少承保7.7万头 less of 承保; None elsewhere."""
    fewer = reading.hit_at(phrase.start, _COMPARATIVE)
    compared = reading.hit_between(start, phrase.start, _COMPARED)
    if fewer is None or compared is None or fewer.end >= phrase.end:
        return None
    is_word = reading.is_word(fewer.start, fewer.end)
    change = phrase.change or fewer.term.change
    if phrase.direct and compared.end == fewer.start:  # no predicate behind it: it is one itself
        owner = noun_before(reading, start, compared.start)
        if owner.start < owner.end:
            return owner._replace(change=change, direct=False)
        return phrase._replace(start=fewer.end, change=change)
    return phrase._replace(start=fewer.end, change=change) if is_word else None


def _ends_in(reading: Reading, end: int, kinds: int) -> bool:
    """Say whether what ends at `end` is a word of `kinds`: who acts, not what is measured."""
    hit = reading.hit_ending(end)
    return hit is not None and bool(hit.kinds & kinds)


def _skip_back(reading: Reading, start: int, end: int) -> _Left:
    """Walk back from the value over predicates, fillers and periods to the end of the noun."""
    text, hits = reading.text, reading.hits
    i = bisect_right(reading.hit_ends, end)
    change, direct, reached = "", True, False
    step = hits[i - 1] if i else None
    if step and step.kinds & _STEP and step.start >= start and step.end == end and _stands_alone(reading, i - 1):
        change, direct, end, i = step.term.change, False, step.start, i - 1
    while end > start:
        if text[end - 1] in _FILL:
            end -= 1
            continue
        while i and hits[i - 1].end > end:
            i -= 1
        hit = hits[i - 1] if i else None
        if hit is None or hit.end != end or hit.start < start or not hit.kinds & _BETWEEN:
            stop = _filler_start(reading, start, end, hit)
            if stop == end:
                break
            end = stop
            continue
        # A comparative tells of the value that it stands before; before another predicate it ends a noun (时长同比下降).
        if hit.kinds & _BETWEEN == _COMPARATIVE and not direct:
            break
        if hit.kinds & CHANGES and not change and not reached and _tells(reading, start, hit):
            change = hit.term.change
        reached = reached or bool(hit.kinds & _REACH)
        direct = direct and not hit.kinds & _PREDICATES
        end = hit.start
        i -= 1
    return _Left(end, change, direct, reached, i)


def _stands_alone(reading: Reading, index: int) -> bool:
    """Say whether a hit is a word of its own, or the rest of one behind another hit or a time (占|比升, 比去年|压一成)."""
    hit = reading.hits[index]
    if reading.period_ending(hit.start) is not None:
        return True
    behind = index > 0 and reading.hits[index - 1].end == hit.start and reading.is_edge(hit.end)
    return behind or reading.is_word(hit.start, hit.end)


def _filler_start(reading: Reading, start: int, end: int, hit: Hit | None) -> int:
    """Return where a period, the 的 of a comparison or the 过 of an act begins that ends at `end`, else `end`."""
    text, periods = reading.text, reading.periods
    led = hit is not None and (hit.kinds & _COMPARED or (hit.kinds & _REACH and hit.end - hit.start > 1))
    if hit is not None and text[end - 1] == "的" and hit.end == end - 1 and led:  # 不低于现有的一成半
        return end - 1
    if text[end - 1] == "过" and end - start > 1:
        return end - 1
    p = bisect_right(reading.period_ends, end)
    if not p or periods[p - 1].start < start:
        return end
    gap = end - periods[p - 1].end
    if gap and not (gap == 1 and text[end - 1] == "的"):
        return end
    # The 到 of 提高到今年的25斤 is the change's, not the time's.
    i = bisect_right(reading.hit_ends, periods[p - 1].start)
    leading = reading.hits[i] if i < len(reading.hits) else None
    overlaps = leading is not None and leading.start < periods[p - 1].start < leading.end < end
    return leading.end if leading is not None and overlaps else periods[p - 1].start


def _tells(reading: Reading, start: int, hit: Hit) -> bool:
    """Say whether a predicate tells of a change: 高 and 长 do so only where something is compared (长9米 is a length)."""
    return bool(hit.kinds & CHANGE_WORDS) or reading.hit_between(start, hit.start, _COMPARED) is not None


def _base_of_comparison(reading: Reading, start: int, left: _Left) -> int | None:
    """Return where the comparison opens whose base is all that stands before the value: 高于 in 高于县里要求2个百分点."""
    hits, i = reading.hits, left.place
    while i and hits[i - 1].start >= start:
        i -= 1
        hit = hits[i]
        if hit.kinds & _OVER:
            return hit.start if hit.end < left.end else None
        # 高于全部投资增速: what stands right behind the comparison tells of its base.
        of_base = hit.kinds & _ADVERB and i and hits[i - 1].end == hit.start and hits[i - 1].kinds & _OVER
        if hit.kinds & _CUTS and hit.end - hit.start > 1 and not of_base:
            return None
    return None


def _begin(reading: Reading, start: int, left: _Left) -> tuple[int, str, bool]:
    """Find where the noun begins: after the last cue in it that is no part of a noun."""
    text, hits, i, change = reading.text, reading.hits, left.place, left.change
    while i and hits[i - 1].end > start:
        hit = hits[i - 1]
        i -= 1
        if hit.start < start or hit.end > left.end or not hit.kinds & _CUTS:
            continue
        single_adverb = hit.kinds & _ADVERB and hit.end - hit.start == 1 and hit.start > start
        if (
            single_adverb
            or _is_average(reading, hit, start, left.end)
            or _makes_noun(reading, hit, left.end)
            or (hit.end < left.end and text[hit.end] in _NOMINAL)
        ):
            continue
        grows = hit.kinds & int(Kind.GROWS) or not left.reached
        told = hit.term.change if hit.kinds & int(Kind.CHANGE_VERB) and not change and grows else ""
        if hit.end == left.end or _is_head(hits, i + 1, (hit.end, left.end), act=bool(hit.kinds & _COMPOUND)):
            change = change or (told if hit.end < left.end else "")  # 新增项目23个
            continue
        return hit.end, change or told, bool(told)
    return start, change, False


def _is_average(reading: Reading, hit: Hit, start: int, end: int) -> bool:
    """Say whether 年均 stands inside a noun and tells of what kind its measure is (细颗粒物年均浓度)."""
    period = reading.period_ending(hit.end) if start < hit.start and hit.end < end else None
    if period is None or period.kind != "average" or reading.text[hit.start - 1] in STRIPPED:
        return False
    i = bisect_right(reading.hit_ends, hit.start)
    return not i or reading.hits[i - 1].end < hit.start


def _makes_noun(reading: Reading, hit: Hit, end: int) -> bool:
    """Say whether an act is one noun with the character behind it: 推广费."""
    is_act = hit.end < end and hit.end - hit.start > 1
    return is_act and reading.text[hit.end] in _NOUN_ENDS and reading.is_word(hit.end, hit.end + 1)


def _is_head(hits: list[Hit], index: int, span: Span, *, act: bool = False) -> bool:
    """Say whether an empty head (or, after an `act` that is a noun too, another one) is all that stands in the span: 签约金额."""
    kinds = _HEAD | _NOUN_VERB if act else _HEAD
    if index >= len(hits):
        return False
    hit = hits[index]
    return hit.start == span[0] and hit.end >= span[1] and bool(hit.kinds & kinds)


def _strip_front(reading: Reading, begin: int, end: int, *, verbs: bool) -> int:
    """Take verbs, fillers, subjects and periods off the front of a noun, but never all of it."""
    text, hits, periods = reading.text, reading.hits, reading.periods
    front = _FRONT | (_NOUN_VERB if verbs else 0)
    i = bisect_right(reading.hit_ends, begin)
    while begin < end:
        if begin and text[begin - 1] == _EACH and end - begin > _EACH_ONE and reading.is_edge(begin + 1):
            begin += 1  # 每家压缩面积, 每生每期收费
            continue
        while i < len(hits) and hits[i].end <= begin:
            i += 1
        hit = hits[i] if i < len(hits) else None
        if (hit is None or hit.start != begin) and text[begin] in STRIPPED and not begins_word(reading, begin):
            begin += 1
            continue
        p = bisect_right(reading.period_ends, begin)
        period = periods[p] if p < len(periods) else None
        if period and period.start <= begin < period.end < end:
            if period.kind == "average":
                return begin
            begin = period.end
            continue
        if (
            hit is None
            or hit.start != begin
            or hit.end >= end
            or not hit.kinds & front
            or _makes_noun(reading, hit, end)
        ):
            return begin
        if text[hit.end] in (_NOMINAL if hit.kinds & _CUTS else _NOUN_PARTS) or (
            hit.kinds & _ACTS
            and _is_head(hits, i + 1, (hit.end, end), act=not hit.kinds & _CUTS or bool(hit.kinds & _COMPOUND))
        ):
            return begin
        begin = hit.end
    return begin


def _trim(reading: Reading, begin: int, end: int) -> tuple[int, int]:
    text = reading.text
    while (
        begin < end
        and text[end - 1] in STRIPPED
        and not ends_word(reading, end)
        and not (text[end - 1] in QUOTES.values() and end - begin > 1)
    ):
        end -= 1
    if end - begin > _MAX_NOUN:
        begin = end - _MAX_NOUN
    return begin, end


def noun_after(reading: Reading, start: int, end: int) -> tuple[int, int]:
    """Find the noun counted by the quantity that ends at `start`; empty where punctuation or a predicate follows.

    >>> from reportmine.text.lexicon import load_lexicon
    >>> text = "18项成果入选名录"
    >>> a, b = noun_after(Reading(text, ["18", "项", "成果", "入选", "名录"], lexicon=load_lexicon()), 3, len(text))
    >>> text[a:b]
    '成果'
    """
    text, hits = reading.text, reading.hits
    i = bisect_right(reading.hit_ends, start)
    if i < len(hits) and hits[i].start == start and hits[i].kinds & _ADVERB and text[hits[i].end - 1] == "的":
        start = hits[i].end
    while start < end and text[start] in " \u3000的":
        start += 1
    if text.startswith(_AND_SO_ON, start) and reading.is_word(start, start + 1):
        return start, start
    closed = text.find("）", start, min(end, start + _ASIDE)) if text[start : start + 1] == "（" else -1
    start = closed + 1 if closed >= 0 else start
    stop = min(end, start + _MAX_NOUN)
    stop = first_stop(text, start, stop)
    i = bisect_right(reading.hit_ends, start)
    while i < len(hits) and hits[i].start < stop:
        hit = hits[i]
        i += 1
        at = _noun_end(reading, hit, start, stop)
        if at is not None:
            stop = max(at, start)
            break
    return _trim(reading, start, before_time(reading, start, stop))


def _noun_end(reading: Reading, hit: Hit, start: int, stop: int) -> int | None:
    """Return where a word ends the noun of a count that began at `start`; None where the word belongs to it."""
    text, inside = reading.text, hit.start > start
    if hit.kinds & _EDGE:  # 由12张紧急扩充至46张
        return hit.start if reading.hit_at(hit.end, _PREDICATES) else None
    breaks = inside and hit.kinds & (_BREAK | _ASPECT) and reading.is_word(hit.start, hit.end)
    # Before 的 such a word is a part of what tells the noun: 家庭存在困难的学生.
    if breaks and "的" not in text[hit.end : stop]:
        return hit.start if hit.kinds & _BREAK else reading.word_start(hit.start)
    # A plan or proposal right behind the count is the noun itself: 两次建议, 三项计划.
    planned = hit.start == start and hit.term.weak and hit.term.strength == _PLANNED and text[start - 1] != "的"
    if not hit.kinds & _ENDS_NOUN or hit.kinds & _NOUN_VERB or planned:
        return None
    if hit.end < stop and (text[hit.end] in _NOMINAL or (hit.kinds & _ADVERB and text[hit.end] == "的")):
        return None
    is_part = hit.kinds & _ADVERB and hit.end - hit.start == 1 and inside and hit.end < stop
    return None if is_part and not reading.is_word(hit.start, hit.end) else hit.start
