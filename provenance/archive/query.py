"""Which archived documents a text comes from: candidates from shingles and rare terms, then the texts themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from ..find.blocking import distinct, sample, shingle_rows
from ..find.terms import Terms, Vocabulary, norms, of
from ..records import Document
from ..settings import Settings
from ..text.bulk import ragged, tokenise
from ..text.runs import spans
from ..text.segment import ids as word_ids
from ..text.segment import words
from . import FILES, Manifest, check, read_manifest

_COMMON = 4096  # a term held by more texts than this, and by over 1 % of the archive, tells nothing apart
_SPARE = 4  # candidates read beyond those shown, since estimates rank them

Number = TypeVar("Number", float, NDArray[np.float64])
Judge = Callable[[Document, Sequence[Document]], Sequence[float]]


@dataclass(frozen=True, slots=True)
class Passage:
    """Words the article shares with an archived text, as character offsets into both; ``words`` long."""

    start: int
    end: int
    source_start: int
    source_end: int
    words: int
    text: str


@dataclass(frozen=True, slots=True)
class Match:
    """One archived document an article may come from.

    ``containment_article`` is the share of the article's word shingles that the archived text holds,
    ``containment_source`` the reverse; ``cosine`` compares rarest terms. ``p_derived`` is the judge's probability;
    without a judge it is `closeness`, which only ranks.
    """

    id: str
    sha256: str
    title: str | None
    outlet: str | None
    published: str | None
    containment_article: float
    containment_source: float
    jaccard: float
    cosine: float
    verbatim_words: int
    p_derived: float
    judged: bool
    passages: tuple[Passage, ...]


def closeness(containment: Number, cosine: Number) -> Number:
    """A stand-in for a probability where no judge is given: 1 - (1 - c)^8 (1 - cos^2), in 0..1, not calibrated.

    An eighth of the text copied gives .66, a rare-term cosine of .7 alone .49.
    """
    unlike: Number = (1.0 - np.minimum(containment, 1.0)) ** 8 * (1.0 - np.minimum(cosine, 1.0) ** 2)
    return 1.0 - unlike


@dataclass(frozen=True, slots=True)
class _Postings:
    """Sorted keys with the document each stands in (and its weight), of one part."""

    keys: NDArray[np.int64]
    documents: NDArray[np.int32]
    weights: NDArray[np.uint8] | None = None

    def held(self, wanted: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """First posting of each key, and how many there are."""
        low = np.searchsorted(self.keys, wanted)
        return low, np.searchsorted(self.keys, wanted, side="right") - low


class Index:
    """An archive loaded for queries: keys in memory, texts left on disk.

    Raises ArchiveError when the archive is missing, damaged or of another scheme.
    """

    def __init__(self, path: Path, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.manifest: Manifest = read_manifest(path)
        check(path, self.manifest, self.settings)
        self._vocabulary = Vocabulary()
        folders = [path / "parts" / part.name for part in self.manifest.parts]
        self._shingles = [_load(folder / FILES[1], "hash") for folder in folders]
        self._terms = [_load(folder / FILES[2], "term") for folder in folders]
        self._files = [pq.ParquetFile(folder / FILES[0], memory_map=True) for folder in folders]
        self._starts = [np.cumsum([0, *(file.metadata.row_group(group).num_rows for group in
                                        range(file.metadata.num_row_groups))]) for file in self._files]
        self._norms = [file.read(columns=["term_norm"])["term_norm"].to_numpy() for file in self._files]
        self._group = lru_cache(maxsize=64)(self._read_group)

    def query(self, article: Document, top: int = 10, judge: Judge | None = None) -> tuple[Match, ...]:
        """The ``top`` best sources of an article, best first; ties go to the earlier, then by id.

        The article itself, by content hash, is never its own source.
        """
        ids, bounds, terms = of([article.text], self._vocabulary)
        own, edges = distinct(*shingle_rows(ids, bounds, self.settings.shingle))
        hashes = sample(own, edges)[0].view(np.int64)
        listed = [(self.document(part, number), cosine)
                  for part, number, cosine in self._shortlist(hashes, terms, top + _SPARE)]
        listed = [(source, cosine) for source, cosine in listed if source.sha256 != article.sha256]
        found = _scored(own, listed, self.settings.shingle)
        found.sort(key=lambda pair: _rank(pair[1]))
        offsets = words(article.text)[1:] if found else ()
        shown = [(source, _aligned(article, offsets, ids, source, match, self.settings.shingle))
                 for source, match in found[:top]]
        return tuple(sorted(_judged(article, shown, judge), key=_rank))

    def _shortlist(self, hashes: NDArray[np.int64], terms: Terms, size: int) -> list[tuple[int, int, float]]:
        """(part, document, rare-term cosine) of the best by estimated containment and rare terms together."""
        norm = float(norms(terms)[0]) or 1.0
        told = [postings.held(terms.hashes.astype(np.int64)) for postings in self._terms]
        common = sum(counts for _, counts in told) > max(_COMMON, self.manifest.documents // 100)
        scored: list[tuple[float, int, int, float]] = []
        for part, (low, counts) in enumerate(told):
            size_of = self.manifest.parts[part].documents
            place = ragged(*self._shingles[part].held(hashes))
            shared = np.bincount(self._shingles[part].documents[place], minlength=size_of)
            postings, counts = self._terms[part], np.where(common, 0, counts)
            place = ragged(low, counts)
            assert postings.weights is not None
            product = postings.weights[place].astype(np.float64) * np.repeat(terms.weights, counts)
            cosine = np.bincount(postings.documents[place], product, minlength=size_of) / (
                np.maximum(self._norms[part], 1.0) * norm)
            met = np.flatnonzero((shared > 0) | (cosine > 0))
            close = closeness(shared[met] / max(len(hashes), 1), cosine[met])
            best = _largest(close, size)
            scored += zip(close[best].tolist(), [part] * len(best), met[best].tolist(), cosine[met[best]].tolist(),
                          strict=True)
        scored.sort(key=lambda row: (-row[0], row[1], row[2]))
        return [(part, number, cosine) for _, part, number, cosine in scored[:size]]

    def document(self, part: int, number: int) -> Document:
        """An archived document, read from disk."""
        group = int(np.searchsorted(self._starts[part], number, side="right")) - 1
        rows = self._group(part, group)
        row = {name: column[number - int(self._starts[part][group])].as_py() for name, column in rows.items()}
        return Document(**row)

    def _read_group(self, part: int, group: int) -> dict[str, Any]:
        columns = ["id", "text", "sha256", "path", "title", "outlet", "url", "published", "role"]
        table = self._files[part].read_row_group(group, columns=columns, use_threads=False)
        return {name: table[name] for name in columns}


def _scored(own: NDArray[np.uint64], listed: Sequence[tuple[Document, float]], size: int
            ) -> list[tuple[Document, Match]]:
    """Exact containments of an article's shingles (distinct, sorted) and each source's."""
    theirs, edges = distinct(*shingle_rows(*tokenise([source.text for source, _ in listed]), size))
    found = []
    for number, (source, cosine) in enumerate(listed):
        other = theirs[edges[number]:edges[number + 1]]
        shared = len(np.intersect1d(own, other, assume_unique=True))
        inside, union = shared / max(len(own), 1), max(len(own) + len(other) - shared, 1)
        found.append((source, Match(
            source.id, source.sha256, source.title, source.outlet, source.published, inside,
            shared / max(len(other), 1), shared / union, min(cosine, 1.0), 0, float(closeness(inside, cosine)), False,
            ())))
    return found


def _aligned(article: Document, offsets: tuple[NDArray[np.int32], ...], ids: NDArray[np.uint32], source: Document,
             match: Match, size: int) -> Match:
    """The match with the passages both texts share."""
    if not match.containment_article:
        return match
    starts, ends = offsets
    tokens, source_starts, source_ends = words(source.text)
    passages = tuple(
        Passage(int(starts[b]), int(ends[b_end - 1]), int(source_starts[a]), int(source_ends[a_end - 1]),
                b_end - b, article.text[starts[b]:ends[b_end - 1]])
        for a, a_end, b, b_end in spans(word_ids(tokens), ids, size).tolist())
    return replace(match, verbatim_words=sum(passage.words for passage in passages), passages=passages)


def _judged(article: Document, shown: Sequence[tuple[Document, Match]], judge: Judge | None) -> list[Match]:
    if judge is None or not shown:
        return [match for _, match in shown]
    chances = judge(article, [source for source, _ in shown])
    return [replace(match, p_derived=float(p), judged=True) for (_, match), p in zip(shown, chances, strict=True)]


def derived(article: Document, sources: Sequence[Document]) -> list[float]:
    """A `Judge`: ``p_derived`` of `judge.judge`, each archived document taken as the release. About 20 ms a source."""
    from ..judge import judge
    from ..prepare import prepare

    asked = prepare(replace(article, role="article"))
    pairs = [(prepare(replace(source, role="release")), asked) for source in sources]
    return [found.p_derived or 0.0 for found in judge(pairs, explain=2.0)]


def _rank(match: Match) -> tuple[float, float, str, str]:
    return -match.p_derived, -match.containment_article, match.published or "9999", match.id


def _largest(values: NDArray[np.float64], size: int) -> NDArray[np.int64]:
    """Places of the ``size`` largest values, the first of equals."""
    return np.argsort(-values, kind="stable")[:size] if len(values) <= 8 * size else _partitioned(values, size)


def _partitioned(values: NDArray[np.float64], size: int) -> NDArray[np.int64]:
    edge = np.partition(values, -size)[-size]
    near = np.flatnonzero(values >= edge)
    chosen: NDArray[np.int64] = near[np.argsort(-values[near], kind="stable")[:size]]
    return chosen


def _load(file: Path, key: str) -> _Postings:
    table = pq.read_table(file)
    weights = table["weight"].to_numpy() if "weight" in table.column_names else None
    return _Postings(table[key].to_numpy(), table["document"].to_numpy(), weights)
