"""Run chunks on Dask distributed (extra `cluster`): a scheduler that runs already, or a cluster on this machine."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import Any

from reportmine.corpus.batch.pool import Died, Task
from reportmine.errors import BatchError

AHEAD = 3  # chunks in flight a thread: the scheduler's answers must not leave a worker idle
LOCAL = "local:"
PATIENCE = "30s"
# Dask samples every worker a hundred times a second for a dashboard that nobody opens here; it costs some percent.
UNWATCHED = {"distributed.worker.profile.enabled": False, "distributed.admin.system-monitor.gil.enabled": False}


class ClusterPool:
    """Run tasks on a Dask cluster; their arguments travel to the workers, their small results back."""

    def __init__(self, *, scheduler: str | None, cluster: str | None) -> None:
        try:
            distributed: Any = import_module("distributed")
        except ImportError as error:
            raise BatchError(
                "Dask is not installed", where="--cluster", mend="pip install 'reportmine[cluster]'"
            ) from error
        self._dask: Any = distributed
        self._cluster = None if scheduler else _local_cluster(distributed, cluster or "")
        try:
            self._client = distributed.Client(scheduler or self._cluster, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise BatchError(
                f"no scheduler answers ({str(error)[:80]})", where=str(scheduler), mend="check the address"
            ) from error

    @property
    def client(self) -> Any:
        """Return Dask's client."""
        return self._client

    def run(
        self, function: Callable[..., Any], tasks: Iterable[Task], *, most_deaths: Callable[[Task], int]
    ) -> Iterator[tuple[Task, Any]]:
        """Yield each task with its result as it ends. Dask gives a task up when three workers died over it; it is sent again until
        more than `most_deaths` died."""
        source = iter(tasks)
        sent: dict[Any, Task] = {}
        deaths: dict[int, int] = {}
        done = self._dask.as_completed(loop=self._client.loop)

        def send(task: Task) -> None:
            future = self._client.submit(function, *task, pure=False)
            sent[future] = task
            done.add(future)

        while True:
            while len(sent) < AHEAD * self._threads() and (task := next(source, None)) is not None:
                send(task)
            if not sent:
                return
            future = next(done)
            task = sent.pop(future)
            if future.status == "finished":
                yield task, future.result()
                continue
            error = future.exception() if future.status == "error" else None
            if not isinstance(error, self._dask.KilledWorker):
                raise BatchError(
                    f"a task failed on the cluster ({error or future.status})", mend="see the workers' logs"
                )
            deaths[id(task)] = deaths.get(id(task), 0) + error.allowed_failures + 1
            if deaths[id(task)] > most_deaths(task):
                yield task, Died(deaths[id(task)])
            else:
                send(task)

    def close(self) -> None:
        """Leave the scheduler; end the cluster if it is ours."""
        self._client.close()
        if self._cluster is not None:
            self._cluster.close()

    def _threads(self) -> int:
        threads: int = sum(self._client.nthreads().values())
        return max(1, threads)


def _local_cluster(distributed: Any, text: str) -> Any:
    number = text.removeprefix(LOCAL)
    if not text.startswith(LOCAL) or not number.isdigit() or int(number) < 1:
        raise BatchError(f"cluster {text!r} is not known", where="--cluster", mend="write local:N, e.g. local:2")
    with import_module("dask").config.set(UNWATCHED):
        return distributed.LocalCluster(
            n_workers=int(number), threads_per_worker=1, processes=True, dashboard_address=None, memory_limit=0,
            silence_logs=logging.CRITICAL,
        )  # fmt: skip
