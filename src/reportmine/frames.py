"""Analyse the texts of a pandas DataFrame: `analyze_frame` and the accessor `df.reportmine`.

Importing this module (or touching `reportmine.analyze_frame`) registers the accessor.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd

from reportmine.errors import InputError, QueryError
from reportmine.pipeline import Pipeline, load, text_page
from reportmine.present.columns import TABLES, Column
from reportmine.present.rows import Row, report_rows
from reportmine.present.tables import frame

DEFAULT_TEXT = "正文"
ERRORS = (
    Column("what", "原因", "string", "why the row gave no report"),
    Column("mend", "办法", "string", "what to do about it"),
)


def analyze_frame(
    df: pd.DataFrame, text: Hashable = DEFAULT_TEXT, id: Hashable | None = None, *, pipeline: Pipeline | None = None
) -> dict[str, pd.DataFrame]:
    """Analyse the column `text` of `df`: return the tables `reports, sections, indicators, themes` and `errors`.

    Every row of every table carries the index label of the row it came from, and the value of the column `id` first where one is
    named; `df` itself is not touched. A row without text, or without an article in it, is a row of `errors`. Raises QueryError for
    a column that is not there.

    >>> df = pd.DataFrame({"正文": ["二、明年目标\\n力争实现利润1606万元，比上年增长8.5%。", None]}, index=["甲", "乙"])
    >>> found = analyze_frame(df)
    >>> found["indicators"]["low"].tolist(), list(found["indicators"].index), list(found["errors"].index)
    ([16060000.0, 8.5], ['甲', '甲'], ['乙'])
    """
    for column in (text,) if id is None else (text, id):
        if column not in df.columns:
            names = ", ".join(map(str, df.columns))
            raise QueryError(f"no column {column!r}", where="DataFrame", mend=f"name one of: {names}")
    pipeline = pipeline or load()
    rows: dict[str, list[Row]] = {name: [] for name in (*TABLES, "errors")}
    places: dict[str, list[int]] = {name: [] for name in rows}
    for place, value in enumerate(df[text].tolist()):
        for name, row in _rows(value, pipeline):
            rows[name].append(row)
            places[name].append(place)
    return {
        name: _indexed(frame(found, ERRORS if name == "errors" else TABLES[name]), df, places[name], id)
        for name, found in rows.items()
    }


def _rows(value: Any, pipeline: Pipeline) -> list[tuple[str, Row]]:
    """Return the rows that one cell gives, each with the name of its table."""
    if not isinstance(value, str) or not value.strip():
        return [("errors", {"what": "no text in the cell", "mend": "give a string"})]
    try:
        reports = pipeline.analyze(text_page(value))
    except InputError as error:
        return [("errors", {"what": error.what, "mend": error.mend})]
    return [(name, row) for report in reports for name, rows in report_rows(report).items() for row in rows]


def _indexed(table: pd.DataFrame, df: pd.DataFrame, places: list[int], key: Hashable | None) -> pd.DataFrame:
    table.index = df.index.take(places)
    if key is not None:
        name = str(key) if str(key) not in table.columns else f"{key}_"
        table.insert(0, name, df[key].take(places).array)
    return table


@pd.api.extensions.register_dataframe_accessor("reportmine")
class ReportMineAccessor:
    """Give every DataFrame `df.reportmine.analyze(…)`, `.indicators(…)`, `.targets(…)` and `.labels(…)`."""

    def __init__(self, df: pd.DataFrame) -> None:
        self._df = df

    def analyze(self, text: Hashable = DEFAULT_TEXT, id: Hashable | None = None) -> dict[str, pd.DataFrame]:
        """Return all tables; see `analyze_frame`."""
        return analyze_frame(self._df, text, id)

    def indicators(self, text: Hashable = DEFAULT_TEXT, id: Hashable | None = None) -> pd.DataFrame:
        """Return the indicator table alone."""
        return self.analyze(text, id)["indicators"]

    def targets(self, text: Hashable = DEFAULT_TEXT, id: Hashable | None = None) -> pd.DataFrame:
        """Return the indicators whose role is target."""
        table = self.indicators(text, id)
        return table[table["role"] == "target"]

    def labels(self, text: Hashable = DEFAULT_TEXT, id: Hashable | None = None) -> pd.DataFrame:
        """Return the report table: type, industry and themes of every article."""
        return self.analyze(text, id)["reports"]
