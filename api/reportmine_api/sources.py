"""Read what comes to be analysed: JSON, plain text or an uploaded file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.datastructures import UploadFile

from reportmine.acquire.files import read_bytes
from reportmine.errors import InputError
from reportmine.pipeline import Pipeline, text_page
from reportmine.schema import PageText, Report
from reportmine_api.errors import ApiError, answer_ours
from reportmine_api.shapes import AnalyzeRequest

Model = TypeVar("Model", bound=BaseModel)
FILE = "file"  # the field of an upload
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/AnalyzeRequest"}},
            "text/plain": {"schema": {"type": "string", "minLength": 1}, "example": "今年计划完成产值1.2亿元，同比增长8%。"},
            "multipart/form-data": {
                "schema": {
                    "type": "object", "required": [FILE],
                    "properties": {FILE: {"type": "string", "format": "binary", "description": "txt, html, docx, xlsx, pdf, zip … 文件"}},
                }
            },
        },
    }
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """Hold what was sent: a text, or the bytes of a file with its name."""

    text: str | None = None
    data: bytes = b""
    name: str = ""

    def pages(self, pipeline: Pipeline) -> list[PageText | InputError]:
        """Return the pages in it, errors in their place."""
        if self.text is not None:
            return [text_page(self.text)]
        return list(read_bytes(self.data, name=self.name, settings=pipeline.settings, lexicon=pipeline.lexicon))


async def read_given(request: Request) -> Given:
    """Read the body of a request that brings a text or a file."""
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if kind == "application/json":
        return Given(text=parse_body(AnalyzeRequest, await request.body()).text)
    if kind == "text/plain":
        return Given(data=await request.body(), name="text.txt")
    if kind != "multipart/form-data":
        raise ApiError(415, "not a kind of body that is read here")
    async with request.form(max_files=1, max_fields=10) as form:
        upload = form.get(FILE)
        if not isinstance(upload, UploadFile):
            raise RequestValidationError([{"loc": ("body", FILE), "msg": "a file is needed", "type": "missing"}])
        return Given(data=await upload.read(), name=upload.filename or "upload")


def parse_body(model: type[Model], data: bytes) -> Model:
    """Return a checked body. Raises RequestValidationError, which does not repeat what was sent."""
    try:
        return model.model_validate_json(data)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        raise RequestValidationError([{**e, "loc": ("body", *e["loc"])} for e in found]) from error


def analyze_given(given: Given, pipeline: Pipeline) -> tuple[list[Report], list[dict[str, Any]]]:
    """Return the reports in what was sent, and a problem for each part that cannot be read; raise where nothing can."""
    reports: list[Report] = []
    errors: list[InputError] = []
    for item in pipeline.stream(given.pages(pipeline)):
        if isinstance(item, InputError):
            errors.append(item)
        else:
            reports.append(item)
    if errors and not reports:
        raise errors[0]
    return reports, [describe(error) for error in errors]


def describe(error: InputError) -> dict[str, Any]:
    """Return an error as the object that a problem response holds."""
    found: dict[str, Any] = json.loads(bytes(answer_ours(error).body))
    return found
