"""Say how to cite the tool and its lexicons (GB/T 7714-2015, BibTeX), and write the methods paragraph of a run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from reportmine.errors import MissingInputError, QueryError

AUTHORS = "The reportmine authors"
TITLE = "reportmine: Chinese management reports in, citable tables out"
YEAR = "2026"
DIGEST = 12  # characters of a digest that are printed
STANDARD = "全国统计方法应用标准化技术委员会. 国民经济行业分类: GB/T 4754—2017[S]. 北京: 中国标准出版社, 2017."
STANDARD_KEY = """@techreport{gbt4754,
  author      = {{Standardization Administration of China}},
  title       = {Industrial classification for national economic activities (GB/T 4754-2017)},
  institution = {Standards Press of China},
  address     = {Beijing},
  year        = {2017}
}"""
MODEL_NAMES = {
    "report_type": ("报告类型", "report types"),
    "industry": ("行业门类", "industry sections"),
    "division": ("行业大类", "industry divisions"),
}
GOLD_NAMES = {
    "detection": ("指标识别", "detection of indicators"),
    "value_unit": ("数值与单位", "value with unit"),
    "targets": ("目标", "targets"),
    "redacted": ("缺失数字", "stripped figures"),
}


@dataclass(frozen=True, slots=True)
class _Work:
    """Hold one thing to cite."""

    key: str
    title: str
    kind: str  # GB/T 7714 code: CP program, DS data set
    version: str


def citation_text(user_lexicons: tuple[str, ...] = ()) -> str:
    """Return the citations of the tool, of every lexicon and of the industry standard, GB/T 7714 first, then BibTeX.

    Raises MissingInputError for a user lexicon that is not there.
    """
    works = list(_works(user_lexicons))
    lines = ["GB/T 7714—2015", ""]
    for number, work in enumerate(works, start=1):
        author = AUTHORS if work.key.startswith("reportmine") else "[作者]"
        lines.append(f"[{number}] {author}. {work.title}[{work.kind}]. {work.version}. {YEAR}.")
    lines += [f"[{len(works) + 1}] {STANDARD}", "", "BibTeX", ""]
    return "\n".join([*lines, *(_bibtex(work) for work in works), STANDARD_KEY])


def _works(user_lexicons: tuple[str, ...]) -> Iterator[_Work]:
    from reportmine import __version__

    yield _Work("reportmine", TITLE, "CP", f"Version {__version__}")
    folder = resources.files("reportmine") / "lexicons"
    for file in sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name):
        name = file.name.removesuffix(".toml")
        version = f"reportmine {__version__}, SHA-256 {hashlib.sha256(file.read_bytes()).hexdigest()[:DIGEST]}"
        yield _Work(f"reportmine_{name}", f"reportmine lexicon: {name.replace('_', ' ')}", "DS", version)
    for name in user_lexicons:
        path = Path(name)
        if not path.is_file():
            raise MissingInputError("no such lexicon file", where=name, mend="give an existing .toml file")
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:DIGEST]
        yield _Work(f"lexicon_{digest}", f"{path.stem} (lexicon)", "DS", f"SHA-256 {digest}")


def _bibtex(work: _Work) -> str:
    author = AUTHORS if work.key.startswith("reportmine") else "author"
    kind = "software" if work.kind == "CP" else "misc"
    return f"@{kind}{{{work.key},\n  author = {{{{{author}}}}},\n  title  = {{{work.title}}},\n  note   = {{{work.version}}},\n  year   = {{{YEAR}}}\n}}\n"


def methods_text(path: Path) -> str:
    """Return a methods paragraph in Chinese and one in English from a run.json.

    Raises MissingInputError where there is none, QueryError for a file of another kind.
    """
    if not path.is_file():
        raise MissingInputError("no such file", where=str(path), mend="give the run.json of a `reportmine batch`")
    try:
        run = json.loads(path.read_text(encoding="utf-8"))
        return f"{_chinese(run)}\n\n{_english(run)}"
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise QueryError("not the run.json of a batch", where=str(path), mend="give an unchanged one") from error


def _chinese(run: Mapping[str, Any]) -> str:
    counts, options = run["counts"], run["options"]
    text = (
        f"文本处理使用 reportmine {run['versions']['reportmine']}（词典摘要 {run['lexicon']['sha256'][:DIGEST]}，"
        f"模型 {_models(run)}；运行编号 {run['run_id']}）。共处理 {counts['inputs']:,} 个输入，"
        f"其中 {counts['failed']:,} 个失败、{counts['partial']:,} 个部分失败、{counts['skipped']:,} 个跳过"
        f"{_sampled(options, '，为种子 {seed} 的 {sample} 个随机样本')}，得到 {counts['reports']:,} 篇报告、"
        f"{counts['indicators']:,} 条指标（其中目标 {counts['targets']:,} 条；{counts['redacted']:,} 条的数字被来源网站抹去，"
        "记为缺失而非零）。行业按 GB/T 4754—2017 编码，报告类型与行业由经校准的逻辑回归给出，低于阈值者不判定。"
    )
    if run["lexicon"]["files"]:
        text += f"另使用自建词典 {len(run['lexicon']['files'])} 部。"
    scores = "；".join(
        f"{MODEL_NAMES[name][0]}准确率 {s['accuracy']:.3f}、宏平均 F1 {s['macro_f1']:.3f}"
        f"（95% 区间 {s['macro_f1_interval'][0]:.3f}–{s['macro_f1_interval'][1]:.3f}，{documents} 篇）"
        for name, s, documents in _measured(run)
    )
    if scores:
        text += f"在本工具自撰的训练语料上按作者分组交叉验证：{scores}。"
    gold = "、".join(f"{GOLD_NAMES[k][0]} {v:.3f}" for k, v in _gold(run))
    return text + (
        f"在本工具自撰、且用于开发规则的标注文档上，F1 不低于：{gold}；真实语料上的准确率较低，应另抽样核对。"
        if gold
        else ""
    )


def _english(run: Mapping[str, Any]) -> str:
    counts, options = run["counts"], run["options"]
    text = (
        f"Texts were processed with reportmine {run['versions']['reportmine']} (lexicon digest {run['lexicon']['sha256'][:DIGEST]}, "
        f"models {_models(run)}; run {run['run_id']}). Of {counts['inputs']:,} inputs"
        f"{_sampled(options, ' (a random sample of {sample}, seed {seed})')}, {counts['failed']:,} failed, {counts['partial']:,} failed in part "
        f"and {counts['skipped']:,} were skipped; they gave {counts['reports']:,} reports with {counts['indicators']:,} indicators, "
        f"{counts['targets']:,} of them targets. The figures of {counts['redacted']:,} indicators had been stripped by the source site and are "
        "treated as missing, not as zero. Industries are coded by GB/T 4754-2017; report types and industries come from calibrated logistic "
        "regressions that abstain below a threshold."
    )
    if run["lexicon"]["files"]:
        text += f" {len(run['lexicon']['files'])} lexicon(s) of our own were added."
    scores = "; ".join(
        f"{MODEL_NAMES[name][1]}: accuracy {s['accuracy']:.3f}, macro-F1 {s['macro_f1']:.3f} "
        f"(95 % interval {s['macro_f1_interval'][0]:.3f}–{s['macro_f1_interval'][1]:.3f}, {documents} documents)"
        for name, s, documents in _measured(run)
    )
    if scores:
        text += f" In cross-validation, grouped by writer, on documents written for the tool, {scores}."
    gold = ", ".join(f"{GOLD_NAMES[k][1]} {v:.3f}" for k, v in _gold(run))
    return text + (
        f" On labelled documents that were written for the tool and used to develop its rules, F1 is at least: {gold}; accuracy on other corpora"
        " is lower and should be audited on a sample."
        if gold
        else ""
    )


def _models(run: Mapping[str, Any]) -> str:
    return ", ".join(model["id"] for model in run["models"].values())


def _sampled(options: Mapping[str, Any], text: str) -> str:
    return text.format(**options) if options.get("sample") else ""


def _measured(run: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], int]]:
    for name, model in run["models"].items():
        if name in MODEL_NAMES and {"accuracy", "macro_f1", "macro_f1_interval"} <= set(model["scores"]):
            yield name, model["scores"], model["documents"]


def _gold(run: Mapping[str, Any]) -> list[tuple[str, float]]:
    floors = run.get("gold") or {}
    return [(name, float(floors[name])) for name in GOLD_NAMES if name in floors]
