"""Which documents of a corpus are examined together: articles with the release they may come from, and their siblings.

An article joins the release that retrieval and judgement put first, and the articles it shares text with. Joining is
generous, because the examination of a story decides; what ends alone is examined alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

JOIN = 0.1  # p_derived from which a release is looked at together with the article
SIBLINGS = 0.1  # containment (without what a series repeats) from which two articles are
MOST = 400  # articles of one story examined at a time; beyond it only near copies and the release hold it together
STRONG = 0.5  # containment that holds such a story together
BATCH = 100  # articles in one portion of the examination


@dataclass(frozen=True, slots=True)
class Story:
    """Articles (numbers) and releases (ids) examined together; named by its first release, else its first article."""

    articles: tuple[int, ...]
    releases: tuple[str, ...]


def stories(count: int, release_of: Mapping[int, str], pairs: NDArray[np.int64], shared: NDArray[np.float64]
            ) -> list[Story]:
    """Every article in one story, stories in order of their first article.

    ``pairs`` are int64 [n, 2] article numbers below ``count``, ``shared`` their containments, float64 [n].
    """
    names = sorted(set(release_of.values()))
    place = {name: count + at for at, name in enumerate(names)}
    stars = np.array([(article, place[name]) for article, name in sorted(release_of.items())],
                     dtype=np.int64).reshape(-1, 2)
    near = pairs[shared >= SIBLINGS]
    label = _components(count + len(names), [stars, near])
    big = np.flatnonzero(np.bincount(label[:count], minlength=label.max(initial=0) + 1) > MOST)
    if len(big):
        within = np.isin(label[pairs[:, 0]], big)
        label = _components(count + len(names), [stars, pairs[(shared >= SIBLINGS) & ~within],
                                                 pairs[(shared >= STRONG) & within]])
    return _grouped(label, count, names)


def _components(size: int, edges: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    both = np.concatenate(edges) if edges else np.empty((0, 2), dtype=np.int64)
    graph = coo_array((np.ones(len(both), np.int8), (both[:, 0], both[:, 1])), shape=(size, size))
    found: NDArray[np.int64] = connected_components(graph, directed=False)[1].astype(np.int64)
    return found


def _grouped(label: NDArray[np.int64], count: int, names: Sequence[str]) -> list[Story]:
    articles: dict[int, list[int]] = {}
    releases: dict[int, list[str]] = {}
    for at, group in enumerate(label[:count].tolist()):
        articles.setdefault(group, []).append(at)
    for name, group in zip(names, label[count:].tolist(), strict=True):
        releases.setdefault(group, []).append(name)
    made = [Story(tuple(members), tuple(releases.get(group, ()))) for group, members in articles.items()]
    return sorted(made, key=lambda story: story.articles[0])


def batches(found: Sequence[Story], size: int = BATCH) -> Iterator[list[Story]]:
    """Stories in portions of at least ``size`` articles (the last may be smaller)."""
    portion: list[Story] = []
    held = 0
    for story in found:
        portion.append(story)
        held += len(story.articles)
        if held >= size:
            yield portion
            portion, held = [], 0
    if portion:
        yield portion
