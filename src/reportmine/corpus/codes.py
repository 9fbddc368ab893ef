"""Refuse codes of report types, industries and themes that neither the lexicon nor the database knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reportmine.errors import QueryError
from reportmine.present.names import vocabularies
from reportmine.settings import load_settings
from reportmine.text.lexicon import load_lexicon

if TYPE_CHECKING:
    from reportmine.corpus.filters import Filters
    from reportmine.corpus.store import Store

STORED = {  # a database may hold codes of the user's own
    "report_type": "SELECT 1 FROM reports WHERE report_type = ? LIMIT 1",
    "industry": "SELECT 1 FROM reports WHERE industry = ? LIMIT 1",
    "theme": "SELECT 1 FROM themes WHERE theme = ? LIMIT 1",
}
SHOWN = {"report_type": "type"}  # names that people type, where they are others


def check_filters(store: Store, filters: Filters) -> None:
    """Refuse filters with a code that no report can carry. Raises QueryError, which names the known ones."""
    for vocabulary in STORED:
        code = getattr(filters, vocabulary)
        if code:
            check_code(store, vocabulary, [code])


def check_code(store: Store, vocabulary: str, spellings: Sequence[str]) -> None:
    """Refuse a code of which no spelling is known; of industries a section letter will do. Raises QueryError."""
    if any(store.rows(STORED[vocabulary], code) for code in spellings):
        return
    known = vocabularies(load_lexicon(load_settings().lexicons))[vocabulary]
    sections = {code[:1] for code in known} if vocabulary == "industry" else set()
    if not any(code in known or code in sections for code in spellings):
        names = ", ".join(f"{code} {named.zh}" for code, named in sorted(known.items()))
        shown = SHOWN.get(vocabulary, vocabulary)
        raise QueryError(f"{spellings[0]!r} is not known", where=shown, mend=f"allowed: {names}")
