"""Say whether the digits of a number go on before it, over a mark that hides or parts them so that nobody can say what its value is."""

from __future__ import annotations

import regex

from reportmine.text.quantities.candidate import Candidate
from reportmine.text.quantities.pattern import WHOLE

BARE, NUMBERING, LENGTH, UNREADABLE = "bare", "numbering", "length", "unreadable"
OPEN = frozenset({BARE, UNREADABLE})
# Signs that hide digits: 1□5万元; of these a digit may be lost right behind a word too (利润*5万元), the others also open list items.
MASKS, BEHIND_WORDS = frozenset("*＊□■●○△_＿?？…#^"), frozenset("*＊_＿")
POINTS, ENDS = frozenset(".．"), frozenset(".． -－−")
# 2O.5亿元: letters that were read for digits.
BROKEN = frozenset("0123456789０１２３４５６７８９.．,，OolI")
PARTING = frozenset(",，﹐。｡'’/／")
TIMES = frozenset("×xX*✕＊")
BLANKS, WITHIN = frozenset(" \u3000"), 30
# Digits with a point of their own, halves and quarters are no digits of a number (增长⒊5%), at a clause's start a list's; △ may be a minus.
BOUND_DIGITS = frozenset("⒈⒉⒊⒋⒌⒍⒎⒏⒐½¼¾△▲")
_POWERS = range(101, 116)  # 3.5×104吨 is 35000 of them, or 364: the power has lost its place
_RUN = regex.compile(r"(?:[一-鿿](?<![第月年表图])|[×xX*])[0-9０-９.．,，]+(?:[ \u3000][0-9０-９.．,，]+)*+$")
_POINT = regex.compile(r"[一-鿿][0-9０-９,，]+(?: [.．] ?|[.．] )$")
_MINUS_POWER = regex.compile(r"[×xX*✕＊] ?10 ?[-－−]$")  # 1.5×10-3


def is_torn(text: str, start: int, candidate: Candidate) -> bool:
    """Return whether the digits before the number at `start` belong to it or hide it."""
    mark, first = text[start - 1 : start], text[start - 2 : start - 1]
    number, adjoins, why = candidate.number, candidate.before[1] == start - 1, candidate.reason_before
    if not start or number is None or not text[start].isdecimal():
        return False
    # 3,0⏎00万元, 3. 5 个 百分点, 1.5×10-3; only behind these marks the patterns can hold
    if text.startswith("00", start) or (mark in ENDS and _is_rest(text, start, candidate)):
        return True
    if mark in MASKS | BOUND_DIGITS and (first.isdecimal() or (mark in BEHIND_WORDS | BOUND_DIGITS and _is_han(first))):
        return True
    if mark in TIMES and first.isdecimal():
        sized = candidate.unit is not None and candidate.unit.dimension == LENGTH
        return sized or number.low in _POWERS
    if mark in POINTS:
        return first in BROKEN and why != NUMBERING
    parted = mark in PARTING and first.isdecimal()
    return adjoins and why in OPEN and (parted or _goes_on(text, start, mark))


def _is_rest(text: str, start: int, candidate: Candidate) -> bool:
    """Return whether a point that blanks part from it stands between a number and digits before (3,000 .00元, 3. 5 个 百分点), or a power's minus."""
    if _MINUS_POWER.search(text, max(0, start - WITHIN), start):
        return True
    divisible = candidate.unit is not None and candidate.unit.dimension not in WHOLE
    return divisible and _POINT.search(text, max(0, start - WITHIN), start) is not None


def _goes_on(text: str, start: int, mark: str) -> bool:
    """Return whether only blanks part a number from others before it, the first of them right behind a word."""
    return mark in BLANKS and _RUN.search(text, max(0, start - WITHIN), start - 1) is not None


def _is_han(char: str) -> bool:
    return "一" <= char <= "\u9fff"
