"""Ask the API for what a corpus holds: lists, reports and their parts, search, likeness, copies, sums."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from reportmine.settings import Settings
from reportmine_api.app import create_app

API = "/api/v1"
PARTS = ("sections", "indicators", "themes", "similar", "duplicates", "text", "html")


def test_pages_of_the_list_meet_without_gaps(client: TestClient) -> None:
    seen: list[str] = []
    cursor = ""
    while True:
        page = client.get(f"{API}/reports", params={"limit": 17, "cursor": cursor}).json()
        seen += [report["id"] for report in page["reports"]]
        if page["next"] is None:
            break
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == page["total"] > 60


def test_filters_hold(client: TestClient) -> None:
    page = client.get(f"{API}/reports", params={"industry": "C", "has_targets": "true"}).json()
    assert page["reports"]
    assert all(r["industry"].startswith("C") and r["targets"] > 0 for r in page["reports"])


def test_a_parameter_given_twice_is_refused_unless_it_is_a_list(client: TestClient) -> None:
    refused = client.get(f"{API}/search?q=a&type=SUM&type=PLN")
    assert (refused.status_code, "type" in refused.json()["detail"]) == (422, True)
    assert client.get(f"{API}/indicators?by=year&by=role").status_code == 200


def test_report_and_its_parts_agree(client: TestClient, copied: str) -> None:
    record = client.get(f"{API}/reports/{copied}").json()
    parts = {part: client.get(f"{API}/reports/{copied}/{part}") for part in PARTS}
    assert {part: answer.status_code for part, answer in parts.items()} == dict.fromkeys(PARTS, 200)
    for part in ("sections", "indicators", "themes"):
        assert parts[part].json() == record[part]
    assert parts["text"].text == record["text"]
    page = client.get(f"{API}/reports/{copied}/text", params={"of": "page"}).text
    first = record["indicators"][0]
    assert page[first["source_start"] : first["source_end"]].split() == first["text"].split()


def test_copies_share_their_spans(client: TestClient, copied: str) -> None:
    found = client.get(f"{API}/reports/{copied}/duplicates").json()
    copy = found["copies"][0]
    assert found["canonical"] in found["members"]
    mine = client.get(f"{API}/reports/{copied}").json()["text"]
    theirs = client.get(f"{API}/reports/{copy['id']}").json()["text"]
    (a, b), (c, d) = copy["spans"][0]
    assert mine[a:b] == theirs[c:d]
    hits = client.get(f"{API}/reports/{copied}/similar").json()["hits"]
    assert copy["id"] not in [hit["id"] for hit in hits], "copies are not shown as similar"


def test_html_is_escaped_and_runs_only_its_own_script(client: TestClient) -> None:
    hit = client.get(f"{API}/search", params={"q": "onerror"}).json()["hits"][0]
    answer = client.get(f"{API}/reports/{hit['id']}/html")
    assert "<img" not in answer.text
    assert "&lt;img" in answer.text
    assert "script-src 'sha256-" in answer.headers["content-security-policy"]
    assert "unsafe-inline'; script" in answer.headers["content-security-policy"]


def test_search_marks_escaped_snippets(client: TestClient) -> None:
    found = client.get(f"{API}/search", params={"q": "产值", "limit": 5}).json()
    assert found["total"] >= len(found["hits"]) == 5
    assert any("<mark>产值</mark>" in hit["snippet"]["html"] for hit in found["hits"])
    assert sum(found["facets"]["report_type"].values()) == found["total"]
    hostile = client.get(f"{API}/search", params={"q": "onerror"}).json()["hits"][0]
    assert "<img" not in hostile["snippet"]["html"]


def test_similar_by_text_and_id(client: TestClient, copied: str) -> None:
    text = client.get(f"{API}/reports/{copied}").json()["text"]
    by_id = client.post(f"{API}/similar", json={"id": copied, "k": 5}).json()["hits"]
    by_text = client.post(f"{API}/similar", json={"text": text, "k": 5}).json()["hits"]
    assert len(by_id) == 5
    assert by_id[0]["score"] >= by_id[-1]["score"] > 0
    assert copied not in [hit["id"] for hit in by_text], "a copy of the text is collapsed"
    only = client.post(f"{API}/similar", json={"id": copied, "filters": {"type": "SUM"}}).json()["hits"]
    types = {client.get(f"{API}/reports/{hit['id']}").json()["report_type"]["id"] for hit in only}
    assert types <= {"SUM"}


def test_indicators_by_rows_and_sums(client: TestClient) -> None:
    seen, cursor = [], ""
    while cursor is not None:
        page = client.get(f"{API}/indicators", params={"role": "target", "limit": 50, "cursor": cursor}).json()
        seen += page["rows"]
        cursor = page["next"]
    assert {row["role"] for row in seen} == {"target"}
    sums = client.get(f"{API}/indicators", params={"role": "target", "by": ["metric", "year"], "limit": 200}).json()[
        "rows"
    ]
    one = sums[0]
    alike = [r for r in seen if all(r[key] == one[key] for key in ("metric", "year", "unit", "change"))]
    assert len(alike) == one["indicators"]
    assert one["low"] == min(r["low"] for r in alike if r["low"] is not None)


def test_stats_and_vocabularies_name_the_same_codes(client: TestClient) -> None:
    stats = client.get(f"{API}/stats").json()
    assert stats["reports"] == sum(row["reports"] for row in stats["labels"])
    names = {e["id"] for e in client.get(f"{API}/vocabulary/industry").json()["entries"]}
    assert {row["industry"] for row in stats["labels"]} <= names
    only = client.get(f"{API}/stats", params={"industry": "C"}).json()
    assert 0 < only["reports"] < stats["reports"]


def test_meta_names_versions(client: TestClient) -> None:
    meta = client.get(f"{API}/meta").json()
    assert meta["corpus"]["reports"] > 60
    assert {"lexicon", "industry", "report_type"} <= set(meta["versions"])
    assert client.get("/readyz").json()["reports"] == meta["corpus"]["reports"]


def test_etag_spares_the_body(client: TestClient) -> None:
    first = client.get(f"{API}/stats")
    again = client.get(f"{API}/stats", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"{API}/stats", headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/reports/nothing", 404), ("/reports/nothing/html", 404), ("/vocabulary/nothing", 404), ("/nothing", 404),
        ("/reports?limit=0", 422), ("/reports?limit=999", 422), ("/reports?cursor=abc", 400), ("/reports?unknown=1", 422),
        ("/reports?year=99999999999999999999", 422), ("/search?q=colour:red", 400), ("/search?q=%22open", 400), ("/search?q=type:FOO", 400),
        ("/search?type=FOO", 400), ("/reports?industry=Z", 400), ("/stats?theme=FOO", 400), ("/indicators?type=FOO", 400),
        ("/search?offset=99999", 422), ("/indicators?by=nothing", 422), ("/similar", 405),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_a_problem(client: TestClient, path: str, status: int) -> None:
    response = client.get(API + path)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert set(response.json()) == {"type", "title", "status", "detail", "mend"}
    if status == 405:
        assert response.headers["allow"] == "POST"


def test_without_a_corpus_only_analyses(tmp_path: Path) -> None:
    client = TestClient(create_app(Settings()))
    assert client.post(f"{API}/analyze", json={"text": "今年计划完成产值1.2亿元，同比增长8%。"}).status_code == 200
    answer = client.get(f"{API}/reports")
    assert answer.status_code == 503
    assert "reportmine index" in answer.json()["mend"]
    assert client.get("/readyz").status_code == 200
    gone = TestClient(create_app(Settings(), database=tmp_path / "gone.db"))
    assert gone.get("/readyz").status_code == 503
