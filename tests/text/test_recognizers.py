"""Run the independent suite of ../shared/specs/recognizers through find_numbers, find_quantities and find_periods.

What fails on purpose is listed with its reason; everything else counts against the floor.
"""

import datetime as dt
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from reportmine.text.lexicon import Lexicon, load_lexicon
from reportmine.text.periods.find import Anchor, find_periods, resolve_period
from reportmine.text.quantities.everyday import NumberMatch, find_numbers
from reportmine.text.quantities.find import find_quantities

FLOORS = {
    "NumberModel": 0.95,
    "PercentModel": 0.97,
    "NumberRangeModel": 0.75,
    "CurrencyModel": 0.85,
    "DimensionModel": 0.85,
    "DatePeriodParser": 0.60,
}
ON_PURPOSE = {
    "一美元": "an amount of money is a number too",
    "人民币 美元": "a currency without a number is no quantity",
    "一看": "whether a verb follows is not looked at",
    "陽光九九是食物品牌": "a brand name that no word list knows",
    "一位是最小的存储单位": "位 counts people and ranks in reports, not bits",
    "时间从2016-2018": "a stretch of years includes its last one",
    "2007年与2009年间": "a stretch of years includes its last one",
    "帮我统计一下2010年之后2018年之前的销量": "a stretch of years includes its last one",
    "我从四月的最后一个星期一到十月一日不在": "weekdays within a month appear in no report",
}
Read = tuple[Any, ...]


def _cases(shared: Path, model: str) -> Iterator[tuple[str, Any]]:
    for case in json.loads((shared / "specs" / "recognizers" / f"{model}.json").read_text("utf-8")):
        yield case["Input"], case if model == "DatePeriodParser" else case["Results"]


def _close(a: Decimal, b: str) -> bool:
    other = Decimal(b)
    return abs(a - other) <= abs(other) * Decimal("1e-12")


def _numbers_hold(text: str, results: list[dict[str, Any]], lexicon: Lexicon) -> bool:
    found = find_numbers(text, lexicon=lexicon)
    if len(found) != len(results):
        return False
    return all(
        m.number_start == r["Start"] and m.number_end == r["End"] + 1 and _close(m.low, r["Resolution"]["value"])
        for m, r in zip(found, results, strict=True)
    )


def _percents_hold(text: str, results: list[dict[str, Any]], lexicon: Lexicon) -> bool:
    found = [m for m in find_numbers(text, lexicon=lexicon) if m.kind == "percent"]
    if len(found) != len(results):
        return False
    return all(
        m.start == r["Start"] and m.end == r["End"] + 1 and _close(m.low, r["Resolution"]["value"].rstrip("%"))
        for m, r in zip(found, results, strict=True)
    )


def _limits(match: NumberMatch) -> tuple[Decimal | None, Decimal | None]:
    if match.bound == "at_least":
        return match.low, None
    return (None, match.high) if match.bound == "at_most" else (match.low, match.high)


def _ranges_hold(text: str, results: list[dict[str, Any]], lexicon: Lexicon) -> bool:
    found = [_limits(m) for m in find_numbers(text, lexicon=lexicon, ranges=True) if m.bound not in ("exact", "about")]
    wanted = []
    for result in results:
        low, high = (Decimal(v) if v else None for v in result["Resolution"]["value"].strip("[]()").split(","))
        wanted.append((low, high))
    return found == wanted


def _values_hold(text: str, results: list[dict[str, Any]], lexicon: Lexicon) -> bool:
    found = find_quantities(text, lexicon=lexicon)
    wanted = [r["Resolution"]["value"] for r in results]
    if len(found) < len(wanted) or any(v is None for v in wanted):
        return False
    values = [m.quantity.low for m in found if m.quantity.unit]
    return all(any(v is not None and _close(v, w) for v in values) for w in wanted) and (bool(wanted) or not values)


def _periods_hold(text: str, case: dict[str, Any], lexicon: Lexicon) -> bool:
    """Compare start and last day: the suite's end is the day after, or the last day itself."""
    anchor = Anchor(dt.date.fromisoformat(case["Context"]["ReferenceDateTime"][:10]), "reference")
    found = [resolve_period(match, anchor) for match in find_periods(text, lexicon=lexicon)]
    spans = {(period.start, period.end) for period in found}
    for result in case["Results"]:
        wanted = set()
        for value in result["Value"].values():
            if isinstance(value, dict) and {"startDate", "endDate"} <= set(value):
                start, end = (dt.date.fromisoformat(value[key][:10]) for key in ("startDate", "endDate"))
                wanted |= {(start, end), (start, end - dt.timedelta(days=1))}
        if not wanted & spans:
            return False
    return True


CHECKS = {
    "NumberModel": _numbers_hold,
    "PercentModel": _percents_hold,
    "NumberRangeModel": _ranges_hold,
    "CurrencyModel": _values_hold,
    "DimensionModel": _values_hold,
    "DatePeriodParser": _periods_hold,
}


@pytest.mark.parametrize("model", FLOORS)
def test_suite_stays_above_its_floor(model: str, shared: Path) -> None:
    lexicon = load_lexicon()
    outcomes = {text: CHECKS[model](text, results, lexicon) for text, results in _cases(shared, model)}
    failed = [text for text, holds in outcomes.items() if not holds]
    share = 1 - len(failed) / len(outcomes)
    assert share >= FLOORS[model], f"{model} {share:.3f}: {failed}"


def test_purposeful_failures_still_fail(shared: Path) -> None:
    lexicon = load_lexicon()
    holding = {
        text
        for model, check in CHECKS.items()
        for text, results in _cases(shared, model)
        if text in ON_PURPOSE and check(text, results, lexicon)
    }
    assert not holding, "remove from ON_PURPOSE what the suite now passes"
