"""Read the bare figures behind a name with its unit in brackets: 产值（万元）：目标86000，完成63480."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple, cast

from reportmine.extract.drafts import Draft
from reportmine.extract.measures import RATIOS, metric_index
from reportmine.extract.reading import Reading
from reportmine.extract.tables.headers import Header, read_header, unit_of
from reportmine.offsets import Span
from reportmine.schema import Change, Role
from reportmine.text.lexicon import Lexicon
from reportmine.text.quantities.find import QuantityMatch, find_exclusions, find_quantities

# The brackets open what tells the label; what stands before them is read only where a unit stands in them and figures follow.
_UNIT = re.compile(
    r"[（(](?:单位[:：])?([^（）()\d\n]{1,10})[）)](?:[ \u3000]*([:：])[ \u3000]*|([ \u3000\t]+|(?=\d))|(?=[\u4e00-\u9fff]))"
)
_NAME = re.compile(r"[^\s，,、；;。：:！？!?（）()“”《》]+$")
_NUMBERED = re.compile(r"^\d{1,2}[.．]")
_LONGEST_NAME = 20
_ENDS = re.compile(r"[。\n]")
_PARTING = re.compile(r"[，、；;\s]+|(?<!\d),|,(?!\d)|[：:](?=\S*[：:])")
_EDGES = " \u3000\t"
_SUBJECT = re.compile(r"[\u4e00-\u9fff]{2,8}")
_RANGE_END = re.compile(r"[-–—－~～至到]\d[\d,]*(?:\.\d+)?")
_LONGEST_LINE = 1000
_BARE = "bare"
_BOUND = 4  # characters of a word of bound behind a figure


class _Label(NamedTuple):
    """Hold a name with a unit in brackets: where it starts, where the figures behind it start and end, and the unit's words; `parted` where a colon, blanks or nothing but the figure follow."""

    start: int
    body: int
    end: int
    unit: str
    header: Header
    colon: bool
    parted: bool


def labelled_drafts(reading: Reading, taken: list[Span], *, lexicon: Lexicon) -> list[Draft]:
    """Return the drafts of bare figures whose unit stands in brackets behind a name; those in `taken` (ascending spans) are table cells.

    A figure may have words of its own before it: a role or a time (目标86000), or whose it is (一车间1200). What else stands there ends the list.
    """
    drafts: list[Draft] = []
    text = reading.text
    cells = {_line_start(text, start) for start, _ in taken}
    for label in _labels(reading.text, lexicon):
        if not cells or _line_start(text, label.start) not in cells:
            drafts += _figures(label, text, lexicon)
    for draft in drafts:
        start, end = reading.sentence(draft.start)
        # Lists lack full stops: what the item above says of its figures is not said of these.
        after = text.find("\n", draft.end, end)
        draft.sentence = max(start, _line_start(text, draft.start)), after if after >= 0 else end
    return drafts


def _line_start(text: str, at: int) -> int:
    """Return where the line of a place starts, or -1 where that is too far off for a list or a row."""
    floor = max(0, at - _LONGEST_LINE)
    return text.rfind("\n", floor, at) + 1 or (0 if floor == 0 else -1)


def _labels(text: str, lexicon: Lexicon) -> Iterator[_Label]:
    found = []
    for match in _UNIT.finditer(text):
        name = _NAME.search(text, max(0, match.start() - _LONGEST_NAME), match.start())
        if name is None or name.end() - name.start() >= _LONGEST_NAME:
            continue
        number = _NUMBERED.match(name[0])
        start = name.start() + (number.end() if number else 0)
        if start < match.start() and unit_of(match[1], lexicon):
            found.append((start, match))
    for i, (start, match) in enumerate(found):
        below = found[i + 1][0] if i + 1 < len(found) else len(text)
        end = _ENDS.search(text, match.end(), max(below, match.end()))
        last = end.start() if end else below
        header = read_header(text[start : match.start()] + f"（{match[1]}）", lexicon=lexicon)
        yield _Label(
            start, match.end(), last, match[1], header, bool(match[2]), match[2] is not None or match[3] is not None
        )


def _figures(label: _Label, text: str, lexicon: Lexicon) -> list[Draft]:
    """Read the figures behind a label, up to what is no figure of it; a row of figures without words is a table's."""
    body = text[label.body : label.end]
    bare = [
        (start, end)
        for start, end, reason in find_exclusions(body, lexicon=lexicon)
        if reason == _BARE and body[start].isascii()
    ]
    drafts: list[Draft] = []
    position = 0
    for start, stop in bare:
        if start < position:
            continue  # the upper end of a range
        range_end = _RANGE_END.match(body, stop)
        end = range_end.end() if range_end else stop
        first = _words_start(body, position, start, lexicon)
        match = _measured(body, first, (start, end), label.unit, lexicon) if first is not None else None
        if first is None or match is None:
            break
        words = body[first : first + match.outer_start].rstrip("：:" + _EDGES)
        header = _header(words, label.header, lexicon) if words or not drafts else None
        if header is None or not (drafts or label.parted or header.part):
            break
        drafts.append(_draft(label, match, (start, end), first, header))
        position = end
    rest = body[position:].lstrip(_EDGES)
    return [] if len(drafts) == 1 and not label.colon and rest[:1].isdigit() else drafts


def _words_start(body: str, position: int, start: int, lexicon: Lexicon) -> int | None:
    """Return where the words of one figure start, or None where other words stand between it and the figure before it."""
    first = position
    for mark in _PARTING.finditer(body, position, start):
        between = body[first : mark.start()].strip(_EDGES)
        # A rate may stand between the figures of a list (，增长5.2%，); what else does ends it.
        if between and not any(m.quantity.dimension in RATIOS for m in find_quantities(between, lexicon=lexicon)):
            return None
        first = mark.end()
    return first


def _measured(body: str, first: int, bare: Span, unit: str, lexicon: Lexicon) -> QuantityMatch | None:
    """Read a bare figure as if the unit stood behind it, with the words of bound around it; offsets count from `first`."""
    start, end = bare[0] - first, bare[1] - first
    written = f"{body[first : bare[1]]}{unit}{body[bare[1] : bare[1] + _BOUND]}"
    matches = find_quantities(written, lexicon=lexicon)
    return next((m for m in matches if (m.start, m.end) == (start, end + len(unit))), None)


def _header(words: str, row: Header, lexicon: Lexicon) -> Header | None:
    """Read the words before a figure like a column's header, or return None where they show that it is no figure of the label."""
    header = read_header(words, lexicon=lexicon)
    if header.name and header.known and header.name != row.name:
        dimension = row.unit.dimension if row.unit else None
        fits = metric_index(lexicon).find(header.name, dimension, changes=False, ending=True)
        return header if fits else None
    if header.part or header.role or header.change:
        return header._replace(name="")
    return header if not header.name or _SUBJECT.fullmatch(header.name) else None


def _draft(label: _Label, match: QuantityMatch, bare: Span, first: int, column: Header) -> Draft:
    """Make the draft of a figure of what its label and its own words say: name, change and role; its time is read where all text is."""
    row, start, base = label.header, label.body + bare[0], label.body + first
    end = label.body + bare[1]
    after = max(match.outer_end - match.end, 0)
    draft = Draft(
        start, end, replace(match.quantity, text=match.quantity.text[: end - start]), match.kind, base + match.outer_start, end + after,
        (start, end), base if first else label.start,
    )  # fmt: skip
    own = column.name if column.known else ""
    draft.metric, draft.metric_source = own or row.name or row.text, "header"
    draft.subject = column.name or None if not own else None
    draft.change = cast(Change, column.change or row.change or "level")
    if role := column.role or row.role:
        draft.role, draft.role_source = cast(Role, role), "cue"
        draft.strength = "plan" if role == "target" else None
    return draft
