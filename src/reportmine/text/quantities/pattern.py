"""Build the one compiled pattern that finds numbers, the shapes that only look like them, and whole-word quantities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import regex

from reportmine.text.entries import Unit
from reportmine.text.numerals import NumeralTable

# Dimensions of what is counted one by one: such numbers have no decimals.
WHOLE = frozenset({"count", "people", "times", "visits", "age", "ordinal", "multiple"})
_ANY = "0-9０-９"
SAID_BY_MEASURE = 10**8
GAP = r"[ \u3000\t]{0,3}"
PLAIN = r"(?:[0-9]{2,6}(?:,[0-9]{3})*|[0-9]+(?=\.))(?:\.[0-9]+)?"
# Shapes of characters, not words: links, dates, clock times, telephone and section numbers, model names (T640, 802.1p).
_SHAPES = {
    "split": (
        r"(?<![0-9０-９.．∶:：/-])[0-9０-９]{{1,3}}(?:[.．][0-9０-９]{{1,2}})?"
        r"(?:[ ]?[∶:：][ ]?[0-9０-９]{{1,3}}(?:[.．][0-9０-９]{{1,2}})?){{2,4}}+(?![∶:：.．]?[0-9０-９])"
    ),
    "identifier": (
        r"https?://[^\s一-鿿]++"
        r"|(?<![A-Za-z0-9._/@-])(?!{names})[A-Za-z][A-Za-z_]*+(?:[-./_][A-Za-z]++)*+[-./_:+]?[0-9][A-Za-z0-9_.@/+-]*+"
        r"|[0-9]{{1,4}}(?:\.[0-9]{{1,4}}){{2,}}+"
    ),
    "time": (
        r"[0-9０-９]{{4}}(?P<sep>[-/.年])[0-9０-９]{{1,2}}(?:(?P=sep)|月)[0-9０-９]{{1,2}}日?(?:[ T]{{0,2}}[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?)?"
        r"|(?:19|20)[0-9]{{2}}(?:[-—~～－至到]{{1,2}}(?:(?:19|20)?[0-9]{{2}}))?年"
        r"|(?<![0-9])(?:[01]?[0-9]|2[0-4])[:：][0-5][0-9](?::[0-5][0-9])?(?![0-9.])"
        r"|[0-9０-９]{{1,2}}[时点][0-9０-９]{{1,2}}分(?!钟)"
        r"|[0-9]{{1,2}}(?:[-—~～－至到、][0-9]{{1,2}})?月(?:[0-9]{{1,2}}日)?"
    ),
    "numbering": (
        r"(?:0[0-9]{{2,3}}-[0-9]{{7,8}}|1[3-9][0-9]{{9}}|[48]00-[0-9]{{3,4}}-[0-9]{{3,4}})(?![0-9])"
        r"|[0-9]{{4}}-[0-9]{{3}}[0-9Xx](?:\([0-9]{{4}}\)[0-9-]*+)"
        r"|\[[0-9]{{1,3}}(?:[-,，][0-9]{{1,3}})*+\]|[〔\[［【(（](?:19|20)[0-9]{{2}}[〕\]］】)）][0-9]*+号?"
    ),
}

# A number cut by a line break or a blank is one only where Chinese stands before it and a unit after it (checked by the caller's class).
_BROKEN = r"(?<=[一-鿿])(?!(?:19|20)[0-9]{{2}}\s|[0-9]{{4,6}}[ ][0-9]{{4}})[0-9]{{1,6}}(?:\.[0-9]{{0,2}})?[ \u3000]?(?:\n{{1,2}}|(?<=[0-9])[ ])\.?[0-9]{{1,6}}(?:\.[0-9]{{1,4}})?(?=[{after}])(?<![0-9]{{9}})|(?<![0-9.])[0-9]{{1,3}}(?:[ ][0-9]{{3}})++(?:\.[0-9]{{1,4}})?+(?=[ ]?[{after}{more}])"
# A blank beside the point: 供电量 42. 68 亿千瓦时, 增长 5. 3%; what is counted one by one has no decimals, and 措施：1. 5家 is the number of a list.
_PARTED = (
    r"(?<=[一-鿿，,（(—–\-~～%％]|[一-鿿，,（(—–\-~～%％][ ])[0-9０-９]{{1,6}}(?:[.．][ ]|[ ][.．][ ]?)[0-9０-９]{{1,4}}"
    r"(?=[ ]?(?:{divisible}))"
)
# A raised point is a decimal one where what follows can be parted (增长3·5%), not in 3·15活动.
_RAISED = r"[0-9０-９]{{1,6}}[·•∙・⋅][0-9０-９]{{1,4}}(?=[ ]?(?:[万亿]|{divisible}))"
_POWER = (
    r"[0-9]{{1,6}}(?:\.[0-9]{{1,6}})?[ ]?[×xX*✕＊][ ]?10[ ]?(?:\^[ ]?[-－−]?[0-9]{{1,2}}|⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,2}})(?![0-9.])"
    r"|[0-9]{{1,4}}\.[0-9]{{1,6}}[Ee]\+[0-9]{{1,2}}(?![0-9.A-Za-z])"
)
# A comma of another width parts thousands only behind the words of its own clause and before a unit (1，234.56万元, not 6月30，300家).
_COMMAS = r"(?<=[一-鿿\-—–~～－￥¥](?<![第月年]))[0-9]{{1,3}}(?:[ ]?[,，﹐][0-9]{{3}})++(?:\.[0-9]{{1,4}})?+(?=[ ]?[{after}{more}\-—–~～－])"
_ARABIC = (
    r"(?:" + _POWER + "|" + _BROKEN + "|" + _PARTED + "|" + _RAISED + "|" + _COMMAS + "|"
    r"[0-9]{{1,3}}(?:[ ]?,\s?[0-9]{{3}})++(?![0-9])(?:\.[0-9]++)?"
    r"|[０-９]{{1,3}}(?:[,，][０-９]{{3}})++(?![０-９])(?:[.．][０-９]++)?|[0-9０-９]++(?:[.．][0-9０-９]++)?)"
)
# The counts are bounded: a run of a million numerals, cut short by a word inside it, would otherwise be read again and again.
_NUMBER = (
    r"(?>{arabic}|[{digits}]|{scale}|[{vague}](?=[{scales}]))"
    r"(?>(?:(?<=[{scales}])[ \u3000]{{0,2}}|(?<=[{digits}]))(?:[{last}]|[{pairs}](?=[{scales}])|(?<=[{digits}])[{pairs}])"
    r"|(?:[ \u3000]{{0,2}}|[ ]?\n{{1,2}}(?=[{big}])){scale}"
    r"|(?<=[{scales}]|[{scales}][{zeros}])[ \u3000]{{0,2}}{arabic}|(?<=[{digits}0-9０-９])[{measure}](?={spoken})"
    r"|[ ]?[{inside}](?=[ \u3000]?[{scales}])|(?<=[{scales}])[{vague}](?![{digits}0-9])){{0,60}}+"
    r"(?:[{points}](?>[{last}]{{1,30}}+)(?![{small}])(?>{scale}){{0,4}}+)?"
)


def build_pattern(table: NumeralTable, *, units: Sequence[Unit], before: Iterable[str]) -> regex.Pattern[str]:
    """Compile the pattern; its groups are `number`, `phrase` and the kinds of shapes.

    `before` are Latin words that are no part of a model's name where a number follows them: currencies and measures (USD 5, GDP1.9%).
    A scale character is none where it begins a unit (千 + 瓦, 兆 + 赫): the units' own terms say where.
    """
    scales = "".join(table.scales)
    terms = [t for u in units for t in u.terms]
    big = [c for c, value in table.scales.items() if value >= 10**4]
    # 投资3个亿 is a sum, 3个亿元企业 are three.
    sums = "".join(c for c, value in table.scales.items() if value == SAID_BY_MEASURE)
    stops = "|".join(map(regex.escape, table.measure_stops))
    parts = {
        "digits": "".join(table.digits),
        "last": "".join(c for c in table.digits if c not in table.pairs),
        "pairs": table.pairs,
        "scales": scales,
        "big": "".join(big),
        "small": "".join(c for c, value in table.scales.items() if value == 10),
        "vague": table.vague,
        "more": "".join(table.more),
        "zeros": "".join(c for c, value in table.digits.items() if value == 0),
        "measure": table.measure,
        "spoken": f"[{table.more}]?[{sums}](?!{stops}|元[一-鿿])",
        "inside": table.more + table.vague + table.about,
        "points": table.points,
        "scale": "(?:" + "|".join(_scale(c, terms, table) for c in table.scales) + ")",
        "after": regex.escape("".join(sorted({t[0] for t in terms if t[0] not in " /／"})) + scales),
    }
    arabic = _ARABIC.format(after=parts["after"], more=parts["more"], divisible=_divisible(units, "".join(big)))
    number = _NUMBER.format(arabic=arabic, **parts)
    # Capitals before an amount name a measure, not a model: AUM50万元, KPI95.5%.
    named = rf"[A-Z]{{2,6}}{PLAIN}(?:[{parts['big']}]|[%％])"
    codes = "(?:" + "|".join(map(regex.escape, sorted(before, key=len, reverse=True))) + rf")\s?[0-9]|{named}"
    shapes = "|".join(f"(?P<{kind}>{shape.format(names=codes)})" for kind, shape in _SHAPES.items())
    phrases = "|".join(map(regex.escape, sorted(table.phrases, key=len, reverse=True)))
    # Said outright, the set of first characters makes the scan nine times faster than the alternation by itself.
    firsts = f"[0-9０-９A-Za-z〔［\\[【(（{''.join(table.digits)}{scales}{table.vague}{''.join({p[0] for p in table.phrases})}]"
    # The shapes start with a digit, a letter or a bracket: a Chinese numeral need not try them.
    return regex.compile(
        f"(?={firsts})(?:(?=[0-9０-９A-Za-z〔［\\[【(（])(?:{shapes})|(?P<phrase>{phrases})|(?P<number>{number}))"
    )


def _divisible(units: Sequence[Unit], big: str) -> str:
    """Return the pattern of what makes a number one that may have decimals: a large multiplier or the beginning of a unit.

    The first character says it where no unit of whole things begins with it: hundreds of words would be slow to compile.
    """
    whole = {t[0] for u in units if u.dimension in WHOLE for t in u.terms}
    terms = {t for u in units if u.dimension not in WHOLE for t in u.terms}
    first = "".join(sorted({t[0] for t in terms} - whole - set(" /／")))
    rest = sorted((t for t in terms if t[0] in whole), key=lambda t: (-len(t), t))
    return "|".join([f"[{big}{regex.escape(first)}]", *map(regex.escape, rest)])


def _scale(character: str, terms: list[str], table: NumeralTable) -> str:
    """Return the pattern of one scale character, forbidden where it begins a unit's name."""
    rests = sorted({t[1:] for t in terms if t[0] == character and len(t) > 1 and t[1] not in table.scales}, key=len)
    kept = [r for i, r in enumerate(rests) if not any(r.startswith(shorter) for shorter in rests[:i])]
    if any(t == character for t in terms):
        # the character is itself a unit (100兆): a scale only where a number goes on or money follows
        return f"{character}(?=[{''.join(table.digits)}0-9元円])"
    return character + (f"(?!{'|'.join(map(regex.escape, kept))})" if kept else "")


def build_wide_pattern(
    table: NumeralTable,
    *,
    rates: Iterable[str],
    discounts: Iterable[str],
    letters: Iterable[str],
    ands: Iterable[str],
    words: Iterable[str],
) -> regex.Pattern[str]:
    """Compile the pattern of every number, blanks between its characters allowed; its groups are read by text/quantities/everyday.py."""
    parts = _wide_parts(table)
    of, body, plain, sign = parts["of"], parts["body"], parts["plain"], parts["sign"]
    rate = "|".join(GAP.join(map(regex.escape, t)) for t in sorted(rates, key=len, reverse=True))
    discount, stop = "".join(discounts), r"(?![A-Za-z])"
    letter = f"[{''.join(letters)}]{stop}"
    tenth = f"[{table.tenths}](?!{'|'.join(table.tenth_stops)})"
    integer = f"[{_ANY}]{{1,9}}"
    return regex.compile(
        rf"(?P<skip>https?://[!-~]++|(?<![A-Za-z0-9])[A-Za-z][A-Za-z]*+[-_]?[0-9][A-Za-z0-9_-]*+)"
        rf"|(?P<whole_word>{'|'.join(map(regex.escape, words))})"
        rf"|(?<![{parts['all']}])(?P<percent_of>{parts['scaled']}){of}(?P<of>{sign}{plain})(?P<letter>{letter})?"
        rf"|(?:(?P<whole>{sign}{plain}){GAP}[{''.join(ands)}]{GAP})?(?P<under>{sign}{body}){of}(?P<over>{sign}{plain})"
        rf"|(?P<base>{sign}{parts['arabic']})(?:(?P<power>\^[+-]?[0-9]{{1,4}})|(?P<exponent>[eEｅＥ][+\-－]?[{_ANY}]{{1,4}}){stop})"
        rf"|(?:(?P<slash_whole>{sign}{integer})[ ])?(?P<slash_over>{sign}{integer})[/／](?P<slash_under>{integer})(?![/／{_ANY}])"
        rf"|(?P<plain>{sign}(?:[{_ANY}]{GAP}[{_ANY}](?={GAP}[{discount}])|{plain}))(?P<letter2>{letter})?"
        rf"(?:{GAP}(?P<rate>{rate})|{GAP}(?P<tenth>{tenth})(?:{GAP}(?P<tenth_digit>[{parts['digits']}]))?"
        rf"|{GAP}(?P<discount>[{discount}]))?"
    )


def _wide_parts(table: NumeralTable) -> dict[str, str]:
    """Return the pieces of the wide pattern: one written, Arabic or mixed numeral with its sign."""
    d, s, n = "".join(table.digits), "".join(table.scales), _ANY
    last = "".join(c for c in d if c not in table.pairs)
    arabic = rf"(?:[{n}]{{1,3}}(?:[,，][{n}]{{3}})++(?![{n}])(?:[.．][{n}]++)?|[{n}]++(?:[.．][{n}]++)?|(?<![.．])[.．][{n}]++)"
    inner = "".join({*table.more, *table.about, *table.vague})
    body = (
        rf"(?>{arabic}|[{d}]|[{s}])(?>{GAP}[{s}]|(?<=[{s}]){GAP}(?:[{last}]|[{table.pairs}](?=[{s}])|{arabic})|(?<=[{d}])[{d}]"
        rf"|{GAP}[{inner}](?={GAP}[{s}])|(?<=[{s}])[{table.vague}{table.more}](?![{d}{n}])){{0,60}}+"
    )
    written_minus = "".join(c for c in table.minus if c.isalpha())
    word_ends = "".join(f"(?<!{regex.escape(word[:-1])})" for word in table.minus_words)
    return {
        "arabic": arabic,
        "digits": d,
        "all": d + s + n,
        "body": body,
        "plain": rf"{body}(?:{GAP}[{table.points}]{GAP}[{last}]{{1,30}}+(?:{GAP}[{s}]){{0,3}}+)?",
        "sign": rf"(?:(?<![{n}A-Za-z.\-－−])[-－−]|{word_ends}[{written_minus}])?",
        "scaled": rf"[{s}](?:{GAP}[{s}]){{0,8}}+",
        "of": GAP + "(?:" + "|".join(GAP.join(map(regex.escape, w)) for w in table.of) + ")" + GAP,
    }
