"""Hold the Dockerfile to its essentials: small, not root, nothing written, healthy, never open without a key."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from reportmine.cli import app

ROOT = Path(__file__).resolve().parents[2]
LINES = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()


def last(word: str) -> str:
    """Return the last line that begins with an instruction."""
    return [line for line in LINES if line.startswith(word)][-1]


def test_image_is_slim_and_built_apart() -> None:
    bases = [line for line in LINES if line.startswith("FROM ")]
    assert len(bases) == 2
    assert all("-slim" in line for line in bases)
    for line in LINES:
        if line.startswith("COPY ") and "--from" not in line:
            assert all((ROOT / name).exists() for name in line.split()[1:-1]), line


def test_it_runs_as_nobody_and_says_when_it_is_well() -> None:
    assert last("USER") == "USER 10001"
    assert LINES.index(last("USER")) < LINES.index(last("CMD"))
    assert "/readyz" in last("HEALTHCHECK")
    assert "PYTHONDONTWRITEBYTECODE=1" in last("ENV")


def test_its_command_is_one_of_ours_and_asks_for_keys() -> None:
    command = json.loads(last("CMD").removeprefix("CMD"))
    assert command[:2] == ["reportmine", "serve"]
    assert "--keys" in command
    assert "--insecure" not in command
    help_text = (
        CliRunner().invoke(app, ["serve", "--help"], env={"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"}).output
    )
    assert all(flag in help_text for flag in command if flag.startswith("--"))
