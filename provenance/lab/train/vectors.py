"""Builds the shipped word vectors from the training split of the benchmark data's texts."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from sklearn.utils.extmath import randomized_svd

from ...languages.english.words import STOPWORDS
from ...text import vectors
from ...text.segment import stem, words
from ..bench.data import read_jsonl, split_of

RELEASES = 40_000
VOCABULARY = 18_000
DIMENSIONS = 64
WINDOW = 8  # content words to the right that a word keeps company with
SHIFT = 1.0  # log of the number of negative samples this stands for
_CHUNK = 2_000  # texts counted at a time


def _texts(data: Path) -> Iterator[str]:
    """Training-split releases, science news and news with its rewrites; never a source of a cascade family."""
    held = {json.loads(path.read_text("utf-8"))["source_id"] for path in sorted((data / "cascade").glob("*.json"))}
    rows = [row for row in read_jsonl(data / "reuse" / "senate_releases.jsonl.gz")
            if split_of(row["id"]) == "train" and row["id"] not in held]
    rows.sort(key=lambda row: hashlib.sha256(row["id"].encode()).digest())
    yield from (row["text"] for row in rows[:RELEASES])
    for name in ("insciout_releases", "insciout_news"):
        for row in read_jsonl(data / "reuse" / f"{name}.jsonl.gz"):
            if split_of(row.get("source_id") or row["doc_id"]) == "train":
                yield row["text"]
    for path in sorted((data / "ai").glob("*.jsonl.gz")):
        seen: set[str] = set()
        for row in read_jsonl(path):
            if row.get("lead_hash") and split_of(row["lead_hash"]) == "train" and row["text"][:200] not in seen:
                seen.add(row["text"][:200])
                yield row["text"]


def _stems(text: str) -> list[str]:
    return [stem(word) for word in words(text)[0] if word not in STOPWORDS and len(word) > 1 and word.isalpha()]


def _pairs(rows: list[NDArray[np.int32]], size: int) -> csr_matrix:
    """Weighted counts of words within WINDOW of each other, nearer ones counting more."""
    gap = np.full(WINDOW, -1, dtype=np.int32)
    line = np.concatenate([part for row in rows for part in (row, gap)])
    total = csr_matrix((size, size), dtype=np.float32)
    for step in range(1, WINDOW + 1):
        left, right = line[:-step], line[step:]
        good = (left >= 0) & (right >= 0)
        weight = np.full(int(good.sum()), 1.0 / np.sqrt(step), dtype=np.float32)
        total = total + csr_matrix((weight, (left[good], right[good])), shape=(size, size))
    return total


def _ppmi(counts: csr_matrix) -> csr_matrix:
    """Positive pointwise mutual information, contexts smoothed by the power .75."""
    both = (counts + counts.T).tocoo()
    rows = np.asarray(both.sum(axis=1)).ravel()
    smooth = rows ** 0.75
    total, smooth_total = rows.sum(), smooth.sum()
    value = np.log(both.data * total / rows[both.row] * smooth_total / total / smooth[both.col]) - SHIFT
    good = (value > 0) & (both.data >= 2)
    return csr_matrix((value[good], (both.row[good], both.col[good])), shape=both.shape)


def train(data: Path, out: Path) -> None:
    """Count company under ``data``, reduce it and write the table to ``out`` (npz). Deterministic."""
    texts = [_stems(text) for text in _texts(data)]
    seen = Counter(term for text in texts for term in set(text))
    terms = [term for term, _ in sorted(seen.items(), key=lambda item: (-item[1], item[0]))[:VOCABULARY]]
    place = {term: index for index, term in enumerate(terms)}
    rows = [np.array([place.get(term, -1) for term in text], dtype=np.int32) for text in texts]
    counts = csr_matrix((len(terms), len(terms)), dtype=np.float32)
    for start in range(0, len(rows), _CHUNK):
        counts = counts + _pairs(rows[start:start + _CHUNK], len(terms))
    left, weights, _ = randomized_svd(_ppmi(counts), DIMENSIONS, n_iter=4, random_state=0)
    vectors.save(terms, np.asarray(left @ diags(np.sqrt(weights))), out)
