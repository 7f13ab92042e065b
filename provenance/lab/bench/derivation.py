"""The judge on pairs it has not learned from: every collection left out whole, and the test split of all.

The headline is the first table: each collection is judged by a model fitted without any of its texts, at the tool's own
decision (p of one half) and by rank, beside TF-IDF cosine, the larger containment of five-word runs, and a MinHash
estimate of their resemblance.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...find.candidates import body_ids, cosines, tfidf
from ...judge import Answers, JudgeModel, answers, evidence_of, judge, load_judge
from ...judge.evidence import Table
from ...text.rarity import load_background
from ...text.shingles import shingle_set, signature
from ..train.derivation import CAP, Samples, fitted
from .collections import collect, collection, own_pairs
from .data import Split
from .metrics import auroc, ece, rates, threshold_at
from .pairs import Pair, Texts, documents_of, family_pairs
from .senate import other_releases

METHODS = ("tfidf", "containment", "minhash")
# Sets whose source is an announcement when the tool is used: there the pair is judged with the release named.
ANNOUNCED = ("insciout", "altered_", "planted_", "cascade")
_NONE = float("nan")


@dataclass(frozen=True, slots=True)
class Judged:
    """Pairs with their answers, and one score for each baseline (arrays as long as ``pairs``)."""

    pairs: tuple[Pair, ...]
    given: Answers
    scores: Mapping[str, NDArray[np.float64]]

    def where(self, keep: Callable[[Pair], bool]) -> Judged:
        """The pairs that ``keep`` accepts."""
        at = np.array([number for number, pair in enumerate(self.pairs) if keep(pair)], dtype=np.int64)
        return Judged(tuple(self.pairs[number] for number in at), Answers(*(part[at] for part in _parts(self.given))),
                      {name: values[at] for name, values in self.scores.items()})

    @property
    def labels(self) -> NDArray[np.bool_]:
        """Which pairs go back to one text."""
        return np.array([pair.related for pair in self.pairs], dtype=bool)


def _parts(given: Answers) -> tuple[NDArray[np.float64], ...]:
    return given.reuse, given.same_event, given.common_source, given.related


def announced(pairs: Sequence[Pair]) -> NDArray[np.bool_]:
    """Which pairs are judged as an announcement and what may come from it."""
    return np.array([pair.stratum.startswith(ANNOUNCED) for pair in pairs], dtype=bool)


def baselines(pairs: Sequence[Pair], texts: Texts, found: Table) -> dict[str, NDArray[np.float64]]:
    """What simple methods make of the same pairs."""
    keys = sorted({key for pair in pairs for key in (pair.a, pair.b)})
    number = {key: at for at, key in enumerate(keys)}
    matrix = tfidf([texts[key] for key in keys], load_background())
    held = {key: signature(shingle_set(body_ids(texts[key]), 5)) for key in keys}
    return {"tfidf": cosines(matrix, [(number[pair.a], number[pair.b]) for pair in pairs]),
            "containment": np.maximum(found["contain_a"], found["contain_b"]),
            "minhash": np.array([float((held[pair.a] == held[pair.b]).mean()) for pair in pairs])}


def left_out(samples: Samples, scores: Mapping[str, NDArray[np.float64]]) -> Judged:
    """Every pair judged by a model that has seen no text of its collection."""
    names = np.array([collection(pair.stratum) for pair in samples.pairs])
    parts = np.zeros((4, len(names)))
    for name in sorted(set(names)):
        model = fitted(samples.take(names != name))
        held = samples.take(names == name)
        parts[:, names == name] = _parts(answers(model, held.found, announced(held.pairs)))
    return Judged(samples.pairs, Answers(*parts), scores)


def measure(judged: Judged) -> dict[str, Any]:
    """Counts, our rates at one half with intervals, calibration, and by method the rank and the rate at 1 % FPR."""
    labels, p = judged.labels, judged.given.related
    tpr, fpr = rates(p, labels, 0.5)
    scores = {"provenance": p, **judged.scores}
    return {"positives": int(labels.sum()), "negatives": int((~labels).sum()), "tpr": tpr, "fpr": fpr,
            "tpr_95": wilson(tpr, int(labels.sum())), "fpr_95": wilson(fpr, int((~labels).sum())),
            "same_event": float((judged.given.same_event >= 0.5).mean()), "ece": ece(p, labels),
            "auroc": {name: auroc(values, labels) for name, values in scores.items()},
            "tpr_at_1": {name: rates(values, labels, threshold_at(values, labels))[0] if (~labels).any() else _NONE
                         for name, values in scores.items()}}


def wilson(rate: float, count: int) -> tuple[float, float]:
    """95 % interval of a rate (Wilson 1927); nan without observations."""
    if not count:
        return _NONE, _NONE
    z = 1.96
    middle = (rate + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * float(np.sqrt(rate * (1 - rate) / count + z * z / (4 * count * count)))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def cascade(data: Path, texts: Texts) -> list[Pair]:
    """The cascade families, with the same senator's nearest other releases as negatives."""
    pairs: list[Pair] = []
    for path in sorted((data / "cascade").glob("*.json")):
        found, records = documents_of(path)
        pairs += family_pairs(found, records, texts, "cascade", "test")
    return pairs + other_releases(data, texts)


def sentinel(data: Path, texts: Texts) -> float:
    """Lowest p_related of any two of the five articles the project began with."""
    keys = [texts.add(path.stem, path.read_text("utf-8")) for path in sorted((data / "a24").glob("*.txt"))]
    return min(one.p_related for one in judge([(texts[a], texts[b]) for at, a in enumerate(keys) for b in keys[:at]]))


def _judged(pairs: Sequence[Pair], texts: Texts, model: JudgeModel) -> tuple[Judged, Samples, float]:
    ready = [(texts[pair.a], texts[pair.b]) for pair in pairs]
    start = time.perf_counter()
    found = evidence_of(ready)
    given = answers(model, found, announced(pairs))
    seconds = time.perf_counter() - start
    return Judged(tuple(pairs), given, baselines(pairs, texts, found)), Samples(tuple(pairs), found), seconds


def _by(judged: Judged, name_of: Callable[[str], str]) -> dict[str, Any]:
    names = sorted({name_of(pair.stratum) for pair in judged.pairs})
    return {name: measure(judged.where(lambda pair, name=name: name_of(pair.stratum) == name))  # type: ignore[misc]
            for name in names}


def run(data: Path) -> dict[str, Any]:
    """Both tables, the cascade and the five articles. Raises InputError when the data is absent."""
    texts, model = Texts(), load_judge()
    known: tuple[Split, ...] = ("train", "dev")
    learned, samples, seconds = _judged(collect(data, texts, known, CAP) + own_pairs(texts), texts, model)
    tested, _, more = _judged(collect(data, texts, ["test"], CAP), texts, model)
    grown = _judged(cascade(data, texts), texts, model)[0]
    out = left_out(samples, learned.scores)
    return {"left_out": _by(out, collection), "left_out_strata": _by(out, str), "test": _by(tested, str),
            "cascade": measure(grown), "five_articles": sentinel(data, texts),
            "pairs_per_second": (len(learned.pairs) + len(tested.pairs)) / (seconds + more)}


def _lines(result: Mapping[str, Any]) -> Iterator[str]:
    """The result as lines of text."""
    for title, key in (("Collections left out whole", "left_out"), ("The same, by kind of pair", "left_out_strata"),
                       ("Test split, shipped model", "test")):
        yield f"\n{title}: at p = .5 (95 % interval); AUROC; TPR at 1 % FPR within the row"
        yield (f"{'':20}{'pos':>5}{'neg':>6}{'TPR':>19}{'FPR':>19}{'event':>7}{'ECE':>6}"
               + "".join(f"{name:>14}" for name in ("provenance", *METHODS)))
        yield from (_line(name, row) for name, row in result[key].items())
    yield "\n" + _line("cascade", result["cascade"])
    yield f"five articles: lowest p_related of ten pairs {result['five_articles']:.2f}"
    yield f"pairs per second {result['pairs_per_second']:.0f}"


def _line(name: str, row: Mapping[str, Any]) -> str:
    def rate(key: str) -> str:
        low, high = row[f"{key}_95"]
        return "-".rjust(19) if low != low else f"{row[key]:.3f} ({low:.2f}-{high:.2f})".rjust(19)

    ranks = "".join(f"{_number(row['auroc'][one])} {_number(row['tpr_at_1'][one])}".rjust(14)
                    for one in ("provenance", *METHODS))
    return (f"{name:20}{row['positives']:>5}{row['negatives']:>6}{rate('tpr')}{rate('fpr')}{row['same_event']:>7.2f}"
            f"{row['ece']:>6.3f}{ranks}")


def _number(value: float) -> str:
    return "-" if value != value else f"{value:.3f}"


def table(result: Mapping[str, Any]) -> str:
    """The result as plain text."""
    return "\n".join(_lines(result))
