"""Passages: exact to the word where copied, whole sentences where reworded, nothing where two texts share a subject."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.align import align, with_passages
from provenance.align.weighing import Evidence, load_passages
from provenance.lab.bench.plagdet import score
from provenance.prepare import prepare
from provenance.records import Document, Passage

FERRY = ("Orvane Ferries said on Tuesday that it will replace its two diesel boats on the Skarrow crossing"
         " with battery ferries. The new boats cost 42 million crowns and are to enter service in April "
         "2027. Each will carry 180 passengers and 30 cars, and the harbour board will pay for a charging "
         "station at Skarrow pier. ")
REWORDED = ("Two battery ferries are to take over the Skarrow crossing from the diesel boats of Orvane "
            "Ferries. The boats, which cost 42 million crowns, can carry 30 cars and 180 passengers each and "
            "enter service in April 2027. A charging station at Skarrow pier will be paid for by the harbour "
            "board. ")
QUARRY = ("The quarry above Tolm closed in the spring after a dispute over dust. Neighbours had measured it"
          " on their window sills for nine months. A court in Brenne will hear the owners in autumn. Nobody"
          " expects a settlement. ")
CHOIR = ("Sixty singers gathered in the old mill to rehearse a mass that was lost for a century. The score"
         " turned up in a piano stool. Its last page is missing, so the choir ends on a chord of its own. ")
BAKERY = ("Flour prices have fallen for a third week, millers say. The bakery on Linden Street lowered the "
          "price of a loaf at once. Its rival across the road did not, and lost half its morning queue. ")


def found(a: str, b: str) -> tuple[Passage, ...]:
    first, second = prepare(Document("a", a, "")), prepare(Document("b", b, ""))
    return with_passages(align(first, second), first, second).passages


def test_a_copy_is_found_to_the_word_and_its_mark() -> None:
    source, text = QUARRY + FERRY + CHOIR, BAKERY + FERRY
    (passage,) = found(source, text)
    copied = FERRY.strip()
    assert source[passage.a_start:passage.a_end] == copied
    assert text[passage.b_start:passage.b_end] == copied
    assert (passage.kind, passage.similarity) == ("verbatim", 1.0)


def test_a_copy_that_begins_inside_a_sentence_is_cut_there() -> None:
    part = FERRY[FERRY.index("replace its two"):FERRY.index(" and the harbour")]
    (passage,) = found(QUARRY + FERRY, f"{BAKERY}They would {part} {CHOIR}")
    text = f"{BAKERY}They would {part} {CHOIR}"
    assert text[passage.b_start:passage.b_end] == part


def test_a_reworded_passage_is_found_whole_and_alone() -> None:
    source, text = QUARRY + FERRY + CHOIR, BAKERY + REWORDED
    (passage,) = found(source, text)
    assert passage.kind == "paraphrase"
    assert 0.4 <= passage.similarity < 1
    assert source[passage.a_start:passage.a_end] == FERRY.strip()
    assert text[passage.b_start:passage.b_end] == REWORDED.strip()


def test_two_copies_far_apart_are_two_passages() -> None:
    text = FERRY + BAKERY + QUARRY
    told = found(FERRY + CHOIR + QUARRY, text)
    assert [text[one.b_start:one.b_end] for one in told] == [FERRY.strip(), QUARRY.strip()]


def test_a_moved_passage_is_found() -> None:
    told = found(FERRY + QUARRY, QUARRY + CHOIR + FERRY)
    assert [one.a_start > 0 for one in told] == [True, False]


@pytest.mark.parametrize(("a", "b"), [
    (QUARRY + CHOIR, BAKERY + FERRY),
    ("The ferry to Skarrow was late again on Monday, and passengers on the pier complained to the harbour board. Rain "
     "fell all day.", FERRY),
    ("", FERRY), ("Hm.", "Well."),
])
def test_texts_that_share_a_subject_share_no_passage(a: str, b: str) -> None:
    assert found(a, b) == ()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from([FERRY, REWORDED, QUARRY, CHOIR, BAKERY]), min_size=1, max_size=5),
       st.lists(st.sampled_from([FERRY, REWORDED, QUARRY, CHOIR, BAKERY]), min_size=1, max_size=5))
def test_passages_lie_inside_both_texts_and_never_overlap_in_the_copy(one: list[str], other: list[str]) -> None:
    a, b = "\n\n".join(one), "\n\n".join(other)
    told = found(a, b)
    assert all(0 <= p.a_start < p.a_end <= len(a) and 0 <= p.b_start < p.b_end <= len(b) for p in told)
    assert all(left.b_end <= right.b_start for left, right in pairwise(told))
    assert all(0 <= p.similarity <= 1 for p in told)


def test_plagdet_of_known_cases() -> None:
    gold = [(0, 100, 0, 100)]
    assert score([(gold, gold)]).plagdet == 1
    halves = score([(gold, [(0, 50, 0, 50), (50, 100, 50, 100)])])
    assert (halves.precision, halves.recall, halves.granularity) == (1, 1, 2)
    assert halves.plagdet == pytest.approx(1 / 1.5849625)
    wide = score([(gold, [(0, 200, 0, 200)])])
    assert (wide.precision, wide.recall) == (0.5, 1)
    assert score([([], [(0, 9, 0, 9)])]).plagdet == 0


def test_names_speak_less_for_a_passage_than_other_words() -> None:
    """Two stories about one long-named house share its name, and that is no passage."""
    judge, box = load_passages(), (0, 30, 0, 30)
    assert judge.restates(Evidence(box, 30.0, 2.0, 0.5, 0.5, 0.5))
    assert not judge.restates(Evidence(box, 30.0, 28.0, 0.5, 0.5, 0.5))
