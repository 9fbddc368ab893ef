"""Say whether what a clause tells is a fact of others: a source tells it, or others are its subject."""

from __future__ import annotations

from bisect import bisect_right

from reportmine.extract.cues import Kind
from reportmine.extract.reading import Reading
from reportmine.extract.roles.binding import TRANSPARENT, Place, own_between
from reportmine.extract.roles.setting import Setting

_SUBJECT, _ROLE = int(Kind.SUBJECT), int(Kind.ROLE)
# What a clause is about anew: an act, a subject, a role, a comparison.
_TURNS = int(Kind.VERB | Kind.CHANGE_VERB | Kind.SUBJECT | Kind.ROLE | Kind.COMPARE | Kind.OVER)
_COMMAS = frozenset("，,")


def others_lead(reading: Reading, setting: Setting, place: Place) -> bool:
    """Say whether the clause has others as its subject: 全国市场增长2%, or goes on with one that has (头部企业毛利率为21%，电耗580度)."""
    clause = place.clause
    if _opens_with_others(reading, setting, clause, place.start):
        return True
    opened = place.beside_others and clause > place.sentence[0] and reading.text[clause - 1] in _COMMAS
    if not opened or reading.hit_between(clause, place.start, _TURNS) or reading.has_period(clause, place.start):
        return False
    before = reading.clause_start(clause - 1, place.sentence[0])
    own = own_between(reading, setting.own, before, clause)
    return not own and _opens_with_others(reading, setting, before, clause)


def _opens_with_others(reading: Reading, setting: Setting, clause: int, end: int) -> bool:
    """Say whether a clause opens with others as its subject: 全国市场增长2%, 行业平均毛利率为21%."""
    i = bisect_right(reading.hit_ends, clause)
    while i < len(reading.hits) and reading.hits[i].end < end:
        hit = reading.hits[i]
        if reading.text[clause : hit.start].strip("而但且\n \u3000"):
            return False
        others = hit.kinds & _SUBJECT and (hit.term.subject == "other" or hit.term.text not in setting.own)
        if others:
            # What a whole is to reach binds its parts too: 全县任务是90% in a hospital's report.
            asked = hit.term.subject != "other" and _asks(reading, hit.end, end)
            return hit.end - hit.start > 1 and not asked
        if not hit.kinds & TRANSPARENT:
            return False
        i += 1
    return False


def _asks(reading: Reading, start: int, end: int) -> bool:
    """Say whether a firm word of aims stands in a span (任务是, 目标为)."""
    aim = reading.hit_between(start, end, _ROLE)
    return aim is not None and aim.term.role == "target" and not aim.term.weak


def told_by_others(reading: Reading, setting: Setting, place: Place) -> bool:
    """Say whether a source opens the sentence part and tells of others: 据省联社通报，全省平均不良率为2.3%."""
    for start, end in setting.sources:
        if start >= place.sentence[0] and end < place.clause:
            return not own_between(reading, setting.own, end, place.start)
    return False
