"""Trains the sentence-role models on families and hand-labelled texts whose sentences carry their role."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from ...align.profile import Floats
from ...roles.features import features
from ...roles.model import LABELS_OF, PADS, pads, softmax, surroundings
from ...roles.sourcing import COLUMNS, account, together
from ...text.rarity import load_background
from ..bench.role_families import HAND, Family, Member, companies, hand, written
from .role_wording import wording

FOLDS = 8
# Inverse regularisation, and how much a sentence read by hand, one of a family in the manner of real pages, and one of
# the first families count: chosen on hand-labelled documents and on manners of writing left out.
STRENGTH = {"line": (0.02, 1.0), "alone": (0.02, 0.3), "claims": (0.03, 0.05), "shared": (0.03, 0.05)}
COUNTS = {"line": (6.0, 1.0, 1.0), "alone": (10.0, 10.0, 1.0), "claims": (30.0, 3.0, 0.5), "shared": (30.0, 6.0, 0.5)}
SAYS = ("wording", "wording_share", "factless", "figures", "quote", "speech", "significance", "significance_share",
        "time_ahead", "may", "opens", "n_quote", "n_person", "names", "contrast")
HOLDS = ("figures", "factless", "speech", "n_quote", "n_person", "names")
_PLACED = ("place", "first", "top", "bottom", "last", "sectioned", "alone", "opening", "ends",
           "lone", "asked", "titled", "lone_run", "lone_first", "lone_top", "lone_bottom", "sentence_alone")


@dataclass(frozen=True, slots=True)
class Case:
    """One document with what can be seen of it: columns by sentence, gold roles, whose group and manner it is."""

    group: str
    manner: str
    member: Member
    columns: Mapping[str, Floats]

    def count(self, question: str) -> float:
        """How much each of its sentences counts."""
        by_hand, by_manner, grown = COUNTS[question]
        return by_hand if self.member.relation == "labelled" else \
            grown if self.manner == self.member.relation else by_manner


def cases(found: Sequence[Family], weights: Mapping[str, float], regime: str = "release") -> list[Case]:
    """Every member of the families, held against its release or its siblings; ``weights`` are those of `wording`."""
    made = []
    for family in found:
        for member in family.members:
            seen = features(member.prepared, weights)
            for sources in companies(family, member, regime)[:1 if regime == "release" else None]:
                offered = [account(member.prepared, source, load_background()) for source, _ in sources]
                if offered:
                    made.append(Case(family.name, member.manner, member, {**seen, **together(offered)}))
    return made


def _names(question: str, columns: Mapping[str, Floats]) -> list[str]:
    """Which columns a question looks at; whether a line pads does not hang on where it stands."""
    own = [name for name in columns if name not in COLUMNS]
    if question == "line":
        return [name for name in own if not name.startswith("wording")]
    if question == "alone":
        return [name for name in own if name not in _PLACED and not name.startswith("kind_")]
    return [*COLUMNS, *(SAYS if question == "shared" else HOLDS)]


def _target(question: str, role: str) -> int:
    """Number of the label to learn, -1 for none."""
    labels, story = LABELS_OF[question], role in LABELS_OF["claims"]
    if question == "line":
        return labels.index("story" if story else role) if role else -1
    if question == "alone" and role == "release":
        role = "added"
    return labels.index(role) if role in labels else -1


@dataclass(frozen=True, slots=True)
class _Table:
    """Rows of labelled sentences, document by document (``edges``)."""

    names: tuple[str, ...]
    x: Floats
    y: NDArray[np.int64]
    weight: Floats
    fold: NDArray[np.int64]
    edges: tuple[int, ...]


def _table(question: str, found: Sequence[Case], says: Floats | None) -> _Table:
    names = _names(question, found[0].columns)
    groups = {name: number % FOLDS for number, name in enumerate(sorted({case.group for case in found}))}
    x, y, weight, fold, edges = [], [], [], [], [0]
    for case in found:
        labels = np.array([_target(question, role) for role in case.member.gold])
        kept = labels >= 0
        x.append(np.stack([case.columns[name][kept] for name in names], axis=1))
        y.append(labels[kept])
        weight.append(np.full(int(kept.sum()), case.count(question)))
        fold.append(np.full(int(kept.sum()), groups[case.group]))
        edges.append(edges[-1] + int(kept.sum()))
    columns = np.concatenate(x)
    if says is not None:
        names, columns = [*names, PADS], np.column_stack([columns, says])
    return _Table(tuple(names), columns, np.concatenate(y), np.concatenate(weight), np.concatenate(fold),
                  tuple(edges))


def _logistic(x: Floats, y: NDArray[np.int64], weight: Floats, strength: float, labels: int) -> tuple[Floats, Floats]:
    """Multinomial weights [columns, labels] and biases; a label never seen is never given."""
    model = LogisticRegression(C=strength, max_iter=3000).fit(x, y, sample_weight=weight)
    weights, bias = np.zeros((x.shape[1], labels)), np.full(labels, -20.0)
    if len(model.classes_) == 2:
        weights[:, model.classes_[1]], bias[model.classes_] = model.coef_[0], [0, model.intercept_[0]]
    else:
        weights[:, model.classes_], bias[model.classes_] = model.coef_.T, model.intercept_
    return weights.round(4), bias.round(4)


def _fit(question: str, found: Sequence[Case], says: Floats | None = None) -> tuple[dict[str, Any], Floats]:
    """One question's models as plain lists, and what its first model says of groups held out [rows, labels].

    The second model learns from the latter. ``says`` is a further column, `PADS`.
    """
    table, labels = _table(question, found, says), LABELS_OF[question]
    own, around = STRENGTH[question]
    mean, scale = table.x.mean(axis=0).round(5), np.maximum(table.x.std(axis=0), 1e-3).round(5)
    standard = np.clip((table.x - mean) / scale, -4, 4)
    first = np.zeros((len(table.y), len(labels)))
    for number in np.unique(table.fold):
        out = table.fold == number
        weights, bias = _logistic(standard[~out], table.y[~out], table.weight[~out], own, len(labels))
        first[out] = softmax(standard[out] @ weights + bias)
    nearby = np.concatenate([surroundings(first[low:high]) for low, high in pairwise(table.edges)])
    weights, bias = _logistic(standard, table.y, table.weight, own, len(labels))
    around_weights, around_bias = _logistic(nearby, table.y, table.weight, around, len(labels))
    return {"own": {"names": list(table.names), "mean": mean.tolist(), "scale": scale.tolist(),
                    "weights": weights.tolist(), "bias": bias.tolist()},
            "around": around_weights.tolist(), "around_bias": around_bias.tolist()}, first


SHARPNESS = {"release": 1.3, "siblings": 1.3, "alone": 1.3}


def build(found: Sequence[Case], shared: Sequence[Case], weights: Mapping[str, float]) -> dict[str, Any]:
    """The model as plain values, learned from cases held against releases and from such held against siblings."""
    alone, held_out = _fit("alone", found)
    return {"line": _fit("line", found)[0], "alone": alone, "claims": _fit("claims", found, pads(held_out))[0],
            "shared": _fit("shared", shared)[0], "wording": dict(weights), "sharpness": SHARPNESS}


def labelled(data: Path) -> list[Family]:
    """All hand-labelled texts."""
    return [family for name in HAND for family in hand(data, name)]


def train(data: Path, out: Path) -> None:
    """Learn from the benchmark folder ``data`` and the sample families; write ``out`` (JSON)."""
    read = labelled(data)
    weights = wording(data, frozenset(family.release.id for family in read))
    own = written()
    raw = build(cases([*own, *read], weights), cases(own, weights, "siblings"), weights)
    out.write_text(json.dumps(raw, separators=(",", ":")) + "\n", "utf-8")
