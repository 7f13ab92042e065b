"""Closed word lists behind name recognition, and how name-like a word is in the background.

The gazetteer (``models/gazetteer.json``) holds common place names, given names and company words, written by hand
from general knowledge; it decides nothing alone, it votes. ``models/variants.json`` holds other names of countries and
bodies and words for their people, by hand too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from ..languages.english import names as en
from ..models import store
from ..text.rarity import NAME, load_background
from ..text.segment import normalise, stem

Gazetteer = dict[str, frozenset[str]]


def _build(lists: store.Values) -> Gazetteer:
    return {name: frozenset(entries) for name, entries in lists.items()}


def _gazetteer() -> Gazetteer:
    return store.load("gazetteer", _build)


@dataclass(frozen=True, slots=True)
class _Variants:
    """The one form of each other name of a country or body, and words for its people."""

    whole: Mapping[str, str]
    people: Mapping[str, frozenset[str]]


def _variants() -> _Variants:
    return store.load("variants", lambda table: _Variants(
        {name: whole for whole, held in table.items() for name in held["names"]},
        {whole: frozenset(held["people"]) for whole, held in table.items()}))


def one_form(name: str) -> str:
    """A folded name of a country or body in its one form ("uk" is "united kingdom"); others as they are."""
    return _variants().whole.get(name, name)


def people_of(name: str) -> frozenset[str]:
    """Words for the people of a country, lower-case ("british", "britons"); empty for other names."""
    return _variants().people.get(one_form(name), frozenset())


def is_place(value: str) -> bool:
    """Whether a folded name is a country, state or well-known city."""
    return value in _gazetteer()["places"]


def is_given(word: str) -> bool:
    """Whether a lower-case word is a common given name."""
    return word in _gazetteer()["given"]


def is_generic(word: str) -> bool:
    """Whether a lower-case word is of the kind that companies add to their names."""
    return word in _gazetteer()["generic"]


@lru_cache(maxsize=100_000)
def properness(word: str) -> float:
    """Share of background documents with this word that write it with a capital: 0 never .. 1 always.

    Unseen words give .7: a word that 20,000 releases and stories never use is more likely a name than not, unless it
    carries a common word's ending.
    """
    folded = normalise(word)
    named, seen = (load_background().documents_with(term) for term in (NAME + folded, stem(folded)))
    if seen == 0 and named == 0:
        return 0.3 if en.COMMON_ENDING.search(folded) else 0.7
    return min(1.0, float(named) / max(float(seen), 1.0))






def is_coined(word: str) -> bool:
    """An acronym, inner capitals or digits: "WHO", "DeepMind", "A24"."""
    if word[1:].islower():
        return False
    inner = word[1:].rstrip(".,")
    return len(inner) > 0 and not en.GAELIC.match(word) and (
        (any(c.isupper() for c in inner) and "-" not in word) or any(c.isdigit() for c in inner)) and "." not in word
