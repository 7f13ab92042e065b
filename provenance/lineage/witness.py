"""What a source nobody supplied must have said: the claims at least two witnesses make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..languages.english.manner import COMMENT
from ..records import Alignment, Claim, Fact, Prepared
from ..text.rarity import Background, load_background
from ..text.runs import spans

LINKED = 0.7  # least probability of a sentence link that makes two sentences one claim
_OWN = 2  # sentences one witness may give to one claim: more and unrelated claims run together
_EXACT_WORDS, _EXACT_SHARE = 8, 0.8  # a run this long, this much of the shorter sentence, is agreement word for word
_TELLING = ("money", "percent", "quote", "number", "duration", "date")
_RARE = 3.0  # inverse document frequency from which a shared stem ties two sentences with the same figure

Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Testimony:
    """Claims, most witnesses first, and by document the share (0..1) of body words inside them."""

    claims: tuple[Claim, ...]
    explained: Mapping[str, float]


def testimony(
    documents: Sequence[Prepared], alignments: Mapping[tuple[str, str], Alignment], background: Background | None
) -> Testimony:
    """Claims shared by two or more of ``documents``, from linked sentences and shared figures and quotes.

    A claim's text is the exact common wording where witnesses agree word for word (``verbatim``), else the sentence
    most like the others'.
    """
    by_id = {document.id: document for document in documents}
    background = background or load_background()
    similarity = _links(by_id, alignments)
    for pair in _same_figures(documents, background):
        similarity.setdefault(pair, 0.4)
    groups = [group for group in _groups(similarity) if len({key for key, _ in group}) > 1]
    made = ((_claim(group, similarity, by_id), group) for group in groups)
    held = [(claim, group) for claim, group in made if claim is not None]
    groups = [group for _, group in held]
    claims = sorted((claim for claim, _ in held),
                    key=lambda claim: (-len(claim.witnesses), not claim.verbatim, claim.witnesses, claim.text))
    return Testimony(tuple(claims), _explained(documents, groups))


def _links(by_id: Mapping[str, Prepared], alignments: Mapping[tuple[str, str], Alignment]) -> dict[
        tuple[Place, Place], float]:
    found: dict[tuple[Place, Place], float] = {}
    for (a, b), alignment in alignments.items():
        if a not in by_id or b not in by_id:
            continue
        for link in alignment.links:
            if link.probability < LINKED or not _states(by_id[b], link.b):
                continue
            for sentence in link.a:
                if _states(by_id[a], sentence):
                    ends = sorted([(a, sentence), (b, link.b)])
                    key = ends[0], ends[1]
                    found[key] = max(found.get(key, 0.0), link.similarity)
    return found


def _states(document: Prepared, sentence: int) -> bool:
    """Whether a sentence can make a claim: body text that is no question."""
    held = document.sentences[sentence]
    return held.kind == "body" and not document.text_of(held).rstrip("\"”') ").endswith("?")


def _same_figures(documents: Sequence[Prepared], background: Background) -> list[tuple[Place, Place]]:
    places: dict[tuple[str, str], list[tuple[Prepared, Fact]]] = defaultdict(list)
    for document in documents:
        for fact in document.facts:
            if _is_telling(fact) and document.sentences[fact.sentence].kind == "body":
                places[fact.kind, fact.value].append((document, fact))
    found = []
    for held in places.values():
        for at, (one, fact) in enumerate(held):
            for other, same in held[at + 1:]:
                if one.id != other.id and _tied(one, fact, other, same, background):
                    ends = sorted([(one.id, fact.sentence), (other.id, same.sentence)])
                    found.append((ends[0], ends[1]))
    return sorted(set(found))


def _is_telling(fact: Fact) -> bool:
    if fact.kind in ("number", "duration"):
        return fact.norm is not None and fact.norm >= 10
    return fact.kind in _TELLING and any(sign.isdigit() or sign == '"' for sign in fact.text + fact.value)


def _tied(one: Prepared, fact: Fact, other: Prepared, same: Fact, background: Background) -> bool:
    """Whether two sentences with one figure also share a telling word besides it."""
    stems = [set(document.stems[s.first_word:s.last_word]) for document, s in
             ((one, one.sentences[fact.sentence]), (other, other.sentences[same.sentence]))]
    common = sorted(stem for stem in stems[0] & stems[1] if not stem[0].isdigit())
    return fact.kind == "quote" or (bool(common) and float(np.max(background.idf(common))) >= _RARE)


def _groups(similarity: Mapping[tuple[Place, Place], float]) -> list[list[Place]]:
    """Sentences grouped by their links, strongest first, a witness giving at most `_OWN` sentences to a group."""
    group_of: dict[Place, list[Place]] = {}
    for (one, other), _ in sorted(similarity.items(), key=lambda item: (-item[1], item[0])):
        left, right = group_of.setdefault(one, [one]), group_of.setdefault(other, [other])
        if left is right:
            continue
        joined = left + right
        owners = [key for key, _ in joined]
        if max(owners.count(key) for key in set(owners)) <= _OWN:
            for place in joined:
                group_of[place] = joined
    distinct = {id(group): sorted(group) for group in group_of.values()}
    return sorted(distinct.values())


def _claim(group: list[Place], similarity: Mapping[tuple[Place, Place], float], by_id: Mapping[str, Prepared]
           ) -> Claim | None:
    """What the group's sentences state together, with the documents that do state it; None where it is no proposition.

    The first sentence is the one most like the others; who has neither its wording nor a particular of it is no
    witness.
    """
    weight = {place: sum(similarity.get((min(place, other), max(place, other)), 0.0) for other in group)
              for place in group}
    first = min(group, key=lambda place: (-round(weight[place], 6), place))
    wording = {place: run for place in group if place[0] != first[0] and (run := _exact(first, place, by_id))}
    told = _particulars(first, by_id)
    common = {place: told & _particulars(place, by_id) for place in group if place[0] != first[0]}
    stating = [place for place in common if place in wording or common[place]]
    if not stating or not _proposition(first, [common[place] for place in stating], by_id):
        return None
    witnesses = tuple(sorted({first[0], *(key for key, _ in stating)}))
    holding = {first[0], *(key for key, _ in wording)}
    shortest = min(wording.values(), key=lambda run: (len(run), run), default="")
    if holding == set(witnesses) and all(shortest in run for run in wording.values()):
        return Claim(shortest, witnesses, verbatim=True)
    document = by_id[first[0]]
    return Claim(document.text_of(document.sentences[first[1]]), witnesses)


def _particulars(place: Place, by_id: Mapping[str, Prepared]) -> set[tuple[str, str]]:
    """Figures, dates, quotes and names of a sentence, comparable between documents."""
    return {(fact.kind, fact.value) for fact in by_id[place[0]].facts if fact.sentence == place[1]}


def _proposition(first: Place, common: Sequence[set[tuple[str, str]]], by_id: Mapping[str, Prepared]) -> bool:
    """Whether a sentence states what holds or does not: a figure, a date, a quote, or an act of somebody named.

    Commentary names people too: without a figure or a quote in common, its words of significance rule it out.
    """
    if any(kind in _TELLING for shared in common for kind, _ in shared):
        return True
    document = by_id[first[0]]
    return bool(_particulars(first, by_id)) and not COMMENT.search(document.text_of(document.sentences[first[1]]))


def _exact(one: Place, other: Place, by_id: Mapping[str, Prepared]) -> str | None:
    """The longest run both sentences share, as the first writes it, when it is nearly all of the shorter."""
    a, b = by_id[one[0]], by_id[other[0]]
    left, right = a.sentences[one[1]], b.sentences[other[1]]
    rows = spans(a.ids[left.first_word:left.last_word], b.ids[right.first_word:right.last_word])
    if not len(rows):
        return None
    start, end = max(((int(row[0]), int(row[1])) for row in rows), key=lambda run: (run[1] - run[0], -run[0]))
    if end - start < max(_EXACT_WORDS, _EXACT_SHARE * min(left.words, right.words)):
        return None
    first, last = left.first_word + start, left.first_word + end - 1
    return a.document.text[a.starts[first]:a.ends[last]]


def _explained(documents: Sequence[Prepared], groups: Sequence[Sequence[Place]]) -> dict[str, float]:
    covered: dict[str, set[int]] = defaultdict(set)
    for group in groups:
        for key, sentence in group:
            covered[key].add(sentence)
    shares = {}
    for document in documents:
        body = [(at, s.words) for at, s in enumerate(document.sentences) if s.kind == "body"]
        total = sum(size for _, size in body)
        inside = sum(size for at, size in body if at in covered[document.id])
        shares[document.id] = inside / total if total else 0.0
    return shares
