"""Make up records of the shared JSON form, cheaply and always the same, for tests of the corpus room."""

from __future__ import annotations

import hashlib
import random
from typing import Any

NOUNS = "产值 利润 贷款 门诊 宽带 客房 粮食 电量 水费 保费 班组 学生 课堂 病人 护理 公路 隧道 港口 货物 航班 车站 机组 锅炉 矿井 钢坯 棉纱 服装 家具 纸箱 药品 轮胎 水泥 机床 汽车 电缆 芯片 仪表 废钢 楼盘 物业 租赁 律师 检测 水库 湿地 绿化 家政 养老 图书 演出 赛事 乐园 支部 社区 工会".split()
VERBS = "完成 提高 压降 新建 改造 培训 走访 检查 整治 推广 采购 维修 组织 落实 开展 核对 签订 回收 配送 验收".split()
INDUSTRIES = "A01 B06 C13 C31 D44 E47 F52 G55 H62 I63 J66 J68 K70 L72 M74 N78 O80 P83 Q84 R88 S92 S96 X0".split()
TYPES = "SUM SPL PLN IDE DUT REP EXP ANA".split()
THEMES = [f"T{i:02d}" for i in range(1, 14)]
ROLES = ["achievements", "problems", "goals", "plan"]


def sentence(rng: random.Random) -> str:
    """Return one made-up clause with a number."""
    return (
        f"{rng.choice(VERBS)}{rng.choice(NOUNS)}{rng.choice(NOUNS)}{rng.randint(2, 9999)}{rng.choice('家个项台次户')}"
    )


def make_text(rng: random.Random, characters: int = 600) -> str:
    """Return a made-up text of about that many characters."""
    parts: list[str] = []
    size = 0
    while size < characters:
        line = "，".join(sentence(rng) for _ in range(rng.randint(2, 5))) + "。"
        parts.append(line)
        size += len(line)
    return "\n".join(parts)


def make_record(number: int, *, text: str | None = None, seed: int = 0, **changes: Any) -> dict[str, Any]:
    """Return one record; `changes` replace top-level keys."""
    rng = random.Random(f"{seed}-{number}")
    text = make_text(rng) if text is None else text
    industry, kind, year = rng.choice(INDUSTRIES), rng.choice(TYPES), rng.randint(2005, 2025)
    themes = rng.sample(THEMES, 4)
    record: dict[str, Any] = {
        "id": hashlib.blake2b(f"{seed}-{number}".encode(), digest_size=8).hexdigest(),
        "source": {
            "url": f"http://site{number % 7}.example/a/{number}.html", "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "encoding": "utf-8", "title": f"报告{number}", "published_on": f"{year}-01-15", "source_name": None, "author": None,
            "extraction": {"method": "text", "agreement": 1.0}, "metadata": {},
        },
        "index": 0, "title": f"{rng.choice(NOUNS)}{rng.choice(NOUNS)}工作报告{number}", "text": text,
        "source_start": 0, "source_end": len(text), "is_fragment": False,
        "sections": [_section(0, len(text), rng)],
        "indicators": [_indicator(i, rng, year) for i in range(5)],
        "themes": [{"id": t, "share": 0.4 - 0.1 * i, "mentions": [_mention(t, rng)]} for i, t in enumerate(themes)],
        "industry": _label(industry, rng), "mentioned_industries": [], "report_type": _label(kind, rng),
        "attributes": {"period": str(year), "past_share": 0.5, "future_share": 0.2}, "noise": [],
        "versions": {"lexicon": "L1", "report_type": "T1", "industry": "I1", "division": "D1"},
    }  # fmt: skip
    return record | changes


def _label(name: str, rng: random.Random) -> dict[str, Any]:
    score = round(rng.uniform(0.4, 0.99), 3)
    return {
        "id": name,
        "score": score,
        "candidates": [{"id": name, "score": score}],
        "evidence": [],
        "abstained": False,
        "warnings": [],
    }


def _section(index: int, end: int, rng: random.Random) -> dict[str, Any]:
    return {
        "index": index, "parent": None, "level": 1, "number": "一、", "title": "主要工作", "start": 0, "end": end, "body_start": 0,
        "source_start": 0, "source_end": end, "role": rng.choice(ROLES), "role_score": 0.8,
    }  # fmt: skip


def _indicator(position: int, rng: random.Random, year: int) -> dict[str, Any]:
    value = rng.randint(1, 10_000)
    return {
        "metric": rng.choice(NOUNS), "metric_id": None, "subject": None, "low": value, "high": value, "unit": "个", "unit_id": "ge",
        "dimension": "count", "bound": "exact", "change": "level", "compared_to": None, "role": rng.choice(["target", "actual"]),
        "strength": None, "tier": None, "polarity": None,
        "period": {"text": f"{year}年", "start": f"{year}-01-01", "end": f"{year}-12-31", "grain": "year", "recurrence": None, "anchor": "text"},
        "redacted": False, "section": 0, "start": position * 10, "end": position * 10 + 5, "source_start": position * 10,
        "source_end": position * 10 + 5, "text": f"{value}个", "sentence": "", "sentence_start": 0, "rule": "made-up", "score": 1.0,
        "links": [], "warnings": [],
    }  # fmt: skip


def _mention(theme: str, rng: random.Random) -> dict[str, Any]:
    return {
        "theme": theme, "subtheme": None, "term": "词", "section": 0, "role": rng.choice(ROLES), "negated": False, "tense": None,
        "start": 0, "end": 1, "source_start": 0, "source_end": 1, "text": "词", "sentence": "词。",
    }  # fmt: skip
