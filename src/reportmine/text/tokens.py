"""Cut text into words: jieba's dictionary, read by the Rust segmenter; the one door to both.

Tokens cover the text exactly, in order: `"".join(tokens) == text`, so offsets are sums of lengths.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import rjieba


class Tokenizer:
    """Cut text with a private dictionary; build one per process (it cannot be pickled).

    >>> Tokenizer().cut("实现利润1606万元")
    ['实现', '利润', '1606', '万元']
    """

    __slots__ = ("_segmenter",)

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._segmenter = rjieba.Jieba()
        for word in words:
            self._segmenter.add_word(word, None, None)

    def cut(self, text: str) -> list[str]:
        """Return the words of `text` in order; joined they are the text."""
        words: list[str] = self._segmenter.cut(text)
        return words


@lru_cache(maxsize=1)
def default_tokenizer() -> Tokenizer:
    """Return the process's tokenizer with the plain dictionary."""
    return Tokenizer()


def crosses(left: str, right: str) -> bool:
    """Return whether a word crosses the seam when `right` follows `left`.

    >>> crosses("完成产", "值三万元"), crosses("完成产值", "三万元")
    (True, False)
    """
    position = 0
    for token in default_tokenizer().cut(left + right):
        if position < len(left) < position + len(token):
            return True
        position += len(token)
    return False


def reference_cut(text: str) -> list[str]:
    """Cut with jieba itself, the reference that the fast path is tested against."""
    return list(_reference().cut(text))


@lru_cache(maxsize=1)
def _reference() -> Any:
    """Return jieba's tokenizer, whose dictionary takes a second to read."""
    import jieba

    return jieba.Tokenizer()
