"""Give spaCy the analysis: pipes that fill `doc.spans["rm_*"]` and `doc.cats`, a tokenizer, and scorers for `nlp.evaluate`.

Entry points find the factories, so `nlp.add_pipe("reportmine_indicators")` needs no import. Loading this module loads no lexicon
and no model: those come with the first document. Offsets by character are the truth: they stand in `doc._.rm`; a span covers
the tokens that its fact touches.

>>> import spacy
>>> nlp = spacy.blank("zh")
>>> pipe = nlp.add_pipe("reportmine_indicators")
>>> doc = nlp("二、明年目标\\n力争实现利润1606万元，比上年增长8.5%。")
>>> [(span.text, span.label_, span._.rm["metric"]) for span in doc.spans["rm_indicators"]]
[('1606万元', 'target', '利润'), ('8.5%', 'target', '利润')]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from spacy.language import Language
from spacy.scorer import Scorer
from spacy.tokens import Doc, Span, SpanGroup
from spacy.util import DummyTokenizer, registry
from spacy.vocab import Vocab

if TYPE_CHECKING:
    from spacy.training import Example

    from reportmine.pipeline import Pipeline

KINDS = ("articles", "sections", "indicators", "themes")
FAMILIES = ("report_type", "industry")
PREFIX = "rm_"
DEFAULTS: dict[str, Any] = {"lexicons": [], "models": ""}

Facts = dict[str, list[dict[str, Any]]]
Scores = dict[str, Any]


def _register_extensions() -> None:
    if not Doc.has_extension("rm"):
        Doc.set_extension("rm", default=None)
        Span.set_extension("rm", getter=_fact_of)


def _fact_of(span: Span) -> dict[str, Any] | None:
    """Return the fact that a span of `doc.spans["rm_*"]` stands for, None for any other span."""
    kind, _, position = span.id_.partition(":")
    facts = span.doc._.rm
    if not facts or not position.isdecimal() or int(position) >= len(facts.get(kind, ())):
        return None
    fact: dict[str, Any] = facts[kind][int(position)]
    return fact


class Component:
    """Fill one group of spans (articles, sections, indicators or themes) of every document, or its categories (labels)."""

    def __init__(self, name: str, kind: str, *, lexicons: list[str], models: str) -> None:
        _register_extensions()
        self.name, self.kind = name, kind
        self._settings: dict[str, Any] = {"lexicons": tuple(lexicons), "models": models}
        self.scorer: Callable[[Iterable[Example]], Scores] = score_labels if kind == "labels" else SpanScorer(kind)
        self._pipeline: Pipeline | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Analyse a document once for all reportmine pipes and fill what this one is for."""
        if doc._.rm is None:
            doc._.rm = _facts(doc.text, self._load())
        if self.kind == "labels":
            doc.cats.update(_categories(doc._.rm["articles"]))
        else:
            doc.spans[PREFIX + self.kind] = _group(doc, self.kind)
        return doc

    def score(self, examples: Iterable[Example], **_: Any) -> Scores:
        """Score this pipe's spans or categories against annotated documents; `nlp.evaluate` calls it."""
        return self.scorer(examples)

    def _load(self) -> Pipeline:
        if self._pipeline is None:
            from reportmine.pipeline import load

            self._pipeline = load(**self._settings)
        return self._pipeline


def _facts(text: str, pipeline: Pipeline) -> Facts:
    """Return the facts of all articles of a text, as JSON objects whose `source_*` are offsets into the text."""
    from reportmine.errors import InputError
    from reportmine.pipeline import text_page

    facts: Facts = {kind: [] for kind in KINDS}
    try:
        reports = pipeline.analyze(text_page(text))
    except InputError as error:
        return {**facts, "errors": [{"what": error.what, "mend": error.mend}]}
    for report in reports:
        found = report.to_dict()
        facts["sections"] += found.pop("sections")
        facts["indicators"] += found.pop("indicators")
        facts["themes"] += [mention for theme in found["themes"] for mention in theme.pop("mentions")]
        facts["articles"].append({key: value for key, value in found.items() if key != "text"})
    return facts


_LABEL_OF = {
    "articles": lambda fact: fact["report_type"]["id"],
    "sections": lambda fact: fact["role"],
    "indicators": lambda fact: fact["role"],
    "themes": lambda fact: fact["theme"],
}


def _group(doc: Doc, kind: str) -> SpanGroup:
    spans = (_span(doc, kind, i, fact) for i, fact in enumerate(doc._.rm[kind]))
    return SpanGroup(doc, name=PREFIX + kind, spans=[span for span in spans if span is not None])


def _span(doc: Doc, kind: str, position: int, fact: dict[str, Any]) -> Span | None:
    """Return the tokens that a fact touches; a redacted value without characters has none."""
    start, end = fact["source_start"], fact["source_end"]
    return doc.char_span(
        start, end, label=_LABEL_OF[kind](fact), span_id=f"{kind}:{position}", alignment_mode="expand"
    )  # fmt: skip


def _categories(articles: list[dict[str, Any]]) -> dict[str, float]:
    """Return `report_type:PLN` and `industry:I63` with the scores of the longest article."""
    if not articles:
        return {}
    longest = max(articles, key=lambda article: int(article["source_end"] - article["source_start"]))
    return {
        f"{family}:{candidate['id']}": candidate["score"]
        for family in FAMILIES
        for candidate in longest[family]["candidates"]
    }


class SpanScorer:
    """Score one group of spans: precision, recall and F1 in all and by label."""

    def __init__(self, kind: str) -> None:
        self.key = PREFIX + kind

    def __call__(self, examples: Iterable[Example], **_: Any) -> Scores:
        """Return `spans_<key>_p`, `_r`, `_f` and `_per_type`."""
        scores: Scores = Scorer.score_spans(
            list(examples),
            attr=f"spans_{self.key}",
            getter=lambda doc, _: doc.spans.get(self.key, ()),
            has_annotation=lambda doc: self.key in doc.spans,
            allow_overlap=True,
        )
        return scores


def score_labels(examples: Iterable[Example], **_: Any) -> Scores:
    """Return for report type and industry how often the best-scored label is the annotated one."""
    scores: Scores = {}
    pairs = [(example.reference.cats, example.predicted.cats) for example in examples]
    for family in FAMILIES:
        judged = [(_best(gold, family), _best(found, family)) for gold, found in pairs if _best(gold, family)]
        scores[f"{family}_acc"] = sum(a == b for a, b in judged) / len(judged) if judged else None
    return scores


def _best(cats: dict[str, float], family: str) -> str:
    own = {label: score for label, score in cats.items() if label.startswith(f"{family}:")}
    return max(own, key=lambda label: own[label]) if own else ""


def make_sections(nlp: Language, name: str, lexicons: list[str], models: str) -> Component:
    """Build the pipe that fills `doc.spans["rm_sections"]`, labelled by what a section is for."""
    return Component(name, "sections", lexicons=lexicons, models=models)


def make_indicators(nlp: Language, name: str, lexicons: list[str], models: str) -> Component:
    """Build the pipe that fills `doc.spans["rm_indicators"]`, labelled target, forecast, actual or reference."""
    return Component(name, "indicators", lexicons=lexicons, models=models)


def make_themes(nlp: Language, name: str, lexicons: list[str], models: str) -> Component:
    """Build the pipe that fills `doc.spans["rm_themes"]`, labelled by theme."""
    return Component(name, "themes", lexicons=lexicons, models=models)


def make_labels(nlp: Language, name: str, lexicons: list[str], models: str) -> Component:
    """Build the pipe that fills `doc.cats` with report type and industry."""
    return Component(name, "labels", lexicons=lexicons, models=models)


def make_articles(nlp: Language, name: str, lexicons: list[str], models: str) -> Component:
    """Build the pipe that fills `doc.spans["rm_articles"]`: the articles of a page, labelled by report type."""
    return Component(name, "articles", lexicons=lexicons, models=models)


def make_tokenizer() -> Callable[[Language], WordTokenizer]:
    """Build our words as a spaCy tokenizer: `@tokenizers = "reportmine_tokenizer"`."""
    return lambda nlp: WordTokenizer(nlp.vocab)


class WordTokenizer(DummyTokenizer):
    """Cut text into our words; the document's text is the text."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Return the document of our words, without spaces between them."""
        from reportmine.text.tokens import default_tokenizer

        words = default_tokenizer().cut(text)
        return Doc(self.vocab, words=words, spaces=[False] * len(words))


for _kind, _make in {
    "articles": make_articles,
    "sections": make_sections,
    "indicators": make_indicators,
    "themes": make_themes,
    "labels": make_labels,
}.items():
    Language.factory(f"reportmine_{_kind}", default_config=DEFAULTS, func=_make)
registry.tokenizers("reportmine_tokenizer", func=make_tokenizer)
