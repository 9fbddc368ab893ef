"""Give each section its role: from its title, the sentence that announces it, its own sentences, its parents and its place."""

from __future__ import annotations

from collections.abc import Sequence

from reportmine.schema import Article, Section
from reportmine.text.lexicon import Lexicon


def assign_roles(article: Article, sections: Sequence[Section], *, lexicon: Lexicon) -> tuple[Section, ...]:
    """Return the sections with role and score."""
    return tuple(sections)
