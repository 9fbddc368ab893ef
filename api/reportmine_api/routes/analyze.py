"""Analyse a text that comes with the request."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from reportmine_api.deps import PipelineDep

router = APIRouter(tags=["analyze"])
EXAMPLE = "某供电所上半年工作总结\n一、主要工作\n上半年完成售电量3200万千瓦时，同比增长6.5%。\n二、下半年目标\n力争全年线损率控制在4.8%以内。"


class AnalyzeRequest(BaseModel):
    """Hold the text of one page, as it stands."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"text": EXAMPLE}]})
    text: Annotated[str, Field(min_length=1)]


@router.post("/analyze", operation_id="analyze")
def analyze(request: AnalyzeRequest, pipeline: PipelineDep) -> dict[str, list[dict[str, Any]]]:
    """Return one report an article, in page order: sections, indicators, themes, labels, each with its evidence."""
    return {"reports": [report.to_dict() for report in pipeline.analyze(request.text)]}
