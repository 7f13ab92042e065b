"""The two views of a text: layout and topic must not show in them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.attribute import style
from provenance.attribute.model import load_attribution, measure
from provenance.attribute.normal import plain

TEXT = ("The council of Ardmere voted on Tuesday to repair the old bridge. \"We have waited nine years for this,\" "
        "said Mara Quill, who runs a bakery nearby. Work will start in May, and the road stays open until then. ")


@pytest.mark.parametrize("variant", [
    TEXT.replace('"', "“", 1).replace('"', "”", 1),
    TEXT.replace(". ", ".\n\n"),
    TEXT.replace(" ", "  "),
    TEXT.upper(),
    "## " + TEXT,
    TEXT.replace("repair", "**repair**"),
    "Here is the rewritten article:\n\n" + TEXT,
    TEXT + "And then the",
])
def test_layout_case_and_preamble_leave_no_trace(variant: str) -> None:
    assert plain(variant).strip() == plain(TEXT).strip()


def test_mojibake_is_mended() -> None:
    assert plain("itâ€™s the mayorâ€™s.") == "it's the mayor's."


def test_topic_words_show_only_as_ending_and_length() -> None:
    table = load_attribution().table()
    a = "the zorbulating of the quintabulous wexham was planned by the gromptons."
    b = "the farblicating of the montepulous brackam was planned by the trimptons."
    patterns = [style.patterns(style.batch([style.tokens(text)], table), table) for text in (a, b)]
    assert (patterns[0] != patterns[1]).nnz == 0


def test_a_text_measures_alike_alone_and_in_a_batch() -> None:
    texts = [TEXT * 3, "", TEXT * 40, "Short one.", TEXT]
    together = measure(texts, load_attribution().table())
    for row, text in enumerate(texts):
        alone = measure([text], load_attribution().table())
        assert np.allclose(alone.style[0], together.style[row])
        assert alone.words[0] == together.words[row]
        assert (alone.patterns[0] != together.patterns[row]).nnz == 0


def test_no_texts_and_empty_texts_are_measured() -> None:
    raw = measure(["", "   \n"], load_attribution().table())
    assert raw.words.tolist() == [0.0, 0.0]
    assert np.isfinite(raw.style).all()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_text_gives_finite_numbers(text: str) -> None:
    raw = measure([text], load_attribution().table())
    assert np.isfinite(raw.style).all()
    assert (raw.patterns.data > 0).all()


def test_every_column_has_one_name() -> None:
    assert measure([TEXT], load_attribution().table()).style.shape == (1, len(style.NAMES))
    assert len(set(style.NAMES)) == len(style.NAMES)
