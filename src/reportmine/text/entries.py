"""Define the entry types of the lexicons: a field is an allowed key, a field without default a required one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Hold what every entry has: a permanent ASCII id."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit(Entry):
    """Hold a unit or measure word; `factor` converts to `base` (a unit id) where both are set.

    `examples` mark the quantity with 【】: "实现利润【1606万元】".
    """

    zh: str
    terms: tuple[str, ...]
    dimension: str
    factor: float = 1.0
    base: str = ""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric(Entry):
    """Hold a canonical measure; `industries` are GB/T 4754 sections or divisions, polarity `higher`, `lower` or empty."""

    zh: str
    terms: tuple[str, ...]
    dimension: str = ""
    polarity: str = ""
    industries: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundCue(Entry):
    """Hold words that limit a quantity; they stand before the number, inside it (多, 余) or after the unit."""

    zh: str
    bound: str
    before: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodWord(Entry):
    """Hold words of time; `role` is their place in the grammar of text/periods.py, the numbers mean what that role says."""

    zh: str
    role: str
    terms: tuple[str, ...]
    shift: int = 0
    first: int = 0
    last: int = 0
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Industry(Entry):
    """Hold a GB/T 4754 section or division: `terms` of its trade, `marks` are institutions whose name tells who writes."""

    zh: str
    terms: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportType(Entry):
    """Hold a kind of document with the words that stand in its titles, in its body and at its end."""

    zh: str
    en: str
    title: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    ending: tuple[str, ...] = ()


# The name of a `[[table]]` in a lexicon file, and what it holds.
KINDS: dict[str, type[Entry]] = {
    "unit": Unit,
    "metric": Metric,
    "bound": BoundCue,
    "industry": Industry,
    "report_type": ReportType,
    "period": PeriodWord,
}
