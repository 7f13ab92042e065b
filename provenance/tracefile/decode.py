"""``trace.json`` back as records: what `encode` wrote, but for alignments, of which it keeps the spans only.

A field that an earlier minor version did not have takes its default; one that a later version added is left out.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from ..errors import InputError
from ..records import (
    Attribution,
    Derivation,
    Document,
    DocumentReport,
    Edge,
    Fact,
    FactFinding,
    InferredSource,
    Lineage,
    SentenceRole,
    Skipped,
    Trace,
)
from .shapes import Json

Record = TypeVar("Record")


def to_trace(trace: Json, texts: Mapping[str, str]) -> Trace:
    """The records of a checked trace and its texts by id. Raises InputError when a record cannot be made of it."""
    try:
        return Trace(
            settings=dict(trace["settings"]),
            documents=tuple(_report(item, texts[item["id"]]) for item in trace["documents"]),
            pairs=tuple(_record(Derivation, pair) for pair in trace["pairs"]),
            lineage=_lineage(trace),
            skipped=tuple(_record(Skipped, item) for item in trace["skipped"]),
            warnings=tuple(trace["warnings"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"not a valid trace: {error}", "trace.json", "give one that provenance trace wrote") from error


def _report(item: Json, text: str) -> DocumentReport:
    return DocumentReport(
        document=_record(Document, {**item, "text": text}), words=item["words"], story=item["story"],
        standing=item["standing"], p_derived=item["p_derived"], attribution=_record(Attribution, item["attribution"]),
        sentences=tuple(_record(SentenceRole, {**sentence, "source_kind": (sentence["source"] or {}).get("kind")})
                        for sentence in item["sentences"]),
        facts=tuple(_finding(fact, item["sentences"]) for fact in item["facts"]))


def _finding(item: Json, sentences: list[Json]) -> FactFinding:
    """A dropped fact stands in the source alone, so its place there is its place."""
    place = item if item["start"] is not None else item["source"] or {"start": 0, "end": 0}
    start, end = place["start"], place["end"]
    at = next((number for number, one in enumerate(sentences) if one["start"] <= start < one["end"]), 0)
    fact = _record(Fact, {"value": "", **item, "start": start, "end": end, "sentence": at})
    return _record(FactFinding, {**item, "fact": fact})


def _lineage(trace: Json) -> Lineage:
    found = trace["lineage"]
    return Lineage(
        story_of={item["id"]: item["story"] for item in trace["documents"]},
        edges=tuple(_record(Edge, edge) for edge in found["edges"]), roots=tuple(found["roots"]),
        inferred=tuple(_record(InferredSource, source) for source in found["inferred"]),
        unplaced=tuple(found["unplaced"]))


@cache
def _hints(kind: Hashable) -> dict[str, Any]:
    return get_type_hints(kind)


def _record(kind: type[Record], values: Json) -> Record:
    """A record of ``kind`` from the values of its fields, each in the type its field declares."""
    hints = _hints(cast(Any, kind))
    return kind(**{field.name: _value(hints[field.name], values[field.name])
                   for field in fields(kind) if field.name in values})  # type: ignore[arg-type]


def _value(kind: Any, value: Any) -> Any:
    parts = get_args(kind)
    if get_origin(kind) in (Union, UnionType):
        return None if value is None else _value(next(part for part in parts if part is not NoneType), value)
    if is_dataclass(kind) and isinstance(kind, type) and isinstance(value, Mapping):
        return _record(kind, value)
    if get_origin(kind) is tuple and parts[-1] is not Ellipsis:
        # Places are objects in JSON, with their parts in the order of the record's tuple.
        return tuple(value.values() if isinstance(value, Mapping) else value)[:len(parts)]
    if get_origin(kind) is tuple:
        return tuple(_value(parts[0], part) for part in value)
    return value
