"""Ask the API for analyses of texts, files and lines, and hold it to its limits."""

from __future__ import annotations

import io
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from reportmine.settings import Settings
from reportmine_api.app import create_app

TEXT = "今年计划完成产值1.2亿元，同比增长8%，安全事故为零。"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def alone() -> TestClient:
    """Return a client of a service without a corpus, with small limits."""
    return TestClient(create_app(Settings(api_max_chars=2000, api_rate_per_minute=0)))


def test_analyze_gives_evidence(client: TestClient) -> None:
    reports = client.post("/api/v1/analyze", json={"text": TEXT}).json()["reports"]
    first = reports[0]["indicators"][0]
    assert (first["low"], first["unit"], first["role"]) == (120000000, "元", "target")
    assert TEXT[first["source_start"] : first["source_end"]] == "1.2亿元"


def test_every_way_in_gives_the_same(client: TestClient) -> None:
    by_json = client.post("/api/v1/analyze", json={"text": TEXT}).json()
    plain = client.post("/api/v1/analyze", content=TEXT.encode(), headers={"content-type": "text/plain"}).json()
    upload = client.post("/api/v1/analyze", files={"file": ("总结.txt", TEXT.encode("gbk"))}).json()
    facts = [[(i["metric"], i["low"]) for r in answer["reports"] for i in r["indicators"]] for answer in (by_json, plain, upload)]  # fmt: skip
    assert facts[0] == facts[1] == facts[2]
    assert upload["reports"][0]["source"]["encoding"] == "gb18030"


def test_archive_gives_its_reports_and_what_failed(client: TestClient) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as out:
        out.writestr("a.txt", TEXT)
        out.writestr("b.txt", "")
    answer = client.post("/api/v1/analyze", files={"file": ("a.zip", archive.getvalue())}).json()
    assert len(answer["reports"]) == 1
    assert [e["status"] for e in answer["errors"]] == [422]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"json": {}}, 422),
        ({"json": {"text": "短"}}, 422),
        ({"json": {"text": "好" * 30, "extra": 1}}, 422),
        ({"json": {"text": "好的。" * 1000}}, 413),
        ({"content": b"{", "headers": {"content-type": "application/json"}}, 422),
        ({"content": rb'{"text": "\ud800"}', "headers": {"content-type": "application/json"}}, 422),
        ({"content": b"a", "headers": {"content-type": "image/png"}}, 415),
        ({"files": {"other": ("a.txt", b"a")}}, 422),
        ({"files": {"file": ("a.bin", bytes(range(256)) * 20)}}, 415),
        ({"content": b"x" * 16_200_000, "headers": {"content-type": "text/plain"}}, 413),
    ],
)
def test_what_cannot_be_analysed_is_a_problem(alone: TestClient, sent: dict[str, object], status: int) -> None:
    response = alone.post("/api/v1/analyze", **sent)  # type: ignore[arg-type]
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert set(response.json()) == {"type", "title", "status", "detail", "mend"}
    assert "好的。好的" not in response.text


def test_body_without_a_length_is_counted(alone: TestClient) -> None:
    body = (b"x" * 1_000_000 for _ in range(17))
    response = alone.post("/api/v1/analyze", content=body, headers={"content-type": "text/plain"})
    assert (response.status_code, response.headers["content-type"]) == (413, "application/problem+json")


def test_batch_answers_each_line(alone: TestClient) -> None:
    lines = [json.dumps({"text": TEXT, "id": "甲"}), "{", "", '{"text": "短"}', "[1]", json.dumps({"text": "好" * 3000}), json.dumps({"text": TEXT})]  # fmt: skip
    response = alone.post("/api/v1/analyze:batch", content="\n".join(lines).encode())
    assert response.headers["content-type"].startswith("application/x-ndjson")
    found = [json.loads(line) for line in response.text.splitlines()]
    assert [line["line"] for line in found] == [1, 2, 4, 5, 6, 7]
    assert [line.get("error", {}).get("status") for line in found] == [None, 422, 422, 422, 413, None]
    assert found[0]["id"] == "甲"
    assert found[0]["reports"][0]["indicators"][0]["text"] == "1.2亿元"


def test_batch_ends_behind_its_last_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportmine_api.limits.BATCH_LINES", 2)
    client = TestClient(create_app(Settings()))
    for lines, statuses in ((4, [422, 422, 413]), (2, [422, 422])):
        found = client.post("/api/v1/analyze:batch", content=b"{}\n" * lines).text.splitlines()
        assert [json.loads(line)["error"]["status"] for line in found] == statuses
        assert [json.loads(line)["line"] for line in found] == list(range(1, len(statuses) + 1))


@pytest.mark.parametrize("name", ["NaN", "-Infinity", "1e999", "[" * 900 + "]" * 900, '"\\ud800"'])
def test_no_id_ends_the_lines_behind_it(alone: TestClient, name: str) -> None:
    lines = f'{{"id": {name}, "text": "短"}}\n{json.dumps({"text": TEXT, "id": 2})}\n'
    found = [json.loads(line) for line in alone.post("/api/v1/analyze:batch", content=lines.encode()).text.splitlines()]
    assert [line["line"] for line in found] == [1, 2]
    assert found[0]["error"]["status"] == 422
    assert found[1]["id"] == 2
    assert found[1]["reports"]


def test_a_long_text_without_full_stops_is_not_quoted_whole_by_every_fact(alone: TestClient) -> None:
    sizes = [
        len(alone.post("/api/v1/analyze", json={"text": "今年实现产值1.2亿元，" * times}).content)
        for times in (1000, 4000)
    ]
    assert sizes[1] < 5 * sizes[0], "the answer grows as the text does, not as its square"


def test_threads_share_a_pipeline(client: TestClient) -> None:
    texts = [f.read_text(encoding="utf-8") for f in sorted((ROOT / "corpora" / "pages").glob("*.txt"))] * 3

    def ask(text: str) -> str:
        return client.post("/api/v1/analyze", json={"text": text}).text

    one = [ask(text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, texts)) == one


def test_no_limit_of_time_is_no_time_at_all() -> None:
    client = TestClient(create_app(Settings(page_seconds=0)))
    assert client.post("/api/v1/analyze", json={"text": TEXT}).status_code == 200


def test_time_runs_out(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    done = threading.Event()
    client = TestClient(create_app(Settings(page_seconds=0.2)))
    monkeypatch.setattr("reportmine_api.routes.analyze.analyze_given", lambda *_: done.wait(20) and ([], []))
    response = client.post("/api/v1/analyze", json={"text": TEXT})
    done.set()
    assert (response.status_code, response.json()["status"]) == (504, 504)
    assert response.headers["x-content-type-options"] == "nosniff"
