"""Test the dispatch by content, folders, limits, and that every failure is an InputError in its place."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from reportmine.acquire.files import read_pages
from reportmine.errors import (
    BinaryInputError,
    DamagedInputError,
    EmptyInputError,
    EncryptedInputError,
    InputError,
    InputLimitError,
    MissingInputError,
    NoTextError,
)
from reportmine.schema import PageText
from reportmine.settings import Settings
from reportmine.text.lexicon import Lexicon
from tests.acquire.makers import make_docx, make_pdf, make_zip, paragraph

TEXT = "一、今年目标\r\n全年完成产值3.5亿元，增长8%。\r\n"


def test_text_is_the_decoded_file(read_one: Any) -> None:
    page = read_one("\ufeff".encode() + TEXT.encode())
    assert (page.text, page.encoding, page.path) == (TEXT, "utf-8-sig", "a.txt")
    assert len(page.sha256) == 64


@pytest.mark.parametrize(
    ("data", "name", "method"),
    [
        (f"<html><body><p>{TEXT * 5}</p></body></html>".encode("gbk"), "misnamed.txt", "readability"),
        (TEXT.encode(), "misnamed.html", "text"),
        (make_docx(paragraph(TEXT)), "misnamed.doc", "docx"),
        (make_pdf([[(72, 700, TEXT.strip().replace("\r\n", ""))]]), "misnamed.txt", "pdf"),
        (make_docx(paragraph(TEXT)), "misnamed.zip", "docx"),
    ],
)
def test_content_decides_not_the_name(data: bytes, name: str, method: str, read_one: Any) -> None:
    page = read_one(data, name)
    assert "全年完成产值3.5亿元" in page.text
    assert page.extraction.method == method


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyInputError),
        (b" \r\n\t ", EmptyInputError),
        ("\u3000\u3000\n".encode(), EmptyInputError),
        (b"\x89PNG\r\n\x1a\n0000", BinaryInputError),
        (b"{\\rtf1 text}", BinaryInputError),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), BinaryInputError),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), EncryptedInputError),
        (make_zip({"[Content_Types].xml": "", "ppt/presentation.xml": ""}), BinaryInputError),
        (make_zip({"[Content_Types].xml": "", "xl/workbook.xml": ""}), DamagedInputError),
        (b"<html><body><script>go()</script></body></html>", NoTextError),
    ],
)
def test_bad_bytes_are_one_error_with_place_and_remedy(data: bytes, error: type[InputError], read: Any) -> None:
    (found,) = read(data, "given/name.bin")
    assert type(found) is error
    assert found.where == "given/name.bin"
    assert found.mend


def test_limits_hold_before_reading(tmp_path: Path, read: Any, lexicon: Lexicon) -> None:
    small = Settings(max_input_bytes=10)
    assert isinstance(read(b"0123456789a", settings=small)[0], InputLimitError)
    path = tmp_path / "big.txt"
    path.write_bytes(b"0123456789a")
    (error,) = read_pages(path, settings=small, lexicon=lexicon)
    assert isinstance(error, InputLimitError)
    assert error.where == str(path)


def test_a_folder_is_read_in_order_and_loses_nothing(tmp_path: Path, lexicon: Lexicon) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "1.txt").write_text(TEXT)
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "c.html").write_text(f"<p>{TEXT * 5}</p>")
    (tmp_path / ".hidden").write_text("x")
    found = list(read_pages(tmp_path, settings=Settings(), lexicon=lexicon))
    places = [item.path if isinstance(item, PageText) else item.where for item in found]
    assert places == [str(tmp_path / name) for name in ("a.txt", "c.html", "b/1.txt")]
    assert isinstance(found[0], EmptyInputError)


def test_missing_empty_folder_and_odd_paths(tmp_path: Path, lexicon: Lexicon) -> None:
    for path, error in (
        (tmp_path / "none.txt", MissingInputError),
        (tmp_path, NoTextError),
        ("a\x00b", MissingInputError),
    ):
        (found,) = read_pages(path, settings=Settings(), lexicon=lexicon)
        assert type(found) is error
        assert found.where == str(path)


def test_a_saved_page_keeps_its_address(read_one: Any) -> None:
    page = read_one(
        f"<html><link rel='canonical' href='https://example.org/9.html'><p>{TEXT * 5}</p></html>".encode(), "a.html"
    )
    assert (page.url, page.path, dict(page.metadata)) == (None, "a.html", {"address": "https://example.org/9.html"})


def test_importing_the_door_loads_no_reader() -> None:
    code = "import reportmine.acquire.files, sys; print([m for m in ('pandas','pypdfium2','fastwarc','bs4','lxml','fsspec') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
