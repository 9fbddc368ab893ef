"""Name each dependency once: the pipeline that a request works with."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from reportmine.pipeline import Pipeline, load
from reportmine.settings import Settings


def get_settings(request: Request) -> Settings:
    """Return the settings the app was made with."""
    settings: Settings = request.app.state.settings
    return settings


def get_pipeline(settings: Annotated[Settings, Depends(get_settings)]) -> Pipeline:
    """Return the process's pipeline for these settings."""
    return load(settings)


SettingsDep = Annotated[Settings, Depends(get_settings)]
PipelineDep = Annotated[Pipeline, Depends(get_pipeline)]
