"""Everything ``trace`` writes, in one folder, all or nothing; and reading it back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..parallel import Pool
from ..tracefile.schema import validate
from ..tracefile.shapes import Json
from .graphml import graphml
from .output import claim, place, workshop
from .page import page
from .plots import drawable, render
from .tables import HEADERS, table

Progress = Callable[[str], None]
PLOTS = (("lineage", "png"), ("lineage", "svg"), ("similarity", "png"), ("timeline", "png"), ("composition", "png"))


def dumps(trace: Json) -> str:
    """Canonical JSON text: UTF-8 characters as they are, keys in the order of the contract, a line for each document,
    pair and edge. (Indenting every value would triple the time and add half to the size.)
    """
    return "{\n" + ",\n".join(f"{_plain(key)}: {_lines(value)}" for key, value in trace.items()) + "\n}\n"


def _lines(value: Any) -> str:
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(map(_plain, value)) + "\n]"
    if isinstance(value, dict) and any(isinstance(part, list) for part in value.values()):
        return "{\n" + ",\n".join(f"{_plain(key)}: {_lines(part)}" for key, part in value.items()) + "\n}"
    return _plain(value)


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _text_path(document: Json) -> str:
    """Where a document's text lies; a path that would leave the folder is not followed."""
    name = document.get("text_file")
    plain = name[6:] if isinstance(name, str) and name.startswith("texts/") else ""
    if plain in {"", ".", ".."} or "/" in plain or "\\" in plain or "\0" in plain:
        raise InputError("not a valid trace: text_file must be a file under texts/", document["id"],
                         "give a trace.json that provenance trace wrote")
    return str(name)


def load_trace(path: str | Path) -> tuple[dict[str, Any], dict[str, str]]:
    """A checked trace and its texts by id, from ``trace.json`` and the ``texts/`` folder beside it.

    Raises InputError for a file that cannot be read or does not follow the schema, and for a missing text.
    """
    source = Path(path)
    try:
        trace = json.loads(source.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        why = error.strerror if isinstance(error, OSError) else "not valid JSON"
        raise InputError(f"cannot read the trace: {why}", source, "give a trace.json that provenance trace wrote"
                         ) from error
    checked = validate(trace, source)
    texts: dict[str, str] = {}
    for document in checked["documents"]:
        place = source.parent / _text_path(document)
        try:
            texts[document["id"]] = place.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError("cannot read a text of the trace", place, "keep trace.json with its texts/ folder"
                             ) from error
    return validate(checked, source, texts), texts


_Traced = tuple[Json, Mapping[str, str]]


def _draw(traced: _Traced, plot: tuple[str, str]) -> bytes | None:
    """The bytes of a plot, None where the trace has no data for it."""
    return render(traced[0], *plot) if plot[0] in drawable(traced[0]) else None


def _listed(traced: _Traced, name: str) -> bytes:
    return table(name, *traced).encode()


def parts(trace: Json, texts: Mapping[str, str], say: Progress, pool: Pool) -> Iterator[tuple[str, bytes]]:
    """(relative path, bytes) of every file of the contract; ``say`` hears the name of each step.

    In ``pool`` plots and tables are made beside the rest. Raises InputError for a trace against the schema.
    """
    # The pool keeps its processes as long as this very object is what they share.
    traced = trace, texts
    drawn = pool.map(_draw, traced, PLOTS, chunk=1)
    listed = pool.map(_listed, traced, list(HEADERS), chunk=1)
    validate(trace, "trace.json", texts)
    say("trace.json")
    yield "trace.json", dumps(trace).encode()
    for document in trace["documents"]:
        yield _text_path(document), texts[document["id"]].encode()
    say("report.html")
    yield "report.html", page(trace, texts).encode()
    yield "lineage.graphml", graphml(trace)
    say("tables")
    yield from zip(HEADERS, listed, strict=True)
    for (kind, suffix), data in zip(PLOTS, drawn, strict=True):
        if data is not None:
            say(f"{kind}.{suffix}")
            yield f"{kind}.{suffix}", data


def write(trace: Json, texts: Mapping[str, str], out: str | Path, progress: Progress | None = None,
          workers: int = 1) -> list[str]:
    """Write everything of the contract into the folder ``out``; returns the names written, sorted.

    All is made in a temporary folder beside it and moved when complete, so that a run cut short leaves nothing
    half-written. Files of an earlier run are replaced, others left alone; raises InputError as `output.claim`.
    """
    target = Path(out).absolute()
    claim(target)
    with workshop(target) as made, Pool(workers) as pool:
        written = []
        for name, data in parts(trace, texts, progress or (lambda step: None), pool):
            (made / name).parent.mkdir(exist_ok=True)
            (made / name).write_bytes(data)
            written.append(name)
        place(made, target)
    return sorted(written)
