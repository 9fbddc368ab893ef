"""Analyse what comes with the request: one text or file, or many texts line by line."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from reportmine.errors import ReportMineError
from reportmine_api.deps import ANALYZE, ServiceDep
from reportmine_api.errors import ApiError, answer, answer_ours, describe_invalid
from reportmine_api.responses import Json, Lines, encode_json, problem
from reportmine_api.shapes import EXAMPLE, Analysis, AnalyzeRequest
from reportmine_api.sources import BODY, Given, analyze_given, parse_body, read_given
from reportmine_api.state import Service

router = APIRouter(tags=["analyze"], dependencies=[ANALYZE])
BATCH: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-ndjson": {
                "schema": {"type": "string"},
                "example": json.dumps({"id": "一", "text": EXAMPLE}, ensure_ascii=False) + "\n",
            }
        },
    }
}


@router.post("/analyze", operation_id="analyze", response_model=Analysis, openapi_extra=BODY)
def analyze(given: Annotated[Given, Depends(read_given)], service: ServiceDep) -> Response:
    """Return one report an article, in page order: sections, indicators, themes, labels, each with its evidence. 分析文本或文件。"""
    with service.turn():
        reports, errors = analyze_given(given, service.pipeline)
    service.metrics.count("analyzed_reports", len(reports))
    return Json({"reports": [report.to_dict() for report in reports], "errors": errors})


@router.post(
    "/analyze:batch",
    operation_id="analyze_batch",
    response_class=Response,
    responses={200: {"content": {"application/x-ndjson": {"schema": {"type": "string"}}}}},
    openapi_extra=BATCH,
)
async def analyze_batch(request: Request, service: ServiceDep) -> Response:
    """Return a line for each line `{"text": …, "id": …}`: `{line, id, reports}` or `{line, id, error}`, streamed. 批量分析。"""
    if request.headers.get("content-length") == "0" or not {"content-length", "transfer-encoding"} & set(
        request.headers.keys()
    ):
        raise RequestValidationError([{"loc": ("body",), "msg": "lines are needed", "type": "missing"}])
    return Lines(_answers(request, service))


async def _answers(request: Request, service: Service) -> AsyncIterator[bytes]:
    number = 0
    try:
        async for line in _lines(request, service):
            if number == service.limits.batch_lines:
                raise ApiError(413, f"more than {service.limits.batch_lines:,} lines")
            number += 1
            if line.strip():
                yield await run_in_threadpool(_answer, number, line, service)
    except ApiError as error:
        yield encode_json({"line": number + 1, "id": None, "error": json.loads(bytes(answer(error).body))})
    except ClientDisconnect:
        return


async def _lines(request: Request, service: Service) -> AsyncIterator[bytes]:
    """Yield the lines of a body as it comes; one that is longer than a body may be ends it."""
    rest = b""
    async for chunk in request.stream():
        *whole, rest = (rest + chunk).split(b"\n") if b"\n" in chunk else (rest + chunk,)
        for line in whole:
            yield line
        if len(rest) > service.limits.body_bytes:
            raise ApiError(413, f"a line of more than {service.limits.body_bytes:,} bytes")
    if rest:
        yield rest


def _answer(number: int, line: bytes, service: Service) -> bytes:
    """Return the answer to one line."""
    name = None
    try:
        fields = json.loads(line)
        given = fields.pop("id", None) if isinstance(fields, dict) else None
        encode_json(given)  # NaN and 1e999 cannot be given back: here they fail their own line, not all behind it
        name = given
        text = parse_body(AnalyzeRequest, json.dumps(fields).encode()).text
        with service.turn():
            reports = service.pipeline.analyze(text)
        service.metrics.count("analyzed_reports", len(reports))
        return encode_json({"line": number, "id": name, "reports": [report.to_dict() for report in reports]})
    except ReportMineError as error:
        failed = answer_ours(error)
    except ApiError as error:
        failed = answer(error)
    except RequestValidationError as error:
        failed = problem(422, "Line is not valid", describe_invalid(error), mend='give {"text": "…"}')
    except (ValueError, RecursionError):
        failed = problem(422, "Line is not valid", "not JSON", mend='give {"text": "…"} on each line')
    return encode_json({"line": number, "id": name, "error": json.loads(bytes(failed.body))})
