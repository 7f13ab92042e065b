"""The lineage as GEXF, for Gephi: the same graph as ``lineage.graphml``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ... import graphs
from ..graphml import graph


def gexf(trace: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """``lineage.gexf``."""
    yield "lineage.gexf", graphs.gexf(graph(trace))
