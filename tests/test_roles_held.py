"""Patterns looked for where a piece of a sentence shows their sign are found where a search of the whole finds them."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from provenance.languages.english import manner as en
from provenance.roles.held import COUNTED, held

_PATTERNS = {**en.PATTERNS, "tool": en.TOOL}
_WORDS = st.lists(st.sampled_from([
    *" .,;:-–|•?!\"'’/@#()\n", " ", " ", "I", "AI", "A.I", "P.O.", "P. O.", "sign up", "read", "more", "also", "editor",
    "min read", "paid partner", "views", "of the", "are", "checked", "reviewed", "by", "a", "human", "this", "story",
    "site", "press", "Release", "ACCORDING to", "time will tell", "long", "term", "game", "changing", "not", "just",
    "rather", "isn’t", "than", "but", "tools", "used", "ended", "é", "matters", "555-0100", "All rights", "owns",
    "stock", "conflicts of", "interest", "follow us", "news", "this article", "coming years", "only time"]),
    max_size=16).map("".join)


def _searched(texts: list[str]) -> dict[str, list[float]]:
    return {name: [float(len(pattern.findall(text)) if name == COUNTED else pattern.search(text) is not None)
                   for text in texts] for name, pattern in _PATTERNS.items()}


@settings(max_examples=300, deadline=None)
@given(st.lists(_WORDS, max_size=3))
def test_sentences_hold_what_a_search_finds(texts: list[str]) -> None:
    assert {name: column.tolist() for name, column in held(texts).items()} == _searched(texts)


@pytest.mark.parametrize("name", sorted(_PATTERNS))
def test_every_match_begins_in_a_piece_that_shows_it(name: str) -> None:
    @settings(max_examples=60 if name in en.SEVERAL else 10, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.from_regex(_PATTERNS[name], alphabet=st.characters(codec="ascii")))
    def found(text: str) -> None:
        assert held([text])[name].tolist() == _searched([text])[name] != [0]

    found()
