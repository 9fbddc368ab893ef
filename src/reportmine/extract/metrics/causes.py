"""Find words of cause that are no part of what is measured (受雨季影响客流下降12%)."""

from __future__ import annotations

import re
from functools import lru_cache

from reportmine.text.entries import Cue
from reportmine.text.lexicon import Lexicon

# A cause is named in so many characters (受去年同期高基数影响).
_FRAMED = 20


@lru_cache(maxsize=8)
def frames_of(lexicon: Lexicon) -> re.Pattern[str]:
    """Return the pattern of words of cause that open and close within a clause (受…影响).

    >>> from reportmine.text.lexicon import load_lexicon
    >>> frames_of(load_lexicon()).search("客流受雨季影响下降").group()
    '受雨季影响'
    """
    frames = [cue.terms for cue in lexicon.entries(Cue) if cue.kind == "frame"]
    closed = [
        f"{re.escape(first)}[^，。；：、\\d\\n]{{1,{_FRAMED}}}?(?:{'|'.join(map(re.escape, rest))})"
        for first, *rest in frames
    ]
    return re.compile("|".join(closed) or r"(?!)")
