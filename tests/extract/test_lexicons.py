"""Run the examples of the lexicons of indicators: measures are identified, cues and redactions found."""

import pytest

from reportmine.extract.cues import expanded
from reportmine.text.entries import Cue, Metric, Redaction, Unit
from reportmine.text.lexicon import load_lexicon
from tests.extract.case_files import analyse

LEXICON = load_lexicon()
METRICS = LEXICON.entries(Metric)


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.id)
def test_example_of_a_measure_is_identified(metric: Metric) -> None:
    assert metric.examples
    for example in metric.examples:
        assert metric.id in [i.metric_id for i in analyse(f"{example}。", "", LEXICON)], example


def test_measures_are_many_and_unambiguous() -> None:
    terms = [term for metric in METRICS for term in metric.terms]
    assert len(METRICS) >= 320
    assert len(terms) == len(set(terms)), sorted({t for t in terms if terms.count(t) > 1})
    assert all(len(term) > 1 for term in terms)
    assert {metric.polarity for metric in METRICS} == {"", "higher", "lower"}
    assert {metric.dimension for metric in METRICS} - {""} <= {unit.dimension for unit in LEXICON.entries(Unit)}


def test_polarity_comes_with_the_measure() -> None:
    (rate,) = analyse("不良贷款率降至1.2%。", "", LEXICON)
    assert (rate.metric_id, rate.polarity) == ("npl_rate", "lower")


@pytest.mark.parametrize("cue", [c for c in LEXICON.entries(Cue) if c.examples], ids=lambda cue: cue.id)
def test_every_example_of_a_cue_holds_one_of_its_words(cue: Cue) -> None:
    words = tuple(expanded(cue.terms))
    for example in cue.examples:
        assert any(word in example for word in words), example


@pytest.mark.parametrize("entry", [r for r in LEXICON.entries(Redaction) if r.examples], ids=lambda entry: entry.id)
def test_example_of_a_redaction_is_found_in_a_stripped_text(entry: Redaction) -> None:
    for example in entry.examples:
        plain = example.replace("【", "").replace("】", "")
        stripped = f"{plain.rstrip('，；。')}。支出万元，利润万元，结存万元。"
        found = [i.evidence.text for i in analyse(stripped, "", LEXICON) if i.redacted]
        assert len(found) >= 4, (example, found)
