"""What did each sentence do, and what is padding?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from ....roles import compose
from ...train.roles import FOLDS
from ..role_baselines import Answer, copy_alone, cosine_alone
from ..role_families import HAND, Family, Member, Sources, companies, hand
from ..role_scores import LEAST, Told
from ..roles import Learner
from .question import Floats, Measure, Method, Part, Question, Unit, f1

LABELS = ("release", "added", "padding", "furniture", "disclosure", "heading")
_KIND = dict(zip(HAND, ("news", "machine"), strict=True))


@lru_cache(maxsize=1)
def _read(data: Path) -> tuple[tuple[str, Family], ...]:
    """The texts whose sentences were read by hand, with the kind of text."""
    return tuple((_KIND[name], family) for name in HAND for family in hand(data, name))


def material(data: Path) -> dict[str, Part]:
    """Gold roles of every sentence; the texts are read anew by each method."""
    return {"test": {"units": [{"kind": kind, "group": family.name, "gold": list(family.members[0].gold)}
                               for kind, family in _read(data)]}}


def _folds(data: Path) -> list[frozenset[str]]:
    names = sorted(family.name for _, family in _read(data))
    return [frozenset(names[number::FOLDS]) for number in range(FOLDS)]


def _case(family: Family) -> tuple[Member, Sources]:
    member = family.members[0]
    return member, companies(family, member, "release")[0]


def ours(part: Part, data: Path) -> list[Any]:
    """The roles of `trace`, each document judged by a model that has not seen it."""
    learner = Learner(data)
    models = {name: model for fold in _folds(data) for model in [learner.without(groups=fold)] for name in fold}
    found = []
    for _, family in _read(data):
        member, sources = _case(family)
        found.append([one.role for one in compose(member.prepared, sources, models[family.name])])
    return found


def _simple(answer: Answer) -> Callable[[Part, Path], list[list[str]]]:
    return lambda part, data: [[role for role, _ in answer(*_case(family))] for _, family in _read(data)]


def majority(part: Part, data: Path) -> list[list[str]]:
    """Every sentence has the commonest role."""
    return [["release"] * len(unit["gold"]) for unit in part["units"]]


def learned(part: Part, data: Path) -> list[list[str]]:
    """TF-IDF of the words, cosine to the nearest sentence of the release and place; logistic regression by document."""
    texts: list[str] = []
    near: list[list[float]] = []
    gold: list[str] = []
    names: list[str] = []
    for _, family in _read(data):
        member, sources = _case(family)
        own = [member.prepared.text_of(one) for one in member.prepared.sentences]
        other = [source.text_of(one) for source, _ in sources for one in source.sentences]
        rows = TfidfVectorizer(sublinear_tf=True).fit_transform([*own, *other])
        cosine = np.asarray((rows[:len(own)] @ rows[len(own):].T).max(axis=1).todense()).ravel()
        near += [[10 * value, at / len(own), len(own[at]) / 100] for at, value in enumerate(cosine.tolist())]
        texts, gold, names = texts + own, gold + list(member.gold), names + [family.name] * len(own)
    labels, document = np.array(gold), np.array(names)
    x = hstack([TfidfVectorizer(sublinear_tf=True).fit_transform(texts), csr_matrix(np.array(near))]).tocsr()
    told = np.full(len(labels), "release", dtype=object)
    for fold in _folds(data):
        out = np.isin(document, sorted(fold))
        known = ~out & (labels != "")
        told[out] = LogisticRegression(C=3.0, class_weight="balanced", max_iter=2000).fit(
            x[known], labels[known]).predict(x[out])
    return [[str(role) for role in told[document == family.name]] for _, family in _read(data)]


def _counts(unit: Unit, told: Sequence[str], at: Any) -> tuple[float, ...]:
    """(hits, told, wanted) of each label."""
    rows = [(gold, Told(gold, role, 0.0).plain) for gold, role in zip(unit["gold"], told, strict=True) if gold]
    return tuple(float(one) for label in LABELS
                 for one in (sum(gold == role == label for gold, role in rows),
                             sum(role == label for _, role in rows), sum(gold == label for gold, _ in rows)))


def _macro(sums: Floats) -> float:
    own = [f1(sums[at:at + 3]) for at in range(0, len(sums), 3) if sums[at + 2] >= LEAST]
    return float(np.mean(own)) if own else float("nan")


def _of(label: str) -> Callable[[Floats], float]:
    at = 3 * LABELS.index(label)
    return lambda sums: f1(sums[at:at + 3])


QUESTION = Question(
    "roles", "What did each sentence do, and what is padding?",
    "News and machine-written versions whose sentences were read by hand, each document left out of what is learned; "
    f"macro F1 over roles with at least {LEAST} sentences.",
    material,
    (Method("provenance trace, document left out", ours, "ours", tuned=False),
     Method("TF-IDF + logistic regression, document left out", learned, tuned=False),
     Method("five-word copies, then facts", _simple(copy_alone), tuned=False),
     Method("TF-IDF cosine at .2, then facts", _simple(cosine_alone), tuned=False),
     Method("majority", majority, tuned=False)),
    (Measure("macro F1, news", _counts, _macro, "news"),
     Measure("macro F1, machine texts", _counts, _macro, "machine"),
     Measure("padding F1, machine texts", _counts, _of("padding"), "machine"),
     Measure("added F1, news", _counts, _of("added"), "news")))
