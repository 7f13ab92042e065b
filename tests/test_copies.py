"""A crowd of copies costs what a copy costs, and every copy keeps its row."""

from __future__ import annotations

import random
import time
from unittest.mock import patch

import pytest

from provenance.find import copies
from provenance.find.copies import ALIKE, CROWD, STANDING, fold
from provenance.pipeline import trace
from provenance.prepare import outline
from provenance.reading import stream
from provenance.records import Document, Trace
from provenance.text.shingles import resemblance, shingle_set
from provenance.tracefile import encode

NAMES = "Alderwick Brennholt Castellane Dunmere Eskrigg Farnaby Gillhurst Hartsease".split()
THINGS = "ferry harbour terminal bridge survey turbine orchard tunnel reservoir archive".split()


def told(seed: int, sentences: int = 9) -> str:
    rng = random.Random(seed)
    return " ".join(
        f"{rng.choice(NAMES)} opened the {rng.choice(THINGS)} {rng.choice(THINGS)} near {rng.choice(NAMES)} with "
        f"{rng.randrange(10, 990)} workers, officials of the {rng.choice(THINGS)} office said after "
        f"{rng.choice(NAMES)} had measured the {rng.choice(THINGS)}." for _ in range(sentences))


def document(name: str, text: str, published: str | None = None, role: str = "article") -> Document:
    made = stream.document({"id": name, "text": text, "published": published, "role": role}, name)
    assert isinstance(made, Document)
    return made


def crowd(count: int, text: str = told(1)) -> list[Document]:
    """Near copies, each with a line of its own."""
    return [document(f"c{n:04}", f"{text} Edition {n} of the Weekly Post.", f"2024-03-{2 + n % 20:02}")
            for n in range(count)]


RELEASE = document("release", told(1), "2024-03-01", "release")


def facts_of(found: Trace) -> dict[str, tuple[str, str]]:
    return {report.document.id: (report.story, report.standing) for report in found.documents}


def test_a_small_group_is_judged_in_full() -> None:
    assert fold([outline(one) for one in [RELEASE, *crowd(CROWD - 1)]]) == {}


def test_the_release_stands_first_and_every_copy_is_nearly_the_same() -> None:
    others = [document(f"o{n}", told(50 + n)) for n in range(20)]
    prepared = [outline(one) for one in [*crowd(60), RELEASE, *others]]
    copies = fold(prepared)
    assert set(copies.values()) == {"release"}
    assert len(copies) == 61 - STANDING
    by_id = {one.id: shingle_set(one.ids, 5) for one in prepared}
    assert min(resemblance(by_id[one], by_id[first]) for one, first in copies.items()) >= ALIKE
    assert fold(prepared[::-1]) == copies


def test_only_what_has_its_like_is_sketched_and_nothing_is_missed() -> None:
    texts = [told(1), *[f"{told(1)} {told(200 + n, n % 4)}" for n in range(1, 9)], "Copyright", told(9), told(9)]
    prepared = [outline(document(f"d{n}", text)) for n, text in enumerate(texts)]
    prepared += [outline(document(f"o{n}", told(50 + n))) for n in range(12)]
    sketched: list[int] = []
    repeated = copies._repeated
    with patch.object(copies, "_repeated", lambda runs: sketched.extend(repeated(runs)) or repeated(runs)):
        found = copies._leaders(prepared)
    with patch.object(copies, "_repeated", lambda runs: [number for number, mine in runs.items() if len(mine)]):
        assert copies._leaders(prepared) == found
    assert 0 < len(sketched) < 12
    assert len(set(found)) < len(prepared) - 3


def test_every_copy_has_its_row_its_story_and_its_parent() -> None:
    found = trace([RELEASE, *crowd(30), *[document(f"o{n}", told(50 + n)) for n in range(5)]])
    rows = facts_of(found)
    assert len(rows) == 36
    assert {rows[f"c{n:04}"] for n in range(30)} == {("S1", "derived")}
    parents = {edge.child: edge for edge in found.lineage.edges}
    assert all(parents[f"c{n:04}"].directed for n in range(30))
    assert len(found.pairs) < 36 * 8
    for report in found.documents:
        if report.document.id.startswith("c"):
            copied = sum(one.role == "verbatim" and one.source is not None for one in report.sentences)
            assert copied >= 8


def test_copies_without_a_release_share_a_story() -> None:
    dated = trace(crowd(25))
    assert {story for story, _ in facts_of(dated).values()} == {"S1"}
    undated = trace([document(one.id, one.text) for one in crowd(25)])
    assert {story for story, _ in facts_of(undated).values()} == {"S1"}
    assert not any(edge.directed for edge in undated.lineage.edges if edge.parent.startswith("c"))
    standings = {standing for _, standing in facts_of(undated).values()}
    assert len(standings) == 1


def test_a_copy_of_another_event_in_the_same_words_stays_out() -> None:
    """A form whose names and numbers differ is no copy, however short."""
    forms = [document(f"f{n:02}", f"Notice. {NAMES[n % 8]} {n + 11} was fined {n * 37 + 5} dollars by the town. " * 2)
             for n in range(CROWD + 6)]
    assert fold([outline(one) for one in forms]) == {}


def test_pairs_that_say_nothing_are_left_out_of_large_traces_only(monkeypatch: pytest.MonkeyPatch) -> None:
    found = trace([RELEASE, *crowd(2), *[document(f"o{n}", told(50 + n)) for n in range(3)]])
    whole = encode.to_dict(found)["pairs"]
    assert len(whole) == 15
    monkeypatch.setattr(encode, "MANY", 6)
    kept = encode.to_dict(found)["pairs"]
    assert {("c0000", "c0001"), ("release", "c0000"), ("release", "c0001")} <= {(row["a"], row["b"]) for row in kept}
    told_of = [max(row["p_related"], row["p_same_event"], row["p_derived"] or 0.0) for row in whole]
    assert len(kept) == sum(p >= encode.TOLD for p in told_of)


@pytest.mark.slow
def test_cost_grows_like_the_number_of_copies() -> None:
    def spent(count: int) -> float:
        start = time.process_time()
        trace([RELEASE, *crowd(count)])
        return time.process_time() - start

    # The better of two: what else the machine does is no cost of ours.
    assert min(spent(600), spent(600)) <= min(spent(150), spent(150)) * 4 ** 1.2


def test_a_copy_among_many_is_told_in_plain_words_and_shown_by_its_spans() -> None:
    documents = [RELEASE, *crowd(CROWD + 16)]
    copies = fold([outline(one) for one in documents])
    found = trace(documents)
    stars = {frozenset(pair) for pair in copies.items()}
    for pair in found.pairs:
        assert (len(pair.evidence) == 1) == (frozenset((pair.a, pair.b)) in stars)
    assert {frozenset((one.a, one.b)) for one in found.alignments} >= stars
    for one in found.alignments:
        assert one.spans
        assert (not one.passages) == (frozenset((one.a, one.b)) in stars)
