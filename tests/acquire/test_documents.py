"""Test the Word and PDF readers: numbers, headings and tables; furniture, joined lines, scans and passwords."""

import io
from typing import Any

import pypdf
import pytest

from reportmine.acquire.numbering import format_number
from reportmine.errors import DamagedInputError, EncryptedInputError, InputLimitError, NoTextError
from reportmine.settings import Settings
from tests.acquire.makers import W, lay_out, make_docx, make_pdf, make_zip, paragraph

SENTENCE = "本年度公司围绕主业稳步推进各项工作，经营质量进一步提高，员工收入稳定增长，全面完成了董事会下达的年度任务，"
PARAGRAPHS = [
    "一、工作回顾",
    *[f"其中第{n}季度，{SENTENCE * 3}产值达到{n}亿元。" for n in "一二三四五六七八九十"],
    "二、下一步打算",
    SENTENCE * 7 + "再上台阶。",
]


def test_docx_keeps_headings_numbers_and_order(read_one: Any) -> None:
    styles = (
        '<w:style w:styleId="a1"><w:name w:val="heading 2"/></w:style>'
        '<w:style w:styleId="a2"><w:name w:val="own"/><w:basedOn w:val="a1"/></w:style>'
    )
    level = '<w:lvl w:ilvl="{}"><w:start w:val="1"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
    numbering = (
        '<w:abstractNum w:abstractNumId="7">'
        + level.format(0, "chineseCountingThousand", "%1、")
        + level.format(1, "decimal", "%1.%2 ").replace("<w:lvlText", "<w:isLgl/><w:lvlText")
        + '</w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>'
    )
    item = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="3"/></w:numPr>'
    body = (
        paragraph("年度总结", properties='<w:pStyle w:val="a2"/><w:jc w:val="center"/>')
        + paragraph("回顾", properties=item.format(0))
        + paragraph("产值", properties=item.format(1), run="<w:b/>")
        + paragraph("利润", properties=item.format(1))
        + paragraph("打算", properties=item.format(0))
        + paragraph("创新", properties=item.format(1))
        + "<w:p><w:del><w:r><w:delText>删去</w:delText></w:r></w:del><w:r><w:t>留下</w:t><w:br/><w:t>换行</w:t></w:r></w:p>"
        + paragraph("看不见", run="<w:vanish/>")
    )
    page = read_one(make_docx(body, styles=styles, numbering=numbering, title="公司总结"), "a.docx")
    assert page.text.split("\n") == [
        "年度总结",
        "一、回顾",
        "1.1 产值",
        "1.2 利润",
        "二、打算",
        "2.1 创新",
        "留下",
        "换行",
    ]
    assert page.title == "公司总结"
    assert {(page.text[h.start : h.end], h.kind) for h in page.hints} == {
        ("年度总结", "h2"),
        ("年度总结", "center"),
        ("1.1 产值", "strong"),
    }


def test_docx_tables_become_cells(read_one: Any) -> None:
    rows = [["指标", "2024年"], ["营业收入", "1,380"], ["利润总额", "112.5"]]
    cells = "".join("<w:tr>" + "".join(f"<w:tc>{paragraph(v)}</w:tc>" for v in row) + "</w:tr>" for row in rows)
    layout = f"<w:tbl><w:tr><w:tc>{paragraph('甲')}{paragraph('乙')}</w:tc></w:tr></w:tbl>"
    page = read_one(make_docx(f"{paragraph('前文')}<w:tbl>{cells}</w:tbl>{layout}"), "a.docx")
    assert page.text.split("\n") == ["前文", "指标\t2024年", "营业收入\t1,380", "利润总额\t112.5", "甲", "乙"]
    assert [(page.text[c.start : c.end], c.is_header) for c in page.cells if c.row == 1] == [
        ("营业收入", True),
        ("1,380", False),
    ]


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (10, "chineseCounting", "十"),
        (21, "ideographTraditional", "二十一"),
        (3, "upperRoman", "III"),
        (2, "upperLetter", "B"),
        (5, "x", "5"),
        (0, "chineseCounting", "0"),
    ],
)
def test_number_formats(value: int, form: str, text: str) -> None:
    assert format_number(value, form) == text


def test_docx_entities_and_damage(read: Any) -> None:
    bomb = f'<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document {W}><w:body>{paragraph("&b;")}</w:body></w:document>'
    assert isinstance(read(make_zip({"word/document.xml": bomb}), "a.docx")[0], NoTextError)
    whole = make_docx(paragraph(SENTENCE * 50))
    for data in (
        whole[: len(whole) // 2],
        make_zip({"word/document.xml": "not XML"}),
        make_zip({"word/document.xml": ""}),
    ):
        assert isinstance(read(data, "a.docx")[0], DamagedInputError)
    big = make_docx(paragraph("字" * 200_000))
    assert isinstance(read(big, "a.docx", settings=Settings(max_unpacked_bytes=100_000))[0], InputLimitError)


def test_pdf_joins_lines_and_drops_furniture(read_one: Any) -> None:
    data = make_pdf(lay_out(PARAGRAPHS, header="某公司年度报告", numbered=True))
    page = read_one(data, "a.pdf")
    assert page.text.split("\n") == PARAGRAPHS
    assert page.encoding == "pdf"


def test_pdf_joins_words_and_numbers_across_lines(read_one: Any) -> None:
    rows = ["规划期为2020-", "2025年，总投资1,3", "19亿元，用英文说 develop-", "ment of rail", "ways。"]
    data = make_pdf([[(72, 700 - 18 * i, row) for i, row in enumerate(rows)] + [(72, 400, SENTENCE[:12])]])
    assert "2020-2025年，总投资1,319亿元" in read_one(data, "a.pdf").text.replace("\n", "")
    assert "development" in read_one(data, "a.pdf").text


def test_pdf_without_text_or_characters(read: Any) -> None:
    assert "OCR" in read(make_pdf([[], []]), "scan.pdf")[0].mend
    (found,) = read(make_pdf(lay_out(PARAGRAPHS), with_table=False), "glyphs.pdf")
    assert isinstance(found, NoTextError)


def test_pdf_with_password_and_damage(read: Any, read_one: Any) -> None:
    data = make_pdf(lay_out(PARAGRAPHS))
    for password, error in (("secret", EncryptedInputError), ("", None)):
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
        writer.encrypt(password, "another", algorithm="RC4-128")
        buffer = io.BytesIO()
        writer.write(buffer)
        if error:
            assert type(read(buffer.getvalue(), "a.pdf")[0]) is error
        else:
            assert read_one(buffer.getvalue(), "a.pdf").text.split("\n") == PARAGRAPHS
    assert isinstance(read(data[:900], "a.pdf")[0], DamagedInputError)
