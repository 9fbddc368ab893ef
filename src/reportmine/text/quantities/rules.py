"""Judge a number that was read: which bound limits it, and whether it is a quantity, by what stands around it.

The reasons are time, numbering, identifier, phrase, ordinal, article, vague, redacted, bare, quoted and unreadable.
"""

from __future__ import annotations

from string import ascii_letters

import regex

from reportmine.text.entries import BoundCue, Exclusion, QuantityCue, Unit
from reportmine.text.quantities.candidate import Candidate
from reportmine.text.quantities.cues import CLAUSE_ENDS, CLAUSE_LENGTH, Cue, beside
from reportmine.text.quantities.neighbours import (
    CLAUSE_MARKS,
    LIST_LENGTH,
    RANK_ENDS,
    goes_on_bare,
    is_doubled,
    is_listed,
    is_quoted,
)
from reportmine.text.quantities.reader import BLANK, NumberRead
from reportmine.text.quantities.times import PAUSES, goes_on, is_measured
from reportmine.text.quantities.torn import BARE
from reportmine.text.quantities.word_tables import Ends, Starts

SHARES = ("%", "％", "‰")  # a rank among the first so many of a hundred
BIG, THOUSAND = 10_000, 1_000
BREAKS = (" ", "\n")
STATEMENT_STOPS = frozenset(CLAUSE_ENDS + "、）)")
ZERO_ENDS = (*PAUSES, "的", "\n", "")  # behind a zero that is the whole value: 死亡事故为零，
# The day of a week; before a scale or a point it is a part of one numeral (周二十).
WEEKDAYS, SCALES = frozenset("一二三四五六"), frozenset("十百千万亿点")
# So many characters before a written "one" at a clause's end make it a count (淘汰不合格员工一名), not an article.
STATEMENT_LENGTH = 5
# The last two things of a list, the second no longer than a name, before the number that sums them up.
NAMED_BEFORE = regex.compile(r"[\u4e00-\u9fff](?:[、与和及]|以及)[\u4e00-\u9fff]{2,8}$")
# Behind a written "one" these say that it is any one, mostly none.
ANY = frozenset("也都")
ORDER_MARKS = frozenset("、-—–~～至到")
# The whole of a share is no longer, and of these kinds a share is: 超过总量的三成, 不到上年的两倍.
WHOLE_LENGTH, OF = 14, "的"
SHARES_OF = frozenset({"percent", "fraction", "multiple"})
FAR = 6
SMALL, HUNDRED = 20, 100
SAID_SCALES = frozenset("百千万亿")
LARGE = 10_000  # a written number of this size counts without a unit too (赔了三万六，)
KINDS = {
    "percent": "percent",
    "permille": "percent",
    "discount": "percent",
    "points": "points",
    "permille_points": "points",
    "basis_points": "points",
    "multiple": "multiple",
    "steps": "multiple",
    "duration": "duration",
    "age": "duration",
    "count": "count",
    "people": "count",
    "times": "count",
    "visits": "count",
}
NAMED_KINDS = frozenset({"count", "number", "multiple", "duration", "measure"})


class Rules:
    """Hold the tables of exclusions, bounds and cues of one lexicon."""

    __slots__ = (
        "_after",
        "_after_unit",
        "_after_unit_written",
        "_after_written",
        "_before",
        "_before_bare",
        "_bounds_after",
        "_bounds_before",
        "_bounds_far",
        "_dimensions",
        "_far_first",
        "_fillers",
        "_large",
        "_prefixes",
        "_telling",
        "cues",
    )

    def __init__(
        self,
        exclusions: tuple[Exclusion, ...],
        bounds: tuple[BoundCue, ...],
        cues: tuple[QuantityCue, ...],
        prefixes: Ends[Unit],
    ) -> None:
        full = [e for e in exclusions if not e.bare_only]
        self._before = Ends([(w, e.kind) for e in full for w in e.before])
        self._before_bare = Ends([(w, e.kind) for e in exclusions if e.bare_only for w in e.before])
        self._after = Starts([(w, e.kind) for e in full if not e.written_only for w in e.after])
        self._after_written = Starts([(w, e.kind) for e in full for w in e.after])
        self._after_unit = Starts([(w, e.kind) for e in full if not e.written_only for w in e.after_unit])
        self._after_unit_written = Starts([(w, e.kind) for e in full for w in e.after_unit])
        self._dimensions = {d: e.kind for e in exclusions for d in e.dimensions}
        self._bounds_before = Ends(
            [(w, (b.bound, False, b.yields)) for b in bounds for w in b.before]
            + [(w, (b.bound, True, b.yields)) for b in bounds for w in (*b.round, *b.large)]
        )
        self._large = frozenset(w for b in bounds for w in b.large)
        self._bounds_after = Starts([(w, b.bound) for b in bounds for w in b.after])
        self._bounds_far = [(w, b.bound) for b in bounds for w in b.far_after]
        self._far_first = frozenset(w[0] for w, _ in self._bounds_far)
        self._fillers = Ends([(w, w) for b in bounds for w in b.fillers])
        self.cues = {c.use: Cue(c) for c in cues}
        self._prefixes = prefixes
        marked = (word for use in ("ordinal", "top") for c in cues if c.use == use for word in c.beside)
        self._telling = frozenset(ascii_letters) | {w[-1] for e in full for w in e.before} | {w[-1] for w in marked}

    def look_before(self, text: str, candidate: Candidate) -> None:
        """Set the reason where what stands directly before the number makes it none; read a rank after its mark."""
        start = candidate.start
        if start == 0:
            return
        previous = text[start - 1]
        if previous == BLANK and start > 1 and not text[start - 2].isascii():
            start -= 1  # 第 3 位
            previous = text[start - 1]
        if previous not in self._telling:
            return
        if previous.isascii():
            digits = candidate.number is None or not candidate.number.written
            named = self._prefixes.at(text, start) or text.endswith(self.cues["index"].marks, 0, start)
            named = named or (previous.isupper() and _is_amount(text, candidate))
            if previous.isalpha() and digits and not named:
                candidate.reason = "identifier"
            return
        if self.cues["ordinal"].holds(text, start, candidate.end):
            self._read_rank(text, candidate, start - 1)
        elif self.cues["top"].holds(text, start, candidate.end):
            self._read_top(text, candidate)
        elif found := self._before.at(text, start):
            candidate.reason = found[1]

    def _read_rank(self, text: str, candidate: Candidate, start: int) -> None:
        """Read 第25位 and, where a word of ranking stands before it, 第一."""
        rank, end = self.cues["rank"], candidate.end
        end += text[end : end + 1] == BLANK and text.startswith(rank.marks, end + 1)  # 第 3 位
        marked = text.startswith(rank.marks, end)
        number = candidate.number
        if number is None or number.vague or (number.scale and number.scale > BIG):
            candidate.reason = "ordinal"
            return
        if (marked and number.low > 1) or rank.holds(text, start, end):
            candidate.start, candidate.kind, candidate.unit_text = start, "rank", rank.unit
            candidate.end = end + marked
        else:
            candidate.reason = "ordinal"

    def _read_top(self, text: str, candidate: Candidate) -> None:
        """Read 前三 and 前10位 as a rank of at most that, where a word of ranking stands before."""
        rank, end = self.cues["rank"], candidate.end
        end += text[end : end + 1] == BLANK and text.startswith(rank.marks, end + 1)
        marked = text.startswith(rank.marks, end)
        if text.startswith(SHARES, end) and candidate.number is not None:
            candidate.kind, candidate.unit_text, candidate.bound = "rank", text[end], "at_most"
            candidate.end = end + 1
        elif rank.holds(text, candidate.start - 1, end + marked):
            candidate.kind, candidate.unit_text, candidate.bound = "rank", rank.unit, "at_most"
            candidate.end = end + marked
        elif not self._counts_first(text, candidate):
            candidate.reason = "ordinal"

    def _counts_first(self, text: str, candidate: Candidate) -> bool:
        """Return whether the first so many are things that are counted: 前三百家小店, not the rank of 前三名 or the time of 前三个月."""
        first, end = self.cues["top"], candidate.end
        mark = next((m for m in first.marks if text.startswith(m, end)), "")
        return bool(mark) and text[end + len(mark) : end + len(mark) + 1] not in RANK_ENDS

    def stop_after(self, text: str, number: NumberRead) -> tuple[int, str] | None:
        """Return (end, reason) of the word directly after a number that makes it no quantity."""
        table = self._after_written if number.written and number.high < SMALL else self._after
        return table.at(text, number.end)

    def is_start(self, text: str, start: int) -> bool:
        """Return whether the number at `start` is where a change starts (从A到B), not the lower end of a range."""
        return self.cues["start"].holds(text, start, start)

    def is_weekday(self, text: str, start: int, end: int, number: NumberRead | None) -> bool:
        """Return whether the numeral begins with the day of a week and goes on with a number of its own (周五 + 一个); 周三四次 is a range."""
        written = end - start > 1 and text[start] in WEEKDAYS and text[start + 1] not in SCALES
        return (
            written and (number is None or number.low == number.high) and self.cues["weekday"].holds(text, start, end)
        )

    def judge(self, text: str, candidate: Candidate, previous: Candidate | None = None) -> None:
        """Set bound, kind and, where it is no quantity, the reason; `previous` is the number before it."""
        number = candidate.number
        if number is None or candidate.reason:
            return
        if number.vague:
            candidate.reason = "vague"
            return
        candidate.kind = candidate.kind or _kind(candidate)
        before, after = self._limit(text, candidate, number)
        candidate.reason = self._reason(text, candidate, number, before, after)
        if previous is None:
            return
        if previous.reason == "identifier" and previous.end == candidate.start and number.bare_scale:
            candidate.reason = "identifier"  # M12万元: whose digits they are, nobody knows
        goes_on_ordered = previous.reason == "ordinal" and text[previous.end : candidate.start] in ORDER_MARKS
        if (goes_on_ordered and not number.written) or _is_of_rank(text, previous, candidate):
            candidate.reason = "ordinal"  # 第4、7项, 第3-5名
        again = candidate.reason == "time" and goes_on(self.cues, text, previous, candidate)
        listed = candidate.reason == "article" and is_listed(text, previous, candidate)
        if candidate.reason == BARE and not number.written and goes_on_bare(text, previous, candidate):
            candidate.kind, candidate.reason = previous.kind, ""
        if again or listed:
            candidate.reason = ""

    def _limit(self, text: str, candidate: Candidate, number: NumberRead) -> tuple[str, str]:
        """Set the bound and the outer span; return the words' bounds before and after."""
        start, end = candidate.start, candidate.end
        before, after, yields = "", "", False
        place = first = beside(text, start)
        found = self._bounds_before.at(text, place)
        for _ in range(2):
            filler = None if found else self._fillers.at(text, place)
            if filler is None:
                break
            place = filler[0]
            found = self._bounds_before.at(text, place)
        if found and (not found[1][1] or self._is_round(number, text[found[0] : place], near=place == first)):
            before, candidate.rounded, yields = found[1]
            start = found[0] if before != "exact" else start
        following = self._bound_behind(text, end)
        if following:
            end, after = following
        elif not self._far_first.isdisjoint(text[end : end + FAR]):
            for word, bound in self._bounds_far:
                place = text.find(word, end, end + FAR)
                if place >= 0 and CLAUSE_MARKS.isdisjoint(text[end:place]):
                    after = bound
        candidate.outer_start, candidate.outer_end = start, end
        before = "" if yields and after else before
        before = before or ("" if after else self._limit_of_share(text, candidate))
        if number.low != number.high:
            candidate.bound = "between"
        elif candidate.bound == "exact":
            inside = number.inside
            candidate.bound = strongest(before, inside, after) if before or inside or after else "exact"
        return before, after

    def _is_round(self, number: NumberRead, word: str, *, near: bool) -> bool:
        """Return whether a number is one that a word limits which else means something else: 过千万, 过了两万, not 过三天."""
        large = number.scale is not None and number.scale >= BIG and word in self._large
        return large or (near and number.bare_scale)

    def _limit_of_share(self, text: str, candidate: Candidate) -> str:
        """Return the bound that stands before the whole of a share: 不到额定时间的51%; what is only lower than another's value has none."""
        place, share = candidate.start - 1, self.cues["share_bound"]
        named = text[place : candidate.start] == OF and not share.forbids_before(text, place)
        if candidate.kind not in SHARES_OF or not named:
            return ""
        for end in range(place - 1, max(0, place - WHOLE_LENGTH), -1):
            if text[end] in CLAUSE_MARKS:
                return ""
            found = self._bounds_before.at(text, end)
            if found:
                return found[1][0] if share.has(text[found[0] : end]) else ""
        return ""

    def _bound_behind(self, text: str, end: int) -> tuple[int, str] | None:
        """Return (end, bound) of a bound behind the unit, over a blank or the break of a cut line; 以上是… in a line of its own is none."""
        gap = text[end : end + 1] in BREAKS
        found = self._bounds_after.at(text, end + gap)
        if found and found[1] == "exact":
            return None
        if found and gap and text[end] == "\n" and text[found[0] : found[0] + 1] not in PAUSES:
            return None
        return found

    def _reason(self, text: str, candidate: Candidate, number: NumberRead, before: str, after: str) -> str:
        """Return why the number is no quantity, "" where it is one."""
        if number.bare_scale and not _has_support(candidate, number, before, after):
            return "redacted" if number.scale and number.scale >= BIG and number.end - number.start == 1 else "phrase"
        if candidate.unit is not None:
            return self._unit_reason(text, candidate, number, before)
        if candidate.kind == "rank" and number.start == candidate.start and candidate.bound != "at_most":
            return "" if self.cues["rank"].holds(text, candidate.start, candidate.end) else "ordinal"
        return "" if candidate.kind else self._bare(text, candidate, number)

    def _unit_reason(self, text: str, candidate: Candidate, number: NumberRead, before: str) -> str:
        unit, end = candidate.unit, candidate.end
        if unit is None or unit.dimension in self._dimensions:
            return self._dimensions[unit.dimension] if unit else ""
        tails = self._after_unit_written if number.written and number.high < SMALL else self._after_unit
        tail = tails.at(text, end)
        if tail:
            return tail[1]
        if candidate.kind == "duration" and not is_measured(self.cues, text, candidate):
            return "time"
        is_one = number.written and number.high == 1 and before in ("", "exact")
        # One that opens its clause is any one, whatever its unit: 一户补了两包.
        opens = unit.dimension == "count" and text[candidate.start - 1 : candidate.start] in CLAUSE_MARKS
        is_one = is_one and (unit.article or (opens and text[end : end + 1] not in CLAUSE_MARKS))
        counted = is_one and self.cues["counted_one"].holds(text, candidate.start, end)
        if is_one and not counted and not self._is_statement(text, candidate):
            return "article"
        doubled = is_doubled(text, candidate.start, end) or (number.high == 1 and text[end : end + 1] == "一")
        any_one = number.high == 1 and text[end : end + 1] in ANY  # 一斤也不许
        if number.written and (doubled or any_one or (number.high < SMALL and self._sums_up(text, candidate))):
            return "phrase"  # 一台一台地过, 一户一表, 清障、保洁两项
        return "quoted" if candidate.kind in NAMED_KINDS and is_quoted(text, candidate.start, end) else ""

    def _sums_up(self, text: str, candidate: Candidate) -> bool:
        """Return whether a number stands directly behind the things that it sums up: 清障、保洁两项."""
        cue, start = self.cues["summed_up"], candidate.start
        if not text.endswith(cue.marks, start, candidate.end) or cue.forbids_before(text, start):
            return False
        return NAMED_BEFORE.search(text, max(0, start - LIST_LENGTH), start) is not None

    def _bare(self, text: str, candidate: Candidate, number: NumberRead) -> str:
        if number.high == 0 and text[candidate.end : candidate.end + 1] in ZERO_ENDS:
            zero = self.cues["zero"].links(text, candidate.start, candidate.end)
            candidate.kind = "number" if zero else candidate.kind
            return "" if zero else BARE
        said = number.scale is not None and number.scale >= THOUSAND and not number.written  # 从8千降到6千
        if said or (number.scale and number.scale >= BIG):
            candidate.kind = "number"
            return "quoted" if is_quoted(text, candidate.start, candidate.end) else ""
        if not number.written and self.cues["index"].holds(text, candidate.outer_start, candidate.end):
            candidate.kind = "number"
            return ""
        if number.written and text[candidate.end - 2 : candidate.end - 1] in SAID_SCALES and number.scale is None:
            candidate.kind = "number"  # 一万二 is a sum by its form
            return ""
        large = number.low >= LARGE and text[candidate.end : candidate.end + 1] in PAUSES
        if number.written and (large or (number.high >= SMALL and self._is_bare_sum(text, candidate))):
            candidate.kind = "number"
            return ""
        found = self._before_bare.at(text, candidate.start)
        return found[1] if found else BARE

    def _is_bare_sum(self, text: str, candidate: Candidate) -> bool:
        """Return whether a number that closes its clause is a sum said without its unit: 赔了三万六, 直降八百."""
        cue, number = self.cues["bare_sum"], candidate.number
        if number is not None and number.high >= HUNDRED and text.startswith(cue.marks, candidate.end):
            return True  # 三千出头
        closes = text[candidate.end : candidate.end + 1] in PAUSES
        return closes and cue.holds(text, candidate.outer_start, candidate.end)

    def _is_statement(self, text: str, candidate: Candidate) -> bool:
        """Return whether a written "one" closes a clause that says what was counted."""
        if text[candidate.end : candidate.end + 1] not in STATEMENT_STOPS:
            return False
        clause = text[max(0, candidate.start - CLAUSE_LENGTH) : candidate.start]
        for mark in CLAUSE_ENDS:
            clause = clause.rpartition(mark)[2]
        is_one_of = clause.endswith("的") and "最" in clause  # 是最严重的一条
        return len(clause) >= STATEMENT_LENGTH and not is_one_of and self._before_rate(clause)

    def _before_rate(self, clause: str) -> bool:
        """Return whether no word of rate (每) stands in the clause: once a month counts nothing."""
        return not any(self._before.at(clause, i) for i in range(1, len(clause) + 1))


def strongest(before: str, inside: str, after: str) -> str:
    """Return the one bound that limits, before an approximate one; what stands before wins over what stands after."""
    bounds = [b for b in (before, inside, after) if b and b not in ("exact", "between")]
    return next((b for b in bounds if b != "about"), bounds[0] if bounds else "exact")


def _is_amount(text: str, candidate: Candidate) -> bool:
    """Return whether a number is multiplied or a share: behind capitals (AUM50万元, KPI95.5%) it is no model's."""
    number = candidate.number
    multiplied = number is not None and number.scale is not None and number.scale >= BIG
    return multiplied or text[candidate.end : candidate.end + 1] in SHARES


def _has_support(candidate: Candidate, number: NumberRead, before: str, after: str) -> bool:
    """Return whether a number of multipliers only is a number: 过千万元, 百余人, 万元以上, not 完成收入万元."""
    if number.inside or after or candidate.kind == "fraction" or candidate.rounded:
        return True
    if number.scale == BIG and number.end - number.start == 1:
        return before == "about" or candidate.number_end > number.end
    return bool(before) and before != "exact"


def _is_of_rank(text: str, previous: Candidate, candidate: Candidate) -> bool:
    """Return whether a number says how many were ranked: 列第3/15位."""
    return previous.kind == "rank" and text[previous.end : candidate.start] in ("/", "／")


def _kind(candidate: Candidate) -> str:
    unit = candidate.unit
    if unit is None:
        return ""
    dimension = unit.dimension
    return "money" if dimension.startswith("money") else KINDS.get(dimension, "measure")
