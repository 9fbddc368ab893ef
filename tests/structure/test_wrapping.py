"""Check that lines cut by a fixed width are joined again, and that whole lines are left alone."""

from __future__ import annotations

import re

import pytest

from reportmine.schema import PageText
from reportmine.structure.articles import split_articles
from reportmine.text.lexicon import load_lexicon

FLOOD = (
    "镇党委高度重视防汛工作，年初即召开专题会议研究部署，先后投入资金1,319万元加固堤防，组织民兵应急分队开展演练6次，"
    "参训人员达到850人次，群众安全意识明显增强，汛期未发生一起人员伤亡事故。"
)
DROUGHT = (
    "面对连续六十三天无有效降雨的严峻形势，水利站干部驻村到户，新打机井十八眼，铺设管道四万二千米，"
    "调运水车三十五辆，确保了两万七千名群众饮水安全，秋粮损失控制在一成以内。"
)
PLAN = f"一、防汛工作\n{FLOOD}\n{DROUGHT}\n二、抗旱工作\n（一）抓水源建设。{DROUGHT}\n（二）抓节约用水。{FLOOD}\n三、存在问题\n{DROUGHT}"


ROSTER = [
    "名单如下",
    "张某 办公室主任 负责全面工作的组织协调与督查落实",
    "李某 财务科科长 负责经费预算和各项支出的审核把关",
    "王某 业务科科长 负责现场培训和各阶段考核评比工作",
    "赵某 后勤科科长 负责车辆调度与会议场地的布置保障",
]


def wrapped(text: str, width: int, gap: str = "\n") -> str:
    rows = [line[i : i + width] for line in text.split("\n") for i in range(0, len(line), width)]
    return gap.join(rows)


def paragraphs(text: str) -> list[str]:
    (article,) = split_articles(PageText(text=text), lexicon=load_lexicon())
    return [line.strip() for line in article.text.split("\n") if line.strip()]


@pytest.mark.parametrize("width", [24, 30, 37, 44, 52])
@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n", " \n"])
def test_wrapped_lines_are_joined_with_and_without_blank_lines(width: int, gap: str) -> None:
    got, want = paragraphs(wrapped(PLAN, width, gap)), PLAN.split("\n")
    assert "".join(got) == "".join(want)
    # A paragraph whose sentence ends exactly at the width may stay in two pieces; nothing may be joined that was apart.
    assert len(want) <= len(got) <= len(want) + 2
    assert all(any(line.startswith(head[:8]) for line in got) for head in want)


FIGURES = (
    "全年接诊门急诊86.3万人次，同比增长9.6%，出院2.86万人次，增长12.1%，床位使用率97.45%，平均住院日8.2天，次均费用6,120元，"
    "药占比36.8%，抗菌药物使用强度39.5，甲级病案率98.7%，培训医师312人，引进硕士23名，开展新技术17项，投入1.36亿元。"
)


@pytest.mark.parametrize("width", [26, 28, 30, 38, 41])
def test_lines_cut_within_numbers_and_what_they_count_are_joined(width: int) -> None:
    text = f"医院工作总结\n{FIGURES}\n{FIGURES}"
    got = paragraphs(wrapped(text, width))
    assert "".join(got[1:]) == FIGURES * 2
    assert len(got) <= 4  # a seam behind a full stop may stay


def test_a_point_at_the_end_of_a_line_ends_it_where_no_number_goes_on() -> None:
    lines = [
        "1.The unit price of the first half year was RMB 17.",
        "2.The unit price of the second half year was RMB 18.",
    ]
    assert paragraphs("\n".join(lines)) == lines


def test_indents_tell_where_paragraphs_start() -> None:
    indented = "\n".join("　　" + line for line in PLAN.split("\n"))
    assert paragraphs(wrapped(indented, 33)) == PLAN.split("\n")


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("全市工业企业主营业务收入再创历史新高，总额达\n到1,319亿元，同比增长12.4%。", "总额达到1,319亿元"),
        ("全市工业企业主营业务收入再创历史新高，总额达到13\n19亿元，同比增长12.4%。", "总额达到1319亿元"),
        ("各支行认真落实授信管理办法，严把准入关口，\n不良贷款余额和比率实现双降。", "严把准入关口，不良贷款"),
        (
            "各支行认真落实授信管理办法和尽职调查要求\n，不良贷款余额和比率实现双降，成效显著。",
            "尽职调查要求，不良贷款",
        ),
    ],
)
def test_a_single_broken_sentence_is_joined(text: str, joined: str) -> None:
    assert joined in "".join(paragraphs(text)[:1])


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(ROSTER),
        "关于进一步加强基层供销合作社规范化建设工作情况的汇报\n供销社系统认真落实上级部署，改造基层社十五个。",
        "一、强基础\n二、抓管理\n三、促发展\n四、保安全\n五、惠民生",
        "Annual report of the branch office\nRevenue grew by five percent this year",
        f"{FLOOD}\n{DROUGHT}\n{FLOOD}",
    ],
)
def test_whole_lines_are_left_alone(text: str) -> None:
    assert paragraphs(text) == text.split("\n")


def ragged(line: str) -> str:
    """Cut a line behind its digits, at no fixed width."""
    cuts = [m.end() for m in re.finditer(r"\d(?=\d[^\d.]|[%人])", line)][::2]
    return "\n".join(line[a:b] for a, b in zip([0, *cuts], [*cuts, len(line)], strict=True))


def test_lines_cut_within_numbers_at_no_fixed_width_are_joined() -> None:
    text = f"医院工作总结\n{FIGURES}\n{FIGURES}"
    assert paragraphs("\n".join(map(ragged, text.split("\n")))) == text.split("\n")


def test_cells_on_lines_of_their_own_are_left_alone() -> None:
    cells = ["主要指标表", *(cell for name in ROSTER[1:] for cell in (name[:2] + "营业收入", "12.5", "34", "8", "61"))]
    assert paragraphs("\n".join([*cells, "以上各项指标已经审核，现予公布，请认真核对。"]))[: len(cells)] == cells
