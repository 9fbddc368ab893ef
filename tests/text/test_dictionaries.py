"""Run dictionaries of other tools unchanged, as themes of the user's own."""

from pathlib import Path

import pytest

from reportmine.errors import LexiconError
from reportmine.pipeline import Pipeline
from reportmine.settings import Settings
from reportmine.text.dictionaries import read_dictionary

TEXT = "今年利润达到820万元，比上年增长5%；研发投入加大，亏损有所减少，员工满意度提高。"
FILES = {
    "cn.yaml": "Name: d\nDesc: made up\nRefer: nobody 2020\nCategory: [增, 损]\nDictionary:\n  增: [利润, 增长]\n  损: [亏损]\n",
    "quanteda.yml": "增:\n  内: [利润]\n  外: [增长]\n损: 亏损\n",
    "liwc.dic": "%\n1\t增\n2\t损\n%\n利润\t1\n增长*\t1\n亏损\t2\n",
    "my.csv": "﻿类别,词\n增,利润\n增,增长\n损,亏损\n",
}


def names(data: str, file: str) -> dict[str, list[str]]:
    tables = read_dictionary(data.encode(), file)
    zh = {row["id"]: row["zh"] for row in tables["theme"]}
    return {zh[row["theme"]]: row["terms"] for row in tables["subtheme"]}


@pytest.mark.parametrize("file", ["cn.yaml", "liwc.dic", "my.csv"])
def test_every_form_gives_the_same_categories(file: str) -> None:
    star = "*" if file == "liwc.dic" else ""
    assert names(FILES[file], file) == {"增": ["利润", f"增长{star}"], "损": ["亏损"]}


def test_nested_categories_are_named_by_both() -> None:
    assert names(FILES["quanteda.yml"], "quanteda.yml") == {"增/内": ["利润"], "增/外": ["增长"], "损": ["亏损"]}


@pytest.mark.parametrize("file", FILES)
def test_own_themes_stand_beside_the_bundled_and_are_cited(file: str, tmp_path: Path) -> None:
    path = tmp_path / file
    path.write_text(FILES[file], encoding="utf-8")
    report = Pipeline(Settings(lexicons=(str(path),))).analyze(TEXT)[0]
    own = [t for t in report.themes if t.id.split("/")[0] in {"增", "损"}]
    assert own
    assert {m.term for t in own for m in t.mentions} == {"利润", "增长", "亏损"}
    assert "T05" in {t.id for t in report.themes}
    assert f"lexicon:{file}" in report.versions


@pytest.mark.parametrize(
    ("file", "data", "words"),
    [
        ("a.yaml", "[1, 2", "not a YAML"),
        ("a.yaml", "- x\n", "no mapping"),
        ("a.dic", "happy 1\n", "category block"),
        ("a.csv", "x,y\n1,2\n", "category and a word"),
        ("a.csv", "类别,词\n", "category and a word"),
        ("a.yaml", "a: []\n", "no category"),
        ("a.yaml", "a: &x {b: *x}\n", "holds itself"),
        ("a.yaml", "2012-13-45: [x]\n", "not a YAML"),
        ("a.yaml", "[" * 2000, "not a YAML"),
        ("a.csv", "类别,词\n增," + "利" * 200_000 + "\n", "not a CSV"),
    ],
)
def test_what_is_wrong_is_said(file: str, data: str, words: str) -> None:
    with pytest.raises(LexiconError, match=words):
        read_dictionary(data.encode(), file)


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("利润*", "今年利润总额达到820万元，利润率提高。", ["利润总额", "利润率"]),
        ("利润*", "今年毛利润达到820万元，工作平稳有序。", []),
        ("利润", "今年利润总额达到820万元，工作平稳有序。", []),
        ("*利润", "今年毛利润达到820万元，利润总额提高。", ["毛利润"]),
        ("*利润*", "今年毛利润达到820万元，利润总额提高。", ["毛利润", "利润总额"]),
        ("利润总额 利润*", "今年利润总额达到820万元，工作平稳有序。", ["利润总额"]),
        ("*", "今年利润总额达到820万元，工作平稳有序。", []),
    ],
)
def test_a_star_stands_for_the_rest_of_a_word(words: str, text: str, found: list[str], tmp_path: Path) -> None:
    path = tmp_path / "my.csv"
    rows = "".join(f"客户 导向,{word}\n" for word in words.split())
    path.write_text(f"类别,词\n{rows}别的,没有这个词\n", encoding="utf-8")
    report = Pipeline(Settings(lexicons=(str(path),))).analyze(text)[0]
    mentions = [m for t in report.themes if t.id == "客户_导向" for m in t.mentions]
    assert [m.term for m in mentions] == found
    assert [m.evidence.text for m in mentions] == found


def test_an_open_term_hides_no_bundled_one(tmp_path: Path) -> None:
    path = tmp_path / "my.csv"
    path.write_text("类别,词\n甲,研发*\n乙,*研发*\n", encoding="utf-8")
    plain, own = (Pipeline(Settings(lexicons=files)).analyze(TEXT)[0] for files in ((), (str(path),)))
    terms = {(t.id, m.term) for t in own.themes for m in t.mentions}
    assert {(t.id, m.term) for t in plain.themes for m in t.mentions} <= terms
    assert {("甲", "研发"), ("乙", "研发")} <= terms


def test_two_files_of_one_name_lose_no_words_and_are_cited_both(tmp_path: Path) -> None:
    files = []
    for number, word in enumerate(("利润", "亏损")):
        path = tmp_path / str(number) / "my.csv"
        path.parent.mkdir()
        path.write_text(f"类别,词\n增,{word}\n", encoding="utf-8")
        files.append(str(path))
    report = Pipeline(Settings(lexicons=tuple(files))).analyze(TEXT)[0]
    assert {m.term for t in report.themes if t.id == "增" for m in t.mentions} == {"利润", "亏损"}
    assert len([name for name in report.versions if name.startswith("lexicon:")]) == 2
