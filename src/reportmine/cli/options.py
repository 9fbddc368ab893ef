"""Options that every command which reads inputs has: the text column, the user's own lexicons and themes, traditional characters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from reportmine.settings import Settings

TextColumn = Annotated[str | None, typer.Option(help="Text column of inputs that are tables (.jsonl, .csv …).")]
Lexicons = Annotated[list[str] | None, typer.Option(help="Your own lexicon file(s), over the bundled ones.")]
Themes = Annotated[
    list[str] | None, typer.Option(help="Your own themes: .toml, cntext or quanteda .yaml, LIWC .dic, .csv.")
]
Simplify = Annotated[
    bool, typer.Option("--simplify", help="Read traditional characters as simplified (extra traditional).")
]


def reading_settings(
    text: str | None,
    lexicon: list[str] | None,
    themes: list[str] | None,
    *,
    simplify: bool,
    page_seconds: float | None = None,
) -> Settings:
    """Load the settings with what these options say; what is not given stays as the settings have it."""
    from reportmine.settings import load_settings

    own = (*(lexicon or ()), *(themes or ()))
    return load_settings(
        text_column=text, lexicons=own or None, traditional=simplify or None, page_seconds=page_seconds
    )
