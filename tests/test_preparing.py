"""Preparing a document by short cuts finds what the long way finds."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

from provenance.furniture.lines import _anchored
from provenance.languages import ENGLISH
from provenance.languages.english import furniture
from provenance.text.matching import lowered
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
