"""Sentence roles: what the composition gets right on cascade families, beside copy detection and cosine alone.

The shipped model, learned from the families in ``samples/families``, is judged on ``cascade/``; the sample families
themselves are judged by cross-validation, each by a model that has not seen it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...align import VERBATIM, shared_words
from ...align.sentences import remembered
from ...errors import InputError
from ...records import Alignment, Prepared
from ...roles import LABELS, Model, compose, model_of, shipped
from ...text.rarity import shipped as shipped_background
from .role_families import FAMILIES, REGIMES, Family, Member, build, cases, companies, read_family

FOLDS = 5
COSINE = 0.2  # TF-IDF cosine of a sentence to its nearest from which on the baseline calls it reworded
TARGETS = {"macro_f1": 0.85, "padding_f1": 0.85, "verbatim_words_f1": 0.95, "paraphrase_words_f1": 0.85}
COMPANIES = ("release", "release and siblings", "siblings", "alone")

Sources = Sequence[tuple[Prepared, Alignment]]
Answer = Callable[[Member, Sources], list[str]]


def _sources(family: Family, member: Member, company: str) -> Sources:
    regime = company.partition(" ")[0]
    found = companies(family, member, regime)
    return found[0] if company == "release" else found[-1]


def _ours(model: Model) -> Answer:
    def answer(member: Member, sources: Sources) -> list[str]:
        return [role.role for role in compose(member.prepared, sources, model)]
    return answer


def _split(member: Member, sources: Sources, reworded: NDArray[np.bool_]) -> list[str]:
    """A baseline's roles: rules for what is no story, shared runs for verbatim, ``reworded`` for paraphrase."""
    copied = np.zeros(len(member.prepared.words), dtype=bool)
    for source, _ in sources:
        copied |= shared_words(source, member.prepared)[1]
    told: list[str] = []
    for index, sentence in enumerate(member.prepared.sentences):
        share = copied[sentence.first_word:sentence.last_word].mean()
        facts = any(fact.sentence == index for fact in member.prepared.facts)
        told.append(sentence.kind if sentence.kind != "body" else "verbatim" if share >= VERBATIM
                    else "paraphrase" if reworded[index] else "added" if facts else "padding")
    return told


def copy_alone(member: Member, sources: Sources) -> list[str]:
    """Baseline: a sentence restates when it shares any run of five words; else facts say added, none padding."""
    copied = np.zeros(len(member.prepared.words), dtype=bool)
    for source, _ in sources:
        copied |= shared_words(source, member.prepared)[1]
    hit = np.array([bool(copied[s.first_word:s.last_word].any()) for s in member.prepared.sentences])
    return _split(member, sources, hit)


def cosine_alone(member: Member, sources: Sources) -> list[str]:
    """Baseline: a sentence restates when its best TF-IDF cosine reaches COSINE; else facts say added, none padding."""
    own = remembered(member.prepared, shipped_background())
    best = np.zeros(len(member.prepared.sentences))
    for source, _ in sources:
        other = remembered(source, shipped_background())
        _, in_a, in_b = np.intersect1d(other.terms["word"][0], own.terms["word"][0], assume_unique=True,
                                       return_indices=True)
        a, b = other.terms["word"][1].copy(), own.terms["word"][1].copy()
        a.data, b.data = a.data ** 2, b.data ** 2
        norm_a, norm_b = (np.sqrt(np.asarray(m.multiply(m).sum(axis=1)).ravel()) + 1e-9 for m in (a, b))
        cosine = np.asarray((b[:, in_b] @ a[:, in_a].T).todense()) / norm_b[:, None] / norm_a[None, :]
        best[own.rows] = np.maximum(best[own.rows], cosine.max(axis=1, initial=0))
    return _split(member, sources, best >= COSINE)


def f1(gold: NDArray[np.bool_], told: NDArray[np.bool_], weight: NDArray[np.float64]) -> dict[str, float]:
    """Weighted precision, recall and F1 of one label."""
    hit = float(weight[gold & told].sum())
    precision = hit / max(float(weight[told].sum()), 1e-9)
    recall = hit / max(float(weight[gold].sum()), 1e-9)
    both = 2 * hit / max(float(weight[told].sum() + weight[gold].sum()), 1e-9)
    return {"precision": precision, "recall": recall, "f1": both, "support": int(gold.sum())}


def _words(member: Member, sources: Sources, told: Sequence[str]) -> tuple[list[str], list[str]]:
    """Per word: what it is by the gold (copied if it lies in a shared run), and by the answer's sentence roles."""
    copied = np.zeros(len(member.prepared.words), dtype=bool)
    for source, _ in sources[:1]:
        copied |= shared_words(source, member.prepared)[1]
    gold, answer = [], []
    for sentence, role, given in zip(member.prepared.sentences, member.gold, told, strict=True):
        run = copied[sentence.first_word:sentence.last_word]
        gold += [("verbatim" if at else "paraphrase") if role == "release" else role for at in run.tolist()]
        answer += [("verbatim" if at else "paraphrase") if given in ("verbatim", "paraphrase") else given
                   for at in run.tolist()]
    return gold, answer


def judge(families: Sequence[Family], answers: Mapping[str, Answer], company: str) -> dict[str, Any]:
    """Roles per sentence (verbatim and paraphrase are both "release" to the gold) and spans per word."""
    gold: list[str] = []
    told: list[str] = []
    weight: list[float] = []
    gold_words: list[str] = []
    told_words: list[str] = []
    for family in families:
        for member in family.members:
            sources = _sources(family, member, company)
            roles = answers[family.name](member, sources)
            told += ["release" if role in ("verbatim", "paraphrase") else role for role in roles]
            gold += [("added" if role == "release" and company == "alone" else role) for role in member.gold]
            weight += [float(sentence.words) for sentence in member.prepared.sentences]
            for held, more in zip((gold_words, told_words), _words(member, sources, roles), strict=True):
                held += more
    return _scores(np.array(gold), np.array(told), np.array(weight), np.array(gold_words), np.array(told_words))


def _scores(gold: NDArray[np.str_], told: NDArray[np.str_], weight: NDArray[np.float64],
            gold_words: NDArray[np.str_], told_words: NDArray[np.str_]) -> dict[str, Any]:
    one = np.ones(len(gold))
    roles = {label: f1(gold == label, told == label, one) for label in LABELS if (gold == label).any()}
    each = np.ones(len(gold_words))
    result = {"roles": roles, "sentences": len(gold), "macro_f1": float(np.mean([r["f1"] for r in roles.values()])),
              "accuracy": float((gold == told).mean()),
              "word_accuracy": float(weight[gold == told].sum() / weight.sum()), "padding_f1": roles["padding"]["f1"]}
    for label in ("verbatim", "paraphrase"):
        result[f"{label}_words_f1"] = f1(gold_words == label, told_words == label, each)["f1"]
    return result


def _folds(families: Sequence[Family]) -> dict[str, Answer]:
    """For each family an answer learned from the families of the other folds."""
    material = {regime: cases(families, regime) for regime in REGIMES}
    found: dict[str, Answer] = {}
    for fold in range(FOLDS):
        held = {family.name for family in families[fold::FOLDS]}
        seen = {regime: [case for case in each if case.family not in held] for regime, each in material.items()}
        found |= dict.fromkeys(sorted(held), _ours(model_of(build(seen))))
    return found


def run(data: Path) -> dict[str, Any]:
    """All tables. Raises InputError when ``data`` has no cascade families."""
    test = [read_family(path) for path in sorted((data / "cascade").glob("*.json"))]
    if not test:
        raise InputError("no cascade families", data / "cascade", "point --data at the benchmark folder")
    own = [read_family(path) for path in sorted(FAMILIES.glob("*.json"))]
    result: dict[str, Any] = {"cascade": {}, "families": {}, "targets": TARGETS, "trained_on": len(own)}
    methods: dict[str, Answer] = {"provenance": _ours(shipped()), "5-gram copies alone": copy_alone,
                                  "TF-IDF cosine alone": cosine_alone}
    for company in COMPANIES:
        for name, answer in methods.items() if company == COMPANIES[0] else list(methods.items())[:1]:
            everyone = dict.fromkeys((family.name for family in test), answer)
            result["cascade"][f"{name}, {company}"] = judge(test, everyone, company)
    if len(own) >= FOLDS:
        answers = _folds(own)
        for company in COMPANIES:
            result["families"][f"provenance, {company}"] = judge(own, answers, company)
        for name in ("5-gram copies alone", "TF-IDF cosine alone"):
            result["families"][f"{name}, release"] = judge(
                own, dict.fromkeys((f.name for f in own), methods[name]), "release")
    return result


def table(result: Mapping[str, Any]) -> str:
    """The tables as plain text, targets last."""
    lines = []
    for part, said in (("cascade", "cascade families (test)"),
                       ("families", f"{result['trained_on']} sample families, cross-validated by family")):
        if not result[part]:
            continue
        lines += ["", f"{said}: F1 by sentence role",
                  f"{'method, sources':<38}" + "".join(f"{label[:10]:>11}" for label in LABELS)
                  + f"{'macro':>8}{'acc':>7}{'words':>7}{'verb.w':>8}{'para.w':>8}"]
        for name, found in result[part].items():
            cells = "".join(f"{found['roles'][label]['f1']:>11.3f}" if label in found["roles"] else f"{'-':>11}"
                            for label in LABELS)
            lines.append(f"{name:<38}{cells}{found['macro_f1']:>8.3f}{found['accuracy']:>7.3f}"
                         f"{found['word_accuracy']:>7.3f}{found['verbatim_words_f1']:>8.3f}"
                         f"{found['paraphrase_words_f1']:>8.3f}")
        support = next(iter(result[part].values()))
        lines.append(f"{'sentences':<38}" + "".join(
            f"{support['roles'].get(label, {}).get('support', 0):>11}" for label in LABELS))
    lines.append("")
    for name, target in result["targets"].items():
        for part in ("cascade", "families"):
            if result[part]:
                got = result[part]["provenance, release"][name]
                lines.append(f"target {name} >= {target}: {part} {got:.3f} {'met' if got >= target else 'missed'}")
    return "\n".join(lines).strip()


__all__ = ["judge", "run", "table"]
