"""The trained linear model behind the AI-rewrite score, and what it says of a batch of texts.

One logistic regression over two views of a text (`style`), stored as plain arrays. Its raw value is put on one scale
for all lengths: short texts scatter more, so value and spread of human text are fitted over the logarithm of the
number of words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Thread, current_thread
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from ..models import store
from ..text.memo import Recent
from . import style

MIN_WORDS = 80
CLIP = 4.0
LEAST_SCATTER = 0.3
CHUNK = 256  # texts whose tokens are held as arrays at once

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Raw:
    """Texts as measured, before any model: word counts, ``style`` texts x len(style.NAMES), pattern counts."""

    words: Floats
    common: Floats  # share of words that are common English, 0..1
    style: Floats
    patterns: csr_matrix

    def take(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> Raw:
        """The chosen texts."""
        return Raw(self.words[chosen], self.common[chosen], self.style[chosen], self.patterns[chosen])


def measure(texts: Sequence[str], table: style.Table) -> Raw:
    """Both views of ``texts``, in chunks so that memory stays level."""
    parts = []
    for at in range(0, max(len(texts), 1), CHUNK):
        batch = style.batch([style.tokens(text) for text in texts[at:at + CHUNK]], table)
        parts.append(Raw(*style.sizes(batch, table), style.stylometry(batch, table), style.patterns(batch, table)))
        table.renew()
    return Raw(np.concatenate([part.words for part in parts]), np.concatenate([part.common for part in parts]),
               np.vstack([part.style for part in parts]), vstack([part.patterns for part in parts], format="csr"))


@dataclass(frozen=True, slots=True)
class Views:
    """Both views of a batch: ``z`` texts x len(style.NAMES), standardised and clipped; ``patterns`` unit rows."""

    words: Floats
    common: Floats  # share of words that are common English, 0..1
    z: Floats
    patterns: csr_matrix

    def take(self, chosen: NDArray[np.int64]) -> Views:
        """The chosen texts."""
        return Views(self.words[chosen], self.common[chosen], self.z[chosen], self.patterns[chosen])


@dataclass(frozen=True, slots=True)
class AttributionModel:
    """Weights and scales.

    ``mean``, ``spread``, ``weights`` belong to `style.NAMES`; ``columns`` (sorted) are the pattern buckets in use,
    with their ``rarity`` (root of the inverse document frequency) and ``pattern_weights``. ``level`` and
    ``scatter`` are quadratics in ln(words / 200) of the raw value of human text.
    """

    kept: tuple[str, ...]
    common: tuple[str, ...]
    mean: Floats
    spread: Floats
    weights: Floats
    columns: NDArray[np.int64]
    rarity: Floats
    pattern_weights: Floats
    intercept: float
    level: Floats
    scatter: Floats
    registers: tuple[str, ...]  # of news and releases
    quantiles: Floats  # registers x len(GRID): values of human text at the shares of GRID
    other_registers: tuple[str, ...]  # of other prose
    other_quantiles: Floats
    pair_registers: tuple[str, ...]  # of human texts beside their source, or beside a report of the same event
    pair_quantiles: Floats  # of values against that source
    machine_registers: tuple[str, ...]  # of machine-written news
    machine_quantiles: Floats
    gate: Floats  # weights over `style.NAMES` and an offset: above 0 a text is no news or release
    ai_quantiles: Floats  # len(GRID): values of machine-rewritten text of any kind, lowest register
    platt: Floats  # slope and offset of the probability at even odds
    strange: float  # strangeness beyond which a text is like none of the collections

    def views(self, raw: Raw) -> Views:
        """Standardised style and weighted patterns of measured texts."""
        z = np.clip((raw.style - self.mean) / self.spread, -CLIP, CLIP)
        return Views(raw.words, raw.common, z, weigh(raw.patterns[:, self.columns], self.rarity))

    def table(self) -> style.Table:
        """A fresh table of word forms for this model's vocabulary."""
        return style.Table(self.kept, self.common)

    def known(self) -> style.Table:
        """This thread's table, with the word forms of all texts it has measured."""
        return _tables(self, current_thread())

    def raw(self, views: Views) -> Floats:
        """Log-odds before the scale of length."""
        value: Floats = views.z @ self.weights + views.patterns @ self.pattern_weights + self.intercept
        return value

    def values(self, views: Views) -> Floats:
        """Raw values in units of the scatter of human text of the same length, 0 at its middle."""
        return on_scale(self.raw(views), views.words, self.level, self.scatter)

    def other(self, views: Views) -> NDArray[np.bool_]:
        """Which texts are other prose than news and releases, whoever wrote them."""
        found: NDArray[np.bool_] = views.z @ self.gate[:-1] + self.gate[-1] > 0.0
        return found

    def strangeness(self, views: Views) -> Floats:
        """Mean squared standardised style, 0..16, of the features that do not speak for machine rewriting.

        Those that do may be extreme without the text being of another kind.
        """
        distance: Floats = (views.z**2 * (views.z * self.weights <= 0)).mean(axis=1)
        return distance

    def spread_at(self, words: Floats) -> Floats:
        """Standard deviation of raw values of human texts of so many words."""
        spread: Floats = np.maximum(length_terms(words) @ self.scatter, LEAST_SCATTER)
        return spread

    def probability(self, values: Floats) -> Floats:
        """Chance of machine rewriting at even odds, 0..1, rising with the value."""
        chance: Floats = 1.0 / (1.0 + np.exp(-np.clip(self.platt[0] * values + self.platt[1], -30, 30)))
        return chance

    def save(self, path: Path) -> None:
        """Write as npz without pickles."""
        stored: dict[str, Any] = {name: getattr(self, name).astype(np.float32) for name in _ARRAYS}
        stored |= {name: np.array(" ".join(getattr(self, name))) for name in _NAMES}
        stored |= {"intercept": np.float64(self.intercept), "strange": np.float64(self.strange),
                   "columns": np.diff(self.columns, prepend=0).astype(np.uint32),
                   "pattern_weights": self.pattern_weights.astype(np.float16), "rarity": self.rarity.astype(np.float16)}
        np.savez_compressed(path, **stored)


# A table numbers its words as it meets them, so no two threads may write into one.
_tables: Recent[AttributionModel, Thread, style.Table] = Recent(lambda model, _: model.table(), 4)
_ARRAYS = ("mean", "spread", "weights", "level", "scatter", "quantiles", "other_quantiles", "pair_quantiles",
           "machine_quantiles", "gate", "ai_quantiles", "platt")
_NAMES = ("kept", "common", "registers", "other_registers", "pair_registers", "machine_registers")
# Shares of human text below each stored value: dense at the end that decides.
GRID = np.r_[np.linspace(0.0, 0.9, 19), np.linspace(0.91, 0.985, 16), np.linspace(0.9875, 1.0, 11)]


def weigh(patterns: csr_matrix, rarity: Floats) -> csr_matrix:
    """Square roots of pattern rates times rarity, as unit rows (Hellinger scaling)."""
    rows: csr_matrix = patterns.copy().astype(np.float64)
    rows.data = np.sqrt(rows.data) * rarity[rows.indices]
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    rows.data /= np.repeat(np.maximum(lengths, 1e-9), np.diff(rows.indptr))
    return rows


def on_scale(raw: Floats, words: Floats, level: Floats, scatter: Floats) -> Floats:
    """``raw`` less the middle of human text of that length, over its spread."""
    terms = length_terms(words)
    value: Floats = (raw - terms @ level) / np.maximum(terms @ scatter, LEAST_SCATTER)
    return value


def length_terms(words: Floats) -> Floats:
    """Constant, linear and quadratic term of ln(words / 200), for 80 to 3,000 words."""
    size = np.log(np.clip(words, MIN_WORDS, 3000) / 200.0)
    return np.column_stack([np.ones_like(size), size, size**2])


def _build(stored: store.Values) -> AttributionModel:
    values: dict[str, Any] = {name: stored[name].astype(np.float64) for name in (*_ARRAYS, "pattern_weights", "rarity")}
    words: dict[str, Any] = {name: tuple(str(stored[name]).split()) for name in _NAMES}
    columns = np.cumsum(stored["columns"].astype(np.int64))
    return AttributionModel(**words, **values, columns=columns, intercept=float(stored["intercept"]),
                 strange=float(stored["strange"]))


def load_attribution(path: Path | None = None) -> AttributionModel:
    """Read a model, the shipped one unless a file is named. Raises InputError when it is missing or damaged."""
    return store.load("attribution", _build, path)
