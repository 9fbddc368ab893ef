"""Check where sentences end, that nothing but white space is lost, and that time stays linear."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportmine.structure.sentences import split_sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("利润增长3.5%。成本下降。", ["利润增长3.5%。", "成本下降。"]),
        ("他问：“能行吗？”没人答。", ["他问：“能行吗？”", "没人答。"]),
        ("第一行\n\n　　第二行", ["第一行", "第二行"]),
        ("这是旧习惯.我们要改.", ["这是旧习惯.", "我们要改."]),
        ("见1.2节和X.25协议，版本v2.0", ["见1.2节和X.25协议，版本v2.0"]),
        ("收购粮食（约3万吨。）入库。", ["收购粮食（约3万吨。）", "入库。"]),
        ("真的吗？！当然！", ["真的吗？！", "当然！"]),
        ("", []),
        (" \n　\n", []),
    ],
)
def test_sentences_end_where_readers_end_them(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in split_sentences(text)] == expected


def test_semicolons_are_optional() -> None:
    text = "甲增2%；乙减1%。"
    assert len(split_sentences(text)) == 2
    assert len(split_sentences(text, semicolons=False)) == 1


@given(st.text(alphabet="甲乙1.2。；！？\n 　”“\"')）a%", max_size=80))
def test_only_white_space_is_lost(text: str) -> None:
    spans = split_sentences(text)
    assert all(a < b for a, b in spans)
    assert all(b <= c for (_, b), (c, _) in pairwise(spans))
    assert "".join("".join(text[a:b] for a, b in spans).split()) == "".join(text.split())


@pytest.mark.parametrize("unit", ["。", "\n", "”", "甲", "甲.", '"', "（"])
def test_a_megabyte_of_one_thing_takes_linear_time(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    began = time.process_time()
    split_sentences(text)
    assert time.process_time() - began < 3
