"""Describe a report as a whole: the period it speaks of, who speaks, and how much looks back or ahead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from reportmine.schema import Article, Indicator, Section

PAST = {"achievements", "experience", "problems", "causes", "background"}
FUTURE = {"goals", "plan", "measures"}


def find_attributes(article: Article, sections: Sequence[Section], indicators: Sequence[Indicator]) -> dict[str, Any]:
    """Return `period` (the commonest resolved year of actuals), `past_share` and `future_share` (by characters of sections)."""
    years = Counter(i.period.start.year for i in indicators if i.period.start and i.role == "actual")
    size = max(len(article.text), 1)
    return {
        "period": str(years.most_common(1)[0][0]) if years else None,
        "past_share": round(_share(sections, PAST) / size, 4),
        "future_share": round(_share(sections, FUTURE) / size, 4),
    }


def _share(sections: Sequence[Section], roles: set[str]) -> int:
    total, behind = 0, 0
    for section in sections:
        if section.role in roles and section.start >= behind:
            total += section.end - section.start
            behind = section.end
    return total
