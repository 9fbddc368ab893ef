"""Run the application under uvicorn: addresses, keys, logs and a graceful end."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import uvicorn

from reportmine.acquire.addresses import is_loopback
from reportmine.errors import SettingsError
from reportmine.settings import load_settings
from reportmine_api.app import create_app
from reportmine_api.keys import KeyRing, load_keys
from reportmine_api.logs import set_up_logs

SWITCH_SECONDS = 0.001  # between threads: with the usual 5 ms an answer waits several times behind analyses
GRACE_SECONDS = 20  # for requests that run when the service is asked to end
LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})


def run(
    *, host: str, port: int, database: Path | None = None, keys: Path | None = None, insecure: bool = False
) -> None:
    """Serve until interrupted. Raises SettingsError for an address that others reach where no key is asked for."""
    settings = load_settings()
    path = keys or (Path(settings.api_keys) if settings.api_keys else None)
    ring = load_keys(path) if path is not None else KeyRing()
    check_address(host, ring, insecure=insecure)
    if database is None and Path(settings.database).is_file():
        database = Path(settings.database)
    hosts = LOCAL | {host} if is_loopback(host) and not ring else None
    app = create_app(settings, database=database, keys=ring, hosts=hosts)
    if database is not None:
        app.state.service.corpus.store.count()  # fails here, with its remedy, and not at the first request
    check_port(host, port)
    set_up_logs("info")
    sys.setswitchinterval(SWITCH_SECONDS)
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        h11_max_incomplete_event_size=65_536,
    )


def check_port(host: str, port: int) -> None:
    """Raise SettingsError where nobody can listen: the port is taken, the address is not this machine's, or it may not be used."""
    place = f"{host}:{port}"
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            if os.name == "posix":  # as the server itself does: a port that a service just left is free
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except (OSError, OverflowError) as error:
        what = getattr(error, "strerror", None) or str(error)
        raise SettingsError(
            f"cannot listen here ({what})", where=place, mend="choose another --port (0 takes a free one) or --host"
        ) from error


def check_address(host: str, keys: KeyRing, *, insecure: bool) -> None:
    """Refuse to serve others without keys, unless told."""
    if not (is_loopback(host) or keys or insecure):
        raise SettingsError(
            "others could reach this address, and no key is asked for",
            where=host,
            mend="give --keys FILE (see `reportmine key`), bind 127.0.0.1, or say --insecure",
        )
