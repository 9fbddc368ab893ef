"""Kill runs as a power cut or an impatient user does, resume them, and compare every byte."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reportmine.corpus.batch.state import WORK
from tests.corpus.batch_runs import make_pages, run, tables_of

CLI = "from reportmine.cli import main; main()"
PATIENCE = 60.0


def start(folder: Path, out: Path, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", CLI, "batch", str(folder), "--out", str(out), "--jobs", "2", *options]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)


def finish(folder: Path, out: Path) -> int:
    """Resume a run and return its exit code."""
    process = start(folder, out, "--resume")
    process.communicate(timeout=10 * PATIENCE)
    return process.returncode


def parts(out: Path) -> int:
    return sum(1 for _ in (out / WORK / "parts").glob("*/*.json"))


def workers_of(process: subprocess.Popen[bytes]) -> list[int]:
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii")
    return [int(pid) for pid in listed.split()]


def wait_for(condition: object, process: subprocess.Popen[bytes]) -> None:
    """Wait until a condition holds or the process has ended."""
    assert callable(condition)
    deadline = time.monotonic() + PATIENCE
    while not condition() and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.005)


def ended(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="reads /proc")
def test_a_killed_run_leaves_no_worker_and_resumes_to_the_same_bytes(tmp_path: Path) -> None:
    folder, out = make_pages(tmp_path / "in", 200), tmp_path / "out"
    process = start(folder, out)
    wait_for(lambda: parts(out) >= 1, process)
    workers = workers_of(process)
    process.kill()
    process.communicate()
    assert not (out / "reports.csv").exists()
    deadline = time.monotonic() + PATIENCE
    while not all(ended(pid) for pid in workers):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert parts(out) >= 1
    assert finish(folder, out) == 0
    run(folder, tmp_path / "whole")
    assert tables_of(out) == tables_of(tmp_path / "whole")


def test_an_interrupted_run_says_how_to_go_on(tmp_path: Path) -> None:
    folder, out = make_pages(tmp_path / "in", 200), tmp_path / "out"
    process = start(folder, out)
    wait_for(lambda: parts(out) >= 1, process)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert b"--resume" in said
    assert b"Traceback" not in said


@pytest.mark.slow
def test_five_kills_at_random_moments(tmp_path: Path) -> None:
    folder, out = make_pages(tmp_path / "in", 2000), tmp_path / "out"
    began = time.monotonic()
    run(folder, tmp_path / "whole", jobs=2)
    whole = time.monotonic() - began
    rng = random.Random(20)
    counts = []
    for _ in range(5):
        process = start(folder, out, *(["--resume"] if out.exists() else []))
        time.sleep(rng.uniform(0.1, 0.6) * whole)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        counts.append(parts(out))
    assert counts == sorted(counts)
    assert finish(folder, out) == 0
    assert tables_of(out) == tables_of(tmp_path / "whole")
