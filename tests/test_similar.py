"""Candidates, vectors and what a collection repeats."""

from __future__ import annotations

import hashlib
import random

import numpy as np
import pytest

from provenance.find.candidates import FEW, body_ids, candidates, cosines, kept_sentences, overlap, terms, tfidf
from provenance.furniture.recurring import NOTE, mark_recurring
from provenance.prepare import prepare
from provenance.records import Document, Prepared
from provenance.settings import Settings
from provenance.text.rarity import load_background

_SYLLABLES = "bra dok fen gul har jem kol lun mor nas pel rud sim tor vex wil".split()


def text_of(seed: int, sentences: int = 8) -> str:
    """A text in invented words of its own, so that two seeds share neither runs nor subject."""
    draw = random.Random(seed)
    own = ["".join(draw.choices(_SYLLABLES, k=3)) for _ in range(40)]
    return " ".join(" ".join(draw.choices(own, k=11)).capitalize() + f" near Plot{seed}." for _ in range(sentences))


def document(key: str, text: str, outlet: str | None = None) -> Prepared:
    """A prepared document."""
    return prepare(Document(id=key, text=text, sha256=hashlib.sha256(text.encode()).hexdigest(), outlet=outlet))


def test_rows_have_unit_length_and_equal_texts_cosine_one() -> None:
    held = [document("a", text_of(1)), document("b", text_of(1)), document("c", text_of(2)), document("d", "...")]
    matrix = tfidf(held, load_background())
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1))).ravel()
    assert length[:3] == pytest.approx(1.0)
    assert length[3] == 0.0
    found = cosines(matrix, [(0, 1), (0, 2), (0, 3)])
    assert found[0] == pytest.approx(1.0)
    assert found[1] < 0.9
    assert found[2] == 0.0
    assert cosines(matrix, []).shape == (0,)


def test_names_and_numbers_are_terms_of_their_own() -> None:
    found, where = terms(document("a", "The turbine in Brannoch makes 4,712 watts. Later it stops."))
    assert {"^brannoch", "brannoch", "#4712", "turbin"} <= set(found)
    assert len(found) == len(where)
    assert where[-1] == 1


def test_few_documents_give_all_pairs_and_many_do_not() -> None:
    held = [document(str(number), text_of(number)) for number in range(4)]
    assert candidates(held, Settings()) == [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]


def test_a_shared_sentence_makes_a_candidate_among_many() -> None:
    held = [document(f"{number:03}", text_of(number)) for number in range(FEW + 10)]
    held[7] = document("007", text_of(7) + " " + text_of(40, 2))
    found = candidates(held, Settings(), None)
    assert (7, 40) in found
    assert len(found) < 40


def test_candidates_do_not_depend_on_order() -> None:
    held = [document(f"{number:03}", text_of(number) + " " + text_of(number % 9, 1)) for number in range(FEW + 10)]
    settings = Settings(neighbours=3)
    straight = candidates(held, settings, tfidf(held, load_background()))
    turned = held[::-1]
    back = candidates(turned, settings, tfidf(turned, load_background()))
    assert {frozenset((held[i].id, held[j].id)) for i, j in straight} == \
        {frozenset((turned[i].id, turned[j].id)) for i, j in back}


def test_a_viral_text_links_to_its_first_holders_only() -> None:
    held = [document(f"{number:03}", text_of(5)) for number in range(FEW + 20)]
    found = candidates(held, Settings(hot_bucket=4), None)
    assert len(found) < len(held) * 5
    assert {j for _, j in found} == set(range(1, len(held)))


def test_overlap_is_exact() -> None:
    a = document("a", "one two three four five six seven eight")
    b = document("b", "one two three four five six nine ten")
    jaccard, in_b, in_a = overlap(a, b, 3)
    assert (jaccard, in_b, in_a) == (pytest.approx(4 / 8), pytest.approx(4 / 6), pytest.approx(4 / 6))


_TEMPLATE = ("The district office of Wexmoor publishes every decision of its board within nine working days. "
             "Anyone who wishes to object may write to the registrar at the county hall in Ashgrove. ")


def test_a_template_is_marked_and_a_viral_text_is_not() -> None:
    template = [document(f"t{n}", _TEMPLATE + text_of(100 + n, 12), "Wexmoor Board") for n in range(10)]
    marked = mark_recurring(template, load_background())
    for one in marked:
        notes = [sentence.note == NOTE for sentence in one.sentences]
        assert notes[:2] == [True, True]
        assert not any(notes[2:])
        assert not kept_sentences(one)[:2].any()
        assert len(body_ids(one)) < len(one.ids)
    viral = [document(f"v{n}", text_of(7)) for n in range(10)]
    assert mark_recurring(viral, load_background()) == tuple(viral)


def test_one_text_in_many_outlets_is_a_source_and_few_documents_are_left_alone() -> None:
    spread = [document(f"t{n}", _TEMPLATE + text_of(100 + n, 12), f"Outlet {n}") for n in range(10)]
    assert mark_recurring(spread, load_background()) == tuple(spread)
    few = [document(f"t{n}", _TEMPLATE + text_of(100 + n, 12)) for n in range(5)]
    assert mark_recurring(few, load_background()) == tuple(few)
