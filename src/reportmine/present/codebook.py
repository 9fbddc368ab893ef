"""Write the codebook from the declared columns: every table, column, type, meaning and code, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

from reportmine.present.columns import ALL_TABLES, REDACTABLE, REDACTED, TABLE_NAMES, VOCABULARIES, Column
from reportmine.present.names import Named, vocabularies
from reportmine.text.lexicon import Lexicon

KIND_NAMES = {"string": "文本", "integer": "整数", "number": "数值", "boolean": "真假", "date": "日期"}
HEAD = ("表 table", "列 column", "列名 name", "类型 type", "含义与代码 meaning and codes")
INTRODUCTION = f"""# Codebook 说明

Offsets count characters (Unicode code points) from 0; percent values are the number itself (8.5 means 8.5 %). An empty cell is a missing value:
the text states nothing. In the columns `low` and `high`, `{REDACTED}` (CSV, Excel) or `.a` (Stata) says that the site stripped the digits; in Parquet
and JSON lines the cell is null and `redacted` is true. A CSV cell that a spreadsheet would run as a formula begins with `'`; cells of CSV and Excel
end after 32,767 characters with an ellipsis. 空单元格表示原文未说明；`{REDACTED}` 或 `.a` 表示网站抹去了数字，不是零。
"""


def codebook_rows(lexicon: Lexicon) -> list[tuple[str, ...]]:
    """Return the codebook as rows of cells under a header row, one column of the tables a row."""
    names = vocabularies(lexicon)
    rows: list[tuple[str, ...]] = [HEAD]
    for table, columns in ALL_TABLES.items():
        rows.extend((table, c.name, c.zh, c.kind, _meaning(table, c, names)) for c in columns)
    return rows


def codebook_markdown(lexicon: Lexicon) -> str:
    """Return the codebook as Markdown, one section a table, and the codes of the long vocabularies at the end."""
    names = vocabularies(lexicon)
    parts = [INTRODUCTION]
    for table, columns in ALL_TABLES.items():
        parts.append(f"\n## {table} {TABLE_NAMES[table]}\n\n| column | 列名 | type | meaning |\n|---|---|---|---|")
        parts += [
            f"| `{c.name}` | {c.zh} | {c.kind} {KIND_NAMES[c.kind]} | {_escaped(_meaning(table, c, names))} |"
            for c in columns
        ]
    for vocabulary in ("report_type", "industry", "theme"):
        parts.append(f"\n## Codes of {vocabulary}\n\n| code | 名称 | name |\n|---|---|---|")
        parts += [f"| `{code}` | {n.zh} | {n.en} |" for code, n in names[vocabulary].items()]
    return "\n".join(parts) + "\n"


def _meaning(table: str, column: Column, names: Mapping[str, Mapping[str, Named]]) -> str:
    codes = names.get(VOCABULARIES.get((table, column.name), ""), {})
    text = column.meaning
    if column.name in REDACTABLE.get(table, ()):
        text += f"; {REDACTED}: digits stripped by the site (.a in Stata)"
    if codes and len(codes) <= 30:
        text += ": " + ", ".join(f"{code} {name.zh}" for code, name in codes.items())
    return text


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")
