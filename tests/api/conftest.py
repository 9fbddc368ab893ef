"""Give the tests of the service a small corpus: the example pages, copies of one of them, and a hostile text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from reportmine.corpus.indexing import index_pages
from reportmine.corpus.library import Corpus
from reportmine.pipeline import load, text_page
from reportmine.settings import Settings
from reportmine_api.app import create_app
from tests.corpus.made_up import make_record

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = "<script>document.title='打开了'</script>工作总结\n一、主要工作\n<img src=x onerror=\"document.title='打开了'\">今年完成产值1.2亿元，同比增长8%。\n二、明年目标\n力争实现利润500万元。"
FREE = Settings(api_rate_per_minute=0)


def build_corpus(path: Path, made_up: int = 60) -> None:
    """Make a corpus of real pages and of made-up ones."""
    pipeline = load(Settings())
    folder = ROOT / "corpora" / "pages"
    with Corpus.open(path) as corpus:
        pages = list(pipeline.read(folder))
        text = (folder / "粮机厂工作思路.txt").read_text(encoding="utf-8")
        pages += [text_page(text + "\n以上思路，请大家讨论。", path="copy.txt"), text_page(HOSTILE, path="hostile.txt")]
        index_pages(corpus, pages, pipeline)
        corpus.put(make_record(n) for n in range(made_up))


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database that stands for the whole session."""
    path = tmp_path_factory.mktemp("api") / "corpus.db"
    build_corpus(path)
    return path


@pytest.fixture(scope="session")
def client(database: Path) -> Iterator[TestClient]:
    """Return a client of a service with a corpus and without keys."""
    with TestClient(create_app(FREE, database=database)) as client:
        yield client


@pytest.fixture(scope="session")
def copied(client: TestClient) -> str:
    """Return the id of a report that has a copy."""
    hits = client.get("/api/v1/search", params={"q": "粮机"}).json()["hits"]
    for hit in hits:
        if client.get(f"/api/v1/reports/{hit['id']}/duplicates").json()["copies"]:
            return str(hit["id"])
    raise AssertionError("no report with a copy")
