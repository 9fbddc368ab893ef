"""Tell in a plan what is there already: counted without an act (共有农户3800户), or what a later value starts from (占15%，年内提高到20%)."""

from __future__ import annotations

from reportmine.extract.cues import Kind, words_of
from reportmine.extract.drafts import Draft
from reportmine.extract.reading import Reading
from reportmine.text.lexicon import Lexicon

STOCK = "stock"
_PLANNED = frozenset({"section", "proposal"})  # what no word beside the quantity has told
_COUNTED = frozenset({"count", "measure", "money", "number"})
_ACTS = int(
    Kind.VERB | Kind.CHANGE | Kind.CHANGE_VERB | Kind.STEP | Kind.GROWS | Kind.ROLE | Kind.TO | Kind.LINK
)  # fmt: skip
_TO, _REACH = int(Kind.TO), int(Kind.REACH)
_STOPS = frozenset("；;。")
# Before the word of being stands the noun of what is there, not who shall have it (每村有…).
_LEAST_NOUN, _EACH = 2, frozenset("每各使让均都")


def is_stock(draft: Draft, previous: Draft | None, reading: Reading, lexicon: Lexicon) -> bool:
    """Say whether a plan counts what there is: a word of being (还有, 在册) and no act before the quantity, or one of a list of such."""
    if draft.role_source not in _PLANNED or draft.kind not in _COUNTED or not _is_plain(draft):
        return False
    goes_on = previous is not None and previous.role_source == STOCK and previous.sentence == draft.sentence
    start = previous.outer_end if previous is not None and goes_on else draft.clause
    said = reading.text[start : draft.outer_start]
    acted = reading.hit_between(start, draft.outer_start, _ACTS) is not None
    if acted or reading.has_period(start, draft.outer_start) or not _EACH.isdisjoint(said):
        return False
    return _STOPS.isdisjoint(said) if goes_on else _is_said(said, lexicon)


def _is_said(said: str, lexicon: Lexicon) -> bool:
    """Say whether a word of being stands in a clause up to its number, and nothing planned (二期规划还有31个小区)."""
    if any(word in said for word in words_of(lexicon, "being", effect="not")):
        return False
    word = next((w for w in words_of(lexicon, "being", effect="near") if said.endswith(w)), "")
    named = len(said) - len(word) >= _LEAST_NOUN
    return named and (bool(word) or any(w in said for w in words_of(lexicon, "being", effect="noun")))


def is_start(previous: Draft | None, draft: Draft, reading: Reading) -> bool:
    """Say whether the value before this one is where it starts from: 占比45%，三年内升至50%, in a plan that says no more of either."""
    if previous is None or previous.sentence != draft.sentence or draft.metric != previous.metric:
        return False
    planned = previous.role == "target" and previous.role_source in _PLANNED and _is_plain(previous)
    if not planned or previous.quantity.unit != draft.quantity.unit:
        return False
    if reading.has_period(previous.clause, previous.outer_start):
        return False
    acted = reading.hit_between(previous.clause, previous.outer_start, _ACTS | _REACH)
    return acted is None and reading.hit_between(previous.outer_end, draft.outer_start, _TO) is not None


def _is_plain(draft: Draft) -> bool:
    """Say whether a quantity is a level without bound: what there is needs none."""
    return draft.quantity.bound == "exact" and draft.change == "level"
