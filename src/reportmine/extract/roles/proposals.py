"""Find what is proposed: the spans behind a word of proposing (建议：…, 我们的意见是，…), to the end of its paragraph, list or sentence."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from operator import attrgetter

from reportmine.offsets import Span
from reportmine.schema import Section

# What opens proposals ends with one of these, so many characters behind its word at most (几点想法供讨论：, 我们的意见是，).
_PROPOSED = r"[^，,。；;：:\n]{0,8}?(?:[：:]|——|是[，,]|如下[。，,])[ \u3000]*"
_OTHERS_WITHIN = 4
_STOP = "。"


def proposed_spans(
    text: str,
    words: tuple[str, ...],
    others: tuple[str, ...] = (),
    sections: Sequence[Section] = (),
    *,
    aims: tuple[str, ...] = (),
) -> tuple[Span, ...]:
    """Return the spans of what is proposed, apart and in order: behind a word of proposing and its colon to the end of the paragraph, or,
    where the colon ends its line, to the end of the section that it stands in; not where `others` proposed it. Those of `words`
    that are `aims` tell only their sentence: what was reached may follow.

    >>> text = "几点想法供讨论：社团合并到12个；请老师两名。\\n附表：略。"
    >>> [text[a:b] for a, b in proposed_spans(text, ("想法", "建议"))]
    ['社团合并到12个；请老师两名。']
    """
    spans: list[Span] = []
    for match in _proposals(words).finditer(text):
        around = text[max(0, match.start() - _OTHERS_WITHIN) : match.start()] + text[match.end("head") : match.end()]
        if any(word in around for word in others):
            continue
        line_end = text.find("\n", match.end())
        listed = line_end == match.end()  # the proposals stand on lines of their own
        end = _section_end(sections, match.start(), len(text)) if listed or line_end < 0 else line_end
        if match["head"] in aims:
            end = _aims_end(text, match.end(), end, sections, listed=listed)
        if spans and match.end() <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((match.end(), end))
    return tuple(spans)


def present_spans(text: str, words: tuple[str, ...]) -> tuple[Span, ...]:
    """Return the spans that tell what is there: behind such a word at a paragraph's or sentence's start to the end of the paragraph.

    >>> text = "先说现状。老店每月修车160台。\\n再说要花的钱：设备22万元。"
    >>> [text[a:b] for a, b in present_spans(text, ("现状",))]
    ['老店每月修车160台。']
    """
    return tuple((match.end(), match.end(1)) for match in _presents(words).finditer(text))


def _section_end(sections: Sequence[Section], offset: int, size: int) -> int:
    """Return the end of the innermost section with a heading that holds an offset, that of the text where none does."""
    i = bisect_right(sections, offset, key=attrgetter("start")) - 1
    while i >= 0:
        section = sections[i]
        if section.title and offset < section.end:
            return section.end
        i = -1 if section.parent is None else section.parent
    return size


def _aims_end(text: str, start: int, end: int, sections: Sequence[Section], *, listed: bool) -> int:
    """Return where announced aims end: with their sentence, or a list with the first heading that is none of its items."""
    if listed:
        heads = [s for s in sections if s.title and start < s.start < end]
        items = bool(heads) and not text[start : heads[0].start].strip()
        return next((s.start for s in heads if not items or s.level < heads[0].level), end)
    stop = text.find(_STOP, start, end)
    return stop if stop >= 0 else end


@lru_cache(maxsize=8)
def _presents(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(
        f"(?:^|[\\n。])[ \\u3000]*(?:先)?(?:说说|说|看|讲)?(?:{'|'.join(map(re.escape, words))})[：:。](?=([^\\n]*))"
    )


@lru_cache(maxsize=8)
def _proposals(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"(?P<head>{'|'.join(map(re.escape, words))}){_PROPOSED}")
