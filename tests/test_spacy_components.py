"""Test the spaCy door: entry points, spans by offset, categories, scoring, round trips."""

import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training import Example

PIPES = ["articles", "sections", "indicators", "themes", "labels"]
TEXT = "2024年工作总结\n一、工作情况\n全年完成产值1.2亿元，同比增长8%。\n二、明年目标\n力争实现利润1606万元，加强安全生产培训。"


@pytest.fixture(scope="module")
def nlp() -> Language:
    made = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "reportmine_tokenizer"}}})
    for kind in PIPES:
        made.add_pipe(f"reportmine_{kind}")
    return made


@pytest.fixture
def doc(nlp: Language) -> Doc:
    return nlp(TEXT)


def test_text_is_kept_and_words_are_ours(doc: Doc) -> None:
    assert doc.text == TEXT
    assert "产值" in [token.text for token in doc]


def test_spans_stand_where_the_facts_are(doc: Doc) -> None:
    found = [(span.text, span.label_, span._.rm["metric"]) for span in doc.spans["rm_indicators"]]
    assert found == [("1.2亿元", "actual", "产值"), ("8%", "actual", "产值"), ("1606万元", "target", "利润")]
    for kind in ("sections", "indicators", "themes"):
        for span in doc.spans[f"rm_{kind}"]:
            fact = span._.rm
            assert span.start_char <= fact["source_start"] <= fact["source_end"] <= span.end_char
    assert any(span.label_ == "T06" for span in doc.spans["rm_themes"])
    assert [span.label_ for span in doc.spans["rm_sections"]][1:] == ["achievements", "goals"]


def test_any_other_span_has_no_fact(doc: Doc) -> None:
    assert doc[0:2]._.rm is None


def test_categories_hold_both_labels(doc: Doc) -> None:
    families = {label.split(":")[0] for label in doc.cats}
    assert families == {"report_type", "industry"}
    assert all(0 <= score <= 1 for score in doc.cats.values())


def test_text_without_article_gives_empty_groups(nlp: Language) -> None:
    doc = nlp("短")
    assert len(doc.spans["rm_indicators"]) == 0
    assert doc.cats == {}
    assert doc._.rm["errors"][0]["what"] == "no article found"


def test_docbin_round_trip(nlp: Language, doc: Doc) -> None:
    packed = DocBin(store_user_data=True, docs=[doc]).to_bytes()
    (back,) = DocBin().from_bytes(packed).get_docs(nlp.vocab)
    assert [(s.text, s.label_, s._.rm["low"]) for s in back.spans["rm_indicators"]] == [
        (s.text, s.label_, s._.rm["low"]) for s in doc.spans["rm_indicators"]
    ]
    assert back.cats == pytest.approx(doc.cats)


def test_disk_round_trip_needs_no_import(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "模型")
    code = (
        "import sys, spacy; nlp = spacy.load(sys.argv[1]); print(nlp.pipe_names); "
        "assert not any(name.startswith('reportmine.pipeline') for name in sys.modules); "
        "doc = nlp('今年完成产值1.2亿元，同比增长8%，职工队伍稳定。'); print([s.label_ for s in doc.spans['rm_indicators']])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "模型")], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "['actual', 'actual']"


def test_evaluate_scores_spans_and_labels(nlp: Language) -> None:
    reference = nlp(TEXT)
    scores = nlp.evaluate([Example(nlp.make_doc(TEXT), reference)])
    assert scores["spans_rm_indicators_f"] == 1.0
    assert scores["report_type_acc"] == 1.0
    reference.spans["rm_indicators"] = [reference.char_span(0, 4, label="target", alignment_mode="expand")]
    scores = nlp.evaluate([Example(nlp.make_doc(TEXT), reference)])
    assert scores["spans_rm_indicators_f"] == 0.0
    assert scores["spans_rm_sections_f"] == 1.0


def test_settings_stand_in_the_config(tmp_path: Path) -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("reportmine_themes", config={"lexicons": [str(tmp_path / "没有.toml")]})
    with pytest.raises(Exception, match=r"没有\.toml"):
        nlp(TEXT)
