"""The pool keeps order and shares one object; errors of a worker reach the caller."""

from __future__ import annotations

import pytest

from provenance.parallel import Pool


def add(shared: int, item: int) -> int:
    if item < 0:
        raise ValueError("negative")
    return shared + item


@pytest.mark.parametrize("workers", [1, 2])
def test_order_is_kept_and_the_shared_object_can_change(workers: int) -> None:
    with Pool(workers) as pool:
        assert list(pool.map(add, 10, range(50))) == list(range(10, 60))
        assert list(pool.map(add, 20, range(50))) == list(range(20, 70))


@pytest.mark.parametrize("workers", [1, 2])
def test_errors_reach_the_caller(workers: int) -> None:
    with Pool(workers) as pool, pytest.raises(ValueError, match="negative"):
        list(pool.map(add, 0, [*range(40), -1]))
