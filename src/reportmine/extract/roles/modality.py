"""Say in which role a quantity stands: target, forecast, actual or reference, with the strength of the promise."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace
from typing import NamedTuple

from reportmine.extract.bases import PLAN
from reportmine.extract.cues import Hit, Kind, Term
from reportmine.extract.drafts import NO_PERIOD, Draft
from reportmine.extract.measures import RANK
from reportmine.extract.reading import Reading
from reportmine.extract.roles.amends import LIMITS, STATED, amend, is_future, is_to_come
from reportmine.extract.roles.binding import (
    AHEAD,
    Place,
    announces,
    binds,
    has_happened,
)
from reportmine.extract.roles.limits import is_aim_behind, is_limit, is_moment, limit_bound
from reportmine.extract.roles.others import others_lead, told_by_others
from reportmine.extract.roles.setting import TIMES_GONE, Setting, Settings
from reportmine.extract.roles.stock import STOCK, is_start
from reportmine.offsets import span_at
from reportmine.schema import Role
from reportmine.text.lexicon import Lexicon
from reportmine.text.periods.find import PeriodMatch
from reportmine.text.periods.values import Point

_ROLE, _LOCATIVE, _NEGATION = int(Kind.ROLE), int(Kind.LOCATIVE), int(Kind.NEGATION)
_COMPARE = int(Kind.COMPARE)
_MONTHS, _YEAR = 12, "year"
_BEFORE, _SINCE, _SPAN = "前", "来", "span"  # 年底前, 今年以来, 近三年
_SHARES, _OF, _THAT = frozenset({"percent", "fraction", "multiple"}), "的", "那"
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
    counted, ranked = draft.kind not in STATED, draft.kind == RANK
    bounded = draft.quantity.bound != "exact"
    worded = (draft.outer_start, draft.outer_end) != (draft.start, draft.end)
    place = Place(
        draft.outer_start, draft.outer_end, draft.item, draft.clause, draft.sentence, counted, ranked, bounded,
        _is_ahead(draft, setting), draft.kind == "measure", draft.kind, worded and draft.quantity.bound in LIMITS,
        previous is not None and previous.sentence == draft.sentence and _is_of_others(previous),
    )  # fmt: skip
    modality = _role_of(reading, setting, place, draft.period_match, ahead)
    draft.role, draft.strength, draft.role_source = modality
    if draft.role_source == "threshold" and not bounded and (limit := limit_bound(reading, place, lexicon)):
        draft.quantity = replace(draft.quantity, bound=limit)  # type: ignore[arg-type]
    amend(draft, previous, reading, setting, place, lexicon)
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


def _is_ahead(draft: Draft, setting: Setting) -> bool:
    """Say whether the period of a quantity lies ahead of what the article looks back on (2014年 in a summary of 2013)."""
    point = draft.period_match.first if draft.period_match else None
    if point is None or setting.reviewed is None:
        return is_to_come(draft)
    theirs, start = setting.reviewed.year, draft.period.start
    mine = start.year if point.year is None and start is not None else point.year
    return is_to_come(draft) or (mine is not None and theirs is not None and mine > theirs)


def _role_of(
    reading: Reading, setting: Setting, place: Place, period: PeriodMatch | None, ahead: bool | None
) -> Modality:
    """Decide the role of the quantity at `place` from the cues before it, the period that governs it and its section."""
    certain = _certain(reading, setting, place, period)
    if certain:
        return certain
    if told := _by_cue(reading, setting, place, period):
        return told
    if past := _past(reading, setting, place, period):
        return Modality("actual", None, past)
    proposed = span_at(setting.proposals, place.start)  # 看法和建议：…
    here = period is not None and period.start >= place.clause
    if proposed or _is_year_planned(setting, place, period, here=here):
        return Modality("target", "plan", "proposal" if proposed else "period")
    return _by_period(setting, period, ahead, here=here)


def _by_cue(reading: Reading, setting: Setting, place: Place, period: PeriodMatch | None) -> Modality | None:
    """Return the role that the last cue before the quantity that governs it tells, None where none does."""
    hits, roles = reading.hits, reading.role_hits
    if reading.hit_at(place.start, _NEGATION) and is_aim_behind(reading, place.end):
        return Modality("target", "plan", "negation")  # 未达到7%的预期
    i = bisect_left(roles, bisect_right(reading.hit_ends, place.start))
    while i and hits[roles[i - 1]].start >= place.sentence[0]:
        i -= 1
        hit = hits[roles[i]]
        if hit.kinds & _NEGATION and hit.start >= place.item:
            undone = reading.text[hit.end : place.start] == _OF  # 没有完成的3处 are what is left undone
            return Modality("actual", None, "aspect") if undone else Modality("target", "plan", "negation")
        silent = _is_past_of_other(hit, period) or _is_share_of_present(reading, hit, place)
        if hit.kinds & _ROLE and not silent and binds(reading, hit, setting, place):
            return _as_told((_ruling(reading, i, setting, place) or hit).term, setting)
    return None


def _as_told(term: Term, setting: Setting) -> Modality:
    """Return the role that a cue tells; what a budget expects (收入预期38亿元) is its aim."""
    if term.role == "forecast" and term.weak and setting.tense == "plan":
        return Modality("target", "plan", "cue")
    return Modality(term.role, term.strength or None, "cue")  # type: ignore[arg-type]


def _past(reading: Reading, setting: Setting, place: Place, period: PeriodMatch | None) -> str:
    """Return what says that a plan tells of what was, its first paragraph, an aspect or a period of the same sentence; else an empty string."""
    if place.start < setting.preface or (setting.tense == "plan" and span_at(setting.presents, place.start)):
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
    planned = setting.tense == "plan" or bool(span_at(setting.proposals, place.start))
    if is_limit(reading, place) or (planned and is_moment(reading, place)):
        return Modality("reference", None, "threshold")
    told = told_by_others(reading, setting, place) or (not place.counted and others_lead(reading, setting, place))
    return Modality("reference", None, "cue") if told else None


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
        if (near.weak and role == "forecast") or (near.role == "actual" and role == "reference" and not hit.term.weak):
            return hit
        if near.weak and role == "actual" and not hit.term.weak and announces(reading, hit, place.clause):
            return hit
    return None


def _is_year_planned(setting: Setting, place: Place, period: PeriodMatch | None, *, here: bool) -> bool:
    """Say whether a year after the one that the title reviews, or its end, dates the quantity, under a title that looks ahead too, or
    a time that is ahead by itself stands in its clause (明年想添一台)."""
    if here and period is not None and is_future(period) and setting.default == "actual":
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
