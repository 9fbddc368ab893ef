"""Trim what a page writes around its article: the byline above it, notices and links to other pages below it."""

from __future__ import annotations

from reportmine.acquire.lines import Line
from reportmine.acquire.metadata import DATE, Labels, labels_of
from reportmine.text.lexicon import Lexicon

BYLINE_LINES = 8  # a byline stands within the first lines …
BYLINE_CHARS = 120  # … and is short
NOTICE_LINES = 6
NOTICE_CHARS = 240
AFTER_END_SHARE = (
    0.25  # what follows an end mark may hold at most this share of the page, else the mark stands between articles
)
AFTER_END_LINES = 12


def trim_furniture(lines: list[Line], *, lexicon: Lexicon) -> list[Line]:
    """Return the lines without byline, trailing notices and whatever follows an end mark; the article's own words stay.

    A line is a byline only by two signs (a date and a label, two labels, or a date label that reports do not use), so that the 时间:… of
    minutes stays; notices count only at the very end.

    >>> from reportmine.text.lexicon import load_lexicon
    >>> lines = [Line("2024-03-05 来源:本站 点击:12"), Line("一、时间:2024年3月5日"), Line("转载请注明出处")]
    >>> [line.text for line in trim_furniture(lines, lexicon=load_lexicon())]
    ['一、时间:2024年3月5日']
    """
    labels = labels_of(lexicon)
    kept = _without_byline(lines, labels)
    kept = _before_end(kept, labels)
    for _ in range(NOTICE_LINES):
        if len(kept) < 2 or not _is_notice(kept[-1].text, labels):
            break
        kept = kept[:-1]
    return kept


def _without_byline(lines: list[Line], labels: Labels) -> list[Line]:
    kept: list[Line] = []
    for position, line in enumerate(lines):
        if position >= BYLINE_LINES or (len(line.text) > BYLINE_CHARS and not line.cells):
            return kept + lines[position:]
        if not is_byline(line.text, labels):
            kept.append(line)
    return kept


def is_byline(text: str, labels: Labels) -> bool:
    """Say whether a short line is a byline by two signs."""
    if len(text) > BYLINE_CHARS or text.endswith(("。", "；", "！", "？")):
        return False
    date = DATE.search(text) is not None
    found = len(labels.byline.findall(text))
    return bool(labels.dateline.match(text) and date) or found + date >= 2


def _is_notice(text: str, labels: Labels) -> bool:
    if len(text) > NOTICE_CHARS:
        return False
    return bool(labels.notice.match(text) or (labels.reprint.search(text) and labels.owner.search(text)))


def _before_end(lines: list[Line], labels: Labels) -> list[Line]:
    total = sum(len(line.text) for line in lines)
    after = 0
    cut = len(lines)
    for back, line in enumerate(reversed(lines)):
        position = len(lines) - 1 - back
        if back > AFTER_END_LINES or after > AFTER_END_SHARE * total:
            break
        if position > 0 and labels.end.match(line.text):
            cut = position
        after += len(line.text)
    return lines[:cut]
