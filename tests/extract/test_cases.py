"""Run the marked sentences of tests/cases: every quantity is found where it is marked, and nothing else, with all its fields."""

import pytest

from reportmine.text.lexicon import load_lexicon
from tests.extract.case_files import Case, analyse, describe, read_cases

LEXICON = load_lexicon()
ALL = read_cases()


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.file}-{case.line}")
def test_marked_sentence_is_read_as_marked(case: Case) -> None:
    found = analyse(case.text, case.heading, LEXICON)
    assert [indicator.evidence.text for indicator in found] == case.spans
    assert [describe(indicator) for indicator in found] == list(case.expected)


def test_there_are_enough_cases_of_every_kind() -> None:
    files = {case.file for case in ALL}
    assert len(ALL) >= 250
    assert {"numbers", "ranges", "bounds", "roles", "periods", "redacted", "not_quantities", "links"} <= files
