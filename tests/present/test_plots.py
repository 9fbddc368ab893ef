"""Test the charts and the offline report page on tables of made-up pages; skipped where no Chinese font is installed."""

from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from typer.testing import CliRunner

import reportmine
from reportmine.cli import app
from reportmine.errors import QueryError, SettingsError
from reportmine.present import fonts

plots = pytest.importorskip("reportmine.present.plots")
TEXT = (
    "2023年工作总结\n一、完成情况\n2023年计划完成产值1.2亿元，实际完成产值1.26亿元。实现利润1606万元，同比增长8.5%。\n"
    "加强安全生产培训和质量管理，开展客户满意度调查。\n二、明年目标\n2024年力争产值达到1.5亿元，利润达到1800万元，合格率99%。"
)


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return reportmine.tables([*reportmine.analyze(TEXT), *reportmine.analyze(TEXT.replace("2023", "2022"))])


@pytest.fixture
def font() -> None:
    if fonts.find_chinese_font() is None:
        pytest.skip("no font that draws Chinese is installed")


@pytest.mark.usefixtures("font")
def test_every_chart_draws_and_gives_the_same_bytes(tables: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    for name, figure in plots.plot_all(tables).items():
        first = plots.save_figure(figure, tmp_path / f"{name}.svg").read_bytes()
        again = plots.save_figure(plots.plot_all(tables)[name], tmp_path / "again.svg").read_bytes()
        assert first == again, name
        assert b"<path" in first
    png = plots.save_figure(plots.plot_targets(tables["indicators"]), tmp_path / "图 一.png")
    assert png.read_bytes().startswith(b"\x89PNG")


@pytest.mark.usefixtures("font")
def test_targets_are_of_one_unit(tables: dict[str, pd.DataFrame]) -> None:
    axes = plots.plot_targets(tables["indicators"], unit="元").axes[0]
    assert axes.get_xlabel() == "目标值（元）"
    drawn = {float(x) for line in axes.lines for x in line.get_xdata()}
    assert {150_000_000.0, 18_000_000.0} <= drawn
    assert 99.0 not in drawn


def test_attainment_is_actual_by_target() -> None:
    rows = [
        {"metric": "产值", "low": 1.2e8, "links": "answered_by:1"},
        {"metric": "产值", "low": 1.26e8, "links": "answers:0; mention:0"},
        {"metric": "利润", "low": None, "links": "answers:0"},
    ]
    made = [{"report_id": "r", "indicator_index": n, "period": "2023年", **row} for n, row in enumerate(rows)]
    pairs = plots.attainment_pairs(pd.DataFrame(made))
    assert pairs[["metric", "target", "actual"]].to_numpy().tolist() == [["产值", 1.2e8, 1.26e8]]
    assert list(pairs["rate"].round(6)) == [105.0]


@pytest.mark.usefixtures("font")
def test_empty_tables_draw_too() -> None:
    empty = reportmine.tables([])
    assert set(plots.plot_all(empty)) == {"industries", "targets", "themes_by_role", "themes_by_year", "terms"}


def test_no_font_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "find_chinese_font", lambda: None)
    with pytest.raises(SettingsError, match="fonts-noto-cjk"):
        fonts.need_chinese_font()


@pytest.mark.usefixtures("font")
def test_a_font_installed_since_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from matplotlib.font_manager import fontManager

    before = fonts.find_chinese_font()
    files = {font.fname for font in fontManager.ttflist if font.name in fonts.FAMILIES}
    kept = [font for font in fontManager.ttflist if font.fname not in files]
    monkeypatch.setattr(fontManager, "ttflist", kept)  # as matplotlib's cache has it from before
    fonts.find_chinese_font.cache_clear()
    try:
        assert fonts.find_chinese_font() == before
    finally:
        fonts.find_chinese_font.cache_clear()


@pytest.mark.usefixtures("font")
def test_bad_requests_are_refused(tables: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="by='role'"):
        plots.plot_themes(tables["themes"], by="month")
    with pytest.raises(QueryError, match="svg"):
        plots.save_figure(plots.plot_targets(tables["indicators"]), tmp_path / "x.gif")


@pytest.mark.usefixtures("font")
def test_report_page_is_whole_and_offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "甲.txt").write_text(TEXT.replace("产值达到", "产值<b>达到"), encoding="utf-8")
    assert CliRunner().invoke(app, ["extract", "甲.txt", "--out", "结果"]).exit_code == 0
    done = CliRunner().invoke(app, ["report", "结果", "--title", "甲<乙"])
    assert done.exit_code == 0, done.output
    page = BeautifulSoup((tmp_path / "report.html").read_text(encoding="utf-8"), "lxml")
    assert page.h1 is not None
    assert page.h1.get_text() == "甲<乙"
    sources = [str(image["src"]) for image in page.find_all("img")]
    assert sources
    assert all(source.startswith("data:image/svg+xml;base64,") for source in sources)
    assert page.find_all(["script", "link"]) == []
    assert "1.5亿元" in [strong.get_text() for strong in page.find_all("strong")]
    assert CliRunner().invoke(app, ["plot", "结果", "--format", "png"]).exit_code == 0
    assert (tmp_path / "plots" / "targets.png").stat().st_size > 1000


def test_a_year_is_told_by_date_title_or_indicators() -> None:
    reports = pd.DataFrame({
        "report_id": list("abcd"),
        "published_on": pd.to_datetime(["2020-03-01", None, None, None]),
        "title": ["2019年工作总结", "2018年工作总结", "编号20180012", ""],
    })  # fmt: skip
    starts = pd.to_datetime(["2016-01-01", "2016-07-01", "2015-01-01", None])
    indicators = pd.DataFrame({"report_id": list("cccd"), "period_start": starts})
    years = plots.report_years(reports, indicators)["year"]
    assert years.astype(object).where(years.notna(), None).tolist() == [2020, 2018, 2016, None]


@pytest.mark.usefixtures("font")
def test_what_cannot_be_drawn_says_why_and_equal_counts_can_be_read(tables: dict[str, pd.DataFrame]) -> None:
    undated = tables["reports"].assign(title="", published_on=pd.NaT, period=None)
    figure = plots.plot_themes(tables["themes"], undated, by="year")
    assert [text.get_text() for text in figure.axes[0].texts] == [plots.NO_YEAR]
    dated = plots.plot_themes(tables["themes"], tables["reports"], by="year")
    assert not dated.axes[0].texts
    axes = plots.plot_industries(tables["reports"].head(1)).axes[0]
    assert (axes.images[0].norm.vmin, axes.texts[0].get_color()) == (0, "white")
