"""Commands that serve: serve."""

from __future__ import annotations

from typing import Annotated

import typer


def add_commands(app: typer.Typer) -> None:
    """Register the commands of this file."""
    app.command()(serve)


def serve(
    host: Annotated[str, typer.Option(help="Address to bind.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to bind; 0 takes a free one.")] = 8000,
) -> None:
    """Serve the HTTP API and the page. 启动接口服务与页面。"""
    from importlib import import_module

    import_module("reportmine_api.serving").run(host=host, port=port)
