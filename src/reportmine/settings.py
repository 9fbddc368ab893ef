"""Hold the settings: built-in defaults < reportmine.toml < REPORTMINE_* variables < flags."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from reportmine.errors import SettingsError
from reportmine.toml import TOMLDecodeError, parse_toml

ENV_PREFIX = "REPORTMINE_"
SHARES = ("min_agreement", "type_threshold", "industry_threshold")


@dataclass(frozen=True, slots=True)
class Settings:
    """Hold every knob once, with its default, so that documentation and code cannot drift apart.

    Sizes are bytes or characters, times are seconds, thresholds run from 0 to 1.
    """

    lexicons: tuple[str, ...] = ()  # user lexicon files (TOML), later ones win
    models: str = ""  # a folder of models; empty = the bundled ones
    max_input_bytes: int = 64_000_000  # one file as it lies on disk
    max_unpacked_bytes: int = 512_000_000  # all that one archive may unpack to
    max_article_chars: int = 20_000_000  # one page after decoding
    min_article_chars: int = 20  # a page with less text holds no article
    min_agreement: float = 0.8  # below it, `doctor` lists the page
    type_threshold: float = 0.30  # report type abstains (UNK) below this score
    industry_threshold: float = 0.35  # industry abstains (X9) below this score
    traditional: bool = False  # convert traditional characters (needs the extra `traditional`)
    text_column: str = "text"  # column of .jsonl and .csv inputs
    database: str = "reportmine.db"
    page_seconds: float = 60.0  # one page in `batch`, one request of the service; 0 sets no limit
    api_keys: str = ""  # file of hashed API keys
    api_max_chars: int = 1_000_000
    api_rate_per_minute: int = 600
    crawl_contact: str = ""  # e-mail or URL in the user agent; needed for a crawl beyond loopback


def load_settings(path: Path | None = None, *, env: Mapping[str, str] | None = None, **flags: Any) -> Settings:
    """Load the settings from a file (./reportmine.toml if there), the environment and keyword flags (None = not given).

    Raises SettingsError for an unknown key or a value of the wrong type or range.

    >>> load_settings(env={"REPORTMINE_MIN_AGREEMENT": "0.9"}).min_agreement
    0.9
    """
    values: dict[str, Any] = {}
    source = path or Path("reportmine.toml")
    if source.is_file():
        values |= _checked(_read_toml(source), str(source))
    elif path is not None:
        raise SettingsError("no such settings file", where=str(path), mend="give an existing .toml file")
    environment = os.environ if env is None else env
    given = {k.removeprefix(ENV_PREFIX).lower(): v for k, v in environment.items() if k.startswith(ENV_PREFIX)}
    values |= _checked(given, "environment")
    values |= _checked({k: v for k, v in flags.items() if v is not None}, "flags")
    return replace(Settings(), **values)


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return parse_toml(path.read_text(encoding="utf-8"))
    except (TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"not a TOML file ({error})", where=str(path), mend="see 'Settings' in docs/reference.md"
        ) from error


def _checked(values: Mapping[str, Any], where: str) -> dict[str, Any]:
    defaults = Settings()
    allowed = {f.name for f in fields(Settings)}
    checked = {}
    for key, value in values.items():
        if key not in allowed:
            raise SettingsError(f"unknown setting {key!r}", where=where, mend=f"allowed: {', '.join(sorted(allowed))}")
        checked[key] = _converted(key, value, getattr(defaults, key), where)
    return checked


def _converted(key: str, value: Any, default: Any, where: str) -> Any:
    kind = type(default)
    try:
        if kind is bool:
            return (
                value
                if isinstance(value, bool)
                else {"1": True, "true": True, "0": False, "false": False}[str(value).lower()]
            )
        if kind is tuple:
            return tuple(str(v) for v in (value.split(os.pathsep) if isinstance(value, str) else value) if v)
        converted = kind(value)
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        raise SettingsError(
            f"{key} = {value!r} is not of type {kind.__name__}", where=where, mend=f"default: {default!r}"
        ) from error
    most = 1 if key in SHARES else math.inf
    if kind in (int, float) and not 0 <= converted <= most:  # NaN is in no range
        told = f"from 0 to {most}" if key in SHARES else "0 or more"
        raise SettingsError(f"{key} = {value!r} is not {told}", where=where, mend=f"default: {default!r}")
    return converted
