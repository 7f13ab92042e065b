"""Many questions to one archive, over processes that share what it holds in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

from ..parallel import Pool
from ..records import Document
from ..settings import Settings
from . import read_manifest
from .query import Index, Match, derived

_AT_ONCE = 32  # articles held for each process


@dataclass(frozen=True, slots=True)
class _Question:
    """What is the same for every article; ``commit`` tells one state of the archive from the next."""

    path: str
    commit: int
    settings: Settings
    top: int
    judged: bool


@lru_cache(maxsize=1)
def _index(path: str, commit: int, settings: Settings) -> Index:
    return Index(Path(path), settings)


def _answer(asked: _Question, article: Document) -> tuple[Match, ...]:
    index = _index(asked.path, asked.commit, asked.settings)
    return index.query(article, asked.top, derived if asked.judged else None)


def answers(path: Path, articles: Iterable[Document], settings: Settings | None = None, top: int = 5,
            judged: bool = True, workers: int = 1) -> Iterator[tuple[Document, tuple[Match, ...]]]:
    """`Index.query` of every article in order, whatever the number of ``workers``. Raises ArchiveError as `Index`."""
    settings = settings or Settings()
    asked = _Question(str(path), read_manifest(path).commit, settings, top, judged)
    _index(asked.path, asked.commit, settings)  # before the processes are made, so that they share its memory
    stream = iter(articles)
    with Pool(workers) as pool:
        while batch := list(islice(stream, _AT_ONCE * workers)):
            yield from zip(batch, pool.map(_answer, asked, batch), strict=True)
