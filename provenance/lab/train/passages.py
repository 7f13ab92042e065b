"""Trains what counts as a passage: log odds that shared words are no accident, and that a stretch sums up another.

Labels: passages of PAN 2013, machine rewrites and short news set into other texts; clean pairs are strangers and
stories of different events of one kind. All of the training and development splits.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from ...align import align, with_passages
from ...align.extents import offsets
from ...align.weighing import Evidence, Judge, restated, summed
from ..bench.plagdet import Passage
from ..bench.plagiarism import Case, pan, rewritten, strangers, summarised, twins

STRENGTH = 10.0  # inverse regularisation
SHUFFLED = 3.0  # what a candidate of the shuffled pairs counts: they are the least alike
# Log odds taken off: a passage shown to a person where there is none costs more than one left out.
CAUTION = {"passage": 0.7, "summary": 0.4}
_MOST = {"rewritten": 120, "summarised": 100}


@dataclass(frozen=True, slots=True)
class _Recorder(Judge):
    """Notes what it is asked; says no to every summary, so that all stretches are asked about."""

    told: Callable[[Evidence], bool] = lambda found: False
    passages: list[Evidence] = field(default_factory=list)
    summaries: list[Evidence] = field(default_factory=list)

    def restates(self, found: Evidence) -> bool:
        """Note, and answer as told."""
        self.passages.append(found)
        return self.told(found)

    def sums_up(self, found: Evidence) -> bool:
        """Note."""
        self.summaries.append(found)
        return False


def _sets(data: Path) -> dict[str, list[Case]]:
    sets: dict[str, list[Case]] = {}
    for split in ("train", "dev"):
        for name, cases in pan(data, split).items():
            sets.setdefault(name, []).extend(cases)
        for name, made in (("rewritten", rewritten), ("summarised", summarised)):
            sets.setdefault(name, []).extend(made(data, split, _MOST[name]))
        sets.setdefault("twins", []).extend(twins(data, split))
    sets["strangers"] = strangers([*sets["no-obfuscation"], *sets["random-obfuscation"]])
    return sets


def _asked(case: Case, told: Callable[[Evidence], bool]) -> _Recorder:
    source, copy, _ = case
    judge = _Recorder(np.zeros(0), np.zeros(0), told)
    with_passages(align(source, copy), source, copy, judge=judge)
    return judge


def _hit(case: Case, found: Evidence) -> bool:
    """Whether it meets a true passage on both sides."""
    box: Passage = offsets(case[0], case[1], found.box)
    return any(box[0] < one[1] and one[0] < box[1] and box[2] < one[3] and one[2] < box[3] for one in case[2])


def _passages(sets: dict[str, list[Case]]) -> Iterator[tuple[tuple[float, ...], bool, float]]:
    for name, cases in sets.items():
        for case in cases if name != "summarised" else ():
            for found in _asked(case, lambda found: False).passages:
                yield restated(found), _hit(case, found), SHUFFLED if name == "random-obfuscation" else 1.0


def _summaries(sets: dict[str, list[Case]], judge: Judge) -> Iterator[tuple[tuple[float, ...], bool, float]]:
    for name, cases in sets.items():
        for case in cases:
            for found in _asked(case, judge.restates).summaries:
                yield summed(found), name == "summarised" and _hit(case, found), 1.0


def _fit(rows: Sequence[tuple[tuple[float, ...], bool, float]], caution: float) -> list[float]:
    """Weights of the columns; the last column is the constant."""
    x, y, weight = (np.array(column) for column in zip(*rows, strict=True))
    model = LogisticRegression(C=STRENGTH, max_iter=2000).fit(x[:, :-1], y, sample_weight=weight)
    return [*model.coef_[0].round(2).tolist(), round(float(model.intercept_[0]) - caution, 2)]


def train(data: Path, out: Path) -> None:
    """Learn from the benchmark folder ``data``; write ``out`` (JSON)."""
    sets = _sets(data)
    passage = _fit(list(_passages(sets)), CAUTION["passage"])
    judge = Judge(np.array(passage), np.zeros(0))
    summary = _fit(list(_summaries(sets, judge)), CAUTION["summary"])
    out.write_text(json.dumps({"passage": passage, "summary": summary}) + "\n", "utf-8")
