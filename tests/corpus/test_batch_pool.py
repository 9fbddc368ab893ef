"""Kill workers in every way: a death costs its task a second try and nothing else."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from reportmine.corpus.batch.pool import Died, WorkerPool
from reportmine.corpus.batch.work import Watch
from reportmine.errors import BatchError


@contextmanager
def pool(size: int) -> Iterator[WorkerPool]:
    workers = WorkerPool(size)
    try:
        yield workers
    finally:
        workers.close()


def work(what: str, number: int, folder: str) -> int:
    """Do in a worker what the test says."""
    first = Path(folder) / str(number)
    if what == "quiet":
        os._exit(0)
    if what == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "once" and not first.exists():
        first.touch()
        os._exit(1)
    if what == "raise":
        raise ValueError("坏")
    if what == "hang":
        with Watch(0.3) as watch:
            watch.start()
            while True:
                pass
    return number


def tasks(folder: Path, *whats: str) -> list[tuple[str, int, str]]:
    return [(what, number, str(folder)) for number, what in enumerate(whats)]


def results(workers: WorkerPool, given: list[Any], most: Callable[[Any], int] = lambda _: 1) -> dict[int, Any]:
    return {task[1]: outcome for task, outcome in workers.run(work, given, most_deaths=most)}


def test_every_death_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    with pool(2) as workers:
        found = results(workers, tasks(tmp_path, "ok", "quiet", "ok", "kill", "once", "hang", "ok"))
    assert {n: r for n, r in found.items() if not isinstance(r, Died)} == {0: 0, 2: 2, 4: 4, 6: 6}
    assert {n: r.deaths for n, r in found.items() if isinstance(r, Died)} == {1: 2, 3: 2, 5: 2}


def test_a_fault_of_ours_is_raised_with_its_place(tmp_path: Path) -> None:
    with pool(1) as workers, pytest.raises(BatchError, match="ValueError: 坏"):
        results(workers, tasks(tmp_path, "raise"))


def test_few_tasks_are_taken_ahead(tmp_path: Path) -> None:
    taken = 0

    def source() -> Iterator[tuple[str, int, str]]:
        nonlocal taken
        for task in tasks(tmp_path, *["ok"] * 30):
            taken += 1
            yield task

    with pool(1) as workers:
        ahead = [taken - done for done, _ in enumerate(workers.run(work, source(), most_deaths=lambda _: 0))]
    assert len(ahead) == 30
    assert max(ahead) <= 3


def test_workers_end_with_their_pool(tmp_path: Path) -> None:
    with pool(2) as workers:
        results(workers, tasks(tmp_path, *["ok"] * 4))
        processes = [worker.process for worker in workers._workers]
        assert all(process.is_alive() for process in processes)
    deadline = time.monotonic() + 5
    while any(process.is_alive() for process in processes):
        assert time.monotonic() < deadline
