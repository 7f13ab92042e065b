"""What share of a corpus machines wrote: a mixture of two densities of the score, by maximum likelihood.

Counting labels falls short, since a label is given only beyond nearly all human text. The share that makes the values
of a corpus likeliest, given the values of human and of machine text, needs no label (Liang et al. 2024, *Monitoring
AI-modified content at scale*, who do it with word occurrence). Machine text of another outlet may lie higher or lower
than any at hand, so its place is a second unknown, held near the known ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .model import GRID

Floats = NDArray[np.float64]

WIDTH = 0.25
EDGES = np.arange(-6.0, 12.0 + WIDTH, WIDTH)  # values beyond are counted in the outermost bins
_CENTRES = (EDGES[1:] + EDGES[:-1]) / 2
STEPS = range(-6, 7)  # bins by which machine text may lie lower or higher than the known registers
_SHIFT_SPREAD = 0.4  # of the places of machine text; the best of 0.4, 0.6 and 1 with registers left out
_SHAPE = 20.0  # texts the known registers count as in the density of an archive: they fill its tail
_ROUNDS = 80  # of expectation and maximisation
DRAWS = 300


@dataclass(frozen=True, slots=True)
class Share:
    """Share of machine text in 0..1 with its 95 % interval, of ``texts`` texts against ``archive`` human ones."""

    texts: int
    archive: int
    share: float
    low: float
    high: float


def share(values: Floats, archive: Floats, human: Floats, machine: Floats, seed: int = 1) -> Share:
    """Share of machine text among ``values``.

    ``archive`` are values of human texts of the same outlets; ``human`` and ``machine`` the quantiles over `GRID` of
    known registers, one a row. The interval draws archive, corpus, machine registers and their place anew. Raises
    ValueError when ``values`` or ``archive`` are empty.
    """
    if not len(values) or not len(archive):
        raise ValueError("no values")
    kinds = np.array([_smooth(_sample(row), 0.35) for row in machine])
    shape = _standard(human)
    best = float(_fit(_counts(values)[None], _density(archive, shape)[None], kinds.mean(axis=0)[None], np.zeros(1))[0])
    chance = np.random.default_rng(seed)
    counts = np.array([_counts(chance.choice(values, len(values))) for _ in range(DRAWS)])
    people = np.array([_density(chance.choice(archive, len(archive)), shape) for _ in range(DRAWS)])
    weights = chance.dirichlet(np.ones(len(kinds)), DRAWS)
    places = chance.normal(0.0, _SHIFT_SPREAD, DRAWS)
    low, high = np.quantile(_fit(counts, people, weights @ kinds, places), [0.025, 0.975])
    return Share(len(values), len(archive), best, float(min(low, best)), float(max(high, best)))


def _fit(counts: Floats, human: Floats, machine: Floats, places: Floats) -> Floats:
    """Likeliest share of every row, over all `STEPS` of its machine density; ``places`` are where it is held near."""
    moved = np.stack([_moved(machine, step) for step in STEPS], axis=1)
    people, seen = human[:, None, :], counts[:, None, :]
    total = seen.sum(axis=2)
    found = np.full((len(counts), len(STEPS)), 0.2)
    for _ in range(_ROUNDS):
        part = found[..., None] * moved
        found = (seen * part / (part + (1.0 - found[..., None]) * people)).sum(axis=2) / total
    mixed = found[..., None] * moved + (1.0 - found[..., None]) * people
    away = (WIDTH * np.array(STEPS)[None] - places[:, None]) / _SHIFT_SPREAD
    fitted = (seen * np.log(mixed)).sum(axis=2) - away**2 / 2
    best: Floats = np.round(found[np.arange(len(found)), np.argmax(fitted, axis=1)], 6)
    return best


def _moved(density: Floats, bins: int) -> Floats:
    """Densities shifted by whole bins; what would leave the range stays in the last bin."""
    places = np.clip(np.arange(density.shape[1]) + bins, 0, density.shape[1] - 1)
    moved = np.zeros_like(density)
    np.add.at(moved.T, places, density.T)
    return np.maximum(moved, 1e-6)


def _counts(values: Floats) -> Floats:
    inside = np.clip(values, EDGES[0], EDGES[-1] - 1e-9)
    return np.histogram(inside, EDGES)[0].astype(np.float64)


def _smooth(values: Floats, width: float) -> Floats:
    """Shares of the bins, smoothed by a normal kernel of standard deviation ``width``."""
    kernel = np.exp(-0.5 * ((_CENTRES[:, None] - _CENTRES[None]) / width) ** 2)
    kernel /= kernel.sum(axis=0)
    found = kernel @ _counts(values)
    smooth: Floats = np.maximum(found / found.sum(), 1e-6)
    return smooth


def _sample(quantiles: Floats, size: int = 400) -> Floats:
    """Values at even shares of a register."""
    values: Floats = np.interp((np.arange(size) + 0.5) / size, GRID, quantiles)
    return values


def _standard(human: Floats) -> Floats:
    """Values of all registers, each less its mean and over its spread."""
    rows = np.array([_sample(row) for row in human])
    spread: Floats = ((rows - rows.mean(axis=1, keepdims=True)) / rows.std(axis=1, keepdims=True)).ravel()
    return spread


def _density(archive: Floats, shape: Floats) -> Floats:
    """Density of an archive: its own values, and the known shape at its mean and spread where these are too few."""
    own = _smooth(archive, 1.06 * max(float(archive.std()), 0.3) * len(archive) ** -0.2)
    known = _smooth(archive.mean() + max(float(archive.std()), 0.3) * shape, 0.2)
    mixed: Floats = (len(archive) * own + _SHAPE * known) / (len(archive) + _SHAPE)
    return mixed
