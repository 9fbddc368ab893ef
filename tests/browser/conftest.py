"""Open the page of a live service in a real Chromium; without one the tests are skipped, saying so."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.api.conftest import build_corpus
from tests.api.live import Live, serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip
PLACES = ("chromium", "chromium-browser", "google-chrome")
PICTURES = "PAGE_PICTURES"  # a folder, where pictures of every view are wanted


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """Give a running service with a corpus."""
    path = tmp_path_factory.mktemp("browser") / "corpus.db"
    build_corpus(path, 120)
    with serve("--db", path, REPORTMINE_API_RATE_PER_MINUTE="0") as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give a browser."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    found = next(filter(None, map(shutil.which, PLACES)), None)
    if found is None:
        pytest.skip("no Chromium on this machine")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, headless=True, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, live: Live) -> Iterator[Page]:
    """Give a fresh tab at desktop width; what the page logs as an error fails the test."""
    context = browser.new_context(viewport={"width": 1360, "height": 900}, base_url=live.url, locale="zh-CN")
    tab = context.new_page()
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    tab.set_default_timeout(15_000)
    yield tab
    context.close()
    assert not [e for e in errors if "400 (Bad Request)" not in e], errors


def picture(page: Page, name: str) -> None:
    """Keep a picture where they are wanted."""
    folder = os.environ.get(PICTURES)
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png")
