"""The yardstick for traditions: distances in trees, and a tree that recovers additive distances."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from provenance.lab.bench.lineage_copies import forms
from provenance.lab.bench.traditions import neighbour_joining, sign_similarity

CHAIN = np.abs(np.subtract.outer(np.arange(5.0), np.arange(5.0)))


def test_sign_similarity_counts_orders_kept() -> None:
    star = np.where(np.eye(5, dtype=bool), 0.0, 2.0)
    assert sign_similarity(CHAIN, CHAIN) == 1.0
    assert sign_similarity(CHAIN, 3 * CHAIN) == 1.0
    assert 0.5 < sign_similarity(CHAIN, star) < 1.0
    assert sign_similarity(CHAIN, CHAIN.max() - CHAIN) < 0.5


def test_neighbour_joining_recovers_additive_distances() -> None:
    tree: nx.Graph[str] = nx.Graph()
    tree.add_weighted_edges_from([("a", "x", 2), ("b", "x", 3), ("x", "y", 1), ("c", "y", 4), ("d", "y", 2)])
    lengths = dict(nx.all_pairs_dijkstra_path_length(tree))
    apart = np.array([[lengths[one][other] for other in "abcd"] for one in "abcd"], dtype=float)
    assert neighbour_joining(apart) == pytest.approx(apart)


def test_hand_made_forms_meet_their_targets() -> None:
    found = forms()
    assert found["dates_right"] >= 0.95 * found["dates"]
    assert found["dates_wrong"] <= 0.01 * found["dates"]
    assert found["credits_found"] >= 0.95 * found["credits"]
    assert found["credits_false"] == 0
