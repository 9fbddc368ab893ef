"""Read a unit as it is set: with points in it (kW·h), parted by a blank or a line break (个百 分点), and what strokes count it by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import regex

from reportmine.text.entries import Unit
from reportmine.text.quantities.word_tables import UnitTable

STROKES = frozenset("/／")
OPENING, CLOSING = frozenset("(（"), frozenset(")）")
POINTS = frozenset("·•∙・⋅")
BETWEEN = STROKES | POINTS
# A unit of so many characters may have marks between them.
WINDOW, MAX_PER = 12, 3
_JOINT = regex.compile(r"(?:[ \u3000]|\n|[·•∙・⋅]|(?<=[A-Za-z])\.(?=[A-Za-z]))")
_PARTED = regex.compile(r"[ \u3000\n]")


def find_unit(units: UnitTable, text: str, position: int, *, written: bool) -> tuple[int, Unit] | None:
    """Return (end, unit) of the longest unit at a place; marks and single blanks inside its name count for nothing."""
    found = units.at(text, position, written=written)
    window = text[position : position + WINDOW]
    joints = [m.start() for m in _JOINT.finditer(window)]
    if not joints or joints[0] == 0:
        return found
    places = [i for i in range(len(window)) if i not in joints]
    whole = units.at("".join(window[i] for i in places), 0, written=written)
    if whole is None:
        return found
    end = places[whole[0] - 1] + 1
    crossed = [i for i in joints if i < end]
    if not crossed or (found and found[0] - position >= end) or any(b - a == 1 for a, b in pairwise(crossed)):
        return found
    following = text[position + end : position + end + 1]
    last = crossed[-1]
    # One character behind a blank belongs to the unit only where nothing goes on behind it (立方⏎米，, not 千瓦 时间).
    if window[last].isspace() and end - last == 2 and (following.isalnum() or following.isspace()):
        return found
    return position + end, whole[1]


def find_per(
    units: UnitTable, text: str, head: int, stroke: int, scales: Mapping[str, Decimal]
) -> tuple[int, Unit] | None:
    """Return (end, unit) of what the unit at `head` is counted by behind a stroke: /吨, /万元, /(人·天), /平方米/月."""
    place = stroke + 1
    bracket = text[place : place + 1] in OPENING
    place += bracket
    found = find_unit(units, text, place, written=False)
    if found is None and text[place : place + 1] in scales:
        found = find_unit(units, text, place + 1, written=False)
        if found:
            found = found[0], replace(found[1], id=f"{scales[text[place]]}{found[1].id}")
    if found is None:
        return None
    end, unit = found
    for _ in range(MAX_PER):
        if text[end : end + 1] not in BETWEEN:
            break
        more = find_unit(units, text, end + 1, written=False) or _time_at(units, text[head:stroke], text, end + 1)
        if more is None:
            break
        end, unit = more[0], replace(unit, id=f"{unit.id}_{more[1].id}")
    if bracket:
        return (end + 1, unit) if text[end : end + 1] in CLOSING else None
    return end, unit


def _time_at(units: UnitTable, head: str, text: str, position: int) -> tuple[int, Unit] | None:
    """Return (end, unit) of what counts a unit by and is none alone (月 in 元/㎡·月), as it stands behind the unit itself (元/月)."""
    whole = units.at(f"{head}/{text[position : position + WINDOW]}", 0, written=False)
    return (position + whole[0] - len(head) - 1, whole[1]) if whole and whole[0] > len(head) + 1 else None


def find_longer_per(
    units: UnitTable, text: str, start: int, end: int, scales: Mapping[str, Decimal]
) -> tuple[int, Unit, Unit] | None:
    """Return (end, unit, per) where what a unit with a stroke in its name is counted by goes on behind it (元/吨 in 元/吨·公里, 元/吨公里)."""
    stroke = next((i for i in range(start, end) if text[i] in STROKES), -1)
    if stroke < 0:
        return None
    head, per = units.at(text[start:stroke], 0, written=False), find_per(units, text, start, stroke, scales)
    if head is None or per is None or per[0] <= end or head[0] < stroke - start:
        return None
    return per[0], head[1], per[1]


def surface_of(text: str, start: int, end: int) -> str:
    """Return a unit as it is written, without the blanks that part it."""
    surface = text[start:end]
    return _PARTED.sub("", surface) if end - start > 2 else surface
