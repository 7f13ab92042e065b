"""How well descent is recovered where it is known: ``provenance bench lineage``.

Stories of the test split of recorded rewrite chains, human revision histories, families and grown cascades, each
undated, dated, and with dates a step off; with their source named, unnamed, or taken out.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from ...lineage import build
from ...lineage.placing import chances_of
from ...records import Derivation, Lineage, Prepared
from ...settings import Settings
from . import lineage_copies, traditions
from .cascades import UNSEEN, Story, dated, hide
from .false_joins import false_joins
from .lineage_stories import TELEPHONE, chains, families, grown, revisions

SETTINGS = Settings(bootstrap=50)
_COPIED = ("edges", "parents", "wrong", "neighbours", "invented", "nearest by TF-IDF", "nearest by edit")
_STEP = 1.0  # days between steps
# Directed-edge recall to reach on the test split, (undated, exact dates).
TARGETS: dict[str, tuple[float, float]] = {
    "telephone_game 1-2-3": (0.60, 0.85), "telephone_game 1-4-10": (0.80, 0.92), "broken_telephone 1-2-3": (0.65, 0.80),
    "broken_telephone 1-5-20": (0.78, 0.85), "git_prose": (0.95, 0.99)}
_AUROC, _PRECISION, _JOINS, _SECONDS, _ROOT = 0.95, 0.90, 0.01, 20.0, 0.75


def run(data: Path, split: str = "test") -> dict[str, Any]:
    """All figures of the benchmark on one split, as plain JSON. Raises InputError when data are missing."""
    started = time.perf_counter()
    found = stories(data, split)
    result: dict[str, Any] = {
        "split": split, "stories": len(found), "descent": _descent(found), "copied": lineage_copies.table(data, split),
        "traditions": traditions.table(data, split), "forms": lineage_copies.forms(),
        "false_credits": lineage_copies.false_credits(data), "roots": _roots(found),
        "joins": false_joins(data, split), "speed": _speed(found)}
    result["checks"] = checks(result)
    result["seconds"] = round(time.perf_counter() - started, 1)
    return result


def stories(data: Path, split: str) -> list[Story]:
    """The benchmark's stories of one split; ``cascade`` is all test."""
    found = [story for name, steps in TELEPHONE for story in chains(data, name, steps) if story.split == split]
    found += [story for story in revisions(data) if story.split == split]
    found += list(families(data / "cascade", "cascade", "test")) if split == "test" else []
    return found + list(grown(data, split, 20))


def related(documents: Sequence[Prepared]) -> list[Derivation]:
    """Every pair as related: the benchmark is about descent inside stories that are known."""
    ids = sorted(document.id for document in documents)
    return [Derivation(a, b, 0, 0, 0, 0, 0, 0, 0, 0, 1.0, "heavy_rewrite") for a, b in combinations(ids, 2)]


def placed(story: Story, release: str | None) -> Lineage:
    """What the library says about one story."""
    return build(story.documents, related(story.documents), {}, SETTINGS, release)


def _versions(story: Story) -> Iterable[tuple[str, Story]]:
    yield "undated", story
    yield "exact", dated(story, days=_STEP)
    yield "a step off", dated(story, jitter=1.0, days=_STEP)


def _descent(found: Sequence[Story]) -> list[dict[str, Any]]:
    counts: dict[tuple[str, str, str, str], list[dict[str, Any]]] = defaultdict(list)
    for story in found:
        for source, variant in (("present", story), ("hidden", hide(story, {story.root or ""}, ""))):
            if len(variant.documents) < 3 or (source == "hidden" and variant.root is not None):
                continue
            for dates, version in _versions(variant):
                made = placed(version, variant.root if source == "present" else None)
                counts[story.name, story.regime, source, dates].append(compare(version, made))
    return [{"story": key[0], "regime": key[1], "source": key[2], "dates": key[3], **_summed(rows)}
            for key, rows in counts.items()]


def compare(story: Story, made: Lineage) -> dict[str, Any]:
    """Counts of right and wrong edges of one story."""
    truth = {child: set(above) for child, above in story.parents.items() if above}
    guess = {edge.child: (UNSEEN if edge.parent.startswith("inferred:") else edge.parent, edge.support)
             for edge in made.edges if edge.directed and edge.kind == "derives"}
    scored = [(support, parent in truth[child]) for child, (parent, support) in guess.items() if child in truth]
    visible = [child for child, above in truth.items() if UNSEEN not in above]
    pairs = {frozenset((child, parent)) for child, above in truth.items() for parent in above if parent != UNSEEN}
    joined = {frozenset((edge.parent, edge.child)) for edge in made.edges if not edge.parent.startswith("inferred:")}
    undirected = {frozenset((edge.parent, edge.child)) for edge in made.edges if not edge.directed}
    days = {document.id: (document.document.published or "")[:10] for document in story.documents}
    against = sum(edge.directed and days.get(edge.parent, "") > days.get(edge.child, "") > "" for edge in made.edges)
    near = lineage_copies.nearest(story) if any(days.values()) else {}
    ours, theirs = _ancestry({c: {p} for c, (p, _) in guess.items()}), _ancestry(truth)
    return {"children": len(truth), "scored": scored, "wrong_children": len(set(guess) - set(truth)),
            "visible": len(visible), "visible_right": sum(c in guess and guess[c][0] in truth[c] for c in visible),
            "adjacent": len(pairs), "joined": len(joined), "joined_right": len(pairs & joined),
            "undirected": len(undirected), "undirected_right": len(pairs & undirected),
            "ours": len(ours), "theirs": len(theirs), "both": len(ours & theirs), "against_days": against,
            "unlikely": sum(support < 0.5 for support, _ in scored), "near": near}


def _ancestry(parents: dict[str, set[str]]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for child in parents:
        waiting = [child]
        while waiting:
            for above in parents.get(waiting.pop(), ()):
                if (above, child) not in found:
                    found.add((above, child))
                    waiting.append(above)
    return found


def _summed(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    total = {key: sum(row[key] for row in rows) for key in rows[0] if key not in ("scored", "near")}
    scored = [pair for row in rows for pair in row["scored"]]
    right = sum(ok for _, ok in scored)
    sure = [ok for support, ok in scored if support >= 0.9]
    likely = [ok for support, ok in scored if support >= 0.5]
    nearest = {name: _share(sum(row["near"][name][0] for row in rows), sum(row["near"][name][1] for row in rows))
               for name in rows[0]["near"]}
    f1 = 2 * total["both"] / max(total["ours"] + total["theirs"], 1)
    return {"stories": len(rows), "edges": total["children"], "recall": _share(right, total["children"]),
            "precision": _share(right, len(scored) + total["wrong_children"]),
            "coverage": _share(len(scored), total["children"]),
            "nearest_visible_ancestor": _share(total["visible_right"], total["visible"]),
            "adjacent_recall": _share(total["joined_right"], total["adjacent"]),
            "adjacent_precision": _share(total["joined_right"], total["joined"]),
            "undirected": total["undirected"],
            "undirected_precision": _share(total["undirected_right"], total["undirected"]),
            "ancestry_f1": round(f1, 3), "ece": calibration_error(scored), "sure": len(sure), "sure_right": sum(sure),
            "precision_at_90": _share(sum(sure), len(sure)), "likely": len(likely),
            "precision_at_50": _share(sum(likely), len(likely)), "against_days": total["against_days"],
            "unlikely": total["unlikely"], **nearest}


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None


def calibration_error(scored: Sequence[tuple[float, bool]], bins: int = 10) -> float | None:
    """Expected calibration error: mean gap between support and share right over equal-width bins."""
    if not scored:
        return None
    support, right = np.array([pair[0] for pair in scored]), np.array([pair[1] for pair in scored], dtype=float)
    where = np.minimum((support * bins).astype(int), bins - 1)
    gaps = [abs(support[where == b].mean() - right[where == b].mean()) * (where == b).mean()
            for b in range(bins) if (where == b).any()]
    return round(float(sum(gaps)), 3)


def _roots(found: Sequence[Story]) -> list[dict[str, Any]]:
    """The source neither named nor dated: who is it, or is it hidden?"""
    rows: dict[tuple[str, str], list[tuple[bool, float, bool, bool]]] = defaultdict(list)
    for story in found:
        for variant in (story, hide(story, {story.root or ""}, "")):
            if len(variant.documents) < 3:
                continue
            chances, hidden = chances_of(variant.documents, SETTINGS)
            best = max(chances, key=lambda key: (chances[key], key))
            claimed = chances[best] >= 0.75
            rows[story.name, story.regime].append((variant.root is None, hidden, best == variant.root, claimed))
    return [{"story": name, "regime": regime, **_root_row(values)} for (name, regime), values in rows.items()]


def _root_row(values: Sequence[tuple[bool, float, bool, bool]]) -> dict[str, Any]:
    hidden = [value[0] for value in values]
    visible = [value for value in values if not value[0]]
    claimed = [value for value in values if value[3]]
    both = len(set(hidden)) == 2
    return {"stories": len(values), "root_accuracy_forced": _share(sum(v[2] for v in visible), len(visible)),
            "claimed": len(claimed), "claimed_right": _share(sum(v[2] and not v[0] for v in claimed), len(claimed)),
            "abstained": _share(sum(not v[3] for v in visible), len(visible)),
            "hidden_auroc": round(float(roc_auc_score(hidden, [v[1] for v in values])), 3) if both else None}


def _speed(found: Sequence[Story]) -> dict[str, float]:
    """Seconds for 200 documents in one story with 100 replicates, release known and not."""
    documents: list[Prepared] = []
    for story in found:
        documents += [replace(document, document=replace(document.document, id=f"{story.name}{document.id}"))
                      for document in story.documents if story.name.startswith("telephone")]
    chosen = documents[:200]
    full = replace(SETTINGS, bootstrap=100)
    times = {}
    for name, release in (("release_known", chosen[0].id), ("release_unknown", None)):
        started = time.perf_counter()
        build(chosen, related(chosen), {}, full, release)
        times[name] = round(time.perf_counter() - started, 2)
    return {"documents": len(chosen), **times}


def checks(result: dict[str, Any]) -> list[dict[str, Any]]:
    """Every target with the figure reached and whether it is met."""
    rows = {(row["story"], row["source"], row["dates"]): row for row in result["descent"]}
    found: list[dict[str, Any]] = []

    def note(what: str, value: float | None, target: float, most: bool = False) -> None:
        met = value is not None and (value <= target if most else value >= target)
        found.append({"target": what, "wanted": f"{'<=' if most else '>='} {target}", "reached": value, "met": met})

    for name, (undated, exact) in TARGETS.items():
        if (name, "present", "undated") in rows:
            note(f"directed recall, {name}, undated", rows[name, "present", "undated"]["recall"], undated)
            note(f"directed recall, {name}, exact dates", rows[name, "present", "exact"]["recall"], exact)
    for (name, source, dates), row in rows.items():
        if dates == "a step off":
            note(f"dates a step off no worse than none, {name}, source {source}", row["recall"],
                 rows[name, source, "undated"]["recall"])
    for row in result["copied"]:
        if row["dates"] == "dated":
            note(f"true parents, {row['story']}", _share(row["parents"], row["edges"]), 0.92)
        note(f"invented sources, {row['story']}, {row['dates']}", row["invented"], 0, most=True)
    note("edges against the days", sum(row["against_days"] for row in result["descent"]), 0, most=True)
    best = max(value for name, value in result["traditions"].items() if name != "lineage")
    note("average sign similarity of traditions, against the better of two trees",
         result["traditions"]["lineage"], round(best - 0.01, 3))
    forms = result["forms"]
    note("dates in hand-made heads, right", _share(forms["dates_right"], forms["dates"]), 0.95)
    note("dates in hand-made heads, wrong", _share(forms["dates_wrong"], forms["dates"]), 0.01, most=True)
    note("agency credits in hand-made forms", _share(forms["credits_found"], forms["credits"]), 0.95)
    note("agency credits found in releases", result["false_credits"], 0.01, most=True)
    for key, (sure, right) in _regimes(result["descent"]).items():
        if sure:
            note(f"precision at support >= .9, {key} ({sure} edges)", round(right / sure, 3), _PRECISION)
    for row in result["roots"]:
        if row["story"] == "grown copied":
            note("hidden source AUROC, copied", row["hidden_auroc"], _AUROC)
        if row["story"].startswith("broken") and row["claimed"]:
            note(f"undated root claimed, {row['story']}", row["claimed_right"], _ROOT)
    for name, value in result["joins"].items():
        if name.endswith("rate"):
            note(f"false joins, {name.removesuffix('_rate')}", value, _JOINS, most=True)
    note("seconds for 200 documents, release known", result["speed"]["release_known"], _SECONDS, most=True)
    note("seconds for 200 documents, release unknown", result["speed"]["release_unknown"], _SECONDS, most=True)
    return found


def _regimes(rows: Sequence[dict[str, Any]]) -> dict[str, tuple[int, int]]:
    """Edges with support >= .9, and how many are right, by regime, dates and source, and by set of stories."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        dates = "undated" if row["dates"] == "undated" else "dated"
        for key in (f"{row['regime']}, {dates}, source {row['source']}", f"set {row['story']}, {row['source']}"):
            sums[key][0] += row["sure"]
            sums[key][1] += row["sure_right"]
    return {key: (sure, right) for key, (sure, right) in sums.items()}


def table(result: dict[str, Any]) -> str:
    """The result as plain text."""
    columns = ("recall", "precision", "coverage", "nearest_visible_ancestor", "adjacent_recall", "ancestry_f1", "ece",
               "likely", "precision_at_50", "sure", "precision_at_90", "against_days", "nearest by TF-IDF",
               "nearest by edit")
    short = ("recall", "prec", "cover", "nva", "adj", "ancF1", "ECE", "n>=.5", "P>=.5", "n>=.9", "P>=.9", "against",
             "TF-IDF", "edit")
    lines = [f"lineage, {result['split']} split, {result['stories']} stories, {result['seconds']} s", "",
             f"{'story':<26}{'source':<9}{'dates':<12}{'edges':>6}" + "".join(f"{name:>8}" for name in short)]
    for row in result["descent"]:
        lines.append(f"{row['story']:<26}{row['source']:<9}{row['dates']:<12}{row['edges']:>6}"
                     + "".join(f"{_cell(row.get(column)):>8}" for column in columns))
    lines += ["", f"{'copied outright':<26}{'dates':<12}" + "".join(f"{name:>18}" for name in _COPIED)]
    lines += [f"{row['story']:<26}{row['dates']:<12}" + "".join(f"{row[name]:>18}" for name in _COPIED)
              for row in result["copied"]]
    lines += ["", *(f"average sign similarity, {name}: {value}" for name, value in result["traditions"].items()),
              *(f"{name}: {value}" for name, value in {**result["forms"], "false": result["false_credits"]}.items())]
    lines += ["", f"{'source not named':<26}{'stories':>8}{'root acc':>10}{'claimed':>9}{'right':>8}{'abstain':>9}"
                  f"{'hidden AUROC':>14}"]
    for row in result["roots"]:
        lines.append(f"{row['story']:<26}{row['stories']:>8}{_cell(row['root_accuracy_forced']):>10}{row['claimed']:>9}"
                     f"{_cell(row['claimed_right']):>8}{_cell(row['abstained']):>9}{_cell(row['hidden_auroc']):>14}")
    lines += ["", *(f"{name}: {value}" for name, value in {**result["joins"], **result["speed"]}.items()), ""]
    lines += [f"{'met   ' if row['met'] else 'MISSED'} {row['target']}: {row['reached']} (wanted {row['wanted']})"
              for row in result["checks"]]
    return "\n".join(lines)


def _cell(value: float | int | None) -> str:
    return "-" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)
