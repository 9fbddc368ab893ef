"""Group units into chunks whose key is a hash of what they hold and of the versions that read them."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from reportmine.corpus.batch.units import Unit

MOST_UNITS = 64  # pages of a chunk: enough that a chunk costs nothing beside its pages, few enough to lose
LEAST_UNITS = 24  # a chunk may end from here on …
BOUNDARY = 16  # … behind a unit whose hash says so: a new file moves the chunks around it, not all behind it
MOST_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class Chunk:
    """Hold consecutive units under their key."""

    key: str
    units: tuple[Unit, ...]

    @property
    def position(self) -> int:
        """Return how far in all inputs the chunk ends, in bytes."""
        return self.units[-1].position


def iterate_chunks(units: Iterable[Unit], run: str) -> Iterator[Chunk]:
    """Yield chunks in input order; `run` is the digest of versions and settings. The number of workers changes nothing."""
    waiting: list[Unit] = []
    identities: list[bytes] = []
    size = 0
    for unit in units:
        waiting.append(unit)
        identities.append(unit.identity)
        size += len(unit.data)
        mark = hashlib.blake2b(identities[-1], digest_size=1).digest()[0]
        ends = len(waiting) >= LEAST_UNITS and mark % BOUNDARY == 0
        if ends or len(waiting) >= MOST_UNITS or size >= MOST_BYTES:
            yield _chunk(waiting, identities, run)
            waiting, identities, size = [], [], 0
    if waiting:
        yield _chunk(waiting, identities, run)


def _chunk(units: list[Unit], identities: list[bytes], run: str) -> Chunk:
    digest = hashlib.blake2b(run.encode(), digest_size=16)
    for identity in identities:
        digest.update(len(identity).to_bytes(4, "big") + identity)
    return Chunk(digest.hexdigest(), tuple(units))


def choose_units(units: Iterable[Unit], chosen: frozenset[int] | None, limit: int | None) -> Iterator[Unit]:
    """Yield the units at the chosen places (None: all), at most `limit` of them."""
    kept = (unit for place, unit in enumerate(units) if chosen is None or place in chosen)
    return islice(kept, limit)


def sample_places(units: Iterable[Unit], size: int, seed: int) -> frozenset[int]:
    """Return the places of a random sample: those units whose seeded hash is smallest, so that a sample grows by adding to it."""

    def draws() -> Iterator[tuple[int, int]]:
        for place, unit in enumerate(units):
            text = f"{seed}\0{unit.name}".encode("utf-8", "replace")
            yield int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big"), place

    return frozenset(place for _, place in heapq.nsmallest(size, draws()))
