"""The arithmetic of descent done a second time: overlaps by sets, trees by trying all, odds by their formulas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cache
from itertools import combinations, product
from math import exp, hypot, log, nextafter

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.stats import norm

from provenance.lineage import case as cases
from provenance.lineage import descent, needed, publication, reasons, rooting, spanning, support
from provenance.lineage.descent import Belief, Shared, Weights
from provenance.lineage.readings import BLOCKS, Readings, overlaps, read, signs, text_stems
from provenance.lineage.second import Second, seconds
from provenance.prepare import prepare
from provenance.records import Document, Prepared
from provenance.settings import Settings
from provenance.text.rarity import load_background

TEXTS = (
    "The quarry at Tamsin closes in June. Forty masons lose their work there. The owner blames the price of slate. "
    "A buyer was sought for two years.",
    "The quarry at Tamsin closes in June. Forty masons lose their work. The owner blames the price of slate. Masons "
    "met in the chapel on Sunday night.",
    "The quarry at Tamsin closes in June, and forty masons lose their work. Masons met in the chapel on Sunday night. "
    "The band played.",
    "Forty masons lose their work there. A buyer was sought for two years. The owner blames the weather, not slate.",
    "The band played in the chapel. The owner blames the price of slate, and the quarry at Tamsin is for sale.")


def document(name: str, text: str, published: str | None = None, **also: str) -> Prepared:
    return prepare(Document(name, text, f"{name:0>64}", published=published, **also))  # type: ignore[arg-type]


DOCUMENTS = [document(f"d{at}", text) for at, text in enumerate(TEXTS)]
READINGS = read(DOCUMENTS, load_background())
N = len(TEXTS)


# Overlaps, by sets


def held(one: Prepared, size: int) -> frozenset[tuple[str, ...]]:
    """Readings of ``size`` stems, or pairs of signs for size 0."""
    lines = signs(one) if not size else text_stems(one)
    long = size or 2
    return frozenset(line[at:at + long] for line in lines for at in range(len(line) - long + 1))


@cache
def weight(reading: tuple[str, ...], size: int) -> float:
    return 1.0 if not size else float(np.mean(np.maximum(load_background().idf(list(reading)), 0.1)))


def mass(readings: Iterable[tuple[str, ...]], size: int) -> float:
    return sum(weight(one, size) for one in readings)


SETS = {size: [held(one, size) for one in DOCUMENTS] for size in (1, 2, 3, 0)}  # in the order of `descent.SIZES`


@cache
def shared(size: int, chosen: frozenset[tuple[str, ...]] | None = None) -> np.ndarray:
    sets = [own if chosen is None else own & chosen for own in SETS[size]]
    return np.array([[mass(one & two, size) for two in sets] for one in sets])


@cache
def few(low: int, high: int) -> np.ndarray:
    """Stems and pairs that more than ``low`` and at most ``high`` documents hold."""
    return sum(shared(size, frozenset(one for one in set().union(*SETS[size]) if low < holders(size, one) <= high))
               for size in (1, 2))


def test_overlaps_are_the_weight_of_what_two_sets_share() -> None:
    found = descent.sums(descent.plain(READINGS))
    wanted = [*(shared(size) for size in SETS), few(0, 2), few(2, 4)]
    assert found == pytest.approx(np.stack(wanted), rel=1e-5)
    for root in (0, 3):
        rooted = descent.sums(descent.rooted(READINGS, root))
        assert rooted == pytest.approx(np.stack([shared(size, SETS[size][root]) for size in SETS]), rel=1e-5)
        assert descent.rooted(READINGS, root, 1)[:, 0] == pytest.approx(rooted, rel=1e-5)


def test_every_reading_counts_in_the_block_of_its_sentence() -> None:
    blocks = overlaps(READINGS, 0)
    assert blocks.shape == (BLOCKS, N, N)
    assert blocks[0, 0, 0] == pytest.approx(mass({(stem,) for stem in text_stems(DOCUMENTS[0])[0]}, 1), rel=1e-5)
    assert (blocks[4:].sum(axis=0) == 0).all()
    long = document("long", " ".join(f"Tower {'n' * (at + 2)} stands." for at in range(48)))
    many = read([long, long], load_background())
    counts = np.bincount(many.blocks[2], minlength=BLOCKS)
    assert counts.tolist() == [2] * BLOCKS  # of 48 sentences two stand in each block, with a triple each


def test_a_source_has_what_two_documents_hold() -> None:
    with_source = READINGS.with_source()
    for size, part in zip(SETS, with_source.held, strict=True):
        alike = sum(1 for one in set().union(*SETS[size]) if sum(one in own for own in SETS[size]) >= 2)
        assert part.shape[0] == N + 1
        assert part[N].nnz == alike
    assert READINGS.with_source(0.7).held[0][N].nnz == sum(
        1 for one in set().union(*SETS[1]) if sum(one in own for own in SETS[1]) >= 3.5)


def test_a_text_of_furniture_alone_is_read_as_a_whole() -> None:
    tiny = document("t", "Tamsin closes.")
    assert text_stems(tiny) == [tiny.stems]


# Features


def relative(table: np.ndarray, i: int, j: int, least: float) -> float:
    return min(table[i, j] / max([least, *(table[k, j] for k in range(len(table)) if k != j)]), 1.0)


def feature(name: str, i: int, j: int, root: int, edit: np.ndarray) -> float:
    """One feature of the edge from i to j, by its meaning."""
    scale = {size: shared(size).diagonal().mean() for size in SETS}
    if name in ("edit", "log_edit", "relative_edit"):
        return {"edit": edit[i, j], "log_edit": log(edit[i, j] + 0.002),
                "relative_edit": relative(1 - edit, i, j, 1e-6)}[name]
    if name == "is_root":
        return float(i == root)
    if "rare" in name:
        value = (few(2, 4) if name.endswith("4") else few(0, 2))[i, j] / (scale[1] + scale[2])
        return log(value + 0.002) if name.startswith("log") else value
    kind, family = name.rsplit("_", 1)
    size = dict(zip(descent.SIZES, SETS, strict=True))[family]
    both, old = shared(size) / scale[size], shared(size, SETS[size][root]) / scale[size]
    fresh = np.maximum(both - old, 0)
    plain = {"novel": both[j, j] - both[i, j], "regain": old[j, j] - old[i, j], "loss": both[i, i] - both[i, j],
             "innovation": fresh[i, j], "root_loss": old[i, i] - old[i, j]}
    told = {f"log_{key}": log(max(value, 0) + 0.002) for key, value in plain.items()} | plain
    told |= {"relative": relative(both, i, j, 1e-6), "relative_innovation": relative(fresh, i, j, 0.02),
             "kept_ratio": log(old[i, i] + 0.05) - log(old[j, j] + 0.05)}
    return told[kind]


EDIT = descent.edit_distances(cases.flat(DOCUMENTS))


@pytest.mark.parametrize("root", [0, 2])
def test_every_feature_is_what_its_name_says(root: int) -> None:
    known = descent.unrooted(descent.sums(descent.plain(READINGS)), EDIT)
    found = descent.features(known, descent.sums(descent.rooted(READINGS, root)), root)
    assert found.shape == (len(descent.FEATURES), N, N)
    for at, name in enumerate(descent.FEATURES):
        wanted = np.array([[feature(name, i, j, root, EDIT) for j in range(N)] for i in range(N)])
        slack = 5e-3 if name.startswith("log_") else 1e-5  # a logarithm near the noise floor magnifies float32
        assert found[at] == pytest.approx(wanted, abs=slack), name


def test_edit_distance_is_insertions_and_deletions_over_all_stems() -> None:
    assert descent.edit_distances([list("abcd"), list("abd"), list("xy"), []]).tolist() == pytest.approx(np.array([
        [0, 1 / 7, 1, 1], [1 / 7, 0, 1, 1], [1, 1, 0, 1], [1, 1, 1, 0]]))
    long = [list("ab" * 2000), list("ab" * 750 + "c" * 9000)]
    assert descent.edit_distances(long)[0, 1] == 0.0  # only the first 1,500 stems count


def test_the_character_of_a_story() -> None:
    triples, pairs = shared(3), shared(2)
    best = [max(triples[i, j] for i in range(N) if i != j) / triples[j, j] for j in range(N)]
    plain = descent.sums(descent.plain(READINGS))
    assert descent.copiedness(plain) == pytest.approx(float(np.median(best)), rel=1e-5)
    kind = descent.character(plain, 1)
    depth = 4 * (1 - np.mean([relative(pairs, 1, j, 1e-6) for j in range(N) if j != 1]))
    assert kind == pytest.approx([1, np.median(best), depth, depth * np.median(best)], rel=1e-5)


# Trees


def trees(n: int, root: int) -> Iterator[list[int]]:
    """Every arborescence: the parent of each node, -1 for the root."""
    for parents in product(range(n), repeat=n):
        if parents[root] == root and all(reaches(parents, node, root) for node in range(n)):
            yield [-1 if node == root else above for node, above in enumerate(parents)]


def reaches(parents: Sequence[int], node: int, root: int) -> bool:
    for _ in parents:
        if node == root:
            return True
        if parents[node] == node:
            return False
        node = parents[node]
    return node == root


def enumerated(scores: np.ndarray, root: int) -> tuple[np.ndarray, float]:
    total, edges = 0.0, np.zeros_like(scores)
    for tree in trees(len(scores), root):
        value = exp(sum(scores[above, node] for node, above in enumerate(tree) if above >= 0))
        total += value
        for node, above in enumerate(tree):
            if above >= 0:
                edges[above, node] += value
    return edges / total, log(total)


@pytest.mark.parametrize("root", [0, 3])
def test_probabilities_of_edges_are_those_of_all_trees(root: int) -> None:
    scores = np.random.default_rng(root).normal(size=(4, 4)) * 2
    edges, total = descent.marginals(scores, root)
    wanted, whole = enumerated(scores, root)
    assert edges == pytest.approx(wanted)
    assert total == pytest.approx(whole)
    assert descent.marginals(np.zeros((1, 1)), 0)[0].tolist() == [[0.0]]


COEFFICIENTS = Weights(np.random.default_rng(7).normal(size=(4, len(descent.FEATURES))) * 0.3)
SHARED = Shared(descent.plain(READINGS), descent.rooted(READINGS, 0), EDIT)


def test_descent_is_the_coefficients_times_the_evidence_plus_the_prior() -> None:
    prior = np.random.default_rng(8).normal(size=(N, N))
    found = descent.infer(SHARED, 0, [Belief(1.0, COEFFICIENTS, prior)], np.zeros((0, BLOCKS)))
    kind = descent.character(descent.sums(SHARED.plain), 0)
    theta = sum(kind[at] * COEFFICIENTS.blocks[at] for at in range(4))
    scores = sum(theta[at] * found.evidence[at] for at in range(len(theta))) + prior
    assert found.scores == pytest.approx(scores)
    wanted, total = enumerated(scores, 0)
    assert found.probability == pytest.approx(wanted, abs=1e-9)
    assert (found.log_total, found.copied) == (pytest.approx(total), pytest.approx(kind[1]))


def test_beliefs_are_averaged_by_their_shares_and_resamples_evenly() -> None:
    even, none = np.zeros((N, N)), np.zeros((0, BLOCKS))
    beliefs = [Belief(0.7, COEFFICIENTS, even), Belief(0.3, Weights(-COEFFICIENTS.blocks), even)]
    one, two = (descent.infer(SHARED, 0, [belief], none).probability for belief in beliefs)
    assert descent.infer(SHARED, 0, beliefs, none).probability == pytest.approx(0.7 * one + 0.3 * two)
    as_is = np.ones((3, BLOCKS))
    assert descent.infer(SHARED, 0, beliefs, as_is).probability == pytest.approx(0.7 * one + 0.3 * two, abs=1e-4)
    counts = np.zeros((2, BLOCKS))
    counts[0, :2], counts[1, 1:4] = 12, 8
    alone = [descent.infer(SHARED, 0, beliefs, counts[at:at + 1]).probability for at in range(2)]
    assert descent.infer(SHARED, 0, beliefs, counts).probability == pytest.approx((alone[0] + alone[1]) / 2, abs=1e-6)


def test_resampled_evidence_is_that_of_the_blocks_drawn() -> None:
    counts = np.zeros((1, BLOCKS))
    counts[0, 1], counts[0, 3] = 20, 4
    kind = descent.character(descent.sums(SHARED.plain), 0)
    summed = [np.tensordot(counts[0], part.astype(float), (0, 1)) for part in (SHARED.plain, SHARED.rooted)]
    evidence = descent.features(descent.unrooted(summed[0], EDIT), summed[1], 0)
    wanted = descent.marginals(np.tensordot(COEFFICIENTS.at(kind), evidence, 1), 0)[0]
    found = descent.infer(SHARED, 0, [Belief(1.0, COEFFICIENTS, np.zeros((N, N)))], counts).probability
    assert found == pytest.approx(wanted, abs=1e-4)


def test_the_spanning_tree_is_the_shortest_and_hangs_from_its_root() -> None:
    for seed in range(5):
        apart = np.random.default_rng(seed).random((5, 5))
        apart = apart + apart.T
        found = spanning.spanning(apart, 2)
        length = sum(apart[above, node] for node, above in enumerate(found.tolist()) if above >= 0)
        assert length == pytest.approx(min(sum(apart[above, node] for node, above in enumerate(tree) if above >= 0)
                                           for tree in trees(5, 2)))
        assert found[2] == -1
    assert spanning.spanning(np.zeros((4, 4)), 0).tolist() == [-1, 0, 0, 0]
    assert spanning.spanning(np.zeros((4, 4)), 3).tolist() == [3, 0, 0, -1]


# Which is the source


def holders(size: int, reading: tuple[str, ...]) -> int:
    return sum(reading in own for own in SETS[size])


@pytest.mark.parametrize(("place", "size"), [(0, 1), (1, 2), (2, 3)])
def test_what_a_document_lacks_of_what_most_have(place: int, size: int) -> None:
    most = {one for one in set().union(*SETS[size]) if holders(size, one) >= 2.5}
    wanted = [log(max(1 - mass(own & most, size) / mass(most, size), 0) + 0.002) for own in SETS[size]]
    assert rooting.lacking(READINGS, place, 2.5) == pytest.approx(wanted, abs=1e-3)


@pytest.mark.parametrize(("place", "size"), [(1, 2), (2, 3)])
def test_what_no_tree_hands_down_by_trying_every_tree(place: int, size: int) -> None:
    repeats = sum(weight(one, size) * (holders(size, one) - 1) for one in set().union(*SETS[size]))
    table = shared(size)
    best = max(sum(table[above, node] for node, above in enumerate(tree) if above >= 0) for tree in trees(N, 0))
    assert rooting.arisen(READINGS, table, place) == pytest.approx(1 - best / repeats, abs=1e-5)
    assert 0 < 1 - best / repeats < 1


def test_nothing_repeated_needs_no_source() -> None:
    apart = [document("a", "The quarry closes in June."), document("b", "Masons met for an hour.")]
    readings = read(apart, load_background())
    assert rooting.arisen(readings, descent.sums(descent.plain(readings))[1], 1) == 0.0


def test_branches_hang_from_the_root() -> None:
    assert rooting._branches(np.array([-1, 0, 1, 2, 0, 4]), 0).tolist() == [0, 1, 1, 1, 4, 4]
    assert rooting._branches(np.array([1, 2, -1, 2, 3]), 2).tolist() == [1, 1, 2, 3, 3]


@pytest.mark.parametrize(("place", "size"), [(1, 2), (2, 3)])
def test_what_branches_share_and_their_root_lacks(place: int, size: int) -> None:
    branches, root = [0, 1, 2, 3, 4], 3
    every = set().union(*SETS[size])
    owners = {one: {branches[at] for at in range(N) if one in SETS[size][at]} for one in every - SETS[size][root]}
    repeated = sum(weight(one, size) for one in every if holders(size, one) > 1)
    wide = sum(weight(one, size) for one, own in owners.items() if len(own) > 2)
    two = {pair: sum(weight(one, size) for one, own in owners.items() if own == set(pair))
           for pair in combinations(range(N), 2)}
    whole = wide + sum(two.values())
    wanted = [log(max(value, 0) / repeated + 0.002) for value in (whole, whole - max(two.values()), wide)]
    assert rooting._branched(READINGS, place, np.array(branches), root) == pytest.approx(wanted, abs=1e-3)
    assert whole > max(two.values()) > 0


def test_the_weight_of_trees_when_each_childs_parents_weigh_one() -> None:
    scores = np.random.default_rng(3).normal(size=(4, 4))
    total = enumerated(scores, 1)[1]
    sums = [log(sum(exp(scores[i, j]) for i in range(4) if i != j)) for j in range(4) if j != 1]
    assert rooting._fit(scores, total, 1) == pytest.approx(total - sum(sums))


def test_evidence_on_each_root_has_its_size_and_what_only_it_says() -> None:
    ranked, rows, hidden = rooting.evidence(READINGS, EDIT, COEFFICIENTS)
    own = [mass(one, 2) for one in SETS[2]]
    repeated = [mass({one for one in own_set if holders(2, one) > 1}, 2) for own_set in SETS[2]]
    unique = np.array([1 - part / whole for part, whole in zip(repeated, own, strict=True)])[ranked]
    column = {name: rows[:, at] for at, name in enumerate(rooting.VISIBLE)}
    assert sorted(ranked) == list(range(N))
    assert column["size"] == pytest.approx(np.log(np.array(own) / np.mean(own))[ranked], abs=1e-5)
    assert column["unique"] == pytest.approx(unique - unique.mean(), abs=1e-5)
    lacks = [rooting.lacking(READINGS, size, 2.5) for size in (1, 2)]
    assert column["lacks_major_pairs"] == pytest.approx(lacks[0][ranked])
    assert column["lacks_major_triples"] == pytest.approx(lacks[1][ranked])
    assert [float(lacks[0][at] + lacks[1][at]) for at in ranked] == sorted(lacks[0] + lacks[1])
    assert max(column["fit"]) == 0.0
    fits = []
    for row, root in enumerate(ranked):
        shared_ = Shared(descent.plain(READINGS), descent.rooted(READINGS, root), EDIT)
        fitted = descent.infer(shared_, root, [Belief(1.0, COEFFICIENTS, np.zeros((N, N)))], np.zeros((0, BLOCKS)))
        fits.append(rooting._fit(fitted.scores, fitted.log_total, root))
        branches = rooting._branches(descent.arborescence(fitted.probability, root), root)
        for place, family in ((1, "pairs"), (2, "triples")):
            assert [column[f"{name}_{family}"][row] for name in ("branched", "unspliced", "wide")] == pytest.approx(
                rooting._branched(READINGS, place, branches, root), abs=1e-4)
    assert column["fit"] == pytest.approx((np.array(fits) - max(fits)) / N**0.5, abs=1e-4)
    copied = descent.copiedness(descent.sums(descent.plain(READINGS)))
    for name in ("size", "fit", "branched_pairs"):
        assert column[f"{name}_copied"] == pytest.approx(copied * column[name], abs=1e-5)
    told = dict(zip(rooting.HIDDEN, hidden, strict=True))
    assert (told["bias"], told["small"]) == (1.0, 1 / N)
    assert told["bias_copied"] == pytest.approx(copied, rel=1e-5)
    assert told["arisen_pairs"] == pytest.approx(log(rooting.arisen(READINGS, shared(2), 1) + 0.002), abs=1e-4)


def test_few_documents_are_weighed_as_root_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = rooting.evidence(READINGS, EDIT, COEFFICIENTS)[0]
    monkeypatch.setattr(rooting, "CANDIDATES", 2)
    assert rooting.evidence(READINGS, EDIT, COEFFICIENTS)[0] == whole[:2]


def test_the_source_is_weighed_against_one_that_is_not_here() -> None:
    table = {"visible": [2.0, -1.0], "hidden": [0.5]}
    chances, unseen = rooting.posterior([4, 2], np.array([[1.0, 1.0], [0.0, 1.0]]), np.array([3.0]), table,
                                        np.array([0.0, 0.25]))
    logits = [1.0, -0.75, 1.5]
    total = sum(map(exp, logits))
    assert chances == {4: pytest.approx(exp(1.0) / total), 2: pytest.approx(exp(-0.75) / total)}
    assert unseen == pytest.approx(exp(1.5) / total)
    row = rooting.oldest_evidence(np.array([1.0, 2.0]), np.array([3.0]), 0.018)
    assert row.tolist() == pytest.approx([1.0, 2.0, 3.0, log(0.02), 1.0])


# Support


@pytest.mark.parametrize(("copied", "told"), [(0.19999, "reworded"), (0.2, "revised"), (0.74999, "revised"),
                                              (0.75, "copied")])
def test_regimes_turn_at_their_shares(copied: float, told: str) -> None:
    assert support.regime(copied) == told
    assert support.key_of(copied, "open", True) == f"open dated {told}"
    assert support.key_of(copied, "open", False, False) == f"open undated {told} pair"


@pytest.mark.parametrize(("p", "told"), [
    (0.5, 1 / (1 + exp(-0.4))), (0.9, 1 / (1 + exp(-0.4 - 2 * log(9)))), (1.0, 0.99),
    (0.0, 1 / (1 + exp(-0.4 + 2 * log(999)))), (0.001, 1 / (1 + exp(-0.4 + 2 * log(999))))])
def test_support_is_the_calibrated_log_odds(p: float, told: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(support, "model", lambda: {"support": {"visible undated revised": (0.4, 2.0)}})
    assert support.calibrated(p, 0.3, "visible", False) == pytest.approx(min(told, 0.99))
    assert support.calibrated(0.3, 0.1, "visible", False) == pytest.approx(0.3)  # no calibration: as it is


# Dates


def days(year: int, month: int, day: int) -> int:
    return (date(year, month, day) - date(1970, 1, 1)).days


@pytest.mark.parametrize(("published", "told"), [
    ("2026", (days(2026, 7, 2), 183.0)), ("2026-03", (days(2026, 3, 15), 15.0)),
    ("2026-03-04", (days(2026, 3, 4) + 0.5, 0.5)),
    (" 2026-03-04 ", (days(2026, 3, 4) + 0.5, 0.5)), ("2026-03-04T06:00:00Z", (days(2026, 3, 4) + 0.25, 0.05)),
    ("2026-03-04T06:00:00+06:00", (days(2026, 3, 4), 0.05)), ("2026-03-04T12:00", (days(2026, 3, 4) + 0.5, 0.05)),
    ("2026-13", None), ("", None), (None, None)])
def test_a_moment_and_how_well_it_is_known(published: str | None, told: tuple[float, float] | None) -> None:
    assert publication.moment(published) == (told and pytest.approx(told))


WHEN = publication.moments([document(str(at), "x", when) for at, when in enumerate(
    ["2026-03-01", "2026-03-03", "2026-03-03T10:00:00Z", None, "2026-03"])])


def test_a_later_day_is_younger_and_a_month_says_nothing() -> None:
    assert np.argwhere(publication.younger(WHEN)).tolist() == [[1, 0], [2, 0]]
    assert publication.first(WHEN).tolist() == [0.0, -6.0, -6.0, 0.0, 0.0]
    assert publication.sole(publication.younger(WHEN)) is None
    assert publication.sole(publication.younger(WHEN[:3])) == 0
    assert publication.sole(publication.younger(WHEN[:1])) is None
    assert publication.sole(publication.younger(WHEN[1:3])) is None


@pytest.mark.parametrize("extra", [0.0, 2.0])
def test_loose_dates_give_the_odds_of_their_formula(extra: float) -> None:
    found = publication._log_odds(WHEN, extra)
    for i, j in product(range(5), repeat=2):
        wide = hypot(WHEN[i, 1], WHEN[j, 1]) + extra
        wanted = 0.0 if 3 in (i, j) else log(2 * (0.95 * norm.cdf((WHEN[j, 0] - WHEN[i, 0]) / wide) + 0.025))
        assert found[i, j] == pytest.approx(wanted), (i, j)


def test_a_habit_prefers_the_latest_version() -> None:
    when = np.array([[0.5, 0.5], [2.5, 0.5], [8.5, 0.5], [np.nan, np.nan]])
    found = publication._recency(when, 2.0, 0.5)
    weights = [exp(-0.5 * 4), exp(-0.5 * 3)]  # of those 8 and 6 days older, in gaps of two
    mean = sum(weights) / 2
    assert found[:2, 2] == pytest.approx([log(one / mean) for one in weights])
    assert found[0, 1] == 0.0  # the only older one
    assert not found[2].any()
    assert not found[3].any()
    close = np.array([[0.5, 0.5], [1.5, 0.5], [2.5, 0.5]])  # one half gap and a quarter
    halves = [exp(-0.5 * 0.5), exp(-0.5 * 0.25)]
    assert publication._recency(close, 4.0, 0.5)[:2, 2] == pytest.approx([log(2 * one / sum(halves)) for one in halves])
    far = np.array([[0.5, 0.5], [99.5, 0.5], [100.5, 0.5]])
    assert publication._recency(far, 1.0, 2.0)[0, 2] == pytest.approx(log(0.01))
    assert not publication._recency(when, 2.0, 0.0).any()


@pytest.mark.parametrize("ties", [False, True])
def test_exact_dates_give_the_odds_of_wrong_dates(ties: bool) -> None:
    found = publication.exact(WHEN, ties)
    known = [(i, j) for i, j in product(range(5), repeat=2) if i != j and 3 not in (i, j) and (
        abs(WHEN[i, 1] - WHEN[j, 1]) < 0.01 or abs(WHEN[i, 0] - WHEN[j, 0]) > abs(WHEN[i, 1] - WHEN[j, 1]))]
    fits = {(i, j): WHEN[j, 0] - WHEN[i, 0] >= 0 if ties else WHEN[j, 0] > WHEN[i, 0] for i, j in known}
    share = sum(fits.values()) / len(fits)
    for i, j in product(range(5), repeat=2):
        wanted = 0.0 if (i, j) not in fits else log(0.997 / share) if fits[i, j] else log(0.003 / (1 - share))
        assert found[i, j] == pytest.approx(wanted), (i, j)
    assert (1, 2) not in fits
    same = np.array([[5.5, 0.5]] * 3)
    assert publication.exact(same)[0, 1] == pytest.approx(log(0.003 / 0.95))
    assert publication.exact(same, True)[0, 1] == pytest.approx(log(0.997 / 0.95))


@pytest.mark.parametrize(("visible", "temper"), [(True, 0.5), (False, 0.4)])
def test_readings_of_the_dates_are_weighed_by_how_well_the_texts_fit(visible: bool, temper: float) -> None:
    when = np.array([[1.5, 0.5], [2.5, 0.5], [5.5, 0.5], [np.nan, np.nan]])
    seen: list[np.ndarray] = []

    def fit(odds: np.ndarray) -> float:
        seen.append(odds)
        return float(len(seen))

    found = publication.believe(when, fit, visible)
    gap, habits = 2.0, (0.0, 0.5, 2.0) if visible else (0.0,)
    options = [*(publication.exact(when) + publication._recency(when, gap, habit) for habit in habits),
               np.zeros((4, 4)), publication.exact(when, ties=True),
               *(publication._log_odds(when, extra * gap) for extra in (0.0, 1.0, 3.0))]
    priors = [*[0.4 / len(habits)] * len(habits), 0.25, 0.1, *[0.25 / 3] * 3]
    weights = np.array([prior * exp(temper * (at + 1)) for at, prior in enumerate(priors)])
    weights /= weights.sum()
    assert all(one == pytest.approx(two) for one, two in zip(seen, options, strict=True))
    sure = len(habits)
    assert found.share == pytest.approx(weights[:sure].sum())
    for told, part, own in ((found.exact, weights[:sure], options[:sure]),
                            (found.loose, weights[sure:], options[sure:])):
        assert told == pytest.approx(np.log(sum(w * np.exp(o) for w, o in zip(part / part.sum(), own, strict=True))))
    assert np.exp(found.odds) == pytest.approx(
        found.share * np.exp(found.exact) + (1 - found.share) * np.exp(found.loose))


def test_one_day_says_nothing() -> None:
    same = np.array([[1.5, 0.5], [1.5, 0.5], [np.nan, np.nan]])
    assert publication.believe(same, lambda odds: 1 / 0).share == 0.0  # type: ignore[arg-type, return-value]


# Reasons


def test_contributions_add_up_to_the_difference_of_scores_with_their_sign() -> None:
    """What is told for the parent against the next is theta times the gap of evidence, group by group."""
    evidence = np.random.default_rng(1).normal(size=(len(descent.FEATURES), 4, 4))
    theta = np.random.default_rng(2).normal(size=len(descent.FEATURES))
    told = reasons.contributions(theta, evidence, 2, 1, 3)
    untold = [at for at, name in enumerate(descent.FEATURES) if reasons._group(name) is None]
    gap = evidence[:, 2, 3] - evidence[:, 1, 3]
    assert sum(told.values()) == pytest.approx(theta @ gap - sum(theta[at] * gap[at] for at in untold))
    assert {descent.FEATURES[at] for at in untold} == {"is_root"}
    lost = [at for at, name in enumerate(descent.FEATURES) if name.startswith(("loss", "log_loss"))]
    assert told["loss"] == pytest.approx(sum(theta[at] * gap[at] for at in lost))
    alone = reasons.contributions(theta, evidence, 2, None, 3)
    assert alone["loss"] == pytest.approx(sum(theta[at] * evidence[at, 2, 3] for at in lost))
    for group, names in {"containment": "novel_stems relative_signs edit relative_edit",
                         "no_regain": "regain_pairs kept_ratio_stems log_root_loss_signs", "loss": "loss_signs",
                         "shared_innovation": "rare_2 relative_innovation_pairs log_innovation_stems"}.items():
        assert {reasons._group(name) for name in names.split()} == {group}


def test_reasons_are_told_heaviest_first_from_a_twentieth_up() -> None:
    evidence = np.zeros((len(descent.FEATURES), 3, 3))
    pairs, regain = descent.FEATURES.index("novel_pairs"), descent.FEATURES.index("regain_stems")
    evidence[pairs, :, 2], evidence[regain, :, 2] = [0.2, 0.8, 0.0], [0.1, 0.35, 0.0]
    weights = {"containment": 0.05, "loss": -2.0, "no_regain": 1.0, "shared_innovation": 3.0}
    told = reasons.reasons(["a", "b", "c"], weights, evidence, 0, 1, 2, None)
    assert [(one.type, one.weight) for one in told] == [("no_regain", 1.0), ("containment", 0.05), ("loss", -2.0)]
    assert "a has 75% of the pairs" in told[1].text  # .2 new of the .8 that the child has
    assert "the next candidate, b, has 0%" in told[1].text
    assert "10% of its text would have to come" in told[0].text
    assert "from b, 35%" in told[0].text
    with_words = reasons.reasons(["a", "b", "c"], weights, evidence, 0, None, 2, "so it was")
    assert (with_words[0].type, with_words[0].text[-13:]) == ("shared_innovation", ': "so it was"')
    assert "than is left out" in with_words[-1].text
    assert not reasons.reasons(["a", "b", "c"], {"loss": 0.0499}, evidence, 0, 1, 2, None)


@pytest.mark.parametrize(("days", "told"), [
    (1.0, "1 day"), (1.4, "1 day"), (1.6, "2 days"), (0.5, "12 hours"), (9, "9 days")])
def test_a_span_in_words(days: float, told: str) -> None:
    assert reasons._span(days) == told


def test_dates_are_a_reason_where_both_are_known() -> None:
    when = np.array([[1.5, 0.5], [3.5, 0.5], [1.5, 0.5], [np.nan, np.nan]])
    odds = np.arange(16.0).reshape(4, 4)
    names = ["a", "b", "c", "d"]

    def told(parent: int, child: int) -> list[tuple[str, float]]:
        return [(one.text, one.weight) for one in reasons.date_reason(names, when, odds, parent, child)]

    assert told(0, 1) == [("a is 2 days older than b", 1.0)]
    assert told(1, 0) == [("b is 2 days younger than a", 4.0)]
    assert told(0, 2) == [("same date", 2.0)]
    assert told(0, 3) == told(3, 0) == told(4, 0) == []


def test_common_wording_that_the_source_lacks_is_quoted() -> None:
    child = document("c", "It rained. The old bell of Tamsin rang twice that night, and nobody slept.")
    parent = document("p", "They say the old bell of Tamsin rang twice before noon.")
    assert reasons.common_phrase(child, parent, None) == "The old bell of Tamsin rang twice"
    source = document("s", "The old bell of Tamsin is of bronze.")
    assert reasons.common_phrase(child, parent, source) == "of Tamsin rang twice"
    assert reasons.common_phrase(child, document("q", "Nobody was there."), None) is None
    long = " ".join("alpha beta gamma delta epsilon zeta eta theta iota kappa lambda omicron sigma tau".split())
    both = document("x", f"{long} ends."), document("y", f"{long} stops.")
    assert len((reasons.common_phrase(*both, None) or "").split()) == 12


# Whether a source is needed, and second parents


def test_two_documents_always_had_it_from_each_other_and_two_names_need_a_source() -> None:
    line = cases.AttributionLine("a", "Reuters", "t", "n", 1.0, None)
    other = cases.AttributionLine("b", "Reuters", "t", "n", 1.0, None)
    plain = descent.sums(descent.plain(READINGS))
    assert needed.needed(READINGS, plain, [line, other])
    told = needed.conflict(READINGS, plain)
    assert told == min(rooting.arisen(READINGS, plain[size], size) for size in (1, 2))
    for least, is_needed in ((told, True), (nextafter(told, 1.0), False)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(needed, "CONFLICT", least)
            assert needed.needed(READINGS, plain, [line, line]) is is_needed
    two = read(DOCUMENTS[:2], load_background())
    assert not needed.needed(two, descent.sums(descent.plain(two)), [line])
    assert (needed.CONFLICT, needed._LEAST) == (0.02, 3)


def test_a_copy_of_two_is_told_by_what_each_lacks() -> None:
    table = np.zeros((4, 2, 2))
    table[1], table[2] = [[10, 6], [6, 8]], [[5, 4], [4, 4]]
    wanted = [1.0, log(0 + 0.02), log(1 - 6 / 8 + 0.02), log(1 - 6 / 10 + 0.02)]
    assert needed.pair_evidence(table, 0, 1).tolist() == pytest.approx(wanted)


@pytest.mark.parametrize(("days", "ways"), [((1, 2), [(0, 1)]), ((2, 1), [(1, 0)]), ((None, None), [(0, 1), (1, 0)])])
def test_of_two_one_comes_from_the_other_by_the_better_way(days: tuple[int | None, int | None],
                                                           ways: list[tuple[int, int]]) -> None:
    two = [document(name, text, f"2026-03-0{day}" if day else None) for name, text, day in zip(
        "ab", (TEXTS[0], TEXTS[3]), days, strict=True)]
    case = cases.case_of(two, Settings())
    weights = np.array(descent.model()["pair"])
    odds = max(float(needed.pair_evidence(descent.sums(case.overlaps), *way) @ weights) for way in ways)
    assert needed.handed_down(case) == pytest.approx(1 / (1 + exp(-odds)))


@pytest.mark.parametrize(("lengths", "apart", "told"), [
    ([100, 85, 85], 0.5, True), ([100, 84, 84], 0.5, False), ([100, 85, 85], 0.501, False), ([100, 90], 0.1, False),
    ([100, 85, 85, 85, 20], 0.4, True), ([100, 100, 20, 20], 0.4, False)])
def test_witnesses_of_one_text_are_nearly_complete(lengths: list[int], apart: float, told: bool) -> None:
    n = len(lengths)
    case = cases.case_of([document(str(at), "The quarry closes.") for at in range(n)], Settings())
    edit = np.where(np.eye(n, dtype=bool), 0.0, apart)
    assert needed.witnesses(cases.Case(case.documents, case.when, case.younger, (), case.readings, edit, case.settings),
                            lengths) is told


def by_hand(*rows: str) -> Readings:
    """Documents by the triples they hold: a letter stands for as many as its place in the alphabet says, times five."""
    letters = "abcdefghij"
    wide = [5 * (at + 1) for at in range(len(letters))]
    made = np.array([np.repeat([letter in row for letter in letters], wide) for row in rows], dtype=np.float32)
    part = csr_matrix(made)
    return Readings((part, part, part, part), (), ())


def test_a_second_parent_gives_a_run_and_a_share() -> None:
    # b: 10, e: 25, j: 50 triples. The child has b from its parent and e from another document.
    assert seconds(by_hand("b", "be", "e"), [-1, 0, -1], 3) == [Second(2, 1, 25 / 35, 25)]
    assert seconds(by_hand("b", "bd", "d"), [-1, 0, -1], 3) == []  # 20 triples
    big = "bfghij"  # 10 + 30 + 35 + 40 + 45 + 50
    assert seconds(by_hand(big, big + "e", "e"), [-1, 0, -1], 3) == [Second(2, 1, 25 / 235, 25)]


def test_a_second_parent_of_a_small_share_is_overlooked() -> None:
    rows = np.zeros((3, 400), dtype=np.float32)
    for new, told in ((25, False), (28, True)):
        rows[:] = 0
        rows[0, :350 - new], rows[1, :350] = 1, 1
        rows[2, 350 - new:350] = 1
        part = csr_matrix(rows)
        assert bool(seconds(Readings((part, part, part), (), ()), [-1, 0, -1], 3)) is told  # 25 of 350 are 7.1 %


def test_descendants_and_inferred_nodes_give_nothing() -> None:
    assert seconds(by_hand("b", "be", "e"), [-1, 0, 1], 3) == []
    assert seconds(by_hand("b", "be", "e", "e"), [-1, 0, 1, -1], 4) == [Second(3, 1, 25 / 35, 25)]
    assert seconds(by_hand("b", "be", "e"), [3, 3, 3, -1], 3) == []


# The case


def test_the_unseen_source_is_as_far_as_the_others_on_average() -> None:
    found = cases.with_source(np.array([[0.0, 0.2, 0.4], [0.2, 0.0, 0.6], [0.4, 0.6, 0.0]]))
    assert found[3].tolist() == pytest.approx([0.3, 0.4, 0.5, 0.0])
    assert found[:, 3].tolist() == pytest.approx([0.3, 0.4, 0.5, 0.0])
    assert cases.with_source(np.zeros((1, 1))).tolist() == [[0, 0], [0, 0]]


@pytest.mark.parametrize(("texts", "told"), [
    (["Vell says.", "Vell too.", "x", "x", "x", "x"], True),
    (["Vell says.", "Vell too.", "x", "x", "x", "x", "x"], False),
    (["Vell says.", "x"], False), (["Vell says.", "no vell here?"], True)])
def test_an_outsider_announces_where_a_third_and_two_name_him(texts: list[str], told: bool) -> None:
    documents = [document(str(at), text) for at, text in enumerate(texts)]
    line = cases.AttributionLine("0", "Vell", "t", "n", 1.0, None)
    assert cases.announces(line, documents) is told


def test_only_lines_on_the_whole_text_are_of_an_outsider() -> None:
    documents = [document("a", "Vell says so."), document("b", "Vell says it.")]
    case = cases.case_of(documents, Settings())
    lines = tuple(cases.AttributionLine("a", "Vell", "t", "n", weight, target) for weight, target in (
        (1.0, None), (0.999, None), (1.0, "b")))
    held = cases.Case(case.documents, case.when, case.younger, lines, case.readings, case.edit, case.settings)
    assert held.outsiders() == [lines[0]]


@pytest.mark.parametrize(("words", "told"), [(89, 3.0), (90, 0.0)])
def test_an_announcement_says_so_in_its_first_ninety_words(words: int, told: float) -> None:
    text = " ".join(["word"] * (words - 1)) + " announced today. More follows."
    assert cases.announcing(document("a", text)) == told


def test_a_foot_of_its_own_speaks_for_the_announcer() -> None:
    notes = document("a", TEXTS[0] + "\n\nAbout Tamsin Slate\n\nTamsin Slate has cut stone since 1802.")
    assert {"about the organisation"} <= {sentence.note for sentence in notes.sentences}
    assert cases.announcing(notes) == 1.0


def test_a_day_since_the_epoch_is_the_calendars() -> None:
    assert publication.moment("1970-01-01T00:00:00Z") == (0.0, 0.05)
    stamp = datetime(2026, 3, 4, 18, tzinfo=UTC).timestamp() / 86400
    assert publication.moment("2026-03-04T18:00:00Z") == (stamp, 0.05)
