"""Families of documents whose sentences carry their role: read, held against sources, learned from."""

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

from ...align import align
from ...align.sentences import Floats
from ...prepare import prepare
from ...records import Alignment, Document, Prepared
from ...roles import LABELS, WITNESS, neighbourhood, softmax
from ...roles.features import features
from ...text.rarity import shipped as shipped_background

FAMILIES = Path(__file__).parents[3] / "samples" / "families"
REGIMES = ("release", "siblings", "alone")
OWN, AROUND = 0.02, 1.0  # inverse regularisation, by cross-validation over families
FOLDS = 8
Sources = Sequence[tuple[Prepared, Alignment]]


@dataclass(frozen=True, slots=True)
class Member:
    """One document of a family: its gold role per segmented sentence ("" where the gold has none)."""

    prepared: Prepared
    gold: tuple[str, ...]
    relation: str


@dataclass(frozen=True, slots=True)
class Family:
    """A release and what was grown from it."""

    name: str
    release: Prepared
    members: tuple[Member, ...]


def read_family(path: Path) -> Family:
    """A family file in the cascade shape."""
    raw = json.loads(path.read_text("utf-8"))
    prefix = raw["docs"][0]["id"].rsplit("-", 1)[0]
    release = Document(f"{prefix}-R", raw["release_text"], "", role="release", published=raw.get("published"))
    return Family(prefix, prepare(release), tuple(_member(doc) for doc in raw["docs"]))


def _member(doc: Mapping[str, Any]) -> Member:
    text, places = "", []
    for number, sentence in enumerate(doc["sentences"]):
        text += "" if not number else "\n\n" if sentence["para"] else " "
        places.append((len(text), len(text) + len(sentence["t"]), sentence["role"]))
        text += sentence["t"]
    prepared = prepare(Document(doc["id"], text, ""))
    gold = [max(places, key=lambda place: min(place[1], s.end) - max(place[0], s.start))[2]
            for s in prepared.sentences]
    return Member(prepared, tuple(gold), doc["relation"])


def companies(family: Family, member: Member, regime: str) -> list[Sources]:
    """The sources a member is judged against in a regime: several companies where practice has several."""
    if regime == "alone":
        return [[]]
    siblings = [(other.prepared, align(other.prepared, member.prepared)) for other in family.members
                if other is not member and other.relation not in ("same_event", "same_org", "other_release")]
    if regime == "siblings":
        return [siblings[::2], siblings]
    first = (family.release, align(family.release, member.prepared))
    return [[first], [first, *siblings[::2]], [first, *siblings]]


def target(role: str, regime: str, best: float) -> str:
    """The label to learn: without the release, a claim nobody at hand states counts as added."""
    return "added" if role == "release" and regime != "release" and best < WITNESS else role


@dataclass(frozen=True, slots=True)
class Case:
    """One document in one company: features, label numbers per sentence, and whose family it is."""

    family: str
    member: Member
    sources: Sources
    names: tuple[str, ...]
    x: Floats
    y: NDArray[np.int64]


def cases(families: Sequence[Family], regime: str) -> list[Case]:
    """Every document in every company of a regime."""
    found = []
    for family in families:
        for member in family.members:
            for sources in companies(family, member, regime):
                columns = features(member.prepared, sources, shipped_background())
                best = np.maximum(columns["first_p"], columns["rest_p"]) if sources else np.zeros(len(member.gold))
                labels = [LABELS.index(target(role, regime, float(p)))
                          for role, p in zip(member.gold, best, strict=True)]
                found.append(Case(family.name, member, sources, tuple(columns),
                                  np.stack(list(columns.values()), axis=1), np.array(labels, dtype=np.int64)))
    return found


def _logistic(x: Floats, y: NDArray[np.int64], strength: float) -> tuple[Floats, Floats]:
    """Multinomial weights [features, LABELS] and biases; a label never seen is never given."""
    model = LogisticRegression(C=strength, max_iter=3000).fit(x, y)
    weights, bias = np.zeros((x.shape[1], len(LABELS))), np.full(len(LABELS), -20.0)
    if len(model.classes_) == 2:
        weights[:, model.classes_[1]], bias[model.classes_] = model.coef_[0], [0, model.intercept_[0]]
    else:
        weights[:, model.classes_], bias[model.classes_] = model.coef_.T, model.intercept_
    return weights, bias


def fit(found: Sequence[Case], own: float = OWN, around: float = AROUND) -> dict[str, Any]:
    """A regime's model as plain lists; the context model learns from probabilities of families held out."""
    x, y = np.concatenate([case.x for case in found]), np.concatenate([case.y for case in found])
    mean, scale = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-3)
    standard = np.clip((x - mean) / scale, -5, 5)
    families = sorted({case.family for case in found})
    fold = np.concatenate([np.full(len(case.y), families.index(case.family) % FOLDS) for case in found])
    first = np.zeros((len(y), len(LABELS)))
    for number in np.unique(fold):
        weights, bias = _logistic(standard[fold != number], y[fold != number], own)
        first[fold == number] = softmax(standard[fold == number] @ weights + bias)
    edges = np.cumsum([0] + [len(case.y) for case in found])
    nearby = np.concatenate([neighbourhood(first[low:high]) for low, high in pairwise(edges.tolist())])
    weights, bias = _logistic(standard, y, own)
    nearby_weights, nearby_bias = _logistic(nearby, y, around)
    return {"names": list(found[0].names), "mean": mean.round(5).tolist(), "scale": scale.round(5).tolist(),
            "weights": weights.round(4).tolist(), "bias": bias.round(4).tolist(),
            "around": nearby_weights.round(4).tolist(), "around_bias": nearby_bias.round(4).tolist()}


def build(found: Mapping[str, Sequence[Case]]) -> dict[str, Any]:
    """Models of each regime learned from its cases."""
    return {"regimes": {regime: fit(each) for regime, each in found.items()}}
