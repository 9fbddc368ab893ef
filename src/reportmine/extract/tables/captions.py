"""Read what stands over a table: the units of its figures (单位：万元、%) and the time that they are of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from reportmine.extract.measures import metric_index
from reportmine.extract.tables.headers import unit_of
from reportmine.schema import Quantity
from reportmine.text.lexicon import Lexicon
from reportmine.text.periods.find import PeriodMatch, find_periods

_UNITS = re.compile(r"单位[:：]\s*([^\s，。；)）]{1,16})")
_PARTS = re.compile(r"[、,，/／]")
_SENTENCE = frozenset("。；;！？，")
WITHIN = 120  # so many characters before a table may be its caption …
_LINES, _LONGEST = 3, 50  # … in so many lines of so many characters
_PERCENT = "percent"


class Caption(NamedTuple):
    """Hold the units that a caption names, in its order, and the time that it names."""

    units: tuple[Quantity, ...] = ()
    period: PeriodMatch | None = None

    def unit_for(self, name: str, *, lexicon: Lexicon) -> Quantity | None:
        """Return the unit in which a measure of this name is told, or None where the caption leaves it open or it is a rate."""
        fitting = [unit for unit in self.units if _may_be_in(name, unit, lexicon)]
        if len(fitting) > 1:
            fitting = [u for u in fitting if _is_told_in(name, u, lexicon)] or [
                u for u in fitting if u.dimension != _PERCENT
            ]
        return fitting[0] if len(fitting) == 1 else None


def read_caption(lines: Sequence[str], *, lexicon: Lexicon) -> Caption:
    """Read the lines over a table, the uppermost first; only titles and lines that lead in (…如下：) date it.

    >>> from reportmine.text.lexicon import load_lexicon
    >>> caption = read_caption(["2016年1—6月主要指标完成情况表", "单位：万元、%"], lexicon=load_lexicon())
    >>> [unit.unit for unit in caption.units], caption.period and caption.period.text
    (['元', '%'], '2016年1—6月')
    """
    return Caption(_units(lines, lexicon), _period(lines, lexicon))


def _units(lines: Sequence[str], lexicon: Lexicon) -> tuple[Quantity, ...]:
    for line in reversed(lines):
        for match in reversed(list(_UNITS.finditer(line))):
            units = [unit_of(part, lexicon) for part in _PARTS.split(match[1])]
            if all(units):
                return tuple(unit for unit in units if unit)
    return ()


def _period(lines: Sequence[str], lexicon: Lexicon) -> PeriodMatch | None:
    for line in reversed(lines[-_LINES:]):
        if len(line) > _LONGEST or not _SENTENCE.isdisjoint(line):
            return None
        found = [p for p in find_periods(line, lexicon=lexicon) if p.kind == "calendar"]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _may_be_in(name: str, unit: Quantity, lexicon: Lexicon) -> bool:
    """Say whether a measure may be told in a unit; only one that is known to be a rate may not be told in any other (合格率 in 万元)."""
    rate = metric_index(lexicon).find(name, _PERCENT, changes=False, ending=True)
    return unit.dimension == _PERCENT or rate is None or _is_told_in(name, unit, lexicon)


def _is_told_in(name: str, unit: Quantity, lexicon: Lexicon) -> bool:
    return metric_index(lexicon).find(name, unit.dimension, changes=False, ending=True) is not None
