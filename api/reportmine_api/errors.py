"""Map every error to one body, RFC 9457 problem+json; the only place that knows statuses."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

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
from reportmine_api.responses import problem

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
MEND = {
    401: "send the key as `Authorization: Bearer KEY` or `X-API-Key: KEY`",
    403: "use a key with this scope",
    404: "see /docs for the paths; ids are those that /api/v1/reports lists",
    405: "see the Allow header",
    413: "send less at once",
    415: "send application/json, text/plain, or a file as multipart/form-data",
    421: "ask by the address that the service was bound to",
    429: "wait as long as Retry-After says",
    503: "try again later",
    504: "send a shorter text",
}


class ApiError(Exception):
    """Carry a status that no error of the library stands for: keys, rates, turns and ids."""

    def __init__(self, status: int, detail: str, *, mend: str = "", headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.mend, self.headers = status, detail, mend, headers


def answer(error: ApiError) -> Response:
    """Return the problem of one of the service's own errors."""
    title = HTTPStatus(error.status).phrase
    mend = error.mend or MEND.get(error.status, "")
    return problem(error.status, title, error.detail, mend=mend, headers=error.headers)


def answer_ours(error: ReportMineError) -> Response:
    """Return the problem of an error of the library."""
    status, title = next((s, t) for kind, s, t in STATUS if isinstance(error, kind))
    return problem(status, title, error.what, mend=error.mend)


def status_of(error: ReportMineError) -> int:
    """Return the status that an error of the library has."""
    return next(s for kind, s, _ in STATUS if isinstance(error, kind))


def describe_invalid(error: RequestValidationError) -> str:
    """Return what is not valid, and where, without repeating what was sent."""
    return "; ".join(".".join(str(part) for part in e["loc"]) + ": " + str(e["msg"]) for e in error.errors())


def add_error_handlers(app: FastAPI) -> None:
    """Make every error of the app a problem+json response."""

    @app.exception_handler(ReportMineError)
    async def ours(_request: Request, error: ReportMineError) -> Response:
        return answer_ours(error)

    @app.exception_handler(ApiError)
    async def own(_request: Request, error: ApiError) -> Response:
        return answer(error)

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> Response:
        return problem(422, "Request is not valid", describe_invalid(error), mend="see /docs for the fields")

    @app.exception_handler(HTTPException)
    async def http(_request: Request, error: HTTPException) -> Response:
        title = HTTPStatus(error.status_code).phrase
        mend = MEND.get(error.status_code, "")
        return problem(error.status_code, title, str(error.detail), mend=mend, headers=error.headers)
