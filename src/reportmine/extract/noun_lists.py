"""Split the noun of a list into its items, and give each item the head that only the last one states (批发、零售销售额)."""

from __future__ import annotations

from collections.abc import Mapping

from reportmine.extract.metrics import STRIPPED

_PAIR = 2
# Longer list items are names of their own, not modifiers of the last item's noun.
_SHORT_ITEM = 4


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
    return last[size:]
