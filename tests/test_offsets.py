"""Check that offsets composed over deletions always lead back to the same characters."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportmine.offsets import OffsetMap

text_and_mask = st.lists(st.tuples(st.characters(codec="utf-8"), st.booleans()), max_size=60)


def _map(mask: list[bool]) -> OffsetMap:
    return OffsetMap([(i, i + 1) for i, keep in enumerate(mask) if keep])


@settings(derandomize=True, max_examples=200)
@given(text_and_mask)
def test_map_is_invertible_on_what_is_kept(pairs: list[tuple[str, bool]]) -> None:
    text = "".join(c for c, _ in pairs)
    offsets = _map([keep for _, keep in pairs])
    derived = offsets.apply(text)
    assert len(offsets) == len(derived)
    for i, character in enumerate(derived):
        source = offsets.to_source(i)
        assert text[source] == character
        assert offsets.to_derived(source) == i
    for i, (_, keep) in enumerate(pairs):
        assert (offsets.to_derived(i) is not None) == keep


@settings(derandomize=True, max_examples=200)
@given(text_and_mask, st.randoms(use_true_random=False))
def test_maps_compose(pairs: list[tuple[str, bool]], random: object) -> None:
    text = "".join(c for c, _ in pairs)
    outer = _map([keep for _, keep in pairs])
    middle = outer.apply(text)
    inner = _map([random.random() < 0.5 for _ in middle])  # type: ignore[attr-defined]
    assert outer.compose(inner).apply(text) == inner.apply(middle)


def test_spans_grow_over_what_was_removed() -> None:
    offsets = OffsetMap([(0, 2), (5, 8)])
    assert offsets.span_to_source(1, 3) == (1, 6)
    assert offsets.span_to_source(2, 2) == (5, 5)


def test_overlapping_spans_are_refused() -> None:
    with pytest.raises(ValueError, match="ascend"):
        OffsetMap([(0, 3), (2, 4)])


def test_empty_map() -> None:
    assert OffsetMap([]).apply("abc") == ""
    assert OffsetMap([]).to_source(0) == 0
