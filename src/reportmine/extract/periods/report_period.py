"""Find the period that a whole report tells of: the one that its opening names or that it is announced for (现将上一年度…情况报告如下)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reportmine.extract.cues import Kind, title_tenses, words_of
from reportmine.extract.periods.article_periods import LASTING, announcements, body_start
from reportmine.extract.periods.lists import is_listed
from reportmine.extract.reading import Reading
from reportmine.offsets import Span
from reportmine.schema import Article, Section
from reportmine.text.lexicon import Lexicon
from reportmine.text.periods.find import PeriodMatch
from reportmine.text.periods.pattern import role_words

SINCE = ("年来", "月来", "年以来", "月以来")
_REVIEW = "review"
# A report opens within so many characters, in so many paragraphs.
_OPENING_CHARS, _PARAGRAPHS = 500, 5
_CLAUSES = re.compile("[，,：:；;]")
_LABEL_ENDS = frozenset("】]〕")  # of a run-in heading: 【总体】9月营业收入
# A text that is cut out of another may start within a sentence: ，因此7月份产量…
_BREAKS, _LINKS = " \u3000\n，,、", int(Kind.LINK | Kind.ADVERB)
_COLONS = frozenset("：:")
_DAYS = frozenset({"day", "week"})
_SHORT = _DAYS | {"month", "third"}
_PAUSES, _STOPS = frozenset("，,：:、"), frozenset("。；;，,：:！!")
_TITLE_CHARS = 30


def report_period(
    article: Article, sections: Sequence[Section], reading: Reading, lexicon: Lexicon
) -> PeriodMatch | None:
    """Return the period that a report of a month, quarter or year tells of throughout, None where it names none.

    It stands where the text opens, before figures (三季度出口箱量4187标箱, 截至5月末，…) or in a review, or in the sentence that announces the
    report. What only the article's title names governs nothing, nor does the time of an inquiry (调查).
    """
    paragraphs = list(_opening_paragraphs(article, sections, reading))
    labelled = next(filter(None, (_labelled(reading, p, words_of(lexicon, "time_label")) for p in paragraphs)), None)
    if labelled or any(word in article.title for word in words_of(lexicon, "inquiry")):
        return labelled
    deadlines = tuple(role_words(lexicon, "before"))
    review, announced = _REVIEW in title_tenses(article.title, lexicon), False
    for paragraph in paragraphs:
        if _is_title(reading, paragraph):
            review |= _REVIEW in title_tenses(reading.text[slice(*paragraph)], lexicon)
            continue
        opening, told = _opening_match(reading, paragraph), _announcement(reading, paragraph, lexicon)
        if opening and not opening.text.endswith(deadlines):
            expected = review or announced or told is not None
            if _has_figures(reading, opening) or (expected and _is_scene(reading, opening)):
                return opening
        if told:
            named = _named(reading, told, words_of(lexicon, "announced"), deadlines)
            if len(named) == 1:
                return named[0]
            announced = True
        elif any(paragraph[0] <= value < paragraph[1] for value in reading.values):
            return None  # the text is under way
    return None


def _opening_paragraphs(article: Article, sections: Sequence[Section], reading: Reading) -> Iterator[Span]:
    """Yield the first paragraphs of an article's text behind its title, up to its first heading."""
    text = reading.text
    at = body_start(article)
    stop = min((s.start for s in sections if s.title and s.start > at), default=len(text))
    stop = min(stop, at + _OPENING_CHARS) if stop > at else at
    for _ in range(_PARAGRAPHS):
        while at < stop and text[at].isspace():
            at += 1
        if at >= stop:
            return
        end = text.find("\n", at)
        end = end if end >= 0 else len(text)
        yield at, end
        at = end


def _labelled(reading: Reading, paragraph: Span, labels: tuple[str, ...]) -> PeriodMatch | None:
    """Return the period that a line of its own names as the report's (检查期间：2023年4月—9月)."""
    i = reading.periods_before(paragraph[0])
    match = reading.periods[i] if i < len(reading.periods) else None
    if match is None or reading.text[match.end : paragraph[1]].strip() or match.kind not in LASTING:
        return None
    label, colon = reading.text[paragraph[0] : match.start - 1].strip(), reading.text[match.start - 1]
    return match if label in labels and colon in _COLONS else None


def _opening_match(reading: Reading, paragraph: Span) -> PeriodMatch | None:
    """Return the period with which the first sentence of a paragraph opens."""
    i = reading.periods_before(paragraph[0])
    match = reading.periods[i] if i < len(reading.periods) else None
    if match is None or match.end > reading.sentence(paragraph[0])[1] or is_listed(i, reading) or not _is_told(match):
        return None
    before = reading.text[paragraph[0] : match.start].strip(_BREAKS)
    led = len(before) <= reading.covered(paragraph[0], match.start, _LINKS)
    return match if led or before[-1] in _LABEL_ENDS else None


def _is_told(match: PeriodMatch) -> bool:
    """Say whether a report can tell of a time: of a stretch longer than weeks, and of a known one (not 近年来)."""
    if match.kind == "span":
        return bool(match.length) and match.text.endswith(SINCE)
    return match.kind in LASTING and not (match.first and match.first.grain in _DAYS)


def _is_scene(reading: Reading, match: PeriodMatch) -> bool:
    """Say whether a period sets the scene of a review: a year or a part of one (2019年，…; not 5月，…), and not 去年这个时候."""
    point = match.first
    if point is None:
        return True
    paused = reading.text[match.end : match.end + 1] in _PAUSES
    return point.grain not in _SHORT and (paused or (point.shift or 0) == 0)


def _is_title(reading: Reading, paragraph: Span) -> bool:
    """Say whether a paragraph is a line like a title: short, without a stop at its end."""
    text = reading.text[slice(*paragraph)].rstrip()
    return len(text) <= _TITLE_CHARS and text[-1] not in _STOPS


def _has_figures(reading: Reading, match: PeriodMatch) -> bool:
    """Say whether figures stand in the two clauses behind a period (not 今年八月，调研组走了十二个村)."""
    told = _CLAUSES.split(reading.text[match.end : reading.sentence(match.start)[1]], maxsplit=2)[:2]
    return reading.stripped or any(c.isdecimal() for clause in told for c in clause)


def _announcement(reading: Reading, paragraph: Span, lexicon: Lexicon) -> Span | None:
    """Return from the start of its sentence to its words what announces the report in a paragraph."""
    at = next(announcements(reading, paragraph, lexicon), None)
    return None if at is None else (reading.sentence(at)[0], at)


def _named(reading: Reading, span: Span, words: tuple[str, ...], deadlines: tuple[str, ...]) -> list[PeriodMatch]:
    """Return the periods that an announcement names behind the words that open what is reported (现将, 就)."""
    start = max([span[0], *(reading.text.rfind(word, *span) for word in words)])
    named: list[PeriodMatch] = []
    i = reading.periods_before(start)
    while i < len(reading.periods) and reading.periods[i].end <= span[1]:
        match = reading.periods[i]
        if _is_told(match) and not match.text.endswith(deadlines):
            named.append(match)
        i += 1
    return named
