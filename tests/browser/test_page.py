"""Use the page as its readers do: search, open, go from table to sentence and back, compare, paste, by keyboard and on a telephone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reportmine_api.keys import build_line
from tests.api.conftest import build_corpus
from tests.api.live import serve
from tests.browser.conftest import picture

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
TEXT = "某供电所上半年工作总结\n一、主要工作\n上半年完成售电量3200万千瓦时，同比增长6.5%。\n二、下半年目标\n力争全年线损率控制在4.8%以内。"
PHONE = {"width": 390, "height": 844}


def open_first(page: Page, query: str) -> None:
    """Search and open the first hit."""
    page.goto(f"/#/search?q={query}")
    page.locator(".results .title").first.click()
    page.wait_for_selector(".report")


def is_in_view(page: Page, selector: str) -> bool:
    """Return whether an element stands within the window."""
    found: bool = page.locator(selector).first.evaluate(
        "node => { const box = node.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; }"
    )
    return found


def test_search_marks_filters_and_turns_pages(page: Page) -> None:
    page.goto("/")
    page.wait_for_selector(".results .title")
    everything = page.locator(".total").inner_text()
    picture(page, "search_all")
    page.fill(".searchbox input", "产值")
    page.press(".searchbox input", "Enter")
    page.wait_for_selector(".results mark")
    assert page.locator(".results mark").first.inner_text() == "产值"
    assert page.locator(".total").inner_text() != everything
    facet = page.locator("[data-facet=report_type]").first
    count = facet.locator("span").last.inner_text()
    facet.click()
    page.wait_for_selector("[data-facet=report_type][aria-pressed=true]")
    assert page.locator(".total").inner_text().split()[0] == count
    picture(page, "search")
    page.goto("/#/search?page=2")
    page.wait_for_selector(".pager :text('2 /')")
    assert "page=2" in page.url


def test_a_bad_query_says_how_to_mend_it(page: Page) -> None:
    page.goto("/#/search?q=colour:red")
    assert "colour" in page.locator("[role=alert]").inner_text()


def test_row_leads_to_its_sentence_and_back(page: Page) -> None:
    open_first(page, "粮机")
    page.wait_for_selector("tr#i3")
    picture(page, "report")
    page.locator("tr#i3").click()
    page.wait_for_timeout(700)
    mark = page.locator("mark[data-facts~=i3]").first
    assert "chosen" in (mark.get_attribute("class") or "")
    assert is_in_view(page, "mark[data-facts~=i3]")
    page.locator("[data-tab=themes]").click()
    page.wait_for_selector("tr#t0")
    page.locator("mark[data-facts~=i0]").first.click()
    page.wait_for_timeout(500)
    assert "chosen" in (page.locator("tr#i0").get_attribute("class") or "")
    assert page.evaluate("document.activeElement.id") == "i0"


def test_outline_leads_to_its_section(page: Page) -> None:
    page.set_viewport_size({"width": 1360, "height": 400})
    open_first(page, "述职")
    page.locator(".outline button").last.click()
    page.wait_for_timeout(900)
    assert is_in_view(page, ".heading >> nth=-1")


def test_similar_says_why(page: Page) -> None:
    open_first(page, "粮机")
    page.locator("[data-tab=similar]").click()
    page.wait_for_selector(".side .hits li")
    picture(page, "similar")
    assert page.locator(".side .hits li").count() == 10
    assert page.locator(".side .hits li .bar").count() > 0
    assert page.locator(".side .chip.theme").count() > 0


def test_copies_stand_side_by_side(page: Page) -> None:
    open_first(page, "粮机")
    page.locator("[data-tab=copies]").click()
    page.locator(".compare-link").first.click()
    page.wait_for_selector(".compare mark")
    page.locator(".compare article").first.locator("mark").last.click()
    page.wait_for_timeout(600)
    picture(page, "compare")
    assert page.locator(".compare mark.chosen").count() == 2


def test_overview_draws_its_charts(page: Page) -> None:
    page.goto("/#/overview")
    page.wait_for_selector(".charts svg")
    picture(page, "overview")
    assert page.locator(".charts svg").count() == 4
    assert page.locator(".charts svg a").count() > 20
    assert page.locator(".charts section").first.locator("svg a").first.get_attribute("aria-label")
    page.locator(".charts svg a").first.click()
    page.wait_for_selector(".results .title")
    assert page.locator("[aria-pressed=true]").count() >= 1


@pytest.mark.parametrize("mac", [False, True])
def test_pasted_text_is_analysed(page: Page, mac: bool) -> None:
    page.goto("/#/analyze")
    page.fill("textarea", TEXT)
    page.press("textarea", "Meta+Enter" if mac else "Control+Enter")
    page.wait_for_selector("tr#i0")
    assert "3200万千瓦时" in page.locator("tr#i0").inner_text()
    picture(page, "paste")
    page.locator("[data-tab=similar]").click()
    page.wait_for_selector(".side .hits li")


def test_a_file_is_analysed(page: Page) -> None:
    page.goto("/#/analyze")
    page.set_input_files(
        "input[type=file]", {"name": "a.txt", "mimeType": "text/plain", "buffer": TEXT.encode("gb18030")}
    )
    page.locator(".paste button.main").click()
    page.wait_for_selector("tr#i0")


def test_a_script_in_a_report_is_text(page: Page) -> None:
    page.goto("/#/search?q=onerror")
    page.wait_for_selector(".results .title")
    assert page.locator("main img").count() == 0
    page.locator(".results .title").first.click()
    page.wait_for_selector(".report")
    assert "<script>document.title" in page.locator("main").inner_text()
    assert page.locator("main img, main script").count() == 0
    assert page.title() != "打开了"


def test_keyboard_is_enough(page: Page) -> None:
    page.goto("/")
    page.wait_for_selector(".results .title")
    page.keyboard.press("/")
    page.keyboard.type("粮机")
    page.keyboard.press("Enter")
    page.wait_for_selector(".results mark")
    page.locator(".results .title").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("tr#i1")
    page.locator("tr#i0").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert "i1" in str(page.evaluate("document.activeElement.dataset.facts"))
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "i1"
    page.locator("[data-tab=indicators]").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("[data-tab=themes]").get_attribute("aria-selected") == "true"


def test_english_is_one_click_away(page: Page) -> None:
    page.goto("/#/overview")
    page.wait_for_selector(".charts svg")
    page.locator("#language").click()
    page.wait_for_selector("html[lang=en] nav a")
    page.wait_for_selector(".charts svg")
    assert page.locator("nav a").first.inner_text() == "Search"
    picture(page, "english")


@pytest.mark.parametrize("path", ["search?q=粮机", "overview", "analyze", "report"])
def test_a_telephone_needs_no_sideways_scroll(page: Page, path: str) -> None:
    page.set_viewport_size(PHONE)
    if path == "report":
        open_first(page, "粮机")
    else:
        page.goto(f"/#/{path}")
    page.wait_for_selector(".panel")
    page.wait_for_timeout(400)
    picture(page, "phone_" + path.split("?", maxsplit=1)[0])
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_long_corpus_is_shown_by_pages(page: Page) -> None:
    page.goto("/")
    page.wait_for_selector(".results .title")
    assert page.locator(".results .title").count() == 20
    assert page.locator("body *").count() < 1500


def test_a_key_is_asked_for_where_one_is_needed(browser: Browser, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.write_text(build_line("reader", ["read"], "open sesame"), encoding="utf-8")
    build_corpus(tmp_path / "a.db", 5)
    with serve("--db", tmp_path / "a.db", "--keys", keys) as running:
        page = browser.new_page(base_url=running.url)
        page.goto("/")
        page.fill("dialog input", "open sesame")
        page.press("dialog input", "Enter")
        page.wait_for_selector(".results .title")
        assert page.locator("#key").is_visible()
        page.close()


def test_the_report_alone_runs_its_own_script(page: Page) -> None:
    open_first(page, "粮机")
    with page.context.expect_page() as opened:
        page.locator(".facts a[target]").click()
    alone = opened.value
    alone.locator("tr#i2").click()
    assert "chosen" in (alone.locator("mark[data-facts~=i2]").first.get_attribute("class") or "")
