"""Write the patterns of numbers that a site masked (××万元), left blanks for (产值 万元) or cut at their point (收入.6亿元), with their units."""

from __future__ import annotations

import re
from collections.abc import Iterable

from reportmine.text.entries import Redaction, Unit
from reportmine.text.lexicon import Lexicon
from reportmine.text.quantities.pattern import WHOLE

HAN_FIRST, HAN_LAST = "\u4e00", "\u9fff"
COUNTED_KINDS = frozenset({"unit", "word_unit"})
_RANKS = "位名"
_MASKED_KINDS = COUNTED_KINDS | {"masked"}
# What is counted one by one has no decimal: 完成任务.3个项目 stops at its point, and so does .3天.
_WHOLE = WHOLE | {"duration"}


def mask_patterns(
    masks: str, lexicon: Lexicon, entries: tuple[Redaction, ...]
) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of a number of marks with its unit (××万元, ××万，), and of a unit behind the blanks of a number that is gone."""
    measured = {
        t for u in lexicon.entries(Unit) if u.dimension not in ("count", "duration", "ordinal") for t in u.terms
    }
    counted = {t for e in entries if e.kind in _MASKED_KINDS for t in e.terms}
    stops = {t: e.not_before for e in entries if e.kind in _MASKED_KINDS for t in e.terms}
    money = "|".join(
        sorted({t for u in lexicon.entries(Unit) if u.dimension == "money" for t in u.terms if len(t) == 1})
    )
    units = "|".join(
        re.escape(t) + (f"(?!{'|'.join(map(re.escape, stops[t]))})" if stops.get(t) else "")
        for t in sorted(measured | counted, key=lambda t: (-len(t), t))
        if not t.isascii() or t in "%"
    )
    double = "".join(mark for mark in masks if mark.isascii())
    single = "".join(mark for mark in masks if not mark.isascii())
    things = _longest(counted)
    two = f"(?!两(?:{things}))"  # 安×两个县 is masked before its own number
    ends = "[，,；;。、！!?？）)]"
    counts = rf"(?:(?<!第)|(?=[{re.escape(masks)}]+[{_RANKS}]))"  # no 第××次, but a rank
    # One Latin mark alone hides a number where Chinese stands before it and a share, a sum or a clause's end behind it (增长*%, 检查x次，).
    alone = rf"(?<=[{HAN_FIRST}-{HAN_LAST}])[{re.escape(double)}](?=[ ]?(?:[%％‰]|[万亿]{{0,2}}元|(?:{things}){ends}))"
    return (
        re.compile(
            # The digits that are left of a number are a part of it: 1XX万元, 3.×亿元.
            rf"{counts}(?<![{re.escape(masks)}])(?:(?<![0-9.])[0-9]{{1,4}}\.?)?(?:[{re.escape(single)}]{{1,8}}|[{re.escape(double)}]{{2,8}}|{alone})(?:\.[{re.escape(masks)}]{{1,4}})?[ ]?"
            rf"(?:[万亿千百]{{0,2}}?[多余]?{two}(?P<unit>{units}|%|％)|(?<=[{re.escape(masks)}]{{2}})[万亿](?={ends}))"
        ),
        re.compile(
            rf"(?<=[{HAN_FIRST}-{HAN_LAST}])(?:(?:[ \u3000]{{2,8}}|[（(][ \u3000]{{0,8}}[)）])(?P<amount>[万亿千百]{{0,2}}?(?:{units}|%|％))(?={ends})"
            # One blank may also part words: 万元 and % that end a clause tell.
            rf"| (?P<sure>[万亿](?:{money})|%|％)(?=[，,；;。]))"
        ),
    )


def cut_patterns(lexicon: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the pattern of a number that lost its digits before or behind its point (收入.6亿元, 增长8.%，), and of a point that ends a sentence."""
    terms = {t for u in lexicon.entries(Unit) if u.dimension not in _WHOLE for t in u.terms} | {"%", "％"}
    counted = {t for u in lexicon.entries(Unit) if u.dimension in _WHOLE for t in u.terms}
    units, things = _longest(t for t in terms if not t[0].isascii() or t == "%"), _longest(counted)
    unit = rf"[ ]?(?P<{{0}}>[万亿千百]{{{{0,2}}}}?(?:{units})|[万亿](?:{things}))(?![.．]?[A-Za-z0-9])"
    han = f"{HAN_FIRST}-{HAN_LAST}"
    return (
        re.compile(
            rf"(?<=[{han}])(?:[.．][0-9０-９]{{1,4}}{unit.format('tail')}"
            rf"|[0-9０-９]{{1,6}}[.．，,]{unit.format('head')}(?=[，,；;。、！!?？）)\n]|以[上内下]|左右|$))"
        ),
        re.compile(rf"(?<=[{han}])[.．](?:\s|(?![万亿千百]{{0,2}}(?:{units}|{things}))[{han}])"),
    )


def _longest(terms: Iterable[str]) -> str:
    """Return the alternatives of a pattern, longer ones first."""
    return "|".join(re.escape(t) for t in sorted(set(terms), key=lambda t: (-len(t), t)))
