"""Read and write numerals: by example, as a round trip, and against cn2an."""

from decimal import Decimal

import cn2an
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportmine.errors import QueryError
from reportmine.text.lexicon import load_lexicon
from reportmine.text.numerals import format_numeral, parse_numeral, parse_numeral_range
from reportmine.text.quantities.everyday import find_numbers

WHOLE = st.integers(min_value=0, max_value=10**16 - 1)
FRACTIONS = st.decimals(min_value=-(10**12), max_value=10**12, places=3, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"),
        ("3万5千", "35000"),
        ("一万六千", "16000"),
        ("两千四百五", "2450"),
        ("一万三", "13000"),
        ("一万零三", "10003"),
        ("九十二万四", "924000"),
        ("十五", "15"),
        ("一百零十万", "1100000"),
        ("4.78万亿", "4780000000000"),
        ("三百五十一万亿", "351000000000000"),
        ("五亿零六万零七百", "500060700"),
        ("3万4000", "34000"),
        ("三点五万", "35000"),
        ("一百二十点零五", "120.05"),
        ("负三十二", "-32"),
        ("-7.5", "-7.5"),
        ("１２３．４", "123.4"),
        ("12,345,678", "12345678"),
        ("7 万5 千", "75000"),
        ("二〇三五", "2035"),
        ("廿四", "24"),
        ("叁仟陆佰", "3600"),
        ("千万", "10000000"),
    ],
)
def test_reads_the_value(text: str, value: str) -> None:
    assert parse_numeral(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("三四十", "30", "40"),
        ("两三百万", "2000000", "3000000"),
        ("十五六", "15", "16"),
        ("二十一二", "21", "22"),
        ("五六", "5", "6"),
        ("三五", "3", "5"),
        ("一千七八百", "1700", "1800"),
        ("八九十万", "800000", "900000"),
        ("42", "42", "42"),
    ],
)
def test_reads_two_neighbouring_digits_as_a_range(text: str, low: str, high: str) -> None:
    assert parse_numeral_range(text) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    "text", ["", "万元", "abc", "3.4.5", "一二百三四", "九" * 80, "1" * 40, "点五", "三点", "5五", "一个"]
)
def test_refuses_what_is_no_numeral(text: str) -> None:
    with pytest.raises(QueryError, match="not a numeral"):
        parse_numeral(text)


def test_refuses_a_range_as_one_number() -> None:
    with pytest.raises(QueryError, match="range"):
        parse_numeral("三四十")


def test_refuses_to_write_beyond_its_scales() -> None:
    with pytest.raises(QueryError, match="too large"):
        format_numeral(Decimal(10**17), chinese=True)


@given(WHOLE)
@settings(max_examples=300, derandomize=True, deadline=None)
def test_written_whole_number_is_read_back(number: int) -> None:
    assert parse_numeral(format_numeral(Decimal(number), chinese=True)) == number


@given(FRACTIONS)
@settings(max_examples=300, derandomize=True, deadline=None)
def test_formatted_fraction_is_read_back(number: Decimal) -> None:
    assert parse_numeral(format_numeral(number)) == number
    assert parse_numeral(format_numeral(number, chinese=True)) == number


@given(st.integers(min_value=1, max_value=10**16 - 1))
@settings(max_examples=300, derandomize=True, deadline=None)
def test_agrees_with_cn2an_both_ways(number: int) -> None:
    assert format_numeral(Decimal(number), chinese=True).removeprefix("一十") in cn2an.an2cn(number)
    for style in ("low", "up"):
        assert parse_numeral(cn2an.an2cn(number, style)) == number


@given(st.text(alphabet="零一二两三五十百千万亿点负.,0123 多几", max_size=40))
@settings(max_examples=500, derandomize=True, deadline=None)
def test_any_string_of_numerals_is_read_or_refused(text: str) -> None:
    try:
        low, high = parse_numeral_range(text)
    except QueryError:
        return
    assert low.is_finite()
    assert low <= high


@pytest.mark.parametrize(
    ("text", "value"), [("宏观税负11.2%", "11.2"), ("各负50%", "50"), ("净利率负1.8%", "-1.8"), ("平均负3%", "-3")]
)
def test_a_word_that_ends_in_the_sign_is_none(text: str, value: str) -> None:
    (match,) = find_numbers(text, lexicon=load_lexicon())
    assert match.low == Decimal(value)
