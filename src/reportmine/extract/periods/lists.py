"""Share out the periods of a list among the quantities that 分别 gives them: 一季度、二季度分别实现2.1亿元、1.6亿元."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from reportmine.extract.cues import Kind
from reportmine.extract.drafts import LIST_MARKS, Draft
from reportmine.extract.reading import Reading
from reportmine.text.periods.find import PeriodMatch

_LINK = int(Kind.LINK)
_RESPECTIVELY = "respectively"


def share_periods(drafts: Sequence[Draft], reading: Reading) -> dict[int, PeriodMatch]:
    """Return the period of each quantity, by its start, that a list of as many periods dates; empty where there is no such list."""
    shared: dict[int, PeriodMatch] = {}
    starts = [draft.outer_start for draft in drafts]
    for listed in _lists(reading):
        end = listed[-1].end
        i = bisect_left(starts, end)
        told = [draft for draft in drafts[i : i + len(listed) + 1] if draft.clause <= listed[0].start]
        if len(told) != len(listed) or not all(a.joins(b, reading.text) for a, b in pairwise(told)):
            continue
        link = reading.hit_between(end, told[0].outer_start, _LINK)
        if link is not None and link.term.link == _RESPECTIVELY:
            shared |= {draft.start: period for draft, period in zip(told, listed, strict=True)}
    return shared


def is_listed(index: int, reading: Reading) -> bool:
    """Say whether a period of the reading is one of a list: it dates one quantity, nothing behind."""
    near = reading.periods[max(0, index - 1) : index + 2]
    return any(reading.text[a.end : b.start] in LIST_MARKS for a, b in pairwise(near))


def _lists(reading: Reading) -> list[list[PeriodMatch]]:
    """Return the runs of two and more periods that only marks of a list part."""
    runs: list[list[PeriodMatch]] = []
    for period in reading.periods:
        last = runs[-1][-1] if runs else None
        if last is not None and reading.text[last.end : period.start] in LIST_MARKS:
            runs[-1].append(period)
        else:
            runs.append([period])
    return [run for run in runs if len(run) > 1]
