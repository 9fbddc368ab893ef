"""Declare what comes in and what goes out: the models that check queries and bodies, and that OpenAPI shows."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from reportmine.corpus.codes import check_filters
from reportmine.corpus.filters import Filters
from reportmine.corpus.store import Store
from reportmine_api.limits import MOST_PAGES, MOST_SIMILAR, QUERY_CHARS

EXAMPLE = "某供电所上半年工作总结\n一、主要工作\n上半年完成售电量3200万千瓦时，同比增长6.5%。\n二、下半年目标\n力争全年线损率控制在4.8%以内。"
Code = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f]+$")]
Industry = Annotated[
    str, Field(pattern=r"^[A-Z][0-9]{0,2}$", description="GB/T 4754 section or division 行业门类或大类")
]
Year = Annotated[int, Field(ge=1900, le=2100)]
Role = Literal["target", "forecast", "actual", "reference"]
Group = Literal["metric", "role", "year", "industry", "report_type"]


class Strict(BaseModel):
    """Refuse what is not declared."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class FilterFields(Strict):
    """Select reports; every field that is given must hold."""

    industry: Annotated[Industry | None, Field(examples=["D"])] = None
    type: Annotated[Code | None, Field(description="Report type 报告类型", examples=["SUM"])] = None
    year: Annotated[Year | None, Field(description="Year the report speaks of 年份", examples=[2024])] = None
    theme: Annotated[Code | None, Field(description="One of its three strongest themes 主题")] = None
    site: Annotated[Code | None, Field(description="Host name of the page 站点", examples=["www.example.com"])] = None
    has_targets: Annotated[bool | None, Field(description="Only reports with (without) targets 有无目标")] = None
    metric: Annotated[Code | None, Field(description="Metric id or phrase 指标", examples=["产值"])] = None
    cluster: Annotated[Code | None, Field(description="Only copies of this report (id) 副本")] = None

    def filters(self, store: Store) -> Filters:
        """Return the filters; codes that neither the lexicon nor the store knows are refused."""
        filters = Filters(
            self.industry, self.type, self.year, self.theme, self.site, self.has_targets, self.metric, self.cluster
        )
        check_filters(store, filters)
        return filters


Limit = Annotated[int, Field(ge=1, le=MOST_PAGES, description="How many at most 每页条数")]
Cursor = Annotated[str, Field(max_length=60, pattern=r"^[\w=-]*$", description="`next` of the page before 翻页")]


class ReportQuery(FilterFields):
    """Ask for a page of the list of reports."""

    limit: Limit = 50
    cursor: Cursor = ""


class SearchQuery(FilterFields):
    """Ask for a page of found reports."""

    q: Annotated[
        str,
        Field(
            max_length=QUERY_CHARS,
            description='Words, "phrases", field:value, -word 检索式',
            examples=["安全生产 year:2024"],
        ),
    ] = ""
    limit: Limit = 20
    offset: Annotated[int, Field(ge=0, le=9_000)] = 0


class IndicatorQuery(FilterFields):
    """Ask for indicators: rows, or sums by what `by` names."""

    role: Annotated[Role | None, Field(description="目标、预测、实际、参照")] = None
    stated_year: Annotated[Year | None, Field(description="Year the value is stated for 指标所属年份")] = None
    by: Annotated[list[Group], Field(max_length=5, description="Sum up by these instead of listing rows 汇总维度")] = []
    limit: Limit = 100
    cursor: Cursor = ""


class AnalyzeRequest(Strict):
    """Hold the text of one page, as it stands."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"text": EXAMPLE}]})
    text: Annotated[str, Field(min_length=1)]


class SimilarRequest(Strict):
    """Ask for reports like a stored one (`id`) or like a text."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"text": EXAMPLE, "k": 5, "filters": {"industry": "D"}}]}
    )
    id: Code | None = None
    text: Annotated[str | None, Field(min_length=1)] = None
    article: Annotated[int, Field(ge=0, le=10_000, description="Which article of the text, from 0 第几篇")] = 0
    k: Annotated[int, Field(ge=1, le=MOST_SIMILAR)] = 10
    collapse: Annotated[bool, Field(description="Collapse copies into one row 合并副本")] = True
    filters: FilterFields = FilterFields()

    @model_validator(mode="after")
    def check_one(self) -> SimilarRequest:
        """Refuse both and neither."""
        if (self.id is None) == (self.text is None):
            raise ValueError("give either id or text")
        return self


class Open(BaseModel):
    """Leave room for what later versions add."""

    model_config = ConfigDict(extra="allow")


class Source(Open):
    """Name the page that a report stands on."""

    url: str | None = None
    path: str | None = None


class Labelled(Open):
    """Hold a classification."""

    id: str
    score: float
    abstained: bool


class ReportShape(Open):
    """Hold one report: the object of `reportmine extract --format jsonl`."""

    id: str
    source: Source
    index: int
    title: str
    text: str
    source_start: int
    source_end: int
    sections: list[dict[str, Any]]
    indicators: list[dict[str, Any]]
    themes: list[dict[str, Any]]
    industry: Labelled
    report_type: Labelled


class Failure(Open):
    """Say what of an input could not be read."""

    status: int
    title: str
    detail: str
    mend: str


class Analysis(Open):
    """Hold the reports of an input in page order, and what could not be read."""

    reports: list[ReportShape]
    errors: list[Failure]


class Head(Open):
    """Hold a line of the list of reports."""

    id: str
    title: str
    source: Source
    report_type: str
    industry: str
    year: int | None
    indicators: int
    targets: int
    redacted: int
    characters: int


class HeadPage(Open):
    """Hold a page of the list of reports; `next` is the cursor of the one behind it, or null."""

    total: int
    reports: list[Head]
    next: str | None


class Similar(Open):
    """Hold one similar report and why."""

    id: str
    source: Source
    title: str
    score: float
    parts: dict[str, float]
    themes: list[str]
    terms: list[str]
    metrics: list[str]
    cluster: str | None
    copies: int


class SimilarList(Open):
    """Hold similar reports, best first."""

    hits: list[Similar]


class Found(Open):
    """Hold a page of found reports, with the counts of each facet."""

    total: int
    hits: list[dict[str, Any]]
    facets: dict[str, dict[str, int]]


class IndicatorPage(Open):
    """Hold rows of indicators, or sums."""

    rows: list[dict[str, Any]]
    next: str | None


class Duplicates(Open):
    """Hold a report's cluster, what of it is reused, and its copies with the spans they share."""

    id: str
    canonical: str
    members: list[str]
    reuse: float
    template: float
    weight: float
    copies: list[dict[str, Any]]


class Vocabulary(Open):
    """Hold the codes of one vocabulary with their names."""

    name: str
    entries: list[dict[str, str]]


class Problem(BaseModel):
    """Hold an error: RFC 9457, the same members for every status."""

    type: str
    title: str
    status: int
    detail: str
    mend: str
