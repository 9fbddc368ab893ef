"""Read the training documents of corpora/training: plain text, one header line `### id key=value …` a document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reportmine.errors import InputError

HEADER = "### "
KEYS = ("type", "industry", "voice", "topic", "themes")


@dataclass(frozen=True, slots=True)
class TrainingDocument:
    """Hold one labelled document; `voice` and `topic` group what must not be split between training and test."""

    id: str
    report_type: str
    industry: str
    voice: str
    topic: str
    themes: tuple[str, ...]
    title: str
    text: str

    @property
    def page(self) -> str:
        """Return the document as a page would show it: the title line, then the text."""
        return f"{self.title}\n{self.text}" if self.title else self.text


def read_documents(folder: Path) -> list[TrainingDocument]:
    """Read every .txt file of a folder in name order; raises InputError naming file and line of a bad header or a repeated id."""
    documents: list[TrainingDocument] = []
    seen: set[str] = set()
    for path in sorted(folder.glob("*.txt")):
        for document in _parse(path.read_text(encoding="utf-8"), str(path)):
            if document.id in seen:
                raise InputError(
                    f"id {document.id} stands twice", where=str(path), mend="give each document its own id"
                )
            seen.add(document.id)
            documents.append(document)
    if not documents:
        raise InputError(
            "no training documents", where=str(folder), mend="put .txt files there (see corpora/SOURCES.md)"
        )
    return documents


def _parse(text: str, where: str) -> Iterator[TrainingDocument]:
    header = ""
    body: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith(HEADER):
            if header:
                yield _document(header, body, where)
            header, body = f"{number} {line.removeprefix(HEADER)}", []
        elif header:
            body.append(line)
        elif line.strip():
            raise InputError(
                "text before the first header", where=f"{where}:{number}", mend="start with '### id type=…'"
            )
    if header:
        yield _document(header, body, where)


def _document(header: str, body: list[str], where: str) -> TrainingDocument:
    number, name, *pairs = header.split()
    values = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
    if set(values) != set(KEYS):
        raise InputError(f"header of {name}", where=f"{where}:{number}", mend=f"needs the keys {', '.join(KEYS)}")
    title, *lines = body or [""]
    return TrainingDocument(
        id=name,
        report_type=values["type"],
        industry=values["industry"],
        voice=values["voice"],
        topic=values["topic"],
        themes=tuple(t for t in values["themes"].split(",") if t),
        title=title.strip(),
        text="\n".join(lines).strip(),
    )
