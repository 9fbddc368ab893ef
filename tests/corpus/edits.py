"""Edit texts as copyists do: lightly, character by character, or by taking a half; the same edit for the same generator."""

import random
import re


def light_copy(text: str, rng: random.Random) -> str:
    """Strip or change the figures, break lines elsewhere, and put a line of one's own before."""
    digits = re.sub(r"\d+", lambda match: rng.choice(["", "××", match.group()]), text)
    return "本站整理，仅供参考。\n" + digits.replace("\n", rng.choice(["", "\n\n", "\r\n　　"]))


def edit_characters(text: str, rng: random.Random, share: float = 0.05) -> str:
    """Replace, drop or double that share of the characters."""
    kept = []
    for character in text:
        if rng.random() >= share:
            kept.append(character)
        else:
            kept.append(rng.choice(["", rng.choice(text), character + rng.choice(text)]))
    return "".join(kept)


def excerpt(text: str, rng: random.Random) -> str:
    """Take a half of a text and stand it in lines of its own."""
    start = rng.randrange(len(text) // 2)
    return text[start : start + len(text) // 2]
