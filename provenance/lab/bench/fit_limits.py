"""Calibrates the AI-rewrite score on texts of collections its weights have not met.

A register nobody calibrated on may lie higher than those at hand; how much higher shows only where registers are left
out whole. So the values that set the scale and the thresholds come from weights fitted without the text's register
(and without the others of its group): the thresholds of these values carry the scatter between registers with them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from ...attribute import relative
from ...attribute.model import GRID, AttributionModel, length_terms, measure, on_scale
from .corpora import Pair
from .fit_attribution import REGISTERS, Collection, Mask, Vocabulary, balance, fit

Floats = NDArray[np.float64]

# Registers left out together; each group holds human-only registers beside ones with both sides.
GROUPS = (
    ("broadcast-news", "legal-releases"), ("broadcast-digest", "technical-prose"),
    ("business-news", "government-releases"),
    ("entertainment-and-health", "health-and-gossip", "science-releases", "science-news"),
    ("comment", "event-news", "old-prose"), ("outlet-news", "agency-news", "mixed"),
)
# What the default limit is for, and what has a limit of its own.
PRESS = ("agency-news", "broadcast-digest", "broadcast-news", "business-news", "comment", "entertainment-and-health",
         "event-news", "government-releases", "legal-releases", "outlet-news", "science-news", "science-releases")
OTHER = ("student-answers", "l2r-AcademicResearch", "l2r-TravelTourism", "l2r-OnlineContent", "l2r-ProductReview",
         "old-prose", "technical-prose")
MACHINE = ("broadcast-digest", "broadcast-news", "business-news", "comment", "entertainment-and-health",
           "health-and-gossip", "mixed")  # machine-written news
_LIKE_PRESS = (*PRESS, "health-and-gossip", "web-2014")
_STRANGE = 0.998  # share of all texts of the collections that are not called strange
_FEW = 30  # human texts a register needs to tell of the effect of length
_LEAST_MACHINE = 80  # machine texts a register needs to speak against "likely human"
_LEAST = 60  # human texts a register needs to set a threshold
_GATE_SET = 300.0  # a register counts as at most this many texts in the gate
_GATE_PENALTY = 0.05


def group_of(register: str) -> int:
    """Number of the group a register is left out with; the last one holds the domain collection and the rest."""
    return next((at for at, names in enumerate(GROUPS) if register in names), len(GROUPS))


def groups(data: Collection) -> NDArray[np.int64]:
    """The group of every row; the release families of this repository are never left out (-1)."""
    return np.array([-1 if name in ("samples", "cascade") else group_of(name) for name in data.register])


def left_out_models(data: Collection, chosen: Mask, words: Vocabulary) -> list[AttributionModel]:
    """One model for each group, from the ``chosen`` rows of the other groups; no scale, no limits yet."""
    number = groups(data)
    return [fit(data, chosen & (number != at), words) for at in range(len(GROUPS) + 1)]


def left_out_values(data: Collection, models: list[AttributionModel], whole: AttributionModel) -> Floats:
    """Raw values of all rows, each from weights that have not met its group; of the families from ``whole``."""
    number = groups(data)
    values = np.zeros(len(data.rows))
    for at, model in [(-1, whole), *enumerate(models)]:
        own = number == at
        values[own] = model.raw(model.views(data.raw.take(own)))
    return values


def calibrate(model: AttributionModel, data: Collection, chosen: Mask, raw: Floats) -> AttributionModel:
    """Scale of length and quantiles of human text per register, from left-out ``raw`` values of ``chosen`` rows."""
    human, machine = chosen & ~data.ai, chosen & data.ai
    level, scatter = scales(raw, data, human)
    values = on_scale(raw, data.raw.words, level, scatter)
    press, quantiles = _quantiles(values, data.register, human, PRESS)
    other, other_quantiles = _quantiles(values, data.register, human, OTHER)
    machines, machine_quantiles = _quantiles(values, data.register, machine, MACHINE)
    distance = model.strangeness(model.views(data.raw.take(chosen)))
    platt = LogisticRegression(C=1e6).fit(values[chosen, None], data.ai[chosen],
                                          sample_weight=balance(data, chosen)[chosen])
    return replace(model, level=level, scatter=scatter, registers=press, quantiles=quantiles,
                   other_registers=other, other_quantiles=other_quantiles, machine_registers=machines,
                   machine_quantiles=machine_quantiles,
                   strange=float(np.quantile(distance, _STRANGE)), gate=gate(model, data, chosen),
                   ai_quantiles=lowest(values[machine], data.register[machine]),
                   platt=np.array([platt.coef_[0, 0], platt.intercept_[0]]))


def _quantiles(values: Floats, register: NDArray[np.str_], side: Mask, wanted: tuple[str, ...],
               ) -> tuple[tuple[str, ...], Floats]:
    """Those of the ``wanted`` registers that hold enough texts of the ``side``, and their quantiles over `GRID`."""
    names = tuple(name for name in wanted if (side & (register == name)).sum() >= _LEAST)
    return names, np.array([np.quantile(values[side & (register == name)], GRID, method="higher") for name in names])


def calibrate_pairs(model: AttributionModel, models: list[AttributionModel],
                    pairs: Mapping[str, Sequence[Pair]]) -> AttributionModel:
    """With the quantiles of human texts against their sources; ``pairs`` by kind.

    Each kind is valued by the weights that have not met its register, where the score learned from it.
    """
    table = model.table()
    rows = []
    for own in pairs.values():
        register = REGISTERS.get(own[0].corpus)
        fresh = models[group_of(register)] if register else model
        text, source = (measure([getattr(pair, side) for pair in own], table) for side in ("text", "source"))
        values = relative.values(fresh.values(fresh.views(text)), fresh.values(fresh.views(source)))
        rows.append(np.quantile(values, GRID, method="higher"))
    names = tuple(name.split(": ")[-1].replace(" ", "-") for name in pairs)
    return replace(model, pair_registers=names, pair_quantiles=np.array(rows))


def gate(model: AttributionModel, data: Collection, chosen: Mask) -> Floats:
    """Weights over `style.NAMES` and an offset: is it other prose than news and releases?

    Human and machine texts of a register count alike, so that the answer does not depend on who wrote.
    """
    other = np.isin(data.register, OTHER)
    known = chosen & (other | np.isin(data.register, _LIKE_PRESS))
    weights = np.zeros(len(data.rows))
    for name in np.unique(data.register[known]):
        for ai in (False, True):
            own = known & (data.register == name) & (data.ai == ai)
            weights[own] = min(1.0, _GATE_SET / max(own.sum(), 1))
    for side in (known & other, known & ~other):
        weights[side] /= max(weights[side].sum(), 1e-9)
    found = LogisticRegression(C=_GATE_PENALTY, max_iter=300, tol=1e-4).fit(
        model.views(data.raw.take(known)).z, other[known], sample_weight=weights[known] * known.sum() / 2)
    weighed: Floats = np.r_[found.coef_[0], found.intercept_[0]]
    return weighed


def lowest(values: Floats, register: NDArray[np.str_]) -> Floats:
    """At each share of `GRID` the lowest quantile of machine text of any register with at least `_LEAST_MACHINE`.

    "Likely human" is said below it: the register whose rewrites are hardest to see decides.
    """
    names, counts = np.unique(register, return_counts=True)
    large = names[counts >= _LEAST_MACHINE]
    found: Floats = np.min([np.quantile(values[register == name], GRID) for name in large], axis=0)
    return found


def scales(raw: Floats, data: Collection, human: Mask) -> tuple[Floats, Floats]:
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


def learnable(whole: Collection) -> Mask:
    """Rows that may be learned and calibrated from: clear, long enough, not of the test split or held back."""
    rows: Mask = whole.teaches & whole.long & ~np.isin(whole.register, ("cascade", "humanised")) \
        & (whole.split != "test")
    return rows


def train_all(whole: Collection, words: Vocabulary) -> tuple[AttributionModel, list[AttributionModel], Floats]:
    """The calibrated model, the models of its groups on the same scale, and left-out raw values of all rows."""
    learn = learnable(whole)
    left_out = left_out_models(whole, learn, words)
    model = fit(whole, learn, words)
    raw = left_out_values(whole, left_out, model)
    model = calibrate(model, whole, learn, raw)
    return model, [replace(one, level=model.level, scatter=model.scatter) for one in left_out], raw
