"""Take a second look at a role: what a quantity answers, a limit that is set, a price of the market, a stock, a deadline behind it."""

from __future__ import annotations

from reportmine.extract.cues import Kind, words_of
from reportmine.extract.drafts import Draft
from reportmine.extract.reading import Reading
from reportmine.extract.roles.binding import AHEAD, LIST_LEAD, Place
from reportmine.extract.roles.due import due_time
from reportmine.extract.roles.setting import Setting
from reportmine.extract.roles.stock import STOCK, is_stock
from reportmine.text.lexicon import Lexicon
from reportmine.text.periods.find import PeriodMatch

WEAK_SOURCES = frozenset({"default", "section"})  # what a word beside the quantity overrules
LIMITS = frozenset({"at_least", "at_most"})
# Of these kinds a figure tells of its subject; a count may stand in another's name (全国劳模3人).
STATED = frozenset({"money", "percent", "points", "multiple", "measure", "number"})
_SHARES = frozenset({"percent", "fraction", "multiple"})
_ROLE, _COMPARE, _AIM = int(Kind.ROLE), int(Kind.COMPARE), int(Kind.AIM)
_ACTS = int(Kind.VERB | Kind.REACH | Kind.CHANGE_VERB)
_BRACKETS = frozenset("（(")
_OF_SAME = frozenset({"inherited", "none"})
_PRICE_CHARS = 8


def amend(
    draft: Draft, previous: Draft | None, reading: Reading, setting: Setting, place: Place, lexicon: Lexicon
) -> None:
    """Change the role of a quantity where what stands around it says more than the cues before it."""
    unsure = draft.role == "actual" and draft.role_source in WEAK_SOURCES
    if draft.aimed and unsure:
        draft.role, draft.strength, draft.role_source = "target", "plan", "cue"
        unsure = False
    if draft.role in AHEAD and _is_answer(draft, previous, reading, setting, lexicon):
        draft.role, draft.strength, draft.role_source = "actual", None, "answer"
    elif draft.role == "target" and is_stock(draft, previous, reading, lexicon):
        draft.role, draft.strength, draft.role_source = "actual", None, STOCK
    elif unsure and _is_required(draft, previous, reading, setting, lexicon):
        draft.role, draft.strength, draft.role_source = "target", "ensure", "norm"
    elif unsure and _is_of_market(draft, lexicon):
        draft.role, draft.role_source = "reference", "cue"
    elif unsure and (time := due_time(reading, place, lexicon)):
        draft.role, draft.strength, draft.role_source = "target", "plan", "due"
        draft.period_match, draft.period_source = time, "clause"
    elif draft.role == "actual" and _is_bracketed_base(draft, reading):
        draft.role, draft.role_source = "reference", "locative"


def is_to_come(draft: Draft) -> bool:
    """Say whether the period of a quantity says by itself that it is ahead (明年)."""
    return draft.period_match is not None and is_future(draft.period_match)


def is_future(period: PeriodMatch) -> bool:
    """Say whether a period lies ahead of the writer (明年, 下月)."""
    return period.first is not None and (period.first.shift or 0) > 0


def _is_answer(draft: Draft, previous: Draft | None, reading: Reading, setting: Setting, lexicon: Lexicon) -> bool:
    """Say whether a quantity tells what was reached of the aim before it, or goes on from one that does: 计划240万，完成251万，完成率104%."""
    if previous is None or previous.sentence != draft.sentence or setting.tense == "plan":
        return False
    if reading.hit_between(previous.outer_end, draft.outer_start, _ROLE) or is_to_come(draft):
        return False
    if previous.role_source == "answer":
        return True
    aim = reading.hit_at(previous.outer_end, _AIM)  # 下达的500万元任务完成480万元
    behind = reading.text[aim.end if aim else previous.outer_end : draft.outer_start].lstrip("，,")
    if draft.quantity.dimension != previous.quantity.dimension or previous.role not in AHEAD:
        return False
    if behind.startswith(words_of(lexicon, "answer", effect="sure")):
        return True
    same = draft.metric_source in _OF_SAME or draft.metric == previous.metric
    return same and previous.role == "target" and behind.startswith(words_of(lexicon, "answer"))


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
    if draft.quantity.bound in LIMITS:  # 煤价压到1010元以下 is one's own doing
        return False
    tail = draft.metric[-_PRICE_CHARS:]  # a time or a verb may have stayed behind it: 砍工工价五年
    return draft.kind in STATED | _SHARES and any(word in tail for word in words_of(lexicon, "market_price"))


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
