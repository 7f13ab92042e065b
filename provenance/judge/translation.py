"""Whether a text in another language says what this one says: by what a translation keeps.

Words do not survive translation; names, figures and dates do, and mostly in their order. Shared ones are weighed by
their rarity in the background, times the share they make of the text that has fewer, times how far they stand in the
same order. Reports of one event by two newsrooms share its names and a figure or two, a translation nearly all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations

from ..facts.quantities import plain
from ..facts.spelling import unaccented
from ..languages import LANGUAGES
from ..records import RELATIONS, Derivation, Evidence, Prepared
from ..settings import Settings
from ..text.rarity import NAME, NUMBER, load_background
from .relation import MET

# Shared weight at which a translation is as likely as not: between nine invented ones and reports of their events.
HALF = 42.0
_DAY = "@"
_DAY_WEIGHT = 6.0  # of a day other than that of publication, as rare as a word in one text of 400
_FULL_DAY = len("date:2026-07-04")
_SHOWN = 6


def across(a: Prepared, b: Prepared) -> bool:
    """Whether the two are in two languages, both among those with a folder of their own."""
    one, other = a.document.language, b.document.language
    return one != other and one in LANGUAGES and other in LANGUAGES


def translated(judged: Derivation, a: Prepared, b: Prepared, settings: Settings) -> Derivation:
    """The judgement of two texts in two languages by their particulars; never below what else was found."""
    mine, theirs = particulars(a), particulars(b)
    shared = sorted(set(mine) & set(theirs), key=lambda term: (mine[term], term))
    weight = _weight(shared) * _covered(shared, mine, theirs) * _ordered([theirs[term] for term in shared])
    p, met = (round(weight ** 2 / (weight ** 2 + half ** 2), 6) for half in (HALF, HALF / 2))
    if p <= judged.p_related:
        return judged
    met = max(met, judged.p_same_event)
    chances = {str(name): 0.0 for name in RELATIONS}
    chances |= {"heavy_rewrite": p, "same_event": met - p, "unrelated": 1.0 - met}
    return replace(
        judged, p_related=p, p_reuse=max(p, judged.p_reuse), p_same_event=met, p_common_source=p,
        p_derived=None if judged.p_derived is None else p, relation_p=chances,
        relation="heavy_rewrite" if p >= settings.related_threshold else "same_event" if met >= MET else "unrelated",
        evidence=(Evidence("translation", _told(shared, mine, theirs, a), round(weight / HALF, 3)),))


def particulars(text: Prepared) -> dict[str, int]:
    """Words of names, figures and days a text holds, each with where it first stands."""
    found: dict[str, int] = {}
    for fact in text.facts:
        terms: list[str] = []
        if fact.value.startswith("name:"):
            terms = [NAME + unaccented(word) for word in fact.value[5:].split() if len(word) > 2]
        elif fact.kind == "date" and len(fact.value) == _FULL_DAY:
            terms = [_DAY + fact.value[5:]] if fact.value[5:] != (text.document.published or "")[:10] else []
        elif fact.norm is not None:
            terms = [NUMBER + plain(fact.norm)]
        for term in terms:
            found.setdefault(term, fact.start)
    return found


def _weight(terms: list[str]) -> float:
    words = [term for term in terms if term[0] != _DAY]
    rare = float(load_background().idf(words).sum()) if words else 0.0
    return rare + _DAY_WEIGHT * (len(terms) - len(words))


def _covered(shared: list[str], mine: Mapping[str, int], theirs: Mapping[str, int]) -> float:
    """What share the common particulars make, by weight, of the text that has fewer."""
    fewer = min(_weight(list(mine)), _weight(list(theirs)))
    return min(1.0, _weight(shared) / fewer) if fewer else 0.0


def _ordered(places: list[int]) -> float:
    """Share of pairs that stand in the same order, 0..1; one half where there are none."""
    pairs = [one <= other for one, other in combinations(places, 2)]
    return sum(pairs) / len(pairs) if pairs else 0.5


def _told(shared: list[str], mine: Mapping[str, int], theirs: Mapping[str, int], a: Prepared) -> str:
    rare = sorted(shared, key=lambda term: (-_weight([term]), term))[:_SHOWN]
    named = ", ".join(_written(mine[term], a) for term in sorted(rare, key=lambda term: mine[term]))
    order = _ordered([theirs[term] for term in shared])
    return (f"in two languages, so judged by names, figures and dates alone: {len(shared)} of A's {len(mine)} and B's "
            f"{len(theirs)} stand in both, {order:.0%} of their pairs in the same order: {named}")


def _written(start: int, text: Prepared) -> str:
    return next(fact.text for fact in text.facts if fact.start == start)
