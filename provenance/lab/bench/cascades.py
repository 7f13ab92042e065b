"""Stories whose descent is known because we grew them: controlled cascades of edits from a given text.

Every child is made from its parent by trimming, reordering, substituting, appending and, sometimes, splicing in
passages of a second parent. Rewording draws each word's replacement from a small pool of its own, so that two
independent rewrites often agree by chance (homoplasy), as two rewrites by one language model do.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ...prepare import prepare
from ...records import Document, Prepared
from ...text.segment import sentences, words

Regime = Literal["copied", "reworded"]
UNSEEN = "unseen"  # the parent of a document whose source is not among the documents
_POOL = 3  # replacements a word can have: two rewrites agree on about a third of them
_BREAK = re.compile(r"\w+|\W+")


@dataclass(frozen=True, slots=True)
class Story:
    """Documents with their true parents: () for a root, `UNSEEN` where the parent was taken out.

    ``order`` are true times in steps, ``split`` the split of the text the story grew from.
    """

    name: str
    key: str
    split: str
    regime: Regime
    documents: tuple[Prepared, ...]
    parents: Mapping[str, tuple[str, ...]]
    order: Mapping[str, float]

    @property
    def root(self) -> str | None:
        """The visible root, or None where it is hidden."""
        roots = [key for key, above in self.parents.items() if not above]
        return roots[0] if len(roots) == 1 else None


def make(key: str, text: str, published: str | None = None, outlet: str | None = None) -> Prepared:
    """A prepared document of the benchmark."""
    return prepare(Document(key, text, hashlib.sha256(text.encode()).hexdigest(), published=published, outlet=outlet))


def hide(story: Story, gone: set[str], suffix: str = "hidden") -> Story:
    """The story without some documents; their children descend from the nearest ancestors left, or from `UNSEEN`."""
    def nearest(key: str) -> tuple[str, ...]:
        if not story.parents[key]:
            return () if key not in gone else (UNSEEN,)
        found: list[str] = []
        for above in story.parents[key]:
            for ancestor in (above,) if above not in gone else nearest(above):
                if ancestor not in found:
                    found.append(ancestor)
        return tuple(found)

    kept = tuple(document for document in story.documents if document.id not in gone)
    parents = {document.id: nearest(document.id) for document in kept}
    orphans = [key for key, above in parents.items() if UNSEEN in above]
    if len(orphans) == 1 and all(parents.values()):
        parents[orphans[0]] = ()  # all that is left comes from it
    return replace(story, name=f"{story.name} {suffix}".strip(), documents=kept, parents=parents)


def dated(story: Story, jitter: float = 0.0, seed: int = 1, days: float = 1.0) -> Story:
    """The story with publication dates: a step is ``days``; each date may be off by up to ``jitter`` steps."""
    generator = random.Random(f"{seed}/{story.key}/{story.name}")
    made = []
    for document in story.documents:
        shift = generator.choice((-jitter, 0.0, jitter)) if jitter else 0.0
        day = 60 + (story.order[document.id] + shift) * days
        stamp = f"2026-{1 + int(day) // 28 % 12:02d}-{1 + int(day) % 28:02d}"
        hour = int((day - int(day)) * 24)
        made.append(replace(document, document=replace(document.document, published=f"{stamp}T{hour:02d}:00:00Z",
                                                       published_source="metadata")))
    return replace(story, documents=tuple(made))


def split_sentences(text: str) -> list[str]:
    """The sentences of a text as strings."""
    return [text[s.start:s.end] for s in sentences(text, words(text)[1])]


class Grower:
    """Grows cascades from ``texts``; all randomness comes from ``seed`` and the key of a story."""

    def __init__(self, texts: Sequence[str], seed: int = 1) -> None:
        self.texts = texts
        self.seed = seed
        vocabulary = sorted({word for text in texts for word in re.findall(r"\b[a-z]{4,12}\b", text)})
        self.vocabulary = vocabulary

    def story(self, key: str, split: str, regime: Regime, at: int, size: int) -> Story:
        """A cascade of ``size`` documents from ``texts[at]``, with its source among them."""
        generator = random.Random(f"{self.seed}/{key}/{regime}")
        bodies = {f"{key}-0": split_sentences(self.texts[at])[:40]}
        parents: dict[str, tuple[str, ...]] = {f"{key}-0": ()}
        order = {f"{key}-0": 0.0}
        lean = generator.choice((0.3, 0.6, 0.9))  # how much of a star this cascade is
        for number in range(1, size):
            name, before = f"{key}-{number}", list(bodies)
            parent = before[0] if generator.random() < lean else generator.choice(before)
            body = self._edited(bodies[parent], regime, generator)
            parents[name] = (parent,)
            others = [key for key in before[1:] if key != parent]
            if others and generator.random() < 0.12:
                second = generator.choice(others)
                body = _spliced(body, bodies[second], generator)
                parents[name] = (parent, second)
            bodies[name] = body
            order[name] = max(order[above] for above in parents[name]) + generator.choice((1.0, 1.0, 2.0))
        names = _shuffled_names(bodies, key, self.seed)
        documents = tuple(make(names[name], "\n\n".join(body)) for name, body in bodies.items())
        return Story(f"grown {regime}", key, split, regime, documents,
                     {names[name]: tuple(names[p] for p in above) for name, above in parents.items()},
                     {names[name]: time for name, time in order.items()})

    def _edited(self, body: list[str], regime: Regime, generator: random.Random) -> list[str]:
        kept = _trimmed(body, generator)
        if generator.random() < 0.5:
            kept = _reordered(kept, generator)
        rate = generator.uniform(0.01, 0.06) if regime == "copied" else generator.uniform(0.25, 0.6)
        kept = [self._substituted(sentence, rate, generator) for sentence in kept]
        for _ in range(generator.choice((0, 0, 1, 2, 3))):
            strange = split_sentences(generator.choice(self.texts))
            kept.insert(generator.randint(0, len(kept)), generator.choice(strange))
        return kept

    def _substituted(self, sentence: str, rate: float, generator: random.Random) -> str:
        return "".join(self._replacement(piece, generator) if piece[:1].islower() and len(piece) > 3
                       and generator.random() < rate else piece for piece in _BREAK.findall(sentence))

    def _replacement(self, word: str, generator: random.Random) -> str:
        choice = generator.choice((0, 0, 1, 2)[:_POOL + 1])
        digest = hashlib.sha256(f"{word}/{choice}".encode()).digest()
        return str(self.vocabulary[int.from_bytes(digest[:6], "big") % len(self.vocabulary)])


def _trimmed(body: list[str], generator: random.Random) -> list[str]:
    """Drop the tail, or sentences here and there; at least three sentences stay."""
    size = max(3, round(len(body) * generator.choice((0.95, 0.85, 0.7, 0.55))))
    if generator.random() < 0.4:
        return body[:size]
    return [body[at] for at in sorted(generator.sample(range(len(body)), min(size, len(body))))]


def _reordered(body: list[str], generator: random.Random) -> list[str]:
    moved = list(body)
    for _ in range(max(1, len(moved) // 8)):
        sentence = moved.pop(generator.randrange(len(moved)))
        moved.insert(generator.randint(0, len(moved)), sentence)
    return moved


def _spliced(body: list[str], second: list[str], generator: random.Random) -> list[str]:
    """Insert the sentences of a second parent that the first did not hand down."""
    new = [sentence for sentence in second if sentence not in body]
    taken = new[:max(2, len(new) // 2)]
    at = generator.randint(0, len(body))
    return [*body[:at], *taken, *body[at:]]


def _shuffled_names(bodies: Mapping[str, list[str]], key: str, seed: int) -> dict[str, str]:
    """Ids that do not give the order away."""
    return {name: f"{key}/{hashlib.sha256(f'{seed}/{name}'.encode()).hexdigest()[:8]}" for name in bodies}
