"""Find what the rows and columns of a table are for: header rows, the columns that name, count and measure its rows, rows that stand alone."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from reportmine.extract.tables.cells import number_in, read_cell
from reportmine.extract.tables.headers import NO_SPACE, part_of, read_header, row_name, unit_of
from reportmine.schema import Cell
from reportmine.text.lexicon import Lexicon

Place = tuple[int, int]
Grid = Mapping[Place, Cell]

# A column is one of running numbers, words or units where more than half of its cells are.
_HALF = 2
_MIN_RUN = 2
HEADER_ROWS = 8  # headers and lines over them stand in the first rows
_NAME_COLUMNS = 4
_COLONS = frozenset("：:")
_NUMBER, _UNIT, _NOTE, _CLASS, _HOUSE = "number", "unit", "note", "class", "house"


class Table(NamedTuple):
    """Hold one table: its cells and their texts by place, and what its rows and columns are for.

    `body` is the first row of figures; `columns` are the texts of the headers over each column, the uppermost first; `names` the columns
    that name the rows, the closest first; `heads` the lines above the headers and `groups` the lines between the rows, with their rows; `of_houses` says
    that the rows are named by whose figures they hold (部门, 车间).
    """

    cells: Grid
    texts: Mapping[Place, str]
    owners: Mapping[Place, Place]
    body: int
    columns: Mapping[int, tuple[str, ...]]
    names: tuple[int, ...]
    units: int | None
    idle: frozenset[int]
    heads: tuple[str, ...]
    groups: tuple[tuple[int, str], ...]
    of_houses: bool = False

    def name(self, row: int, column: int) -> str:
        """Return the text of a cell of the columns that name the rows, also where it covers several rows."""
        return self.texts.get(self.owners.get((row, column), (row, column)), "")

    def line_over(self, row: int) -> str:
        """Return the last line between the rows that stands above a row."""
        at = bisect_left(self.groups, (row, ""))
        return self.groups[at - 1][1] if at else ""

    def row_names(self, row: int, height: int) -> list[str]:
        """Return the names of a row, the closest first, that cover as many rows as a cell of this height."""
        places = (self.owners.get((row, column), (row, column)) for column in self.names)
        names = [self.texts[p] for p in places if p in self.cells and self.cells[p].height - (row - p[0]) >= height]
        # 合计 may stand in the column of numbers.
        before = (
            next((t for c in range(self.names[0]) if (t := self.texts.get((row, c), ""))), "") if self.names else ""
        )
        return names if any(names) or number_in(before) is not None else [before]


def survey(cells: Grid, texts: Mapping[Place, str], *, lexicon: Lexicon) -> Table | None:
    """Return what the rows and columns of a table are for, or None where no row holds figures."""
    rows: dict[int, list[int]] = defaultdict(list)
    for row, column in sorted(texts):
        rows[row].append(column)
    alone = {row: place for row, columns in rows.items() if (place := _alone(cells, texts, row, columns))}
    body = next((row for row in rows if row not in alone and _has_figures(texts, row, rows, alone, lexicon)), None)
    if body is None:
        return None
    above = [row for row in rows if row < body and row not in alone]
    counted = {row for row in above if _counts_columns([texts[row, c] for c in rows[row]], lexicon)}
    heads = [row for row in above if row not in counted][-HEADER_ROWS:]
    owners = _owners(cells, heads, max(rows))
    _carry(owners, texts, heads, rows)
    last = heads[-1] if heads else body
    columns = {
        column: _stack(owners, texts, heads, column) for column in {c for columns in rows.values() for c in columns}
    }
    bodies: dict[int, list[Place]] = defaultdict(list)
    for row, column in sorted(texts):
        if row >= body and row not in alone:
            bodies[column].append((row, column))
    table = Table(
        cells, texts, owners, body, columns, (0,), None, frozenset(),
        tuple(texts[alone[row]] for row in rows if row < min(last, body) and row in alone),
        # A name whose figures are blank is no line between the rows.
        tuple((row, texts[alone[row]]) for row in sorted(alone) if row > last and (cells[alone[row]].width > 1 or len(rows[row]) == 1)),
    )  # fmt: skip
    return _with_columns(table, bodies, lexicon)


def _alone(cells: Grid, texts: Mapping[Place, str], row: int, columns: list[int]) -> Place | None:
    """Return the only cell of a row that holds text, where it is the first one: a line over or between the rows."""
    filled = [column for column in columns if texts[row, column]]
    if len(filled) != 1 or number_in(texts[row, filled[0]]) is not None:
        return None
    place = row, filled[0]
    first = filled[0] == columns[0] == 0 and cells[place].height == 1
    return place if first or not _COLONS.isdisjoint(texts[place]) else None


def _has_figures(
    texts: Mapping[Place, str], row: int, rows: Mapping[int, list[int]], alone: Mapping[int, Place], lexicon: Lexicon
) -> bool:
    """Say whether a row holds figures behind its first column; years in a row without a name are headers."""
    first = all(other >= row or other in alone for other in rows)
    named = bool(texts.get((row, 0))) and not first
    figures = [texts[row, c] for c in rows[row] if c > 0 and read_cell(texts[row, c], lexicon=lexicon)]
    return any(named or not _is_year(text) for text in figures) and not _counts_columns(
        [texts[row, c] for c in rows[row]], lexicon
    )


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isdigit() and text[:2] in ("19", "20")


def _counts_columns(texts: list[str], lexicon: Lexicon) -> bool:
    """Say whether a row only counts the columns: 甲 乙 1 2 3."""
    run = [text for text in texts if text.isdigit()]
    others = [text for text in texts if text and not text.isdigit()]
    formal = all((entry := part_of(text, lexicon)[0]) and entry.part == _NUMBER for text in others)
    return len(run) >= _MIN_RUN and bool(others) and formal and run == [str(n) for n in range(1, len(run) + 1)]


def _owners(cells: Grid, heads: list[int], last: int) -> dict[Place, Place]:
    """Return the places that a cell covers besides its own, among the headers and in the columns that name the rows."""
    owners: dict[Place, Place] = {}
    for place, cell in cells.items():
        row, column = place
        if cell.width == cell.height == 1:
            owners[place] = place
            continue
        for below in range(row, min(row + cell.height, last + 1)):
            if below > (heads[-1] if heads else -1) and column >= _NAME_COLUMNS:
                break
            wide = column + cell.width if below in heads else min(column + cell.width, _NAME_COLUMNS)
            for c in range(column, wide):
                owners.setdefault((below, c), place)
    return owners


def _carry(
    owners: dict[Place, Place], texts: Mapping[Place, str], heads: list[int], rows: Mapping[int, list[int]]
) -> None:
    """Let the header of a group stand over the blank cells to its right where headers of their own stand below them."""
    for n, row in enumerate(heads[:-1]):
        below = heads[n + 1 :]
        for left, column in zip(rows[row], rows[row][1:], strict=False):
            over = owners.get((row, left))
            if texts[row, column] or over is None or over[1] == 0 or not texts.get(over):
                continue
            if all(any(texts.get((r, c)) for r in below) for c in (over[1], column)):
                owners[row, column] = over


def _stack(owners: Mapping[Place, Place], texts: Mapping[Place, str], heads: list[int], column: int) -> tuple[str, ...]:
    places = dict.fromkeys(owners[row, column] for row in heads if (row, column) in owners)
    return tuple(texts[place] for place in places if texts[place])


def _with_columns(table: Table, bodies: Mapping[int, list[Place]], lexicon: Lexicon) -> Table:
    """Return the table with its columns told apart: those that only count, those of words, the one of units, those that hold no quantities."""
    body = {column: [table.texts[place] for place in places] for column, places in bodies.items()}
    parts = {
        column: {
            entry.part if entry else "" for text in texts for entry, _ in (part_of(text.translate(NO_SPACE), lexicon),)
        }
        for column, texts in table.columns.items()
    }
    numbers = {
        c for c, texts in body.items() if _NUMBER in parts[c] or (c == 0 and not parts[c] and _is_running(texts))
    }
    units = next(
        (c for c, texts in body.items() if (_UNIT in parts[c] or not parts[c]) and c and _most(unit_of(t, lexicon) for t in texts)),
        None,
    )  # fmt: skip
    idle = frozenset(numbers | {c for c in body if _NOTE in parts[c]})
    names: list[int] = []
    for column in sorted(body)[:_NAME_COLUMNS]:
        if column not in numbers and column != units:
            years = column == 0 and _most(map(_is_year, body[column]))
            if years or _are_words(body[column], lexicon):
                names.append(column)
            elif names:
                break
    names = [c for c in names if _CLASS not in parts[c]] or names
    closest = _closest(table, names, numbers, bodies, lexicon)
    of_houses = bool(closest) and not {_HOUSE, _UNIT}.isdisjoint(parts.get(closest[0], ()))
    return table._replace(names=closest, units=units, idle=idle, of_houses=of_houses)


def _closest(
    table: Table, names: list[int], numbers: set[int], bodies: Mapping[int, list[Place]], lexicon: Lexicon
) -> tuple[int, ...]:
    """Order the columns that name the rows: the one of measures, else the first whose cells name one row each, then those left of it."""
    if not names:
        return () if 0 in numbers else (0,)

    def key(column: int) -> tuple[bool, bool, int]:
        places = bodies[column]
        measures = _most(_is_measure(table.texts[place], lexicon) for place in places)
        return measures, all(table.cells[place].height == 1 for place in places), -column

    label = max(names, key=key)
    return label, *(c for c in reversed(names) if c < label)


def _is_measure(text: str, lexicon: Lexicon) -> bool:
    name, _ = row_name(text, lexicon=lexicon)
    return read_header(name, lexicon=lexicon).names


def _is_running(body: list[str]) -> bool:
    """Say whether the cells of a column only count its rows: 1, 2, 3 from the first on."""
    run = [text for text in body if text]
    return len(run) >= _MIN_RUN and run == [str(n) for n in range(1, len(run) + 1)]


def _are_words(body: list[str], lexicon: Lexicon) -> bool:
    return _most(text and read_cell(text, lexicon=lexicon) is None for text in body)


def _most(found: Iterable[object]) -> bool:
    marks = [bool(mark) for mark in found]
    return sum(marks) * _HALF > len(marks)
