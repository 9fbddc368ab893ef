"""Hold what is true of every article: an indicator rests on the characters that it quotes, in the article and in the page."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from reportmine.extract.indicators import find_indicators
from reportmine.pipeline import text_page
from reportmine.structure.articles import split_articles
from reportmine.structure.sections import find_sections
from reportmine.text.lexicon import load_lexicon

LEXICON = load_lexicon()
CLAUSES = [
    "一、工作回顾", "二、下步打算", "（一）抓收入。", "全年完成产值1.2亿元", "同比增长8.3%", "力争突破2亿元", "其中自有300万元", "合格率由92%提高到97%",
    "新增客户350户", "分别增长5%和7%", "完成业务收入万元", "增长个百分点", "回收率达到", "××万元", "据统计", "全国平均为3%", "未完成计划", "每月走访12家",
    "居全市第3位", "2024年", "到2025年底", "\n", "\n\n", "，", "；", "。", "：", "（", "）", "、", "　　", " ", "单位：万元", "1 350张", "第2页",
    "人", "花了", "由学校", "其中是", "满", "以后", "的", "一比四", "改造前", "每户", "不到总收入的",
]  # fmt: skip
TEXTS = st.lists(
    st.one_of(st.sampled_from(CLAUSES), st.text(alphabet="一二3.％万元（）年×“”据由至占", max_size=3)), max_size=30
).map("".join)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
@example("1 350张由")  # the text ends where a noun may begin
@example("报名1,234人")  # … or behind the people that are counted
def test_evidence_is_what_it_quotes_in_article_and_page(text: str) -> None:
    page = text_page(text)
    for article in split_articles(page, lexicon=LEXICON):
        sections = find_sections(article, lexicon=LEXICON)
        indicators = find_indicators(article, sections, lexicon=LEXICON)
        starts = [(i.evidence.start, i.evidence.end) for i in indicators]
        assert starts == sorted(starts)
        for indicator in indicators:
            evidence, sentence = indicator.evidence, indicator.sentence
            assert article.text[evidence.start : evidence.end] == evidence.text
            assert "".join(evidence.text.split()) in "".join(
                page.text[evidence.source_start : evidence.source_end].split()
            )
            assert sentence.start <= evidence.start
            assert indicator.redacted == (indicator.quantity.low is None)
            assert 0.0 <= indicator.score <= 1.0
            assert all(0 <= position < len(indicators) for _, position in indicator.links)
