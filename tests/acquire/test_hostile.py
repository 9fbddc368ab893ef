"""Test made-up hostile inputs: no crash, no hang, offsets always inside the text, nothing but pages and our errors."""

import random
import time
import warnings
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportmine.acquire.html import extract_html
from reportmine.acquire.lines import read_lines
from reportmine.errors import InputError
from reportmine.schema import PageText
from reportmine.text.lexicon import load_lexicon
from tests.acquire.makers import lay_out, make_docx, make_pdf, make_warc, make_zip, paragraph

SECONDS = 5.0
WORDS = "文字，很多的文字。"
SHAPES = {
    "deep div": "<html>" + "<div>" * 100_000 + WORDS * 100,
    "deep font": "<html>" + f"<font>{WORDS}" * 3000,
    "deep table": f"<table><tr><td>{WORDS}" * 20_000,
    "hidden nest": "<html>" + "<div style='display:none'>文字" * 250,
    "one long line": "<html><p>" + "文" * 3_000_000,
    "many p": "<html>" + f"<p>{WORDS}" * 60_000,
    "many br": "<html>" + f"{WORDS}<br>" * 60_000,
    "more tags than a tree may hold": "<html>" + f"<p>{WORDS}" * 300_000,
    "many div trees": "<html>" + ("<div>" * 50 + WORDS + "</div>" * 50) * 800,
    "open brackets": "<html>" + "<" * 3_000_000,
    "open tags": "<html>" + "<p " * 1_000_000,
    "open scripts": "<html>" + "<script>" * 1_500_000,
    "entities": "<!DOCTYPE html [<!ENTITY a '1234567890'><!ENTITY b '&a;&a;&a;&a;'>]><html><p>" + "&b;" * 1000 + WORDS,
    "ampersands": "<html><p>" + "&amp;" * 500_000,
    "spaces": "<html><p>文" + " " * 3_000_000 + "字",
    "newlines": "<html><p>文" + "\n" * 3_000_000 + "字",
    "links": "<html>" + "<a href=x>文字</a>" * 40_000,
    "labels": "<html><p>" + "来 源 : " * 300_000 + f"</p><p>{WORDS * 20}",
    "digits": "<html><title>" + "-2" * 50_000 + "</title><p>" + "2024-1-" * 100_000,
    "spans": "<html><table>" + "<tr><td colspan=99999 rowspan=99999>1</td><td>2</td></tr>" * 3000 + "</table>",
    "json": "<html><script type='application/ld+json'>" + "[" * 100_000 + f"</script><p>{WORDS}",
    "styles": "<html><style>" + ".a{" * 100_000 + f"</style><p>{WORDS}",
    "attribute": "<html><p a='" + "x" * 3_000_000 + f"'>{WORDS}",
    "doctype": "<!doctype html>" + "<!doctype html><html><body>" * 3000 + WORDS,
}
FRAGMENTS = (
    "<div>", "</div>", "<p>", "</p>", "<table>", "<tr>", "<td rowspan=3>", "<th colspan=2>", "</td>", "</tr>", "</table>", "<br>", "<h2>",
    "</h2>", "<b>", "</b>", "<center>", "<pre>", "</pre>", "<ul><li>", "</ul>", "<a href='http://[x'>", "</a>", "<script>", "</script>",
    "<!--", "-->", "<![CDATA[", "]]>", "&nbsp;", "&#x1F600;", "&#0;", "<p style='display:none'>", "<span hidden>", "</span>", "\x00", "\ufeff",
    "\ud800", WORDS, "利润增长8%，", "2024-02-30 ", "来源：", "发布时间：", "<caption>", "<base href='http://[bad'>", "<form>", "<body>", "</html>",
)  # fmt: skip


def check(items: list[Any]) -> None:
    """Assert that items are pages with valid offsets, or our errors with a place."""
    for item in items:
        if isinstance(item, PageText):
            assert all(0 <= h.start < h.end <= len(item.text) for h in item.hints)
            assert all(0 <= c.start <= c.end <= len(item.text) for c in item.cells)
            assert 0.0 <= item.extraction.agreement <= 1.0
        else:
            assert isinstance(item, InputError)
            assert item.where


@pytest.mark.parametrize("shape", SHAPES)
def test_hostile_shapes_end_soon(shape: str, read: Any) -> None:
    start = time.process_time()
    check(read(SHAPES[shape].encode(), "a.html"))
    assert time.process_time() - start < SECONDS


@settings(derandomize=True, max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=60))
def test_any_mixture_of_tags_is_read(pieces: list[str]) -> None:
    html = "".join(pieces)
    found = extract_html(html, lexicon=load_lexicon())
    assert all(0 <= h.start < h.end <= len(found.text) for h in found.hints)
    rows: dict[tuple[int, int], list[str]] = {}
    for cell in found.cells:
        rows.setdefault((cell.table, cell.row), []).append(found.text[cell.start : cell.end])
    assert {"\t".join(cells) for cells in rows.values()} <= set(found.text.split("\n"))


@settings(derandomize=True, max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=40))
def test_lines_are_clean(pieces: list[str]) -> None:
    html = "<div>" + "".join(p for p in pieces if p != "\ud800") + "</div>"
    assert all(line.text.strip() and "\n" not in line.text for line in read_lines(html))


def damaged(data: bytes, seed: int) -> bytes:
    """Return the bytes with some of them changed, cut out, doubled or cut off."""
    rng = random.Random(seed)
    out = bytearray(data)
    for _ in range(rng.randint(1, 12)):
        at = rng.randrange(len(out))
        match rng.randrange(4):
            case 0:
                out[at] = rng.randrange(256)
            case 1:
                del out[at : at + rng.randint(1, 40)]
            case 2:
                out[at:at] = out[at : at + rng.randint(1, 40)]
            case _:
                out = out[: max(10, len(out) - rng.randint(1, 60))]
    return bytes(out)


WHOLE = {
    "a.pdf": make_pdf(lay_out([WORDS * 30, WORDS])),
    "a.docx": make_docx(paragraph(WORDS) * 5),
    "a.zip": make_zip({"a.txt": WORDS, "b.html": f"<p>{WORDS * 9}</p>", "c.docx": make_docx(paragraph(WORDS))}),
    "a.warc": make_warc(
        {f"https://a.cn/{n}": f"<html><p>{WORDS * 5}</p>".encode("gbk") for n in range(3)}, gzipped=False
    ),
    "b.warc": make_warc({f"https://a.cn/{n}": f"<html><p>{WORDS * 5}</p>".encode() for n in range(3)}),
    "a.jsonl": '{"text": "文字", "n": 1}\n{"text": "文字"}\n'.encode() * 5,
    "a.csv": 'text,n\n"文字",1\n"文""字",2\n'.encode() * 5,
    "a.html": f"<html><body><table><tr><td>一</td><td>2</td></tr></table><p>{WORDS * 9}</p></body></html>".encode(
        "gbk"
    ),
}


@pytest.mark.parametrize("name", WHOLE)
def test_damaged_files_give_pages_or_errors(name: str, read: Any) -> None:
    start = time.process_time()
    for seed in range(60):
        check(read(damaged(WHOLE[name], seed), name))
    assert time.process_time() - start < 4 * SECONDS


@settings(derandomize=True, max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.html", "a.csv", "a.jsonl", "a.zip", "a.pdf"]))
def test_any_bytes_under_any_name(data: bytes, name: str) -> None:
    from reportmine.acquire.files import read_bytes
    from reportmine.settings import Settings

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check(list(read_bytes(data, name=name, settings=Settings(), lexicon=load_lexicon())))
