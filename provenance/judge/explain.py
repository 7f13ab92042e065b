"""The evidence of a pair in words, with the spans where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..find.candidates import terms
from ..records import Prepared
from ..text.rarity import shipped
from ..text.runs import spans

# Features that speak about one thing are weighed together: alone, each could be replaced by its neighbour.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "copied_runs": ("longest", "run_words", "jaccard", "contain3_max", "contain3_min", "contain5_max", "contain5_min",
                    "contain8_max", "contain8_min", "telling_max", "telling_min", "said", "rooting_max",
                    "rooting_min", "early_max", "early_min"),
    "rare_names": ("rare_names", "rare_names_max", "rare_names_min"),
    "numbers": ("rare_numbers", "rare_numbers_max", "rare_numbers_min"),
    "vocabulary": ("cosine", "rare_words", "rare_words_max", "rare_words_min", "terms_max", "terms_min",
                   "rest_max", "rest_min", "rest_cosine"),
    "word_pairs": ("pairs", "pairs_max", "pairs_min"),
    "sentences": ("match_max", "match_min", "matched_max", "matched_min", "match_top1", "match_top3", "matches",
                  "lead"),
    "particulars": ("agree", "agreed", "clashed", "facts_max", "facts_min", "opening_max", "opening_min", "slot_agree",
                    "slot_missed"),
    "order": ("order",),
    "dates": ("gap",),
}
_SHOWN = 5


def describe(group: str, a: Prepared, b: Prepared, row: Mapping[str, float]) -> str:
    """One sentence about a group of `GROUPS`; offsets are of the stored texts, A first. KeyError for another name."""
    if group == "copied_runs":
        return _runs(a, b, row)
    if group in ("rare_names", "numbers", "vocabulary"):
        return _shared(group, a, b, row)
    if group == "word_pairs":
        return f"{row['pairs_max']:.0%} of one text's neighbouring content words stand together in the other too"
    if group == "sentences":
        return (f"{row['matched_a']:.0%} of A's and {row['matched_b']:.0%} of B's content lies in sentences with a "
                f"partner in the other; the best pair has cosine {row['match_top1']:.2f}")
    if group == "particulars":
        return (f"matching sentences agree in {row['agree']:.0%} of their rare names and numbers; of those beside "
                f"shared runs, the other text holds {row['facts_a']:.0%} of A's and {row['facts_b']:.0%} of B's")
    if group == "dates":
        known = a.document.published and b.document.published
        return f"published {np.expm1(row['gap']):.0f} days apart" if known else "no date for one of them"
    if group == "order":
        return f"{row['order']:.0%} of consecutive matching sentences keep their order"
    raise KeyError(group)


def _runs(a: Prepared, b: Prepared, row: Mapping[str, float]) -> str:
    found = spans(a.ids, b.ids, 5)
    if not len(found):
        return "no run of five words in common"
    first, last, other, end = found[np.argmax(found[:, 1] - found[:, 0])].tolist()
    return (f"longest run in common {last - first} words (A {a.starts[first]}-{a.ends[last - 1]}, "
            f"B {b.starts[other]}-{b.ends[end - 1]}); {row['contain5_a']:.0%} of A's and {row['contain5_b']:.0%} of "
            f"B's five-word runs")


def _shared(group: str, a: Prepared, b: Prepared, row: Mapping[str, float]) -> str:
    """The rarest shared names, numbers or words, with the share of the poorer text's own."""
    prefix, noun, key = {"rare_names": ("^", "rare names", "rare_names"),
                         "numbers": ("#", "rare numbers", "rare_numbers"),
                         "vocabulary": ("", "rare words", "rare_words")}[group]
    shared = sorted({*terms(a)[0]} & {*terms(b)[0]})
    kept = [term for term in shared if (term[0] in "^#" and term[0] == prefix) or (not prefix and term[0] not in "^#")]
    weight = shipped().idf(kept) if kept else np.empty(0)
    rare = [kept[at] for at in np.argsort(-weight, kind="stable") if weight[at] >= 5.0]
    if not rare:
        return f"no {noun} in common"
    told = ", ".join(_placed(term, a, b) for term in rare[:_SHOWN])
    return (f"{len(rare)} {noun} in common, {row[key + '_max']:.0%} of those of one text: {told}")


def _placed(term: str, a: Prepared, b: Prepared) -> str:
    """A term as it stands in A, with where it first stands in both."""
    bare = term.lstrip("^#")
    places = [_first(one.words, one.stems, bare, one) for one in (a, b)]
    start, end = places[0]
    return f"{a.document.text[start:end]} (A {start}-{end}, B {places[1][0]}-{places[1][1]})"


def _first(words: Sequence[str], stems: Sequence[str], bare: str, one: Prepared) -> tuple[int, int]:
    at = words.index(bare) if bare in words else stems.index(bare)
    return int(one.starts[at]), int(one.ends[at])
