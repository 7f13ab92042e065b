"""Answers about words, kept: a text repeats most of its words, and a dictionary answers faster than any function."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

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
