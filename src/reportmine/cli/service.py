"""Commands that serve: serve, key."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Scope(StrEnum):
    """Name what a key allows."""

    read = "read"
    analyze = "analyze"
    admin = "admin"


def add_commands(app: typer.Typer) -> None:
    """Register the commands of this file."""
    app.command()(serve)
    app.command()(key)


def serve(
    host: Annotated[str, typer.Option(help="Address to bind.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port to bind; 0 takes a free one.")] = 8000,
    database: Annotated[
        Path | None, typer.Option("--db", help="Database; reportmine.db where it is there, else only analyses.")
    ] = None,
    keys: Annotated[Path | None, typer.Option(help="File of hashed keys; without it no key is asked for.")] = None,
    insecure: Annotated[bool, typer.Option("--insecure", help="Let others reach it without a key.")] = False,
) -> None:
    """Serve the HTTP API and the page. 启动接口服务与页面。"""
    from importlib import import_module

    import_module("reportmine_api.serving").run(host=host, port=port, database=database, keys=keys, insecure=insecure)


def key(
    name: Annotated[str, typer.Argument(help="Who will use it.")],
    scope: Annotated[list[Scope] | None, typer.Option(help="What it allows; read unless told.")] = None,
) -> None:
    """Make an API key: its line for the file of keys is printed, the key itself goes to stderr once. 生成接口密钥。"""
    from importlib import import_module

    keys = import_module("reportmine_api.keys")
    made = keys.new_key()
    print(keys.build_line(name, [s.value for s in scope or [Scope.read]], made))
    print(made, file=sys.stderr)
