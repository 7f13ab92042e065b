"""Flat arrays give what the plain definitions give, document by document."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.find import blocking, terms
from provenance.lab.bench import workload
from provenance.text import bulk, segment, shingles

ODD = st.text(alphabet="aAsS'’ʼ5 07.,%$€é_\n\t-“\u00a0\x01½ßK²·", max_size=40)
WORDS = st.lists(st.integers(0, 5).map(lambda n: f"w{n}"), max_size=40).map(" ".join)


def slow(text: str) -> list[int]:
    return segment.ids(segment.words(text)[0]).tolist()


@settings(deadline=None, max_examples=300)
@given(st.lists(ODD | st.text(max_size=30), max_size=6))
def test_word_ids_are_those_of_segment(texts: list[str]) -> None:
    ids, bounds = bulk.tokenise(texts)
    assert [ids[low:high].tolist() for low, high in pairwise(bounds)] == list(map(slow, texts))


@pytest.mark.parametrize("text", [
    "1,000.5% of 3rd-place 1990s", "o'neill's dogs' 5's a'5'5 5'5", "it’s €5 naïve café’s", "x" * 9000,
    "a.5 5.a 1.2.3,", "y" * 64 + " " + "z" * 65, "A's's 's S's", "", "\x01 \x01a"])
def test_word_ids_of_awkward_texts(text: str) -> None:
    assert bulk.tokenise([text, "next"])[0].tolist() == [*slow(text), *slow("next")]


def test_many_texts_are_cut_in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "_BATCH", 50)
    texts = [f"number {n} costs €{n}, isn’t it" for n in range(40)]
    ids, bounds = bulk.tokenise(texts)
    assert [ids[bounds[n]:bounds[n + 1]].tolist() for n in range(40)] == list(map(slow, texts))


def flat(texts: list[str], size: int = 3) -> tuple[np.ndarray, np.ndarray]:
    return blocking.distinct(*blocking.shingle_rows(*bulk.tokenise(texts), size))


@settings(deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=6), st.integers(1, 6))
def test_shingles_and_signatures_are_those_of_one_text(texts: list[str], size: int) -> None:
    hashes, bounds = flat(texts, size)
    signed = blocking.signatures(hashes, bounds, 16, 7)
    for number, text in enumerate(texts):
        alone = shingles.shingle_set(np.array(slow(text), dtype=np.uint32), size)
        assert hashes[bounds[number]:bounds[number + 1]].tolist() == alone.tolist()
        assert signed[number].tolist() == shingles.signature(alone, 16, 7).tolist()


def test_bands_agree_where_rows_agree() -> None:
    signed = np.arange(16, dtype=np.uint32).reshape(1, 16).repeat(2, axis=0)
    signed[1, 5] = 99
    keys = blocking.bands(signed, 4)
    assert (keys[0] == keys[1]).tolist() == [True, False, True, True]
    assert len(set(keys[0].tolist())) == 4


def test_the_workload_is_the_same_whatever_its_size() -> None:
    some = list(workload.items(2_000, 5))
    assert some == list(workload.items(2_001, 5))[:2_000]


def test_rarest_terms_do_not_depend_on_what_was_read_before() -> None:
    texts = ["Quillmark Energy opened a tidal plant at Ostrey", "The Ostrey plant of Quillmark opened late"]
    _, _, both = terms.of(texts, terms.Vocabulary())
    used = terms.Vocabulary()
    terms.of(["unrelated words come first, zanzibar"], used)
    _, _, second = terms.of(texts, used)
    assert both.hashes.tolist() == second.hashes.tolist()
    ids = {int(segment.word_id(segment.stem(word))) for word in ("quillmark", "ostrey")}
    for low, high in pairwise(both.bounds):
        assert ids <= set(both.hashes[low:high].tolist())
