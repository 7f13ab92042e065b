"""Which outlet takes from which: directed edges between outlets, with how often and how soon."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from .. import graphs
from ..disk import save

SURE = 0.5  # support from which an edge is descent


def network(rows: Mapping[str, NDArray[Any]], edges: pa.Table) -> nx.DiGraph:
    """Outlets as nodes (``articles``, ``from_release``); an edge for each outlet another took text from.

    Edges carry ``weight`` (articles taken) and ``hours`` (median, where dates are known). Only directed lines of
    descent with support of `SURE` and dated copies count.
    """
    graph = nx.DiGraph()
    for name in sorted(set(rows["outlet"]) - {None}):
        mine = rows["outlet"] == name
        graph.add_node(name, articles=int(mine.sum()), from_release=int((rows["origin"][mine] == "release").sum()))
    taken: dict[tuple[str, str], list[float | None]] = {}
    for edge in edges.to_pylist():
        a, b = edge["parent_outlet"], edge["child_outlet"]
        if a is None or b is None or a == b or not edge["directed"] or edge["kind"] not in ("derives", "copy"):
            continue
        if edge["support"] is None or edge["support"] >= SURE:
            taken.setdefault((a, b), []).append(edge["hours"])
    for (a, b), lags in sorted(taken.items()):
        known = [lag for lag in lags if lag is not None]
        graph.add_edge(a, b, weight=len(lags), **({"hours": float(np.median(known))} if known else {}))
    return graph


def write(graph: nx.DiGraph, out: Path) -> None:
    """Write the network as ``outlets.graphml`` and ``outlets.gexf``; names that XML cannot hold are told apart."""
    named = nx.relabel_nodes(graph, graphs.xml_keys(graph))
    save(out / "outlets.graphml", graphs.graphml(named))
    save(out / "outlets.gexf", graphs.gexf(named))
