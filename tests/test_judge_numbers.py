"""The judge's evidence counted a second time in plain loops, its relation, its reasons and its answers by hand."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from math import exp, log, log1p, sqrt
from pathlib import Path

import numpy as np
import pytest

from provenance import judge as room
from provenance.find.candidates import kept_sentences, nameable
from provenance.judge import curves, evidence, explain, relation, translation
from provenance.judge.pile import pile
from provenance.judge.profile import Profile, profile
from provenance.judge.stock import Stock, load_stock
from provenance.prepare import prepare
from provenance.records import RELATIONS, Derivation, Document, Fact, Prepared
from provenance.settings import Settings
from provenance.text.rarity import Background, load_background
from provenance.text.shingles import shingles

RELEASE = (
    "Brannoch Dynamics will open a turbine works at Kellmouth on 4 March 2026, the company said. The works will employ "
    "312 people and cost 48 million crowns. \u201cWe looked at nineteen sites and none of them had a quay like this "
    "one,\u201d said Ilse Dorn, the chief engineer of Brannoch. Blades for the northern wind farms leave by barge.")
COPY = (
    "Kellmouth gets a works. Brannoch Dynamics will open a turbine works at Kellmouth on 4 March 2026, the company "
    "said. Blades for the northern wind farms leave by barge. Councillor Pell Averin wants a road of 7 kilometres. "
    "Brannoch Dynamics will open a turbine works at Kellmouth on 4 March 2026, the company said.")
REPORT = (
    "At the quay in Kellmouth, anglers heard the news from Dorn first. \u201cWe looked at nineteen sites and none of "
    "them had a quay like this one,\u201d she told them. Brannoch is to employ 312 people there and make blades for "
    "wind farms. Anglers fear for the eel run, which feeds 26 families of the Averin shore.")
OTHER = "The choir of Ospreth sang for two hours. Its leader, Marit Quell, has 83 pupils and a cold hall."


def document(text: str, name: str = "a", published: str | None = None, **also: str) -> Prepared:
    return prepare(Document(name, text, f"{name:0>64}", published=published, **also))  # type: ignore[arg-type]


class Known(Background):
    """A background that knows the terms it is told of; all others are as rare as one text in 3,000."""

    def __init__(self, weights: dict[str, float]) -> None:
        object.__setattr__(self, "weights", weights)

    def idf(self, terms: Sequence[str]) -> np.ndarray:
        return np.array([self.weights.get(term, 8.0) for term in terms])  # type: ignore[attr-defined]


# One document


def told_alone(one: Prepared, background: Background, stock: Stock) -> dict[str, object]:
    """What a profile holds, word after word."""
    kept, rare = kept_sentences(one), nameable(one)
    text, starts = one.document.text, one.starts.tolist()
    marks = [match.span() for match in re.finditer("[“\"]([^“”\"\n]{12,1500})[”\"]", text)]
    heads = {sentence.first_word for sentence in one.sentences}
    chosen = [at for at in range(len(one.words)) if kept[one.sentence_of[at]]]
    runs = shingles(one.ids[chosen], 5)
    stocked = {at + step for at in np.flatnonzero(stock.holds(runs)) for step in range(5)}
    quoted = [any(low <= starts[at] < high for low, high in marks) for at in chosen]
    own = [not inside and place not in stocked for place, inside in enumerate(quoted)]
    spelled = ["#" + one.words[at] if one.words[at][0].isdigit() else one.stems[at] for at in chosen]
    weight = dict(zip(spelled, background.idf(spelled).tolist(), strict=True))
    told, named = {term for term, mine in zip(spelled, own, strict=True) if mine}, dict.fromkeys(spelled, 0.0)
    for at, term, mine in zip(chosen, spelled, own, strict=True):
        shout = text[starts[at] + 1:starts[at] + 2].isupper() and len(one.words[at]) > 6
        heading = one.sentences[one.sentence_of[at]].kind == "heading"
        if rare[at] and text[starts[at]].isupper() and not shout and not heading and at not in heads:
            name = "^" + one.words[at]
            weight[name], named[name] = float(background.idf([name])[0]), 0.0
            if mine:
                told.add(name)
            if mine and weight[name] >= 5.0:
                named[term] = weight[name]
    informs = [weight[term] >= 2.0 and (mine or inside)
               for term, mine, inside in zip(spelled, own, quoted, strict=True)]
    rows: dict[int, list[tuple[str, bool]]] = {int(one.sentence_of[at]): [] for at in chosen}
    for at, term, says, mine in zip(chosen, spelled, informs, own, strict=True):
        if says:
            rows[int(one.sentence_of[at])].append((term, mine))
    return {"weight": weight, "told": told, "named": named, "informs": informs, "quoted": quoted,
            "sentences": said(rows.values(), weight), "pairs": beside(rows.values(), weight),
            "runs": [[(key, at) for at, key in enumerate(shingles(one.ids[chosen], 3).tolist())],
                     [(key, at) for at, key in enumerate(runs.tolist()) if not stock.holds(runs[at:at + 1])[0]]]}


def said(rows: Iterable[list[tuple[str, bool]]], weight: dict[str, float]) -> list[tuple[frozenset[str], float, float]]:
    """Terms, Euclidean length and told weight of each sentence; one said again adds its weight to its first."""
    found: dict[tuple[frozenset[str], float], float] = {}
    for row in rows:
        mass = sum(weight[term] for term in {term for term, mine in row if mine})
        key = frozenset(term for term, _ in row), round(mass, 9)
        found[key] = found.get(key, 0.0) + mass
    return [(terms, sqrt(sum(weight[term] ** 2 for term in terms)), mass) for (terms, _), mass in found.items()]


def beside(rows: Iterable[list[tuple[str, bool]]], weight: dict[str, float]) -> dict[str, float]:
    """Content words next to each other, with the lower weight; nothing where they stand in quotations only."""
    found: dict[str, float] = {}
    for row in rows:
        for (one, mine), (two, theirs) in pairwise(row):
            if one != two:
                key = " ".join(sorted((one, two)))
                found[key] = max(found.get(key, 0.0), min(weight[one], weight[two]) if mine and theirs else 0.0)
    return found


def same(found: Profile, told: dict[str, object]) -> None:
    assert dict(zip(found.terms, found.weight.tolist(), strict=True)) == pytest.approx(told["weight"])
    assert {term for term, mine in zip(found.terms, found.told, strict=True) if mine} == told["told"]
    assert dict(zip(found.terms, found.named.tolist(), strict=True)) == pytest.approx(told["named"])
    assert found.kind.tolist() == ["^#".find(term[0]) + 1 for term in found.terms]
    assert (found.informs.tolist(), found.quoted.tolist()) == (told["informs"], told["quoted"])
    assert dict(zip(found.pairs, found.pair_weight.tolist(), strict=True)) == pytest.approx(told["pairs"])
    sentences = [(frozenset(found.terms[at] for at in found.cell_term[found.cell_sentence == row]), norm, mass)
                 for row, (norm, mass) in enumerate(zip(found.norm.tolist(), found.mass.tolist(), strict=True))]
    assert [one[0] for one in sentences] == [one[0] for one in told["sentences"]]  # type: ignore[attr-defined]
    for one, other in zip(sentences, told["sentences"], strict=True):  # type: ignore[call-overload]
        assert one[1:] == pytest.approx(other[1:])
    assert [list(zip(one.keys.tolist(), one.places.tolist(), strict=True)) for one in found.runs] == told["runs"]


EDGE = Known({"turbin": 2.0, "work": 1.9999, "barg": 2.5, "^brannoch": 5.0, "^kellmouth": 4.9999, "the": 0.1,
              "compani": 1.0, "^dynamics": 6.0, "#312": 5.0})
PHRASE = Stock(np.unique((shingles(document("leave by barge for the northern").ids, 5) >> np.uint64(32)
                          ).astype(np.uint32)))


def test_no_letter_becomes_a_figure_in_normal_form() -> None:
    letters = filter(str.isalpha, map(chr, range(sys.maxunicode + 1)))
    assert not [one for one in letters if unicodedata.normalize("NFKC", one).casefold()[0].isdigit()]


@pytest.mark.parametrize("text", [
    RELEASE, COPY, REPORT, OTHER, "...",
    "BRANNOCH TURBINES said so.\nHere the DORNERS met KELLMEN and ACME of Kellmouth. " * 2,
    RELEASE + " Boats leave by barge for the northern wind farms, and leave by barge for the northern wind farms."])
def test_a_profile_is_what_reading_word_by_word_gives(text: str) -> None:
    one = document(text)
    for background, stock in ((load_background(), load_stock()), (EDGE, PHRASE)):
        same(profile(one, background, stock), told_alone(one, background, stock))


@pytest.mark.parametrize(("published", "day"), [
    ("2026-03-04", 739679), ("2026-03-04T23:59:00", 739679), ("2026-03", None), (None, None), ("soon", None)])
def test_the_day_of_a_document(published: str | None, day: int | None) -> None:
    assert profile(document(OTHER, published=published), EDGE, PHRASE).day == day


# Two documents


def stretches(places: list[int], size: int) -> list[set[int]]:
    """Words covered by runs, those that touch or overlap together."""
    found: list[set[int]] = []
    for start in sorted(places):
        fresh = set(range(start, start + size))
        if found and start <= max(found[-1]) + 1:
            found[-1] |= fresh
        else:
            found.append(fresh)
    return found


def share(part: float, whole: float, few: float = 20.0) -> float:
    return part / (whole + few)


class Side:
    """One document of a pair, with what it shares with the other."""

    def __init__(self, own: Profile, other: Profile) -> None:
        self.own, self.other = own, other
        self.tells = [bool(a and not b) for a, b in zip(own.informs, own.quoted, strict=True)]
        self.quotes = [bool(a and b) for a, b in zip(own.informs, own.quoted, strict=True)]

    def covered(self, at: int) -> tuple[int, int, int]:
        """Words told and quoted inside shared runs, and told ones of the longest stretch."""
        keys = set(self.other.runs[at].keys.tolist())
        places = [place for key, place in zip(self.own.runs[at].keys.tolist(), self.own.runs[at].places.tolist(),
                                              strict=True) if key in keys]
        found = stretches(places, (3, 5)[at])
        whole = set().union(*found)
        return (sum(self.tells[place] for place in whole), sum(self.quotes[place] for place in whole),
                max((sum(self.tells[place] for place in one) for one in found), default=0))

    def held(self, values: np.ndarray, chosen: np.ndarray) -> tuple[float, float]:
        """Sum of the values of chosen terms the other holds, and of all chosen ones."""
        theirs = set(self.other.terms)
        rows = [(term, float(value)) for term, value, use in zip(self.own.terms, values, chosen, strict=True) if use]
        return sum(value for term, value in rows if term in theirs), sum(value for _, value in rows)

    def beside(self) -> tuple[float, float]:
        theirs = set(self.other.pairs)
        held = dict(zip(self.own.pairs, self.own.pair_weight.tolist(), strict=True))
        return sum(value for key, value in held.items() if key in theirs), sum(held.values())

    def met(self) -> tuple[float, float]:
        """Weight of sentences as far as the other has one like them (cosine .15 to .55), and of all."""
        total = 0.0
        for row, mass in enumerate(self.own.mass.tolist()):
            best = max((self.alike(row, other) for other in range(len(self.other.mass))), default=0.0)
            total += mass * min(max((best - 0.15) / 0.4, 0.0), 1.0)
        return total, float(self.own.mass.sum())

    def alike(self, row: int, other: int) -> float:
        weight = dict(zip(self.own.terms, self.own.weight.tolist(), strict=True))
        mine = {self.own.terms[at] for at in self.own.cell_term[self.own.cell_sentence == row]}
        theirs = {self.other.terms[at] for at in self.other.cell_term[self.other.cell_sentence == other]}
        length = float(self.own.norm[row] * self.other.norm[other])
        return sum(weight[term] ** 2 for term in mine & theirs) / length if length else 0.0


def amount(one: tuple[float, float], two: tuple[float, float], few: float) -> float:
    return max(share(*one, few), share(*two, few))


def counted(one: Profile, two: Profile) -> dict[str, float]:
    """Every input of `evidence.NAMES` and `evidence.SHOWN`."""
    out: dict[str, float] = {}
    both = Side(one, two), Side(two, one)
    sizes = [sum(side.tells) for side in both]
    loud = [sum(side.quotes) for side in both]

    def sides(name: str, values: Iterable[float]) -> None:
        held = list(values)
        out[f"{name}_max"], out[f"{name}_min"] = max(held), min(held)

    sides("edited", (share(side.covered(0)[0], size) for side, size in zip(both, sizes, strict=True)))
    runs = [side.covered(1) for side in both]
    sides("held", (share(run[0], size) for run, size in zip(runs, sizes, strict=True)))
    for name, run, size, said in zip("ab", runs, sizes, loud, strict=True):
        out[f"held_{name}"] = (run[0] + run[1]) / max(size + said, 1)
    out["copied"] = log1p(min(run[0] for run in runs))
    out["quotations"] = log1p(min(run[1] for run in runs))
    out["copied_words"] = min(run[0] + run[1] for run in runs)
    out["longest"] = log1p(min(run[2] for run in runs))
    out["own_quotes"] = log1p(min(100 * (said - run[1]) / (size + said + 20)
                                  for run, size, said in zip(runs, sizes, loud, strict=True)))
    keys = [set(side.own.runs[1].keys.tolist()) for side in both]
    common = len(keys[0] & keys[1])
    out |= {"contain_a": common / max(len(keys[0]), 1), "contain_b": common / max(len(keys[1]), 1),
            "jaccard": common / max(len(keys[0] | keys[1]), 1)}
    squares = [side.held(side.own.weight**2, side.own.told) for side in both]
    out["cosine"] = sqrt(share(*squares[0]) * share(*squares[1]))
    rare = [side.own.told & (side.own.weight >= 5.0) for side in both]
    words = [side.held(side.own.weight, mark & (side.own.kind == 0)) for side, mark in zip(both, rare, strict=True)]
    sides("rare", (share(*word) for word in words))
    out["rare"] = amount(*words, 400.0)
    sides("pairs", (share(*side.beside()) for side in both))
    met = [side.met() for side in both]
    out["matched_a"], out["matched_b"] = (share(*one) for one in met)
    sides("covered", (out["matched_a"], out["matched_b"]))
    out["matched"] = amount(*met, 600.0)
    names = [side.held(side.own.named, side.own.named > 0) for side in both]
    figures = [side.held(side.own.weight, mark & (side.own.kind == 2)) for side, mark in zip(both, rare, strict=True)]
    for name, found, few in (("names", names, 150.0), ("numbers", figures, 40.0)):
        out[name] = amount(*found, few)
        own = [100 * (whole - held) / (size + said + 100)
               for (held, whole), size, said in zip(found, sizes, loud, strict=True)]
        out[f"own_{name}"] = log1p(min(own))
        if name == "names":
            sides("names", (share(*one) for one in found))
            out["own_names_max"] = log1p(max(own))
    days = one.day, two.day
    out["gap"] = 2.6 if None in days else log1p(abs(days[0] - days[1]))  # type: ignore[operator]
    return out


def profiles(background: Background | None = None, stock: Stock | None = None) -> list[Profile]:
    texts = [(RELEASE, "2026-01-05"), (COPY, "2026-01-07"), (REPORT, None), (OTHER, "2026-01-05"), ("...", None),
             (RELEASE + "\n" + OTHER + "\n" + RELEASE, "2026-02-05"), ("Brannoch Dynamics will open a", None)]
    return [profile(document(text, f"d{at}", day), background or load_background(), stock or load_stock())
            for at, (text, day) in enumerate(texts)]


@pytest.mark.parametrize(("background", "stock"), [(None, None), (EDGE, PHRASE)])
def test_evidence_is_what_counting_pair_by_pair_gives(background: Background | None, stock: Stock | None) -> None:
    found = profiles(background, stock)
    pairs = [(one, two) for one in range(len(found)) for two in range(len(found)) if one != two]
    table = evidence.measured(pile(found), np.array(pairs))
    assert set(table) == {*evidence.NAMES, *evidence.SHOWN}
    for at, (one, two) in enumerate(pairs):
        assert {name: values[at] for name, values in table.items()} == pytest.approx(
            counted(found[one], found[two]), abs=1e-8), (one, two)


def test_evidence_of_a_real_story_is_what_counting_gives(samples: Path) -> None:
    texts = [path.read_text("utf-8") for path in sorted((samples / "harbor").glob("*.txt"))[:4]]
    found = [profile(document(text, f"h{at}"), load_background(), load_stock()) for at, text in enumerate(texts)]
    pairs = np.array([(0, 1), (2, 0), (1, 3)])
    table = evidence.measured(pile(found), pairs)
    for at, (one, two) in enumerate(pairs):
        assert {name: values[at] for name, values in table.items()} == pytest.approx(
            counted(found[one], found[two]), abs=1e-8)


def filled(cells: list[int], grid: int, most: int) -> list[tuple[int, int]]:
    """Ranges of neighbours, as long as they may be; one alone may be too large."""
    found: list[tuple[int, int]] = []
    for at, size in enumerate(cells):
        low = found[-1][0] if found else 0
        if found and sum(cells[low:at]) + size <= grid and at - low < most:
            found[-1] = (low, at + 1)
        else:
            found.append((at, at + 1))
    return found


def test_pairs_judged_in_small_batches_have_the_same_evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    held, pairs = pile(profiles()), np.array([(0, 1), (1, 2), (2, 3), (3, 4), (0, 5)])
    whole = evidence.measured(held, pairs)
    sizes = np.diff(held.sentences)
    cells = [int(sizes[one] * sizes[two]) for one, two in pairs]
    for grid, most in ((30, 2048), (30, 2), (1 << 20, 2), (10, 2048)):
        monkeypatch.setattr(evidence, "_GRID", grid)
        monkeypatch.setattr(evidence, "_PAIRS", most)
        assert list(evidence._batches(held, pairs)) == filled(cells, grid, most)
        parts = evidence.measured(held, pairs)
        assert all(np.array_equal(parts[key], whole[key]) for key in whole)
    assert evidence.measured(held, pairs[:0])["copied"].shape == (0,)


# Relations


def step(value: float, half: float, width: float) -> float:
    return 1 / (1 + exp((half - value) / width))


def shared_out(held: tuple[float, float], longest: float, covered: float, related: float, event: float) -> list[float]:
    """`relation.probabilities`, with its constants written out."""
    high, low = max(held), min(held)
    whole, copied = step(low, 0.86, 0.02), step(high, 0.40, 0.04)
    sided = copied * (1 - step(low / high, 0.45, 0.06))
    passage = step(longest, 25.0, 2.5) * (1 - step(high, 0.68, 0.03))
    aside = step(high, 0.05, 0.01) * (1 - copied) * (1 - step(covered, 0.45, 0.04))
    partial = (1 - whole) * max(sided, passage, aside)
    left = 1 - whole - partial
    return [whole * related, left * copied * related, left * (1 - copied) * related, partial * related,
            event - related, 1 - event]


@pytest.mark.parametrize("held", [(0.86, 0.9), (0.8, 0.95), (0.4, 0.38), (0.45, 0.2), (0.3, 0.1), (0.05, 0.04),
                                  (0.68, 0.6), (0.9, 0.405), (0.06, 0.02), (0.44, 0.44)])
@pytest.mark.parametrize(("longest", "covered"), [(0.0, 0.2), (25.0, 0.45), (24.0, 0.47), (60.0, 0.9)])
def test_relations_are_shared_out_by_what_was_copied(held: tuple[float, float], longest: float, covered: float) -> None:
    names = ("verbatim", "light_rewrite", "heavy_rewrite", "partial", "same_event", "unrelated")
    table = {"held_a": held[0], "held_b": held[1], "longest": log1p(longest), "covered_max": covered}
    found = relation.probabilities({name: np.array([value]) for name, value in table.items()}, np.array([0.7]),
                                   np.array([0.8]))[0]
    wanted = dict(zip(names, shared_out(held, longest, covered, 0.7, 0.8), strict=True))
    assert dict(zip(RELATIONS, found, strict=True)) == pytest.approx(wanted, abs=1e-6)
    assert found.sum() == pytest.approx(1.0, abs=4e-6)


def test_nothing_held_is_no_division() -> None:
    table = {name: np.zeros(1) for name in ("held_a", "held_b", "longest", "covered_max")}
    found = dict(zip(RELATIONS, relation.probabilities(table, np.ones(1), np.ones(1))[0], strict=True))
    assert found["heavy_rewrite"] == pytest.approx(1 - step(0, 0.05, 0.01), abs=1e-4)


def test_far_beyond_a_step_nothing_overflows() -> None:
    assert relation._step(np.array([-1e9, 1e9]), 0.5, 0.01).tolist() == pytest.approx(
        [1 / (1 + exp(40)), 1.0], rel=1e-9, abs=0)
    assert curves.probability(np.array([-100.0, -40.0, 0.0, log(3), 100.0])).tolist() == pytest.approx(
        [1 / (1 + exp(40)), 1 / (1 + exp(40)), 0.5, 0.75, 1.0], rel=1e-9, abs=0)


@pytest.mark.parametrize(("related", "event", "told"), [
    (0.5, 0.9, "heavy_rewrite"), (0.4999, 0.9, "same_event"), (0.4999, 0.5, "same_event"), (0.1, 0.4999, "unrelated")])
def test_a_relation_is_told_from_its_threshold_up(related: float, event: float, told: str) -> None:
    chances = np.zeros((1, len(RELATIONS)))
    chances[0, RELATIONS.index("heavy_rewrite")] = 0.2
    chances[0, RELATIONS.index("verbatim")] = 0.1
    assert relation.told(chances, np.array([related]), np.array([event]), 0.5) == [told]


# Answers


def test_curves_are_straight_between_knots_and_level_beyond() -> None:
    head = curves.head({"bias": -1.0, "curves": {"x": {"at": [1, 3], "adds": [0, 4]}, "y": {"at": [0], "adds": [2]}}})
    values = np.array([0.0, 1.0, 2.0, 3.0, 9.0])
    assert head.log_odds({"x": values, "y": values}).tolist() == [1.0, 1.0, 3.0, 5.0, 5.0]
    assert head.plain()["curves"]["x"] == {"at": [1.0, 3.0], "adds": [0.0, 4.0]}
    for bad in ([1, 1], [2, 1]):
        with pytest.raises(ValueError, match="knots"):
            curves.head({"bias": 0, "curves": {"x": {"at": bad, "adds": [0, 4]}}})
    with pytest.raises(ValueError, match="knots"):
        curves.head({"bias": 0, "curves": {"x": {"at": [1, 2], "adds": [0]}}})


@pytest.mark.parametrize(("copied", "p"), [(0.0, 0.0), (20.0, 0.2), (40.0, 0.5), (80.0, 0.8), (120.0, 0.9)])
def test_copied_words_alone_make_a_probability(copied: float, p: float) -> None:
    assert room.floor(np.array([copied]))[0] == pytest.approx(p)


def test_no_head_argues_copying_away() -> None:
    """Told words carry related, all copied words reuse and event; pairs with a release have their own head."""
    flat = {"copied": {"at": [0], "adds": [0]}}
    alone = {"reuse": 0.1, "event": 0.15, "common": 0.3, "derived": 0.6}
    heads = {name: curves.head({"bias": log(p / (1 - p)), "curves": flat}) for name, p in alone.items()}
    model = room.JudgeModel(heads, {})
    found = {"copied": np.log1p(np.array([0.0, 0.0, 40.0, 20.0])), "copied_words": np.array([0.0, 0.0, 80.0, 20.0])}
    told = room.answers(model, found, np.array([False, True, False, True]))
    assert told.common_source == pytest.approx([0.3, 0.6, 0.3, 0.6])
    assert told.related == pytest.approx([0.3, 0.6, 0.5, 0.6])
    assert told.reuse == pytest.approx([0.1, 0.1, 0.8, 0.2])
    assert told.same_event == pytest.approx([0.3, 0.6, 0.8, 0.6])


def test_log_odds_are_cut_where_nothing_is_known() -> None:
    found = room._log_odds(np.array([0.0, 0.001, 0.75, 1.0]))
    assert found.tolist() == pytest.approx([log(1e-9), log(0.001 / 0.999), log(3), -log(1e-9)], rel=1e-6)


@pytest.mark.parametrize("role", ["article", "release"])
def test_reasons_add_up_to_the_score_with_their_sign(role: str) -> None:
    """Log-odds of p_related = those of the usual unrelated pair + what every group of evidence changed."""
    model = room.load_judge()
    pairs = [(document(RELEASE, "r", role=role), document(text, f"x{at}")) for at, text in enumerate(
        (COPY, REPORT, OTHER, RELEASE))]
    found = room.evidence_of(pairs)
    announced = np.array([role == "release"] * len(pairs))
    given = room.answers(model, found, announced)
    weights = room._weights(model, found, announced, given)
    usual = model.heads["derived" if role == "release" else "common"].log_odds(
        {name: np.array([value]) for name, value in model.neutral.items()})[0]
    for at, pair in enumerate(pairs):
        total = usual + sum(values[at] for values in weights.values())
        p = given.related[at]
        assert total == pytest.approx(log(p / (1 - p)), abs=1e-6)
        [one] = room.judge([pair])
        assert one.p_related == pytest.approx(p)
        for reason in one.evidence:
            assert reason.weight == pytest.approx(weights[reason.type][at], abs=6e-4)


def test_a_weight_is_the_curve_less_its_usual_height() -> None:
    head = curves.head({"bias": 9.0, "curves": {"copied": {"at": [0, 2], "adds": [0, 4]},
                                                "longest": {"at": [0, 1], "adds": [0, 1]},
                                                "gap": {"at": [0, 3], "adds": [0, -3]}}})
    table = {"copied": np.array([2.0]), "longest": np.array([1.0]), "gap": np.array([2.0])}
    told = explain.changes(head, table, {"copied": 0.5, "longest": 0.25, "gap": 0.5})
    assert told["copied_runs"].tolist() == [4.0 - 1.0 + 1.0 - 0.25]
    assert told["dates"].tolist() == [-1.5]
    assert told["numbers"].tolist() == [0.0]


def test_reasons_name_places_from_the_stated_probability_up() -> None:
    pair = document(RELEASE, "r"), document(REPORT, "x")
    p = room.judge([pair])[0].p_related
    named, plain = (room.judge([pair], explain=least)[0].evidence for least in (p, np.nextafter(p, 1.0)))
    assert len(named) > 1
    assert len(plain) == 1


ROW = dict.fromkeys((*evidence.NAMES, *evidence.SHOWN), 0.0)


def reasons(weights: dict[str, float], placed: bool = True) -> list[tuple[str, float]]:
    one, two = document(RELEASE, "r"), document(OTHER, "o")
    heavy, = explain.heaviest({name: np.array([weight]) for name, weight in weights.items()})
    told = explain.reasons(one, two, ROW, weights, heavy, placed, explain.Vocabulary())
    return [(reason.type, reason.weight) for reason in told]


def test_reasons_are_the_four_heaviest_worth_a_line() -> None:
    assert reasons({"dates": 0.3, "numbers": -2.0, "sentences": 1.0, "quotations": 0.24, "word_pairs": 0.26}) == [
        ("numbers", -2.0), ("sentences", 1.0), ("dates", 0.3), ("word_pairs", 0.26)]
    assert reasons({"dates": 0.25, "numbers": 0.2499}) == [("dates", 0.25)]
    assert reasons({"dates": 0.1, "numbers": -0.2}) == [("numbers", -0.2)]
    assert reasons(dict.fromkeys(explain.GROUPS, 1.0)) == [(name, 1.0) for name in sorted(explain.GROUPS)[:4]]
    assert reasons({"word_pairs": 1.0 + 1e-9, "dates": -1.0}) == [("dates", -1.0), ("word_pairs", 1.0)]
    assert reasons({"dates": 3.0, "numbers": 4.0}, placed=False) == [("numbers", 4.0)]
    assert explain.heaviest({"dates": np.array([3.0, -1.0]), "numbers": np.array([-4.0, 0.5])}) == [
        ["numbers", "dates"], ["dates", "numbers"]]


@pytest.mark.parametrize(("gap", "told"), [(0.0, "on the same day"), (0.4, "on the same day"), (1.0, "1 day apart"),
                                           (3.0, "3 days apart")])
def test_days_in_words(gap: float, told: str) -> None:
    assert explain._days(gap) == told


@pytest.mark.parametrize(("held", "told"), [
    ((0.9, 0.89), "the second text contains all of the first"),
    ((0.5, 0.9), "the first text contains all of the second"),
    ((0.9, 0.9), "that is 90% of the first text and 90% of the second"),
    ((0.899, 0.2), "that is 90% of the first text and 20% of the second")])
def test_a_text_contains_another_from_nine_tenths(held: tuple[float, float], told: str) -> None:
    assert explain._held({"held_a": held[0], "held_b": held[1]}) == told


@pytest.mark.parametrize(("values", "told"), [
    ((2.0, 2.0, 2.0), "hardly a name"), ((2.01, 0.0, 0.0), "each has names that"),
    ((2.01, 2.01, 2.01), "each has names and quoted words and figures that"), ((0.0, 0.0, 2.01), "each has figures")])
def test_own_reporting_is_worth_a_word_above_two(values: tuple[float, ...], told: str) -> None:
    assert told in explain._own(dict(zip(("own_names", "own_quotes", "own_numbers"), values, strict=True)))


@pytest.mark.parametrize(("group", "row", "told"), [
    ("copied_runs", {}, "no five words in a row are the same"),
    ("copied_runs", {"copied": log1p(12), "held_a": 0.25, "held_b": 0.5}, "12 informative words stand in both in the "
     "same order, at least five words at a time; that is 25% of the first text and 50% of the second"),
    ("quotations", {"quotations": log1p(9)}, "9 informative words of it"),
    ("numbers", {}, "they share no unusual number"),
    ("numbers", {"numbers": 0.001}, "both give the same unusual numbers"), ("rare_names", {"names_max": 0.52}, "52%"),
    ("vocabulary", {"rare_max": 0.31}, "31%"), ("word_pairs", {"pairs_max": 0.4}, "40%"),
    ("sentences", {"matched_a": 0.2, "matched_b": 0.3}, "20% of the first text and 30% of the second"),
    ("dates", {"gap": log1p(2)}, "one of them has no date")])
def test_a_reason_states_its_figure(group: str, row: dict[str, float], told: str) -> None:
    assert told in explain._plain(group, document(RELEASE), document(OTHER), ROW | row)


def test_dates_are_told_where_both_are_known() -> None:
    one, two = document(RELEASE, published="2026-01-05"), document(OTHER, published="2026-01-07")
    assert explain._plain("dates", one, two, ROW | {"gap": log1p(2)}) == "published 2 days apart"
    assert explain._plain("dates", one, document(OTHER), ROW | {"gap": log1p(2)}) == "one of them has no date"


def test_the_longest_shared_run_is_quoted_where_it_stands() -> None:
    one, two = document(RELEASE, "r"), document(COPY, "c")
    told = explain.describe("copied_runs", one, two, ROW | {"copied": log1p(9)}, True, explain.Vocabulary())
    first, last, other, end = (int(edge) for edge in re.findall(r"\(A (\d+)-(\d+), B (\d+)-(\d+)\)", told)[0])
    assert RELEASE[first:last] == COPY[other:end]
    assert RELEASE[first:last].startswith("Brannoch Dynamics will open")
    assert RELEASE[first:last].endswith("the company said")
    assert told.startswith("16 words in a row are the same")


def test_shared_words_are_told_rarest_first_with_their_places() -> None:
    one, two = document(RELEASE, "r"), document(REPORT, "x")
    known = explain.Vocabulary()
    names = explain.describe("rare_names", one, two, ROW, True, known)
    assert names.startswith("both have 3 unusual names: ")
    for word in ("Kellmouth", "Brannoch", "Dorn"):
        assert f"{word} (A {RELEASE.index(word)}-{RELEASE.index(word) + len(word)}, B {REPORT.index(word)}-" \
               f"{REPORT.index(word) + len(word)})" in names
    assert "312 (A" in explain.describe("numbers", one, two, ROW, True, known)
    words = explain.describe("vocabulary", one, two, ROW, True, known)
    count = int(re.findall(r"both have (\d+) unusual words", words)[0])
    assert words.count("(A ") == 5
    assert words.endswith(f"and {count - 5} more")
    weight = load_background()
    shown = re.findall(r"(\w+) \(A", words)
    rarity = [float(weight.idf([one.stems[one.words.index(term.lower())]])[0]) for term in shown]
    assert rarity == sorted(rarity, reverse=True)
    assert min(rarity) >= 5.0
    assert explain.describe("rare_names", one, document(OTHER, "o"), ROW, True, known) == "they share no unusual name"
    assert explain.describe("numbers", one, document(OTHER, "o"), ROW, True, known) == "they share no unusual number"


# Two languages


def fact(kind: str, value: str, start: int, norm: float | None = None) -> Fact:
    return Fact(kind, f"f{start}", start, start + 2, value, 0, norm=norm)  # type: ignore[arg-type]


def stated(language: str, facts: Sequence[Fact], published: str | None = "2026-03-01") -> Prepared:
    one = document(OTHER, language, published, language=language)
    return replace(one, facts=tuple(facts))


def test_the_particulars_a_translation_keeps() -> None:
    """Words of names longer than two letters, figures, and full days but that of publication; first place counts."""
    held = stated("de", [fact("person", "name:ana de völl", 3), fact("number", "number:1600", 9, 1600.0),
                         fact("date", "date:2026-07-04", 12), fact("date", "date:2026-03-01", 15),
                         fact("date", "date:2026-07", 18), fact("organisation", "name:völl werke", 30)])
    assert translation.particulars(held) == {"^ana": 3, "^voll": 3, "#1600": 9, "@2026-07-04": 12, "^werke": 30}
    assert "@2026-03-01" in translation.particulars(replace(held, document=replace(held.document, published=None)))


NOTHING = Derivation("en", "de", 0, 0, 0, 0, 0, 0, 0, 0, p_related=0.0, relation="unrelated")


@pytest.mark.parametrize(("places", "order"), [
    ([], 0.5), ([4], 0.5), ([1, 2, 3], 1.0), ([3, 2, 1], 0.0), ([1, 3, 2], 2 / 3), ([2, 2], 1.0)])
def test_order_is_the_share_of_pairs_in_it(places: list[int], order: float) -> None:
    assert translation._ordered(places) == pytest.approx(order)


def test_shared_particulars_are_weighed_by_rarity_cover_and_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translation, "load_background", lambda: Known({"^ana": 10.0, "^voll": 20.0, "#16": 4.0}))
    assert translation._weight(["^ana", "@2026-07-04", "#16"]) == 10 + 6 + 4
    assert translation._weight([]) == 0.0
    names = [fact("person", "name:ana voll", 3), fact("number", "number:16", 9, 16.0),
             fact("date", "date:2026-07-04", 12)]
    one, two = stated("en", names), stated("de", [*names[1:], fact("person", "name:ana other", 40)])
    # Shared: ana 10, 16 4, the day 6 = 20; German has 28 of it (other 8), English 40; two of three pairs turn round.
    judged = translation.translated(NOTHING, one, two, Settings())
    weight = 20 * (20 / 28) * (1 / 3)
    assert judged.relation == "unrelated"
    assert judged.p_same_event == pytest.approx(weight**2 / (weight**2 + 21**2), abs=1e-6)
    assert judged.p_related == pytest.approx(weight**2 / (weight**2 + 42**2), abs=1e-6)
    assert judged.p_reuse == judged.p_related == judged.p_common_source
    assert sum(judged.relation_p.values()) == pytest.approx(1.0)
    assert judged.evidence[0].weight == pytest.approx(weight / 42, abs=6e-4)
    assert "3 of A's 4 and B's 4 stand in both, 33% of their pairs in the same order" in judged.evidence[0].text


@pytest.mark.parametrize(("rare", "relation"), [(42.0, "heavy_rewrite"), (41.9, "same_event"), (21.0, "same_event"),
                                                (20.9, "unrelated")])
def test_a_translation_is_told_where_it_is_as_likely_as_not(rare: float, relation: str, monkeypatch: pytest.MonkeyPatch,
                                                            ) -> None:
    monkeypatch.setattr(translation, "load_background", lambda: Known({"^ana": rare / 2, "^voll": rare / 2}))
    names = [fact("person", "name:ana", 3), fact("person", "name:voll", 9)]
    one, two = stated("en", names), stated("de", names)
    told = translation.translated(NOTHING, one, two, Settings())
    assert told.relation == relation
    assert told.p_derived is None
    assert translation.translated(replace(NOTHING, p_related=0.9), one, two, Settings()).p_related == 0.9
    assert translation.translated(replace(NOTHING, p_derived=0.1), one, two, Settings()).p_derived == told.p_related


@pytest.mark.parametrize(("a", "b", "told"), [("en", "de", True), ("de", "de", False), ("en", "xx", False),
                                              ("xx", "fr", False)])
def test_two_known_languages_are_judged_across(a: str, b: str, told: bool) -> None:
    assert translation.across(stated(a, []), stated(b, [])) is told


@pytest.mark.parametrize(("rarity", "told"), [(5.0, "both have 1 unusual number: 312 (A "),
                                              (4.9999, "they share no unusual number")])
def test_a_shared_number_is_unusual_from_five_up(rarity: float, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explain, "load_background", lambda: Known({"#312": rarity}))
    one, two = document(RELEASE, "r"), document("There are 312 people at the quay.", "x")
    assert explain.describe("numbers", one, two, ROW, True, explain.Vocabulary()).startswith(told)


def test_settings_move_the_relation_and_nothing_else() -> None:
    pair = document(RELEASE, "r"), document(REPORT, "x")
    [usual], [strict] = room.judge([pair]), room.judge([pair], settings=Settings(related_threshold=1.01))
    assert strict.relation == "same_event"
    assert replace(strict, relation=usual.relation) == usual
