"""Work with processes that may die: each has its own pipe, so that a death costs one task and never the others.

`multiprocessing.Pool` waits for ever for a dead worker, `ProcessPoolExecutor` breaks as a whole, and pools with one pipe for all take a quiet exit (code 0)
for the end of the work.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Protocol

from reportmine.errors import BatchError

PARENT_SECONDS = 1.0  # how often a worker looks whether its parent is alive
STOP_SECONDS = 5.0

Task = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Died:
    """Stand for the result of a task on which workers died too often."""

    deaths: int


class Engine(Protocol):
    """Run tasks somewhere and yield (task, result) as they end, in any order."""

    def run(
        self, function: Callable[..., Any], tasks: Iterable[Task], *, most_deaths: Callable[[Task], int]
    ) -> Iterator[tuple[Task, Any]]:
        """Yield each task with its result, or with Died."""

    def close(self) -> None:
        """End the workers."""


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    task: Task | None = None


class WorkerPool:
    """Run tasks in `size` processes of this machine; one task ahead of the workers is held, never more."""

    def __init__(self, size: int) -> None:
        self._context = get_context("spawn")  # a fork would copy the threads of Arrow in mid-step
        self._size = max(1, size)
        self._workers: list[_Worker] = []

    def run(
        self, function: Callable[..., Any], tasks: Iterable[Task], *, most_deaths: Callable[[Task], int]
    ) -> Iterator[tuple[Task, Any]]:
        """Yield each task with its result as it ends; a task whose workers died more than `most_deaths` times with Died.

        Raises BatchError with the worker's traceback for an exception of the function.
        """
        source = iter(tasks)
        again: deque[Task] = deque()
        deaths: dict[int, int] = {}
        ahead = next(source, None)
        while True:
            ahead = self._hand_out(function, again, ahead, source)
            busy = [worker for worker in self._workers if worker.task is not None]
            if not busy:
                return
            for worker in _ready(busy):
                task = worker.task
                assert task is not None  # noqa: S101 - busy workers have one
                worker.task = None
                answer = _answer(worker)
                if answer is not None:
                    deaths.pop(id(task), None)
                    yield task, answer[0]
                    continue
                self._bury(worker)
                deaths[id(task)] = deaths.get(id(task), 0) + 1
                if deaths[id(task)] > most_deaths(task):
                    yield task, Died(deaths.pop(id(task)))
                else:
                    again.append(task)

    def close(self) -> None:
        """End all workers at once."""
        for worker in list(self._workers):
            self._bury(worker)

    def _hand_out(
        self, function: Callable[..., Any], again: deque[Task], ahead: Task | None, source: Iterator[Task]
    ) -> Task | None:
        """Give tasks to idle workers, those of the dead first; return the next task of the source."""
        while again or ahead is not None:
            worker = next((w for w in self._workers if w.task is None), None)
            if worker is None and len(self._workers) < self._size:
                worker = self._start()
            if worker is None:
                break
            if again:
                task = again.popleft()
            else:
                assert ahead is not None  # noqa: S101 - the loop's condition
                task, ahead = ahead, None
            worker.task = task
            with suppress(OSError):  # it is dead, which the next look at it says
                worker.pipe.send((function, task))
            if ahead is None:
                ahead = next(source, None)
        return ahead

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs, os.getpid()), daemon=True, name="reportmine-batch")
        process.start()
        theirs.close()
        worker = _Worker(process, ours)
        self._workers.append(worker)
        return worker

    def _bury(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.pipe.close()
        worker.process.kill()
        worker.process.join(STOP_SECONDS)


def _ready(workers: list[_Worker]) -> list[_Worker]:
    """Wait for answers; those come before deaths, so that an answer sent in the last breath counts."""
    things: list[Any] = [thing for worker in workers for thing in (worker.pipe, worker.process.sentinel)]
    ready = set(wait(things))
    return [worker for worker in workers if worker.pipe in ready or worker.process.sentinel in ready]


def _answer(worker: _Worker) -> tuple[Any] | None:
    """Return (result,) or None for a death; raises BatchError for an exception."""
    try:
        if not worker.pipe.poll():
            return None
        good, result = worker.pipe.recv()
    except (EOFError, OSError):
        return None
    if not good:
        raise BatchError("a worker failed", where="batch", mend=str(result))
    return (result,)


def _serve(pipe: Connection, parent: int) -> None:
    """Work off tasks until the pipe ends; Ctrl-C is the parent's to handle, and a parent that was killed ends its workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        threading.Thread(target=_watch_parent, args=(parent,), daemon=True).start()
    while True:
        try:
            function, task = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer = (True, function(*task))
        except Exception:  # noqa: BLE001 - it is told to the parent, which raises
            answer = (False, traceback.format_exc(limit=-4))
        try:
            pipe.send(answer)
        except OSError:
            return


def _watch_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(PARENT_SECONDS)
    os._exit(1)
