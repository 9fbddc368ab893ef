"""Write the patterns of numbers that a site masked (××万元) or left blanks for (产值 万元), with their units."""

from __future__ import annotations

import re

from reportmine.text.entries import Redaction, Unit
from reportmine.text.lexicon import Lexicon

HAN_FIRST, HAN_LAST = "\u4e00", "\u9fff"
COUNTED_KINDS = frozenset({"unit", "word_unit"})


def mask_patterns(
    masks: str, lexicon: Lexicon, entries: tuple[Redaction, ...]
) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of a number of marks with its unit (××万元, ××万，), and of a unit behind the blanks of a number that is gone."""
    measured = {
        t for u in lexicon.entries(Unit) if u.dimension not in ("count", "duration", "ordinal") for t in u.terms
    }
    counted = {t for e in entries if e.kind in COUNTED_KINDS for t in e.terms}
    money = "|".join(
        sorted({t for u in lexicon.entries(Unit) if u.dimension == "money" for t in u.terms if len(t) == 1})
    )
    units = "|".join(
        re.escape(t) for t in sorted(measured | counted, key=lambda t: (-len(t), t)) if not t.isascii() or t in "%"
    )
    double = "".join(mark for mark in masks if mark.isascii())
    single = "".join(mark for mark in masks if not mark.isascii())
    two = f"(?!两(?:{'|'.join(map(re.escape, sorted(counted)))}))"  # 安×两个县 is masked before its own number
    ends = "[，,；;。、！!?？）)]"
    return (
        re.compile(
            rf"(?:[{re.escape(single)}]{{1,8}}|[{re.escape(double)}]{{2,8}})(?:\.[{re.escape(masks)}]{{1,4}})?[ ]?"
            rf"(?:[万亿千百]{{0,2}}[多余]?{two}(?P<unit>{units}|%|％)|(?<=[{re.escape(masks)}]{{2}})[万亿](?={ends}))"
        ),
        re.compile(
            rf"(?<=[{HAN_FIRST}-{HAN_LAST}])(?:[ \u3000]{{2,8}}(?P<amount>[万亿千百]{{0,2}}(?:{units}|%|％))(?={ends})"
            # One blank may also part words: 万元 and % that end a clause tell.
            rf"| (?P<sure>[万亿](?:{money})|%|％)(?=[，,；;。]))"
        ),
    )
