"""What coders say of an audit: their agreement, the tool's precision and recall, and shares corrected by the sample.

The corrected share is prediction-powered (Angelopoulos, Bates, Fannjiang, Jordan & Zrnic 2023, *Prediction-powered
inference*; tuned as in Angelopoulos, Duchi & Zrnic 2023, *PPI++*): the tool's answers on all articles, plus what the
coded sample says they are wrong by, each stratum with its known weight. It is valid however biased the tool is.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from ..errors import InputError
from .estimate import Clusters, Estimate, wilson
from .sampling import ANSWERS, DESIGN, articles
from .told import read_audit

LEVEL = 0.975
TAKEN = ("release", "common_source")  # origins of an article whose text is taken from another text


def corrected(told: NDArray[np.float64], variance: float, coded: NDArray[np.float64], answered: NDArray[np.float64],
              stratum: NDArray[np.int64], sizes: Sequence[int]) -> Estimate:
    """The share of all articles that are derived, corrected by the coded sample.

    ``told`` are the tool's answers (0 or 1) on all articles and ``variance`` that of their mean; ``coded`` the coders'
    and ``answered`` the tool's answers on the sample, whose strata hold ``sizes`` articles in the corpus.
    """
    weight = np.array(sizes, dtype=float) / sum(sizes)
    power = _tuned(coded, answered, (weight / np.maximum(np.bincount(stratum, minlength=len(weight)), 1))[stratum])
    value, spread, freedom = power * float(told.mean()), power ** 2 * variance, 0.0
    for at, share in enumerate(weight):
        gap = (coded - power * answered)[stratum == at]
        if len(gap):
            value += share * float(gap.mean())
            part = share ** 2 * float(gap.var(ddof=1)) / len(gap) if len(gap) > 1 else 0.0
            spread, freedom = spread + part, freedom + (part ** 2 / (len(gap) - 1) if len(gap) > 1 else 0.0)
    # Satterthwaite's degrees of freedom: small strata make the normal interval too short.
    critical = float(stdtrit(max(2.0, spread ** 2 / freedom), LEVEL)) if freedom > 0 else 1.96
    error = critical * float(np.sqrt(spread))
    return Estimate(value, max(0.0, value - error), min(1.0, value + error), len(told), 0, 0)


def _tuned(coded: NDArray[np.float64], answered: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    """How far the tool's answers are trusted, 0..1: the slope of the coders' answers on the tool's, design-weighted."""
    f, y = answered - np.average(answered, weights=weight), coded - np.average(coded, weights=weight)
    own = float(np.average(f * f, weights=weight))
    return float(np.clip(np.average(f * y, weights=weight) / own, 0.0, 1.0)) if own > 0 else 0.0


def read_codes(files: Sequence[Path]) -> dict[str, dict[str, str]]:
    """Answers by coder and unit. Raises InputError for a file without the columns, or with an answer that is none."""
    found: dict[str, dict[str, str]] = {}
    for path in files:
        try:
            rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines(keepends=True)))
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise InputError("cannot read the coded sheet", path, "save it as UTF-8 CSV") from error
        if not rows or not {"unit", "derived"} <= set(rows[0]):
            raise InputError("the coded sheet has no columns unit and derived", path, "fill in the sheet of "
                             "provenance sample")
        for row in rows:
            answer = (row["derived"] or "").strip().lower()
            if answer and answer not in ANSWERS:
                raise InputError(f"unit {row['unit']}: {answer!r} is no answer", path, f"use {', '.join(ANSWERS)}")
            if answer:
                found.setdefault((row.get("coder") or path.stem).strip(), {})[row["unit"]] = answer
    if not found:
        raise InputError("no unit is coded yet", files[0] if files else "", "fill in the column derived")
    return found


def alpha(codes: Mapping[str, Mapping[str, str]]) -> tuple[float | None, int]:
    """Krippendorff's alpha (nominal) over units coded twice, and their number; None where it cannot be computed."""
    units = sorted({unit for answers in codes.values() for unit in answers})
    twice = [unit for unit in units if sum(unit in answers for answers in codes.values()) > 1]
    if not twice:
        return None, 0
    try:
        import krippendorff
    except ImportError as error:
        raise InputError("agreement needs the package krippendorff", "", "pip install 'press-provenance[audit]'"
                         ) from error
    table = [[ANSWERS.index(answers[unit]) if unit in answers else np.nan for unit in twice]
             for _, answers in sorted(codes.items())]
    told = {value for row in table for value in row if value == value}
    return (1.0 if len(told) < 2 else float(krippendorff.alpha(table, level_of_measurement="nominal"))), len(twice)


def validate(audit: Path, files: Sequence[Path]) -> dict[str, Any]:
    """What the coded sheets ``files`` (beside their design) say of the audit. Raises InputError."""
    design = _design(files[0].parent / DESIGN, audit)
    codes = read_codes(files)
    truth = _truth(codes)
    rows = {row["id"]: row for row in articles(audit)}
    units = [unit for unit in design["units"] if unit["unit"] in truth]
    if not units:
        raise InputError("no coded unit has an answer both coders agree on", files[0], "let the coders settle some")
    coded = np.array([truth[unit["unit"]] for unit in units], dtype=float)
    answered = np.array([rows[unit["id"]]["origin"] in TAKEN for unit in units], dtype=float)
    stratum = np.array([unit["stratum"] for unit in units], dtype=np.int64)
    sizes = [one["articles"] for one in design["strata"]]
    weight = np.array(sizes, dtype=float)[stratum] / np.bincount(stratum, minlength=len(sizes))[stratum]
    told = np.array([row["origin"] in TAKEN for row in rows.values()], dtype=float)
    clusters = Clusters([row["story"] for row in rows.values()], [row["outlet"] or "(none)" for row in rows.values()])
    agreement, twice = alpha(codes)
    return {"coders": sorted(codes), "units": len(units), "double_coded": twice, "alpha": agreement,
            "unsettled": len({unit for answers in codes.values() for unit in answers}) - len(units),
            "precision": asdict(_ratio(coded, answered == 1, weight)),
            "recall": asdict(_ratio(answered, coded == 1, weight)),
            "corrected": asdict(corrected(told, clusters.variance(told, np.arange(len(told))), coded, answered,
                                          stratum, sizes))}


def _design(path: Path, audit: Path) -> dict[str, Any]:
    try:
        design: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError("cannot read the design of the sample", path, "keep design.json beside the coded sheets"
                         ) from error
    if design.get("audit") != read_audit(audit)["key"]:
        raise InputError("the sample was drawn from another audit", path, "name the audit it was drawn from")
    return design


def _truth(codes: Mapping[str, Mapping[str, str]]) -> dict[str, bool]:
    """Units all their coders agree on, unsure ones left out."""
    units = {unit for answers in codes.values() for unit in answers}
    told = {unit: {answers[unit] for answers in codes.values() if unit in answers} for unit in sorted(units)}
    return {unit: answers == {"yes"} for unit, answers in told.items() if answers in ({"yes"}, {"no"})}


def _ratio(hits: NDArray[np.float64], base: NDArray[np.bool_], weight: NDArray[np.float64]) -> Estimate:
    """A weighted share with Wilson's interval at Kish's effective size."""
    if not base.any():
        return Estimate(None, None, None, 0, 0, 0)
    value = float(np.average(hits[base], weights=weight[base]))
    worth = float(weight[base].sum() ** 2 / (weight[base] ** 2).sum())
    return Estimate(value, *wilson(value, worth), int(base.sum()), 0, 0)
