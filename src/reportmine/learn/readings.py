"""Read what a second reader said of the training documents, and say how far two readers agree: no model can be shown to do better."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from reportmine.errors import InputError
from reportmine.learn.documents import TrainingDocument, section_of
from reportmine.learn.metrics import krippendorff_alpha

READINGS = "readings"  # the folder beside the training documents
FIELDS = 4


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
    """Read every .tsv file of a folder, lines of id, type, industry and themes; none where there is no folder."""
    found: dict[str, Reading] = {}
    for path in sorted(folder.glob("*.tsv")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            fields = line.split("\t")
            if len(fields) != FIELDS or fields[0] in found:
                raise InputError(
                    "no reading of its own", where=f"{path}:{number}", mend="id, type, industry, themes; each id once"
                )
            found[fields[0]] = Reading(fields[1], fields[2], tuple(t for t in fields[3].split(",") if t))
    return found


def reader_agreement(documents: Iterable[TrainingDocument], readings: Mapping[str, Reading]) -> list[Agreement]:
    """Return the agreement on report type, industry section and themes, over the documents that both read."""
    pairs = [(d, readings[d.id]) for d in documents if d.id in readings]
    types = [(d.report_type, r.report_type) for d, r in pairs if r.report_type]
    sections = [(section_of(d.industry), section_of(r.industry)) for d, r in pairs if r.industry]
    themes = [(set(d.themes), set(r.themes)) for d, r in pairs if r.themes]
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
