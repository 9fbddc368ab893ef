"""Ask the API for analyses, and for errors of every kind: one body for all."""

import pytest
from fastapi.testclient import TestClient

from reportmine.settings import Settings
from reportmine_api.app import create_app


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(create_app(Settings()), raise_server_exceptions=False)


def test_health(client: TestClient) -> None:
    assert client.get("/healthz").json()["status"] == "ok"


def test_analyze_gives_evidence(client: TestClient) -> None:
    text = "今年计划完成产值1.2亿元，同比增长8%，安全事故为零。"
    reports = client.post("/api/v1/analyze", json={"text": text}).json()["reports"]
    first = reports[0]["indicators"][0]
    assert (first["low"], first["unit"], first["role"]) == (120000000, "元", "target")
    assert text[first["source_start"] : first["source_end"]] == "1.2亿元"


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/api/v1/analyze", {}, 422),
        ("POST", "/api/v1/analyze", {"text": "短"}, 422),
        ("POST", "/api/v1/analyze", {"text": "好" * 30, "extra": 1}, 422),
        ("GET", "/api/v1/nothing", None, 404),
        ("GET", "/api/v1/analyze", None, 405),
    ],
)
def test_every_error_has_one_body(client: TestClient, method: str, path: str, body: object, status: int) -> None:
    response = client.request(method, path, json=body)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert {"type", "title", "status", "detail"} <= set(response.json())
