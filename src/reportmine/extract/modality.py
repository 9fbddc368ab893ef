"""Say in which role a quantity stands: target, forecast, actual or reference, with the strength of the promise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from reportmine.extract.cues import Hit, Kind, title_tense, voice_of
from reportmine.extract.reading import Reading
from reportmine.schema import Article, Role, Section
from reportmine.text.lexicon import Lexicon
from reportmine.text.periods import PeriodMatch

_ROLE, _LOCATIVE, _NEGATION = int(Kind.ROLE), int(Kind.LOCATIVE), int(Kind.NEGATION)
_TRANSPARENT = int(
    Kind.ADVERB | Kind.PREPOSITION | Kind.SUBJECT | Kind.ROLE | Kind.COMPARE | Kind.LINK | Kind.LOCATIVE | Kind.REACH
)
_PLAN_ROLES = frozenset({"goals", "plan"})
_REVIEW_ROLES = frozenset({"achievements", "problems", "causes", "experience"})
# An article explains rather than reports when its explaining words outnumber its own voice this many times.
_EXPOSITORY_RATIO = 2
_EXPOSITORY_MIN = 3
# Longer headings are sentences: their words say nothing of the whole section.
_TITLE_CHARS = 20
# In explaining text nothing is the writer's own but what a heading says of its subject.
_EXPOSITORY_ROLES: dict[str, Role] = {"existing": "actual", "plan": "target"}
# A cue leads its clause when no more than a short name stands before it.
_LEAD_CHARS = 5
# A weak cue before one of these is part of a noun: 计划的, 计划内, 计划书.
_NOUN_AFTER = frozenset("的，,、。；;内外书生数中经单性财商院局部")
_LIST_LEAD = frozenset("：:")


@dataclass(frozen=True, slots=True)
class Setting:
    """Hold what a place in the article says of the role of its quantities before any cue: default role, tense and its source."""

    default: Role
    tense: str
    source: str


class Place(NamedTuple):
    """Hold where a quantity stands: its outer span, its item in a list, its clause and its sentence."""

    start: int
    end: int
    item: int
    clause: int
    sentence: tuple[int, int]


class Modality(NamedTuple):
    """Hold a quantity's role, the strength of the promise and what decided: cue, section, locative, from_to or default."""

    role: Role
    strength: str | None
    source: str


class Settings:
    """Give the setting of every offset of an article, from section roles, headings and the article's voice."""

    __slots__ = ("_by_section", "_none", "sections")

    def __init__(self, article: Article, sections: Sequence[Section], *, lexicon: Lexicon) -> None:
        voice = voice_of(article.text, lexicon)
        expository = voice.expository >= max(_EXPOSITORY_MIN, _EXPOSITORY_RATIO * voice.own)
        default: Role = "reference" if expository else "actual"
        self._none = Setting(default, "", "voice" if expository else "default")
        self.sections = sections
        self._by_section: list[Setting] = []
        for section in sections:
            parent = self._none if section.parent is None else self._by_section[section.parent]
            self._by_section.append(_section_setting(section, parent, expository, lexicon))

    def at(self, section: int | None) -> Setting:
        """Return the setting of a section, or that of text outside all sections."""
        return self._none if section is None else self._by_section[section]


def _section_setting(section: Section, parent: Setting, expository: bool, lexicon: Lexicon) -> Setting:
    tense = title_tense(section.title, lexicon) if len(section.title) <= _TITLE_CHARS else ""
    if expository:
        role = _EXPOSITORY_ROLES.get(tense)
        return Setting(role, tense, "heading") if role else parent
    if section.role in _PLAN_ROLES or (tense == "plan" and section.role not in _REVIEW_ROLES):
        return Setting("target", "plan", "section")
    if section.role in _REVIEW_ROLES or (tense in ("review", "existing") and parent.tense != "plan"):
        # Without a heading the role is read from these very sentences: it may not overrule their cues.
        return Setting("actual", "review" if section.title else "", "section")
    return parent


def role_of(
    reading: Reading, setting: Setting, place: Place, period: PeriodMatch | None, ahead: bool | None
) -> Modality:
    """Decide the role of the quantity at `place` from the cues before it, the period that governs it and its section.

    `ahead` says whether that period lies after the article's date (None where either is unknown).
    """
    certain = _certain(reading, place, period)
    if certain:
        return certain
    hits = reading.hits
    i = reading.hits_before(place.start)
    while i and hits[i - 1].start >= place.sentence[0]:
        i -= 1
        hit = hits[i]
        if hit.kinds & _NEGATION and hit.start >= place.clause:
            return Modality("target", "plan", "negation")
        if hit.kinds & _ROLE and _binds(reading, hit, setting, place):
            expected = hit.term.weak and _expected_before(reading, i, setting, place)
            if expected:
                return Modality("forecast", expected.term.strength, "cue")
            return Modality(hit.term.role, hit.term.strength or None, "cue")  # type: ignore[arg-type]
    return _by_period(setting, period, ahead)


def _certain(reading: Reading, place: Place, period: PeriodMatch | None) -> Modality | None:
    """Return the role that the place of a quantity settles before any cue: a time of comparison, a place, the limit of a rule."""
    if period and period.kind == "comparison":
        return Modality("reference", None, "period")
    i = reading.hits_before(place.start)
    last = reading.hits[i - 1] if i else None
    if last and last.kinds & _LOCATIVE and last.end == place.start:
        return Modality("reference" if last.term.subject == "other" else "actual", None, "locative")
    return Modality("reference", None, "threshold") if _threshold(reading, place) else None


def _expected_before(reading: Reading, i: int, setting: Setting, place: Place) -> Hit | None:
    """Return a forecast that governs the same quantity from further off: 预计到年底将达到."""
    while i and reading.hits[i - 1].start >= place.sentence[0]:
        i -= 1
        hit = reading.hits[i]
        if hit.kinds & _ROLE and hit.term.role == "forecast" and _binds(reading, hit, setting, place):
            return hit
    return None


def _by_period(setting: Setting, period: PeriodMatch | None, ahead: bool | None) -> Modality:
    """Let a period that says past or future by itself decide where no cue does."""
    if ahead is None and period and period.first and period.first.shift:
        ahead = period.first.shift > 0
    if ahead is not None and setting.default != "reference" and setting.source == "default":
        return Modality("target" if ahead else "actual", "plan" if ahead else None, "period")
    if setting.tense == "plan" and ahead is False:
        return Modality("actual", None, "period")
    return Modality(setting.default, "plan" if setting.default == "target" else None, setting.source)


def _binds(reading: Reading, hit: Hit, setting: Setting, place: Place) -> bool:
    """Say whether a role cue governs the quantity: in its clause, or leading the sentence part before it."""
    role = hit.term.role
    if hit.term.weak and (setting.tense == "review" or (setting.default == "reference" and setting.tense != "plan")):
        return False
    if hit.term.weak and hit.end < len(reading.text) and reading.text[hit.end] in _NOUN_AFTER:
        return False
    if hit.start >= place.clause:
        return hit.start >= place.item or _leads(reading, hit, place.clause)
    floor = max(
        place.sentence[0],
        reading.text.rfind("；", place.sentence[0], place.clause) + 1,
        reading.text.rfind(";", place.sentence[0], place.clause) + 1,
    )
    announced = reading.text[hit.end : hit.end + 3].find("：") >= 0 or hit.term.text[-1] in _LIST_LEAD
    if hit.start < floor and not _announces(reading, hit, place.clause) and not announced:
        return False
    if role == "actual":
        return setting.tense != "plan" or _leads(reading, hit, place.sentence[0])
    return announced or _leads(reading, hit, place.sentence[0])


def _announces(reading: Reading, hit: Hit, end: int) -> bool:
    """Say whether a colon between the cue and the quantity opens a list that the cue governs."""
    return any(mark in reading.text[hit.end : min(end, hit.end + 24)] for mark in _LIST_LEAD)


def _leads(reading: Reading, hit: Hit, floor: int) -> bool:
    """Say whether a cue stands at the head of its clause: only cues, periods and a short name before it."""
    start = reading.clause_start(hit.start, floor)
    free = hit.start - start
    i = reading.hits_before(hit.start)
    while i and reading.hits[i - 1].start >= start:
        i -= 1
        if reading.hits[i].kinds & _TRANSPARENT:
            free -= reading.hits[i].end - reading.hits[i].start
    p = reading.periods_before(hit.start)
    while p and reading.periods[p - 1].start >= start:
        p -= 1
        free -= reading.periods[p].end - reading.periods[p].start
    return free <= _LEAD_CHARS


def _threshold(reading: Reading, place: Place) -> bool:
    """Say whether the quantity is the limit in a rule: …超过5万元以上的，由主任审批."""
    hits = reading.hits
    i = reading.first_hit_after(place.end)
    return any(
        hit.kinds & int(Kind.THRESHOLD) and hit.start <= place.end + 4 and hit.end <= place.sentence[1]
        for hit in hits[i : i + 2]
    )
