"""The judgement of a pair: its parts, its honesty about evidence, and floors that may rise but not silently fall."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from provenance.errors import InputError
from provenance.judge import evidence, judge, load, log_odds, probability, shipped_model, with_alignment
from provenance.judge.explain import GROUPS, describe
from provenance.lab.bench.metrics import auroc, ece, interval, macro_f1, rates, reliability, threshold_at
from provenance.lab.bench.pairs import Pair, Texts, clough, cross_family, documents_of, family_pairs, telephone
from provenance.lab.train.derivation import FAMILIES, calibrate, export, fit, story_pairs
from provenance.records import RELATIONS, Alignment, Derivation, Span

DATA = Path("../shared/data")
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the benchmark data ../shared/data is not here")


@pytest.fixture(scope="module")
def texts() -> Texts:
    """Texts of the module's pairs, prepared once."""
    return Texts()


def judged(pairs: list[Pair], texts: Texts) -> tuple[Derivation, ...]:
    """Judgements without reasons."""
    return judge([(texts[pair.a], texts[pair.b]) for pair in pairs], explain=2.0)


@pytest.fixture(scope="module")
def family(texts: Texts) -> list[Pair]:
    """All pairs of one invented family."""
    found, records = documents_of(FAMILIES / "f01.json")
    return family_pairs(found, records, texts, "families", "train")


def test_judgement_is_symmetric_and_independent_of_company(family: list[Pair], texts: Texts) -> None:
    together = judged(family, texts)
    turned = judge([(texts[pair.b], texts[pair.a]) for pair in family[::-1]], explain=2.0)[::-1]
    for pair, one, other in zip(family, together, turned, strict=True):
        assert one.p_related == pytest.approx(other.p_related, abs=1e-9)
        assert one.relation == other.relation
        assert one.containment_a == other.containment_b
        alone = judge([(texts[pair.a], texts[pair.b])], explain=2.0)[0]
        assert alone.p_related == pytest.approx(one.p_related, abs=1e-9)


def test_probabilities_and_relations_agree(family: list[Pair], texts: Texts) -> None:
    for one in judged(family, texts):
        assert 0.0 <= one.p_related <= 1.0
        assert one.relation in RELATIONS
        assert (one.relation in ("same_event", "unrelated")) == (one.p_related < 0.5)
        assert one.p_derived is None


def test_p_derived_is_given_against_a_release_only(family: list[Pair], texts: Texts) -> None:
    pair = next(pair for pair in family if pair.a.endswith("-R") and pair.b.endswith("-A1"))
    release = replace(texts[pair.a], document=replace(texts[pair.a].document, role="release"))
    assert (judge([(release, texts[pair.b])])[0].p_derived or 0.0) > 0.9


def test_reasons_are_in_words_with_spans_and_sum_up_the_score(family: list[Pair], texts: Texts) -> None:
    pair = next(pair for pair in family if pair.a.endswith("-R") and pair.b.endswith("-A1"))
    told = judge([(texts[pair.a], texts[pair.b])])[0]
    assert 1 <= len(told.evidence) <= 4
    weights = [abs(one.weight) for one in told.evidence]
    assert weights == sorted(weights, reverse=True)
    text = describe("copied_runs", texts[pair.a], texts[pair.b], told.features or {})
    start, end = (int(part) for part in text.split("(A ")[1].split(",")[0].split("-"))
    assert texts[pair.a].document.text[start:end].lower() in texts[pair.b].document.text.lower() or end > start + 20
    for group in GROUPS:
        assert describe(group, texts[pair.a], texts[pair.b], told.features or {})
    with pytest.raises(KeyError):
        describe("weather", texts[pair.a], texts[pair.b], {})


def test_alignment_fills_words_and_coverage(family: list[Pair], texts: Texts) -> None:
    pair = family[0]
    alignment = Alignment(pair.a, pair.b, (Span(0, 5, 0, 5, 1),), (), 17, 23, 0.4, 0.6)
    told = judge([(texts[pair.a], texts[pair.b])], [alignment])[0]
    assert (told.verbatim_words, told.paraphrase_words, told.coverage_a, told.coverage_b) == (17, 23, 0.4, 0.6)


def test_an_alignment_can_be_added_later(family: list[Pair], texts: Texts) -> None:
    pair = (texts[family[0].a], texts[family[0].b])
    alignment = Alignment(family[0].a, family[0].b, (Span(0, 5, 0, 5, 1),), (), 17, 23, 0.4, 0.6)
    assert with_alignment(judge([pair])[0], alignment) == judge([pair], [alignment])[0]


TEMPLATE = (
    "{who}, {age}, of {town}, was sentenced today in Dunmarrow Crown Court to {years} years in prison for {what}, the "
    "office of the public prosecutor announced. According to court documents, {last} {did}. \u201cThis sentence sends "
    "a clear message that those who break the law will be held to account,\u201d the prosecutor said. The case was "
    "investigated by the {force}, and was prosecuted by {lawyer} of the office\u2019s trial division. In addition to "
    "the prison term, {last} was ordered to pay {money} and to serve three years of supervised release.")
CASES = (
    {"who": "Tobin Harkett", "age": "34", "town": "Ellsmoor", "years": "six", "what": "arson", "last": "Harkett",
     "did": "set fire to a timber yard at Pell Wharf on 3 March 2021 after a quarrel over unpaid wages",
     "force": "Ellsmoor Fire Inspectorate", "lawyer": "Adela Quince", "money": "$412,870"},
    {"who": "Maribel Ostrander", "age": "57", "town": "Kettleby", "years": "two", "what": "wire fraud",
     "last": "Ostrander", "did": "billed a parish hospice for nursing shifts that nobody worked between 2016 and 2019",
     "force": "Northmark Revenue Bureau", "lawyer": "Piers Loughran", "money": "$93,255"})


def test_a_template_with_other_particulars_is_refused(texts: Texts) -> None:
    keys = [texts.add(f"case{at}", TEMPLATE.format(**case)) for at, case in enumerate(CASES)]
    told = judge([(texts[keys[0]], texts[keys[1]])])[0]
    assert told.p_related < 0.5
    found = evidence(texts[keys[0]], texts[keys[1]])
    assert found["slot_agree"] < 0.5
    assert found["slot_missed"] > 2.0


def test_empty_and_equal_texts(texts: Texts) -> None:
    texts.add("empty", "...")
    texts.add("one", "The Brannoch turbine was switched on at noon by Mayor Ilse Dorn, who thanked 412 volunteers.")
    texts.add("two", texts.raw["one"])
    nothing, same = judge([(texts["empty"], texts["one"]), (texts["one"], texts["two"])])
    assert nothing.p_related < 0.5
    assert nothing.relation == "unrelated"
    assert same.p_related > 0.5
    assert evidence(texts["one"], texts["two"])["contain5_a"] == 1.0
    assert judge([]) == ()


def test_the_evaluator_equals_scikit_learn() -> None:
    draw = np.random.default_rng(3)
    values = draw.normal(size=(600, 3))
    labels = values[:, 0] * values[:, 1] + 0.3 * draw.normal(size=600) > 0
    model = fit(["order", "length", "length_ratio"], values, labels, np.ones(600), monotone=False)
    assert isinstance(model, HistGradientBoostingClassifier)
    ours = log_odds(json.loads(json.dumps(export(model, 3)[0])), values)
    assert ours == pytest.approx(model.decision_function(values), abs=2e-3)


def test_calibration_rises_and_stays_inside() -> None:
    score = np.linspace(-5, 5, 400)
    part = {"calibration": calibrate(score, score > 0, np.ones(400))}
    p = probability(part, np.array([-100.0, -1.0, 0.0, 1.0, 100.0]))
    assert (np.diff(p) >= 0).all()
    assert 0.0 < p[0] < 0.01
    assert 0.99 < p[-1] < 1.0


def test_a_damaged_model_is_a_user_error(tmp_path: Path) -> None:
    (tmp_path / "m.json").write_text("{}")
    with pytest.raises(InputError, match="derivation model"):
        load(tmp_path / "m.json")


def test_measures() -> None:
    scores, labels = np.array([0.1, 0.2, 0.8, 0.9]), np.array([False, False, True, True])
    assert auroc(scores, labels) == 1.0
    assert np.isnan(auroc(scores, labels | True))
    cut = threshold_at(scores, labels)
    assert 0.2 < cut < 0.8
    assert rates(scores, labels, cut) == (1.0, 0.0)
    assert ece(scores, labels) == pytest.approx(0.15)
    assert reliability(scores, labels)[0] == (0.1, 0.0, 1)
    assert macro_f1(["a", "b"], ["a", "c"]) == 0.5
    assert interval(lambda at: float(scores[at].mean()), ["x", "x", "x", "x"]) == (0.5, 0.5)


def test_gate_own_texts(texts: Texts) -> None:
    """Floors on the invented families and stories (the model has seen them: a gate against accidents, no measure)."""
    pairs: list[Pair] = []
    keys = []
    for path in sorted(FAMILIES.glob("*.json")):
        found, records = documents_of(path)
        keys.append(sorted(found))
        pairs += family_pairs(found, records, texts, "families", "train")
    pairs += cross_family(keys, texts, "cross", "train", 2) + story_pairs(texts, FAMILIES.parent)
    # Two texts of which one is an excerpt need share nothing: only excerpt and release are asked for.
    pairs = [pair for pair in pairs if pair.relation != "partial" or "-R" in pair.a or "release" in pair.a]
    told = judged(pairs, texts)
    p, labels = np.array([one.p_related for one in told]), np.array([pair.related for pair in pairs])
    recall, false = rates(p, labels, 0.5)
    assert recall >= FLOORS["own recall"]
    assert false <= FLOORS["own false joins"]
    assert macro_f1([pair.relation for pair in pairs], [one.relation for one in told]) >= FLOORS["own relation F1"]


@needs_data
def test_gate_development_splits(texts: Texts) -> None:
    """Floors on telephone chains and graded answers of the development split."""
    pairs = telephone(DATA, texts, ["dev"], 60)
    told = judged(pairs, texts)
    p, labels = np.array([one.p_related for one in told]), np.array([pair.related for pair in pairs])
    assert auroc(p, labels) >= FLOORS["telephone AUROC"]
    pairs = [pair for pair in clough(DATA, texts) if pair.split == "dev"]
    p, labels = np.array([one.p_related for one in judged(pairs, texts)]), np.array([pair.related for pair in pairs])
    assert auroc(p, labels) >= FLOORS["graded AUROC"]


@needs_data
def test_gate_five_articles_of_one_announcement(texts: Texts) -> None:
    """The case the tool exists for: every two of the five share an origin, though they share no run of five words."""
    keys = [texts.add(path.stem, path.read_text("utf-8")) for path in sorted((DATA / "a24").glob("*.txt"))]
    told = judge([(texts[a], texts[b]) for at, a in enumerate(keys) for b in keys[at + 1:]])
    assert len(told) == 10
    assert min(one.p_related for one in told) >= 0.5


def test_shipped_model_names_its_features() -> None:
    model = shipped_model()
    assert set(model["relation"]) == set(RELATIONS)
    assert len(model["neutral"]) == len(model["features"])


FLOORS = {"own recall": 0.93, "own false joins": 0.02, "own relation F1": 0.94, "telephone AUROC": 0.98,
          "graded AUROC": 0.92}
