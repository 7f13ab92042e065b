"""Segmentation, shingles and signatures: offsets are exact, values are datasketch's."""

from __future__ import annotations

import re

import numpy as np
import pytest
from datasketch import MinHash
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.languages.english.manner import PATTERNS
from provenance.prepare import prepare
from provenance.records import Document
from provenance.text import shingles
from provenance.text.matching import lowered
from provenance.text.memo import Memo
from provenance.text.rarity import count, load_background
from provenance.text.segment import ids, sentences, words


def document(text: str, published: str | None = None) -> Document:
    return Document(id="d", text=text, sha256="", published=published)


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab Z.\n\"'!?1,$%é—“”:-"), max_size=200))
def test_sentences_are_ordered_offsets_that_cover_every_word(text: str) -> None:
    prepared = prepare(document(text))
    end = 0
    covered = 0
    for sentence in prepared.sentences:
        assert end <= sentence.start < sentence.end <= len(text)
        end = sentence.end
        covered += sentence.words
    assert covered == len(prepared.words)
    for start, stop, index in zip(prepared.starts, prepared.ends, prepared.sentence_of, strict=True):
        holder = prepared.sentences[index]
        assert holder.start <= start < stop <= holder.end


@pytest.mark.parametrize("text", [
    "Sen. Ada Quill met Dr. Orrin at 4 p.m. on Jan. 5 in St. Bram. They left.",
    "Revenue rose 3.5 percent to $1.2 million. Costs fell.",
    "\"We won,\" she said. \"It is done.\"",
])
def test_abbreviations_and_decimals_do_not_end_sentences(text: str) -> None:
    _, starts, _ = words(text)
    assert len(sentences(text, starts)) == 2


def test_headings_stand_alone() -> None:
    text = "Bridge To Close\n\nThe bridge will close on Monday, it said."
    kinds = [sentence.kind for sentence in prepare(document(text)).sentences]
    assert kinds == ["heading", "body"]


def test_typographic_variants_are_one_word() -> None:
    straight, curly = words("It's the council's co-op plan")[0], words("It’s the council’s co‑op plan")[0]
    assert np.array_equal(ids(straight), ids(curly))


def test_signature_is_datasketch() -> None:
    shingled = shingles.shingle_set(ids(words("the quick brown fox jumps over the lazy dog " * 3)[0]), 5)
    reference = MinHash(num_perm=64, seed=7, scheme=shingles.SCHEME, hashfunc=lambda value: value)
    for value in shingled:
        reference.update(int(value & np.uint64(0xFFFFFFFF)))
    assert np.array_equal(shingles.signature(shingled, 64, 7), reference.hashvalues)


def test_containment_is_asymmetric_and_resemblance_is_not() -> None:
    whole, part = (shingles.shingle_set(ids(words(text)[0]), 3) for text in
                   ("one two three four five six seven eight nine ten", "three four five six seven"))
    assert shingles.containment(part, whole) == 1
    assert 0 < shingles.containment(whole, part) < 0.5
    assert shingles.resemblance(part, whole) == shingles.resemblance(whole, part) == pytest.approx(3 / 8)
    assert shingles.containment(whole[:0], whole) == 0


def test_signature_estimates_jaccard() -> None:
    random = np.random.default_rng(5)
    errors = []
    for _ in range(20):
        a = np.unique(random.integers(0, 1 << 60, 400, dtype=np.uint64))
        b = np.concatenate([a[:200], np.unique(random.integers(0, 1 << 60, 200, dtype=np.uint64))])
        estimate = np.mean(shingles.signature(a, 256) == shingles.signature(b, 256))
        errors.append(estimate - shingles.resemblance(np.unique(a), np.unique(b)))
    assert abs(np.mean(errors)) < 0.02


def test_background_knows_common_from_rare() -> None:
    common, unseen = load_background().idf(["the", "zyxqwv"])
    assert common < 0.5 < 5 < unseen


def test_background_counts_documents_not_words() -> None:
    table = count([{"a", "b"}, {"a"}, {"a", "c"}], least=2)
    assert table.documents == 3
    assert table.frequency(["a", "b", "zz"]).tolist() == [3, 0, 0]


_CUES = st.sampled_from([*"aB Z.1%-('’", " ", " ", "P.O.", "555-0123", "Copyright", "SIGNIFICANT", "Paid content", "WE",
                         "All rights", "this Site", "Views of the", "It’s", "Not just", "Underwritten", "may", "(C)"])


@settings(max_examples=200, deadline=None)
@given(st.lists(_CUES, max_size=25).map("".join))
def test_a_lowered_pattern_finds_in_lower_case_what_the_pattern_finds(text: str) -> None:
    for name, pattern in PATTERNS.items():
        if pattern.flags & re.IGNORECASE:
            assert [m.span() for m in lowered(pattern).finditer(text.lower())] == [
                m.span() for m in pattern.finditer(text)], name


def test_a_memo_forgets_when_it_is_full() -> None:
    asked: list[str] = []
    memo = Memo(lambda word: asked.append(word) or len(word), limit=2)  # type: ignore[func-returns-value]
    assert [memo[word] for word in ("a", "bb", "a", "ccc", "a")] == [1, 2, 1, 3, 1]
    assert asked == ["a", "bb", "ccc", "a"]
    assert len(memo) == 2
