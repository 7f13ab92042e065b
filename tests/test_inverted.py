"""The archive weighs terms as scikit-learn does, however it is divided, and finds what it should."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from provenance.find import inverted
from provenance.find.blocking import distinct, sample, shingle_rows
from provenance.find.inverted import Inverted, Postings, closeness
from provenance.find.terms import Vocabulary, counted
from provenance.lab.bench import workload
from provenance.text.bulk import tokenise
from provenance.text.segment import ids as word_ids
from provenance.text.segment import stem, words

TEXTS = [item.text for item in list(workload.items(2_000, workload.TUNING))[:300]]
ASKED = [item.text for item in list(workload.items(2_000, workload.TUNING))[400:430]]
VOCABULARY = Vocabulary()


def keys(texts: list[str]) -> tuple[np.ndarray, ...]:
    ids, bounds = tokenise(texts, VOCABULARY.observe)
    terms = counted(ids, bounds, VOCABULARY)
    runs, edges = sample(*distinct(*shingle_rows(ids, bounds)))
    return terms.stems, terms.counts, terms.bounds, runs.view(np.int64), edges


def part(texts: list[str]) -> Postings:
    stems, counts, bounds, runs, edges = keys(texts)
    order, few = np.argsort(stems, kind="stable"), np.argsort(runs, kind="stable")
    owner, holder = (np.repeat(np.arange(len(texts), dtype=np.int32), np.diff(ends)) for ends in (bounds, edges))
    listed, first = np.unique(stems[order], return_index=True)
    return Postings(len(texts), listed, np.append(first, len(stems)), owner[order], counts[order], runs[few],
                    holder[few])


def asked(text: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    stems, counts, _, runs, _ = keys([text])
    return stems, counts.astype(np.int64), runs


def test_weights_and_cosines_are_those_of_scikit_learn() -> None:
    theirs = TfidfVectorizer(analyzer=lambda text: [stem(word) for word in words(text)[0]], sublinear_tf=True)
    matrix = theirs.fit_transform(TEXTS)
    column = {int(word_ids([name])[0]): at for name, at in theirs.vocabulary_.items()}
    ours = Inverted([part(TEXTS[:110]), part(TEXTS[110:])])
    assert np.abs(ours.idf - theirs.idf_[[column[term] for term in ours.terms.tolist()]]).max() < 1e-9
    wanted = theirs.transform(ASKED)
    for row, text in enumerate(ASKED):
        known, weights = ours.weighed(*asked(text)[:2])
        dense = np.zeros(matrix.shape[1])
        dense[[column[term] for term in known.tolist()]] = weights
        assert np.abs(dense - wanted[row].toarray()[0]).max() < 1e-9
        cosines = (matrix @ wanted[row].T).toarray().ravel()
        for near in ours.near(*asked(text), 10):
            assert abs(near.cosine - cosines[near.number + 110 * near.part]) < 1e-9


@pytest.mark.parametrize("budget", [0, 3_000, 1 << 40])
def test_division_into_parts_and_budget_do_not_change_the_answer(monkeypatch: pytest.MonkeyPatch, budget: int) -> None:
    whole = Inverted([part(TEXTS)])
    wanted = [[(near.number, round(near.score, 12)) for near in whole.near(*asked(text), 5)] for text in ASKED]
    monkeypatch.setattr(inverted, "BUDGET", budget)
    edges = [0, 7, 90, 91, 300]
    several = Inverted([part(TEXTS[low:high]) for low, high in pairwise(edges)])
    found = [[(near.number + edges[near.part], round(near.score, 12)) for near in several.near(*asked(text), 5)]
             for text in ASKED]
    if budget:
        assert [row[0] for row in found] == [row[0] for row in wanted]
    if budget > 3_000:
        assert found == wanted


def test_a_passage_is_found_in_a_text_about_something_else() -> None:
    ours = Inverted([part(TEXTS)])
    taken = " ".join(TEXTS[17].split()[20:60])
    for text in ASKED[:10]:
        best = ours.near(*asked(f"{text} {taken} {text}"), 5)
        assert 17 in [near.number for near in best[:2]]


def test_the_score_is_monotone_in_both() -> None:
    cosine, runs = np.linspace(0, 1, 11), np.linspace(0, 200, 21)
    grid = closeness(np.repeat(cosine, 21), np.tile(runs, 11)).reshape(11, 21)
    assert (np.diff(grid, axis=0) >= 0).all()
    assert (np.diff(grid, axis=1) >= 0).all()
    assert grid.min() == 0.0
    assert grid.max() == 1.0


def test_nothing_known_and_nothing_asked() -> None:
    empty = Inverted([])
    assert empty.near(*asked("a few words"), 5) == []
    assert Inverted([part(TEXTS)]).near(*asked("Zzyzx qwrtk"), 5) == []
