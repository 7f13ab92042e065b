"""Passages: plagdet on PAN 2013 and on passages set into other texts, beside Sanchez-Perez et al. (2014).

Local PAN pairs are copied or shuffled at random. Two further sets stand for what is not at hand: passages rewritten by
a machine, set into another text on either side (for translations there and back), and short news set into another
article, against the long release it reports (for summaries; the whole release is the true source side, so recall is a
lower bound). Clean pairs share nothing: strangers of PAN, and stories of two different events of one kind.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ...align import align, with_passages
from ...prepare import prepare
from ...records import Document, Prepared
from . import sanchez_perez
from .data import Split, read_jsonl, split_of
from .plagdet import Passage, score

TARGETS = {"no-obfuscation": 0.97, "random-obfuscation": 0.88}
GRANULARITY = 1.05
COUNT = 100  # pairs of each made set
Case = tuple[Prepared, Prepared, list[Passage]]  # source, copy, true passages


def ours(source: Prepared, copy: Prepared) -> list[Passage]:
    """The passages that `compare` shows."""
    found = with_passages(align(source, copy), source, copy).passages
    return [(one.a_start, one.a_end, one.b_start, one.b_end) for one in found]


METHODS: Mapping[str, Callable[[Prepared, Prepared], list[Passage]]] = {
    "provenance": ours, "Sanchez-Perez 2014": sanchez_perez.find}


def _case(source: str, copy: str, gold: Iterable[Passage]) -> Case:
    return prepare(Document("source", source, "")), prepare(Document("copy", copy, "")), list(gold)


def pan(data: Path, split: Split) -> dict[str, list[Case]]:
    """The pairs of one split by kind of obfuscation."""
    cases: dict[str, list[Case]] = {kind: [] for kind in TARGETS}
    for row in read_jsonl(data / "reuse" / "pan13_pairs.jsonl.gz"):
        if split_of(row["id"]) == split:
            gold = [(a, a + long, b, b + size) for b, size, a, long in row["gold"]]
            cases[row["kind"]].append(_case(row["source"], row["suspicious"], gold))
    return cases


def set_in(host: str, passage: str) -> tuple[str, int, int]:
    """The passage as a paragraph in the middle of a host, with its offsets."""
    sentences = [one for one in re.split(r"(?<=[.!?])\s+", host) if one.strip()]
    head = " ".join(sentences[:len(sentences) // 2]) + "\n\n"
    end = len(head) + len(passage.strip())
    return f"{head}{passage.strip()}\n\n{' '.join(sentences[len(sentences) // 2:])}", len(head), end


def rewritten(data: Path, split: Split, count: int = COUNT) -> list[Case]:
    """Human passages and their machine rewrites, each in another text of its kind of prose."""
    rows = read_jsonl(data / "ai" / "l2r_domains.jsonl.gz")
    human = {row["id"]: row for row in rows if row["label"] == "human" and 60 <= len(row["text"].split()) <= 400}
    made = [row for row in rows if row["label"] != "human" and row["source_id"] in human
            and split_of(row["source_id"]) == split and len(row["text"].split()) >= 40]
    chance, cases = random.Random("rewritten"), []
    for row in sorted(made, key=lambda row: split_key(row["id"]))[:count]:
        source = human[row["source_id"]]
        hosts = [other["text"] for other in human.values()
                 if other["domain"] == source["domain"] and other["id"] != source["id"]]
        a, a_start, a_end = set_in(chance.choice(hosts), source["text"])
        b, b_start, b_end = set_in(chance.choice(hosts), row["text"])
        cases.append(_case(a, b, [(a_start, a_end, b_start, b_end)]))
    return cases


def split_key(key: str) -> float:
    """A fixed shuffle."""
    return random.Random(key).random()


def summarised(data: Path, split: Split, count: int = COUNT) -> list[Case]:
    """News of at most 200 words on a release, set into another article."""
    releases = {row["doc_id"]: row["text"] for row in read_jsonl(data / "reuse" / "insciout_releases.jsonl.gz")}
    hosts = [row["text"] for row in read_jsonl(data / "ai" / "human_outlets.jsonl.gz")
             if split_of(row["id"]) == split and 250 <= len(row["text"].split()) <= 600]
    news = [row for row in read_jsonl(data / "reuse" / "insciout_news.jsonl.gz")
            if row["coded"] and (row["coded"].get("match_score") or 0) >= 3 and not row["broadcast"]
            and split_of(row["source_id"]) == split and 60 <= len(row["text"].split()) <= 200]
    chance, cases = random.Random("summarised"), []
    for row in sorted(news, key=lambda row: split_key(row["doc_id"]))[:count]:
        source = releases[row["source_id"]]
        copy, start, end = set_in(chance.choice(hosts), row["text"])
        cases.append(_case(source, copy, [(0, len(source), start, end)]))
    return cases


def strangers(cases: Sequence[Case]) -> list[Case]:
    """Sources beside copies made from others, half a list apart."""
    half = len(cases) // 2
    return [(cases[at][0], cases[(at + half) % len(cases)][1], []) for at in range(len(cases))]


def twins(data: Path, split: Split, each: int = 20) -> list[Case]:
    """Articles on different events of one kind, some pairs of each topic of one split."""
    topics: dict[int, list[dict[str, Any]]] = {}
    for row in read_jsonl(data / "reuse" / "event_twins.jsonl.gz"):
        if len(row["text"].split()) >= 100 and split_of(str(row["topic"])) == split:
            topics.setdefault(row["topic"], []).append(row)
    cases = []
    for held in topics.values():
        pairs = [(one, other) for one in held for other in held if one["event"] < other["event"]]
        for one, other in sorted(pairs, key=lambda pair: split_key(pair[0]["id"] + pair[1]["id"]))[:each]:
            cases.append(_case(one["text"], other["text"], []))
    return cases


def run(data: Path, split: Split = "test") -> dict[str, Any]:
    """Plagdet and its parts by set and method, and how many clean pairs are given a passage."""
    sets = pan(data, split)
    clean = {"strangers": strangers([case for cases in sets.values() for case in cases]), "twins": twins(data, split)}
    sets |= {"rewritten": rewritten(data, split), "summarised": summarised(data, split)}
    found = {name: {method: asdict(score([(gold, find(a, b)) for a, b, gold in cases]))
                    for method, find in METHODS.items()} for name, cases in sets.items()}
    flagged = {name: {method: sum(bool(find(a, b)) for a, b, _ in cases) for method, find in METHODS.items()}
               for name, cases in clean.items()}
    return {"sets": found, "pairs": {name: len(cases) for name, cases in (sets | clean).items()}, "clean": flagged}


def table(result: Mapping[str, Any]) -> str:
    """The figures as plain text."""
    lines = [f"{'passages, test':<24}{'method':<22}{'plagdet':>8}{'P':>7}{'R':>7}{'gran.':>7}"]
    for name, methods in result["sets"].items():
        lines += [f"{name + ' (' + str(result['pairs'][name]) + ')':<24}{method:<22}{one['plagdet']:>8.3f}"
                  f"{one['precision']:>7.3f}{one['recall']:>7.3f}{one['granularity']:>7.3f}"
                  for method, one in methods.items()]
    lines += [f"clean, {name}: " + ", ".join(f"{method} {count}" for method, count in methods.items())
              + f" of {result['pairs'][name]} with a passage" for name, methods in result["clean"].items()]
    for name, target in TARGETS.items():
        one = result["sets"][name]["provenance"]
        good = one["plagdet"] >= target and one["granularity"] <= GRANULARITY
        lines.append(f"target {name} plagdet >= {target}, granularity <= {GRANULARITY}: {one['plagdet']:.3f}, "
                     f"{one['granularity']:.3f} {'met' if good else 'missed'}")
    return "\n".join(lines)
