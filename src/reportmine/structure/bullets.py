"""Read bullets: those that a site lost, and those that stand as titles over numbered lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportmine.schema import Article
from reportmine.structure.candidates import RANK_BULLET, RANK_PLAIN, Candidate
from reportmine.structure.lines import Lines

_BULLET, _TITLE = "bullet", "bullet_title"
_TITLE_CHARS = 20
_PAUSES = frozenset("，,、。；;：:！!？?\t")


def lost_bullets(article: Article, lines: Lines, taken: set[int]) -> Iterator[Candidate]:
    """Yield the lines from whose start a lost bullet was removed."""
    for noise in article.noise:
        if noise.kind != "mojibake" or noise.kept:
            continue
        start = article.offsets.to_derived(noise.end)
        if start is None or start in taken:
            continue
        index = lines.at(start)
        if index >= 0 and lines.spans[index][0] == start:
            yield Candidate(start, start, lines.spans[index][1], "bullet", RANK_BULLET)


def raise_bullets(numbered: Sequence[Candidate], lines: Lines) -> None:
    """Put bullets that stand as titles over numbered lists (■ 明年目标, below it 1.…) above them; else a bullet is an item of what stands over it."""
    bullets: dict[str, list[Candidate]] = {}
    opened: dict[str, list[int]] = {}
    for i, candidate in enumerate(numbered):
        if candidate.key != _BULLET:
            continue
        bullets.setdefault(candidate.number, []).append(candidate)
        below = numbered[i + 1] if i + 1 < len(numbered) else candidate
        if below.value[-1:] == (1,) and lines.at(below.start) == lines.at(candidate.start) + 1:
            opened.setdefault(candidate.number, []).append(below.rank)
    for number, ranks in opened.items():
        if all(_is_bare(candidate, lines) for candidate in bullets[number]):
            for candidate in bullets[number]:
                candidate.key, candidate.rank = _TITLE, min(RANK_PLAIN, min(ranks) - 1)


def _is_bare(candidate: Candidate, lines: Lines) -> bool:
    """Say whether a line is nothing but its marker and a short title."""
    title = lines.text[candidate.title_start : candidate.line_end]
    return len(title) <= _TITLE_CHARS and _PAUSES.isdisjoint(title)
