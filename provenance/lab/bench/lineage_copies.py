"""Texts copied outright, through the steps users run, and the small tables of dates and credits.

Write-through chains and single copies, dated a day apart or undated, go through `pipeline.placed` with nothing named;
beside it stand the nearest earlier text by TF-IDF and by edit distance.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ... import dating
from ...lineage.case import flat
from ...lineage.credits import credits
from ...lineage.descent import Array, edit_distances, plain, sums
from ...lineage.readings import read
from ...pipeline import placed
from ...settings import Settings
from ...text.rarity import load_background
from .cascades import Story, dated
from .data import read_jsonl
from .write_through import chains, copies

SETTINGS = Settings(bootstrap=50)
_HERE = Path(__file__).parent
_BODY = """The council of Tarrow Bay has approved a new bridge over the harbour, officials said on Monday.

It will open in May 2026, two years after the storm of 5 March 2021, and cost 4 million crowns.

The old bridge closed when the roof of the fish market came down on it. Work on the new one begins on 12 June."""


def table(data: Path, split: str, count: int = 12) -> list[dict[str, Any]]:
    """A row for each kind of story, dated and undated."""
    rows: dict[tuple[str, str], list[dict[str, int]]] = defaultdict(list)
    for story in (*chains(data, split, count), *copies(data, split, max(count // 2, 1))):
        rows[story.name, "dated"].append(_told(dated(story)))
        rows[story.name, "undated"].append(_told(story))
    return [{"story": name, "dates": dates, **{key: sum(row[key] for row in held) for key in held[0]}}
            for (name, dates), held in sorted(rows.items())]


def _told(story: Story) -> dict[str, int]:
    found = placed([document.document for document in story.documents], None, SETTINGS)
    first = [edge for edge in found.edges if edge.kind != "second_source"]
    truth = {(above[0], child) for child, above in story.parents.items() if above}
    drawn = {(edge.parent, edge.child) for edge in first if edge.directed}
    beside = {frozenset((edge.parent, edge.child)) for edge in first}
    counts = {"edges": len(truth), "parents": len(drawn & truth), "wrong": len(drawn - truth),
              "neighbours": len(beside & {frozenset(pair) for pair in truth}), "invented": len(found.inferred)}
    return counts | {name: hits for name, (hits, _) in nearest(story).items()}


def nearest(story: Story) -> dict[str, tuple[int, int]]:
    """(right, asked) of the nearest earlier text as parent, by TF-IDF cosine and by edit distance.

    Only children with a visible parent are asked, and only texts of an earlier step are near.
    """
    visible = {document.id for document in story.documents}
    asked = {child: set(above) for child, above in story.parents.items() if set(above) & visible}
    return {name: (sum(parents[child] in asked[child] for child in parents.keys() & asked.keys()),
                   len(parents.keys() & asked.keys()))
            for name, parents in nearest_parents(story).items()}


def nearest_parents(story: Story) -> dict[str, dict[str, str]]:
    """By likeness, for each document with an earlier one the nearest of these."""
    documents = sorted(story.documents, key=lambda document: document.id)
    shared = sums(plain(read(documents, load_background())))[0]
    size = np.sqrt(np.maximum(np.diag(shared), 1e-6))
    likeness = {"TF-IDF": shared / np.outer(size, size), "edit": -edit_distances(flat(documents))}
    return {f"nearest by {name}": _nearest(story, [document.id for document in documents], near)
            for name, near in likeness.items()}


def _nearest(story: Story, ids: Sequence[str], near: Array) -> dict[str, str]:
    found: dict[str, str] = {}
    for at, child in enumerate(ids):
        older = [other for other, key in enumerate(ids) if story.order[key] < story.order[child]]
        if older:
            found[child] = ids[max(older, key=lambda other: (round(float(near[other, at]), 6), story.order[ids[other]],
                                                             -other))]
    return found


def forms() -> dict[str, Any]:
    """Hand-made page heads and addresses, and hand-made agency credits: found and wrong."""
    heads, lines = _rows("dates.jsonl"), _rows("credits.jsonl")
    told = [(row["published"], found.published if (found := dating.of_text(f"{row['text']}\n\n{_BODY}", row["url"]))
             else None) for row in heads]
    said = [(row["agency"], [credit.agency for credit in credits(_placed(row))]) for row in lines]
    wanted = [found == [agency] for agency, found in said if agency]
    return {"dates": len(told), "dates_right": sum(_agree(true, found) for true, found in told),
            "dates_wrong": sum(found is not None and not _agree(true, found) for true, found in told),
            "credits": len(wanted), "credits_found": sum(wanted),
            "credits_false": sum(bool(found) for agency, found in said if not agency)}


def _agree(true: str | None, found: str | None) -> bool:
    return found is None if true is None else found is not None and found.startswith(true)


def _placed(row: dict[str, str]) -> str:
    parts = [row["text"], _BODY] if row["place"] == "head" else [_BODY, row["text"]]
    return "\n\n".join(["Harbour bridge approved", *parts])


def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (_HERE / name).read_text("utf-8").splitlines()]


def false_credits(data: Path, count: int = 2000) -> float:
    """Share of releases of US senators in which a credit of an agency is found."""
    rows = read_jsonl(data / "reuse" / "senate_releases.jsonl.gz")
    chosen = [row["text"] for row in rows[::max(1, len(rows) // count)][:count]]
    return round(sum(bool(credits(text)) for text in chosen) / max(len(chosen), 1), 4)
