"""Give each section its role: from its title, the sentence that announces it, its own sentences, its parent and its place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from typing import cast, get_args

import regex

from reportmine.errors import LexiconError
from reportmine.schema import Article, Section, SectionRole
from reportmine.text.automata import build_automaton
from reportmine.text.entries import ActionStart, RoleCue
from reportmine.text.lexicon import Lexicon

Evidence = dict[str, float]
_YEAR = regex.compile(r"(?:19|20)\d\d(?=[ \u3000]?年)")
ROLES: tuple[str, ...] = get_args(SectionRole)
# Weights of the sources of evidence; a title's own word overrules what is inherited, a few words in the body do not.
TITLE, ANNOUNCED, INHERITED, BODY, DOCUMENT, BEFORE = 2.6, 1.4, 1.0, 0.7, 0.5, 0.45
AHEAD = 0.9  # what stands after a plan or a goal is still what is to be done
OFF_END = 0.35  # a role word that is not at the end of a title (Chinese titles end with what they are)
AS_OBJECT = 0.2  # a role word after a verb (着力破解难题)
AS_SENTENCE = 0.35  # a role word in a title that is a whole sentence
SENTENCE_TITLE = 22
END_SLACK = 3  # characters after a role word that still stands at the end (……情况, ……分析, ……如下)
ANNOUNCEMENT = 90  # characters of a sentence that announces a list
BODY_UNIT = 70  # characters of text in which one cue is a clear sign
HEAD = 1200  # characters at the start of an article that say what kind of document it is
# What sections below a goal or plan are: what is to be done. (A list of measures under a plan is the plan.)
FUTURE = ("plan", "goals")
PRIORS: Mapping[str, Evidence] = {
    "goals": {"goals": 0.6, "plan": 0.55},
    "causes": {"causes": 1.0},
    "conclusion": {"conclusion": 0.6},
    "references": {"references": 4.0},
    "other": {"other": 4.0},  # what stands below an annex or a glossary belongs to it
}
CARRIED = 0.8  # evidence from which a part lends its role to the next one without a sign of its own
DOUBT = 0.3  # what speaks for no role: little evidence gives a low score even where nothing speaks against it
NEXT_YEAR = 1.2  # a part that names a later year than the one before it looks ahead
PREAMBLE = {"background": 0.6}  # text before the first heading; less where it is most of the article
BELOW = 0.6  # what the sections below say of the one above them


class RoleJudge:
    """Weigh the evidence for section roles with one automaton a kind of cue; built once a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        cues = lexicon.entries(RoleCue)
        for cue in cues:
            if cue.role not in ROLES:
                raise LexiconError(f"role {cue.role!r} is unknown", where=cue.id, mend=f"allowed: {', '.join(ROLES)}")
        self._titles = _Cues((term, c) for c in cues for term in c.titles)
        self._intros = _Cues((term, c) for c in cues for term in c.intros)
        self._bodies = _Cues((term, c) for c in cues for term in c.bodies)
        self._documents = _Cues((term, c) for c in cues for term in c.documents)
        self._actions = tuple(sorted({t for e in lexicon.entries(ActionStart) for t in e.terms}))

    def assign(self, article: Article, sections: Sequence[Section]) -> tuple[Section, ...]:
        """Return the sections with role and score (0 to 1, the winner's share of all evidence)."""
        text = article.text
        document = self._document(article, sections)
        bodies = self._body_evidence(text, sections)
        below = _from_below(sections, bodies)
        titles = self._title_evidence([s.title for s in sections])
        intros = self._announcements(text, sections)
        size = 0.0 if any(s.title for s in sections) else float(len(text))
        context = _Context()
        out: list[Section] = []
        for section, body, title in zip(sections, bodies, titles, strict=True):
            if section.index in intros:
                context.announced[section.parent] = intros[section.index]
            above = out[section.parent] if section.parent is not None else None
            evidence: Evidence = {}
            for part, weight in ((title, TITLE), (context.announced.get(section.parent), ANNOUNCED), (body, BODY)):
                if part:
                    _add(evidence, part, weight)
            if above is None:
                _add(evidence, document, DOCUMENT)
                _add(evidence, below.get(section.index, {}), BELOW)
                if not section.title and not size:
                    rest = 1.0 - (section.end - section.start) / len(text)
                    _add(evidence, PREAMBLE, min(1.0, 2.0 * rest))
                context.add(evidence, section, sure=bool(title))
            elif above.role_score > 0:
                _add(evidence, PRIORS.get(above.role, {above.role: 1.0}), INHERITED)
            role, score = _decide(evidence, above.role if above is not None else context.before)
            if section.title and above is None:
                context.before = role if evidence.get(role, 0.0) >= CARRIED else ""
            out.append(_with_role(section, role, score))
        return tuple(out)

    def title_evidence(self, title: str) -> Evidence:
        """Return the evidence of a title: most for a role word at its end, little for the object of a verb."""
        return self._title_evidence([title])[0]

    def _title_evidence(self, titles: Sequence[str]) -> list[Evidence]:
        found: list[Evidence] = []
        for title, hits in zip(titles, self._titles.hits_each(titles), strict=True):
            evidence: Evidence = {}
            for cue, end in hits:
                factor = cue.weight * (1.0 if len(title) - end <= END_SLACK else OFF_END)
                if len(title) > SENTENCE_TITLE:
                    factor *= AS_SENTENCE
                if title.startswith(self._actions):
                    factor *= AS_OBJECT
                evidence[cue.role] = max(evidence.get(cue.role, 0.0), factor)
            found.append(evidence)
        return found

    def _announcements(self, text: str, sections: Sequence[Section]) -> dict[int, Evidence]:
        """Return, by section, the evidence of the clause that ends in a colon right before it."""
        clauses: dict[int, str] = {}
        for section in sections:
            end = section.start
            while end > 0 and text[end - 1].isspace():
                end -= 1
            if end > 0 and text[end - 1] in "：:":
                head = text[max(0, end - ANNOUNCEMENT) : end - 1]
                clauses[section.index] = head[max(head.rfind(mark) for mark in "。\n；;！？.") + 1 :] + text[end - 1]
        each = self._intros.hits_each(list(clauses.values()))
        return {index: _strongest(hits) for index, hits in zip(clauses, each, strict=True)}

    def _body_evidence(self, text: str, sections: Sequence[Section]) -> list[Evidence]:
        """Return, for each section, the density of cues in its own text (what is below it left out)."""
        starts = [s.start for s in sections]
        found: list[Evidence] = [{} for _ in sections]
        for cue, end in self._bodies.hits(text):
            place = bisect_right(starts, end - 1) - 1
            while place >= 0 and sections[place].end < end:
                above = sections[place].parent
                place = -1 if above is None else above
            if place >= 0:
                found[place][cue.role] = found[place].get(cue.role, 0.0) + cue.weight
        for place, evidence in enumerate(found):
            following = starts[place + 1] if place + 1 < len(starts) else sections[place].end
            unit = max(2.0, (following - starts[place]) / BODY_UNIT)
            for role in evidence:
                evidence[role] = min(1.0, evidence[role] / unit)
        return found

    def _document(self, article: Article, sections: Sequence[Section]) -> Evidence:
        """Return what the article's title, its labels and the announcement before its first heading say of its kind."""
        evidence = _strongest(self._documents.hits(article.title))
        first = next((s for s in sections if s.title), None)
        head = article.text[: min(HEAD, first.start if first else HEAD)]
        for role, weight in _strongest(self._documents.hits(head)).items():
            evidence[role] = max(evidence.get(role, 0.0), weight)
        return evidence


class _Cues:
    """Hold the cue words of one kind in one automaton (leftmost, longest)."""

    def __init__(self, terms: Iterable[tuple[str, RoleCue]]) -> None:
        table: dict[str, RoleCue] = {}
        for term, cue in terms:
            table.setdefault(term, cue)
        self._owners = list(table.values())
        self._automaton = build_automaton(table) if table else None

    def hits(self, text: str) -> list[tuple[RoleCue, int]]:
        """Return the cues in `text` with their ends."""
        if self._automaton is None or not text:
            return []
        return [(self._owners[i], end) for i, _, end in self._automaton.find_matches_as_indexes(text)]

    def hits_each(self, texts: Sequence[str]) -> list[list[tuple[RoleCue, int]]]:
        """Return the cues of each of several short texts, found in one pass over all of them."""
        found: list[list[tuple[RoleCue, int]]] = [[] for _ in texts]
        starts = [0, *accumulate(len(text) + 1 for text in texts)]
        for cue, end in self.hits("\n".join(texts)):
            place = bisect_right(starts, end - 1) - 1
            found[place].append((cue, end - starts[place]))
        return found


@dataclass(slots=True)
class _Context:
    """Hold what earlier sections say of later ones: the last announcement by parent, the last sure role, the years in titles."""

    announced: dict[int | None, Evidence] = field(default_factory=dict)
    before: str = ""
    years: list[str] = field(default_factory=list)

    def add(self, evidence: Evidence, section: Section, *, sure: bool) -> None:
        """Add what the parts before a part of the first level say of it; `sure` where its title has a sign of its own."""
        year = _YEAR.search(section.title)
        if year:
            if self.years and year.group() > min(self.years):
                _add(evidence, {FUTURE[0]: 1.0}, NEXT_YEAR)
            self.years.append(year.group())
        if self.before in FUTURE:
            _add(evidence, {FUTURE[0]: 1.0}, BEFORE if sure else AHEAD)
        elif self.before:
            _add(evidence, {self.before: 1.0}, BEFORE)


def _with_role(s: Section, role: str, score: float) -> Section:
    """Return a section with its role (dataclasses.replace takes three times as long)."""
    return Section(
        s.index, s.parent, s.level, s.number, s.title, s.start, s.end, s.body_start, cast(SectionRole, role), score
    )


@lru_cache(maxsize=4)
def role_judge(lexicon: Lexicon) -> RoleJudge:
    """Return the lexicon's judge of roles, built once."""
    return RoleJudge(lexicon)


def assign_roles(article: Article, sections: Sequence[Section], *, lexicon: Lexicon) -> tuple[Section, ...]:
    """Return the sections with role and score: titles overrule what is inherited, bodies decide where neither speaks."""
    return role_judge(lexicon).assign(article, sections)


def _from_below(sections: Sequence[Section], bodies: Sequence[Evidence]) -> dict[int, Evidence]:
    """Return, for each section of the first level, the mean evidence of the sections below it."""
    roots: list[int] = []
    rows: dict[int, list[Evidence]] = {}
    for section, body in zip(sections, bodies, strict=True):
        root = section.index if section.parent is None else roots[section.parent]
        roots.append(root)
        if root != section.index:
            rows.setdefault(root, []).append(body)
    found: dict[int, Evidence] = {}
    for root, row in rows.items():
        found[root] = {}
        for body in row:
            _add(found[root], body, 1.0 / len(row))
    return found


def _strongest(hits: Iterable[tuple[RoleCue, int]]) -> Evidence:
    evidence: Evidence = {}
    for cue, _ in hits:
        evidence[cue.role] = max(evidence.get(cue.role, 0.0), cue.weight)
    return evidence


def _add(evidence: Evidence, other: Mapping[str, float], factor: float) -> None:
    for role, weight in other.items():
        evidence[role] = evidence.get(role, 0.0) + factor * weight


def _decide(evidence: Evidence, context: str) -> tuple[str, float]:
    """Return the role with most evidence and its share, doubt included; measures below or after a plan or a goal are the plan."""
    if context in FUTURE and "measures" in evidence:
        evidence["plan"] = evidence.get("plan", 0.0) + evidence.pop("measures")
    total = sum(evidence.values())
    if total <= 0:
        return "other", 0.0
    role = max(evidence, key=lambda r: (evidence[r], -ROLES.index(r)))
    return role, round(evidence[role] / (total + DOUBT), 4)
