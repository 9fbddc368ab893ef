"""Score the shared gold with the shared scorer: the ledger stays above the figures that it was accepted with."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from reportmine.extract.indicators import find_indicators
from reportmine.pipeline import text_page
from reportmine.schema import _indicator
from reportmine.structure.articles import split_articles
from reportmine.structure.sections import find_sections
from reportmine.text.lexicon import load_lexicon

FLOORS = {"detection": 0.97, "value_unit": 0.95, "ledger": 0.93, "full_record": 0.80, "targets": 0.90, "redacted": 0.85}
FIELDS = {"metric": 0.90, "period": 0.90}


@pytest.fixture(scope="module")
def scores(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, float]]:
    """Run the ledger over every document of gold/dev and score it as anyone would from outside."""
    lexicon, folder = load_lexicon(), tmp_path_factory.mktemp("runs")
    arguments = []
    for gold in sorted((shared / "gold" / "dev").glob("*.json")):
        source = shared / json.loads(gold.read_text(encoding="utf-8"))["source"]
        page = text_page(source.read_text(encoding="utf-8"))
        run = folder / f"{gold.stem}.jsonl"
        with run.open("w", encoding="utf-8") as file:
            for article in split_articles(page, lexicon=lexicon):
                sections = find_sections(article, lexicon=lexicon)
                rows = [_indicator(i) for i in find_indicators(article, sections, lexicon=lexicon)]
                file.write(json.dumps({"indicators": rows}, ensure_ascii=False) + "\n")
        arguments += [str(gold), str(run)]
    scorer = shared / "gold" / "score.py"
    done = subprocess.run([sys.executable, str(scorer), *arguments], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", FLOORS)
def test_score_stays_above_its_floor(name: str, scores: dict[str, dict[str, float]]) -> None:
    assert scores[name]["f1"] >= FLOORS[name]


@pytest.mark.parametrize("name", FIELDS)
def test_accuracy_of_a_field_stays_above_its_floor(name: str, scores: dict[str, dict[str, float]]) -> None:
    assert scores["field_accuracy"][name] >= FIELDS[name]
