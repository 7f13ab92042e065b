"""What share of a corpus did machines write?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer

from ....attribute import mixture
from ....attribute.calibration import threshold
from ....text.segment import sentences, words
from .. import prevalence
from ..attribution_left_out import NEWS
from ..corpora import order_of
from ..fit_limits import MACHINE, PRESS
from .ask_machine import valued
from .question import Floats, Measure, Method, Part, Question, Unit, share

SHARES = (0.0, 0.05, 0.1, 0.3, 0.6)
TRIES = 2  # mixtures of a case and share
SIZE = 200  # texts of the archive, and of a corpus
_KNOWN = 120  # texts of each other register, a class, that word statistics come from
_VOCABULARY, _LEAST = 3_000, 5
_DRAWS = 100


def material(data: Path) -> dict[str, Part]:
    """Mixtures of human and machine texts at known shares, with values left out by register."""
    cases = {" + ".join(case): _case(data, *case) for case in prevalence.CASES}
    units = [unit for name, case in cases.items() for unit in _mixtures(name, case)]
    return {"test": {"units": units, "cases": cases}}


def _case(data: Path, human: str, machine: str) -> dict[str, Any]:
    """Texts and values of both sides, and what is known of machine text from other registers."""
    found = valued(data)
    people, written = _side(data, human, False), _side(data, machine, True)
    return {"human": people[:3 * SIZE], "machine": written[:SIZE],
            "quantiles": [prevalence.quantiles(found, PRESS, human, False).tolist(),
                          prevalence.quantiles(found, MACHINE, machine, True).tolist()],
            "known": [[text for name in NEWS if name not in (human, machine)
                       for text, _ in _side(data, name, ai)[:_KNOWN]] for ai in (False, True)]}


def _side(data: Path, register: str, ai: bool) -> list[tuple[str, float]]:
    found = valued(data)
    own = np.flatnonzero(found.judged & (found.whole.ai == ai) & (found.whole.register == register))
    return [(found.whole.rows[at].text, float(found.values[at]))
            for at in sorted(own, key=lambda at: order_of(found.whole.rows[at].id))]


def _mixtures(name: str, case: dict[str, Any]) -> list[dict[str, Any]]:
    units = []
    for true in SHARES:
        for seed in range(TRIES):
            chance = np.random.default_rng([seed, round(100 * true)])
            order = chance.permutation(len(case["human"])).tolist()
            size = min(SIZE, int((len(order) - SIZE) / (1.0 - true)))
            count = min(round(size * true), len(case["machine"]))
            units.append({"kind": "", "group": name, "case": name, "true": count / size, "seed": seed,
                          "archive": order[:SIZE], "people": order[SIZE:SIZE + size - count],
                          "written": chance.permutation(len(case["machine"]))[:count].tolist()})
    return units


Sides = tuple[Floats, Floats]


def _values(part: Part, unit: Unit) -> Sides:
    """Values of the archive and of the corpus."""
    case = part["cases"][unit["case"]]
    people, written = (np.array([value for _, value in case[side]]) for side in ("human", "machine"))
    return people[unit["archive"]], np.r_[people[unit["people"]], written[unit["written"]]]


def _each(tell: Callable[[Part, Unit], Sequence[float]]) -> Callable[[Part, Path], list[Any]]:
    return lambda part, data: [[float(one) for one in tell(part, unit)] for unit in part["units"]]


def ours(part: Part, unit: Unit) -> Sequence[float]:
    """`prevalence`: share and interval."""
    archive, corpus = _values(part, unit)
    human, machine = (np.array(one) for one in part["cases"][unit["case"]]["quantiles"])
    told = mixture.share(corpus, archive, human, machine, seed=unit["seed"])
    return told.share, told.low, told.high


def counted(part: Part, unit: Unit) -> Sequence[float]:
    """Labels at the archive's threshold, counted."""
    archive, corpus = _values(part, unit)
    return (float((corpus > threshold(archive)).mean()),)


def adjusted(part: Part, unit: Unit) -> Sequence[float]:
    """Labels counted and corrected for what the label misses in other registers (Rogan & Gladen 1978)."""
    archive, corpus = _values(part, unit)
    middle = np.median(archive)
    machine = np.array(part["cases"][unit["case"]]["quantiles"][1])
    wrong, found = float((archive > middle).mean()), float((machine > middle).mean())
    told = ((corpus > middle).mean() - wrong) / max(found - wrong, 0.05)
    return (float(np.clip(told, 0.0, 1.0)),)


@lru_cache(maxsize=20_000)
def _lines(text: str) -> tuple[str, ...]:
    return tuple(text[one.start:one.end] for one in sentences(text, words(text)[1]))


def liang(part: Part, unit: Unit) -> Sequence[float]:
    """Liang et al. 2024: word occurrence in sentences, maximum likelihood of the mixture, bootstrap of the texts.

    Human rates are of the archive, machine rates of the other registers; only words both know as human text take part.
    Sentences of a text weigh one text together, so that texts are what is counted.
    """
    case = part["cases"][unit["case"]]
    archive = [case["human"][at][0] for at in unit["archive"]]
    corpus = [case["human"][at][0] for at in unit["people"]] + [case["machine"][at][0] for at in unit["written"]]
    counter = CountVectorizer(binary=True, max_features=_VOCABULARY)
    sides = [[line for text in texts for line in _lines(text)] for texts in (archive, *case["known"])]
    counter.fit(sides[0] + sides[1])
    human, other, machine = (counter.transform(side) for side in sides)
    both = (np.asarray(human.sum(axis=0)).ravel() >= _LEAST) & (np.asarray(other.sum(axis=0)).ravel() >= _LEAST)
    p, q = (_rates(side, both) for side in (human, machine))
    rows = [counter.transform(list(_lines(text)))[:, both] for text in corpus]
    odds = [np.asarray(row @ (np.log(q / p) - np.log((1 - q) / (1 - p)))).ravel() + np.log((1 - q) / (1 - p)).sum()
            for row in rows]
    table = np.array([_likelihoods(one) for one in odds])
    chance = np.random.default_rng(unit["seed"])
    drawn = [_GRID[table[chance.integers(0, len(table), len(table))].sum(axis=0).argmax()] for _ in range(_DRAWS)]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(_GRID[table.sum(axis=0).argmax()]), float(low), float(high)


_GRID = np.linspace(0.0, 1.0, 201)


def _rates(side: Any, kept: Any) -> Floats:
    """Share of sentences that hold each word, a little smoothed."""
    held: Floats = (np.asarray(side.sum(axis=0)).ravel()[kept] + 0.5) / (side.shape[0] + 1.0)
    return held


def _likelihoods(odds: Floats) -> Floats:
    """Mean log-likelihood of a text's sentences at every share of `_GRID`, less that of human text."""
    with np.errstate(divide="ignore"):
        found: Floats = np.logaddexp(np.log1p(-_GRID), np.log(_GRID) + odds[:, None]).mean(axis=0)
    return found


def _error(unit: Unit, told: Sequence[float], at: Any) -> tuple[float, ...]:
    return abs(told[0] - unit["true"]), 1.0


def _held(unit: Unit, told: Sequence[float], at: Any) -> tuple[float, ...]:
    return (float(told[1] - 1e-9 <= unit["true"] <= told[2] + 1e-9), 1.0) if len(told) == 3 else (0.0, 0.0)


QUESTION = Question(
    "prevalence", "What share of a corpus did machines write?",
    f"Mixtures of {SIZE} texts at five known shares, six pairs of registers, an archive of {SIZE} other human texts of "
    "the register. Weights of the score and densities of machine text have not met the registers; neither have the "
    "machine word rates of Liang et al.",
    material,
    (Method("provenance prevalence", _each(ours), "ours", tuned=False),
     Method("Liang et al. 2024 (our re-implementation)", _each(liang), "peer", tuned=False),
     Method("labels counted", _each(counted), tuned=False),
     Method("labels counted and corrected", _each(adjusted), tuned=False)),
    (Measure("mean absolute error", _error, share, least=True),
     Measure("interval of 95 % holds the truth", _held, share, decides=False)))
