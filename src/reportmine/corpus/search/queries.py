"""Read what people type into a search box: words, "phrases", field:value and -exclusions, and turn it into a query of the index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex

from reportmine.corpus.search.form import filter_terms
from reportmine.corpus.search.profiles import Sketch, name_hash
from reportmine.corpus.search.wording import LONE, Commonness, folded, index_tokens
from reportmine.errors import QueryError
from reportmine.text.tokens import default_tokenizer

if TYPE_CHECKING:
    import tantivy

    from reportmine.corpus.filters import Filters

FIELDS = {
    "title": "title", "标题": "title", "text": "text", "正文": "text", "industry": "industry", "行业": "industry",
    "type": "report_type", "report_type": "report_type", "类型": "report_type", "year": "year", "年份": "year",
    "theme": "theme", "主题": "theme", "metric": "metric", "指标": "metric", "site": "site", "站点": "site",
}  # fmt: skip
TEXT_FIELDS = ("title", "text")
ITEM = regex.compile(
    r"""(?P<not>[-－]?)(?:(?P<field>\p{L}[\p{L}_]*)[:：])?(?:["“”](?P<phrase>[^"“”]*)["“”]|(?P<word>[^\s"“”]+))"""
)
YEARS = regex.compile(r"(\d{4})?(?:\.\.|-|—|~)(\d{4})?|(\d{4})")
TITLE_BOOST = 3.0  # a word in the title says more of a report than one among its hundreds
WHOLE_BOOST = 2.0  # words that stand together as they were typed
ASKED = 48  # words of a report that candidates are asked for: with half of them two of the 44 gold peers are missed
FEWEST_ASKED = 8
MOST_READ = 1_000_000  # entries that one question may read: 48 words, each of them in a fifth of 100,000 reports
MOST_ITEMS = 64
FIRST_YEAR, LAST_YEAR = 1949, 2100


@dataclass(frozen=True, slots=True)
class Item:
    """Hold one part of a query: words of which all must occur (or, of a phrase, in a row), in one field or in title and text."""

    words: tuple[str, ...]
    field: str | None
    is_phrase: bool
    negated: bool


def parse_query(text: str) -> list[Item]:
    """Read a query. Raises QueryError for an unknown field, an unclosed quotation or an empty value.

    >>> [(i.words, i.field, i.is_phrase, i.negated) for i in parse_query('title:总结 "不良贷款" -year:2020')]
    [(('总结',), 'title', False, False), (('不良贷款',), None, True, False), (('2020',), 'year', False, True)]
    """
    if sum(text.count(mark) for mark in '"“”') % 2:
        raise QueryError("a quotation is not closed", where=text[:80], mend='close it with "')
    text = text.translate(LONE)
    items = [_item(match, text) for match in ITEM.finditer(text)]
    if len(items) > MOST_ITEMS:
        raise QueryError(f"{len(items)} parts are more than {MOST_ITEMS}", where=text[:80], mend="use a shorter query")
    return [item for item in items if item.words]


def marked_words(items: list[Item]) -> tuple[list[str], list[str]]:
    """Return the words to be marked in titles and those to be marked in texts."""
    wanted = [item for item in items if not item.negated]
    return (
        [word for item in wanted if item.field in (None, "title") for word in item.words],
        [word for item in wanted if item.field in (None, "text") for word in item.words],
    )


def build_query(
    items: list[Item],
    filters: Filters,
    schema: tantivy.Schema,
    *,
    seqs: list[int] | None = None,
    is_ranked: bool = True,
) -> tantivy.Query:
    """Turn parts and filters into one query; `seqs` limits it to some reports. Only text counts for the score.

    Without `is_ranked` it finds the same reports at less cost and scores them only by their words.
    """
    from tantivy import Occur, Query

    limits = filter_parts(filters, schema, seqs=seqs)
    parts: list[tuple[Occur, Query]] = [
        (Occur.MustNot if item.negated else Occur.Must, _item_query(item, schema)) for item in items
    ]
    parts += limits
    if not any(occur == Occur.Must for occur, _ in parts):
        parts.append((Occur.Must, Query.const_score_query(Query.exists_query("seq"), 0.0)))
    if is_ranked:
        boosts = [query for item in items if not item.negated for query in _boosts(item, schema)]
        # Within the filters, or the engine would look for what only adds to a score in every report.
        parts += [
            (Occur.Should, Query.boolean_query([*limits, (Occur.Must, query)]) if limits else query) for query in boosts
        ]
    return Query.boolean_query(parts)


def titled_query(items: list[Item], ranked: tantivy.Query, schema: tantivy.Schema) -> tantivy.Query | None:
    """Return a ranked query narrowed to reports whose title holds all words of its parts; None where no part may stand in title and text."""
    from tantivy import Occur, Query

    words = [word for item in items if item.field is None and not item.negated for word in item.words]
    if not words:
        return None
    titled = Query.boolean_query([(Occur.Must, _phrase(word, "title", schema)) for word in words])
    return Query.boolean_query([(Occur.Must, ranked), (Occur.Must, Query.const_score_query(titled, 0.0))])


def filter_parts(
    filters: Filters, schema: tantivy.Schema, *, seqs: list[int] | None = None
) -> list[tuple[tantivy.Occur, tantivy.Query]]:
    """Return the clauses of the filters, which select and do not score."""
    from tantivy import Occur, Query

    queries = [Query.term_query(schema, field, value, "basic") for field, value in filter_terms(filters)]
    if seqs is not None:
        queries.append(Query.term_set_query(schema, "seq", seqs))
    return [(Occur.Must, Query.const_score_query(query, 0.0)) for query in queries]


def candidate_query(
    sketch: Sketch, filters: Filters, schema: tantivy.Schema,
    *, commonness: Commonness, reports: int, seqs: list[int] | None = None,
) -> tantivy.Query:  # fmt: skip
    """Return a query for those of so many reports that share most of a report's heaviest words."""
    from tantivy import Occur, Query

    words = sketch.profile.words
    parts: list[tuple[Occur, Query]] = [
        (Occur.Should, Query.boost_query(Query.term_query(schema, "words", word, "basic"), words[name_hash(word)]))
        for word in _affordable(sketch.words[:ASKED], commonness, reports)
    ]
    return Query.boolean_query([*parts, *filter_parts(filters, schema, seqs=seqs)])


def _affordable(words: Sequence[str], commonness: Commonness, reports: int) -> Sequence[str]:
    """Return the words, heaviest first, as long as the reports that hold them are few enough to be read while somebody waits."""
    read = 0.0
    for i, word in enumerate(words):
        read += reports * commonness.share(word)
        if read > MOST_READ and i >= FEWEST_ASKED:
            return words[:i]
    return words


def _item(match: regex.Match[str], text: str) -> Item:
    name, phrase, value = match["field"], match["phrase"], match["word"]
    negated = bool(match["not"])
    if name is None and value and value[-1] in ":：" and value[:-1].lower() in FIELDS:
        raise QueryError(f"{value[:-1]} has no value", where=text[:80], mend=f"e.g. {value}2024")
    if name is None:
        return _text_item(None, phrase, value, negated=negated)
    field = FIELDS.get(name.lower())
    if field is None and not name.isascii():  # 主要目标：… is text
        return _text_item(None, None, match.group().lstrip("-－"), negated=negated)
    if field is None:
        raise QueryError(
            f"no field {name!r}",
            where=text[:80],
            mend=f"fields: {', '.join(sorted(set(FIELDS) - {'report_type'}))}; quote a colon",
        )
    if field in TEXT_FIELDS:
        return _text_item(field, phrase, value, negated=negated)
    given = (phrase if phrase is not None else value).strip()
    return Item(tuple(_values(field, given, text)), field, is_phrase=False, negated=negated)


def _text_item(field: str | None, phrase: str | None, value: str | None, *, negated: bool) -> Item:
    if phrase is not None:
        return Item((phrase,) if index_tokens(phrase) else (), field, is_phrase=True, negated=negated)
    return Item(tuple(dict.fromkeys(_words(folded(value or "")))), field, is_phrase=False, negated=negated)


def _words(text: str) -> list[str]:
    """Return the words of a text; a single character belongs to the word before it (护理|院), the first to the one behind it."""
    words: list[str] = []
    for word in default_tokenizer().cut(text):
        tokens = index_tokens(word)
        if words and tokens and (len(tokens) == len(word) == 1 or len(words[-1]) == 1):
            words[-1] += word
        elif tokens:
            words.append(word)
    return words


def _values(field: str, given: str, text: str) -> list[str]:
    """Return the values of a field that each satisfy the item."""
    if not given:
        raise QueryError(f"{field} has no value", where=text[:80], mend=f"e.g. {field}:…")
    if field == "theme":  # one of the user's own is written as its dictionary writes it
        return list(dict.fromkeys((given, given.upper())))
    if field in {"industry", "report_type"}:
        return [given.upper()]
    if field != "year":
        return [given.lower() if field == "site" else given]
    match = YEARS.fullmatch(given)
    if match is None or not any(match.groups()):
        raise QueryError(f"{given!r} is no year", where=text[:80], mend="e.g. year:2024 or year:2020-2024")
    if match[3]:
        return [match[3]]
    first, last = int(match[1] or FIRST_YEAR), int(match[2] or LAST_YEAR)
    return [str(year) for year in range(max(first, FIRST_YEAR), min(last, LAST_YEAR) + 1)] or [given]


def _item_query(item: Item, schema: tantivy.Schema) -> tantivy.Query:
    """Return the query of one part: all its words in one field, or one of its values."""
    from tantivy import Occur, Query

    if item.field is not None and item.field not in TEXT_FIELDS:
        field = "section" if item.field == "industry" and len(item.words[0]) == 1 else item.field
        return Query.const_score_query(Query.term_set_query(schema, field, list(item.words)), 0.0)
    return Query.boolean_query([(Occur.Must, _phrase(word, item.field or "text", schema)) for word in item.words])


def _boosts(item: Item, schema: tantivy.Schema) -> Iterator[tantivy.Query]:
    """Yield what makes a report of a part's words stand higher: words in the title, and words that stand together."""
    from tantivy import Query

    if item.field is None:
        for word in item.words:
            yield Query.boost_query(_phrase(word, "title", schema), TITLE_BOOST)
    if item.field in (None, *TEXT_FIELDS) and len(item.words) > 1:
        yield Query.boost_query(_phrase("".join(item.words), item.field or "text", schema), WHOLE_BOOST)


def _phrase(word: str, field: str, schema: tantivy.Schema) -> tantivy.Query:
    """Return a query for the characters of a word in a row."""
    from tantivy import Query

    tokens: list[str | tuple[int, str]] = [*index_tokens(word)]
    if len(tokens) > 1:
        return Query.phrase_query(schema, field, tokens)
    return Query.term_query(schema, field, tokens[0], "freq")
