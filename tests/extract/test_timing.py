"""Fix relative years only by what the article says of itself: never by the date of a page that holds many articles."""

import datetime as dt

from reportmine.extract.indicators import find_indicators
from reportmine.pipeline import text_page
from reportmine.schema import Indicator, PageText
from reportmine.structure.articles import split_articles
from reportmine.structure.sections import find_sections
from reportmine.text.lexicon import load_lexicon

LEXICON = load_lexicon()
PUBLISHED = dt.date(2023, 10, 13)


def _found(page: PageText, published_on: dt.date | None) -> list[Indicator]:
    return [
        indicator
        for article in split_articles(page, lexicon=LEXICON)
        for indicator in find_indicators(
            article, find_sections(article, lexicon=LEXICON), lexicon=LEXICON, published_on=published_on
        )
    ]


def test_date_of_a_page_with_many_articles_is_not_theirs() -> None:
    filler = "我们团结一心，扎实工作，各项业务稳步推进，服务水平不断提高，队伍面貌焕然一新。" * 6
    page = text_page(
        "".join(f"供电所工作总结篇{n}\n\n今年上半年完成售电量{n}200万千瓦时。{filler}\n\n" for n in "一二三")
    )
    found = [i for i in _found(page, PUBLISHED) if i.period.text == "今年上半年"]
    assert len(found) == 3
    assert all(i.period.start is None and i.period.anchor is None for i in found)


def test_date_of_a_page_that_is_one_article_fixes_its_year() -> None:
    (indicator,) = _found(text_page("今年上半年，我公司完成产值3亿元。"), PUBLISHED)
    assert (indicator.period.start, indicator.period.end) == (dt.date(2023, 1, 1), dt.date(2023, 6, 30))
    assert indicator.period.anchor == "published"


def test_without_a_date_nothing_is_invented() -> None:
    (indicator,) = _found(text_page("去年，我公司完成产值3亿元。"), None)
    assert (indicator.period.text, indicator.period.start, indicator.period.end) == ("去年", None, None)


def test_year_of_the_title_fixes_months_but_governs_nothing() -> None:
    text = "水务公司2019年工作总结\n\n一、供水\n    6月份售水量12万立方米。\n    水费回收率98%。"
    dated, undated = _found(text_page(text), None)
    assert (dated.period.start, dated.period.end) == (dt.date(2019, 6, 1), dt.date(2019, 6, 30))
    assert dated.period.anchor == "article title"
    assert undated.period.start is None


def test_year_of_a_bulletin_fixes_its_year_end_and_not_the_date_of_its_printing() -> None:
    text = "梅溪县2016年统计公报\n\n梅溪县统计局\n2017年3月20日\n\n一、工业\n    年末规模以上企业143户。"
    (indicator,) = _found(text_page(text), None)
    assert (indicator.period.end, indicator.period.anchor) == (dt.date(2016, 12, 31), "article title")
    assert indicator.role == "actual"


def test_a_heading_that_names_no_year_takes_the_one_its_text_opens_with() -> None:
    text = "县长的报告\n\n一、过去一年工作回顾\n2024年是不平凡的一年。\n（一）工业\n    新增企业26家。"
    (indicator,) = _found(text_page(text), None)
    assert (indicator.period.text, indicator.period.start) == ("2024年", dt.date(2024, 1, 1))


def test_heading_gives_its_period_to_what_stands_under_it() -> None:
    text = "县政府工作报告\n\n一、2024年工作回顾\n    新建厂房3栋。\n二、2025年主要任务\n    新建厂房5栋。"
    past, ahead = _found(text_page(text), None)
    assert (past.period.text, past.role) == ("2024年", "actual")
    assert (ahead.period.text, ahead.role) == ("2025年", "target")
    assert ahead.period.end == dt.date(2025, 12, 31)


def test_dated_line_of_the_article_comes_first() -> None:
    text = "县长在会议上的讲话\n（2024年1月18日）\n\n去年，全县粮食产量12万吨。"
    (indicator,) = _found(text_page(text), dt.date(2026, 5, 1))
    assert indicator.period.start == dt.date(2023, 1, 1)
    assert indicator.period.anchor == "dated line"


def test_a_span_that_opens_a_paragraph_is_the_year_of_the_review() -> None:
    text = "县政府工作报告\n\n一、2024年工作回顾\n    一年来，办理建议78件。出台规章8件。\n    近年来，建成学校5所。新增学位300个。"
    found = [(i.period.text, i.period.start, i.period.anchor) for i in _found(text_page(text), None)]
    assert found[0] == found[1] == ("一年来", dt.date(2024, 1, 1), "section title")
    assert [text for text, _, _ in found[2:]] == ["近年来", "2024年"]


def test_a_year_before_the_planned_one_is_past() -> None:
    filler = "我们将团结一心，扎实工作，进一步提高服务水平。"
    page = text_page(f"2019年工作思路\n\n2018年完成产值3亿元。{filler}2019年完成产值4亿元。{filler}")
    assert [(i.period.text, i.role) for i in _found(page, None)] == [("2018年", "actual"), ("2019年", "target")]
    page = text_page(f"对明年招商工作的想法\n\n今年引进企业11家。{filler}再引进企业15家。{filler}")
    assert [(i.evidence.text, i.role) for i in _found(page, None)] == [("11家", "actual"), ("15家", "target")]


def test_first_lines_say_that_a_text_plans() -> None:
    filler = "我们将团结一心，扎实工作，进一步提高服务水平。"
    page = text_page(f"为做好冬季供水，特制定本方案。{filler}\n\n更换阀门35只，新装表箱120个。{filler}")
    assert {i.role for i in _found(page, None)} == {"target"}
    page = text_page(f"冬季供水的有关情况。{filler}\n\n更换阀门35只，新装表箱120个。{filler}")
    assert {i.role for i in _found(page, None)} == {"actual"}


def test_a_plan_like_section_that_compares_with_last_year_reports() -> None:
    filler = "各店客源结构有所变化，短租客户继续增加。"
    page = text_page(
        f"公寓上半年运营分析\n\n一、主要指标\n房间2184间，出租率68.1%，同比下降2.6个百分点；收入1326万元，比年初增加20万元。{filler}\n"
        f"二、差异原因\n{filler}"
    )
    assert {i.role for i in _found(page, None)} == {"actual"}


def test_a_quarter_named_short_is_that_quarter_alone() -> None:
    for text, end in (("一季", "03-31"), ("二季", "06-30"), ("三季", "09-30")):
        (done,) = _found(text_page(f"2024年{text}完成产值30万元。"), None)
        assert done.period.start is not None
        assert done.period.end is not None
        assert f"{done.period.end:%m-%d}" == end
        assert done.period.end - done.period.start < dt.timedelta(days=93)


def test_labelled_time_of_a_check_dates_its_figures_and_another_label_does_not() -> None:
    text = "营业部自查底稿\n\n{}：2023年4月1日—9月30日\n\n一、开户\n    抽查档案400户。\n"
    (labelled,) = _found(text_page(text.format("检查期间")), None)
    assert (labelled.period.text, labelled.period.end) == ("2023年4月1日—9月30日", dt.date(2023, 9, 30))
    (other,) = _found(text_page(text.format("公示时间")), None)
    assert other.period.text == ""


def test_report_that_was_cut_out_of_another_opens_within_a_sentence() -> None:
    text = ",因此7月份产量达到9412吨，环比增加286吨。\n1、售价因素。均价6985元，环比跌118元。"
    assert {i.period.text for i in _found(text_page(text), None)} == {"7月份"}


def test_week_that_labels_a_paragraph_dates_all_of_it() -> None:
    text = "烹饪部工作计划\n\n第1—2周：各任课教师上交计划。每生每课时定额2.8元。\n\n刀工考核，每组不超过5人。"
    dated, undated = _found(text_page(text), None)
    assert (dated.period.text, undated.period.text) == ("第1—2周", "")
