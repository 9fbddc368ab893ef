"""Test dates, names and titles, and that every example of the label lexicon holds its own words."""

import datetime as dt

import pytest

from reportmine.acquire.furniture import is_byline
from reportmine.acquire.metadata import Declared, find_metadata, labels_of, parse_date, strip_site
from reportmine.text.lexicon import Lexicon
from reportmine.text.page_entries import PageLabel

FIRST = "各位代表，现在我代表公司向大会作工作报告。"


def read(before: str, lexicon: Lexicon, *, title: str = "", headings: tuple[str, ...] = ()) -> tuple[str | None, ...]:
    """Return date, source, author and title of a page with this text before its article."""
    found = find_metadata(Declared(title, {}), f"{before}\n{FIRST}\n正文", FIRST, list(headings), lexicon=lexicon)
    return (str(found.published_on) if found.published_on else None, found.source_name, found.author, found.title)


@pytest.mark.parametrize(
    ("before", "date", "source", "author"),
    [
        ("时间:\n2023-10-13 22:55:48\n来源:\n某某文库\n作者:\n小李", "2023-10-13", "某某文库", "小李"),
        ("发布时间：2024年1月8日 稿源：县融媒体中心 点击：5", "2024-01-08", "县融媒体中心", None),
        ("来 源：本站原创 作 者：佚名 更新日期：2008-5-13", "2008-05-13", "本站原创", "佚名"),
        ("2022/07/09 08:30\n财经周报", "2022-07-09", None, None),
        ("2021.3.9", "2021-03-09", None, None),
        ("来源：\n作者：\n编辑：admin", None, None, None),
        ("上一页 2019-01-01 下一页 2020-02-02 各期", None, None, None),
        ("会议时间2024年", None, None, None),
        ("来源：网络 作者：2023-01-05", None, "网络", None),
    ],
)
def test_bylines(before: str, date: str | None, source: str | None, author: str | None, lexicon: Lexicon) -> None:
    assert read(before, lexicon)[:3] == (date, source, author)


@pytest.mark.parametrize(
    ("title", "headings", "wanted"),
    [
        ("街道2023年工作总结_总结_某某文库", (), "街道2023年工作总结"),
        ("2021-2025年发展规划 - 某某网", (), "2021-2025年发展规划"),
        ("年度总结（精选3篇）|某某网", ("年度总结（精选3篇）",), "年度总结（精选3篇）"),
        ("-某某网", ("怎样写好年度总结",), "怎样写好年度总结"),
        ("", ("某局述职报告",), "某局述职报告"),
        ("", (), None),
    ],
)
def test_titles(title: str, headings: tuple[str, ...], wanted: str | None, lexicon: Lexicon) -> None:
    assert read("", lexicon, title=title, headings=headings)[3] == wanted


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024-03-05T08:00:00+08:00", dt.date(2024, 3, 5)),
        ("2024年12月31日", dt.date(2024, 12, 31)),
        ("12024-03-05", None),
        ("2024-3", None),
        ("2023-02-29 2024-02-29", dt.date(2024, 2, 29)),
    ],
)
def test_dates(text: str, date: dt.date | None) -> None:
    assert parse_date(text) == date


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("发布时间：2024-03-05", True),
        ("2024-03-05 09:10 来源：新华社", True),
        ("作者：佚名 来源：网络 点击数：33", True),
        ("时间：2024年3月5日", False),
        ("2024年3月5日", False),
        ("来源：财政拨款", False),
        ("2024年3月5日，公司来源：专款到位。", False),
    ],
)
def test_byline_needs_two_signs(line: str, verdict: bool, lexicon: Lexicon) -> None:
    assert is_byline(line, labels_of(lexicon)) is verdict


def test_strip_site_keeps_short_titles() -> None:
    assert strip_site("总结_某某网") == "总结_某某网"


def test_every_label_example_holds_its_words(lexicon: Lexicon) -> None:
    entries = lexicon.entries(PageLabel)
    assert entries
    for entry in entries:
        assert entry.examples, entry.id
        for example in entry.examples:
            assert any(term in example for term in entry.terms), (entry.id, example)
