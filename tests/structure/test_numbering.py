"""Run the numbering lexicon's examples, and read numbers of every style."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportmine.errors import LexiconError
from reportmine.structure.numbering import MarkerReader, cn_number, marker_reader, marker_value
from reportmine.text.entries import Marker
from reportmine.text.lexicon import Lexicon, load_lexicon
from tests.structure.marked import unmark

MARKERS = load_lexicon().entries(Marker)
READER = marker_reader(load_lexicon())


@pytest.mark.parametrize(
    ("marker", "example"), [(m, x) for m in MARKERS for x in m.examples], ids=lambda v: str(v)[:30]
)
def test_each_example_is_read(marker: Marker, example: str) -> None:
    text, spans = unmark(example)
    (mark,) = READER.read(text)
    assert (mark.start, mark.end) == spans[0]
    assert mark.marker.key == marker.key


@pytest.mark.parametrize(("marker", "line"), [(m, x) for m in MARKERS for x in m.keeps], ids=lambda v: str(v)[:30])
def test_lines_without_marker(marker: Marker, line: str) -> None:
    assert all(mark.marker.key != marker.key for mark in READER.read(line))


@pytest.mark.parametrize(
    "line",
    [
        "2005年我行成立。", "3~5年见效。", "1.5亿元到账。", "图1所示。", "2024-01-05召开大会。", "10月5日检查。", "12.5%的增幅。",
        "0571-88888888为热线。", "1,319亿元的规模。", "5名同志获奖。", "3个百分点。", "100多家企业。", "2.04∶1的比例。", "8:30开会。",
        "一二三产业融合。", "一季度开门红。", "十四五规划收官。", "三农工作。", "第一产业增长。", "第三次会议。", "二十大精神。", "一方水土。",
    ],
)  # fmt: skip
def test_numbers_that_are_not_markers(line: str) -> None:
    assert READER.read(line) == []


def test_every_marker_has_examples() -> None:
    assert [m.id for m in MARKERS if not m.examples] == []


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("一、", (1,)), ("二十三、", (23,)), ("（十一）", (11,)), ("㈩", (10,)), ("３．", (3,)), ("⒓", (12,)), ("⑵", (2,)), ("⑳", (20,)),
        ("❷", (2,)), ("第十二章", (12,)), ("第3节", (3,)), ("１．２．３", (1, 2, 3)), ("Ⅻ", (12,)), ("IX.", (9,)), ("(c)", (3,)), ("Ｂ.", (2,)),
        ("◆", ()),
    ],
)  # fmt: skip
def test_values(raw: str, value: tuple[int, ...]) -> None:
    assert marker_value(raw)[0] == value


def test_words_count_by_their_place() -> None:
    assert [marker_value(w, ("首先", "其次", "最后"))[0] for w in ("首先，", "其次", "最后：")] == [(1,), (2,), (3,)]


@given(st.integers(1, 199))
def test_chinese_numerals_are_read_back(number: int) -> None:
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    text += digits[ones] if ones else ""
    assert cn_number(text) == number


def test_inline_markers_need_punctuation_before_them() -> None:
    text = "做好三件事：(1)宣传；(2)培训。见公式(3)所示，第①类除外。①骨干"
    assert [text[m.start : m.end] for m in READER.read_inside(text)] == ["(1)", "(2)", "①"]


def test_a_wrong_pattern_is_refused() -> None:
    broken = Marker(id="broken", zh="坏", pattern="(", key="broken", rank=1)
    with pytest.raises(LexiconError, match="marker pattern"):
        MarkerReader(Lexicon({Marker: {"broken": broken}}, "digest"))
