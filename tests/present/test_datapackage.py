"""Validate the data package of a real run with frictionless, and the citation files."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest

import reportmine
from reportmine.errors import MissingInputError, QueryError
from reportmine.present.citation import citation_text, methods_text
from reportmine.present.columns import ALL_TABLES
from tests.corpus.batch_runs import make_page, make_pages, run

CFF = "CITATION.cff"
# What CITATION.cff 1.2.0 demands, and the other keys it knows that we use.
CFF_REQUIRED = {"cff-version", "message", "title", "authors"}
CFF_KNOWN = CFF_REQUIRED | {
    "type",
    "abstract",
    "version",
    "date-released",
    "license",
    "keywords",
    "repository-code",
    "url",
}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_pages(tmp_path_factory.mktemp("in"), 45)
    (folder / "000" / "x.txt").write_text(make_page(2), encoding="utf-8")
    (folder / "000" / "y.txt").write_bytes(b"")
    out = tmp_path_factory.mktemp("out") / "tables"
    run(folder, out, formats=("csv",))
    return out


def without_labels(value: Any) -> Any:
    """Write missing values as plain strings: frictionless before 5.21 knows no labels."""
    if isinstance(value, dict):
        return {
            k: [v["value"] for v in item] if k == "missingValues" else without_labels(item) for k, item in value.items()
        }
    return [without_labels(item) for item in value] if isinstance(value, list) else value


def validate(folder: Path) -> list[str]:
    frictionless = pytest.importorskip("frictionless")
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    if tuple(int(n) for n in frictionless.__version__.split(".")[:2]) < (5, 21):
        descriptor = without_labels(descriptor)
    package = frictionless.Package.from_descriptor(descriptor, basepath=str(folder))
    report = package.validate()
    return [str(error) for error in report.flatten(["type", "note", "rowNumber", "fieldName"])]


@pytest.mark.filterwarnings("ignore")
def test_package_validates_with_frictionless(results: Path) -> None:
    assert validate(results) == []
    descriptor = json.loads((results / "datapackage.json").read_text(encoding="utf-8"))
    assert [r["name"] for r in descriptor["resources"]] == list(ALL_TABLES)
    fields = {f["name"]: f for r in descriptor["resources"] if r["name"] == "indicators" for f in r["schema"]["fields"]}
    assert [m["value"] for m in fields["low"]["missingValues"]] == ["", "NA"]
    assert {"value": "target", "label": "目标"} in fields["role"]["categories"]


@pytest.mark.filterwarnings("ignore")
def test_a_broken_key_is_noticed(results: Path, tmp_path: Path) -> None:
    for path in results.iterdir():
        if path.is_file():
            (tmp_path / path.name).write_bytes(path.read_bytes())
    lines = (tmp_path / "reports.csv").read_text(encoding="utf-8-sig").splitlines(keepends=True)
    (tmp_path / "reports.csv").write_text("".join([lines[0], *lines[2:]]), encoding="utf-8-sig")
    assert any("foreign-key" in error for error in validate(tmp_path))


def test_citations_name_the_tool_every_lexicon_and_the_standard(tmp_path: Path) -> None:
    mine = tmp_path / "我的.toml"
    mine.write_text("# 空\n", encoding="utf-8")
    text = citation_text((str(mine),))
    bundled = sorted((Path(reportmine.__file__).parent / "lexicons").glob("*.toml"))
    for path in bundled:
        assert f"@misc{{reportmine_{path.stem}," in text
    assert re.search(rf"\[1\] .*\[CP\]\. Version {re.escape(reportmine.__version__)}", text)
    assert "我的 (lexicon)[DS]" in text
    assert "GB/T 4754—2017[S]" in text
    assert text.count("{") == text.count("}")
    keys = re.findall(r"^@\w+\{([^,]+),$", text, re.MULTILINE)
    assert len(keys) == len(set(keys)) == len(bundled) + 3
    with pytest.raises(MissingInputError):
        citation_text(("没有.toml",))


def test_methods_say_what_the_run_says(results: Path, tmp_path: Path) -> None:
    facts = json.loads((results / "run.json").read_text(encoding="utf-8"))
    chinese, english = methods_text(results / "run.json").split("\n\n")
    for text in (chinese, english):
        assert facts["run_id"] in text
        assert f"{facts['counts']['indicators']:,}" in text
        assert f"{facts['models']['report_type']['scores']['accuracy']:.3f}" in text
        assert "{" not in text
    changed = facts | {"gold": {"detection": 0.9123}, "options": facts["options"] | {"sample": 9, "seed": 4}}
    (tmp_path / "run.json").write_text(json.dumps(changed), encoding="utf-8")
    text = methods_text(tmp_path / "run.json")
    assert "指标识别 0.912" in text
    assert "a random sample of 9, seed 4" in text
    (tmp_path / "run.json").write_text("{}", encoding="utf-8")
    with pytest.raises(QueryError, match=r"run\.json"):
        methods_text(tmp_path / "run.json")


def test_citation_file_is_valid(root: Path) -> None:
    """Check what the schema of CFF 1.2.0 asks; srsly reads YAML and comes with spaCy."""
    srsly = pytest.importorskip("srsly")
    cff = srsly.read_yaml(root / CFF)
    assert set(cff) >= CFF_REQUIRED
    assert set(cff) <= CFF_KNOWN
    assert cff["cff-version"] == "1.2.0"
    assert cff["type"] in ("software", "dataset")
    assert all("name" in author or {"family-names", "given-names"} & set(author) for author in cff["authors"])
    assert str(cff["version"]) == reportmine.__version__
    dt.date.fromisoformat(str(cff["date-released"]))
    assert len(set(cff["keywords"])) == len(cff["keywords"]) >= 1
