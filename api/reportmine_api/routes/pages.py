"""Serve the page that people open and its files, and a table of the API."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from importlib import resources
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from reportmine_api.errors import ApiError

router = APIRouter(include_in_schema=False)
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}


@router.get("/")
def index() -> Response:
    """Return the page."""
    return _file("index.html")


@router.get("/web/{name}")
def static(name: str) -> Response:
    """Return a file of the page."""
    return _file(name)


@router.get("/favicon.ico")
def favicon() -> Response:
    """Return the page's icon."""
    return _file("icon.svg")


@router.get("/docs")
def docs(request: Request) -> Response:
    """Return a table of the paths, made from /openapi.json."""
    schema: dict[str, Any] = request.app.openapi()
    rows = "".join(
        f"<tr><td><code>{escape(method.upper())}</code></td><td><code>{escape(path)}</code></td>"
        f"<td>{escape(operation.get('description', ''))}</td><td>{_fields(operation)}</td></tr>"
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
    )
    page = (
        '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>reportmine API</title>'
        '<link rel="stylesheet" href="/web/style.css"></head><body><main class="panel docs"><h1>reportmine API</h1>'
        '<p><a href="/">首页</a> · <a href="/openapi.json">openapi.json</a></p><div class="wide"><table>'
        f"<thead><tr><th>方法</th><th>路径</th><th>说明</th><th>参数</th></tr></thead><tbody>{rows}</tbody></table></div>"
        "</main></body></html>"
    )
    return Response(page.encode(), media_type=KINDS[".html"])


def _fields(operation: dict[str, Any]) -> str:
    return " ".join(f"<code>{escape(field['name'])}</code>" for field in operation.get("parameters", ()))


def _file(name: str) -> Response:
    found = _files().get(name)
    if found is None:
        raise ApiError(404, "no such file")
    data, kind = found
    return Response(data, media_type=kind)


@lru_cache(maxsize=1)
def _files() -> dict[str, tuple[bytes, str]]:
    folder = resources.files("reportmine_api") / "web"
    files = [
        (f, KINDS["." + f.name.rpartition(".")[2]])
        for f in folder.iterdir()
        if f.name.rpartition(".")[2] in {"html", "js", "css", "svg"}
    ]
    return {f.name: (f.read_bytes(), kind) for f, kind in files}
