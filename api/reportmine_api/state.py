"""Hold what a running service shares between its requests: pipeline, corpus, keys, limits and counts."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from reportmine.corpus.library import Corpus
from reportmine.errors import StoreError
from reportmine.pipeline import Pipeline, load
from reportmine.settings import Settings
from reportmine_api.errors import ApiError
from reportmine_api.keys import KeyRing
from reportmine_api.limits import ANALYSES, GUESSES, WAIT_SECONDS, WAITING, RateLimiter, build_limits, request_settings
from reportmine_api.metrics import Metrics

REMEMBERED = 64  # slow answers (overviews, sums) kept while the store does not change


class Service:
    """Bundle what the routes work with; every method may be called from any thread."""

    def __init__(self, settings: Settings, *, database: str | Path | None = None, keys: KeyRing | None = None) -> None:
        self.settings = settings
        self.limits = build_limits(settings)
        self.keys = keys or KeyRing()
        self.limiter = RateLimiter(settings.api_rate_per_minute)
        self.guesses = RateLimiter(GUESSES)
        self.metrics = Metrics()
        self.database = Path(database) if database is not None else None
        self._corpus: Corpus | None = None
        self._lock = threading.Lock()
        self._turns = threading.BoundedSemaphore(ANALYSES)
        self._asking = 0
        self._answers: OrderedDict[tuple[object, ...], Any] = OrderedDict()

    @property
    def pipeline(self) -> Pipeline:
        """Return the process's pipeline, under the limits of a request."""
        return load(request_settings(self.settings))

    @property
    def corpus(self) -> Corpus:
        """Return the corpus, opened on first use. Raises StoreError where there is none."""
        if self.database is None:
            raise StoreError(
                "this service has no corpus, it only analyses",
                mend="make one with `reportmine index DIR --db corpus.db` and serve it with `--db corpus.db`",
            )
        with self._lock:
            if self._corpus is None:
                self._corpus = open_corpus(self.database)
            return self._corpus

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn to analyse, so that many long texts leave the rest of the service its threads."""
        with self._lock:
            self._asking += 1
            full = self._asking > ANALYSES + WAITING
        try:
            if full or not self._turns.acquire(timeout=WAIT_SECONDS):
                raise ApiError(503, "too many analyses at once", headers={"Retry-After": str(int(WAIT_SECONDS))})
            try:
                yield
            finally:
                self._turns.release()
        finally:
            with self._lock:
                self._asking -= 1

    def remembered(self, key: tuple[object, ...], compute: Callable[[], Any]) -> Any:
        """Return an answer that holds as long as the store does not change."""
        whole = (self.corpus.store.generation, *key)
        with self._lock:
            if whole in self._answers:
                self._answers.move_to_end(whole)
                return self._answers[whole]
        value = compute()
        with self._lock:
            self._answers[whole] = value
            while len(self._answers) > REMEMBERED:
                self._answers.popitem(last=False)
        return value

    def close(self) -> None:
        """Close the corpus."""
        with self._lock:
            if self._corpus is not None:
                self._corpus.close()
                self._corpus = None


def open_corpus(path: Path) -> Corpus:
    """Open a corpus for reading; where its index is missing or stale it is first brought up to date. Raises StoreError."""
    if not path.is_file():
        raise StoreError("no such database", where=str(path), mend="make it with `reportmine index DIR --db FILE`")
    try:
        corpus = Corpus.open(path, readonly=True)
        if not corpus.is_stale:
            return corpus
        corpus.close()
    except StoreError:
        pass
    Corpus.open(path).close()
    return Corpus.open(path, readonly=True)
