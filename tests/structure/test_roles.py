"""Check the roles of sections: by title, by announcement, by sentences, inherited, overruled; scores between none and one."""

from __future__ import annotations

import pytest

from reportmine.errors import LexiconError
from reportmine.schema import PageText, Section
from reportmine.structure.articles import split_articles
from reportmine.structure.roles import ROLES, RoleJudge, role_judge
from reportmine.structure.sections import find_sections
from reportmine.text.entries import RoleCue
from reportmine.text.lexicon import Lexicon, load_lexicon

DONE = "共走访企业一百二十家，协调解决难题四十七件，企业满意度比上年提高五个百分点。"
NEUTRAL = "大厅设窗口十八个，分前后两个区。"


def sections_of(text: str, **fields: object) -> tuple[Section, ...]:
    (article,) = split_articles(PageText(text=text, **fields), lexicon=load_lexicon())  # type: ignore[arg-type]
    return find_sections(article, lexicon=load_lexicon())


def roles(text: str) -> list[str]:
    return [s.role for s in sections_of(text) if s.title]


CUES = load_lexicon().entries(RoleCue)


@pytest.mark.parametrize(("cue", "title"), [(c, x) for c in CUES for x in c.examples], ids=str)
def test_titles_of_the_lexicon_have_their_role(cue: RoleCue, title: str) -> None:
    evidence = role_judge(load_lexicon()).title_evidence(title)
    assert max(evidence, key=lambda role: evidence[role]) == cue.role


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("2023年工作回顾", "achievements"), ("主要工作完成情况", "achievements"), ("存在的主要问题", "problems"), ("差距与不足", "problems"),
        ("问题产生的原因", "causes"), ("原因剖析", "causes"), ("改进措施", "measures"), ("对策建议", "measures"), ("2025年主要目标", "goals"),
        ("总体要求", "goals"), ("下半年工作打算", "plan"), ("明年重点工作", "plan"), ("几点体会", "experience"), ("主要做法", "experience"),
        ("形势分析", "background"), ("问题的提出", "background"), ("国内外研究现状", "background"), ("结束语", "conclusion"), ("参考文献", "references"),
    ],
)  # fmt: skip
def test_titles(title: str, role: str) -> None:
    assert roles(f"一、{title}\n{NEUTRAL}\n二、设施\n{NEUTRAL}")[0] == role


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("今年计划完成产值1.2亿元，比上年增长15%，上缴税金800万元。", "plan"),
        ("明年力争实现营业收入突破5亿元。", "plan"),
        ("去年完成产值1.2亿元，比上年增长15%。", "achievements"),
        ("我公司存在人才缺乏、设备老化等问题，产品质量不够稳定。", "problems"),
        ("目前，我公司有职工三百人，厂房两万平方米。", "background"),
    ],
)
def test_an_article_of_one_sentence_has_the_role_of_its_words(text: str, role: str) -> None:
    (section,) = sections_of(text)
    assert section.role == role


def test_roles_are_inherited_downward_unless_a_title_overrules() -> None:
    text = f"一、工作回顾\n（一）党建\n{NEUTRAL}\n（二）存在的问题\n{NEUTRAL}\n二、明年打算\n（一）党建\n{NEUTRAL}\n（二）业务\n{NEUTRAL}"
    assert roles(text) == ["achievements", "achievements", "problems", "plan", "plan", "plan"]


def test_an_announcement_gives_the_items_below_it_their_role() -> None:
    text = f"支行情况\n{DONE}\n主要存在以下问题：\n1、人员老化。{NEUTRAL}\n2、设备陈旧。{NEUTRAL}"
    assert roles(text) == ["problems", "problems"]


def test_a_later_year_looks_ahead() -> None:
    assert roles(f"一、2023年工作\n{DONE}\n二、2024年工作\n{NEUTRAL}")[1] == "plan"


def test_what_stands_after_a_plan_or_a_goal_still_looks_ahead() -> None:
    text = f"工作总结\n一、工作回顾\n{DONE}\n二、总体目标\n{NEUTRAL}\n三、设施\n{DONE}\n四、存在的问题\n{NEUTRAL}"
    assert roles(text) == ["achievements", "goals", "plan", "problems"]


def test_an_object_of_a_verb_is_no_role_word() -> None:
    assert (
        roles(f"一、工作回顾\n（一）着力破解突出问题\n{DONE}\n（二）深入落实保障措施\n{DONE}") == ["achievements"] * 3
    )


def test_measures_below_a_plan_are_the_plan() -> None:
    assert roles(f"一、下步打算\n（一）保障措施\n{NEUTRAL}\n（二）队伍\n{NEUTRAL}") == ["plan", "plan", "plan"]


def test_text_before_the_first_heading_is_background_unless_it_is_most_of_the_article() -> None:
    short = sections_of(f"窗口服务\n{NEUTRAL}\n一、成绩\n{DONE}{DONE}\n二、打算\n{DONE}")
    assert (short[0].title, short[0].role) == ("", "background")
    long = sections_of(f"窗口服务\n{DONE * 6}\n请示事项：一、增加人员；二、更新设备。")
    assert (long[0].title, long[0].role) == ("", "achievements")


def test_a_weak_sign_is_not_handed_on() -> None:
    text = f"一、登记\n每单留原因备查，逐月归档，专人保管，借阅须经批准，损毁照价赔偿，遗失另行处理并通报。\n二、保管\n{NEUTRAL}\n三、借阅\n{NEUTRAL}"
    assert roles(text)[1:] == ["other", "other"]


def test_little_evidence_gives_a_low_score_and_none_gives_none() -> None:
    sections = sections_of(f"一、设施\n{NEUTRAL}\n二、存在的问题和不足\n力量不足，经费不够，作风不实。")
    assert (sections[0].role, sections[0].role_score) == ("other", 0.0)
    assert sections[1].role == "problems"
    assert 0.7 < sections[1].role_score < 1.0


def test_an_unknown_role_is_refused() -> None:
    cue = RoleCue(id="x", zh="x", role="nonsense")
    with pytest.raises(LexiconError, match="nonsense"):
        RoleJudge(Lexicon({RoleCue: {"x": cue}}, "digest"))
    assert "other" in ROLES
