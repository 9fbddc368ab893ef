"""Describe the form of an article by numbers that no topic moves: how much looks back or ahead, who speaks, how it is built.

Report types are defined by such things (a summary looks back, ideas look ahead, both halves make a summary and plan), so they are
told apart here on their own and mixed with what the words say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from reportmine.extract.attributes import FUTURE, PAST
from reportmine.schema import Section

# Steps of a share: a value is told by the steps that it reaches, so that a linear model can learn "at least a fifth of both".
SHARE_STEPS = (0.05, 0.2, 0.4, 0.6, 0.8, 0.95)
# Marks of style, and the rates (hits in 1,000 characters) at which they are told from few, some and many.
STYLE = {
    "articles": (re.compile(r"第[一二三四五六七八九十百\d]+条"), (0.5, 3)),
    "decimal": (re.compile(r"(?m)^\s*\d+\.\d+"), (0.3, 2)),
    "references": (re.compile(r"\[\d+\]"), (0.1, 1)),
    "exclamation": (re.compile("[！!]"), (0.3, 2, 6)),
    "question": (re.compile("[？?]"), (0.3, 2)),
    "percent": (re.compile("[%％]"), (0.5, 3, 8)),
    "digits": (re.compile(r"\d+(?:\.\d+)?"), (2, 8, 20)),
    "first_person": (re.compile("我(?!们|国|省|市|县|区|镇|乡|院|校|局|行|司|厂|部|处|所|社|村|站|队|公)"), (0.3, 2, 6)),
    "first_plural": (re.compile("我们"), (0.3, 2, 6)),
    "you": (re.compile("[你您]"), (0.3, 2)),
    "colon": (re.compile("[：:]"), (1, 4, 10)),
    "titles": (re.compile("《"), (0.5, 3)),
    "quotes": (re.compile("[“「]"), (1, 5)),
    "semicolon": (re.compile("[；;]"), (1, 5)),
    "done": (re.compile("了"), (1, 4, 9)),
    "ahead": (re.compile("[将要拟]"), (2, 6, 12)),
    "must": (re.compile("[须应]|不得|必须"), (0.5, 2, 6)),
}
LENGTHS = {"sentence": (25, 40, 60), "paragraph": (50, 100, 200)}
HEADINGS = (1, 4, 10)  # in 1,000 characters
DONE, AHEAD = STYLE["done"][0], STYLE["ahead"][0]


def find_form(text: str, sections: Sequence[Section]) -> dict[str, float]:
    """Return named numbers of 0 or 1; `text` is the body without its title.

    >>> sorted(find_form("我将努力！", ()))[:3]
    ['ahead:12', 'ahead:2', 'ahead:6']
    """
    size = max(len(text), 1)
    found: dict[str, float] = {}
    for name, (pattern, steps) in STYLE.items():
        _tell(found, name, 1000 * len(pattern.findall(text)) / size, steps)
    shares = role_shares(sections)
    for role, share in shares.items():
        _tell(found, role, share, SHARE_STEPS)
    past, future = (sum(shares.get(role, 0.0) for role in roles) for roles in (PAST, FUTURE))
    for name, share in (("past", past), ("future", future), ("both", 2 * min(past, future)), *_tenses(text)):
        _tell(found, name, share, SHARE_STEPS)
    _tell(found, "sentence", size / (1 + len(re.findall("[。！？!?]", text))), LENGTHS["sentence"])
    _tell(found, "paragraph", size / (1 + text.count("\n")), LENGTHS["paragraph"])
    _tell(found, "headings", 1000 * sum(1 for s in sections if s.number) / size, HEADINGS)
    return found


def role_shares(sections: Sequence[Section]) -> dict[str, float]:
    """Return the share of the text that leaf sections of each role take; what has no role counts in the whole."""
    parents = {s.parent for s in sections}
    sizes: dict[str, float] = {}
    for section in sections:
        if section.index not in parents:
            sizes[section.role] = sizes.get(section.role, 0.0) + section.end - section.start
    whole = sum(sizes.values())
    return {role: size / whole for role, size in sizes.items() if role != "other"} if whole else {}


def _tenses(text: str) -> tuple[tuple[str, float], ...]:
    """Return how much of the words of tense looks ahead, in the whole, and in the last third against the first."""
    third = max(len(text) // 3, 1)
    leans = []
    for part in (text, text[:third], text[-third:]):
        ahead, done = len(AHEAD.findall(part)), len(DONE.findall(part))
        leans.append((ahead + 0.5) / (ahead + done + 1))
    return ("lean", leans[0]), ("lean_first", leans[1]), ("lean_last", leans[2]), ("turn", leans[2] - leans[1])


def _tell(found: dict[str, float], name: str, value: float, steps: Sequence[float]) -> None:
    for step in steps:
        if value < step:
            return
        found[f"{name}:{step:g}"] = 1.0


def form_names(form: Mapping[str, float]) -> dict[str, float]:
    """Return the names under which the classifier knows them."""
    return {f"f:{name}": value for name, value in form.items()}
