"""Is the share of machine text in a corpus told rightly, and does its interval hold? Known mixtures, register left out.

Human and machine texts of one register are valued by weights that have not met it; 300 of the human texts are the
archive, the corpus is mixed from the others at a known share; the densities of machine text are those of the other
registers. Three more mixtures join human texts of a register without machine texts to those of another.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...attribute import mixture
from ...attribute.calibration import threshold
from ...attribute.model import GRID, load_attribution
from ...attribute.prevalence import at_least
from .attribution_left_out import LeftOut, left_out
from .attribution_measures import rate_interval
from .attribution_tables import grid
from .fit_attribution import SAMPLES, Vocabulary, collect, rows
from .fit_limits import MACHINE, PRESS

Floats = NDArray[np.float64]

SHARES = (0.0, 0.01, 0.05, 0.1, 0.3, 0.6)
TARGETS = (0.005, 0.008, 0.015, 0.02, 0.03, 0.04)  # mean absolute error wanted at each share
_ARCHIVE = 300
_CORPUS = 300
_TRIES = 12  # mixtures of a case and share
_SEVERAL = (4, 8, 20)  # articles of one outlet taken together
_DRAWN = 100  # such groups of a case
CASES = (("broadcast-digest", "broadcast-digest"), ("broadcast-news", "broadcast-news"),
          ("entertainment-and-health", "entertainment-and-health"), ("outlet-news", "business-news"),
          ("science-news", "comment"), ("government-releases", "health-and-gossip"))


def run(data: Path, samples: Path = SAMPLES) -> dict[str, Any]:
    """Error, bias and coverage by true share and by register; rates in 0..1."""
    words = Vocabulary(load_attribution().kept, load_attribution().common)
    found = left_out(collect(rows(data, samples), words), words)
    tried = [one for share in SHARES for case in CASES for one in _case(found, *case, share)]
    return {"shares": [_summary(tried, "true", share) | {"wanted": wanted}
                       for share, wanted in zip(SHARES, TARGETS, strict=True)],
            "registers": [_summary(tried, "case", " + ".join(case)) for case in CASES],
            "sure": [_sure(found, count, machine) for count in _SEVERAL for machine in (0, count // 2, count)]}


def _values(found: LeftOut, register: str, ai: bool) -> Floats:
    own: Floats = found.values[found.judged & (found.whole.ai == ai) & (found.whole.register == register)]
    return own


def quantiles(found: LeftOut, names: tuple[str, ...], but: str, ai: bool) -> Floats:
    """Quantiles over `GRID` of the registers with 60 texts, the one left out excepted."""
    held = [_values(found, name, ai) for name in names if name != but]
    return np.array([np.quantile(own, GRID) for own in held if len(own) >= 60])


def _case(found: LeftOut, human: str, machine: str, share: float) -> list[dict[str, Any]]:
    people, written = _values(found, human, False), _values(found, machine, True)
    known = quantiles(found, PRESS, human, False), quantiles(found, MACHINE, machine, True)
    chance = np.random.default_rng(7)
    results = []
    for seed in range(_TRIES):
        order = chance.permutation(len(people))
        archive, rest = people[order[:_ARCHIVE]], people[order[_ARCHIVE:]]
        size = min(_CORPUS, int(len(rest) / (1.0 - share)))
        count = round(size * share)
        corpus = np.r_[chance.choice(written, count, replace=False), rest[:size - count]]
        told = mixture.share(corpus, archive, *known, seed=seed)
        results.append({"true": share, "case": f"{human} + {machine}", "error": told.share - count / size,
                        "covered": told.low <= count / size <= told.high, "width": told.high - told.low,
                        "counted": float((corpus > threshold(archive)).mean()) - count / size})
    return results


def _sure(found: LeftOut, count: int, machine: int) -> dict[str, Any]:
    """What "at least k of n" says of ``count`` texts of a register, ``machine`` of them machine-written."""
    chance, told = np.random.default_rng(11), []
    for human, written in CASES:
        people, machines = _values(found, human, False), _values(found, written, True)
        for _ in range(_DRAWN):
            order = chance.permutation(len(people))
            texts = np.r_[people[order[_ARCHIVE:_ARCHIVE + count - machine]],
                          chance.choice(machines, machine, replace=False)]
            told.append(at_least(texts, people[order[:_ARCHIVE]]))
    sure = np.array(told)
    return {"texts": count, "machine": machine, "draws": len(sure), "said too many": float((sure > machine).mean()),
            "at least one": float((sure > 0).mean()), "mean of k": float(sure.mean())}


def _summary(tried: list[dict[str, Any]], by: str, value: Any) -> dict[str, Any]:
    own = [one for one in tried if one[by] == value]
    errors = np.array([one["error"] for one in own])
    covered = sum(one["covered"] for one in own)
    return {by: value, "mixtures": len(own), "mean absolute error": float(np.abs(errors).mean()),
            "bias": float(errors.mean()), "coverage": covered / len(own), "interval": rate_interval(covered, len(own)),
            "width": float(np.mean([one["width"] for one in own])),
            "labels counted": float(np.mean([abs(one["counted"]) for one in own]))}


def table(result: dict[str, Any]) -> str:
    """Both tables as plain text."""
    columns = ("mixtures", "mean absolute error", "bias", "coverage", "interval", "width", "labels counted")
    return "\n\n".join([
        grid(f"Share of machine text, archive of {_ARCHIVE}, corpus of {_CORPUS}, machine registers left out; "
             "beside it the error of counting labels", result["shares"], ("true", "wanted", *columns)),
        grid("The same by human and machine register, all shares", result["registers"], ("case", *columns)),
        grid("At least k of n texts, 95 % sure, the same archives", result["sure"],
             ("texts", "machine", "draws", "said too many", "at least one", "mean of k"))])
