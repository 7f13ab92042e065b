"""Trains the sentence aligner: which evidence says that two sentences state the same thing.

Families say that a sentence restates the release, not which of its sentences it restates. So the best pair of each
sentence stands for it, and choosing pairs and fitting weights alternate (multiple-instance learning, Andrews,
Tsochantaridis & Hofmann 2002). Sentence pairs labelled by people enter as they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from ...align.profile import Floats, remembered
from ...align.sentences import CONTEXT, FEATURES, AlignmentModel, context, evidence
from ...prepare import prepare
from ...records import Document, Prepared
from ...text.rarity import load_background
from ..bench.data import read_jsonl, split_of
from ..bench.role_families import FAMILIES, Family, read_family

ROUNDS = 6
# Where the alternation starts from: shared words and figures speak for a pair. It only makes the first choice.
START = {"in_a": 1.5, "in_b": 1.0, "cosine": 6.0, "shared": 1.5, "prefix": 1.5, "number": 2.5, "kin_b": 1.0,
         "bias": -4.5}
PAIR_WEIGHT = 0.1  # of a labelled sentence pair beside a sentence of a family
FOREIGN_WEIGHT = 0.15  # of a sentence held against a release it has nothing to do with


@dataclass(frozen=True, slots=True)
class Bag:
    """A document held against a possible source: evidence [B, A, features], a label and a weight per row of B."""

    family: str
    layers: Floats
    label: NDArray[np.bool_]
    weight: Floats  # 0 for rows that teach nothing (headings)


def _bag(name: str, source: Prepared, article: Prepared, gold: Sequence[str], weight: float) -> Bag:
    background = load_background()
    a, b = remembered(source, background), remembered(article, background)
    label = np.array([gold[i] == "release" for i in b.rows], dtype=bool)
    told = np.array([gold[i] in ("release", "padding", "added") for i in b.rows], dtype=float)
    return Bag(name, evidence(a, b), label, told * b.body * weight)


def family_bags(families: Sequence[Family]) -> Iterator[Bag]:
    """Every document against its own release, and against the next family's, where nothing is true."""
    for place, family in enumerate(families):
        other = families[(place + 1) % len(families)]
        for member in family.members:
            yield _bag(family.name, family.release, member.prepared, member.gold, 1.0)
            if other is not family:
                nothing = ["added" if role == "release" else role for role in member.gold]
                yield _bag(family.name, other.release, member.prepared, nothing, FOREIGN_WEIGHT)


def pair_bags(data: Path, limit: int = 3000) -> Iterator[Bag]:
    """Labelled sentence pairs of the training split, one sentence a side."""
    for name in ("msrp_pairs", "pan_sentence_pairs_train"):
        rows = [row for row in read_jsonl(data / "reuse" / f"{name}.jsonl.gz") if split_of(row["pair_id"]) == "train"]
        for row in rows[:limit]:
            a, b = (prepare(Document(side, row[f"text_{side}"], "")) for side in "ab")
            if len(a.sentences) and len(b.sentences):
                bag = _bag("", a, b, ["release" if row["label"] else "added"] * len(b.sentences), PAIR_WEIGHT)
                if bag.layers.size:
                    yield bag


def _fit(x: Floats, y: NDArray[np.bool_], weight: Floats, names: Sequence[str], strength: float) -> dict[str, float]:
    """Logistic weights in the units of the evidence."""
    scale = np.maximum(x.std(axis=0), 1e-3)
    model = LogisticRegression(C=strength, max_iter=1000).fit(x / scale, y, sample_weight=weight)
    told = dict(zip(names, (model.coef_[0] / scale).round(4).tolist(), strict=True))
    return told | {"bias": round(float(model.intercept_[0]), 4)}


def _chosen(bags: Sequence[Bag], scores: Sequence[Floats], layers: Sequence[Floats]) -> tuple[Floats, Any, Floats]:
    """The evidence of each row's best pair, with its label and weight."""
    xs, ys, ws = [], [], []
    for bag, score, stack in zip(bags, scores, layers, strict=True):
        if score.shape[1]:
            xs.append(stack[np.arange(len(score)), score.argmax(axis=1)])
            ys.append(bag.label)
            ws.append(bag.weight)
    x, y, w = np.concatenate(xs), np.concatenate(ys), np.concatenate(ws)
    return x[w > 0], y[w > 0], w[w > 0]


def _model(own: dict[str, float], around: dict[str, float]) -> AlignmentModel:
    return AlignmentModel(np.array([own[name] for name in FEATURES]), own["bias"],
                 np.array([around[name] for name in CONTEXT]), around["bias"])


def learn(bags: Sequence[Bag], pairs: Sequence[Bag]) -> dict[str, dict[str, float]]:
    """Alternate choosing pairs and fitting both models."""
    raw: dict[str, dict[str, float]] = {}
    model = _model({**dict.fromkeys(FEATURES, 0.0), **START},
                   {**dict.fromkeys(CONTEXT, 0.0), "logit": 1.0, "bias": 0.0})
    for _ in range(ROUNDS):
        every = [*bags, *pairs]
        own = _fit(*_chosen(every, [model.first(bag.layers) for bag in every], [bag.layers for bag in every]),
                   FEATURES, 0.3)
        model = AlignmentModel(np.array([own[name] for name in FEATURES]), own["bias"], model.around, model.around_bias)
        first = [model.first(bag.layers) for bag in bags]
        second = [model.second(p) for p in first]
        around = _fit(*_chosen(bags, second, [context(p) for p in first]), CONTEXT, 1.0)
        raw = {"own": own, "around": around}
        model = _model(own, around)
    return raw


def train(data: Path, out: Path) -> None:
    """Learn from the sample families and the labelled pairs in ``data``; write the model to ``out`` (JSON)."""
    bags = list(family_bags([read_family(path) for path in sorted(FAMILIES.glob("*.json"))]))
    raw = learn(bags, list(pair_bags(data)))
    out.write_text(json.dumps(raw, indent=1) + "\n", "utf-8")
