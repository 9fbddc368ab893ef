"""Read hand-labelled documents of a gold folder: `dev/*.json` or `*.json`, each naming its source text beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportmine.errors import InputError


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """Hold one labelled document; offsets count characters of `path`, decoded as UTF-8."""

    name: str
    path: Path
    windows: tuple[tuple[int, int], ...]
    indicators: tuple[Mapping[str, Any], ...]
    structure: tuple[Mapping[str, Any], ...]

    def inside(self, offset: int) -> bool:
        """Return whether an offset lies in a labelled window."""
        return any(start <= offset < end for start, end in self.windows)


def read_gold(folder: Path, *, sources: Path | None = None) -> list[GoldDocument]:
    """Read every label file of a folder; `source` paths are relative to `sources` (the folder's parent by default).

    Raises InputError for a label that contradicts its text: the label file would be wrong, not the program.
    """
    base = sources or folder.parent
    documents = []
    for label_path in sorted(folder.glob("*.json")):
        raw = json.loads(label_path.read_text(encoding="utf-8"))
        path = base / raw["source"]
        text = path.read_text(encoding="utf-8")
        for row in raw["indicators"]:
            if text[row["start"] : row["end"]] != row["text"]:
                raise InputError(
                    f"label at {row['start']} says {row['text']!r}, the text {text[row['start'] : row['end']]!r}",
                    where=str(label_path),
                    mend="correct start, end or text",
                )
        windows = tuple((w[0], w[1]) for w in raw["windows"])
        documents.append(
            GoldDocument(raw["doc"], path, windows, tuple(raw["indicators"]), tuple(raw.get("structure", ())))
        )
    return documents


def gold_digest(folder: Path) -> str:
    """Return a digest over all label files and texts of a gold folder, so that a changed gold is noticed."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.suffix in {".json", ".txt"}):
        digest.update(path.name.encode("utf-8"))
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
