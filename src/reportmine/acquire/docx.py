"""Read Word files (.docx): paragraphs with their automatic numbers, headings as hints, tables as rows with cells.

The parts are read by `office.py`, so that a hostile file can neither expand nor call out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from reportmine.acquire.lines import MAX_COLUMNS, CellText, Line, join_lines, row_line, with_headers
from reportmine.acquire.numbering import Numbering, read_numbering
from reportmine.acquire.office import read_parts
from reportmine.acquire.source import Item, Source
from reportmine.errors import DamagedInputError, NoTextError
from reportmine.schema import Extraction, PageText

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
MAX_DEPTH = 20  # tables within tables


@dataclass(slots=True)
class _Word:
    """Hold what is known while the body is read: styles, numbering and the lines so far."""

    headings: dict[str, int]
    numbering: Numbering
    lines: list[Line] = field(default_factory=list)
    tables: int = 0


def read(source: Source) -> Iterator[Item]:
    """Read a Word file as one page; raises DamagedInputError or NoTextError."""
    parts = _parts(source)
    body = parts["word/document.xml"].find(f"{W}body")
    word = _Word(_heading_levels(parts.get("word/styles.xml")), read_numbering(parts.get("word/numbering.xml")))
    if body is not None:
        _read_blocks(body, word, depth=0)
    text, hints, cells = join_lines(word.lines)
    if not text.strip():
        raise NoTextError("a Word file without text", mend="pictures of pages need OCR first")
    core = parts.get("docProps/core.xml")
    yield PageText(
        text=text,
        url=source.url,
        path=source.name,
        sha256=source.sha256,
        encoding="docx",
        title=_property(core, "title"),
        author=_property(core, "creator"),
        extraction=Extraction("docx", 1.0),
        hints=hints,
        cells=cells,
    )


def _parts(source: Source) -> dict[str, Any]:
    wanted = ("word/document.xml", "word/styles.xml", "word/numbering.xml", "docProps/core.xml")
    parts = read_parts(source, lambda names: [n for n in wanted if n in set(names)], kind="Word file", program="Word")
    if "word/document.xml" not in parts:
        raise DamagedInputError("a Word file without a document", mend="open it in Word and save it again")
    return parts


def _heading_levels(styles: Any) -> dict[str, int]:
    """Return style id → outline level (1 to 6) from outline levels and, for styles without one, the style they are based on."""
    if styles is None:
        return {}
    levels: dict[str, int] = {}
    based: dict[str, str] = {}
    for style in styles.iter(f"{W}style"):
        key = style.get(f"{W}styleId", "")
        outline = style.find(f"{W}pPr/{W}outlineLvl")
        level = _integer(outline)
        name = _value(style.find(f"{W}name")).lower()
        if level is None and name.startswith("heading ") and name[8:].isdigit():
            level = int(name[8:]) - 1
        if level is None and name == "title":
            level = 0
        if level is not None and 0 <= level < 6:
            levels[key] = level + 1
        based[key] = _value(style.find(f"{W}basedOn"))
    for key, parent in based.items():
        if key not in levels and parent in levels:
            levels[key] = levels[parent]
    return levels


def _read_blocks(parent: Any, word: _Word, *, depth: int) -> None:
    for child in parent:
        if child.tag == f"{W}p":
            word.lines += _paragraph_lines(child, word)
        elif child.tag == f"{W}tbl" and depth < MAX_DEPTH:
            _read_table(child, word)
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}smartTag", f"{W}customXml") and depth < MAX_DEPTH:
            _read_blocks(child, word, depth=depth + 1)


def _paragraph_lines(paragraph: Any, word: _Word) -> list[Line]:
    text, bold = _runs(paragraph)
    properties = paragraph.find(f"{W}pPr")
    number = "" if properties is None or not text.strip() else word.numbering.next_number(properties)
    lines = [line.strip(" \t\u3000\xa0") for line in (number + text).split("\n")]
    kinds = _kinds(properties, word)
    return [Line(line, (*kinds, "strong") if bold else kinds) for line in lines if line]


def _kinds(properties: Any, word: _Word) -> tuple[str, ...]:
    if properties is None:
        return ()
    own = _integer(properties.find(f"{W}outlineLvl"))
    level = own + 1 if own is not None and 0 <= own < 6 else word.headings.get(_value(properties.find(f"{W}pStyle")))
    centred = _value(properties.find(f"{W}jc")) == "center"
    return (*((f"h{level}",) if level else ()), *(("center",) if centred else ()))


def _runs(paragraph: Any) -> tuple[str, bool]:
    """Return the visible text of a paragraph and whether all of it is bold; deleted and hidden runs are left out."""
    pieces: list[str] = []
    all_bold = True
    for run in paragraph.iter(f"{W}r"):
        if any(a.tag in (f"{W}del", f"{W}moveFrom", _FALLBACK) for a in run.iterancestors()):
            continue
        properties = run.find(f"{W}rPr")
        if properties is not None and _is_on(properties.find(f"{W}vanish")):
            continue
        text = _run_text(run)
        pieces.append(text)
        if text.strip():
            all_bold = all_bold and properties is not None and _is_on(properties.find(f"{W}b"))
    return "".join(pieces), all_bold and bool("".join(pieces).strip())


def _run_text(run: Any) -> str:
    texts = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
    return "".join(child.text or "" if child.tag == f"{W}t" else texts.get(child.tag, "") for child in run)


def _read_table(table: Any, word: _Word) -> None:
    """Add the rows of a table; a table of one column or one row is layout and becomes lines."""
    rows = [list(_parts_of(row, "tc")) for row in _parts_of(table, "tr")]
    if len(rows) < 2 or max(len(row) for row in rows) < 2:
        for row in rows:
            for cell in row:
                _read_blocks(cell, word, depth=MAX_DEPTH - 1)
        return
    number, word.tables = word.tables, word.tables + 1
    grid = _read_grid(_parts_of(table, "tr"))
    lines = [row_line(row, table=number, row=index) for index, row in enumerate(grid) if any(c.text for c in row)]
    word.lines += with_headers(lines)


def _parts_of(parent: Any, name: str) -> Iterator[Any]:
    """Yield the rows of a table or the cells of a row, also those within content controls."""
    for child in parent:
        if child.tag == f"{W}{name}":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml"):
            yield from _parts_of(child, name)


def _read_grid(table: Iterable[Any]) -> list[list[CellText]]:
    """Read rows to cells, each at its column; a cell that only continues the one above makes that one higher."""
    rows: list[list[CellText]] = []
    open_cells: dict[int, tuple[int, int]] = {}  # column -> place in `rows` of the cell that may go on below
    for index, row in enumerate(table):
        rows.append([])
        column = min(_integer(row.find(f"{W}trPr/{W}gridBefore")) or 0, MAX_COLUMNS)
        for cell in _parts_of(row, "tc"):
            if column >= MAX_COLUMNS:
                break
            width = min(max(_integer(cell.find(f"{W}tcPr/{W}gridSpan")) or 1, 1), MAX_COLUMNS - column)
            merge, text = cell.find(f"{W}tcPr/{W}vMerge"), _cell_text(cell)
            first, at = open_cells.pop(column, (index, 0))
            above = rows[first][at] if first < index else None
            if (
                merge is not None
                and _value(merge) != "restart"
                and above
                and first + above.height == index
                and not text
            ):
                rows[first][at] = above._replace(height=above.height + 1)
                open_cells[column] = first, at
            else:
                if merge is not None:
                    open_cells[column] = index, len(rows[-1])
                rows[-1].append(CellText(text, column, False, width))
            column += width
    return rows


def _cell_text(cell: Any) -> str:
    return " ".join(_runs(p)[0] for p in cell.iter(f"{W}p")).replace("\n", " ").replace("\t", " ").strip()


def _property(core: Any, name: str) -> str | None:
    found = core.find(f"{_DC}{name}") if core is not None else None
    return (found.text or "").strip()[:200] or None if found is not None else None


def _value(element: Any) -> str:
    return element.get(f"{W}val", "") if element is not None else ""


def _integer(element: Any) -> int | None:
    value = _value(element)
    return int(value) if value.isascii() and value.isdigit() and len(value) < 4 else None


def _is_on(element: Any) -> bool:
    return element is not None and element.get(f"{W}val", "1") not in ("0", "false", "none")
