"""Find the titles that number the articles of a compilation page (……篇1, 第二篇, ……(三), 范文1): same prefix, rising numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import regex

from reportmine.errors import LexiconError
from reportmine.schema import PageText
from reportmine.structure.lines import Lines
from reportmine.structure.numbering import CN_NUMERALS, marker_reader, marker_value
from reportmine.text.automata import MatchKind, build_automaton
from reportmine.text.entries import RunningTitle
from reportmine.text.lexicon import Lexicon

TITLE_LIMIT = 70  # characters of a running title
TESTS_LIMIT = 4000  # lines one pattern is tried on
MAX_STEP = 3  # numbers a site may have lost between two titles
WIDE_STEP = 30  # the same behind a whole prefix and 篇, which nothing but a running title has
HEAD_LINES = 30  # lines of labels and navigation that can stand above a lone running title
MIN_BODY = 15  # characters between two titles; less is a table of contents
TITLE_EDGES = "：:# \u3000【】[]"
_STRIP = regex.compile(r"[#\s\u3000【】《》「」\[\]（）()“”\"'、,，.．:：·—-]+")


@dataclass(frozen=True, slots=True)
class Title:
    """Hold one running title: its line, its number, the prefix all titles of the row share and the article's own title."""

    line: int
    number: int
    prefix: str
    own: str
    style: str


class TitleFinder:
    """Find running titles with one automaton over the cues and one pattern a style; built once a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._styles = lexicon.entries(RunningTitle)
        try:
            self._patterns = [regex.compile(s.pattern.replace("{cn}", CN_NUMERALS)) for s in self._styles]
        except regex.error as error:
            raise LexiconError(f"pattern is wrong ({error})", where="[[running_title]]", mend="correct it") from error
        self._free = frozenset(s.id for s in self._styles if s.any_prefix)
        owners: dict[str, list[int]] = {}
        for number, style in enumerate(self._styles):
            for cue in style.cues:
                owners.setdefault(cue, []).append(number)
        self._owners = list(owners.values())
        self._automaton = build_automaton(owners, matchkind=MatchKind.Standard) if owners else None
        self._reader = marker_reader(lexicon)

    def find(self, page: PageText, lines: Lines, skip: frozenset[int]) -> list[Title]:
        """Return the titles of the rows that count up, in page order; `skip` are lines that are noise."""
        rows: dict[tuple[str, str], list[Title]] = {}
        for title in self._hits(lines, skip):
            rows.setdefault((title.style, title.prefix), []).append(title)
        chosen: dict[int, Title] = {}
        for row in rows.values():
            if self._is_outline(lines, row):
                continue
            limit = WIDE_STEP if row[0].prefix and row[0].style in self._free else MAX_STEP
            for title in _rising(page, lines, row, limit):
                chosen.setdefault(title.line, title)
        for style in self._styles:
            if style.any_prefix:
                of_style = sorted(
                    (t for row in rows.values() for t in row if t.style == style.id), key=lambda t: t.line
                )
                run = _counted(lines, of_style)
                if len(run) > len(chosen) and not self._is_outline(lines, run):
                    chosen = {t.line: t for t in run}
        return [chosen[line] for line in sorted(chosen)]

    def matches(self, lines: Lines, line: int) -> bool:
        """Tell whether one line has the form of a running title, alone or in a row."""
        start, end = lines.spans[line]
        return end - start <= TITLE_LIMIT and any(
            self._match(number, lines, line) is not None for number in range(len(self._styles))
        )

    def _hits(self, lines: Lines, skip: frozenset[int]) -> Iterable[Title]:
        if self._automaton is None:
            return
        short = [i for i, (s, e) in enumerate(lines.spans) if e - s <= TITLE_LIMIT and i not in skip][:TESTS_LIMIT]
        taken: set[int] = set()
        joined = "\n".join(lines.string(i) for i in short)
        starts = [0]
        for i in short:
            starts.append(starts[-1] + lines.spans[i][1] - lines.spans[i][0] + 1)
        tried: dict[int, set[int]] = {}
        position = 0
        for cue, start, _ in sorted(
            self._automaton.find_matches_as_indexes(joined, overlapping=True), key=lambda hit: hit[1]
        ):
            while starts[position + 1] <= start:
                position += 1
            tried.setdefault(position, set()).update(self._owners[cue])
        for position, styles in tried.items():
            for number in sorted(styles):
                title = self._match(number, lines, short[position])
                if title is not None and title.line not in taken:
                    taken.add(title.line)
                    yield title

    def _match(self, number: int, lines: Lines, line: int) -> Title | None:
        match = self._patterns[number].fullmatch(lines.text, *lines.spans[line])
        if match is None:
            return None
        groups = match.groupdict()
        value = marker_value(groups["n"])[0]
        own = (groups.get("own") or groups.get("own2") or "").strip(TITLE_EDGES)
        return Title(line, value[0] if value else 0, normal_title(groups["prefix"]), own, self._styles[number].id)

    def _is_outline(self, lines: Lines, row: list[Title]) -> bool:
        """Tell whether a row without prefix numbers the parts of one long document: chapters then count on across it."""
        return (
            not row[0].prefix
            and any(t.own for t in row)
            and any(mark.marker.book for mark in self._reader.read(lines.text))
        )


@lru_cache(maxsize=4)
def title_finder(lexicon: Lexicon) -> TitleFinder:
    """Return the lexicon's finder of running titles, built once."""
    return TitleFinder(lexicon)


def normal_title(text: str) -> str:
    """Return a title without white space, brackets and punctuation, to compare titles by.

    >>> normal_title("【 年度 总结】：")
    '年度总结'
    """
    return _STRIP.sub("", text)


def _rising(page: PageText, lines: Lines, row: list[Title], limit: int) -> list[Title]:
    """Return the longest run of a row that rises by at most `limit`, without its table of contents; a lone title counts where it heads the page."""
    best: list[Title] = []
    run: list[Title] = []
    for title in row:
        if run and not 1 <= title.number - run[-1].number <= limit:
            best, run = max(best, run, key=lambda r: _weight(lines, r)), []
        run.append(title)
    best = max(best, run, key=lambda r: _weight(lines, r))
    if len(best) >= 2:
        return best if _weight(lines, best) >= MIN_BODY * (len(best) - 1) else []
    return [t for t in best if _heads(page, lines, t)]


def _counted(lines: Lines, row: list[Title]) -> list[Title]:
    """Return the heaviest run 1, 2, 3 … of titles that need not share a prefix: each with a text below it."""
    best: list[Title] = []
    run: list[Title] = []
    for title in row:
        if title.number == 1 or not run or title.number != run[-1].number + 1:
            best, run = max(best, run, key=lambda r: _weight(lines, r)), []
        if run or title.number == 1:
            run.append(title)
    best = max(best, run, key=lambda r: _weight(lines, r))
    return best if len(best) >= 2 and _weight(lines, best) >= MIN_BODY * (len(best) - 1) else []


def _weight(lines: Lines, run: list[Title]) -> int:
    """Return the characters between the titles of a run, theirs left out: a table of contents has none."""
    if not run:
        return -1
    ends = [t.line for t in run[1:]] + [run[-1].line + 1]
    return sum(lines.spans[end - 1][1] - lines.spans[title.line][1] for title, end in zip(run, ends, strict=True))


def _heads(page: PageText, lines: Lines, title: Title) -> bool:
    """Tell whether a lone title heads the page: no text before it, and its prefix is the page's title or a line above."""
    if not title.prefix or title.line > HEAD_LINES or any(e - s >= TITLE_LIMIT for s, e in lines.spans[: title.line]):
        return False
    names = [normal_title(page.title or ""), *(normal_title(lines.string(i)) for i in range(title.line))]
    return title.line == 0 or any(name and (title.prefix in name or name in title.prefix) for name in names)
