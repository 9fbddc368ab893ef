"""Score the gold documents of corpora/gold and hold the floors of corpora/floors.toml: quality never falls silently."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reportmine.errors import InputError, MissingInputError, SettingsError
from reportmine.extract.labels.classify import bundled_models
from reportmine.extract.labels.evidence import section_of
from reportmine.learn.documents import read_documents
from reportmine.learn.gold import GoldDocument, gold_digest, read_gold
from reportmine.learn.metrics import TOP_THEMES
from reportmine.learn.readings import (
    READINGS,
    held_themes,
    read_grades,
    read_readings,
    read_settled,
    reader_agreement,
)
from reportmine.learn.scoring import score_indicators, score_structure
from reportmine.pipeline import Pipeline, load
from reportmine.schema import ThemeShare
from reportmine.toml import TOMLDecodeError, parse_toml

Record = Mapping[str, Any]
MODEL_SCORES = ("accuracy", "macro_f1", "micro_f1", "recall_top6")
AGAIN = "again"  # of the voices: the labels of a second reader
SLACK = 0.0005  # floors are kept at four decimals


def evaluate_folder(
    folder: Path, *, sources: Path | None = None, pipeline: Pipeline | None = None
) -> dict[str, dict[str, float]]:
    """Return the scores of every gold document together (`indicators`) and of each labelled structure (`structure.NAME`)."""
    pipeline = pipeline or load()
    runs: list[tuple[GoldDocument, Sequence[Record]]] = []
    scores: dict[str, dict[str, float]] = {}
    for gold in read_gold(folder, sources=sources):
        articles = [r.to_dict() for p in pipeline.read(gold.path) for r in _reports(pipeline, p)]
        runs.append((gold, [i for a in articles for i in a["indicators"]]))
        if gold.structure:
            scores[f"structure.{gold.name}"] = score_structure(gold, articles)
    return {"indicators": score_indicators(runs), **scores}


def _reports(pipeline: Pipeline, page: Any) -> list[Any]:
    if isinstance(page, InputError):
        raise page
    return pipeline.analyze(page)


def score_voices(folder: Path, pipeline: Pipeline) -> dict[str, float]:
    """Return the indicator scores on documents of many voices, labelled by readers who saw no output; a folder that is not there has none."""
    return evaluate_folder(folder, sources=folder, pipeline=pipeline)["indicators"] if folder.is_dir() else {}


def score_held_out(folder: Path, pipeline: Pipeline) -> dict[str, float]:
    """Return how well the pipeline labels documents that no model trained on: the share of right report types, section letters and
    divisions, and for the themes, where a reader graded them, micro-F1 of the main ones and the recall of the six strongest.

    Many are harder than most: their writers tell of customers in other trades. A folder that is not there has no scores.
    """
    if not folder.is_dir():
        return {}
    pairs = [(document, pipeline.analyze(document.page)[0]) for document in read_documents(folder)]
    right = {
        "report_type": [d.report_type == r.report_type.id for d, r in pairs],
        "industry_letter": [section_of(d.industry) == section_of(r.industry.id) for d, r in pairs],
        "division": [d.industry == r.industry.id for d, r in pairs if len(d.industry) > 1],
    }
    shares = {name: round(sum(found) / max(len(found), 1), 4) for name, found in right.items()}
    grades = read_grades(folder / READINGS, "first")
    return {**shares, **_score_themes([(held_themes(grades[d.id]), r.themes) for d, r in pairs if d.id in grades])}


def _score_themes(pairs: Sequence[tuple[Sequence[str], Sequence[ThemeShare]]]) -> dict[str, float]:
    """Return micro-F1 of the main themes and how many of those that hold are among the six strongest, as the pipeline prints them."""
    if not pairs:
        return {}
    held = [set(gold) for gold, _ in pairs]
    main = [{theme.id for theme in themes if theme.is_main} for _, themes in pairs]
    hits = sum(len(gold & found) for gold, found in zip(held, main, strict=True))
    ranked = [{theme.id for theme in themes[:TOP_THEMES]} for _, themes in pairs]
    recalls = [len(gold & found) / len(gold) for gold, found in zip(held, ranked, strict=True) if gold]
    return {
        "themes": round(2 * hits / max(sum(map(len, held)) + sum(map(len, main)), 1), 4),
        "themes_top6": round(sum(recalls) / max(len(recalls), 1), 4),
    }


def model_scores() -> dict[str, dict[str, float]]:
    """Return the cross-validated scores that the bundled models' manifests state."""
    found = {}
    for path in sorted(bundled_models().glob("*/manifest.json")):
        manifest = json.loads(path.read_text(encoding="utf-8"))
        found[f"model.{manifest['name']}"] = {k: v for k, v in manifest["scores"].items() if k in MODEL_SCORES}
    return found


def model_details() -> list[str]:
    """Return lines on every bundled model: each label's precision, recall, F1 and count, calibration, coverage by threshold, confusions."""
    lines = []
    for path in sorted(bundled_models().glob("*/manifest.json")):
        manifest = json.loads(path.read_text(encoding="utf-8"))
        scores = manifest.get("scores", {})
        if "by_label" not in scores:
            continue
        name = "macro_f1" if "macro_f1" in scores else "micro_f1"
        low, high = scores.get(f"{name}_interval", (None, None))
        interval = f" (95 % {low:.3f} to {high:.3f})" if low is not None else ""
        lines.append(f"{manifest['id']}: {name} {scores[name]:.3f}{interval}")
        if "calibration_error" in scores:
            lines.append(f"  calibration error {scores['calibration_error']:.3f}")
        for threshold, (share, right) in scores.get("coverage", {}).items():
            lines.append(f"  at {threshold}: {share:.3f} labelled, {right:.3f} of them right")
        for label, (precision, recall, f1, count) in scores["by_label"].items():
            lines.append(f"  {label:<5} precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}  n {count}")
        lines += [f"  {gold} taken for {found}: {n}" for gold, found, n in scores.get("confusions", ())]
    return lines


def agreement_lines(corpora: Path) -> list[str]:
    """Return a line a label on how far two readers of the training documents agree: what a model can be shown to reach at most."""
    folder = corpora / "training"
    readings = read_readings(folder / READINGS)
    first, again = (read_grades(folder / READINGS, name) for name in ("first", "again"))
    settled = read_settled(folder / READINGS)
    indicators = indicator_agreement(corpora / "voices")
    found = reader_agreement(read_documents(folder), readings, first, again, settled) if readings else []
    return [
        f"two readers on {a.label:<16} {'micro-F1' if a.label == 'themes' else 'the same'} {a.share:.4f}  alpha {a.alpha:.4f}"
        f"  on {a.documents} documents"
        for a in found
    ] + [f"two readers on indicators, {name:<16} {share:.4f}" for name, share in indicators.items()]


def indicator_agreement(voices: Path) -> dict[str, float]:
    """Return how far a second reader, who saw neither the first's labels nor any output, agrees with the first: what a program can reach.

    The scores are those of `score_voices`, the second reader's labels (folder `again`) in the place of what was extracted.
    """
    second = {document.name: document for document in read_gold(voices / AGAIN, sources=voices)}
    if not second:
        return {}
    first = [document for document in read_gold(voices, sources=voices) if document.name in second]
    return score_indicators((document, _as_found(second[document.name])) for document in first)


def _as_found(document: GoldDocument) -> list[Record]:
    """Return labels in the form of extracted indicators."""
    return [
        {**row, "source_start": row["start"], "source_end": row["end"], "period": {"text": row["period"]}}
        for row in document.indicators
    ]


def evaluate_floors(corpora: Path, *, update: bool = False) -> tuple[list[str], bool]:
    """Score corpora/gold and the models, compare with floors.toml; return lines to print and whether all floors hold.

    With `update` a floor rises to what was reached; it never falls, and a changed gold is pinned anew.
    """
    if not (corpora / "gold").is_dir():
        raise MissingInputError(
            "no folder gold with labelled documents",
            where=str(corpora),
            mend="give the folder corpora of the source tree",
        )
    path = corpora / "floors.toml"
    floors = _read_floors(path)
    digest = gold_digest(corpora / "gold")
    pipeline = load()
    scores = {
        **evaluate_folder(corpora / "gold", sources=corpora / "gold", pipeline=pipeline),
        "voices": score_voices(corpora / "voices", pipeline),
        "held_out": score_held_out(corpora / "held_out", pipeline),
        **model_scores(),
    }
    lines, held = [], True
    for group, values in scores.items():
        for name, value in values.items():
            floor = float(floors.get(group, {}).get(name, 0.0))
            ok = value + SLACK >= floor
            held = held and ok
            lines.append(f"{group:<32} {name:<20} {value:.4f}  floor {floor:.4f}  {'ok' if ok else 'BELOW'}")
    if floors.get("digest") != digest and not update:
        held = False
        lines.append(f"gold changed (digest {digest}): score it anew with `reportmine evaluate --update`")
    if update and held:
        path.write_text(_floors_text(scores, floors, digest), encoding="utf-8")
        lines.append(f"floors written to {path}")
    return lines, held


def _read_floors(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        return parse_toml(path.read_text(encoding="utf-8"))
    except TOMLDecodeError as error:
        raise SettingsError(
            f"not a TOML file ({error})", where=str(path), mend="restore it from version control"
        ) from error


def _floors_text(scores: Mapping[str, Mapping[str, float]], floors: Mapping[str, Any], digest: str) -> str:
    lines = [
        "# Quality floors: `reportmine evaluate` fails below them. Raise with --update; lowering one is its own commit with its reason.",
        f'digest = "{digest}"',
    ]
    for group, values in scores.items():
        lines += ["", f'["{group}"]']
        lines += [
            f"{name} = {max(value, float(floors.get(group, {}).get(name, 0.0))):.4f}" for name, value in values.items()
        ]
    return "\n".join(lines) + "\n"
