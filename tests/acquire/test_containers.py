"""Test rows, archives and WARC files: metadata kept, bad members and rows alone lost, bombs and torn tails harmless."""

import gzip
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from reportmine.acquire.files import read_pages
from reportmine.errors import (
    DamagedInputError,
    EmptyInputError,
    EncryptedInputError,
    InputLimitError,
    MissingInputError,
    NoTextError,
)
from reportmine.schema import PageText
from reportmine.settings import Settings
from reportmine.text.lexicon import Lexicon
from tests.acquire.makers import make_docx, make_warc, make_zip, paragraph

TEXT = "今年完成产值3.5亿元，增长8%，形势良好。"
HTML = f"<html><title>总结</title><body><p>{TEXT * 4}</p></body></html>"


def kinds(found: list[Any]) -> list[str]:
    """Return page texts and the names of errors, in order."""
    return [item.text if isinstance(item, PageText) else type(item).__name__ for item in found]


def test_jsonl_rows_and_bad_lines(read: Any) -> None:
    rows = [
        json.dumps({"正文": TEXT, "标题": "甲", "pubdate": "2024-01-05", "id": 7}, ensure_ascii=False),
        "",
        "{broken",
        json.dumps({"other": 1}),
        json.dumps({"正文": "  "}),
        "[1]",
        json.dumps({"正文": "乙"}),
    ]
    found = read("\n".join(rows).encode(), "rows.jsonl", text_column="正文")
    assert kinds(found) == [
        TEXT,
        "DamagedInputError",
        "DamagedInputError",
        "EmptyInputError",
        "DamagedInputError",
        "乙",
    ]
    assert [getattr(f, "path", None) or f.where for f in found] == [f"rows.jsonl#L{n}" for n in (1, 3, 4, 5, 6, 7)]
    assert (found[0].title, str(found[0].published_on)) == ("甲", "2024-01-05")
    assert dict(found[0].metadata) == {"标题": "甲", "pubdate": "2024-01-05", "id": "7"}
    assert "other" in found[2].mend


def test_json_lines_without_the_text_column_are_one_error(read: Any) -> None:
    found = read(b'{broken\n{"body": "x"}\n{"title": "y"}\n', "rows.jsonl")
    assert [type(item).__name__ for item in found] == ["DamagedInputError"]
    assert "no column 'text'" in str(found[0])
    assert "body" in found[0].mend


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_in_excel_encodings(encoding: str, delimiter: str, read: Any) -> None:
    table = delimiter.join(["text", "单位"]) + f'\r\n"第一行\r\n{TEXT}"{delimiter}甲\r\n{TEXT}{delimiter}乙\r\n\r\n'
    found = read(table.encode(encoding), "a.csv")
    assert [(f.text, f.path, dict(f.metadata)) for f in found] == [
        (f"第一行\n{TEXT}", "a.csv#L2", {"单位": "甲"}),
        (TEXT, "a.csv#L4", {"单位": "乙"}),
    ]


def test_csv_broken_quotes_lose_only_their_row(read: Any) -> None:
    table = f'text,n\n{TEXT},1\n"没有结束的引号,2\n他说"好"的,3\n"甲"乙,4\n一,二,三\n{TEXT},5\n'
    assert kinds(read(table.encode(), "a.csv")) == [
        TEXT,
        "DamagedInputError",
        '他说"好"的',
        "甲乙",
        "DamagedInputError",
        TEXT,
    ]


def test_csv_long_field(read_one: Any) -> None:
    assert len(read_one(("text\n" + "长" * 300_000).encode(), "a.csv").text) == 300_000


def test_zip_members_in_place(read: Any) -> None:
    inner = make_zip({"deep.txt": "深处的文字"})
    data = make_zip(
        {
            "a.txt": TEXT,
            "../../etc/passwd": "root",
            "b/bad.dat": b"\x89PNG0",
            "b/style.css": "body {}",
            "b/seal.png": b"\x89PNG0",
            "c.docx": make_docx(paragraph("乙")),
            "in.zip": inner,
            "__MACOSX/x": "x",
        }
    )
    found = read(data, "all.zip")
    assert kinds(found) == [TEXT, "root", "BinaryInputError", "乙", "深处的文字"]
    assert [f.path for f in found if isinstance(f, PageText)] == [
        "all.zip!/a.txt",
        "all.zip!/../../etc/passwd",
        "all.zip!/c.docx",
        "all.zip!/in.zip!/deep.txt",
    ]
    assert found[2].where == "all.zip!/b/bad.dat"


def test_zip_limits(read: Any) -> None:
    nest = make_zip({"1.zip": make_zip({"2.zip": make_zip({"3.txt": "x"})})})
    assert isinstance(read(nest, "n.zip")[0], InputLimitError)
    bomb = make_zip({f"{n}.txt": b"0" * 1_000_000 for n in range(10)})
    found = read(bomb, "b.zip", settings=Settings(max_unpacked_bytes=3_500_000))
    assert [type(f).__name__ for f in found] == ["PageText"] * 3 + ["InputLimitError"]
    found = read(bomb, "b.zip", settings=Settings(max_input_bytes=500_000))
    assert {type(f) for f in found} == {InputLimitError}
    assert isinstance(read(make_zip({}), "e.zip")[0], NoTextError)


def test_zip_damage_and_passwords(read: Any) -> None:
    data = bytearray(make_zip({"a.txt": TEXT * 30, "b.txt": TEXT}))
    assert isinstance(read(bytes(data[:-30]), "t.zip")[0], DamagedInputError)
    broken = bytearray(data)
    broken[60:90] = bytes(30)
    assert kinds(read(bytes(broken), "d.zip")) == ["DamagedInputError", TEXT]
    locked = bytearray(data)
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    found = read(bytes(locked), "l.zip")
    assert isinstance(found[0], EncryptedInputError)
    assert found[0].where == "l.zip!/a.txt"


def test_zip_names_packed_in_gbk(read_one: Any) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("NAME.txt", TEXT)
    data = buffer.getvalue().replace(b"NAME", "总结".encode("gbk"))
    assert read_one(data, "a.zip").path == "a.zip!/总结.txt"


def test_gzip_is_unpacked_within_limits(read: Any, read_one: Any) -> None:
    assert read_one(gzip.compress(TEXT.encode()), "a.txt.gz").text == TEXT
    assert read_one(gzip.compress(TEXT.encode() * 9)[:-9], "torn.txt.gz").text.startswith(TEXT)
    bomb = gzip.compress(b"0" * 2_000_000)
    assert isinstance(read(bomb, "b.gz", settings=Settings(max_input_bytes=1_000_000))[0], InputLimitError)


@pytest.mark.parametrize("gz", [True, False])
def test_warc_pages_carry_url_and_time(gz: bool, read: Any) -> None:
    data = make_warc(
        {"https://a.cn/1": HTML.encode("gbk"), "https://a.cn/2": HTML.encode()}, charset="; charset=utf-8", gzipped=gz
    )
    found = read(data, "a.warc")
    assert [(f.url, f.encoding, f.text) for f in found] == [
        ("https://a.cn/1", "gb18030", TEXT * 4),
        ("https://a.cn/2", "utf-8", TEXT * 4),
    ]
    assert found[0].fetched_at.tzinfo is not None


def test_a_torn_warc_loses_nothing_before_the_tear(tmp_path: Path, lexicon: Lexicon) -> None:
    data = make_warc({f"https://a.cn/{n}": HTML.encode() for n in range(5)})
    path = tmp_path / "torn.warc.gz"
    path.write_bytes(data[: int(len(data) * 0.9)])
    found = list(read_pages(path, settings=Settings(), lexicon=lexicon))
    assert [f.url for f in found if isinstance(f, PageText)][:4] == [f"https://a.cn/{n}" for n in range(4)]


def test_warc_locations(tmp_path: Path, lexicon: Lexicon) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(make_warc({"https://a.cn/1": HTML.encode()}))
    (found,) = read_pages(path.as_uri(), settings=Settings(), lexicon=lexicon)
    assert isinstance(found, PageText)
    (missing,) = read_pages(tmp_path / "none.warc", settings=Settings(), lexicon=lexicon)
    assert isinstance(missing, MissingInputError)
    (unknown,) = read_pages("nosuch://host/a.warc", settings=Settings(), lexicon=lexicon)
    assert "nosuch" in str(unknown)


def test_a_row_without_text_is_an_error(read: Any) -> None:
    assert isinstance(read(b'text,b\n"",1\n', "a.csv")[0], EmptyInputError)
