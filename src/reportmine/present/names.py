"""Give the codes of the tables the names that people read: themes, industries, report types, roles and the other vocabularies."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from reportmine.text.entries import Industry, Metric, Name, ReportType, Subtheme, Theme, Unit
from reportmine.text.lexicon import Lexicon

TOLD = "整句所述"  # instead of terms, of a theme that only whole sentences tell


class Named(NamedTuple):
    """Hold a code's Chinese and English name; the English one is empty where the lexicon has none."""

    zh: str
    en: str = ""


@lru_cache(maxsize=4)
def vocabularies(lexicon: Lexicon) -> Mapping[str, Mapping[str, Named]]:
    """Return vocabulary → code → names, e.g. `theme` → T06 → (质量安全, quality and safety).

    >>> from reportmine.text.lexicon import load_lexicon
    >>> found = vocabularies(load_lexicon())
    >>> found["role"]["target"].zh, found["industry"]["J66"].zh
    ('目标', '货币金融服务')
    """
    found: dict[str, dict[str, Named]] = {
        "theme": {e.id: Named(e.zh, e.en) for e in lexicon.entries(Theme)},
        "subtheme": {e.id: Named(e.zh) for e in lexicon.entries(Subtheme)},
        "report_type": {e.id: Named(e.zh, e.en) for e in lexicon.entries(ReportType)},
        "industry": {e.id: Named(e.zh) for e in lexicon.entries(Industry)},
        "metric": {e.id: Named(e.zh) for e in lexicon.entries(Metric)},
        "unit": {e.id: Named(e.zh) for e in lexicon.entries(Unit)},
    }
    for entry in lexicon.entries(Name):
        found.setdefault(entry.vocabulary, {})[entry.code] = Named(entry.zh, entry.en)
    abstentions = found.pop("abstention", {})
    for vocabulary in ("report_type", "industry"):
        found[vocabulary] = {**abstentions, **found[vocabulary]}
    return found


def name_of(lexicon: Lexicon, vocabulary: str, code: str | None, *, english: bool = False) -> str:
    """Return the name of one code, the code itself where it has none, nothing for None.

    >>> from reportmine.text.lexicon import load_lexicon
    >>> name_of(load_lexicon(), "theme", "T06"), name_of(load_lexicon(), "theme", "T06", english=True)
    ('质量安全', 'quality and safety')
    """
    if not code:
        return ""
    names = vocabularies(lexicon).get(vocabulary, {}).get(code, Named(code))
    return (names.en if english else names.zh) or names.zh or code
