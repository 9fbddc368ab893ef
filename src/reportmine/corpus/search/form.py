"""Give the search index its form: fields, tokens, one document a report, and one that says which state of which store it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reportmine.corpus.filters import TOP_THEMES, Filters
from reportmine.corpus.records import Record, place_of, site_of, year_of
from reportmine.corpus.search.profiles import Sketch
from reportmine.corpus.search.wording import LETTER, folded

if TYPE_CHECKING:
    import tantivy

FORM = 2  # raise with every change of fields, tokens or profiles: an index of another form is made anew
FACETS = ("industry", "section", "report_type", "year", "theme", "site", "has_targets")
YES, NO = "true", "false"
STATE, COMMONNESS = "state", "commonness"
EDGE = "\n\u01c1\n"  # a letter that nobody writes, between text and title: no phrase runs from one into the other


def build_schema() -> tantivy.Schema:
    """Return the fields: title and text by character with positions, distinguishing words, labels as facets, and the profile.

    The text holds the title too, so that one field says whether a report matches.
    """
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("seq", indexed=True, fast=True)
    for name in ("title", "text"):
        builder.add_text_field(name, tokenizer_name="letters", index_option="position")
    builder.add_text_field("words", tokenizer_name="spaced", index_option="basic")
    for name in FACETS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("metric", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("kept", tokenizer_name="raw", index_option="basic", stored=True)
    builder.add_bytes_field("profile", stored=True)
    return builder.build()


def register_tokens(index: tantivy.Index) -> None:
    """Teach an index our tokens; to be done whenever one is opened."""
    import tantivy

    letters = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(LETTER)).filter(tantivy.Filter.lowercase()).build()
    index.register_tokenizer("letters", letters)
    index.register_tokenizer("spaced", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())


def build_document(seq: int, record: Record, sketch: Sketch) -> tantivy.Document:
    """Return the document of one report."""
    import tantivy

    document = tantivy.Document()
    document.add_unsigned("seq", seq)
    title, text = folded(record["title"] or record["source"]["title"] or ""), folded(record["text"])
    document.add_text("title", title)
    document.add_text("text", text if title in text else text + EDGE + title)
    document.add_text("words", " ".join(sketch.words))
    for name, values in facet_values(record).items():
        for value in values:
            document.add_text(name, value)
    for metric in {i[key] for i in record["indicators"] for key in ("metric", "metric_id") if i[key]}:
        document.add_text("metric", metric)
    document.add_bytes("profile", sketch.profile.pack())
    return document


def build_note(name: str, **data: Any) -> tantivy.Document:
    """Return a document that is no report: a note of the index about itself, found by its name."""
    import json

    import tantivy

    packed = data.pop("packed", b"")
    document = tantivy.Document()
    document.add_text("kept", name)
    document.add_bytes("profile", packed or json.dumps(data).encode())
    return document


def facet_values(record: Record) -> dict[str, list[str]]:
    """Return the values of each facet of a record, as the filters mean them."""
    year = year_of(record)
    industry = record["industry"]["id"]
    targets = any(i["role"] == "target" for i in record["indicators"])
    return {
        "industry": [industry] if industry else [],
        "section": [industry[:1]] if industry else [],
        "report_type": [record["report_type"]["id"]],
        "year": [str(year)] if year is not None else [],
        "theme": [theme["id"] for theme in record["themes"][:TOP_THEMES]],
        "site": [site_of(place_of(record))],
        "has_targets": [YES if targets else NO],
    }


def filter_terms(filters: Filters) -> list[tuple[str, str]]:
    """Return (field, value) that all must hold; the cluster, which changes without its reports, is not among them.

    >>> filter_terms(Filters(industry="I", has_targets=True))
    [('section', 'I'), ('has_targets', 'true')]
    """
    terms: list[tuple[str, str]] = []
    if filters.industry:
        terms.append(("section" if len(filters.industry) == 1 else "industry", filters.industry))
    if filters.year is not None:
        terms.append(("year", str(filters.year)))
    if filters.has_targets is not None:
        terms.append(("has_targets", YES if filters.has_targets else NO))
    for field in ("report_type", "theme", "site", "metric"):
        value = getattr(filters, field)
        if value is not None and value != "":
            terms.append((field, value))
    return terms
