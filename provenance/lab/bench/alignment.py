"""Alignment: passages, planted passages found word by word, sentence pairs told apart, and milliseconds for a pair."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score, roc_auc_score

from ...align import align, shared_words
from ...align.profile import profile, remembered
from ...align.sentences import FEATURES, evidence, load_alignment
from ...prepare import prepare
from ...records import Alignment, Document, Prepared
from ...text.rarity import load_background
from . import plagiarism
from .data import Split, read_jsonl, split_of

TARGETS = {"verbatim": 0.95, "edited": 0.85, "milliseconds": 10.0}
PLANTS = 150  # documents with planted passages
EDITS = 0.15  # share of the words of an edited passage replaced, dropped or preceded by another
KINDS = ("verbatim", "edited", "moved")


@dataclass(frozen=True, slots=True)
class Planted:
    """A source, an article with passages of it, and the article's words that were planted, by kind."""

    source: Prepared
    article: Prepared
    words: dict[str, NDArray[np.bool_]]


def _releases(data: Path, split: Split, limit: int) -> list[Prepared]:
    """Releases of 250 to 700 words with at least eight sentences to plant, evenly by the order of the file."""
    found: list[Prepared] = []
    for row in read_jsonl(data / "reuse" / "senate_releases.jsonl.gz")[::31]:
        if split_of(row["id"]) == split and 250 <= len(row["text"].split()) <= 700:
            release = prepare(Document(row["id"], row["text"], ""))
            if len(_whole(release)) >= 8:
                found.append(release)
            if len(found) == limit:
                break
    return found


def _whole(release: Prepared) -> list[str]:
    """Its body sentences of 12 to 60 words."""
    return [release.text_of(s) for s in release.sentences if s.kind == "body" and 12 <= s.words <= 60]


def _edit(words: Sequence[str], others: Sequence[str], chance: random.Random) -> list[str]:
    """Replace, drop or insert words at random, a share EDITS of them in all."""
    edited: list[str] = []
    for word in words:
        draw = chance.random()
        if draw < EDITS * 0.5:
            edited.append(chance.choice(others))
        elif draw < EDITS * 0.75:
            continue
        elif draw < EDITS:
            edited += [chance.choice(others), word]
        else:
            edited.append(word)
    return edited


def plant(source: Prepared, filler: Prepared, kind: str, chance: random.Random) -> Planted:
    """Set about four sentences of the source between sentences of the filler; edit or shuffle them by ``kind``."""
    own = _whole(source)
    taken = sorted(chance.sample(range(len(own)), min(4, len(own))))
    if kind == "moved":
        taken.reverse()
    passages = [own[index].split() for index in taken]
    other = [filler.text_of(s).split() for s in filler.sentences if s.kind == "body"][:8]
    spare = [word for sentence in other for word in sentence if word.isalpha()]
    if kind == "edited":
        passages = [_edit(passage, spare, chance) for passage in passages]
    text, marks = "", []
    for place in range(max(len(other), len(passages))):
        for number, group in enumerate((other, passages)):
            if place < len(group) and group[place]:
                start = len(text)
                text += " ".join(group[place]).rstrip(".") + ".\n\n"
                marks.append((start, len(text), number == 1))
    article = prepare(Document(f"{source.id}+{kind}", text, ""))
    gold = np.zeros(len(article.words), dtype=bool)
    for start, end, mine in marks:
        if mine:
            gold |= (article.starts >= start) & (article.starts < end)
    return Planted(source, article, {kind: gold})


def covered(article: Prepared, alignment: Alignment) -> NDArray[np.bool_]:
    """The words of the article inside any span."""
    inside = np.zeros(len(article.words), dtype=bool)
    for span in alignment.spans:
        inside |= (article.starts >= span.b_start) & (article.starts < span.b_end)
    return inside


def _f1(pairs: Sequence[tuple[NDArray[np.bool_], NDArray[np.bool_]]]) -> float:
    gold, told = (np.concatenate(side) for side in zip(*pairs, strict=True))
    return float(2 * (gold & told).sum() / max(int(gold.sum() + told.sum()), 1))


def _planted(releases: Sequence[Prepared]) -> dict[str, Any]:
    """Word-level F1 of spans and of bare 5-word runs, by kind; and how often a shuffled passage is flagged."""
    result: dict[str, Any] = {}
    for kind in KINDS:
        chance = random.Random(f"planted {kind}")
        ours, bare, flagged, total = [], [], 0, 0
        # Neighbours in the file are of one office and share its phrases; half a list apart they are strangers.
        for source, filler in zip(releases, [*releases[len(releases) // 2:], *releases], strict=False):
            case = plant(source, filler, kind, chance)
            found = align(case.source, case.article)
            gold = case.words[kind]
            ours.append((gold, covered(case.article, found)))
            bare.append((gold, shared_words(case.source, case.article)[1]))
            flagged += any(span.kind == "moved" for span in found.spans)
            total += 1
        result[kind] = {"f1": _f1(ours), "f1_runs_alone": _f1(bare), "documents_with_moved": flagged / max(total, 1)}
    return result


def _pair_scores(rows: Sequence[Mapping[str, Any]]) -> tuple[NDArray[np.int64], dict[str, NDArray[np.float64]]]:
    """Labels, and per method a score for each sentence pair."""
    model, background = load_alignment(), load_background()
    labels, scores = [], []
    for row in rows:
        a, b = (profile(prepare(Document(side, row[f"text_{side}"], "")), background) for side in "ab")
        layers = evidence(a, b)
        labels.append(int(row["label"]))
        if not layers.size:
            scores.append((0.0, 0.0))
            continue
        scores.append((float(model.first(layers).max()), float(layers[..., FEATURES.index("cosine")].max())))
    table = np.array(scores)
    return np.array(labels), {"provenance": table[:, 0], "TF-IDF cosine": table[:, 1]}


def _sentence_pairs(data: Path, limit: int = 2000) -> dict[str, Any]:
    """AUROC on the test split, F1 there at the threshold that is best on dev."""
    result: dict[str, Any] = {}
    for name in ("msrp_pairs", "pan_sentence_pairs_train"):
        rows = read_jsonl(data / "reuse" / f"{name}.jsonl.gz")
        dev, test = ([row for row in rows if split_of(row["pair_id"]) == split][:limit] for split in ("dev", "test"))
        (dev_labels, dev_scores), (labels, scores) = _pair_scores(dev), _pair_scores(test)
        result[name] = {"pairs": len(labels)}
        for method, score in scores.items():
            cut = max(np.quantile(dev_scores[method], np.linspace(0, 0.98, 50)),
                      key=lambda at: f1_score(dev_labels, dev_scores[method] >= at))
            result[name][method] = {"auroc": float(roc_auc_score(labels, score)),
                                    "f1": float(f1_score(labels, score >= cut))}
    return result


def _times(releases: Sequence[Prepared]) -> dict[str, float]:
    """Median processor milliseconds for pairs of about 500 words: both texts seen before, and both new."""
    longer = [release for release in releases if 430 <= len(release.words) <= 600][:60]
    pairs = [pair for pair in pairwise(longer) if pair[0].id != pair[1].id]
    background = load_background()
    warm, cold, words = [], [], []
    for a, b in pairs:
        align(a, b)
        start = process_time()
        align(a, b)
        warm.append(process_time() - start)
        start = process_time()
        profile(a, background), profile(b, background)
        cold.append(process_time() - start + warm[-1])
        words.append(len(a.words))
    return {"median": 1e3 * median(warm), "median_cold": 1e3 * median(cold), "words": float(median(words)),
            "pairs": float(len(pairs))}


def run(data: Path) -> dict[str, Any]:
    """All figures; the sentence pairs and the releases are of the test split."""
    releases = _releases(data, "test", PLANTS)
    remembered(releases[0], load_background())
    return {"passages": plagiarism.run(data), "planted": _planted(releases), "sentence_pairs": _sentence_pairs(data),
            "milliseconds": _times(releases), "targets": TARGETS}


def table(result: Mapping[str, Any]) -> str:
    """The figures as plain text, targets last."""
    lines = [plagiarism.table(result["passages"]), "", f"planted in {PLANTS} articles: words in spans, F1",
             f"{'kind':<12}{'spans':>8}{'runs alone':>12}{'moved':>8}"]
    for kind, found in result["planted"].items():
        lines.append(f"{kind:<12}{found['f1']:>8.3f}{found['f1_runs_alone']:>12.3f}"
                     f"{found['documents_with_moved']:>8.2f}")
    lines += ["", f"{'sentence pairs, test':<28}{'method':<16}{'AUROC':>8}{'F1':>8}"]
    for name, found in result["sentence_pairs"].items():
        for method in ("provenance", "TF-IDF cosine"):
            lines.append(f"{name + ' (' + str(found['pairs']) + ')':<28}"[:38].ljust(34) + f"{method:<16}"
                         f"{found[method]['auroc']:>8.3f}{found[method]['f1']:>8.3f}")
    times, targets = result["milliseconds"], result["targets"]
    lines += ["", f"processor time, median of {times['pairs']:.0f} pairs of {times['words']:.0f} words: "
                  f"{times['median']:.1f} ms, "
                  f"{times['median_cold']:.1f} ms with both texts new", ""]
    for kind in ("verbatim", "edited"):
        got = result["planted"][kind]["f1"]
        said = "met" if got >= targets[kind] else "missed"
        lines.append(f"target {kind} words F1 >= {targets[kind]}: {got:.3f} {said}")
    met = "met" if times["median"] < targets["milliseconds"] else "missed"
    lines.append(f"target median < {targets['milliseconds']:.0f} ms: {times['median']:.1f} {met}")
    return "\n".join(lines)


__all__ = ["covered", "plant", "run", "table"]
