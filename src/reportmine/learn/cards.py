"""Write the card of a model: what it is for, its data, scores, known failures and how to retrain it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PURPOSE = {
    "report_type": "Says which of 20 kinds of document an article is.",
    "industry": "Says in which section of GB/T 4754-2017 the writer works (X0: a generic function).",
    "division": "Says which division of GB/T 4754-2017 the writer works in, within the section.",
}
WEAKEST = 5


def model_card(name: str, facts: Mapping[str, Any]) -> str:
    """Return the card as Markdown, from the facts that the manifest holds too."""
    scores = facts["scores"]
    weakest = sorted(scores["by_label"].items(), key=lambda item: (item[1][2], item[0]))[:WEAKEST]
    confusions = ", ".join(f"{g} taken for {p} ({n})" for g, p, n in scores["confusions"][:WEAKEST])
    low, high = scores["macro_f1_interval"]
    return f"""# Model card: {name}

{PURPOSE.get(name, name)} Logistic regression on named features, mixed with lexicon evidence (`extract/labels/evidence.py`).

- Data: {scores["documents"]} original documents of `corpora/training` (digest `{facts["corpus"]}`), written for this project.
- Measured by {facts["trainer"]["folds"]}-fold cross-validation grouped by the writer's voice: accuracy {scores["accuracy"]:.3f},
  macro-F1 {scores["macro_f1"]:.3f} (95 % bootstrap {low:.3f}–{high:.3f}), expected calibration error {scores["calibration_error"]:.3f}.
- Weakest labels (F1): {", ".join(f"{label} {row[2]:.2f}" for label, row in weakest)}.
- Most frequent confusions: {confusions or "none"}.
- Known limits: all documents are in simplified Chinese, 300–2,000 characters, by few hands; scores on other hands are lower.
- Retrain: `reportmine train` (same corpus, same bytes).
"""


def theme_card(facts: Mapping[str, Any]) -> str:
    """Return the card of the theme model as Markdown."""
    scores, terms, words = facts["scores"], facts["scores_of_terms"], facts["scores_of_words"]
    weakest = sorted(scores["by_label"].items(), key=lambda item: (item[1][2], item[0]))[:WEAKEST]
    low, high = scores["micro_f1_interval"]
    return f"""# Model card: themes

Says how surely each of 13 strategy themes is a main theme of an article. Logistic regression a theme on words, mixed with the share and
number of lexicon terms and with what the model `theme_sentences` says of each sentence (`extract/labels/theme_ranks.py`); the mentions
themselves come from the lexicon alone.

- Data: {scores["documents"]} original documents of `corpora/training` (digest `{facts["corpus"]}`), graded by `readings/GUIDE.md`: a theme
  holds where two sentences or a point of a list deal with it.
- Measured by {facts["trainer"]["folds"]}-fold cross-validation grouped by the writer's voice, micro-F1 at threshold {facts["threshold"]}:
  mix {scores["micro_f1"]:.3f} (95 % bootstrap {low:.3f}–{high:.3f}), words alone {words["micro_f1"]:.3f}, terms alone {terms["micro_f1"]:.3f};
  `reportmine evaluate --labels` says how far two readers agree;
  gold themes among the six strongest: mix {scores["recall_top6"]:.3f}, terms alone {terms["recall_top6"]:.3f}.
- Weakest themes (F1): {", ".join(f"{label} {row[2]:.2f}" for label, row in weakest)}.
- Known limits: readers keep the same guide and so agree more than strangers would; the border of grades 1 and 2 is soft in long lists.
- Retrain: `reportmine train` (same corpus, same bytes).
"""


def sentence_card(facts: Mapping[str, Any]) -> str:
    """Return the card of the sentence model as Markdown."""
    scores = facts["scores"]
    weakest = sorted(scores["by_label"].items(), key=lambda item: (item[1][2], item[0]))[:WEAKEST]
    return f"""# Model card: theme_sentences

Says how likely a sentence is about each of 13 strategy themes. Logistic regression a theme on its words and lexicon terms, and less on
those of its neighbours, its heading and the title (`extract/labels/theme_sentences.py`). It ranks the themes of a report; it adds no mention.

- Data: {scores["sentences"]} sentences of `corpora/training` (digest `{facts["corpus"]}`), read by `readings/GUIDE.md` once each.
- Measured by cross-validation grouped by the writer's voice: micro-F1 {scores["micro_f1"]:.3f}.
- Weakest themes (F1): {", ".join(f"{label} {row[2]:.2f}" for label, row in weakest)}.
- Known limits: one reader a sentence, and readers differ on what a sentence is about more than on what a report is about.
- Retrain: `reportmine train` (same corpus, same bytes).
"""
