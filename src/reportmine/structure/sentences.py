"""Split text into sentences, as spans: the unit that roles, evidence and themes quote."""

from __future__ import annotations

import re
from functools import lru_cache

from reportmine.offsets import Span

_CLOSING = r"""(?:[”’」』）)】》]|["'](?=[\s，。；、：,.;:]|$))*+"""
_STRONG = re.compile(rf"(?:[。！？!?]++|\n){_CLOSING}")
_WITH_SEMICOLONS = re.compile(rf"(?:[。！？!?；;]++|\n){_CLOSING}")
# A full stop typed as "." counts only between Chinese text and Chinese text, white space or a year: never in 3.5, 1.2 or X.25.
_DOT = re.compile(
    rf"\.(?<=[\u4e00-\u9fff”’」』）)】》%％]\.)(?=[\u4e00-\u9fff“‘「『《（(\s]|(?:19|20)\d\d年|$){_CLOSING}"
)


@lru_cache(maxsize=4)  # several readers of one text ask
def split_sentences(text: str, *, semicolons: bool = True) -> tuple[Span, ...]:
    """Split `text` into sentences, in order, without the white space around them.

    A sentence ends at 。！？ (or ASCII), at ； unless `semicolons` is false, and at a line break; closing quotes and brackets
    stay with the sentence they close. Takes time linear in the text.

    >>> text = "他说：“很好。”明年再增5.5%；力争6%。"
    >>> [text[a:b] for a, b in split_sentences(text)]
    ['他说：“很好。”', '明年再增5.5%；', '力争6%。']
    """
    ends = [m.end() for m in (_WITH_SEMICOLONS if semicolons else _STRONG).finditer(text)]
    dots = [m.end() for m in _DOT.finditer(text)]
    if dots:
        ends = sorted({*ends, *dots})
    ends.append(len(text))
    spans: list[Span] = []
    start = 0
    for end in ends:
        if end > start and not text[start].isspace() and not text[end - 1].isspace():
            spans.append((start, end))
        else:
            left = text[start:end].lstrip()
            if left:
                first = end - len(left)
                spans.append((first, first + len(left.rstrip())))
        start = end
    return tuple(spans)
