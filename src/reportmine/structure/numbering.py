"""Read numbering markers at the start of lines and inside paragraphs: which style, which number, where the title starts."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache

import regex

from reportmine.errors import LexiconError
from reportmine.text.entries import Marker, NumberTail
from reportmine.text.lexicon import Lexicon
from reportmine.text.tokens import default_tokenizer

CN_DIGITS = "〇零一二三四五六七八九"
CN_NUMERALS = CN_DIGITS + "十百"
HAN = r"[\u4e00-\u9fff]"
NO_UNIT = "(?!{unit})"  # at the end of a marker's pattern: no unit may follow
LONGEST_WORD = 6
SHORT_TITLE = 45  # characters of a line that may be a heading without punctuation around its number
Value = tuple[int, ...]

_LINE_START = re.compile(r"^[^\S\n]*+(?=\S)", re.MULTILINE)
_NUMBER = regex.compile(rf"\d+(?:\.\d+)*|[{CN_NUMERALS}]+|[IVX]+|[A-Za-z]")
_ROMAN = {n: i for i, n in enumerate(("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"), 1)}
SENTENCE_MARKS = "。；;：:"
# What may stand before a marker inside a paragraph; without it (1) is a reference to something.
BEFORE_INLINE = frozenset("。；;：:，,、.！!?？）)")


@dataclass(frozen=True, slots=True)
class Mark:
    """Hold one numbering marker: its style, its number and the offsets where it starts and where the title starts."""

    marker: Marker
    start: int
    end: int
    value: Value
    number: str
    surface: str
    inline: bool = False


class MarkerReader:
    """Read markers with one compiled pattern over all styles; built once a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._markers = {m.id: m for m in lexicon.entries(Marker)}
        self._units = frozenset(t for e in lexicon.entries(NumberTail) for t in e.terms)
        self._multipliers = tuple(t for e in lexicon.entries(NumberTail) if e.multiplies for t in e.terms)
        self._before_word = frozenset(m.id for m in self._markers.values() if m.pattern.endswith(NO_UNIT))
        self._fill = {"{cn}": CN_NUMERALS, "{han}": HAN, NO_UNIT: ""}
        parts = "|".join(f"(?P<{m.id}>{self._pattern(m)})" for m in self._markers.values()) or "(?!)"
        inside = [m for m in self._markers.values() if m.inline and m.lead]
        inline = "|".join(f"(?P<{m.id}>{self._pattern(m)})" for m in inside) or "(?!)"
        lead = re.escape("".join(m.lead for m in inside)) or "\n"
        later = [m for m in self._markers.values() if m.inline and not m.lead]
        after = "|".join(f"(?P<{m.id}>{self._pattern(m)})" for m in later) or "(?!)"
        self._at_start = self._compile(parts)
        self._opens: dict[str, bool] = {}
        self._lead = re.compile(f"[{lead}]")  # re finds a set of characters eight times faster than regex
        self._inside = self._compile(inline)
        self._after_sentence = self._compile(rf"[{SENTENCE_MARKS}][ \u3000]?(?:{after})")

    @cached_property
    def _rest(self) -> regex.Pattern[str]:
        """Return the pattern of the markers that need no look at the word behind them; few texts ask for it."""
        others = [m for m in self._markers.values() if m.id not in self._before_word]
        return self._compile("|".join(f"(?P<{m.id}>{self._pattern(m)})" for m in others) or "(?!)")

    def _pattern(self, marker: Marker) -> str:
        pattern = marker.pattern
        for name, value in self._fill.items():
            pattern = pattern.replace(name, value)
        return pattern

    @staticmethod
    def _compile(pattern: str) -> regex.Pattern[str]:
        try:
            return regex.compile(pattern, regex.MULTILINE)
        except regex.error as error:
            raise LexiconError(f"marker pattern is wrong ({error})", where="[[marker]]", mend="correct it") from error

    def read(self, text: str) -> list[Mark]:
        """Return the markers at the start of lines, in order."""
        marks: list[Mark] = []
        opens, match_at = self._opens, self._at_start.match
        for line in _LINE_START.finditer(text):
            start = line.end()
            char = text[start]
            known = opens.get(char)
            if known is None:  # the pattern itself says, once a character, whether a marker can start with it
                known = opens[char] = match_at(char, partial=True) is not None
            if not known:
                continue
            match = match_at(text, start)
            match = match and self._sure(match)
            if match is not None:
                marks.append(self._mark(match, inline=False))
        return marks

    def read_inside(self, text: str) -> list[Mark]:
        """Return the markers inside paragraphs: (1)…(2)… and ①…②… after punctuation, 1.…2.… and 一、…二、… after sentences."""
        marks: list[Mark] = []
        end = 0
        for lead in self._lead.finditer(text):
            start = lead.start()
            if start < end:
                continue
            match = self._inside.match(text, start)
            if match is not None:
                end = match.end()
                if _is_led_in(text, start):
                    marks.append(self._mark(match, inline=True))
        marks.extend(self._mark(m, inline=True) for m in self._after_sentence.finditer(text))
        return marks

    def starts_with(self, text: str, start: int, end: int) -> bool:
        """Tell whether a line starts with a marker that does not need company."""
        match = self._at_start.match(text, start, end)
        match = match and self._sure(match)
        return match is not None and not self._markers[match.lastgroup or ""].weak

    def _sure(self, match: regex.Match[str]) -> regex.Match[str] | None:
        """Return the match; where a unit follows a bare number (2.5 个百分点, not 2.5 个人贷款), that of another style or None."""
        if match.lastgroup not in self._before_word or not self._is_unit(match.string, match.end(), match.endpos):
            return match
        return self._rest.match(match.string, match.start(), match.endpos)

    def _is_unit(self, text: str, start: int, end: int) -> bool:
        """Tell whether a unit stands at `start`: by words, because many units also begin nouns (成 成本, 人 人员, 部 部门)."""
        piece = text[start : min(start + LONGEST_WORD, end)]
        if not any(piece.startswith(unit) for unit in (piece[:1], piece[:2], piece[:3]) if unit in self._units):
            return False
        word = default_tokenizer().cut(piece)[0]
        return word in self._units or (word.startswith(self._multipliers) and word[1:] in self._units)

    def _mark(self, match: regex.Match[str], *, inline: bool) -> Mark:
        name = match.lastgroup or ""
        marker = self._markers[name]
        start, end = match.span(name)
        value, number, surface = _parsed(match.group(name), marker.words)
        return Mark(marker, start, end, value, number, surface, inline)


@lru_cache(maxsize=2048)
def _parsed(raw: str, words: tuple[str, ...]) -> tuple[Value, str, str]:
    """Return a marker's number, the marker as it is written, and its form (#、 for 一、): the same few come again and again."""
    value, digits = marker_value(raw, words)
    plain = unicodedata.normalize("NFKC", raw).strip()
    return value, raw.strip(), _NUMBER.sub("#", plain, count=1) if digits else plain


def _is_led_in(text: str, start: int) -> bool:
    """Tell whether punctuation of the same line stands before a marker inside a paragraph."""
    end = start
    while end > 0 and start - end < 4 and text[end - 1] in " \u3000":
        end -= 1
    return end > 0 and text[end - 1] in BEFORE_INLINE


@lru_cache(maxsize=4)
def marker_reader(lexicon: Lexicon) -> MarkerReader:
    """Return the lexicon's marker reader, built once."""
    return MarkerReader(lexicon)


def marker_value(raw: str, words: tuple[str, ...] = ()) -> tuple[Value, bool]:
    """Return the number of a marker as a tuple (1.2.1 → (1, 2, 1)) and whether it has one; styles are noted before NFKC.

    >>> [marker_value(m)[0] for m in ("㈢、", "⒉", "（十二）", "2．3", "Ⅳ.", "b)", "●")]
    [(3,), (2,), (12,), (2, 3), (4,), (2,), ()]
    """
    plain = unicodedata.normalize("NFKC", raw)
    if words:
        place = max((i for i, word in enumerate(words, 1) if plain.startswith(word)), default=0)
        return ((place,), True) if place else ((), False)
    match = _NUMBER.search(plain)
    if match is None:
        signs = [unicodedata.numeric(char) for char in plain if char.isnumeric()]
        return ((int(signs[0]),), True) if signs else ((), False)
    found = match.group()
    if found[0].isdigit():
        return tuple(int(part) for part in found.split(".")), True
    if found in _ROMAN and len(found) * 2 >= len(plain.strip("、.,: ")) and raw.strip()[:1] not in "（(":
        return (_ROMAN[found],), True
    if found[0].isascii():
        return (ord(found[0].lower()) - ord("a") + 1,), True
    return (cn_number(found),), True


def cn_number(text: str) -> int:
    """Return the value of a Chinese numeral up to 999, whether written with 十 and 百 or digit by digit.

    >>> [cn_number(t) for t in ("十", "十二", "二十", "三十五", "一百零二", "二〇", "一二")]
    [10, 12, 20, 35, 102, 20, 12]
    """
    if "百" not in text and "十" not in text:
        return int("".join(str(max(CN_DIGITS.index(c) - 1, 0)) for c in text))
    total = pending = 0
    for char in text:
        if char in "十百":
            total += (pending or 1) * (10 if char == "十" else 100)
            pending = 0
        else:
            pending = max(CN_DIGITS.index(char) - 1, 0)
    return total + pending
