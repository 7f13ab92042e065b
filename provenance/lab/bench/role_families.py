"""Documents whose sentences carry their role, held against sources: invented families, real texts read by hand."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...align import align
from ...errors import InputError
from ...prepare import prepare
from ...records import Alignment, Document, Prepared
from .data import read_jsonl

FAMILIES = Path(__file__).parents[3] / "samples" / "families"
MANNERS = FAMILIES.parent / "manners"  # written for the roles alone: no other model learns from them
HAND = ("insciout_dev", "machine_dev")
REGIMES = ("release", "siblings", "alone")
Sources = Sequence[tuple[Prepared, Alignment]]


@dataclass(frozen=True, slots=True)
class Member:
    """One document: its gold role per segmented sentence ("" where the gold has none), and how it is written."""

    prepared: Prepared
    gold: tuple[str, ...]
    relation: str
    manner: str


@dataclass(frozen=True, slots=True)
class Family:
    """A release and what was grown from it."""

    name: str
    release: Prepared
    members: tuple[Member, ...]


def read_family(path: Path) -> Family:
    """A family file in the cascade shape; documents without a manner have the name of their relation."""
    raw = json.loads(path.read_text("utf-8"))
    prefix = raw["docs"][0]["id"].rsplit("-", 1)[0]
    release = Document(f"{prefix}-R", raw["release_text"], "", role="release", published=raw.get("published"))
    return Family(prefix, prepare(release), tuple(_member(doc) for doc in raw["docs"]))


def families(folder: Path = FAMILIES) -> list[Family]:
    """All family files of a folder, by name."""
    return [read_family(path) for path in sorted(folder.glob("*.json"))]


def written() -> list[Family]:
    """All families that the roles learn from."""
    return [*families(), *families(MANNERS)]


def _member(doc: Mapping[str, Any]) -> Member:
    text, places = "", []
    for number, sentence in enumerate(doc["sentences"]):
        text += "" if not number else "\n\n" if sentence["para"] else " "
        places.append((len(text), len(text) + len(sentence["t"]), sentence["role"]))
        text += sentence["t"]
    prepared = prepare(Document(doc["id"], text, ""))
    gold = [max(places, key=lambda place: min(place[1], s.end) - max(place[0], s.start))[2]
            for s in prepared.sentences]
    return Member(prepared, tuple(gold), doc["relation"], doc.get("manner", doc["relation"]))


def hand(data: Path, name: str) -> list[Family]:
    """The hand-labelled texts of one set of `HAND`, each a family of its source and itself.

    A sentence that several labels touch has the one that covers most of it; ``unclear`` counts as no label. Raises
    InputError when the set or a text it names is absent.
    """
    try:
        rows = [json.loads(line) for line in (data / "roles" / f"{name}.jsonl").read_text("utf-8").splitlines()]
    except OSError as error:
        raise InputError("no hand-labelled roles", data / "roles", "point --data at the benchmark folder") from error
    texts = _texts(data, name, sorted({row["set"] for row in rows}))
    found = []
    for row in rows:
        source = Document(row["source_id"], texts[row["source_id"]], "", role="release")
        prepared = prepare(Document(row["doc_id"], texts[row["doc_id"]], ""))
        gold = tuple(_label(row["sentences"], s.start, s.end) for s in prepared.sentences)
        found.append(Family(row["doc_id"], prepare(source), (Member(prepared, gold, "labelled", name),)))
    return found


def _texts(data: Path, name: str, sets: Sequence[str]) -> dict[str, str]:
    files = ["reuse/insciout_releases", "reuse/insciout_news"] if name == HAND[0] else [f"ai/{one}" for one in sets]
    return {row.get("doc_id") or row["id"]: row["text"] for file in files
            for row in read_jsonl(data / f"{file}.jsonl.gz")}


def _label(labels: Sequence[Mapping[str, Any]], start: int, end: int) -> str:
    held: Counter[str] = Counter()
    for one in labels:
        held[one["label"]] += max(0, min(one["end"], end) - max(one["start"], start))
    label, length = max(sorted(held.items()), key=lambda entry: entry[1], default=("", 0))
    return label if length > 0 and label != "unclear" else ""


def companies(family: Family, member: Member, regime: str) -> list[Sources]:
    """The sources a member is judged against in a regime: several companies where practice has several."""
    if regime == "alone":
        return [[]]
    siblings = [(other.prepared, align(other.prepared, member.prepared)) for other in family.members
                if other is not member and other.relation not in ("same_event", "same_org", "other_release")]
    if regime == "siblings":
        return [siblings[::2], siblings]
    first = (family.release, align(family.release, member.prepared))
    return [[first], [first, *siblings[::2]], [first, *siblings]]
