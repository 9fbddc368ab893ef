"""Define the frozen types that pass between the rooms, and the JSON that CLI, API and files share.

Types that a report holds by the thousand are named tuples: as immutable as the frozen dataclasses, and four times as quick to make.
Offsets count characters (Unicode code points). `start, end` are offsets into `Article.text`; `source_start, source_end` are
offsets into `PageText.text`, which for a .txt file is the decoded file itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from reportmine.offsets import OffsetMap, Span, quoted

Bound = Literal["exact", "about", "at_least", "at_most", "between"]
Change = Literal["level", "increase", "decrease"]
Role = Literal["target", "forecast", "actual", "reference"]
SectionRole = Literal[
    "achievements", "problems", "causes", "measures", "goals", "plan", "experience", "background", "conclusion",
    "references", "other",
]  # fmt: skip
NO_METADATA: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Hint:
    """Keep what HTML or Word said of a span of `PageText.text`: kind h1..h6, strong, center, caption or row."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Cell:
    """Keep one table cell of `PageText.text` with its place in the table (rows and columns count from 0) and how many of them it covers."""

    start: int
    end: int
    table: int
    row: int
    column: int
    is_header: bool
    width: int = 1
    height: int = 1


@dataclass(frozen=True, slots=True)
class Extraction:
    """Say how the main text was found and how far a second method agrees (0 to 1; 1.0 for plain text)."""

    method: str
    agreement: float


@dataclass(frozen=True, slots=True)
class PageText:
    """Hold the text of one page as read, before any cleaning; offsets of everything later point into `text`."""

    text: str
    url: str | None = None
    path: str | None = None
    sha256: str = ""
    encoding: str = "utf-8"
    fetched_at: dt.datetime | None = None
    published_on: dt.date | None = None
    title: str | None = None
    source_name: str | None = None
    author: str | None = None
    extraction: Extraction = Extraction("text", 1.0)
    hints: tuple[Hint, ...] = ()
    cells: tuple[Cell, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=lambda: NO_METADATA)


@dataclass(frozen=True, slots=True)
class Noise:
    """Mark a span of `PageText.text` that is not the article's own words (or, with kept=True, a mask that stays)."""

    start: int
    end: int
    kind: str
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """Hold one article of a page, cleaned; `offsets` leads back to the page."""

    id: str
    page: PageText
    index: int
    title: str
    text: str
    offsets: OffsetMap
    noise: tuple[Noise, ...] = ()
    is_fragment: bool = False
    extent: Span | None = None

    @property
    def source_span(self) -> Span:
        """Return the article's extent in the page, with the noise at its edges that belongs to it (文章标题:)."""
        return self.extent or self.offsets.span_to_source(0, len(self.text))

    def evidence(self, start: int, end: int) -> Evidence:
        """Build the evidence for a span of this article's text."""
        source_start, source_end = self.offsets.span_to_source(start, end)
        return Evidence(start, end, self.text[start:end], source_start, source_end)


@dataclass(frozen=True, slots=True)
class Section:
    """Hold one node of the outline; `start` is where its number stands, `end` where its last descendant ends.

    `parent` is the index of the parent section or None; text before the first heading is a section with neither number nor title.
    """

    index: int
    parent: int | None
    level: int
    number: str
    title: str
    start: int
    end: int
    body_start: int
    role: SectionRole = "other"
    role_score: float = 0.0


class Evidence(NamedTuple):
    """Hold the characters a statement rests on, in the article and in the page."""

    start: int
    end: int
    text: str
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class Quantity:
    """Hold a number with unit: multiplied out, percent as the number itself; low and high are None when unknown."""

    low: Decimal | None
    high: Decimal | None
    unit: str
    unit_id: str | None
    dimension: str | None
    bound: Bound
    text: str


@dataclass(frozen=True, slots=True)
class Period:
    """Hold a time expression; start and end are None unless an anchor fixed the year."""

    text: str
    start: dt.date | None = None
    end: dt.date | None = None
    grain: str | None = None
    recurrence: str | None = None
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """Hold one stated quantity: what is measured, how much, in which role, for which period, resting on which characters.

    `evidence` is number and unit; `sentence` the span of the sentence; `links` name other indicators of the article by position
    (kind, position), `warnings` say what does not add up, `attainment` is an actual as a percentage of the target that its first
    `answers` link names: of several targets the one of its own period, then the base or ensured one, not the one only striven for.
    """

    metric: str
    metric_id: str | None
    subject: str | None
    quantity: Quantity
    change: Change
    compared_to: str | None
    role: Role
    strength: str | None
    tier: str | None
    period: Period
    redacted: bool
    section: int | None
    evidence: Evidence
    sentence: Evidence
    rule: str
    score: float
    polarity: str | None = None
    links: tuple[tuple[str, int], ...] = ()
    warnings: tuple[str, ...] = ()
    attainment: Decimal | None = None


class ThemeMention(NamedTuple):
    """Hold one mention of a strategy theme with its sentence and the role of its section; `term` is the lexicon's word that names it,
    empty where the sentence as a whole tells it, which then is the evidence."""

    theme: str
    subtheme: str | None
    term: str
    section: int | None
    role: SectionRole
    negated: bool
    evidence: Evidence
    sentence: Evidence
    tense: str | None = None


@dataclass(frozen=True, slots=True)
class ThemeShare:
    """Hold a theme's share of the report (0 to 1, by sentences), its mentions, how surely it is a main theme, and its `weight`: how many
    sentences the mentions fill, a clear term or a told sentence counting one."""

    id: str
    share: float
    mentions: tuple[ThemeMention, ...]
    score: float = 0.0
    is_main: bool = False
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Label:
    """Hold a classification: the id (the abstention label when unsure), its calibrated score, the top candidates and the words that decided."""

    id: str
    score: float
    candidates: tuple[tuple[str, float], ...]
    evidence: tuple[tuple[str, float], ...]
    abstained: bool
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Hold all that reportmine says of one article."""

    article: Article
    sections: tuple[Section, ...]
    indicators: tuple[Indicator, ...]
    themes: tuple[ThemeShare, ...]
    industry: Label
    mentioned_industries: tuple[tuple[str, float], ...]
    report_type: Label
    attributes: Mapping[str, Any]
    versions: Mapping[str, str]

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object that CLI, API and files share (design: one object an article, in page order)."""
        article = self.article
        source_start, source_end = article.source_span
        return {
            "id": article.id,
            "source": _source(article.page),
            "index": article.index,
            "title": article.title,
            "text": article.text,
            "source_start": source_start,
            "source_end": source_end,
            "is_fragment": article.is_fragment,
            "sections": [_section(s, article) for s in self.sections],
            "indicators": [_indicator(i) for i in self.indicators],
            "themes": [
                {"id": t.id, "share": t.share, "score": t.score, "mentions": [_mention(m) for m in t.mentions]}
                for t in self.themes
            ],
            "industry": _label(self.industry),
            "mentioned_industries": [{"id": i, "score": s} for i, s in self.mentioned_industries],
            "report_type": _label(self.report_type),
            "attributes": dict(self.attributes),
            "noise": [{"start": n.start, "end": n.end, "kind": n.kind, "kept": n.kept} for n in article.noise],
            "versions": dict(self.versions),
        }


def number_to_json(value: Decimal | None) -> int | float | None:
    """Return a JSON number for a Decimal (an int where it is whole), None for None.

    >>> number_to_json(Decimal("16060000")), number_to_json(Decimal("4.8"))
    (16060000, 4.8)
    """
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _date(value: dt.date | None) -> str | None:
    return value.isoformat() if value else None


def _source(page: PageText) -> dict[str, Any]:
    place = {"url": page.url} if page.url else {"path": page.path}
    return {
        **place,
        "sha256": page.sha256,
        "encoding": page.encoding,
        "title": page.title,
        "published_on": _date(page.published_on),
        "source_name": page.source_name,
        "author": page.author,
        "extraction": {"method": page.extraction.method, "agreement": page.extraction.agreement},
        "metadata": dict(page.metadata),
    }


def _section(section: Section, article: Article) -> dict[str, Any]:
    source_start, source_end = article.offsets.span_to_source(section.start, section.end)
    return {
        "index": section.index,
        "parent": section.parent,
        "level": section.level,
        "number": section.number,
        "title": section.title,
        "start": section.start,
        "end": section.end,
        "body_start": section.body_start,
        "source_start": source_start,
        "source_end": source_end,
        "role": section.role,
        "role_score": section.role_score,
    }


def _indicator(indicator: Indicator) -> dict[str, Any]:
    quantity, period, evidence = indicator.quantity, indicator.period, indicator.evidence
    return {
        "metric": indicator.metric,
        "metric_id": indicator.metric_id,
        "subject": indicator.subject,
        "low": number_to_json(quantity.low),
        "high": number_to_json(quantity.high),
        "unit": quantity.unit,
        "unit_id": quantity.unit_id,
        "dimension": quantity.dimension,
        "bound": quantity.bound,
        "change": indicator.change,
        "compared_to": indicator.compared_to,
        "role": indicator.role,
        "strength": indicator.strength,
        "tier": indicator.tier,
        "polarity": indicator.polarity,
        "period": {
            "text": period.text,
            "start": _date(period.start),
            "end": _date(period.end),
            "grain": period.grain,
            "recurrence": period.recurrence,
            "anchor": period.anchor,
        },
        "redacted": indicator.redacted,
        "section": indicator.section,
        "start": evidence.start,
        "end": evidence.end,
        "source_start": evidence.source_start,
        "source_end": evidence.source_end,
        "text": evidence.text,
        "sentence": indicator.sentence.text,
        "sentence_start": indicator.sentence.start,
        "rule": indicator.rule,
        "score": indicator.score,
        "attainment": number_to_json(indicator.attainment),
        "links": [list(link) for link in indicator.links],
        "warnings": list(indicator.warnings),
    }


def _mention(mention: ThemeMention) -> dict[str, Any]:
    evidence = mention.evidence
    return {
        "theme": mention.theme,
        "subtheme": mention.subtheme,
        "term": mention.term,
        "section": mention.section,
        "role": mention.role,
        "negated": mention.negated,
        "tense": mention.tense,
        "start": evidence.start,
        "end": evidence.end,
        "source_start": evidence.source_start,
        "source_end": evidence.source_end,
        "text": evidence.text,
        "sentence": quoted(mention.sentence.text, evidence.start - mention.sentence.start),
    }


def _label(label: Label) -> dict[str, Any]:
    return {
        "id": label.id,
        "score": label.score,
        "candidates": [{"id": i, "score": s} for i, s in label.candidates],
        "evidence": [{"term": t, "weight": w} for t, w in label.evidence],
        "abstained": label.abstained,
        "warnings": list(label.warnings),
    }
