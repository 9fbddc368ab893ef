"""Write a sheet of sampled reports for checking by hand, and read it back as precision with intervals.

How it is filled: beside each label stands a column `…_right`. Write y (对, 是, ✓, 1) where the label is right, n (错, 否, ×, 0) where it is
wrong, or the right code (SPL, Q84). Beside the themes write y, n, how many of those shown are right, or the right themes (T05 T12).
What stays empty is not judged.
"""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from unicodedata import normalize

from reportmine.errors import InputError
from reportmine.present.names import vocabularies
from reportmine.schema import Report
from reportmine.text.lexicon import load_lexicon

SHOWN = 300  # characters of the text on the sheet
THEMES = 4
CHECKED = ("report_type", "industry", "themes")
COLUMNS = ("id", "place", "title", "opening", *(c for n in CHECKED for c in (n, f"{n}_right")), "remark")
YES = {"y", "yes", "1", "true", "ok", "对", "是", "正确", "√", "✓", "✔", "☑"}
NO = {"n", "no", "0", "false", "错", "否", "错误", "不对", "×", "✗", "✘", "x"}
MARKS = str.maketrans({"\ufe0f": None})  # what turns a tick into a coloured picture of it
DOUBTFUL = "T"  # a section of industries, but whoever writes it beside another one means true
SEPARATORS = re.compile(r"[\s,;、]+")
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
    """Return the sheet as CSV; how it is filled stands at the head of this file."""
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
    rows = _rows(text)
    missing = sorted(set(COLUMNS) - set(rows[0] if rows else ()) - {"remark", "opening", "title"})
    if missing:
        raise InputError(f"no column {missing[0]}", where=where, mend="use the sheet that `reportmine audit` wrote")
    codes = {column: _codes(column, rows) for column in CHECKED}
    results = []
    for column in CHECKED:
        judged = right = 0
        for number, row in enumerate(rows, 2):
            answer = normalize("NFKC", row[f"{column}_right"] or "").translate(MARKS).strip()
            if not answer:
                continue
            total, good = _judged(column, row[column], answer, codes[column], f"{where}:{number}")
            judged, right = judged + total, right + good
        results.append(Precision(column, judged, right, *wilson(right, judged)))
    return results


def is_blank_sheet(text: str) -> bool:
    """Say whether a text is a sheet that nobody has filled: one that may be written anew."""
    rows = _rows(text)
    answers = [f"{column}_right" for column in CHECKED] + ["remark"]
    return (
        bool(rows)
        and all(a in rows[0] for a in answers)
        and not any((r[a] or "").strip() for r in rows for a in answers)
    )


def _rows(text: str) -> list[dict[str, str]]:
    """Return the rows of a sheet; what a spreadsheet saves as Unicode text or in other countries has tabs or semicolons."""
    text = text.removeprefix("\ufeff")
    head = text.partition("\n")[0]
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",\t;", key=head.count)))


def _codes(column: str, rows: Sequence[Mapping[str, str]]) -> frozenset[str]:
    """Return the codes that a column may hold: those that are known, and those of the sheet, which may be the user's own."""
    lexicon = load_lexicon()
    vocabulary = "theme" if column == "themes" else column
    shown = (code for row in rows for code in (row[column] or "").split())
    known = frozenset([*vocabularies(lexicon)[vocabulary], *shown])
    return known - {DOUBTFUL}


def _judged(column: str, value: str, answer: str, codes: frozenset[str], where: str) -> tuple[int, int]:
    """Return how many labels an answer judges and how many of them it calls right."""
    is_themes = column == "themes"
    shown = value.split() if is_themes else [value]
    if is_themes and answer.isdecimal():
        if int(answer) <= len(shown):
            return len(shown), int(answer)
    elif answer.lower() in YES:
        return len(shown), len(shown)
    elif answer.lower() in NO:
        return len(shown), 0
    named = {code if code in codes else code.upper() for code in SEPARATORS.split(answer) if code}
    if named and named <= codes and (is_themes or len(named) == 1):
        return len(shown), len(named & set(shown))
    wanted = f"0 to {len(shown)}, or the right themes" if is_themes else "or the right code of the codebook"
    raise InputError(f"{column}_right: {answer!r} is no answer", where=where, mend=f"write y, n, {wanted}")


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
