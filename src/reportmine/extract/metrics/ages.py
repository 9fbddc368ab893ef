"""Name bounds of years of age: 60岁以上老人 tells of the 老人年龄, not of a number of them."""

from __future__ import annotations

from collections.abc import Sequence

from reportmine.extract.drafts import Draft
from reportmine.extract.metrics.words import NameWords
from reportmine.extract.reading import Reading

_AGE, _OF = "age", "的"
_LONGEST = 8  # characters of a word for people with what tells which (退休职工)


def name_ages(drafts: Sequence[Draft], reading: Reading, words: NameWords) -> None:
    """Name the bounds of age among quantities; last, so that no other quantity takes the name."""
    for draft in drafts:
        if draft.quantity.unit_id != _AGE or not words.ages or any(word in draft.metric for word in words.ages):
            continue
        if draft.quantity.bound != "exact" or draft.outer_end > draft.end:
            draft.metric = _people(draft, reading, words) + words.ages[0]


def _people(draft: Draft, reading: Reading, words: NameWords) -> str:
    """Return the word for people that a name begins with, else the one right behind the quantity; empty where there is none."""
    name, text = draft.metric, reading.text
    at = text.find(name, draft.outer_end, draft.sentence[1]) if draft.metric_source == "after" else -1
    at = at if at >= 0 else text.rfind(name, draft.sentence[0], draft.outer_start)
    behind = draft.outer_end + text.startswith(_OF, draft.outer_end)
    for start, size in ((at, len(name)), (behind, _LONGEST)):
        for end in range(start + 2, start + min(size, _LONGEST) + 1) if start >= 0 else ():
            if text.endswith(words.persons, start, end) and reading.is_edge(end):
                return text[start:end]
    return ""
