"""Show the reports of a corpus: a list by pages, one report, and each of its parts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query
from starlette.responses import PlainTextResponse, Response

from reportmine.corpus.records import place_of, source_of
from reportmine.present.viewer import build_viewer
from reportmine_api.cursors import read_cursor, write_cursor
from reportmine_api.deps import READ, CorpusDep
from reportmine_api.errors import ApiError
from reportmine_api.responses import Json
from reportmine_api.shapes import Code, Duplicates, FilterFields, HeadPage, ReportQuery, ReportShape, SimilarList

router = APIRouter(tags=["corpus"], dependencies=[READ])
HEAD = ("id", "title", "report_type", "industry", "year", "indicators", "targets", "redacted", "characters")
SCRIPT = re.compile(r"script-src '(sha256-[\w+/=]+)'", re.ASCII)


def get_record(
    report_id: Annotated[Code, Path(description="Id of a report 报告编号")], corpus: CorpusDep
) -> dict[str, Any]:
    """Return the stored report that the path names."""
    record = corpus.get(report_id)
    if record is None:
        raise ApiError(404, "no report with this id")
    return record


RecordDep = Annotated[dict[str, Any], Depends(get_record)]


class SimilarQuery(FilterFields):
    """Ask for reports like a stored one."""

    k: Annotated[int, Query(ge=1, le=100)] = 10
    collapse: bool = True


@router.get("/reports", operation_id="list_reports", response_model=HeadPage)
def list_reports(query: Annotated[ReportQuery, Query()], corpus: CorpusDep) -> Response:
    """Return reports in order of entry, page by page. 报告列表。"""
    filters = query.filters(corpus.store)
    (after,) = read_cursor(query.cursor, 1)
    rows = corpus.store.list_reports(filters, after=after, limit=query.limit + 1)
    shown = rows[: query.limit]
    following = write_cursor(shown[-1]["seq"]) if len(rows) > query.limit else None
    return Json(
        {"total": corpus.store.count(filters), "reports": [_head(dict(row)) for row in shown], "next": following}
    )


@router.get("/reports/{report_id}", operation_id="get_report", response_model=ReportShape)
def get_report(record: RecordDep) -> Response:
    """Return one report, whole. 报告全文与全部结论。"""
    return Json(record)


@router.get("/reports/{report_id}/sections", operation_id="get_sections", response_model=list[dict[str, Any]])
def get_sections(record: RecordDep) -> Response:
    """Return the outline of a report. 章节。"""
    return Json(record["sections"])


@router.get("/reports/{report_id}/indicators", operation_id="get_indicators", response_model=list[dict[str, Any]])
def get_indicators(record: RecordDep) -> Response:
    """Return the indicators of a report with their evidence. 指标。"""
    return Json(record["indicators"])


@router.get("/reports/{report_id}/themes", operation_id="get_themes", response_model=list[dict[str, Any]])
def get_themes(record: RecordDep) -> Response:
    """Return the strategy themes of a report with their mentions. 战略主题。"""
    return Json(record["themes"])


@router.get("/reports/{report_id}/similar", operation_id="get_similar", response_model=SimilarList)
def get_similar(record: RecordDep, query: Annotated[SimilarQuery, Query()], corpus: CorpusDep) -> Response:
    """Return the reports most like this one, with the reasons. 相似报告。"""
    hits = corpus.similar(record["id"], filters=query.filters(corpus.store), k=query.k, collapse=query.collapse)
    return Json({"hits": [hit.to_dict() for hit in hits]})


@router.get("/reports/{report_id}/duplicates", operation_id="get_duplicates", response_model=Duplicates)
def get_duplicates(record: RecordDep, corpus: CorpusDep) -> Response:
    """Return the cluster of a report and its copies and excerpts, with the spans they share. 重复与摘录。"""
    facts = corpus.copy_facts(record["id"])
    copies = [
        {
            "id": copy.id, "title": copy.title, "source": source_of(copy.place), "kind": copy.kind, "direction": copy.direction,
            "containment": copy.containment, "spans": [[list(mine), list(theirs)] for mine, theirs in copy.spans],
        }
        for copy in corpus.copies(record["id"])
    ]  # fmt: skip
    return Json(
        {
            "id": facts.id, "canonical": facts.canonical, "members": list(facts.members), "reuse": facts.reuse,
            "template": facts.template, "is_template": facts.is_template, "weight": facts.weight, "copies": copies,
        }
    )  # fmt: skip


@router.get(
    "/reports/{report_id}/text",
    operation_id="get_text",
    response_class=PlainTextResponse,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def get_text(
    record: RecordDep, corpus: CorpusDep, of: Annotated[Literal["article", "page"], Query()] = "article"
) -> Response:
    """Return the text of a report, or of the page it stands on: offsets point into the one, source offsets into the other. 原文。"""
    text = record["text"] if of == "article" else corpus.store.page_text(place_of(record))
    if text is None:
        raise ApiError(404, "the page was not kept", mend="index it with `reportmine index`")
    return PlainTextResponse(text.encode("utf-8", "replace"))


@router.get(
    "/reports/{report_id}/html",
    operation_id="get_html",
    response_class=Response,
    responses={200: {"content": {"text/html": {"schema": {"type": "string"}}}}},
)
def get_html(record: RecordDep) -> Response:
    """Return one report as a page that needs nothing else: text, highlights, tables. 网页。"""
    page = build_viewer(record)
    script = SCRIPT.search(page)
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src '{script[1] if script else 'none'}'; frame-ancestors 'none'"
    headers = {"content-security-policy": policy}
    return Response(page.encode("utf-8", "replace"), media_type="text/html; charset=utf-8", headers=headers)


def _head(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**{name: row[name] for name in HEAD}, "source": source_of(row["place"])}
