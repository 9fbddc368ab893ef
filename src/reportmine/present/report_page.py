"""Write one self-contained offline page about a folder of tables: counts, charts and example evidence."""

from __future__ import annotations

import base64
from html import escape
from importlib import resources
from string import Template
from typing import TYPE_CHECKING, Any

from reportmine.present import plots
from reportmine.text.lexicon import Lexicon, load_lexicon

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

MAX_EXAMPLES = 12
HEADINGS = {
    "industries": "行业与类型",
    "targets": "目标",
    "attainment": "目标完成",
    "themes_by_role": "战略主题与章节作用",
    "themes_by_year": "战略主题逐年变化",
    "terms": "主题词网络",
}


def build_report_page(tables: dict[str, pd.DataFrame], *, title: str = "报告集", lexicon: Lexicon | None = None) -> str:
    """Return the HTML page for tables as `reportmine.tables` or `results.read_tables` give them; pictures lie inside it."""
    lexicon = lexicon or load_lexicon()
    reports, indicators, themes = tables["reports"], tables["indicators"], tables["themes"]
    figures = plots.plot_all(tables, lexicon=lexicon)
    redacted = float(indicators["redacted"].astype(bool).mean()) if len(indicators) else 0.0
    counts = {
        "报告": f"{len(reports):,}",
        "指标": f"{len(indicators):,}",
        "目标": f"{int((indicators['role'] == 'target').sum()):,}",
        "数字缺失率": f"{redacted:.1%}",
        "主题提及": f"{len(themes):,}",
    }
    page = (resources.files("reportmine.present") / "assets" / "report.html").read_text(encoding="utf-8")
    return Template(page).substitute(
        title=escape(title),
        counts="".join(f"<div><dt>{escape(k)}</dt><dd>{escape(v)}</dd></div>" for k, v in counts.items()),
        figures="".join(_figure(HEADINGS[name], figure) for name, figure in figures.items()),
        examples="".join(_example(row) for row in _examples(indicators, reports)),
        footer="reportmine · 每个数值都附有原文字符；缺失的数字记为缺失，不是零。",
    )


def _figure(name: str, figure: Figure) -> str:
    data = base64.b64encode(plots.draw_figure(figure, "svg")).decode()
    return f'<h2>{escape(name)}</h2><figure><img alt="{escape(name)}" src="data:image/svg+xml;base64,{data}"></figure>'


def _examples(indicators: pd.DataFrame, reports: pd.DataFrame) -> list[dict[str, Any]]:
    titles = dict(zip(reports["report_id"], reports["title"], strict=True))
    rows = indicators[(indicators["role"] == "target") & ~indicators["redacted"].astype(bool)]
    best = rows.sort_values(["score", "report_id", "indicator_index"], ascending=[False, True, True]).head(MAX_EXAMPLES)
    text = best.astype(object).where(best.notna(), "").astype(str)
    return [row | {"title": titles.get(row["report_id"], "")} for row in plots.records(text)]


def _example(row: dict[str, Any]) -> str:
    before, _, after = row["sentence"].partition(row["text"])
    sentence = f"{escape(before)}<strong>{escape(row['text'])}</strong>{escape(after)}"
    cells = f"<td>{escape(row['title'])}</td><td>{escape(row['metric'])}</td>"
    return f'<tr>{cells}<td class="number">{escape(row["text"])}</td><td>{escape(row["period"])}</td><td>{sentence}</td></tr>'
