"""Order-keeping map over processes, so that results never depend on how many workers there are."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from types import TracebackType
from typing import Any, TypeVar

S = TypeVar("S")
A = TypeVar("A")
B = TypeVar("B")
_CHUNK = 16
_shared: Any = None  # set once in each worker process, never in the parent


def _receive(shared: object) -> None:
    global _shared
    _shared = shared
    # Ctrl-C reaches every process of the group; only the parent should speak of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _call(function: Callable[[Any, A], B], item: A) -> B:
    return function(_shared, item)


class Pool:
    """A pool whose processes hold one shared object; with one worker everything stays in this process."""

    def __init__(self, workers: int = 1) -> None:
        self.workers = max(1, workers)
        self._executor: ProcessPoolExecutor | None = None
        self._holds: object = None

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trail: TracebackType | None) -> None:
        self._stop(wait=kind is None)

    def _stop(self, wait: bool = True) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=wait, cancel_futures=True)
            self._executor = None

    def map(self, function: Callable[[S, A], B], shared: S, items: Sequence[A], chunk: int = _CHUNK) -> Iterator[B]:
        """``function(shared, item)`` for every item, in order; ``function`` must be importable by name.

        A process is handed ``chunk`` items at a time; no more items than that are worth a process.
        """
        if self.workers == 1 or len(items) <= chunk:
            return map(partial(function, shared), items)
        if self._executor is None or self._holds is not shared:
            self._stop()
            self._executor = ProcessPoolExecutor(self.workers, initializer=_receive, initargs=(shared,))
            self._holds = shared
        return self._executor.map(partial(_call, function), items, chunksize=chunk)
