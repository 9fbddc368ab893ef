"""Describe a report as a whole: the period it speaks of, who speaks, and how much looks back or ahead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from reportmine.extract.periods.article_periods import title_frame
from reportmine.schema import Article, Indicator, Section
from reportmine.text.lexicon import Lexicon

PAST = {"achievements", "experience", "problems", "causes", "background"}
FUTURE = {"goals", "plan", "measures"}


def find_attributes(
    article: Article, sections: Sequence[Section], indicators: Sequence[Indicator], *, lexicon: Lexicon
) -> dict[str, Any]:
    """Return `period` (a year) with its `period_basis`, and `past_share` and `future_share` (by characters of sections).

    The basis is what the year rests on: "title" (of 2014年总结和2015年计划 the first), else "actuals" or "targets", the year
    that most of those are dated to; both are None where nothing is dated.
    """
    size = max(len(article.text), 1)
    year, basis = _year(article.title, indicators, lexicon)
    return {
        "period": str(year) if year else None,
        "period_basis": basis,
        "past_share": round(_share(sections, PAST) / size, 4),
        "future_share": round(_share(sections, FUTURE) / size, 4),
    }


def _year(title: str, indicators: Sequence[Indicator], lexicon: Lexicon) -> tuple[int | None, str | None]:
    """Return the year that a report speaks of and what it rests on; a title without tense names the year it was held in (2025年政府工作报告)."""
    titled = title_frame(title, lexicon)
    review = titled.review if titled else None
    point = review.first if review and not review.last else None
    if point and point.year and point.years == 1:  # neither “十二五” nor 2021—2025年 is a year
        return point.year, "title"
    for role, basis in (("actual", "actuals"), ("target", "targets")):
        years = Counter(i.period.start.year for i in indicators if i.period.start and i.role == role)
        if years:
            return years.most_common(1)[0][0], basis
    return None, None


def _share(sections: Sequence[Section], roles: set[str]) -> int:
    total, behind = 0, 0
    for section in sections:
        if section.role in roles and section.start >= behind:
            total += section.end - section.start
            behind = section.end
    return total
