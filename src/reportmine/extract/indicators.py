"""Find the indicators of an article: every stated quantity with metric, role, period and the characters it rests on."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import cast

from reportmine.extract.bases import mark_bases
from reportmine.extract.cues import Hit, Kind
from reportmine.extract.drafts import Draft
from reportmine.extract.gaps.making import Gap
from reportmine.extract.gaps.redacted import redaction_finder
from reportmine.extract.links import link
from reportmine.extract.measures import RANK, RATIOS, identify
from reportmine.extract.metrics.distribution import settle_shares
from reportmine.extract.metrics.naming import Namer
from reportmine.extract.periods.article_periods import read_headings
from reportmine.extract.periods.dating import Dating
from reportmine.extract.periods.lists import share_periods
from reportmine.extract.periods.timing import Clock, Governing
from reportmine.extract.periods.uses import base_period
from reportmine.extract.reading import Reading
from reportmine.extract.roles.amends import WEAK_SOURCES
from reportmine.extract.roles.binding import leads
from reportmine.extract.roles.modality import set_role
from reportmine.extract.roles.setting import Settings
from reportmine.extract.tables.drafts import table_drafts
from reportmine.extract.tables.labelled import labelled_drafts
from reportmine.offsets import Span
from reportmine.schema import Article, Bound, Evidence, Indicator, Section
from reportmine.text.entries import BoundCue
from reportmine.text.lexicon import Lexicon
from reportmine.text.periods.find import PeriodMatch
from reportmine.text.quantities.find import QuantityMatch, find_quantities
from reportmine.text.tokens import default_tokenizer

_COMPARE, _TIER, _SUBJECT = int(Kind.COMPARE), int(Kind.TIER), int(Kind.SUBJECT)
# A bound parted from its number stands no further off than a verb and an adverb.
_FAR_BOUND = 6
_TAKES, _OF, _PAUSES = "把", "的", frozenset("，,、；;")
_AMONG, _WITHIN, _WITHIN_CHARS = "中", frozenset("在于"), 6
_LISTED = frozenset("、和")
_PAST = "过"  # 收入过10亿元企业9户
_LIMITS = frozenset({"at_least", "at_most"})
_COUNTED_NOUNS = frozenset({"after", "none"})
_PLACE, _ACT = int(Kind.LOCATIVE | Kind.SUBJECT), int(Kind.VERB | Kind.CHANGE_VERB)
_FROM, _TO, _OVER, _REACH = int(Kind.FROM), int(Kind.TO), int(Kind.OVER), int(Kind.REACH)


def find_indicators(
    article: Article,
    sections: tuple[Section, ...],
    words: Sequence[str] | None = None,
    *,
    lexicon: Lexicon,
    published_on: dt.date | None = None,
    is_plan: bool = False,
) -> tuple[Indicator, ...]:
    """Find the indicators of an article in text order; `words` are its tokens, cut here where they are not given.

    `is_plan` says that the article's type is surely one that plans: so does what it states without a word of tense.

    >>> from reportmine.offsets import OffsetMap
    >>> from reportmine.schema import PageText
    >>> from reportmine.text.lexicon import load_lexicon
    >>> text = "2024年力争销售额达到3亿元。"
    >>> article = Article("a", PageText(text), 0, "", text, OffsetMap([(0, len(text))]))
    >>> [(i.metric, i.quantity.low, i.role, i.period.text) for i in find_indicators(article, (), lexicon=load_lexicon())]
    [('销售额', Decimal('300000000'), 'target', '2024年')]
    """
    text = article.text
    gaps = redaction_finder(lexicon)
    stripped = gaps.is_stripped(text)
    words = default_tokenizer().cut(text) if words is None else words
    in_cells, cells = table_drafts(article, lexicon=lexicon)
    tables = bool(cells or article.page.cells)
    reading = Reading(text, words, lexicon=lexicon, stripped=stripped, sections=sections, tables=tables)
    labelled = labelled_drafts(reading, cells, lexicon=lexicon)
    found = gaps.find(reading, stripped=stripped)
    drafts = _drafts(reading, find_quantities(text, lexicon=lexicon), found, cells, labelled)
    reading.values = [draft.start for draft in drafts if not draft.redacted]
    _place(drafts, sections)
    _place(in_cells, sections)
    mark_bases(drafts, reading, lexicon)
    Namer(reading, drafts, lexicon=lexicon).name_all()
    bases = frozenset(draft.outer_start for draft in drafts if draft.base)
    settings = Settings(article, sections, reading, bases, lexicon=lexicon, is_plan=is_plan)
    headings = read_headings(sections, settings, reading, lexicon)
    clock = Clock(article, sections, reading, headings, lexicon=lexicon, proposals=settings.proposals)
    dating = Dating(article, sections, reading, headings, lexicon=lexicon, published_on=published_on)
    bounds = _bounds(lexicon)
    listed = share_periods(drafts, reading)
    previous: Draft | None = None
    for draft in drafts:
        inherits = settings.at(draft.section).default != "reference"
        own = listed.get(draft.start) or base_period(draft, reading)
        _time(draft, clock, dating, own, inherits=inherits)
        if not draft.role_source:
            _judge(draft, previous, reading, settings, dating, lexicon)
        _relate(draft, previous, reading, bounds)
        previous = draft
    _share_starts(drafts, text)
    settle_shares(drafts, text)
    for draft in in_cells:
        _date_cell(draft, clock, dating)
        draft.metric_id, draft.polarity = identify(draft, lexicon=lexicon)
    drafts = sorted([*drafts, *in_cells], key=lambda draft: (draft.start, draft.end)) if in_cells else drafts
    link(drafts, reading, lexicon=lexicon)
    sentences = {span: article.evidence(*span) for span in {draft.sentence for draft in drafts}}
    return tuple(_indicator(draft, article, sentences[draft.sentence]) for draft in drafts)


def _drafts(
    reading: Reading, matches: list[QuantityMatch], gaps: list[Gap], cells: list[Span], labelled: list[Draft]
) -> list[Draft]:
    """Make a draft of every quantity and every gap beside the labelled ones, in order; what a gap or a cell claims is no other quantity, a header no gap."""
    if labelled:
        cells = sorted([*cells, *((draft.start, draft.end) for draft in labelled)])
    edges = [start for start, _ in cells]
    gaps = [gap for gap in gaps if not _overlaps(gap.start, max(gap.end, gap.start + 1), edges, cells)]
    opened = [m.start for m in matches]
    gaps = [gap for gap in gaps if gap.masked or not _ends_one(gap, opened, matches)]
    taken = sorted([(gap.start, max(gap.end, gap.start + 1)) for gap in gaps] + cells)
    starts = [start for start, _ in taken]
    drafts = [
        Draft(m.start, m.end, m.quantity, m.kind, m.outer_start, m.outer_end, reading.sentence(m.start), m.start)
        for m in matches
        if not _overlaps(m.start, m.end, starts, taken)
    ]
    for gap in gaps:
        sentence = reading.sentence(max(gap.start - 1, 0))
        draft = Draft(
            gap.start, gap.end, gap.quantity, "gap", gap.outer_start, gap.end, sentence, gap.start, redacted=True
        )
        drafts.append(draft)
    drafts += labelled
    return sorted(drafts, key=lambda draft: (draft.start, draft.end)) if gaps or labelled else drafts


def _overlaps(start: int, end: int, starts: list[int], taken: list[Span]) -> bool:
    i = bisect_right(starts, end - 1) - 1
    return i >= 0 and taken[i][1] > start


def _ends_one(gap: Gap, starts: list[int], matches: list[QuantityMatch]) -> bool:
    """Say whether a gap is the end of a quantity that has its number: 3000 余 万元."""
    i = bisect_left(starts, gap.start) - 1
    return i >= 0 and matches[i].end >= gap.end > gap.start


def _place(drafts: list[Draft], sections: tuple[Section, ...]) -> None:
    """Give every draft the innermost section that holds it."""
    starts = [section.start for section in sections]
    for draft in drafts:
        i = bisect_right(starts, draft.start) - 1
        while i >= 0 and sections[i].end <= draft.start:
            parent = sections[i].parent
            i = -1 if parent is None else parent
        draft.section = sections[i].index if i >= 0 else None


def _time(draft: Draft, clock: Clock, dating: Dating, own: PeriodMatch | None, *, inherits: bool) -> None:
    """Set the period of a quantity: its own, from a list or as a base, else the one that governs its place."""
    match, source, recurrence = (
        clock.governing(draft.start, draft.clause, draft.sentence, draft.section, inherits=inherits)
        if own is None
        else Governing(own, "clause")
    )
    if match is not None and match.kind == "average" and match.text in draft.metric:
        match, source = None, "none"
    draft.period_source = source
    draft.period_match = match
    if match is None:
        return
    period = dating.period_of(match, draft.section, None if source == "section" else match.start)
    if recurrence and not period.recurrence:
        period = replace(period, recurrence=recurrence)
    draft.period = period


def _judge(
    draft: Draft, previous: Draft | None, reading: Reading, settings: Settings, dating: Dating, lexicon: Lexicon
) -> None:
    """Set the role of a quantity, and the period of what only its role shows to be due by the deadline behind it."""
    set_role(draft, previous, reading, settings, lexicon=lexicon, ahead=dating.is_ahead(draft.period))
    if draft.role_source == "due" and (time := draft.period_match):
        draft.period = dating.period_of(time, draft.section, time.start)


def _date_cell(draft: Draft, clock: Clock, dating: Dating) -> None:
    match = draft.period_match
    at = None if match is None else draft.start
    if match is None:
        match = clock.title_period(draft.section)
        draft.period_source = "section" if match else "none"
    if match is not None:
        draft.period = dating.period_of(match, draft.section, at)


def _relate(draft: Draft, previous: Draft | None, reading: Reading, bounds: Mapping[str, Bound]) -> None:
    """Set what a quantity's surroundings and the quantity before it say of it: base, bound, comparison, class."""
    _surroundings(draft, reading, bounds)
    _from_to(draft, previous, reading)
    _compare(draft, previous, reading)
    _class_limit(draft, previous, reading)


def _compare(draft: Draft, previous: Draft | None, reading: Reading) -> None:
    """Set what a quantity is compared with that the one before it gives: a base, or the amount of an aim (指标2500万元的92.7%)."""
    if previous is not None and previous.base:
        draft.compared_to = previous.base
    if previous is not None and previous.aimed and reading.text[previous.outer_end : draft.outer_start] == "的":
        draft.compared_to = draft.compared_to or "plan"


def _surroundings(draft: Draft, reading: Reading, bounds: Mapping[str, Bound]) -> None:
    """Set what the quantity is compared with, its tier, its subject and a bound that a verb parts from it (至少开展2次)."""
    hits, context = reading.hits, reading.context_hits
    i = bisect_left(context, bisect_right(reading.hit_ends, draft.outer_start))
    while i and hits[context[i - 1]].start >= draft.sentence[0]:
        i -= 1
        hit = hits[context[i]]
        if hit.start >= draft.clause:
            if hit.kinds & _COMPARE and draft.compared_to is None:
                draft.compared_to = hit.term.compared
            if hit.kinds & _TIER and draft.tier is None:
                draft.tier = hit.term.tier
                if draft.role_source in WEAK_SOURCES and not draft.redacted:
                    draft.role, draft.strength, draft.role_source = "target", "plan", "cue"
            if (
                draft.quantity.bound == "exact"
                and hit.term.text in bounds
                and not hit.kinds & _OVER
                and hit.end >= draft.outer_start - _FAR_BOUND
                and not _has_object(hit, draft, reading)
                and hit.term.text not in draft.metric  # 最高负荷86万千瓦
                and not reading.text.startswith(_OF, hit.end)  # 最多的6个 are no bound
            ):
                draft.quantity = replace(draft.quantity, bound=bounds[hit.term.text])
        # Others of an earlier clause are no subject here, nor those compared with (比邻县高20公斤); of a rank those among whom it is taken are named (居全国第一).
        compared = (before := reading.hit_ending(hit.start)) is not None and before.kinds & _OVER
        others = hit.term.subject == "other" and (hit.start < draft.clause or compared)
        among = draft.kind == RANK and hit.end >= draft.outer_start - 1
        if hit.kinds & _SUBJECT and (among or (not others and leads(reading, hit, draft.sentence[0]))):
            draft.subject = hit.term.text
            break
    if draft.compared_to is None and _named_base(draft, reading):
        draft.compared_to = "base"
    if draft.base:
        draft.compared_to = None


def _has_object(hit: Hit, draft: Draft, reading: Reading) -> bool:
    """Say whether a bound is a verb whose object is what is counted: 突破技术254项."""
    between = reading.text[hit.end : draft.outer_start]
    acts = hit.kinds & _REACH and draft.quantity.dimension not in RATIOS
    return bool(acts and draft.metric and between.endswith(draft.metric))


def _named_base(draft: Draft, reading: Reading) -> bool:
    """Say whether the clause names a time that the value is compared with (比2019年增长15%)."""
    i = bisect_right(reading.period_ends, draft.outer_start)
    return i > 0 and reading.periods[i - 1].kind == "comparison" and reading.periods[i - 1].start >= draft.clause


@lru_cache(maxsize=8)
def _bounds(lexicon: Lexicon) -> Mapping[str, Bound]:
    """Return the words of bound that may stand away from their number: two characters or more."""
    return {word: cast(Bound, cue.bound) for cue in lexicon.entries(BoundCue) for word in cue.before if len(word) > 1}


def _from_to(draft: Draft, previous: Draft | None, reading: Reading) -> None:
    """Mark the start of 从A到B as reference: it is where B comes from."""
    if previous is None or previous.sentence != draft.sentence or previous.clause > draft.outer_start or previous.ends:
        return
    opened = reading.hit_between(previous.clause, previous.outer_start, _FROM)
    if opened is not None and reading.hit_between(opened.end, previous.outer_start, _TO):  # 从进厂到装箱的47个岗位
        opened = None
    if (opened is None and not _is_taken(previous, draft, reading)) or reading.hit_between(
        previous.outer_end, draft.outer_start, _TO
    ) is None:
        return
    previous.role, previous.role_source, previous.strength = "reference", "from_to", None
    previous.change = draft.change = "level"
    draft.ends = True


def _share_starts(drafts: list[Draft], text: str) -> None:
    """Mark the other starts of a list of changes as the last one is: 由400元、220元提高到480元、280元."""
    for i in range(len(drafts) - 1, 0, -1):
        start, earlier = drafts[i], drafts[i - 1]
        listed = text[earlier.outer_end : start.outer_start].strip() in _LISTED
        if start.role_source == "from_to" and listed and earlier.quantity.unit == start.quantity.unit:
            earlier.role, earlier.role_source, earlier.strength = "reference", "from_to", None
            earlier.change = "level"


def _is_taken(start: Draft, end: Draft, reading: Reading) -> bool:
    """Say whether 把 takes the start of a change of the same thing: 把五个牌子减到三个."""
    taken = _TAKES in reading.text[start.clause : start.outer_start]
    same = start.quantity.dimension == end.quantity.dimension and start.quantity.unit == end.quantity.unit
    return taken and same and _PAUSES.isdisjoint(reading.text[start.outer_end : end.outer_start])


def _class_limit(draft: Draft, previous: Draft | None, reading: Reading) -> None:
    """Mark what only says which things are counted as reference: 引进亿元以上项目15个, 负债率超80%的企业3户, 3个投资超亿元的项目."""
    if previous is None or previous.sentence != draft.sentence:
        return
    if draft.kind == RANK and _are_ranked(previous, draft, reading):
        previous.role, previous.role_source, previous.strength = "reference", "threshold", None
    limit, counted = (previous, draft) if draft.kind == "count" else (draft, previous)
    if counted.kind != "count" or not counted.metric or limit.redacted:
        return
    behind = reading.text[limit.outer_end :][: len(counted.metric) + 1].removeprefix("的")
    named = behind.startswith(counted.metric)
    between = reading.text[limit.outer_end : counted.outer_start].removeprefix("的")
    direct = limit is draft or between == counted.metric  # 投资1.2亿元的外科大楼共18层 tells what the building cost
    # 资产负债率超过80%的企业3户, 超10亿元3户
    counts = limit is previous and between in ("", counted.metric)
    if counts and reading.text[limit.outer_start - 1 : limit.outer_start] == _PAST:
        limit.quantity = replace(limit.quantity, bound="at_least")
    bounded = limit.quantity.bound in _LIMITS
    of_class = limit.kind == "money" and named and (bounded or (direct and limit.metric == counted.metric))
    if of_class or (counts and bounded and limit.kind != RANK):
        limit.role, limit.role_source, limit.strength = "reference", "threshold", None


def _are_ranked(counted: Draft, rank: Draft, reading: Reading) -> bool:
    """Say whether a count tells among how many a rank is taken: 在全省86家农商行中列第9位, 居全省13个市州第5位."""
    start, end = counted.outer_start, rank.outer_start
    if counted.kind != "count" or counted.metric_source not in _COUNTED_NOUNS:
        return False
    among = _AMONG in reading.text[counted.outer_end : end]  # 在省网11家电厂中居第4位
    if (
        among
        and not _WITHIN.isdisjoint(reading.text[max(counted.clause, start - _WITHIN_CHARS) : start])
        and not reading.hit_between(start, end, _ACT)
    ):
        return True
    return (
        counted.clause == rank.clause
        and reading.hit_between(counted.clause, start, _PLACE) is not None
        and not reading.hit_between(start, end, _ACT)
    )


def _indicator(draft: Draft, article: Article, sentence: Evidence) -> Indicator:
    return Indicator(
        metric=draft.metric,
        metric_id=draft.metric_id,
        subject=draft.subject,
        quantity=draft.quantity,
        change=draft.change,
        compared_to=draft.compared_to,
        role=draft.role,
        strength=draft.strength,
        tier=draft.tier,
        period=draft.period,
        redacted=draft.redacted,
        section=draft.section,
        evidence=article.evidence(draft.start, draft.end),
        sentence=sentence,
        rule=f"{draft.metric_source}/{draft.role_source}/{draft.period_source}",
        score=draft.score(),
        polarity=draft.polarity,
        links=tuple(draft.links),
        warnings=tuple(draft.warnings),
        attainment=draft.attainment,
    )
