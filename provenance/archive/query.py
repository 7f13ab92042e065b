"""Which archived documents a text comes from: the closest by `find.inverted`, then the texts themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .. import disk
from ..find.blocking import distinct, sample, shingle_rows
from ..find.inverted import Inverted, Near
from ..find.terms import Vocabulary, counted
from ..records import Document
from ..settings import Settings
from ..text.bulk import tokenise
from ..text.runs import Spans, spans_many
from ..text.segment import ids as word_ids
from ..text.segment import too_short, words
from . import opened, parts, read_manifest

if TYPE_CHECKING:
    from ..judge.profile import Profile

WEEKS = 6  # between a release and most of what is made of it
Offsets = tuple[NDArray[np.int32], NDArray[np.int32]]  # where words start and end
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

    ``score`` (0..1) ranks: TF-IDF ``cosine`` and the rare runs of words both share, and no probability. What was
    published in the `WEEKS` before an article (after a release) is ranked as if its score were `inverted.LIFT` higher.
    ``containment_article`` is the share of the article's word shingles that the archived text holds,
    ``containment_source`` the reverse. ``p_derived`` is the judge's probability, None where none was asked, or where
    ``note`` says that one of the texts is too short for it.
    """

    id: str
    sha256: str
    title: str | None
    outlet: str | None
    published: str | None
    score: float
    cosine: float
    containment_article: float
    containment_source: float
    jaccard: float
    verbatim_words: int
    p_derived: float | None
    judged: bool
    passages: tuple[Passage, ...]
    note: str = ""


class Index:
    """An archive loaded for queries: keys in memory, texts left on disk.

    Raises ArchiveError when the archive is missing, damaged or of another scheme. What it read stays readable while
    the archive is added to or compacted.
    """

    def __init__(self, path: Path, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        read_manifest(path)
        with disk.held(path / "reading", exclusive=False):
            self.manifest, folders = opened(path, self.settings)
            self._found = Inverted(map(parts.postings, folders), *(parts.rows(folders, name)
                                                                   for name in (parts.POSTINGS, parts.RUNS)))
            self._texts = [parts.Texts(folder) for folder in folders]
            self._days = np.concatenate([np.empty(0, np.int32), *map(parts.days, folders)])
        self._vocabulary = Vocabulary()

    def query(self, article: Document, top: int = 10, judge: Judge | None = None, itself: bool = False
              ) -> tuple[Match, ...]:
        """The ``top`` best sources of an article, best first; ties go to the earlier, then by id.

        The order is that of text and date, whatever the judge says: on real news no judge ranked better. The article
        itself, by content hash, is never its own source, unless ``itself`` says that equal texts are two documents.
        """
        return tuple(match for _, match in self.found(article, top, judge, itself))

    def found(self, article: Document, top: int = 10, judge: Judge | None = None, itself: bool = False
              ) -> tuple[tuple[Document, Match], ...]:
        """As `query`, each match behind the archived document itself."""
        ids, bounds = tokenise([article.text], self._vocabulary.observe)
        own, edges = distinct(*shingle_rows(ids, bounds, self.settings.shingle))
        terms = counted(ids, bounds, self._vocabulary)
        near = self._found.near(terms.stems, terms.counts.astype(np.int64), sample(own, edges)[0].view(np.int64),
                                top + 1, self._timely(article))
        listed = [(self._texts[row.part].document(row.number), row) for row in near]
        shown = sorted([(source, row) for source, row in listed if itself or source.sha256 != article.sha256],
                       key=lambda pair: (-pair[1].rank, pair[0].published or "9999", pair[0].id))[:top]
        matches = _aligned(article, ids, shown, own, self.settings.shingle)
        sources = [source for source, _ in shown]
        return tuple(zip(sources, _judged(article, sources, matches, judge, self.settings.min_words), strict=True))

    def _timely(self, asked: Document) -> NDArray[np.bool_] | None:
        """Which documents were published in the `WEEKS` before an article, or after a release; None without a date.

        A day more on the other side: zones of time differ.
        """
        try:
            day = (date.fromisoformat((asked.published or "")[:10]) - date(1970, 1, 1)).days
        except ValueError:
            return None
        first, last = (day - 1, day + 7 * WEEKS) if asked.role == "release" else (day - 7 * WEEKS, day + 1)
        timely: NDArray[np.bool_] = (self._days >= first) & (self._days <= last)
        return timely


def _aligned(article: Document, ids: NDArray[np.uint32], shown: Sequence[tuple[Document, Near]],
             own: NDArray[np.uint64], size: int) -> list[Match]:
    """The matches with exact containments of the article's shingles (``own``: distinct, sorted), and passages."""
    read = [words(source.text) for source, _ in shown]
    known = [word_ids(tokens) for tokens, _, _ in read]
    bounds = np.cumsum([0, *map(len, known)])
    words_of = np.concatenate([np.empty(0, np.uint32), *known])
    theirs, edges = distinct(*shingle_rows(words_of, bounds, size))
    pairs = np.array([(at, len(shown)) for at in range(len(shown))], dtype=np.int64).reshape(-1, 2)
    every = np.concatenate([words_of, ids])
    first, runs = spans_many(every, np.append(bounds, len(every)), pairs, size)
    offsets = words(article.text)[1:]
    found = []
    for at, (source, row) in enumerate(shown):
        other = theirs[edges[at]:edges[at + 1]]
        shared = len(np.intersect1d(own, other, assume_unique=True))
        passages = _passages(article, offsets, read[at][1:], runs[first[at]:first[at + 1]])
        found.append(Match(
            source.id, source.sha256, source.title, source.outlet, source.published, row.score, min(row.cosine, 1.0),
            shared / max(len(own), 1), shared / max(len(other), 1), shared / max(len(own) + len(other) - shared, 1),
            sum(passage.words for passage in passages), None, False, passages))
    return found


def _passages(article: Document, own: Offsets, theirs: Offsets, runs: Spans) -> tuple[Passage, ...]:
    """What both texts share, word for word."""
    (starts, ends), (source_starts, source_ends) = own, theirs
    return tuple(
        Passage(int(starts[b]), int(ends[b_end - 1]), int(source_starts[a]), int(source_ends[a_end - 1]),
                b_end - b, article.text[starts[b]:ends[b_end - 1]])
        for a, a_end, b, b_end in runs.tolist())


def _judged(article: Document, sources: Sequence[Document], matches: Sequence[Match], judge: Judge | None, least: int
            ) -> tuple[Match, ...]:
    """The matches with the judge's word on each pair of which both texts have ``least`` words."""
    if judge is None or not matches:
        return tuple(matches)
    notes = [too_short(article.text, least) or too_short(source.text, least) for source in sources]
    wanted = [source for source, note in zip(sources, notes, strict=True) if not note]
    chances = iter(judge(article, wanted) if wanted else ())
    return tuple(replace(match, note=note) if note else replace(match, p_derived=float(next(chances)), judged=True)
                 for match, note in zip(matches, notes, strict=True))


def derived(article: Document, sources: Sequence[Document]) -> list[float]:
    """A `Judge`: ``p_derived`` of `judge.judge`, each archived document taken as the release."""
    asked = _read(replace(article, role="article"))
    return _chances([(_release(source), asked) for source in sources])


def first(enough: float) -> Judge:
    """As `derived`; where the best source by the text is ``enough`` likely, the others are not looked at and get 0."""
    def judged(article: Document, sources: Sequence[Document]) -> list[float]:
        asked = _read(replace(article, role="article"))
        best = _chances([(_release(source), asked) for source in sources[:1]])
        if best and best[0] >= enough:
            return best + [0.0] * (len(sources) - 1)
        return best + _chances([(_release(source), asked) for source in sources[1:]])

    return judged


def used(release: Document, articles: Sequence[Document]) -> list[float]:
    """A `Judge` the other way round: ``p_derived`` of each archived document, the text asked for as the release."""
    asked = _release(release)
    return _chances([(asked, _read(replace(article, role="article"))) for article in articles])


def _chances(pairs: Sequence[tuple[Profile, Profile]]) -> list[float]:
    """``p_derived`` of each pair, one of which is a release."""
    from ..judge import p_derived

    return p_derived(pairs)


@lru_cache(maxsize=512)
def _release(source: Document) -> Profile:
    """The same of a source, kept: one release is often asked for again."""
    return _read(replace(source, role="release"))


def _read(document: Document) -> Profile:
    """What the judge looks at in a text; it has no use for facts, since no archive is asked across languages."""
    from ..judge import profiled
    from ..prepare import outline

    return profiled(outline(document))
