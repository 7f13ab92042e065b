"""What each sentence of an article is: copied, said again, added, padding, or no part of the story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..align import VERBATIM, align, shared_words
from ..align.sentences import Floats
from ..models import store
from ..records import Alignment, Link, Prepared, Role, SentenceRole
from ..text.rarity import shipped as shipped_background
from .features import features

LABELS: tuple[str, ...] = ("release", "added", "padding", "furniture", "disclosure", "heading")
# Without a document known to be the announcement, a sentence is only called a paraphrase if something states it.
WITNESS = 0.3
# Siblings pad alike, so that talk about what it all means finds its match in a sibling. What content alone calls
# padding with this certainty is padding among siblings, unless it shares a figure with one.
SURE_PADDING = 0.9


@dataclass(frozen=True, slots=True)
class Regime:
    """Two multinomial logistic models: of a sentence by itself, then of what it and its neighbours seem to be.

    One regime for each kind of company an article stands in (see `regime_name`).
    """

    names: tuple[str, ...]
    mean: Floats
    scale: Floats
    weights: Floats  # [features, labels]
    bias: Floats
    around: Floats  # [labels * 6, labels]
    around_bias: Floats

    def own(self, columns: Mapping[str, Floats]) -> Floats:
        """Probabilities [sentences, LABELS] from each sentence by itself."""
        x = np.clip((np.stack([columns[name] for name in self.names], axis=1) - self.mean) / self.scale, -5, 5)
        return softmax(x @ self.weights + self.bias)

    def predict(self, columns: Mapping[str, Floats]) -> Floats:
        """Probabilities [sentences, LABELS] in context."""
        return softmax(neighbourhood(self.own(columns)) @ self.around + self.around_bias)


def softmax(z: Floats) -> Floats:
    """Rows of scores as probabilities."""
    raised = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def neighbourhood(p: Floats) -> Floats:
    """Log probabilities of each sentence, probabilities of the two before and after, and the document's mean.

    Roles come in stretches: padding pads in paragraphs, and a report of another event adds from first to last.
    """
    padded = np.pad(p, ((2, 2), (0, 0)))
    shifted = [padded[2 + step:2 + step + len(p)] for step in (-2, -1, 1, 2)]
    return np.concatenate([np.log(np.clip(p, 1e-4, 1)), *shifted, np.broadcast_to(p.mean(axis=0), p.shape)], axis=1)


@dataclass(frozen=True, slots=True)
class Model:
    """The role models, by regime."""

    regimes: Mapping[str, Regime]


def regime_of(raw: Mapping[str, Any]) -> Regime:
    """A regime from plain lists."""
    return Regime(tuple(raw["names"]), np.array(raw["mean"]), np.array(raw["scale"]), np.array(raw["weights"]),
                  np.array(raw["bias"]), np.array(raw["around"]), np.array(raw["around_bias"]))


def model_of(raw: Mapping[str, Any]) -> Model:
    """A model from plain lists."""
    return Model({name: regime_of(part) for name, part in raw["regimes"].items()})


def load(path: Path | None = None) -> Model:
    """Read a model of `lab.train.roles`, the shipped one unless a file is named. Raises InputError."""
    return store.load("roles", model_of, path)


def shipped() -> Model:
    """The model that comes with the package."""
    return load()


def regime_name(sources: Sequence[tuple[Prepared, Alignment]]) -> str:
    """``release`` with a first source that is the announcement, ``siblings`` with others only, else ``alone``."""
    if not sources:
        return "alone"
    return "release" if sources[0][0].document.role == "release" else "siblings"


def _copied_share(article: Prepared, sources: Sequence[tuple[Prepared, Alignment]]) -> list[Floats]:
    """Per source, the share of each sentence's words that lie in shared runs."""
    shares = []
    for source, _ in sources:
        words = np.concatenate([[0], np.cumsum(shared_words(source, article)[1])])
        shares.append(np.array([(words[s.last_word] - words[s.first_word]) / max(s.words, 1)
                                for s in article.sentences]))
    return shares


def _origin(
    index: int, sources: Sequence[tuple[Prepared, Alignment]]
) -> tuple[tuple[str, int, int, float] | None, int]:
    """Where a sentence comes from, (id, start, end, similarity), and which of the sources that is."""
    ranked = []
    for order, (source, alignment) in enumerate(sources):
        link = next((link for link in alignment.links if link.b == index), None)
        if link:
            # What is copied from a sibling comes from there, even if the first source says it in other words.
            ranked.append((link.kind == "verbatim", order == 0, link.probability, -order, source, link))
    if not ranked:
        return None, -1
    *_, minus, source, link = max(ranked, key=lambda entry: entry[:4])
    return (source.id, *_extent(source, link), round(link.similarity, 4)), -minus


def _extent(source: Prepared, link: Link) -> tuple[int, int]:
    return (min(source.sentences[i].start for i in link.a), max(source.sentences[i].end for i in link.a))


def _disclosed(p: Floats, columns: Mapping[str, Floats]) -> Floats:
    """Only what reads like a disclosure can be one; its probability goes to the other roles."""
    p = p.copy()
    p[columns["disclosing"] == 0, LABELS.index("disclosure")] = 0
    return np.asarray(p / p.sum(axis=1, keepdims=True))


def _new_figures(article: Prepared, sources: Sequence[tuple[Prepared, Alignment]]) -> set[int]:
    """Sentences with a sum or share that no source has."""
    kinds = ("money", "percent")
    known = {fact.norm for source, _ in sources for fact in source.facts if fact.kind in kinds}
    return {fact.sentence for fact in article.facts if fact.kind in kinds and fact.norm not in known}


def _among_siblings(p: Floats, alone: Floats, columns: Mapping[str, Floats], new: set[int]) -> Floats:
    """Where no announcement is at hand: sure padding stays padding, and a figure nobody else has is added."""
    padding, added = LABELS.index("padding"), LABELS.index("added")
    p = p.copy()
    alone = _disclosed(alone, columns)
    sure = (alone[:, padding] >= SURE_PADDING) & (columns["figures"] == 0)
    p[sure] = alone[sure]
    for index in new:
        if LABELS[int(p[index].argmax())] == "release":
            p[index, [added, LABELS.index("release")]] = p[index, [LABELS.index("release"), added]]
    return p


def _decide(p: Floats, copied: float, witnessed: bool) -> tuple[Role, float]:
    """The likeliest role; what is copied is verbatim whatever else it looks like."""
    told = dict(zip(LABELS, p.tolist(), strict=True))
    if not witnessed:
        # No text at hand states it, so as far as anyone can check the claim is this article's own.
        told["added"] += told.pop("release")
    label = max(told, key=lambda name: told[name])
    if copied >= VERBATIM and label in ("release", "added", "padding"):
        return "verbatim", max(told.get("release", 0.0), copied)
    if label == "release":
        return "paraphrase", told["release"]
    return label, told[label]  # type: ignore[return-value]


def compose(
    article: Prepared, sources: Sequence[tuple[Prepared, Alignment]], model: Model | None = None
) -> tuple[SentenceRole, ...]:
    """The role of each sentence, with its probability and where it comes from.

    ``sources`` pairs each possible source with ``align(source, article)``: the announcement or parent first, then
    siblings. A sentence that aligns to a sibling only says so in its note. Without sources nothing can be verbatim
    or paraphrase, and padding is judged by content alone.
    """
    model = model or shipped()
    if not article.sentences:
        return ()
    sources = [(source, found if (found.a, found.b) == (source.id, article.id) else align(source, article))
               for source, found in sources]
    name = regime_name(sources)
    columns = features(article, sources, shipped_background())
    p = _disclosed(model.regimes[name].predict(columns), columns)
    if name == "siblings":
        p = _among_siblings(p, model.regimes["alone"].predict(columns), columns, _new_figures(article, sources))
    shares = _copied_share(article, sources)
    best = np.maximum(columns["first_p"], columns["rest_p"]) if sources else np.zeros(len(p))
    roles = []
    for index, sentence in enumerate(article.sentences):
        origin, order = _origin(index, sources)
        copied = max((float(share[index]) for share in shares), default=0.0)
        witnessed = bool(sources) and (name == "release" or best[index] >= WITNESS)
        role, sure = _decide(p[index], copied, witnessed)
        note = sentence.note
        if role in ("verbatim", "paraphrase") and order > 0:
            stated = any(link.b == index for link in sources[0][1].links)
            note = "copied from a sibling" if stated else "aligns with a sibling, not with the first source"
        roles.append(SentenceRole(sentence.start, sentence.end, role, round(float(min(sure, 1.0)), 4),
                                  origin if role in ("verbatim", "paraphrase") else None, note))
    return tuple(roles)
