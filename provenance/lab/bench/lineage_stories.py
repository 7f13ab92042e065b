"""The stories of the lineage benchmark: recorded chains of rewrites, revision histories, families, grown cascades."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from .cascades import Grower, Regime, Story, make
from .data import read_jsonl, split_of

TELEPHONE: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("telephone_game", (1, 2, 3)), ("telephone_game", (1, 4, 10)),
    ("broken_telephone", (1, 2, 3)), ("broken_telephone", (1, 5, 20)))
_LEAST = 10  # words; shorter steps are refusals
_INDEPENDENT = ("same_event", "same_org")


def chains(data: Path, name: str, steps: Sequence[int]) -> Iterator[Story]:
    """One story per family (and seed): the root and these steps of every chain; unchanged steps are left out."""
    families: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in read_jsonl(data / "lineage" / f"{name}.jsonl.gz"):
        families[row["family"]].append(row)
    for family, rows in sorted(families.items()):
        root = next(row for row in rows if not row["parents"])
        for seed in sorted({row["meta"].get("seed", "") for row in rows if row["parents"]}):
            chosen = [row for row in rows if row["parents"] and row["meta"].get("seed", "") == seed
                      and row["meta"]["step"] in steps]
            label = "-".join(map(str, steps))
            yield _chain_story(f"{name} {label}", f"{family}/{seed}", split_of(family), root, chosen)


def _chain_story(name: str, key: str, split: str, root: dict[str, Any], rows: list[dict[str, Any]]) -> Story:
    by_chain: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row["doc_id"].rsplit("/", 1)[0], row["meta"]["step"])):
        by_chain[row["doc_id"].rsplit("/", 1)[0]].append(row)
    first = _hidden_name(root["doc_id"])
    seen, documents = {root["text"]: first}, [make(first, root["text"])]
    parents: dict[str, tuple[str, ...]] = {first: ()}
    order = {first: 0.0}
    for chain in by_chain.values():
        last = first
        for row in chain:
            if len(row["text"].split()) < _LEAST:
                break
            if row["text"] not in seen:
                key_ = _hidden_name(row["doc_id"])
                seen[row["text"]] = key_
                documents.append(make(key_, row["text"]))
                parents[key_], order[key_] = (last,), float(row["meta"]["step"])
            last = seen[row["text"]]
    return Story(name, key, split, "reworded", tuple(documents), parents, order)


def _hidden_name(key: str) -> str:
    """An id that does not give the order away."""
    return hashlib.sha256(key.encode()).hexdigest()[:12]


def revisions(data: Path) -> Iterator[Story]:
    """One story per file of ``git_prose``: its revisions, unchanged ones left out."""
    families: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in read_jsonl(data / "lineage" / "git_prose.jsonl.gz"):
        families[row["family"]].append(row)
    for family, rows in sorted(families.items()):
        seen: dict[str, str] = {}
        alias: dict[str, str] = {}
        documents, parents, order = [], {}, {}
        for time, row in enumerate(sorted(rows, key=lambda row: row["meta"]["time"])):
            name = _hidden_name(row["doc_id"])
            alias[row["doc_id"]] = seen.setdefault(row["text"], name)
            if seen[row["text"]] == name and name not in parents:
                documents.append(make(name, row["text"]))
                parents[name] = tuple(alias[parent] for parent in row["parents"])
                order[name] = float(time)
        yield Story("git_prose", family, split_of(family), "copied", tuple(documents), parents, order)


def families(folder: Path, name: str, split: str) -> Iterator[Story]:
    """Families of a release, its rewrites and rewrites of those, without independent reports."""
    for path in sorted(folder.glob("*.json")):
        family = json.loads(path.read_text("utf-8"))
        root = str(family["docs"][0]["parent"])
        documents, parents = [make(root, family["release_text"])], {root: ()}
        order = {root: 0.0}
        steps: dict[str, tuple[str, ...]] = {root: ()}
        for row in family["docs"]:
            if row["relation"] in _INDEPENDENT:
                continue
            documents.append(make(row["id"], _text(row["sentences"])))
            steps[row["id"]] = (str(row["parent"]),)
            order[row["id"]] = order.get(str(row["parent"]), 0.0) + 1.0
        yield Story(name, f"{name}/{path.stem}", split, "reworded", tuple(documents), parents | steps, order)


def _text(rows: Sequence[dict[str, Any]]) -> str:
    return "".join(("\n\n" if row.get("para") else " ") + row["t"] for row in rows).strip()


def grown(data: Path, split: str, count: int, regimes: Sequence[Regime] = ("copied", "reworded")) -> Iterator[Story]:
    """``count`` cascades a regime, grown from the releases of one split."""
    rows = [row for row in read_jsonl(data / "reuse" / "insciout_releases.jsonl.gz")
            if split_of(row["doc_id"]) == split]
    texts = [row["text"] for row in sorted(rows, key=lambda row: hashlib.sha256(row["doc_id"].encode()).digest())
             if len(row["text"].split()) >= 200]
    grower = Grower(texts)
    for at in range(count):
        for regime in regimes:
            yield grower.story(f"{split}{at}", split, regime, at % len(texts), 4 + (at * 7) % 11)
