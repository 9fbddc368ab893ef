"""Measure the whole pipeline and its stages in one run on one text, as ratios to what peers need: `make bench`.

Every figure is a processor time of this one process, best and median of several rounds, so that other work on the machine counts
little. Prints a table and writes JSON.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import logging
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CHARS = 400_000  # of running text a round: enough to be steady, small enough for the slowest peer
SLOW_CHARS = 20_000  # for peers that read some thousand characters a second
ROUNDS = 5


def seconds(work: Callable[[], object], rounds: int = ROUNDS) -> tuple[float, float]:
    """Return the best and the median processor time of `work` over some rounds."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times), statistics.median(times)


def texts(root: Path) -> dict[str, list[str]]:
    """Return the texts to read: the seed page repeated and the province reports where they are there, else our own corpus."""
    shared = root.parent / "shared"
    found: dict[str, list[str]] = {}
    if shared.is_dir():
        seed = (shared / "pages" / "seed.txt").read_text(encoding="utf-8", errors="replace")
        found["seed"] = [seed] * (CHARS // len(seed) + 1)
        found["provinces"] = [
            p.read_text(encoding="utf-8") for p in sorted((shared / "data" / "provinces").glob("*.txt"))
        ]
    own = [p.read_text(encoding="utf-8") for p in sorted((root / "corpora" / "pages").glob("*.txt"))]
    found["own pages"] = own * (CHARS // sum(map(len, own)) + 1)
    return found


def stages(pages: list[str]) -> dict[str, Callable[[], object]]:
    """Return the stages of the pipeline over some pages, each on the results of the one before."""
    from reportmine.extract.indicators import find_indicators
    from reportmine.extract.labels.themes import find_themes
    from reportmine.pipeline import load, text_page
    from reportmine.structure.articles import split_articles
    from reportmine.structure.sections import find_sections
    from reportmine.text.quantities.find import find_quantities

    pipeline = load()
    lexicon = pipeline.lexicon
    articles = [a for page in pages for a in split_articles(text_page(page), lexicon=lexicon)]
    sections = [find_sections(a, lexicon=lexicon) for a in articles]
    words = [pipeline.tokenizer.cut(a.text) for a in articles]
    ready = list(zip(articles, sections, words, strict=True))
    return {
        "whole": lambda: [pipeline.analyze(page) for page in pages],
        "articles": lambda: [split_articles(text_page(page), lexicon=lexicon) for page in pages],
        "sections": lambda: [find_sections(a, lexicon=lexicon) for a in articles],
        "words": lambda: [pipeline.tokenizer.cut(a.text) for a in articles],
        "quantities": lambda: [find_quantities(a.text, lexicon=lexicon) for a in articles],
        "indicators": lambda: [find_indicators(a, s, lexicon=lexicon) for a, s, _ in ready],
        "themes": lambda: [find_themes(a, s, w, lexicon=lexicon) for a, s, w in ready],
        "labels": lambda: [pipeline.labeler.label(a, s, w) for a, s, w in ready],
    }


def peers() -> dict[str, tuple[Callable[[str], object], int]]:
    """Return the peers that are installed: what reads a text, and how many characters are enough."""
    import jieba
    import rjieba

    jieba.setLogLevel(logging.ERROR)
    jieba.initialize()
    segmenter = rjieba.Jieba()
    found: dict[str, tuple[Callable[[str], object], int]] = {
        "jieba.lcut": (jieba.lcut, CHARS),
        "rjieba.cut": (segmenter.cut, CHARS),
    }
    if importlib.util.find_spec("jionlp"):
        import jionlp

        found["JioNLP money"] = (jionlp.ner.extract_money, CHARS // 4)
        found["JioNLP money and time"] = (
            lambda text: (jionlp.ner.extract_money(text), jionlp.ner.extract_time(text, time_base=time.time())),
            CHARS // 4,
        )
    if importlib.util.find_spec("recognizers_number"):
        from recognizers_number import Culture, NumberRecognizer

        model = NumberRecognizer(Culture.Chinese).get_number_model()
        found["Recognizers number"] = (model.parse, SLOW_CHARS)
    return found


def speed(pages: list[str]) -> dict[str, Any]:
    """Return characters a second of every stage and peer, and the ratios that matter."""
    total = sum(map(len, pages))
    rates: dict[str, float] = {}
    for name, work in stages(pages).items():
        work()
        rates[name] = total / seconds(work)[0]
    for name, (read, enough) in peers().items():
        part = _first(pages, enough)
        rates[name] = sum(map(len, part)) / seconds(lambda p=part, r=read: [r(text) for text in p], 3)[0]  # type: ignore[misc]
    structure = 1 / (1 / rates["articles"] + 1 / rates["sections"])
    ratios = {
        "whole / jieba": rates["whole"] / rates["jieba.lcut"],
        "whole / rjieba": rates["whole"] / rates["rjieba.cut"],
        "structure / jieba": structure / rates["jieba.lcut"],
    }
    for peer in ("JioNLP money", "JioNLP money and time"):
        if peer in rates:
            ratios[f"indicators / {peer}"] = rates["indicators"] / rates[peer]
    if "Recognizers number" in rates:
        ratios["quantities / Recognizers number"] = rates["quantities"] / rates["Recognizers number"]
    return {"characters": total, "characters_per_second": rates, "ratios": ratios}


def _first(pages: list[str], enough: int) -> list[str]:
    """Return paragraphs until there are enough characters: peers get no text that is longer than they can bear."""
    found, size = [], 0
    for page in pages:
        for paragraph in page.split("\n"):
            if size >= enough:
                return found
            found.append(paragraph)
            size += len(paragraph)
    return found


def growth() -> dict[str, float]:
    """Return time per character of one long document as a ratio to that of a short one (1.0 is linear)."""
    from reportmine.pipeline import load

    pipeline = load()
    paragraph = "二、明年目标。力争实现利润1606万元，比上年增长8.5%，加强安全生产培训，完成技改项目12个。\n"
    cost = {}
    for times in (100, 10_000):
        text = paragraph * times
        cost[times] = seconds(lambda t=text: pipeline.analyze(t), 3)[0] / len(text)  # type: ignore[misc]
    return {"time per character, 460 kB to 4.6 kB": cost[10_000] / cost[100]}


def whole_process(page: Path) -> dict[str, Any]:
    """Return wall seconds and peak memory of whole processes: --help, import, extract of a page."""
    runs = {
        "reportmine --help": [sys.executable, "-m", "reportmine", "--help"],
        "import reportmine": [sys.executable, "-c", "import reportmine"],
        "extract one page": [sys.executable, "-m", "reportmine", "extract", str(page), "--format", "jsonl"],
    }
    return {name: _run(command) for name, command in runs.items()}


def _run(command: list[str]) -> dict[str, float]:
    walls = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ))
        walls.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {"best_s": min(walls), "median_s": statistics.median(walls), "peak_mib_so_far": peak}


def main() -> None:
    """Run everything, print a table and write JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "bench.json")
    out = parser.parse_args().out
    found: dict[str, Any] = {name: speed(pages) for name, pages in texts(ROOT).items()}
    found["growth"] = growth()
    page = ROOT.parent / "shared" / "pages" / "seed.txt"
    found["processes"] = whole_process(page if page.is_file() else next((ROOT / "corpora" / "pages").glob("*.txt")))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    _print(found)


def _print(found: dict[str, Any]) -> None:
    lines = []
    for name, part in found.items():
        lines.append(f"\n{name}")
        for key, value in part.items():
            if isinstance(value, dict):
                lines += [f"  {key}: {inner:<34} {number:>14,.3f}" for inner, number in value.items()]
            else:
                lines.append(f"  {key:<42} {value:>14,.3f}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
