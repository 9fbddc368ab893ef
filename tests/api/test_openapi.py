"""Hold the API to its written description: a change of it is seen in the diff of openapi.json.

Write it anew with `python -m tests.api.test_openapi`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from reportmine.settings import Settings
from reportmine_api.app import create_app

SNAPSHOT = Path(__file__).with_name("openapi.json")


def build_snapshot() -> str:
    """Return the description as it is kept: without the version, in a stable order."""
    document: dict[str, Any] = create_app(Settings()).openapi()
    document["info"]["version"] = "-"
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def test_description_is_the_one_that_was_agreed() -> None:
    assert SNAPSHOT.read_text(encoding="utf-8") == build_snapshot(), (
        "run `python -m tests.api.test_openapi` if it is meant"
    )


def test_operations_are_named_and_shown_in_chinese() -> None:
    document = json.loads(build_snapshot())
    operations = [(path, o) for path, methods in document["paths"].items() for o in methods.values()]
    names = [o["operationId"] for _, o in operations]
    assert len(names) == len(set(names)) >= 20
    assert all("problem+json" in json.dumps(o["responses"]["422"]) for _, o in operations)
    chinese = [path for path, o in operations if any("一" <= c <= "鿿" for c in o["description"])]
    assert len(chinese) == len(operations)
    assert "供电所" in json.dumps(document["components"]["schemas"]["AnalyzeRequest"], ensure_ascii=False)


if __name__ == "__main__":
    SNAPSHOT.write_text(build_snapshot(), encoding="utf-8")
