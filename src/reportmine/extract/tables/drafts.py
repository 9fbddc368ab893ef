"""Read the numbers of table cells: metric from one header, period, change or role from the other, unit from headers, a column of units or the caption."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import cast

from reportmine.extract.drafts import Draft
from reportmine.extract.tables.captions import WITHIN, Caption, read_caption
from reportmine.extract.tables.cells import Stated, number_in, read_cell, read_timespan
from reportmine.extract.tables.grid import Place, Table, survey
from reportmine.extract.tables.headers import (
    Header,
    read_header,
    read_stack,
    row_name,
    settled,
    under,
    unit_of,
    year_of,
)
from reportmine.extract.tables.plain import find_text_tables, is_rule
from reportmine.offsets import Span
from reportmine.schema import Article, Cell, Change, Quantity, Role
from reportmine.text.lexicon import Lexicon
from reportmine.text.periods.find import PeriodMatch

_RATES = frozenset({"rate", "share"})
_DERIVED = frozenset({"change", *_RATES})  # told of the figures to the left
_AHEAD = frozenset({"target", "forecast"})
_FORMAL = frozenset({"amount", "total"})  # they name only where nothing else does
_FIGURES = frozenset({"target", "forecast", "actual", "reference", *_FORMAL, *_DERIVED})
_NEAR = 12  # a change is told of figures at most so many columns to its left
_CHANGE, _TOTAL, _REFERENCE, _PERCENT, _YEAR = "change", "total", "reference", "percent", "year"


def table_drafts(article: Article, *, lexicon: Lexicon) -> tuple[list[Draft], list[Span]]:
    """Return the drafts of all numeric table cells of an article, and the spans of these cells and of their headers.

    A cell of digits alone is no quantity in running text; in a table its headers say what it counts.
    """
    drafts: list[Draft] = []
    spans: set[Span] = set()
    text, end = article.page.text, 0
    for cells in (
        _marked(article) if article.page.cells else find_text_tables(text, *article.source_span, lexicon=lexicon)
    ):
        texts = {place: text[cell.start : cell.end].strip() for place, cell in cells.items()}
        first = min(cell.start for cell in cells.values())
        start = max(end, first - WITHIN)
        # A line that is cut off at its start is no caption.
        above = text[start:first].split("\n")[start > end :]
        end = max(cell.end for cell in cells.values())
        table = survey(cells, texts, lexicon=lexicon)
        if table:
            lines = [line.strip() for line in (*above, *table.heads) if line.strip() and not is_rule(line)]
            reader = _Reader(article, table, read_caption(lines, lexicon=lexicon), lexicon)
            found = list(reader.drafts())
            drafts += found
            if found:
                spans.update((draft.start, draft.end) for draft in found)
                spans.update(reader.header_spans())
    return drafts, sorted(spans)


def _marked(article: Article) -> Iterable[Mapping[Place, Cell]]:
    """Return the tables that mark-up, a Word file or a sheet told of."""
    tables: dict[int, dict[Place, Cell]] = defaultdict(dict)
    for cell in article.page.cells:
        tables[cell.table][cell.row, cell.column] = cell
    return tables.values()


@dataclass(slots=True)
class _Reader:
    """Read the cells of one table; every header is read once."""

    article: Article
    table: Table
    caption: Caption
    lexicon: Lexicon
    columns: dict[tuple[str, ...], Header | None] = field(default_factory=dict)
    rows: dict[tuple[int, int], Header | None] = field(default_factory=dict)
    wholes: dict[int, int | None] = field(default_factory=dict)

    def drafts(self) -> Iterator[Draft]:
        """Yield the drafts of the cells that state a quantity, in order."""
        table = self.table
        skipped = table.idle | {table.units, *table.names}
        stated = {
            place: found
            for place, text in sorted(table.texts.items())
            if place[0] >= table.body and place[1] not in skipped and (found := self._stated(place, text))
        }
        counted = {column for (_, column), found in stated.items() if not found.redacted}
        for place, found in stated.items():
            span = _span(self.article, table.cells[place])
            column = self._column(place)
            # A mask among words (a name, ×××) is no number that is gone.
            if span and (place[1] in counted or (column and (column.unit or column.part in _FIGURES))):
                yield self._draft(span, found, place, column)

    def _stated(self, place: Place, text: str) -> Stated | None:
        names = self.table.row_names(place[0], self.table.cells[place].height)
        return read_cell(text, lexicon=self.lexicon) or read_timespan(
            names[0] if names else "", text, lexicon=self.lexicon
        )

    def header_spans(self) -> Iterator[Span]:
        """Yield the spans of the headers, of the units, and of the names of rows that hold no numbers of their own."""
        table = self.table
        for (row, column), text in table.texts.items():
            named = column in table.names and not any(map(str.isdigit, text))
            counts = column in table.idle and number_in(text) is not None
            if text and (row < table.body or column == table.units or named or counts):
                span = _span(self.article, table.cells[row, column])
                if span:
                    yield span

    def _column(self, place: Place) -> Header | None:
        """Return what stands over a cell; over one that covers several columns, only what covers all of them."""
        column, width = place[1], self.table.cells[place].width
        texts = self.table.columns.get(column, ())
        for other in range(column + 1, column + width):
            texts = tuple(text for text in texts if text in self.table.columns.get(other, ()))
        if texts not in self.columns:
            self.columns[texts] = read_stack(texts, lexicon=self.lexicon)
        return self.columns[texts]

    def _row(self, row: int, height: int) -> Header | None:
        """Return what names the row of a cell of this height, with the unit that a column of units gives it."""
        if (row, height) not in self.rows:
            self.rows[row, height] = self._read_row(row, height)
        return self.rows[row, height]

    def _read_row(self, row: int, height: int) -> Header | None:
        table, lexicon = self.table, self.lexicon
        names = [row_name(text, lexicon=lexicon) for text in table.row_names(row, height) if text]
        header = read_header(names[0][0], lexicon=lexicon) if names else None
        for name, _ in names[1:]:
            if header and name:
                header = under(read_header(name, lexicon=lexicon), header, lexicon=lexicon)
        line = table.line_over(row)
        if header and line and not header.names:
            over = read_header(row_name(line, lexicon=lexicon)[0], lexicon=lexicon)
            header = under(over, header, lexicon=lexicon) if over.names else header
        if header and not header.unit:
            unit = unit_of(table.name(row, table.units), lexicon) if table.units is not None else None
            if unit is None and names[0][1]:
                # 其中：出口 is told in the unit of the row whose part it is.
                above = self._whole(row)
                whole = self._row(above, 1) if above is not None else None
                unit = whole.unit if whole else None
            header = header._replace(unit=unit)
        return header

    def _whole(self, row: int) -> int | None:
        """Return the nearest row above that is no part of another."""
        if not self.wholes:
            last = None
            for at in sorted({at for at, _ in self.table.texts}):
                self.wholes[at] = last
                names = self.table.row_names(at, 1)
                if names and names[0] and at >= self.table.body and not row_name(names[0], lexicon=self.lexicon)[1]:
                    last = at
        return self.wholes.get(row)

    def _draft(self, span: Span, stated: Stated, place: Place, column: Header | None) -> Draft:
        row = self._row(place[0], self.table.cells[place].height)
        if column and column.part in _FORMAL and row and (row.names or (row.name and not column.unit)):
            column = column._replace(name="")
        headers = [header for header in (column, row) if header]
        draft = Draft(span[0], span[1], stated.quantity, "cell", *span, span, span[0], redacted=stated.redacted)
        if row and not row.names and column and column.part == _CHANGE and not column.name:
            # Of a row that names no measure (一车间) the change is one of the figures to the left.
            measure = next((header for header in self._left(place) if header.names), None)
            column = column._replace(name=measure.name, known=measure.known) if measure else column
        _name(draft, row, column, of_houses=self.table.of_houses or (row is not None and row.part == _TOTAL))
        change = stated.change or next((header.change for header in headers if header.change), "level")
        quantity = self._in_unit(stated.quantity, draft.metric, row, column)
        if change != "level" and quantity.low is not None and quantity.low < 0:
            # 增减率 -3.1% is a fall of 3.1 %.
            quantity = replace(quantity, low=-quantity.low, high=-quantity.low)
            change = "decrease" if change == "increase" else "increase"
        draft.quantity, draft.change = quantity, cast(Change, change)
        draft.compared_to = stated.compared or next((header.compared for header in headers if header.compared), None)
        role = (
            stated.role
            or next((header.role for header in headers if header.role), "")
            or self._role_left(place, column)
        )
        draft.role, draft.role_source = cast(Role, role or "actual"), "cue" if role else "default"
        draft.period_match, draft.period_source = self._period(place, row, column, draft.role)
        return draft

    def _left(self, place: Place) -> Iterator[Header]:
        """Yield the headers of the columns left of a cell, the nearest first."""
        for column in range(place[1] - 1, max(place[1] - _NEAR, *self.table.names, -1), -1):
            if (place[0], column) in self.table.cells and column != self.table.units:
                header = self._column((place[0], column))
                if header:
                    yield header

    def _role_left(self, place: Place, column: Header | None) -> str:
        """Return the role of the figures that a change stands behind: 2024年目标, 增幅."""
        if column is None or not column.change:
            return ""
        nearest = next((header for header in self._left(place) if header.part not in _DERIVED), None)
        return nearest.role if nearest and nearest.role in _AHEAD else ""

    def _period(
        self, place: Place, row: Header | None, column: Header | None, role: str
    ) -> tuple[PeriodMatch | None, str]:
        """Return the time that the headers of a cell name, else that of the figures it is told of, else the caption's, and where it stands."""
        named = [header.period for header in (column, row) if header and header.period]
        source = column
        if column and _is_derived(column):
            figures = [header for header in self._left(place) if not _is_derived(header) and header.role != _REFERENCE]
            source = figures[0] if figures else column
            dated = [header.period for header in figures if header.period] if source.period else []
            named += sorted(dated, key=_year, reverse=True)[:1]
        fixed = [period for period in (*named, self.caption.period) if period and _year(period)]
        if named:
            return (settled(named[0], fixed[0], lexicon=self.lexicon) if fixed else named[0]), "clause"
        period = self._captioned(source.span if source else "") if role != _REFERENCE else None
        return period, "section" if period else "none"

    def _captioned(self, span: str) -> PeriodMatch | None:
        """Return the caption's time for figures of a span: 年度目标 is that of its year, 累计 of no single month."""
        period = self.caption.period
        if period is None or period.first is None or not span or period.first.grain == _YEAR:
            return period
        if span == _YEAR:
            return year_of(period, lexicon=self.lexicon)
        return period if period.first.first_month != period.first.last_month else None

    def _in_unit(self, stated: Quantity, metric: str, row: Header | None, column: Header | None) -> Quantity:
        """Return a bare figure in the unit of its headers; the rate of a change, a completion or a share is a percentage."""
        if stated.unit:
            return stated
        unit = column.unit if column else None
        closer = row and row.unit and column and not (column.names or column.change or column.part in _DERIVED)
        if unit is None and column and column.ratio:
            return replace(stated, unit="%", unit_id=_PERCENT, dimension=_PERCENT)
        if unit is None or closer:
            unit = row.unit if row and row.unit else unit
        if unit is None:
            unit = self._caption_unit(metric, column)
        if unit is None or unit.low is None:
            return stated
        low = stated.low * unit.low if stated.low is not None else None
        return replace(unit, low=low, high=low, bound=stated.bound, text=stated.text)

    def _caption_unit(self, metric: str, column: Header | None) -> Quantity | None:
        """Return the unit of the caption; where it also names %, what a change is told in stays open."""
        units = self.caption.units
        if column and column.change and len(units) > 1 and any(unit.dimension == _PERCENT for unit in units):
            return None
        return self.caption.unit_for(metric, lexicon=self.lexicon)


def _is_derived(header: Header) -> bool:
    return header.part in _DERIVED or bool(header.change)


def _year(period: PeriodMatch) -> int:
    return period.first.year or 0 if period.first else 0


def _name(draft: Draft, row: Header | None, column: Header | None, *, of_houses: bool) -> None:
    """Set what a cell measures, by the header that names a measure, and whose it is, by the other; rows of houses say whose."""
    headers = [header for header in (column, row) if header]
    names = [header for header in headers if header.name]
    last = names[0 if of_houses else -1] if names else None
    named = next((header for header in names if header.names), last)
    name = (
        named.name
        if named
        else next((h.text for h in (row, column) if h and not h.part and not h.period and h.text), "")
    )
    subject = next((header.name for header in names if header is not named), None)
    if column and column.part in _RATES and not (named and named.names):
        # Of a row that names no measure (一车间) a rate is all that is measured.
        subject, name = name or None, column.text
    draft.subject = subject or next((header.subject for header in headers if header.subject), None)
    draft.metric, draft.metric_source = (name, "header") if name else ("", "none")


def _span(article: Article, cell: Cell) -> Span | None:
    """Return the cell's text in the article, without white space, or None where the article does not hold it."""
    source = article.page.text[cell.start : cell.end]
    stripped = source.strip()
    if not stripped:
        return None
    first = cell.start + source.index(stripped[0])
    start, last = article.offsets.to_derived(first), article.offsets.to_derived(first + len(stripped) - 1)
    return None if start is None or last is None else (start, last + 1)
