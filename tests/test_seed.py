"""Seed-and-extend: every row is equal words, rows never overlap, moved passages are found."""

from __future__ import annotations

from itertools import product, takewhile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.text.runs import longest, spans, spans_many

WORDS = st.lists(st.integers(0, 6), max_size=60)


def ids(values: list[int]) -> np.ndarray:
    return np.array(values, dtype=np.uint32)


def test_an_identical_text_is_one_row() -> None:
    words = ids(list(range(100)))
    assert spans(words, words).tolist() == [[0, 100, 0, 100]]


def test_a_moved_passage_is_found() -> None:
    a = ids(list(range(40)))
    b = np.concatenate([a[20:], a[:20]])
    assert spans(a, b).tolist() == [[20, 40, 0, 20], [0, 20, 20, 40]]


def test_nothing_shared_and_texts_shorter_than_a_seed() -> None:
    assert spans(ids([1, 2, 3]), ids([1, 2, 3])).shape == (0, 4)
    assert spans(ids([]), ids(list(range(9)))).shape == (0, 4)
    assert spans(ids(list(range(9))), ids(list(range(50, 90)))).shape == (0, 4)


def test_a_seed_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        spans(ids([1]), ids([1]), seed=0)


@settings(deadline=None)
@given(WORDS, WORDS, st.integers(1, 6))
def test_rows_are_equal_words_and_never_overlap(left: list[int], right: list[int], seed: int) -> None:
    a, b = ids(left), ids(right)
    rows = spans(a, b, seed)
    seen_a, seen_b = np.zeros(len(a), int), np.zeros(len(b), int)
    for start_a, end_a, start_b, end_b in rows.tolist():
        assert end_a - start_a == end_b - start_b >= seed
        assert (a[start_a:end_a] == b[start_b:end_b]).all()
        seen_a[start_a:end_a] += 1
        seen_b[start_b:end_b] += 1
    assert seen_a.max(initial=0) <= 1
    assert seen_b.max(initial=0) <= 1
    assert rows.dtype == np.int32
    assert (np.diff(rows[:, 2]) > 0).all()


@settings(deadline=None)
@given(st.lists(WORDS, min_size=2, max_size=5))
def test_many_pairs_equal_one_by_one(texts: list[list[int]]) -> None:
    bounds = np.cumsum([0, *map(len, texts)])
    pairs = np.array([(i, j) for i in range(len(texts)) for j in range(len(texts))], dtype=np.int64)
    first, rows = spans_many(ids([w for text in texts for w in text]), bounds, pairs, 3)
    for k, (i, j) in enumerate(pairs.tolist()):
        assert rows[first[k]:first[k + 1]].tolist() == spans(ids(texts[i]), ids(texts[j]), 3).tolist()


def runs(left: list[int], right: list[int], seed: int) -> list[tuple[int, int, int, int]]:
    """Every maximal run of at least ``seed`` equal words, word by word."""
    found = []
    for i, j in product(range(len(left)), range(len(right))):
        if i and j and left[i - 1] == right[j - 1]:
            continue
        size = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(left[i:], right[j:], strict=False)))
        if size >= seed:
            found.append((i, i + size, j, j + size))
    return found


@settings(max_examples=300, deadline=None)
@given(st.lists(st.integers(0, 2), max_size=10), st.lists(st.integers(0, 2), max_size=10))
def test_the_longest_run_is_the_first_of_its_length_in_b_then_in_a(left: list[int], right: list[int]) -> None:
    """No run of three words stands more than eight times in ten, so every seed is tried."""
    told = min(runs(left, right, 3), key=lambda run: (run[0] - run[1], run[2], run[0]), default=None)
    assert longest(ids(left), ids(right), 3) == told
    if told is not None:
        assert list(told) in spans(ids(left), ids(right), 3).tolist()
