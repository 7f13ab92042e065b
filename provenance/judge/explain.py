"""The reasons of a judgement in words, each with what it changed, and with the spans where it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from textwrap import shorten

import numpy as np

from ..find.candidates import terms
from ..records import Evidence, Prepared
from ..text.rarity import load_background
from ..text.runs import longest
from .curves import Floats, Head

# Inputs that speak about one thing are told together: alone, each could be replaced by its neighbour.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "copied_runs": ("copied", "longest", "held_max", "held_min", "edited_max", "edited_min"),
    "quotations": ("quotations",),
    "rare_names": ("names", "names_max", "names_min"),
    "numbers": ("numbers",),
    "vocabulary": ("cosine", "rare", "rare_max", "rare_min"),
    "word_pairs": ("pairs_max", "pairs_min"),
    "sentences": ("covered_max", "covered_min", "matched"),
    "own_reporting": ("own_names", "own_names_max", "own_numbers", "own_quotes"),
    "dates": ("gap",),
}
_MOST = 4  # reasons told of one pair
_WORTH = 0.25  # change of log-odds below which a reason is not worth a line
_SHOWN = 5
_QUOTED = 80  # characters of a run that are quoted
_ORDINAL = {"A": "first", "B": "second"}
_OWN = 2.0  # log of what only one text has, for each hundred informative words, from which it is worth a word
_PLACED = ("copied_runs", "rare_names", "numbers", "vocabulary")  # told with words and places


def changes(head: Head, table: Mapping[str, Floats], neutral: Mapping[str, float]) -> dict[str, Floats]:
    """What each group of `GROUPS` adds to the log-odds a pair would have with the usual values of unrelated ones."""
    found = {}
    for group, members in GROUPS.items():
        total = np.zeros(len(next(iter(table.values()))))
        for name in members:
            if name in head.curves:
                total = total + head.part(name, table[name]) - head.part(name, np.array([neutral[name]]))
        found[group] = total
    return found


class Vocabulary(dict[int, frozenset[str]]):
    """The distinct terms of documents, by identity, read once for all pairs of a batch; they must outlive it."""

    def of(self, document: Prepared) -> frozenset[str]:
        """The terms of one document."""
        if id(document) not in self:
            self[id(document)] = frozenset(terms(document)[0])
        return self[id(document)]


def heaviest(weights: Mapping[str, Floats]) -> list[list[str]]:
    """The groups of `GROUPS` that changed most, by pair, the heaviest first; ties go by name."""
    names = np.array(sorted(weights))
    changed = np.round(np.abs([weights[name] for name in names]), 6)
    found: list[list[str]] = names[np.argsort(-changed, axis=0, kind="stable")[:_MOST]].T.tolist()
    return found


def reasons(a: Prepared, b: Prepared, row: Mapping[str, float], weights: Mapping[str, float], heavy: Sequence[str],
            placed: bool, known: Vocabulary) -> tuple[Evidence, ...]:
    """What decided, of the `heaviest` groups, at least one; with ``placed`` words are named where they stand, else the
    first reason alone is told."""
    told = heavy if placed else heavy[:1]
    kept = [group for group in told if abs(weights[group]) >= _WORTH] or told[:1]
    return tuple(Evidence(group, describe(group, a, b, row, placed, known), round(weights[group], 3)) for group in kept)


def describe(group: str, a: Prepared, b: Prepared, row: Mapping[str, float], placed: bool, known: Vocabulary) -> str:
    """One sentence about a group of `GROUPS`; offsets are of the stored texts, A first. KeyError for another name."""
    if placed and group in _PLACED:
        return _runs(a, b, row) if group == "copied_runs" else _shared(group, a, b, known)
    return _plain(group, a, b, row)


def _plain(group: str, a: Prepared, b: Prepared, row: Mapping[str, float]) -> str:
    if group == "dates" and not (a.document.published and b.document.published):
        return "one of them has no date"
    return _PLAIN[group](row)


def _days(gap: float) -> str:
    days = round(float(gap))
    return "on the same day" if days == 0 else f"{days} day{'s' if days != 1 else ''} apart"


def _words(logged: float) -> str:
    return f"{np.expm1(logged):.0f} informative words"


def _copied(row: Mapping[str, float]) -> str:
    if not row["copied"]:
        return "no five words in a row are the same, but for stock phrases"
    return f"{_words(row['copied'])} stand in both in the same order, at least five words at a time; {_held(row)}"


def _held(row: Mapping[str, float]) -> str:
    """Shares held by the other, and whether one text is contained whole."""
    for side, other in (("a", "B"), ("b", "A")):
        if row[f"held_{side}"] >= 0.9 and row[f"held_{'b' if side == 'a' else 'a'}"] < 0.9:
            return f"the {_ORDINAL[other]} text contains all of the {_ORDINAL[side.upper()]}"
    return f"that is {row['held_a']:.0%} of the first text and {row['held_b']:.0%} of the second"


def _own(row: Mapping[str, float]) -> str:
    signs = [name for key, name in (("own_names", "names"), ("own_quotes", "quoted words"), ("own_numbers", "figures"))
             if row[key] > _OWN]
    if not signs:
        return "one of them has hardly a name, figure or quotation of its own"
    return f"each has {' and '.join(signs)} that the other lacks, as two reporters at work on their own would"


_PLAIN: Mapping[str, Callable[[Mapping[str, float]], str]] = {
    "copied_runs": _copied,
    "quotations": lambda row: f"both quote the same speech: {_words(row['quotations'])} of it",
    "rare_names": lambda row: f"of the unusual names in one text, {row['names_max']:.0%} also stand in the other (the "
                              "rarer a name, the more it counts)",
    "numbers": lambda row: "both give the same unusual numbers" if row["numbers"] > 0 else
                           "they share no unusual number",
    "vocabulary": lambda row: f"of the unusual words in one text, {row['rare_max']:.0%} also stand in the other (the "
                              "rarer a word, the more it counts)",
    "word_pairs": lambda row: f"of the words that stand side by side in one text, {row['pairs_max']:.0%} do so in the "
                              "other",
    "sentences": lambda row: f"{row['matched_a']:.0%} of the first text and {row['matched_b']:.0%} of the second are "
                             "sentences that the other says as well, in its own or the same words",
    "own_reporting": _own,
    "dates": lambda row: f"published {_days(np.expm1(row['gap']))}",
}


def _runs(a: Prepared, b: Prepared, row: Mapping[str, float]) -> str:
    found = longest(a.ids, b.ids, 5)
    if found is None:
        return _copied(row)
    first, last, other, end = found
    words = shorten(a.document.text[a.starts[first]:a.ends[last - 1]], _QUOTED, placeholder="…")
    return (f'{last - first} words in a row are the same, "{words}" (A {a.starts[first]}-{a.ends[last - 1]}, '
            f"B {b.starts[other]}-{b.ends[end - 1]}); {_copied(row)}")


def _shared(group: str, a: Prepared, b: Prepared, known: Vocabulary) -> str:
    """The rarest shared names, numbers or words."""
    prefix, noun = {"rare_names": ("^", "unusual name"), "numbers": ("#", "unusual number"),
                    "vocabulary": ("", "unusual word")}[group]
    shared = sorted(known.of(a) & known.of(b))
    kept = [term for term in shared if (term[0] in "^#" and term[0] == prefix) or (not prefix and term[0] not in "^#")]
    weight = load_background().idf(kept) if kept else np.empty(0)
    rare = [kept[at] for at in np.argsort(-weight, kind="stable") if weight[at] >= 5.0]
    if not rare:
        return f"they share no {noun}"
    told = ", ".join(_placed_term(term, a, b) for term in rare[:_SHOWN])
    more = f" and {len(rare) - _SHOWN} more" if len(rare) > _SHOWN else ""
    return f"both have {len(rare)} {noun}{'' if len(rare) == 1 else 's'}: {told}{more}"


def _placed_term(term: str, a: Prepared, b: Prepared) -> str:
    """A term as it stands in A, with where it first stands in both."""
    bare = term.lstrip("^#")
    places = [_first(one.words, one.stems, bare, one) for one in (a, b)]
    start, end = places[0]
    return f"{a.document.text[start:end]} (A {start}-{end}, B {places[1][0]}-{places[1][1]})"


def _first(words: Sequence[str], stems: Sequence[str], bare: str, one: Prepared) -> tuple[int, int]:
    at = words.index(bare) if bare in words else stems.index(bare)
    return int(one.starts[at]), int(one.ends[at])
