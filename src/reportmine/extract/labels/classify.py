"""Label an article: report type and the writer's industry, calibrated, with the words that decided, abstaining when unsure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path

import numpy as np

from reportmine.errors import ModelError
from reportmine.extract.labels.evidence import (
    DIVISION_COLUMNS,
    GENERIC,
    TRADE_COLUMNS,
    TYPE_COLUMNS,
    Floats,
    kind_evidence,
    section_chances,
    section_scores,
    trade_columns,
    trade_evidence,
    trade_hits,
    trade_scores,
    type_columns,
)
from reportmine.extract.labels.features import FeatureBuilder, Features, feature_builder
from reportmine.extract.labels.linear import Found, JointVocabulary, LinearModel, load_model, log_softmax, softmax
from reportmine.extract.labels.theme_ranks import (
    THEME_COLUMNS,
    rank_themes,
    sentence_columns,
    theme_chances,
    told_sentences,
)
from reportmine.extract.labels.theme_sentences import SentenceScorer
from reportmine.extract.labels.themes import ThemeFinder, shared, theme_finder
from reportmine.schema import Article, Label, Section, ThemeShare
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
CONFLICT_SCORE = 0.5  # title and body must each be this sure before their disagreement is reported
PLANS = frozenset({"PLN", "SCH", "PRG"})
SURE_PLAN = 0.9
TITLE_WORDS = 1.0  # trade score that a title needs to contradict the body
# The models and the evidence that each mixes.
MODELS = {
    "report_type": TYPE_COLUMNS,
    "industry": TRADE_COLUMNS,
    "division": DIVISION_COLUMNS,
    "themes": THEME_COLUMNS,
    "theme_sentences": (),
}
# Models that share a look-up of names, and the kinds of names in it.
BY_WORDS, WORD_SPACES = ("report_type", "industry", "themes"), "tlyYwhoegf"
BY_HITS, HIT_SPACES = ("division",), "x"
Weighed = list[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Labels:
    """Hold both labels of one article, the industries it only mentions, and what its words say of each theme (log-odds)."""

    report_type: Label
    industry: Label
    mentioned_industries: tuple[tuple[str, float], ...]
    theme_words: Floats


class Labeler:
    """Label articles with the models of one folder: report_type, industry (sections), division, themes and their sentences."""

    def __init__(
        self, models: Mapping[str, LinearModel], builder: FeatureBuilder, finder: ThemeFinder, settings: Settings
    ) -> None:
        self._type, self._section, self._division, self._themes, sentences = (models[name] for name in MODELS)
        self._sentences = SentenceScorer(sentences)
        self._joint = JointVocabulary({name: models[name] for name in BY_WORDS}, spaces=WORD_SPACES)
        self._hits = JointVocabulary({name: models[name] for name in BY_HITS}, spaces=HIT_SPACES)
        self._builder = builder
        self._finder = finder
        self._settings = settings
        self.versions = {name: str(models[name].manifest["id"]) for name in MODELS}

    @classmethod
    def load(cls, folder: str, *, lexicon: Lexicon, settings: Settings) -> Labeler:
        """Load the bundled models (empty folder) or those of a folder."""
        return cls(_models(folder), feature_builder(lexicon, default_tokenizer()), theme_finder(lexicon), settings)

    def label(self, article: Article, sections: Sequence[Section], words: Sequence[str]) -> Labels:
        """Return both labels of an article; `words` are its tokens."""
        features = self._builder.build(article.title, sections, article.text, words)
        found = tuple(self._joint.found(names) for names in (features.body, features.title, features.form))
        sums = tuple(self._joint.sums(part.rows, part.values) for part in found)
        report_type = self._report_type(features, sums, found)
        scores = trade_scores(self._builder, features)
        own_words: Floats = sums[0] if features.in_series else np.add(sums[0], sums[1])
        industry = self._industry(features, own_words, found[0], scores)
        themes = self._joint.part(own_words, "themes") + self._themes.bias[0]
        return Labels(report_type, industry, _mentioned(scores, industry.id), themes)

    def rank(
        self,
        themes: Sequence[ThemeShare],
        labels: Labels,
        article: Article,
        sections: Sequence[Section],
        words: Sequence[str],
    ) -> tuple[ThemeShare, ...]:
        """Return the themes of an article, ranked by terms, words and sentences together: those that terms found, and those that only
        sentences tell."""
        model = self._themes
        threshold = float(model.manifest["threshold"])
        spans, chances = self._sentences.score(article, sections, words, themes)
        scores = theme_chances(themes, labels.theme_words, sentence_columns(spans, chances), model)
        told = told_sentences(themes, scores, chances, threshold)
        if told:
            themes = shared((*themes, *self._finder.told(article, sections, spans, told)))
        return rank_themes(themes, scores, threshold)

    def _report_type(self, features: Features, sums: tuple[Floats, ...], found: tuple[Found, ...]) -> Label:
        model, joint = self._type, self._joint
        by_body, by_form = (log_softmax(joint.part(sums[i], "report_type") + model.bias[i]) for i in (0, 2))
        by_title: Floats = np.zeros(len(model.labels))
        if features.title:
            by_title = log_softmax(joint.part(sums[1], "report_type") + model.bias[1])
        lexicon = kind_evidence(self._builder, features, model.labels)
        columns = type_columns(by_body, by_title, lexicon, by_form, in_series=features.in_series)
        probabilities = softmax(model.logits(columns))
        best = int(probabilities.argmax())
        counts = (model.mix[0], model.mix[2 if features.in_series else 1], model.mix[TYPE_COLUMNS.index("form")])
        weighed = [
            pair
            for part, coefficient in zip(found, counts, strict=True)
            for pair in self._deciding("report_type", part, best, float(coefficient))
        ]
        label = _label(model.labels, probabilities, weighed, UNKNOWN_TYPE, self._settings.type_threshold)
        return _with_conflict(label, model.labels, by_title, by_body) if features.title else label

    def _industry(
        self,
        features: Features,
        sums: Floats,
        body: Found,
        scores: Mapping[str, Mapping[str, float]],
    ) -> Label:
        model = self._section
        words = log_softmax(self._joint.part(sums, "industry") + model.bias[0])
        by_section = section_scores(scores)
        hits = self._hits.found([trade_hits(scores, in_series=features.in_series)])
        said_by_hits: Floats = (
            self._hits.part(self._hits.sums(hits.rows, hits.values), "division") + self._division.bias[0]
        )
        lexicon = trade_evidence(by_section, model.labels, in_series=features.in_series)
        by_hits, _ = section_chances(said_by_hits, self._division.labels)
        columns = trade_columns(words, by_hits, lexicon)
        probabilities = softmax(model.logits(columns))
        best = int(probabilities.argmax())
        said = (columns[best] - columns.mean(axis=0)) * model.mix
        weighed = self._deciding("industry", body, best, float(model.mix[0]))
        weighed += self._lexicon_words(features, model.labels[best], float(said[1:].sum()))
        label = _label(model.labels, probabilities, weighed, UNKNOWN_INDUSTRY, self._settings.industry_threshold)
        if label.abstained or label.id == GENERIC:
            return label
        divided = self._with_division(label, features, scores, said_by_hits)
        return _with_title(divided, by_section["title"])

    def _with_division(
        self, label: Label, features: Features, scores: Mapping[str, Mapping[str, float]], said_by_hits: Floats
    ) -> Label:
        model = self._division
        within = [i for i, name in enumerate(model.labels) if name[0] == label.id]
        names = [model.labels[i] for i in within]
        if not names:
            return label
        lexicon = trade_evidence(scores, names, in_series=features.in_series)
        shares = softmax(
            trade_columns(log_softmax(said_by_hits[within]), lexicon) @ model.mix + model.prior[within]
        ).tolist()
        order = sorted(range(len(names)), key=lambda i: (-shares[i], names[i]))
        inside = tuple((names[i], round(label.score * shares[i], 4)) for i in order[:CANDIDATES])
        candidates = (*inside, *(c for c in label.candidates if c[0] != label.id))[: CANDIDATES + 2]
        chosen = names[order[0]] if shares[order[0]] >= DIVISION_SHARE else label.id
        return Label(chosen, label.score, candidates, label.evidence, abstained=False)

    def _deciding(self, key: str, found: Found, label: int, coefficient: float) -> Weighed:
        """Return what each name said for a label, against the mean of the others."""
        if not len(found.rows):
            return []
        said = coefficient * found.values * self._joint.contrast(found.rows, key, label)
        # Only the strongest can be among those shown: the rest need no Python object (twice as many, for ties).
        places = np.flatnonzero(said > 0)
        if len(places) > 2 * EVIDENCE:
            places = places[np.argpartition(-said[places], 2 * EVIDENCE)[: 2 * EVIDENCE]]
        return list(zip(found.named(places), said[places].tolist(), strict=True))

    def _lexicon_words(self, features: Features, label: str, said: float) -> Weighed:
        """Share what the lexicon said among the terms that speak for the label."""
        terms: dict[str, float] = {}
        for place in ("body", "title"):
            for term, weight in features.trades[place].of_section(self._builder.trades, label).items():
                terms[term] = terms.get(term, 0.0) + weight
        whole = sum(terms.values())
        return [(f"i:{term}", said * weight / whole) for term, weight in terms.items()] if said > 0 else []


def _label(labels: Sequence[str], probabilities: Floats, weighed: Weighed, unknown: str, threshold: float) -> Label:
    shares = probabilities.tolist()
    order = sorted(range(len(labels)), key=lambda i: (-shares[i], labels[i]))
    score = shares[order[0]]
    candidates = tuple((labels[i], round(shares[i], 4)) for i in order[:CANDIDATES])
    best = sorted(weighed, key=lambda pair: (-pair[1], pair[0]))[:EVIDENCE]
    abstained = score < threshold
    return Label(
        id=unknown if abstained else labels[order[0]],
        score=round(score, 4),
        candidates=candidates,
        evidence=tuple((name, round(weight, 4)) for name, weight in best),
        abstained=abstained,
    )


def _with_conflict(label: Label, labels: Sequence[str], by_title: Floats, by_body: Floats) -> Label:
    """Report that title and body say different things, each surely."""
    says, is_ = int(by_title.argmax()), int(by_body.argmax())
    sure = np.exp(by_title[says]), np.exp(by_body[is_])
    if says == is_ or min(sure) < CONFLICT_SCORE:
        return label
    return _warned(label, f"title says {labels[says]} {sure[0]:.2f}, body says {labels[is_]} {sure[1]:.2f}")


def _with_title(label: Label, title: Mapping[str, float]) -> Label:
    """Report that the title's trade words speak for another section than the text."""
    others = {k: v for k, v in title.items() if k != GENERIC}
    if not others:
        return label
    says = max(sorted(others), key=lambda k: others[k])
    if says == label.id[0] or others[says] < TITLE_WORDS or others.get(label.id[0], 0.0) > 0:
        return label
    return _warned(label, f"title says {says}, body says {label.id[0]} {label.score:.2f}")


def _warned(label: Label, warning: str) -> Label:
    return Label(label.id, label.score, label.candidates, label.evidence, label.abstained, (warning,))


def _mentioned(scores: Mapping[str, Mapping[str, float]], label: str) -> tuple[tuple[str, float], ...]:
    """Return the divisions of other sections whose words stand in the text, institutions counted twice."""
    totals = dict(scores["terms"])
    for division, score in scores["marks"].items():
        totals[division] = totals.get(division, 0.0) + 2 * score
    others = [(d, round(s, 2)) for d, s in totals.items() if s >= MENTION_FLOOR and d[0] not in (label[0], "X")]
    return tuple(sorted(others, key=lambda pair: (-pair[1], pair[0]))[:MENTIONS])


def is_plan(report_type: Label) -> bool:
    """Say whether a report is surely of a type that does nothing but plan: what it states without a word of tense is aimed at."""
    return report_type.id in PLANS and report_type.score >= SURE_PLAN


@lru_cache(maxsize=4)
def _models(folder: str) -> dict[str, LinearModel]:
    base = Path(folder) if folder else bundled_models()
    return {name: load_model(base / name, columns=columns) for name, columns in MODELS.items()}


def bundled_models() -> Path:
    """Return the folder of the bundled models: inside the installed package, else beside src/ in a checkout."""
    package = Path(str(resources.files("reportmine")))
    for folder in (package / "models", package.parents[1] / "models"):
        if (folder / next(iter(MODELS)) / "manifest.json").is_file():
            return folder
    raise ModelError(
        "no bundled models", where=str(package / "models"), mend="install the wheel or run `reportmine train`"
    )
