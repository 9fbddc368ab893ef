"""Start the service as its users do, in a process of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

WAIT = 60
ADDRESS = re.compile(r"running on (http://[\d.]+:\d+)")


@dataclass
class Live:
    """Hold a running service, its address and the lines that it logged."""

    process: subprocess.Popen[str]
    url: str
    lines: list[str]

    def stop(self) -> int:
        """Ask it to end; return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=WAIT)

    def logged(self) -> list[dict[str, object]]:
        """Return the logged lines, which all are JSON."""
        return [json.loads(line) for line in self.lines]


@contextmanager
def serve(*flags: str | Path, **environment: str) -> Iterator[Live]:
    """Run `reportmine serve` on a free port until the block ends."""
    command = [sys.executable, "-m", "reportmine", "serve", "--port", "0", *map(str, flags)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, **environment})
    live = Live(process, "", [])

    def read() -> None:
        for line in process.stderr or ():
            live.lines.append(line)
            if match := ADDRESS.search(line):
                live.url = match[1]

    reader = Thread(target=read, daemon=True)
    reader.start()
    deadline = time.monotonic() + WAIT
    while not live.url and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    try:
        assert live.url, "".join(live.lines)
        yield live
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(timeout=WAIT)
        reader.join(timeout=WAIT)
        if process.stderr:
            process.stderr.close()
