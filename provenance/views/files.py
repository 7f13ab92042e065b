"""Everything ``trace`` writes, in one folder, all or nothing; and reading it back."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..tracefile.schema import validate
from .graphml import graphml
from .page import page
from .tables import tables

Json = Mapping[str, Any]
Progress = Callable[[str], None]
PLOTS = (("lineage", "png"), ("lineage", "svg"), ("similarity", "png"), ("timeline", "png"), ("composition", "png"))
# Every name a run may write; what an earlier run left of these and this one does not write is removed.
NAMES = ("trace.json", "report.html", "documents.csv", "pairs.csv", "sentences.csv", "facts.csv", "lineage.graphml",
         *(f"{kind}.{suffix}" for kind, suffix in PLOTS), "texts")


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
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _text_path(document: Json) -> str:
    """Where a document's text lies; a path that would leave the folder is not followed."""
    name = document.get("text_file")
    if not isinstance(name, str) or not name.startswith("texts/") or "/" in name[6:] or "\\" in name or ".." in name:
        raise InputError("not a valid trace: text_file must be a file under texts/", document["id"],
                         "give a trace.json that provenance trace wrote")
    return name


def load(path: str | Path) -> tuple[dict[str, Any], dict[str, str]]:
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


def parts(trace: Json, texts: Mapping[str, str], progress: Progress | None = None) -> Iterator[tuple[str, bytes]]:
    """(relative path, bytes) of every file of the contract; ``progress`` hears the name of each step."""
    say = progress or (lambda step: None)
    say("trace.json")
    yield "trace.json", dumps(trace).encode()
    for document in trace["documents"]:
        yield _text_path(document), texts[document["id"]].encode()
    yield from views(trace, texts, say)


def views(trace: Json, texts: Mapping[str, str], say: Progress) -> Iterator[tuple[str, bytes]]:
    """(relative path, bytes) of the tables, the graph, the page and the plots."""
    say("tables")
    for name, content in tables(trace, texts):
        yield name, content.encode()
    yield "lineage.graphml", graphml(trace)
    say("report.html")
    yield "report.html", page(trace, texts).encode()
    # matplotlib takes most of a second to import: only who draws should wait for it.
    from .plots import drawable, render

    for kind, suffix in PLOTS:
        if kind in drawable(trace):
            say(f"{kind}.{suffix}")
            yield f"{kind}.{suffix}", render(trace, kind, suffix)


@contextmanager
def _sibling(out: Path) -> Iterator[Path]:
    """A temporary folder beside ``out``, gone afterwards whatever happens."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    except OSError as error:
        raise InputError(f"cannot write there: {error.strerror}", out, "choose another folder with -o") from error
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _move(made: Path, out: Path) -> None:
    """Put the finished files in place. Other files in ``out`` are left alone."""
    if not out.exists():
        made.chmod(0o777 & ~_umask())
        os.replace(made, out)
        return
    old = made / ".old"
    old.mkdir()
    for name in NAMES:
        if (out / name).exists():
            os.replace(out / name, old / name)
        if (made / name).exists():
            os.replace(made / name, out / name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write(trace: Json, texts: Mapping[str, str], out: str | Path, progress: Progress | None = None) -> list[str]:
    """Write everything of the contract into the folder ``out``; returns the names written, sorted.

    All is made in a temporary folder beside it and moved when complete, so that a run cut short leaves nothing
    half-written. Raises InputError when ``out`` is a file or cannot be written.
    """
    target = Path(out)
    if target.exists() and not target.is_dir():
        raise InputError("the output is a file, not a folder", target, "choose another folder with -o")
    validate(trace, "trace.json", texts)
    with _sibling(target.absolute()) as made:
        written = []
        try:
            for name, data in parts(trace, texts, progress):
                (made / name).parent.mkdir(exist_ok=True)
                (made / name).write_bytes(data)
                written.append(name)
            _move(made, target.absolute())
        except OSError as error:
            raise InputError(f"cannot write there: {error.strerror}", target, "choose another folder with -o"
                             ) from error
    return sorted(written)
