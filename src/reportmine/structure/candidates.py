"""Hold what may head a section, with the ranks of the styles that have no number."""

from __future__ import annotations

from dataclasses import dataclass

from reportmine.offsets import Span
from reportmine.structure.numbering import Value

RANK_PLAIN, RANK_HINT, RANK_INTRO, RANK_BULLET = 15, 12, 35, 16
RANK_PARTING = 5  # what parts a whole text stands over its numbered lists


@dataclass(slots=True)
class Candidate:
    """Hold one possible heading: where it and its title start, where its line ends, and what is known of its level.

    `within` is set on the items of a list that started inside a paragraph: they end with it. `title` is the span of the title's end and the body's start where they are known; else they are read when the heading is accepted.
    """

    start: int
    title_start: int
    line_end: int
    key: str
    rank: int
    value: Value = ()
    number: str = ""
    surface: str = ""
    weak: bool = False
    exact: bool = False
    top: bool = False
    closing: bool = False
    inline: bool = False
    within: bool = False
    title: Span | None = None
