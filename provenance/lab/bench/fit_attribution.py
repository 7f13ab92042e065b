"""Fits the weights of the AI-rewrite score to the benchmark collections; `fit_limits` calibrates them.

Weights come from the training and development splits. The test split is not touched.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from ...attribute import style
from ...attribute.model import GRID, MIN_WORDS, AttributionModel, Raw, measure
from ...languages.english.style import GROUPS
from . import broad, corpora
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
    "human_outlets": "outlet-news", "human_wire": "agency-news", "human_web_2014": "web-2014",
    "f3_rewrites": "health-and-gossip", "hart_humanised": "humanised",
}
_STYLE_SCALE, _PATTERN_SCALE, _PENALTY = 0.1, 4.0, 0.1  # chosen by leaving sets out
_CAP = 700  # texts taken of one collection and class: more of one kind teach nothing of another
_CAPS = {("human_outlets", False): 2500, ("senate", False): 1200}
_PER_SET = 400.0  # a register counts as at most this many texts
_SAMPLES = 80.0  # the few machine-written release families count as this many: no others are in that register
_KEPT = 0.003
_BREADTH = ("news", "government", "legal", "science")  # kinds of writing a kept word must belong to, all of them
_HELD = 20  # texts a pattern bucket must occur in


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words that stand as themselves in patterns, and common words, most frequent first."""

    kept: tuple[str, ...]
    common: tuple[str, ...]


def rows(data: Path, samples: Path) -> list[Row]:
    """The texts the score is trained and judged on: of every collection and class a stable sample."""
    found = [*corpora.machine_rows(data), *corpora.senate_rows(data, per_office=40),
             *corpora.release_rows(data, prosecutors=2000), *corpora.telephone_rows(data), *corpora.prose_rows(data),
             *broad.rows(data), *corpora.family_rows(samples, "samples"),
             *corpora.family_rows(data / "cascade", "cascade")]
    sides: dict[tuple[str, bool], list[Row]] = {}
    for row in found:
        if row.family not in corpora.SIDE_FAMILIES:
            sides.setdefault((row.corpus, row.ai), []).append(row)
    return [row for side, own in sorted(sides.items())
            for row in sorted(own, key=lambda row: (not teaches(row), corpora.order_of(row.id)))
            [:_CAPS.get(side, _CAP)]]


def teaches(row: Row) -> bool:
    """Whether a row is a clear case: human, or at least half rewritten by a chat model."""
    if not row.ai:
        return not corpora.doubtful(row)
    if row.corpus in ("samples", "cascade"):
        return row.kind in corpora.REWRITES
    return row.share >= 0.5 and row.family not in corpora.SIDE_FAMILIES and row.kind != "mixed"


def vocabulary(found: Sequence[Row], style_words: Sequence[str]) -> Vocabulary:
    """The words of a model.

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
    return Vocabulary(tuple(sorted(kept.union(*GROUPS.values(), style_words))), tuple(common))


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

    @property
    def long(self) -> Mask:
        """Texts long enough to be judged."""
        enough: Mask = self.raw.words >= MIN_WORDS
        return enough


def collect(found: list[Row], words: Vocabulary) -> Collection:
    """Measure all rows once."""
    raw = measure([row.text for row in found], style.Table(words.kept, words.common))
    return Collection(
        found, raw, np.array([row.ai for row in found]), np.array([teaches(row) for row in found]),
        np.array([REGISTERS.get(row.corpus, row.corpus) for row in found]),
        np.array([split_of(row.group) for row in found]), np.array([row.group for row in found]))


def balance(data: Collection, chosen: Mask) -> Floats:
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


def fit(data: Collection, chosen: Mask, words: Vocabulary) -> AttributionModel:
    """Weights from the ``chosen`` rows; scale and calibration are left neutral."""
    human = chosen & ~data.ai
    mean, spread = data.raw.style[human].mean(axis=0), data.raw.style[human].std(axis=0) + 1e-6
    held = np.asarray((data.raw.patterns[chosen] > 0).sum(axis=0)).ravel()
    columns = np.flatnonzero(held >= _HELD)
    rarity = np.sqrt(np.log((chosen.sum() + 1) / (held[columns] + 1)) + 0.3)
    none: tuple[tuple[str, ...], Floats] = ((), np.zeros((0, len(GRID))))
    blank = AttributionModel(words.kept, words.common, mean, spread, np.zeros(len(mean)), columns, rarity,
                  np.zeros(len(columns)), 0.0, np.zeros(3), np.array([1.0, 0.0, 0.0]), *none, *none, *none, *none,
                  np.zeros(len(mean) + 1), np.zeros(len(GRID)), np.array([1.0, 0.0]), np.inf)
    views = blank.views(data.raw.take(chosen))
    matrix = hstack([csr_matrix(views.z * _STYLE_SCALE), views.patterns * _PATTERN_SCALE]).tocsr()
    model = LogisticRegression(C=_PENALTY, max_iter=500, tol=1e-4)
    model.fit(matrix, data.ai[chosen], sample_weight=balance(data, chosen)[chosen])
    weights = model.coef_[0]
    return replace(blank, weights=weights[:len(mean)] * _STYLE_SCALE, intercept=float(model.intercept_[0]),
                   pattern_weights=weights[len(mean):] * _PATTERN_SCALE)


