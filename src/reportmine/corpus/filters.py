"""Say which reports are meant: the filters that store, search, command line and API share."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reportmine.errors import QueryError

CODE = re.compile(r"[A-Z]\d{0,2}")  # a section letter (I), or letter and division (I63)


@dataclass(frozen=True, slots=True)
class Filters:
    """Select reports; every field that is not None must hold.

    `industry` is a section letter or a division, `theme` one of the report's three strongest, `metric` a metric id or phrase,
    `cluster` the id of any member of a cluster of copies.
    """

    industry: str | None = None
    report_type: str | None = None
    year: int | None = None
    theme: str | None = None
    site: str | None = None
    has_targets: bool | None = None
    metric: str | None = None
    cluster: str | None = None

    def __post_init__(self) -> None:
        """Refuse codes that no report can carry."""
        if self.industry and not CODE.fullmatch(self.industry):
            raise QueryError(
                f"industry {self.industry!r} is no GB/T 4754 code",
                mend="use a section letter or division, e.g. I or I63",
            )


EVERY = Filters()
TOP_THEMES = 3


def filter_sql(filters: Filters) -> tuple[str, list[object]]:
    """Return an SQL condition over `reports r JOIN pages p` and its parameters.

    >>> filter_sql(Filters(industry="I", has_targets=True))
    ('r.industry >= ? AND r.industry < ? AND r.targets > 0', ['I', 'J'])
    """
    parts: list[str] = []
    values: list[object] = []
    if filters.industry:
        if len(filters.industry) == 1:
            parts.append("r.industry >= ? AND r.industry < ?")
            values += [filters.industry, chr(ord(filters.industry) + 1)]
        else:
            parts.append("r.industry = ?")
            values.append(filters.industry)
    for column, value in (("r.report_type", filters.report_type), ("r.year", filters.year), ("p.site", filters.site)):
        if value is not None:
            parts.append(f"{column} = ?")
            values.append(value)
    if filters.has_targets is not None:
        parts.append("r.targets > 0" if filters.has_targets else "r.targets = 0")
    if filters.theme:
        parts.append("EXISTS (SELECT 1 FROM themes t WHERE t.report = r.seq AND t.theme = ? AND t.rank < ?)")
        values += [filters.theme, TOP_THEMES]
    if filters.metric:
        parts.append("EXISTS (SELECT 1 FROM indicators i WHERE i.report = r.seq AND (i.metric_id = ? OR i.metric = ?))")
        values += [filters.metric, filters.metric]
    if filters.cluster:
        parts.append(
            "r.seq IN (SELECT report FROM prints WHERE cluster ="
            " (SELECT cluster FROM prints JOIN reports ON seq = report WHERE id = ?))"
        )
        values.append(filters.cluster)
    return " AND ".join(parts) or "1", values
