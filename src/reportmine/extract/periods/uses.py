"""Say what a time expression does besides dating what follows: a rhythm or a mean, a base or a share, a length that is a class, a total within, an aside in a bracket."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from reportmine.extract.cues import Hit, Kind
from reportmine.extract.drafts import Draft
from reportmine.extract.periods.article_periods import names_year
from reportmine.extract.reading import Reading
from reportmine.text.periods.find import PeriodMatch
from reportmine.text.periods.values import small_number

LENGTHS = frozenset({"span", "duration"})
_OF, _PAUSES, _TO = frozenset({"", "的"}), frozenset("，,。；;（("), int(Kind.TO)
_SUBJECT, _LINK, _PER, _AIM = int(Kind.SUBJECT), int(Kind.LINK), int(Kind.PER), int(Kind.AIM)
_REACH, _SHARE, _FROM = int(Kind.REACH), int(Kind.SHARE), int(Kind.FROM)
_COMPARED, _WITH = int(Kind.COMPARE | Kind.OVER), frozenset("同与跟和")
_PREDICATES = int(Kind.CHANGE | Kind.CHANGE_VERB | Kind.VERB | Kind.REACH)
_BASES = frozenset({"calendar", "span"})
_SHORT_NOUN = 4  # characters of a noun between a period and an aim
_PART = "part"
# Behind a length: what is so long, or longer (12个月以上的, 两年以内者, 三个月内的离职率).
_OF_CLASS, _WITHIN = ("的", "者", "以上", "以下", "以外"), "内"
_YEAR = "年"
_OPENING, _CLOSING = frozenset("（("), frozenset("）)")
# A label that a time in brackets dates is so long at most, and ends so: 第一步 摸底(4月1日—10日)。
_LABEL_CHARS, _LABEL_ENDS = 20, frozenset("。：:")


def dates_own_clause(match: PeriodMatch, reading: Reading, clause: int, floor: int) -> bool:
    """Say whether a time dates nothing behind its clause: a mean (日均新增6户，总量…; not 日均5000份，其中…), a total within the sentence
    (今后五年，…，五年累计9亿元，…), a length that is an object (抽调人员三个月，…)."""
    if match.kind == "average":
        return not opens_with_part(reading, clause)
    start = reading.clause_start(match.start, floor)
    if match.kind == "duration":
        return len(reading.text[start : match.start].strip()) > reading.covered(start, match.start, _SUBJECT)
    return match.kind == "span" and start > floor and small_number(match.text.removesuffix(_YEAR)) is not None


def is_class(match: PeriodMatch, reading: Reading) -> bool:
    """Say whether a length tells what kind of thing is meant: 训练12个月以上的20名, 入职两年以内者, 三个月内的离职率."""
    length = match.kind == "duration" or (match.kind == "span" and match.text.endswith(_WITHIN))
    return length and reading.text.startswith(_OF_CLASS, match.end)


def base_period(draft: Draft, reading: Reading) -> PeriodMatch | None:
    """Return the time of comparison that dates the amount which is only compared with: 比2016年的97宗少19宗."""
    if not draft.base:
        return None
    match = reading.period_ending(draft.outer_start - reading.text.endswith("的", 0, draft.outer_start))
    return match if match is not None and match.kind == "comparison" else None


def is_rate(match: PeriodMatch, reading: Reading) -> bool:
    """Say whether a rhythm is part of what a value is counted by: 每人每年2300元."""
    per = reading.hit_ending(match.start)
    counts = per is not None and per.kinds & _PER
    return bool(counts) and reading.text[match.end : match.end + 1].isnumeric()


def is_share(match: PeriodMatch, reading: Reading, start: int) -> bool:
    """Say whether a period only names what the value at `start` is a share of: 完成全年计划的78%, 占全年的14%.

    The task itself is dated by it (占全年任务18亿元).
    """
    hits = reading.hits
    i = bisect_right(reading.hit_ends, match.start)
    aim = _aim_behind(reading, match.end)
    amount = aim is not None and aim.end < start and reading.stop_before(start) < aim.end
    if amount and reading.text[start - 1] == "的":
        return True  # 完成全年预算2400万元的53%
    # 占全 hides 全年
    if i == len(hits) or hits[i].start >= match.start or not hits[i].kinds & _SHARE:
        return False
    told = reading.text.startswith("的", match.end) or (aim is not None and aim.end != start)
    return match.end < hits[i].end or told


def _aim_behind(reading: Reading, end: int) -> Hit | None:
    """Return the aim that a short noun at most parts from a period (占全年投资计划), or that holds it (全年预算)."""
    hits = reading.hits
    i = bisect_right(reading.hit_ends, end)
    while i < len(hits) and hits[i].start <= end + _SHORT_NOUN:
        if hits[i].kinds & _AIM:
            return hits[i] if hits[i].start <= end or reading.text[end : hits[i].start].isalpha() else None
        i += 1
    return None


def is_base(match: PeriodMatch, reading: Reading, start: int) -> bool:
    """Say whether a period is what the value is a multiple or a share of: 是2010年的2.3倍, 是前五年的3倍."""
    text = reading.text
    if match.kind not in _BASES or not text.startswith("的", match.end):
        return False
    hit = reading.hit_ending(match.start)
    before = hit.kinds if hit else 0
    if not before & (_REACH | _SHARE) or before & _FROM:
        return False
    measured = text[match.end + 1 : match.end + 2].isnumeric()  # dates nothing behind its value either
    return measured or reading.hit_between(match.end, start, _PREDICATES) is None


def is_compared(match: PeriodMatch, reading: Reading) -> bool:
    """Say whether a period is only what something is compared with: 同前年比, 与2018年相比."""
    hits = reading.hits
    i = bisect_right(reading.hit_ends, match.end)
    compares = i < len(hits) and hits[i].start <= match.end + 1 and hits[i].kinds & _COMPARED
    return bool(compares) and reading.text[match.start - 1 : match.start] in _WITH


def opens_change(match: PeriodMatch, reading: Reading) -> bool:
    """Say whether a word that opens a change stands directly before a period: 由上年的, 由每周."""
    hit = reading.hit_ending(match.start)
    return hit is not None and bool(hit.kinds & _FROM)


def opens_with_part(reading: Reading, start: int) -> bool:
    """Say whether a clause opens with a word that makes it a part of what is told before: 其中."""
    link = reading.hit_at(start, _LINK)
    return link is not None and link.term.link == _PART


def is_part(match: PeriodMatch, reading: Reading) -> bool:
    """Say whether a period only dates a part of what its sentence tells (完成386台，其中一季度162台、二季度224台): behind it the whole goes on."""
    start = reading.sentence(match.start)[0]
    i = reading.first_hit_after(start)
    while i < len(reading.hits) and reading.hits[i].end <= match.start:
        if reading.hits[i].kinds & _LINK and reading.hits[i].term.link == _PART:
            return True
        i += 1
    return False


def dates_label(match: PeriodMatch, reading: Reading, floor: int) -> bool:
    """Say whether a time stands in the bracket that ends the label of a paragraph: it dates all of it (第一步 摸底(4月1日—10日)。…)."""
    text = reading.text
    label = text[floor : match.start - 1].strip()
    if not label or len(label) > _LABEL_CHARS or text[match.end + 1 : match.end + 2] not in _LABEL_ENDS:
        return False
    i = bisect_left(reading.values, floor)
    tells = i < len(reading.values) and reading.values[i] < match.start  # 房价387元(去年)。
    return not tells and reading.clause_start(match.start - 1, floor) == floor


def adjoins(match: PeriodMatch, start: int, reading: Reading) -> bool:
    """Say whether a time stands directly before a quantity: 由原来的11斤."""
    return reading.text[match.end : start].strip() in _OF


def sets_scene(match: PeriodMatch, start: int, reading: Reading) -> bool:
    """Say whether a year says more than a whole year behind it: it stands by itself (去年，…，全年…; not 据2017年台账，全年…), lies ahead,
    or the whole year is what a share is of (去年春节做了全年票房的两成)."""
    point = match.first
    ahead = point is not None and (point.shift or 0) > 0
    alone = ahead or reading.text[match.end : match.end + 1] in _PAUSES or reading.text[start - 1] == "的"
    return names_year(match) and alone


def is_over(match: PeriodMatch, start: int, reading: Reading) -> bool:
    """Say whether the time of an event only tells which things are meant (四年前的旧料27吨), or what was before a change (把原先的9元降到6元)."""
    if reading.text.startswith("的", match.end) and not adjoins(match, start, reading):
        return True
    return match.direction < 0 and reading.hit_between(match.end, start, _TO) is not None


def is_whole_year(match: PeriodMatch) -> bool:
    """Say whether a period only says "the whole year" and leaves open which."""
    point = match.first
    return (
        point is not None and point.grain == "year" and point.year is None and point.shift is None and not point.masked
    )


def is_bracketed(match: PeriodMatch, reading: Reading, start: int, floor: int) -> bool:
    """Return whether a period stands in a bracket that is over before the quantity, and not as the time of a label."""
    if not in_bracket(match, reading):
        return _is_aside(match, reading, start, floor)
    return not dates_label(match, reading, floor)


def in_bracket(match: PeriodMatch, reading: Reading) -> bool:
    """Return whether a period alone fills a bracket."""
    text = reading.text
    return text[match.start - 1 : match.start] in _OPENING and text[match.end : match.end + 1] in _CLOSING


def _is_aside(match: PeriodMatch, reading: Reading, start: int, floor: int) -> bool:
    """Say whether a period stands in a bracket that closes before the quantity: 房价387元(去年361元)，收入247万元."""
    text = reading.text
    if not any(text.find(mark, match.end, start) >= 0 for mark in _CLOSING):
        return False
    opened, closed = (max(text.rfind(m, floor, match.start) for m in marks) for marks in (_OPENING, _CLOSING))
    return opened > closed
