"""Hold what one request and one caller may ask for, and count what callers take."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, replace

from reportmine.settings import Settings

ESCAPED = 6  # bytes of one character in JSON at worst (\uXXXX)
ENVELOPE = 65_536  # bytes of a body beside its text
UPLOAD_BYTES = 16_000_000  # one uploaded file: a Word file with pictures
UNPACKED_BYTES = 64_000_000  # all that an uploaded archive may unpack to
BATCH_LINES = 10_000
BATCH_BYTES = 64_000_000
MOST_PAGES = 200  # reports or rows on one page of a list
MOST_SIMILAR = 100
QUERY_CHARS = 500
THREADS = 16  # of requests; each has a connection to the store with a cache of its own
WAITING = 4  # callers that wait for a turn to analyse; the others are asked to come back, their threads serve readers
ANALYSES = 4  # at once; the others wait: more would only take turns on the same cores
WAIT_SECONDS = 10.0  # for a turn to analyse, before the caller is asked to come back
GUESSES = 30  # keys a minute that one address may have looked up by slow hashes
CALLERS = 10_000  # whose counts are kept
MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Limits:
    """Hold the limits of one service: bytes, characters, lines, seconds, requests a minute (0 = no limit)."""

    body_bytes: int
    batch_bytes: int
    batch_lines: int
    text_chars: int
    seconds: float
    per_minute: int


def build_limits(settings: Settings) -> Limits:
    """Return the limits that settings ask for."""
    return Limits(
        body_bytes=max(UPLOAD_BYTES, ESCAPED * settings.api_max_chars) + ENVELOPE,
        batch_bytes=BATCH_BYTES,
        batch_lines=BATCH_LINES,
        text_chars=settings.api_max_chars,
        seconds=settings.page_seconds,
        per_minute=settings.api_rate_per_minute,
    )


def request_settings(settings: Settings) -> Settings:
    """Return the settings under which a caller's text is read: the smaller limits of the service hold.

    >>> request_settings(Settings()).max_article_chars
    1000000
    """
    return replace(
        settings,
        max_article_chars=min(settings.max_article_chars, settings.api_max_chars),
        max_input_bytes=min(settings.max_input_bytes, max(UPLOAD_BYTES, ESCAPED * settings.api_max_chars)),
        max_unpacked_bytes=min(settings.max_unpacked_bytes, UNPACKED_BYTES),
    )


class RateLimiter:
    """Let every caller make so many requests a minute: a bucket that fills evenly and holds one minute's worth."""

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, caller: str, *, now: float | None = None) -> float:
        """Count one request; return 0, or the seconds after which the next one will be let through.

        >>> limiter = RateLimiter(2)
        >>> [limiter.take("a", now=0.0), limiter.take("a", now=0.0), limiter.take("a", now=0.0), limiter.take("b", now=0.0)]
        [0.0, 0.0, 30.0, 0.0]
        """
        if self.per_minute <= 0:
            return 0.0
        moment = time.monotonic() if now is None else now
        rate = self.per_minute / MINUTE
        with self._lock:
            left, since = self._buckets.pop(caller, (float(self.per_minute), moment))
            left = min(float(self.per_minute), left + (moment - since) * rate)
            wait = 0.0 if left >= 1 else (1 - left) / rate
            self._buckets[caller] = (left if wait else left - 1, moment)
            if len(self._buckets) > CALLERS:
                self._buckets.popitem(last=False)
        return wait
