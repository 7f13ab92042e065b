"""Graphs for Gephi and its kind: text that XML can hold, and the two formats, with equal bytes for equal graphs."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import Any

import networkx as nx

# XML 1.0 has no way to write these, not even escaped.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xml_text(text: str) -> str:
    """Text as XML can hold it: what it cannot becomes U+FFFD."""
    return _NOT_XML.sub("\ufffd", text)


def xml_keys(ids: Iterable[str]) -> dict[str, str]:
    """Ids as XML can hold them, told apart where that would make two of them one."""
    keys: dict[str, str] = {}
    taken: set[str] = set()
    for name in ids:
        plain, number = xml_text(name), 1
        while (key := plain if number == 1 else f"{plain}~{number}") in taken:
            number += 1
        keys[name] = key
        taken.add(key)
    return keys


def graphml(graph: Any) -> bytes:
    """A networkx graph as GraphML, UTF-8."""
    buffer = io.BytesIO()
    nx.write_graphml_xml(graph, buffer)
    return buffer.getvalue()


def gexf(graph: Any) -> bytes:
    """A networkx graph as GEXF, UTF-8, without the date the writer stamps."""
    text = "\n".join(nx.generate_gexf(graph))
    return (re.sub(r' lastmodifieddate="[^"]*"', "", text) + "\n").encode()
