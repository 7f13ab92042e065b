"""Where each document stands: against the named releases, or against the source its story goes back to.

A document is decided over its story and not pair by pair: what comes through another document counts, and one weak
pair does not cut off a text whose other links hold. Where the text cannot tell a heavy rewrite from a report of its
own, it stands `undecided`, which accuses nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from .records import Derivation, Lineage, Prepared, Standing
from .settings import Settings

_ONE_EVENT = 0.5  # p_same_event from which two documents are about one event
_PLACES = 9  # decimals in which probabilities are compared


@dataclass(frozen=True, slots=True)
class Decision:
    """How a document stands, the probability that it derives (None where nothing was asked), and from which release
    (None where no release is supplied, or it does not derive)."""

    standing: Standing
    p_derived: float | None
    release: str | None = None


class Room:
    """All that bears on the standing of the documents of one trace."""

    def __init__(self, documents: Sequence[Prepared], pairs: Sequence[Derivation], found: Lineage,
                 settings: Settings) -> None:
        self.settings = settings
        self.releases = tuple(sorted(item.id for item in documents if item.document.role == "release"))
        self.pairs: dict[str, dict[str, Derivation]] = {item.id: {} for item in documents}
        for pair in pairs:
            self.pairs[pair.a][pair.b] = self.pairs[pair.b][pair.a] = pair
        held = {found.story_of[name] for name in self.releases if name in found.story_of}
        self.apart = {name for name, story in found.story_of.items() if story not in held}
        self.kin: dict[str, list[str]] = defaultdict(list)
        for source in found.inferred:
            for name in source.explains:
                self.kin[name] += source.explains
        for edge in found.edges:
            if edge.kind == "derives" and edge.parent in self.pairs:
                self.kin[edge.child].append(edge.parent)
        descent = [edge for edge in found.edges if edge.directed and edge.kind == "derives"]
        self.heads = {edge.parent for edge in descent} - {edge.child for edge in descent}
        self.beside = {end for edge in found.edges if edge.kind == "shares_source" for end in (edge.parent, edge.child)}

    def decide(self) -> dict[str, Decision]:
        """A decision for every document."""
        if not self.releases:
            return {name: self._by_kin(name) for name in self.pairs}
        return {name: Decision("release", None) if name in self.releases else self._by_release(name)
                for name in self.pairs}

    def _by_release(self, name: str) -> Decision:
        """Against the supplied releases; a story none of them explains is decided as it would be without them."""
        best, release = max(((round(self._reach(name, release), _PLACES), release) for release in self.releases),
                            key=lambda found: (found[0], found[1]))
        standing = self._standing(best, lambda: any(self._one_event(name, release) for release in self.releases))
        if standing != "derived" and name in self.apart and (
                name in self.kin or name in self.beside or name in self.heads):
            kin = self._by_kin(name)
            if standing != "undecided" or kin.standing == "derived" or name in self.heads:
                return kin
        return Decision(standing, best, release if standing in ("derived", "undecided") else None)

    def _reach(self, name: str, release: str) -> float:
        """Probability that a document goes back to a release, itself or over one other document."""
        return max([self._derived(name, release), *self._over(name, release)])

    def _derived(self, name: str, release: str) -> float:
        pair = self.pairs[name].get(release)
        return 0.0 if pair is None else pair.p_derived or 0.0

    def _over(self, name: str, release: str) -> Iterator[float]:
        """A rewrite of a rewrite may keep too little of the release itself."""
        for other, pair in self.pairs[name].items():
            if other not in self.releases and pair.p_related >= self.settings.related_threshold:
                yield pair.p_related * self._derived(other, release)

    def _by_kin(self, name: str) -> Decision:
        """Without a release: against the documents it shares an unseen source with, or descends from."""
        near = self.pairs[name]
        best = max((round(near[kin].p_related, _PLACES) for kin in self.kin[name] if kin in near and kin != name),
                   default=None)
        if best is None and name in self.beside:
            return Decision("undecided", None)  # one of two came from the other, and nothing tells which
        if best is None and name not in self.heads and any(
                pair.p_related >= self.settings.related_threshold for pair in near.values()):
            return Decision("undecided", None)  # one pair says so, the rest of its story does not
        met = any(pair.p_same_event >= _ONE_EVENT for pair in near.values())
        return Decision(self._standing(best or 0.0, lambda: met), best)

    def _standing(self, p: float, met: Callable[[], bool]) -> Standing:
        if p >= self.settings.derived_threshold:
            return "derived"
        if p >= self.settings.undecided_threshold:
            return "undecided"
        return "independent" if met() else "unrelated"

    def _one_event(self, name: str, release: str) -> bool:
        """About the release's event, by itself or with a document that derives from it."""
        pair = self.pairs[name].get(release)
        if pair is not None and pair.p_same_event >= _ONE_EVENT:
            return True
        return any(other.p_same_event >= _ONE_EVENT and self._derived(key, release) >= self.settings.derived_threshold
                   for key, other in self.pairs[name].items() if key not in self.releases)


def decide(documents: Sequence[Prepared], pairs: Sequence[Derivation], found: Lineage, settings: Settings
           ) -> Mapping[str, Decision]:
    """The standing of every document by id. The result does not depend on the order of the arguments."""
    return Room(documents, pairs, found, settings).decide()


def agreed(found: Lineage, decided: Mapping[str, Decision]) -> Lineage:
    """The lineage as far as the decisions bear it out: only what stands derived derives.

    A line into a document that stands otherwise still says that two texts are kin, and no longer which way.
    """
    return replace(found, edges=tuple(
        edge if not edge.directed or decided[edge.child].standing in ("derived", "release")
        else replace(edge, kind="shares_source", directed=False) for edge in found.edges))
