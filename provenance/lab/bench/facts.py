"""Yardstick of facts: extraction on hand-labelled sentences, planted changes in edited releases, false alarms.

The hand-labelled sentences are invented; half of them (``test``) were labelled before any rule was tried on them.
Planted changes alter one figure, date, name or quoted word of a lightly edited release of the test split; the places
are found by patterns of their own, so that what extraction misses counts as missed. False alarms are "changed"
findings on edited copies and on machine-written rewrites in which nothing was altered.
"""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ...align import align
from ...errors import InputError
from ...facts import extract
from ...facts.compare import compare
from ...facts.kinds import NUMERIC
from ...prepare import prepare
from ...records import Document, FactFinding, Prepared
from ...text.segment import sentences, words
from .data import read_jsonl, split_of
from .plant import KINDS, edited, plant

HAND = Path(__file__).parents[3] / "tests" / "data" / "facts.jsonl"
RELEASES = 400
_FIGURES = ("number", "money", "percent", "date")


def hand(path: Path = HAND) -> list[dict[str, Any]]:
    """The hand-labelled rows. Raises InputError where the file is absent (an installed package has no tests)."""
    try:
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    except (OSError, ValueError) as error:
        raise InputError("cannot read the hand-labelled facts", path, "run from a source checkout") from error


def extraction(rows: Iterable[dict[str, Any]]) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 per kind and in ``all``; a hit needs the kind and the normal form."""
    tally: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in rows:
        got = Counter((fact.kind, fact.value) for fact in _facts(row) if fact.kind != "speaker")  # see `speakers`
        want = Counter((fact["kind"], fact["value"]) for fact in row["facts"])
        for key in set(got) | set(want):
            hits = min(got[key], want[key])
            for kind in (key[0], "all"):
                for at, count in enumerate((hits, got[key] - hits, want[key] - hits)):
                    tally[kind][at] += count
    return {kind: _scores(*tally[kind]) for kind in sorted(tally, key=lambda kind: (kind == "all", kind))}


def _facts(row: dict[str, Any]) -> tuple[Any, ...]:
    text = row["text"]
    return extract(text, sentences(text, words(text)[1]), row.get("published"))


def _scores(hit: int, extra: int, missed: int) -> dict[str, float]:
    return {"precision": hit / max(1, hit + extra), "recall": hit / max(1, hit + missed),
            "f1": 2 * hit / max(1, 2 * hit + extra + missed), "labels": hit + missed}


def speakers(rows: Iterable[dict[str, Any]]) -> float:
    """Share of labelled quotations whose speaker is named right."""
    seen = right = 0
    for row in rows:
        found = {fact.value: fact.speaker for fact in _facts(row)}
        for fact in row["facts"]:
            if "speaker" in fact:
                seen += 1
                right += found.get(fact["value"]) == fact["speaker"]
    return right / max(1, seen)


def _findings(source: Prepared, text: str, published: str | None) -> tuple[Prepared, tuple[FactFinding, ...]]:
    article = prepare(Document("article", text, "", published=published))
    return article, compare(article, source, align(source, article).links, [])


def _releases(data: Path, split: str, count: int) -> Iterator[dict[str, Any]]:
    rows = [row for row in read_jsonl(data / "reuse" / "senate_releases.jsonl.gz")
            if split_of(row["id"]) == split and 150 <= len(row["text"].split()) <= 700 and row["text"].count("\n") > 3]
    yield from rows[::max(1, len(rows) // count)][:count]


def planted(data: Path, split: str = "test", count: int = RELEASES) -> dict[str, Any]:
    """Recall of planted changes per kind; false "changed" on the same edited copies without a plant."""
    caught: Counter[str] = Counter()
    made: Counter[str] = Counter()
    alarms = figures = 0
    misses: list[str] = []
    for row in _releases(data, split, count):
        rng = random.Random(row["id"])
        source = prepare(Document("source", row["text"], "", published=row["published"]))
        copy = edited(row["text"], rng)
        for finding in _findings(source, copy, row["published"])[1]:
            figures += finding.status != "dropped"
            alarms += finding.status == "changed"
        for kind in KINDS:
            altered = plant(copy, kind, rng)
            if altered is None:
                continue
            made[kind] += 1
            found = _findings(source, altered.text, row["published"])[1]
            hit = any(finding.status == "changed" and finding.fact.start < altered.end
                      and altered.start < finding.fact.end for finding in found)
            caught[kind] += hit
            if not hit:
                misses.append(f"{row['id']} {kind} {altered.before!r} -> {altered.after!r}")
    return {"recall": {kind: caught[kind] / max(1, made[kind]) for kind in KINDS}, "made": dict(made),
            "figures": sum(caught[kind] for kind in _FIGURES) / max(1, sum(made[kind] for kind in _FIGURES)),
            "false_changed": alarms / max(1, figures), "facts": figures, "misses": misses}


def rewrites(folder: Path) -> dict[str, Any]:
    """"Changed" findings on machine-written rewrites of a release (light, heavy, padded), where nothing was altered."""
    changed = seen = numeric = numbers = 0
    shown: list[str] = []
    for path in sorted(folder.glob("*.json")):
        family = json.loads(path.read_text("utf-8"))
        if "release_text" not in family:
            continue
        source = prepare(Document("source", family["release_text"], "", published=family.get("published")))
        for document in family["docs"]:
            if document["relation"] not in {"light_edit", "heavy_rewrite", "padded_rewrite"}:
                continue
            text = _joined(document["sentences"])
            for finding in _findings(source, text, family.get("published"))[1]:
                if finding.status == "dropped":
                    continue
                figure = finding.fact.kind in NUMERIC
                seen, numbers = seen + 1, numbers + figure
                if finding.status == "changed":
                    changed, numeric = changed + 1, numeric + figure
                    shown.append(f"{document['id']} {finding.fact.kind} {finding.fact.text!r} <- {finding.source}")
    return {"false_changed": changed / max(1, seen), "false_changed_figures": numeric / max(1, numbers), "facts": seen,
            "figures": numbers, "shown": shown}


def _joined(parts: list[dict[str, Any]]) -> str:
    return "".join(("\n\n" if part.get("para") else " ") * bool(at) + part["t"] for at, part in enumerate(parts))


def run(data: Path) -> dict[str, Any]:
    """All figures of the facts yardstick; plain values."""
    rows = hand()
    split = {name: [row for row in rows if row["split"] == name] for name in ("dev", "test")}
    result: dict[str, Any] = {
        "extraction": {name: extraction(part) for name, part in split.items()},
        "speakers": speakers(rows), "planted": planted(data), "rewrites": rewrites(data / "cascade")}
    return result


def _met(value: float, target: float, most: bool = False) -> str:
    return "met" if (value <= target if most else value >= target) else "MISSED"


def table(result: dict[str, Any]) -> str:
    """The result as plain text, each target with met or missed."""
    lines = [f"{'extraction, by hand':24} {'P':>6} {'R':>6} {'F1':>6} {'labels':>7}"]
    for name, kinds in result["extraction"].items():
        lines += [f"{name + ' ' + kind:24} {row['precision']:6.3f} {row['recall']:6.3f} {row['f1']:6.3f} "
                  f"{row['labels']:7.0f}" for kind, row in kinds.items()]
    score = result["extraction"]["test"]["all"]["f1"]
    lines += [f"F1 held out {score:.3f} (target >= .92): {_met(score, 0.92)}",
              f"speaker of a quotation right: {result['speakers']:.3f}", "", "planted changes found, edited releases"]
    made = result["planted"]
    lines += [f"{kind:24} {recall:6.3f} of {made['made'].get(kind, 0)}" for kind, recall in made["recall"].items()]
    lines += [f"changed figures and dates {made['figures']:.3f} (target >= .98): {_met(made['figures'], 0.98)}",
              f"false changed, edited {made['false_changed']:.4f} of {made['facts']} (target <= .01): "
              f"{_met(made['false_changed'], 0.01, True)}"]
    found = result["rewrites"]
    lines += [f"false changed, rewrites {found['false_changed']:.4f} of {found['facts']}; figures alone "
              f"{found['false_changed_figures']:.4f} of {found['figures']} (target <= .01): "
              f"{_met(found['false_changed'], 0.01, True)}"]
    return "\n".join(lines)
