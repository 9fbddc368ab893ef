"""Read what other readers said of the training documents, and say how far two readers agree: no model can be shown to do better."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from reportmine.errors import InputError
from reportmine.extract.labels.evidence import section_of
from reportmine.learn.documents import TrainingDocument
from reportmine.learn.metrics import krippendorff_alpha

READINGS = "readings"  # the folder beside the training documents
FIELDS = 4
HOLDS = 2  # the grade from which a theme holds for a document (readings/GUIDE.md)
GRADED = re.compile(r"(?P<id>\S+)\t(?P<grades>T\d\d:[123](?:,T\d\d:[123])*)?")
ABOUT = re.compile(r"(?P<id>\S+)\t(?P<about>(?:\d+:T\d\d(?:\+T\d\d)*(?: |$))*)")
Grades = Mapping[str, int]
SentenceThemes = Mapping[int, tuple[str, ...]]
NO_GRADES: Mapping[str, Grades] = {}
NO_LABELS: Mapping[str, str] = {}
NO_SENTENCES: Mapping[str, SentenceThemes] = {}


def held_themes(grades: Grades) -> tuple[str, ...]:
    """Return the themes that hold for a document, in the reader's order.

    >>> held_themes({"T04": 3, "T06": 2, "T10": 1})
    ('T04', 'T06')
    """
    return tuple(theme for theme, grade in grades.items() if grade >= HOLDS)


class Reading(NamedTuple):
    """Hold the labels that a second reader gave a document, blind to the first; empty where that was not asked."""

    report_type: str
    industry: str
    themes: tuple[str, ...]


class Agreement(NamedTuple):
    """Hold how far two readers agree: on how many documents, the share (themes: micro-F1) and Krippendorff's alpha."""

    label: str
    documents: int
    share: float
    alpha: float


def read_readings(folder: Path) -> dict[str, Reading]:
    """Read every second_*.tsv of a folder, lines of id, type, industry and themes; none where there is no folder."""
    found: dict[str, Reading] = {}
    known: set[str] = set()
    for path in sorted(folder.glob("second_*.tsv")):
        for name, kind, industry, themes in _rows(path, known, "no reading of its own", "id, type, industry, themes"):
            found[name] = Reading(kind, industry, tuple(t for t in themes.split(",") if t))
    return found


def read_settled(folder: Path) -> dict[str, str]:
    """Read settled.tsv of a folder: the industry that a document's writer gave it, where a third reader was asked."""
    path = folder / "settled.tsv"
    if not path.is_file():
        return {}
    rows = _rows(path, set(), "no settled label", "id, first, second and third reading")
    return {name: first for name, first, _, _ in rows}


def _rows(path: Path, known: set[str], what: str, columns: str) -> Iterator[list[str]]:
    """Yield the fields of every line of a table of FIELDS columns; the ids go into `known` and may not stand again."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        fields = line.split("\t")
        if len(fields) != FIELDS or fields[0] in known:
            raise InputError(what, where=f"{path}:{number}", mend=f"{columns}; each id once")
        known.add(fields[0])
        yield fields


def read_grades(folder: Path, name: str) -> dict[str, Grades]:
    """Read graded_NAME.tsv of a folder, lines of id and `theme:grade` strongest first; none where there is no such file."""
    found: dict[str, Grades] = {}
    for match in _lines(folder / f"graded_{name}.tsv", GRADED, "no grades of its own", "id, tab, T04:3,T06:2"):
        pairs = (pair.split(":") for pair in (match["grades"] or "").split(",") if pair)
        found[match["id"]] = {theme: int(grade) for theme, grade in pairs}
    return found


def read_sentence_themes(folder: Path) -> dict[str, SentenceThemes]:
    """Read sentences.tsv of a folder, lines of id and `number:theme+theme`; none where there is no such file.

    Sentences of a text are numbered from 1; those that are not named are about no theme.
    """
    found: dict[str, SentenceThemes] = {}
    for match in _lines(folder / "sentences.tsv", ABOUT, "no sentences of its own", "id, tab, 1:T04 2:T04+T06"):
        pairs = (pair.split(":") for pair in match["about"].split())
        found[match["id"]] = {int(sentence): tuple(themes.split("+")) for sentence, themes in pairs}
    return found


def _lines(path: Path, form: re.Pattern[str], what: str, columns: str) -> Iterator[re.Match[str]]:
    """Yield what the form finds in every line of a file, none where there is no such file; no id may stand twice."""
    known: set[str] = set()
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    for number, line in enumerate(lines, 1):
        match = form.fullmatch(line)
        if match is None or match["id"] in known:
            raise InputError(what, where=f"{path}:{number}", mend=f"{columns}; each id once")
        known.add(match["id"])
        yield match


def reader_agreement(
    documents: Iterable[TrainingDocument],
    readings: Mapping[str, Reading],
    first: Mapping[str, Grades] = NO_GRADES,
    again: Mapping[str, Grades] = NO_GRADES,
    settled: Mapping[str, str] = NO_LABELS,
) -> list[Agreement]:
    """Return the agreement on report type and industry section of writer and second reader, and on the themes of two that graded.

    `settled` gives the writer's own industry where a third reader was asked: what he settled must not count as agreement.
    """
    pairs = [(d, readings[d.id]) for d in documents if d.id in readings]
    types = [(d.report_type, r.report_type) for d, r in pairs if r.report_type]
    sections = [(section_of(settled.get(d.id, d.industry)), section_of(r.industry)) for d, r in pairs if r.industry]
    themes = [(set(held_themes(first[i])), set(held_themes(again[i]))) for i in sorted(again) if i in first]
    return [
        agreement
        for agreement in (_same("report_type", types), _same("industry", sections), _overlap(themes))
        if agreement.documents
    ]


def _same(label: str, pairs: Sequence[tuple[str, str]]) -> Agreement:
    share = sum(a == b for a, b in pairs) / max(len(pairs), 1)
    return Agreement(
        label, len(pairs), round(share, 4), krippendorff_alpha([a for a, _ in pairs], [b for _, b in pairs])
    )


def _overlap(pairs: Sequence[tuple[set[str], set[str]]]) -> Agreement:
    both = sum(len(a & b) for a, b in pairs)
    said = sum(len(a) + len(b) for a, b in pairs)
    names = sorted({theme for a, b in pairs for theme in a | b})
    first, second = ([str(name in pair[i]) for pair in pairs for name in names] for i in (0, 1))
    return Agreement("themes", len(pairs), round(2 * both / max(said, 1), 4), krippendorff_alpha(first, second))
