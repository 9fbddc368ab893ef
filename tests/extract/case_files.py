"""Read the marked sentences of tests/cases, and write what was found in the same words.

A case is a sentence with 【】 around every quantity that must be found, followed by one indented line for each: value, unit and
metric (- where there is none), then what is not the default: bound, change, role:strength, vs=comparison, tier=, p=period,
every=recurrence, by=subject, redacted, links=kind:position, warned. A line "@plan" or "@review" puts the following sentences
under a heading of that kind; "@" ends it. "\\n" in a sentence is a line break.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from reportmine.extract.indicators import find_indicators
from reportmine.offsets import OffsetMap
from reportmine.schema import Article, Indicator, PageText, Section
from reportmine.text.lexicon import Lexicon

CASES = Path(__file__).resolve().parents[1] / "cases"
HEADINGS = {"plan": ("下一步工作打算", "plan"), "review": ("上半年工作回顾", "achievements")}
MARKED = re.compile("【(.*?)】", re.DOTALL)


@dataclass(frozen=True)
class Case:
    """Hold one marked sentence, the heading it stands under and the lines expected."""

    file: str
    line: int
    heading: str
    marked: str
    expected: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return the sentence without its marks."""
        return self.marked.replace("【", "").replace("】", "")

    @property
    def spans(self) -> list[str]:
        """Return the marked quantities in order."""
        return MARKED.findall(self.marked)


def read_cases() -> list[Case]:
    """Read all case files, in order."""
    cases: list[Case] = []
    for path in sorted(CASES.glob("*.txt")):
        heading = ""
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.startswith("@"):
                heading = line[1:]
            elif line.startswith(" "):
                last = cases.pop()
                cases.append(Case(last.file, last.line, last.heading, last.marked, (*last.expected, line.strip())))
            elif line and not line.startswith("#"):
                cases.append(Case(path.stem, number, heading, line.replace("\\n", "\n"), ()))
    return cases


def analyse(text: str, heading: str, lexicon: Lexicon) -> tuple[Indicator, ...]:
    """Find the indicators of a sentence, under a heading of that kind where one is named."""
    article = Article("case", PageText(text), 0, "", text, OffsetMap([(0, len(text))]))
    sections: tuple[Section, ...] = ()
    if heading:
        title, role = HEADINGS[heading]
        sections = (Section(0, None, 1, "二、", title, 0, len(text), 0, role, 1.0),)  # type: ignore[arg-type]
    return find_indicators(article, sections, lexicon=lexicon)


def _number(value: Decimal | None) -> str:
    return "-" if value is None else f"{value.normalize():f}"


def describe(indicator: Indicator) -> str:
    """Write an indicator as a case file does."""
    quantity, period = indicator.quantity, indicator.period
    low, high = _number(quantity.low), _number(quantity.high)
    role = indicator.role + (f":{indicator.strength}" if indicator.strength else "")
    words = [
        low if low == high else f"{low}~{high}",
        quantity.unit or "-",
        indicator.metric or "-",
        "" if quantity.bound == "exact" else quantity.bound,
        "" if indicator.change == "level" else indicator.change,
        "" if role == "actual" else role,
        indicator.compared_to and f"vs={indicator.compared_to}",
        indicator.tier and f"tier={indicator.tier}",
        period.text and f"p={period.text}",
        period.recurrence and f"every={period.recurrence}",
        indicator.subject and f"by={indicator.subject}",
        "redacted" if indicator.redacted else "",
        indicator.links and "links=" + ",".join(f"{kind}:{at}" for kind, at in indicator.links),
        "warned" if indicator.warnings else "",
    ]
    return " ".join(word for word in words if word)
