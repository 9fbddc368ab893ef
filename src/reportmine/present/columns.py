"""Declare the tables: every column once, with its type, Chinese name and meaning; codebook and files are made from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# What stands in a cell of `low` or `high` whose digits the site stripped; an empty cell says that the text states nothing. pandas, R and
# Excel's filters all know the word as a missing value.
REDACTED = "NA"
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
period | 所述年份 | string | year that the report speaks of: its title's, else the one most of its actual or targeted figures are dated to
period_basis | 年份依据 | string | what that year rests on: title, actuals or targets
past_share | 回顾占比 | number | share of its characters in sections that look back, 0 to 1
future_share | 展望占比 | number | share of its characters in sections that look ahead, 0 to 1
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
sentence | 句子 | string | the sentence around it, of a very long one the part
start | 起点 | integer | offset in the article text
end | 终点 | integer | offset behind it
source_start | 页面起点 | integer | offset in the page text
source_end | 页面终点 | integer | offset behind it in the page text
rule | 规则 | string | rule that decided
score | 得分 | number | confidence, 0 to 1
attainment | 完成率 | number | an actual as a percentage of the target that it answers, the first `answers` of links (the base one of several)
links | 关联 | string | kind:indicator_index of linked rows
warnings | 警告 | string | what does not add up
""")

THEMES = _columns("""
report_id | 报告编号 | string | key of the report
theme | 主题 | string | strategy theme
subtheme | 子主题 | string | sub-theme, or empty
share | 占比 | number | the theme's share of the report, 0 to 1
term | 词语 | string | term that was found; empty where the sentence as a whole tells the theme
role | 章节作用 | string | role of the section it stands in
tense | 时态 | string | past, future or empty
negated | 否定 | boolean | negated or told as lacking
section_index | 章节序 | integer | section it stands in
sentence | 句子 | string | evidence sentence, of a very long one the part around the term
start | 起点 | integer | offset in the article text
end | 终点 | integer | offset behind it
source_start | 页面起点 | integer | offset in the page text
source_end | 页面终点 | integer | offset behind it in the page text
""")

LABELS = _columns("""
report_id | 报告编号 | string | key of the report
task | 任务 | string | report_type, industry, or mentioned_industry (an industry that the text speaks of)
rank | 名次 | integer | 1 for the best
label | 代码 | string | code of the label
name | 名称 | string | its name
score | 得分 | number | calibrated probability; for mentioned industries their share of the mentions
chosen | 采用 | boolean | the label that the table of reports carries
evidence | 依据 | string | the words that decided, with weights (best label only)
""")

DUPLICATES = _columns("""
report_id | 报告编号 | string | the report that is a copy, or stands inside the other
other_id | 另一报告 | string | the report that it shares text with
kind | 关系 | string | copy, or excerpt (report_id stands inside other_id)
containment | 包含度 | number | share of the text of report_id found in the other, 0 to 1
canonical_id | 原本编号 | string | the earliest, then the longest, of the copies of report_id
copies | 份数 | integer | reports that are copies of each other, with itself
weight | 权重 | number | 1 / copies: so weighted, all copies count as one report
""")

INPUTS = _columns("""
input_index | 输入序 | integer | place in the run, from 0
input | 输入 | string | path or URL as given; for a member or row of a container, the place in it
sha256 | 哈希 | string | SHA-256 of the bytes that were read
bytes | 字节数 | integer | their number
status | 状态 | string | ok, partial, failed or skipped
reason | 原因 | string | what was wrong, or why it was skipped
pages | 页数 | integer | pages read from it
reports | 报告数 | integer | reports found in it
""")

ERRORS = _columns("""
input_index | 输入序 | integer | the input, in the table of inputs
place | 位置 | string | page, member or row that failed
error | 错误 | string | kind of error (see errors.py), WorkerError for a page that crashed or hung
what | 说明 | string | what was wrong
mend | 办法 | string | what to do about it
""")

RUNS = _columns("""
run_id | 运行编号 | string | hash of version, lexicon, models, settings and inputs
version | 版本 | string | version of reportmine
lexicon | 词典摘要 | string | digest of the lexicons
models | 模型 | string | ids of the models
settings | 设置摘要 | string | digest of the settings that change results
inputs | 输入数 | integer | inputs of every status
failed | 失败数 | integer | inputs that failed
reports | 报告数 | integer | reports found
indicators | 指标数 | integer | indicators found
""")

# The tables that one report gives; `frames`, `extract` and the service know these.
TABLES: dict[str, tuple[Column, ...]] = {
    "reports": REPORTS,
    "sections": SECTIONS,
    "indicators": INDICATORS,
    "themes": THEMES,
}
# All tables of a batch run.
ALL_TABLES: dict[str, tuple[Column, ...]] = {
    **TABLES,
    "labels": LABELS,
    "duplicates": DUPLICATES,
    "inputs": INPUTS,
    "errors": ERRORS,
    "runs": RUNS,
}
TABLE_NAMES = {
    "reports": "报告",
    "sections": "章节",
    "indicators": "指标",
    "themes": "主题",
    "labels": "标签",
    "duplicates": "重复",
    "inputs": "输入",
    "errors": "错误",
    "runs": "运行",
}
PRIMARY_KEYS = {
    "reports": ("report_id",),
    "sections": ("report_id", "section_index"),
    "indicators": ("report_id", "indicator_index"),
    "labels": ("report_id", "task", "rank"),
    "duplicates": ("report_id", "other_id"),
    "inputs": ("input_index",),
    "runs": ("run_id",),
}
# Table → (its columns, the table and columns that they point to). An empty section_index points nowhere.
FOREIGN_KEYS: dict[str, tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...]] = {
    "sections": ((("report_id",), "reports", ("report_id",)),),
    "indicators": ((("report_id",), "reports", ("report_id",)),),
    "themes": ((("report_id",), "reports", ("report_id",)),),
    "labels": ((("report_id",), "reports", ("report_id",)),),
    "duplicates": (
        (("report_id",), "reports", ("report_id",)),
        (("other_id",), "reports", ("report_id",)),
        (("canonical_id",), "reports", ("report_id",)),
    ),
    "errors": ((("input_index",), "inputs", ("input_index",)),),
}
# Columns whose empty cells may also say `REDACTED`, with the column that tells them apart where a format has no such mark.
REDACTABLE = {"indicators": ("low", "high")}
# Column → vocabulary of the lexicons that names its codes.
VOCABULARIES = {
    ("indicators", "role"): "role",
    ("indicators", "bound"): "bound",
    ("indicators", "change"): "change",
    ("indicators", "compared_to"): "compared_to",
    ("indicators", "strength"): "strength",
    ("indicators", "tier"): "tier",
    ("indicators", "polarity"): "polarity",
    ("sections", "role"): "section_role",
    ("themes", "role"): "section_role",
    ("themes", "tense"): "tense",
    ("themes", "theme"): "theme",
    ("reports", "report_type"): "report_type",
    ("reports", "industry"): "industry",
}
