"""Check how pages are cut into articles: all styles of running titles, what they must not be, titles, fragments and offsets."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportmine.schema import Article, Hint, PageText
from reportmine.structure.articles import split_articles
from reportmine.structure.lines import split_lines
from reportmine.structure.running_titles import TitleFinder
from reportmine.text.entries import FragmentStart, RunningTitle
from reportmine.text.lexicon import load_lexicon

BANK = "今年以来，我行认真落实各项部署，存款稳步增长，不良贷款率继续下降，客户满意度明显提高，全年未发生案件。"
SCHOOL = "一学年来，教务处紧紧围绕教学质量开展工作，组织公开课四十节，听评课三百余次，学生综合素质持续提升。"
COUNTY = "全县上下齐心协力，完成固定资产投资五十二亿元，新建高标准农田三万亩，农民人均收入增长百分之八点五。"


def split(text: str, **fields: object) -> list[Article]:
    return split_articles(PageText(text=text, **fields), lexicon=load_lexicon())  # type: ignore[arg-type]


def compilation(titles: list[str], bodies: tuple[str, ...] = (BANK, SCHOOL, COUNTY)) -> str:
    return "\n\n".join(f"{title}\n\n{body}" for title, body in zip(titles, bodies, strict=False))


@pytest.mark.parametrize(
    "titles",
    [
        ["工作总结篇1", "工作总结篇2", "工作总结篇3"],
        ["年度述职 篇一", "年度述职 篇二", "年度述职 篇三"],
        ["【篇一】", "【篇二】", "【篇三】"],
        ["篇一：支行总结", "篇二：教务处总结", "篇三：县域总结"],
        ["第一篇：支行工作总结", "第二篇：教务处工作总结", "第三篇：县政府工作报告"],
        ["工作计划第1篇", "工作计划第2篇", "工作计划第3篇"],
        ["单位工作总结(一)", "单位工作总结(二)", "单位工作总结(三)"],
        ["单位工作总结（1）", "单位工作总结（2）", "单位工作总结（3）"],
        ["范文一：", "范文二：", "范文三："],
        ["【例文1】", "【例文2】", "【例文3】"],
        ["个人年终总结1", "个人年终总结2", "个人年终总结3"],
        ["个人年终总结篇７", "个人年终总结篇８", "个人年终总结篇９"],
        ["述职报告篇1", "述职报告篇3", "述职报告篇4"],
    ],
    ids=lambda titles: titles[0],
)
def test_running_titles_split_a_page(titles: list[str]) -> None:
    articles = split(
        f"各单位材料汇编\n\n时间:2022-03-04 05:06:07\n\n{compilation(titles)}\n\n上一篇：无 下一篇：车队小结"
    )
    assert [a.text for a in articles] == [BANK, SCHOOL, COUNTY]
    assert [a.index for a in articles] == [0, 1, 2]
    assert len({a.id for a in articles}) == 3


def test_own_titles_come_from_the_running_title_the_label_or_the_first_line() -> None:
    text = f"篇一：支行总结\n{BANK}\n篇二\n文章标题：教务工作回顾\n{SCHOOL}\n篇三\n奋进中的县域\n{COUNTY}\n篇四\n{BANK}"
    articles = split(text)
    assert [a.title for a in articles] == ["支行总结", "教务工作回顾", "奋进中的县域", "篇四"]
    assert articles[1].text.startswith("教务工作回顾")
    assert articles[1].source_span[0] == text.index("文章标题")


@pytest.mark.parametrize(
    "text",
    [
        f"县域规划纲要\n第一篇 发展环境\n第一章 基础\n{COUNTY}\n第二章 形势\n{COUNTY}\n第二篇 总体要求\n第三章 目标\n{COUNTY}",
        f"宣传工作总结\n{COUNTY}\n全年发稿情况\n在省级媒体发稿12篇\n{COUNTY}\n在市级媒体发稿35篇\n{COUNTY}",
        f"一、成绩\n（一）\n{COUNTY}\n（二）\n{COUNTY}\n二、问题\n（一）\n{COUNTY}",
        f"从萌芽到第三\n{COUNTY}\n{SCHOOL}",
        f"工作方案\n{COUNTY}\n下发工作方案3\n{SCHOOL}",
        f"见附件(一)\n{COUNTY}\n另见说明(二)\n{SCHOOL}",
    ],
)
def test_a_page_with_one_article_is_one_article(text: str) -> None:
    assert len(split(text)) == 1


def test_a_table_of_contents_is_not_a_row_of_articles() -> None:
    titles = ["工作计划篇1", "工作计划篇2", "工作计划篇3"]
    articles = split("\n".join(titles) + "\n" + compilation(titles))
    assert [a.text for a in articles] == [BANK, SCHOOL, COUNTY]


def test_a_lone_running_title_heads_its_page() -> None:
    (article,) = split(f"窗口服务小结篇4\n{BANK}\n{SCHOOL}", title="窗口服务小结范文")
    assert article.text == f"{BANK}\n{SCHOOL}"


def test_a_first_article_that_lost_its_title_is_kept() -> None:
    articles = split(f"{BANK * 8}\n护士总结篇2\n{SCHOOL}\n护士总结篇3\n{COUNTY}")
    assert [a.text for a in articles] == [BANK * 8, SCHOOL, COUNTY]


def test_a_repeated_title_line_splits_a_page() -> None:
    body = BANK * 3
    articles = split("\n".join(f"护士工作总结\n{body}" for _ in range(3)), title="护士工作总结范文三篇")
    assert [a.text for a in articles] == [body] * 3


def test_a_repeated_first_level_heading_splits_a_page() -> None:
    text = f"乡镇工作总结\n{BANK * 3}\n乡镇工作总结\n{COUNTY * 3}"
    hints = tuple(Hint(i, i + 6, "h2") for i in (0, text.rindex("乡镇工作总结")))
    assert len(split(text, hints=hints)) == 2


def test_site_title_and_labels_stay_outside() -> None:
    text = (
        f"乡镇防汛总结范文\n时间：2020-09-01 来源：某网\n乡镇防汛总结\n{COUNTY}\n一、做法\n{BANK}\n（责任编辑：小李）"
    )
    (article,) = split(text)
    assert article.title == "乡镇防汛总结"
    assert text[slice(*article.source_span)] == text[text.rindex("乡镇防汛总结") : text.index("\n（责任")]


@pytest.mark.parametrize("text", ["", " \n　\n", "上一篇：甲 下一篇：乙", "Copyright © 2010 某站 All Rights Reserved."])
def test_a_page_without_text_has_no_article(text: str) -> None:
    assert split(text) == []


ENTRIES = load_lexicon().entries(FragmentStart)


@pytest.mark.parametrize("text", [x for e in ENTRIES for x in e.examples])
def test_an_article_that_starts_inside_a_sentence_is_a_fragment(text: str) -> None:
    assert split(text)[0].is_fragment


@pytest.mark.parametrize("text", [x for e in ENTRIES for x in e.keeps])
def test_an_article_that_starts_with_a_sentence_is_none(text: str) -> None:
    assert not split(text)[0].is_fragment


@pytest.mark.parametrize(
    ("style", "line"), [(s, x) for s in load_lexicon().entries(RunningTitle) for x in s.examples], ids=str
)
def test_running_title_examples(style: RunningTitle, line: str) -> None:
    finder = TitleFinder(load_lexicon())
    hits = list(finder._hits(split_lines(line), frozenset()))
    assert [h.line for h in hits] == [0]


@pytest.mark.parametrize("line", [x for s in load_lexicon().entries(RunningTitle) for x in s.keeps])
def test_lines_that_are_no_running_titles(line: str) -> None:
    assert list(TitleFinder(load_lexicon())._hits(split_lines(line), frozenset())) == []


def test_ids_are_stable_and_depend_on_content_and_place() -> None:
    text = compilation(["总结篇1", "总结篇2"])
    assert [a.id for a in split(text)] == [a.id for a in split(text)]
    assert split(text)[0].id != split(text + "。")[0].id


PIECES = st.sampled_from(
    ["小结篇1\n", "小结篇2\n", "小结篇3\n", BANK + "\n", "原创:", "信版权所有任", "\n\n", "\r\n", "上一页 1 2 下一页\n", "第3页\n", "×月",
     "一、甲\n", "（一）乙。", "?荩丙丁\n", "2023年", "，", "\ud800", "\u200b", "總結(jié)", "相关推荐\n", "时间：1\n", "A", " "]
)  # fmt: skip


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_offsets_are_valid_and_invertible_and_articles_are_subsequences(text: str) -> None:
    previous = 0
    for article in split(text):
        start, end = article.source_span
        assert previous <= start < end <= len(text)
        previous = end
        assert article.offsets.apply(text) == article.text
        for i in range(0, len(article.text), 7):
            source = article.offsets.to_source(i)
            assert text[source] == article.text[i]
            assert article.offsets.to_derived(source) == i
        for noise in article.noise:
            assert (article.offsets.to_derived(noise.start) is not None) == noise.kept
        assert "\ud800" not in article.text
        assert "\r" not in article.text
