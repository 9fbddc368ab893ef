"""Describe the API: what FastAPI knows of it, and the one body of all errors."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from reportmine_api.responses import PROBLEM
from reportmine_api.shapes import AnalyzeRequest, Problem

STATUSES = {
    "400": "Query cannot be understood",
    "401": "No key",
    "403": "Key without the scope",
    "404": "Not found",
    "405": "Method not allowed",
    "413": "Too large",
    "415": "Kind of body not read",
    "421": "Not for this host",
    "422": "Not valid",
    "429": "Too many requests",
    "500": "Fault of the service",
    "503": "Store, models or turns not available",
    "504": "Not done in time",
}
DESCRIPTION = (
    "中文管理类报告分析：文章、章节、指标、主题、行业与报告类型；检索、相似报告与重复。每一条结论都带原文位置。"
)


def build_openapi(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document of the app; the same code gives the same document."""
    document = get_openapi(title=app.title, version=app.version, description=DESCRIPTION, routes=app.routes)
    schemas = document["components"]["schemas"]
    for model in (Problem, AnalyzeRequest):
        schemas[model.__name__] = model.model_json_schema(ref_template="#/components/schemas/{model}")
    body = {"content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    for operations in document["paths"].values():
        for operation in operations.values():
            for status, text in STATUSES.items():
                operation["responses"][status] = {"description": text, **body}
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    return document
