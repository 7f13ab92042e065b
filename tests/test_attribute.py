"""The AI-rewrite score: labels at a stated rate, abstention, evidence, calibration, padding."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance import attribute
from provenance.attribute import relative
from provenance.attribute.calibration import threshold
from provenance.attribute.limits import other_limits, press_limits, tail, worst_threshold
from provenance.attribute.model import load_attribution
from provenance.errors import InputError
from provenance.prepare import prepare
from provenance.records import Document

HUMAN = (
    'Nobody at the Ferrow ferry office would say why the 6.40 boat was cancelled again. "They just put a '
    'sign up," said Ned Parrish, 61, who has crossed to work since 1988. "It\'s the third time this '
    'month." A spokesman told the Gazette the pump had failed and a part was on its way from Hull. He '
    "couldn't say when. By nine about forty people were on the quay, some of them with dogs, and the "
    "kiosk had run out of rolls. Mr Parrish went home. The council, which pays £212,000 a year towards "
    'the service, said it had asked for a report but hadn\'t got one yet. "We\'ll see," said Ann Tolley, '
    "the councillor for the harbour ward. The last inquiry, in 2016, took fourteen months and ended up in "
    "a drawer. ")
MACHINE = (
    "The new partnership marks a significant milestone in the company's ongoing commitment to "
    "sustainability, underscoring the growing importance of collaboration across the sector. By "
    "leveraging innovative technologies and fostering a culture of inclusivity, the initiative aims to "
    "enhance resilience, empower communities, and drive meaningful change. Additionally, experts "
    "emphasize that such efforts play a crucial role in addressing complex challenges, highlighting the "
    "need for comprehensive strategies that balance economic growth with environmental stewardship. "
    "Furthermore, the program serves as a testament to the transformative potential of strategic "
    "investment, reflecting a broader shift toward responsible development. Ultimately, stakeholders "
    "remain optimistic about the future, noting that continued dedication will be pivotal in ensuring "
    "long-term success. ")

OTHER_STORY = (
    "Dalby Mills said on Thursday it would close its paper works at Orrin Bridge next spring with the loss of 140 "
    "jobs. The firm blamed the price of gas and a fall in orders for newsprint. Union officer Carys Venn said staff "
    "were told in the canteen at the end of the early shift. \"There was no warning,\" she said. The works opened in "
    "1921 and once employed 900 people. Dalby bought it from a Swedish group eleven years ago and has spent £30m on "
    "a second boiler since. The town's member of parliament asked for a meeting with the minister, and the company "
    "said it would talk to the union before Christmas about moving some workers to its site at Kell.")


def test_plain_machine_manner_is_found_and_plain_reporting_is_not() -> None:
    machine, human = attribute.scores([MACHINE, HUMAN])
    assert machine.label == "likely_ai"
    assert human.label != "likely_ai"
    assert machine.score > 0.9 > human.score


def test_a_label_states_its_rate_and_its_register() -> None:
    result = attribute.score(MACHINE)
    assert result.fpr_at_label == attribute.FPR
    assert result.calibrated_on in load_attribution().registers
    assert not result.relative


def test_evidence_adds_up_and_speaks_in_words() -> None:
    evidence = attribute.score(MACHINE).evidence
    assert any("human texts" in item.note for item in evidence)
    assert evidence[-1].feature == "word patterns"


@pytest.mark.parametrize(("text", "reason"), [
    ("", "fewer than 80 words"),
    ("Too short to tell.", "fewer than 80 words"),
    ("Der Minister sagte am Montag, dass die Regierung das neue Gesetz noch vor dem Herbst beschließen will. " * 12,
     "not English"),
    ("Le ministre a déclaré lundi que le gouvernement adopterait la nouvelle loi avant la fin de l'été prochain. " * 12,
     "not English"),
])
def test_abstains_with_a_reason(text: str, reason: str) -> None:
    result = attribute.score(text)
    assert (result.label, result.fpr_at_label, result.evidence) == ("unclear", None, ())
    assert reason in result.reason


def test_a_table_of_figures_is_not_judged() -> None:
    assert attribute.score("north 12 14 19; south 11 15 20; east (n/a) 9 8; " * 60).label == "unclear"


def test_batch_order_company_and_workers_do_not_matter() -> None:
    texts = [MACHINE, HUMAN, "", MACHINE + HUMAN] * 110
    one = attribute.scores(texts)
    assert attribute.scores(texts, workers=2) == one
    assert attribute.scores(texts[::-1])[::-1] == one
    assert attribute.score(MACHINE) == one[0]


def test_layout_does_not_change_the_score() -> None:
    changed = MACHINE.replace(". ", ".\n\n").replace("'", "’")
    assert attribute.score(changed).score == pytest.approx(attribute.score(MACHINE).score)


REWRITTEN = (
    "The Ferrow ferry office has declined to provide clarification regarding the cancellation of the 6.40 boat, "
    "underscoring ongoing concerns about the reliability of this vital service. Ned Parrish, a 61-year-old commuter "
    "who has relied on the crossing since 1988, emphasized that this marks the third such disruption this month, "
    "highlighting growing frustration among passengers. According to the Gazette, a spokesman attributed the issue to "
    "a pump failure, noting that a replacement part was en route from Hull, although no definitive timeline was "
    "provided. Approximately forty individuals gathered on the quay, further illustrating the significant impact on "
    "the community. The council, which contributes £212,000 annually towards the service, acknowledged that it has "
    "requested a comprehensive report. Councillor Ann Tolley expressed cautious optimism, while noting that the "
    "previous inquiry in 2016 spanned fourteen months and ultimately yielded limited outcomes. ")


def test_a_source_adds_what_changed() -> None:
    result = attribute.score(REWRITTEN, source=HUMAN)
    assert result.relative
    assert result.label == "likely_ai"
    assert [item.feature for item in result.evidence[:2]] == list(relative.NAMES)


def test_a_source_the_text_does_not_derive_from_is_set_aside() -> None:
    for text in (HUMAN, MACHINE):
        alone, beside = attribute.score(text), attribute.score(text, source=OTHER_STORY)
        assert "set aside" in beside.note
        assert replace(beside, note="") == alone


@pytest.mark.parametrize("slope", [-20.0, -1.0, 0.0, 1.0, 20.0])
def test_what_a_source_adds_is_bounded(slope: float) -> None:
    text = np.array([1.25])
    assert abs(relative.values(text, np.array([slope]))[0] - 1.25) <= relative.SLOPE * relative.BOUND


@pytest.mark.parametrize(("published", "label"), [
    ("2014-09-14", "unclear"), ("2022-10-31", "unclear"), ("2022-11-01", "likely_ai"), ("2012", "likely_ai"),
    (None, "likely_ai"), ("2012-01-01 (year)", "likely_ai")])
def test_no_accusation_of_a_text_older_than_the_models(published: str | None, label: str) -> None:
    day = published.removesuffix(" (year)") if published else None
    dated = prepare(Document("a", MACHINE, "", published=day,
                             published_precision="year" if published and "year" in published else None))
    result = attribute.score(dated)
    assert (result.label, round(result.score, 6)) == (label, round(attribute.score(MACHINE).score, 6))
    assert ("before November 2022" in result.reason) == (label == "unclear")


def test_a_copy_of_a_human_source_is_not_flagged() -> None:
    assert attribute.score(HUMAN, source=HUMAN).label != "likely_ai"


def test_a_short_source_is_left_aside() -> None:
    assert not attribute.score(MACHINE, source="A line.").relative


def test_sources_must_match_the_texts() -> None:
    with pytest.raises(ValueError, match="as many"):
        attribute.scores([HUMAN, MACHINE], [HUMAN])


def test_a_handful_of_texts_may_only_raise_the_threshold() -> None:
    model = load_attribution()
    shipped = worst_threshold(model.registers, model.quantiles)[0]
    for values in ([], [-3.0] * 5, [2.5] * 12):
        assert threshold(np.array(values)) >= shipped
    calibration = attribute.calibrate([HUMAN] * 3)
    assert (calibration.texts, calibration.realised, calibration.bound) == (3, None, 1.0)


def test_an_archive_moves_the_threshold_by_what_it_holds() -> None:
    spread = np.linspace(-2.0, 2.0, 60)
    assert threshold(spread + 0.5) - threshold(spread) == pytest.approx(0.5, abs=0.1)
    assert threshold(1.5 * spread) > threshold(spread)


def test_calibration_on_an_archive_sets_the_threshold_there() -> None:
    words = HUMAN.split(". ")
    archive = [". ".join(words[i % len(words):] + words[:i % len(words)] + [f"Item {i} was noted"] * (i % 7)) + "."
               for i in range(150)]
    calibration = attribute.calibrate(archive)
    assert np.isfinite(calibration.threshold)
    assert calibration.realised is not None
    assert calibration.realised <= 0.05
    assert attribute.score(MACHINE, calibration=calibration).label == "likely_ai"


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(-5, 5), min_size=0, max_size=300))
def test_any_archive_gives_a_finite_threshold_free_of_order(values: list[float]) -> None:
    found = threshold(np.array(values))
    assert np.isfinite(found)
    assert threshold(np.array(values[::-1])) == pytest.approx(found)


def test_sentence_scores_cover_the_sentences() -> None:
    text = HUMAN + "\n\n" + MACHINE
    found = attribute.sentence_scores(text)
    assert all(0 <= item.start < item.end <= len(text) and 0 <= item.score <= 1 for item in found)
    assert found[0].score < found[-1].score
    assert attribute.sentence_scores("") == ()


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=600))
def test_never_raises(text: str) -> None:
    result = attribute.score(text)
    assert 0.0 <= result.score <= 1.0


def test_models_are_refused_when_damaged(tmp_path: Path) -> None:
    bad = tmp_path / "model"
    bad.write_text("{}")
    with pytest.raises(InputError):
        load_attribution(bad)


def test_shipped_limits_hold_for_every_register() -> None:
    model = load_attribution()
    press, other = press_limits(model), other_limits(model)
    assert all(tail(own, attribute.FPR) <= press.high for own in model.quantiles)
    assert all(tail(own, attribute.FPR) <= other.high for own in model.other_quantiles)
    assert press.high <= other.high


def test_models_survive_saving(tmp_path: Path) -> None:
    load_attribution().save(tmp_path / "m.npz")
    again = load_attribution(tmp_path / "m.npz")
    assert again.registers == load_attribution().registers
    assert np.allclose(again.weights, load_attribution().weights)
    assert np.array_equal(again.columns, load_attribution().columns)
