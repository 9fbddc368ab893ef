"""Read result folders back: every form that `batch` writes, with either header, gives the same tables."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from reportmine.errors import DamagedInputError, InputError, MissingInputError
from reportmine.present.columns import TABLES
from reportmine.present.results import read_tables
from tests.corpus.batch_runs import make_pages, run

TARGET = "\n二、打算\n明年力争实现产值1.5亿元，成本下降-5%，合格率亩。\n"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_pages(tmp_path_factory.mktemp("材料"), 4)
    (folder / "目标.txt").write_text("某厂工作总结\n一、完成情况\n今年实现产值1.2亿元。" + TARGET, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def plain(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    out = tmp_path_factory.mktemp("结果") / "out"
    run(pages, out, formats=("parquet",))
    return read_tables(out)


@pytest.mark.parametrize("header", ["en", "zh"])
@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx", "dta", "jsonl", "industry"])
def test_every_form_is_read_back(
    pages: Path, plain: dict[str, pd.DataFrame], tmp_path: Path, form: str, header: str
) -> None:
    parts = {"formats": ("parquet",), "partition_by": form} if form == "industry" else {"formats": (form,)}
    run(pages, tmp_path / "out", header=header, **parts)
    for name, table in read_tables(tmp_path / "out").items():
        assert list(table.columns) == [column.name for column in TABLES[name]]
        keys = [
            k for k in ("report_id", "indicator_index", "section_index", "theme", "subtheme", "start") if k in table
        ]
        found, wanted = (t.sort_values(keys, ignore_index=True) for t in (table, plain[name]))
        pd.testing.assert_frame_equal(found, wanted, check_exact=False, check_dtype=form != "xlsx")


def test_what_is_no_results_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MissingInputError, match=r"reports\.csv.*tables\.xlsx"):
        read_tables(tmp_path)
    (tmp_path / "reports.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column report_id"):
        read_tables(tmp_path)
    (tmp_path / "reports.parquet").write_bytes(b"PAR1 torn")
    with pytest.raises(DamagedInputError, match=r"reports\.parquet"):
        read_tables(tmp_path)


def test_a_table_that_a_chinese_spreadsheet_saved_is_read(
    pages: Path, plain: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run(pages, out, formats=("csv",))
    path = out / "reports.csv"
    path.write_bytes(path.read_bytes().decode("utf-8-sig").replace("false", "FALSE").encode("gb18030"))
    found = read_tables(out)["reports"]
    assert found["title"].tolist() == plain["reports"]["title"].tolist()
    assert found["is_fragment"].tolist() == plain["reports"]["is_fragment"].tolist()
