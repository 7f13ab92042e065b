"""Learns the coefficients of descent and the calibration of support from stories with known parents."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from .background import shipped
from .bench.cascades import UNSEEN, Story, hide
from .bench.lineage_stories import TELEPHONE, chains, families, grown, revisions
from .descent import FEATURES, Array, copiedness, edit_distances, features, marginals, plain, rooted, sums
from .readings import Readings, read, text_stems

PENALTY = 0.05  # ridge on the coefficients, chosen by cross-validation over families


@dataclass(frozen=True, slots=True)
class Instance:
    """One story as numbers: evidence [features, n, n], true parents (-1 root), root index, `copiedness`."""

    story: Story
    evidence: Array
    truth: NDArray[np.int64]
    root: int
    copied: float


def instance(story: Story) -> Instance | None:
    """The story with its root known; with a hidden root, the source is the last, inferred node."""
    documents = sorted(story.documents, key=lambda document: document.id)
    if len(documents) < 2:
        return None
    place = {document.id: at for at, document in enumerate(documents)}
    readings = read(documents, shipped())
    edit = edit_distances([[stem for stems in text_stems(document) for stem in stems] for document in documents])
    hidden = story.root is None
    if hidden:
        readings, edit = readings.with_source(), with_source(edit)
        place[UNSEEN] = len(documents)
    root = place[story.root or UNSEEN]
    truth = [place[story.parents[document.id][0]] if story.parents[document.id] else -1 for document in documents]
    evidence, copied = _evidence(readings, edit, root)
    return Instance(story, evidence, np.array(truth + [-1] * hidden), root, copied)


def _evidence(readings: Readings, edit: Array, root: int) -> tuple[Array, float]:
    whole = sums(plain(readings))
    return features(whole, sums(rooted(readings, root)), edit, root), copiedness(whole)


def with_source(edit: Array) -> Array:
    """Edit distances with the unseen source added: as far from each document as the others are on average."""
    n = len(edit)
    mean = edit.sum(axis=0) / max(n - 1, 1)
    larger = np.zeros((n + 1, n + 1))
    larger[:n, :n], larger[n, :n], larger[:n, n] = edit, mean, mean
    return larger


def stories(data: Path, samples: Path, split: str, count: int = 60) -> list[Story]:
    """The stories of one split: chains, revisions, grown cascades; own families for training only."""
    found = [story for name, steps in TELEPHONE for story in chains(data, name, steps) if story.split == split]
    found += [story for story in revisions(data) if story.split == split]
    found += list(grown(data, split, count))
    if split == "train":
        found += list(families(samples / "families", "families", "train"))
    return found


def orphaned(found: Iterable[Story]) -> list[Story]:
    """The same stories without their root."""
    return [hide(story, {story.root}, "orphaned") for story in found if story.root and len(story.documents) > 3]


def fit(instances: Sequence[Instance], penalty: float = PENALTY) -> tuple[Array, Array]:
    """Coefficients (base, copied) that maximise the probability of the true trees, every data set counting alike."""
    counts = Counter(item.story.name for item in instances)
    shares = [10.0 / counts[item.story.name] / max(len(item.truth) - 1, 1) for item in instances]
    size = len(FEATURES)

    def loss(theta: Array) -> tuple[float, Array]:
        total, slope = penalty * float(theta @ theta), 2 * penalty * theta
        for item, share in zip(instances, shares, strict=True):
            value, gradient = _loss(item, theta[:size] + item.copied * theta[size:])
            total += share * value
            slope = slope + share * np.concatenate([gradient, item.copied * gradient])
        return total, slope

    theta = minimize(loss, np.zeros(2 * size), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    return theta[:size], theta[size:]


def _loss(item: Instance, theta: Array) -> tuple[float, Array]:
    probability, log_total = marginals(np.tensordot(theta, item.evidence, 1), item.root)
    children = np.flatnonzero(item.truth >= 0)
    held = item.evidence[:, item.truth[children], children]
    value = log_total - float((theta @ held).sum())
    gradient: Array = np.tensordot(item.evidence, probability, ([1, 2], [0, 1])) - held.sum(axis=1)
    return value, gradient


def fold_of(story: Story, folds: int) -> int:
    """Cross-validation fold of a story, by its family."""
    family = f"{story.name.split()[0]}/{story.key.split('/')[0] if 'tele' in story.name else story.key}"
    return int(hashlib.sha256(family.encode()).hexdigest()[:8], 16) % folds
