"""Side by side: counts add up to measures, winners are marked, what is not installed is listed, the page holds all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from provenance.errors import InputError
from provenance.lab.bench import peers
from provenance.lab.bench.peers import ask_lineage, ask_machine, ask_passages, ask_prevalence, ask_retrieval, asking
from provenance.lab.bench.peers.page import figure, markdown, page, write
from provenance.lab.bench.peers.question import Measure, Method, Part, Question, counted, drawn, f1, interval, share
from provenance.lab.bench.peers.questions import QUESTIONS
from provenance.lab.bench.peers.words import verdicts

UNITS = [{"kind": "news", "group": f"g{at // 2}", "gold": at % 2 == 0} for at in range(40)]


def right(unit: Any, answer: Any, at: Any) -> tuple[float, ...]:
    return float((answer >= at) == unit["gold"]), 1.0


def accused(unit: Any, answer: Any, at: Any) -> tuple[float, ...]:
    return float(answer >= at and not unit["gold"]), float(not unit["gold"])


def method(name: str, answers: list[float], kind: Any = "baseline", default: float = 0.5
           ) -> tuple[Method, dict[str, Any]]:
    told = {"test": answers, "dev": answers, "cpu_seconds": 1.5, "seconds": 2.0, "peak_mib": 100.0}
    return Method(name, lambda part, data: answers, kind, default=default), told


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Any]:
    """A table of three methods: ours right in 3 of 4, a peer wholly right on a scale of its own, one not installed."""
    gold = [float(unit["gold"]) for unit in UNITS]
    ours, mine = method("ours", [value if at % 4 else 0.0 for at, value in enumerate(gold)], "ours")
    best, theirs = method("peer <b>", [10 * value for value in gold], "peer", default=50.0)
    gone = Method("gone", lambda part, data: [], "peer", "no-such-package", "no_such_module")
    question = Question("made", "Is it even?", "Numbers.", lambda data: {}, (ours, best, gone),
                        (Measure("right", right, share, guard=("accused", 0.5)),
                         Measure("accused", accused, share, least=True, decides=False)),
                        joined="ours", why={"right": "Because."})
    answers = {"ours": mine, "peer <b>": theirs}
    original = asking._answers
    monkeypatch.setattr(asking, "_answers", lambda question, method, *rest: answers.get(method.name) or original(
        question, method, *rest))
    monkeypatch.setattr(asking, "_child", lambda *rest: "")
    for part in ("dev", "test"):
        (tmp_path / f"{part}.json").write_text(json.dumps({"units": UNITS}))
    return asking.ask(question, tmp_path, tmp_path)


def test_figures_stand_at_the_default_and_at_the_threshold_chosen(table: dict[str, Any]) -> None:
    rows = {row["name"]: row for row in table["methods"]}
    assert rows["peer <b>"]["figures"]["default"]["right"]["value"] == 0.5
    assert rows["peer <b>"]["figures"]["chosen"]["right"] | {"interval": 0, "beside_ours": 0} == {
        "value": 1.0, "interval": 0, "units": 40, "best": True, "beside_ours": 0}
    assert rows["peer <b>"]["figures"]["chosen"]["right"]["beside_ours"][0] > 0
    assert not rows["ours"]["figures"]["default"]["right"]["best"]
    assert rows["gone"]["failed"] == "not installed"
    assert rows["peer <b> + ours"]["cpu_seconds"] == 3.0


def test_the_winner_is_named_and_why_it_is_not_adopted(table: dict[str, Any]) -> None:
    said = verdicts(table)
    assert len(said) == 1
    assert said[0].startswith("right: peer <b> and peer <b> + ours at 1.000 beside our 0.750")
    assert said[0].endswith("Because.")


def test_the_page_escapes_and_repeats(table: dict[str, Any], tmp_path: Path) -> None:
    text = page([table], "a machine", figure([table]))
    assert "peer &lt;b&gt;" in text
    assert "<b>" not in text
    assert "gone: not installed" in text
    assert "| peer <b> | chosen" in markdown([table], "a machine")
    write([table], "a machine", tmp_path)
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.suffix != ".json"}
    write([table], "a machine", tmp_path)
    assert first.keys() == {"peers.md", "index.html", "peers.svg"}
    assert all((tmp_path / name).read_bytes() == held for name, held in first.items())


def test_a_method_beyond_the_guard_cannot_win(table: dict[str, Any]) -> None:
    measure = Measure("right", right, share, guard=("accused", 0.1))
    assert not asking._able(measure, {"accused": {"value": 0.2}})
    assert asking._able(measure, {"accused": {"value": 0.1}})


def test_differences_are_paired_by_source() -> None:
    answers = [float(unit["gold"]) for unit in UNITS]
    counts, groups = counted(Measure("right", right, share), UNITS, answers, 0.5)
    assert drawn(counts, groups, share).tolist() == [1.0] * 400
    worse = counts * np.array([0.5, 1.0])
    assert interval(drawn(counts, groups, share) - drawn(worse, groups, share)) == (0.5, 0.5)


def test_units_without_an_answer_do_not_count() -> None:
    counts, groups = counted(Measure("right", right, share), UNITS[:3], [1.0, None, 1.0], 0.5)
    assert counts.tolist() == [[1.0, 1.0], [1.0, 1.0]]
    assert groups == ["g0", "g1"]


def test_f1_and_share_of_sums() -> None:
    assert f1(np.array([2.0, 3.0, 5.0])) == 0.5
    assert share(np.array([1.0, 4.0])) == 0.25
    assert np.isnan(share(np.array([0.0, 0.0])))


def test_blocks_are_joined_over_a_gap_and_short_ones_left_out() -> None:
    blocks = [[0, 10, 0, 10, 5, 0, 0], [20, 30, 24, 34, 5, 8, 9], [90, 99, 200, 209, 3, 40, 60]]
    assert ask_passages.passages(blocks, (5, 0)) == [(0, 10, 0, 10), (20, 30, 24, 34)]
    assert ask_passages.passages(blocks, (6, 4)) == [(0, 30, 0, 34)]
    assert ask_passages.passages([[1, 2, 3, 4]], None) == [(1, 2, 3, 4)]


def test_equal_words_are_found_by_rapidfuzz_and_difflib() -> None:
    part: Part = {"units": [{"source": "Aa bb cc dd ee", "copy": "xx aa bb cc yy"}]}
    for answer in (ask_passages.rapidfuzz, ask_passages.difflib):
        assert answer(part, Path()) == [[[0, 8, 3, 11, 3, 0, 1]]]


def test_an_answer_or_none() -> None:
    unit = {"own": "r1"}
    assert ask_retrieval._decided(unit, [["r1", 0.6]], 0.5) == (1.0, 1.0, 1.0)
    assert ask_retrieval._decided(unit, [["r1", 0.4]], 0.5) == (0.0, 0.0, 1.0)
    assert ask_retrieval._decided({"own": None}, [["r2", 0.6]], 0.5) == (0.0, 1.0, 0.0)


def test_minhash_and_tfidf_find_the_copied_release() -> None:
    text = " ".join(f"word{at}" for at in range(60))
    part: Part = {"releases": [{"id": "a", "text": "quite another thing altogether and more of it"},
                               {"id": "b", "text": text}], "units": [{"id": "u", "text": text + " and so on"}]}
    assert ask_retrieval.datasketch(part, Path())[0][0][0] == "b"
    assert ask_retrieval.tfidf(part, Path())[0][0][0] == "b"


def test_the_threshold_lets_one_in_a_hundred_pass() -> None:
    units = [{"kind": "human"}] * 100 + [{"kind": "machine"}]
    at = ask_machine._one_percent(units, [*map(float, range(100)), 200.0])
    assert sum(value >= at for value in range(100)) == 1


def test_parents_are_asked_of_children_whose_parent_is_there() -> None:
    unit = {"documents": [["a", "", ""], ["b", "", ""], ["c", "", ""]],
            "parents": {"a": [], "b": ["a"], "c": ["gone"]}}
    assert ask_lineage._parents(unit, {"b": "a", "c": "b"}, None) == (1.0, 1.0)
    assert ask_lineage._wrong(unit, {"b": "a", "c": "b"}, None) == (1.0, 2.0)


def test_word_occurrence_finds_a_mixture() -> None:
    chance = np.random.default_rng(1)

    def text(words: list[str]) -> str:
        return " ".join(" ".join(chance.choice(words, 12)).capitalize() + "." for _ in range(6))

    plain, machine = ([f"{letter}word{at}" for at in range(12)] for letter in "ab")
    people = [[text([*plain, *machine[:4]]), 0.0] for _ in range(60)]
    written = [[text([*machine, *plain[:4]]), 0.0] for _ in range(30)]
    unit = {"case": "c", "archive": list(range(30)), "people": list(range(30, 51)), "written": list(range(9)),
            "seed": 1}
    known = [[one for one, _ in people], [one for one, _ in written]]
    part: Part = {"cases": {"c": {"human": people, "machine": written, "known": known}}}
    told = ask_prevalence.liang(part, unit)
    assert told[0] == pytest.approx(0.3, abs=0.05)
    assert told[1] <= 0.3 <= told[2]


def test_one_question_anew_keeps_the_others_of_a_page(table: dict[str, Any], tmp_path: Path,
                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "ask", lambda question, data, folder: {**table, "name": question.name})
    peers.run(tmp_path, only="roles", output=tmp_path / "page")
    peers.run(tmp_path, only="pairs", output=tmp_path / "page")
    held = json.loads((tmp_path / "page" / "peers.json").read_text("utf-8"))
    assert [one["name"] for one in held["questions"]] == ["pairs", "roles"]
    assert peers.table(held).count("## Is it even?") == 2


def test_every_question_names_ours_first_and_has_a_winner() -> None:
    for question in QUESTIONS.values():
        assert question.methods[0].kind == "ours"
        assert question.measures[0].decides
        assert len({one.name for one in question.methods}) == len(question.methods)
    with pytest.raises(InputError, match="no such question"):
        peers.run(Path(), only="weather")
