"""Find the words near a number that let it count as a quantity: one cue of lexicons/bounds.toml, compiled."""

from __future__ import annotations

import regex

from reportmine.text.entries import QuantityCue
from reportmine.text.quantities.reader import BLANK

CLAUSE_ENDS = "，。；！？,;!?\n"
CLAUSE_LENGTH = 40


def beside(text: str, start: int) -> int:
    """Return where the word ends that stands directly before a number, over one blank (超过 300 家)."""
    return start - (text[start - 1 : start] == BLANK)


class Cue:
    """Say whether one of a cue's words stands before a place, in the same clause."""

    __slots__ = ("_after", "_before", "_beside", "_forbidden", "marks", "unit")

    def __init__(self, entry: QuantityCue) -> None:
        words = "|".join(map(regex.escape, sorted(entry.before, key=len, reverse=True)))
        self._before = regex.compile(f"(?:{words})[^{CLAUSE_ENDS}]{{0,{entry.within}}}$") if words else None
        self._beside = entry.beside
        self._forbidden, self._after = entry.not_before, entry.not_after
        self.marks, self.unit = entry.marks, entry.unit

    def holds(self, text: str, start: int, end: int) -> bool:
        """Return whether the cue allows the number text[start:end]."""
        return not (self.forbids_before(text, start) or self.forbids_behind(text, end)) and self.follows(text, start)

    def forbids_before(self, text: str, start: int) -> bool:
        """Return whether a word that ends at a place forbids what the cue allows."""
        return text.endswith(self._forbidden, 0, beside(text, start))

    def forbids_behind(self, text: str, end: int) -> bool:
        """Return whether a word that starts at a place forbids what the cue allows."""
        return text.startswith(self._after, end)

    def links(self, text: str, start: int, end: int) -> bool:
        """Return whether the cue allows the number and both stand before it: a word in the clause and one directly before (比去年 … 多)."""
        adjoins = text.endswith(self._beside, 0, beside(text, start)) and not self.forbids_behind(text, end)
        return (
            adjoins
            and self._before is not None
            and bool(self._before.search(text[max(0, start - CLAUSE_LENGTH) : start]))
        )

    def has(self, word: str) -> bool:
        """Return whether a word is one of those that stand directly before the number."""
        return word in self._beside

    def word_before(self, text: str, start: int) -> str:
        """Return the word of the cue that stands directly before a place, "" where none does."""
        place = beside(text, start)
        return next((word for word in self._beside if text.endswith(word, 0, place)), "")

    def follows(self, text: str, start: int) -> bool:
        """Return whether one of the cue's words stands before a place."""
        if text.endswith(self._beside, 0, beside(text, start)):
            return True
        return self._before is not None and bool(self._before.search(text[max(0, start - CLAUSE_LENGTH) : start]))
