"""Say in which role a quantity stands: target, forecast, actual or reference, with the strength of the promise."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from reportmine.extract.bases import PLAN
from reportmine.extract.cues import Hit, Kind, Term, words_of
from reportmine.extract.drafts import NO_PERIOD, Draft
from reportmine.extract.measures import RANK
from reportmine.extract.reading import Reading
from reportmine.extract.roles.binding import (
    AHEAD,
    LIST_LEAD,
    TRANSPARENT,
    Place,
    announces,
    binds,
    has_happened,
    own_between,
)
from reportmine.extract.roles.limits import is_limit
from reportmine.extract.roles.setting import TIMES_GONE, Setting, Settings
from reportmine.extract.roles.stock import STOCK, is_start, is_stock
from reportmine.offsets import span_at
from reportmine.schema import Role
from reportmine.text.lexicon import Lexicon
from reportmine.text.periods.find import PeriodMatch
from reportmine.text.periods.values import Point

_ROLE, _LOCATIVE, _NEGATION = int(Kind.ROLE), int(Kind.LOCATIVE), int(Kind.NEGATION)
_SUBJECT, _ACTS = int(Kind.SUBJECT), int(Kind.VERB | Kind.REACH | Kind.CHANGE_VERB)
_COMPARE = int(Kind.COMPARE)
# What a clause is about anew: an act, a subject, a role, a comparison.
_TURNS = int(Kind.VERB | Kind.CHANGE_VERB | Kind.SUBJECT | Kind.ROLE | Kind.COMPARE | Kind.OVER)
_COMMAS = frozenset("，,")
_MONTHS, _YEAR = 12, "year"
_BEFORE, _SINCE, _SPAN = "前", "来", "span"  # 年底前, 今年以来, 近三年
WEAK_SOURCES = frozenset({"default", "section"})  # what a word beside the quantity overrules
_BRACKETS = frozenset("（(")
_OF_SAME = frozenset({"inherited", "none"})
_PRICE_CHARS = 8
_SHARES, _OF, _THAT = frozenset({"percent", "fraction", "multiple"}), "的", "那"
_LIMITS = frozenset({"at_least", "at_most"})
# Of these kinds a figure tells of its subject; a count may stand in another's name (全国劳模3人).
_STATED = frozenset({"money", "percent", "points", "multiple", "measure", "number"})
# What the writer's own paragraph or heading dates are not the facts of others.
_INHERITED = frozenset({"paragraph", "section", "opening"})


class Modality(NamedTuple):
    """Hold a quantity's role, the strength of the promise and what decided (a cue, a period, an aspect, the section …: see drafts.py)."""

    role: Role
    strength: str | None
    source: str


def set_role(
    draft: Draft, previous: Draft | None, reading: Reading, settings: Settings, *, lexicon: Lexicon, ahead: bool | None
) -> None:
    """Set role, strength and source of a quantity, and take off a period that is not its own; `previous` is the quantity before it.

    `ahead` says whether the quantity's period lies after the article's date (None where either is unknown).
    """
    setting = settings.at(draft.section)
    draft.item = max(_item(draft, previous, reading), draft.clause)
    counted, ranked = draft.kind not in _STATED, draft.kind == RANK
    bounded = draft.quantity.bound != "exact"
    worded = (draft.outer_start, draft.outer_end) != (draft.start, draft.end)
    place = Place(
        draft.outer_start, draft.outer_end, draft.item, draft.clause, draft.sentence, counted, ranked, bounded,
        _is_ahead(draft, setting), draft.kind == "measure", draft.kind, worded and draft.quantity.bound in _LIMITS,
        previous is not None and previous.sentence == draft.sentence and _is_of_others(previous),
    )  # fmt: skip
    modality = _role_of(reading, setting, place, draft.period_match, ahead)
    draft.role, draft.strength, draft.role_source = modality
    if draft.aimed and draft.role == "actual" and draft.role_source in WEAK_SOURCES:
        draft.role, draft.strength, draft.role_source = "target", "plan", "cue"
    elif draft.role in AHEAD and _is_answer(draft, previous, reading, setting, lexicon):
        draft.role, draft.strength, draft.role_source = "actual", None, "answer"
    elif (
        draft.role == "actual"
        and draft.role_source in WEAK_SOURCES
        and _is_required(draft, previous, reading, setting, lexicon)
    ):
        draft.role, draft.strength, draft.role_source = "target", "ensure", "norm"
    elif draft.role == "actual" and draft.role_source in WEAK_SOURCES and _is_of_market(draft, lexicon):
        draft.role, draft.role_source = "reference", "cue"
    elif draft.role == "target" and is_stock(draft, previous, reading, lexicon):
        draft.role, draft.strength, draft.role_source = "actual", None, STOCK
    elif draft.role == "actual" and _is_bracketed_base(draft, reading):
        draft.role, draft.role_source = "reference", "locative"
    if previous is not None and draft.role == "target" and is_start(previous, draft, reading):
        previous.role, previous.strength, previous.role_source = "actual", None, STOCK
    if draft.base:
        aim = draft.base == PLAN
        draft.role, draft.strength, draft.role_source = ("target", "plan", "cue") if aim else ("reference", None, "cue")
    told = modality.role == "reference" and draft.role_source == "cue" and draft.period_source in _INHERITED
    # The period that a report is of dates what it reports, not what it proposes, nor the limit of a rule.
    undated = draft.role in AHEAD or draft.role_source == "threshold"
    proposed = undated and draft.period_source == "opening"
    if modality.source == "locative" or told or proposed:
        draft.period, draft.period_match, draft.period_source = NO_PERIOD, None, "none"


def _is_of_others(draft: Draft) -> bool:
    """Say whether a cue made a quantity a fact of others."""
    return draft.role == "reference" and draft.role_source == "cue"


def _item(draft: Draft, previous: Draft | None, reading: Reading) -> int:
    """Return where the list item of a quantity starts; those that only joints part are one item (预计分别增长4.1%、6%)."""
    if previous is None or previous.sentence != draft.sentence:
        return draft.sentence[0]
    return previous.item if previous.joins(draft, reading.text) else previous.outer_end


def _is_answer(draft: Draft, previous: Draft | None, reading: Reading, setting: Setting, lexicon: Lexicon) -> bool:
    """Say whether a quantity tells what was reached of the aim before it, or goes on from one that does: 计划240万，完成251万，完成率104%."""
    if previous is None or previous.sentence != draft.sentence or setting.tense == "plan":
        return False
    if reading.hit_between(previous.outer_end, draft.outer_start, _ROLE) or _is_to_come(draft):
        return False
    if previous.role_source == "answer":
        return True
    behind = reading.text[previous.outer_end : draft.outer_start].lstrip("，,")
    if draft.quantity.dimension != previous.quantity.dimension or previous.role not in AHEAD:
        return False
    if behind.startswith(words_of(lexicon, "answer", effect="sure")):
        return True
    same = draft.metric_source in _OF_SAME or draft.metric == previous.metric
    return same and previous.role == "target" and behind.startswith(words_of(lexicon, "answer"))


def _is_ahead(draft: Draft, setting: Setting) -> bool:
    """Say whether the period of a quantity lies ahead of what the article looks back on (2014年 in a summary of 2013)."""
    point = draft.period_match.first if draft.period_match else None
    if point is None or setting.reviewed is None:
        return _is_to_come(draft)
    theirs, start = setting.reviewed.year, draft.period.start
    mine = start.year if point.year is None and start is not None else point.year
    return _is_to_come(draft) or (mine is not None and theirs is not None and mine > theirs)


def _is_to_come(draft: Draft) -> bool:
    """Say whether the period of a quantity says by itself that it is ahead (明年)."""
    return draft.period_match is not None and _is_future(draft.period_match)


def _is_future(period: PeriodMatch) -> bool:
    """Say whether a period lies ahead of the writer (明年, 下月)."""
    return period.first is not None and (period.first.shift or 0) > 0


def _is_required(draft: Draft, previous: Draft | None, reading: Reading, setting: Setting, lexicon: Lexicon) -> bool:
    """Say whether a limit is set (出勤率不得低于97%), or a budget told (全年预算收入84亿元), where nothing tells that it was kept to."""
    text, start = reading.text, draft.outer_start
    if setting.tense == "review":
        return False
    if text[start : draft.start].startswith(words_of(lexicon, "norm")):
        return True
    first = start - len(draft.metric)
    named = draft.metric.startswith(words_of(lexicon, "budgeted")) and text.startswith(draft.metric, first)
    if named and draft.change == "level":
        return reading.hit_between(draft.clause, first, _ACTS) is None
    follows = previous is not None and previous.role_source == "norm" and previous.sentence == draft.sentence
    return follows and previous is not None and draft.change != "level" and previous.metric == draft.metric


def _is_of_market(draft: Draft, lexicon: Lexicon) -> bool:
    """Say whether what is measured is a price that the market makes, not the writer: 猪价跌到【四块八】."""
    if draft.quantity.bound in _LIMITS:  # 煤价压到1010元以下 is one's own doing
        return False
    tail = draft.metric[-_PRICE_CHARS:]  # a time or a verb may have stayed behind it: 砍工工价五年
    return draft.kind in _STATED | _SHARES and any(word in tail for word in words_of(lexicon, "market_price"))


def _is_bracketed_base(draft: Draft, reading: Reading) -> bool:
    """Say whether a bracket gives the value of a time that is compared with: 同比去年二季度(2405万元)下降3.6%."""
    opened = draft.outer_start - 1
    if reading.text[opened : draft.outer_start] in LIST_LEAD:
        return _is_dated_base(reading, opened)
    if reading.text[opened : draft.outer_start] not in _BRACKETS:
        return False
    time = reading.period_ending(opened)
    start = reading.clause_start(opened, draft.sentence[0])
    return time is not None and (
        time.kind == "comparison" or reading.hit_between(start, time.start, _COMPARE) is not None
    )


def _is_dated_base(reading: Reading, colon: int) -> bool:
    """Say whether a bracket gives the value of another time after its name: 每股盈利0.24元（2023年：0.22元）."""
    time = reading.period_ending(colon)
    return time is not None and reading.text[time.start - 1 : time.start] in _BRACKETS


def _role_of(
    reading: Reading, setting: Setting, place: Place, period: PeriodMatch | None, ahead: bool | None
) -> Modality:
    """Decide the role of the quantity at `place` from the cues before it, the period that governs it and its section."""
    certain = _certain(reading, setting, place, period)
    if certain:
        return certain
    hits, roles = reading.hits, reading.role_hits
    i = bisect_left(roles, bisect_right(reading.hit_ends, place.start))
    while i and hits[roles[i - 1]].start >= place.sentence[0]:
        i -= 1
        hit = hits[roles[i]]
        # 没有完成的3处 are what is left undone.
        if hit.kinds & _NEGATION and hit.start >= place.clause and reading.text[hit.end : place.start] != "的":
            return Modality("target", "plan", "negation")
        silent = _is_past_of_other(hit, period) or _is_share_of_present(reading, hit, place)
        if hit.kinds & _ROLE and not silent and binds(reading, hit, setting, place):
            return _as_told((_ruling(reading, i, setting, place) or hit).term, setting)
    if past := _past(reading, setting, place, period):
        return Modality("actual", None, past)
    proposed = span_at(setting.proposals, place.start)  # 看法和建议：…
    here = period is not None and period.start >= place.clause
    if proposed or _is_year_planned(setting, place, period, here=here):
        return Modality("target", "plan", "proposal" if proposed else "period")
    return _by_period(setting, period, ahead, here=here)


def _as_told(term: Term, setting: Setting) -> Modality:
    """Return the role that a cue tells; what a budget expects (收入预期38亿元) is its aim."""
    if term.role == "forecast" and term.weak and setting.tense == "plan":
        return Modality("target", "plan", "cue")
    return Modality(term.role, term.strength or None, "cue")  # type: ignore[arg-type]


def _past(reading: Reading, setting: Setting, place: Place, period: PeriodMatch | None) -> str:
    """Return what says that a plan tells of what was, its first paragraph, an aspect or a period of the same sentence; else an empty string."""
    if place.start < setting.preface:
        return "section"
    planned = setting.tense == "plan" or bool(span_at(setting.proposals, place.start))
    if (setting.tense == "plan" and has_happened(reading, place)) or (planned and _is_there(reading, place)):
        return "aspect"
    if period is None or period.start < place.sentence[0]:
        return ""
    # 五年累计 alone says not which five years, 过去五年的 only where a noun is from.
    told = not period.text[:-1].isnumeric() and (
        period.start >= place.clause or not reading.text.startswith("的", period.end)
    )
    years_past = setting.tense == "plan" and period.kind == _SPAN and period.direction < 0 and told
    so_far = setting.tense == "plan" and _is_so_far(reading, period, place)
    return "period" if years_past or so_far or _is_before(period, setting.planned) else ""


def _is_there(reading: Reading, place: Place) -> bool:
    """Say whether a plan counts what there is: those known (盯住那四家客户), or those of whom an act is told that is over (做过的37家)."""
    mark = reading.text[place.start - 1 : place.start]
    if not place.counted or place.bounded or mark not in (_THAT, _OF):
        return False
    return mark == _THAT or (
        place.start > place.clause and has_happened(reading, place._replace(start=place.start - 1))
    )


def _is_so_far(reading: Reading, period: PeriodMatch, place: Place) -> bool:
    """Say whether a period is the part of this year that is over: months from the first on, told beside what was a year ago (今年1至10月)."""
    point = period.first
    if point is None or point.grain != "months" or point.first_month != 1 or point.last_month == _MONTHS:
        return False
    compared = (reading.hit_between(place.sentence[0], place.sentence[1], _COMPARE, compared=c) for c in TIMES_GONE)
    return point.shift == 0 or any(compared)


def _certain(reading: Reading, setting: Setting, place: Place, period: PeriodMatch | None) -> Modality | None:
    """Return the role that the place of a quantity settles before any cue: a time of comparison, a place, the limit of a rule."""
    if period and period.kind == "comparison":
        return Modality("reference", None, "period")
    i = bisect_right(reading.hit_ends, place.start)
    last = reading.hits[i - 1] if i else None
    # Of a rank the place says among whom (全国第一).
    if last and last.kinds & _LOCATIVE and last.end == place.start and not place.ranked:
        return Modality("reference" if last.term.subject == "other" else "actual", None, "locative")
    if is_limit(reading, place):
        return Modality("reference", None, "threshold")
    told = _told(reading, setting, place) or (not place.counted and _others_lead(reading, setting, place))
    return Modality("reference", None, "cue") if told else None


def _others_lead(reading: Reading, setting: Setting, place: Place) -> bool:
    """Say whether the clause has others as its subject: 全国市场增长2%, or goes on with one that has (头部企业毛利率为21%，电耗580度)."""
    clause = place.clause
    if _opens_with_others(reading, setting, clause, place.start):
        return True
    opened = place.beside_others and clause > place.sentence[0] and reading.text[clause - 1] in _COMMAS
    if not opened or reading.hit_between(clause, place.start, _TURNS) or reading.has_period(clause, place.start):
        return False
    before = reading.clause_start(clause - 1, place.sentence[0])
    own = own_between(reading, setting.own, before, clause)
    return not own and _opens_with_others(reading, setting, before, clause)


def _opens_with_others(reading: Reading, setting: Setting, clause: int, end: int) -> bool:
    """Say whether a clause opens with others as its subject: 全国市场增长2%, 行业平均毛利率为21%."""
    i = bisect_right(reading.hit_ends, clause)
    while i < len(reading.hits) and reading.hits[i].end < end:
        hit = reading.hits[i]
        if reading.text[clause : hit.start].strip("而但且\n \u3000"):
            return False
        others = hit.kinds & _SUBJECT and (hit.term.subject == "other" or hit.term.text not in setting.own)
        if others:
            return hit.end - hit.start > 1
        if not hit.kinds & TRANSPARENT:
            return False
        i += 1
    return False


def _told(reading: Reading, setting: Setting, place: Place) -> bool:
    """Say whether a source opens the sentence part and tells of others: 据省联社通报，全省平均不良率为2.3%."""
    for start, end in setting.sources:
        if start >= place.sentence[0] and end < place.clause:
            return not own_between(reading, setting.own, end, place.start)
    return False


def _ruling(reading: Reading, i: int, setting: Setting, place: Place) -> Hit | None:
    """Return the cue further off that overrules the one at `i` of the reading's role hits.

    A forecast rules over a weak one (预计到年底将达到), a source over what it tells as done (据统计，去年增长2%), what a colon announces
    over a weak one (困难也明显：贷款利息要多付90万元).
    """
    hits, roles = reading.hits, reading.role_hits
    near = hits[roles[i]].term
    while i and hits[roles[i - 1]].start >= place.sentence[0]:
        i -= 1
        hit = hits[roles[i]]
        if not hit.kinds & _ROLE or not binds(reading, hit, setting, place):
            continue
        role = hit.term.role
        if (near.weak and role == "forecast") or (near.role == "actual" and role == "reference"):
            return hit
        if near.weak and role == "actual" and not hit.term.weak and announces(reading, hit, place.clause):
            return hit
    return None


def _is_year_planned(setting: Setting, place: Place, period: PeriodMatch | None, *, here: bool) -> bool:
    """Say whether a year after the one that the title reviews, or its end, dates the quantity, under a title that looks ahead too, or
    a time that is ahead by itself stands in its clause (明年想添一台)."""
    if here and period is not None and _is_future(period) and setting.default == "actual":
        return True
    point = period.first if period else None
    if setting.planned is not None and not setting.tense and setting.default == "actual" and period is not None:
        # What a plan says first is of the present, but for the year that it plans.
        return period.start >= place.sentence[0] and _is_of_year(period, setting.planned)
    undecided = setting.both and setting.tense != "review" and setting.default != "reference"
    return undecided and place.ahead and point is not None and (point.grain == _YEAR or point.year is None)


def _is_of_year(period: PeriodMatch, planned: Point) -> bool:
    """Say whether a period is the year that is planned (2025年, 今年), not the part of it that is over (今年以来)."""
    point = period.first
    if point is None or point.grain != _YEAR or period.text[-1] == _SINCE:
        return False
    return point.shift == 0 if point.year is None else point.year == planned.year


def _by_period(setting: Setting, period: PeriodMatch | None, ahead: bool | None, *, here: bool) -> Modality:
    """Let a period that says past or future by itself decide where no cue does."""
    if ahead is None and period and period.first and period.first.shift:
        ahead = period.first.shift > 0
    elif ahead is None and period and period.direction > 0 and here:
        ahead = True
    if ahead is not None and setting.default != "reference" and setting.source == "default":
        return Modality("target" if ahead else "actual", "plan" if ahead else None, "period")
    if setting.tense == "plan" and ahead is False:
        return Modality("actual", None, "period")
    return Modality(setting.default, "plan" if setting.default == "target" else None, setting.source)


def _is_before(period: PeriodMatch, planned: Point | None) -> bool:
    """Say whether a period lies before the year that the title plans: 今年 in thoughts on 明年, 2018 in a plan of 2019."""
    said = period.last or period.first if period.text[-1] != _BEFORE else None  # 今年底前 is a deadline
    if planned is None or said is None:
        return False
    pairs = ((said.year, planned.year), (said.shift, planned.shift))
    return any(mine is not None and theirs is not None and mine < theirs for mine, theirs in pairs)


def _is_share_of_present(reading: Reading, hit: Hit, place: Place) -> bool:
    """Say whether a cue of what is there only names the whole of a share: 运量不低于现有的一成半."""
    return hit.term.role == "actual" and place.kind in _SHARES and reading.text[hit.end : place.start] == _OF


def _is_past_of_other(hit: Hit, period: PeriodMatch | None) -> bool:
    """Say whether a cue of the past stands before the time that governs the quantity: 去年3万吨，今年3.5万吨."""
    return hit.term.role == "actual" and period is not None and period.start >= hit.end
