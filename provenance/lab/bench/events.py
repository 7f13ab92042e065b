"""Pairs about one event that no text explains: reports by several newsrooms, and two events of one kind.

Reports of one event are never of one text here (a few share wire copy, unlabelled); two events of one topic are never
related at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from ...find.candidates import overlap
from .data import Split, read_jsonl, split_of
from .pairs import Pair, Texts, by_hash, nearest

_COPIED = 0.02  # share of runs from which two articles of different outlets may print one agency's text


def triples(data: Path, texts: Texts, splits: Sequence[Split]) -> list[Pair]:
    """Every two newsrooms' reports of one event, and each report with the nearest about another event."""
    rows = read_jsonl(data / "reuse" / "same_event_triples.jsonl.gz")
    event = {texts.add(row["id"], row["text"], row["outlet"], row["published"]): str(row["event"]) for row in rows}
    return [*_within(event, splits, "triples"), *_across(event, texts, splits, "triples_apart", 2)]


def twins(data: Path, texts: Texts, splits: Sequence[Split], most: int = 3) -> list[Pair]:
    """Each article with the nearest ones about the other event of its topic; same-event pairs come unlabelled."""
    rows = [row for row in read_jsonl(data / "reuse" / "event_twins.jsonl.gz") if len(row["text"].split()) >= 60]
    event = {texts.add(row["id"], row["text"]): str(row["event"]) for row in rows}
    by_topic: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        by_topic[str(row["topic"])].append(row)
    found: list[Pair] = []
    for topic, members in sorted(by_topic.items()):
        split = split_of(f"topic {topic}")
        if split in splits:
            keys = [row["id"] for row in members]
            same = [pair for pair in combinations(keys, 2) if event[pair[0]] == event[pair[1]]]
            found += [Pair(*pair, False, "twins_same", split, "same_event", group=topic) for pair in same[:40]]
            found += _other(keys, event, texts, split, topic, most)
    return found


def _other(keys: Sequence[str], event: Mapping[str, str], texts: Texts, split: Split, topic: str, most: int
           ) -> list[Pair]:
    pairs: set[tuple[str, str]] = set()
    for key, near in zip(keys, nearest(texts, keys, keys, len(keys)), strict=True):
        apart = [other for other in near if event[other] != event[key]][:most]
        pairs |= {(min(key, other), max(key, other)) for other in apart}
    return [Pair(a, b, False, "twins", split, "unrelated", group=topic) for a, b in sorted(pairs)]


def _within(event: Mapping[str, str], splits: Sequence[Split], stratum: str) -> list[Pair]:
    members: dict[str, list[str]] = defaultdict(list)
    for key, name in sorted(event.items()):
        members[name].append(key)
    return [Pair(a, b, False, stratum, split_of(name), "same_event", group=name)
            for name, keys in sorted(members.items()) if split_of(name) in splits
            for a, b in combinations(keys, 2)]


def _across(event: Mapping[str, str], texts: Texts, splits: Sequence[Split], stratum: str, most: int) -> list[Pair]:
    keys = [key for key in sorted(event) if split_of(event[key]) in splits]
    return [Pair(key, other, False, stratum, split_of(event[key]), "unrelated", group=event[key])
            for key, near in zip(keys, nearest(texts, keys, keys, 12), strict=True)
            for other in [other for other in near if event[other] != event[key]][:most]]


def outlets(data: Path, texts: Texts, splits: Sequence[Split], cap: int) -> list[Pair]:
    """News articles with the nearest of another outlet that shares hardly a run with it: not of one text.

    Whether they report one event is unknown.
    """
    rows = [row for row in read_jsonl(data / "ai" / "human_outlets.jsonl.gz")
            if 120 <= len(row["text"].split()) <= 1500]
    outlet = {texts.add(row["id"], row["text"], row["outlet"], row["published"]): str(row["outlet"]) for row in rows}
    found: list[Pair] = []
    for split in splits:
        keys = by_hash((key for key in outlet if split_of(outlet[key]) == split), "outlets")[:cap * 4]
        for key, near in zip(keys[:cap], nearest(texts, keys[:cap], keys, 8), strict=True):
            apart = [other for other in near if outlet[other] != outlet[key]
                     and max(overlap(texts[key], texts[other])[1:]) < _COPIED]
            found += [Pair(key, other, False, "outlets", split, group=outlet[key]) for other in apart[:1]]
    return found
