"""Test the verdict on encodings: right, undeclared, wrongly declared, damaged and binary bytes."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportmine.acquire.decode import decode_bytes
from reportmine.errors import BinaryInputError

PLAIN = "今年以来，全县紧紧围绕年初确定的目标任务，抓重点、补短板、强弱项，经济社会发展保持了稳中有进的良好态势。"
TRADITIONAL = (
    "今年以來，本公司各單位圍繞年初確定的目標，抓重點、補短板，業務發展與服務質量都有了明顯的進步，員工對此感到滿意。"
)


@pytest.mark.parametrize(
    "hint", [None, "utf-8", "iso-8859-1", "gb2312", "big5", "no-such-codec", "text/html; charset=utf8", "base64"]
)
@pytest.mark.parametrize(
    ("text", "encoding"), [(PLAIN, "utf-8"), (PLAIN, "gb18030"), (TRADITIONAL, "big5hkscs"), (TRADITIONAL, "gb18030")]
)
def test_declarations_do_not_decide(text: str, encoding: str, hint: str | None) -> None:
    assert decode_bytes(text.encode(encoding), hint=hint) == (text, encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("seed", range(20))
def test_one_lost_byte_does_not_change_the_verdict(encoding: str, seed: int) -> None:
    data = "\n".join([PLAIN] * 3).encode(encoding)
    at = random.Random(seed).randrange(len(data))
    assert decode_bytes(data[:at] + data[at + 1 :])[1] == encoding


@pytest.mark.parametrize("cut", [1, 2, 3, 4])
def test_a_cut_tail_does_not_change_the_verdict(cut: int) -> None:
    assert decode_bytes(PLAIN.encode()[:-cut])[1] == "utf-8"


def test_meta_charset_is_only_a_hint() -> None:
    data = f'<meta charset="utf-8"><p>{PLAIN}</p>'.encode("gb18030")
    assert decode_bytes(data)[1] == "gb18030"


@pytest.mark.parametrize(
    ("codec", "name"),
    [("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("utf-32", "utf-32"), ("utf-16-le", "utf-16-le")],
)
def test_marks_and_wide_characters(codec: str, name: str) -> None:
    assert decode_bytes(f"{PLAIN}\n".encode(codec)) == (f"{PLAIN}\n", name)


def test_line_ends_stay_as_they_are() -> None:
    assert decode_bytes("一\r\n二\r三\n".encode())[0] == "一\r\n二\r三\n"


def test_rare_characters_of_gb18030() -> None:
    assert decode_bytes(f"镕㐂喆𠮷{PLAIN}".encode("gb18030"), hint="gb2312") == (f"镕㐂喆𠮷{PLAIN}", "gb18030")


def test_short_words_that_look_like_utf8() -> None:
    assert decode_bytes("联通".encode("gbk")) == ("联通", "gb18030")


def test_western_text_is_not_taken_for_chinese() -> None:
    assert decode_bytes("déjà vu à l'été".encode("cp1252"))[0] == "déjà vu à l'été"


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        bytes(range(256)) * 40,
        b"\x7fELF" + bytes(64),
        random.Random(1).randbytes(5000),
    ],
)
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(BinaryInputError):
        decode_bytes(data)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.none() | st.text(max_size=12))
def test_any_bytes_give_text_or_our_error(data: bytes, hint: str | None) -> None:
    try:
        text, encoding = decode_bytes(data, hint=hint)
    except BinaryInputError:
        return
    assert isinstance(text, str)
    assert encoding


@settings(derandomize=True, max_examples=150, deadline=None)
@given(st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc", "Co"]), min_size=1))
def test_utf8_round_trip(text: str) -> None:
    data = (PLAIN + text).encode()
    assert decode_bytes(data) == (PLAIN + text, "utf-8")
