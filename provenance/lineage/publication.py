"""Publication dates as soft evidence on who can have copied whom.

A parent stands before its child, but dates are rounded, mistyped or of a later edit. Whether a story's dates are
exact, loose or say nothing is therefore inferred from it: each hypothesis is weighed by how well the order it implies
agrees with the texts. Exact dates then rule out nearly every other order; loose ones give the log odds
``log 2 Phi((t_j - t_i) / sigma)`` that i is older than j.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from ..records import Prepared

Array = NDArray[np.float64]
MISTYPED = 0.05  # share of loose dates that say nothing at all: bounds their evidence
_GAPS = (0.0, 1.0, 3.0)  # extra uncertainty of dates, in median gaps between the story's dates
# Where dates are exact: how much rarer a source a median gap older is, 0 without preference for the latest version.
_HABITS = (0.0, 0.5, 2.0)
_NONE, _EXACT, _SAME_DAY, _LOOSE = 0.25, 0.4, 0.1, 0.25  # priors; the third: exact, but parent and child may tie
WRONG = 0.003  # share of wrong dates where dates are exact
# Tempered: edges of one story do not err independently where its dates are off.
_TEMPER = {True: 0.5, False: 0.4}


def moment(published: str | None) -> tuple[float, float] | None:
    """(days since the epoch, half-width in days) of an ISO 8601 date, month, year or time; None when there is none."""
    if not published:
        return None
    text = published.strip()
    try:
        if len(text) <= 4:
            return datetime(int(text), 7, 2, tzinfo=UTC).timestamp() / 86400, 183.0
        if len(text) <= 7:
            return datetime(int(text[:4]), int(text[5:7]), 15, tzinfo=UTC).timestamp() / 86400, 15.0
        parsed = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    aware = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    return (aware.timestamp() / 86400 + 0.5, 0.5) if len(text) <= 10 else (aware.timestamp() / 86400, 0.05)


def moments(documents: Sequence[Prepared]) -> NDArray[np.float64]:
    """Dates of documents, float64 [n, 2] of (day, half-width in days); nan where undated."""
    found = [moment(document.document.published) for document in documents]
    return np.array([pair if pair else (np.nan, np.nan) for pair in found]).reshape(-1, 2)


def younger(when: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Where the row's document is of a later day than the column's and both days are known, bool [n, n]."""
    day = np.where(when[:, 1] <= 0.5, np.floor(when[:, 0]), np.nan)
    later: NDArray[np.bool_] = day[:, None] > day[None, :]
    return later


def first(when: NDArray[np.float64]) -> Array:
    """Log odds [n] dates give each document as the source of the others: one of a later day than another is none."""
    return np.where(younger(when).any(axis=1), -6.0, 0.0)


def sole(later: NDArray[np.bool_]) -> int | None:
    """The one document of an earlier day than all others, if there is one, by the table of `younger`."""
    found = np.flatnonzero(later.sum(axis=0) == len(later) - 1)
    return int(found[0]) if len(found) and len(later) > 1 else None


def _log_odds(when: NDArray[np.float64], extra: float) -> Array:
    later = when[None, :, 0] - when[:, None, 0]
    sigma = np.hypot(when[:, None, 1], when[None, :, 1]) + extra
    odds = 2 * ((1 - MISTYPED) * ndtr(later / sigma) + MISTYPED / 2)
    return np.where(np.isnan(later), 0.0, np.log(odds))


def _recency(when: NDArray[np.float64], gap: float, habit: float) -> Array:
    """Log of how much likelier than one of all older documents at random each older document is the parent."""
    later = (when[None, :, 0] - when[:, None, 0]) / gap
    older = np.where(np.isnan(later), 0.0, np.clip(later, 0.0, 40.0))
    weight = np.where(np.nan_to_num(later, nan=-1.0) > 0, np.exp(-habit * older), 0.0)
    count = np.maximum((weight > 0).sum(axis=0), 1)
    mean = np.maximum(weight.sum(axis=0) / count, 1e-12)
    return np.where(weight > 0, np.log(np.maximum(weight / mean, 0.01)), 0.0)


def exact(when: NDArray[np.float64], ties: bool = False) -> Array:
    """Log odds [n, n] that the row's document is the parent of the column's rather than any, where dates are exact.

    With ``ties`` a parent may bear its child's date. The odds are against the share of pairs in that order. A day and
    a time of that day say nothing of each other.
    """
    later = when[None, :, 0] - when[:, None, 0]
    coarse = np.abs(when[None, :, 1] - when[:, None, 1])
    known = ~np.isnan(later) & ~np.eye(len(when), dtype=bool) & ((coarse < 0.01) | (np.abs(later) > coarse))
    fits = later >= 0 if ties else later > 0
    share = float(np.clip(fits[known].mean(), 0.05, 0.95)) if known.any() else 0.5
    return np.where(known, np.log(np.where(fits, (1 - WRONG) / share, WRONG / (1 - share))), 0.0)


@dataclass(frozen=True, slots=True)
class Belief:
    """How far a story's dates are taken for exact, and their log odds [n, n] where they are and where they are not."""

    share: float
    exact: Array
    loose: Array

    @property
    def odds(self) -> Array:
        """The log odds of both cases together."""
        both: Array = np.log(self.share * np.exp(self.exact) + (1 - self.share) * np.exp(self.loose))
        return both


def believe(when: NDArray[np.float64], fit: Callable[[Array], float], visible: bool = True) -> Belief:
    """What the dates of a story say; log odds are 0 where either of two documents is undated.

    ``fit`` returns the log weight of the story's trees under given log odds: it decides how far dates are believed,
    and whether this story's documents copy the latest version or any. With a hidden source (not ``visible``) habits
    are left out, since its age is unknown, and the texts must agree more plainly.
    """
    days = np.unique(when[~np.isnan(when[:, 0]), 0])
    none = np.zeros((len(when), len(when)))
    if len(days) < 2:
        return Belief(0.0, none, none)
    gap = max(float(np.median(np.diff(days))), 1e-3)
    # A habit shows only where dates are exact: with dates a gap off, the latest version is not known.
    habits = _HABITS if visible else _HABITS[:1]
    sure = [exact(when) + _recency(when, gap, habit) for habit in habits]
    loose = [none, exact(when, ties=True), *(_log_odds(when, extra * gap) for extra in _GAPS)]
    priors = [*[_EXACT / len(sure)] * len(sure), _NONE, _SAME_DAY, *[_LOOSE / len(_GAPS)] * len(_GAPS)]
    logs = _TEMPER[visible] * np.array([fit(odds) for odds in [*sure, *loose]]) + np.log(priors)
    believed = np.exp(logs - logs.max())
    believed /= believed.sum()
    cut = len(sure)
    return Belief(float(believed[:cut].sum()), _mixed(believed[:cut], sure), _mixed(believed[cut:], loose))


def _mixed(shares: NDArray[np.float64], options: Sequence[Array]) -> Array:
    total = max(float(shares.sum()), 1e-300)
    mixed: Array = np.log(sum(share / total * np.exp(odds) for share, odds in zip(shares, options, strict=True)))
    return mixed
