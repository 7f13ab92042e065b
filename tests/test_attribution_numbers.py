"""The arithmetic behind the AI score, on registers and texts small enough to be worked out beside it."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from math import exp, log, sqrt

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.stats import binom

from provenance import attribute
from provenance.attribute import (
    calibration,
    evidence,
    judging,
    limits,
    mixture,
    model,
    normal,
    origin,
    prevalence,
    relative,
    stretches,
    style,
)
from provenance.attribute.model import GRID, AttributionModel, Raw, Views, load_attribution
from provenance.prepare import prepare
from provenance.records import AiScore, Document

WIDE = len(style.NAMES)
EVEN = 0.9 + 0.05 * log(10)  # what 1 % of an even register over 0..1 exceeds, its tail taken as exponential


def made(**changes: object) -> AttributionModel:
    """The shipped model with registers whose values are even over an interval."""
    own = {"registers": ("plain", "wide"), "quantiles": np.array([GRID, 2 * GRID]),
           "other_registers": ("letters",), "other_quantiles": np.array([3 * GRID]),
           "pair_registers": ("beside",), "pair_quantiles": np.array([GRID + 1]),
           "machine_registers": ("first", "second"), "machine_quantiles": np.array([GRID + 4, GRID + 3]),
           "ai_quantiles": GRID + 2.5}
    return replace(load_attribution(), **(own | changes))


def views(z: np.ndarray, words: float = 200.0) -> Views:
    rows = len(z)
    return Views(np.full(rows, words), np.ones(rows), z, csr_matrix((rows, len(load_attribution().columns))))


def one_hot(*values: tuple[int, float]) -> np.ndarray:
    found = np.zeros((1, WIDE))
    for place, value in values:
        found[0, place] = value
    return found


# Limits


def test_the_tail_of_an_even_register_in_closed_form() -> None:
    """Above .9 the mean excess of values even over 0..1 is .05, and an exponential tail takes ln(.1 / rate) of it."""
    assert limits.tail(GRID, 0.01) == pytest.approx(EVEN)
    assert limits.tail(GRID, 0.05) == pytest.approx(0.9 + 0.05 * log(2))
    assert limits.tail(GRID, 0.1) == pytest.approx(0.9)
    assert limits.tail(2 * GRID + 1, 0.01) == pytest.approx(2 * EVEN + 1)


def test_limits_are_those_of_the_worst_register() -> None:
    assert (limits.FPR, limits.MISS) == (0.01, 0.05)
    press = limits.press_limits(made())
    assert (press.register, press.high, press.low) == ("wide", pytest.approx(2 * EVEN), pytest.approx(3.05))
    other = limits.other_limits(made())
    assert (other.register, other.high, other.low) == ("letters", pytest.approx(3 * EVEN), pytest.approx(2.55))
    milder = limits.other_limits(made(other_quantiles=np.array([GRID])))
    assert (milder.register, milder.high, milder.low) == ("wide", pytest.approx(2 * EVEN), pytest.approx(2.55))
    pair = limits.pair_limits(made())
    assert (pair.register, pair.high, pair.low) == ("beside", pytest.approx(EVEN + 1), pytest.approx(3.05))


# Thresholds from an archive


def test_moments_of_an_even_register() -> None:
    means, spreads = calibration.moments(np.array([GRID, 2 * GRID + 1]))
    assert means == pytest.approx([0.5, 2.0])
    assert spreads == pytest.approx([1 / sqrt(12), 2 / sqrt(12)], rel=3e-3)


def worked_out(values: np.ndarray) -> float:
    """`calibration.threshold` against the registers of `made`, step by step."""
    count, total = len(values), float(values.sum())
    mean = (total + 10 * 0.75) / (count + 10)  # the registers' means are .5 and 1
    inner = float(np.trapezoid((GRID - 0.5) ** 2, GRID))  # and their variances this and four times this
    around = sum((value - total / count) ** 2 for value in values) if count else 0.0
    spread = sqrt((around + 10 * (inner + 4 * inner) / 2) / (count + 10))
    reach = (0.4 + 0.05 * log(0.1 / 0.006)) / sqrt(inner)
    shaped = mean + spread * reach
    if count < 20:
        return max(shaped, 2 * EVEN)
    own = limits.tail(np.quantile(values, GRID, method="higher"), 0.01)
    return count / (count + 2000) * own + 2000 / (count + 2000) * shaped


@pytest.mark.parametrize("values", [
    np.zeros(0), np.full(19, -5.0), np.full(20, -5.0), np.linspace(-1, 2, 30), np.linspace(4, 9, 19),
    np.linspace(-2, 2, 4000)])
def test_the_threshold_of_an_archive_is_shrunken_towards_the_registers(
        values: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibration, "load_attribution", made)
    assert calibration.threshold(values) == pytest.approx(worked_out(values), rel=1e-9)


def test_the_realised_rate_needs_twenty_texts_in_four_fifths() -> None:
    assert calibration._above(np.zeros(24)) is None
    assert calibration._above(np.zeros(25)) == 0


def test_a_text_far_above_the_other_folds_is_counted() -> None:
    values = np.linspace(-1.0, 1.0, 100)
    values[[7, 50]] = 30.0
    wanted = sum(values[at] > calibration.threshold(values[np.arange(100) % 5 != at % 5]) for at in range(100))
    assert calibration._above(values) == wanted == 2


@pytest.mark.parametrize("high", [0, 1, 3])
def test_the_bound_is_the_exact_binomial_one(high: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """At a rate of the bound, no more than ``high`` of so many texts lie above in one of twenty archives."""
    values = np.r_[np.zeros(60 - high), np.full(high, 50.0)]
    monkeypatch.setattr(calibration, "values_of", lambda texts: (values, np.ones(60, dtype=bool)))
    monkeypatch.setattr(calibration, "_above", lambda values: high)
    found = calibration.calibrate(["text"])
    assert (found.texts, found.realised) == (60, high / 60)
    assert binom.cdf(high, 60, found.bound) == pytest.approx(0.05)
    assert found.limits == limits.Limits(found.threshold, found.low, "own archive")
    assert found.low == pytest.approx(float(np.interp(0.05, GRID, load_attribution().ai_quantiles)))


# The model


@pytest.mark.parametrize(("words", "held"), [(10, 80), (80, 80), (200, 200), (3000, 3000), (9000, 3000)])
def test_length_counts_between_80_and_3000_words(words: float, held: float) -> None:
    size = log(held / 200)
    assert model.length_terms(np.array([words]))[0].tolist() == pytest.approx([1.0, size, size**2])


def test_values_are_in_spreads_of_human_text_of_that_length() -> None:
    level, scatter = np.array([2.0, 3.0, 5.0]), np.array([0.5, 0.25, 0.0])
    raw, words = np.array([4.0, 4.0, 4.0]), np.array([200.0, 200 * exp(1), 80.0])
    down = log(80 / 200)
    told = model.on_scale(raw, words, level, scatter)
    assert told.tolist() == pytest.approx([
        2.0 / 0.5, (4 - 10) / 0.75, (4 - (2 + 3 * down + 5 * down**2)) / 0.3])  # never less than the least scatter
    assert made(scatter=scatter).spread_at(words).tolist() == pytest.approx([0.5, 0.75, 0.3])


def test_patterns_are_weighed_as_unit_rows() -> None:
    """Square roots of counts times rarity: 3 * 2 and 4 * 2 have the length 10."""
    rows = model.weigh(csr_matrix(np.array([[9.0, 0.0, 16.0], [0.0, 0.0, 0.0], [0.0, 4.0, 0.0]])),
                       np.array([2.0, 5.0, 2.0]))
    assert rows.toarray().tolist() == [[pytest.approx(0.6), 0.0, pytest.approx(0.8)], [0.0] * 3, [0.0, 1.0, 0.0]]


def test_style_is_standardised_and_cut_at_four_spreads() -> None:
    own = made(mean=np.full(WIDE, 2.0), spread=np.full(WIDE, 0.5))
    told = 2.0 + one_hot((0, 0.5), (1, -9.0), (2, 9.0))
    raw = Raw(np.array([100.0]), np.ones(1), told, csr_matrix((1, style.BUCKETS)))
    assert own.views(raw).z[0, :4].tolist() == [1.0, -4.0, 4.0, 0.0]


def test_a_text_is_other_prose_strictly_above_nought() -> None:
    gate = np.r_[1.0, np.zeros(WIDE - 1), -2.0]
    assert [bool(made(gate=gate).other(views(one_hot((0, value))))[0]) for value in (1.9, 2.0, 2.001)] == [
        False, False, True]


def test_what_speaks_for_machines_is_not_strange() -> None:
    own = made(weights=np.r_[1.0, -1.0, 0.0, np.zeros(WIDE - 3)])
    for z, told in (((0, 3.0), 0.0), ((0, -3.0), 9.0), ((1, 3.0), 9.0), ((1, -3.0), 0.0), ((2, 3.0), 9.0)):
        assert own.strangeness(views(one_hot(z)))[0] == pytest.approx(told / WIDE)


@pytest.mark.parametrize(("value", "chance"), [(0.0, 1 / (1 + exp(1))), (0.5, 0.5), (1.5, 1 / (1 + exp(-2)))])
def test_the_probability_is_the_logistic_of_slope_and_offset(value: float, chance: float) -> None:
    assert made(platt=np.array([2.0, -1.0])).probability(np.array([value]))[0] == pytest.approx(chance)


def test_a_probability_never_reaches_its_ends() -> None:
    low, high = made(platt=np.array([1.0, 0.0])).probability(np.array([-1e6, 1e6]))
    assert low == pytest.approx(1 / (1 + exp(30)), rel=1e-9, abs=0)
    assert 1.0 - high == pytest.approx(low, rel=1e-2, abs=0)


def test_the_raw_value_is_the_sum_of_both_views_and_the_intercept() -> None:
    own = made(weights=np.r_[2.0, np.zeros(WIDE - 1)], intercept=0.75)
    columns = len(own.columns)
    rows = csr_matrix(np.r_[0.5, np.zeros(columns - 1)][None])
    own = replace(own, pattern_weights=np.r_[4.0, np.zeros(columns - 1)])
    assert own.raw(replace(views(one_hot((0, 1.5))), patterns=rows)).tolist() == [3.0 + 2.0 + 0.75]


def test_texts_are_measured_alike_in_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"The bridge of the county closed for {n} days. " * (n + 1) for n in range(5)]
    whole = model.measure(texts, made().table())
    monkeypatch.setattr(model, "CHUNK", 2)
    parts = model.measure(texts, made().table())
    assert parts.words.tolist() == whole.words.tolist() == [9.0 * (n + 1) for n in range(5)]
    assert np.array_equal(parts.style, whole.style)
    assert (parts.patterns != whole.patterns).nnz == 0
    assert model.measure([], made().table()).style.shape[1] == WIDE


def test_the_shares_of_the_stored_quantiles() -> None:
    assert (GRID[0], GRID[-1], len(GRID)) == (0.0, 1.0, 46)
    assert np.diff(GRID)[:18] == pytest.approx([0.05] * 18)
    assert np.diff(GRID)[-10:] == pytest.approx([0.00125] * 10)
    assert (np.diff(GRID) > 0).all()


# What a source adds


@pytest.mark.parametrize(("source", "part"), [(0.0, 0.0), (1.0, -0.25), (1.5, -0.375), (1.6, -0.375), (-9.0, 0.375)])
def test_a_quarter_of_the_sources_value_is_taken_away(source: float, part: float) -> None:
    assert relative.terms(np.array([2.0]), np.array([source]))[0].tolist() == pytest.approx([2.0, part])
    assert relative.values(np.array([2.0]), np.array([source]))[0] == pytest.approx(2.0 + part)


@pytest.mark.parametrize(("cosine", "told"), [(0.2, True), (0.2 - 1e-9, False), (0.9, True)])
def test_a_source_counts_from_a_cosine_of_a_fifth(cosine: float, told: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(origin, "tfidf", lambda texts, background: csr_matrix(np.array([[1.0, 0.0], [cosine, 0.5]])))
    assert origin.derives("One text.", "Another text.") is told


# Evidence


def test_the_parts_of_a_value_add_up() -> None:
    """All parts of style, the word patterns, the intercept and the level of that length make the value, signed."""
    own = load_attribution()
    raw = model.measure([TEXT * 3], own.table())
    seen = own.views(raw)
    value = float(own.values(seen)[0])
    shown = evidence.of_text(own, seen, raw, 0, value)
    spread = own.spread_at(raw.words)[0]
    parts = seen.z[0] * own.weights / spread
    for item in shown[:-1]:
        assert item.contribution == pytest.approx(parts[style.NAMES.index(item.feature)])
    rest = float(seen.patterns[0].multiply(own.pattern_weights[None]).sum()) + own.intercept
    level = float(model.length_terms(raw.words)[0] @ own.level)
    assert shown[-1].contribution == pytest.approx((rest - level) / spread)
    assert parts.sum() + shown[-1].contribution == pytest.approx(value)
    side = "machine rewrites" if shown[-1].contribution > 0 else "human texts"
    assert shown[-1].note.endswith(f"more like {side}")
    least = min(abs(item.contribution) for item in shown[:-1])
    assert sum(abs(part) > least + 1e-6 for part in parts) < len(shown) - 1 == 5


def test_ties_of_parts_go_by_position_and_nothing_is_no_reason() -> None:
    assert evidence._largest(np.array([0.5, -0.7, 0.5 + 1e-8, 0.0, 4e-7, -0.1])) == [1, 0, 2, 5]
    assert evidence._largest(np.arange(1.0, 9.0)) == [7, 6, 5, 4, 3]


@pytest.mark.parametrize(("value", "told"), [
    (0.44, "like the usual human text (+0.4"), (0.5, "more like machine rewriting than the usual human text (+0.5"),
    (-0.5, "less like machine rewriting than the usual human text (-0.5"), (-0.01, "like the usual human text (+0.0"),
    (1.94, "more like"), (1.96, "much more like"), (2.0, "much more like"), (-2.0, "much less like")])
def test_a_value_in_words(value: float, told: str) -> None:
    assert evidence._beyond(value).startswith(told)


def test_changes_against_a_source_are_told_with_their_sign() -> None:
    own = made(weights=np.r_[1.0, -2.0, np.zeros(WIDE - 2)])
    shown = evidence.against(own, views(one_hot((0, 1.0), (1, 1.0))), views(one_hot((0, 3.0), (1, -0.5))), 1.0, 0.4)
    assert [(item.feature, item.contribution) for item in shown] == [
        (relative.NAMES[0], 1.0), (relative.NAMES[1], pytest.approx(-0.1)),
        (style.NAMES[1], -3.0), (style.NAMES[0], -2.0)]
    assert shown[2].note.endswith("more than in its source")
    assert shown[3].note.endswith("less than in its source")


def test_the_note_of_a_feature_rounds_as_a_person_does() -> None:
    own = made(mean=np.full(WIDE, 1.25))
    raw = Raw(np.ones(1), np.ones(1), one_hot((0, 0.35 - 1e-12)), csr_matrix((1, 1)))
    # 6.25 % and the like would turn with the last bit: both sides of it read the same.
    other = Raw(np.ones(1), np.ones(1), one_hot((0, 0.35 + 1e-12)), csr_matrix((1, 1)))
    assert evidence._note(own, raw, 0, 0) == evidence._note(own, other, 0, 0)


# Labels


@pytest.mark.parametrize(("words", "common", "strange", "why"), [
    (80, 0.35, 1.0, ""), (79, 0.35, 1.0, "fewer than 80 words"), (80, 0.349, 1.0, "not English running text"),
    (80, 0.35, 1.001, "unlike any text"), (79, 0.1, 2.0, "fewer than 80 words"), (80, 0.1, 2.0, "not English")])
def test_a_text_that_cannot_be_judged_says_the_first_reason(words: float, common: float, strange: float,
                                                            why: str) -> None:
    own = made(weights=np.zeros(WIDE), strange=1.0)
    raw = Raw(np.array([words]), np.array([common]), np.zeros((1, WIDE)), csr_matrix((1, 1)))
    [told] = judging.abstentions(own, raw, views(one_hot((0, sqrt(strange * WIDE)))))
    assert told.startswith(why)
    assert bool(told) is bool(why)


@pytest.mark.parametrize(("published", "precision", "day"), [
    ("2014-09-14", None, "2014-09-14"), ("2014-09-14T08:00:00", None, "2014-09-14"), ("2014-09", None, None),
    ("2014-09-14", "day", "2014-09-14"), ("2014-09-14T08:00", "minute", "2014-09-14"), ("2014-09-14", "month", None),
    ("2014-09-14T08", "hour", "2014-09-14"), ("2014-01-01", "year", None), (None, None, None)])
def test_a_day_is_known_to_the_day_or_not_at_all(published: str | None, precision: str | None, day: str | None) -> None:
    text = prepare(Document("a", TEXT, "", published=published, published_precision=precision))  # type: ignore[arg-type]
    assert judging.day_of(text) == day


def test_an_archive_never_lets_a_source_accuse_alone() -> None:
    def score(label: str, why: str = "") -> AiScore:
        return AiScore(0.9, label, 0.01, True, (), why, "archive")  # type: ignore[arg-type]

    for beside, alone, told in (("likely_ai", "likely_ai", "likely_ai"), ("likely_ai", "unclear", "unclear"),
                                ("likely_ai", "likely_human", "unclear"), ("unclear", "unclear", "unclear"),
                                ("likely_human", "likely_ai", "likely_human")):
        assert judging._restrained(score(beside), score(alone)).label == told
    assert judging._restrained(score("likely_ai"), score("unclear", "why")).reason == "why"
    assert "own archive" in judging._restrained(score("likely_ai"), score("likely_human")).reason


def test_furniture_and_disclosures_are_not_judged() -> None:
    text = prepare(Document("a", TEXT + "\nThis article was written with the help of AI and read by an editor.", ""))
    kinds = {sentence.kind for sentence in text.sentences}
    held = judging.body(text)
    assert kinds - {"body", "heading"}
    for sentence in text.sentences:
        assert (text.text_of(sentence) in held) is (sentence.kind in ("body", "heading"))
    assert judging.body("as it is") == "as it is"


@pytest.mark.parametrize(("counts", "index", "told"), [
    ([80, 5], 0, (0, 0)), ([79, 5, 5], 0, (0, 1)), ([30] * 5, 2, (1, 3)), ([30] * 5, 0, (0, 2)), ([30] * 5, 4, (2, 4)),
    ([10, 60, 10, 60], 2, (1, 3)), ([10, 10], 0, (0, 1)), ([50, 1, 79, 50], 2, (2, 3)), ([70, 10, 69, 1], 1, (0, 2))])
def test_a_stretch_grows_forward_then_backward_to_eighty_words(counts: list[int], index: int,
                                                               told: tuple[int, int]) -> None:
    assert stretches._window(counts, index) == told


def test_a_sentence_is_scored_as_its_stretch_alone() -> None:
    text = TEXT * 3
    found = attribute.sentence_scores(text)
    assert [text[item.start:item.end][:12] for item in found[:2]] == [TEXT[:12], "Work started"]
    whole = [(item.start, item.end) for item in found]
    counts = [len(text[start:end].split()) for start, end in whole]
    first, last = stretches._window(counts, 4)
    own = load_attribution()
    alone = own.values(own.views(model.measure([text[whole[first][0]:whole[last][1]]], own.table())))
    assert found[4].score == pytest.approx(float(own.probability(alone)[0]))


# The share of machine text


def test_values_beyond_the_bins_count_in_the_outermost() -> None:
    counts = mixture._counts(np.array([-100.0, -6.0, 0.1, 11.99, 12.0, 100.0]))
    assert (counts.sum(), counts[0], counts[-1], counts[24]) == (6.0, 2.0, 3.0, 1.0)
    assert len(counts) == 72


def test_a_density_is_moved_by_whole_bins_and_stays_in_the_range() -> None:
    rows = np.array([[0.2, 0.5, 0.3]])
    assert mixture._moved(rows, 0)[0].tolist() == [0.2, 0.5, 0.3]
    assert mixture._moved(rows, 1)[0].tolist() == pytest.approx([1e-6, 0.2, 0.8])
    assert mixture._moved(rows, -1)[0].tolist() == pytest.approx([0.7, 0.3, 1e-6])


def kernel(values: list[float], width: float) -> list[float]:
    """Shares of the bins, one value after another."""
    centres = [-6 + 0.25 * (place + 0.5) for place in range(72)]
    bins = [centres[min(max(int((value + 6) // 0.25), 0), 71)] for value in values]
    total = [0.0] * 72
    for middle in bins:
        near = [exp(-0.5 * ((centre - middle) / width) ** 2) for centre in centres]
        total = [held + part / sum(near) for held, part in zip(total, near, strict=True)]
    return [max(part / len(values), 1e-6) for part in total]


def test_values_are_smoothed_by_a_normal_kernel() -> None:
    values = [-6.0, -0.3, 0.1, 0.2, 5.0]
    assert mixture._smooth(np.array(values), 0.35).tolist() == pytest.approx(kernel(values, 0.35))


def test_an_archive_borrows_the_known_shape_as_twenty_texts() -> None:
    archive, shape = np.array([0.0, 1.0, 2.0, 5.0]), np.array([-1.0, 0.0, 1.0])
    spread = float(archive.std())
    own = np.array(kernel(archive.tolist(), 1.06 * spread * 4**-0.2))
    known = np.array(kernel((2.0 + spread * shape).tolist(), 0.2))
    assert mixture._density(archive, shape) == pytest.approx((4 * own + 20 * known) / 24)
    narrow = np.array(kernel([1.0], 1.06 * 0.3)) + 20 * np.array(kernel((1.0 + 0.3 * shape).tolist(), 0.2))
    assert mixture._density(np.array([1.0]), shape) == pytest.approx(narrow / 21)


def test_registers_are_pooled_each_in_its_own_spreads() -> None:
    pooled = mixture._standard(np.array([GRID, 7 * GRID - 3]))
    assert len(pooled) == 800
    assert pooled[:400] == pytest.approx(pooled[400:])
    assert (pooled.mean(), pooled.std()) == (pytest.approx(0.0), pytest.approx(1.0))
    assert mixture._sample(GRID)[:2] == pytest.approx([0.00125, 0.00375])


def likeliest(counts: np.ndarray, human: np.ndarray, machine: np.ndarray, place: float) -> float:
    """The share by trying every thousandth at every place of the machine density."""
    tried = []
    for step in range(-6, 7):
        moved = mixture._moved(machine[None], step)[0]
        away = (0.25 * step - place) / 0.4
        tried += [(float((counts * np.log(share * moved + (1 - share) * human)).sum()) - away**2 / 2, share)
                  for share in np.linspace(0.001, 0.999, 999)]
    return max(tried)[1]


@pytest.mark.parametrize(("wanted", "place"), [(0.5, 0.0), (0.3, 0.5), (0.6, -0.5)])
def test_the_share_is_the_likeliest_one(wanted: float, place: float) -> None:
    human, machine = np.array(kernel([0.0], 1.0)), np.array(kernel([4.0], 0.8))
    step = round(place / 0.25)
    counts = 2000 * (wanted * mixture._moved(machine[None], step)[0] + (1 - wanted) * human)
    found = mixture._fit(counts[None], human[None], machine[None], np.array([place]))[0]
    assert found == pytest.approx(likeliest(counts, human, machine, place), abs=2e-3)
    assert found == pytest.approx(wanted, abs=0.01)


def simes(p: tuple[float, ...], wrong: float) -> bool:
    return any(value <= wrong * rank / len(p) for rank, value in enumerate(sorted(p), start=1))


@pytest.mark.parametrize("values", [
    [9.0] * 6, [9.0, 9.0, 0.0, 0.1], [1.9, 1.95, 1.99], [2.0, 2.0], [0.5] * 7, [9.0, 1.9, 1.8, -1.0], []])
def test_the_sure_number_is_that_of_closed_testing_over_every_subset(values: list[float]) -> None:
    """As many texts as remain when the largest group that may all be human is taken away (Goeman & Solari 2011)."""
    archive = np.linspace(-2.0, 2.0, 99)
    p = [(1 + sum(held >= value for held in archive)) / 100 for value in values]
    human = max((size for size in range(1, len(p) + 1) if any(
        not simes(group, 0.05) for group in combinations(p, size))), default=0)
    assert prevalence.at_least(np.array(values), archive) == len(values) - human


def held(count: int, outlet: str | None = "Courier", value: float = 0.0) -> prevalence._Values:
    return prevalence._Values([Document(f"{outlet}{n}", "t", "", outlet=outlet) for n in range(count)],
                              np.linspace(value - 1, value + 1, count))


@pytest.fixture
def _few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mixture, "DRAWS", 20)


@pytest.mark.usefixtures("_few_draws")
def test_nothing_is_estimated_of_fewer_than_twenty_texts() -> None:
    few, enough = (prevalence._group("all", held(count), held(60)) for count in (19, 20))
    assert (few.share, few.low, few.texts, few.archive) == (None, None, 19, 60)
    assert few.note == "fewer than 20 texts that can be judged"
    assert enough.share is not None
    assert (enough.texts, enough.note) == (20, "")


def both(first: prevalence._Values, second: prevalence._Values) -> prevalence._Values:
    return prevalence._Values(first.documents + second.documents, np.r_[first.values, second.values])


@pytest.mark.usefixtures("_few_draws")
def test_an_outlets_own_archive_counts_from_fifty_texts() -> None:
    for count, used, note in ((49, 109, "rough"), (50, 50, "")):
        found = prevalence._group("all", held(25), both(held(count), held(60, "Echo")))
        assert (found.archive, found.note[:5]) == (used, note)
    assert prevalence._group("all", held(25, None), held(60)).note.startswith("rough")


@pytest.mark.usefixtures("_few_draws")
def test_flagged_texts_lie_strictly_above_the_threshold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prevalence, "threshold", lambda values: 0.0)
    assert prevalence._group("all", held(21), held(60)).flagged == 10


@pytest.mark.parametrize(("published", "month"), [("2015-03-02", "2015-03"), ("2015-03", "2015-03"), ("2015", ""),
                                                  (None, "")])
def test_a_month_is_a_month_or_nothing(published: str | None, month: str) -> None:
    assert prevalence.GROUPS["month"](Document("a", "t", "", published=published)) == month


# One plain form


@pytest.mark.parametrize(("text", "told"), [
    ("‘Yes,’ she said.", '"yes," she said.'), ("the miners' strike", "the miners' strike"),
    ("don''t", 'don"t'), ("It’s `fine`.", "it's 'fine'."), ("See [the page](http://a.example/x(1)).", "see the page."),
    ("Ask a.b@c.example now.", "ask now."), ("Go to www.orvane.example today.", "go to today."),
    ("# Title\n- one.\n2) two.\n> three.", "title one. two. three."), ("a snake_case and _this_ | that #3.",
    "a snake_case and this that 3."), ("It ended.Then it began.", "it ended. then it began."),
    ("U.S.Navy is one.", "u.s.navy is one."), ("One\r\ntwo.", "one two."), ("soft\u00adhyphen\u200b.", "softhyphen."),
    ("ﬁne — “so”…", 'fine - "so"...'), ("Ã©tÃ©.", "été."), ("\x93Yes\x94.", '"yes".'), ("```python\nnone.", "none.")])
def test_the_plain_form_of_a_text(text: str, told: str) -> None:
    assert normal.plain(text) == told


@pytest.mark.parametrize(("kept", "broken", "told"), [(40, 9, 40), (40, 10, 50)])
def test_a_broken_last_sentence_is_cut_where_four_fifths_remain(kept: int, broken: int, told: int) -> None:
    text = "a" * (kept - 1) + ". " + "b" * (broken - 1)
    assert len(normal._whole(text)) == told  # the mark stands at the 39th of 49 letters, four fifths
    assert normal._whole(text + "!  ") == text + "!"


TEXT = ("The council of Ardmere voted on Tuesday to repair the old bridge, which had been closed since the floods of "
        "last spring. Work started in May under a firm from the next county, and the road stays open until it ends. "
        "Mara Quill, who runs a bakery nearby, said that nobody had asked her about the noise or the dust. ")
