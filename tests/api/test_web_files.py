"""Hold the files of the page to what keeps it safe and self-contained, whatever its data."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[2] / "api" / "reportmine_api" / "web"
SCRIPTS = sorted(WEB.glob("*.js"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda p: p.name)
def test_scripts_put_text_in_as_text(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.findall(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser", text
    )
    assert not [place for place in re.findall(r"https?://[^\s\"'`]+", text) if "www.w3.org/2000/svg" not in place]
    assert len(text.splitlines()) <= 400
    assert text.startswith("// ")


def test_the_page_loads_only_its_own_files() -> None:
    text = (WEB / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"<script(?![^>]*src=)[^>]*>", text) == []
    assert not re.search(r"<style|\sstyle=|\son\w+=", text)
    for place in re.findall(r'(?:src|href)="([^"#]+)"', text):
        assert (WEB / place.removeprefix("/web/")).is_file(), place
    style = (WEB / "style.css").read_text(encoding="utf-8")
    assert "url(" not in style
    assert "@import" not in style


def test_every_word_of_the_page_is_there_in_both_languages() -> None:
    words = (WEB / "words.js").read_text(encoding="utf-8")
    known = dict(re.findall(r'(\w+): (\["[^"]+", "[^"]+"\])', words))
    used = {key for path in SCRIPTS for key in re.findall(r'\bt\("(\w+)"\)', path.read_text(encoding="utf-8"))}
    assert len(used) > 40
    assert used <= known.keys()


def test_colours_are_those_of_the_viewer() -> None:
    viewer = Path(WEB.parents[2] / "src" / "reportmine" / "present" / "assets" / "viewer.html").read_text(
        encoding="utf-8"
    )
    style = (WEB / "style.css").read_text(encoding="utf-8")
    for name in ("ink", "quiet", "line", "ground", "target", "forecast", "actual", "reference", "redacted", "theme"):
        ours, theirs = (re.search(rf"--{name}: (#\w+)", text) for text in (style, viewer))
        assert ours is not None
        assert theirs is not None
        assert ours[1] == theirs[1], name
