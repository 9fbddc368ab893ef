"""Declare the tables: every column once, with its type, Chinese name and meaning; codebook and files are made from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["string", "integer", "number", "boolean", "date"]


@dataclass(frozen=True, slots=True)
class Column:
    """Describe one column: its name, Chinese name, type and meaning."""

    name: str
    zh: str
    kind: Kind
    meaning: str


def _columns(text: str) -> tuple[Column, ...]:
    rows = (line.split("|", 3) for line in text.strip().splitlines())
    return tuple(Column(n.strip(), z.strip(), k.strip(), m.strip()) for n, z, k, m in rows)  # type: ignore[arg-type]


REPORTS = _columns("""
report_id | 报告编号 | string | key of the article: a hash of its page and its place in it
source | 来源 | string | URL or path that was read
source_sha256 | 来源哈希 | string | SHA-256 of the bytes that were read
encoding | 编码 | string | encoding they were decoded with
article_index | 篇序 | integer | place of the article in its page, from 0
title | 标题 | string | the article's own title, or the page's
source_start | 起点 | integer | offset of its first character in the page text
source_end | 终点 | integer | offset behind its last character in the page text
characters | 字符数 | integer | characters after cleaning
is_fragment | 残篇 | boolean | the article starts or ends mid-sentence
report_type | 报告类型 | string | label, UNK when unsure
report_type_score | 类型得分 | number | calibrated probability of the best label
report_type_candidates | 类型候选 | string | best three with scores
report_type_evidence | 类型依据 | string | the words that decided, with weights
industry | 行业 | string | GB/T 4754-2017 section letter and division of the writer; X0 generic, X9 cannot tell
industry_score | 行业得分 | number | calibrated probability of the best label
industry_candidates | 行业候选 | string | best three with scores
industry_evidence | 行业依据 | string | the words that decided, with weights
mentioned_industries | 提及行业 | string | other industries the text speaks of
top_themes | 主要主题 | string | themes, strongest first
indicators | 指标数 | integer | stated and redacted indicators
targets | 目标数 | integer | indicators whose role is target
redacted | 缺失数 | integer | indicators whose digits the site stripped
published_on | 发布日期 | date | date that stands on the page, or empty
source_name | 来源名称 | string | source named on the page
author | 作者 | string | author named on the page
extraction_agreement | 抽取一致度 | number | how far two methods agree on the main text, 0 to 1
""")

SECTIONS = _columns("""
report_id | 报告编号 | string | key of the report
section_index | 章节序 | integer | place in reading order, from 0
parent_index | 上级章节 | integer | section_index of the parent, empty at the top
level | 层级 | integer | depth, from 1
number | 编号 | string | numbering as it stands
title | 标题 | string | heading
role | 作用 | string | what the section is for (achievements, problems, goals …)
role_score | 作用得分 | number | confidence of the role
start | 起点 | integer | offset in the article text
end | 终点 | integer | offset behind its last descendant
source_start | 页面起点 | integer | offset in the page text
""")

INDICATORS = _columns("""
report_id | 报告编号 | string | key of the report
indicator_index | 指标序 | integer | place in text order, from 0
metric | 指标 | string | phrase naming what is measured
metric_id | 指标代码 | string | canonical metric of the lexicon, or empty
subject | 主体 | string | on whose behalf, where the text says so
role | 情态 | string | target, forecast, actual or reference
low | 下限 | number | value, multiplied out (percent as the number itself); empty when redacted
high | 上限 | number | upper end of a range, else the same
unit | 单位 | string | unit as it stands, without its multiplier
unit_id | 单位代码 | string | unit of the lexicon
dimension | 量纲 | string | money, percent, count, mass …
bound | 限定 | string | exact, about, at_least, at_most or between
change | 变化 | string | level, increase or decrease
compared_to | 比较基准 | string | yoy, mom, plan, start …
strength | 力度 | string | ensure, plan, strive, expect …
tier | 目标层级 | string | base or stretch
polarity | 指标方向 | string | higher or lower is better, where known
period | 期间 | string | time expression that governs the value
period_start | 期间起 | date | resolved start, only where an anchor fixed the year
period_end | 期间止 | date | resolved end
period_grain | 期间粒度 | string | year, half, quarter, month, day …
period_anchor | 期间依据 | string | what fixed the year
redacted | 数字缺失 | boolean | the site stripped the digits: unknown, not zero
section_index | 章节序 | integer | section it stands in
text | 证据 | string | the characters the value rests on
sentence | 句子 | string | the sentence around it
start | 起点 | integer | offset in the article text
end | 终点 | integer | offset behind it
source_start | 页面起点 | integer | offset in the page text
source_end | 页面终点 | integer | offset behind it in the page text
rule | 规则 | string | rule that decided
score | 得分 | number | confidence, 0 to 1
links | 关联 | string | kind:indicator_index of linked rows
warnings | 警告 | string | what does not add up
""")

THEMES = _columns("""
report_id | 报告编号 | string | key of the report
theme | 主题 | string | strategy theme
subtheme | 子主题 | string | sub-theme, or empty
share | 占比 | number | the theme's share of the report, 0 to 1
term | 词语 | string | term that was found
role | 章节作用 | string | role of the section it stands in
tense | 时态 | string | past, future or empty
negated | 否定 | boolean | negated or told as lacking
section_index | 章节序 | integer | section it stands in
sentence | 句子 | string | evidence sentence
start | 起点 | integer | offset in the article text
end | 终点 | integer | offset behind it
source_start | 页面起点 | integer | offset in the page text
source_end | 页面终点 | integer | offset behind it in the page text
""")

TABLES: dict[str, tuple[Column, ...]] = {
    "reports": REPORTS,
    "sections": SECTIONS,
    "indicators": INDICATORS,
    "themes": THEMES,
}
