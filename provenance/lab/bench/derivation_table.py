"""The result of the derivation benchmark as plain text, each target met or missed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_METHODS = ("provenance", "undated", "minhash", "tfidf", "containment")
_HEAD = f"{'':26}{'pos':>6}{'neg':>6}" + "".join(f"{name:>22}" for name in _METHODS) + \
    f"{'ECE':>8}{'p>=.5 pos':>11}{'neg':>7}"


def _number(value: float) -> str:
    return "   -  " if value != value else f"{value:.3f}"


def _verify(title: str, results: Mapping[str, Any]) -> Iterator[str]:
    yield f"\n{title}: TPR at the dev threshold for 1 % FPR (realised FPR) AUROC, on test"
    yield _HEAD
    for name, row in results.items():
        cells = "".join(
            f"{_number(row[one]['tpr'])} ({_number(row[one]['fpr'])}) {_number(row[one]['auroc'])}".rjust(22)
                        for one in _METHODS)
        yield (f"{name:26}{row['positives']:>6}{row['negatives']:>6}{cells}{_number(row['ece']):>8}"
               f"{_number(row['recall_at_half']):>11}{_number(row['false_at_half']):>7}")


def _plain(title: str, results: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    yield f"\n{title}"
    yield f"{'':26}" + "".join(f"{name:>14}" for name in _METHODS)
    for name, row in results.items():
        yield f"{name:26}" + "".join(f"{_number(row[one]):>14}" for one in _METHODS)


TRANSFERRED = 0.02  # realised FPR up to which a development threshold for 1 % counts as kept


def targets(result: Mapping[str, Any]) -> list[tuple[str, float, float, bool]]:
    """(target, wanted, measured, met) for every published target; ECE is wanted at most, all else at least."""
    one, two, three = result["1 AI rewrites"], result["2 human rewrites"], result["3 siblings"]
    four, five = result["4 cascade"], result["5 releases and news"]
    wanted: list[tuple[str, float, float, bool]] = []

    def least(name: str, value: float, measured: float) -> None:
        wanted.append((name, value, measured, measured >= value))

    for name, row in one["first"].items():
        least(f"1 {name}: source first", 0.995, row["provenance"])
    def operating(name: str, value: float, row: Mapping[str, float]) -> None:
        """A rate counts only where the threshold kept its promise: realised FPR within `TRANSFERRED`."""
        kept = row["tpr"] >= value and row["fpr"] <= TRANSFERRED
        wanted.append((f"{name} (FPR {row['fpr']:.3f}; ROC {row['tpr_roc']:.3f})", value, row["tpr"], kept))

    for name, row in one["verify"].items():
        operating(f"1 {name}: TPR at 1 % FPR", 0.98, row["provenance"])
    operating("2 TPR at 1 % FPR", 0.95, two["verify"]["senate"]["provenance"])
    for name, row in three["verify"].items():
        if row["positives"] and row["negatives"]:
            least(f"3 {name}: AUROC", 0.985, row["provenance"]["auroc"])
    least("4 macro-F1 of relation", 0.85, four["f1"]["provenance"])
    least("5 own release first", 0.99, five["first"]["all"]["provenance"])
    least("5 first where the vote fails", 0.95, five["first"]["vote_fails"]["provenance"])
    operating("5 open set: TPR at 1 % FPR", 0.95, five["verify"]["open_set"]["provenance"])
    least("5 Clough-Stevenson by task", 0.88, five["graded"]["task"]["provenance"])
    least("5 Clough-Stevenson by writer", 0.88, five["graded"]["writer"]["provenance"])
    for name, error in calibration(result).items():
        wanted.append((f"ECE {name}", 0.03, error, error <= 0.03))
    least("pairs per second", 200.0, result["pairs_per_second"])
    return wanted


def calibration(result: Mapping[str, Any]) -> dict[str, float]:
    """Expected calibration error of each task, its sets weighted by their pairs."""
    out: dict[str, float] = {}
    for task, part in result.items():
        rows = [row for name, row in part["verify"].items() if name != "open_set"] \
            if isinstance(part, Mapping) and "verify" in part else []
        counts = [row["positives"] + row["negatives"] for row in rows]
        if sum(counts):
            out[task] = sum(row["ece"] * count for row, count in zip(rows, counts, strict=True)) / sum(counts)
    return out


def lines(result: Mapping[str, Any]) -> Iterator[str]:
    """The tables of every task, then the targets."""
    yield from _plain("1 Source found first among all human articles", result["1 AI rewrites"]["first"])
    for task, part in result.items():
        if isinstance(part, Mapping) and "verify" in part:
            yield from _verify(task, part["verify"])
    yield f"\n2 Share judged related without clear labels: {_shares(result['2 human rewrites']['judged_related'])}"
    yield from _plain("4 Macro-F1 of relation", {"cascade": result["4 cascade"]["f1"]})
    yield f"confusion (gold: told): {result['4 cascade']['confusion']}"
    five = result["5 releases and news"]
    yield from _plain(f"5 Own release first ({five['vote_fails']} stories where the 5-gram vote fails)", five["first"])
    yield from _plain("5 Clough-Stevenson, four-way accuracy, cross-validated by", five["graded"])
    yield f"\nShare judged related, all held to be unrelated: {_shares(result['unlabelled'])}"
    yield "\nTargets"
    for name, value, measured, met in targets(result):
        yield f"{name:62}{value:>8.3f}{measured:>10.3f}  {'met' if met else 'MISSED'}"


def _shares(row: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {_number(value)}" for name, value in row.items())
