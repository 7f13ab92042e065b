"""Three questions about every pair of documents, three calibrated answers, and the relation that follows.

``p_reuse``: text was taken over. ``p_same_event``: both are about one event. ``p_common_source``: both go back to one
text, whichever it is; ``p_related`` is the same with the floor that plain copying sets. Each is a sum of curves over
the evidence of `provenance.judge.evidence`; a pair with a release among it has curves of its own (``p_derived``),
because announcements are written to be taken up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ..find.candidates import cosines as row_cosines
from ..find.candidates import tfidf
from ..models import store
from ..records import RELATIONS, Alignment, Derivation, Evidence, Prepared, Relation
from ..settings import DEFAULT, Settings
from ..text.rarity import Background, load_background
from . import evidence, relation
from .curves import Head, head, probability
from .explain import Vocabulary, changes, heaviest, reasons
from .pile import pile
from .profile import Profile, profile
from .stock import load_stock
from .translation import across, translated

HEADS = ("reuse", "event", "common", "derived")
COPIED = 40.0  # informative words copied from which nothing else can make a pair unrelated: p is one half there
Floats = NDArray[np.float64]
Pair = tuple[Prepared, Prepared]
Met = TypeVar("Met")


@dataclass(frozen=True, slots=True)
class JudgeModel:
    """The heads by name, and what each input is in a typical unrelated pair: reasons are told against that."""

    heads: Mapping[str, Head]
    neutral: Mapping[str, float]


def from_values(values: store.Values) -> JudgeModel:
    """The model of stored values."""
    return JudgeModel({name: head(values["heads"][name]) for name in HEADS},
                 {name: float(values["neutral"][name]) for name in evidence.NAMES})


def load_judge(path: Path | None = None) -> JudgeModel:
    """Read a derivation model, the shipped one unless a file is named. Raises InputError when it is damaged."""
    return store.load("derivation", from_values, path)


@dataclass(frozen=True, slots=True)
class Answers:
    """Probabilities by pair, 0..1; ``same_event`` is never below ``related``, which implies it."""

    reuse: Floats
    same_event: Floats
    common_source: Floats
    related: Floats


def _numbered(pairs: Sequence[tuple[Met, Met]]) -> tuple[list[Met], NDArray[np.int64]]:
    """What is met in pairs, told apart by identity, and the numbers of each pair, int64 [pairs, 2]."""
    met = list({id(one): one for pair in pairs for one in pair}.values())
    number = {id(one): at for at, one in enumerate(met)}
    return met, np.array([(number[id(a)], number[id(b)]) for a, b in pairs], dtype=np.int64).reshape(-1, 2)


def profiled(document: Prepared, background: Background | None = None) -> Profile:
    """What the judge reads in one document, whatever it is paired with."""
    return profile(document, background or load_background(), load_stock())


def evidence_of(pairs: Sequence[Pair], background: Background | None = None,
                profiles: Mapping[str, Profile] | None = None) -> evidence.Table:
    """The evidence of many pairs by name, one array each; every document is profiled once, unless ``profiles`` has it
    by its id."""
    known = profiles or {}
    documents, places = _numbered(pairs)
    if not documents:
        return {name: np.empty(0) for name in (*evidence.NAMES, *evidence.SHOWN)}
    return evidence.measured(pile([known.get(one.id) or profiled(one, background) for one in documents]), places)


def p_derived(pairs: Sequence[tuple[Profile, Profile]]) -> list[float]:
    """As `judge` has it for texts of one language, of pairs with a release among them; nothing else is told."""
    if not pairs:
        return []
    known, places = _numbered(pairs)
    found = evidence.measured(pile(known), places)
    chances: list[float] = answers(load_judge(), found, np.ones(len(pairs), dtype=bool)).related.tolist()
    return chances


def floor(copied: Floats) -> Floats:
    """What copied informative words alone make of a probability: .5 at `COPIED`, .8 at twice as many."""
    square: Floats = copied ** 2
    return square / (square + COPIED ** 2)


def answers(model: JudgeModel, found: evidence.Table, announced: NDArray[np.bool_]) -> Answers:
    """The three answers of every pair; ``announced`` marks those with a release among them.

    No head can argue plain copying away: words copied outside quotations carry ``related``, all copied words carry
    ``reuse`` and ``same_event``.
    """
    p = {name: probability(model.heads[name].log_odds(found)) for name in HEADS}
    every = floor(found["copied_words"])
    common = np.where(announced, p["derived"], p["common"])
    related = np.maximum(common, floor(np.expm1(found["copied"])))
    return Answers(np.maximum(p["reuse"], every), np.maximum.reduce([p["event"], every, related]), common, related)


def judge(pairs: Sequence[Pair], alignments: Sequence[Alignment | None] | None = None,
          cosines: Sequence[float] | Floats | None = None, background: Background | None = None,
          model: JudgeModel | None = None, explain: float = 0.1, settings: Settings = DEFAULT,
          profiles: Mapping[str, Profile] | None = None) -> tuple[Derivation, ...]:
    """Judge many pairs at once.

    ``alignments`` (B onto A, same order, None where not aligned) fill the coverages and word counts; ``cosines`` are
    TF-IDF cosines where the caller has them, ``profiles`` what `profiled` found, by id. ``p_derived`` is given where a
    document of the pair has the role ``release``. Every pair has a reason; those of p_related from ``explain`` up name
    words and places. The relation is told by the ``related_threshold`` of ``settings``. Texts in two languages are
    judged by `translation`.
    """
    model = model or load_judge()
    if cosines is None:
        cosines = _cosines(pairs, background or load_background())
    found = evidence_of(pairs, background, profiles)
    announced = np.array([_announced(a, b) for a, b in pairs], dtype=bool)
    given = answers(model, found, announced)
    chances = relation.probabilities(found, given.related, given.same_event)
    kinds = relation.told(chances, given.related, given.same_event, settings.related_threshold)
    weights = _weights(model, found, announced, given)
    aligned = alignments if alignments is not None else [None] * len(pairs)
    known = Vocabulary()
    judged = tuple(
        _derivation(pair, row, alignment, _Told(given, at, chances[at], kinds[at], float(cosines[at])),
                    reasons(*pair, row, weight, heavy, bool(given.related[at] >= explain), known))
        for at, (pair, row, weight, heavy, alignment) in enumerate(
            zip(pairs, _rows(found), _rows(weights), heaviest(weights), aligned, strict=True)))
    return tuple(translated(one, *pair, settings) if across(*pair) else one
                 for one, pair in zip(judged, pairs, strict=True))


def with_alignment(derivation: Derivation, alignment: Alignment) -> Derivation:
    """The same judgement with coverages and word counts of the pair's alignment (B onto A); nothing is judged again."""
    return replace(derivation, verbatim_words=alignment.verbatim_words, paraphrase_words=alignment.paraphrase_words,
                   coverage_a=alignment.coverage_a, coverage_b=alignment.coverage_b)


@dataclass(frozen=True, slots=True)
class _Told:
    """The answers on the pair at ``at``."""

    given: Answers
    at: int
    chances: Floats
    relation: Relation
    cosine: float


def _announced(a: Prepared, b: Prepared) -> bool:
    return "release" in (a.document.role, b.document.role)


def _cosines(pairs: Sequence[Pair], background: Background) -> Floats:
    documents, places = _numbered(pairs)
    return row_cosines(tfidf(documents, background), [(a, b) for a, b in places.tolist()])


def _weights(model: JudgeModel, found: evidence.Table, announced: NDArray[np.bool_], given: Answers) -> evidence.Table:
    """What each group of evidence changed, by pair; what the floor added counts for the copied runs."""
    common, derived = (changes(model.heads[name], found, model.neutral) for name in ("common", "derived"))
    weights = {group: np.where(announced, derived[group], common[group]) for group in common}
    raised = _log_odds(given.related) - _log_odds(given.common_source)
    return weights | {"copied_runs": weights["copied_runs"] + raised}


def _log_odds(p: Floats) -> Floats:
    inside: Floats = np.clip(p, 1e-9, 1.0 - 1e-9)
    return np.log(inside / (1.0 - inside))


def _rows(found: evidence.Table) -> list[dict[str, float]]:
    columns = [values.tolist() for values in found.values()]
    return [dict(zip(found, row, strict=True)) for row in zip(*columns, strict=True)]


def _derivation(pair: Pair, row: Mapping[str, float], alignment: Alignment | None, told: _Told,
                because: tuple[Evidence, ...]) -> Derivation:
    p = float(told.given.related[told.at])
    judged = Derivation(
        a=pair[0].id, b=pair[1].id, jaccard=row["jaccard"], containment_a=row["contain_a"],
        containment_b=row["contain_b"], tfidf_cosine=told.cosine, verbatim_words=0, paraphrase_words=0,
        coverage_a=row["matched_a"], coverage_b=row["matched_b"], p_related=p, relation=told.relation,
        p_derived=p if _announced(*pair) else None, evidence=because,
        p_reuse=float(told.given.reuse[told.at]), p_same_event=float(told.given.same_event[told.at]),
        p_common_source=float(told.given.common_source[told.at]),
        relation_p=dict(zip(RELATIONS, told.chances.tolist(), strict=True)))
    return with_alignment(judged, alignment) if alignment else judged
