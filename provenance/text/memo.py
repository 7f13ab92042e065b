"""Answers about words, kept: a text repeats most of its words, and a dictionary answers faster than any function."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar, TypeVarTuple

Asked = TypeVarTuple("Asked")
Answer = TypeVar("Answer")


class Memo(dict[str, Answer]):
    """What ``make`` says of each string, worked out once; above ``limit`` strings it starts afresh."""

    def __init__(self, make: Callable[[str], Answer], limit: int = 400_000) -> None:
        super().__init__()
        self._make, self._limit = make, limit

    def __missing__(self, key: str) -> Answer:
        if len(self) >= self._limit:
            self.clear()
        answer = self[key] = self._make(key)
        return answer


class Recent(Generic[*Asked, Answer]):
    """What ``make`` says of the objects asked about last, told apart by identity; at most ``size`` answers."""

    def __init__(self, make: Callable[[*Asked], Answer], size: int) -> None:
        self._make, self._size = make, size
        self._kept: OrderedDict[tuple[int, ...], tuple[tuple[*Asked], Answer]] = OrderedDict()

    def __call__(self, *asked: *Asked) -> Answer:
        key = tuple(map(id, asked))
        # The entry keeps its objects alive, so an id cannot have passed to another object meanwhile.
        found = self._kept.pop(key, None) or (asked, self._make(*asked))
        self._kept[key] = found
        if len(self._kept) > self._size:
            self._kept.popitem(last=False)
        return found[1]
