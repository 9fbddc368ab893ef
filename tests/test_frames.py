"""Test analyze_frame and the accessor: index kept, input untouched, no row lost."""

import numpy as np
import pandas as pd
import pytest

import reportmine
from reportmine.errors import QueryError
from reportmine.frames import analyze_frame

TEXT = "二、明年目标\n力争实现利润1606万元，比上年增长8.5%，其中粮油板块612万元。"
OTHER = "今年以来，社区走访居民320户，调解纠纷15件，办结率百分之九十八。"


@pytest.fixture
def df() -> pd.DataFrame:
    return pd.DataFrame(
        {"正文": [TEXT, None, "短", OTHER, float("nan")], "编号": ["a1", "a2", "a3", "a4", "a5"]},
        index=pd.Index([10, 20, 30, 40, 50], name="行"),
    )


def test_index_is_kept_and_input_untouched(df: pd.DataFrame) -> None:
    before = df.copy(deep=True)
    found = reportmine.analyze_frame(df)
    pd.testing.assert_frame_equal(df, before)
    assert set(found) == {"reports", "sections", "indicators", "themes", "errors"}
    assert list(found["reports"].index) == [10, 40]
    assert list(found["errors"].index) == [20, 30, 50]
    assert found["indicators"].index.name == "行"
    joined = df.join(found["reports"][["industry", "report_type"]])
    assert joined.loc[[20, 30, 50], "industry"].isna().all()


def test_id_column_comes_first(df: pd.DataFrame) -> None:
    indicators = analyze_frame(df, id="编号")["indicators"]
    assert indicators.columns[0] == "编号"
    assert set(indicators.loc[10, "编号"]) == {"a1"}


def test_same_rows_as_analyze(df: pd.DataFrame) -> None:
    stated = [float(i.quantity.low) for i in reportmine.analyze(TEXT)[0].indicators if i.quantity.low is not None]
    assert list(analyze_frame(df)["indicators"].loc[10, "low"]) == stated
    assert stated[0] == 16_060_000


def test_repeated_labels_and_no_rows() -> None:
    twice = pd.DataFrame({"t": [TEXT, OTHER]}, index=["x", "x"])
    assert list(analyze_frame(twice, "t")["reports"].index) == ["x", "x"]
    empty = analyze_frame(twice.iloc[:0], "t")
    assert [len(table) for table in empty.values()] == [0] * 5
    assert empty["indicators"]["low"].dtype == "Float64"


def test_unknown_column_says_which_there_are(df: pd.DataFrame) -> None:
    with pytest.raises(QueryError, match="正文, 编号"):
        analyze_frame(df, "content")


def test_accessor(df: pd.DataFrame) -> None:
    assert len(df.reportmine.targets()) == len(df.reportmine.indicators().query("role == 'target'")) >= 2
    assert list(df.reportmine.labels(id="编号")["编号"]) == ["a1", "a4"]


def test_numpy_strings_are_texts() -> None:
    found = analyze_frame(pd.DataFrame({"正文": np.array([TEXT, OTHER], dtype=object)}))
    assert len(found["reports"]) == 2
