"""Write docs/reference.md from the docstrings, the commands and the columns: `python docs/build.py`.

A test holds the file to what this prints, so the reference cannot drift from the code.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from typer.main import get_command

import reportmine
from reportmine.cli import app
from reportmine.present.columns import TABLES
from reportmine.settings import Settings

OUT = Path(__file__).with_name("reference.md")
GROUPS = ("Commands", "Python", "Tables", "Settings")


def build_reference() -> str:
    """Return the whole reference as Markdown."""
    lines = ["# Reference", "", "Written by `docs/build.py` from the code; do not edit.", ""]
    lines += [f"- [{name}](#{name.lower()})" for name in GROUPS]
    lines += ["", "## Commands", "", *_commands()]
    lines += ["## Python", "", *_names()]
    lines += ["## Tables", "", *_tables()]
    lines += ["## Settings", "", *_settings()]
    return "\n".join(line.rstrip() for line in lines).rstrip() + "\n"


def _commands() -> Iterator[str]:
    yield from _command(get_command(app), "reportmine")


def _command(command: Any, name: str) -> Iterator[str]:
    children = getattr(command, "commands", {})
    for child in sorted(children):
        inner = children[child]
        yield from _command(inner, f"{name} {child}")
    if children:
        return
    yield f"### `{name}`"
    yield ""
    yield inspect.cleandoc(command.help or "")
    yield ""
    rows = [(_flags(p), getattr(p, "help", "") or "") for p in command.params if p.name != "help"]
    if rows:
        yield "| option | meaning |"
        yield "|---|---|"
        yield from (f"| `{_cell(left)}` | {_cell(right)} |" for left, right in rows)
        yield ""


def _flags(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name.upper())
    names = ", ".join((*parameter.opts, *parameter.secondary_opts))
    default = "" if parameter.default in (None, False, ()) or callable(parameter.default) else f" = {parameter.default}"
    return names + default


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", "\\|").strip()


def _names() -> Iterator[str]:
    for name in reportmine.__all__:
        thing = getattr(reportmine, name)
        yield f"### `reportmine.{name}`"
        yield ""
        if inspect.isfunction(thing):
            yield f"```text\n{name}{_signature(thing)}\n```"
            yield ""
        yield from _docstring(thing)
        if inspect.isclass(thing):
            yield from _members(thing)


def _signature(function: Any) -> str:
    text = str(inspect.signature(function))
    return re.sub(r"reportmine\.\w+(?:\.\w+)*\.(\w+)", r"\1", text).replace("'", "")


def _members(kind: type) -> Iterator[str]:
    names = [field.name for field in fields(kind)] if is_dataclass(kind) else getattr(kind, "_fields", ())
    if names:
        yield "Fields: " + ", ".join(f"`{name}`" for name in names) + "."
        yield ""
    for name, method in sorted(vars(kind).items()):
        function = method.__func__ if isinstance(method, classmethod | staticmethod) else method
        if not name.startswith("_") and inspect.isfunction(function) and function.__doc__:
            first = inspect.cleandoc(function.__doc__).splitlines()[0]
            yield f"- `.{name}{_signature(function).replace('(self, ', '(').replace('(self)', '()')}`: {first}"
    yield ""


def _docstring(thing: Any) -> Iterator[str]:
    """Yield a docstring with its examples fenced."""
    inside = False
    for line in inspect.cleandoc(thing.__doc__ or "").splitlines():
        if line.startswith(">>>") and not inside:
            yield "```pycon"
            inside = True
        elif inside and not line.strip():
            yield "```"
            inside = False
        yield line
    if inside:
        yield "```"
    yield ""


def _tables() -> Iterator[str]:
    for name, columns in TABLES.items():
        yield f"### `{name}`"
        yield ""
        yield "| column | 中文 | type | meaning |"
        yield "|---|---|---|---|"
        yield from (f"| `{c.name}` | {c.zh} | {c.kind} | {_cell(c.meaning)} |" for c in columns)
        yield ""


def _settings() -> Iterator[str]:
    source = inspect.getsource(Settings)
    notes = dict(re.findall(r"^    (\w+): [^#\n]*# (.*)$", source, re.MULTILINE))
    yield "| setting | default | meaning |"
    yield "|---|---|---|"
    defaults = Settings()
    for field in fields(Settings):
        yield f"| `{field.name}` | `{getattr(defaults, field.name)!r}` | {_cell(notes.get(field.name, ''))} |"


if __name__ == "__main__":
    OUT.write_text(build_reference(), encoding="utf-8")
    sys.stdout.write(f"{OUT}\n")
