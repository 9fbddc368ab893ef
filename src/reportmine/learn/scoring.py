"""Score indicators and structure against gold: the same matching as the labelling guide's scorers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reportmine.learn.gold import GoldDocument
from reportmine.learn.metrics import TOP_THEMES

UNIT_ALIASES = {"人民币": "元", "吨": "t", "百分点": "个百分点", "％": "%", "项目": "个", "cny": "元", "usd": "美元"}
FIELDS = ("value", "unit", "bound", "change", "role", "metric", "period")
REDACTED_SLACK = 3  # characters by which the place of a stripped number may be off
HEADING_SLACK = 3
Record = Mapping[str, Any]
Pair = tuple[Record, Record]


def f1(hits: int, gold: int, predicted: int) -> float:
    """Return F1 from counts.

    >>> f1(1, 2, 2)
    0.5
    """
    return round(2 * hits / (gold + predicted), 4) if gold + predicted else 0.0


def score_indicators(runs: Iterable[tuple[GoldDocument, Sequence[Record]]]) -> dict[str, float]:
    """Return F1 of detection, value_unit, ledger, full_record, targets, redacted, and the accuracy of each field."""
    n: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for gold, predictions in runs:
        inside = [p for p in predictions if gold.inside(p["source_start"])]
        stated = [g for g in gold.indicators if not g["redacted"]]
        found = [p for p in inside if not p["redacted"]]
        hidden = [g for g in gold.indicators if g["redacted"]]
        gaps = [p for p in inside if p["redacted"]]
        pairs = match_spans(stated, found, slack=0)
        n.update(gold=len(stated), predicted=len(found), detection=len(pairs), hidden=len(hidden), gaps=len(gaps))
        n["redacted"] += len(match_spans(hidden, gaps, slack=REDACTED_SLACK))
        n["gold_targets"] += sum(g["role"] == "target" for g in stated)
        n["found_targets"] += sum(p["role"] == "target" for p in found)
        for g, p in pairs:
            same = compare(g, p)
            right.update(field for field in FIELDS if same[field])
            ledger = same["value"] and same["unit"] and same["role"]
            n["value_unit"] += same["value"] and same["unit"]
            n["ledger"] += ledger
            n["full_record"] += ledger and all(same.values())
            n["targets"] += ledger and same["metric"] and g["role"] == "target"
    scores = {k: f1(n[k], n["gold"], n["predicted"]) for k in ("detection", "value_unit", "ledger", "full_record")}
    scores["targets"] = f1(n["targets"], n["gold_targets"], n["found_targets"])
    scores["redacted"] = f1(n["redacted"], n["hidden"], n["gaps"])
    return scores | {f"{field}_accuracy": round(right[field] / max(n["detection"], 1), 4) for field in FIELDS}


def match_spans(golds: Sequence[Record], predictions: Sequence[Record], *, slack: int) -> list[Pair]:
    """Pair gold and predicted spans one to one, the longest overlaps first."""
    overlaps = []
    for i, g in enumerate(golds):
        for j, p in enumerate(predictions):
            size = min(g["end"], p["source_end"]) + slack - max(g["start"], p["source_start"])
            if size > 0:
                overlaps.append((size, i, j))
    used_gold: set[int] = set()
    used_found: set[int] = set()
    pairs = []
    for _, i, j in sorted(overlaps, reverse=True):
        if i not in used_gold and j not in used_found:
            used_gold.add(i)
            used_found.add(j)
            pairs.append((golds[i], predictions[j]))
    return pairs


def compare(gold: Record, found: Record) -> dict[str, bool]:
    """Return for each field whether the found record agrees with gold (metric and period loosely)."""
    return {
        "value": _same_number(gold["low"], found["low"]) and _same_number(gold["high"], found["high"]),
        "unit": _unit(gold["unit"]) == _unit(found["unit"]),
        "bound": gold["bound"] == found["bound"],
        "change": gold["change"] == found["change"],
        "role": gold["role"] == found["role"],
        "metric": _alike(gold["metric"], found["metric"]),
        "period": _alike(gold["period"], found["period"]["text"]),
    }


def _same_number(a: Any, b: Any) -> bool:
    if a is None or b is None:
        return a is b
    return abs(float(a) - float(b)) <= 1e-9 * max(1.0, abs(float(a)), abs(float(b)))


def _unit(unit: str | None) -> str:
    unit = (unit or "").strip()
    return UNIT_ALIASES.get(unit, unit)


def _alike(a: str, b: str) -> bool:
    """Return whether one phrase holds the other or they share half of their character pairs."""
    a, b = "".join(a.split()), "".join(b.split())
    if a == b or (a and b and (a in b or b in a)):
        return True
    first, second = ({s[i : i + 2] for i in range(len(s) - 1)} for s in (a, b))
    return bool(first | second) and len(first & second) / len(first | second) >= 0.5


def score_structure(gold: GoldDocument, articles: Sequence[Record]) -> dict[str, float]:
    """Return article F1 (exact bounds), heading F1, parent, role, type and industry accuracy, and theme recall in the top six."""
    truth = gold.structure
    exact = sum(
        any(_near(t["start"], a["source_start"]) and _near(t["end"], a["source_end"]) for a in articles) for t in truth
    )
    headings = [h for t in truth for h in t["headings"]]
    parent_of = {s: p for t in truth for s, p in _parents(t["headings"]).items()}
    n = _match_headings(headings, parent_of, articles)
    pairs = list(zip(truth, articles, strict=False)) if len(truth) == len(articles) else []
    types = sum(
        a["report_type"]["id"] in {t["report_type"], t.get("report_type2") or t["report_type"]} for t, a in pairs
    )
    industries = sum(a["industry"]["id"][:1] == t["industry"][:1] for t, a in pairs)
    themes = [
        len({x["id"] for x in a["themes"][:TOP_THEMES]} & set(t["themes"])) / len(t["themes"])
        for t, a in pairs
        if t["themes"]
    ]
    required = sum(not h.get("optional") for h in headings)
    size = max(len(truth), 1)
    return {
        "articles": f1(exact, len(truth), len(articles)),
        "headings": f1(n["hit"], required, n["hit"] + n["spurious"]),
        "parents": round(n["parent"] / max(n["hit"], 1), 4),
        "roles": round(n["role"] / max(n["hit"], 1), 4),
        "report_type": round(types / size, 4),
        "industry_letter": round(industries / size, 4),
        "theme_recall": round(sum(themes) / max(len(themes), 1), 4),
    }


def _match_headings(
    headings: Sequence[Record], parent_of: Mapping[int, int | None], articles: Sequence[Record]
) -> Counter[str]:
    wanted = {h["s"]: h for h in headings}
    n: Counter[str] = Counter()
    seen: set[int] = set()
    for article in articles:
        start_of = {s["index"]: s["source_start"] for s in article["sections"]}
        for section in article["sections"]:
            if not section["number"] and not section["title"]:
                continue
            at = next((s for s in wanted if _near(s, section["source_start"])), None)
            if at is None or at in seen:
                n["spurious"] += 1
                continue
            seen.add(at)
            if not wanted[at].get("optional"):
                n["hit"] += 1
                n["parent"] += _near(parent_of[at], start_of.get(section["parent"]))
                n["role"] += section["role"] == wanted[at]["role"]
    return n


def _parents(headings: Sequence[Record]) -> dict[int, int | None]:
    open_headings: list[Record] = []
    parents: dict[int, int | None] = {}
    for heading in sorted(headings, key=lambda h: h["s"]):
        while open_headings and open_headings[-1]["level"] >= heading["level"]:
            open_headings.pop()
        parents[heading["s"]] = open_headings[-1]["s"] if open_headings else None
        open_headings.append(heading)
    return parents


def _near(a: int | None, b: int | None) -> bool:
    if a is None or b is None:
        return a is b
    return abs(a - b) <= HEADING_SLACK
