"""Count requests for Prometheus, in its text form."""

from __future__ import annotations

import threading
from collections import Counter

BUCKETS = (0.005, 0.02, 0.06, 0.25, 1.0, 5.0, 30.0)  # seconds: around the promise of 60 ms, and the long analyses


class Metrics:
    """Count requests by route and status, their seconds, and what was analysed; for any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._buckets: Counter[tuple[str, float]] = Counter()
        self._seconds: Counter[str] = Counter()
        self._counts: Counter[str] = Counter()
        self._running = 0

    def enter(self) -> None:
        """Count a request that begins."""
        with self._lock:
            self._running += 1

    def leave(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request that ended."""
        with self._lock:
            self._running -= 1
            self._requests[route, method, status] += 1
            self._seconds[route] += seconds  # type: ignore[assignment]
            for bound in (*BUCKETS, float("inf")):
                if seconds <= bound:
                    self._buckets[route, bound] += 1

    def count(self, name: str, amount: int = 1) -> None:
        """Add to one of the plain counters, e.g. `analyzed_reports`."""
        with self._lock:
            self._counts[name] += amount

    def render(self, gauges: dict[str, float]) -> str:
        """Return everything as Prometheus text, with gauges that are read now."""
        with self._lock:
            lines = ["# TYPE reportmine_requests_total counter"]
            lines += [
                f'reportmine_requests_total{{route="{route}",method="{method}",status="{status}"}} {count}'
                for (route, method, status), count in sorted(self._requests.items())
            ]
            lines += ["# TYPE reportmine_request_seconds histogram"]
            lines += [
                f'reportmine_request_seconds_bucket{{route="{route}",le="{_bound(bound)}"}} {count}'
                for (route, bound), count in sorted(self._buckets.items())
            ]
            for route, seconds in sorted(self._seconds.items()):
                lines.append(f'reportmine_request_seconds_sum{{route="{route}"}} {seconds:.6f}')
                lines.append(
                    f'reportmine_request_seconds_count{{route="{route}"}} {self._buckets[route, float("inf")]}'
                )
            for name, amount in sorted(self._counts.items()):
                lines += [f"# TYPE reportmine_{name}_total counter", f"reportmine_{name}_total {amount}"]
            for name, value in sorted({**gauges, "requests_running": self._running}.items()):
                lines += [f"# TYPE reportmine_{name} gauge", f"reportmine_{name} {value:g}"]
        return "\n".join(lines) + "\n"


def _bound(bound: float) -> str:
    return "+Inf" if bound == float("inf") else f"{bound:g}"
