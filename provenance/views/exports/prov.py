"""The lineage as W3C PROV: documents are entities, rewriting is derivation, outlets are agents.

Moreau & Missier (eds.) 2013, *PROV-DM: The PROV Data Model*. What is known by its texts alone, that two documents share
a source, becomes derivation of both from a source entity nobody supplied; support stands on every relation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from ...errors import InputError

NAMESPACE = "https://w3id.org/press-provenance/"


def prov(trace: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """``lineage.prov.json`` (PROV-JSON) and ``lineage.provn`` (PROV-N). Raises InputError without the package."""
    try:
        from prov.model import ProvDocument
    except ImportError as error:
        raise InputError("PROV files need the package prov", "--to prov", "pip install 'press-provenance[export]'"
                         ) from error
    made = ProvDocument()
    made.add_namespace("doc", NAMESPACE + "document/")
    made.add_namespace("outlet", NAMESPACE + "outlet/")
    made.add_namespace("pp", NAMESPACE + "terms/")
    _entities(made, trace)
    for number, edge in enumerate(trace["lineage"]["edges"]):
        _relation(made, edge, number)
    yield "lineage.prov.json", (made.serialize(indent=1) + "\n").encode()
    yield "lineage.provn", (made.get_provn() + "\n").encode()


def _name(kind: str, text: str) -> str:
    """A qualified name: what PROV does not allow in one is percent-encoded."""
    return f"{kind}:{quote(text, safe='')}"


def _entities(made: Any, trace: Mapping[str, Any]) -> None:
    documents = {item["id"]: item for item in trace["documents"]}
    for node in trace["lineage"]["nodes"]:
        item = documents.get(node["id"], {})
        told = {"prov:label": item.get("title") or node["id"], "pp:kind": node["kind"], "pp:story": item.get("story"),
                "pp:standing": item.get("standing"), "pp:published": item.get("published"),
                "pp:sha256": item.get("sha256")}
        entity = made.entity(_name("doc", node["id"]), {key: value for key, value in told.items() if value})
        if item.get("outlet"):
            agent = made.agent(_name("outlet", item["outlet"]), {"prov:label": item["outlet"]})
            made.wasAttributedTo(entity, agent)


def _relation(made: Any, edge: Mapping[str, Any], number: int) -> None:
    told = {"pp:support": edge["support"], "pp:kind": edge["kind"], "pp:directed": edge["directed"]}
    child, parent = _name("doc", edge["child"]), _name("doc", edge["parent"])
    if edge["directed"] and edge["kind"] != "shares_source":
        made.wasDerivedFrom(child, parent, other_attributes=told)
        return
    source = made.entity(_name("doc", f"common source {number + 1}"), {"pp:kind": "common source nobody supplied"})
    for end in (child, parent):
        made.wasDerivedFrom(end, source, other_attributes=told)
