"""Run the commands about a corpus: open it, do one library call, print what came of it."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TextIO

from reportmine.acquire.decode import decode_bytes
from reportmine.acquire.source import placed, readable_name
from reportmine.cli.console import fail, tell_passed_over, told_of_traditional
from reportmine.corpus.clusters import iterate_facts, iterate_pairs
from reportmine.corpus.codes import check_filters
from reportmine.corpus.filters import Filters
from reportmine.corpus.indexing import OF_PLACE, IndexCounts, index_pages, prune_places
from reportmine.corpus.library import Corpus
from reportmine.corpus.records import Record, place_of, place_of_page, source_of
from reportmine.corpus.store import PutCounts, Store
from reportmine.errors import InputError, MissingInputError, QueryError, StoreError
from reportmine.schema import PageText
from reportmine.settings import load_settings

if TYPE_CHECKING:
    from reportmine.pipeline import Pipeline
    from reportmine.settings import Settings

SAMPLE_BYTES = 65_536  # of a file to import, by which its encoding is found
SOURCE_KEYS = {"path", "url", "sha256"}  # any of them names the page of a report
EXPORTED = "give what `reportmine db export` wrote"
SHOWN = 60  # characters of a snippet in a table: the word found and what stands around it


def database_path(given: Path | None) -> Path:
    """Return the database that is meant."""
    return given or Path(load_settings().database)


def open_corpus(given: Path | None) -> Corpus:
    """Open a corpus that is there: for writing where its index must be made or brought up to date, else for reading."""
    path = database_path(given)
    try:
        corpus = Corpus.open(path, readonly=True)
        if not corpus.is_stale:
            return corpus
        corpus.close()
    except StoreError as error:
        if not path.is_file():
            raise
        missing: StoreError | None = error
    else:
        missing = None
    try:
        return Corpus.open(path)
    except StoreError as error:
        if missing is not None:
            raise
        fail(StoreError("the search index is not up to date", where=str(path), mend=error.what))
        return Corpus.open(path, readonly=True)


def run_index(paths: list[str], database: Path | None, *, prune: bool, settings: Settings) -> int:
    """Index all inputs; return 0, 1 (some failed) or 2 (none could be read)."""
    from reportmine.pipeline import load

    pipeline = load(settings)
    missing = [path for path in paths if "://" not in path and not (path and Path(path).exists())]
    if len(missing) == len(paths):
        raise MissingInputError("no such file or folder", where=missing[0], mend="check the path")
    seen: set[str] = set()
    path = database_path(database)
    with Corpus.open(path) as corpus:
        pages = _pages(paths, pipeline, seen)
        if not settings.traditional:
            pages = told_of_traditional(pages)
        counts = index_pages(corpus, pages, pipeline, on_error=fail, on_turn=_progress)
        removed = sum(prune_places(corpus, seen, below=p) for p in paths if Path(p).is_dir()) if prune else 0
        _print_counts(counts, removed, corpus.store)
    tell_passed_over(paths)
    if not counts.failed:
        return 0
    return 1 if counts.pages > counts.failed else 2


@dataclass(frozen=True, slots=True)
class SimilarOptions:
    """Hold how similar reports are asked for: which article of a page, how many, and how they are ranked and printed."""

    article: int = 0
    k: int = 10
    collapse: bool = True
    dense: bool = False
    form: str = "table"


def run_similar(target: str, database: Path | None, filters: Filters, options: SimilarOptions) -> None:
    """Print the reports most like a file or a stored report."""
    with open_corpus(database) as corpus:
        check_filters(corpus.store, filters)
        meant = _meant(corpus, target, options.article)
        if options.dense:
            from reportmine.corpus.dense import load_embedder, similar_dense

            hits = similar_dense(corpus, meant, load_embedder(), filters=filters, k=options.k)
        else:
            hits = corpus.similar(meant, filters=filters, k=options.k, collapse=options.collapse)
        if options.form == "jsonl":
            for hit in hits:
                _print_line(hit.to_dict())
            return
        rows = [
            (f"{h.score:.3f}", h.id, h.title, h.place, _reasons(h.parts), " ".join(h.terms[:4]), " ".join(h.themes[:3]), str(h.copies or ""))
            for h in hits
        ]  # fmt: skip
        _print_table(("得分", "id", "标题", "来源", "依据", "共同词语", "主题", "副本"), rows)


def run_duplicates(database: Path | None, *, reports: bool, form: str) -> None:
    """Print pairs, or what copying means for each report."""
    with Store(database_path(database), readonly=True) as store:
        lines: Iterable[dict[str, Any]] = (_pair_line(pair) for pair in iterate_pairs(store))
        keys: tuple[str, ...] = ("kind", "containment", "a", "b", "spans")
        if reports:
            lines = (_facts_line(place, facts) for place, facts in iterate_facts(store))
            keys = ("id", "source", "canonical", "members", "reuse", "template", "weight")
        if form == "jsonl":
            for line in lines:
                _print_line(line)
            return
        _print_table(keys, [tuple(_short(line[key]) for key in keys) for line in lines])


def run_search(query: str, database: Path | None, filters: Filters, *, limit: int, offset: int, form: str) -> None:
    """Print the reports that a query finds."""
    with open_corpus(database) as corpus:
        check_filters(corpus.store, filters)
        found = corpus.search(query, filters=filters, limit=limit, offset=offset)
        if form == "jsonl":
            for hit in found.hits:
                _print_line(hit.to_dict())
            return
        rows = [
            (
                f"{h.score:.2f}",
                h.id,
                h.title,
                h.place,
                f"{h.report_type} {h.industry} {h.year or ''}",
                " ".join(h.snippet.text.split()),
            )
            for h in found.hits
        ]
        _print_table(("得分", "id", "标题", "来源", "标签", "片段"), rows)
        print(f"{found.total} reports, {offset + 1 if rows else 0} to {offset + len(rows)} shown", file=sys.stderr)


def run_check(database: Path | None) -> int:
    """Print what is wrong; return 1 where something is."""
    path = database_path(database)
    if not path.is_file():
        raise StoreError("no such database", where=str(path), mend="make it with `reportmine index`")
    readonly = not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))
    with Corpus.open(path, readonly=readonly) as corpus:
        problems = corpus.check()
        for problem in problems:
            print(problem)
        stats = corpus.store.count()
        print(f"{path}: {stats} reports, {len(problems) or 'no'} problems", file=sys.stderr)
    return 1 if problems else 0


def run_vacuum(database: Path | None) -> None:
    """Shrink the database and build its index anew."""
    path = database_path(database)
    if not path.is_file():
        raise StoreError("no such database", where=str(path), mend="make it with `reportmine index`")
    with Corpus.open(path) as corpus:
        before = path.stat().st_size
        corpus.store.vacuum()
        reports = corpus.index.build(corpus.store)
    print(f"{path}: {before:,} -> {path.stat().st_size:,} bytes, {reports} reports in the index")


def run_export(database: Path | None, out: Path | None) -> None:
    """Write every record as a line."""
    with Store(database_path(database), readonly=True) as store, ExitStack() as stack:
        target: TextIO = sys.stdout
        if out is not None:
            out.parent.mkdir(parents=True, exist_ok=True)
            target = stack.enter_context(out.open("w", encoding="utf-8", newline="\n"))
        for line in store.export_lines():
            target.write(line + "\n")


def run_import(path: str, database: Path | None) -> None:
    """Add the records of a file, whole pages at a time."""
    with Corpus.open(database_path(database)) as corpus, ExitStack() as stack:
        if path != "-" and not Path(path).is_file():
            raise MissingInputError("no such file", where=path, mend="check the path")
        source = sys.stdin.buffer if path == "-" else stack.enter_context(Path(path).open("rb", buffering=SAMPLE_BYTES))
        try:
            counts = corpus.put(_records(_decoded(source, path), path))
        except UnicodeDecodeError as error:
            raise InputError(f"not all of it is text ({error})", where=path, mend="save it as UTF-8") from error
        except (LookupError, TypeError, AttributeError) as error:
            raise InputError(f"a report of another form ({error!r})", where=path, mend=EXPORTED) from error
    print(_counted(counts))


def _meant(corpus: Corpus, target: str, article: int) -> str | Record:
    """Return the stored report that is meant, by place or id, or the record of a file that is not stored."""
    stored = [row[0] for row in corpus.store.rows(OF_PLACE, readable_name(target))]
    if stored:
        return str(_chosen(stored, article, target))
    if not (target and Path(target).exists()):
        target = readable_name(target)
        # A copy that an earlier version stored has an id without the letter before it.
        for known in (target, target.removeprefix("r"), f"r{target}"):
            if corpus.get(known) is not None:
                return known
        raise QueryError(
            "neither a file nor the id of a report", where=target, mend="ids are those that `search` prints"
        )
    from reportmine.pipeline import load, read

    pipeline = load()
    reports = [r.to_dict() for r in pipeline.analyze(read(target))]
    found: Record = _chosen(reports, article, target)
    return found


def _chosen(found: list[Any], article: int, where: str) -> Any:
    if article >= len(found):
        raise QueryError(f"no article {article}", where=where, mend=f"the page has {len(found)}, counted from 0")
    return found[article]


def _pages(paths: list[str], pipeline: Pipeline, seen: set[str]) -> Iterator[PageText | InputError]:
    for path in paths:
        for page in pipeline.read(path):
            seen.add(place_of_page(page) if isinstance(page, PageText) else page.where)
            yield page


def _decoded(source: IO[bytes], where: str) -> TextIO:
    """Return the lines of a file that may be too large to hold, in the encoding that its beginning tells."""
    reader = source if isinstance(source, io.BufferedReader) else io.BufferedReader(source)  # type: ignore[type-var]
    start = reader.peek(SAMPLE_BYTES)
    try:
        _, encoding = decode_bytes(start.rpartition(b"\n")[0] or start)
    except InputError as error:
        raise placed(error, where) from error
    return io.TextIOWrapper(reader, encoding="utf-8-sig" if encoding == "utf-8" else encoding)


def _records(lines: Any, where: str) -> Iterator[Record]:
    """Yield the records of JSON lines, those of one page together (an export keeps them so)."""

    def parsed() -> Iterator[Record]:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    record = json.loads(line)
                except (ValueError, RecursionError) as error:
                    raise InputError(f"line {number} is not JSON ({error})", where=where, mend=EXPORTED) from error
                source = record.get("source") if isinstance(record, dict) else None
                if not isinstance(source, dict) or not SOURCE_KEYS & source.keys():
                    raise InputError(f"line {number} is no report", where=where, mend=EXPORTED)
                yield record

    done: set[str] = set()
    for place, group in groupby(parsed(), key=place_of):
        if place in done:
            raise InputError(
                f"the reports of {place} do not follow each other", where=where, mend="sort the lines by page"
            )
        done.add(place)
        yield from group


def _progress(counts: IndexCounts) -> None:
    if sys.stderr.isatty():
        print(f"\r{counts.pages} pages, {counts.current} unchanged, {counts.failed} failed", end="", file=sys.stderr)


def _print_counts(counts: IndexCounts, removed: int, store: Store) -> None:
    total = counts.reports + PutCounts(removed=removed)
    print(f"{counts.pages} pages read, {counts.current} unchanged, {counts.failed} failed")
    print(f"{_counted(total)}; {store.count()} in {store.path}")


def _counted(counts: PutCounts) -> str:
    return f"reports: {counts.added} added, {counts.updated} updated, {counts.unchanged} unchanged, {counts.removed} removed"


def _facts_line(place: str, facts: Any) -> dict[str, Any]:
    return {
        "id": facts.id, "source": source_of(place), "canonical": facts.canonical, "members": list(facts.members), "reuse": facts.reuse,
        "template": facts.template, "is_template": facts.is_template, "weight": round(facts.weight, 6),
    }  # fmt: skip


def _pair_line(pair: Any) -> dict[str, Any]:
    return {
        "a": {"id": pair.a, "source": source_of(pair.a_place)},
        "b": {"id": pair.b, "source": source_of(pair.b_place)},
        "kind": pair.kind,
        "containment": pair.containment,
        "spans": [{"a": list(a), "b": list(b)} for a, b in pair.spans],
    }


def _reasons(parts: dict[str, float]) -> str:
    return " ".join(f"{name} {share:.2f}" for name, share in parts.items() if share >= 0.005)


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("path") or value.get("url") or value["source"].get("path") or value["source"].get("url"))
    if isinstance(value, list):
        return str(len(value))
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _print_line(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n")


def _print_table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, padding=(0, 1, 0, 0))
    for head in heads:
        table.add_column(head, no_wrap=head in {"id", "得分", "canonical"}, overflow="fold")
    for row in rows:
        table.add_row(*map(escape, row))
    Console(highlight=False, emoji=False).print(table)
