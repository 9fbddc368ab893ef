"""Map a name to a measure only where the whole name is that measure: its last word decides."""

import pytest

from reportmine.extract.measures import metric_index
from reportmine.text.lexicon import load_lexicon

INDEX = metric_index(load_lexicon())


@pytest.mark.parametrize(
    ("metric", "dimension", "expected"),
    [
        ("门店总数", "count", "stores_count"),
        ("直营门店", "count", "stores_count"),
        ("营销员队伍", "people", "agents_count"),
        ("应收账款期末余额", "money", "receivables_amount"),
        ("“四好农村路”", "length", "rural_roads"),
        ("主营收入", "money", "revenue_amount"),
        # What follows the term is what is measured.
        ("客户满意度调查", "count", None),
        ("学位授予单位", "count", None),
        ("活动性肺结核病人", "people", None),
        ("标准化社区食堂", "count", None),
        ("中小学心理辅导室", "count", None),
        ("农村公路安全护栏", "length", None),
        ("不良贷款余额占比", "percent", None),
        ("网点存款", "count", None),
    ],
)
def test_the_last_word_of_a_name_says_what_is_measured(metric: str, dimension: str, expected: str | None) -> None:
    entry = INDEX.measured(metric, dimension, changes=False)
    assert (entry.id if entry else None) == expected
