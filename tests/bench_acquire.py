"""Measure reading HTML against readability alone, both from decoded text, in one run on one core."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from readability import Document

from reportmine.acquire.decode import decode_bytes
from reportmine.acquire.html import extract_html
from reportmine.text.lexicon import load_lexicon


def acquire_ratio(folder: Path, *, rounds: int = 5) -> dict[str, float]:
    """Return the speed of extract_html as a ratio to readability alone over the .html files of a folder (best of `rounds`)."""
    pages = [decode_bytes(path.read_bytes())[0] for path in sorted(folder.glob("*.html"))]
    lexicon = load_lexicon()
    alone, whole = [], []
    for _ in range(rounds):
        alone.append(_seconds(pages, lambda html: Document(html).summary(html_partial=True)))
        whole.append(_seconds(pages, lambda html: extract_html(html, lexicon=lexicon)))
    return {"readability_s": min(alone), "acquire_s": min(whole), "ratio": min(alone) / min(whole)}


def _seconds(pages: list[str], read: Callable[[str], object]) -> float:
    start = time.process_time()
    for page in pages:
        read(page)
    return time.process_time() - start
