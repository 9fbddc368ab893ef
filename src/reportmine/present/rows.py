"""Turn a report into rows of the tables that `columns` declares: one fact a row, keys first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from reportmine.offsets import quoted
from reportmine.present.names import name_of
from reportmine.schema import Indicator, Label, Report, number_to_json
from reportmine.text.lexicon import Lexicon

Row = dict[str, Any]
MAX_CANDIDATES = 3
MAX_EVIDENCE = 8
MAX_THEMES = 6


def report_rows(report: Report) -> dict[str, list[Row]]:
    """Build the rows of one report for every table, in the order of `columns.TABLES`."""
    key = report.article.id
    return {
        "reports": [_report(report)],
        "sections": [_section(report, i) for i in range(len(report.sections))],
        "indicators": [
            {"report_id": key, "indicator_index": n, **_indicator(i)} for n, i in enumerate(report.indicators)
        ],
        "themes": list(_themes(report)),
    }


def label_rows(report: Report, lexicon: Lexicon) -> list[Row]:
    """Build the rows of the table `labels`: every candidate of both labels, best first, and the industries mentioned.

    A label that abstained (UNK, X9) is its own first row, chosen, above the candidates that were too weak.
    """
    found: list[tuple[str, Row]] = [
        (task, row)
        for task, label in (("report_type", report.report_type), ("industry", report.industry))
        for row in _candidates(label)
    ]
    for rank, (code, score) in enumerate(report.mentioned_industries, start=1):
        mentioned = {"label": code, "score": round(score, 4), "chosen": False, "evidence": None, "rank": rank}
        found.append(("mentioned_industry", mentioned))
    rows = []
    for task, candidate in found:
        name = name_of(lexicon, "industry" if task == "mentioned_industry" else task, candidate["label"])
        rows.append({"report_id": report.article.id, "task": task, "name": name, **candidate})
    return rows


def _candidates(label: Label) -> list[Row]:
    pairs = list(label.candidates)
    if label.id not in [code for code, _ in pairs]:
        pairs.insert(0, (label.id, label.score))
    return [
        {
            "rank": rank,
            "label": code,
            "score": round(score, 4),
            "chosen": code == label.id,
            "evidence": _pairs(label.evidence, MAX_EVIDENCE) if rank == 1 else None,
        }
        for rank, (code, score) in enumerate(pairs, start=1)
    ]


def _pairs(pairs: Iterable[tuple[str, float]], most: int) -> str:
    return "; ".join(f"{name} {score:.2f}" for name, score in list(pairs)[:most])


def _label(name: str, label: Label) -> Row:
    return {
        name: label.id,
        f"{name}_score": round(label.score, 4),
        f"{name}_candidates": _pairs(label.candidates, MAX_CANDIDATES),
        f"{name}_evidence": _pairs(label.evidence, MAX_EVIDENCE),
    }


def _report(report: Report) -> Row:
    article, page = report.article, report.article.page
    source_start, source_end = article.source_span
    return {
        "report_id": article.id,
        "source": page.url or page.path or "",
        "source_sha256": page.sha256,
        "encoding": page.encoding,
        "article_index": article.index,
        "title": article.title or page.title or "",
        "source_start": source_start,
        "source_end": source_end,
        "characters": len(article.text),
        "is_fragment": article.is_fragment,
        **_label("report_type", report.report_type),
        **_label("industry", report.industry),
        **{name: report.attributes.get(name) for name in ("period", "period_basis", "past_share", "future_share")},
        "mentioned_industries": _pairs(report.mentioned_industries, MAX_EVIDENCE),
        "top_themes": "; ".join(t.id for t in report.themes[:MAX_THEMES]),
        "indicators": len(report.indicators),
        "targets": sum(i.role == "target" for i in report.indicators),
        "redacted": sum(i.redacted for i in report.indicators),
        "published_on": page.published_on,
        "source_name": page.source_name,
        "author": page.author,
        "extraction_agreement": round(page.extraction.agreement, 4),
    }


def _section(report: Report, position: int) -> Row:
    section = report.sections[position]
    source_start, _ = report.article.offsets.span_to_source(section.start, section.end)
    return {
        "report_id": report.article.id,
        "section_index": section.index,
        "parent_index": section.parent,
        "level": section.level,
        "number": section.number,
        "title": section.title,
        "role": section.role,
        "role_score": round(section.role_score, 4),
        "start": section.start,
        "end": section.end,
        "source_start": source_start,
    }


def _indicator(indicator: Indicator) -> Row:
    quantity, period, evidence = indicator.quantity, indicator.period, indicator.evidence
    return {
        "metric": indicator.metric,
        "metric_id": indicator.metric_id,
        "subject": indicator.subject,
        "role": indicator.role,
        "low": number_to_json(quantity.low),
        "high": number_to_json(quantity.high),
        "unit": quantity.unit,
        "unit_id": quantity.unit_id,
        "dimension": quantity.dimension,
        "bound": quantity.bound,
        "change": indicator.change,
        "compared_to": indicator.compared_to,
        "strength": indicator.strength,
        "tier": indicator.tier,
        "polarity": indicator.polarity,
        "period": period.text,
        "period_start": period.start,
        "period_end": period.end,
        "period_grain": period.grain,
        "period_anchor": period.anchor,
        "redacted": indicator.redacted,
        "section_index": indicator.section,
        "text": evidence.text,
        "sentence": indicator.sentence.text,
        "start": evidence.start,
        "end": evidence.end,
        "source_start": evidence.source_start,
        "source_end": evidence.source_end,
        "rule": indicator.rule,
        "score": round(indicator.score, 4),
        "attainment": number_to_json(indicator.attainment),
        "links": "; ".join(f"{kind}:{position}" for kind, position in indicator.links),
        "warnings": "; ".join(indicator.warnings),
    }


def _themes(report: Report) -> Iterable[Row]:
    for theme in report.themes:
        for mention in theme.mentions:
            evidence = mention.evidence
            yield {
                "report_id": report.article.id,
                "theme": theme.id,
                "subtheme": mention.subtheme,
                "share": round(theme.share, 4),
                "term": mention.term,
                "role": mention.role,
                "tense": mention.tense,
                "negated": mention.negated,
                "section_index": mention.section,
                "sentence": quoted(mention.sentence.text, evidence.start - mention.sentence.start),
                "start": evidence.start,
                "end": evidence.end,
                "source_start": evidence.source_start,
                "source_end": evidence.source_end,
            }
