"""Look again at what a count counts: a bare 人 behind it, an act of one character, what 是 says they are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reportmine.extract.cues import Kind
from reportmine.extract.drafts import Draft
from reportmine.extract.measures import COUNTED, RANK, RATIOS, MetricIndex
from reportmine.extract.metrics.nouns import first_stop, shortest
from reportmine.extract.metrics.own_words import Phrase, noun_after, noun_before
from reportmine.extract.metrics.words import NameWords
from reportmine.extract.reading import Reading
from reportmine.offsets import Span

_PEOPLE, _ONE, _PAIR = "人", "一", 2
_ACT = int(Kind.VERB | Kind.NOUN_VERB | Kind.CHANGE_VERB)
_PLAIN = int(Kind.REACH | Kind.LINK | Kind.ADVERB)
DOES = _ACT | int(Kind.BREAK | Kind.PREPOSITION | Kind.LOCATIVE | Kind.NEGATION | Kind.ASPECT)
_THRESHOLD = int(Kind.THRESHOLD)
# A single character that is one of these, or that one of those follows, is no noun (4个未开工, 63个修到5个).
_NO_NOUN, _LEADING = int(Kind.BREAK | Kind.ADVERB | Kind.NEGATION), int(Kind.TO | Kind.ASPECT)
# What they are is told in so many characters.
_TOLD = 14
_IS = re.compile(r"(?:确实|其实|都|均|全|也)?(?:是|系|属于?)(?![否这那于])|(?:都|均|全)?(?P<weak>为)")
_PARTS = RATIOS | {"fraction"}
# Of these 是 may say what they are (有15万是两年以上的老货).
_TOLD_OF = COUNTED | RATIOS | {"money", "number", "area", "mass"}
_ASPECT, _VAGUE = int(Kind.ASPECT), int(Kind.AIM | Kind.HEAD | Kind.OUTCOME)
# What stands right before a count that is its object; what tells which are meant is no longer.
_TAKES = int(Kind.VERB | Kind.CHANGE_VERB | Kind.NOUN_VERB | Kind.FROM | Kind.PREPOSITION)
_AND_SO_ON, _DESCRIBED = "等", 24
# A number of so many or more that stands again for what it counted is found so many quantities back.
_TELLING, _FAR = 10, 60
_OF, _PARTED = "的", frozenset("以之多")
# What a quantity measures ends in one of these; between it and the quantity stands no joint and no stop.
_MEASURES, _PREDICATE = frozenset("率量额数度值比时价费分龄长高"), re.compile(r"[^、和与及，,；;。：:（）()\s]*")
# These count anything; so many quantities back things counted are remembered.
_SHORT = 3
_ANYTHING, _BACK = frozenset("个次项种处人名条家户"), 12


def counted_noun(right: Span, draft: Draft, left: Phrase, reading: Reading, words: NameWords) -> Span:
    """Return the noun behind a count without what is none: 人 alone of what they do (六个人分片), nothing where it is an act of one character (63个修到5个).

    人 says nothing where the noun right before the count names them (客服六个人).
    """
    start, end = right
    text = reading.text
    if reading.hit_at(draft.outer_end, _THRESHOLD):
        return draft.outer_end, draft.outer_end  # 不满8学时的不得上岗
    if draft.quantity.dimension not in COUNTED or start == end:
        return right
    if text[start] == _PEOPLE and reading.is_word(start, start + 1) and not text.startswith(_OF, start + 1):
        named = left.start < left.end == draft.outer_start
        return (start, start) if named else (start, start + 1)
    if text[start] == _ONE and end - start == _PAIR:
        return start, start  # 四人一厅
    single = end - start == 1 and text[start] not in words.short_nouns
    act = single and (reading.hit_at(start, _NO_NOUN) or reading.hit_at(end, _LEADING))
    return (start, start) if act else right


def same_counted(i: int, drafts: Sequence[Draft], reading: Reading) -> Draft | None:
    """Return the last quantity before quantity `i` that counts named things in the same unit, None for measures.

    One of the units that count anything (个, 项) is looked for in the sentence, others (台, 份) in the paragraph.
    """
    draft = drafts[i]
    unit = draft.quantity.unit
    if draft.quantity.dimension not in COUNTED or not unit:
        return None
    floor = draft.sentence[0] if unit in _ANYTHING else reading.paragraph_start(draft.outer_start)
    for earlier in reversed(drafts[max(0, i - _BACK) : i]):
        if earlier.start < floor:
            return None
        if earlier.quantity.unit == unit and earlier.metric and earlier.change == "level":
            return earlier
    return None


def stands_alone(draft: Draft, reading: Reading) -> bool:
    """Say whether nothing but words that name nothing stands before a count in its clause (还有三起在法院)."""
    return reading.covered(draft.clause, draft.outer_start, _PLAIN) >= draft.outer_start - draft.clause


def of_next(
    right: Span, draft: Draft, after: Draft | None, same: Draft | None, reading: Reading, index: MetricIndex
) -> Span:
    """Return the noun behind a count without what the next quantity measures of it: 3家企业产值达到5亿元, 4个K值高于2.5."""
    if after is None or draft.quantity.dimension not in COUNTED or right[0] == right[1] or after.kind == RANK:
        return right
    between = reading.text[right[1] : after.outer_start]
    if reading.text.startswith(_OF, after.outer_end) or not _PREDICATE.fullmatch(between):  # 20个投资超亿元的项目
        return right
    noun = noun_before(reading, draft.outer_end, after.outer_start)
    if noun.start < right[0] or noun.end != right[1] or noun.start == noun.end:
        return right
    name = reading.text[right[0] : right[1]]
    entry = index.find(name, after.quantity.dimension, changes=after.change != "level", ending=True)
    measures = [term for term in entry.terms if name.endswith(term)] if entry else []
    owner = len(name) - max(map(len, measures), default=0)
    if measures and owner > 1:
        return right[0], right[0] + owner
    return (right[0], right[0]) if same and len(name) <= _SHORT and name[-1] in _MEASURES else right


def described(right: Span, draft: Draft, left: Phrase, after: Draft | None, reading: Reading) -> Span:
    """Return the noun behind 的 where an act before a count has it as its object and what tells which are meant stands between (选拔10名有耐心的导游).

    Behind 其中 and at the start of a clause the same words say what those counted do (其中2人获得国家级的奖项); `right` is returned for those.
    """
    text, start = reading.text, draft.outer_end
    act = reading.hit_ending(draft.outer_start)
    taken = act is not None and act.kinds & _TAKES and left.start == left.end
    if draft.quantity.dimension not in COUNTED or not (taken or text[draft.outer_start - 1] == _AND_SO_ON):
        return right
    stop = first_stop(
        text, start, min(start + _DESCRIBED, draft.sentence[1], after.start if after else draft.sentence[1])
    )
    at = text.rfind(_OF, start + 1, stop - 1)
    if at < 0 or reading.hit_between(start, at, _ASPECT) or not reading.is_word(at, at + 1):
        return right
    noun = noun_after(reading, at + 1, stop)
    told = reading.hit_ending(noun[1])
    vague = told is not None and told.start == noun[0] and told.kinds & _VAGUE
    return right if noun[1] - noun[0] < _PAIR or vague else noun


def recalled(i: int, drafts: Sequence[Draft]) -> Draft | None:
    """Return the earlier count of the article that a count names again by its number alone (走访86家馒头房 … 86家里，只用我厂粉的21家), None for others."""
    draft = drafts[i]
    quantity = draft.quantity
    if quantity.dimension not in COUNTED or quantity.low is None or quantity.low < _TELLING:
        return None
    if i and drafts[i - 1].sentence == draft.sentence and drafts[i - 1].metric:
        return None
    for earlier in reversed(drafts[max(0, i - _FAR) : i]):
        other = earlier.quantity
        if (other.low, other.high, other.unit) == (quantity.low, quantity.high, quantity.unit) and earlier.metric:
            return earlier
    return None


def is_part_of_noun(draft: Draft, left: Phrase, reading: Reading) -> bool:
    """Say whether a part with a bound stands right before the noun that it is a part of: 征得三分之二以上业主签字."""
    text = reading.text
    limited = (
        draft.quantity.bound == "at_least" and draft.outer_end > draft.end and not left.change and not left.reached
    )
    return limited and draft.quantity.dimension in _PARTS and text[draft.end : draft.end + 1] in _PARTED


def told_of(draft: Draft, left: Phrase, reading: Reading, words: NameWords) -> Span | None:
    """Return what a clause says those counted are, where nothing before them names them: 其中两次是第二名递补; None for others."""
    text = reading.text
    if draft.quantity.dimension not in _TOLD_OF or text[left.start : left.end] not in words.rests:
        return None
    said = _IS.match(text, draft.outer_end)
    if said is None:
        return None
    start, end = said.end(), first_stop(text, said.end(), min(said.end() + _TOLD + 1, draft.sentence[1]))
    while start < end and text[end - 1] == _OF:
        end -= 1
    if not 1 < end - start <= _TOLD or any(char.isdigit() for char in text[start:end]):
        return None
    if draft.quantity.dimension not in COUNTED | RATIOS:
        start = shortest(reading, start, end)
        return None if reading.hit_between(start, end, DOES) else (start, end)
    # 为 before an act tells for whom it is done (为群众办实事).
    return None if said["weak"] and reading.hit_between(start, end, _ACT) else (start, end)
