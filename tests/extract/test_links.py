"""Hold that links, attainment and contradictions reach the JSON and the tables, and that nothing is silently fixed."""

from decimal import Decimal

import pytest

from reportmine.extract.links import attainment
from reportmine.pipeline import analyze
from reportmine.present.tables import tables
from reportmine.text.lexicon import load_lexicon
from tests.extract.case_files import analyse

LEXICON = load_lexicon()


def test_actual_answers_target_with_its_rate() -> None:
    target, actual = analyse("2024年计划实现销售收入5000万元。2024年实现销售收入4200万元。", "", LEXICON)
    assert target.links == (("answered_by", 1),)
    assert actual.links == (("answers", 0),)
    assert (target.attainment, actual.attainment) == (None, Decimal("84.00"))


def test_what_was_reached_within_the_period_answers_its_aim() -> None:
    target, actual = analyse("2024年计划入库税收3亿元。2024年前三季度入库税收2.4亿元。", "", LEXICON)
    assert ("answers", 0) in actual.links
    assert actual.attainment == Decimal("80.00")
    assert target.quantity.low == Decimal("300000000")


def test_attainment_is_of_the_ensured_target_and_both_are_linked() -> None:
    for first, second in (("确保", "力争"), ("力争", "确保")):
        text = f"2023年{first}实现利润1000万元，{second}实现利润1200万元。经过努力，2023年实现利润1100万元。"
        *targets, actual = analyse(text, "", LEXICON)
        base = next(i for i, target in enumerate(targets) if target.strength == "ensure")
        assert actual.links == (("answers", base), ("answers", 1 - base))
        assert actual.attainment == (Decimal(1100) / (targets[base].quantity.low or 1) * 1_000_000).quantize(
            Decimal("0.01")
        )
        assert [target.links for target in targets] == [(("answered_by", 2),)] * 2


@pytest.mark.parametrize(
    "text",
    [
        "2024年，软件业营业收入预计增长16.4%。商务服务业营业收入增长11.7%。",
        "2024年营业收入预计8000万元。2024年营业收入7600万元。",
        "2024年计划完成园区工业投资9亿元。2024年工业投资27亿元。",
        "2024年，行业营业收入计划8000万元。2024年我公司营业收入7600万元。",
        "2025年力争实现利税2亿元。2024年实现利税1.8亿元。",
    ],
)
def test_another_thing_house_or_year_and_a_forecast_are_not_answered(text: str) -> None:
    first, second = analyse(text, "", LEXICON)
    assert (first.links, second.links, second.attainment) == ((), (), None)


def test_stated_rate_that_does_not_follow_is_a_warning() -> None:
    text = "2024年计划产量30万吨。2024年产量28.5万吨，完成计划的{}%。"
    *_, right = analyse(text.format(95), "", LEXICON)
    *_, wrong = analyse(text.format(99), "", LEXICON)
    assert right.warnings == ()
    assert "95" in wrong.warnings[0]
    assert wrong.quantity.low == Decimal(99)


def test_parts_beyond_their_whole_are_a_warning_on_the_whole() -> None:
    whole, one, other = analyse("收入1000万元，其中主营700万元、其他500万元。", "", LEXICON)
    assert one.links == other.links == (("part_of", 0),)
    assert "1200" in whole.warnings[0].replace("E+", "").replace("12000000", "1200")
    assert whole.quantity.low == Decimal(10_000_000)


def test_a_figure_stated_twice_is_a_mention() -> None:
    first, second = analyse("全年实现利润820万元。困难之中，全年实现利润820万元。", "", LEXICON)
    assert (first.links, second.links) == ((), (("mention", 0),))


def test_an_aim_that_was_just_reached_is_no_mention() -> None:
    target, actual = analyse("2024年计划产量30万吨。2024年产量30万吨。", "", LEXICON)
    assert (target.links, actual.links) == ((("answered_by", 1),), (("answers", 0),))


def test_two_values_of_one_measure_contradict_each_other() -> None:
    first, second = analyse("2024年，全县粮食产量12万吨。2024年，全县粮食产量13万吨。", "", LEXICON)
    assert "13万吨" in first.warnings[0]
    assert "12万吨" in second.warnings[0]


@pytest.mark.parametrize(
    "text",
    [
        "2024年9月，产量4120吨，日均产量137吨。",  # one sentence tells its values apart itself
        "2024年，母公司净利润6280万元，子公司净利润3510万元。",
        "2024年，全县粮食产量12万吨。2024年，西乡的粮食产量3万吨。",
        "2024年，公司净利润7.42亿元。2024年，扣除非经常性损益后的净利润6.95亿元。",
        "2024年，碘盐监测合格率97.3%。2024年，水质合格率86.7%。",
        "2024年，新开门店6家。2024年末门店43家。",
        "2024年，全县粮食产量12万吨。2024年，全县粮食产量超过11万吨。",
    ],
)
def test_values_of_two_things_do_not_contradict_each_other(text: str) -> None:
    assert [i.warnings for i in analyse(text, "", LEXICON) if i.warnings] == []


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("收入1000万元，增长8%，其中主营700万元。", "1000万元"),
        ("各项贷款余额14亿元，比年初增加2亿元，其中涉农贷款9亿元。", "14亿元"),
        ("各项贷款余额14亿元，比年初增加2亿元，其中涉农贷款增加1亿元。", "2亿元"),
        ("计划收入50亿元，利润1.8亿元，其中母公司收入33亿元。", "50亿元"),
        ("单位成本7816元，较目标高16元，其中原料5230元。", "7816元"),
        ("资产总额730亿元，其中超过1亿元的3户。", None),  # a limit is no part
        ("前置项目包括人才专项3个，常规项目包括个人引进9个。", None),  # 常规项目 has no number to be part of
    ],
)
def test_a_part_belongs_to_the_last_quantity_that_can_hold_it(text: str, whole: str | None) -> None:
    found = analyse(text, "", LEXICON)
    assert [found[at].evidence.text for kind, at in found[-1].links if kind == "part_of"] == ([whole] if whole else [])
    assert not any(i.warnings for i in found)


@pytest.mark.parametrize(("target", "actual", "rate"), [(None, "1", None), ("0", "1", None), ("3", "1", "33.33")])
def test_rate_is_unknown_where_either_is(target: str | None, actual: str, rate: str | None) -> None:
    found = attainment(Decimal(target) if target else None, Decimal(actual))
    assert found == (Decimal(rate) if rate else None)


def test_links_and_rate_stand_in_json_and_in_the_table() -> None:
    text = "供水公司工作总结\n\n2024年力争实现销售收入5000万元。我们扎实推进各项工作。\n2024年实现销售收入4200万元，成绩来之不易。"
    (report,) = analyze(text)
    rows = report.to_dict()["indicators"]
    assert [row["links"] for row in rows] == [[["answered_by", 1]], [["answers", 0]]]
    assert [row["attainment"] for row in rows] == [None, 84]
    frame = tables([report])["indicators"]
    assert list(frame["links"]) == ["answered_by:1", "answers:0"]
    assert frame["attainment"][1] == 84
