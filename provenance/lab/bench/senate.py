"""Pairs of Senate releases: joint ones, and what only looks like them."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer

from ...find.candidates import overlap
from .data import Split, read_jsonl, split_of
from .pairs import Groups, Pair, Texts, documents_of


@dataclass(frozen=True, slots=True)
class Senate:
    """All Senate releases: rows by id, days, offices, and a quick TF-IDF of them for finding neighbours."""

    rows: Mapping[str, Mapping[str, Any]]
    keys: Sequence[str]
    place: Mapping[str, int]
    day: NDArray[np.int64]
    office: NDArray[Any]
    matrix: Any

    def add(self, texts: Texts, key: str) -> str:
        """Store a release with its office and day, and return its id."""
        return texts.add(key, self.rows[key]["text"], self.rows[key]["outlet"], self.rows[key]["published"])


def senate(data: Path, before: str = "9999", offices: Iterable[str] | None = None) -> Senate:
    """Read the releases published before a date (of some offices only, if named)."""
    wanted = set(offices) if offices is not None else None
    rows = {row["id"]: row for row in read_jsonl(data / "reuse" / "senate_releases.jsonl.gz")
            if (row["published"] or "9999") < before and (wanted is None or row["id"].split("/")[0] in wanted)}
    keys = sorted(rows)
    day = np.array([date.fromisoformat(rows[key]["published"][:10]).toordinal() for key in keys], dtype=np.int64)
    office = np.array([key.split("/")[0] for key in keys])
    counts = HashingVectorizer(n_features=2 ** 18, norm=None, alternate_sign=False).transform(
        rows[key]["text"][:6000] for key in keys)
    return Senate(rows, keys, {key: at for at, key in enumerate(keys)}, day, office,
                  TfidfTransformer(sublinear_tf=True).fit_transform(counts))


def nearest_releases(pool: Senate, key: str, mask: NDArray[np.bool_], most: int) -> list[tuple[str, float]]:
    """The nearest releases among ``mask`` with their quick cosine."""
    among = np.flatnonzero(mask)
    if not len(among):
        return []
    close = np.asarray((pool.matrix[among] @ pool.matrix[pool.place[key]].T).todense()).ravel()
    order = np.argsort(-close, kind="stable")[:most]
    return [(pool.keys[among[at]], float(close[at])) for at in order]


def senate_pairs(data: Path, texts: Texts, splits: Sequence[Split], cap: int, pool: Senate | None = None,
                 most: int = 1) -> list[Pair]:
    """Joint releases (containment >= .2) against clear negatives; low-overlap mined pairs come unlabelled.

    Strata: ``joint`` (positive); ``same_day`` (nearest release of another office within two days that was not mined
    and holds < .05 of the runs); ``same_office`` (the senator's ``most`` nearest releases over 30 days away,
    containment < .05); ``template`` (the same with containment .05 to .6: boilerplate, a template, or passages used
    again: unclear); ``unlabelled`` (mined, < .05).
    """
    mined = read_jsonl(data / "reuse" / "senate_joint_pairs.jsonl.gz")
    pool = pool or senate(data, "2007-01-03")
    groups, partners = Groups(), defaultdict(set)
    for row in mined:
        partners[row["a"]].add(row["b"])
        partners[row["b"]].add(row["a"])
        if max(row["ca"], row["cb"]) >= 0.05:
            groups.join(row["a"], row["b"])
    mined = [row for row in mined if row["a"] in pool.place and row["b"] in pool.place]
    found: list[Pair] = []
    for split in splits:
        rows = sorted((row for row in mined if split_of(groups.find(row["a"])) == split),
                      key=lambda row: hashlib.sha256((row["a"] + row["b"]).encode()).digest())
        joint = [row for row in rows if max(row["ca"], row["cb"]) >= 0.2][:cap]
        faint = [row for row in rows if max(row["ca"], row["cb"]) < 0.05][:cap // 3]
        found += [Pair(row["a"], row["b"], True, "joint", split) for row in joint]
        found += [Pair(row["a"], row["b"], False, "unlabelled", split) for row in faint]
        for row in joint:
            found += _senate_negatives(texts, pool, row["a"], partners[row["a"]], groups, split, most)
    keys = sorted({key for pair in found for key in (pair.a, pair.b)})
    for key in keys:
        pool.add(texts, key)
    texts.as_collection(keys)
    return found


def _senate_negatives(texts: Texts, pool: Senate, key: str, partners: set[str], groups: Groups, split: Split,
                      most: int) -> Iterator[Pair]:
    gap = np.abs(pool.day - pool.day[pool.place[key]])
    own = pool.office == key.split("/")[0]
    pool.add(texts, key)
    same_day = [other for other, _ in nearest_releases(pool, key, (gap <= 2) & ~own, 6)
                if other not in partners and groups.find(other) != groups.find(key)]
    for other in same_day[:2]:
        pool.add(texts, other)
        if max(overlap(texts[key], texts[other])[1:]) < 0.05:
            yield Pair(key, other, False, "same_day", split)
            break
    for other, _ in nearest_releases(pool, key, (gap > 30) & own, most):
        pool.add(texts, other)
        share = max(overlap(texts[key], texts[other])[1:])
        if share < 0.6:
            yield Pair(key, other, False, "same_office" if share < 0.05 else "template", split)


def other_releases(data: Path, texts: Texts, most: int = 2) -> list[Pair]:
    """Every member of a cascade family with the releases of the same senator nearest to its release: unrelated.

    Another version of the release itself (half of the runs in common) is left out.
    """
    paths = sorted((data / "cascade").glob("*.json"))
    source = {path: str(json.loads(path.read_text("utf-8"))["source_id"]) for path in paths}
    pool = senate(data, offices={key.split("/")[0] for key in source.values()})
    found: list[Pair] = []
    for path in paths:
        members = documents_of(path)[0]
        pool.add(texts, source[path])
        own = (pool.office == source[path].split("/")[0]) & (np.array(pool.keys) != source[path])
        near = [pool.add(texts, key) for key, _ in nearest_releases(pool, source[path], own, 6)]
        apart = [key for key in near if max(overlap(texts[source[path]], texts[key])[1:]) < 0.5][:most]
        found += [Pair(key, member, False, "cascade", "test", "unrelated")
                  for member in sorted(members) for key in apart]
    return found
