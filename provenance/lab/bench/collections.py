"""All labelled pairs the judge learns from and is measured on, and the collection each stratum belongs to.

A collection is left out whole when generalisation is measured: texts of one origin stand in one collection.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from .copies import altered, pan13
from .data import Split
from .events import outlets, triples, twins
from .pairs import (
    Pair,
    Texts,
    ai_rewrites,
    clough,
    cross_family,
    documents_of,
    family_pairs,
    insciout,
    prosecutors,
    same_event,
    siblings,
    telephone,
)
from .passages import domains
from .planted import inserted
from .senate import senate_pairs
from .templated import furnished, templated

FAMILIES = Path("samples/families")
_OF = {"joint": "senate", "same_day": "senate", "same_office": "senate", "template": "senate", "unlabelled": "senate",
       "templated": "prosecutors", "furnished": "insciout", "cross": "families", "excerpts": "families",
       "broken_telephone": "telephone", "telephone_game": "telephone", "triples_apart": "triples",
       "twins_same": "twins", "pan13_apart": "pan13"}


def collection(stratum: str) -> str:
    """The collection a stratum's texts come from."""
    if stratum.startswith(("altered_", "planted_")):
        return "insciout"
    return _OF.get(stratum, stratum.removeprefix("siblings_"))


def own_pairs(texts: Texts, folder: Path = FAMILIES) -> list[Pair]:
    """All pairs of our own invented families and stories, and each text with the nearest of other families."""
    pairs: list[Pair] = []
    keys: list[list[str]] = []
    for path in sorted(folder.glob("*.json")):
        found, records = documents_of(path)
        keys.append(sorted(found))
        pairs += family_pairs(found, records, texts, "families", "train")
    excerpt = {key for row in pairs if row.relation == "partial" for key in (row.a, row.b) if key.endswith("A6")}
    pairs = [pair if not ({pair.a, pair.b} & excerpt) or pair.a.endswith("-R")
             else Pair(pair.a, pair.b, pair.related, "excerpts", pair.split, pair.relation) for pair in pairs]
    return pairs + cross_family(keys, texts, "cross", "train") + story_pairs(texts, folder.parent)


def story_pairs(texts: Texts, folder: Path) -> list[Pair]:
    """All pairs of the invented stories, by their truth files."""
    pairs: list[Pair] = []
    for path in sorted(folder.glob("*/truth.json")):
        records = json.loads(path.read_text("utf-8"))["documents"]
        found = {f"{path.parent.name}/{key}": "\n".join(line["t"] for line in row["sentences"])
                 for key, row in records.items()}
        made = {f"{path.parent.name}/{key}": row for key, row in records.items() if row["relation"] != "release"}
        pairs += family_pairs(found, made, texts, "families", "train")
    return pairs


def collect(data: Path, texts: Texts, splits: Sequence[Split], cap: int) -> list[Pair]:
    """Pairs of every kind from the named splits; about ``cap`` queries a set and split."""
    rewrites = ai_rewrites(data, texts, splits, cap, 3)
    pairs = rewrites + siblings(rewrites, texts, cap) + telephone(data, texts, splits, cap)
    pairs += senate_pairs(data, texts, splits, cap * 3 // 2, most=2) + insciout(data, texts, splits, cap * 5 // 2, 5)
    pairs += [pair for pair in clough(data, texts) if pair.split in splits]
    pairs += prosecutors(data, texts, splits, cap // 2) + same_event(data, texts, splits, cap // 2)
    pairs += templated(data, texts, splits, cap) + furnished(data, texts, splits, cap // 2)
    pairs += inserted(data, texts, splits, cap * 2) + altered(data, texts, splits, cap // 2)
    pairs += triples(data, texts, splits) + twins(data, texts, splits) + outlets(data, texts, splits, cap * 3 // 2)
    return pairs + pan13(data, texts, splits) + domains(data, texts, splits, cap // 10)
