"""Texts beside a source: human rewrites, reports of one event, unrelated texts, machine rewrites.

What a source must not do is accuse: each kind of human pair has its own row of realised rates.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from ... import attribute
from ...attribute.model import MIN_WORDS
from . import broad, corpora
from .attribution_measures import rate_interval
from .corpora import Pair, order_of, read_jsonl
from .data import split_of
from .fit_attribution import teaches

_CAP = 250  # pairs of one kind
_LEARNED = 700
_UNLEARNED = ("clough_stevenson", "web articles")
_EACH = 40  # texts of one collection set beside a source they do not derive from
_SOURCES = ("senate", "insciout_releases", "prosecutors", "human_outlets", "human_wire", "detectrl", "llmfake")


def human_kinds(data: Path) -> dict[str, list[Pair]]:
    """Human pairs that share a source or an event, by kind."""
    found: dict[str, list[Pair]] = defaultdict(list)
    for pair in corpora.human_pairs(data):
        found[f"human rewrite: {pair.corpus}"].append(pair)
    found["one event: three newsrooms"] = _one_event(data, "same_event_triples", "event")
    found["one event: web articles"] = _one_event(data, "event_twins", "event")
    return found


def learned_kinds(data: Path) -> dict[str, list[Pair]]:
    """The human pairs of news and releases that set the limits: none of the test split.

    Web articles on one event stay out, as a kind nobody calibrated on; student answers are other prose.
    """
    found = {kind: _sample([pair for pair in own if split_of(pair.group) != "test"], _LEARNED)
             for kind, own in human_kinds(data).items() if not kind.endswith(_UNLEARNED)}
    return dict(sorted(found.items()))


def kinds(data: Path) -> dict[str, list[Pair]]:
    """Pairs of the test split by kind, of each collection a stable sample; student answers and families whole."""
    found: dict[str, list[Pair]] = defaultdict(list)
    for kind, pairs in human_kinds(data).items():
        found[kind] = [pair for pair in pairs if split_of(pair.group) == "test" or kind.endswith(_UNLEARNED)]
    people = [row for row in [*corpora.machine_rows(data), *corpora.release_rows(data, 300), *corpora.prose_rows(data),
                              *corpora.senate_rows(data, 3), *broad.rows(data)] if not row.ai and teaches(row)]
    found["unrelated"] = _unrelated(people)
    clear = [row for row in [*corpora.machine_rows(data), *corpora.telephone_rows(data), *broad.rows(data)]
             if teaches(row) and row.family not in corpora.SIDE_FAMILIES]
    for pair in corpora.machine_pairs(clear):
        if split_of(pair.group) == "test":
            found[f"machine: {pair.corpus.split('-')[0]}"].append(pair)
    for relation, pair in _families(data):
        found[f"machine: cascade {relation}"].append(pair)
    return {kind: kept for kind, own in sorted(found.items()) if (kept := _sample(own))}


def _sample(pairs: list[Pair], most: int = _CAP) -> list[Pair]:
    long = [pair for pair in pairs if min(len(pair.text.split()), len(pair.source.split())) >= MIN_WORDS]
    return sorted(long, key=lambda pair: order_of(pair.text + pair.source))[:most]


def _one_event(data: Path, name: str, field: str) -> list[Pair]:
    events: dict[str, list[str]] = defaultdict(list)
    for raw in read_jsonl(data / "reuse" / f"{name}.jsonl.gz"):
        events[raw[field]].append(raw["text"])
    return [Pair(text, other, False, name, event) for event, texts in sorted(events.items())
            for text in texts for other in texts if text != other]


def _unrelated(rows: list[corpora.Row]) -> list[Pair]:
    """Human texts of every collection beside a source of another story, drawn by hash."""
    sets: dict[str, list[corpora.Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: order_of(row.id)):
        sets[row.corpus].append(row)
    sources = [row for name in _SOURCES for row in sets.get(name, [])[-_EACH:]]
    pairs = []
    for own in sets.values():
        for row in own[:_EACH]:
            source = sources[int(order_of(row.id + "source")[:8], 16) % len(sources)]
            if source.group != row.group:
                pairs.append(Pair(row.text, source.text, False, row.corpus, row.group))
    return pairs


def _families(data: Path) -> list[tuple[str, Pair]]:
    releases = {pair.group: pair.source for pair in corpora.family_pairs(data / "cascade", "cascade")}
    return [(row.kind, Pair(row.text, releases[row.group], True, "cascade", row.group))
            for row in corpora.family_rows(data / "cascade", "cascade")
            if row.kind in corpora.REWRITES and row.group in releases]


def measure(pairs: dict[str, list[Pair]]) -> list[dict[str, Any]]:
    """Rates of `likely_ai` with the source and without it, and how often the source was set aside."""
    table = []
    for kind, own in pairs.items():
        alone = attribute.scores([pair.text for pair in own])
        beside = attribute.scores([pair.text for pair in own], [pair.source for pair in own])
        hits = sum(one.label == "likely_ai" for one in beside)
        table.append({"kind": kind, "pairs": len(own), "set aside": float(np.mean([bool(one.note) for one in beside])),
                      "flagged with source": hits / len(own), "interval": rate_interval(hits, len(own)),
                      "flagged without": float(np.mean([one.label == "likely_ai" for one in alone]))})
    return table
