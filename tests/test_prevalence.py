"""The share of machine text in a corpus: the mixture, the sure number, refusals, the command."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from provenance.attribute import mixture
from provenance.attribute.model import GRID, load_attribution
from provenance.attribute.prevalence import at_least, prevalence
from provenance.cli import app
from provenance.errors import InputError
from provenance.records import Document

PLAIN = (
    "Nobody at the {0} depot would say why bus {1} was late again on {2}. \"They put a sign up,\" said {3}, {4}, who "
    "takes it to work. A spokesman told the Courier that a door had jammed at {5} and the spare was in {6}. He could "
    "not say when it would come. About {7} people were at the stop, two of them with prams, and it had begun to rain. "
    "The council pays {8} pounds a year for the line and said it had asked for a report. \"We'll see,\" said "
    "councillor {9}. The last such report took {10} months and was never read out.")
GRAND = (
    "The {0} initiative marks a significant milestone in the ongoing commitment to sustainable mobility, underscoring "
    "the pivotal importance of collaboration across {1} communities. By leveraging innovative solutions and fostering "
    "a culture of inclusivity, {2} partners aim to enhance resilience, empower residents, and drive meaningful change. "
    "Additionally, {3} experts emphasize that such efforts play a crucial role in addressing complex challenges, "
    "highlighting the need for comprehensive strategies. Ultimately, {4} stakeholders remain optimistic, noting that "
    "continued dedication will be instrumental in ensuring long-term success for {5} generations.")
NAMES = ("Ardle", "Bexley", "Corran", "Dunmore", "Esk", "Farran", "Gower", "Hale", "Ives", "Jarrow", "Kell")


def texts(pattern: str, count: int, start: int = 0) -> list[str]:
    return [pattern.format(*(f"{NAMES[(start + i * 7 + j * (i + 3)) % 11]} {start + i + j}" for j in range(11)))
            for i in range(count)]


def documents(pattern: str, count: int, outlet: str | None = "Courier", start: int = 0,
              published: str | None = "2015-03-01") -> list[Document]:
    return [Document(f"{outlet}{start + i}", text, "", outlet=outlet, published=published)
            for i, text in enumerate(texts(pattern, count, start))]


def known() -> tuple[np.ndarray, np.ndarray]:
    return load_attribution().quantiles, load_attribution().machine_quantiles


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5])
def test_a_known_mixture_is_told_within_its_interval(share: float) -> None:
    human, machine = known()
    chance = np.random.default_rng(5)
    people = np.interp(chance.random(800), GRID, human[-1])
    written = np.interp(chance.random(400), GRID, machine[0])
    count = int(400 * share)
    found = mixture.share(np.r_[written[:count], people[:400 - count]], people[400:], human, machine)
    assert found.low <= share <= found.high
    assert abs(found.share - share) < 0.08
    assert (found.texts, found.archive) == (400, 400)


def test_a_share_does_not_hang_on_the_order() -> None:
    human, machine = known()
    values = np.linspace(-2, 5, 90)
    assert mixture.share(values, values[:60], human, machine).share == pytest.approx(
        mixture.share(values[::-1], values[:60][::-1], human, machine).share)


def test_nothing_comes_of_nothing() -> None:
    with pytest.raises(ValueError, match="no values"):
        mixture.share(np.array([]), np.array([1.0]), *known())


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(-3, 9), max_size=40), st.lists(st.floats(-3, 3), min_size=50, max_size=80))
def test_the_sure_number_never_exceeds_what_lies_above_the_archive(values: list[float], archive: list[float]) -> None:
    sure = at_least(np.array(values), np.array(archive))
    assert 0 <= sure <= sum(value > min(archive) for value in values)


def test_eight_far_texts_are_sure_and_human_ones_are_not() -> None:
    chance = np.random.default_rng(2)
    archive = chance.normal(size=300)
    assert at_least(np.full(8, 6.0), archive) >= 7
    wrong = sum(at_least(chance.normal(size=8), archive) > 0 for _ in range(200))
    assert wrong <= 0.09 * 200


@pytest.fixture
def _few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """The interval is tested above; what is asked here is the estimate."""
    monkeypatch.setattr(mixture, "DRAWS", 30)


@pytest.mark.usefixtures("_few_draws")
def test_a_corpus_is_estimated_by_outlet_against_its_own_archive() -> None:
    archive = documents(PLAIN, 60) + documents(PLAIN, 60, "Echo", 200)
    corpus = documents(PLAIN, 25, start=500) + documents(GRAND, 25, "Echo", 600)
    found = prevalence(corpus, archive, ("outlet",))
    courier, echo = found.groups["outlet"]
    assert (courier.name, echo.name, courier.archive, echo.archive) == ("Courier", "Echo", 60, 60)
    assert courier.share is not None
    assert echo.share is not None
    assert courier.share < 0.1
    assert echo.share > 0.8
    assert echo.at_least >= 20
    assert courier.at_least == 0
    assert not courier.note
    assert found.warnings == ()


@pytest.mark.usefixtures("_few_draws")
def test_strange_archives_are_named() -> None:
    corpus = documents(PLAIN, 25, "Echo", 300)
    other = prevalence(corpus, documents(PLAIN, 60))
    assert "rough" in other.groups["corpus"][0].note
    assert "Echo" in other.warnings[0]
    unnamed = prevalence(corpus, documents(PLAIN, 60, None))
    assert "not named" in unnamed.warnings[0]
    late = prevalence(corpus, documents(PLAIN, 60, "Echo") + documents(GRAND, 5, "Echo", published="2024-01-05"))
    assert "5 texts of the archive are dated after" in late.warnings[0]


@pytest.mark.usefixtures("_few_draws")
def test_too_little_is_refused_or_left_open() -> None:
    with pytest.raises(InputError, match="archive holds 12"):
        prevalence(documents(PLAIN, 25), documents(PLAIN, 12))
    with pytest.raises(InputError, match="cannot group"):
        prevalence(documents(PLAIN, 25), documents(PLAIN, 60), ("colour",))
    few = prevalence(documents(PLAIN, 5, start=90), documents(PLAIN, 60)).groups["corpus"][0]
    assert few.share is None
    assert "fewer than 20" in few.note


def put(path: Path, rows: list[Document]) -> str:
    lines = (json.dumps({"id": row.id, "text": row.text, "outlet": row.outlet, "published": row.published})
             for row in rows)
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return str(path)


@pytest.mark.usefixtures("_few_draws")
def test_the_command_prints_and_writes(tmp_path: Path) -> None:
    corpus = put(tmp_path / "corpus.jsonl", documents(PLAIN, 22, start=400))
    archive = put(tmp_path / "archive.jsonl", documents(PLAIN, 60))
    result = CliRunner().invoke(app, ["prevalence", corpus, "--human", archive, "--by", "outlet,month", "-o",
                                      str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    assert "at least" in result.output
    told = json.loads((tmp_path / "out" / "prevalence.json").read_text("utf-8"))
    assert [group["by"] for group in told["groups"]] == ["corpus", "outlet", "month"]
    with (tmp_path / "out" / "prevalence.csv").open(encoding="utf-8") as lines:
        assert [row["name"] for row in csv.DictReader(lines)] == ["all", "Courier", "2015-03"]


def test_the_command_refuses_without_an_archive(tmp_path: Path) -> None:
    corpus = put(tmp_path / "corpus.jsonl", documents(PLAIN, 2))
    result = CliRunner().invoke(app, ["prevalence", corpus])
    assert isinstance(result.exception, InputError)
    assert "--human" in str(result.exception)
