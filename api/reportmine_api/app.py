"""Build the application: settings in, FastAPI out; nothing runs at import."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio.to_thread
from fastapi import FastAPI

import reportmine
from reportmine.settings import Settings, load_settings
from reportmine_api.errors import add_error_handlers
from reportmine_api.guard import Guard
from reportmine_api.keys import KeyRing
from reportmine_api.limits import THREADS
from reportmine_api.openapi import build_openapi
from reportmine_api.routes import about, analyze, facts, pages, reports, similar
from reportmine_api.state import Service


def create_app(
    settings: Settings | None = None,
    *,
    database: str | Path | None = None,
    keys: KeyRing | None = None,
    hosts: frozenset[str] | None = None,
) -> FastAPI:
    """Return the service with these settings (defaults, file and environment otherwise).

    Without a `database` it only analyses; without `keys` everyone may do everything; `hosts` are the names it answers for (None = any).
    """
    service = Service(settings or load_settings(), database=database, keys=keys)
    app = FastAPI(title="reportmine", version=reportmine.__version__, lifespan=_lifespan, docs_url=None, redoc_url=None)
    app.state.service = service
    app.add_middleware(Guard, service=service, hosts=hosts)
    add_error_handlers(app)
    app.include_router(about.probes)
    app.include_router(pages.router)
    for resource in (analyze, similar, reports, facts, about):
        app.include_router(resource.router, prefix="/api/v1")

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = build_openapi(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Load models and open the corpus before the first request, close it behind the last."""
    service: Service = app.state.service
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    await anyio.to_thread.run_sync(_warm, service)
    yield
    service.close()


def _warm(service: Service) -> None:
    service.pipeline.analyze("今年计划完成产值1.2亿元，同比增长8%，安全事故为零。")
    if service.database is not None:
        service.corpus.search("")
