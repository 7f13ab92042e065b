"""Preparing a document by short cuts finds what the long way finds."""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterable, Iterator
from datetime import date
from importlib import import_module
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

from provenance.align import align
from provenance.facts.anchors import Anchors, Spelled
from provenance.facts.spelling import american
from provenance.furniture.lines import _anchored
from provenance.judge import judge
from provenance.languages import ENGLISH
from provenance.languages.english import figures, furniture, spelling
from provenance.prepare import prepare
from provenance.records import Document, FactFinding, SentenceRole
from provenance.text.matching import lowered
from provenance.text.memo import Recent
from provenance.text.segment import _punkt, sentences, words

_PIECES = st.sampled_from(["mill", "Mr", "U.S", "St", "e.g", "Ada", "the", "a", "7", "x-co", "é", " ", " ", "...",
                           *".?!,-)”’\"'"])
_LINES = st.lists(st.sampled_from([
    *" .,@-7|©", "Photo", "images of", "Getty Images", "All Rights", "reserved", "updated", "Monday", "CONTACT",
    "min read", "Share", "sponsored", "Content", "this article", "was provided by", "Originally", "published",
    "for more information", "disclosure", "first published by"]), max_size=14).map("".join)


@settings(max_examples=400, deadline=None)
@given(st.lists(_PIECES, max_size=24).map("".join))
def test_sentences_end_where_punkt_ends_them(text: str) -> None:
    parameters = PunktParameters()
    parameters.abbrev_types = set(ENGLISH.words.ABBREVIATIONS)
    assert list(_punkt("en").span_tokenize(text)) == list(PunktSentenceTokenizer(parameters).span_tokenize(text))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*furniture.ANCHORS, "mill ", "ed ", ". ", "\n"]), max_size=12).map("".join))
def test_every_anchor_of_a_text_is_seen(text: str) -> None:
    found = sentences(text, words(text)[1])
    held = {index for anchor in furniture.ANCHORS for match in re.finditer(f"(?={re.escape(anchor)})", text)
            for index in [sum(sentence.start <= match.start() for sentence in found) - 1]}
    assert _anchored(text, found) == held


@settings(max_examples=200, deadline=None)
@given(_LINES)
def test_lines_in_lower_case_are_the_furniture_they_are(line: str) -> None:
    for note, pattern in (*furniture.LINES, *furniture.DISCLOSURES, *furniture.RELEASE):
        if pattern.flags & re.IGNORECASE and "(?-i" not in pattern.pattern:
            assert bool(pattern.fullmatch(line)) == bool(lowered(pattern).fullmatch(line.lower())), note
            assert bool(pattern.search(line)) == bool(lowered(pattern).search(line.lower())), note


_FIGURES = st.lists(st.sampled_from([
    *" -.,:/()'$%é_\u0663", " ", " ", "1", "12", "30", "555", "2025", "12024", "half", "a", "an", "dozen", "million",
    "two", "twenty", "thirds", "third", "of", "a", "pm", "S.", "H.R.", "hr", "Spring", "last", "next", "week", "Monday",
    "today", "Sept", "May", "fy", "fiscal", "q3", "quarter", "first", "second", "largest", "s", "\n"]),
    max_size=16).map("".join)


class _Everywhere(Anchors):
    """Of a text of which nothing is known: everything may stand everywhere."""

    def __init__(self, lower: str) -> None:
        super().__init__(lower)
        self.chained = lower

    def holds(self, words: Spelled) -> bool:
        return True


def _tried(pattern: re.Pattern[str], lower: str, places: Iterable[int]) -> Iterator[re.Match[str]]:
    return pattern.finditer(lower)


@settings(max_examples=200, deadline=None)
@given(_FIGURES, st.sampled_from([None, date(2025, 8, 6)]))
def test_figures_are_found_where_their_words_and_digits_stand(text: str, published: date | None) -> None:
    module = import_module("provenance.facts.quantities")
    found = module.quantities(text, published)
    with patch.object(module, "Anchors", _Everywhere), patch.object(module, "matches", _tried), \
            patch.object(import_module("provenance.facts.dates"), "matches", _tried):
        assert module.quantities(text, published) == found


@given(_FIGURES)
def test_numbers_of_bills_are_masked(text: str) -> None:
    lower = text.lower()
    module = import_module("provenance.facts.quantities")
    masked = {place for start, end in module._masked(lower, Anchors(lower)) for place in range(start, end)}
    for match in figures.BILL.finditer(lower):
        if "s. " in lower or "r. " in lower or "hr " in lower:
            assert masked.issuperset(range(*match.span()))


@pytest.mark.parametrize(("note", "pattern"), [
    pytest.param(note, pattern, id=f"{note} {place}") for place, (note, pattern) in enumerate(
        (*furniture.DISCLOSURES, *furniture.RELEASE)) if note in furniture.NEEDED])
def test_no_sentence_is_marked_without_the_words_it_needs(note: str, pattern: re.Pattern[str]) -> None:
    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.from_regex(pattern, alphabet=st.characters(codec="ascii")))
    def marked(line: str) -> None:
        assert furniture.NEEDED[note].search(line.lower())

    marked()


@given(st.lists(st.sampled_from([*"aeioustry ", "our", "is", "ise", "tre", "programme", "ll", "ence", "grey", "cheque",
                                 "sceptic", "sulph", "é"]), max_size=10).map("".join))
def test_a_spelling_is_looked_for_where_it_may_differ(text: str) -> None:
    long = text.casefold().replace("é", "e")
    for old, new in spelling.SPELLINGS:
        long = old.sub(new, long)
    assert american(text) == long


def test_what_was_asked_about_lately_is_remembered_by_identity() -> None:
    made: list[str] = []
    recent = Recent(lambda one: made.append(one[0]) or len(made), size=2)  # type: ignore[func-returns-value]
    one, same, other = ["a"], ["a"], ["b"]
    assert [recent(one), recent(same), recent(one), recent(other), recent(one), recent(same)] == [1, 2, 1, 3, 1, 4]
    assert made == ["a", "a", "b", "a"]


@settings(max_examples=60, deadline=None)
@given(st.from_regex(figures.CURRENCY_BEFORE, alphabet=st.characters(codec="utf-8")))
def test_a_currency_before_a_sum_is_looked_for_where_one_can_end(before: str) -> None:
    assert before[-2:].rstrip(" ")[-1:] in import_module("provenance.facts.quantities")._CURRENCY_ENDS


def test_what_travels_between_processes_arrives_as_it_was() -> None:
    text = "Ada Orme of Brannoch paid 48 million crowns.\n\nShe said: \u201cThe quay is ours now.\u201d"
    made = prepare(Document("a", text, "0" * 64))
    again = pickle.loads(pickle.dumps(made))
    assert made.facts
    assert (again.sentences, again.facts) == (made.sentences, made.facts)
    told = SentenceRole(0, 4, "added", 0.5), FactFinding(made.facts[0], "kept")
    found = align(made, made), judge([(made, made)]), told
    assert pickle.loads(pickle.dumps(found)) == found
