"""Walk a block of HTML to lines of text, keeping what the mark-up said: headings, bold lines, centred lines and table cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from reportmine.schema import Cell, Hint

MAX_COLUMNS = 200  # a colspan may claim any number
MAX_SPAN_ROWS = 1000
MAX_FIGURE = 40

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = _HEADINGS | frozenset(
    [
        "p",
        "div",
        "ul",
        "ol",
        "li",
        "tr",
        "section",
        "article",
        "blockquote",
        "pre",
        "dl",
        "dt",
        "dd",
        "hr",
        "header",
        "footer",
        "main",
        "aside",
        "nav",
        "figure",
        "figcaption",
        "center",
        "form",
        "fieldset",
        "address",
        "body",
        "html",
        "tbody",
        "thead",
        "tfoot",
        "table",
        "td",
        "th",
        "caption",
        "details",
        "summary",
    ]
)
_BOLD = frozenset(("strong", "b"))
_SILENT = frozenset(
    ["script", "style", "noscript", "template", "svg", "iframe", "head", "title", "button", "select", "textarea"]
)
_SPACE = re.compile("[ \t\r\n\f\v\xa0\u2002\u2003\u200b\u200c\u200d\u2060\ufeff]+")
_EDGE = " \u3000"
_MEASURED = re.compile(r"[+\-−约]?\d[\d,，.]* ?[^\d\s年月日季度期号第以（(\-—～~]{1,6}")
_NUMERIC = re.compile(r"[\d.,，%％+\-－—/×*\s]*\d[\d.,，%％+\-－—/×*\s]*")


class CellText(NamedTuple):
    """Hold one cell of a row: its text, the column that it starts in, and how many columns and rows it covers."""

    text: str
    column: int
    is_header: bool = False
    width: int = 1
    height: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one line, the kinds of its hints, and for a table row its cells."""

    text: str
    kinds: tuple[str, ...] = ()
    table: int = -1
    row: int = -1
    cells: tuple[CellText, ...] = ()


@dataclass(slots=True)
class _Open:
    """Hold the pieces of the line being read and how many of its characters are bold."""

    pieces: list[str] = field(default_factory=list)
    chars: int = 0
    bold: int = 0


@dataclass(slots=True)
class _Grid:
    """Hold the rows of a table as they are read."""

    rows: list[list[CellText]] = field(default_factory=list)


def read_lines(html: str) -> list[Line]:
    """Read a block of HTML into lines without blank ones; block tags and br end a line, white space is collapsed.

    >>> [line.text for line in read_lines("<h2>一、目标</h2><p>利润　增长<b>8%</b><br>成本下降</p>")]
    ['一、目标', '利润　增长8%', '成本下降']
    """
    soup = BeautifulSoup(html, "lxml")
    return list(_Walker().walk(soup))


class _Walker:
    """Walk the tree with its own stack, so that deep nesting cannot exhaust Python's."""

    def __init__(self) -> None:
        self.open = _Open()
        self.context: list[str] = []  # kinds of the blocks that are open: h1..h6, center, caption
        self.bold = 0
        self.pre = 0
        self.tables = 0

    def walk(self, root: Tag) -> Iterator[Line]:
        """Yield the lines below `root`."""
        stack: list[tuple[PageElement, bool]] = [(root, False)]
        while stack:
            node, closing = stack.pop()
            if isinstance(node, NavigableString):
                if not isinstance(node, PreformattedString):  # comments, CDATA, declarations
                    yield from self._text(str(node))
            elif closing:
                yield from self._leave(node)
            elif isinstance(node, Tag) and node.name not in _SILENT:
                if node.name == "table":
                    yield from self._flush()
                    yield from self._table(node)
                    continue
                yield from self._enter(node)
                stack.append((node, True))
                stack.extend((child, False) for child in reversed(node.contents))
        yield from self._flush()

    def _text(self, text: str) -> Iterator[Line]:
        if self.pre and "\n" in text:
            first, *others = text.split("\n")
            self._add(first)
            for other in others:
                yield from self._flush()
                self._add(other)
        else:
            self._add(text)

    def _add(self, text: str) -> None:
        self.open.pieces.append(text)
        visible = len(text.strip())
        self.open.chars += visible
        if self.bold:
            self.open.bold += visible

    def _enter(self, tag: Tag) -> Iterator[Line]:
        name = tag.name
        if name == "br" or name in _BLOCKS:
            yield from self._flush()
        if name in _BOLD:
            self.bold += 1
        elif name == "pre":
            self.pre += 1
        self.context += _kinds(tag)

    def _leave(self, tag: PageElement) -> Iterator[Line]:
        if not isinstance(tag, Tag):
            return
        if tag.name in _BLOCKS:
            yield from self._flush()
        if tag.name in _BOLD:
            self.bold -= 1
        elif tag.name == "pre":
            self.pre -= 1
        for _ in _kinds(tag):
            self.context.pop()

    def _flush(self) -> Iterator[Line]:
        line, self.open = self.open, _Open()
        text = _collapse(line.pieces)
        if text:
            kinds = tuple(dict.fromkeys(self.context))
            whole_bold = line.bold == line.chars and line.chars > 0
            yield Line(text, (*kinds, "strong") if whole_bold else kinds)

    def _table(self, table: Tag) -> Iterator[Line]:
        number, self.tables = self.tables, self.tables + 1
        for caption in table.find_all("caption", recursive=False):
            text = _collapse(caption.strings)
            if text:
                yield Line(text, ("caption",))
        grid = _read_grid(table)
        mark_headers(grid.rows)
        for index, cells in enumerate(grid.rows):
            text = "\t".join(cell[0] for cell in cells)
            if text.strip():
                yield Line(text, ("row",), number, index, tuple(cells))


def _kinds(tag: Tag) -> list[str]:
    if tag.name in _HEADINGS:
        return [tag.name]
    if tag.name == "center" or str(tag.get("align", "")).lower() == "center":
        return ["center"]
    return ["caption"] if tag.name in ("figcaption", "caption") else []


def _collapse(pieces: Iterable[str]) -> str:
    return _SPACE.sub(" ", "".join(pieces)).strip(_EDGE)


def _read_grid(table: Tag) -> _Grid:
    """Read the rows of a table; cells that span columns or rows move the columns of the others."""
    grid = _Grid()
    blocked: dict[int, int] = {}  # column -> rows that a cell from above still covers
    for row in table.find_all("tr"):
        cells: list[CellText] = []
        column = 0
        covered = {c for c, left in blocked.items() if left > 0}
        blocked = {c: left - 1 for c, left in blocked.items() if left > 1}
        for cell in row.find_all(("td", "th"), recursive=False):
            while column in covered:
                column += 1
            if column >= MAX_COLUMNS:
                break
            text = _collapse(" ".join(cell.strings).split("\t"))
            width = min(_span(cell, "colspan"), MAX_COLUMNS - column)
            height = _span(cell, "rowspan")
            cells.append(CellText(text, column, cell.name == "th", width, height))
            if height > 1:
                blocked.update(dict.fromkeys(range(column, column + width), height - 1))
            column += width
        grid.rows.append(cells)
    return grid


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name, "1")).strip()
    return min(max(int(value), 1), MAX_SPAN_ROWS) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def mark_headers(rows: list[list[CellText]]) -> None:
    """Mark, in place, the header cells of a table: rows above the first row of figures, and wordy first cells of the others."""
    body = next((i for i, row in enumerate(rows) if sum(_is_number(cell[0]) for cell in row[1:]) > 0), None)
    if body is None:
        return
    for index, row in enumerate(rows):
        for position, cell in enumerate(row):
            first = cell.column == 0 and bool(cell.text) and not _is_number(cell.text)
            row[position] = cell._replace(is_header=cell.is_header or index < body or first)


def _is_number(text: str) -> bool:
    """Tell whether a cell states a figure, with its unit or without (3.2亿元); a time is none."""
    if len(text) > MAX_FIGURE or not any(map(str.isdigit, text)):
        return False
    return (_NUMERIC.fullmatch(text) or _MEASURED.fullmatch(text)) is not None and not _is_year(text)


def _is_year(text: str) -> bool:
    bare = text.strip()
    return len(bare) == 4 and bare.isdigit() and bare[:2] in ("19", "20")


def join_lines(lines: Iterable[Line], *, separator: str = "\n") -> tuple[str, tuple[Hint, ...], tuple[Cell, ...]]:
    """Join lines to the text of a page, with its hints and table cells at their offsets.

    >>> join_lines([Line("总结", ("h1",)), Line("一、目标")])
    ('总结\\n一、目标', (Hint(start=0, end=2, kind='h1'),), ())
    """
    texts: list[str] = []
    hints: list[Hint] = []
    cells: list[Cell] = []
    start = 0
    for line in lines:
        end = start + len(line.text)
        hints += [Hint(start, end, kind) for kind in line.kinds]
        at = start
        for text, column, header, width, height in line.cells:
            cells.append(Cell(at, at + len(text), line.table, line.row, column, header, width, height))
            at += len(text) + 1
        texts.append(line.text)
        start = end + len(separator)
    return separator.join(texts), tuple(hints), tuple(cells)


def row_line(cells: Iterable[CellText], *, table: int, row: int) -> Line:
    """Build the line of one row of a table in a Word file or a sheet."""
    clean = tuple(cell._replace(text=_collapse([cell.text])) for cell in cells)
    return Line("\t".join(cell.text for cell in clean), ("row",), table, row, clean)


def with_headers(lines: list[Line]) -> list[Line]:
    """Return the rows of one table with their header cells marked."""
    rows = [list(line.cells) for line in lines]
    mark_headers(rows)
    return [replace(line, cells=tuple(row)) for line, row in zip(lines, rows, strict=True)]
