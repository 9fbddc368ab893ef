"""Hold the service to what surrounds every request: keys, rates, hosts, headers, logs, counts."""

from __future__ import annotations

import json
import logging
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from reportmine.errors import SettingsError
from reportmine.settings import Settings
from reportmine_api.app import create_app
from reportmine_api.keys import Key, KeyRing, build_line, load_keys, parse_key
from reportmine_api.limits import GUESSES
from reportmine_api.logs import JsonFormatter
from reportmine_api.serving import LOCAL, check_address, check_port

TEXT = {"text": "今年计划完成产值1.2亿元，同比增长8%。"}


@pytest.fixture(scope="module")
def keys() -> list[Key]:
    """Return keys of three callers."""
    lines = [
        build_line("reader", ["read"], "read me"),
        build_line("worker", ["read", "analyze"], "work", slow=True),
        build_line("boss", ["admin"], "rule"),
    ]
    return [parse_key(line) for line in lines]


@pytest.fixture(scope="module")
def ring(keys: list[Key]) -> KeyRing:
    """Return them as a ring."""
    return KeyRing(keys)


@pytest.fixture(scope="module")
def locked(ring: KeyRing, database: Path) -> TestClient:
    """Return a client of a service that asks for keys."""
    return TestClient(create_app(Settings(api_rate_per_minute=0), database=database, keys=ring))


@pytest.mark.parametrize(
    ("method", "path", "key", "status"),
    [
        ("GET", "/healthz", None, 200), ("GET", "/", None, 200), ("GET", "/api/v1/meta", None, 401),
        ("GET", "/api/v1/meta", "wrong", 401), ("GET", "/api/v1/meta", "read me", 200), ("GET", "/api/v1/meta", "rule", 403),
        ("POST", "/api/v1/analyze", "read me", 403), ("POST", "/api/v1/analyze", "work", 200), ("GET", "/metrics", "work", 403),
        ("GET", "/metrics", "rule", 200), ("POST", "/api/v1/similar", "read me", 403), ("POST", "/api/v1/similar", "work", 200),
    ],
)  # fmt: skip
def test_keys_open_their_scopes(locked: TestClient, method: str, path: str, key: str | None, status: int) -> None:
    for headers in ({"Authorization": f"Bearer {key}"}, {"X-API-Key": str(key)}):
        response = locked.request(method, path, headers=headers if key else {}, json=TEXT if method == "POST" else None)
        assert response.status_code == status
        assert ("www-authenticate" in response.headers) == (status == 401)


def test_key_files_are_read_and_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.write_text("# ours\n\n" + build_line("a", ["read"], "k") + "\n", encoding="utf-8")
    found = load_keys(path).find("k")
    assert found is not None
    assert found.name == "a"
    for line in ("", "a:read:sha256:xyz", "a:rule:sha256:00", "a:read:md5:00", "a:read", "a:read:scrypt:00"):
        path.write_text(line, encoding="utf-8")
        with pytest.raises(SettingsError):
            load_keys(path)
    with pytest.raises(SettingsError):
        load_keys(tmp_path / "nothing")


def test_the_command_makes_a_key() -> None:
    command = [sys.executable, "-m", "reportmine", "key", "甲", "--scope", "read", "--scope", "analyze"]
    done = subprocess.run(command, capture_output=True, check=True)
    key = parse_key(done.stdout.decode().strip())
    assert key.matches(done.stderr.decode().strip())
    assert key.scopes == {"read", "analyze"}


def test_others_are_not_served_without_a_key(ring: KeyRing) -> None:
    check_address("127.0.0.1", KeyRing(), insecure=False)
    check_address("0.0.0.0", ring, insecure=False)  # noqa: S104
    check_address("0.0.0.0", KeyRing(), insecure=True)  # noqa: S104
    with pytest.raises(SettingsError):
        check_address("0.0.0.0", KeyRing(), insecure=False)  # noqa: S104


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(SettingsError, match="--port"):
        check_port("127.0.0.1", taken.getsockname()[1])
    check_port("127.0.0.1", 0)


def test_rates_are_held_by_caller(ring: KeyRing) -> None:
    client = TestClient(create_app(Settings(api_rate_per_minute=2), keys=ring))
    reader, worker = {"X-API-Key": "read me"}, {"X-API-Key": "work"}
    assert [client.get("/api/v1/meta", headers=reader).status_code for _ in range(3)] == [200, 200, 429]
    assert client.get("/api/v1/meta", headers=worker).status_code == 200
    refused = client.get("/api/v1/meta", headers=reader)
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert client.get("/healthz").status_code == 200, "probes are not counted"


def test_guessed_keys_are_slowed_and_known_ones_are_not(keys: list[Key]) -> None:
    client = TestClient(create_app(Settings(api_rate_per_minute=0), keys=KeyRing(keys)))
    worker = {"X-API-Key": "work"}
    assert client.get("/api/v1/meta", headers=worker).status_code == 200
    answers = [client.get("/api/v1/meta", headers={"X-API-Key": f"guess {n}"}).status_code for n in range(GUESSES + 3)]
    assert answers[:3] == [401] * 3
    assert answers[-1] == 429
    assert client.get("/api/v1/meta", headers=worker).status_code == 200, (
        "a key that was found needs no slow hash again"
    )


def test_a_local_service_answers_only_for_its_host() -> None:
    client = TestClient(create_app(Settings(), hosts=LOCAL))
    assert client.get("/healthz", headers={"Host": "evil.example"}).status_code == 421
    assert client.get("/healthz", headers={"Host": "localhost:8000"}).status_code == 200
    assert client.get("/healthz", headers={"Host": "[::1]:8000"}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/api/v1/meta", "/api/v1/nothing", "/docs", "/web/app.js", "/openapi.json"])
def test_every_answer_has_the_headers(client: TestClient, path: str) -> None:
    headers = client.get(path, headers={"Origin": "http://other.example"}).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "'unsafe-inline'" not in headers["content-security-policy"]
    assert "access-control-allow-origin" not in headers
    assert headers["x-request-id"]


def test_request_ids_are_kept_when_they_are_clean(client: TestClient) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "abc-1"}).headers["x-request-id"] == "abc-1"
    assert client.get("/healthz", headers={"X-Request-ID": "a b"}).headers["x-request-id"] != "a b"


def test_logs_hold_no_text(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="reportmine.api"):
        client.post("/api/v1/analyze", json=TEXT)
        client.get("/api/v1/search", params={"q": "保密词语"})
        client.get("/api/v1/保密词语")
    lines = [json.loads(JsonFormatter().format(record)) for record in caplog.records]
    assert [line["route"] for line in lines if line["message"] == "request"] == [
        "/api/v1/analyze", "/api/v1/search", "other",
    ]  # fmt: skip
    assert {"request", "status", "ms", "bytes"} <= set(lines[0])
    assert "产值" not in json.dumps(lines, ensure_ascii=False)
    assert "保密" not in json.dumps(lines, ensure_ascii=False)


def test_a_fault_is_a_problem_and_says_nothing(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("秘密")

    monkeypatch.setattr("reportmine_api.routes.analyze.analyze_given", fail)
    response = client.post("/api/v1/analyze", json=TEXT)
    assert response.status_code == 500
    assert "秘密" not in response.text
    assert response.headers["x-request-id"] in response.json()["mend"]
    assert "秘密" not in "".join(JsonFormatter().format(record) for record in caplog.records)
    assert any("fail" in JsonFormatter().format(record) for record in caplog.records), "the place is logged"


def test_metrics_count(client: TestClient) -> None:
    client.get("/api/v1/nothing")
    text = client.get("/metrics").text
    assert 'reportmine_requests_total{route="other",method="GET",status="404"}' in text
    assert "reportmine_corpus_reports" in text
    for line in text.splitlines():
        assert line.startswith("# TYPE ") or len(line.rsplit(" ", 1)) == 2
