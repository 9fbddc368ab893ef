"""Write a sheet of sampled reports for checking by hand, and read it back as precision with intervals."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from reportmine.errors import InputError
from reportmine.schema import Report

SHOWN = 300  # characters of the text on the sheet
THEMES = 4
CHECKED = ("report_type", "industry", "themes")
COLUMNS = ("id", "place", "title", "opening", *(c for n in CHECKED for c in (n, f"{n}_right")), "remark")
YES = {"y", "yes", "1", "对", "是", "正确", "true", "√"}
NO = {"n", "no", "0", "错", "否", "false", "×"}
Z = 1.96  # of a 95 % interval


@dataclass(frozen=True, slots=True)
class Precision:
    """Hold what a checked column says: how many were judged, how many right, and the 95 % interval (Wilson)."""

    column: str
    judged: int
    right: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """Return the share that is right (0.0 where nothing was judged)."""
        return self.right / self.judged if self.judged else 0.0


def sample_reports(reports: Iterable[Report], *, size: int, seed: int) -> list[Report]:
    """Return `size` reports drawn evenly from a stream that is never held whole; the same stream and seed give the same sample."""
    chance = random.Random(seed)  # noqa: S311 - a sample, no secret
    kept: list[tuple[int, Report]] = []
    for number, report in enumerate(reports):
        if len(kept) < size:
            kept.append((number, report))
        elif (place := chance.randint(0, number)) < size:
            kept[place] = (number, report)
    return [report for _, report in sorted(kept, key=lambda pair: pair[0])]


def audit_sheet(reports: Sequence[Report]) -> str:
    """Return the sheet as CSV: write y, n or the right code into the `_right` columns (themes: how many of those shown are right)."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for report in reports:
        article = report.article
        found = (report.report_type.id, report.industry.id, " ".join(t.id for t in report.themes[:THEMES]))
        place = f"{article.page.path or article.page.url or ''}#{article.index}"
        cells = [cell for value in found for cell in (value, "")]
        writer.writerow([article.id, place, article.title, " ".join(article.text[:SHOWN].split()), *cells, ""])
    return sheet.getvalue()


def read_audit(text: str, where: str) -> list[Precision]:
    """Return the precision of each checked column; raises InputError where the sheet lacks one or holds an answer that is none."""
    rows = list(csv.DictReader(io.StringIO(text)))
    missing = sorted(set(COLUMNS) - set(rows[0] if rows else ()) - {"remark", "opening", "title"})
    if missing:
        raise InputError(f"no column {missing[0]}", where=where, mend="use the sheet that `reportmine audit` wrote")
    results = []
    for column in CHECKED:
        judged = right = 0
        for number, row in enumerate(rows, 2):
            answer = (row[f"{column}_right"] or "").strip()
            if not answer:
                continue
            total, good = _judged(column, row[column], answer, f"{where}:{number}")
            judged, right = judged + total, right + good
        results.append(Precision(column, judged, right, *wilson(right, judged)))
    return results


def _judged(column: str, value: str, answer: str, where: str) -> tuple[int, int]:
    shown = len(value.split()) if column == "themes" else 1
    if answer.lower() in YES and not (column == "themes" and answer == "1"):
        return shown, shown
    if answer.lower() in NO:
        return shown, 0
    if column == "themes":
        if answer.isdecimal() and int(answer) <= shown:
            return shown, int(answer)
        codes = set(answer.split())
        if codes and all(code[:1] == "T" for code in codes):
            return shown, len(codes & set(value.split()))
        raise InputError(f"{answer!r} is no answer", where=where, mend=f"write y, n, 0 to {shown}, or the right themes")
    return 1, int(answer.upper() == value.upper())


def wilson(right: int, judged: int) -> tuple[float, float]:
    """Return the 95 % interval of a share.

    >>> wilson(9, 10)
    (0.5958, 0.9821)
    """
    if not judged:
        return 0.0, 1.0
    share, square = right / judged, Z * Z
    middle = (share + square / (2 * judged)) / (1 + square / judged)
    half = Z * sqrt(share * (1 - share) / judged + square / (4 * judged * judged)) / (1 + square / judged)
    return round(middle - half, 4), round(middle + half, 4)
