"""Find themes at word bounds, kept apart by what their section is for, ranked by terms and words."""

from reportmine.extract.labels.themes import find_themes
from reportmine.pipeline import load, text_page
from reportmine.schema import Report

TEXT = """安全生产工作总结
一、主要成绩
全年开展安全检查36次，排查隐患120处，未发生安全事故。
二、存在问题
安全培训不足，消防设施老化，制度执行不到位。
三、下一步计划
将继续加强安全培训，完善应急预案，力争实现零事故。"""


def report_of(text: str) -> Report:
    return load().analyze(text_page(text))[0]


def test_the_main_theme_leads_and_its_evidence_stands_in_the_text() -> None:
    report = report_of(TEXT)
    assert report.themes[0].id == "T06"
    assert report.themes[0].is_main
    for theme in report.themes:
        for mention in theme.mentions:
            assert report.article.text[mention.evidence.start : mention.evidence.end] == mention.evidence.text
            assert mention.evidence.text == (mention.term or mention.sentence.text)
            assert mention.term in mention.sentence.text


def test_sentences_tell_a_theme_that_no_term_names() -> None:
    text = "丙班的事。\n老孟规定冷剪每剪50支抽量3支，用石笔记在剪台边的铁板上。\n钳工小谭给挡板添了一道斜铁，当月短尺少了11吨。\n收集台的人提前看轧线，先下来的先捆。"
    report = report_of(text)
    told = {t.id: t for t in report.themes if all(not m.term for m in t.mentions)}
    assert "T04" in told
    assert told["T04"].is_main
    for theme in told.values():
        assert theme.share > 0
        for mention in theme.mentions:
            assert mention.evidence == mention.sentence
            assert mention.subtheme is None
    found = find_themes(
        report.article, report.sections, load().tokenizer.cut(report.article.text), lexicon=load().lexicon
    )
    assert {t.id for t in found}.isdisjoint(told)


def test_problem_and_plan_differ() -> None:
    mentions = [m for t in report_of(TEXT).themes for m in t.mentions if "安全培训" in m.term]
    assert {(m.role, m.negated, m.tense) for m in mentions} == {
        ("problems", True, None),
        ("plan", False, "future"),
    }


def test_scores_fall_and_shares_sum_to_one() -> None:
    themes = report_of(TEXT).themes
    assert [t.score for t in themes] == sorted((t.score for t in themes), reverse=True)
    assert abs(sum(t.share for t in themes) - 1.0) < 0.01


def test_a_longer_word_vetoes_a_term() -> None:
    def terms(text: str) -> set[str]:
        report = report_of(text + "全年各项工作平稳推进，职工情绪饱满。")
        found = find_themes(
            report.article, report.sections, load().tokenizer.cut(report.article.text), lexicon=load().lexicon
        )
        return {m.term for t in found for m in t.mentions if t.id == "T06"}

    assert "安全" not in terms("要确保资金安全。")
    assert "质量" not in terms("居民生活质量提高。")
    assert terms("要抓好安全生产和产品质量。") >= {"安全生产", "产品质量"}
