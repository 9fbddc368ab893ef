"""Hold that reading takes time linear in the text, also where a text is one thing a million times over.

Only ratios measured in one run are asserted: four times the text may take no more than eight times the time.
"""

import time
from collections.abc import Callable

import pytest

from reportmine.text.lexicon import load_lexicon
from reportmine.text.periods.find import find_periods
from reportmine.text.quantities.everyday import find_numbers
from reportmine.text.quantities.find import find_quantities

LEXICON = load_lexicon()
MEGABYTE = 1_000_000
SHARE = 4
MOST = 2 * SHARE
FLOOR = 0.005  # seconds: below this a clock measures nothing
UNITS = {
    "digits": "7",
    "yi": "亿",
    "ones": "一",
    "opening": "（",
    "closing": "）",
    "percent": "％",
    "grow": "增长",
    "source": "据",
    "mask": "×",
}
READERS: dict[str, Callable[[str], object]] = {
    "quantities": lambda text: find_quantities(text, lexicon=LEXICON),
    "numbers": lambda text: find_numbers(text, lexicon=LEXICON),
    "periods": lambda text: find_periods(text, lexicon=LEXICON),
}


def seconds(read: Callable[[str], object], text: str) -> float:
    """Return the processor time of one reading, the better of two."""
    times = []
    for _ in range(2):
        start = time.process_time()
        read(text)
        times.append(time.process_time() - start)
    return max(min(times), FLOOR)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("unit", UNITS)
def test_a_megabyte_of_one_character_takes_linear_time(reader: str, unit: str) -> None:
    text = UNITS[unit] * (MEGABYTE // len(UNITS[unit]))
    few, many = (seconds(READERS[reader], text[: len(text) // n]) for n in (SHARE, 1))
    assert many / few <= MOST, f"{few:.3f} s, then {many:.3f} s"


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("unit", ["1,", "3、", "7.", "1-", "万元", "“3个", "2024年", "由3%降至2%", "3\n"])
def test_one_pattern_over_and_over_takes_linear_time(reader: str, unit: str) -> None:
    text = unit * (MEGABYTE // SHARE // len(unit))
    few, many = (seconds(READERS[reader], text[: len(text) // n]) for n in (SHARE, 1))
    assert many / few <= MOST, f"{few:.3f} s, then {many:.3f} s"
