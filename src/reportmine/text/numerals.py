"""Read and write numerals: Arabic, full-width, with commas, Chinese and mixed; exact, as Decimal.

A numeral is only the number with its multipliers (1.2万亿, 三千五, 3万5千); units and words around it are text/quantities/find.py's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from reportmine.errors import QueryError
from reportmine.text.entries import Numeral
from reportmine.text.lexicon import Lexicon, load_lexicon

# Decimal's default context keeps 28 digits: a longer numeral is an identifier, and would be rounded silently.
MAX_DIGITS = 28
MAX_LENGTH = 60
MAX_WRITTEN = 16
TEN, BIG = Decimal(10), Decimal(10000)
_NARROW = str.maketrans("０１２３４５６７８９．·•∙・⋅，﹐＋－−﹣", "0123456789......,,+---")
_BLANK = re.compile(r"\s+")
_ARABIC = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)\Z")
# 3.5×10^4, 3.5×10⁴ and 3.5E+04; behind a bare 10 the power may have lost its place (3.5×104): that is none.
_POWER = re.compile(
    r"([0-9]{1,6}(?:\.[0-9]{1,6})?)(?:[×xX*✕＊]10(?:\^(-?[0-9]{1,2})|(⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}))|[Ee]\+([0-9]{1,2}))"
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


@dataclass(frozen=True, slots=True)
class NumeralTable:
    """Hold the lexicon's numeral characters by role; built once per lexicon by `numeral_table`."""

    digits: dict[str, int]
    pairs: str
    scales: dict[str, Decimal]
    points: str
    minus: str
    minus_words: tuple[str, ...]
    vague_words: tuple[str, ...]
    more: str
    about: str
    vague: str
    of: tuple[str, ...]
    tenths: str
    tenth_stops: tuple[str, ...]
    more_stops: tuple[str, ...]
    measure: str
    measure_stops: tuple[str, ...]
    phrases: dict[str, Numeral]
    token: re.Pattern[str]


@lru_cache(maxsize=8)
def numeral_table(lexicon: Lexicon) -> NumeralTable:
    """Build the table of numeral characters of one lexicon."""
    entries = lexicon.entries(Numeral)
    digits = {t: int(e.value) for e in entries if e.role == "digit" for t in e.terms}
    scales = {t: Decimal(e.value) for e in entries if e.role == "scale" for t in e.terms}
    token = r"([0-9]*\.[0-9]+|[0-9]+)|([" + _class(digits) + "])|([" + _class(scales) + "])"
    return NumeralTable(
        digits=digits,
        pairs="".join(t for e in entries if e.role == "digit" and e.kind == "pair" for t in e.terms),
        scales=scales,
        points=_chars(entries, "point"),
        minus=_chars(entries, "minus"),
        minus_words=tuple(t for e in entries if e.role == "minus" for t in e.words),
        vague_words=tuple(t for e in entries if e.role == "vague" for t in e.words),
        more=_chars(entries, "more"),
        about=_chars(entries, "about"),
        vague=_chars(entries, "vague"),
        of=tuple(t for e in entries if e.role == "of" for t in e.terms),
        tenths=_chars(entries, "tenth"),
        tenth_stops=tuple(t for e in entries if e.role == "tenth" for t in e.not_before),
        measure=_chars(entries, "measure"),
        measure_stops=tuple(t for e in entries if e.role == "measure" for t in e.not_before),
        more_stops=tuple(t for e in entries if e.role == "more" for t in e.not_before),
        phrases={t: e for e in entries if e.role == "phrase" for t in e.terms},
        token=re.compile(token),
    )


def _chars(entries: Iterable[Numeral], role: str) -> str:
    return "".join(t for e in entries if e.role == role for t in e.terms)


def _class(characters: Iterable[str]) -> str:
    return re.escape("".join(characters))


def parse_numeral(s: str, *, lexicon: Lexicon | None = None) -> Decimal:
    """Return the value of one numeral; raises QueryError for anything else, also for a range (两三百).

    >>> parse_numeral("3万5千"), parse_numeral("一万六千"), parse_numeral("1,234.5")
    (Decimal('35000'), Decimal('16000'), Decimal('1234.5'))
    """
    low, high = parse_numeral_range(s, lexicon=lexicon)
    if low != high:
        raise QueryError("a range, not one number", where=s, mend="use parse_numeral_range")
    return low


def parse_numeral_range(s: str, *, lexicon: Lexicon | None = None) -> tuple[Decimal, Decimal]:
    """Return low and high of a numeral; they differ for two neighbouring digits (三四十, 两三百万, 十五六).

    >>> parse_numeral_range("两三百万")
    (Decimal('2000000'), Decimal('3000000'))
    """
    table = numeral_table(lexicon or load_lexicon())
    text = narrow(s)
    negative = text[:1] != "" and text[0] in table.minus
    values = read_numeral(text[1:] if negative else text, table)
    if values is None:
        raise QueryError("not a numeral", where=s[:MAX_LENGTH], mend="write digits, e.g. 3500 or 三千五百")
    return (-values[1], -values[0]) if negative else values


def narrow(s: str) -> str:
    """Return `s` with half-width digits and without blanks and thousands commas."""
    text = s.translate(_NARROW)
    if not text.isalnum():
        text = _BLANK.sub("", text).replace(",", "")
    return text


def read_numeral(text: str, table: NumeralTable) -> tuple[Decimal, Decimal] | None:
    """Return (low, high) of a narrowed, unsigned numeral, or None where it is none."""
    if _ARABIC.match(text) and len(text) <= MAX_DIGITS:
        value = Decimal(text)
        return value, value
    if not text or len(text) > MAX_LENGTH:
        return None
    text = _POWER.sub(_write_power, text)
    for point in table.points:
        if point in text:
            exact = _read_point(text, point, table)
            return None if exact is None else (exact, exact)
    tokens = _tokens(text, table)
    if tokens is None:
        return None
    return _read_tokens(tokens)


def _write_power(match: re.Match[str]) -> str:
    """Write a number with its power of ten in digits."""
    power = match[2] or match[4] or match[3].translate(_RAISED)
    return f"{Decimal(match[1]).scaleb(int(power)):f}"


def _read_point(text: str, point: str, table: NumeralTable) -> Decimal | None:
    """Read 一百二十点五 and 三点五万: digits after the point, then perhaps multipliers for the whole."""
    left, _, right = text.partition(point)
    digits = right.rstrip("".join(table.scales))
    whole = read_numeral(left, table)
    if whole is None or whole[0] != whole[1] or not digits:
        return None
    places = [table.digits.get(c, int(c) if c.isascii() and c.isdigit() else -1) for c in digits]
    if min(places) < 0 or max(places) > 9:
        return None
    value = whole[0] + Decimal("0." + "".join(map(str, places)))
    for scale in right[len(digits) :]:
        value *= table.scales[scale]
    return value


Token = tuple[str, Decimal]
DIGIT, SCALE, ARABIC = "digit", "scale", "arabic"


def _tokens(text: str, table: NumeralTable) -> list[Token] | None:
    tokens: list[Token] = []
    position = 0
    for match in table.token.finditer(text):
        if match.start() != position:
            return None
        position = match.end()
        arabic, digit, scale = match.groups()
        if scale:
            tokens.append((SCALE, table.scales[scale]))
        elif digit:
            tokens += _written_out(table.digits[digit])
        elif len(arabic) > MAX_DIGITS:
            return None
        else:
            tokens.append((ARABIC, Decimal(arabic)))
    return tokens if position == len(text) and tokens else None


def _written_out(digit: int) -> list[Token]:
    """Write 廿 as 二十, so that 廿四 reads as 二十四."""
    tens, ones = divmod(digit, 10)
    return [(DIGIT, Decimal(tens)), (SCALE, Decimal(10))] if tens else [(DIGIT, Decimal(ones))]


def _read_tokens(tokens: list[Token]) -> tuple[Decimal, Decimal] | None:
    pairs = [
        i
        for i in range(len(tokens) - 1)
        if tokens[i][0] == tokens[i + 1][0] == DIGIT and tokens[i][1] and tokens[i + 1][1]
    ]
    if all(kind == DIGIT for kind, _ in tokens) and len(tokens) > 2:
        value = Decimal("".join(str(v) for _, v in tokens))
        return value, value
    if len(pairs) > 1:
        return None
    if pairs:
        return _read_pair(tokens, pairs[0])
    value_or_none = _evaluate(tokens)
    return None if value_or_none is None else (value_or_none, value_or_none)


def _read_pair(tokens: list[Token], at: int) -> tuple[Decimal, Decimal] | None:
    """Read two neighbouring digits as a range (三四十); 三五 is the one pair that skips a number."""
    first, second = tokens[at][1], tokens[at + 1][1]
    if second - first != 1 and not (first == 3 and second == 5):
        if len(tokens) == 2:
            value = first * 10 + second
            return value, value
        return None
    low = _evaluate(tokens[: at + 1] + tokens[at + 2 :])
    high = _evaluate(tokens[:at] + tokens[at + 1 :])
    return None if low is None or high is None else (low, high)


def _evaluate(tokens: list[Token]) -> Decimal | None:
    """Add up one numeral; a last digit right after a scale counts the next smaller scale (两千四百五)."""
    total = section = Decimal(0)
    current: Decimal | None = None
    last_scale = Decimal(1)
    zero = nothing = False
    for kind, value in tokens:
        if kind != SCALE:
            if current or (current is not None and not value):
                return None  # two digits side by side, 〇〇 too: a mask
            zero = zero or value == 0
            current = value
            continue
        # 0万 is nothing, 万 alone is one, and 零十 is ten as in 一千零十.
        nothing = nothing or not (value == TEN or current is None or current or section or total)
        if value < BIG:
            if current is None and total:
                return None  # behind 万 and 亿 no smaller multiplier stands alone: 万千
            section += (current if current else Decimal(not nothing)) * value
        else:
            section += current or 0
            total = Decimal(0) if nothing else _close(total, section, value)
            section = Decimal(0)
        current, zero, last_scale = None, False, value
    if nothing and (total or section or current):
        return None
    if current is not None and not zero and last_scale > 10 and current < 10 and current == int(current):
        current = current * last_scale / 10
    return total + section + (current or 0)


def _close(total: Decimal, section: Decimal, scale: Decimal) -> Decimal:
    """Close a section with 万, 亿 or 兆; a scale on a scale multiplies (四万亿, 万万)."""
    if section == 0:
        return (total or Decimal(1)) * scale
    if total and total < scale:
        return (total + section) * scale
    return total + section * scale


_DIGITS = "零一二三四五六七八九"
_SMALL = ("", "十", "百", "千")


def format_numeral(d: Decimal, *, chinese: bool = False) -> str:
    """Write a number with commas, or in Chinese characters, so that parse_numeral reads it back.

    Chinese goes to below 10^16; raises QueryError beyond.

    >>> format_numeral(Decimal("16060000")), format_numeral(Decimal("10250.5"), chinese=True)
    ('16,060,000', '一万零二百五十点五')
    """
    if not chinese:
        return f"{d:,f}"
    sign, rest = ("负", -d) if d < 0 else ("", d)
    whole, _, fraction = f"{rest:f}".partition(".")
    if len(whole) > MAX_WRITTEN:
        raise QueryError("too large to write in Chinese characters", where=str(d), mend="use chinese=False")
    tail = "点" + "".join(_DIGITS[int(c)] for c in fraction) if fraction else ""
    return sign + _write_whole(int(whole)) + tail


def _write_whole(number: int) -> str:
    """Write in groups of four digits; 零 stands wherever the place before a lower group is empty."""
    if number == 0:
        return _DIGITS[0]
    text = ""
    for size, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        high, number = divmod(number, size)
        if high:
            gap = "零" if text and high < 1000 else ""
            text += gap + (_write_whole(high) if high >= 10**4 else _write_group(high)) + name
    return text


def _write_group(number: int) -> str:
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + _SMALL[place]
            gap = False
        else:
            gap = True
    return text
