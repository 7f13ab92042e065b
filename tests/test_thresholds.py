"""Every threshold decides at its own value and not one unit in the last place below; every setting is read."""

from __future__ import annotations

import ast
from dataclasses import fields, replace
from math import nextafter
from pathlib import Path

import numpy as np
import pytest

import provenance
from provenance import attribute, judge, lineage, standing
from provenance.attribute import judging
from provenance.attribute import model as attribution
from provenance.attribute.limits import GRID, Limits, tail
from provenance.errors import NothingUsable
from provenance.judge import relation
from provenance.pipeline import trace
from provenance.prepare import prepare
from provenance.records import RELATIONS, AiScore, Derivation, Document, Edge, Lineage, Prepared
from provenance.settings import Settings

PACKAGE = Path(provenance.__file__).parent
SETTINGS = Settings()
TEXT = "The Orvane Bridge will close for repairs on 3 March 2025, said Ilse Tarn, the engineer of the county council."


def document(name: str, role: str = "article", text: str = TEXT) -> Prepared:
    return prepare(Document(id=name, text=text, sha256=f"{name:0>64}", role=role))  # type: ignore[arg-type]


def pair(a: str, b: str, p: float, event: float = 0.0, derived: float | None = None) -> Derivation:
    return Derivation(a, b, 0, 0, 0, 0, 0, 0, 0, 0, p_related=p, relation="unrelated", p_derived=derived,
                      p_same_event=event)


def below(value: float) -> float:
    # Probabilities are compared to nine decimals.
    return value - 1e-8


def stands(derived: float, event: float = 0.0) -> str:
    held = [document("a"), document("r", "release")]
    nothing = Lineage({"a": "S1", "r": "S1"}, (), (), (), ())
    return standing.decide(held, [pair("a", "r", derived, event, derived)], nothing, SETTINGS)["a"].standing


def test_standing_turns_at_its_thresholds() -> None:
    assert stands(SETTINGS.derived_threshold) == "derived"
    assert stands(below(SETTINGS.derived_threshold)) == "undecided"
    assert stands(SETTINGS.undecided_threshold) == "undecided"
    assert stands(below(SETTINGS.undecided_threshold)) == "unrelated"
    assert stands(0.0, event=0.5) == "independent"
    assert stands(0.0, event=below(0.5)) == "unrelated"


def test_a_story_of_its_own_is_decided_by_its_kin_where_a_release_only_comes_near() -> None:
    held = [document("a"), document("b"), document("r", "release")]
    pairs = [pair("a", "b", 0.95, 0.95), pair("r", "a", 0.45, 0.45, 0.45)]
    found = Lineage({"a": "S2", "b": "S2", "r": "S1"}, (Edge("b", "a", True, 0.9, "derives", ()),), ("b",), (), ())
    decided = standing.decide(held, pairs, found, SETTINGS)
    assert (decided["a"].standing, decided["b"].standing) == ("derived", "independent")
    alone = Lineage({"a": "S2", "b": "S3", "r": "S1"}, (), (), (), ())
    assert standing.decide(held, pairs, alone, SETTINGS)["a"].standing == "undecided"


@pytest.mark.parametrize(("p", "together"), [(SETTINGS.related_threshold, True),
                                             (nextafter(SETTINGS.related_threshold, 0.0), False)])
def test_stories_join_from_the_related_threshold_up(p: float, together: bool) -> None:
    held = [document("a"), document("b")]
    found = lineage.build(held, [replace(pair("a", "b", p), relation="heavy_rewrite")], {}, SETTINGS, None)
    assert (found.story_of["a"] == found.story_of["b"]) is together


def test_a_document_needs_min_words() -> None:
    enough = " ".join(["The bridge closes."] * 6 + ["The end comes"])
    words = len(document("a", text=enough).words)
    settings = Settings(min_words=words, bootstrap=2)
    assert len(trace([document("a", text=enough).document], settings=settings).documents) == 1
    with pytest.raises(NothingUsable):
        trace([document("a", text=enough).document], settings=replace(settings, min_words=words + 1))


@pytest.fixture(scope="module")
def read_settings() -> set[str]:
    """Every attribute some room reads of what it calls settings."""
    return {node.attr for path in PACKAGE.rglob("*.py") if path.name != "settings.py"
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Attribute) and "settings" in ast.unparse(node.value)}


@pytest.mark.parametrize("name", [field.name for field in fields(Settings)])
def test_every_setting_is_read(name: str, read_settings: set[str]) -> None:
    """A setting that nothing reads promises what it does not keep."""
    assert name in read_settings, f"no room reads settings.{name}"


LIMITS = Limits(high=1.25, low=-0.5, register="invented")


@pytest.mark.parametrize(("value", "label"), [
    (nextafter(1.25, 2.0), "likely_ai"), (1.25, "unclear"), (-0.5, "unclear"), (nextafter(-0.5, -1.0), "likely_human")])
def test_labels_turn_outside_the_limits(value: float, label: str) -> None:
    """A text that reads exactly like the limit is one of those the stated rate allows for: it is not accused."""
    assert judging.decide(attribution.load_attribution(), value, LIMITS, (), False).label == label


def test_a_low_limit_above_the_high_one_calls_nothing_human_that_lies_between() -> None:
    turned = Limits(high=-0.5, low=1.25, register="invented")
    assert judging.decide(attribution.load_attribution(), 0.0, turned, (), False).label == "likely_ai"
    assert judging.decide(attribution.load_attribution(), -0.5, turned, (), False).label == "unclear"


def test_a_text_is_judged_from_the_least_number_of_words_up() -> None:
    words = "The council met on Monday and spoke about the bridge for most of the evening before it went home. ".split()
    texts = [" ".join((words * 8)[:size]) for size in range(attribution.MIN_WORDS - 20, attribution.MIN_WORDS + 20)]
    counts = attribution.measure(texts, attribution.load_attribution().table()).words
    assert counts.min() < attribution.MIN_WORDS <= counts.max()
    for count, found in zip(counts.tolist(), attribute.scores(texts), strict=True):
        assert (found.reason == f"fewer than {attribution.MIN_WORDS} words") is (count < attribution.MIN_WORDS)


@pytest.mark.parametrize(("published", "label"), [
    ("2022-10-31", "unclear"), ("2022-11-01", "likely_ai"), (None, "likely_ai")])
def test_no_text_older_than_the_models_is_accused(published: str | None, label: str) -> None:
    found = AiScore(0.9, "likely_ai", 0.01, False, ())
    assert judging._dated(found, published).label == label


def test_the_stated_rate_is_the_share_of_the_tail_above_the_limit() -> None:
    """The limit of a register whose values are known: an exponential tail has its quantiles in closed form."""
    values = -np.log(1.0 - np.clip(GRID, 0.0, 1.0 - 1e-6))
    for rate in (0.01, 0.02, 0.05):
        assert tail(values, rate) == pytest.approx(-np.log(rate), abs=0.25)
    assert tail(values, 0.01) > tail(values, 0.02) > tail(values, 0.05)


def test_the_relation_turns_at_the_related_threshold() -> None:
    chances, event = np.zeros((1, len(RELATIONS))), np.array([0.9])
    chances[0, RELATIONS.index("heavy_rewrite")] = 0.7
    assert relation.told(chances, np.array([0.7]), event, 0.7) == ["heavy_rewrite"]
    assert relation.told(chances, np.array([nextafter(0.7, 0.0)]), event, 0.7) == ["same_event"]


def test_raising_the_setting_moves_the_relation() -> None:
    pairs = [(document("a"), document("b"))]
    assert judge.judge(pairs)[0].relation == "verbatim"
    assert judge.judge(pairs, settings=Settings(related_threshold=1.1))[0].relation == "same_event"
