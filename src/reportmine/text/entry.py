"""Define what every entry of a lexicon has."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Hold what every entry has: a permanent ASCII id."""

    id: str
