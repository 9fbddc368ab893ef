"""Gather everything on an article's lines that may head a section: markers, lost bullets, HTML hints, lines that stand alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

import regex

from reportmine.offsets import Span
from reportmine.schema import Article
from reportmine.structure.bullets import lost_bullets, raise_bullets
from reportmine.structure.candidates import RANK_HINT, RANK_INTRO, RANK_PARTING, RANK_PLAIN, Candidate
from reportmine.structure.lines import Lines
from reportmine.structure.numbering import SHORT_TITLE, Mark, MarkerReader
from reportmine.text.entries import RoleCue
from reportmine.text.lexicon import Lexicon

HINT_LEVELS = {f"h{n}": n for n in range(1, 7)}
PLAIN_LIMIT = 40  # characters of a heading without number on plain text
BODY_LINE = 50  # a heading without number stands over a paragraph at least this long,
SENTENCE_LINE = 26  # over a sentence at least this long, or over a numbered list
INTRO_TITLE, INTRO_REST = 45, 25  # a paragraph that announces a list: its first sentence, and what follows it
TITLE_LIMIT = 400  # a title may be a sentence, but not a page
RUN_IN_LIMIT = 40  # a run-in title without punctuation ends here at the latest
LONG_LINE = 60
MIN_LABELLED, LABELLED_LINE = 3, 24  # labels of text stand over paragraphs; the fields of a form are shorter (时间：…)
MIN_PLAIN = 2  # lines without number are headings only in company
ANNEX_WORD = 6
ENDS = "。！？!?：:；;，,、…"
_TITLE_END = regex.compile(r"[。；;：:！？!?\n]|(?<=[\u4e00-\u9fff”’）)])\.(?=[\u4e00-\u9fff“\s]|$)")
_ECHO = regex.compile(r"(.{2,30}?)\1|(?:.{0,26}?)([\u4e00-\u9fff]{2,4})(\2)")
_DATE_LINE = regex.compile(r"[\d〇○零一二三四五六七八九十xX×*年月日.\-/ ]+")
_LABEL = regex.compile(r"([\u4e00-\u9fff]{2,8})[:：](?=\S)")
_PAUSE = regex.compile(r"[，,、。；;：:！？!?\t]")
_DIGITS = regex.compile(r"\d+")
_SENTENCE = regex.compile(r"[。！？!?：:；;]")
PARTING_CHARS = 5, 20  # a line that parts a text, without its brackets or colon
PARTING_BELOW = 12  # and the least that stands below it


def gather(article: Article, lines: Lines, *, reader: MarkerReader, lexicon: Lexicon) -> list[Candidate]:
    """Return the candidates of an article in order, at most one a start."""
    rows = _rows(article, lines)
    marks = [m for m in reader.read(article.text) if not rows or lines.at(m.start) not in rows]
    starts = {m.start for m in marks}
    numbered = [c for m in marks if (c := _from_mark(m, lines, starts)) is not None]
    raise_bullets(numbered, lines)
    inline = [_from_inline(m, lines) for m in reader.read_inside(article.text) if not _in_annex(m, lines, lexicon)]
    taken = {c.start for c in numbered}
    at_line = {lines.at(at): c for c in numbered for at in (c.title_start, c.start)}
    others = [*lost_bullets(article, lines, taken), *_hinted(article, lines, at_line)]
    taken.update(c.start for c in others)
    others.extend(_intros(lines, at_line, taken))
    taken.update(c.start for c in others)
    others.extend(_alone(lines, at_line, taken, lexicon))
    taken.update(c.start for c in others)
    others.extend(_labelled(lines, at_line, taken))
    taken.update(c.start for c in others)
    plain = list(_plain(article, lines, at_line, taken))
    others.extend(plain)
    taken.update(c.start for c in plain)
    others.extend(_parting(lines, at_line, taken, lexicon, beside=plain))
    seen: dict[int, Candidate] = {}
    for candidate in sorted([*numbered, *others, *inline], key=lambda c: (c.start, c.inline)):
        seen.setdefault(candidate.start, candidate)
    return list(seen.values())


def _rows(article: Article, lines: Lines) -> frozenset[int]:
    """Return the lines that are rows of several cells: a running number before them heads nothing."""
    starts = (article.offsets.to_derived(hint.start) for hint in article.page.hints if hint.kind == "row")
    rows = {lines.at(start) for start in starts if start is not None}
    return frozenset(row for row in rows if row >= 0 and "\t" in lines.string(row))


def _from_mark(mark: Mark, lines: Lines, starts: set[int]) -> Candidate | None:
    index = lines.at(mark.start)
    if index < 0:
        return None
    end = lines.spans[index][1]
    marker = mark.marker
    if mark.end >= end:
        if index + 1 >= len(lines) or lines.spans[index + 1][0] in starts:
            return None  # a number without title, right above another one
        start, below = lines.spans[index + 1]
        if below - start <= SHORT_TITLE and lines.text[below - 1] not in ENDS and not mark.marker.weak:
            candidate = _candidate(mark, below)
            candidate.title_start = start  # the title stands on the next line
            return candidate
    if marker.short and (end - mark.start > SHORT_TITLE or lines.text[end - 1] in ENDS):
        return None
    return _candidate(mark, end)


def _in_annex(mark: Mark, lines: Lines, lexicon: Lexicon) -> bool:
    """Tell whether a marker stands in a line that lists annexes (附件：1.…2.…)."""
    start, end = lines.spans[lines.at(mark.start)]
    head = lines.text[start : min(start + ANNEX_WORD, end)]
    return head.replace(":", "：").partition("：")[0] in annex_words(lexicon) and "：" in head.replace(":", "：")


def _from_inline(mark: Mark, lines: Lines) -> Candidate:
    end = lines.spans[lines.at(mark.start)][1]
    candidate = _candidate(mark, end)
    candidate.inline = candidate.weak = True
    return candidate


def _candidate(mark: Mark, line_end: int) -> Candidate:
    title_start = min(mark.end, line_end)
    marker = mark.marker
    key = f"{marker.key}{len(mark.value)}" if len(mark.value) > 1 else marker.key
    return Candidate(
        start=mark.start,
        title_start=title_start,
        line_end=line_end,
        key=key,
        rank=marker.rank + max(0, len(mark.value) - 1),
        value=mark.value,
        number=mark.number,
        surface=mark.surface,
        weak=marker.weak,
        exact=marker.exact,
        top=marker.top,
    )


def title_span(text: str, start: int, line_end: int) -> Span:
    """Return the end of a title that starts at `start`, and where its body starts: at the first 。；： or at the line's end.

    >>> title_span("渠道建设。新建网点三个。", 0, 12)
    (4, 5)
    """
    line_end = min(line_end, start + TITLE_LIMIT)
    match = _TITLE_END.search(text, start, line_end)
    end = match.start() if match else line_end
    gap = text.find(" ", start + 2, min(end, start + RUN_IN_LIMIT))
    if gap > 0 and _is_seam(text, start, gap, end):
        return gap, gap + 1
    if end - start > RUN_IN_LIMIT and line_end - start > LONG_LINE:
        echo = _ECHO.match(text, start, min(end, start + RUN_IN_LIMIT))
        if echo:
            cut = echo.end(1) if echo.group(1) else echo.start(3)
            return cut, cut
    while end > start and text[end - 1].isspace():
        end -= 1
    return end, min(line_end, match.end() if match else line_end)


def _is_seam(text: str, start: int, gap: int, end: int) -> bool:
    """Tell whether a space parts a title from its text (1.1 城域网 城域网是……): Chinese on both sides, and a clause after it."""
    before, after = text[start:gap], text[gap + 1 : end]
    if any(mark in before for mark in "，,、") or len(after) <= len(before):
        return False
    echoed = after.startswith(before[:2])
    return echoed or (
        len(before) >= 4 and _is_han(before[-1]) and _is_han(after[0]) and any(mark in after for mark in "，,")
    )


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _hinted(article: Article, lines: Lines, at_line: dict[int, Candidate]) -> Iterator[Candidate]:
    """Yield the lines that HTML or Word made headings or set in bold, as a whole or up to a run-in title's end."""
    kinds = Counter(hint.kind for hint in article.page.hints)
    done: set[int] = set()
    run_ins: list[Candidate] = []
    for hint in article.page.hints:
        if hint.kind not in HINT_LEVELS and hint.kind != "strong":
            continue
        first = article.offsets.to_derived(hint.start)
        last = article.offsets.to_derived(max(hint.end - 1, hint.start))
        if first is None or last is None:
            continue
        index = lines.at(last)
        if index < 0 or index in at_line or index in done:
            continue
        start, end = lines.spans[index]
        if first > start or end - start < 2 or (index == 0 and kinds[hint.kind] == 1):
            continue  # the only heading of its kind, on the first line: the article's title
        level = HINT_LEVELS.get(hint.kind, 7)
        if last >= end - 2 and end - start <= LONG_LINE and lines.text[end - 1] not in "；;，,、":
            done.add(index)
            title_end = end - 1 if lines.text[end - 1] in "：:。" else end
            rank = RANK_HINT + (level > 1) + (level > 2) + (level > 6)
            yield Candidate(start, start, end, hint.kind, rank, title=(title_end, end))
        elif (
            level == 7
            and last + 1 - start <= RUN_IN_LIMIT
            and lines.text[last : last + 2].strip(" ")[-1:] in tuple("：:。")
        ):
            done.add(index)
            run_ins.append(Candidate(start, start, end, "run_in", RANK_INTRO - 8))
    if len(run_ins) >= MIN_PLAIN:
        yield from run_ins


def _intros(lines: Lines, at_line: dict[int, Candidate], taken: set[int]) -> Iterator[Candidate]:
    """Yield the paragraphs that announce a list of ordinal words: a title sentence, then (包括三方面内容:)."""
    for index, candidate in at_line.items():
        above = index - 1
        if not candidate.weak or candidate.rank < 60 or above < 0 or above in at_line or candidate.value != (1,):
            continue
        start, end = lines.spans[above]
        title_end, body = title_span(lines.text, start, end)
        announces = lines.text[end - 1] in "：:" and 0 < end - body <= INTRO_REST
        if start not in taken and announces and title_end - start <= INTRO_TITLE:
            yield Candidate(start, start, end, "intro", RANK_INTRO)


@lru_cache(maxsize=4)
def annex_words(lexicon: Lexicon) -> frozenset[str]:
    """Return the words that head what is added to an article (附件)."""
    return frozenset(word for cue in lexicon.entries(RoleCue) if cue.role == "other" for word in cue.alone)


@lru_cache(maxsize=4)
def section_words(lexicon: Lexicon) -> frozenset[str]:
    """Return the words that head a section where they stand alone on a line (参考文献, 摘要)."""
    return frozenset(word for cue in lexicon.entries(RoleCue) for word in cue.alone)


def _alone(lines: Lines, at_line: dict[int, Candidate], taken: set[int], lexicon: Lexicon) -> Iterator[Candidate]:
    """Yield the lines that hold nothing but a word known to head a section (参考文献)."""
    words = section_words(lexicon)
    longest = max((len(word) for word in words), default=0) + 1
    for index, (start, end) in enumerate(lines.spans):
        if end - start > longest or index in at_line or start in taken:
            continue
        word = lines.text[start:end].rstrip("：:")
        if word in words:
            closing, title = index > len(lines) // 2, (start + len(word), end)
            yield Candidate(start, start, end, "alone", RANK_HINT, closing=closing, title=title)


@lru_cache(maxsize=4)
def _parting_words(lexicon: Lexicon) -> tuple[str, ...]:
    """Return the words that end a line that parts a text into what was and what will be (2025年工作安排)."""
    return tuple(word for cue in lexicon.entries(RoleCue) for word in cue.parts)


def _parting(
    lines: Lines, at_line: dict[int, Candidate], taken: set[int], lexicon: Lexicon, *, beside: Sequence[Candidate]
) -> Iterator[Candidate]:
    """Yield the short lines that end with a word that parts a text, be it in lenticular brackets or with a colon (【2025年规划】,
    二季度重点工作：), and all in such brackets where one of them does; they are of one kind with the plain ones `beside` them."""
    key, rank = (beside[0].key, beside[0].rank) if beside else ("parting", RANK_PARTING)
    words, least = _parting_words(lexicon), PARTING_CHARS[0]
    boxes: list[Candidate] = []
    parted = False
    for index in range(1, len(lines) - 1):
        start, end = lines.spans[index]
        text = lines.text[start:end]
        boxed = text[0] == "【" and text[-1] == "】"
        bare = text[1:-1] if boxed else text.rstrip("：:")
        lone = index not in at_line and start not in taken and not _PAUSE.search(bare)
        below = index + 1 in at_line or lines.spans[index + 1][1] - lines.spans[index + 1][0] >= PARTING_BELOW
        if not (lone and below and 0 < len(bare) <= PARTING_CHARS[1]):
            continue
        title = start + boxed
        candidate = Candidate(start, title, end, key, rank, title=(title + len(bare), end))
        told = len(bare) >= least and bare.endswith(words)
        if boxed:
            parted = parted or told
            boxes.append(candidate)
        elif told and _ends_sentence(lines, index - 1):
            yield candidate
    if parted:
        yield from boxes


def _labelled(lines: Lines, at_line: dict[int, Candidate], taken: set[int]) -> Iterator[Candidate]:
    """Yield paragraphs that stand in a row and each start with another label and a colon (市场：…, 技术：…, 结论：…)."""
    row: list[tuple[int, int, int]] = []
    for index in range(len(lines) + 1):
        match = None
        if index < len(lines) and index not in at_line and lines.spans[index][0] not in taken:
            start, end = lines.spans[index]
            match = _LABEL.match(lines.text, start, end) if end - start >= LABELLED_LINE else None
        if match is not None:
            row.append((start, match.end(1), end))
            continue
        if len(row) >= MIN_LABELLED and len({lines.text[a:b] for a, b, _ in row}) == len(row):
            for start, colon, end in row:
                yield Candidate(start, start, end, "label", RANK_INTRO - 8, title=(colon, colon + 1))
        row = []


def _plain(article: Article, lines: Lines, at_line: dict[int, Candidate], taken: set[int]) -> Iterator[Candidate]:
    """Yield short lines without number or full stop that stand between finished paragraphs, where there are several."""
    found = [i for i, span in enumerate(lines.spans) if span[0] not in taken and _is_plain(lines, i, at_line)]
    if len(found) < MIN_PLAIN:
        return
    title = article.title
    for index in found:
        start, end = lines.spans[index]
        line = lines.text[start:end]
        if index <= 1 and (index == 0 or not _ends_sentence(lines, 0)):
            others = [lines.string(i) for i in found if i != index]
            if not _has_sibling(line, others):
                continue
        if index and line == title:
            continue
        yield Candidate(start, start, end, "plain", RANK_PLAIN, title=(end, end))


def _is_plain(lines: Lines, index: int, at_line: dict[int, Candidate]) -> bool:
    start, end = lines.spans[index]
    text = lines.text
    if not 2 < end - start <= PLAIN_LIMIT or text[end - 1] in ENDS or text[end - 1] == "." or index in at_line:
        return False
    if index + 1 >= len(lines) or not (_is_han(text[end - 1]) or text[end - 1] in "”》"):
        return False
    if not (_is_han(text[start]) or text[start] in "“《0123456789") or _SENTENCE.search(text, start, end):
        return False
    below = lines.spans[index + 1]
    above = lines.spans[index - 1] if index else None
    if (
        above is not None
        and not _ends_sentence(lines, index - 1)
        and not (index == 1 and above[1] - above[0] <= PLAIN_LIMIT)
    ):
        return False
    size = below[1] - below[0]
    is_text = size >= BODY_LINE or (size >= SENTENCE_LINE and text[below[1] - 1] in "。！？!：:.")
    if not is_text and (index + 1 not in at_line or at_line[index + 1].value not in {(1,), (0,)}):
        return False
    return _DATE_LINE.fullmatch(text, start, end) is None


def _has_sibling(line: str, others: Sequence[str]) -> bool:
    """Tell whether a first line is one heading of several, not the article's title: it starts or ends like another one."""
    head, tail = _DIGITS.sub("", line)[:3], line[-4:]
    return any(_DIGITS.sub("", other)[:3] == head or other[-4:] == tail for other in others)


def _ends_sentence(lines: Lines, index: int) -> bool:
    return lines.text[lines.spans[index][1] - 1] in "。！？!?”）)."
