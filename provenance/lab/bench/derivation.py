"""Derivation against hard negatives: six tasks, three baselines on the same pairs.

Thresholds are chosen on the development split and reported on the test split. Baselines: MinHash estimate of the
5-gram Jaccard coefficient, TF-IDF cosine, and the best single containment (the size that does best on development).
``undated`` is our score with all dates of publication withheld.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.tree import DecisionTreeClassifier

from ...find.candidates import body_ids
from ...judge import log_odds, matrix, probability, relations, shipped_model
from ...judge import table as features_of
from ...judge.evidence import UNDATED
from ...text.shingles import shingle_set, signature
from .data import Split
from .derivation_table import lines
from .graded import copying
from .metrics import auroc, ece, interval, macro_f1, rates, reliability, threshold_at
from .pairs import (
    Pair,
    Texts,
    ai_rewrites,
    clough,
    cross_family,
    documents_of,
    family_pairs,
    insciout,
    prosecutors,
    same_event,
    siblings,
    telephone,
)
from .planted import inserted
from .senate import other_releases, senate_pairs
from .templated import furnished, templated

CAP = 120  # queries per set and split
SPLITS: tuple[Split, ...] = ("dev", "test")
METHODS = ("provenance", "undated", "minhash", "tfidf", "containment")


@dataclass(frozen=True, slots=True)
class Scored:
    """Pairs with their features, our probability, and one score per method (arrays as long as ``pairs``)."""

    pairs: tuple[Pair, ...]
    rows: tuple[Mapping[str, float], ...]
    p: NDArray[np.float64]
    told: tuple[str, ...]
    scores: Mapping[str, NDArray[np.float64]]
    seconds: float

    def take(self, mask: NDArray[np.bool_]) -> Scored:
        """The pairs where ``mask`` is true."""
        at = np.flatnonzero(mask)
        return replace(self, pairs=tuple(self.pairs[i] for i in at), rows=tuple(self.rows[i] for i in at),
                       p=self.p[at], told=tuple(self.told[i] for i in at),
                       scores={name: values[at] for name, values in self.scores.items()})

    def where(self, keep: Callable[[Pair], bool]) -> Scored:
        """The pairs that ``keep`` accepts."""
        return self.take(np.array([keep(pair) for pair in self.pairs], dtype=bool))

    @property
    def labels(self) -> NDArray[np.bool_]:
        """Which pairs share an origin."""
        return np.array([pair.related for pair in self.pairs], dtype=bool)


def score(pairs: Sequence[Pair], texts: Texts) -> Scored:
    """Score pairs by every method; ``seconds`` is our own time once documents are prepared."""
    ready = [(texts[pair.a], texts[pair.b]) for pair in pairs]
    start = time.perf_counter()
    rows, model = features_of(ready), shipped_model()
    values = matrix(rows, model["features"])
    raw = log_odds(model["related"], values)
    p = probability(model["related"], raw)
    told = relations(model, values, p)
    seconds = time.perf_counter() - start
    # Ties in the calibrated steps are broken by the raw score, and its ties by the cosine.
    own = raw + 1e-6 * np.array([row["cosine"] for row in rows])
    blind = matrix([{**row, "gap": UNDATED} for row in rows], model["features"])
    scores = {"provenance": own, "undated": log_odds(model["related"], blind), "minhash": _minhash(pairs, texts),
              "tfidf": np.array([row["cosine"] for row in rows])}
    for size in (3, 5, 8):
        scores[f"containment{size}"] = np.array(
            [max(row[f"contain{size}_a"], row[f"contain{size}_b"]) for row in rows])
    best = max((3, 5, 8), key=lambda size: _dev_auroc(pairs, scores[f"containment{size}"]))
    scores["containment"] = scores[f"containment{best}"]
    return Scored(tuple(pairs), tuple(rows), p, tuple(told), scores, seconds)


def _dev_auroc(pairs: Sequence[Pair], values: NDArray[np.float64]) -> float:
    held = np.array([pair.split == "dev" for pair in pairs], dtype=bool)
    labels = np.array([pair.related for pair in pairs], dtype=bool)
    found = auroc(values[held], labels[held])
    return found if found == found else 0.0


def _minhash(pairs: Sequence[Pair], texts: Texts) -> NDArray[np.float64]:
    """Estimated 5-gram Jaccard coefficient from 128 permutations."""
    keys = sorted({key for pair in pairs for key in (pair.a, pair.b)})
    held = {key: signature(shingle_set(body_ids(texts[key]), 5)) for key in keys}
    return np.array([float((held[pair.a] == held[pair.b]).mean()) for pair in pairs])


def verify(scored: Scored) -> dict[str, Any]:
    """Per method: AUROC, TPR and realised FPR at the development threshold for 1 % FPR; and our calibration."""
    dev = scored.where(lambda pair: pair.split == "dev")
    test = scored.where(lambda pair: pair.split == "test")
    out: dict[str, Any] = {"positives": int(test.labels.sum()), "negatives": int((~test.labels).sum())}
    for name in METHODS:
        threshold = threshold_at(dev.scores[name], dev.labels) if len(dev.pairs) else float("nan")
        tpr, fpr = rates(test.scores[name], test.labels, threshold) if len(dev.pairs) else (threshold, threshold)
        own = rates(test.scores[name], test.labels, threshold_at(test.scores[name], test.labels))[0]
        out[name] = {"auroc": auroc(test.scores[name], test.labels), "tpr": tpr, "fpr": fpr, "tpr_roc": own}
    ours, labels = test.scores["provenance"], test.labels
    if labels.any() and not labels.all():
        out["auroc_95"] = interval(lambda at: auroc(ours[at], labels[at]), [pair.a for pair in test.pairs])
    out["ece"] = ece(test.p, test.labels)
    out["reliability"] = reliability(test.p, test.labels)
    out["recall_at_half"], out["false_at_half"] = rates(test.p, test.labels, 0.5)
    return out


def first(scored: Scored) -> dict[str, float]:
    """Share of test queries whose true source has the highest score; a tie for the top is a miss."""
    queries: dict[str, list[int]] = defaultdict(list)
    for at, pair in enumerate(scored.pairs):
        if pair.split == "test" and pair.query:
            queries[pair.query].append(at)
    out: dict[str, float] = {}
    for name in METHODS:
        values = scored.scores[name]
        won = [_wins(scored, values, at) for at in queries.values()]
        out[name] = float(np.mean(won)) if won else float("nan")
    return out


def _wins(scored: Scored, values: NDArray[np.float64], rows: Sequence[int]) -> bool:
    own = [values[at] for at in rows if scored.pairs[at].related]
    wrong = [values[at] for at in rows if not scored.pairs[at].related]
    return bool(own) and max(own) > max(wrong, default=-np.inf)


def nearest_wrong(scored: Scored) -> Scored:
    """Each query with its own source and the nearest wrong one by cosine."""
    best: dict[str, int] = {}
    cosine = scored.scores["tfidf"]
    for at, pair in enumerate(scored.pairs):
        if not pair.related and (pair.query not in best or cosine[at] > cosine[best[pair.query]]):
            best[pair.query] = at
    kept = np.array([pair.related for pair in scored.pairs], dtype=bool)
    kept[list(best.values())] = True
    return scored.take(kept)


def hardest_wrong(scored: Scored) -> Scored:
    """Each query with its own source and, as the refusal of an absent source, its highest wrong score per method."""
    queries: dict[str, list[int]] = defaultdict(list)
    for at, pair in enumerate(scored.pairs):
        if not pair.related:
            queries[pair.query].append(at)
    kept = np.array([pair.related for pair in scored.pairs], dtype=bool)
    kept[[rows[0] for rows in queries.values()]] = True
    scores = {}
    for name, values in scored.scores.items():
        top = values.copy()
        for rows in queries.values():
            top[rows[0]] = values[rows].max()
        scores[name] = top
    return replace(scored, scores=scores).take(kept)


def _by_stratum(scored: Scored, names: Sequence[str] | None = None) -> dict[str, Any]:
    return {name: verify(scored.where(lambda pair, name=name: pair.stratum == name))  # type: ignore[misc]
            for name in names or sorted({pair.stratum for pair in scored.pairs})}


def rewrites(scored: Scored) -> dict[str, Any]:
    """Task 1: the source found first among all human articles, and verified against the nearest wrong one."""
    sets = sorted({pair.stratum for pair in scored.pairs})
    return {"first": {name: first(scored.where(lambda pair, name=name: pair.stratum == name))  # type: ignore[misc]
                      for name in sets}, "verify": _by_stratum(nearest_wrong(scored))}


def joint(scored: Scored) -> dict[str, Any]:
    """Task 2: joint releases against clear negatives; the share judged related in the strata without clear labels."""
    clear = scored.where(lambda pair: pair.stratum in ("joint", "same_day", "same_office"))
    unclear = {name: float((scored.where(lambda pair, name=name: pair.stratum == name).p >= 0.5).mean())  # type: ignore[misc]
               for name in ("template", "unlabelled", "same_office", "same_day")}
    return {"verify": {"senate": verify(clear)}, "judged_related": unclear}


def cascade(data: Path, texts: Texts) -> dict[str, Any]:
    """Task 4: relations of the cascade families, with the same senator's nearest other releases as negatives."""
    pairs: list[Pair] = []
    keys: list[list[str]] = []
    for path in sorted((data / "cascade").glob("*.json")):
        found, records = documents_of(path)
        keys.append(sorted(found))
        pairs += family_pairs(found, records, texts, "cascade", "test")
    pairs += cross_family(keys, texts, "cascade", "test", 1) + other_releases(data, texts)
    scored = score(pairs, texts)
    gold = [pair.relation for pair in scored.pairs]
    out: dict[str, Any] = {"verify": {"cascade": verify(scored)}, "f1": {"provenance": macro_f1(gold, scored.told)},
                           "confusion": _confusion(gold, scored.told)}
    train = score(_own(texts), texts)
    blind = matrix([{**row, "gap": UNDATED} for row in scored.rows], shipped_model()["features"])
    chance = probability(shipped_model()["related"], log_odds(shipped_model()["related"], blind))
    out["f1"]["undated"] = macro_f1(gold, relations(shipped_model(), blind, chance))
    for name in METHODS[2:]:
        tree = DecisionTreeClassifier(max_leaf_nodes=4, class_weight="balanced", random_state=0)
        tree.fit(train.scores[name][:, None], [pair.relation for pair in train.pairs])
        out["f1"][name] = macro_f1(gold, list(tree.predict(scored.scores[name][:, None])))
    return out


def _own(texts: Texts) -> list[Pair]:
    """Our own families with only the relations that the cascade has, to fit the baselines' thresholds."""
    pairs: list[Pair] = []
    for path in sorted(Path("samples/families").glob("*.json")):
        found, records = documents_of(path)
        pairs += family_pairs(found, records, texts, "families", "train")
    return [pair for pair in pairs if pair.relation in ("light_rewrite", "heavy_rewrite", "unrelated")]


def _confusion(gold: Sequence[str], told: Sequence[str]) -> dict[str, dict[str, int]]:
    out: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for true, said in zip(gold, told, strict=True):
        out[true][said] += 1
    return {true: dict(said) for true, said in out.items()}


def news(scored: Scored, texts: Texts) -> dict[str, Any]:
    """Task 5: own release first among all; where a 5-gram vote fails; refusal of stories whose release is absent."""
    failing = _vote_fails(scored, texts)
    return {"first": {"all": first(scored), "vote_fails": first(scored.where(lambda pair: pair.query in failing))},
            "vote_fails": len(failing), "verify": {"nearest": verify(nearest_wrong(scored)),
                                                   "open_set": verify(hardest_wrong(scored))}}


def _vote_fails(scored: Scored, texts: Texts) -> set[str]:
    """Test stories for which another release than their own holds at least as many of their 5-gram runs."""
    releases = {key: shingle_set(body_ids(texts[key]), 5) for key in sorted(texts.raw) if key.startswith("PR-")}
    own = {pair.query: pair.a for pair in scored.pairs if pair.related and pair.split == "test"}
    failing: set[str] = set()
    for query, source in own.items():
        held = shingle_set(body_ids(texts[query]), 5)
        votes = {key: len(np.intersect1d(held, runs, assume_unique=True)) for key, runs in releases.items()}
        if votes[source] <= max(count for key, count in votes.items() if key != source):
            failing.add(query)
    return failing


def graded(scored: Scored, texts: Texts) -> dict[str, Any]:
    """Clough-Stevenson: four-way accuracy of extremely randomised trees on each method's numbers, cross-validated."""
    gold = np.array([pair.relation for pair in scored.pairs])
    columns = {"provenance": np.array([copying(texts[pair.a], texts[pair.b], row)
                                       for pair, row in zip(scored.pairs, scored.rows, strict=True)])}
    columns |= {name: scored.scores[name][:, None] for name in METHODS[1:]}
    columns["undated"] = columns["provenance"]
    out: dict[str, Any] = {}
    for scheme, place in (("task", 0), ("writer", 1)):
        folds = np.array([pair.group.split(":")[place] for pair in scored.pairs])
        out[scheme] = {name: _cross_validated(values, gold, folds) for name, values in columns.items()}
    return out


def _cross_validated(values: NDArray[np.float64], gold: NDArray[Any], folds: NDArray[Any]) -> float:
    right = 0
    for fold in np.unique(folds):
        held = folds == fold
        model = ExtraTreesClassifier(500, min_samples_leaf=2, random_state=0)
        right += int((model.fit(values[~held], gold[~held]).predict(values[held]) == gold[held]).sum())
    return right / len(gold)


def run(data: Path) -> dict[str, Any]:
    """All tasks. Raises InputError when the data is absent. Deterministic but for the speed."""
    texts = Texts()
    ai = ai_rewrites(data, texts, SPLITS, CAP)
    parts = {"rewrites": ai, "siblings": siblings(ai, texts, CAP) + telephone(data, texts, SPLITS, CAP),
             "joint": senate_pairs(data, texts, SPLITS, CAP * 2), "news": insciout(data, texts, SPLITS, CAP * 2),
             "clough": clough(data, texts), "planted": inserted(data, texts, SPLITS, CAP),
             "other": prosecutors(data, texts, SPLITS, CAP) + same_event(data, texts, SPLITS, 60)
             + templated(data, texts, ["test"], CAP) + furnished(data, texts, ["test"], CAP)}
    scored = {name: score(pairs, texts) for name, pairs in parts.items()}
    pairs = sum(len(part.pairs) for part in scored.values())
    return {
        "1 AI rewrites": rewrites(scored["rewrites"]), "2 human rewrites": joint(scored["joint"]),
        "3 siblings": {"verify": _by_stratum(scored["siblings"])}, "4 cascade": cascade(data, texts),
        "5 releases and news": news(scored["news"], texts) | {"graded": graded(scored["clough"], texts)},
        "6 short and partial": {"verify": _by_stratum(scored["planted"])},
        "unlabelled": {name: float((scored["other"].where(lambda pair, name=name: pair.stratum == name).p >= 0.5)  # type: ignore[misc]
                                   .mean()) for name in ("prosecutors", "templated", "furnished", "same_event")},
        "pairs_per_second": pairs / sum(part.seconds for part in scored.values())}


def table(result: Mapping[str, Any]) -> str:
    """The result as plain text."""
    return "\n".join(lines(result))
