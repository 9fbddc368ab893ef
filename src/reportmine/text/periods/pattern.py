"""Build the one pattern that finds single time expressions, from the words of lexicons/periods.toml.

Plain `re` serves here: behind a first-character lookahead its branches were twice as fast as those of `regex` (measured on a report).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from reportmine.text.automata import Automaton, MatchKind, build_automaton
from reportmine.text.entries import PeriodWord
from reportmine.text.lexicon import Lexicon

_HAN = "零〇一二两三四五六七八九十"
_NUMBER = rf"(?:\d{{1,3}}|[{_HAN}]{{1,3}})"
_QUARTER = "[一二三四1-4]"
_IN_CLAUSE = r"[^\s（(。：:]"  # elsewhere 一、 is the number of a heading
_DASH = "[-—–－~～]"
_GAP = "[ \u3000]?"
_MASK = "[xX×＊*]"
_YEAR_DIGITS = rf"(?:(?:19|20)\d\d|[一二][{_HAN}〇○]{{3}}|(?:20|19){_MASK}{{2}}|{_MASK}{{2,4}}|0\d)"
_FULL_YEAR = r"(?:19|20)\d\d"
_TERM = "(?:第?[一二]学期|[上下]学期|[春秋]季?学期)"
_SCHOOL_YEAR = rf"""(?<!\d)(?P<schoolyear>{_FULL_YEAR}年?(?:(?:{_DASH}|至|到)(?:20)?\d\d年?)?学年度?{_TERM}?|{_FULL_YEAR}年度?{_TERM})"""
_RELATIVE = ("quarter", "month", "day", "now", "festival", "term", "stage", "week")
# Every expression holds one of these, or a word of the roles that need none; only their surroundings are searched.
_CORE = ("年", "月", "季", "周", "日", "号", "天", "学期")
_STARTING = (
    *_RELATIVE,
    "part",
    "year",
    "recurrence",
    "average",
    "span_before",
    "era",
    "century",
    "lunar",
    "stripped",
    "stripped_year",
)
_TRIGGERING = (*_RELATIVE, "event", "part", "recurrence", "average")
_WRITTEN_YEARS = (1950, 2060)
_BEFORE_CORE, _AFTER_CORE = 10, 9


@lru_cache(maxsize=64)
def role_words(lexicon: Lexicon, role: str) -> dict[str, PeriodWord]:
    """Return term → entry for one role, longest terms first.

    >>> from reportmine.text.lexicon import load_lexicon
    >>> list(role_words(load_lexicon(), "third"))[:2]
    ['中下旬', '上旬']
    """
    pairs = [(term, entry) for entry in lexicon.entries(PeriodWord) if entry.role == role for term in entry.terms]
    return dict(sorted(pairs, key=lambda pair: -len(pair[0])))


def _terms(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in words)


def _guarded(lexicon: Lexicon, role: str) -> str:
    """Build an alternation over a role's terms, each with its `not_before` and `not_after`."""
    parts = []
    for term, entry in role_words(lexicon, role).items():
        behind = f"(?<![{''.join(entry.not_after)}])" if entry.not_after else ""
        ahead = f"(?!{_terms(entry.not_before)})" if entry.not_before else ""
        parts.append(f"{behind}{re.escape(term)}{ahead}")
    return "|".join(parts)


def _event(lexicon: Lexicon) -> str:
    """Build the alternation of events apart: their first characters are frequent, so that the other branches must not be tried there."""
    first = re.escape("".join(sorted({term[0] for term in role_words(lexicon, "event")})))
    return rf"(?=[{first}])(?P<relevent>{_guarded(lexicon, 'event')})"


def _first_characters(lexicon: Lexicon) -> str:
    terms = [term for entry in lexicon.entries(PeriodWord) if entry.role in _STARTING for term in entry.terms]
    return rf"[\d{re.escape(''.join(sorted({term[0] for term in terms})))}{_HAN}○元首第几半多“\"xX×*＊]"


@lru_cache(maxsize=8)
def period_pattern(lexicon: Lexicon, stripped: bool) -> re.Pattern[str]:
    """Compile the pattern; with `stripped`, markers whose digits a site removed (月份, 年) count too."""
    third = _terms(role_words(lexicon, "third"))
    part = rf"""(?P<half>{_guarded(lexicon, "part")})
      |(?P<quarters>前{_NUMBER}个?季度|(?:第?(?P<q1>{_QUARTER}){_DASH}|(?<={_IN_CLAUSE})第?(?P<q0>{_QUARTER})(?:、第?{_QUARTER})?[、和])?第?(?P<quarter>{_QUARTER})个?季度|首季度?|(?<![^年，。；：\s])[一二三]季(?=[完实共新收累营销出售签]))
      |(?<!提)前(?P<firstmonths>{_NUMBER})个?月(?!份?\d)
      |(?P<m1>{_NUMBER})月?份?{_GAP}(?:{_DASH}|至|到){_GAP}(?P<m2>{_NUMBER})月份?(?![{_HAN}\d]{{1,2}}[日号])
      |(?<={_IN_CLAUSE})(?P<listed>(?P<m3>{_NUMBER})、(?:{_NUMBER}、)?(?P<m4>{_NUMBER}))(?:月份?|[两三]个月)(?![{_HAN}\d]{{1,2}}[日号])
      |(?P<month>元|{_NUMBER})月(?!一)份?(?:(?P<third>{third})|(?P<day>{_NUMBER})[日号])?"""
    year = rf"""(?<!\d)(?P<quarteryear>(?:20)?\d\d)(?=[QＱ][1-4](?!\d))|(?<![\d{_HAN}])(?P<year>{_YEAR_DIGITS}){_GAP}年度?|(?P<era>{_terms(role_words(lexicon, "era"))})(?P<reign>{_NUMBER}|元)年
      |(?P<relyear>{_guarded(lexicon, "year")})"""
    plan = rf"""(?<![{_HAN}\d第])(?P<open>[“"])?(?P<plan>十?[一二三四五六七八九]|十)五(?:规划)?(?P<close>[”"])?(?:规划)?(?P<planpart>{_terms(role_words(lexicon, "plan_part"))})?"""
    spans_after = sorted((*role_words(lexicon, "span_after"), *role_words(lexicon, "span_ago")), key=len, reverse=True)
    span = rf"""(?P<spanbefore>{_guarded(lexicon, "span_before")}){_GAP}(?P<count>{_NUMBER}(?:{_DASH}{_NUMBER})?|几|数|半|十几)多?{_GAP}
          (?P<unit>年(?!度|级|龄|代)|个多?月|个?季度|周|天|日(?!报))(?P<tail>以来|来|之?内|间|中(?![国期]))?
      |(?P<count2>{_NUMBER}(?:{_DASH}{_NUMBER})?|几|多|半|近)多?(?P<unit2>年|个多?月|周|天)多?(?P<spanafter>{_terms(spans_after)})(?![国期心央后])
      |(?<=[，。；、：,;])(?P<count4>{_NUMBER})(?P<unit4>年)(?={_terms(role_words(lexicon, "span_verb"))})
      |(?<![\d{_HAN}年第上下前后近去每这那新头同全过本])(?P<count6>[一半两几])(?P<unit6>年|周)(?={_terms(role_words(lexicon, "length_verb"))})
      |(?P<ordinal>第{_NUMBER}(?:{_DASH}{_NUMBER})?(?:年[底末初]?|学年|学期[末初]?|周|个月|天))(?![级代间])
      |(?<![\d{_HAN}第])(?P<count3>{_NUMBER})(?P<unit3>个多?月)(?!度|薪|继续率)"""
    relative = "|".join(f"(?P<rel{role}>{_guarded(lexicon, role)})" for role in _RELATIVE) + "(?P<weekend>末)?"
    rhythm = rf"(?P<average>{_guarded(lexicon, 'average')})|(?P<recurrence>{_guarded(lexicon, 'recurrence')})(?:(?P<recday>{_NUMBER})[日号]|(?P<recthird>{third}))?"
    lunar = rf"(?P<lunar>{_terms(role_words(lexicon, 'lunar'))})(?:(?:初|廿|二十|三)?[{_HAN}])?"
    decade = rf"(?:(?P<century>{_terms(role_words(lexicon, 'century'))})|(?P<centuryno>{_NUMBER})世纪)?(?P<decade>[1-9]0|[{_HAN}]十)年代"
    bare = (
        rf"|(?P<stripped>(?<![\d{_HAN}元本上下当每个几数整满同按逐岁单])(?:{_guarded(lexicon, 'stripped')})(?:{_NUMBER}个月)?"
        rf"|(?<=[\s，。；、：,;:（(在于到至自为])(?:{_guarded(lexicon, 'stripped_year')}))"
        if stripped
        else ""
    )
    return re.compile(
        rf"""(?:(?={_first_characters(lexicon)})(?:{_SCHOOL_YEAR}|(?P<ymd>(?<!\d)(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:[12]\d|3[01]|0?[1-9])(?!\d))
      |(?<![\d.])(?P<y1>{_FULL_YEAR})年?{_GAP}(?:{_DASH}|至|到){_GAP}(?P<y2>{_FULL_YEAR})(?!\d)(?P<y2mark>年)?
      |{decade}
      |(?:{year})(?:{_GAP}(?:的|[（(])?{_GAP}(?:{part}|(?P<edge>{_guarded(lexicon, "edge")})))?
      |{rhythm}|{part.replace("(?P<", "(?P<p_")}|{span}|{relative}
      |{lunar}|{plan}|(?<![\d.月年{_HAN}])(?P<d1>{_NUMBER})日?(?:{_DASH}|至|到)(?P<d2>{_NUMBER})日(?![龄报均产粮内后前以之间])
      |(?P<bareday>(?<=[，。；：\s,;:])\d{{1,2}}[日号])(?=前(?!后)|起)
      |(?P<lastday>(?<![\d.])\d{{1,2}}[日号])|(?<![\d{_HAN}])(?P<lastday2>[{_HAN}]{{1,3}}[日号]){bare})|{_event(lexicon)})""",
        re.VERBOSE,
    )


@lru_cache(maxsize=8)
def _trigger(lexicon: Lexicon) -> Automaton:
    terms = [t for e in lexicon.entries(PeriodWord) if e.role in _TRIGGERING for t in e.terms]
    others = {term for term in terms if not any(core in term for core in _CORE)}
    plans = {f"五{mark}" for mark in ("”", '"', *(term[0] for term in role_words(lexicon, "plan_part")))}
    dated = {f"{year}{mark}" for year in range(*_WRITTEN_YEARS) for mark in "-/.—–－~～"}
    return build_automaton(sorted({*_CORE, *others, *plans, *dated}), matchkind=MatchKind.LeftmostFirst)


def period_windows(text: str, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Yield the stretches of `text` that can hold a time expression, ascending and disjoint.

    >>> from reportmine.text.lexicon import load_lexicon
    >>> list(period_windows("我们在2024年完成任务", load_lexicon()))
    [(0, 12)]
    """
    start = end = -1
    for _, at, stop in _trigger(lexicon).find_matches_as_indexes(text):
        if end < 0 or at - _BEFORE_CORE > end:
            if end >= 0:
                yield start, end
            start = max(at - _BEFORE_CORE, 0)
        end = min(stop + _AFTER_CORE, len(text))
    if end >= 0:
        yield start, end
