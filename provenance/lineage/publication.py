"""Publication dates as soft evidence on who can have copied whom.

A parent stands before its child, but dates are rounded, mistyped or those of a later edit. The log odds that i is
older than j, ``log 2 Phi((t_j - t_i) / sigma)``, are therefore averaged over several uncertainties ``sigma``, each
weighted by how well the order it implies agrees with the texts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from ..model import Prepared

Array = NDArray[np.float64]
MISTYPED = 0.05  # share of dates that say nothing at all: bounds the evidence of any date
_GAPS = (0.0, 1.0, 3.0)  # extra uncertainty of dates, in median gaps between the story's dates
_HABITS = (0.0, 0.5, 2.0)  # how much rarer a source a median gap older is: 0 no preference for the latest version
_NONE = 0.5  # prior that dates say nothing


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


def order(when: NDArray[np.float64], fit: Callable[[Array], float], visible: bool = True) -> Array:
    """Log odds [n, n] that the row's document is older than the column's, 0 where either is undated.

    ``fit`` returns the log weight of the story's trees under given log odds: it decides how far dates are believed,
    and whether this story's documents copy the latest version or any. With a hidden source (not ``visible``) habits
    are left out, since its age is unknown, and the texts must agree more plainly.
    """
    days = np.unique(when[~np.isnan(when[:, 0]), 0])
    none = np.zeros((len(when), len(when)))
    if len(days) < 2:
        return none
    gap = max(float(np.median(np.diff(days))), 1e-3)
    # A habit shows only where dates are exact: with dates a gap off, the latest version is not known.
    options = [none] + [_log_odds(when, extra * gap) + _recency(when, gap, habit) for extra in _GAPS
                        for habit in (_HABITS if visible and extra == 0 else _HABITS[:1])]
    share = (1 - _NONE) / (len(options) - 1)
    # Tempered: edges of one story do not err independently where its dates are off.
    priors = np.log([_NONE] + [share] * (len(options) - 1))
    logs = (0.6 if visible else 0.4) * np.array([fit(option) for option in options]) + priors
    believed = np.exp(logs - logs.max())
    believed /= believed.sum()
    mixed: Array = np.log(sum(weight * np.exp(option) for weight, option in zip(believed, options, strict=True)))
    return mixed
