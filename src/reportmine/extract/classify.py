"""Label an article: report type and the writer's industry, calibrated, with the words that decided, abstaining when unsure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path

import numpy as np

from reportmine.errors import ModelError
from reportmine.extract.features import FeatureBuilder, Features, feature_builder
from reportmine.extract.linear import Floats, LinearModel, load_model
from reportmine.schema import Article, Label, Section
from reportmine.settings import Settings
from reportmine.text.lexicon import Lexicon
from reportmine.text.tokens import default_tokenizer

UNKNOWN_TYPE = "UNK"  # the abstention labels of the label sets
UNKNOWN_INDUSTRY = "X9"
CANDIDATES = 3
EVIDENCE = 8
DIVISION_SHARE = 0.5  # a division is named only where it takes half of its section's probability
MENTION_FLOOR = 3.0  # trade score (about three different words) from which another industry counts as mentioned
MENTIONS = 5
TITLE_SPACES = ("t:", "y:")
CONFLICT_SCORE = 0.5  # title and body must each be this sure before their disagreement is reported


@dataclass(frozen=True, slots=True)
class Labels:
    """Hold both labels of one article and the industries it only mentions."""

    report_type: Label
    industry: Label
    mentioned_industries: tuple[tuple[str, float], ...]


class Labeler:
    """Label articles with the three models of one folder: report_type, industry (sections) and division."""

    def __init__(self, models: Mapping[str, LinearModel], builder: FeatureBuilder, settings: Settings) -> None:
        self._type, self._section, self._division = (models[name] for name in MODEL_NAMES)
        self._builder = builder
        self._settings = settings
        self.versions = {name: str(models[name].manifest["id"]) for name in MODEL_NAMES}
        letters = [label[0] for label in self._division.labels]
        self._columns = {
            letter: np.array([i for i, x in enumerate(letters) if x == letter]) for letter in sorted(set(letters))
        }

    @classmethod
    def load(cls, folder: str, *, lexicon: Lexicon, settings: Settings) -> Labeler:
        """Load the bundled models (empty folder) or those of a folder."""
        return cls(_models(folder), feature_builder(lexicon, default_tokenizer()), settings)

    def label(self, article: Article, sections: Sequence[Section], words: Sequence[str]) -> Labels:
        """Return both labels of an article; `words` are its tokens."""
        features = self._builder.build(article.title, sections, article.text, words)
        industry = self._industry(features)
        return Labels(self._report_type(features), industry, self._mentioned(article.text, industry.id))

    def _report_type(self, features: Features) -> Label:
        model = self._type
        probabilities = model.probabilities(features)
        label = _label(model, features, probabilities, UNKNOWN_TYPE, self._settings.type_threshold)
        return _with_conflict(model, features, label)

    def _industry(self, features: Features) -> Label:
        sections = self._section.probabilities(features)
        label = _label(self._section, features, sections, UNKNOWN_INDUSTRY, self._settings.industry_threshold)
        columns = self._columns.get(label.id)
        if label.abstained or columns is None:
            return label
        divisions = self._division.probabilities(features)[columns]
        shares = divisions / divisions.sum()
        names = [self._division.labels[i] for i in columns]
        order = sorted(range(len(names)), key=lambda i: (-float(shares[i]), names[i]))
        within = tuple((names[i], round(label.score * float(shares[i]), 4)) for i in order[:CANDIDATES])
        candidates = (*within, *(c for c in label.candidates if c[0] != label.id))[: CANDIDATES + 2]
        best = order[0]
        if shares[best] < DIVISION_SHARE:
            return Label(label.id, label.score, candidates, label.evidence, abstained=False)
        return Label(names[best], label.score, candidates, label.evidence, abstained=False)

    def _mentioned(self, text: str, label: str) -> tuple[tuple[str, float], ...]:
        scores = self._builder.trade_scores(text)
        others = [(d, round(s, 2)) for d, s in scores.items() if s >= MENTION_FLOOR and d[0] != label[0]]
        return tuple(sorted(others, key=lambda pair: (-pair[1], pair[0]))[:MENTIONS])


MODEL_NAMES = ("report_type", "industry", "division")


def _label(model: LinearModel, features: Features, probabilities: Floats, unknown: str, threshold: float) -> Label:
    order = sorted(range(len(model.labels)), key=lambda i: (-float(probabilities[i]), model.labels[i]))
    best, score = order[0], float(probabilities[order[0]])
    candidates = tuple((model.labels[i], round(float(probabilities[i]), 4)) for i in order[:CANDIDATES])
    evidence = model.deciding(features, best, EVIDENCE)
    abstained = score < threshold
    return Label(unknown if abstained else model.labels[best], round(score, 4), candidates, evidence, abstained)


def _with_conflict(model: LinearModel, features: Features, label: Label) -> Label:
    title = {k: v for k, v in features.items() if k.startswith(TITLE_SPACES)}
    if not title:
        return label
    body = {k: v for k, v in features.items() if not k.startswith(TITLE_SPACES)}
    by_title, by_body = (model.probabilities(part) for part in (title, body))
    says, is_ = int(by_title.argmax()), int(by_body.argmax())
    if says == is_ or min(by_title[says], by_body[is_]) < CONFLICT_SCORE:
        return label
    warning = f"title says {model.labels[says]} {by_title[says]:.2f}, body says {model.labels[is_]} {by_body[is_]:.2f}"
    return Label(label.id, label.score, label.candidates, label.evidence, label.abstained, (warning,))


@lru_cache(maxsize=4)
def _models(folder: str) -> dict[str, LinearModel]:
    base = Path(folder) if folder else bundled_models()
    return {name: load_model(base / name) for name in MODEL_NAMES}


def bundled_models() -> Path:
    """Return the folder of the bundled models: inside the installed package, else beside src/ in a checkout."""
    package = Path(str(resources.files("reportmine")))
    for folder in (package / "models", package.parents[1] / "models"):
        if (folder / MODEL_NAMES[0] / "manifest.json").is_file():
            return folder
    raise ModelError(
        "no bundled models", where=str(package / "models"), mend="install the wheel or run `reportmine train`"
    )
