"""Read dictionaries of other tools as themes of your own: cntext YAML, quanteda YAML, LIWC .dic and CSV.

Each category becomes one theme with its words; a file runs unchanged. A theme's id is the category's name, so that it stands in every
table and stays when the file is edited; categories of two files that are named alike are one theme. A star at the end or the beginning
of a word (利润*, *满意) stands for the rest of the word in which it is found; elsewhere it stands for itself.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any

from reportmine.errors import LexiconError

SUFFIXES = (".yaml", ".yml", ".dic", ".csv")
CATEGORY_NAMES = ("category", "theme", "类别", "主题", "分类")
WORD_NAMES = ("word", "term", "词", "词语", "关键词")
LONGEST = 10_000  # characters of a word; a longer one is another file
SEPARATORS = re.compile(r"[\s;]+")  # what stands between the themes of a cell has no place in a theme's id
META_KEYS = {"name", "desc", "description", "refer", "reference", "category", "dictionary"}
Categories = dict[str, list[str]]


def read_dictionary(data: bytes, name: str) -> dict[str, list[dict[str, Any]]]:
    """Return the tables of a lexicon file (theme, subtheme) for another tool's dictionary; raises LexiconError naming what is wrong.

    >>> read_dictionary("category,word\\n创新,研发\\n".encode(), "my.csv")["subtheme"][0]["terms"]
    ['研发']
    """
    text = _decoded(data, name)
    suffix = PurePath(name).suffix.lower()
    if suffix == ".dic":
        categories = _liwc(text, name)
    elif suffix == ".csv":
        categories = _csv(text, name)
    else:
        categories = _yaml(text, name)
    categories = {category: words for category, words in categories.items() if words}
    if not categories:
        raise LexiconError("no category with words", where=name, mend="give each category its words")
    words_of: Categories = {}
    for category, words in categories.items():
        words_of.setdefault(SEPARATORS.sub("_", category.strip()), []).extend(words)
    themes = [{"id": theme, "zh": theme, "en": theme} for theme in words_of]
    place = f"{PurePath(name).stem}-{hashlib.sha256(data).hexdigest()[:8]}"  # two files of one name are two files
    subthemes = [
        {"id": f"{place}/{theme}", "theme": theme, "zh": theme, "terms": list(dict.fromkeys(words))}
        for theme, words in words_of.items()
    ]
    return {"theme": themes, "subtheme": subthemes}


def _decoded(data: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise LexiconError("neither UTF-8 nor GB18030", where=name, mend="save it as UTF-8")


def _yaml(text: str, name: str) -> Categories:
    import yaml

    try:
        document = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise LexiconError(f"not a YAML file ({error})", where=name, mend="check its indentation") from error
    if not isinstance(document, Mapping):
        raise LexiconError("no mapping of categories", where=name, mend="write 'category: [word, word]'")
    inner = next((v for k, v in document.items() if str(k).lower() == "dictionary"), None)
    if isinstance(inner, Mapping):
        document = inner
    else:
        document = {
            k: v for k, v in document.items() if str(k).lower() not in META_KEYS or isinstance(v, list | Mapping)
        }
    try:
        return dict(_walked(document, ""))
    except RecursionError as error:
        raise LexiconError(
            "a category that holds itself", where=name, mend="name each word where it belongs"
        ) from error


def _walked(node: Mapping[Any, Any], prefix: str) -> Iterator[tuple[str, list[str]]]:
    """Yield categories with their words; a category inside another is named by both."""
    for key, value in node.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            yield from _walked(value, f"{name}/")
            continue
        values = value if isinstance(value, list) else [value]
        plain = [_word(v) for v in values if v is not None and not isinstance(v, list | Mapping)]
        if plain:
            yield name, [word for word in plain if word]
        for inner in values:
            if isinstance(inner, Mapping):
                yield from _walked(inner, f"{name}/")


def _liwc(text: str, name: str) -> Categories:
    """Read `%`, lines of number and category, `%`, lines of word and numbers."""
    parts = text.split("%")
    if len(parts) < 3:
        raise LexiconError("no category block between two % lines", where=name, mend="a LIWC .dic starts with %")
    titles = {f[0]: f[1] for f in (line.split(None, 1) for line in parts[1].splitlines()) if len(f) == 2}
    categories: Categories = {title.strip(): [] for title in titles.values()}
    for line in "%".join(parts[2:]).splitlines():
        word, *numbers = line.split()[:1] + line.split()[1:] or [""]
        for number in numbers:
            if number in titles and _word(word):
                categories[titles[number].strip()].append(_word(word))
    return categories


def _csv(text: str, name: str) -> Categories:
    try:
        rows = list(csv.DictReader(io.StringIO(text)))
    except csv.Error as error:  # how long a field may be is set for the whole process: no file may depend on it
        raise LexiconError(f"not a CSV file of words ({error})", where=name, mend="write one word a row") from error
    if any(len(str(field)) > LONGEST for row in rows for field in row.values()):
        raise LexiconError(
            f"not a CSV file of words (over {LONGEST} characters)", where=name, mend="write one word a row"
        )
    heads = {str(h).strip().lower(): h for h in (rows[0] if rows else {})}
    category = next((heads[n] for n in CATEGORY_NAMES if n in heads), None)
    word = next((heads[n] for n in WORD_NAMES if n in heads), None)
    if category is None or word is None:
        raise LexiconError(
            f"needs a category and a word column, has {', '.join(heads) or 'nothing'}",
            where=name,
            mend=f"name them {CATEGORY_NAMES[0]} and {WORD_NAMES[0]} (or {CATEGORY_NAMES[2]} and {WORD_NAMES[2]})",
        )
    categories: Categories = {}
    for row in rows:
        if row[category] and row[word] and _word(row[word]):
            categories.setdefault(row[category].strip(), []).append(_word(row[word]))
    return categories


def _word(value: Any) -> str:
    """Return a word with its stars; nothing where nothing but stars is left."""
    word = str(value).strip()
    return word if word.strip("* ") else ""
