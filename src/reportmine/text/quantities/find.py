"""Find the quantities of a text: number, multiplier and unit, with value, bound and span; and the numbers that are none.

Which numbers count, and what their span is, follows the labelling guide: time, numbering, identifiers, phrases, ordinals, articles
and vague numbers are left out by `find_quantities` and named by `find_exclusions`.
"""

from __future__ import annotations

from typing import NamedTuple, cast

from reportmine.schema import Bound, Quantity
from reportmine.text.lexicon import Lexicon
from reportmine.text.quantities.candidate import Candidate
from reportmine.text.quantities.scan import scanner

# No-break, en, em, figure, thin and narrow blanks.
BLANKS = "\u00a0\u2002\u2003\u2007\u2009\u202f"
_PLAIN = str.maketrans(dict.fromkeys(BLANKS, " "))


class QuantityMatch(NamedTuple):
    """Hold one quantity of a text; all offsets count characters of that text.

    `start, end` span number, multiplier and unit; `number_end` is where the number ends and the unit begins; the outer span
    includes the words of bound before and after. `kind` is number, percent, points, fraction, multiple, rank, ratio, money,
    measure, count or duration; a range is what has quantity.bound "between".
    """

    start: int
    end: int
    quantity: Quantity
    kind: str
    number_end: int
    outer_start: int
    outer_end: int


def find_quantities(text: str, *, lexicon: Lexicon) -> list[QuantityMatch]:
    """Find the quantities of `text`, ascending and disjoint.

    >>> from reportmine.text.lexicon import load_lexicon
    >>> [(m.quantity.text, m.quantity.unit) for m in find_quantities("利润近4000万元，增长8.1%", lexicon=load_lexicon())]
    [('4000万元', '元'), ('8.1%', '%')]
    """
    return [_match(text, c) for c in scanner(lexicon).scan(plain_blanks(text)) if not c.reason]


def find_exclusions(text: str, *, lexicon: Lexicon) -> list[tuple[int, int, str]]:
    """Find the numbers and numeral words that are no quantities: (start, end, reason), ascending and disjoint.

    >>> from reportmine.text.lexicon import load_lexicon
    >>> find_exclusions("2024年建成5G基站", lexicon=load_lexicon())
    [(0, 5, 'time'), (7, 9, 'identifier')]
    """
    return [(c.start, c.end, c.reason) for c in scanner(lexicon).scan(plain_blanks(text)) if c.reason]


def plain_blanks(text: str) -> str:
    """Return the text with a plain blank for each that a web page or a PDF sets inside a number (1 606万元); offsets stay."""
    return text.translate(_PLAIN) if any(blank in text for blank in BLANKS) else text


def _match(text: str, candidate: Candidate) -> QuantityMatch:
    number, unit, start, end = candidate.number, candidate.unit, candidate.start, candidate.end
    unit_id = dimension = None
    if unit is not None:
        unit_id, dimension = unit.id, unit.dimension
        if candidate.per is not None:
            unit_id, dimension = f"{unit_id}/{candidate.per.id}", f"{dimension}/{candidate.per.dimension}"
    elif candidate.kind:
        dimension = candidate.kind
    low, high = (number.low, number.high) if number is not None else (None, None)
    quantity = Quantity(
        low, high, candidate.unit_text, unit_id, dimension, cast(Bound, candidate.bound), text[start:end]
    )
    outer_start = candidate.outer_start if candidate.outer_start >= 0 else start
    outer_end = candidate.outer_end if candidate.outer_end >= 0 else end
    return QuantityMatch(
        start, end, quantity, candidate.kind, candidate.number_end, min(start, outer_start), max(end, outer_end)
    )
