"""Find reports: by words, and by likeness to a text or a stored report."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from reportmine.corpus.records import Record
from reportmine_api.deps import READ, CorpusDep, ServiceDep, check_scope
from reportmine_api.errors import ApiError
from reportmine_api.responses import Json
from reportmine_api.shapes import Found, SearchQuery, SimilarList, SimilarRequest
from reportmine_api.sources import Given, analyze_given
from reportmine_api.state import Service

router = APIRouter(tags=["corpus"], dependencies=[READ])


@router.get("/search", operation_id="search", response_model=Found)
def search(query: Annotated[SearchQuery, Query()], corpus: CorpusDep) -> Response:
    """Return reports found by words of any length, phrases and fields, with marked snippets and facets. 全文检索。"""
    found = corpus.search(query.q, filters=query.filters(corpus.store), limit=query.limit, offset=query.offset)
    hits = [hit.to_dict() for hit in found.hits]
    return Json({"total": found.total, "is_exact": found.is_exact, "hits": hits, "facets": found.facets})


@router.post("/similar", operation_id="similar", response_model=SimilarList)
def similar(asked: SimilarRequest, request: Request, corpus: CorpusDep, service: ServiceDep) -> Response:
    """Return the reports most like a stored one or a text, with the reasons; a text needs the scope `analyze` too. 相似报告。"""
    target: str | Record
    if asked.id is not None:
        if corpus.get(asked.id) is None:
            raise ApiError(404, "no report with this id")
        target = asked.id
    else:
        check_scope(request, service, "analyze")
        target = _article(asked, service)
    hits = corpus.similar(target, filters=asked.filters.filters(corpus.store), k=asked.k, collapse=asked.collapse)
    return Json({"hits": [hit.to_dict() for hit in hits]})


def _article(asked: SimilarRequest, service: Service) -> dict[str, Any]:
    with service.turn():
        reports, _ = analyze_given(Given(text=asked.text), service.pipeline)
    if asked.article >= len(reports):
        raise ApiError(404, f"the text holds {len(reports)} articles", mend="count from 0")
    return reports[asked.article].to_dict()
