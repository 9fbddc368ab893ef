"""Look again at what a count counts: a bare 人 behind it, an act of one character, what 是 says they are."""

from __future__ import annotations

import re

from reportmine.extract.cues import Kind
from reportmine.extract.drafts import Draft
from reportmine.extract.measures import COUNTED, RATIOS
from reportmine.extract.metrics import Phrase
from reportmine.extract.name_words import NameWords
from reportmine.extract.nouns import first_stop
from reportmine.extract.reading import Reading
from reportmine.offsets import Span

_PEOPLE, _ONE, _PAIR = "人", "一", 2
_ACT = int(Kind.VERB | Kind.NOUN_VERB | Kind.CHANGE_VERB)
# A single character that is one of these, or that one of those follows, is no noun (4个未开工, 63个修到5个).
_THRESHOLD = int(Kind.THRESHOLD)
_NO_NOUN, _LEADING = int(Kind.BREAK | Kind.ADVERB | Kind.NEGATION), int(Kind.TO | Kind.ASPECT)
# What they are is told in so many characters.
_TOLD = 14
_IS = re.compile(r"(?:确实|其实|都|均|全|也)?(?:是|系|属于?)(?![否这那于])|(?:都|均|全)?(?P<weak>为)")
_OF = "的"


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
    if text[start] == _PEOPLE and reading.is_word(start, start + 1) and text[start + 1] != _OF:
        named = left.start < left.end == draft.outer_start
        return (start, start) if named else (start, start + 1)
    if text[start] == _ONE and end - start == _PAIR:
        return start, start  # 四人一厅
    single = end - start == 1 and text[start] not in words.short_nouns
    act = single and (reading.hit_at(start, _NO_NOUN) or reading.hit_at(end, _LEADING))
    return (start, start) if act else right


def told_of(draft: Draft, left: Phrase, reading: Reading, words: NameWords) -> Span | None:
    """Return what a clause says those counted are, where nothing before them names them: 其中两次是第二名递补; None for others."""
    text = reading.text
    if draft.quantity.dimension not in COUNTED | RATIOS or text[left.start : left.end] not in words.rests:
        return None
    said = _IS.match(text, draft.outer_end)
    if said is None:
        return None
    start, end = said.end(), first_stop(text, said.end(), min(said.end() + _TOLD + 1, draft.sentence[1]))
    while start < end and text[end - 1] == _OF:
        end -= 1
    if not 1 < end - start <= _TOLD or any(char.isdigit() for char in text[start:end]):
        return None
    # 为 before an act tells for whom it is done (为群众办实事).
    return None if said["weak"] and reading.hit_between(start, end, _ACT) else (start, end)
