"""Learns the coefficients of descent and the calibration of support from stories with known parents."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from ...lineage.case import flat, with_source
from ...lineage.descent import (
    BLOCKS_OF,
    FEATURES,
    Array,
    Weights,
    character,
    edit_distances,
    features,
    marginals,
    plain,
    rooted,
    sums,
    unrooted,
)
from ...lineage.needed import conflict, pair_evidence
from ...lineage.publication import exact, moments
from ...lineage.readings import Readings, read
from ...lineage.rooting import HIDDEN, VISIBLE, evidence, oldest_evidence
from ...records import Prepared
from ...text.rarity import load_background
from ..bench import write_through
from ..bench.cascades import UNSEEN, Story, dated, hide
from ..bench.lineage_stories import TELEPHONE, chains, families, grown, revisions
from . import lineage_support

# Further steps of the chains for training: there are few families.
MORE_STEPS = (("telephone_game", (2, 3, 5)), ("telephone_game", (1, 7, 12)), ("broken_telephone", (2, 4, 6)),
              ("broken_telephone", (1, 3, 10)), ("broken_telephone", (4, 5, 6)))
# Revisions by people are the only copied chains: counted once, the grown cascades would outweigh them.
_SHARES = {"git_prose": 2.5}
PENALTY = 0.1  # ridge on the coefficients, chosen by cross-validation over families


@dataclass(frozen=True, slots=True)
class Instance:
    """One story as numbers: evidence [features, n, n], true parents (-1 root), root index, `character`."""

    story: Story
    evidence: Array
    truth: NDArray[np.int64]
    root: int
    kind: Array
    order: Array  # log odds of exact dates, [n, n]


def instance(story: Story) -> Instance | None:
    """The story with its root known; with a hidden root, the source is the last, inferred node."""
    documents = sorted(story.documents, key=lambda document: document.id)
    if len(documents) < 2:
        return None
    place = {document.id: at for at, document in enumerate(documents)}
    readings = read(documents, load_background())
    edit = edit_distances(flat(documents))
    hidden = story.root is None
    if hidden:
        readings, edit = readings.with_source(), with_source(edit)
        place[UNSEEN] = len(documents)
    root = place[story.root or UNSEEN]
    truth = [place[story.parents[document.id][0]] if story.parents[document.id] else -1 for document in documents]
    found, kind = _evidence(readings, edit, root)
    order = np.zeros(edit.shape)
    order[:len(documents), :len(documents)] = exact(_when(story))
    order[len(documents):, :len(documents)] = order.max()
    return Instance(story, found, np.array(truth + [-1] * hidden), root, kind, order)


def _when(story: Story) -> Array:
    return moments(sorted(dated(story).documents, key=lambda document: document.id))


def _evidence(readings: Readings, edit: Array, root: int) -> tuple[Array, Array]:
    whole = sums(plain(readings))
    return features(unrooted(whole, edit), sums(rooted(readings, root)), root), character(whole, root)


def stories(data: Path, samples: Path, split: str, count: int = 60) -> list[Story]:
    """The stories of one split: chains, revisions, grown cascades; own families for training only."""
    chosen = TELEPHONE + (MORE_STEPS if split == "train" else ())
    found = [story for name, steps in chosen for story in chains(data, name, steps) if story.split == split]
    found += [story for story in revisions(data) if story.split == split]
    found += list(grown(data, split, count)) + list(write_through.chains(data, split, count // 2))
    if split == "train":
        found += list(families(samples / "families", "families", "train"))
    return found


def orphaned(found: Iterable[Story]) -> list[Story]:
    """The same stories without their root."""
    return [hide(story, {story.root}, "orphaned") for story in found if story.root and len(story.documents) > 3]


def fit(instances: Sequence[Instance], exact_dates: bool = False, penalty: float = PENALTY) -> Weights:
    """Coefficients that maximise the probability of the true trees, every data set counting as in `_SHARES`.

    With ``exact_dates`` the true order is given by dates, and the texts are left to tell older documents apart.
    """
    counts = Counter(item.story.name for item in instances)
    shares = [10.0 * _SHARES.get(item.story.name, 1.0) / counts[item.story.name] / max(len(item.truth) - 1, 1)
              for item in instances]
    shape = (len(BLOCKS_OF), len(FEATURES))

    def loss(theta: Array) -> tuple[float, Array]:
        total, slope = penalty * float(theta @ theta), 2 * penalty * theta
        for item, share in zip(instances, shares, strict=True):
            value, gradient = _loss(item, item.kind @ theta.reshape(shape), exact_dates)
            total += share * value
            slope = slope + share * np.outer(item.kind, gradient).ravel()
        return total, slope

    start = np.zeros(shape[0] * shape[1])
    theta: Array = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    return Weights(theta.reshape(shape))


def _loss(item: Instance, theta: Array, exact_dates: bool) -> tuple[float, Array]:
    scores = np.tensordot(theta, item.evidence, 1) + (item.order if exact_dates else 0.0)
    probability, log_total = marginals(scores, item.root)
    children = np.flatnonzero(item.truth >= 0)
    held = item.evidence[:, item.truth[children], children]
    value = float(log_total) - float((theta @ held).sum())
    gradient: Array = np.tensordot(item.evidence, probability, ([1, 2], [0, 1])) - held.sum(axis=1)
    return value, gradient


def fold_of(story: Story, folds: int) -> int:
    """Cross-validation fold of a story, by its family."""
    family = f"{story.name.split()[0]}/{story.key.split('/')[0] if 'tele' in story.name else story.key}"
    return int(hashlib.sha256(family.encode()).hexdigest()[:8], 16) % folds


def even(data: Path, split: str) -> list[Story]:
    """Stories of one split in about even numbers of each set, for what is weighed set by set."""
    found = [story for name, steps in TELEPHONE for story in chains(data, name, steps) if story.split == split]
    found += [story for story in revisions(data) if story.split == split]
    found += list(grown(data, split, 20)) + list(write_through.chains(data, split, 12))
    return found + list(write_through.copies(data, split, 4))


@dataclass(frozen=True, slots=True)
class RootCase:
    """Evidence on the root of one story whose release is not named; ``truth`` is len(ranked) for a hidden source."""

    story: Story
    rows: Array
    hidden: Array
    truth: int


# The recorded chains all start from human text that is then reworded by machines: with their full weight a source
# would be known by having been written by a person.
_ROOT_SHARES = {"families": 3.0, "grown copied": 2.0, "grown reworded": 0.5, "telephone": 0.5}


def root_case(story: Story, coefficients: Weights) -> RootCase | None:
    """The story as evidence on its root; None when it is too small or its root is not among the candidates."""
    documents = sorted(story.documents, key=lambda document: document.id)
    if len(documents) < 3:
        return None
    ranked, rows, hidden = evidence(read(documents, load_background()), edit_distances(flat(documents)), coefficients)
    ids = [documents[at].id for at in ranked]
    if story.root is not None and story.root not in ids:
        return None
    return RootCase(story, rows, hidden, ids.index(story.root) if story.root else len(ids))


def fit_roots(cases: Sequence[RootCase], penalty: float = 0.02) -> tuple[Array, Array]:
    """Coefficients of a visible root and of a hidden source, by maximum penalised likelihood."""
    counts = Counter((item.story.name.replace(" orphaned", ""), item.story.root is None) for item in cases)
    width = len(VISIBLE)

    def loss(theta: Array) -> tuple[float, Array]:
        total, slope = penalty * float(theta @ theta), 2 * penalty * theta
        for item in cases:
            name = item.story.name.replace(" orphaned", "")
            share = 5 * next((s for k, s in _ROOT_SHARES.items() if k in name), 1.0) / counts[
                name, item.story.root is None]
            logits = np.append(item.rows @ theta[:width], item.hidden @ theta[width:])
            top = float(logits.max())
            chances = np.exp(logits - top)
            total += share * (top + float(np.log(chances.sum())) - float(logits[item.truth]))
            chances /= chances.sum()
            chances[item.truth] -= 1.0
            slope = slope + share * np.concatenate([chances[:-1] @ item.rows, chances[-1] * item.hidden])
        return total, slope

    theta = minimize(loss, np.zeros(width + len(HIDDEN)), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return theta[:width], theta[width:]


def train(data: Path, out: Path, samples: Path = Path("samples")) -> None:
    """Fit everything on the training split, support on the development split; write ``out`` (JSON). Deterministic."""
    found = stories(data, samples, "train")
    visible = [made for story in found if (made := instance(story))]
    hidden = [made for story in orphaned(found) if story.root is None and (made := instance(story))]
    table: dict[str, Any] = {"features": list(FEATURES)}
    for mode, instances in (("visible", visible), ("hidden", hidden)):
        for key, exact_dates in ((mode, False), (f"{mode} dated", True)):
            blocks = fit(instances, exact_dates).blocks
            table[key] = {name: _rounded(block) for name, block in zip(BLOCKS_OF, blocks, strict=True)}
    coefficients = Weights(np.array([table["visible"][name] for name in BLOCKS_OF]))
    cases = [case for story in [*found, *orphaned(found)] if (case := root_case(story, coefficients))]
    shown, unseen = fit_roots(cases)
    some = even(data, "train")
    oldest = fit_oldest([*some, *(hide(story, {story.root or ""}) for story in some)], coefficients)
    table |= {"roots": {"visible": _rounded(shown), "hidden": _rounded(unseen), "oldest": _rounded(oldest)},
              "pair": _rounded(fit_pairs(found)),
              "support": {}}
    out.write_text(json.dumps(table, indent=0) + "\n", "utf-8")
    table["support"] = lineage_support.fit(even(data, "dev"), out)
    out.write_text(json.dumps(table, indent=0) + "\n", "utf-8")


def fit_pairs(found: Sequence[Story], penalty: float = 0.05) -> Array:
    """Coefficients of `needed.pair_evidence`: parent and child against two children of one parent, a story a vote."""
    rows: list[Array] = []
    truth: list[bool] = []
    shares: list[float] = []
    for story in found:
        documents = sorted(story.documents, key=lambda document: document.id)
        shared = sums(plain(read(documents, load_background())))
        for direct in (True, False):
            made = _related(story, documents, direct)
            rows += [pair_evidence(shared, *pair) for pair in made]
            truth += [direct] * len(made)
            shares += [1.0 / max(len(made), 1)] * len(made)
    chosen = LogisticRegression(C=1 / penalty, fit_intercept=False).fit(np.array(rows), truth, sample_weight=shares)
    return np.asarray(chosen.coef_[0])


def fit_oldest(found: Sequence[Story], coefficients: Weights, penalty: float = 0.01) -> Array:
    """Coefficients of `rooting.oldest_evidence`: the source of a story against the oldest where the source is gone.

    Every set of stories counts alike on either side.
    """
    rows: list[Array] = []
    truth: list[bool] = []
    names: list[tuple[str, bool]] = []
    for story in found:
        documents = sorted(story.documents, key=lambda document: document.id)
        ids = [document.id for document in documents]
        if len(ids) < 3:
            continue
        readings = read(documents, load_background())
        ranked, visible, hidden = evidence(readings, edit_distances(flat(documents)), coefficients)
        gone = conflict(readings, sums(plain(readings)))
        first = min(story.order[key] for key in ids)
        for at in ranked:
            if story.order[ids[at]] == first:
                rows.append(oldest_evidence(visible[ranked.index(at)], hidden, gone)[:-1])
                truth.append(ids[at] == story.root)
                names.append((story.name.removesuffix(" hidden"), truth[-1]))
    table = np.array(rows)
    mean, scale = table.mean(axis=0), table.std(axis=0) + 1e-6
    shares = [1.0 / names.count(name) for name in names]
    fitted = LogisticRegression(C=1 / penalty, max_iter=2000).fit((table - mean) / scale, truth, sample_weight=shares)
    slopes = fitted.coef_[0] / scale
    return np.append(slopes, fitted.intercept_[0] - float(slopes @ mean))


def _related(story: Story, documents: Sequence[Prepared], direct: bool) -> list[tuple[int, int]]:
    """(older, younger) places of parents with their children, or of two children of one parent."""
    ids = [document.id for document in documents]
    found = []
    for a, one in enumerate(ids):
        for b, other in enumerate(ids):
            above = set(story.parents[one]) & set(story.parents[other]) and one != other
            if (one in story.parents[other]) if direct else (above and story.order[one] <= story.order[other]):
                found.append((a, b))
    return found


def _rounded(values: Array) -> list[float]:
    return [round(float(value), 4) for value in values]
