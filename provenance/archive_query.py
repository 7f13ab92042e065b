"""Which archived documents a text comes from: candidates from shingles and rare terms, then the texts themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from .archive import FILES, Manifest, check, read_manifest
from .candidates import distinct, sample, shingle_rows
from .config import Settings
from .model import Document
from .seed import spans
from .segment import ids as word_ids
from .segment import words
from .sign import shingle_set
from .terms import Terms, Vocabulary, norms, of

_LONGEST = 4096  # postings of one key that are counted: the archive's earliest
_SPARE = 4  # candidates read beyond those shown, since estimates rank them

Judge = Callable[[Document, Document], float]


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


def closeness(containment: float, cosine: float) -> float:
    """A stand-in for a probability where no judge is given: 1 - (1 - c)^8 (1 - cos^2), in 0..1, not calibrated.

    An eighth of the text copied gives .66, a rare-term cosine of .7 alone .49.
    """
    return 1.0 - (1.0 - min(containment, 1.0)) ** 8 * (1.0 - min(cosine, 1.0) ** 2)


@dataclass(frozen=True, slots=True)
class _Postings:
    """Sorted keys with the document each stands in (and its weight), of one part."""

    keys: NDArray[np.int64]
    documents: NDArray[np.int32]
    weights: NDArray[np.uint8] | None = None

    def hits(self, wanted: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """(index into ``wanted``, place in the postings) of every hit."""
        low = np.searchsorted(self.keys, wanted)
        high = np.minimum(np.searchsorted(self.keys, wanted, side="right"), low + _LONGEST)
        counts = high - low
        which = np.repeat(np.arange(len(wanted)), counts)
        ends = np.cumsum(counts)
        place = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(low - ends + counts, counts)
        return which, place


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
        hashes, edges = sample(*distinct(*shingle_rows(ids, bounds, self.settings.shingle)))
        listed = self._shortlist(hashes[edges[0]:edges[1]].view(np.int64), terms, top + _SPARE)
        tokens, starts, ends = words(article.text)
        del tokens
        own = shingle_set(ids, self.settings.shingle)
        found = []
        for part, number, cosine in listed:
            source = self.document(part, number)
            if source.sha256 != article.sha256:
                found.append((source, self._match(article, ids, own, starts, ends, source, cosine)))
        found.sort(key=lambda pair: _rank(pair[1]))
        return tuple(sorted((self._judged(article, source, match, judge) for source, match in found[:top]), key=_rank))

    def _judged(self, article: Document, source: Document, match: Match, judge: Judge | None) -> Match:
        if judge is None:
            return match
        values = {name: getattr(match, name) for name in Match.__slots__}
        return Match(**values | {"p_derived": judge(article, source), "judged": True})

    def _shortlist(self, hashes: NDArray[np.int64], terms: Terms, size: int) -> list[tuple[int, int, float]]:
        """(part, document, rare-term cosine) of the best by estimated containment and rare terms together."""
        norm = float(norms(terms)[0]) or 1.0
        scored = []
        for part in range(len(self._files)):
            documents = self.manifest.parts[part].documents
            _, place = self._shingles[part].hits(hashes)
            shared = np.bincount(self._shingles[part].documents[place], minlength=documents)
            postings = self._terms[part]
            which, place = postings.hits(terms.hashes.astype(np.int64))
            assert postings.weights is not None
            product = postings.weights[place].astype(np.float64) * terms.weights[which]
            cosine = np.bincount(postings.documents[place], product, minlength=documents)
            cosine /= np.maximum(self._norms[part], 1.0) * norm
            best = np.union1d(_largest(shared, size), _largest(cosine, size))
            scored += [(int(shared[n]), float(cosine[n]), part, int(n)) for n in best.tolist()]
        scored.sort(key=lambda row: (-closeness(row[0] / max(len(hashes), 1), row[1]), -row[0], row[2], row[3]))
        return [(part, number, cosine) for _, cosine, part, number in scored[:size]]

    def document(self, part: int, number: int) -> Document:
        """An archived document, read from disk."""
        group = int(np.searchsorted(self._starts[part], number, side="right")) - 1
        rows = self._group(part, group)
        row = {name: column[number - int(self._starts[part][group])].as_py() for name, column in rows.items()}
        return Document(**row)

    def _read_group(self, part: int, group: int) -> dict[str, object]:
        columns = ["id", "text", "sha256", "path", "title", "outlet", "url", "published", "role"]
        table = self._files[part].read_row_group(group, columns=columns)
        return {name: table[name] for name in columns}

    def _match(self, article: Document, ids: NDArray[np.uint32], own: NDArray[np.uint64], starts: NDArray[np.int32],
               ends: NDArray[np.int32], source: Document, cosine: float) -> Match:
        tokens, source_starts, source_ends = words(source.text)
        source_ids = word_ids(tokens)
        theirs = shingle_set(source_ids, self.settings.shingle)
        shared = len(np.intersect1d(own, theirs, assume_unique=True))
        passages = tuple(
            Passage(int(starts[b]), int(ends[b_end - 1]), int(source_starts[a]), int(source_ends[a_end - 1]),
                    b_end - b, article.text[starts[b]:ends[b_end - 1]])
            for a, a_end, b, b_end in spans(source_ids, ids, self.settings.shingle).tolist())
        inside, union = shared / max(len(own), 1), max(len(own) + len(theirs) - shared, 1)
        return Match(source.id, source.sha256, source.title, source.outlet, source.published, inside,
                     shared / max(len(theirs), 1), shared / union, min(cosine, 1.0),
                     sum(passage.words for passage in passages), closeness(inside, cosine), False, passages)


def _rank(match: Match) -> tuple[float, float, str, str]:
    return -match.p_derived, -match.containment_article, match.published or "9999", match.id


def _largest(values: NDArray[np.float64] | NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Places of the ``size`` largest positive values; ties at the edge are all kept up to twice the size."""
    positive = np.flatnonzero(values)
    if len(positive) <= size:
        return positive
    edge = np.partition(values[positive], -size)[-size]
    return positive[values[positive] >= edge][:2 * size]


def _load(file: Path, key: str) -> _Postings:
    table = pq.read_table(file)
    weights = table["weight"].to_numpy() if "weight" in table.column_names else None
    return _Postings(table[key].to_numpy(), table["document"].to_numpy(), weights)


def query_many(index: Index, articles: Sequence[Document], top: int = 10,
               judge: Judge | None = None) -> list[tuple[Match, ...]]:
    """`Index.query` of each article, in order."""
    return [index.query(article, top, judge) for article in articles]
