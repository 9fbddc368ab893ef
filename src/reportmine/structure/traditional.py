"""Turn traditional characters into simplified ones, one for one, so that every offset stays (opt-in, extra `traditional`)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from reportmine.errors import SettingsError

SAMPLE = 4_000  # characters by which it is known
MORE = 0.08  # share of a text that only one of two character sets has, from which it is written in that one


def is_traditional(text: str) -> bool:
    """Say by its beginning whether a text is written in traditional characters: Big5, which has no simplified ones, holds more of it than GB 2312, which
    has no traditional ones.

    >>> is_traditional("年度工作總結：實現營業收入1,319億元"), is_traditional("年度工作总结：实现营业收入1,319亿元")
    (True, False)
    """
    text = text[:SAMPLE]
    held = [len(text.encode(charset, "ignore").decode(charset)) for charset in ("big5", "gb2312")]
    return held[0] - held[1] > MORE * len(text)


def simplify(text: str) -> str:
    """Return `text` in simplified characters, of the same length; raises SettingsError without the extra `traditional`.

    OpenCC looks at phrases (乾隆 stays, 乾部 becomes 干部). Where a phrase would change its length, its line is converted character by
    character. Takes time linear in the text.

    >>> simplify("年度工作總結：1,319億元")
    '年度工作总结：1,319亿元'
    """
    converted = _convert(text)
    if len(converted) == len(text):
        return converted
    return "\n".join(_same_length(line) for line in text.split("\n"))


@lru_cache(maxsize=1)
def _converter() -> Any:
    try:
        import opencc
    except ImportError as error:
        raise SettingsError(
            "simplified characters need OpenCC, which is not installed",
            where="traditional",
            mend="pip install 'reportmine[traditional]', or leave traditional characters as they are",
        ) from error
    return opencc.OpenCC("t2s")


def check_simplifier() -> None:
    """Raise SettingsError where the extra `traditional` is not installed: before a run, not in the middle of one."""
    _converter()


def _convert(text: str) -> str:
    converted: str = _converter().convert(text)
    return converted


def _same_length(line: str) -> str:
    converted = _convert(line)
    if len(converted) == len(line):
        return converted
    singles = ((char, _convert(char)) for char in line)
    return "".join(new if len(new) == 1 else old for old, new in singles)
