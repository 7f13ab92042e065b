"""Which words padding is made of: stems weighted by distant labels on machine rewrites and human texts.

A machine that rewrites a source and writes a sentence that takes nothing over, and states no figure, quotation or
person, mostly pads. Such sentences stand against the machine's other sentences, so that its style alone tells
nothing, and against those of human texts.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from ...prepare import prepare
from ...records import Document, Prepared
from ...roles.sourcing import account
from ...text.rarity import load_background
from ..bench.data import read_jsonl, split_of

# Collection, prompt types that leave room to pad, and how many documents at most.
_MACHINE = (("imbd", {"rewrite", "expand", "generation"}, 1800), ("l2d", {"rewrite", "expand"}, 600),
            ("llmfake", {"open_ended", "rewrite"}, 1000), ("mixset", {"complete", "rewrite"}, 150))
_HUMAN = 1200  # documents
_LEAST = 10  # sentences that hold a stem
_KEPT = 6000  # stems, by absolute weight
_STRENGTH = 0.05
_TAKEN, _FREE = 0.5, 0.25  # share of a sentence found in two sentences of the source: taken over, free of it
_TELLING = frozenset({"quote", "number", "money", "percent", "date", "duration", "person"})
_WORDS = 5


@dataclass(frozen=True, slots=True)
class _Said:
    """Stems of one sentence, and whether it is taken for padding."""

    stems: tuple[str, ...]
    pads: bool


def wording(data: Path, held: frozenset[str]) -> dict[str, float]:
    """Weight of each stem, positive for padding; sources in ``held`` (ids) and their rewrites take no part."""
    draw = random.Random(7)
    machine = list(_machine(data, held, draw))
    human = list(_human(data, draw))
    pads = sum(one.pads for one in machine)
    weights = [0.5 / pads if one.pads else 0.25 / (len(machine) - pads) for one in machine] + \
        [0.25 / len(human)] * len(human)
    counted = CountVectorizer(analyzer=lambda stems: stems, min_df=_LEAST, binary=True)
    x = counted.fit_transform([one.stems for one in [*machine, *human]])
    y = np.array([one.pads for one in machine] + [False] * len(human))
    model = LogisticRegression(C=_STRENGTH, max_iter=500).fit(x, y, sample_weight=np.array(weights) * len(y))
    ranked = sorted(zip(counted.get_feature_names_out().tolist(), model.coef_[0].round(4).tolist(), strict=True),
                    key=lambda entry: (-abs(entry[1]), entry[0]))
    return dict(sorted(ranked[:_KEPT]))


def _machine(data: Path, held: frozenset[str], draw: random.Random) -> Iterator[_Said]:
    for name, kinds, most in _MACHINE:
        rows = read_jsonl(data / "ai" / f"{name}.jsonl.gz")
        texts = {row["id"]: row["text"] for row in rows}
        fit = [row for row in rows if row["label"] != "human" and row.get("prompt_type") in kinds
               and row.get("source_id") in texts and row["source_id"] not in held
               and split_of(row["source_id"]) == "train"]
        for row in draw.sample(fit, min(most, len(fit))):
            yield from _rewritten(row["text"], texts[row["source_id"]])


def _rewritten(text: str, source: str) -> Iterator[_Said]:
    article, origin = prepare(Document("a", text, "")), prepare(Document("r", source, ""))
    if not article.sentences or not origin.sentences:
        return
    columns = account(article, origin, load_background()).columns
    facts = {fact.sentence for fact in article.facts if fact.kind in _TELLING}
    for index, stems in _stems(article):
        free = columns["two"][index] < _FREE and columns["anywhere"][index] < 0.6 and columns["order"][index] < 0.3
        if free and index not in facts:
            yield _Said(stems, True)
        elif columns["two"][index] > _TAKEN or index in facts:
            yield _Said(stems, False)


def _human(data: Path, draw: random.Random) -> Iterator[_Said]:
    rows = [row for row in read_jsonl(data / "ai" / "human_outlets.jsonl.gz") if split_of(row["outlet"]) == "train"]
    for row in draw.sample(rows, min(_HUMAN, len(rows))):
        for _, stems in _stems(prepare(Document("h", row["text"], ""))):
            yield _Said(stems, False)


def _stems(article: Prepared) -> Iterable[tuple[int, tuple[str, ...]]]:
    for index, sentence in enumerate(article.sentences):
        if sentence.kind == "body" and sentence.words >= _WORDS:
            stems = article.stems[sentence.first_word:sentence.last_word]
            yield index, tuple(stem for stem in stems if not stem[0].isdigit())
