"""Alignment: what is copied, edited, moved or said in other words, and where it stands."""

from __future__ import annotations

from itertools import pairwise
from time import process_time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.align import align, shared_words
from provenance.align.profile import profile
from provenance.align.sentences import CONTEXT, FEATURES, context, evidence
from provenance.prepare import prepare
from provenance.records import Document, Prepared
from provenance.text.memo import Recent
from provenance.text.rarity import load_background

RELEASE = """Orvane Ferries to electrify the Skarrow crossing

Orvane Ferries said on Tuesday that it will replace its two diesel boats on the Skarrow crossing with battery ferries.

The new boats cost 42 million crowns and are to enter service in April 2027. Each will carry 180 passengers and 30 cars.

"People on the island have waited long enough for a quiet boat," said Tilda Marnock, chief executive of Orvane Ferries.

The crossing carried 610,000 passengers last year. The harbour board will pay for a charging station at Skarrow pier.
"""
COPY = """Skarrow gets electric boats

The crossing carried 610,000 passengers last year. The harbour board will pay for a charging station at Skarrow pier.

The new boats cost 42 million crowns and are to enter service in April 2027.

Gulls were seen on the roof of the ticket office throughout the winter, a retired teacher noted in his diary.
"""
REWRITE = """Battery boats for Skarrow

Passengers between the mainland and Skarrow will travel on two battery-driven ferries, the operator Orvane announced.

From April 2027 the vessels, which carry 180 passengers and 30 cars apiece, will cost the company 42 million crowns.

Tilda Marnock, who runs Orvane, said that islanders had waited too long for a boat that makes little noise.
"""


def doc(name: str, text: str) -> Prepared:
    return prepare(Document(name, text, ""))


def said(found: Prepared, index: int) -> str:
    return found.text_of(found.sentences[index])


def test_copied_sentences_are_verbatim_links_with_exact_offsets() -> None:
    a, b = doc("a", RELEASE), doc("b", COPY)
    found = align(a, b)
    verbatim = {said(b, link.b): said(a, link.a[0]) for link in found.links if link.kind == "verbatim"}
    assert verbatim == {text: text for text in verbatim}
    assert len(verbatim) == 3
    assert {span.kind for span in found.spans} == {"verbatim", "moved"}
    for span in found.spans:
        assert a.document.text[span.a_start:span.a_end].split() == b.document.text[span.b_start:span.b_end].split()


def test_only_sentences_that_are_not_copied_are_looked_for_in_other_words(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr("provenance.align.evidence", lambda a, b: asked.append(b) or evidence(a, b))
    a, whole, cut = doc("a", RELEASE), doc("b", RELEASE), doc("c", COPY)
    links = align(a, whole).links
    assert [(link.b, link.a, link.kind) for link in links] == [
        (index, (index,), "verbatim") for index, one in enumerate(whole.sentences) if one.kind == "body"]
    assert not asked
    align(a, cut)
    assert len(asked) == 1


def test_a_sentence_of_its_own_is_not_linked() -> None:
    b = doc("b", COPY)
    assert not [link for link in align(doc("a", RELEASE), b).links if said(b, link.b).startswith("Gulls")]


def test_reworded_sentences_find_the_sentence_that_says_the_same() -> None:
    a, b = doc("a", RELEASE), doc("b", REWRITE)
    found = {said(b, link.b)[:4]: [said(a, index) for index in link.a] for link in align(a, b).links}
    assert any(text.startswith("The new boats cost 42") for text in found["From"])
    assert any("Tilda Marnock" in text for text in found["Tild"])


def test_one_sentence_may_restate_two() -> None:
    a, b = doc("a", RELEASE), doc("b", REWRITE)
    link = next(link for link in align(a, b).links if said(b, link.b).startswith("From"))
    assert len(link.a) == 2
    assert list(link.a) == sorted(link.a)


def test_small_edits_are_one_edited_passage() -> None:
    b = doc("b", COPY.replace("and are to enter service", "and will now enter service"))
    spans = [span for span in align(doc("a", RELEASE), b).spans if "42" in b.document.text[span.b_start:span.b_end]]
    assert len(spans) == 1
    assert b.document.text[spans[0].b_start:spans[0].b_end].endswith("April 2027")
    assert spans[0].words < len(b.document.text[spans[0].b_start:spans[0].b_end].split())


def test_coverage_counts_both_ways_and_unrelated_texts_have_none() -> None:
    a = doc("a", RELEASE)
    same, other = align(a, a), align(a, doc("c", "The choir of Velm sang psalms in a barn. Nobody bought a programme."))
    assert same.coverage_a == same.coverage_b == 1.0
    assert same.paraphrase_words == 0
    assert other.coverage_b == 0.0
    assert not other.links
    part = align(a, doc("b", COPY))
    assert 0 < part.coverage_a < part.coverage_b < 1


def test_furniture_and_disclosures_never_count() -> None:
    line = "This article was generated with the help of AI and reviewed by a human editor before it was published."
    a, b = doc("a", f"{RELEASE}\n{line}\n"), doc("b", f"Another story altogether about turnips.\n\n{line}\n")
    assert not align(a, b).spans
    assert align(a, b).verbatim_words == 0


def test_the_background_of_the_caller_is_used() -> None:
    a, b = doc("a", RELEASE), doc("b", REWRITE)
    assert align(a, b, load_background()) == align(a, b)


def test_empty_and_wordless_texts_align_to_nothing() -> None:
    a, empty = doc("a", RELEASE), doc("e", "")
    for left, right in ((a, empty), (empty, a), (empty, empty), (a, doc("w", "...\n\n---"))):
        found = align(left, right)
        assert (found.spans, found.links, found.verbatim_words) == ((), (), 0)


def test_shared_words_marks_runs_of_five() -> None:
    in_a, in_b = shared_words(doc("a", "one two three four five six"), doc("b", "x one two three four five y"))
    assert in_a.tolist() == [True] * 5 + [False]
    assert in_b.tolist() == [False] + [True] * 5 + [False]


def test_profiles_forget_the_oldest_and_return_the_same_object() -> None:
    store, background = Recent(profile, 2), load_background()
    documents = [doc(str(number), RELEASE) for number in range(3)]
    first = store(documents[0], background)
    assert store(documents[0], background) is first
    for each in documents[1:]:
        store(each, background)
    assert store(documents[0], background) is not first


def test_evidence_is_finite_and_shaped() -> None:
    a, b = profile(doc("a", RELEASE), load_background()), profile(doc("b", REWRITE), load_background())
    layers = evidence(a, b)
    assert layers.shape == (len(b.rows), len(a.rows), len(FEATURES))
    around = context(np.full(layers.shape[:2], 0.4))
    assert around.shape == (*layers.shape[:2], len(CONTEXT))
    assert np.isfinite(layers).all()
    assert np.isfinite(around).all()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(RELEASE.split()), max_size=80), st.lists(st.sampled_from(RELEASE.split()), max_size=80))
def test_no_word_lies_in_two_spans(left: list[str], right: list[str]) -> None:
    a, b = doc("a", " ".join(left)), doc("b", " ".join(right))
    found = align(a, b)
    for side in (sorted((s.a_start, s.a_end) for s in found.spans), sorted((s.b_start, s.b_end) for s in found.spans)):
        assert all(before[1] <= after[0] for before, after in pairwise(side))
    assert 0 <= found.coverage_a <= 1
    assert 0 <= found.coverage_b <= 1
    assert found == align(a, b)


@pytest.mark.parametrize("kind", ["verbatim", "edited", "moved"])
def test_planted_passages_are_found_word_by_word(kind: str) -> None:
    import random

    from provenance.lab.bench.alignment import covered, plant

    filler = doc("f", "Velm council met. Turnips rose by a tenth at the spring fair. Nobody took minutes. It rained.")
    case = plant(doc("a", RELEASE), filler, kind, random.Random(3))
    gold, told = case.words[kind], covered(case.article, align(case.source, case.article))
    assert 2 * (gold & told).sum() / (gold.sum() + told.sum()) > 0.8


def test_two_words_with_one_hash_in_a_document() -> None:
    """CRC-32 gives "office" and "Vachon" one id."""
    a = doc("a", "A harbour plant worth 12 million dollars will rise near the river bridge, the town said on Monday.\n")
    b = doc("b", "The office of the mayor said on Monday that Vachon will build a harbour plant near the bridge.\n")
    for first, second in ((a, b), (b, a), (b, b)):
        assert align(first, second).coverage_b > 0


def test_a_sentence_repeated_thousands_of_times_costs_no_square() -> None:
    text = doc("a", "The harbour board said on Monday that the new ferry will open after years of work.\n" * 3000)
    start = process_time()
    found = align(text, text)
    assert process_time() - start < 8
    assert found.coverage_b == found.coverage_a == 1.0
    assert len(found.links) == 3000
    assert len(found.spans) == 1


def test_repeats_of_a_sentence_are_linked_like_the_first() -> None:
    article = doc("b", f"{REWRITE}\nThe harbour board was pleased by all of this, too.\n\n{REWRITE}")
    links = {link.b: link.a for link in align(doc("a", RELEASE), article).links}
    half = next(i for i in range(len(article.sentences)) if said(article, i).startswith("The harbour board was")) + 1
    repeats = {b: a for b, a in links.items() if b + half in links}
    assert len(repeats) >= 2
    assert all(links[b + half] == a for b, a in repeats.items())
