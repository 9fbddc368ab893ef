"""Find the tables of plain text: rows in a frame, between strokes or tabs, or aligned with blanks; where the columns are not certain, none."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from reportmine.extract.tables.cells import number_in, read_cell
from reportmine.extract.tables.headers import read_header
from reportmine.offsets import Span
from reportmine.schema import Cell
from reportmine.text.lexicon import Lexicon

_STROKES = "|｜│┃║"
_STROKE = re.compile(f"[{_STROKES}]")
# A gap within a line: a tab, a wide blank or two blanks.
_GAP = re.compile(r"(?:  |\u3000|\t)[ \u3000\t]*")
_RULE = re.compile(rf"[\s\-=_+:：*.·—－＝＿\u2500-\u257f{_STROKES}]+")
_RULED = re.compile(r"[─━═]{2}|-{4}")
_TOKEN = re.compile(r"[^ \u3000]+")
_EDGES = " \u3000\t\r"
_LONGEST_LINE, _LONGEST_CELL, _LONGEST_BETWEEN, _MOST_LINES = 240, 24, 400, 400
_SENTENCE = frozenset("。，；！？;!?")
_EMPTY = frozenset({"", "-", "--", "—", "——", "－", "/", "…", "……", "*", "×"})
_FORMAL = frozenset({"", "number", "note", "unit", "house", "class", "total", "within"})
_SPREAD, _MOST_SPREAD = 1, 4  # one character, and so many blanks to the next, are a name that is spread over its column
_MAX_ABOVE = 3  # a title or a line of units may stand above the headers
_WIDE = frozenset("WF")
_AMBIGUOUS = "A"

Grid = dict[tuple[int, int], Cell]


class _Part(NamedTuple):
    """Hold one cell of a row: its span in the text and the columns that it covers."""

    start: int
    end: int
    column: int
    width: int = 1


_Row = list[_Part]


def find_text_tables(text: str, start: int, end: int, *, lexicon: Lexicon) -> list[Grid]:
    r"""Return the tables between two places of a text, each as cells by row and column.

    >>> from reportmine.text.lexicon import load_lexicon
    >>> text = "指标    2015年  2016年\n产值       860     912\n税金        92      95"
    >>> (table,) = find_text_tables(text, 0, len(text), lexicon=load_lexicon())
    >>> {place: text[cell.start : cell.end] for place, cell in table.items()}[1, 2]
    '912'
    """
    tables: list[Grid] = []
    for pattern in (_STROKE, _GAP):
        if pattern is _STROKE and not any(stroke in text for stroke in _STROKES):
            continue
        for run in _runs(text, start, end, pattern):
            rows = _framed(text, run, lexicon) if pattern is _STROKE else _parted(text, run, lexicon)
            if rows:
                tables.append(_grid(text, rows, len(tables), lexicon))
    return tables


def _runs(text: str, start: int, end: int, pattern: re.Pattern[str]) -> Iterator[list[Span]]:
    """Yield the lines that hold a mark of a table and stand below each other, parted by nothing but rules and blank lines."""
    run: list[Span] = []
    done = start
    for match in pattern.finditer(text, start, end):
        if match.start() < done:
            continue
        first = max(text.rfind("\n", start, match.start()) + 1, start)
        if pattern is _GAP and not text[first : match.start()].strip(_EDGES):
            continue  # the indent of a paragraph
        last = text.find("\n", match.start(), end)
        done = last if last >= 0 else end
        line = first, done
        if run and not _is_next(text, run[-1], line):
            yield from _whole(run)
            run = []
        if done - first > _LONGEST_LINE or (pattern is _GAP and not _SENTENCE.isdisjoint(text[first:done])):
            yield from _whole(run)
            run = []
        else:
            run.append(line)
    yield from _whole(run)


def _whole(run: list[Span]) -> Iterator[list[Span]]:
    if 1 < len(run) <= _MOST_LINES:
        yield run


def is_rule(line: str) -> bool:
    """Say whether a line is nothing but a rule or the edge of a frame."""
    return _RULE.fullmatch(line) is not None


def _is_next(text: str, above: Span, line: Span) -> bool:
    between = text[above[1] : line[0]]
    return len(between) <= _LONGEST_BETWEEN and (not between.strip() or _RULE.fullmatch(between) is not None)


def _framed(text: str, run: list[Span], lexicon: Lexicon) -> list[_Row] | None:
    """Read the lines of a table between strokes: as many cells in each, or strokes that stand below each other where cells cover several columns."""
    lines = [line for line in run if not _RULED.search(text, *line) and not _RULE.fullmatch(text, *line)]
    words = [line for line in run if _RULED.search(text, *line) and not _RULE.fullmatch(text, *line)]
    cut = [_cells(text, line) for line in lines]
    counts = {len(cells) for cells in cut}
    if not counts or max(counts) < 2 or len(lines) < 2:
        return None
    rows: list[_Row] | None
    if len(counts) == 1:
        rows = [[_Part(*cell, column) for column, cell in enumerate(cells)] for cells in cut]
    else:
        rows = _placed(text, lines, cut, wide=True) or _placed(text, lines, cut, wide=False)
    body = _body(text, rows, lexicon) if rows else None
    # A name that stands on the rule between two rows is one of both: which, is not certain.
    if rows is None or body is None or any(line[0] > rows[body][0].start for line in words):
        return None
    return rows if _is_certain(text, rows, body, lexicon) else None


def _cells(text: str, line: Span) -> list[Span]:
    """Cut a line at its strokes; those at its ends are the frame."""
    edges = [(line[0], line[0]), *(match.span() for match in _STROKE.finditer(text, *line)), (line[1], line[1])]
    cells = [_trimmed(text, after, before) for (_, after), (before, _) in pairwise(edges)]
    first = 1 if cells[0][0] == cells[0][1] else 0
    last = len(cells) - (1 if cells[-1][0] == cells[-1][1] else 0)
    framed = first and last < len(cells)
    return cells[first:last] if framed or len(cells) == 1 else cells


def _trimmed(text: str, start: int, end: int) -> Span:
    body = text[start:end].rstrip(_EDGES)
    first = start + len(body) - len(body.lstrip(_EDGES))
    return first, max(start + len(body), first)


def _placed(text: str, lines: list[Span], cut: list[list[Span]], *, wide: bool) -> list[_Row] | None:
    """Give the cells of a frame their columns by where their strokes stand, or return None where these do not stand below each other."""
    strokes = [[_width(text, line[0], m.start(), wide=wide) for m in _STROKE.finditer(text, *line)] for line in lines]
    edges = max(strokes, key=len)
    column = {at: n for n, at in enumerate(edges)}
    rows: list[_Row] = []
    for places, cells in zip(strokes, cut, strict=True):
        if (
            len(places) != len(cells) + 1
            or (places[0], places[-1]) != (edges[0], edges[-1])
            or not column.keys() >= set(places)
        ):
            return None
        spans = [(column[a], column[b]) for a, b in pairwise(places)]
        rows.append([_Part(*cell, a, b - a) for cell, (a, b) in zip(cells, spans, strict=True)])
    return rows


def _width(text: str, start: int, end: int, *, wide: bool) -> int:
    """Return how many half-width characters a piece of text takes; `wide` says that those of either width are wide, as in Chinese fonts."""
    both = _WIDE | {_AMBIGUOUS} if wide else _WIDE
    return sum(1 + (unicodedata.east_asian_width(char) in both) for char in text[start:end])


def _parted(text: str, run: list[Span], lexicon: Lexicon) -> list[_Row] | None:
    """Read lines whose cells tabs or blanks part: the first line that heads all below it opens the table."""
    lines = [line for line in run if not _RULE.fullmatch(text, *line)]
    while lines and not _has_digit(text, *lines[-1]):
        lines.pop()  # who filled it in, notes
    for first in range(min(_MAX_ABOVE, len(lines) - 2) if len(lines) > 2 else 0):
        below = lines[first:]
        if any(number_in(word) is not None and not _is_year(word) for word in text[slice(*below[0])].split()):
            continue  # figures head nothing
        ways = (_tabbed,) if any("\t" in text[a:b].strip() for a, b in below) else (_aligned_wide, _aligned, _counted)
        for way in ways:
            rows = way(text, below)
            body = _body(text, rows, lexicon) if rows else None
            certain = rows and body == 1 and _is_certain(text, rows, body, lexicon)
            if rows and certain and (way is not _counted or _is_even(text, rows, lexicon)):
                return rows
    return None


def _tabbed(text: str, lines: list[Span]) -> list[_Row] | None:
    """Cut lines at single tabs: as many in each line."""
    rows: list[_Row] = []
    for start, end in lines:
        edges = [start - 1, *(start + at for at, char in enumerate(text[start:end]) if char == "\t"), end]
        rows.append([_Part(*_trimmed(text, a + 1, b), n) for n, (a, b) in enumerate(pairwise(edges))])
    return rows if len({len(row) for row in rows}) == 1 else None


def _aligned_wide(text: str, lines: list[Span]) -> list[_Row] | None:
    return _aligned(text, lines, wide=True)


def _aligned(text: str, lines: list[Span], *, wide: bool = False) -> list[_Row] | None:
    """Cut lines at the places that are blank in all of them, or return None where a cell holds what may be two."""
    tokens = [list(_tokens(text, line, wide=wide)) for line in lines]
    columns: list[list[int]] = []
    for first, last, _, _ in sorted(token for row in tokens for token in row):
        if columns and first <= columns[-1][1]:
            columns[-1][1] = max(columns[-1][1], last)
        else:
            columns.append([first, last])
    columns = _merged(text, columns, tokens[1:])
    starts = [first for first, _ in columns]
    rows: list[_Row] = []
    for row in tokens:
        parts: dict[int, tuple[int, int, int]] = {}
        for first, last, begin, end in row:
            start = begin
            column = bisect_right(starts, first) - 1
            if column in parts:
                before = parts[column]
                if not _is_one(text, before[:2], (start, end), first - before[2]):
                    return None
                start = before[0]
            parts[column] = start, end, last
        at = row[0][2]
        rows.append([_Part(*parts[n][:2], n) if n in parts else _Part(at, at, n) for n in range(len(columns))])
    return rows


def _is_one(text: str, left: Span, right: Span, gap: int) -> bool:
    """Say whether two pieces make one cell: words that one blank parts, or a short name that is spread (利　润); two figures never."""
    if _has_digit(text, *left) and _has_digit(text, *right):
        return False
    spread = right[1] - right[0] == 1 and not text[left[0] : right[1]].isascii() and left[1] - left[0] <= _SPREAD
    return gap <= 1 or (gap <= _MOST_SPREAD and spread)


def _merged(text: str, columns: list[list[int]], body: list[list[tuple[int, int, int, int]]]) -> list[list[int]]:
    """Join columns of words that one blank parts, or of single characters: names of two words, and names that are spread."""
    digits = [t[0] for row in body for t in row if _has_digit(text, t[2], t[3])]
    joined = columns[:1]
    for first, last in columns[1:]:
        narrow = last - first == joined[-1][1] - joined[-1][0] == 2 and first - joined[-1][1] <= _MOST_SPREAD
        if (narrow or first - joined[-1][1] == 1) and not any(first <= at < last for at in digits):
            joined[-1][1] = last
        else:
            joined.append([first, last])
    return joined


def _tokens(text: str, line: Span, *, wide: bool) -> Iterator[tuple[int, int, int, int]]:
    """Yield the pieces of a line between blanks: where each starts and ends as the eye sees it, and in the text."""
    at, seen = line[0], 0
    for match in _TOKEN.finditer(text, *line):
        seen += _width(text, at, match.start(), wide=wide)
        width = _width(text, match.start(), match.end(), wide=wide)
        yield seen, seen + width, match.start(), match.end()
        at, seen = match.end(), seen + width


def _has_digit(text: str, start: int, end: int) -> bool:
    return any(map(str.isdigit, text[start:end]))


def _counted(text: str, lines: list[Span]) -> list[_Row] | None:
    """Cut lines at wide gaps: as many in each line, a header of names may be blank."""
    rows: list[list[Span]] = []
    for line in lines:
        cells: list[list[int]] = []
        last_seen = -2
        for first, last, start, end in _tokens(text, line, wide=True):
            if cells and _is_one(text, (cells[-1][0], cells[-1][1]), (start, end), first - last_seen):
                cells[-1][1] = end
            elif first - last_seen > 1:
                cells.append([start, end])
            else:
                return None
            last_seen = last
        rows.append([(a, b) for a, b in cells])
    if len({len(row) for row in rows}) != 1:
        return None
    return [[_Part(*cell, column) for column, cell in enumerate(row)] for row in rows]


def _is_even(text: str, rows: list[_Row], lexicon: Lexicon) -> bool:
    """Say whether every column but the first holds nothing but figures, or nothing but words."""
    for column in range(1, len(rows[0])):
        words = [text[row[column].start : row[column].end] for row in rows[1:]]
        figures = [word in _EMPTY or read_cell(word, lexicon=lexicon) is not None for word in words]
        if any(figures) and not all(figures):
            return False
    return True


def _body(text: str, rows: Sequence[_Row], lexicon: Lexicon) -> int | None:
    """Return the first row of figures."""
    return next(
        (
            n
            for n, row in enumerate(rows)
            if any(not _is_year(word) and read_cell(word, lexicon=lexicon) for word in _words(text, row)[1:])
        ),
        None,
    )


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and word[:2] in ("19", "20")


def _words(text: str, row: _Row) -> list[str]:
    return [text[part.start : part.end] for part in row]


def _is_certain(text: str, rows: Sequence[_Row], body: int, lexicon: Lexicon) -> bool:
    """Say whether headers stand over all figures, a name before those of every row, and some header or name tells what is measured or when."""
    if not 0 < body < len(rows):
        return False
    headed = {c for row in rows[:body] for p in row if p.end > p.start for c in range(p.column, p.column + p.width)}
    heads = [word for row in rows[:body] for word in _words(text, row) if word]
    if not all(map(_is_name, heads)) or any(map(_is_split, heads)):
        return False
    names = [_name(text, row, headed, lexicon) for row in rows[body:]]
    told = [read_header(word, lexicon=lexicon) for word in heads]
    says = any(h.part not in _FORMAL or h.role or h.change or h.period or h.unit or h.known for h in told)
    measures = says or any(read_header(name, lexicon=lexicon).names for name in names if name)
    return all(names) and measures and not _has_words_for_figures(text, rows, body, lexicon)


def _has_words_for_figures(text: str, rows: Sequence[_Row], body: int, lexicon: Lexicon) -> bool:
    """Say whether nothing but words stands below a header of figures (计划): then it is not certain whose header it is."""
    for part in rows[body - 1]:
        header = read_header(text[part.start : part.end], lexicon=lexicon)
        if header.part not in _FORMAL or header.unit:
            below = [text[p.start : p.end] for row in rows[body:] for p in row if p.column == part.column]
            words = [word for word in below if word not in _EMPTY and read_cell(word, lexicon=lexicon) is None]
            if part.column and len(words) == len(below):
                return True
    return False


def _name(text: str, row: _Row, headed: set[int], lexicon: Lexicon) -> str:
    """Return the name of a row of figures that all stand below headers, or nothing where it is no such row."""
    words = _words(text, row)
    at = 1 if words[0].isdigit() and not _is_year(words[0]) and len(words) > 2 else 0  # behind a running number
    figures = [n for n, word in enumerate(words) if n > at and read_cell(word, lexicon=lexicon)]
    rest = words[at + 1 :]
    gone = not figures and (any(word not in _EMPTY for word in rest) or not any(rest))
    name = words[at]
    unnamed = name in _EMPTY or (read_cell(name, lexicon=lexicon) is not None and not _is_year(name))
    bare = any(row[n].column not in headed for n in figures)
    return "" if gone or unnamed or bare or not all(map(_is_name, words)) else name


def _is_name(word: str) -> bool:
    return len(word) <= _LONGEST_CELL and _SENTENCE.isdisjoint(word)


def _is_split(word: str) -> bool:
    """Say whether a header may be those of two columns."""
    parts = word.split()
    return len(parts) > 1 and min(map(len, parts)) > 1 and parts[1][0] not in "（("


def _grid(text: str, rows: Sequence[_Row], table: int, lexicon: Lexicon) -> Grid:
    body = _body(text, rows, lexicon) or 0
    return {
        (n, part.column): Cell(part.start, part.end, table, n, part.column, n < body or part.column == 0, part.width)
        for n, row in enumerate(rows)
        for part in row
    }
