"""Run the noise lexicon's examples, and check that an article's own words are never eaten."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportmine.errors import LexiconError
from reportmine.schema import Noise, PageText
from reportmine.structure.clean import NoiseFinder, find_noise
from reportmine.structure.lines import kept_between, split_lines
from reportmine.text.entries import NoisePattern
from reportmine.text.lexicon import Lexicon, load_lexicon
from tests.structure.marked import unmark

ENTRIES = load_lexicon().entries(NoisePattern)
TEXT = "今年以来，街道办事处走访企业一百二十家，协调解决用工、用地和融资方面的难题四十七件，企业满意度明显提高，营商环境持续向好。"


def noise_of(text: str, title: str | None = None) -> list[Noise]:
    return find_noise(PageText(text=text, title=title), split_lines(text), lexicon=load_lexicon())


@pytest.mark.parametrize(("entry", "example"), [(e, x) for e in ENTRIES for x in e.examples], ids=lambda v: str(v)[:40])
def test_each_example_is_found_exactly(entry: NoisePattern, example: str) -> None:
    text, spans = unmark(example)
    found = noise_of(text)
    assert [(n.start, n.end) for n in found] == spans
    assert {n.kind for n in found} == {entry.kind}
    assert {n.kept for n in found} == {entry.where == "mask"}


@pytest.mark.parametrize("text", [x for e in ENTRIES for x in e.keeps])
def test_own_words_are_kept(text: str) -> None:
    assert noise_of(text) == []


def test_every_entry_has_examples() -> None:
    assert [e.id for e in ENTRIES if not e.examples] == []


def test_every_kind_has_three_examples_and_two_counter_examples() -> None:
    found: Counter[str] = Counter()
    keeps: Counter[str] = Counter()
    for entry in ENTRIES:
        found[entry.kind] += len(entry.examples)
        keeps[entry.kind] += len(entry.keeps)
    assert {kind for kind in found if found[kind] < 3 or keeps[kind] < 2} == set()


FURNITURE = [
    "[第1页/共1页]  打印本页 | 关闭窗口", "本文共3页 当前第2页", ">>>点击下载", "本文地址：http://www.mosou.example.com/a.html", "扫码关注",
    "上一篇：车队小结", "下一篇：没有了", "相关推荐：", "标签：年终总结 个人总结", "免责声明", "责任编辑：小王", "QQ群：00000000",
    "本站资料由网友上传，如有侵权请联系删除，我们将在第一时间处理，给您带来不便敬请谅解，谢谢合作与支持，并祝您工作顺利身体健康万事如意。",
]  # fmt: skip


def test_a_page_of_furniture_around_the_text_leaves_the_text() -> None:
    head = "您现在的位置：首页 > 总结\n街道工作小结\n来源：好文库 作者：佚名 时间：2020-01-02\n【字体：大 中 小】\n"
    article = f"{TEXT}\n一、工作情况\n{TEXT}\n版权所有登记增长两成。"
    text = head + article + "\n" + "\n".join(FURNITURE)
    removed = {text[n.start : n.end] for n in noise_of(text)}
    lines = set(text.split("\n"))
    assert lines - removed == {"街道工作小结", *article.split("\n")}


def test_labels_between_paragraphs_stay() -> None:
    inside = [
        "责任编辑：小王",
        "标签：年终总结",
        "本站运行平稳，网友上传照片两千张。",
        "免责声明",
        "微信公众号：云岭发布",
    ]
    for line in inside:
        assert noise_of(f"{TEXT}\n{line}\n{TEXT}") == [], line


def test_an_article_about_copyright_keeps_its_words() -> None:
    text = (
        "版权保护工作总结\n一、执法情况\n"
        "依法查处盗版案件二十起，版权所有者的合法权益得到维护，版权所有归属登记四百件。\n"
        "二、宣传情况\n"
        "声明：打击侵权盗版是全社会的共同责任。鼓励原创：设立扶持资金三百万元。转载许可平台上线运行。"
    )
    assert noise_of(text) == []


def test_a_watermark_that_cut_one_word_is_removed_between_words_too() -> None:
    text = "本季度发放贷版权所有款三亿元，支持小微版权所有商户两千家。"
    assert [text[n.start : n.end] for n in noise_of(text)] == ["版权所有", "版权所有"]


def test_labels_are_noise_only_above_the_text() -> None:
    above = f"街道工作小结\n时间：2020-01-02 来源：某某网\n{TEXT}"
    inside = f"活动方案\n一、活动安排\n时间：2020年5月1日\n地点：文化广场\n{TEXT}"
    assert [n.kind for n in noise_of(above)] == ["header"]
    assert noise_of(inside) == []


def test_a_page_marker_needs_a_title_that_stands_elsewhere() -> None:
    marker = f"营业部半年小结\n{TEXT}\n营业部半年小结第2页\n{TEXT}"
    reference = f"{TEXT}\n抽查结果见附表第2页\n{TEXT}"
    assert [n.kind for n in noise_of(marker)] == ["page_marker"]
    assert noise_of(reference) == []


def test_short_lines_below_related_articles_go_with_them_but_text_stays() -> None:
    text = f"{TEXT}\n相关推荐：\n街道办年终小结\n社区述职报告\n{TEXT}"
    lines = split_lines(text)
    dropped = [lines.string(lines.at(n.start)) for n in noise_of(text)]
    assert dropped == ["相关推荐：", "街道办年终小结", "社区述职报告"]


def test_pinyin_after_a_rare_character_is_the_writers_own() -> None:
    assert noise_of("縣委體(tǐ)系建設(shè)有成效")
    assert noise_of("嵊(shèng)州治水工程竣工") == []


@pytest.mark.parametrize(
    ("change", "message"),
    [({"where": "nowhere"}, "where"), ({"cues": ()}, "cues"), ({"pattern": "("}, "pattern")],
)
def test_a_wrong_entry_is_refused(change: dict[str, object], message: str) -> None:
    fields = {"id": "x", "zh": "x", "kind": "x", "where": "inline", "pattern": "x", "cues": ("x",)} | change
    entry = NoisePattern(**fields)  # type: ignore[arg-type]
    with pytest.raises(LexiconError, match=message):
        NoiseFinder(Lexicon({NoisePattern: {"x": entry}}, "digest", {"own.toml": "digest of the file"}))


ALPHABET = "甲乙版权所有原创:：，。\n（）()xX*×月第页12上一篇下载?荩āo \u3000\u200b"


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.text(alphabet=ALPHABET, max_size=120))
def test_noise_is_ordered_disjoint_and_inside_the_text(text: str) -> None:
    found = noise_of(text)
    position = 0
    for noise in found:
        assert position <= noise.start < noise.end <= len(text)
        position = noise.end


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=8))
def test_kept_spans_are_the_complement_of_the_cuts(pairs: list[tuple[int, int]]) -> None:
    cuts = [(min(p), max(p)) for p in pairs]
    kept = kept_between(0, 25, cuts)
    inside = {i for a, b in kept for i in range(a, b)}
    assert inside == {i for i in range(25) if not any(a <= i < b for a, b in cuts)}
