"""Arrow batch to Arrow batch: signing documents, exploding keys, comparing pairs. No engine is known here."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ..find.blocking import bands, distinct, sample, shingle_rows, signatures
from ..find.terms import Vocabulary, norms, of
from ..text.bulk import ragged

SHINGLE, BAND, TERM = 0, 1, 2  # kinds of key
BAND_ROWS = 8  # 16 bands of 8: pairs of resemblance .7 meet with probability .62, of .8 with .95

SIGNED = pa.schema([
    ("doc", pa.int64()), ("words", pa.int32()), ("shingles", pa.int32()), ("sampled", pa.int32()),
    ("term_norm", pa.float64()), ("signature", pa.binary()), ("grams", pa.binary()), ("keys", pa.binary()),
    ("terms", pa.binary()), ("weights", pa.binary())])
KEYS = pa.schema([("kind", pa.int32()), ("key", pa.int64()), ("doc", pa.int64()), ("weight", pa.int32())])
COMPARED = pa.schema([("a", pa.int64()), ("b", pa.int64()), ("shared", pa.int32())])


@cache
def _vocabulary() -> Vocabulary:
    """One for each process: words are stemmed once however many batches pass."""
    return Vocabulary()


def _blobs(values: NDArray[np.generic], bounds: NDArray[np.int64]) -> pa.Array:
    """Slices of an array as one binary value each."""
    offsets = (bounds * values.itemsize).astype(np.int32)
    return pa.Array.from_buffers(pa.binary(), len(bounds) - 1, [None, pa.py_buffer(offsets.tobytes()),
                                                               pa.py_buffer(values.tobytes())])


def _flat(column: pa.Array, dtype: type[np.generic]) -> tuple[NDArray[np.generic], NDArray[np.int64]]:
    """The arrays of a binary column end to end, with bounds."""
    offsets = np.frombuffer(column.buffers()[1], np.int32)[column.offset:column.offset + len(column) + 1]
    data = np.frombuffer(column.buffers()[2] or b"", np.uint8)[offsets[0]:offsets[-1]]
    size = np.dtype(dtype).itemsize
    return np.frombuffer(data.tobytes(), dtype), (offsets - offsets[0]).astype(np.int64) // size


def sign(batch: pa.RecordBatch, shingle: int, permutations: int, seed: int) -> pa.RecordBatch:
    """(doc, text) rows to `SIGNED`: everything later stages need, so that no text is read twice.

    ``grams`` are the distinct shingles by their low 32 bits, ``keys`` the sampled quarter in full, ``terms`` and
    ``weights`` the rarest terms.
    """
    ids, bounds, terms = of(batch.column("text").to_pylist(), _vocabulary())
    hashes, edges = distinct(*shingle_rows(ids, bounds, shingle))
    few, few_edges = sample(hashes, edges)
    signed = signatures(hashes, edges, permutations, seed)
    rows = np.arange(len(bounds)) * permutations
    return pa.RecordBatch.from_arrays([
        batch.column("doc"), pa.array(np.diff(bounds).astype(np.int32)), pa.array(np.diff(edges).astype(np.int32)),
        pa.array(np.diff(few_edges).astype(np.int32)), pa.array(norms(terms)), _blobs(signed.reshape(-1), rows),
        _blobs((hashes & np.uint64(0xFFFFFFFF)).astype(np.uint32), edges), _blobs(few, few_edges),
        _blobs(terms.hashes, terms.bounds), _blobs(terms.weights, terms.bounds)], schema=SIGNED)


def explode(batch: pa.RecordBatch, permutations: int) -> pa.RecordBatch:
    """`SIGNED` rows (doc, signature, keys, terms, weights) to `KEYS`: one row for each key of a document."""
    docs = batch.column("doc").to_numpy()
    few, edges = _flat(batch.column("keys"), np.int64)
    signed = _flat(batch.column("signature"), np.uint32)[0].reshape(-1, permutations).astype(np.uint32)
    banded = bands(signed, min(BAND_ROWS, permutations))
    full = signed.min(axis=1) != 0xFFFFFFFF
    terms, term_edges = _flat(batch.column("terms"), np.uint32)
    weights = _flat(batch.column("weights"), np.uint8)[0]
    keys = [few, banded[full].reshape(-1).view(np.int64), terms.astype(np.int64)]
    owners = [np.repeat(docs, np.diff(edges)), np.repeat(docs[full], banded.shape[1]),
              np.repeat(docs, np.diff(term_edges))]
    kinds = np.repeat(np.array([SHINGLE, BAND, TERM], np.int32), [len(part) for part in keys])
    weighed = np.concatenate([np.ones(len(keys[0]) + len(keys[1]), np.int32), weights.astype(np.int32)])
    return pa.RecordBatch.from_arrays(
        [pa.array(kinds), pa.array(np.concatenate(keys)), pa.array(np.concatenate(owners)), pa.array(weighed)],
        schema=KEYS)


def compare(batch: pa.RecordBatch) -> pa.RecordBatch:
    """(a, b, grams_a, grams_b) rows to `COMPARED`: how many distinct shingles each pair shares."""
    left, left_edges = _flat(batch.column("grams_a"), np.uint32)
    right, right_edges = _flat(batch.column("grams_b"), np.uint32)
    sizes = np.stack([np.diff(left_edges), np.diff(right_edges)], axis=1).reshape(-1)
    edges = np.concatenate([[0], np.cumsum(sizes)])
    both = np.empty(int(edges[-1]), dtype=np.uint32)
    both[ragged(edges[0:-1:2], sizes[0::2])] = left
    both[ragged(edges[1::2], sizes[1::2])] = right
    cuts = edges[0::2]
    for start, end in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True):
        both[start:end].sort()
    same = np.zeros(len(both) + 1, dtype=np.int64)
    same[1:-1] = both[1:] == both[:-1]
    same[cuts] = 0
    total = np.cumsum(same)
    shared = total[np.maximum(cuts[1:] - 1, cuts[:-1])] - total[cuts[:-1]]
    return pa.RecordBatch.from_arrays(
        [batch.column("a"), batch.column("b"), pa.array(shared.astype(np.int32))], schema=COMPARED)
