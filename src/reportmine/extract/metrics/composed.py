"""Say in a carried name what the quantity's own clause adds to it: the plan it is a share of, the act that was done with those counted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reportmine.extract.bases import PLAN
from reportmine.extract.cues import Hit, Kind
from reportmine.extract.drafts import Draft
from reportmine.extract.measures import COUNTED
from reportmine.extract.metrics.counted import DOES, same_counted, stands_alone
from reportmine.extract.metrics.nouns import first_stop
from reportmine.extract.reading import Reading
from reportmine.offsets import Span

_SHARE, _AIM = int(Kind.SHARE), int(Kind.AIM)
_ACT, _NOUN_VERB = int(Kind.VERB | Kind.NOUN_VERB | Kind.NOMINAL), int(Kind.NOUN_VERB)
_TAKEN = _ACT | int(Kind.BREAK | Kind.PREDICATE)
_FILL, _ASPECT, _DONE = int(Kind.ADVERB), int(Kind.ASPECT), frozenset("了")
_PERCENT, _OF, _AFTER, _TOLD = "percent", "的", "after", frozenset({"before", "inherited"})
# Acts are counted in these, so that an act names them by itself (家访3次).
_DOINGS = frozenset({"times", "visits", "labour", "study"})
# A number of people or a rate is counted, not acted upon.
_MEASURES = frozenset("率量额数度值比费长龄分")
_COMMAS = frozenset("，,")
# What leads from an amount to the plan that it is a share of.
_LEADS = re.compile(r"(?:仅|只|约|共)?(?:完成|实现|占到|占|达到|达|为|是)?")
# What those counted do is told in so many characters, their noun in so many; a change or what leads to a level is no doing.
_DOING, _NOUN, _PLACES = 12, 8, frozenset("中里内")
_NOT_DOING = int(Kind.CHANGE | Kind.CHANGE_VERB | Kind.REACH | Kind.SHARE | Kind.TO | Kind.COMPARATIVE | Kind.THRESHOLD)
_BACK = 4  # acts are done one after another with what was counted so many quantities before
_NO_THINGS = frozenset("数量额率的")
_PARTICLES, _OWN = frozenset("的了着过等以之"), frozenset({"before", "after", "rank", "distributed", "header"})
_PLAN_NAME = 10  # characters of a plan's name (董事会下达计划)
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")


def add_own_words(drafts: Sequence[Draft], reading: Reading, *, share: str) -> None:
    """Add to the names of quantities what their own clauses say, last first: each looks at the names before it as they were.

    `share` is the word in the name of a share of something (占).
    """
    for i in range(len(drafts) - 1, -1, -1):
        draft = drafts[i]
        if (
            draft.quantity.dimension in COUNTED
            and draft.metric_source not in _OWN
            and (doing := _doing(i, drafts, reading))
        ):
            draft.metric = _those_who(doing, same_counted(i, drafts, reading), reading)
        elif not draft.metric:
            continue
        elif draft.quantity.dimension == _PERCENT and draft.metric_source in _TOLD:
            plan = _plan_of(draft, reading)
            draft.metric += share + plan if plan else ""
        elif draft.quantity.dimension in COUNTED - _DOINGS:
            draft.metric = _done_with(i, drafts, reading) or draft.metric


def _plan_of(draft: Draft, reading: Reading) -> str:
    """Return the plan that a percentage is a share of (完成全年计划的79%: 全年计划), empty for others."""
    end, text = draft.outer_start, reading.text
    told = reading.hit_ending(end)
    if told is not None and told.kinds & _SHARE and told.term.compared == PLAN:
        start, end = told.start, end - text.endswith(_OF, told.start, end)
    elif text[end - 1] == _OF and (aim := reading.hit_ending(end - 1)) is not None and aim.kinds & _AIM:
        start, end = reading.clause_start(end, draft.sentence[0]), end - 1
    else:
        return ""
    start = _LEADS.match(text, start).end()  # type: ignore[union-attr]
    plan = text[start:end].replace("\n", "")
    named = plan in draft.metric or draft.metric in plan
    return plan if not named and 1 < len(plan) <= _PLAN_NAME and _CHINESE.fullmatch(plan) else ""


def _doing(i: int, drafts: Sequence[Draft], reading: Reading) -> str:
    """Return what those counted do, where nothing else of their clause names them (其中5份没有签字: 没有签字), empty for others."""
    draft, text = drafts[i], reading.text
    start, stop = draft.outer_end, drafts[i + 1].start if i + 1 < len(drafts) else len(text)
    end = first_stop(text, start, min(start + _DOING + 1, draft.sentence[1]))
    doing = text[start:end]
    if not 1 < end - start <= _DOING or end > stop or not _CHINESE.fullmatch(doing) or not reading.is_edge(start):
        return ""
    if doing[0] in _PLACES and reading.is_edge(start + 1):
        return ""  # 147户中光衰超标的只有9户
    if reading.hit_at(start, _NOT_DOING) or not reading.hit_between(start, end, DOES) or doing[0] in _PARTICLES:
        return ""
    return doing if doing[-1] not in _PLACES and stands_alone(draft, reading) else ""


def _those_who(doing: str, same: Draft | None, reading: Reading) -> str:
    """Return the name of those who do something, with the noun that the last count in their unit has where it is a short one (没有签字的合同)."""
    noun = (_acted_upon(same, reading) or same.metric) if same else ""
    return f"{doing}的{noun}" if 1 < len(noun) <= _NOUN and noun[-1] not in _NO_THINGS else doing


def _done_with(i: int, drafts: Sequence[Draft], reading: Reading) -> str:
    """Return the act right before a count with the noun that the quantity before it counts (隐患317条，整改310条: 整改隐患), empty for others."""
    draft, before = drafts[i], drafts[i - 1] if i else None
    act = _lone_act(draft, before, reading)
    if before is None or act is None or draft.metric not in (act.term.text, before.metric):
        return ""
    if draft.metric == act.term.text and act.kinds & _NOUN_VERB:
        return ""  # 保洁10人，维修7人: who does it
    first = i - 1
    while first > i - _BACK and first and _lone_act(drafts[first], drafts[first - 1], reading):
        first -= 1
    noun = _acted_upon(drafts[first], reading)
    return act.term.text + noun if noun and act.term.text not in noun else ""


def _lone_act(draft: Draft, before: Draft | None, reading: Reading) -> Hit | None:
    """Return the act that is all that a clause says before a count, where the clause before counts in the same unit; None elsewhere."""
    if before is None or before.sentence != draft.sentence or before.quantity.unit != draft.quantity.unit:
        return None
    if draft.quantity.dimension not in COUNTED - _DOINGS or before.change == "decrease" or draft.change != "level":
        return None
    text, end = reading.text, draft.outer_start
    stop = draft.clause - 1
    if text[stop] not in _COMMAS or reading.stop_before(stop) >= before.outer_end:
        return None
    end -= text[end - 1] in _DONE
    act = reading.hit_ending(end)
    if act is None or not act.kinds & _ACT or act.end - act.start == 1 or act.start < draft.clause:
        return None
    between = reading.covered(draft.clause, act.start, _FILL)
    return act if between == act.start - draft.clause else None


def _acted_upon(draft: Draft, reading: Reading) -> str:
    """Return the noun that a quantity counts without the act before it (排查隐患: 隐患), empty where only an act or a measure stands there."""
    name = draft.metric
    start = draft.outer_end if draft.metric_source == _AFTER else draft.outer_start - len(name)
    if not name or not reading.text.startswith(name, start) or name[-1] in _MEASURES:
        return ""  # 住建部门承办27件: who did it
    start, end = _without_act((start, start + len(name)), reading)
    act = reading.hit_ending(end)
    only_act = act is not None and act.kinds & _ACT
    return "" if only_act or end - start == 1 or reading.hit_between(start, end, _ASPECT) else reading.text[start:end]


def _without_act(span: Span, reading: Reading) -> Span:
    """Take the act off the front of a noun."""
    start, end = span
    act = reading.hit_at(start, _TAKEN)
    return (act.end, end) if act is not None and act.end < end - 1 else span
