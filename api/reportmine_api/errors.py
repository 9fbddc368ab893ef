"""Map every error to one body, RFC 9457 problem+json; the only place that knows statuses."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from reportmine.errors import (
    BinaryInputError,
    InputError,
    InputLimitError,
    MissingInputError,
    ModelError,
    QueryError,
    ReportMineError,
    StoreError,
)

STATUS: tuple[tuple[type[ReportMineError], int, str], ...] = (
    (InputLimitError, 413, "Input too large"),
    (BinaryInputError, 415, "Unsupported input"),
    (MissingInputError, 404, "Not found"),
    (InputError, 422, "Input cannot be read"),
    (QueryError, 400, "Query cannot be understood"),
    (StoreError, 503, "Store unavailable"),
    (ModelError, 503, "Model unavailable"),
    (ReportMineError, 500, "Internal error"),
)


def problem(status: int, title: str, detail: str, **extra: Any) -> JSONResponse:
    """Build a problem+json response."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **extra}
    return JSONResponse(body, status_code=status, media_type="application/problem+json")


def add_error_handlers(app: FastAPI) -> None:
    """Make every error of the app a problem+json response."""

    @app.exception_handler(ReportMineError)
    def ours(_request: Request, error: ReportMineError) -> JSONResponse:
        status, title = next((s, t) for kind, s, t in STATUS if isinstance(error, kind))
        return problem(status, title, error.what, mend=error.mend)

    @app.exception_handler(RequestValidationError)
    def invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        places = [".".join(str(part) for part in e["loc"]) + ": " + str(e["msg"]) for e in error.errors()]
        return problem(422, "Request is not valid", "; ".join(places))

    @app.exception_handler(HTTPException)
    def http(_request: Request, error: HTTPException) -> JSONResponse:
        return problem(error.status_code, str(error.detail), str(error.detail))
