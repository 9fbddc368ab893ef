"""Answer whether the service lives."""

from __future__ import annotations

from fastapi import APIRouter

import reportmine

router = APIRouter(tags=["service"])


@router.get("/healthz", operation_id="health")
def health() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "ok", "version": reportmine.__version__}
