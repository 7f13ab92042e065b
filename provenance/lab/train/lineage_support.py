"""Calibrates the support of edges on stories the coefficients never met: named, unnamed and hidden sources alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from ...lineage import descent
from ...lineage.case import case_of
from ...lineage.drawing import View
from ...lineage.placing import view_of
from ...lineage.support import key_of
from ...settings import Settings
from ..bench.cascades import UNSEEN, Story, dated, hide

_REPLICATES = 20
_LEAST = 25  # edges below which a regime keeps its raw probabilities
_PENALTY = 2.0  # pull towards probabilities as they are, in edges

Sample = tuple[float, bool, str]  # probability, right, set of stories


def samples(stories: Sequence[Story]) -> dict[str, list[Sample]]:
    """Best edges of every document by `support.key_of`: source named, not named, taken out; undated and dated."""
    found: dict[str, list[Sample]] = defaultdict(list)
    for story in stories:
        hidden = hide(story, {story.root or ""}, "")
        versions = [(story, True), (story, False), *([(hidden, False)] if hidden.root is None else [])]
        for version, named in versions:
            if len(version.documents) > 2:
                for times in (version, dated(version)):
                    for key, sample in _sampled(times, named):
                        found[key].append(sample)
    return found


def _sampled(story: Story, named: bool) -> Iterator[tuple[str, Sample]]:
    documents = sorted(story.documents, key=lambda document: document.id)
    case = case_of(documents, Settings(bootstrap=_REPLICATES))
    view = view_of(UNSEEN, case, case.names.index(story.root) if named and story.root else None)
    for child, parent in enumerate(view.parents.tolist()):
        if parent >= 0:
            yield from _both(view, story, parent, child)


def _both(view: View, story: Story, parent: int, child: int) -> Iterator[tuple[str, Sample]]:
    """The edge as descent, and as kinship either way round."""
    p, above, below = view.fitted.probability, view.names[parent], view.names[child]
    right = above in story.parents[below]
    dates = view.dated_edge(parent, child)
    yield key_of(view.fitted.copied, view.mode, dates), (float(p[parent, child]), right, story.name)
    if above != UNSEEN:
        either = right or below in story.parents[above]
        value = float(p[parent, child] + p[child, parent])
        yield key_of(view.fitted.copied, view.mode, dates, directed=False), (value, either, story.name)


def fit(stories: Sequence[Story], path: Path) -> dict[str, list[float]]:
    """Intercept and slope of each regime's log odds, with the coefficients of the model file ``path``."""
    with descent.trial(path):
        return {key: platt(rows) for key, rows in sorted(samples(stories).items()) if len(rows) >= _LEAST}


def platt(rows: Sequence[Sample]) -> list[float]:
    """Intercept and slope (Platt 1999) by penalised likelihood; every set of stories counts alike."""
    names = [name for _, _, name in rows]
    share = np.array([len(rows) / len(set(names)) / names.count(name) for name in names])
    p = np.clip([p for p, _, _ in rows], 1e-3, 1 - 1e-3)
    logit, right = np.log(p / (1 - p)), np.array([ok for _, ok, _ in rows], dtype=float)

    def loss(theta: np.ndarray) -> float:
        value = theta[0] + theta[1] * logit
        pull = _PENALTY * (theta[0] ** 2 + (theta[1] - 1) ** 2)
        return float(share @ (np.logaddexp(0.0, value) - right * value) + pull)

    shift, slope = minimize(loss, np.array([0.0, 1.0]), bounds=[(None, None), (0.0, None)], method="L-BFGS-B").x
    return [round(float(shift), 3), round(float(slope), 3)]
