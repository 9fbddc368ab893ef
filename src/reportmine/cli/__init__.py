"""Run reportmine at the command line: short commands over library calls, the only place that prints and exits.

Exit codes: 0 all done; 1 some inputs failed, the others are done; 2 nothing could be done (wrong argument, no readable input).
"""

from __future__ import annotations

import gc
import sys
from typing import Annotated

import typer

from reportmine import __version__
from reportmine.cli import analysis, batching, crawling, health, indexing, inspecting, learning, presenting, service
from reportmine.cli.console import fail, place_error
from reportmine.errors import ReportMineError

app = typer.Typer(
    name="reportmine",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for room in (analysis, batching, crawling, indexing, health, presenting, service, learning, inspecting):
    room.add_commands(app)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"reportmine {__version__}")
        raise typer.Exit


@app.callback()
def common(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and end. 版本。"),
    ] = False,
) -> None:
    """Read Chinese management reports into citable tables. 把管理类报告读成可引用的表。"""


# Objects that are made before the collector looks for cycles: the words and weights that a command reads, all of them to be kept, are
# hundreds of thousands, and with Python's 700 their reading takes a tenth longer.
COLLECT_AFTER = 20_000


def main() -> None:
    """Run the command line and turn our errors into one line and an exit code."""
    gc.set_threshold(COLLECT_AFTER)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a GBK console must not crash on a character it lacks
            stream.reconfigure(errors="replace")
    try:
        app()
    except ReportMineError as error:
        fail(error)
        raise SystemExit(2) from None
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(1) from None
    except (
        OSError
    ) as error:  # what cannot be read is an error of ours; what is left is a place that cannot be written to
        fail(place_error(error))
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
