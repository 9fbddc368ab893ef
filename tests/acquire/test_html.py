"""Test the way from HTML to the article: main text, split articles, hidden words, tables, bylines and the shared pages."""

import datetime as dt
import json
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from reportmine.acquire.decode import decode_bytes
from reportmine.acquire.html import HtmlText, extract_html
from reportmine.text.lexicon import Lexicon
from reportmine.text.page_entries import Site

WORDS = "本年度公司围绕主业，稳步推进各项工作，经营质量进一步提高，员工收入稳定增长，全面完成了董事会下达的任务。"
PARAGRAPH = f"<p>{WORDS}</p>"
LINKS = "<ul>" + "<li><a href='/x.html'>某单位年度工作总结范文</a></li>" * 20 + "</ul>"


def page(body: str, *, head: str = "<title>某公司2024年工作总结_某某文库</title>") -> str:
    """Put an article into a page with navigation, side bar and footer."""
    return (
        f"<html><head>{head}</head><body><div class='nav'><a href='/'>首页</a> <a href='/z'>总结</a></div>"
        f"<div class='main'>{body}</div><div class='side'>{LINKS}</div><div class='foot'><p>版权所有 某某文库</p></div></body></html>"
    )


def extract(body: str, lexicon: Lexicon, **kwargs: str) -> HtmlText:
    """Extract a made-up page."""
    return extract_html(page(body, **kwargs), lexicon=lexicon)


def test_navigation_and_lists_of_links_go(lexicon: Lexicon) -> None:
    found = extract(PARAGRAPH * 4, lexicon)
    assert found.text == "\n".join([WORDS] * 4)
    assert found.extraction.agreement > 0.9


def test_layout_tables_are_unwrapped(lexicon: Lexicon) -> None:
    cell = "<br><br>".join(f"第{i}条，{WORDS}" for i in "一二三四五")
    html = f"<body><table width=778><tr><td width=180>{LINKS}</td><td>{cell}</td></tr></table></body>"
    found = extract_html(html, lexicon=lexicon)
    assert found.text.split("\n") == [f"第{i}条，{WORDS}" for i in "一二三四五"]
    assert found.cells == ()


@pytest.mark.parametrize(
    "shell", ["<div class='part'>{}</div>", "<div class='box'><div>{}</div></div>", "<section>{}</section>"]
)
def test_an_article_over_sibling_containers_is_not_cut(shell: str, lexicon: Lexicon) -> None:
    body = "".join(shell.format(f"<h3>第{i}部分</h3>{PARAGRAPH * 3}") for i in "一二三四")
    found = extract(body, lexicon)
    assert found.text.count(WORDS) == 12
    assert [i for i in "一二三四" if f"第{i}部分" in found.text] == list("一二三四")


def test_comments_are_not_joined_to_the_article(lexicon: Lexicon) -> None:
    comment = (
        "<div class='comment-item'><p>说得很好，学习了，谢谢楼主，楼主辛苦，收藏了，转走了，再看，再学。</p></div>"
    )
    assert (
        "楼主"
        not in extract(
            f"<div id='content'>{PARAGRAPH * 6}</div><div class='comments'>{comment * 3}</div>", lexicon
        ).text
    )


@pytest.mark.parametrize(
    "hidden",
    [
        "<span style='display:none'>文库独家</span>",
        "<span style='DISPLAY: none;color:red'>文库独家</span>",
        "<font style='font-size:0px'>文库独家</font>",
        "<i style='position:absolute;left:-9999px'>文库独家</i>",
        "<b hidden>文库独家</b>",
        "<em class='jam'>文库独家</em>",
        "<script>document.write('文库独家')</script>",
        "<!-- 文库独家 -->",
    ],
)
def test_small_hidden_words_go(hidden: str, lexicon: Lexicon) -> None:
    head = "<title>总结</title><style>.jam{display:none}.shown .other{display:none}</style>"
    found = extract(f"<p>{WORDS[:20]}{hidden}{WORDS[20:]}</p>{PARAGRAPH * 3}", lexicon, head=head)
    assert found.text == "\n".join([WORDS] * 4)


def test_visible_size_is_not_hidden(lexicon: Lexicon) -> None:
    assert (
        "可见的字"
        in extract(f"<p>{WORDS}<span style='font-size:0.9em'>可见的字</span></p>{PARAGRAPH * 3}", lexicon).text
    )


def test_a_large_hidden_article_is_shown(lexicon: Lexicon) -> None:
    assert extract(f"<div style='visibility:hidden'>{PARAGRAPH * 6}</div>", lexicon).text.count(WORDS) == 6


def test_data_tables_become_rows_and_cells(lexicon: Lexicon) -> None:
    table = (
        "<table><caption>主要指标（单位：万元）</caption><tr><td rowspan=2>指标</td><td colspan=2>金额</td></tr>"
        "<tr><td>计划</td><td>完成</td></tr><tr><td>产值</td><td>300</td><td>312</td></tr><tr><td>税金</td><td></td><td>15.6</td></tr></table>"
    )
    found = extract(PARAGRAPH * 3 + table + PARAGRAPH * 3, lexicon)
    rows = [line for line in found.text.split("\n") if line != WORDS]
    assert rows == ["主要指标（单位：万元）", "指标\t金额", "计划\t完成", "产值\t300\t312", "税金\t\t15.6"]
    cells = {found.text[c.start : c.end]: (c.row, c.column, c.is_header) for c in found.cells}
    assert cells["完成"] == (1, 2, True)
    assert cells["产值"] == (2, 0, True)
    assert cells["312"] == (2, 2, False)
    assert [found.text[h.start : h.end] for h in found.hints if h.kind == "caption"] == ["主要指标（单位：万元）"]


def test_hints_name_headings_bold_and_centred_lines(lexicon: Lexicon) -> None:
    body = f"<h2>一、回顾</h2>{PARAGRAPH}<p><strong>（一）</strong><b>效益</b></p>{PARAGRAPH}<p align=center>附表</p><p>其中<b>利润</b>增长</p>{PARAGRAPH * 3}"
    found = extract(body, lexicon)
    hints = [(found.text[h.start : h.end], h.kind) for h in found.hints]
    assert hints == [("一、回顾", "h2"), ("（一）效益", "strong"), ("附表", "center")]


def test_byline_gives_metadata_and_leaves_the_text(lexicon: Lexicon) -> None:
    found = extract(
        f"<h1>某公司2024年工作总结</h1><p>发布时间：2025-01-08 来源：公司办公室 作者：李文 点击：77</p>{PARAGRAPH * 3}",
        lexicon,
    )
    assert (found.metadata.title, found.metadata.published_on) == ("某公司2024年工作总结", dt.date(2025, 1, 8))
    assert (found.metadata.source_name, found.metadata.author) == ("公司办公室", "李文")
    assert "点击" not in found.text


def test_the_articles_own_words_stay(lexicon: Lexicon) -> None:
    lines = ["时间：2024年3月5日 14:00", "版权所有者的权利，由市版权局保护。", "来源：三项专款，共计5万元。"]
    last = "未经许可，任何单位不得转载档案馆的材料。"
    found = extract("".join(f"<p>{line}</p>" for line in lines) + PARAGRAPH * 3 + f"<p>{last}</p>", lexicon)
    assert found.text.split("\n")[:3] == lines
    assert found.text.endswith(last)


def test_notices_behind_the_article_go(lexicon: Lexicon) -> None:
    tail = "<p>本站原创文章，请勿转载。</p><p>免责声明：本文由用户上传，仅供学习。</p><p>下一篇：街道工作打算</p>"
    found = extract(PARAGRAPH * 5 + tail, lexicon)
    assert found.text.split("\n") == [WORDS] * 5


@pytest.mark.parametrize("written", ["2024年", "2024年13月40日", "2024-02-30", "20240105"])
def test_no_date_is_guessed(written: str, lexicon: Lexicon) -> None:
    assert extract(f"<p>发布时间：{written} 来源：办公室</p>{PARAGRAPH * 3}", lexicon).metadata.published_on is None


def test_declared_dates_count(lexicon: Lexicon) -> None:
    head = '<title>总结</title><script type=\'application/ld+json\'>{"pubDate":"2023-04-05T10:00:00"}</script>'
    assert extract(PARAGRAPH * 3, lexicon, head=head).metadata.published_on == dt.date(2023, 4, 5)
    head = "<title>总结</title><meta property='article:published_time' content='2022-06-07T08:00'>"
    assert extract(PARAGRAPH * 3, lexicon, head=head).metadata.published_on == dt.date(2022, 6, 7)


def test_a_site_entry_overrides(lexicon: Lexicon) -> None:
    site = Site(
        id="made_up",
        zh="某站",
        hosts=("example.org",),
        body=(".nothing", "#text"),
        title=("h2",),
        drop=(".ad",),
        date=("#d",),
    )
    own = Lexicon({**{k: {e.id: e for e in lexicon.entries(k)} for k in lexicon._tables}, Site: {site.id: site}}, "own")
    body = f"<h2>年度思路</h2><b id=d>2021-2-3</b><div>{PARAGRAPH * 9}</div><div id=text><p>短短的正文。</p><p class=ad>广告</p></div>"
    found = extract_html(page(body), url="https://www.example.org/1.html", lexicon=own)
    assert (found.text, found.extraction.method) == ("短短的正文。", "site:made_up")
    assert found.extraction.agreement < 0.5
    assert (found.metadata.title, found.metadata.published_on) == ("年度思路", dt.date(2021, 2, 3))
    assert extract_html(page(body), url="https://example.com/1.html", lexicon=own).extraction.method != "site:made_up"


def test_every_bundled_selector_compiles(lexicon: Lexicon) -> None:
    from reportmine.acquire.sites import compile_selector

    for site in lexicon.entries(Site):
        for selector in (*site.body, *site.title, *site.date, *site.source, *site.author, *site.drop, *site.next):
            assert compile_selector(selector, site.id)


def test_shared_seed_pages_give_their_lines(shared: Path, lexicon: Lexicon) -> None:
    gold = json.loads((shared / "pages/seed_gold.json").read_text(encoding="utf-8"))
    for name, wanted in gold.items():
        text, _ = decode_bytes((shared / f"pages/{name}.html").read_bytes())
        found = extract_html(text, lexicon=lexicon)
        extra = list((Counter(found.text.split("\n")) - Counter(wanted["lines"])).elements())
        assert [line for line in found.text.split("\n") if line not in extra] == wanted["lines"], name
        assert len(extra) <= 1, (name, extra)  # a page marker, which the cleaning room removes
        metadata = found.metadata
        assert (metadata.title, str(metadata.published_on)) == (wanted["title"], wanted["date"])
        assert (metadata.author, metadata.source_name) == (wanted["author"], wanted["source"])


def test_shared_real_pages_reach_the_floor(shared: Path, lexicon: Lexicon) -> None:
    gold = json.loads((shared / "pages/real/gold.json").read_text(encoding="utf-8"))
    scores = {}
    for name, wanted in gold.items():
        text, _ = decode_bytes((shared / f"pages/real/{name}.html").read_bytes())
        found = extract_html(text, lexicon=lexicon)
        scores[name] = shingle_f1(found.text, wanted["content"])
        assert scores[name] >= 0.85 or found.extraction.agreement < 0.8, (name, scores[name])
    assert sum(scores.values()) / len(scores) >= 0.975, scores


def shingle_f1(found: str, wanted: str) -> float:
    """Return the F measure over the multisets of 4-character shingles, white space left out."""

    def shingles(text: str) -> Counter[str]:
        plain = "".join(unicodedata.normalize("NFKC", text).split())
        return Counter(plain[i : i + 4] for i in range(len(plain) - 3))

    one, two = shingles(found), shingles(wanted)
    total = sum(one.values()) + sum(two.values())
    return 2 * sum((one & two).values()) / total if total else 0.0
