"""Split a page into its articles: noise out, running titles found, hard lines joined, every offset kept."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import regex

from reportmine.offsets import OffsetMap, Span
from reportmine.schema import Article, Noise, PageText
from reportmine.structure.clean import find_noise
from reportmine.structure.headings import section_words
from reportmine.structure.lines import Lines, kept_between, split_lines
from reportmine.structure.numbering import MarkerReader, marker_reader
from reportmine.structure.running_titles import MIN_BODY, TITLE_EDGES, Title, normal_title, title_finder
from reportmine.structure.traditional import simplify
from reportmine.structure.wrapping import find_joins
from reportmine.text.entries import FragmentStart
from reportmine.text.lexicon import Lexicon
from reportmine.text.tokens import default_tokenizer

TITLE_LIMIT = 60  # characters of an article's own title
LEADING_LINES = 8  # how many lines a page's title and labels can take
LEADING_BODY = 300  # characters before the first running title that make an article of their own
REPEATED_BODY = 120  # characters between two equal title lines
ENDS = "。！？!?：:；;，,、…"
_SURROGATES = regex.compile(r"[\ud800-\udfff]+")
STARTLESS = "，。、；：！？）】》”’,.;:!?)"


@dataclass(frozen=True, slots=True)
class _Region:
    """Hold the lines of one article (indexes into the page's lines) and what its running title said."""

    lines: tuple[int, ...]
    running: int | None = None
    own: str = ""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Hold a page, what stands for its content in ids, its lines as they are scanned, and its noise in order."""

    page: PageText
    content: str
    title: str
    lines: Lines
    noise: Sequence[Noise]


def split_articles(page: PageText, *, lexicon: Lexicon, simplified: bool = False) -> list[Article]:
    """Return the articles of a page in page order, each cleaned; a page without text has none.

    With `simplified`, traditional characters become simplified ones first, one for one: offsets lead to the page as it was read
    (needs the extra `traditional`, else SettingsError).

    A compilation is split at its running titles (same prefix, rising numbers) or at a title line that repeats; any other page is
    one article. Page-level lines (site title, labels, navigation) stay outside. Takes time linear in the page.

    >>> from reportmine.text.lexicon import load_lexicon
    >>> page = PageText(text="小结篇1\\n\\n一季度完成产值三百万元，进度过半。\\n\\n小结篇2\\n\\n全年走访农户二百户，解决难题十五件。")
    >>> [(a.title, a.text) for a in split_articles(page, lexicon=load_lexicon())]   # doctest: +ELLIPSIS
    [('小结篇1', '一季度完成...'), ('小结篇2', '全年走访...')]
    """
    text, broken = _scannable(page.text)
    source = page
    if simplified:
        text = simplify(text)
        page = replace(page, text=text, title=simplify(page.title) if page.title else None)
    lines = split_lines(text)
    if not lines.spans:
        return []
    noise = sorted([*find_noise(page, lines, lexicon=lexicon), *broken], key=lambda n: (n.start, n.end))
    dropped = _dropped_lines(lines, noise)
    titles = title_finder(lexicon).find(page, lines, dropped)
    reader = marker_reader(lexicon)
    regions = _numbered_regions(lines, titles, dropped) if titles else _plain_regions(page, lines, dropped, reader)
    sheet = _Sheet(source, _digest(source), _scannable(page.title or "")[0], lines, noise)
    articles: list[Article] = []
    for region in regions:
        if region.lines:
            articles.append(_build(sheet, region, len(articles), lexicon))
    return articles


def _scannable(text: str) -> tuple[str, list[Noise]]:
    """Return the text with lone surrogates replaced one for one, and these as noise: no later stage can read them."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return _SURROGATES.sub(lambda m: "\ufffd" * len(m.group()), text), [
            Noise(m.start(), m.end(), "invisible") for m in _SURROGATES.finditer(text)
        ]
    return text, []


def _dropped_lines(lines: Lines, noise: Sequence[Noise]) -> frozenset[int]:
    """Return the indexes of the lines that are noise from end to end."""
    dropped = set()
    for n in noise:
        if not n.kept:
            line = lines.at(n.start)
            if lines.spans[line] == (n.start, n.end):
                dropped.add(line)
    return frozenset(dropped)


def _numbered_regions(lines: Lines, titles: list[Title], dropped: frozenset[int]) -> Iterator[_Region]:
    first = titles[0]
    before = [i for i in range(first.line) if i not in dropped]
    size = sum(lines.spans[i][1] - lines.spans[i][0] for i in before)
    if size >= LEADING_BODY and first.number >= 2:  # the first article of the row lost its title
        yield _Region(tuple(before))
    ends = [t.line for t in titles[1:]] + [len(lines)]
    for title, end in zip(titles, ends, strict=True):
        body = tuple(i for i in range(title.line + 1, end) if i not in dropped)
        if sum(lines.spans[i][1] - lines.spans[i][0] for i in body) >= min(MIN_BODY, 8):
            yield _Region(body, title.line, title.own)


def _plain_regions(page: PageText, lines: Lines, dropped: frozenset[int], reader: MarkerReader) -> Iterator[_Region]:
    kept = [i for i in range(len(lines)) if i not in dropped]
    starts = _repeated_titles(page, lines, kept, reader)
    if starts:
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            yield _Region(tuple(kept[bisect_right(kept, start) : bisect_left(kept, end)]), start)
        return
    yield _Region(tuple(_without_page_title(lines, kept, dropped)))


def _without_page_title(lines: Lines, kept: list[int], dropped: frozenset[int]) -> list[int]:
    """Leave out the site's title line where the article repeats it below the labels (标题, 时间:…, 标题, text)."""
    head = [i for i in kept[:LEADING_LINES] if lines.spans[i][1] - lines.spans[i][0] <= TITLE_LIMIT]
    if not head or not any(i in dropped for i in range(kept[0], head[-1])):
        return kept
    first = normal_title(lines.string(head[0]))
    for i in head[1:]:
        other = normal_title(lines.string(i))
        if len(other) >= 4 and (first.startswith(other) or other.startswith(first)):
            return [k for k in kept if k >= i]
    return kept


def _repeated_titles(page: PageText, lines: Lines, kept: list[int], reader: MarkerReader) -> list[int]:
    """Return the lines of one title that stands above each of several articles: the page's name, or the same first-level heading."""
    seen: dict[str, list[int]] = {}
    for i in kept:
        start, end = lines.spans[i]
        if 4 <= end - start <= TITLE_LIMIT and lines.text[end - 1] not in ENDS:
            seen.setdefault(lines.text[start:end], []).append(i)
    headings = {lines.at(h.start) for h in page.hints if h.kind in {"h1", "h2"}}
    name = normal_title(page.title or lines.string(kept[0])) if kept else ""
    for text, at in seen.items():
        if len(at) < 2:
            continue
        named = normal_title(text) in name
        known = set(at) <= headings or (named and (len(at) >= 3 or _restart(lines, at, reader)))
        if known and not reader.starts_with(lines.text, *lines.spans[at[0]]) and _are_apart(lines, at):
            return at
    return []


def _restart(lines: Lines, at: list[int], reader: MarkerReader) -> bool:
    """Tell whether the first level of numbers starts at one below each of these lines."""
    ends = [*(lines.spans[i][0] for i in at[1:]), len(lines.text)]
    parts = (lines.text[lines.spans[i][1] : end] for i, end in zip(at, ends, strict=True))
    return all(any(m.marker.top and m.value == (1,) for m in reader.read(part)) for part in parts)


def _are_apart(lines: Lines, at: list[int]) -> bool:
    """Tell whether a whole text stands below each of these lines, and before each a finished one."""
    ends = [*(lines.spans[i][0] for i in at[1:]), lines.spans[-1][1]]
    if any(end - lines.spans[line][1] < REPEATED_BODY for line, end in zip(at, ends, strict=True)):
        return False
    return all(lines.text[lines.spans[i - 1][1] - 1] in "。！？!?.”）)" for i in at[1:])


def _build(sheet: _Sheet, region: _Region, index: int, lexicon: Lexicon) -> Article:
    page, lines, noise = sheet.page, sheet.lines, sheet.noise
    text, spans, at = lines.text, lines.spans, region.lines
    start, end = spans[at[0]][0], spans[at[-1]][1]
    own = [n for n in _from(noise, start, end) if n.end <= end]
    cuts = [(n.start, n.end) for n in own if not n.kept]
    joins = set(find_joins(lines, at, marker_reader(lexicon)))
    for n in range(len(at) - 1):
        here, below = spans[at[n]], spans[at[n + 1]]
        if n in joins or (at[n + 1] > at[n] + 1 and _is_broken(text, here, below, lexicon)):
            cuts.append((here[1], below[0]))
        elif at[n + 1] > at[n] + 1:
            cuts.append((spans[at[n] + 1][0], below[0]))
    if "\r" in text:
        cuts.extend((i, i + 1) for i in _positions(text, "\r", start, end))
    offsets = OffsetMap(kept_between(start, end, cuts))
    body = offsets.apply(text)
    return Article(
        id=_identity(sheet.content, index),
        page=page,
        index=index,
        title=_title(sheet, region, lexicon),
        text=body,
        offsets=offsets,
        noise=tuple(own),
        is_fragment=_is_fragment(body, lexicon),
        extent=(start, end),
    )


def _is_broken(text: str, here: Span, below: Span, lexicon: Lexicon) -> bool:
    """Tell whether a removed line (a page marker) stood inside a sentence."""
    return (
        here[1] - here[0] >= 20
        and text[here[1] - 1] not in "。！？!?：:；;”）)"
        and not marker_reader(lexicon).starts_with(text, *below)
        and below[1] - below[0] >= 4
    )


def _positions(text: str, char: str, start: int, end: int) -> Iterator[int]:
    at = text.find(char, start, end)
    while at >= 0:
        yield at
        at = text.find(char, at + 1, end)


def _title(sheet: _Sheet, region: _Region, lexicon: Lexicon) -> str:
    """Return the article's own title: labelled, in its running title or on its first line; else its running title or the page's."""
    lines, noise, spans = sheet.lines, sheet.noise, sheet.lines.spans
    for n in _from(noise, spans[region.lines[0]][0], spans[region.lines[-1]][1]):
        if n.kind == "label":
            return _cleaned(lines, noise, lines.at(n.start))
    if region.own and region.running is not None:
        for n in _from(noise, *spans[region.running]):
            if not n.kept:
                region = replace(region, own=region.own.replace(lines.text[n.start : n.end], ""))
        return region.own
    first = _cleaned(lines, noise, region.lines[0])
    fits = len(region.lines) > 1 and 4 <= len(first) <= TITLE_LIMIT
    if fits and not _is_sentence(first) and first not in section_words(lexicon) and not _is_numbered(first, lexicon):
        return first
    return sheet.title if region.running is None else _cleaned(lines, noise, region.running).strip(TITLE_EDGES)


def _from(noise: Sequence[Noise], start: int, end: int) -> Sequence[Noise]:
    """Return the noise that starts in start..end."""
    return noise[bisect_left(noise, start, key=_start_of) : bisect_left(noise, end, key=_start_of)]


def _start_of(noise: Noise) -> int:
    return noise.start


def _cleaned(lines: Lines, noise: Sequence[Noise], line: int) -> str:
    """Return a line's text without the noise inside it."""
    start, end = lines.spans[line]
    cuts = [(n.start, n.end) for n in _from(noise, start, end) if not n.kept]
    return "".join(lines.text[a:b] for a, b in kept_between(start, end, cuts)).strip()


def _is_sentence(line: str) -> bool:
    return line[-1] in ENDS or line[0] in STARTLESS or any(mark in line for mark in ":：;；。")


def _is_numbered(line: str, lexicon: Lexicon) -> bool:
    """Tell whether a line starts with a marker that is sure, or with the first number of a list."""
    return any(not mark.marker.weak or mark.value in {(0,), (1,)} for mark in marker_reader(lexicon).read(line))


def _digest(page: PageText) -> str:
    """Return what stands for the page's content: the hash of its bytes, or of its text."""
    return page.sha256 or hashlib.blake2b(page.text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _identity(content: str, index: int) -> str:
    """Return a stable id: a hash of the content and the article's place, with a letter first, or spreadsheets take it for a number."""
    return "r" + hashlib.blake2b(f"{content}\0{index}".encode(), digest_size=10).hexdigest()


@lru_cache(maxsize=4)
def _startless_words(lexicon: Lexicon) -> frozenset[str]:
    return frozenset(term for entry in lexicon.entries(FragmentStart) for term in entry.terms)


def _is_fragment(text: str, lexicon: Lexicon) -> bool:
    """Tell whether an article starts inside a sentence: with a mark that closes, or a word that starts none."""
    head = text[:12].lstrip()
    if not head:
        return False
    if head[0] in STARTLESS:
        return True
    return default_tokenizer().cut(head)[0] in _startless_words(lexicon)
