"""Hold that finding indicators takes time linear in the text, in sentences that never end too."""

import time

import pytest

from reportmine.text.lexicon import load_lexicon
from tests.extract.case_files import analyse

LEXICON = load_lexicon()
SIZE, SHARE = 24_000, 4


@pytest.mark.parametrize(
    "unit",
    [
        "7",
        "亿",
        "（",
        "％",
        "3家、",
        "占3%",
        "分别3%和",
        "由3%降至2%",
        "据统计，",
        "力争3家，",
        "××万元",
        "产值（万元）：8，",
    ],
)
def test_one_pattern_over_and_over_takes_linear_time(unit: str) -> None:
    def seconds(text: str) -> float:
        start = time.process_time()
        analyse(text, "", LEXICON)
        return max(time.process_time() - start, 0.005)

    text = unit * (SIZE // len(unit))
    few, many = (min(seconds(text[: len(text) // n]) for _ in range(2)) for n in (SHARE, 1))
    assert many / few <= 2 * SHARE, f"{few:.3f} s, then {many:.3f} s"
