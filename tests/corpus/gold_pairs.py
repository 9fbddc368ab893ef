"""Build the gold corpus for similar reports: seeds, their written peers, made copies and decoys, in the pool of training documents."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from reportmine.learn.documents import TrainingDocument, read_documents
from reportmine.pipeline import load, text_page
from tests.corpus.edits import edit_characters, light_copy

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Gold:
    """Hold one seed with the places of its peer, copies and decoys, and the place of every report of its trade and kind."""

    seed: str
    peer: str
    copies: tuple[str, ...]
    decoys: tuple[str, ...]
    kin: frozenset[str]


@lru_cache(maxsize=1)
def gold_records() -> tuple[list[Gold], dict[str, dict[str, Any]]]:
    """Return the gold and the records by place: seeds carry a commonplace paragraph which a decoy of another trade carries too."""
    raw = tomllib.loads((ROOT / "corpora" / "gold" / "similar.toml").read_text(encoding="utf-8"))
    documents = {d.id: d for d in read_documents(ROOT / "corpora" / "training")}
    texts = {d.id: d.page for d in documents.values()}
    gold = []
    rng = random.Random(11)
    taken = {pair["seed"] for pair in raw["pair"]}
    for number, pair in enumerate(raw["pair"]):
        seed, said = documents[pair["seed"]], raw["commonplaces"][number % len(raw["commonplaces"])]
        other_trade = _choose(
            documents, rng, taken, lambda d, s=seed: d.report_type == s.report_type and d.industry[0] != s.industry[0]
        )
        other_kind = _choose(
            documents, rng, taken, lambda d, s=seed: d.report_type != s.report_type and d.industry == s.industry
        )
        texts[seed.id] += "\n" + said
        texts[f"decoy-{seed.id}"] = texts.pop(other_trade.id) + "\n" + said
        texts[f"peer-{seed.id}"] = f"{pair['title']}\n{pair['peer']}"
        texts[f"light-{seed.id}"] = light_copy(texts[seed.id], rng)
        texts[f"edited-{seed.id}"] = edit_characters(texts[seed.id], rng)
        decoys = (f"decoy-{seed.id}", *([other_kind.id] if other_kind else ()))
        kin = {d.id for d in documents.values() if (d.industry, d.report_type) == (seed.industry, seed.report_type)} - {
            seed.id
        }
        gold.append(Gold(seed.id, f"peer-{seed.id}", (f"light-{seed.id}", f"edited-{seed.id}"), decoys, frozenset(kin)))
    return gold, {name: record for name, text in texts.items() for record in _records(name, text)}


def _choose(documents: dict[str, TrainingDocument], rng: random.Random, taken: set[str], fits: Any) -> Any:
    found = [d for name, d in documents.items() if name not in taken and fits(d)]
    if not found:
        return None
    chosen = rng.choice(found)
    taken.add(chosen.id)
    return chosen


def _records(name: str, text: str) -> Iterator[dict[str, Any]]:
    """Analyse one text as one report: the pool is of reports, not of pages."""
    reports = load().analyze(text_page(text, path=name))
    yield max((report.to_dict() for report in reports), key=lambda record: len(record["text"]))
