"""Fits the AI-rewrite score to the benchmark collections: vocabulary, weights, scale of length, calibration.

Weights come from the training split; calibration from human text the weights have not seen: the development split,
and the training split in turn (cross-fitting). The test split is not touched.
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from ...attribute import style
from ...attribute.model import GRID, MIN_WORDS, Model, Raw, length_terms, measure, on_scale
from ...attribute.style_words import GROUPS
from . import corpora
from .corpora import Row
from .data import split_of

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

SAMPLES = Path("samples/families")  # machine-written release families of this repository

# Which calibration register a collection belongs to: collections that share articles share a register.
REGISTERS = {
    "imbd": "broadcast-news", "l2d": "broadcast-news", "xsum_generated": "broadcast-news",
    "broken_telephone": "broadcast-news", "detectrl": "broadcast-digest", "apt_eval": "business-news",
    "mixset": "business-news", "llmfake": "entertainment-and-health", "raidar": "comment",
    "senate": "government-releases", "prosecutors": "legal-releases", "insciout_releases": "science-releases",
    "insciout_news": "science-news", "same_event": "event-news", "telephone_game": "mixed",
    "clough_stevenson": "student-answers", "pan": "old-prose", "git_prose": "technical-prose",
}
_STYLE_SCALE, _PATTERN_SCALE, _PENALTY = 0.1, 4.0, 0.3  # chosen on dev by leaving sets out
_PER_SET = 400.0  # a register counts as at most this many texts
_SAMPLES = 80.0  # the few machine-written release families count as this many: no others are in that register
_KEPT = 0.003
_BREADTH = ("news", "government", "legal", "science")  # kinds of writing a kept word must belong to, all of them
_HELD = 20  # texts a pattern bucket must occur in
FOLDS = 3
_STRANGE = 0.998  # share of all texts of the collections that are not called strange
_FEW = 30  # human texts a register needs to tell of the effect of length
_LEAST_MACHINE = 80  # machine texts a register needs to speak against "likely human"
_LEAST = 60  # human texts a register needs to set a threshold


def rows(data: Path, samples: Path) -> list[Row]:
    """All texts the score is trained and judged on; large human collections by a stable sample."""
    found = [*corpora.machine_rows(data), *corpora.senate_rows(data, per_office=40),
             *corpora.release_rows(data, prosecutors=2000), *corpora.telephone_rows(data), *corpora.prose_rows(data),
             *corpora.family_rows(samples, "samples"), *corpora.family_rows(data / "cascade", "cascade")]
    return [row for row in found if row.family not in corpora.SIDE_FAMILIES]


def teaches(row: Row) -> bool:
    """Whether a row is a clear case: human, or at least half rewritten by a chat model."""
    if not row.ai:
        return not corpora.doubtful(row)
    if row.corpus in ("samples", "cascade"):
        return row.kind in corpora.REWRITES
    return row.share >= 0.5 and row.family not in corpora.SIDE_FAMILIES and row.kind != "mixed"


def vocabulary(found: Sequence[Row], style_words: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Words that stand as themselves, and common words most frequent first.

    A word is kept when at least 0.3 % of the human training texts of *every* broad register hold it, so that no topic
    is among them; closed classes and published style words are added.
    """
    holds: dict[str, Counter[str]] = {}
    uses: dict[str, Counter[str]] = {}
    texts: Counter[str] = Counter()
    for row in found:
        if not row.ai and row.register in _BREADTH and split_of(row.group) == "train":
            tokens = [token for token in style.tokens(row.text) if token[0].isalpha()]
            texts[row.register] += 1
            holds.setdefault(row.register, Counter()).update(set(tokens))
            uses.setdefault(row.register, Counter()).update(tokens)
    large = [register for register in holds if texts[register] >= 50]
    everywhere = set.intersection(*(set(holds[register]) for register in large))
    kept = {word for word in everywhere if min(holds[r][word] / texts[r] for r in large) >= _KEPT}
    totals = {register: uses[register].total() for register in large}
    rate = {word: sum(uses[r][word] / totals[r] for r in large) for r in large for word in uses[r]}
    common = sorted(rate, key=lambda word: (-rate[word], word))[:20_000]
    return tuple(sorted(kept.union(*GROUPS.values(), style_words))), tuple(common)


def excess_words(data: Path) -> list[str]:
    """Style words in excess in LLM-era abstracts (Kobak et al. 2024); none when the list is absent."""
    path = data / "lists" / "excess_words_pubmed.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as lines:
        return [line["word"] for line in csv.DictReader(lines) if line["type"] == "style"]


@dataclass(frozen=True, slots=True)
class Collection:
    """Rows with their measured texts and the masks that training needs."""

    rows: list[Row]
    raw: Raw
    ai: Mask
    teaches: Mask
    register: NDArray[np.str_]
    split: NDArray[np.str_]
    group: NDArray[np.str_]
    fold: NDArray[np.int64]

    @property
    def long(self) -> Mask:
        """Texts long enough to be judged."""
        enough: Mask = self.raw.words >= MIN_WORDS
        return enough


def fold_of(group: str) -> int:
    """Cross-fitting fold of an article, independent of its split."""
    return int(hashlib.sha256(b"fold" + group.encode()).hexdigest()[:8], 16) % FOLDS


def collect(found: list[Row], kept: tuple[str, ...], common: tuple[str, ...]) -> Collection:
    """Measure all rows once."""
    raw = measure([row.text for row in found], style.Table(kept, common))
    return Collection(
        found, raw, np.array([row.ai for row in found]), np.array([teaches(row) for row in found]),
        np.array([REGISTERS.get(row.corpus, row.corpus) for row in found]),
        np.array([split_of(row.group) for row in found]), np.array([row.group for row in found]),
        np.array([fold_of(row.group) for row in found]))


def _balance(data: Collection, chosen: Mask) -> Floats:
    """Weights: both classes alike in all, and within each register that holds both; `_PER_SET` texts at most in each.

    Alike within registers, so that no weight can be won by telling one register from another.
    """
    weights = np.zeros(len(data.rows))
    for register in np.unique(data.register[chosen]):
        sides = [chosen & (data.register == register) & (data.ai == ai) for ai in (False, True)]
        human, machine = (int(side.sum()) for side in sides)
        mass = _SAMPLES if register == "samples" else min(_PER_SET, max(human, machine / 2) if machine else human)
        for side, size in zip(sides, (human, machine), strict=True):
            weights[side] = mass / max(size, 1)
    for ai in (False, True):
        side = chosen & (data.ai == ai)
        weights[side] /= max(weights[side].sum(), 1e-9)
    scaled: Floats = weights * chosen.sum() / 2
    return scaled


def fit(data: Collection, chosen: Mask, kept: tuple[str, ...], common: tuple[str, ...]) -> Model:
    """Weights from the ``chosen`` rows; scale and calibration are left neutral."""
    human = chosen & ~data.ai
    mean, spread = data.raw.style[human].mean(axis=0), data.raw.style[human].std(axis=0) + 1e-6
    held = np.asarray((data.raw.patterns[chosen] > 0).sum(axis=0)).ravel()
    columns = np.flatnonzero(held >= _HELD)
    rarity = np.sqrt(np.log((chosen.sum() + 1) / (held[columns] + 1)) + 0.3)
    blank = Model(kept, common, mean, spread, np.zeros(len(mean)), columns, rarity, np.zeros(len(columns)), 0.0,
                  np.zeros(3), np.array([1.0, 0.0, 0.0]), (), np.zeros((0, len(GRID))), np.zeros(len(GRID)),
                  np.array([1.0, 0.0]), np.inf)
    views = blank.views(data.raw.take(chosen))
    matrix = hstack([csr_matrix(views.z * _STYLE_SCALE), views.patterns * _PATTERN_SCALE]).tocsr()
    model = LogisticRegression(C=_PENALTY, max_iter=500, tol=1e-4)
    model.fit(matrix, data.ai[chosen], sample_weight=_balance(data, chosen)[chosen])
    weights = model.coef_[0]
    return replace(blank, weights=weights[:len(mean)] * _STYLE_SCALE, intercept=float(model.intercept_[0]),
                   pattern_weights=weights[len(mean):] * _PATTERN_SCALE)


def fold_models(data: Collection, chosen: Mask, kept: tuple[str, ...], common: tuple[str, ...]) -> list[Model]:
    """One model for each fold, from the ``chosen`` rows outside it."""
    return [fit(data, chosen & (data.fold != fold), kept, common) for fold in range(FOLDS)]


def held_out(data: Collection, chosen: Mask, folds: Sequence[Model]) -> Floats:
    """Raw values of the ``chosen`` rows, each from weights that have not seen its article."""
    values = np.zeros(len(data.rows))
    for fold, model in enumerate(folds):
        own = chosen & (data.fold == fold)
        values[own] = model.raw(model.views(data.raw.take(own)))
    return values


def calibrate(model: Model, data: Collection, chosen: Mask, raw: Floats) -> Model:
    """Scale of length and quantiles of human text per register, from held-out ``raw`` values of ``chosen`` rows."""
    human, machine = chosen & ~data.ai, chosen & data.ai
    level, scatter = _scales(raw, data, human)
    values = on_scale(raw, data.raw.words, level, scatter)
    registers = [str(name) for name in np.unique(data.register[human])
                 if (human & (data.register == name)).sum() >= _LEAST]
    quantiles = np.array([np.quantile(values[human & (data.register == name)], GRID, method="higher")
                          for name in registers])
    weights = _balance(data, chosen)[chosen]
    distance = model.strangeness(model.views(data.raw.take(chosen)))
    platt = LogisticRegression(C=1e6).fit(values[chosen, None], data.ai[chosen], sample_weight=weights)
    return replace(model, level=level, scatter=scatter, registers=tuple(registers), quantiles=quantiles,
                   strange=float(np.quantile(distance, _STRANGE)),
                   ai_quantiles=lowest(values[machine], data.register[machine]),
                   platt=np.array([platt.coef_[0, 0], platt.intercept_[0]]))


def lowest(values: Floats, register: NDArray[np.str_]) -> Floats:
    """At each share of `GRID` the lowest quantile of machine text of any register with at least `_LEAST_MACHINE`.

    "Likely human" is said below it: the register whose rewrites are hardest to see decides.
    """
    names, counts = np.unique(register, return_counts=True)
    large = names[counts >= _LEAST_MACHINE]
    found: Floats = np.min([np.quantile(values[register == name], GRID) for name in large], axis=0)
    return found


def _scales(raw: Floats, data: Collection, human: Mask) -> tuple[Floats, Floats]:
    """Level and scatter of human values over `length_terms`, by least squares on values and absolute residuals.

    Each register has an intercept of its own: otherwise the slope would show which registers write long texts.
    """
    names = [name for name in np.unique(data.register[human]) if (human & (data.register == name)).sum() >= _FEW]
    known = human & np.isin(data.register, names)
    own = np.column_stack([data.register[known] == name for name in names]).astype(float)
    weights = (own @ (own.sum(axis=0) ** -0.25))[:, None]
    terms = length_terms(data.raw.words[known])
    fixed = np.hstack([own, terms[:, 1:]])
    found = np.linalg.lstsq(fixed * weights, raw[known] * weights[:, 0], rcond=None)[0]
    # mean absolute deviation to standard deviation, normal law
    rest = np.abs(raw[known] - fixed @ found) * 1.2533
    level = np.r_[found[:len(names)].mean(), found[len(names):]]
    return level, np.linalg.lstsq(terms * weights, rest * weights[:, 0], rcond=None)[0]


def train_all(whole: Collection, learn: Mask, kept: tuple[str, ...], common: tuple[str, ...],
              ) -> tuple[Model, list[Model]]:
    """The calibrated model of the ``learn`` rows, and the models of its folds on the same scale."""
    folds = fold_models(whole, learn, kept, common)
    model = calibrate(fit(whole, learn, kept, common), whole, learn, held_out(whole, learn, folds))
    return model, [replace(fold, level=model.level, scatter=model.scatter) for fold in folds]


def learnable(whole: Collection) -> Mask:
    """Rows that may be learned and calibrated from: clear, long enough, not of the test split or ``cascade``."""
    rows: Mask = whole.teaches & whole.long & (whole.register != "cascade") & (whole.split != "test")
    return rows
