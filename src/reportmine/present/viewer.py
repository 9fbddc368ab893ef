"""Draw one report as one HTML file: its text with overlapping highlights, its tables beside it, nothing loaded from anywhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from importlib import resources
from string import Template
from typing import Any, NamedTuple

from reportmine.present.names import TOLD, name_of
from reportmine.text.lexicon import Lexicon, load_lexicon

ROLES = ("target", "forecast", "actual", "reference")
MAX_TERMS = 8


class Highlight(NamedTuple):
    """Hold a span of the article's text to mark: the fact's id, its CSS classes and a tooltip; empty spans mark a gap."""

    start: int
    end: int
    id: str
    classes: str
    tip: str


def build_viewer(report: Mapping[str, Any], *, lexicon: Lexicon | None = None) -> str:
    """Return the HTML page of one report given as JSON object (`Report.to_dict()`); every word of it is escaped.

    >>> import reportmine
    >>> report = reportmine.analyze("二、明年目标\\n力争实现利润1606万元，比上年增长8.5%。")[0]
    >>> '<mark class="target" data-facts="i0"' in build_viewer(report.to_dict())
    True
    """
    lexicon = lexicon or load_lexicon()
    page, script = _assets()
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    title = report["title"] or report["source"].get("title") or "报告"
    return page.substitute(
        script_hash=f"sha256-{digest}",
        script=script,
        title=escape(title),
        facts=_facts(report, lexicon),
        legend=_legend(lexicon),
        text=mark_text(report["text"], highlights(report, lexicon), headings=_headings(report)),
        indicator_count=len(report["indicators"]),
        indicator_rows="".join(_indicator_row(n, i, lexicon) for n, i in enumerate(report["indicators"])),
        theme_rows="".join(_theme_row(n, t, lexicon) for n, t in enumerate(report["themes"])),
    )


@lru_cache(maxsize=1)
def _assets() -> tuple[Template, str]:
    folder = resources.files("reportmine.present") / "assets"
    page = (folder / "viewer.html").read_text(encoding="utf-8")
    return Template(page), (folder / "viewer.js").read_text(encoding="utf-8").strip()


def highlights(report: Mapping[str, Any], lexicon: Lexicon) -> list[Highlight]:
    """Return what to mark in a report's text: indicators `i0, i1 …` and the mentions of themes `t0, t1 …`."""
    found = []
    for n, indicator in enumerate(report["indicators"]):
        classes = indicator["role"] + (" redacted" if indicator["redacted"] else "")
        tip = " · ".join(filter(None, (indicator["metric"], name_of(lexicon, "role", indicator["role"]))))
        found.append(Highlight(indicator["start"], indicator["end"], f"i{n}", classes, tip))
    for n, theme in enumerate(report["themes"]):
        tip = name_of(lexicon, "theme", theme["id"])
        found += [Highlight(m["start"], m["end"], f"t{n}", "theme", tip) for m in theme["mentions"]]
    return found


def mark_text(text: str, spans: list[Highlight], *, headings: list[tuple[int, int]] | None = None) -> str:
    """Return escaped HTML of `text` in which every span is marked, also where spans overlap.

    The text is cut at every bound; each piece names all facts that it belongs to, so no tag crosses another.

    >>> mark_text("a<b", [Highlight(0, 2, "i0", "x", ""), Highlight(1, 3, "t0", "y", "")])
    '<mark class="x" data-facts="i0">a</mark><mark class="x y" data-facts="i0 t0">&lt;</mark><mark class="y" data-facts="t0">b</mark>'
    """
    titles = [Highlight(start, end, "", "heading", "") for start, end in headings or ()]
    starts: dict[int, list[Highlight]] = {}
    ends: dict[int, list[Highlight]] = {}
    for span in (*spans, *titles):
        starts.setdefault(span.start, []).append(span)
        ends.setdefault(span.end, []).append(span)
    bounds = sorted({0, len(text), *starts, *ends})
    live: list[Highlight] = []
    pieces: list[str] = []
    for start, end in zip(bounds, [*bounds[1:], len(text)], strict=True):
        live = [span for span in live if span.end != start] + [s for s in starts.get(start, ()) if s.end > start]
        gaps = [span for span in starts.get(start, ()) if span.end == start]
        pieces += [_mark("", [gap], " gap") for gap in gaps]
        pieces.append(_mark(text[start:end], live))
    return "".join(pieces)


def _mark(text: str, spans: list[Highlight], extra: str = "") -> str:
    if not spans or not (text or extra):
        return escape(text)
    facts = " ".join(dict.fromkeys(span.id for span in spans if span.id))
    classes = " ".join(dict.fromkeys(" ".join(span.classes for span in spans).split())) + extra
    if not facts:
        return f'<span class="{escape(classes)}">{escape(text)}</span>'
    tip = "；".join(dict.fromkeys(span.tip for span in spans if span.tip))
    title = f' title="{escape(tip)}"' if tip else ""
    return f'<mark class="{escape(classes)}" data-facts="{escape(facts)}"{title}>{escape(text)}</mark>'


def _headings(report: Mapping[str, Any]) -> list[tuple[int, int]]:
    return [(s["start"], s["body_start"]) for s in report["sections"] if s["title"] and s["body_start"] > s["start"]]


def _facts(report: Mapping[str, Any], lexicon: Lexicon) -> str:
    source = report["source"]
    parts = [
        f"类型 {_label(report, 'report_type', lexicon)}",
        f"行业 {_label(report, 'industry', lexicon)}",
        f"来源 {source.get('url') or source.get('path') or '文本'}",
        f"发布 {source['published_on']}" if source.get("published_on") else "",
    ]
    return "".join(f"<span>{escape(part)}</span>" for part in parts if part)


def _label(report: Mapping[str, Any], vocabulary: str, lexicon: Lexicon) -> str:
    label = report[vocabulary]
    return f"{name_of(lexicon, vocabulary, label['id'])}（{label['id']}，{label['score']:.2f}）"


def _legend(lexicon: Lexicon) -> str:
    keys = [(f"var(--{role})", name_of(lexicon, "role", role)) for role in ROLES] + [("var(--redacted)", "数字缺失")]
    return "".join(f'<span class="key" style="background:{color}">{escape(name)}</span>' for color, name in keys)


def _indicator_row(n: int, indicator: Mapping[str, Any], lexicon: Lexicon) -> str:
    value = "缺失 " * indicator["redacted"] + " ".join(indicator["text"].split())
    bound = name_of(lexicon, "bound", indicator["bound"]) if indicator["bound"] != "exact" else ""
    change = name_of(lexicon, "change", indicator["change"]) if indicator["change"] != "level" else ""
    notes = " ".join(filter(None, (change, bound)))
    warnings = "".join(f"<br><small>{escape(warning)}</small>" for warning in indicator.get("warnings", ()))
    cells = (
        f"<td>{escape(indicator['metric'])}{warnings}</td>"
        f'<td class="number">{escape(f"{notes} {value}".strip())}</td>'
        f'<td class="code">{escape(name_of(lexicon, "role", indicator["role"]))}</td>'
        f"<td>{escape(indicator['period']['text'])}</td>"
    )
    return f'<tr id="i{n}" tabindex="0">{cells}</tr>'


def _theme_row(n: int, theme: Mapping[str, Any], lexicon: Lexicon) -> str:
    found = dict.fromkeys(mention["term"] for mention in theme["mentions"] if mention["term"])
    terms = "、".join(list(found)[:MAX_TERMS]) or TOLD
    name = f"{theme['id']} {name_of(lexicon, 'theme', theme['id'])}"
    cells = f'<td>{escape(name)}</td><td class="number">{theme["share"]:.0%}</td><td>{escape(terms)}</td>'
    return f'<tr id="t{n}" tabindex="0">{cells}</tr>'
