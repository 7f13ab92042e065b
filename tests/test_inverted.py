"""The archive weighs terms as scikit-learn does, however it is divided, and finds what it should."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from provenance.find import inverted
from provenance.find.blocking import distinct, sample, shingle_rows
from provenance.find.inverted import Inverted, closeness
from provenance.find.postings import Postings, bisected
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


def laid(*listed: Postings) -> Inverted:
    return Inverted(listed, sum(len(one.documents) for one in listed), sum(len(one.runs) for one in listed))


def asked(text: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    stems, counts, _, runs, _ = keys([text])
    return stems, counts.astype(np.int64), runs


def test_weights_and_cosines_are_those_of_scikit_learn() -> None:
    theirs = TfidfVectorizer(analyzer=lambda text: [stem(word) for word in words(text)[0]], sublinear_tf=True)
    matrix = theirs.fit_transform(TEXTS)
    column = {int(word_ids([name])[0]): at for name, at in theirs.vocabulary_.items()}
    ours = laid(part(TEXTS[:110]), part(TEXTS[110:]))
    assert np.abs(ours.idf - theirs.idf_[[column[term] for term in ours.terms.tolist()]]).max() < 1e-9
    wanted = theirs.transform(ASKED)
    for row, text in enumerate(ASKED):
        places, weights = ours.weighed(*asked(text)[:2])
        dense = np.zeros(matrix.shape[1])
        dense[[column[term] for term in ours.terms[places].tolist()]] = weights
        assert np.abs(dense - wanted[row].toarray()[0]).max() < 1e-9
        cosines = (matrix @ wanted[row].T).toarray().ravel()
        for near in ours.near(*asked(text), 10):
            assert abs(near.cosine - cosines[near.number + 110 * near.part]) < 1e-9


@pytest.mark.parametrize("budget", [0, 3_000, 1 << 40])
def test_division_into_parts_and_budget_do_not_change_the_answer(monkeypatch: pytest.MonkeyPatch, budget: int) -> None:
    whole = laid(part(TEXTS))
    wanted = [[(near.number, round(near.score, 12)) for near in whole.near(*asked(text), 5)] for text in ASKED]
    monkeypatch.setattr(inverted, "BUDGET", budget)
    edges = [0, 7, 90, 91, 300]
    several = laid(*[part(TEXTS[low:high]) for low, high in pairwise(edges)])
    found = [[(near.number + edges[near.part], round(near.score, 12)) for near in several.near(*asked(text), 5)]
             for text in ASKED]
    if budget:
        assert [row[0] for row in found] == [row[0] for row in wanted]
    if budget > 3_000:
        assert found == wanted


def test_a_passage_is_found_in_a_text_about_something_else() -> None:
    ours = laid(part(TEXTS))
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
    empty = laid()
    assert empty.near(*asked("a few words"), 5) == []
    assert laid(part(TEXTS)).near(*asked("Zzyzx qwrtk"), 5) == []


def test_places_are_bisected_each_in_its_own_stretch() -> None:
    rng = np.random.default_rng(5)
    stretches = [np.sort(rng.integers(0, 30, size)) for size in (0, 1, 2, 7, 40)]
    edges = np.cumsum([0, *(len(stretch) for stretch in stretches)])
    ordered = np.concatenate(stretches)
    for wanted in range(-1, 32):
        found = bisected(ordered, edges[:-1], edges[1:], np.full(5, wanted))
        assert (found - edges[:-1]).tolist() == [int(np.searchsorted(stretch, wanted)) for stretch in stretches]


def test_runs_are_counted_over_all_parts_and_common_ones_say_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    text = TEXTS[3]
    several = laid(part([text, TEXTS[5]]), part([TEXTS[6], text, text]))
    best = several.near(*asked(text), 3)
    assert [(near.part, near.number) for near in best] == [(0, 0), (1, 1), (1, 2)]
    assert best[0].runs == best[1].runs == pytest.approx(4 * len(asked(text)[2]) / 3)
    monkeypatch.setattr(inverted, "COMMON", 2)
    assert [near.runs for near in several.near(*asked(text), 3)] == [0.0, 0.0, 0.0]
