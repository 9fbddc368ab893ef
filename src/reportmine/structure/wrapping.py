"""Find lines that a fixed width cut: measured for each article, checked by words that cross the seams."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reportmine.structure.lines import Lines
from reportmine.structure.numbering import MarkerReader
from reportmine.text.tokens import crosses

MIN_WIDTH, MAX_WIDTH = 18, 130  # characters a line of wrapped text can hold
FULL = (
    0.72  # a wrapped line reaches this share of the width (less is lost where the site stripped digits after wrapping)
)
BRIM = 0.9  # a line that reaches this share was cut even where a sentence ends on it
MIN_OPEN = 3  # full lines without an end that show a wrapped article
SAMPLE = 40  # seams looked at
CROSSED = 0.2  # share of seams crossed by a word in wrapped text (measured: .4 to .6; between whole lines under .05)
RAGGED, MIN_RAGGED = 0.5, 6  # share and number of such seams that tell text cut at no fixed width
HAN_HERE, HAN_BELOW = 4, 2  # characters that tell such lines from cells of a table
_HAN = re.compile("[\u4e00-\u9fff]")
LONG = 18  # a line this long is running text, not a heading that lacks a full stop
WINDOW = 6
ENDS = "。！？!?：:；;…”’）)】》."
OPENERS = "，。、；：！？）】》”’,;:!?)"  # no paragraph starts with these
COMMAS = "，、,"


def find_joins(lines: Lines, at: Sequence[int], reader: MarkerReader) -> list[int]:
    """Return the positions in `at` (line indexes in order) whose line goes on in the next one of `at`."""
    text, spans = lines.text, lines.spans
    lengths = [spans[i][1] - spans[i][0] for i in at]
    open_ended = [n for n in range(len(at) - 1) if _is_open(text, spans[at[n]], spans[at[n + 1]])]
    if not open_ended:
        return []
    width = _width(lines, at, lengths, open_ended)
    ragged = frozenset(_ragged(lines, at, lengths, open_ended))
    indented = _indents(lines, at) if width or ragged else frozenset[int]()
    joins = []
    for n in sorted({*open_ended, *_brim(lines, at, lengths, width)}):
        here, below = spans[at[n]], spans[at[n + 1]]
        fits = lengths[n] if n in ragged else width
        if n + 1 not in indented and _goes_on(text, here, below, fits, reader, lengths[n]):
            joins.append(n)
    return joins


def _is_open(text: str, here: tuple[int, int], below: tuple[int, int]) -> bool:
    """Tell whether a line has no end of its own, or the next one cannot start one; a point between digits is no end (毛利率17.|3%)."""
    last, first = text[here[1] - 1], text[below[0]]
    return last not in ENDS or first in OPENERS or _cuts_decimal(text, here, below)


def _cuts_decimal(text: str, here: tuple[int, int], below: tuple[int, int]) -> bool:
    last, first = text[here[1] - 1], text[below[0]]
    return last == "." and first.isdigit() and here[1] - here[0] > 1 and text[here[1] - 2].isdigit()


def _goes_on(
    text: str, here: tuple[int, int], below: tuple[int, int], width: int, reader: MarkerReader, length: int
) -> bool:
    last, first = text[here[1] - 1], text[below[0]]
    if _is_ascii_word(last) and _is_ascii_word(first) and not (last.isdigit() and first.isdigit()):
        return False  # a removed break would glue two words
    if first in OPENERS:
        return last not in ENDS
    if reader.starts_with(text, *below) and not (last in COMMAS and width):
        return False
    if width and length >= FULL * width:
        return True
    if length < LONG or last in ENDS:
        return False
    return last in COMMAS or (_is_text(text, *here) and _has_clause(text, *below) and _crosses(text, here, below))


def _width(lines: Lines, at: Sequence[int], lengths: list[int], open_ended: list[int]) -> int:
    """Return the width the article was wrapped at, 0 where it was not wrapped."""
    if len(lengths) < MIN_OPEN + 1:
        return 0
    ordered = sorted(lengths)
    width = ordered[int(0.9 * (len(ordered) - 1))]
    if not MIN_WIDTH <= width <= MAX_WIDTH or sum(n > 1.15 * width for n in ordered) > 0.04 * len(ordered):
        return 0
    full = [n for n in open_ended if lengths[n] >= FULL * width]
    if len(full) < MIN_OPEN or len(full) < 0.25 * sum(n >= FULL * width for n in lengths):
        return 0
    sample = full[:: max(1, len(full) // SAMPLE)][:SAMPLE]
    crossed = sum(_is_cut(lines.text, lines.spans[at[n]], lines.spans[at[n + 1]]) for n in sample)
    return width if crossed >= max(1, CROSSED * len(sample)) else 0


def _ragged(lines: Lines, at: Sequence[int], lengths: list[int], open_ended: list[int]) -> list[int]:
    """Return the lines that go on where most lines of prose are cut within a word or number at no fixed width, none elsewhere: those cut so, and
    long ones; a short line between words is a heading."""
    spans = lines.spans
    prose = [n for n in open_ended if _is_prose(lines.text, spans[at[n]], spans[at[n + 1]])]
    cut = {n for n in prose if _is_cut(lines.text, spans[at[n]], spans[at[n + 1]])}
    told = len(cut) >= max(MIN_RAGGED, RAGGED * len(prose))
    return [n for n in prose if n in cut or lengths[n] >= LONG] if told else []


def _is_prose(text: str, here: tuple[int, int], below: tuple[int, int]) -> bool:
    """Tell whether two lines hold written words, not the figures of a table whose cells stand on lines of their own."""
    goes_on = text[below[1] - 1] in ENDS or len(_HAN.findall(text, *below)) >= HAN_BELOW
    return goes_on and len(_HAN.findall(text, *here)) >= HAN_HERE


def _brim(lines: Lines, at: Sequence[int], lengths: list[int], width: int) -> list[int]:
    """Return full lines that end on a full stop, where blank lines or indents show which breaks end paragraphs."""
    if not width:
        return []
    single = [n for n in range(len(at) - 1) if lines.breaks[at[n + 1]] == 1]
    blank = len(at) - 1 - len(single)
    told = 0.05 * len(at) < blank < 0.6 * len(at) or bool(_indents(lines, at))
    return [n for n in single if told and lengths[n] >= BRIM * width and lengths[n + 1] > 1]


def _indents(lines: Lines, at: Sequence[int]) -> frozenset[int]:
    """Return the positions of indented lines where some lines are indented and others are not: they start paragraphs."""
    indented = frozenset(
        n for n, i in enumerate(at) if lines.text[lines.spans[i][0] - 1 : lines.spans[i][0]] in {" ", "\u3000", "\t"}
    )
    return indented if 0.05 * len(at) < len(indented) < 0.8 * len(at) else frozenset()


def _is_cut(text: str, here: tuple[int, int], below: tuple[int, int]) -> bool:
    """Tell whether a seam is one of wrapped text: a word crosses it, or it parts a number from its decimals or what it counts (9|人)."""
    last, first = text[here[1] - 1], text[below[0]]
    counted = last.isdigit() and ("一" <= first <= "\u9fff" or first in "%％‰")
    return counted or _cuts_decimal(text, here, below) or _crosses(text, here, below)


def _crosses(text: str, here: tuple[int, int], below: tuple[int, int]) -> bool:
    """Tell whether a word or a number crosses the seam between two lines."""
    left = text[max(here[0], here[1] - WINDOW) : here[1]]
    right = text[below[0] : min(below[1], below[0] + WINDOW)]
    return (left[-1].isdigit() and right[0].isdigit()) or crosses(left, right)


def _is_text(text: str, start: int, end: int) -> bool:
    """Tell whether a long line is running text: it holds clauses, or is too long for a heading."""
    return end - start >= 40 or any(text.find(mark, start, end) >= 0 for mark in "。；;，,")


def _has_clause(text: str, start: int, end: int) -> bool:
    """Tell whether a line holds a clause or ends a sentence: what goes on from the line above, not a heading."""
    return text[end - 1] in ENDS or any(text.find(mark, start, end) >= 0 for mark in "，。；,;")


def _is_ascii_word(char: str) -> bool:
    return char.isascii() and char.isalnum()
