"""Test the pager: which link leads to the next page of an article, and how its pages are merged."""

from itertools import permutations
from types import MappingProxyType

import pytest

from reportmine.acquire.pager import NEXT, PAGES, PageMerger, find_next_page, page_place
from reportmine.schema import Cell, Extraction, Hint, PageText


def _link(href: str, text: str = "下一页") -> str:
    return f'<p>全年完成产值三亿元。</p><a href="{href}">{text}</a>'


@pytest.mark.parametrize(
    ("url", "href", "text"),
    [
        ("http://a.cn/w/12.html", "12_2.html", "下一页"),
        ("http://a.cn/w/12_2.html", "/w/12_3.html", "下一页 »"),
        ("http://a.cn/w/zj-3.shtml", "zj-4.shtml", "下页"),
        ("http://a.cn/show.php?id=9", "?id=9&page=2", "[下一页]"),
        ("http://a.cn/show.php?id=9&page=2", "show.php?id=9&page=3", "Next"),
        ("http://a.cn/report.html", "/report/2.html", "下一页"),
        ("http://a.cn/report/2.html", "3.html", "下一页"),
    ],
)
def test_the_next_page_of_an_article(url: str, href: str, text: str) -> None:
    found = find_next_page(_link(href, text), url)
    assert found is not None
    assert found.startswith("http://a.cn/")


@pytest.mark.parametrize(
    ("url", "href", "text"),
    [
        ("http://a.cn/w/12.html", "13.html", "下一篇"),
        ("http://a.cn/w/12.html", "13.html", "下一页"),  # the next article, wrongly named
        ("http://a.cn/w/12_2.html", "12_2.html", "下一页"),  # itself
        ("http://a.cn/w/12_3.html", "12_2.html", "下一页"),  # backwards
        ("http://a.cn/w/index.html", "index_2.html", "下一页"),  # a list
        ("http://a.cn/list_1.html", "list_2.html", "下一页"),
        ("http://a.cn/w/12.html", "javascript:next()", "下一页"),
        ("http://a.cn/w/12.html", "http://[bad", "下一页"),
        ("http://a.cn/w/12.html", "http://b.cn/w/12_2.html", "下一页"),
    ],
)
def test_no_next_page(url: str, href: str, text: str) -> None:
    assert find_next_page(_link(href, text), url) is None


def _page(number: int, last: int, url: str = "http://a.cn/w/12") -> PageText:
    address = f"{url}.html" if number == 1 else f"{url}_{number}.html"
    text = f"第{number}页的正文。"
    return PageText(
        text=text,
        url=address,
        sha256=str(number),
        title=f"标题{number}",
        extraction=Extraction("readability", 1 - number / 10),
        hints=(Hint(0, 2, "h2"),),
        cells=(Cell(0, 1, 0, 0, 0, True),),
        metadata=MappingProxyType({NEXT: f"{url}_{number + 1}.html"} if number < last else {}),
    )


@pytest.mark.parametrize("order", list(permutations((1, 2, 3))))
def test_pages_are_merged_in_the_pagers_order(order: tuple[int, ...]) -> None:
    merger = PageMerger()
    found = [page for number in order for page in merger.feed(_page(number, 3))] + list(merger.flush())
    assert [page.text for page in found] == ["第1页的正文。\n第2页的正文。\n第3页的正文。"]
    merged = found[0]
    assert (merged.title, merged.metadata[PAGES], merged.extraction.agreement) == ("标题1", "3", 0.7)
    assert NEXT not in merged.metadata
    assert [merged.text[hint.start : hint.end] for hint in merged.hints] == ["第1", "第2", "第3"]
    assert [cell.table for cell in merged.cells] == [0, 1, 2]


def test_a_missing_page_loses_no_other() -> None:
    merger = PageMerger()
    found = [page for number in (1, 2, 4) for page in merger.feed(_page(number, 4))] + list(merger.flush())
    assert [page.text for page in found] == ["第1页的正文。\n第2页的正文。", "第4页的正文。"]


def test_open_articles_are_bounded() -> None:
    merger = PageMerger(most=2)
    pages = [_page(1, 2, f"http://a.cn/w/{n}") for n in range(5)]
    found = [page.url for item in pages for page in merger.feed(item)]
    assert found == ["http://a.cn/w/0.html", "http://a.cn/w/1.html", "http://a.cn/w/2.html"]
    assert len(list(merger.flush())) == 2


def test_pages_without_address_pass() -> None:
    assert [page.text for page in PageMerger().feed(PageText("甲"))] == ["甲"]


def test_place_of_a_page() -> None:
    assert page_place("https://A.cn/b/c-7.html") == ("a.cn/b/c", 7)
    assert page_place("https://a.cn/2024-2025") == ("a.cn/2024-2025", 1)
