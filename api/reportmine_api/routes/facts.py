"""Show what is known across the reports of a corpus: indicators and an overview."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from reportmine.corpus.facts import IndicatorFilter, list_indicators, sum_indicators, target_series
from reportmine_api.cursors import read_cursor, write_cursor
from reportmine_api.deps import READ, CorpusDep, ServiceDep
from reportmine_api.responses import Json
from reportmine_api.shapes import FilterFields, IndicatorPage, IndicatorQuery

router = APIRouter(tags=["corpus"], dependencies=[READ])


@router.get("/indicators", operation_id="list_indicators", response_model=IndicatorPage)
def indicators(query: Annotated[IndicatorQuery, Query()], corpus: CorpusDep, service: ServiceDep) -> Response:
    """Return indicators row by row, or counts and ranges by metric, role, year, industry or report type. 指标检索与汇总。"""
    wanted = IndicatorFilter(query.filters(corpus.store), query.role, query.stated_year)
    if query.by:
        by = tuple(dict.fromkeys(query.by))
        rows = service.remembered(
            ("sums", wanted, by, query.limit), lambda: sum_indicators(corpus.store, wanted, by, limit=query.limit)
        )
        return Json({"rows": rows, "next": None})
    found = list_indicators(corpus.store, wanted, after=read_cursor(query.cursor, 2), limit=query.limit + 1)
    shown = found[: query.limit]
    following = write_cursor(shown[-1]["seq"], shown[-1]["position"]) if len(found) > query.limit else None
    return Json({"rows": [_row(row) for row in shown], "next": following})


@router.get("/stats", operation_id="stats", response_model=dict[str, Any])
def stats(query: Annotated[FilterFields, Query()], corpus: CorpusDep, service: ServiceDep) -> Response:
    """Return counts and the rows of charts: industries × types, years, targets by metric and year, themes by role. 概览。"""
    filters = query.filters(corpus.store)

    def count() -> dict[str, Any]:
        return corpus.store.stats(filters) | {"target_series": target_series(corpus.store, filters)}

    return Json(service.remembered(("stats", filters), count))


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in {"seq", "position"}}
