"""Draw the tables: target ledgers, attainment, themes by year and role, industry by type, word networks.

Every function takes DataFrames as `reportmine.tables` gives them, returns a matplotlib Figure and writes nothing; `save_figure`
writes SVG or PNG, the same bytes for the same table. Needs the extra `plots` and a font that draws Chinese.
"""

from __future__ import annotations

import io
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportmine.errors import QueryError, SettingsError
from reportmine.present.fonts import need_chinese_font
from reportmine.present.names import name_of
from reportmine.text.lexicon import Lexicon, load_lexicon

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Colours that the colour-blind tell apart (Okabe and Ito 2008, then Tol).
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#666666",
           "#8C564B", "#117733", "#332288", "#AA4499", "#BBBBBB")  # fmt: skip
ROLE_COLOURS = {"target": "#E69F00", "forecast": "#CC79A7", "actual": "#0072B2", "reference": "#999999"}
MAX_ROWS = 24
MAX_WORDS = 40
MAX_LINES = 8
MAX_NAME = 22
NO_YEAR = "年份不详：页面无日期，标题与指标也未写明年份"
YEAR = r"(?<!\d)((?:19|20)\d\d)(?!\d)"  # in a title
DPI = 144


def _figure(width: float, height: float) -> tuple[Figure, Axes]:
    """Start a figure with a font that draws Chinese, without touching matplotlib's global state for good."""
    try:
        import matplotlib as mpl
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure as MplFigure
    except ImportError as error:
        raise SettingsError(
            "matplotlib is not installed", where="plots", mend="pip install reportmine[plots]"
        ) from error
    mpl.rcParams["font.sans-serif"] = [need_chinese_font(), "DejaVu Sans"]
    mpl.rcParams["font.family"] = "sans-serif"
    mpl.rcParams["axes.unicode_minus"] = False
    figure = MplFigure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def save_figure(figure: Figure, path: Path) -> Path:
    """Write a figure as SVG or PNG, by the name's ending; SVG text becomes paths, so the file needs no font."""
    kind = path.suffix.lower().lstrip(".")
    if kind not in ("svg", "png"):
        raise QueryError(f"cannot write .{kind}", where=str(path), mend="end the name in .svg or .png")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(draw_figure(figure, kind))
    return path


def draw_figure(figure: Figure, kind: str) -> bytes:
    """Return the bytes of a figure, `kind` svg or png: the same for the same figure, without date or maker."""
    import matplotlib as mpl

    buffer = io.BytesIO()
    metadata: dict[str, Any] = {"Date": None} if kind == "svg" else {"Software": None}
    with mpl.rc_context({"svg.hashsalt": "reportmine", "svg.fonttype": "path"}):
        figure.savefig(buffer, format=kind, dpi=DPI, metadata=metadata)
    return buffer.getvalue()


def plot_all(tables: dict[str, pd.DataFrame], *, lexicon: Lexicon | None = None) -> dict[str, Figure]:
    """Draw everything that the tables give: name → figure; attainment only where an actual answers a target."""
    reports, indicators, themes = tables["reports"], tables["indicators"], tables["themes"]
    figures = {
        "industries": plot_industries(reports, lexicon=lexicon),
        "targets": plot_targets(indicators),
        "attainment": plot_attainment(indicators),
        "themes_by_role": plot_themes(themes, lexicon=lexicon),
        "themes_by_year": plot_themes(themes, reports, by="year", indicators=indicators, lexicon=lexicon),
        "terms": plot_network(themes, lexicon=lexicon),
    }
    if not len(attainment_pairs(indicators)):
        del figures["attainment"]
    return figures


def plot_targets(indicators: pd.DataFrame, *, unit: str | None = None, most: int = MAX_ROWS) -> Figure:
    """Draw the target ledger: one line a stated target, from low to high, in one unit (the commonest unless `unit` names one)."""
    rows = indicators[
        (indicators["role"] == "target") & ~indicators["redacted"].astype(bool) & indicators["low"].notna()
    ]
    rows = _one_unit(rows, unit).head(most)
    figure, axes = _figure(8, 1.2 + 0.32 * max(len(rows), 1))
    for place, row in enumerate(records(rows)):
        low, high = float(row["low"]), float(row["high"])
        axes.hlines(place, low, high, color=ROLE_COLOURS["target"], linewidth=4)
        axes.plot([low, high], [place, place], "o", color=ROLE_COLOURS["target"], markersize=5)
    axes.set_yticks(range(len(rows)), [_row_name(row) for row in records(rows)])
    axes.invert_yaxis()
    axes.set_xlabel(f"目标值（{rows['unit'].iloc[0] if len(rows) else unit or ''}）")
    axes.grid(axis="x", alpha=0.3)
    axes.set_title("目标台账")
    return figure


def plot_attainment(indicators: pd.DataFrame, *, most: int = MAX_ROWS) -> Figure:
    """Draw how far targets were reached: actual as a percentage of the target that it answers in the same report."""
    pairs = attainment_pairs(indicators).head(most)
    figure, axes = _figure(8, 1.2 + 0.32 * max(len(pairs), 1))
    names = [_row_name(row) for row in records(pairs)]
    colours = [COLOURS[0] if rate >= 100 else COLOURS[5] for rate in pairs["rate"]]
    axes.barh(range(len(pairs)), pairs["rate"], color=colours)
    axes.set_yticks(range(len(pairs)), names)
    axes.axvline(100, color="black", linewidth=1)
    axes.invert_yaxis()
    axes.set_xlabel("完成率（%）")
    axes.set_title("目标完成情况")
    return figure


def attainment_pairs(indicators: pd.DataFrame) -> pd.DataFrame:
    """Return every actual that answers a target: report_id, metric, period, target, actual and rate (percent)."""
    import pandas as pd

    rows = records(indicators)
    stated = {(row["report_id"], row["indicator_index"]): row for row in rows}
    found = []
    for row in rows:
        for link in str(row["links"] or "").split("; "):
            kind, _, place = link.partition(":")
            target = stated.get((row["report_id"], int(place))) if kind == "answers" else None
            if target is not None and not pd.isna(row["low"]) and not pd.isna(target["low"]) and target["low"]:
                goal, reached = float(target["low"]), float(row["low"])
                found.append((row["report_id"], row["metric"], row["period"], goal, reached, 100 * reached / goal))
    return pd.DataFrame(found, columns=["report_id", "metric", "period", "target", "actual", "rate"])


def plot_themes(
    themes: pd.DataFrame,
    reports: pd.DataFrame | None = None,
    *,
    by: str = "role",
    indicators: pd.DataFrame | None = None,
    lexicon: Lexicon | None = None,
) -> Figure:
    """Draw mentions of themes as stacked bars by section role, or as lines by year (`by="year"`, as `report_years` tells it)."""
    lexicon = lexicon or load_lexicon()
    if by == "role":
        table = themes.groupby(["theme", "role"]).size().unstack(fill_value=0).sort_index()
        figure, axes = _figure(9, 1.2 + 0.36 * max(len(table), 1))
        left = [0.0] * len(table)
        for i, role in enumerate(table.columns):
            values = [float(v) for v in table[role]]
            name = name_of(lexicon, "section_role", role)
            axes.barh(range(len(table)), values, left=left, label=name, color=COLOURS[i % len(COLOURS)])
            left = [a + b for a, b in zip(left, values, strict=True)]
        axes.set_yticks(range(len(table)), [name_of(lexicon, "theme", t) for t in table.index])
        axes.invert_yaxis()
        axes.set_xlabel("提及次数")
    elif by == "year" and reports is not None:
        figure, axes = _figure(9, 4.5)
        years = themes.merge(report_years(reports, indicators), on="report_id").dropna(subset=["year"])
        table = years.groupby(["year", "theme"]).size().unstack(fill_value=0)
        table = table.div(table.sum(axis=1), axis=0)
        for i, theme in enumerate(table.sum().sort_values(ascending=False).index[:MAX_LINES]):
            name = name_of(lexicon, "theme", theme)
            axes.plot(table.index.astype(str), table[theme], marker="o", label=name, color=COLOURS[i])
        axes.set_ylabel("占全部提及的比重")
        if not len(table):
            axes.set_axis_off()
            axes.text(0.5, 0.5, NO_YEAR, ha="center", va="center", transform=axes.transAxes)
    else:
        raise QueryError(
            f"cannot draw themes by {by!r}", where="plot_themes", mend="by='role', or by='year' with reports"
        )
    if axes.get_legend_handles_labels()[0]:
        axes.legend(fontsize="small", frameon=False, loc="upper left", bbox_to_anchor=(1, 1))
    axes.set_title("战略主题")
    return figure


def report_years(reports: pd.DataFrame, indicators: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return report_id and year: the year that the report tells of, else that of its publication, of its title, or of most indicators."""
    import pandas as pd

    years = pd.to_datetime(reports["published_on"], errors="coerce").dt.year.astype("Int64")
    if "period" in reports:
        years = pd.to_numeric(reports["period"], errors="coerce").astype("Int64").fillna(years)
    if "title" in reports and len(reports):
        named = reports["title"].astype("string").str.extract(YEAR, expand=False)
        years = years.fillna(pd.to_numeric(named, errors="coerce").astype("Int64"))
    if indicators is not None and len(indicators):
        stated = pd.to_datetime(indicators["period_start"], errors="coerce").dt.year
        most = stated.dropna().groupby(indicators["report_id"]).agg(lambda found: found.mode().iloc[0])
        years = years.fillna(reports["report_id"].map(most).astype("Int64"))
    return pd.DataFrame({"report_id": reports["report_id"], "year": years})


def plot_industries(reports: pd.DataFrame, *, lexicon: Lexicon | None = None) -> Figure:
    """Draw how many reports there are of each industry section and type, as a heat map with the counts in it."""
    lexicon = lexicon or load_lexicon()
    sections = reports["industry"].map(lambda code: code if code in ("X0", "X9") else code[:1])
    table = reports.assign(section=sections).groupby(["section", "report_type"]).size().unstack(fill_value=0)
    rows, columns = table.shape
    figure, axes = _figure(2.5 + 0.62 * max(columns, 1), 2 + 0.36 * max(rows, 1))
    if table.size:
        # From nought, as the colour of the counts is: where all are alike they are dark, and the white figure can be read.
        axes.imshow(table.to_numpy(), cmap="Blues", aspect="auto", vmin=0)
    for (row, column), count in ((place, table.iat[place]) for place in _cells(rows, columns)):
        if count:
            dark = count > table.to_numpy().max() / 2
            axes.text(column, row, str(count), ha="center", va="center", color="white" if dark else "black", fontsize=8)
    types = [name_of(lexicon, "report_type", code) for code in table.columns]
    axes.set_xticks(range(columns), types, rotation=60, ha="right")
    axes.set_yticks(range(rows), [f"{c} {name_of(lexicon, 'industry', c)}"[:MAX_NAME] for c in table.index])
    axes.set_title("行业 × 报告类型")
    return figure


def _cells(rows: int, columns: int) -> list[tuple[int, int]]:
    return [(row, column) for row in range(rows) for column in range(columns)]


def plot_network(themes: pd.DataFrame, *, most: int = MAX_WORDS, lexicon: Lexicon | None = None) -> Figure:
    """Draw which theme terms stand in the same sentences: nodes by frequency, lines by shared sentences, colours by theme."""
    try:
        import networkx as nx
    except ImportError as error:
        raise SettingsError("networkx is not installed", where="plots", mend="pip install reportmine[plots]") from error
    lexicon = lexicon or load_lexicon()
    themes = themes[themes["term"].fillna("") != ""]  # told by a whole sentence
    counts = Counter(themes["term"])
    kept = {word for word, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:most]}
    theme_of = dict(zip(themes["term"], themes["theme"], strict=True))
    pairs: Counter[tuple[str, str]] = Counter()
    for _, group in themes[themes["term"].isin(kept)].groupby(["report_id", "sentence"]):
        pairs.update(combinations(sorted(set(group["term"])), 2))
    graph = nx.Graph()
    graph.add_nodes_from(sorted(kept))
    graph.add_weighted_edges_from((a, b, n) for (a, b), n in sorted(pairs.items()))
    graph.remove_nodes_from(list(nx.isolates(graph)))
    kept &= set(graph)
    figure, axes = _figure(9, 9)
    axes.set_axis_off()
    places = nx.spring_layout(graph, seed=1, k=1.6 / max(len(kept), 1) ** 0.5, weight="weight") if kept else {}
    ids = sorted(set(theme_of.values()))
    for a, b, data in graph.edges(data=True):
        (x1, y1), (x2, y2) = places[a], places[b]
        axes.plot([x1, x2], [y1, y2], color="#bbbbbb", linewidth=min(0.4 + 0.3 * data["weight"], 4), zorder=1)
    for word in sorted(kept):
        x, y = places[word]
        colour = COLOURS[ids.index(theme_of[word]) % len(COLOURS)]
        axes.scatter([x], [y], s=60 + 25 * counts[word] ** 0.5 * 3, color=colour, alpha=0.55, zorder=2)
        axes.annotate(word, (x, y), ha="center", va="center", fontsize=9, zorder=3)
    axes.set_title("主题词网络")
    return figure


def _one_unit(rows: pd.DataFrame, unit: str | None) -> pd.DataFrame:
    if unit is None and len(rows):
        counts = Counter(rows["unit"].fillna(""))
        unit = min(counts, key=lambda name: (-counts[name], name))
    return rows[rows["unit"] == unit]


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as dicts in order."""
    rows: list[dict[str, Any]] = table.to_dict("records")  # type: ignore[assignment]
    return rows


def _row_name(row: dict[str, Any]) -> str:
    name = f"{row['period'] or ''} {row['metric'] or ''}".replace("<NA>", "").strip()
    return name if len(name) <= MAX_NAME else name[: MAX_NAME - 1] + "…"
