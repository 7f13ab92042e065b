"""Sentence roles: what the composition gets right, on real texts read by hand and on manners of writing left out.

The headline is what a model says that has seen neither the document (hand-labelled news and machine rewrites, left out
by document) nor its manner of writing (families, left out by manner: aggregator, trade brief, column, ...), beside
copy detection and cosine alone. The shipped model is judged on ``cascade/``, which nothing was trained on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ...errors import InputError
from ...roles import RolesModel, compose, load_roles, model_of
from ..train.roles import FOLDS, Case, build, cases, labelled
from . import role_quotes
from .role_baselines import Answer, copy_alone, cosine_alone
from .role_families import HAND, REGIMES, Family, Member, Sources, companies, families, hand, written
from .role_scores import Told, scores

TARGETS = {"news macro": 0.87, "news added": 0.80, "machine macro": 0.82, "machine padding": 0.75,
           "release macro": 0.90, "siblings macro": 0.85, "alone macro": 0.80}
BASELINES: Mapping[str, Answer] = {"5-gram copies alone": copy_alone, "TF-IDF cosine alone": cosine_alone}


def _ours(model: RolesModel | None) -> Answer:
    def answer(member: Member, sources: Sources) -> Sequence[tuple[str, float]]:
        return [(role.role, role.p_role) for role in compose(member.prepared, sources, model)]
    return answer


def told(found: Sequence[Family], answer: Answer, regime: str, manner: str = "") -> Iterator[Told]:
    """Every labelled sentence (of one ``manner``, where named) with what the answer tells of it.

    Alone, what the release says is the article's own.
    """
    for family in found:
        for member in family.members:
            if manner not in ("", member.manner):
                continue
            company = companies(family, member, regime)
            sources = company[0] if regime == "release" else company[-1]
            for (role, p), gold in zip(answer(member, sources), member.gold, strict=True):
                if gold:
                    yield Told("added" if gold == "release" and regime == "alone" else gold, role, p)


class Learner:
    """Models that have not seen some groups or manners; features are computed once."""

    def __init__(self, data: Path) -> None:
        self.weights = dict(load_roles().wording)
        self.own, self.read = written(), labelled(data)
        self.cases = cases([*self.own, *self.read], self.weights)
        self.shared = cases(self.own, self.weights, "siblings")

    def without(self, groups: frozenset[str] = frozenset(), manner: str = "") -> RolesModel:
        """A model learned from all else."""
        def kept(case: Case) -> bool:
            return case.group not in groups and case.manner != manner
        return model_of(build([c for c in self.cases if kept(c)], [c for c in self.shared if kept(c)], self.weights))


def _by_document(learner: Learner, data: Path) -> dict[str, Any]:
    """The hand-labelled sets, each document judged by a model that has not seen it."""
    names = sorted(family.name for family in learner.read)
    folds = [frozenset(names[number::FOLDS]) for number in range(FOLDS)]
    models = [learner.without(groups=fold) for fold in folds]
    result = {}
    for name in HAND:
        found = hand(data, name)
        ours = [one for fold, model in zip(folds, models, strict=True)
                for one in told([f for f in found if f.name in fold], _ours(model), "release")]
        result[name] = {"provenance": scores(ours)} | {
            label: scores(list(told(found, answer, "release"))) for label, answer in BASELINES.items()}
    return result


def _by_manner(learner: Learner) -> dict[str, Any]:
    """The families, each manner judged by a model that has seen no document of that manner.

    The first families have no manner, and stay to be learned from.
    """
    manners = sorted({member.manner for family in learner.own for member in family.members
                      if member.manner != member.relation})
    modern = [family for family in learner.own if any(m.manner in manners for m in family.members)]
    models = {manner: learner.without(manner=manner) for manner in manners}
    result: dict[str, Any] = {}
    for regime in REGIMES:
        pooled: list[Told] = []
        for manner in manners:
            pooled += told(modern, _ours(models[manner]), regime, manner)
        result[regime] = {"provenance": scores(pooled)}
        for label, answer in BASELINES.items() if regime == "release" else ():
            result[regime][label] = scores(list(told(modern, answer, regime)))
    return result


def run(data: Path) -> dict[str, Any]:
    """All tables. Raises InputError when ``data`` has no cascade families or no hand-labelled roles."""
    test = families(data / "cascade")
    if not test:
        raise InputError("no cascade families", data / "cascade", "point --data at the benchmark folder")
    learner = Learner(data)
    cascade = {regime: {"provenance": scores(list(told(test, _ours(None), regime)))} for regime in REGIMES}
    for label, answer in BASELINES.items():
        cascade["release"][label] = scores(list(told(test, answer, "release")))
    return {"by document": _by_document(learner, data), "by manner": _by_manner(learner), "cascade": cascade,
            "quotes": role_quotes.run(data), "targets": TARGETS}


_LABELS = ("release", "added", "padding", "furniture", "disclosure", "heading")
_TITLES = {"by document": "real texts read by hand, each document left out", "cascade": "cascade families (test)",
           "by manner": "sample families, each manner of writing left out whole"}


def table(result: Mapping[str, Any]) -> str:
    """The tables as plain text."""
    lines: list[str] = []
    for part, title in _TITLES.items():
        lines += ["", f"{title}: F1 by role; macro over roles with at least 8 sentences; sure = told with p_role >= .9",
                  f"{'set, method':<38}" + "".join(f"{label[:10]:>11}" for label in _LABELS)
                  + f"{'macro':>8}{'acc':>7}{'unclear':>9}{'sure':>7}{'right':>7}"]
        for name, methods in result[part].items():
            for method, found in methods.items():
                cells = "".join(f"{found['roles'][label]['f1']:>11.3f}" if label in found["roles"] else f"{'-':>11}"
                                for label in _LABELS)
                lines.append(f"{name + ', ' + method:<38}{cells}{found['macro_f1']:>8.3f}{found['accuracy']:>7.3f}"
                             f"{found['unclear']:>9.3f}{found['sure']:>7.2f}{found['sure_right']:>7.3f}")
            counts = next(iter(methods.values()))["roles"]
            lines.append(f"{'  sentences':<38}" + "".join(
                f"{counts.get(label, {}).get('support', 0):>11}" for label in _LABELS))
    return "\n".join([*lines, "", role_quotes.table(result["quotes"])]).strip()


__all__ = ["run", "table", "told"]
