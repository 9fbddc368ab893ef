"""Build the application: settings in, FastAPI out; nothing runs at import."""

from __future__ import annotations

from fastapi import FastAPI

import reportmine
from reportmine.settings import Settings, load_settings
from reportmine_api.errors import add_error_handlers
from reportmine_api.routes import analyze, health


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the service with these settings (defaults, file and environment otherwise)."""
    app = FastAPI(
        title="reportmine",
        version=reportmine.__version__,
        description="中文管理类报告分析：文章、章节、指标、主题、行业与报告类型。",
    )
    app.state.settings = settings or load_settings()
    add_error_handlers(app)
    app.include_router(health.router)
    app.include_router(analyze.router, prefix="/api/v1")
    return app
