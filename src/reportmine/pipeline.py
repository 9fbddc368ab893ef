"""Run the stages in order, the only module that knows it: page → articles → sections → indicators, themes, labels → report."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from reportmine.acquire.files import read_bytes, read_pages
from reportmine.errors import InputError, InputLimitError, NoTextError
from reportmine.extract.indicators import find_indicators
from reportmine.extract.labels.attributes import find_attributes
from reportmine.extract.labels.classify import Labeler, is_plan
from reportmine.extract.labels.themes import find_themes
from reportmine.schema import Article, PageText, Report
from reportmine.settings import Settings, load_settings
from reportmine.structure.articles import split_articles
from reportmine.structure.sections import find_sections
from reportmine.structure.traditional import check_simplifier
from reportmine.text.lexicon import load_lexicon
from reportmine.text.tokens import default_tokenizer


class Pipeline:
    """Analyse pages with one set of settings, lexicons and models; build one per process.

    >>> Pipeline(Settings()).analyze("一、今年利润达到820万元，比上年增长5%。")[0].indicators[0].quantity.unit
    '元'
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        if settings.traditional:
            check_simplifier()
        self.lexicon = load_lexicon(settings.lexicons)
        self.tokenizer = default_tokenizer()
        self.labeler = Labeler.load(settings.models, lexicon=self.lexicon, settings=settings)
        own = {f"lexicon:{name}": digest for name, digest in self.lexicon.sources.items()}
        self.versions = {"lexicon": self.lexicon.digest, **own, **self.labeler.versions}

    def analyze(self, source: str | PageText) -> list[Report]:
        """Return one report an article, in page order; a page without an article raises NoTextError."""
        page = text_page(source) if isinstance(source, str) else source
        if len(page.text) > self.settings.max_article_chars:
            raise InputLimitError(
                f"{len(page.text):,} characters are more than {self.settings.max_article_chars:,}",
                where=page.path or page.url or "text",
                mend="split it or raise max_article_chars",
            )
        articles = split_articles(page, lexicon=self.lexicon, simplified=self.settings.traditional)
        if sum(len(a.text.strip()) for a in articles) < self.settings.min_article_chars:
            raise NoTextError(
                "no article found",
                where=page.path or page.url or "text",
                mend=f"give a page with at least {self.settings.min_article_chars} characters of text",
            )
        return [self._report(article) for article in articles]

    def read(self, source: str | Path | bytes) -> Iterator[PageText | InputError]:
        """Yield the pages of a path, folder, archive or bytes; what cannot be read comes as an error, nothing is lost."""
        if isinstance(source, bytes):
            return read_bytes(source, name="bytes", settings=self.settings, lexicon=self.lexicon)
        return read_pages(source, settings=self.settings, lexicon=self.lexicon)

    def stream(self, pages: Iterable[PageText | InputError]) -> Iterator[Report | InputError]:
        """Yield the reports of many pages in order; errors pass through in their place."""
        for page in pages:
            if isinstance(page, InputError):
                yield page
                continue
            try:
                yield from self.analyze(page)
            except InputError as error:
                yield error

    def _report(self, article: Article) -> Report:
        sections = find_sections(article, lexicon=self.lexicon)
        words = self.tokenizer.cut(article.text)
        labels = self.labeler.label(article, sections, words)
        indicators = find_indicators(
            article,
            sections,
            words,
            lexicon=self.lexicon,
            published_on=article.page.published_on,
            is_plan=is_plan(labels.report_type),
        )
        themes = find_themes(article, sections, words, lexicon=self.lexicon)
        return Report(
            article=article,
            sections=sections,
            indicators=indicators,
            themes=self.labeler.rank(themes, labels, article, sections, words),
            industry=labels.industry,
            mentioned_industries=labels.mentioned_industries,
            report_type=labels.report_type,
            attributes=find_attributes(article, sections, indicators, lexicon=self.lexicon),
            versions=self.versions,
        )


def text_page(text: str, *, path: str | None = None) -> PageText:
    """Build a page from a string, its hash taken over the UTF-8 bytes."""
    return PageText(text=text, path=path, sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())


@lru_cache(maxsize=4)
def _pipeline(settings: Settings) -> Pipeline:
    return Pipeline(settings)


def load(settings: Settings | None = None, **flags: Any) -> Pipeline:
    """Return the pipeline for these settings (defaults, reportmine.toml and REPORTMINE_* otherwise), built once per process."""
    return _pipeline(settings or load_settings(**flags))


def analyze(source: str | PageText) -> list[Report]:
    """Return one report an article of a text or page, with default settings.

    >>> [r.report_type.abstained in (True, False) for r in analyze("今年以来，我社区走访居民320户，调解纠纷15件，成效明显。")]
    [True]
    """
    return load().analyze(source)


def read(source: str | Path | bytes) -> PageText:
    """Read one page from a path or bytes; raises the InputError of what cannot be read."""
    for page in load().read(source):
        if isinstance(page, InputError):
            raise page
        return page
    raise NoTextError("nothing to read", where=str(source)[:80], mend="give a file with text")
