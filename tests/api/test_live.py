"""Run the service as a process: streams, slow callers, what it refuses, how it ends; and ask it everything its description allows."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings

from reportmine.corpus.library import Corpus
from reportmine.settings import Settings
from reportmine_api.app import create_app
from reportmine_api.keys import build_line
from tests.api.live import Live, serve
from tests.corpus.made_up import make_record

SCHEMA = schemathesis.openapi.from_dict(create_app(Settings()).openapi())
BEYOND = schemathesis.checks.CHECKS.get_one("positive_data_acceptance")  # no schema says which texts hold an article
LINES = schemathesis.checks.CHECKS.get_one("negative_data_rejection")  # a bad line is answered by a line
KEY = "open sesame"
AUTH = {"Authorization": f"Bearer {KEY}"}
SENTENCE = "一、主要工作\n今年完成产值1.2亿元，同比增长8%，培训职工320人次。\n"


@schemathesis.serializer("application/x-ndjson")
def write_lines(_context: object, value: object) -> bytes:
    """Send a made-up text as it is."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


@pytest.fixture(scope="module")
def live(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """Give a running service that asks for a key."""
    keys = tmp_path_factory.mktemp("keys") / "keys"
    keys.write_text(build_line("all", ["read", "analyze", "admin"], KEY), encoding="utf-8")
    with serve("--db", database, "--keys", keys, REPORTMINE_API_RATE_PER_MINUTE="0") as running:
        yield running


@SCHEMA.parametrize()
@settings(
    max_examples=6,
    derandomize=True,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_operation_keeps_its_description(case: schemathesis.Case, live: Live) -> None:
    case.call_and_validate(
        base_url=live.url, headers=AUTH, excluded_checks=[BEYOND, LINES] if case.path.endswith(":batch") else [BEYOND]
    )


def test_it_sees_what_another_process_adds(tmp_path: Path) -> None:
    path = tmp_path / "grows.db"
    with Corpus.open(path) as corpus:
        corpus.put([make_record(1)])
        with serve("--db", path) as running:

            def ask(what: str) -> dict[str, Any]:
                with urllib.request.urlopen(running.url + "/api/v1/" + what, timeout=30) as answer:
                    found: dict[str, Any] = json.loads(answer.read())
                return found

            assert (ask("search")["total"], ask("stats")["reports"], ask("reports")["total"]) == (1, 1, 1)
            corpus.put([make_record(2), make_record(3)])
            assert (ask("search")["total"], ask("stats")["reports"], ask("reports")["total"]) == (3, 3, 3)


def test_batch_streams(live: Live) -> None:
    address = urlsplit(live.url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)
    connection.putrequest("POST", "/api/v1/analyze:batch")
    connection.putheader("Authorization", AUTH["Authorization"])
    connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders()
    line = json.dumps({"text": SENTENCE}).encode() + b"\n"

    def send(data: bytes) -> None:
        connection.send(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    send(line)
    response = connection.getresponse()
    first = json.loads(response.readline())
    send(line)
    second = json.loads(response.readline())
    connection.send(b"0\r\n\r\n")
    assert (first["line"], second["line"], response.read()) == (1, 2, b"")
    connection.close()


def test_who_goes_away_while_sending_is_no_fault(live: Live) -> None:
    address = urlsplit(live.url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)
    connection.putrequest("POST", "/api/v1/analyze")
    connection.putheader("Authorization", AUTH["Authorization"])
    connection.putheader("Content-Length", "1000")
    connection.putheader("X-Request-Id", "left")
    connection.endheaders(b"{")
    connection.close()
    deadline = time.monotonic() + 20
    while not (lines := [line for line in live.logged() if line.get("request") == "left"]):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert [(line["level"], line["status"]) for line in lines] == [("info", 499)]


def test_one_long_text_blocks_nobody(live: Live) -> None:
    body = json.dumps({"text": SENTENCE * 4000}).encode()
    done = threading.Event()

    def ask() -> None:
        request = urllib.request.Request(
            live.url + "/api/v1/analyze", body, {"Content-Type": "application/json", **AUTH}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            answer.read()
        done.set()

    began = time.monotonic()
    thread = threading.Thread(target=ask)
    thread.start()
    answers = 0
    while not done.is_set() and time.monotonic() - began < 60:
        request = urllib.request.Request(live.url + "/api/v1/search?q=%E4%BA%A7%E5%80%BC", headers=AUTH)
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert answer.status == 200
        answers += not done.is_set()
    thread.join()
    assert done.is_set()
    assert answers >= 5, "others are answered while one long text is analysed"


def test_it_ends_when_asked_and_finishes_what_it_began(database: Path) -> None:
    with serve("--db", database) as running:
        body = json.dumps({"text": SENTENCE * 300}).encode()
        request = urllib.request.Request(running.url + "/api/v1/analyze", body, {"Content-Type": "application/json"})
        statuses: list[int] = []

        def ask() -> None:
            with urllib.request.urlopen(request, timeout=60) as answer:
                statuses.append(answer.status)

        thread = threading.Thread(target=ask)
        thread.start()
        time.sleep(0.2)
        assert running.stop() in {0, -15}
        thread.join()
    assert statuses == [200]
    lines = running.logged()
    assert [line["status"] for line in lines if line["message"] == "request"] == [200]
    assert SENTENCE[:6] not in "".join(running.lines)


@pytest.mark.parametrize(
    "flags", [["--host", "0.0.0.0"], ["--db", "nothing.db"], ["--keys", "nothing"]]  # noqa: S104
)  # fmt: skip
def test_what_it_does_not_serve(flags: list[str], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "reportmine", "serve", "--port", "0", *flags]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=60)
    assert done.returncode == 2
    assert len(done.stderr.decode().strip().splitlines()) == 1
