"""The schema of ``trace.json``, and a check of a file against it that needs no further library.

``trace.schema.json`` is ordinary JSON Schema (draft 2020-12). The check here knows the handful of keywords it uses
and tells the first fault in one line; then it looks at what a schema cannot say: that ids name documents and that
offsets lie inside the texts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from ..errors import InputError

VERSION = "provenance.trace/1"
_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,), "array": (list,), "string": (str,), "boolean": (bool,), "integer": (int,),
    "number": (int, float), "null": (type(None),)}
_REMEDY = "give a trace.json that provenance trace wrote"


@cache
def schema() -> dict[str, Any]:
    """The JSON schema of ``trace.json``."""
    found: dict[str, Any] = json.loads(files("provenance.tracefile").joinpath("trace.schema.json").read_text("utf-8"))
    return found


def _is(value: object, names: str | list[str]) -> bool:
    wanted = [names] if isinstance(names, str) else names
    if isinstance(value, bool):
        return "boolean" in wanted
    return any(isinstance(value, _TYPES[name]) for name in wanted)


def _own_faults(value: Any, rule: Mapping[str, Any], place: str) -> Iterator[str]:
    """What is wrong with the value itself, its parts apart."""
    if "const" in rule and value != rule["const"]:
        yield f"{place} is {value!r}, not {rule['const']!r}"
    elif "enum" in rule and value not in rule["enum"]:
        yield f"{place} is {value!r}, not one of {', '.join(map(str, rule['enum']))}"
    elif "type" in rule and not _is(value, rule["type"]):
        wanted = rule["type"] if isinstance(rule["type"], str) else " or ".join(rule["type"])
        yield f"{place} is {type(value).__name__}, not {wanted}"
    elif isinstance(value, int | float) and not isinstance(value, bool):
        if not rule.get("minimum", value) <= value <= rule.get("maximum", value):
            yield f"{place} is {value}, out of range"
    elif isinstance(value, str) and len(value) < rule.get("minLength", 0):
        yield f"{place} is too short"


def _faults(value: Any, rule: Mapping[str, Any], place: str) -> Iterator[str]:
    while "$ref" in rule:
        rule = schema()["$defs"][rule["$ref"].rsplit("/", 1)[-1]]
    wrong = False
    for fault in _own_faults(value, rule, place):
        wrong = True
        yield fault
    if wrong:
        return
    if isinstance(value, dict):
        for name in rule.get("required", ()):
            if name not in value:
                yield f"{place}.{name} is missing".lstrip(".")
        rest = rule.get("additionalProperties", {})
        for name, part in value.items():
            below = rule.get("properties", {}).get(name, rest)
            if below:
                yield from _faults(part, below, f"{place}.{name}".lstrip("."))
    elif isinstance(value, list) and "items" in rule:
        for number, part in enumerate(value):
            yield from _faults(part, rule["items"], f"{place}[{number}]")


def _references(trace: Mapping[str, Any]) -> Iterator[str]:
    """Ids that name nothing, and ids given twice."""
    ids = [document["id"] for document in trace["documents"]]
    known = {node["id"] for node in trace["lineage"]["nodes"]}
    if len(set(ids)) < len(ids):
        yield "documents have repeated ids"
    for key in ids:
        if key not in known:
            yield f"document {key!r} is not a node of the lineage"
    for number, edge in enumerate(trace["lineage"]["edges"]):
        for end in (edge["parent"], edge["child"]):
            if end not in known:
                yield f"lineage.edges[{number}] names {end!r}, which is not a node"
    held = set(ids)
    for number, pair in enumerate(trace["pairs"]):
        if pair["a"] not in held or pair["b"] not in held:
            yield f"pairs[{number}] names a document that is not in the file"


def _places(trace: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[str]:
    """Texts that are missing, and spans that leave them or run backwards."""
    for number, document in enumerate(trace["documents"]):
        text = texts.get(document["id"])
        if text is None:
            yield f"the text of {document['id']!r} is missing"
            continue
        spans = [*document["sentences"], *(fact for fact in document["facts"] if fact["start"] is not None)]
        if any(span["end"] is None or not span["start"] <= span["end"] <= len(text) for span in spans):
            yield f"documents[{number}] has a span outside its text"


def validate(trace: object, where: object = "trace.json", texts: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The trace itself, once it is known to follow the schema.

    ``texts`` (id to stored text), where given, are checked too: every document has one, and spans lie inside.
    Raises InputError with the first fault in one line.
    """
    if not isinstance(trace, dict):
        raise InputError("not a trace: no JSON object", where, _REMEDY)
    if trace.get("schema") != VERSION:
        raise InputError(f"schema is {trace.get('schema')!r}, not {VERSION!r}", where, _REMEDY)
    for fault in _faults(trace, schema(), ""):
        raise InputError(f"not a valid trace: {fault}", where, _REMEDY)
    for fault in _references(trace):
        raise InputError(f"not a valid trace: {fault}", where, _REMEDY)
    for fault in _places(trace, texts) if texts is not None else ():
        raise InputError(f"trace and texts do not agree: {fault}", where, "keep trace.json with its texts/ folder")
    return trace
