"""Write the tables of a run in the formats asked for; every writer takes batches of rows and holds few of them at a time."""

from __future__ import annotations

from pathlib import Path

from reportmine.errors import SettingsError
from reportmine.present.arrow import Batches, Header
from reportmine.present.columns import ALL_TABLES, REDACTABLE

FORMATS = ("csv", "parquet", "xlsx", "dta", "jsonl")
WORKBOOK = "tables.xlsx"


def parse_formats(text: str) -> tuple[str, ...]:
    """Return the formats that a comma-separated list names, in the order of FORMATS; raises SettingsError for others.

    >>> parse_formats("parquet,csv")
    ('csv', 'parquet')
    """
    asked = [part.strip().lower() for part in text.split(",") if part.strip()]
    unknown = sorted(set(asked) - set(FORMATS))
    if unknown or not asked:
        raise SettingsError(
            f"unknown format {', '.join(unknown) or text!r}", where="--format", mend=f"allowed: {', '.join(FORMATS)}"
        )
    return tuple(form for form in FORMATS if form in asked)


def write_table(form: str, name: str, batches: Batches, path: Path, *, header: Header = "en") -> None:
    """Write one table as csv, parquet, dta or jsonl (a workbook holds all tables: `formats_xlsx.write_workbook`)."""
    columns, redactable = ALL_TABLES[name], REDACTABLE.get(name, ())
    if form == "csv":
        from reportmine.present.formats.text import write_csv

        write_csv(batches, path, columns, header=header, redactable=redactable)
    elif form == "jsonl":
        from reportmine.present.formats.text import write_jsonl

        write_jsonl(batches, path, columns, header=header)
    elif form == "parquet":
        from reportmine.present.formats.parquet import write_parquet

        write_parquet(batches, path, columns, header=header)
    else:
        from reportmine.present.formats.stata import write_stata

        write_stata(batches, path, columns, header=header, redactable=redactable)
