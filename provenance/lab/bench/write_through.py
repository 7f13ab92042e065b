"""Stories copied outright: chains in which each version edits the one before, and single copies.

A version drops sentences, takes up strange ones and has words changed, in shares drawn for each chain; a copy is cut
short, extended, given a lead of its own, or exact.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from .cascades import Story, make, split_sentences
from .data import read_jsonl, split_of

_SHORTEST = 8  # sentences a version keeps
_HABITS = (("drop", "take"), ("drop", "drop", "take", "take"), ("take",), ("drop",), ("drop", "take", "change"),
           ("take", "take", "change", "change"))
COPIES = ("truncated", "extended", "own lead", "exact")


def release_texts(data: Path, split: str) -> list[str]:
    """Texts of the releases of one split, in an order of their own."""
    rows = [row for row in read_jsonl(data / "reuse" / "insciout_releases.jsonl.gz")
            if split_of(row["doc_id"]) == split and 250 <= len(row["text"].split()) <= 800]
    return [row["text"] for row in sorted(rows, key=lambda row: _name(row["doc_id"]))]


def chains(data: Path, split: str, count: int, seed: int = 5) -> Iterator[Story]:
    """``count`` chains of four to eight versions, each the child of the one before."""
    texts = release_texts(data, split)
    donors = _donors(texts[-20:])
    for number in range(count):
        generator = random.Random(f"{seed}/{split}/{number}")
        habit = generator.choice(_HABITS)
        bodies = [split_sentences(texts[number % len(texts)])]
        for _ in range(generator.randrange(3, 8)):
            bodies.append(_edited(bodies[-1], habit, donors, generator))
        yield _story("write-through", f"write-through/{split}{number}", split, bodies)


def copies(data: Path, split: str, count: int, seed: int = 6) -> Iterator[Story]:
    """``count`` stories of two documents for each of `COPIES`, the second made from the first."""
    texts = release_texts(data, split)
    donors = _donors(texts[-20:])
    for number in range(count):
        generator = random.Random(f"{seed}/{split}/{number}")
        body = split_sentences(texts[(3 * number + 1) % len(texts)])
        kept = generator.uniform(0.4, 0.9)
        made = {"truncated": body[:max(3, round(kept * len(body)))], "exact": body,
                "extended": body + generator.sample(donors, generator.randrange(1, 6)),
                "own lead": generator.sample(donors, 2) + body[:max(3, len(body) // 2)]}
        for kind in COPIES:
            yield _story(f"copy {kind}", f"{kind}/{split}{number}", split, [body, made[kind]])


def _donors(texts: Sequence[str]) -> list[str]:
    return [sentence for text in texts for sentence in split_sentences(text) if 10 <= len(sentence.split()) <= 40]


def _edited(body: Sequence[str], habit: Sequence[str], donors: Sequence[str], generator: random.Random) -> list[str]:
    kept = list(body)
    for act in habit:
        at = generator.randrange(len(kept))
        if act == "drop" and len(kept) > _SHORTEST:
            kept.pop(at)
        elif act == "take":
            kept.insert(at, generator.choice(donors))
        elif act == "change":
            words = kept[at].split()
            kept[at] = " ".join(words[:len(words) // 2] + generator.choice(donors).split()[-6:])
    return kept


def _story(name: str, key: str, split: str, bodies: Sequence[Sequence[str]]) -> Story:
    documents = [make(_name(f"{key}/{number}"), " ".join(body)) for number, body in enumerate(bodies)]
    ids = [document.id for document in documents]
    parents = {key: (ids[at - 1],) if at else () for at, key in enumerate(ids)}
    return Story(name, key, split, "copied", tuple(documents), parents, {key: float(at) for at, key in enumerate(ids)})


def _name(key: str) -> str:
    """An id that does not give the order away."""
    return hashlib.sha256(key.encode()).hexdigest()[:10]
