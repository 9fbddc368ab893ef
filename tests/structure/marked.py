"""Read the marked examples of the lexicons: 【】 around what a pattern must find."""

from __future__ import annotations


def unmark(example: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the example without its marks, and the marked spans (the whole text where nothing is marked)."""
    plain: list[str] = []
    spans: list[tuple[int, int]] = []
    start = 0
    for char in example:
        if char == "【":
            start = len(plain)
        elif char == "】":
            spans.append((start, len(plain)))
        else:
            plain.append(char)
    return "".join(plain), spans or [(0, len(plain))]
