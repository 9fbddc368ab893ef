"""Run every command and code block of README.md and docs/*.md as a reader would, in a folder of their own.

```sh blocks run line by line without a shell (a line that ends in & is a service: it is started, waited for and ended);
```python blocks of one document run together, in order. Blocks of another kind are only shown.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PORT = "8000"  # the port that the documents name; every run takes a free one
WAIT = 30


def blocks(path: Path, kinds: set[str]) -> list[tuple[str, str]]:
    """Return (kind, text) of the fenced blocks of a document that are of these kinds, in order."""
    found = BLOCK.findall(path.read_text(encoding="utf-8"))
    return [(kind, text) for kind, text in found if kind in kinds]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a folder with a copy of the corpora, in which the commands run."""
    for name in ("pages", "gold"):
        shutil.copytree(ROOT / "corpora" / name, tmp_path / "corpora" / name)
    for name in ("floors.toml", "SOURCES.md"):
        if (ROOT / "corpora" / name).is_file():
            shutil.copy(ROOT / "corpora" / name, tmp_path / "corpora" / name)
    return tmp_path


@pytest.fixture
def port() -> str:
    """Return a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def environment() -> dict[str, str]:
    """Return the environment of a reader who has activated the virtual environment."""
    here = str(Path(sys.executable).parent)
    return {**os.environ, "PATH": f"{here}{os.pathsep}{os.environ['PATH']}", "PYTHONIOENCODING": "utf-8"}


@pytest.fixture
def services() -> Iterator[list[subprocess.Popen[bytes]]]:
    """Give a list for the services that a document starts, and end them."""
    running: list[subprocess.Popen[bytes]] = []
    yield running
    for process in running:
        process.terminate()
        process.wait(timeout=WAIT)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_blocks_run(path: Path, place: Path, port: str, services: list[subprocess.Popen[bytes]]) -> None:
    """Run the blocks in order: a command may use what an earlier block wrote."""
    program = ""
    for kind, text in blocks(path, {"sh", "python"}):
        if kind == "python":
            program += text + "\n"
            run([sys.executable, "-W", "error::DeprecationWarning:reportmine", "-c", program], place)
            continue
        for line in text.replace(PORT, port).replace("\\\n", " ").splitlines():
            command = line.split("#", 1)[0].strip() if " #" in line or line.startswith("#") else line.strip()
            if command.endswith("&"):
                services.append(start(shlex.split(command[:-1]), place, port))
            elif command:
                run(shlex.split(command), place)


def run(command: list[str], place: Path) -> None:
    """Run one command; it must end well."""
    if command[0] == "curl" and shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    done = subprocess.run(command, cwd=place, env=environment(), capture_output=True, check=False, timeout=300)
    assert done.returncode == 0, f"{shlex.join(command)}\n{done.stdout.decode()[-500:]}\n{done.stderr.decode()[-1500:]}"
    if command[0] == "curl":
        assert b'"status":4' not in done.stdout, done.stdout.decode()[:500]
        assert b'"status":5' not in done.stdout, done.stdout.decode()[:500]


def start(command: list[str], place: Path, port: str) -> subprocess.Popen[bytes]:
    """Start a service and wait until it listens."""
    process = subprocess.Popen(
        command, cwd=place, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + WAIT
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2):
                return process
        except urllib.error.HTTPError:
            return process
        except OSError:
            assert process.poll() is None, f"{command} ended at once"
            time.sleep(0.1)
    raise AssertionError(f"{command} does not listen")


def test_the_runner_finds_blocks() -> None:
    """A document whose blocks were not found would pass: at least these must be there."""
    kinds = [kind for kind, _ in blocks(ROOT / "README.md", {"sh", "python"})]
    assert kinds.count("sh") >= 2
    assert "python" in kinds


def test_reference_is_what_the_code_says() -> None:
    """docs/reference.md is written by docs/build.py; this holds it to the code."""
    done = subprocess.run(
        [sys.executable, "-c", "import build; print(build.build_reference(), end='')"],
        cwd=ROOT / "docs",
        env=environment(),
        capture_output=True,
        check=True,
    )
    written = (ROOT / "docs" / "reference.md").read_bytes()
    assert written.replace(b"\r\n", b"\n") == done.stdout, "run `python docs/build.py`"


@pytest.mark.parametrize("path", sorted((ROOT / "docs").glob("*.ipynb")), ids=lambda p: p.name)
def test_notebook_runs(path: Path, place: Path) -> None:
    """The code cells of a notebook run in order, and hold no output."""
    cells = [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    assert cells
    assert not any(cell["outputs"] for cell in cells)
    run([sys.executable, "-c", "\n".join("".join(cell["source"]) for cell in cells)], place)
