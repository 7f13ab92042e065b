"""What each sentence of an article is: copied, said again, added, padding, or no part of the story.

Roles are relative to the announcement where there is one. Siblings only tell that a sentence also stands in a sibling:
they pad alike, so what a sentence says decides whether it pads, and no number of siblings can outvote that. A
quotation, figure or speaker that the source does not have makes its sentence an addition, whatever it resembles.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..align import VERBATIM, align
from ..align.profile import Floats
from ..languages import is_english
from ..records import Alignment, Prepared, Role, SentenceRole, SourceKind
from ..text.rarity import load_background
from .abstaining import abstain, copied_only, restrained, silent
from .features import features
from .model import CLAIMS, LINES, PADS, RolesModel, load_roles, model_of, pads
from .shares import agreed, composition, padding
from .sourcing import Account, account, spread, together

LABELS: tuple[str, ...] = ("release", "added", "padding", "furniture", "disclosure", "heading")
LEAST = 0.5  # probability below which no role is told
# A sentence that shares little with its nearest is not certain to restate it, whatever speaks for it.
FAINT, DOUBTFUL = 0.3, 0.89
# Of sentences told to restate one that shares this little, those less sure than SOUND are hardly ever restatements
# (two of nine in texts read by hand, one of thirteen in manners left out): they are what they would be without it.
SLIGHT, SOUND = 0.25, 0.65
# Share of its content words, in order, from which on a quotation that the source lacks is one of the source's reworded:
# of the quotations read by hand, new ones reach .40 and reworded ones fall below .50 in one of nine.
REWORDED = 0.5
Regime = str  # "release", "siblings" or "alone"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a sentence may come from: which of the sources, what of it, how similar, and how much is copied."""

    order: int
    start: int
    end: int
    similarity: float
    copied: float


def regime_name(sources: Sequence[tuple[Prepared, Alignment]]) -> Regime:
    """``release`` with a first source that is the announcement, ``siblings`` with others only, else ``alone``."""
    if not sources:
        return "alone"
    return "release" if sources[0][0].document.role == "release" else "siblings"


class _Reading:
    """One article under judgement: what is seen of its sentences, and what a set of accounts makes of them."""

    def __init__(self, article: Prepared, model: RolesModel) -> None:
        self.article, self.model = article, model
        self.columns = features(article, model.wording)
        self.line = _disclosed(model.line.answer(self.columns), self.columns)
        self.story = self.line[:, 0] >= LEAST

    def probabilities(self, accounts: Sequence[Account], regime: Regime) -> Floats:
        """Probabilities [sentences, LABELS] of every role, before the particulars have their say."""
        claims = np.full((len(self.story), len(CLAIMS)), 1 / len(CLAIMS))
        if self.story.any():
            offered = together(accounts) if accounts else {}
            columns = {name: column[self.story] for name, column in {**self.columns, **offered}.items()}
            claims[self.story] = _claims(columns, bool(accounts), regime, self.model)
        return np.concatenate([self.line[:, :1] * claims, self.line[:, 1:]], axis=1)

    def elsewhere(self, siblings: Sequence[Account]) -> Floats:
        """Probability (0..1) that some sibling states each sentence."""
        if not siblings:
            return np.zeros(len(self.story))
        p = self.probabilities(siblings, "siblings")
        return np.asarray(p[:, 0] / np.maximum(p[:, 0] + p[:, 1], 1e-9))


def _disclosed(line: Floats, columns: Mapping[str, Floats]) -> Floats:
    """Only what reads like a disclosure can be one; its probability goes to the other lines."""
    line = line.copy()
    line[columns["disclosing"] == 0, LINES.index("disclosure")] = 0
    return np.asarray(line / line.sum(axis=1, keepdims=True))


def _claims(columns: Mapping[str, Floats], sourced: bool, regime: Regime, model: RolesModel) -> Floats:
    """Probabilities [sentences, CLAIMS] of the lines of the story."""
    if regime == "release":
        return model.claims.answer({**columns, PADS: pads(model.alone.own.predict(columns))})
    alone = model.alone.answer(columns)
    stated = np.zeros(len(alone))
    if sourced:
        stated = model.shared.answer(columns)[:, 0]
    return np.stack([alone[:, 0] * stated, alone[:, 0] * (1 - stated), alone[:, 1]], axis=1)


def _particular(p: Floats, new: Collection[int], said: Collection[int]) -> Floats:
    """New particulars make an addition; what is quoted or attributed does not pad."""
    release, added, padding = (LABELS.index(name) for name in ("release", "added", "padding"))
    p = p.copy()
    for index in sorted(said):
        to = release if p[index, release] > p[index, added] else added
        p[index, to], p[index, padding] = p[index, to] + p[index, padding], 0
    for index in sorted(new):
        p[index, added], p[index, release], p[index, padding] = p[index, [added, release, padding]].sum(), 0, 0
    return p


def _new(article: Prepared, told: Sequence[tuple[Prepared, Account]], p: Floats) -> frozenset[int]:
    """Sentences with a particular that none of the sources has, unless it is a quotation of theirs reworded."""
    lacked = [{id(fact) for fact in one.lacking} for _, one in told]
    found: set[int] = set()
    for fact in told[0][1].lacking if told else ():
        held = spread(article, fact)
        if all(id(fact) in ids for ids in lacked) and not (
                fact.kind == "quote" and p[held, 0].max() >= LEAST and _quoted(held, told)):
            found.update(held)
    return frozenset(found)


def _quoted(held: Sequence[int], told: Sequence[tuple[Prepared, Account]]) -> bool:
    """Whether one of these sentences rewords a sentence of a source that stands in a quotation there."""
    near = [(source, source.sentences[one.nearest[index]]) for source, one in told for index in held
            if one.columns["order"][index] >= REWORDED and one.nearest[index] >= 0]
    return any(fact.kind == "quote" and fact.start < sentence.end and fact.end > sentence.start
               for source, sentence in near for fact in source.facts)


def _sharpened(p: Floats, power: float) -> Floats:
    """Probabilities raised to ``power``, rows summing to 1 again."""
    raised = np.clip(p, 1e-6, 1) ** power
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def _places(article: Prepared, sources: Sequence[tuple[Prepared, Alignment]],
            accounts: Sequence[Account]) -> list[list[_Place]]:
    """Per sentence the place of each source that it is nearest to."""
    found: list[list[_Place]] = [[] for _ in article.sentences]
    for order, ((source, alignment), one) in enumerate(zip(sources, accounts, strict=True)):
        links = {link.b: link for link in alignment.links}
        for index in range(len(article.sentences)):
            link, near = links.get(index), int(one.nearest[index])
            if link is None and near < 0:
                continue
            held = [source.sentences[at] for at in (link.a if link else (near,))]
            similarity = link.similarity if link else float(one.similarity[index])
            found[index].append(_Place(order, min(s.start for s in held), max(s.end for s in held),
                                       round(similarity, 4), float(one.copied[index])))
    return found


def _kind(source: Prepared, parents: Collection[str]) -> SourceKind:
    if source.document.role == "release":
        return "release"
    return "parent" if source.id in parents else "sibling"


@dataclass(frozen=True, slots=True)
class _Found:
    """All that was found of one sentence: probabilities over LABELS, places by source, and what the siblings have.

    ``parents`` are the orders of sources it descends from: padding they have was handed down, a sibling's was not.
    """

    p: Floats
    places: Sequence[_Place]
    new: bool
    elsewhere: float
    parents: frozenset[int]

    def told(self, regime: Regime) -> tuple[Role, float, _Place | None]:
        """The role, how sure it is, and the place it points at."""
        label, p = LABELS[int(np.round(self.p, 9).argmax())], float(self.p.max())
        own = [place for place in self.places if regime != "release" or place.order == 0]
        best = max(own, key=lambda place: (place.copied >= VERBATIM, place.similarity, -place.order), default=None)
        copied = best.copied if best else 0.0
        handed = regime == "release" or (best is not None and best.order in self.parents)
        if copied >= VERBATIM and not self.new and (label in ("release", "added") or (label == "padding" and handed)):
            return "verbatim", max(p, copied), best
        if p < LEAST:
            return "unclear", p, None
        if label == "release" and p < SOUND and (best is None or best.similarity < SLIGHT):
            label, p = self._own()
        if label == "release":
            doubtful = best is None or best.similarity < FAINT
            return "paraphrase", min(p, DOUBTFUL) if doubtful else p, best
        role: Role = label  # type: ignore[assignment]
        return role, p, self._sibling() if regime == "release" and role in ("added", "padding") else None

    def _own(self) -> tuple[str, float]:
        """What it is if it restates nothing, and how sure that is."""
        names = ("added", "padding")
        p = self.p[[LABELS.index(name) for name in names]]
        at = int(np.round(p, 9).argmax())
        return names[at], min(float(p[at] / max(p.sum(), 1e-9)), DOUBTFUL)

    def _sibling(self) -> _Place | None:
        """Where a sibling has what the announcement has not."""
        held = [place for place in self.places if place.order and (
            place.copied >= VERBATIM or (self.elsewhere >= LEAST and place.similarity >= FAINT))]
        return max(held, key=lambda place: (place.copied >= VERBATIM, place.similarity, -place.order), default=None)


def compose(article: Prepared, sources: Sequence[tuple[Prepared, Alignment]], model: RolesModel | None = None,
            parents: Collection[str] = ()) -> tuple[SentenceRole, ...]:
    """The role of each sentence, with its probability and where it comes from.

    ``sources`` pairs each possible source with ``align(source, article)``: the announcement first where there is one,
    then siblings; ``parents`` names those of them that the lineage takes for parents. With an announcement, verbatim
    and paraphrase are relative to it alone; an added sentence that a sibling has too points at the sibling. Without
    sources nothing can be verbatim or paraphrase. Below `LEAST` the role is ``unclear``; of a text that is not in
    English no role but copying is told.
    """
    model = model or load_roles()
    if not article.sentences:
        return ()
    sources = [(source, found if (found.a, found.b) == (source.id, article.id) else align(source, article))
               for source, found in sources]
    if why := silent(article, sources):
        return copied_only(article, sources, lambda source: _kind(source, parents), why)
    sources = [(source, found) for source, found in sources if is_english(source.document.language)]
    regime, reading = regime_name(sources), _Reading(article, model)
    accounts = [account(article, source, load_background()) for source, _ in sources]
    told = accounts[:1] if regime == "release" else accounts
    p = _sharpened(reading.probabilities(told, regime), model.sharpness[regime])
    new = _new(article, [(source, one) for (source, _), one in zip(sources, told, strict=False)], p)
    said = {place for fact in article.facts if fact.kind in ("quote", "speaker") for place in spread(article, fact)}
    p = _particular(p, new, said)
    places = _places(article, sources, accounts)
    above = frozenset(order for order, (source, _) in enumerate(sources) if source.id in parents)
    elsewhere = reading.elsewhere(accounts[1:] if regime == "release" else ())
    roles = []
    for index, sentence in enumerate(article.sentences):
        found = _Found(p[index], places[index], index in new, float(elsewhere[index]), above)
        role, sure, place = found.told(regime)
        source = sources[place.order][0] if place else None
        roles.append(restrained(SentenceRole(
            sentence.start, sentence.end, role, round(sure, 4),
            (source.id, place.start, place.end, place.similarity) if source and place else None,
            _note(sentence.note, role, place), _kind(source, parents) if source else None), sentence))
    return tuple(roles)


def _note(note: str, role: Role, place: _Place | None) -> str:
    if place is None or role not in ("added", "padding"):
        return note
    return "word for word in a sibling" if place.copied >= VERBATIM else "a sibling says so too"


__all__ = ["LABELS", "RolesModel", "abstain", "agreed", "compose", "composition", "load_roles", "model_of",
           "padding", "regime_name"]
