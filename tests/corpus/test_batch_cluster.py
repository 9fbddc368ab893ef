"""Run batches on a real Dask cluster: same bytes, also when a worker is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from reportmine.corpus.batch.cluster import ClusterPool
from reportmine.corpus.batch.state import WORK
from reportmine.errors import BatchError
from tests.corpus import hostile
from tests.corpus.batch_runs import make_page, make_pages, run, tables_of

pytest.importorskip("distributed")
# A killed worker leaves its sockets to the collector; that is the point of the kill.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")


def test_a_cluster_writes_the_same_bytes(tmp_path: Path) -> None:
    folder = make_pages(tmp_path / "in", 130)
    run(folder, tmp_path / "one")
    result = run(folder, tmp_path / "two", cluster="local:2")
    assert result.counts["ok"] == 130
    assert tables_of(tmp_path / "two") == tables_of(tmp_path / "one")


def test_unknown_clusters_are_refused() -> None:
    with pytest.raises(BatchError, match="local:N"):
        ClusterPool(scheduler=None, cluster="slurm")


@pytest.mark.slow
def test_a_silent_scheduler_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportmine.corpus.batch.cluster.PATIENCE", "1s")
    with pytest.raises(BatchError, match="no scheduler answers"):
        ClusterPool(scheduler="tcp://127.0.0.1:9", cluster=None)


@pytest.mark.slow
def test_a_killed_worker_costs_only_its_partition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, out = make_pages(tmp_path / "in", 600), tmp_path / "two"
    run(folder, tmp_path / "one")
    killed: list[int] = []
    begin = ClusterPool.run

    def watched(pool: ClusterPool, *arguments: Any, **options: Any) -> Any:
        def kill() -> None:
            while sum(1 for _ in (out / WORK / "parts").glob("*/*.json")) < 3:
                time.sleep(0.01)
            pid = next(iter(pool.client.run(os.getpid).values()))
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)

        thread = threading.Thread(target=kill)
        thread.start()
        yield from begin(pool, *arguments, **options)
        thread.join()

    monkeypatch.setattr(ClusterPool, "run", watched)
    result = run(folder, out, cluster="local:2")
    assert killed
    assert result.counts["ok"] == 600
    assert tables_of(out) == tables_of(tmp_path / "one")


@pytest.mark.slow
def test_deadly_pages_are_failed_rows_on_a_cluster_too(tmp_path: Path) -> None:
    folder = make_pages(tmp_path / "in", 20)
    for number, word in enumerate((hostile.QUIET_EXIT, hostile.LOUD_EXIT)):
        (folder / f"000/p{number:06}b.txt").write_text(word + make_page(500 + number), encoding="utf-8")
    result = run(folder, tmp_path / "out", cluster="local:2", pipeline=hostile.NAME)
    assert (result.counts["ok"], result.counts["failed"]) == (20, 2)


@pytest.mark.slow
def test_a_scheduler_that_runs_already(tmp_path: Path) -> None:
    """Start scheduler and worker as the SLURM recipe does."""
    folder, address = make_pages(tmp_path / "in", 60), tmp_path / "scheduler.json"
    dask = [sys.executable, "-m", "dask"]
    commands = [
        [*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(address)],
        [
            *dask,
            "worker",
            "--scheduler-file",
            str(address),
            "--nthreads",
            "1",
            "--no-dashboard",
            "--death-timeout",
            "30",
        ],
    ]
    processes = []
    try:
        for command in commands:
            quiet = subprocess.DEVNULL
            processes.append(subprocess.Popen(command, cwd=tmp_path, stdout=quiet, stderr=quiet))
            deadline = time.monotonic() + 30
            while not address.exists():
                assert time.monotonic() < deadline
                time.sleep(0.05)
        scheduler = json.loads(address.read_text(encoding="utf-8"))["address"]
        run(folder, tmp_path / "two", scheduler=scheduler)
    finally:
        for process in processes:
            process.terminate()
            process.wait(30)
    run(folder, tmp_path / "one")
    assert tables_of(tmp_path / "two") == tables_of(tmp_path / "one")
