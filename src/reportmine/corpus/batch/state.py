"""Know what a run was made with, and refuse to mix the results of two versions in one folder."""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from importlib import metadata, resources
from pathlib import Path
from typing import Any

from reportmine.corpus.batch.lock import hold_folder
from reportmine.errors import BatchError
from reportmine.settings import Settings
from reportmine.toml import parse_toml

# Settings that never change what a page holds: places, service, and the limits, which are raised to retry what failed by them.
IDLE_SETTINGS = frozenset(
    [
        *("database", "api_keys", "api_max_chars", "api_rate_per_minute", "crawl_contact", "lexicons", "models"),
        *("min_agreement", "page_seconds", "max_input_bytes", "max_unpacked_bytes", "max_article_chars"),
    ]
)
WORK = ".reportmine"
STATE = "state.json"
PACKAGES = ("reportmine", "numpy", "scikit-learn", "rjieba", "jieba", "pyarrow", "pandas", "lxml", "regex", "spacy")


def run_identity(pipeline: Any) -> dict[str, str]:
    """Return what decides the rows: version of reportmine, digests of lexicon and models, settings."""
    from reportmine import __version__

    settings = {k: v for k, v in asdict(pipeline.settings).items() if k not in IDLE_SETTINGS}
    return {"reportmine": __version__, "settings": json_digest(settings), **pipeline.versions}


def json_digest(value: Any) -> str:
    """Return a digest of a JSON value."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.blake2b(text.encode(), digest_size=10).hexdigest()


@contextmanager
def open_folder(out: Path, identity: Mapping[str, str], *, resume: bool) -> Iterator[Path]:
    """Prepare the results folder and hold it; give its work folder.

    Raises BatchError where a run lies there already and `resume` is not asked for, where it was made by other versions, or where
    another run is at work.
    """
    work = out / WORK
    state = work / STATE
    if state.is_file():
        if not resume:
            raise BatchError(
                "a run lies here already", where=str(out), mend="go on with --resume, or choose another folder"
            )
        made_with = json.loads(state.read_text(encoding="utf-8"))
        changed = sorted(k for k in {*made_with, *identity} if made_with.get(k) != identity.get(k))
        if changed:
            names = ", ".join(f"{k} ({made_with.get(k, '-')[:12]} → {identity.get(k, '-')[:12]})" for k in changed)
            raise BatchError(
                f"begun with other versions: {names}", where=str(out), mend="restore them, or choose another folder"
            )
    elif out.exists() and any(child.suffix in RESULTS for child in out.iterdir()):
        raise BatchError("holds tables of another origin", where=str(out), mend="choose another folder")
    work.mkdir(parents=True, exist_ok=True)
    with hold_folder(work, out):
        waiting = state.with_suffix(".new")
        waiting.write_text(json.dumps(dict(identity), indent=1, ensure_ascii=False), encoding="utf-8")
        waiting.replace(state)
        yield work


RESULTS = frozenset([".csv", ".parquet", ".xlsx", ".dta", ".jsonl"])


def package_versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that results may depend on."""
    versions = {"python": platform.python_version(), "platform": sys.platform}
    for name in PACKAGES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return versions


def shown_settings(settings: Settings) -> dict[str, Any]:
    """Return the settings of a run, without what only the service or a crawl uses."""
    return {k: v for k, v in asdict(settings).items() if not k.startswith(("api_", "crawl_", "database"))}


def model_facts(folder: str) -> dict[str, dict[str, Any]]:
    """Return for each model its id, the digest of its corpus and its measured scores."""
    from reportmine.extract.labels.classify import bundled_models

    base = Path(folder) if folder else bundled_models()
    facts = {}
    for path in sorted(base.glob("*/manifest.json")):
        manifest = json.loads(path.read_text(encoding="utf-8"))
        if "id" not in manifest:  # not one of the labelling models
            continue
        scores = {k: v for k, v in manifest.get("scores", {}).items() if k in SCORES}
        facts[manifest["name"]] = {
            "id": manifest["id"],
            "documents": manifest.get("scores", {}).get("documents"),
            "corpus": manifest.get("corpus"),
            "scores": scores,
        }
    return facts


def gold_floors() -> dict[str, float]:
    """Return the floors of the indicators on hand-labelled documents, from the package or the checkout; empty where they are not."""
    package = Path(str(resources.files("reportmine")))
    for path in (package / "floors.toml", package.parents[1] / "corpora" / "floors.toml"):
        if path.is_file():
            found = parse_toml(path.read_text(encoding="utf-8")).get("indicators", {})
            return {name: float(value) for name, value in found.items()}
    return {}


SCORES = ("accuracy", "macro_f1", "macro_f1_interval", "calibration_error")
