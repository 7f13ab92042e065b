"""Measures of the attribution benchmark, and a floor on whom the score slanders."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from provenance import attribute
from provenance.lab.bench import broad, corpora
from provenance.lab.bench.attribution_measures import auroc, interval, rate_interval, tpr_at
from provenance.lab.bench.attribution_tables import grid, number


def test_auroc_counts_ties_half() -> None:
    assert auroc(np.array([0.0, 1.0]), np.array([1.0, 2.0])) == pytest.approx(0.875)
    assert np.isnan(auroc(np.array([]), np.array([1.0])))


def test_tpr_is_taken_above_the_human_quantile() -> None:
    human = np.arange(100.0)
    assert tpr_at(human, np.array([50.0, 98.5, 99.5, 200.0]), 0.01) == 0.5


def test_intervals_hold_the_measure_and_repeat() -> None:
    chance = np.random.default_rng(3)
    human, machine = chance.normal(size=200), chance.normal(2, size=150)
    low, high = interval(human, machine, auroc)
    assert low < auroc(human, machine) < high
    assert interval(human, machine, auroc) == (low, high)
    assert rate_interval(0, 100)[0] == 0.0
    assert rate_interval(0, 100)[1] == pytest.approx(0.037, abs=0.001)


def test_tables_are_padded_and_mark_what_is_missing() -> None:
    assert grid("Title", [{"a": 0.5, "b": None}], ("a", "b")) == "Title\na      b\n0.500  -"
    assert number((0.1, 0.25)) == "0.100-0.250"


def test_family_documents_join_sentences_and_paragraphs() -> None:
    assert corpora.text_of([{"t": "One."}, {"t": "Two."}, {"t": "Three.", "para": True}]) == "One. Two.\n\nThree."


@pytest.mark.parametrize(("generator", "family"), [
    ("gpt-4o", "gpt"), ("gpt2-xl", "base"), ("Mixtral-8x7B", "mistral"), ("human", "human"), ("unheard-of", "other")])
def test_generators_have_families(generator: str, family: str) -> None:
    assert corpora.family_of(generator) == family


@pytest.mark.slow
def test_senate_releases_keep_the_stated_rate(data: Path) -> None:
    rows = corpora.senate_rows(data, per_office=6, split="test")
    labels = Counter(result.label for result in attribute.scores([row.text for row in rows]))
    assert labels["likely_ai"] <= attribute.FPR * len(rows)


@pytest.mark.slow
def test_no_article_is_flagged_against_a_release_it_does_not_come_from(data: Path) -> None:
    release = max((row for row in corpora.release_rows(data, 0) if row.corpus == "insciout_releases"),
                  key=lambda row: corpora.order_of(row.id))
    articles = sorted(broad.outlet_rows(data), key=lambda row: corpora.order_of(row.id))[:60]
    found = attribute.scores([row.text for row in articles], [release.text] * len(articles))
    assert sum(one.label == "likely_ai" for one in found) <= 1
    assert sum(bool(one.note) for one in found) >= 58
