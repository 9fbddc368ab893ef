"""Build an article's outline: candidates in reading order go on an open list, start one, or are no headings at all."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from reportmine.schema import Article, Section
from reportmine.structure.candidates import Candidate
from reportmine.structure.headings import gather, title_span
from reportmine.structure.lines import Lines, split_lines
from reportmine.structure.numbering import marker_reader
from reportmine.structure.roles import assign_roles
from reportmine.text.lexicon import Lexicon

MAX_GAP = 3  # numbers a writer or a site may have lost inside a list
UNNUMBERED = frozenset(
    {
        "plain",
        "intro",
        "alone",
        "run_in",
        "label",
        "bullet",
        "bullet_title",
        "strong",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
    }
)


@dataclass(slots=True)
class _Open:
    """Hold one open level: its style, the last number seen and the section it belongs to."""

    key: str
    rank: int
    last: int
    path: tuple[int, ...]
    surface: str
    node: int
    line: int | None = None  # the paragraph a list lives in, where it started inside one


@dataclass(slots=True)
class _Outline:
    """Hold the state of one pass over the candidates."""

    candidates: list[Candidate]
    lines: Lines
    by_key: dict[str, list[int]] = field(default_factory=dict)
    stack: list[_Open] = field(default_factory=list)
    parent_key: dict[str, str] = field(default_factory=dict)
    nodes: list[tuple[Candidate, int | None, int]] = field(default_factory=list)

    def following(self, key: str, index: int) -> Candidate | None:
        """Return the next candidate of a style after `index`."""
        at = self.by_key.get(key, [])
        place = bisect_right(at, index)
        return self.candidates[at[place]] if place < len(at) else None

    def goes_on(self, entry: _Open, index: int) -> bool:
        """Tell whether an open list goes on after `index`: its next marker then has the next number."""
        following = self.following(entry.key, index)
        return following is not None and bool(following.value) and 1 <= following.value[-1] - entry.last <= 2


def find_sections(article: Article, *, lexicon: Lexicon) -> tuple[Section, ...]:
    """Return the outline of an article in reading order, with roles; text before the first heading is a section without number.

    Levels come from the order of appearance and the sequence of numbers, with a rank between styles where both leave it open.

    >>> from reportmine.schema import PageText
    >>> from reportmine.structure.articles import split_articles
    >>> from reportmine.text.lexicon import load_lexicon
    >>> text = "现将情况汇报如下：\\n一、主要成绩\\n（一）抓生产。产量稳步增长。\\n（二）抓安全。全年无事故。\\n二、存在问题\\n力量不足。"
    >>> article = split_articles(PageText(text=text), lexicon=load_lexicon())[0]
    >>> [(s.level, s.number, s.title, s.role) for s in find_sections(article, lexicon=load_lexicon())][1:3]
    [(1, '一、', '主要成绩', 'achievements'), (2, '（一）', '抓生产', 'achievements')]
    """
    lines = split_lines(article.text)
    if not lines.spans:
        return ()
    candidates = gather(article, lines, reader=marker_reader(lexicon), lexicon=lexicon)
    nodes = _arrange(candidates, lines)
    return assign_roles(article, _sections(nodes, lines), lexicon=lexicon)


def _arrange(candidates: list[Candidate], lines: Lines) -> list[tuple[Candidate, int | None, int]]:
    """Return the accepted candidates with parent and level, in order."""
    outline = _Outline(_supported(candidates, lines), lines)
    for index, candidate in enumerate(outline.candidates):
        outline.by_key.setdefault(candidate.key, []).append(index)
    for index, candidate in enumerate(outline.candidates):
        _leave_paragraph(outline, candidate)
        if candidate.key in UNNUMBERED or not candidate.value:
            _place_unnumbered(outline, index, candidate)
        else:
            _place_numbered(outline, index, candidate)
    return outline.nodes


def _leave_paragraph(outline: _Outline, candidate: Candidate) -> None:
    """Close the lists that started inside a paragraph which is over, unless this number goes on with one."""
    depth = next((d for d, entry in enumerate(outline.stack) if entry.line is not None), None)
    if depth is None or outline.stack[depth].line == outline.lines.at(candidate.start):
        return
    entry = outline.stack[depth]
    around = _depth(outline, candidate.key, depth)
    goes_around = around is not None and candidate.value[-1:] == (outline.stack[around].last + 1,)
    if goes_around or entry.key != candidate.key or candidate.value[-1:] != (entry.last + 1,):
        del outline.stack[depth:]


def _supported(candidates: list[Candidate], lines: Lines) -> list[Candidate]:
    """Leave out weak candidates without company: a number needs its neighbour of the same style, inside the paragraph if inline."""
    rows: dict[tuple[str, int], list[Candidate]] = {}
    for candidate in candidates:
        place = lines.at(candidate.start) if candidate.inline else -1
        rows.setdefault((candidate.key, place), []).append(candidate)
    heads = {(c.key, lines.at(c.start)): c for c in candidates if not c.inline}
    company: set[int] = set()
    for (key, place), row in rows.items():
        opener = heads.get((key, place))
        for first, second in pairwise([opener, *row] if opener and place >= 0 else row):
            beside = not first.value and not second.value and lines.at(second.start) - lines.at(first.start) == 1
            if beside or _are_neighbours(first.value, second.value):
                company.update((id(first), id(second)))
    return [c for c in candidates if not c.weak or id(c) in company]


def _are_neighbours(first: tuple[int, ...], second: tuple[int, ...]) -> bool:
    return bool(first and second) and first[:-1] == second[:-1] and 1 <= second[-1] - first[-1] <= 2


def _place_numbered(outline: _Outline, index: int, candidate: Candidate) -> None:
    value = candidate.value[-1]
    if len(candidate.value) > 1 and _place_decimal(outline, candidate):
        return
    depth = _depth(outline, candidate.key)
    if depth is None:
        if _may_start(outline, index, candidate):
            _start(outline, index, candidate)
        return
    entry = outline.stack[depth]
    step = value - entry.last
    if candidate.exact and step != 1:
        return
    if 1 <= step <= MAX_GAP or (step == 0 and not candidate.weak):
        _continue(outline, depth, candidate)
    elif value in {0, 1}:
        if candidate.inline and entry.line is None:
            _push(outline, candidate)  # a list inside an item of a list of the same style
        elif candidate.surface != entry.surface and outline.goes_on(entry, index) and not candidate.top:
            _push(outline, candidate)
        else:
            _continue(outline, depth, candidate)
    elif _is_followed(outline, index, candidate) or (not candidate.weak and candidate.rank <= 22 and step > 0):
        _continue(outline, depth, candidate)


def _may_start(outline: _Outline, index: int, candidate: Candidate) -> bool:
    """Tell whether a number may open a list: 0 or 1, or a later one that goes on from before or goes on below."""
    if candidate.exact or (candidate.inline and candidate.value[-1] > 1):
        return False
    value = candidate.value[-1]
    return value in {0, 1} or (not candidate.weak and candidate.rank <= 22) or _is_followed(outline, index, candidate)


def _is_followed(outline: _Outline, index: int, candidate: Candidate) -> bool:
    following = outline.following(candidate.key, index)
    return following is not None and following.value[-1:] == (candidate.value[-1] + 1,)


def _place_decimal(outline: _Outline, candidate: Candidate) -> bool:
    """Place 1.2 under 1, 1.2.1 under 1.2; tell whether that was possible."""
    prefix = candidate.value[:-1]
    for depth in range(len(outline.stack) - 1, -1, -1):
        entry = outline.stack[depth]
        if entry.path == prefix and entry.key != candidate.key:
            del outline.stack[depth + 1 :]
            _push(outline, candidate)
            return True
        if entry.key == candidate.key and entry.path[:-1] == prefix:
            if candidate.value[-1] <= entry.last or candidate.value[-1] - entry.last > MAX_GAP:
                return True  # 1.2 again, or far away: a quantity or a reference
            _continue(outline, depth, candidate)
            return True
    depth_of_key = _depth(outline, candidate.key)
    if (
        depth_of_key is not None
        and candidate.value[-1] in {0, 1}
        and candidate.value > outline.stack[depth_of_key].path
    ):
        _continue(outline, depth_of_key, candidate)
        return True
    return False


def _depth(outline: _Outline, key: str, below: int | None = None) -> int | None:
    """Return the depth of the innermost open list of a style (below a depth), or None."""
    top = len(outline.stack) if below is None else below
    return next((d for d in range(top - 1, -1, -1) if outline.stack[d].key == key), None)


def _start(outline: _Outline, index: int, candidate: Candidate) -> None:
    """Open a new list: below its known parent style, else below what outranks it or goes on around it."""
    stack = outline.stack
    known = _depth(outline, outline.parent_key[candidate.key]) if candidate.key in outline.parent_key else None
    if known is not None and not candidate.top:
        del stack[known + 1 :]
    else:
        while stack and stack[-1].rank > candidate.rank and (candidate.top or not outline.goes_on(stack[-1], index)):
            stack.pop()
    _push(outline, candidate)


def _place_unnumbered(outline: _Outline, index: int, candidate: Candidate) -> None:
    stack = outline.stack
    while stack and not outline.goes_on(stack[-1], index):
        entry = stack[-1]
        if entry.key == candidate.key or (entry.rank <= candidate.rank and not candidate.closing):
            break
        stack.pop()
    if stack and stack[-1].key == candidate.key:
        _continue(outline, len(stack) - 1, candidate)
    else:
        _push(outline, candidate)


def _continue(outline: _Outline, depth: int, candidate: Candidate) -> None:
    line = outline.stack[depth].line
    del outline.stack[depth:]
    _push(outline, candidate)
    if candidate.inline and line is not None:
        outline.stack[-1].line = line
        candidate.within = outline.lines.at(candidate.start) == line


def _push(outline: _Outline, candidate: Candidate) -> None:
    stack, nodes = outline.stack, outline.nodes
    parent = stack[-1] if stack else None
    if parent is not None:
        outline.parent_key.setdefault(candidate.key, parent.key)
    nodes.append((candidate, parent.node if parent else None, len(stack) + 1))
    last = candidate.value[-1] if candidate.value else -1
    line = outline.lines.at(candidate.start) if candidate.inline and last in {0, 1} else None
    candidate.within = line is not None
    stack.append(_Open(candidate.key, candidate.rank, last, candidate.value, candidate.surface, len(nodes) - 1, line))


def _sections(nodes: Sequence[tuple[Candidate, int | None, int]], lines: Lines) -> list[Section]:
    """Return the sections with their extents: a section ends where the next one that is not below it starts."""
    first, last = lines.spans[0][0], lines.spans[-1][1]
    shift = 1 if not nodes or nodes[0][0].start > first else 0
    ends = _ends(nodes, lines, last)
    sections = []
    if shift:
        end = _text_end(lines, nodes[0][0].start) if nodes else last
        sections.append(Section(0, None, 1, "", "", first, end, first))
    for index, (c, parent, level) in enumerate(nodes):
        limit = nodes[index + 1][0].start if index + 1 < len(nodes) else last
        title_end, body_start = c.title or title_span(
            lines.text, c.title_start, min(c.line_end, max(limit, c.title_start))
        )
        sections.append(
            Section(
                index=index + shift,
                parent=None if parent is None else parent + shift,
                level=level,
                number=c.number,
                title=lines.text[c.title_start : title_end],
                start=c.start,
                end=ends[index],
                body_start=min(body_start, ends[index]),
            )
        )
    return sections


def _ends(nodes: Sequence[tuple[Candidate, int | None, int]], lines: Lines, last: int) -> list[int]:
    ends = [last] * len(nodes)
    open_nodes: list[int] = []
    for index, (candidate, _, level) in enumerate(nodes):
        while open_nodes and nodes[open_nodes[-1]][2] >= level:
            ends[open_nodes.pop()] = _text_end(lines, candidate.start)
        open_nodes.append(index)
    for index, (candidate, _, _) in enumerate(nodes):
        if candidate.within:
            ends[index] = min(ends[index], candidate.line_end)
    return ends


def _text_end(lines: Lines, start: int) -> int:
    """Return the end of the text before `start`."""
    end = start
    while end > 0 and lines.text[end - 1].isspace():
        end -= 1
    return end
