"""Commands that train and score: train, evaluate."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer


def add_commands(app: typer.Typer) -> None:
    """Register the commands of this file."""
    app.command()(train)
    app.command()(evaluate)


def train(
    corpora: Annotated[Path, typer.Option(help="Folder that holds training/.")] = Path("corpora"),
    out: Annotated[Path, typer.Option(help="Folder the models are written to.")] = Path("models"),
) -> None:
    """Train the models from corpora/training; same corpus, same bytes. 训练模型。"""
    from reportmine.learn.training import train_models

    for line in train_models(corpora, out=out):
        print(line)


def evaluate(
    corpora: Annotated[Path, typer.Option(help="Folder that holds gold/ and floors.toml.")] = Path("corpora"),
    update: Annotated[
        bool, typer.Option("--update", help="Raise the floors to what was reached; never lowers one.")
    ] = False,
    labels: Annotated[
        bool, typer.Option("--labels", help="Print each label's held-out scores too, and how far two readers agree.")
    ] = False,
) -> None:
    """Score the gold documents and compare with the floors. 对照金标评测。"""
    from reportmine.learn.evaluation import agreement_lines, evaluate_floors, model_details

    if labels:
        print("\n".join([*model_details(), *agreement_lines(corpora)]))
    lines, held = evaluate_floors(corpora, update=update)
    print("\n".join(lines))
    sys.exit(0 if held else 1)
