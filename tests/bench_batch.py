"""Measure batch runs on made-up pages and print JSON: speed-up, memory, the cluster's overhead, and whether the bytes are the same.

Run it on a quiet machine: `python tests/bench_batch.py [--pages 20000] [--small 2000] [--characters 800] [--no-cluster]`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.corpus.batch_runs import make_pages, tables_of  # noqa: E402

CLI = "from reportmine.cli import main; main()"
SAMPLE_SECONDS = 0.1


class Memory(threading.Thread):
    """Follow the resident memory of a process and all below it; `peak` is the highest sum in MB, shared pages counted in each."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self.peak = 0.0

    def run(self) -> None:
        """Look until the process is gone."""
        while (size := tree_size(self._pid)) > 0:
            self.peak = max(self.peak, size)
            time.sleep(SAMPLE_SECONDS)


def tree_size(pid: int) -> float:
    """Return the memory of a process tree in MB, 0 when it has ended."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return pages * 4096 / 1e6 + sum(tree_size(int(child)) for child in children)


def measure(folder: Path, out: Path, *options: str) -> dict[str, float]:
    """Run one batch in its own process; return its seconds and peak memory."""
    command = [sys.executable, "-c", CLI, "batch", str(folder), "--out", str(out), "--format", "csv,parquet", *options]
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    memory = Memory(process.pid)
    memory.start()
    _, said = process.communicate()
    if process.returncode != 0:
        raise SystemExit(said.decode("utf-8", "replace"))
    return {"seconds": round(time.monotonic() - began, 2), "peak_mb": round(memory.peak, 1)}


def main() -> None:
    """Make the pages, run the batches, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--small", type=int, default=2_000)
    parser.add_argument("--characters", type=int, default=800)
    parser.add_argument("--no-cluster", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        many = make_pages(base / "many", given.pages, characters=given.characters)
        few = make_pages(base / "few", given.small, characters=given.characters)
        small = measure(few, base / "small", "--jobs", "2")
        two = measure(many, base / "two", "--jobs", "2")
        one = measure(many, base / "one", "--jobs", "1")
        same = tables_of(base / "one") == tables_of(base / "two")
        result = {
            "pages": given.pages, "one_worker": one, "two_workers": two, "speedup": round(one["seconds"] / two["seconds"], 3),
            "same_bytes": same, "pages_per_second_two_workers": round(given.pages / two["seconds"], 1),
            "small": {"pages": given.small, **small}, "memory_ratio": round(two["peak_mb"] / small["peak_mb"], 3),
        }  # fmt: skip
        if not given.no_cluster:
            dask = measure(many, base / "dask", "--cluster", "local:2", "--jobs", "2")
            result["cluster"] = dask
            result["cluster_overhead"] = round(dask["seconds"] / two["seconds"] - 1, 3)
            result["cluster_same_bytes"] = tables_of(base / "dask") == tables_of(base / "two")
    print(json.dumps(result, indent=1))  # noqa: T201


if __name__ == "__main__":
    main()
