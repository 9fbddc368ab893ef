"""Hold what is true of every text: spans are ordered, disjoint and what they say; amounts are read as an independent reader reads them."""

import contextlib
import io
import itertools
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportmine.text.entries import BoundCue, QuantityCue
from reportmine.text.lexicon import load_lexicon
from reportmine.text.numerals import format_numeral
from reportmine.text.periods.find import find_periods
from reportmine.text.quantities.find import find_exclusions, find_quantities

LEXICON = load_lexicon()
PIECES = ["1,234.56", "3", "％", "%", "万", "亿", "元", "家", "多", "约", "以上", "至", "—", "-", "、", "，", "。", "\n", " ", "一", "两", "百",
          "百分之", "分之", "成", "第", "年", "月", "2024", "增长", "（", "）", "“", "”", "个百分点", "倍", "公里", "A", "5G", "零", "点", "几", "半", "零下", "度", "块", "毛", "分", "秒", "小时", "到"]  # fmt: skip
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=2)), max_size=24).map("".join)
AMOUNTS = st.decimals(min_value="0.01", max_value="99999", places=2, allow_nan=False, allow_infinity=False)
COUNTS = st.integers(min_value=2, max_value=10**9)


LEADS = [*sorted({w for c in LEXICON.entries(BoundCue) for w in (*c.before, *c.round) if w[-1:].isalpha()}),
         *sorted(w for c in LEXICON.entries(QuantityCue) if c.use == "sum" for w in c.beside),
         "折合", "共合", "共", "共计", "计", "达", "为", "有", "占", "亏损", "投资", "增加"]  # fmt: skip


@settings(max_examples=400, deadline=None, derandomize=True)
@given(
    st.sampled_from(LEADS), st.integers(min_value=10, max_value=10**10), st.sampled_from(["元", "人", "吨", "平方米"])
)
def test_a_written_numeral_keeps_its_value_behind_every_word_that_leads_to_it(lead: str, value: int, unit: str) -> None:
    numeral = format_numeral(Decimal(value), chinese=True)
    found = find_quantities(f"金额{lead}{numeral}{unit}。", lexicon=LEXICON)
    assert [(m.quantity.text, m.quantity.low) for m in found] == [(numeral + unit, Decimal(value))]


@pytest.mark.parametrize("idiom", ["唯一", "之一", "统一", "单一", "逐一", "多证合一", "五险合一", "三合一"])
@pytest.mark.parametrize("rest", ["窗口", "，", "的平台"])
def test_an_idiom_that_ends_in_a_numeral_is_no_quantity(idiom: str, rest: str) -> None:
    assert not find_quantities(f"这是{idiom}{rest}", lexicon=LEXICON)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_quantities_are_ordered_disjoint_and_what_they_say(text: str) -> None:
    end = 0
    for match in find_quantities(text, lexicon=LEXICON):
        assert end <= match.start < match.end <= len(text)
        assert match.outer_start <= match.start < match.number_end <= match.end <= match.outer_end
        assert match.quantity.text == text[match.start : match.end]
        low, high = match.quantity.low, match.quantity.high
        assert low is not None
        assert high is not None
        assert low <= high
        assert (match.quantity.bound == "between") == (low != high)
        end = match.end


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_no_number_is_a_quantity_and_none_at_once(text: str) -> None:
    taken = [(m.start, m.end) for m in find_quantities(text, lexicon=LEXICON)]
    left_out = [(start, end) for start, end, _ in find_exclusions(text, lexicon=LEXICON)]
    spans = sorted(taken + left_out)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_periods_are_ordered_disjoint_and_what_they_say(text: str) -> None:
    end = 0
    for match in find_periods(text, lexicon=LEXICON):
        assert end <= match.start < match.end <= len(text)
        assert match.text == text[match.start : match.end]
        end = match.end


@settings(max_examples=100, deadline=None)
@given(AMOUNTS, st.sampled_from([("元", 1), ("万元", 10**4), ("亿元", 10**8)]))
def test_an_amount_is_its_digits_times_its_multiplier(amount: Decimal, unit: tuple[str, int]) -> None:
    (match,) = find_quantities(f"实现利润{amount}{unit[0]}。", lexicon=LEXICON)
    assert match.quantity.low == amount * unit[1]
    assert match.quantity.unit == "元"


@settings(max_examples=150, deadline=None)
@given(COUNTS)
def test_a_count_written_in_characters_reads_as_itself(count: int) -> None:
    (match,) = find_quantities(f"植树{format_numeral(Decimal(count))}棵。", lexicon=LEXICON)
    assert (match.quantity.low, match.quantity.unit) == (count, "棵")


# What the other reader gets wrong, or reads by another rule: the word of bound gives no upper end here.
MONEY = ["1606万元", "4.03亿元", "820万元", "一万六千元", "三千五百万元", "20-30万元", "300美元", "12.5万欧元", "1,234.56万元", "五亿零六十万元", "2.5万亿元", "八百元", "3万元", "1200元"]  # fmt: skip


@pytest.mark.parametrize("text", MONEY)
def test_money_agrees_with_jionlp(text: str) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        jionlp = pytest.importorskip("jionlp", reason="jionlp is not installed (extra bench)")
        parsed = jionlp.parse_money(text)
    values = parsed["num"] if isinstance(parsed["num"], list) else [parsed["num"]] * 2
    (match,) = find_quantities(f"共计{text}。", lexicon=LEXICON)
    assert [match.quantity.low, match.quantity.high] == [Decimal(v) for v in values]
    assert match.quantity.unit == parsed["case"]
