"""Check pages of many articles and pages of one: running titles that differ, tables of contents, lists that only look like titles, papers."""

from __future__ import annotations

import pytest

from reportmine.schema import Article, PageText
from reportmine.structure.articles import split_articles
from reportmine.structure.sections import find_sections
from reportmine.text.lexicon import load_lexicon

BANK = "今年以来，我行认真落实各项部署，存款稳步增长，不良贷款率继续下降，客户满意度明显提高，全年未发生案件。"
SCHOOL = "一学年来，教务处紧紧围绕教学质量开展工作，组织公开课四十节，听评课三百余次，学生综合素质持续提升。"
COUNTY = "全县上下齐心协力，完成固定资产投资五十二亿元，新建高标准农田三万亩，农民人均收入增长百分之八点五。"
NURSE = "护理部坚持以病人为中心，全年开展技能培训二十四场，基础护理合格率达到百分之九十八，无重大护理差错。"
LIST = f"一、抓学习\n{BANK}\n二、抓管理\n{SCHOOL}"
THREE = ("支行总结", "教务处总结", "县域总结")


def split(text: str, **fields: object) -> list[Article]:
    return split_articles(PageText(text=text, **fields), lexicon=load_lexicon())  # type: ignore[arg-type]


def under(*titles: str) -> str:
    """Put a body under each title."""
    return "\n".join(f"{t}\n{b}" for t, b in zip(titles, (BANK, SCHOOL, COUNTY, NURSE), strict=False))


MANY = {
    "brackets with and without own titles": (under("【篇一】", "【篇二】教务总结", "篇三："), [BANK, SCHOOL, COUNTY], ["篇一", "教务总结", "篇三"]),
    "own titles inside brackets": (under("【篇一：支行总结】", "【篇二：教务总结】"), [BANK, SCHOOL], ["支行总结", "教务总结"]),
    "prefixes of different trades": (under("支行总结篇一", "教务处总结篇二", "县域总结篇三"), [BANK, SCHOOL, COUNTY], None),
    "one prefix with a slip of the pen": (under("年度总结篇1", "年度总结篇2", "年终总结篇3"), [BANK, SCHOOL, COUNTY], None),
    "numerals of both scripts": (under("工作总结 篇1", "工作总结 篇二", "工作总结 篇3"), [BANK, SCHOOL, COUNTY], None),
    "markdown": (under("# 篇一", "# 篇二", "# 篇三"), [BANK, SCHOOL, COUNTY], ["篇一", "篇二", "篇三"]),
    "a table of contents repeats all titles": (
        "目录\n篇一：支行总结\n篇二：教务处总结\n篇三：县域总结\n" + under("篇一：支行总结", "篇二：教务处总结", "篇三：县域总结"),
        [BANK, SCHOOL, COUNTY], ["支行总结", "教务处总结", "县域总结"]),
    "a table of contents of different prefixes, with a foreword": (
        "本页为三篇总结，包括：\n支行总结篇1\n教务处总结篇2\n县域总结篇3\n以下是正文\n" + under("支行总结篇1", "教务处总结篇2", "县域总结篇3"),
        [BANK, SCHOOL, COUNTY], None),
    "a table of contents of long titles": (
        "支行行长述职述廉报告及工作打算精选范文篇1\n支行行长述职述廉报告及工作打算精选范文篇2\n"
        + under("支行行长述职述廉报告及工作打算精选范文篇1", "支行行长述职述廉报告及工作打算精选范文篇2"),
        [BANK, SCHOOL], None),
    "a line of links to the articles": ("篇1 篇2 篇3\n" + under("总结篇1", "总结篇2", "总结篇3"), [BANK, SCHOOL, COUNTY], None),
    "samples of different trades": (under("范文一：支行年终总结", "范文二：教务处工作小结", "范文三：县域情况"), [BANK, SCHOOL, COUNTY],
                                    ["支行年终总结", "教务处工作小结", "县域情况"]),
    "samples with titles on the next line": (
        f"范文一：\n支行年终总结\n{BANK}\n范文二：\n教务处小结\n{SCHOOL}", [f"支行年终总结\n{BANK}", f"教务处小结\n{SCHOOL}"], ["支行年终总结", "教务处小结"]),
    "samples in brackets": (under("工作总结范文(一)", "工作总结范文(二)", "工作总结范文(三)"), [BANK, SCHOOL, COUNTY], None),
    "nth piece with a title behind": (under("第一篇 支行总结", "第二篇 教务处总结"), [BANK, SCHOOL], ["支行总结", "教务处总结"]),
    "nth piece in brackets": (under("工作总结（第一篇）", "工作总结（第二篇）"), [BANK, SCHOOL], None),
    "one of": (under("工作总结之一", "工作总结之二", "工作总结之三"), [BANK, SCHOOL, COUNTY], None),
    "number in brackets at the end": (under("支行工作总结(1)", "支行工作总结(2)"), [BANK, SCHOOL], None),
    "stuffed prefixes": (under("最新支行行长述职报告 支行行长述职报告精选篇一", "最新支行行长述职报告 支行行长述职报告精选篇二"), [BANK, SCHOOL], None),
    "lists start again in each article": (f"总结篇1\n{LIST}\n总结篇2\n{LIST}", [LIST, LIST], None),
    "two rows on one page": (under("总结篇1", "总结篇2") + f"\n计划篇1\n{COUNTY}\n计划篇2\n{NURSE}", [BANK, SCHOOL, COUNTY, NURSE], None),
    "a lost number": (under("总结篇1", "总结篇2", "总结篇4"), [BANK, SCHOOL, COUNTY], None),
    "a title repeated twice, with lists that start again": (
        f"个人年终总结\n{BANK * 3}\n{LIST}\n个人年终总结\n{COUNTY * 3}\n{LIST}", [f"{BANK * 3}\n{LIST}", f"{COUNTY * 3}\n{LIST}"], None),
    "an excerpt of a long row": (under("经理工作思路篇2", "经理工作思路篇6", "经理工作思路篇8"), [BANK, SCHOOL, COUNTY], None),
    "labels and furniture between": (
        f"各类总结\n时间：2020-01-02\n总结篇1\n{BANK}\n相关推荐：\n车队小结\n总结篇2\n{SCHOOL}\n上一篇：无\n下一篇：车队小结", [BANK, SCHOOL], None),
}  # fmt: skip


@pytest.mark.parametrize(("text", "bodies", "titles"), MANY.values(), ids=MANY.keys())
def test_pages_of_many_articles(text: str, bodies: list[str], titles: list[str] | None) -> None:
    articles = split(text)
    assert [a.text for a in articles] == bodies
    if titles:
        assert [a.title for a in articles] == titles
    for article in articles:
        assert article.offsets.apply(text) == article.text


ONE = {
    "numbered list": f"年度总结\n{NURSE}\n{LIST}\n三、抓安全\n{COUNTY}",
    "bracketed list": f"工作总结\n（一）抓学习\n{BANK}\n（二）抓管理\n{SCHOOL}\n（三）抓安全\n{COUNTY}",
    "numbered tasks": under("重点工作一", "重点工作二", "重点工作三"),
    "cases": under("案例一：", "案例二：", "案例三："),
    "annexed tables": f"汇报\n{NURSE}\n" + under("附表1", "附表2"),
    "topics": under("专题1", "专题2"),
    "two variants compared": f"选址比较\n方案一：\n{BANK}\n方案二：\n{SCHOOL}\n两个方案相比，方案一更优，建议采用。",
    "numbers that fall": f"报告\n发稿篇3\n{BANK}\n发稿篇1\n{SCHOOL}",
    "parts": under("第一部分 基础", "第二部分 目标", "第三部分 任务"),
    "book of parts and chapters": f"第一篇 基础\n第一章 区位\n{BANK}\n第二章 人口\n{SCHOOL}\n第二篇 目标\n第三章 速度\n{COUNTY}",
    "arabic list": under("1.支行", "2.教务处", "3.县域"),
    "speech": f"政府工作报告\n各位代表：\n{BANK}\n一、回顾\n{SCHOOL}\n二、安排\n{COUNTY}",
    "a title said again inside": f"支行工作总结\n{BANK * 3}\n支行工作总结\n{SCHOOL}",
    "counts of articles": f"宣传工作小结\n{BANK}\n编发简报12篇\n{SCHOOL}\n编发信息13篇\n{COUNTY}",
    "a lone mention": f"{BANK}\n写好乡村振兴第一篇\n{SCHOOL}",
    "fractions": f"任务完成三分之一\n{BANK}\n任务完成三分之二\n{SCHOOL}",
    "answers to two questions": f"答记者问\n问题一：\n{BANK}\n问题二：\n{SCHOOL}",
}  # fmt: skip


@pytest.mark.parametrize("text", ONE.values(), ids=ONE.keys())
def test_pages_of_one_article(text: str) -> None:
    (article,) = split(text)
    assert article.text == text or text.endswith(article.text)


PAPER = f"""城域快递网点布局研究
李某 王某
（云岭交通学院 经济管理系，云岭 000000）
摘 要：{COUNTY}
关键词：快递网点；布局；优化
Research on the Layout of Express Outlets
Abstract: With the rapid growth of express volume, the number of outlets increases quickly. This paper studies their layout.
Key words: express; outlet; layout
0 引言
{BANK}
1 现状
1.1 规模
{SCHOOL}
1.2 成本
{COUNTY}
2 对策
{NURSE}
参考文献：
[1] 张某. 城市配送研究[J]. 物流, 2010(3): 12-15.
[2] Wang M. Express layout[J]. Logistics, 2012, 5(2): 1-9."""


def test_a_paper_with_english_abstract_and_references_is_one_article() -> None:
    (article,) = split(PAPER)
    assert article.title == "城域快递网点布局研究"
    assert article.text == PAPER
    sections = find_sections(article, lexicon=load_lexicon())
    assert [(s.level, s.number, s.title) for s in sections] == [
        (1, "", ""), (1, "0", "引言"), (1, "1", "现状"), (2, "1.1", "规模"), (2, "1.2", "成本"), (1, "2", "对策"), (1, "", "参考文献"),
    ]  # fmt: skip
    assert [s.role for s in sections if s.level == 1] == [
        "background", "background", "background", "measures", "references",
    ]  # fmt: skip


def test_two_papers_on_a_compilation_page_keep_their_references() -> None:
    articles = split(f"论文篇1\n{PAPER}\n论文篇2\n{PAPER}")
    assert [a.text for a in articles] == [PAPER, PAPER]


def test_abstracts_and_notes_head_sections_but_name_no_article() -> None:
    (article,) = split(
        f"Abstract\nOutlets grow fast.\n摘要\n{BANK}\n一、引言\n{SCHOOL}\n注释：\n①张某：《网点》，第3页。"
    )
    assert article.title == ""
    sections = find_sections(article, lexicon=load_lexicon())
    assert [s.title for s in sections if s.level == 1] == ["Abstract", "摘要", "引言", "注释"]
    assert sections[0].role == sections[1].role == "background"
    assert [s.role for s in sections if s.title == "注释"] == ["references"]


def test_an_article_without_title_has_the_title_of_its_page() -> None:
    assert [a.title for a in split(f"{BANK}\n{LIST}", title="支行年度总结")] == ["支行年度总结"]
    assert [a.title for a in split(f"城关支行总结\n{BANK}", title="支行年度总结\ud800")] == ["城关支行总结"]
    assert [a.title for a in split(under("篇1", "篇2"), title="支行年度总结")] == ["篇1", "篇2"]


@pytest.mark.parametrize(
    ("head", "fragment"),
    [("，圆满完成任务。", True), ("的部署，圆满完成任务。", True), ("体员工团结一心。", True), ("）要求，", True), ("全体员工团结一心。", False), ("得益于政策支持，", False)],
)  # fmt: skip
def test_fragments_are_flagged_article_by_article(head: str, fragment: bool) -> None:
    first, second = split(f"总结篇1\n{head}{BANK}\n总结篇2\n{SCHOOL}")
    assert (first.is_fragment, second.is_fragment) == (fragment, False)
