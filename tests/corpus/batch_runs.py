"""Make up pages and run batches over them, for the tests of the corpus room and the benchmark."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from reportmine.corpus.batch.pool import Task
from reportmine.corpus.batch.run import BatchOptions, BatchResult, Tally, run_batch
from reportmine.settings import Settings
from tests.corpus.made_up import NOUNS

TITLES = ("工作总结", "工作计划", "述职报告", "经验材料")
HEADS = ("一、主要工作", "二、存在问题", "三、下一步打算")
CHARACTERS = "安保标产常车成城传创存达单导电调定动度队法房放风服改工共构观广规国合核和环机基技济检建健交教节进经局决开科控矿理立联林路民能农品企气情全确热人任设生施事收水税体通统推网文务物线项效信行学验业医引营用运源远政知质治制智装资综总"
CLAUSES = (
    "围绕{0}{1}抓好{2}{3}",
    "{0}{1}小组走访{2}{3}站点",
    "修订{0}{1}办法，理顺{2}{3}关系",
    "部分{0}{1}仍不到位，{2}{3}有待加强",
    "组织{0}{1}培训，{2}{3}水平有所提高",
)
FIGURES = ("完成{0}{1}{n}项，同比增长{m}%", "{0}{1}投入{n}万元", "力争{0}{1}达到{n}吨", "{0}{1}率控制在{m}%以内")


def make_page(number: int, *, characters: int = 400) -> str:
    """Return the text of one made-up report, a figure in every fourth clause; every fortieth is a light copy of the one before it."""
    rng = random.Random(f"page-{number - (number % 40 == 39)}")
    title = f"{rng.choice(NOUNS)}{rng.choice(NOUNS)}公司{2010 + number % 15}年{rng.choice(TITLES)}"
    parts = [title]
    for head in HEADS:
        parts += [head, "".join(_sentences(rng, characters // len(HEADS)))]
    parts.append(f"力争实现利润{rng.randint(100, 9000)}万元，同比增长{rng.randint(2, 20)}%，收入万元。")
    return "\n".join(parts) + "\n"


def _sentences(rng: random.Random, characters: int) -> Iterator[str]:
    while characters > 0:
        clauses = []
        for _ in range(3):
            words = ["".join(rng.choices(CHARACTERS, k=2)) for _ in range(4)]
            form = rng.choice(FIGURES) if rng.random() < 0.25 else rng.choice(CLAUSES)
            clauses.append(form.format(*words, n=rng.randint(2, 9999), m=rng.randint(2, 30)))
        yield (sentence := "，".join(clauses) + "。")
        characters -= len(sentence)


def make_pages(folder: Path, count: int, **options: Any) -> Path:
    """Write that many pages into a folder, a thousand a subfolder."""
    for number in range(count):
        path = folder / f"{number // 1000:03}" / f"p{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(make_page(number, **options), encoding="utf-8")
    return folder


class Silence:
    """Hear of a run's progress and say nothing."""

    def __init__(self) -> None:
        self.fractions: list[float] = []

    def start(self, files: int, size: int) -> None:
        """Note the beginning."""
        self.files, self.size = files, size

    def advance(self, tally: Tally, fraction: float) -> None:  # noqa: ARG002 - the protocol's
        """Note a step."""
        self.fractions.append(fraction)

    def stage(self, text: str) -> None:
        """Note a table."""


class Inline:
    """Run tasks in this process, for tests that are not about workers."""

    def run(
        self,
        function: Callable[..., Any],
        tasks: Iterable[Task],
        *,
        most_deaths: Callable[[Task], int],  # noqa: ARG002 - the protocol's
    ) -> Iterator[tuple[Task, Any]]:
        """Yield each task with its result."""
        for task in tasks:
            yield task, function(*task)

    def close(self) -> None:
        """End; there is nothing to end."""


def run(
    inputs: Any, out: Path, *, settings: Settings | None = None, progress: Any = None, **options: Any
) -> BatchResult:
    """Run a batch without talking: in this process, or with `jobs` workers."""
    names = [str(name) for name in (inputs if isinstance(inputs, list | tuple) else [inputs])]
    real = {"jobs", "cluster", "scheduler"} & set(options)
    with pytest.MonkeyPatch.context() as patch:
        if not real:
            patch.setattr("reportmine.corpus.batch.run.WorkerPool", lambda _size: Inline())
        return run_batch(
            names,
            out=out,
            options=BatchOptions(**options),
            settings=settings or Settings(),
            progress=progress or Silence(),
        )


def tables_of(out: Path) -> dict[str, bytes]:
    """Return the bytes of every result but run.json, which holds the time."""
    files = (path for path in sorted(out.rglob("*")) if path.is_file() and ".reportmine" not in path.parts)
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in files if path.name != "run.json"}
