"""Restore the automatic numbers of Word paragraphs (一、 （一） 1. …), which stand in no text but only in the numbering part."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MAX_LEVELS = 9

_DIGITS = "零一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    """Hold one level of a list: number format, text with places (`（%1）`), first number, and whether all places show digits."""

    form: str
    text: str
    start: int
    digits_only: bool = False


@dataclass(slots=True)
class Numbering:
    """Hold the lists of a document and count their numbers as paragraphs come."""

    lists: dict[str, list[Level]] = field(default_factory=dict)
    counters: dict[str, list[int]] = field(default_factory=dict)

    def next_number(self, properties: Any) -> str:
        """Return the number of the next paragraph with these properties, empty for one without a list or with a bullet."""
        given = properties.find(f"{W}numPr")
        if given is None:
            return ""
        key, depth = _value(given.find(f"{W}numId")), _value(given.find(f"{W}ilvl")) or "0"
        levels = self.lists.get(key)
        if not levels or not depth.isdigit() or int(depth) >= len(levels):
            return ""
        level = int(depth)
        counts = self.counters.setdefault(key, [0] * len(levels))
        counts[level] = counts[level] + 1 if counts[level] else levels[level].start
        counts[level + 1 :] = [0] * (len(counts) - level - 1)
        if levels[level].form in ("bullet", "none"):
            return ""
        return _PLACE.sub(lambda m: _place(int(m[1]) - 1, levels, counts, levels[level]), levels[level].text)


def _place(position: int, levels: list[Level], counts: list[int], own: Level) -> str:
    if position >= len(levels):
        return ""
    form = "decimal" if own.digits_only else levels[position].form
    return format_number(counts[position] or levels[position].start, form)


def read_numbering(root: Any) -> Numbering:
    """Read the numbering part of a Word file (None where there is none)."""
    numbering = Numbering()
    if root is None:
        return numbering
    abstract = {a.get(f"{W}abstractNumId", ""): _levels(a) for a in root.iterchildren(f"{W}abstractNum")}
    for number in root.iterchildren(f"{W}num"):
        levels = abstract.get(_value(number.find(f"{W}abstractNumId")))
        if levels:
            numbering.lists[number.get(f"{W}numId", "")] = levels
    return numbering


def _levels(abstract: Any) -> list[Level]:
    levels = []
    for level in list(abstract.iterchildren(f"{W}lvl"))[:MAX_LEVELS]:
        start = _value(level.find(f"{W}start"))
        first = int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 1
        legal = level.find(f"{W}isLgl") is not None
        levels.append(Level(_value(level.find(f"{W}numFmt")), _value(level.find(f"{W}lvlText"))[:40], first, legal))
    return levels


def format_number(value: int, form: str) -> str:
    """Format a number in one of Word's number formats; unknown formats give digits.

    >>> format_number(12, "chineseCountingThousand"), format_number(3, "decimalEnclosedCircleChinese"), format_number(4, "lowerRoman")
    ('十二', '③', 'iv')
    """
    lower = form.lower()
    if lower.startswith(("chinese", "ideograph", "taiwanese", "japanesecounting")) and 0 < value < 100:
        return _chinese(value)
    if "circle" in lower and 0 < value <= len(_CIRCLED):
        return _CIRCLED[value - 1]
    if lower.endswith("letter") and 0 < value <= 26:
        return chr((ord("A") if lower.startswith("upper") else ord("a")) + value - 1)
    if lower.endswith("roman") and 0 < value < 400:
        roman = _roman(value)
        return roman.upper() if lower.startswith("upper") else roman
    return str(value)


def _chinese(value: int) -> str:
    tens, ones = divmod(value, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def _roman(value: int) -> str:
    text = ""
    for number, sign in _ROMAN:
        while value >= number:
            text += sign
            value -= number
    return text


def _value(element: Any) -> str:
    return element.get(f"{W}val", "") if element is not None else ""
