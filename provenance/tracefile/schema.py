"""The schema of ``trace.json``, and a check of a file against it that needs no further library.

``trace.schema.json`` is ordinary JSON Schema (draft 2020-12). The check here knows the handful of keywords it uses
and tells the first fault in one line; then it looks at what a schema cannot say: that ids name documents and that
offsets lie inside the texts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from math import inf
from typing import Any

from ..errors import InputError

VERSION = "provenance.trace/1"
_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,), "array": (list,), "string": (str,), "boolean": (bool,), "integer": (int,),
    "number": (int, float), "null": (type(None),)}
Fault = tuple[str, str] | None  # where in the value, and what is wrong there
Check = Callable[[Any], Fault]
_REMEDY = "give a trace.json that provenance trace wrote"


@cache
def schema() -> dict[str, Any]:
    """The JSON schema of ``trace.json``."""
    found: dict[str, Any] = json.loads(files("provenance.tracefile").joinpath("trace.schema.json").read_text("utf-8"))
    return found


def _own_check(rule: Mapping[str, Any]) -> Check:
    """What is wrong with a value itself, its parts apart."""
    if "const" in rule or "enum" in rule:
        allowed = [rule["const"]] if "const" in rule else list(rule["enum"])
        told = f"not {allowed[0]!r}" if "const" in rule else f"not one of {', '.join(map(str, allowed))}"
        return lambda value: None if value in allowed else ("", f"is {value!r}, {told}")
    names = rule.get("type", list(_TYPES))
    wanted = [names] if isinstance(names, str) else names
    types = tuple(kind for name in wanted for kind in _TYPES[name])
    low, high, least = rule.get("minimum", -inf), rule.get("maximum", inf), rule.get("minLength", 0)

    def check(value: Any) -> Fault:
        if not isinstance(value, types) or (value.__class__ is bool and "boolean" not in wanted):
            return "", f"is {type(value).__name__}, not {' or '.join(wanted)}"
        if isinstance(value, str):
            return None if len(value) >= least else ("", "is too short")
        if isinstance(value, int | float) and not low <= value <= high and value.__class__ is not bool:
            return "", f"is {value}, out of range"
        return None

    return check


def _object_check(rule: Mapping[str, Any]) -> Check:
    """The first fault of the parts of an object."""
    required = tuple(rule.get("required", ()))
    rest = _check(rule["additionalProperties"]) if rule.get("additionalProperties") else None
    parts = {name: _check(part) if part else None for name, part in rule.get("properties", {}).items()}

    def check(value: Any) -> Fault:
        for name in required:
            if name not in value:
                return f".{name}", "is missing"
        for name, part in value.items():
            below = parts.get(name, rest)
            if below is not None and (fault := below(part)) is not None:
                return f".{name}{fault[0]}", fault[1]
        return None

    return check


def _list_check(rule: Mapping[str, Any]) -> Check:
    """The first fault of the items of a list."""
    below = _check(rule["items"])

    def check(value: Any) -> Fault:
        for number, part in enumerate(value):
            if (fault := below(part)) is not None:
                return f"[{number}]{fault[0]}", fault[1]
        return None

    return check


def _check(rule: Mapping[str, Any]) -> Check:
    """A rule as a function, made once: a trace of a thousand documents has a million values."""
    while "$ref" in rule:
        rule = schema()["$defs"][rule["$ref"].rsplit("/", 1)[-1]]
    own = _own_check(rule)
    inside: dict[type, Check] = {}
    if {"required", "properties", "additionalProperties"} & rule.keys():
        inside[dict] = _object_check(rule)
    if "items" in rule:
        inside[list] = _list_check(rule)

    def check(value: Any) -> Fault:
        if (fault := own(value)) is not None:
            return fault
        deeper = inside.get(value.__class__)
        return deeper(value) if deeper else None

    return check if inside else own


@cache
def _whole() -> Check:
    return _check(schema())


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
    if (found := _whole()(trace)) is not None:
        raise InputError(f"not a valid trace: {found[0].lstrip('.')} {found[1]}", where, _REMEDY)
    for fault in _references(trace):
        raise InputError(f"not a valid trace: {fault}", where, _REMEDY)
    for fault in _places(trace, texts) if texts is not None else ():
        raise InputError(f"trace and texts do not agree: {fault}", where, "keep trace.json with its texts/ folder")
    return trace
