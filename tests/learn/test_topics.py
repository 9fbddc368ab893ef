"""Find the two subjects of a small made-up corpus, under phrases that stand in its texts."""

import pytest

from reportmine.errors import InputError
from reportmine.learn.topics import TopicText, find_topics

WATER = (
    "管网漏损率下降，二次供水泵房改造完成，出厂水水质合格，远传水表安装到户。第{}批泵房改造按期通水，管网漏损继续压降。"
)
SCHOOL = (
    "教研组集体备课，班主任走访家长，期末考试平均分提高，德育活动丰富。第{}次教研组集体备课安排听课评课，家长走访到户。"
)


def corpus() -> list[TopicText]:
    return [TopicText(f"w{n}", WATER.format(n), str(2018 + n)) for n in range(4)] + [
        TopicText(f"s{n}", SCHOOL.format(n), None) for n in range(4)
    ]


def test_two_subjects_part_and_their_names_stand_in_the_texts() -> None:
    found = find_topics(corpus(), count=2)
    assert {"".join(report[0] for report in topic.reports) for topic in found.topics} == {"sss", "www"}
    texts = "".join(row.text for row in corpus())
    for topic in found.topics:
        assert topic.phrases
        assert all(phrase in texts for phrase in topic.phrases)
    assert all(phrase in texts for phrase, _ in found.key_phrases)


def test_trend_has_the_years_that_are_known() -> None:
    water = next(t for t in find_topics(corpus(), count=2).topics if t.reports[0].startswith("w"))
    assert list(water.by_year) == ["2018", "2019", "2020", "2021"]
    assert min(water.by_year.values()) > 0.9


def test_same_texts_same_topics() -> None:
    assert find_topics(corpus(), count=3) == find_topics(corpus(), count=3)


def test_too_few_reports_are_refused() -> None:
    with pytest.raises(InputError, match="2 reports"):
        find_topics(corpus()[:2], count=2)
    with pytest.raises(InputError, match="no phrase"):
        find_topics([TopicText(str(n), "甲", None) for n in range(4)], count=2)
