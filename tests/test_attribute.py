"""The AI-rewrite score: labels at a stated rate, abstention, evidence, calibration, padding."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance import attribute
from provenance.attribute import relative
from provenance.attribute.model import load, shipped
from provenance.errors import InputError

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


def test_plain_machine_manner_is_found_and_plain_reporting_is_not() -> None:
    machine, human = attribute.scores([MACHINE, HUMAN])
    assert machine.label == "likely_ai"
    assert human.label != "likely_ai"
    assert machine.score > 0.9 > human.score


def test_a_label_states_its_rate_and_its_register() -> None:
    result = attribute.score(MACHINE)
    assert result.fpr_at_label == attribute.FPR
    assert result.register in shipped().registers
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


def test_a_source_adds_what_changed() -> None:
    result = attribute.score(MACHINE, source=HUMAN)
    assert result.relative
    assert result.label == "likely_ai"
    assert [item.feature for item in result.evidence[:2]] == list(relative.NAMES)


def test_a_copy_of_a_human_source_is_not_flagged() -> None:
    assert attribute.score(HUMAN, source=HUMAN).label != "likely_ai"


def test_a_short_source_is_left_aside() -> None:
    assert not attribute.score(MACHINE, source="A line.").relative


def test_sources_must_match_the_texts() -> None:
    with pytest.raises(ValueError, match="as many"):
        attribute.scores([HUMAN, MACHINE], [HUMAN])


def test_calibration_on_few_texts_never_flags() -> None:
    calibration = attribute.calibrate([HUMAN] * 20)
    assert calibration.texts == 20
    assert np.isinf(calibration.threshold)
    assert calibration.realised is None
    result = attribute.score(MACHINE, calibration=calibration)
    assert result.label == "unclear"
    assert "99" in result.reason
    assert attribute.score(MACHINE, source=HUMAN, calibration=calibration).label == "unclear"


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
@given(st.lists(st.floats(-5, 5), min_size=99, max_size=300))
def test_conformal_threshold_leaves_at_most_the_stated_share(values: list[float]) -> None:
    found = np.array(values)
    assert (found > attribute.conformal(found)).mean() <= attribute.FPR


def test_sentence_scores_cover_the_sentences() -> None:
    text = HUMAN + "\n\n" + MACHINE
    found = attribute.sentence_scores(text)
    assert all(0 <= item.start < item.end <= len(text) and 0 <= item.score <= 1 for item in found)
    assert found[0].score < found[-1].score
    assert attribute.sentence_scores("") == ()


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=600))
def test_never_raises(text: str) -> None:
    result = attribute.score(text)
    assert 0.0 <= result.score <= 1.0


def test_models_are_refused_when_damaged(tmp_path: Path) -> None:
    bad = tmp_path / "model"
    bad.write_text("{}")
    with pytest.raises(InputError):
        load(bad)
    with pytest.raises(InputError):
        relative.load(bad)


def test_shipped_thresholds_hold_a_reserve() -> None:
    model = shipped()
    high, _ = attribute.worst_threshold(model.registers, model.quantiles)
    assert all(attribute.tail(own, attribute.FPR) <= high for own in model.quantiles)


def test_models_survive_saving(tmp_path: Path) -> None:
    shipped().save(tmp_path / "m.npz")
    again = load(tmp_path / "m.npz")
    assert again.registers == shipped().registers
    assert np.allclose(again.weights, shipped().weights)
    assert np.array_equal(again.columns, shipped().columns)
    relative.shipped().save(tmp_path / "r.json")
    assert relative.load(tmp_path / "r.json").registers == relative.shipped().registers
