"""The lineage as GraphML, for Gephi and other graph tools: labels, weights, kinds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import networkx as nx

from .. import graphs
from ..graphs import xml_keys, xml_text
from ..tracefile.words import NODES, SAYS, labels, line, style_of


def _plain(text: str | None) -> str:
    return xml_text(line(text))


def graph(trace: Mapping[str, Any]) -> Any:
    """A networkx DiGraph of the lineage; an edge whose direction is unknown has ``directed`` false.

    Node attributes: label, title, kind, says (what it is, as in the pictures), outlet, published, story, standing,
    ai_label, padding. Edge attributes: weight (= support, 0..1), directed, kind, says, evidence.
    """
    names, keys = labels(trace), xml_keys(node["id"] for node in trace["lineage"]["nodes"])
    documents = {item["id"]: item for item in trace["documents"]}
    made = nx.DiGraph(name=trace["schema"])
    for node in trace["lineage"]["nodes"]:
        item = documents.get(node["id"])
        known: dict[str, Any] = {}
        if item is not None:
            known = {"title": _plain(item["title"]), "outlet": _plain(item["outlet"]),
                     "published": item["published"] or "", "story": item["story"],
                     "standing": item["standing"] or "", "words": item["words"],
                     "ai_label": item["attribution"]["ai_rewritten"]["label"],
                     "padding": item["attribution"]["padding"]["share_words"]}
        label = _plain(names.get(node["id"], node["id"]))
        made.add_node(keys[node["id"]], label=label, kind=node["kind"], says=NODES[node["kind"]], **known)
    for edge in trace["lineage"]["edges"]:
        made.add_edge(keys[edge["parent"]], keys[edge["child"]], weight=edge["support"],
                      directed=edge["directed"], kind=edge["kind"], says=SAYS[style_of(edge)],
                      evidence=_plain("; ".join(item["text"] for item in edge["evidence"])))
    return made


def graphml(trace: Mapping[str, Any]) -> bytes:
    """The lineage as a GraphML file, UTF-8."""
    return graphs.graphml(graph(trace))
