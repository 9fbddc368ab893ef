"""Run the program as a user does, in its own process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CLI = "from reportmine.cli import main; main()"
Completed = subprocess.CompletedProcess[bytes]


def run(*arguments: str, data: bytes | None = None, cwd: Path | None = None, **environment: str) -> Completed:
    """Run the program with these arguments and standard input; the caller looks at exit code, output and what it said."""
    return subprocess.run(
        [sys.executable, "-c", CLI, *arguments],
        input=data,
        capture_output=True,
        cwd=cwd,
        env={**os.environ, "COLUMNS": "200", **environment},
        timeout=120,
    )
