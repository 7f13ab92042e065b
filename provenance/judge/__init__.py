"""Do two documents share an origin, and how does one relate to the other?

Two separate answers per pair: calibrated probabilities (``p_related``: one derives from the other or both from a
third; ``p_derived``: the article derives from the release) and a relation. Both come from a model over the evidence
of `provenance.judge.evidence`, stored as plain JSON; reasons are given in words, each with what it changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from ..find.candidates import cosines as row_cosines
from ..find.candidates import tfidf
from ..models import store
from ..records import RELATIONS, Alignment, Derivation, Evidence, Prepared, Relation
from ..text.rarity import Background, shipped
from .evidence import Profile, features, profile, runs
from .explain import GROUPS, describe

_REASONS = 4  # pieces of evidence named per pair
_WORTH = 0.25  # change of log-odds below which a reason is not worth a line


def _complete(model: store.Values) -> store.Values:
    model["features"], model["related"], model["relation"]
    return model


def load(path: Path | None = None) -> Mapping[str, Any]:
    """Read a derivation model, the shipped one unless a file is named. Raises InputError when it is damaged."""
    return store.load("derivation", _complete, path)


def shipped_model() -> Mapping[str, Any]:
    """The model that comes with the package."""
    return load()


def evidence(a: Prepared, b: Prepared, cosine: float | None = None, background: Background | None = None
             ) -> dict[str, float]:
    """The features of one pair by name (see `provenance.judge.evidence`); many pairs are faster through `table`."""
    return table([(a, b)], None if cosine is None else [cosine], background)[0]


def table(pairs: Sequence[tuple[Prepared, Prepared]], cosines: Sequence[float] | NDArray[np.float64] | None = None,
          background: Background | None = None) -> list[dict[str, float]]:
    """Features of many pairs; each document is profiled once. Cosines are computed where not given."""
    background = background or shipped()
    documents = list({id(one): one for pair in pairs for one in pair}.values())
    number = {id(one): at for at, one in enumerate(documents)}
    places = np.array([(number[id(a)], number[id(b)]) for a, b in pairs], dtype=np.int64).reshape(-1, 2)
    if cosines is None:
        cosines = row_cosines(tfidf(documents, background), [(int(i), int(j)) for i, j in places])
    profiles: list[Profile] = [profile(one, background) for one in documents]
    shared = runs(profiles, places)
    return [features(profiles[i], profiles[j], float(cosine), found)
            for (i, j), cosine, found in zip(places.tolist(), cosines, shared, strict=True)]


def log_odds(part: Mapping[str, Any], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Raw score of each row of ``values`` (pairs by features): a linear part plus trees, where there are any."""
    score: NDArray[np.float64] = part["bias"] + values @ np.asarray(part["weights"], dtype=float)
    for tree in part.get("trees", ()):
        score = score + _tree(tree, values)
    return score


def _tree(tree: Mapping[str, Sequence[float]], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Leaf value per row; ``feature`` is -1 at leaves, rows go left where the value is at most ``threshold``."""
    feature, threshold = np.asarray(tree["feature"]), np.asarray(tree["threshold"])
    left, right = np.asarray(tree["left"]), np.asarray(tree["right"])
    rows, node = np.arange(len(values)), np.zeros(len(values), dtype=np.int64)
    while (inner := feature[node] >= 0).any():
        low = values[rows, np.maximum(feature[node], 0)] <= threshold[node]
        node = np.where(inner, np.where(low, left[node], right[node]), node)
    leaves: NDArray[np.float64] = np.asarray(tree["value"])[node]
    return leaves


def probability(part: Mapping[str, Any], score: NDArray[np.float64]) -> NDArray[np.float64]:
    """Calibrated probability of a raw score: piecewise linear between the stored knots, 0..1."""
    knots = part["calibration"]
    calibrated: NDArray[np.float64] = np.interp(score, knots["score"], knots["log_odds"])
    p: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-calibrated))
    return p


def matrix(rows: Sequence[Mapping[str, float]], names: Sequence[str]) -> NDArray[np.float64]:
    """Features as an array, pairs by ``names``. KeyError for a name that is no feature."""
    return np.array([[row[name] for name in names] for row in rows], dtype=float).reshape(-1, len(names))


def relations(model: Mapping[str, Any], values: NDArray[np.float64], p: NDArray[np.float64]) -> list[Relation]:
    """The likeliest relation of each row; related kinds only from p 0.5 up, the others only below."""
    scores = np.stack([log_odds(model["relation"][name], values) for name in RELATIONS], axis=1)
    related = np.array([name not in ("same_event", "unrelated") for name in RELATIONS])
    scores[(p[:, None] >= 0.5) != related[None, :]] = -np.inf
    return [cast(Relation, RELATIONS[at]) for at in scores.argmax(axis=1)]


def judge(pairs: Sequence[tuple[Prepared, Prepared]], alignments: Sequence[Alignment | None] | None = None,
          cosines: Sequence[float] | NDArray[np.float64] | None = None, background: Background | None = None,
          model: Mapping[str, Any] | None = None, explain: float = 0.1) -> tuple[Derivation, ...]:
    """Judge many pairs at once.

    ``alignments`` (B onto A, same order, None where not aligned) fill the coverages and word counts; ``cosines`` are
    TF-IDF cosines where the caller has them. ``p_derived`` is given where a document of the pair has the role
    ``release``. Reasons are written for pairs with p_related of at least ``explain``.
    """
    model = model or shipped_model()
    rows = table(pairs, cosines, background)
    values = matrix(rows, model["features"])
    p = probability(model["related"], log_odds(model["related"], values))
    kinds = relations(model, values, p)
    weights = _weights(model, values)
    aligned = alignments if alignments is not None else [None] * len(pairs)
    return tuple(
        _derivation(a, b, row, alignment, float(chance), kind,
                    _reasons(a, b, row, weights[at]) if chance >= explain else ())
        for at, ((a, b), row, alignment, chance, kind) in enumerate(
            zip(pairs, rows, aligned, p, kinds, strict=True)))


def with_alignment(derivation: Derivation, alignment: Alignment) -> Derivation:
    """The same judgement with coverages and word counts of the pair's alignment (B onto A); nothing is judged again."""
    return replace(derivation, verbatim_words=alignment.verbatim_words, paraphrase_words=alignment.paraphrase_words,
                   coverage_a=alignment.coverage_a, coverage_b=alignment.coverage_b)


def _weights(model: Mapping[str, Any], values: NDArray[np.float64]) -> list[dict[str, float]]:
    """What each group of evidence changed: log-odds lost when it is set to what unrelated pairs show."""
    names, whole = list(model["features"]), log_odds(model["related"], values)
    found: list[dict[str, float]] = [{} for _ in values]
    for group, members in GROUPS.items():
        columns = [names.index(name) for name in members if name in names]
        plain = values.copy()
        plain[:, columns] = np.asarray(model["neutral"])[columns]
        for at, change in enumerate(whole - log_odds(model["related"], plain)):
            found[at][group] = float(change)
    return found


def _reasons(a: Prepared, b: Prepared, row: Mapping[str, float], weights: Mapping[str, float]
             ) -> tuple[Evidence, ...]:
    """The pieces of evidence that decided, heaviest first."""
    heavy = sorted(weights, key=lambda group: (-abs(weights[group]), group))[:_REASONS]
    return tuple(Evidence(group, describe(group, a, b, row), round(weights[group], 3))
                 for group in heavy if abs(weights[group]) >= _WORTH)


def _derivation(a: Prepared, b: Prepared, row: Mapping[str, float], alignment: Alignment | None, p: float,
                relation: Relation, reasons: tuple[Evidence, ...]) -> Derivation:
    release = "release" in (a.document.role, b.document.role)
    judged = Derivation(
        a=a.id, b=b.id, jaccard=row["jaccard"], containment_a=row["contain5_a"], containment_b=row["contain5_b"],
        tfidf_cosine=row["cosine"], verbatim_words=0, paraphrase_words=0, coverage_a=row["matched_a"],
        coverage_b=row["matched_b"], p_related=p, relation=relation, p_derived=p if release else None,
        evidence=reasons, features=dict(row))
    return with_alignment(judged, alignment) if alignment else judged
