"""Say what a number is by what stands beside it: the next of a list, doubled, within a quotation."""

from __future__ import annotations

import regex

from reportmine.text.quantities.candidate import Candidate
from reportmine.text.quantities.cues import CLAUSE_ENDS, CLAUSE_LENGTH

CLAUSE_MARKS = frozenset(CLAUSE_ENDS)
# A name in quotation marks is short; the numbers of longer quotations count.
NAME_LENGTH = 14
# A written "one" behind a joint, no further from the count before it, is a count of its own list.
LIST_LENGTH, LIST_JOINTS = 14, frozenset("、和与及")
# What ends the place in a ranking (前三名), where a noun would say what is counted (前五名欠款单位).
RANK_ENDS = frozenset("，,。；;、：:）)\n 的") | {""}
NEXT = regex.compile(r"[，,、；;][\u4e00-\u9fff]{1,5}")  # the next thing of a list of bare numbers


def goes_on_bare(text: str, previous: Candidate, candidate: Candidate) -> bool:
    """Return whether a bare number is the next of a list whose first is told without a unit too: 语文平均分82.4，数学79.6，."""
    first, gap = previous.number, text[previous.end : candidate.start]
    told = not previous.reason and previous.kind == "number" and not previous.unit_text
    small = first is not None and not first.written and first.scale is None
    return told and small and text[candidate.end : candidate.end + 1] in RANK_ENDS and NEXT.fullmatch(gap) is not None


def is_listed(text: str, previous: Candidate, candidate: Candidate) -> bool:
    """Return whether a written "one" is counted with the number before it: 四个实训室和一座电窑."""
    gap = text[previous.end : candidate.start]
    counts = not previous.reason and previous.kind == "count" and previous.unit is not None
    return counts and 1 < len(gap) <= LIST_LENGTH and gap[-1] in LIST_JOINTS and CLAUSE_MARKS.isdisjoint(gap)


def is_doubled(text: str, start: int, end: int) -> bool:
    """Return whether text[start:end] stands twice: 一台一台地过."""
    word = text[start:end]
    return text.startswith(word, end) or text.endswith(word, 0, start)


def is_quoted(text: str, start: int, end: int) -> bool:
    """Return whether text[start:end] stands in a short name in quotation marks or in a title."""
    for opening, closing, length in (("“", "”", NAME_LENGTH), ("《", "》", CLAUSE_LENGTH), ("「", "」", NAME_LENGTH)):
        left = text.rfind(opening, max(0, start - length), start)
        if left >= 0 and text.find(closing, left, start) < 0:
            right = text.find(closing, end, left + length + 2)
            return right >= 0
    return False
