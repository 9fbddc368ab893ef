"""Describe the form of an article by numbers that no topic moves: how much looks back or ahead, who speaks, how it is built.

Report types are defined by such things (a summary looks back, ideas look ahead, both halves make a summary and plan), so they are
told apart here on their own and mixed with what the words say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from reportmine.extract.labels.attributes import FUTURE, PAST
from reportmine.schema import Section

# Steps of a share: a value is told by the steps that it reaches, so that a linear model can learn "at least a fifth of both".
SHARE_STEPS = (0.05, 0.2, 0.4, 0.6, 0.8, 0.95)
# What is counted, and the rates (in 1,000 characters) that tell none, some and many apart. One of any of these characters …
CHARACTERS = {
    "exclamation": ("！!", (0.3, 2, 6)),
    "question": ("？?", (0.3, 2)),
    "percent": ("%％", (0.5, 3, 8)),
    "you": ("你您", (0.3, 2)),
    "colon": ("：:", (1, 4, 10)),
    "titles": ("《", (0.5, 3)),
    "quotes": ("“「", (1, 5)),
    "semicolon": ("；;", (1, 5)),
    "done": ("了", (1, 4, 9)),
    "ahead": ("将要拟", (2, 6, 12)),
    "must": ("须应", (0.5, 2, 6)),
}
# … or one match of these patterns.
PATTERNS = {
    "articles": (re.compile(r"第[一二三四五六七八九十百\d]+条"), (0.5, 3)),
    "decimal": (re.compile(r"(?m)^\s*\d+\.\d+"), (0.3, 2)),
    "references": (re.compile(r"\[\d+\]"), (0.1, 1)),
    "digits": (re.compile(r"\d+(?:\.\d+)?"), (2, 8, 20)),
    "first_person": (
        re.compile("我(?!们|国|省|市|县|区|镇|乡|院|校|局|行|司|厂|部|处|所|社|村|站|队|公)"),
        (0.3, 2, 6),
    ),
    "first_plural": (re.compile("我们"), (0.3, 2, 6)),
}
SENTENCE = (25, 40, 60)  # characters
PARAGRAPH = (50, 100, 200)
HEADINGS = (1, 4, 10)  # in 1,000 characters


def find_form(text: str, sections: Sequence[Section]) -> list[str]:
    """Return the names of what the form of a text reaches; `text` is the body without its title.

    >>> find_form("我将努力！", ())[:4]
    ['exclamation:0.3', 'exclamation:2', 'exclamation:6', 'ahead:2']
    """
    size = max(len(text), 1)
    found: list[str] = []
    for name, (characters, steps) in CHARACTERS.items():
        _tell(found, name, 1000 * _count(text, characters) / size, steps)
    for name, (pattern, steps) in PATTERNS.items():
        _tell(found, name, 1000 * len(pattern.findall(text)) / size, steps)
    sizes = _role_sizes(sections)
    whole = sum(sizes.values())
    shares = {role: size / whole for role, size in sizes.items() if role != "other"}
    # Characters are added up, not shares: a sum of fractions depends on the order of a set, which a run draws anew.
    past, future = (sum(sizes.get(role, 0) for role in roles) / max(whole, 1) for roles in (PAST, FUTURE))
    halves = {"past": past, "future": future, "both": 2 * min(past, future)}
    for name, share in (shares | halves | _tenses(text)).items():
        _tell(found, name, share, SHARE_STEPS)
    _tell(found, "sentence", size / (1 + _count(text, "。！？!?")), SENTENCE)
    _tell(found, "paragraph", size / (1 + text.count("\n")), PARAGRAPH)
    _tell(found, "headings", 1000 * sum(1 for s in sections if s.number) / size, HEADINGS)
    return found


def _role_sizes(sections: Sequence[Section]) -> dict[str, int]:
    """Return how many characters the leaf sections of each role take, in the order of the roles' names."""
    parents = {s.parent for s in sections}
    sizes: dict[str, int] = {}
    for section in sections:
        if section.index not in parents:
            sizes[section.role] = sizes.get(section.role, 0) + section.end - section.start
    return {role: sizes[role] for role in sorted(sizes)}


def _tenses(text: str) -> dict[str, float]:
    """Return how much of the words of tense looks ahead: in the whole, the first and the last third, and how much more in the last."""
    third = max(len(text) // 3, 1)
    leans = []
    for part in (text, text[:third], text[-third:]):
        ahead, done = _count(part, CHARACTERS["ahead"][0]), _count(part, CHARACTERS["done"][0])
        leans.append((ahead + 0.5) / (ahead + done + 1))
    return {"lean": leans[0], "lean_first": leans[1], "lean_last": leans[2], "turn": leans[2] - leans[1]}


def _count(text: str, characters: str) -> int:
    return sum(map(text.count, characters))


def _tell(found: list[str], name: str, value: float, steps: tuple[float, ...]) -> None:
    for step, written in _named(name, steps):
        if value < step:
            return
        found.append(written)


@cache
def _named(name: str, steps: tuple[float, ...]) -> tuple[tuple[float, str], ...]:
    """Return the steps of a value with the names that the vocabulary has for them."""
    return tuple((step, f"{name}:{step:g}") for step in steps)
