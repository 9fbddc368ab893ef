"""List and sum the indicators of a whole store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from reportmine.corpus.filters import EVERY, Filters, filter_sql
from reportmine.corpus.store import Store
from reportmine.errors import QueryError

GROUPS = {
    "metric": "i.metric",
    "role": "i.role",
    "year": "i.year",
    "industry": "r.industry",
    "report_type": "r.report_type",
}
OF_REPORT = ("industry", "report_type")
ROWS = (
    "SELECT i.report AS seq, i.position, r.id AS report, r.title, r.industry, r.report_type, i.metric, i.metric_id, i.role, i.low,"
    " i.high, i.unit, i.bound, i.change, i.period, i.year, i.redacted, i.start, i.stop AS end,"
    " substr(r.text, i.start + 1, i.stop - i.start) AS text FROM chosen c"
    " JOIN indicators i ON i.report = c.report AND i.position = c.position JOIN reports r ON r.seq = i.report"
    " ORDER BY i.report, i.position"
)


@dataclass(frozen=True, slots=True)
class IndicatorFilter:
    """Select indicators: those of the reports that the filters leave, in one role, stated for one year.

    `filters.metric` (id or phrase) is taken as the metric of the indicator itself.
    """

    filters: Filters = EVERY
    role: str | None = None
    year: int | None = None


def list_indicators(
    store: Store, wanted: IndicatorFilter = IndicatorFilter(), *, after: Sequence[int] = (-1, -1), limit: int = 100
) -> list[dict[str, Any]]:
    """Return rows in order of entry behind (seq, position): report, metric, role, range, unit, period, place, text."""
    metric = wanted.filters.metric
    condition, values = _condition(wanted, metric=False)
    places = f"SELECT i.report, i.position FROM indicators i WHERE (i.report, i.position) > (?, ?) AND {condition}"
    arms, values = [places], [*after, *values]
    if metric:  # two walks in the order of an index each, that meet and stop at the limit: OR would read and sort all
        arms = [f"{places} AND {column} = ?" for column in ("i.metric_id", "i.metric")]
        values = [*values, metric] * 2
    chosen = (  # places first: the reports' texts are read for those alone that are shown
        f"WITH chosen AS MATERIALIZED ({' UNION '.join(arms)} ORDER BY 1, 2 LIMIT ?) "
    )
    sql = chosen + ROWS
    return [dict(row) | {"redacted": bool(row["redacted"])} for row in store.rows(sql, *values, limit)]


def sum_indicators(
    store: Store, wanted: IndicatorFilter = IndicatorFilter(), by: Sequence[str] = ("metric",), *, limit: int = 100
) -> list[dict[str, Any]]:
    """Return counts and ranges by some of metric, role, year, industry, report_type, the most frequent first.

    Units and kinds of change are never mixed: each has a row of its own. Raises QueryError for another name.
    """
    unknown = [name for name in by if name not in GROUPS]
    if unknown:
        raise QueryError(f"cannot sum by {', '.join(unknown)}", mend=f"one of {', '.join(GROUPS)}")
    condition, values = _condition(wanted)
    columns = ", ".join([*(f"{GROUPS[name]} AS {name}" for name in by), "i.unit AS unit", "i.change AS change"])
    keys = ", ".join(str(n + 1) for n in range(len(by) + 2))
    tables = "indicators i" + " JOIN reports r ON r.seq = i.report" * any(name in OF_REPORT for name in by)
    found = store.rows(
        f"SELECT {columns}, count(*) AS indicators, count(DISTINCT i.report) AS reports, sum(i.redacted) AS redacted,"
        f" min(i.low) AS low, max(i.high) AS high, avg((i.low + i.high) / 2) AS mean FROM {tables} WHERE {condition}"
        f" GROUP BY {keys} ORDER BY indicators DESC, {keys} LIMIT ?",
        *values,
        limit,
    )
    return [dict(row) for row in found]


def target_series(store: Store, filters: Filters = EVERY, *, most: int = 15) -> list[dict[str, Any]]:
    """Return the targets of the metrics that are aimed at most, whole: a row a metric, unit and year with count and range."""
    condition, values = _condition(IndicatorFilter(filters, "target"))
    found = store.rows(
        f"WITH top AS MATERIALIZED (SELECT i.metric FROM indicators i WHERE {condition} GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ?)"
        " SELECT i.metric, i.unit, i.year, count(*) AS targets, min(i.low) AS low, max(i.high) AS high FROM indicators i"
        f" WHERE i.metric IN top AND {condition} GROUP BY 1, 2, 3 ORDER BY targets DESC, 1, 2, 3",
        *values,
        most,
        *values,
    )
    return [dict(row) for row in found]


def _condition(wanted: IndicatorFilter, *, metric: bool = True) -> tuple[str, list[object]]:
    """Return an SQL condition over `indicators i` and its parameters, that on the metric where `metric` asks for it."""
    reports, values = filter_sql(replace(wanted.filters, metric=None))
    pages = "JOIN pages p ON p.id = r.page " if wanted.filters.site is not None else ""
    parts = [f"i.report IN (SELECT r.seq FROM reports r {pages}WHERE {reports})"] if reports != "1" else []
    if metric and wanted.filters.metric:
        parts.append("(i.metric_id = ? OR i.metric = ?)")
        values += [wanted.filters.metric, wanted.filters.metric]
    for column, value in (("i.role", wanted.role), ("i.year", wanted.year)):
        if value is not None:
            parts.append(f"{column} = ?")
            values.append(value)
    return " AND ".join(parts) or "1", values
