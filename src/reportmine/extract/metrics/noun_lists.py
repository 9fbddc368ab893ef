"""Split the noun of a list into its items, and give each item the head that only the last one states (批发、零售销售额)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from reportmine.extract.metrics.own_words import STRIPPED

_PAIR = 2
# Longer list items are names of their own, not modifiers of the last item's noun.
_SHORT_ITEM = 4
_JOINED = frozenset("和与及")
_NUMBER = re.compile("第?([一二三四五六七八九十]+)")


def list_items(text: str, start: int, end: int, count: int) -> list[str] | None:
    """Split a list noun into `count` items, by 、 and if need be by 和 与 及; None where the numbers do not agree.

    >>> list_items("批发、零售销售额", 0, 8, 2)
    ['批发', '零售销售额']
    """
    body = text[start:end]
    items = [item for item in body.split("、") if item]
    if len(items) < count:
        for joint in ("以及", "和", "与", "及"):
            items = [part for item in items for part in item.split(joint) if part]
            if len(items) >= count:
                break
    return [item.strip(STRIPPED) for item in items] if len(items) == count else None


def split_pair(phrase: str, count: int, pairs: Mapping[str, tuple[str, ...]]) -> list[str] | None:
    """Split a phrase with a word for two into its two (城乡居民收入); None where it holds none or the numbers do not agree.

    >>> split_pair("城乡居民收入", 2, {"城乡": ("城镇", "农村")})
    ['城镇居民收入', '农村居民收入']
    """
    if count != _PAIR:
        return None
    whole = next((word for word in pairs if word in phrase), None)
    return [phrase.replace(whole, one, 1) for one in pairs[whole]] if whole else None


def number_items(items: list[str], ordinals: tuple[str, ...]) -> list[str] | None:
    """Give each number of a list the thing that only the last one states, as an ordinal where one of `ordinals` is it; None for other lists.

    >>> number_items(["一", "二", "三产业增加值"], ("产业",))
    ['第一产业增加值', '第二产业增加值', '第三产业增加值']
    >>> number_items(["一", "二季度"], ("产业",))
    ['一季度', '二季度']
    """
    found = [_NUMBER.match(item) for item in items]
    numbers = [match[1] for match in found if match]
    last = found[-1]
    whole = all(match and match.end() == len(item) for match, item in zip(found[:-1], items, strict=False))
    if last is None or not whole or last.end() == len(items[-1]):
        return None
    head = items[-1][last.end() :]
    opening = "第" if items[0].startswith("第") or head.startswith(ordinals) else ""
    return [opening + number + head for number in numbers]


def compose(items: list[str], known: list[str | None]) -> list[str]:
    """Give every item of a list the shared head noun that only the last one states (批发、零售销售额).

    `known` holds, for each item, the known metric it ends with, or None.

    >>> compose(["批发", "零售销售额"], [None, "销售额"])
    ['批发销售额', '零售销售额']
    >>> compose(["一", "二", "三产业增加值"], [None, None, None])
    ['一产业增加值', '二产业增加值', '三产业增加值']
    """
    head = known[-1] if known[-1] != items[-1] else None
    if not head and not known[0]:
        head = _parallel_head(items)
    if not head:
        return items
    return [item if i == len(items) - 1 or known[i] else item + head for i, item in enumerate(items)]


def _parallel_head(items: list[str]) -> str | None:
    """Guess the shared head of short parallel items: what the last one has beyond the length of the others."""
    lengths = {len(item) for item in items[:-1]}
    if len(lengths) != 1:
        return None
    size, last = lengths.pop(), items[-1]
    if size > _SHORT_ITEM or len(last) < size + 2 or last[-2:] == items[0][-2:]:
        return None
    # A joint in it makes it a name of its own (教育、社会保障和就业支出).
    return last[size:] if _JOINED.isdisjoint(last[size:]) else None


def continue_names(names: list[str], noun: str, known: list[str | None]) -> list[str]:
    """Name a further measure of the things that names measure; it takes the place of the known measure that all of them end with.

    >>> continue_names(["城网可靠率", "农网可靠率"], "电压合格率", ["可靠率", "可靠率"])
    ['城网电压合格率', '农网电压合格率']
    >>> continue_names(["高血压管理", "糖尿病"], "管理率", [None, None])
    ['高血压管理率', '糖尿病管理率']
    """
    shared = known[0] or ""
    if any(not name.endswith(shared) or name == shared for name in names):
        shared = ""
    return [_overlapped(name.removesuffix(shared), noun) for name in names]


def _overlapped(thing: str, noun: str) -> str:
    """Join two names over the words that end the one and begin the other."""
    size = next((size for size in range(min(len(thing), len(noun)), 1, -1) if thing.endswith(noun[:size])), 0)
    return thing + noun[size:]
