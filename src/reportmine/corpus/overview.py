"""Count what a store holds, for charts and for people, and find what is wrong with it."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable
from typing import Any

from reportmine.corpus.filters import EVERY, Filters, filter_sql

Rows = Callable[..., list[sqlite3.Row]]
MOST_METRICS = 1000  # rows of targets by metric, unit and year, the most frequent first

CHARTS = {
    "labels": "SELECT industry, report_type, count(*) AS reports FROM chosen GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2",
    "years": "SELECT year, count(*) AS reports FROM chosen WHERE year IS NOT NULL GROUP BY 1 ORDER BY 1",
    "sites": "SELECT site, count(*) AS reports FROM chosen GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 100",
    "themes": "SELECT t.theme, t.role, sum(t.mentions) AS mentions, count(*) AS reports FROM themes t"
    " JOIN chosen c ON c.seq = t.report GROUP BY 1, 2 ORDER BY 1, 2",
    "metrics": "SELECT i.metric, min(i.metric_id) AS metric_id, i.unit, i.year, count(DISTINCT i.report) AS reports,"
    " count(*) AS targets, min(i.low) AS low, max(i.high) AS high FROM indicators i JOIN chosen c ON c.seq = i.report"
    f" WHERE i.role = 'target' GROUP BY i.metric, i.unit, i.year ORDER BY targets DESC, 1, 3, 4 LIMIT {MOST_METRICS}",
}
TOTALS = (
    "SELECT count(DISTINCT page) AS pages, count(*) AS reports, coalesce(sum(characters), 0) AS characters,"
    " coalesce(sum(indicators), 0) AS indicators, coalesce(sum(targets), 0) AS targets, coalesce(sum(redacted), 0) AS redacted,"
    " count(*) - count(DISTINCT cluster) AS copies FROM chosen JOIN prints ON report = seq"
)
CLUSTERS = (
    "SELECT count(*) FROM (SELECT 1 FROM chosen JOIN prints ON report = seq GROUP BY cluster HAVING count(*) > 1)"
)


def overview(rows: Rows, filters: Filters = EVERY) -> dict[str, Any]:
    """Return totals and the rows of each chart, over the reports that the filters leave."""
    condition, values = filter_sql(filters)
    chosen = (
        "WITH chosen AS (SELECT r.seq, r.page, r.industry, r.report_type, r.year, r.indicators, r.targets, r.redacted,"
        " length(r.text) AS characters, p.site FROM reports r JOIN pages p ON p.id = r.page"
        f" WHERE {condition}) "
    )
    found: dict[str, Any] = dict(rows(chosen + TOTALS, *values)[0])
    found["clusters"] = rows(chosen + CLUSTERS, *values)[0][0]
    for name, sql in CHARTS.items():
        found[name] = [dict(row) for row in rows(chosen + sql, *values)]
    return found


def find_problems(rows: Rows) -> list[str]:
    """Return what is wrong: damaged pages, rows that point nowhere, reports whose parts are not all there or unreadable."""
    problems = [str(row[0]) for row in rows("PRAGMA integrity_check") if row[0] != "ok"]
    problems += [f"{row[0]} row {row[1]} points to no {row[2]}" for row in rows("PRAGMA foreign_key_check")]
    for row in rows("SELECT id FROM reports WHERE indicators <> (SELECT count(*) FROM indicators WHERE report = seq)"):
        problems.append(f"report {row[0]}: its indicators are not all there")
    for row in rows("SELECT id FROM reports WHERE (SELECT count(*) FROM labels WHERE report = seq) <> 2"):
        problems.append(f"report {row[0]}: its labels are not all there")
    for row in rows("SELECT id FROM reports WHERE seq NOT IN (SELECT report FROM prints)"):
        problems.append(f"report {row[0]}: it was not compared with the others")
    for row in rows("SELECT DISTINCT report FROM all_marks WHERE report NOT IN (SELECT seq FROM reports)"):
        problems.append(f"marks of report number {row[0]}, which is gone")
    for row in rows("SELECT id, payload FROM reports"):
        try:
            zlib.decompress(row["payload"])
        except zlib.error as error:
            problems.append(f"report {row['id']}: its record is damaged ({error})")
    return problems
