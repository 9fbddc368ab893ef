"""Label made-up articles: the writer's trade and not the customer's, the text's kind and not the running title's."""

import pytest

from reportmine.pipeline import load, text_page
from reportmine.schema import Report
from reportmine.settings import Settings

BANK = """青溪支行上半年工作总结
今年以来，我行围绕存款、信贷两条主线，抓柜面服务，存款余额比年初增加2.3亿元，不良率降至1.1%。
信贷方面，为县公交公司、人民医院和三家纺织厂发放贷款6笔，客户经理逐户走访，贷后检查到位。
柜面方面，柜员业务差错率下降，反洗钱登记完整。不足之处是对公账户流失3户，我们将认真改进。"""
SCHOOL = """班主任工作经验
开学以来，我班四十六名学生学习习惯进步明显，家长会到会率百分之百，期末考试平均分列年级第三。
班风建设上，班干部轮流值日；教研组安排听课，我上公开课两节。"""
RULES = """财务借款管理办法
第一条 为规范借款，制定本办法。
第二条 借款人应当填写借款单，注明用途。
第三条 借款不得跨年，违反者处以罚款。
第四条 本办法由财务部负责解释，自发布之日起施行。"""


def label(text: str) -> Report:
    return load().analyze(text_page(text))[0]


def test_the_writer_counts_and_customers_are_mentioned() -> None:
    report = label(BANK)
    assert report.industry.id == "J66"
    assert report.report_type.id in {"SUM", "SPL"}
    assert not report.industry.abstained


def test_school_and_rules() -> None:
    assert label(SCHOOL).industry.id == "P83"
    assert label(RULES).report_type.id == "RUL"


def test_candidates_fall_and_words_are_named() -> None:
    report = label(BANK)
    scores = [score for _, score in report.report_type.candidates]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) == 3
    assert sum(scores) <= 1.001
    words = {term.partition(":")[2] for term, _ in report.industry.evidence}
    assert {"存款", "信贷"} <= words
    assert all(word in BANK for word in words)
    assert all(weight > 0 for _, weight in report.industry.evidence)


def test_a_lying_running_title_does_not_change_trade_or_kind() -> None:
    lying = "班主任经验交流材料篇3\n" + BANK.split("\n", 1)[1]
    report = label(lying)
    assert report.industry.id[0] == "J"
    assert report.report_type.id in {"SUM", "SPL"}


def test_a_title_of_another_trade_is_reported() -> None:
    report = label("幼儿园教师工作总结篇2\n" + BANK.split("\n", 1)[1])
    assert any("title says P" in warning for warning in report.industry.warnings)


@pytest.mark.parametrize("threshold", [0.0, 1.01])
def test_abstention_follows_the_threshold(threshold: float) -> None:
    report = load(Settings(type_threshold=threshold, industry_threshold=threshold)).analyze(text_page(BANK))[0]
    assert report.report_type.abstained is (threshold > 1)
    assert (report.report_type.id == "UNK", report.industry.id == "X9") == (threshold > 1,) * 2


def test_a_long_text_is_labelled_by_its_parts() -> None:
    body = BANK.split("\n", 1)[1]
    report = label("工作总结\n" + "\n".join(body.replace("6笔", f"{n}笔") for n in range(40)))
    assert report.industry.id == "J66"
