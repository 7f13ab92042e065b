"""Copying that plain evidence shows: passages of PAN 2013, releases joined with foreign text, altered particulars."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from ...find.candidates import overlap
from .data import Split, read_jsonl, split_of
from .pairs import Pair, Texts, by_hash, nearest

SHARED = 0.02  # share of runs from which two texts that should have nothing in common repeat one another
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_NUMBER = re.compile(r"(?:suspicious|source)-document\d+")  # a text may take from several sources
_FIGURE = re.compile(r"\d+")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}")


def pan13(data: Path, texts: Texts, splits: Sequence[Split]) -> list[Pair]:
    """Suspicious texts with the source of their passages (``group`` names the obfuscation) and with another source."""
    found: list[Pair] = []
    sources: dict[Split, list[str]] = {split: [] for split in splits}
    for row in read_jsonl(data / "reuse" / "pan13_pairs.jsonl.gz"):
        split = split_of(row["id"])
        if split in splits:
            source, copy = texts.add(f"{row['id']}-s", row["source"]), texts.add(f"{row['id']}-c", row["suspicious"])
            sources[split].append(source)
            found.append(Pair(source, copy, True, "pan13", split, group=row["kind"]))
    for split in splits:
        copies = [pair.b for pair in found if pair.split == split]
        for copy, near in zip(copies, nearest(texts, copies, sources[split], 12), strict=True):
            wrong = next((key for key in near if not {*_NUMBER.findall(key)} & {*_NUMBER.findall(copy)}
                          and max(overlap(texts[key], texts[copy])[1:]) < SHARED), None)
            if wrong:
                found.append(Pair(wrong, copy, False, "pan13_apart", split, "unrelated"))
    return found


def altered(data: Path, texts: Texts, splits: Sequence[Split], cap: int) -> list[Pair]:
    """Releases against what a careless desk makes of them: halves joined with a foreign text, other figures, other
    names, every second sentence, the beginning alone."""
    rows = {row["doc_id"]: row["text"] for row in read_jsonl(data / "reuse" / "insciout_releases.jsonl.gz")
            if 200 <= len(row["text"].split()) <= 900}
    found: list[Pair] = []
    for split in splits:
        keys = by_hash((key for key in rows if split_of(key) == split), "altered")[:cap]
        for key, other in zip(keys, keys[1:] + keys[:1], strict=True):
            source = texts.add(key, rows[key])
            for kind, text in changed(rows[key], rows[other]):
                copy = texts.add(f"{key}~{kind}", text)
                found.append(Pair(source, copy, True, f"altered_{kind}", split, group=key))
    return found


def changed(text: str, foreign: str) -> Iterator[tuple[str, str]]:
    """(kind, text) of each alteration of ``text``; draws depend on the text alone."""
    draw = random.Random(hashlib.sha256(text.encode()).hexdigest())
    own, other = _SENTENCE.split(text), _SENTENCE.split(foreign)
    yield "joined", " ".join(own[:len(own) // 2] + other[len(other) // 2:])
    yield "figures", _FIGURE.sub(lambda match: str(draw.randrange(1, 10 ** len(match[0]))), text)
    names = sorted({match[0] for match in _NAME.finditer(text)})
    swapped = dict(zip(names, draw.sample(names, len(names)), strict=True))
    yield "names", _NAME.sub(lambda match: swapped[match[0]], text)
    yield "alternate", " ".join(own[::2])
    yield "opening", " ".join(own[:max(3, len(own) // 4)] + other)
