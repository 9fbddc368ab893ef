"""Tell about the service itself: health, readiness, counts, versions, limits and vocabularies."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path
from starlette.responses import PlainTextResponse, Response

import reportmine
from reportmine.present.names import vocabularies
from reportmine_api.deps import ADMIN, READ, ServiceDep
from reportmine_api.errors import ApiError
from reportmine_api.responses import Json
from reportmine_api.shapes import Vocabulary

probes = APIRouter(tags=["service"])
router = APIRouter(tags=["service"], dependencies=[READ])


@probes.get("/healthz", operation_id="health")
def health() -> dict[str, str]:
    """Say that the process answers. 存活。"""
    return {"status": "ok", "version": reportmine.__version__}


@probes.get("/readyz", operation_id="ready")
def ready(service: ServiceDep) -> dict[str, Any]:
    """Say that models and corpus are loaded, or answer 503. 就绪。"""
    versions = service.pipeline.versions
    reports = service.corpus.store.count() if service.database is not None else None
    return {"status": "ready", "reports": reports, "versions": dict(versions)}


@probes.get(
    "/metrics",
    operation_id="metrics",
    dependencies=[ADMIN],
    response_class=PlainTextResponse,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def metrics(service: ServiceDep) -> Response:
    """Return counts in the text form of Prometheus. 运行计数。"""
    gauges = {"corpus_reports": float(service.corpus.store.count())} if service.database is not None else {}
    return PlainTextResponse(service.metrics.render(gauges), media_type="text/plain; version=0.0.4; charset=utf-8")


@router.get("/meta", operation_id="meta", response_model=dict[str, Any])
def meta(service: ServiceDep) -> Response:
    """Return versions, limits, vocabularies and what corpus there is. 版本与限额。"""
    pipeline = service.pipeline
    corpus = None
    if service.database is not None:
        store = service.corpus.store
        corpus = {"reports": store.count(), "generation": store.generation}
    return Json(
        {
            "version": reportmine.__version__, "versions": dict(pipeline.versions), "limits": asdict(service.limits),
            "keys": bool(service.keys), "corpus": corpus, "vocabularies": sorted(vocabularies(pipeline.lexicon)),
        }
    )  # fmt: skip


@router.get("/vocabulary/{name}", operation_id="vocabulary", response_model=Vocabulary)
def vocabulary(
    name: Annotated[str, Path(examples=["theme"], max_length=40, description="e.g. theme, industry, metric 词表名")],
    service: ServiceDep,
) -> Response:
    """Return the codes of one vocabulary with their Chinese and English names. 词表。"""
    found = vocabularies(service.pipeline.lexicon)
    if name not in found:
        raise ApiError(404, "no such vocabulary", mend=f"one of {', '.join(sorted(found))}")
    entries = [{"id": code, "zh": named.zh, "en": named.en} for code, named in found[name].items()]
    return Json({"name": name, "entries": entries})
