"""Read Chinese management reports into citable tables: indicators, themes, industry and report type, each with its evidence.

Names load on first use, so that `import reportmine` costs nothing.

>>> import reportmine
>>> report = reportmine.analyze("二、明年目标\\n力争实现利润1606万元，比上年增长8.5%。")[0]
>>> [(i.metric, str(i.quantity.low), i.quantity.unit, i.role) for i in report.indicators]
[('利润', '16060000', '元', 'target'), ('利润', '8.5', '%', 'target')]
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME = {
    "Article": "reportmine.schema",
    "Evidence": "reportmine.schema",
    "Indicator": "reportmine.schema",
    "Label": "reportmine.schema",
    "PageText": "reportmine.schema",
    "Period": "reportmine.schema",
    "Pipeline": "reportmine.pipeline",
    "Quantity": "reportmine.schema",
    "Report": "reportmine.schema",
    "ReportMineError": "reportmine.errors",
    "SearchIndex": "reportmine.corpus.search.index",
    "Section": "reportmine.schema",
    "Settings": "reportmine.settings",
    "Store": "reportmine.corpus.store",
    "ThemeMention": "reportmine.schema",
    "analyze": "reportmine.pipeline",
    "analyze_frame": "reportmine.frames",
    "load": "reportmine.pipeline",
    "read": "reportmine.pipeline",
    "tables": "reportmine.present.tables",
}

__all__ = sorted(_HOME)  # noqa: PLE0605 - the table above is the one list of public names
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module 'reportmine' has no attribute {name!r}")
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
