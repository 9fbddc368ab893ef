"""Test the one-file view of a report: every character kept and escaped, highlights where the facts are."""

import html
import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import reportmine
from reportmine.cli import app
from reportmine.present.viewer import Highlight, build_viewer, mark_text

TEXT = (
    "2024年工作总结<script>alert(1)</script>\n一、工作情况\n全年完成产值1.2亿元，同比增长8%，完成销售收入万元。\n"
    "二、明年目标\n力争实现利润1606万元，加强安全生产培训。"
)


@pytest.fixture(scope="module")
def page() -> BeautifulSoup:
    return BeautifulSoup(build_viewer(reportmine.analyze(TEXT)[0].to_dict()), "lxml")


def test_text_is_whole_and_hostile_text_is_text(page: BeautifulSoup) -> None:
    article = page.find(id="text")
    assert article is not None
    assert article.get_text() == reportmine.analyze(TEXT)[0].article.text
    assert [s for s in page.find_all("script") if "alert" in s.get_text()] == []


def test_nothing_is_loaded_from_anywhere(page: BeautifulSoup) -> None:
    assert page.find_all(["link", "img", "iframe", "object"]) == []
    assert not [tag for tag in page.find_all(True) if tag.get("src") or tag.get("href")]
    policy = page.find("meta", {"http-equiv": "Content-Security-Policy"})
    assert policy is not None
    assert str(policy["content"]).startswith("default-src 'none'")


def test_rows_and_marks_meet(page: BeautifulSoup) -> None:
    marked = {fact for mark in page.find_all("mark") for fact in str(mark["data-facts"]).split()}
    rows = {str(row["id"]) for row in page.select("tbody tr")}
    assert marked == rows
    report = reportmine.analyze(TEXT)[0]
    for n, indicator in enumerate(report.indicators):
        pieces = "".join(m.get_text() for m in page.select(f'mark[data-facts~="i{n}"]'))
        assert pieces == indicator.evidence.text
    assert page.select("mark.redacted")


spans = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=6)


@given(st.text(alphabet="甲乙<>&\"'$\n", min_size=12, max_size=12), spans)
@settings(max_examples=200, derandomize=True, deadline=None)
def test_any_overlap_keeps_the_text_and_crosses_no_tag(text: str, pairs: list[tuple[int, int]]) -> None:
    marks = [Highlight(min(p), max(p), f"i{n}", "x", "") for n, p in enumerate(pairs)]
    found = mark_text(text, marks)
    assert html.unescape(re.sub(r"<[^>]*>", "", found)) == text
    for n, mark in enumerate(marks):
        pieces = re.findall(rf'data-facts="[^"]*\bi{n}\b[^"]*">([^<]*)<', found)
        assert html.unescape("".join(pieces)) == text[mark.start : mark.end]


def test_command_writes_the_page(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "总结.txt").write_text(TEXT, encoding="utf-8")
    done = CliRunner().invoke(app, ["view", "总结.txt", "--out", "看/一.html"])
    assert done.exit_code == 0, done.output
    assert "1606万元" in (tmp_path / "看" / "一.html").read_text(encoding="utf-8")
    assert CliRunner().invoke(app, ["view", "总结.txt", "--article", "9"]).exit_code != 0
