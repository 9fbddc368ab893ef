"""Sample reports, write the sheet, read a filled one."""

import csv
import io

import pytest

from reportmine.errors import InputError
from reportmine.learn.audit import COLUMNS, audit_sheet, is_blank_sheet, read_audit, sample_reports, wilson
from reportmine.pipeline import load, text_page

TEXTS = [
    f"第{n}季度工作总结\n一、主要工作\n全年售水{n}6万立方米，漏损率下降，安全生产形势平稳。\n二、打算\n明年力争售水{n}9万立方米。\n"
    for n in range(1, 7)
]


def reports() -> list:
    return [r for text in TEXTS for r in load().analyze(text_page(text, path=f"{text[1]}.txt"))]


def filled(**answers: str) -> str:
    rows = list(csv.DictReader(io.StringIO(audit_sheet(reports()))))
    for row in rows:
        row.update(answers)
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def test_sample_repeats_and_keeps_order() -> None:
    all_reports = reports()
    first = [r.article.page.path for r in sample_reports(all_reports, size=3, seed=4)]
    assert first == [r.article.page.path for r in sample_reports(iter(all_reports), size=3, seed=4)]
    assert first == sorted(first)
    assert len(first) == 3
    assert len(sample_reports(all_reports, size=99, seed=4)) == len(all_reports)


def test_yes_no_and_the_right_code_are_answers() -> None:
    by_column = {p.column: p for p in read_audit(filled(report_type_right="y", industry_right="Q84"), "s.csv")}
    assert by_column["report_type"].share == 1.0
    assert by_column["report_type"].judged == len(reports())
    assert by_column["industry"].right == 0
    assert by_column["themes"].judged == 0


def test_themes_count_each_shown_one() -> None:
    shown = sum(len(r.themes[:4]) for r in reports())
    row = {p.column: p for p in read_audit(filled(themes_right="1"), "s.csv")}["themes"]
    assert (row.judged, row.right) == (shown, len(reports()))


def test_an_answer_that_is_none_is_named_with_its_line() -> None:
    with pytest.raises(InputError, match=r"s\.csv:2"):
        read_audit(filled(themes_right="perhaps"), "s.csv")
    with pytest.raises(InputError, match="no column"):
        read_audit("a,b\n1,2\n", "s.csv")


def test_interval_narrows_with_what_was_judged() -> None:
    low, high = wilson(90, 100)
    wide_low, wide_high = wilson(9, 10)
    assert wide_low < low < 0.9 < high < wide_high
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize("answer", ["y", "Ｙ", "✓", "✔️", "√", "ok", "对", "正确", "1", "TRUE"])
def test_every_way_to_say_yes_is_heard(answer: str) -> None:
    assert {p.share for p in read_audit(filled(report_type_right=answer, industry_right=answer), "s.csv")[:2]} == {1.0}


@pytest.mark.parametrize(
    ("column", "answer"),
    [
        *(("report_type_right", answer) for answer in ("T", "5", "好像", "SUM PLN", "Q84")),
        *(("industry_right", answer) for answer in ("T", "2", "Q99", "SUM")),
        *(("themes_right", answer) for answer in ("9", "T99", "大概")),
    ],
)
def test_what_is_no_answer_is_refused_and_never_counted_as_wrong(column: str, answer: str) -> None:
    with pytest.raises(InputError, match=rf"s\.csv:2: {column}: '{answer}'"):
        read_audit(filled(**{column: answer}), "s.csv")


def test_a_sheet_with_tabs_is_read_and_only_a_blank_one_is_written_over() -> None:
    rows = list(csv.reader(io.StringIO(filled(report_type_right="对"))))
    tabbed = "\ufeff" + "\r\n".join("\t".join(row) for row in rows)
    assert read_audit(tabbed, "s.txt")[0].share == 1.0
    assert is_blank_sheet(filled())
    assert not any(map(is_blank_sheet, (tabbed, filled(remark="?"), "a,b\n1,2\n", "")))
