"""The lineage as GEXF, for Gephi: the same graph as ``lineage.graphml``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import networkx as nx

from ..graphml import graph


def gexf(trace: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """``lineage.gexf``."""
    text = "\n".join(nx.generate_gexf(graph(trace)))
    # The writer stamps today's date, and equal traces have equal bytes.
    yield "lineage.gexf", (re.sub(r' lastmodifieddate="[^"]*"', "", text) + "\n").encode()
