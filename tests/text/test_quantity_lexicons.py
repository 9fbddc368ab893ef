"""Run the examples of the number lexicons: what is marked is found so, what is excluded is not found."""

import re
from pathlib import Path

import pytest

from reportmine.errors import LexiconError
from reportmine.text.entries import BoundCue, Exclusion, Numeral, QuantityCue, Unit
from reportmine.text.lexicon import load_lexicon
from reportmine.text.quantities.find import find_exclusions, find_quantities

LEXICON = load_lexicon()
MARKED = re.compile("【(.*?)】", re.DOTALL)


def _examples(kind: type) -> list[tuple[str, str]]:
    return [(entry.id, example) for entry in LEXICON.entries(kind) for example in entry.examples]


def _plain(example: str) -> tuple[str, list[str]]:
    return example.replace("【", "").replace("】", ""), MARKED.findall(example)


@pytest.mark.parametrize(("unit_id", "example"), _examples(Unit))
def test_unit_example_is_read_with_its_unit(unit_id: str, example: str) -> None:
    text, marked = _plain(example)
    found = find_quantities(text, lexicon=LEXICON)
    ids = [(m.quantity.text, m.quantity.unit_id) for m in found]
    unit = LEXICON.get(Unit, unit_id)
    assert unit is not None
    if unit.dimension in {"voltage", "ordinal"}:
        assert not found
        assert find_exclusions(text, lexicon=LEXICON)
    else:
        assert (marked[0], unit_id) in ids


@pytest.mark.parametrize(("entry_id", "example"), [*_examples(BoundCue), *_examples(Numeral), *_examples(QuantityCue)])
def test_marked_example_is_found_with_its_span(entry_id: str, example: str) -> None:
    text, marked = _plain(example)
    assert [m.quantity.text for m in find_quantities(text, lexicon=LEXICON)] == marked, entry_id


@pytest.mark.parametrize("entry", [b for b in LEXICON.entries(BoundCue) if b.id != "no_bound"], ids=lambda b: b.id)
def test_bound_examples_carry_the_bound(entry: BoundCue) -> None:
    for example in entry.examples:
        text, _ = _plain(example)
        assert [m.quantity.bound for m in find_quantities(text, lexicon=LEXICON)] == [entry.bound], example


@pytest.mark.parametrize(("entry_id", "example"), _examples(Exclusion))
def test_excluded_example_holds_no_quantity(entry_id: str, example: str) -> None:
    assert find_quantities(example, lexicon=LEXICON) == [], entry_id


def test_inventory_is_large_and_unambiguous() -> None:
    units = LEXICON.entries(Unit)
    assert len(units) >= 350
    assert all(u.examples and u.dimension for u in units)
    terms = [t for u in units for t in u.terms]
    assert len(terms) == len(set(terms)), sorted({t for t in terms if terms.count(t) > 1})


def test_a_word_that_is_no_number_stands_in_one_entry() -> None:
    words = [word for entry in LEXICON.entries(Exclusion) for word in entry.words]
    assert len(words) == len(set(words)), sorted({word for word in words if words.count(word) > 1})


@pytest.mark.parametrize("unit", [u for u in LEXICON.entries(Unit) if u.base], ids=lambda u: u.id)
def test_base_is_a_unit_of_the_same_dimension(unit: Unit) -> None:
    base = LEXICON.get(Unit, unit.base)
    assert base is not None
    assert base.dimension == unit.dimension


def test_a_unit_is_told_by_cues_that_there_are(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        '[[unit]]\nid = "volt"\nzh = "伏"\nterms = ["伏特"]\ndimension = "volt"\ntold = ["伏"]\ntold_by = ["current"]\n'
    )
    with pytest.raises(LexiconError, match=r"volt: told_by 'current' is unknown.*resistance"):
        find_quantities("电压12伏", lexicon=load_lexicon((str(own),)))
