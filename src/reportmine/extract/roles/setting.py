"""Say what a place in an article says of roles before any cue: its section's tense, the article's voice, who tells, which year is planned."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeGuard

from reportmine.extract.cues import Hit, Kind, has_both_tenses, title_tense, title_tenses, voice_of, words_of
from reportmine.extract.reading import Reading
from reportmine.extract.roles.proposals import present_spans, proposed_spans
from reportmine.offsets import Span
from reportmine.schema import Article, Role, Section
from reportmine.text.lexicon import Lexicon
from reportmine.text.periods.find import find_periods
from reportmine.text.periods.pattern import role_words
from reportmine.text.periods.values import Point

_SUBJECT = int(Kind.SUBJECT)
# Regions from the smallest to the widest, and what writers that write of none are called, by the last character of 我县, 本行, 全公司.
_REGIONS = "村乡镇区县市州省"
_FIRMS = frozenset("司行厂店院校")
_SELVES = frozenset("我本全")
# Under such a heading no sentence is believed to plan or to look back: each tells for itself, or what it tells is foreseen.
_UNTENSED: dict[str, tuple[Role, str]] = {"each": ("actual", "default"), "forecast": ("forecast", "section")}
_PLAN_ROLES = frozenset({"goals", "plan"})
_EXISTING = "existing"
_BACKGROUND, _EACH = "background", "each"
_STATE_ROLES = frozenset({"problems", "causes", _BACKGROUND})  # what a plan says of the present state
_REVIEW_ROLES = frozenset({"achievements", "problems", "causes", "experience"})
# An article explains rather than reports when its explaining words outnumber its own voice this many times.
_EXPOSITORY_RATIO = 2
_EXPOSITORY_MIN = 3
# A role read from a section's own sentences with less certainty leaves each of them to its own cues.
_SURE = 0.5
# Without a word of planning in heading and title more is asked: 全年登记用印1847次 under 一是管好印章 is no aim.
_SURER = 0.7
_DOUBTED = 0.4
# Longer headings are sentences: their words say nothing of the whole section.
_TITLE_CHARS = 20
# In explaining text nothing is the writer's own but what a heading says of its subject.
_EXPOSITORY_ROLES: dict[str, Role] = {"existing": "actual", "plan": "target"}
_STOP = "。"
_STRIVE, _TALLY = "strive", int(Kind.TALLY)
# The name of funds stands before their amount within so many characters; nobody plans to win 180余万元.
_FUND_CHARS, _MORE = 16, re.compile(r"[\d.]+[万亿千百]?[余多]")
_SOURCE_CHARS = 20
_SOURCE_ENDS = frozenset("，,：:")
_YEAR, _PARTS = "year", frozenset({"month", "months", "quarter", "half"})
_TIMED = frozenset("年月季")  # a heading with none of these names no time of interest
_BOTH = frozenset({"review", "plan"})
_OPENING = 240  # characters in which a text says what it is
# What is compared with again and again in a report of results: the year before, the month before, the start of the year.
TIMES_GONE = frozenset({"yoy", "mom", "start"})
_MANY_TIMES = 2
_PREFACE = 3  # what stands before the first heading takes at most such a part of the text, else it is the text
_DEADLINES = 3  # so many make a text without title a plan


@dataclass(frozen=True, slots=True)
class Setting:
    """Hold what a place in the article says of the role of its quantities before any cue: default role, tense and its source.

    `own` are the writer's names, `sources` who else tells, `bases` where amounts start that are only compared with, `planned` the year
    that the article's title plans and `reviewed` that on which it looks back, `proposals` the spans of what is proposed, `won` where
    words of striving start that tell what was won, `preface` the end of what a plan without headings says of the present first, `presents` the spans of paragraphs that say it; `firm` says that the whole article plans, `both` that its title looks back and ahead.
    """

    default: Role
    tense: str
    source: str
    own: frozenset[str] = frozenset()
    sources: tuple[Span, ...] = ()
    bases: frozenset[int] = frozenset()
    planned: Point | None = None
    reviewed: Point | None = None
    proposals: tuple[Span, ...] = ()
    won: frozenset[int] = frozenset()
    preface: int = 0
    presents: tuple[Span, ...] = ()
    firm: bool = False
    both: bool = False


class Settings:
    """Give the setting of every offset of an article, from section roles, headings and the article's voice."""

    __slots__ = ("_by_section", "_none", "proposals")

    def __init__(
        self,
        article: Article,
        sections: Sequence[Section],
        reading: Reading,
        bases: frozenset[int],
        *,
        lexicon: Lexicon,
        is_plan: bool = False,
    ) -> None:
        own, sources = own_names(reading), told_sources(article.text, words_of(lexicon, "source"))
        voice = voice_of(article.text, lexicon)
        expository = voice.expository >= max(_EXPOSITORY_MIN, _EXPOSITORY_RATIO * voice.own)
        default: Role = "reference" if expository else "actual"
        words, others = words_of(lexicon, "proposal"), words_of(lexicon, "others_proposal")
        aims = words_of(lexicon, "proposal", effect="aim")
        self.proposals = proposed_spans(article.text, words, others, sections, aims=aims)
        source, won = "voice" if expository else "default", won_funds(reading, words_of(lexicon, "funds"))
        presents = present_spans(article.text, words_of(lexicon, "state_told"))
        self._none = Setting(
            default, "", source, own, sources, bases, proposals=self.proposals, won=won, presents=presents
        )
        tenses = title_tenses(article.title, lexicon) or opening_tenses(article.text, lexicon)
        # A title that looks back is believed before the type.
        firm = not expository and tenses <= {"plan"} and (is_plan or (not tenses and _is_scheduled(reading, lexicon)))
        if firm or (not expository and tenses == {"plan"}):
            year = _titled_year(article, lexicon)
            self._none = replace(self._none, default="target", tense="plan", source="section", planned=year, firm=firm)
            if not any(section.title for section in sections):
                self._none = replace(self._none, preface=_preface_end(article.text, words_of(lexicon, "below")))
        elif tenses:
            self._none = replace(self._none, reviewed=_titled_year(article, lexicon), both=tenses >= _BOTH)
        least = _SURE if "plan" in tenses else _SURER
        self._by_section: list[Setting] = []
        headed = any(section.title for section in sections)
        for section, year, later in _years_of(article, sections, lexicon):
            parent = self._none if section.parent is None else self._by_section[section.parent]
            whole = section.parent is None and 2 * (section.end - section.start) > len(article.text)
            tense = _tense_of(section, parent, lexicon, later=later)
            setting = _section_setting(section, parent, expository, least, tense, whole=whole)
            preface = not section.title and _PREFACE * (section.end - section.start) < len(article.text)
            if self._none.tense == "plan" and headed and preface:  # what stands before the plan's parts
                setting = replace(parent, default="actual", tense="", source="default")
            above = None if section.parent is None else sections[section.parent]
            if setting.tense == "plan" and parent.tense != "plan" and not _plans(reading, section, above, lexicon):
                setting = parent
            if setting.tense == "plan" and year:
                setting = replace(setting, planned=year)
            self._by_section.append(setting)

    def at(self, section: int | None) -> Setting:
        """Return the setting of a section, or that of text outside all sections."""
        return self._none if section is None else self._by_section[section]


def _preface_end(text: str, words: tuple[str, ...]) -> int:
    """Return the end of the first paragraph where its last sentence says that the plan stands below it, 0 where none does."""
    start = 0
    while 0 <= (end := text.find("\n", start)) <= _OPENING:
        last = text.rfind(_STOP, start, end - 1) + 1
        if text[end - 1] == _STOP and any(word in text[max(last, start) : end] for word in words):
            return end
        start = end + 1
    return 0


def _titled_year(article: Article, lexicon: Lexicon) -> Point | None:
    """Return the first year that an article's title names."""
    return _year_of(article.title, lexicon)


def _year_of(title: str, lexicon: Lexicon) -> Point | None:
    """Return the first year that a title or heading names."""
    points = [p.first for p in find_periods(title, lexicon=lexicon)]
    return next((p for p in points if p and p.grain == _YEAR), None)


def _years_of(
    article: Article, sections: Sequence[Section], lexicon: Lexicon
) -> Iterator[tuple[Section, Point | None, bool]]:
    """Yield each section with the year that its heading names, and whether that of a part of the first level names a later time: a later
    year than the first such heading, or later months than the title."""
    months = next((p.first.last_month for p in find_periods(article.title, lexicon=lexicon) if _is_part(p.first)), 0)
    first: int | None = None
    for section in sections:
        told = not _TIMED.isdisjoint(section.title) and len(section.title) <= _TITLE_CHARS
        points = [p.first for p in find_periods(section.title, lexicon=lexicon)] if told else []
        point = next((p for p in points if p and p.grain == _YEAR), None)
        year = point.year if point and section.parent is None else None
        part = next((p for p in points if _is_part(p)), None) if section.parent is None and not year else None
        later = part is not None and 0 < months < part.first_month
        yield section, point, later or (year is not None and first is not None and year > first)
        first = year if first is None else first


def _is_part(point: Point | None) -> TypeGuard[Point]:
    """Say whether a period is a part of a year: months, a quarter, a half."""
    return point is not None and point.grain in _PARTS


def _plans(reading: Reading, section: Section, above: Section | None, lexicon: Lexicon) -> bool:
    """Say whether a part that seems to plan in a part that does not is believed: it looks not back, and has its role not from `above` alone."""
    told = title_tense(section.title, lexicon) == "plan"
    lent = above is not None and above.title and above.role == section.role
    return not _looks_back(reading, section, told=told) and (told or not lent)


def _is_scheduled(reading: Reading, lexicon: Lexicon) -> bool:
    """Say whether an article without telling title is a plan by its deadlines: many of them (9月20日前), and little that is done."""
    ends = tuple(role_words(lexicon, "before"))
    due = sum(period.text.endswith(ends) for period in reading.periods)
    if due < _DEADLINES:
        return False
    done = sum(map(_tells_of_done, reading.hits))
    compared = sum(hit.term.compared in TIMES_GONE for hit in reading.hits)
    return due > done + compared


def opening_tenses(text: str, lexicon: Lexicon) -> set[str]:
    """Return the tense that the first lines of an article without telling title say it has: plan, or none.

    >>> from reportmine.text.lexicon import load_lexicon
    >>> opening_tenses("为做好冬季供水，特制定本方案。", load_lexicon())
    {'plan'}
    """
    opening = text[:_OPENING]
    return {"plan"} if any(word in opening for word in words_of(lexicon, "opening")) else set()


def _tense_of(section: Section, parent: Setting, lexicon: Lexicon, *, later: bool) -> str:
    """Return the tense that a section's heading promises, plan where it names a `later` time than the rest, `_EACH` where its sentences
    tell theirs."""
    short = len(section.title) <= _TITLE_CHARS
    tense = title_tense(section.title, lexicon, above=parent.tense) if short else ""
    both = tense and parent.source != "voice" and has_both_tenses(section.title, lexicon)
    return _EACH if both else tense or ("plan" if later else "")


def _section_setting(
    section: Section, parent: Setting, expository: bool, least: float, tense: str, *, whole: bool
) -> Setting:
    """Return the setting of a section; that of the `whole` article has the article's title, which says nothing of a paper's parts."""
    if expository:
        role = None if whole else _EXPOSITORY_ROLES.get(tense)
        return replace(parent, default=role, tense=tense, source="heading") if role else parent
    if tense in _UNTENSED:
        default, source = _UNTENSED[tense]
        kept = tense == _EACH and parent.tense != "plan"
        return parent if kept else replace(parent, default=default, tense="", source=source)
    existing = tense == _EXISTING and parent.tense == "plan"  # what a plan says of the present state
    planned = section.role in _PLAN_ROLES and (
        parent.tense == "plan" or (tense != "review" and section.role_score >= (_SURE if tense else least))
    )
    if not existing and (planned or (tense == "plan" and section.role not in _REVIEW_ROLES)):
        return replace(parent, default="target", tense="plan", source="section")
    if not existing and not tense and (parent.firm or (parent.tense == "plan" and section.role == _BACKGROUND)):
        return _in_plan(section, parent)
    if existing or section.role in _REVIEW_ROLES or (tense in ("review", "existing") and parent.tense != "plan"):
        # A role read from these very sentences, without heading or with doubt, may not overrule their cues.
        sure = existing or (section.title and (tense or section.role_score >= _DOUBTED))
        return replace(parent, default="actual", tense="review" if sure else "", source="section")
    return parent


def _in_plan(section: Section, parent: Setting) -> Setting:
    """Return the setting of a part of an article that plans whatever its words look like: only what it says of the present is actual."""
    sure = bool(section.title) and section.role_score >= _DOUBTED
    if section.role in _STATE_ROLES and sure:
        return replace(
            parent, default="actual", tense="" if section.role == _BACKGROUND else "review", source="section"
        )
    return parent


def _looks_back(reading: Reading, section: Section, *, told: bool) -> bool:
    """Say whether a section that is taken to plan compares with times gone by again and again, or, where its heading has not `told` that it
    plans, tells of what is done, and promises nothing."""
    compared = promised = 0
    i = reading.first_hit_after(section.body_start)
    while i < len(reading.hits) and reading.hits[i].start < section.end:
        hit = reading.hits[i]
        i += 1
        compared += hit.term.compared in TIMES_GONE or (not told and _tells_of_done(hit))
        promised += hit.term.role == "target"
    return compared >= _MANY_TIMES and not promised


def _tells_of_done(hit: Hit) -> bool:
    return bool(hit.term.aspect) or hit.term.role == "actual"


def own_names(reading: Reading) -> frozenset[str]:
    """Return the names by which the writer means itself: all but those of a wider region than the one it writes of most.

    A firm (我公司, 本行) writes of no region, unless it speaks of one as often as of itself.
    """
    count = Counter(hit.term.text for hit in reading.hits if hit.kinds & _SUBJECT and hit.term.subject == "self")
    regions = Counter[str]()
    for name, n in count.items():
        if name[-1] in _REGIONS:
            regions[name[-1]] += n
    firm = sum(n for name, n in count.items() if name[-1] in _FIRMS and name[0] in _SELVES)
    top, times = regions.most_common(1)[0] if regions else ("", 0)
    widest = _REGIONS.index(top) if times > firm else -1
    return frozenset(n for n in count if n[-1] not in _REGIONS or _REGIONS.index(n[-1]) <= widest)


def told_sources(text: str, words: tuple[str, ...]) -> tuple[Span, ...]:
    """Return the spans of the phrases that name a source: from 据 to the comma after 统计, 通报, 显示."""
    spans: list[Span] = []
    at = text.find("据")
    while at >= 0:
        mark = next((i for i in range(at + 1, min(at + _SOURCE_CHARS, len(text))) if text[i] in _SOURCE_ENDS), -1)
        if mark >= 0 and text.endswith(words, at, mark):
            spans.append((at, mark))
        at = text.find("据", at + 1)
    return tuple(spans)


def won_funds(reading: Reading, funds: tuple[str, ...]) -> frozenset[int]:
    """Return where words of striving start whose sentence tells that the funds behind them were won: 去年争取专项资金1.2亿元."""
    text, won = reading.text, set[int]()
    for i in reading.role_hits:
        hit = reading.hits[i]
        if hit.term.strength == _STRIVE and hit.term.weak:
            amount = next((at for at in range(hit.end, hit.end + _FUND_CHARS) if text[at : at + 1].isnumeric()), -1)
            named = amount >= 0 and any(word in text[hit.end : amount] for word in funds)
            if named and (_MORE.match(text, amount) or _is_past(reading, hit)):
                won.add(hit.start)
    return frozenset(won)


def _is_past(reading: Reading, hit: Hit) -> bool:
    """Say whether the sentence of a word of striving tells of what was: a time gone, what it is compared with, a tally, an act that is over."""
    start, end = reading.sentence(hit.start)
    told = False
    for i in range(reading.periods_before(start), len(reading.periods)):
        period = reading.periods[i]
        if period.start >= end:
            break
        shift = period.first.shift if period.first else None
        if shift is not None and shift > 0:
            return False
        gone = period.kind != "comparison" and (period.direction < 0 or (shift is not None and shift < 0))
        told = told or (gone and not period.text[:-1].isnumeric())
    for i in range(reading.first_hit_after(start), len(reading.hits)):
        other = reading.hits[i]
        if other.start >= end:
            break
        if other.term.role == "target" and other.start != hit.start:
            return False
        told = told or _tells_of_done(other) or other.term.compared in TIMES_GONE or bool(other.kinds & _TALLY)
    return told
