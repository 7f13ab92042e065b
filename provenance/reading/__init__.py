"""Files, tables and pages become Documents. Text is never altered afterwards: all later results are offsets into it."""

from __future__ import annotations

import csv
import glob
import gzip
import hashlib
import io
import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard
from charset_normalizer import from_bytes

from ..errors import InputError
from ..records import Document, Skipped
from ..text.segment import words
from .html import page, warc_pages

TEXT = (".txt", ".md")
PAGES = (".html", ".htm")
TABLES = (".jsonl", ".csv", ".tsv", ".parquet")
WARCS = (".warc",)
SUFFIXES = TEXT + PAGES + TABLES + WARCS
COLUMNS = ("id", "title", "outlet", "url", "published", "role")
# Files that describe a corpus rather than belong to it, met when a folder is read.
_SIDECARS = {"metadata.csv", "truth.json", "README.md"}
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?")


@dataclass(frozen=True, slots=True)
class Raw:
    """A text as it was found, before it is checked."""

    path: str
    text: str
    fields: Mapping[str, str | None]
    dated_by: Literal["metadata", "html", "text"] | None = None


def canonical(text: str) -> str:
    """NFC with ``\\n`` line ends; a byte-order mark is dropped. The only change ever made to a text."""
    return unicodedata.normalize("NFC", text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))


def _bytes(path: Path) -> bytes:
    data = path.read_bytes()
    if path.suffix == ".gz":
        return gzip.decompress(data)
    if path.suffix == ".zst":
        return bytes(zstandard.ZstdDecompressor().decompressobj().decompress(data))
    return data


def decode(data: bytes) -> str:
    """UTF-8 where valid, else the best guess of charset-normalizer. Raises ValueError for binary data."""
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError("looks binary, not text")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        best = from_bytes(data).best()
        if best is None:
            raise ValueError("text encoding cannot be told") from None
        return str(best)


def kind_of(path: Path) -> str:
    """The suffix that decides how a file is read, compression suffix removed; '' when not supported."""
    name = path.name.lower()
    for ending in (".gz", ".zst"):
        name = name.removesuffix(ending)
    return next((suffix for suffix in SUFFIXES if name.endswith(suffix)), "")


def expand(inputs: Iterable[str]) -> tuple[list[Path | None], list[Skipped]]:
    """Paths named by files, folders, globs and ``-`` (None), sorted and distinct; unsupported files are skipped.

    Raises InputError when an input names nothing.
    """
    paths: set[Path] = set()
    skipped: list[Skipped] = []
    stdin = False
    for name in inputs:
        if name == "-":
            stdin = True
            continue
        path = Path(name)
        if path.is_dir():
            for entry in sorted(path.rglob("*")):
                relative = entry.relative_to(path)
                if not entry.is_file() or any(part.startswith(".") for part in relative.parts):
                    continue
                if entry.name in _SIDECARS:
                    continue
                if kind_of(entry):
                    paths.add(entry)
                else:
                    skipped.append(Skipped(str(entry), "file type is not supported"))
        elif path.exists():
            if not kind_of(path):
                raise InputError("file type is not supported", path, f"give one of {' '.join(SUFFIXES)}")
            paths.add(path)
        else:
            matches = [Path(match) for match in glob.glob(name, recursive=True) if Path(match).is_file()]
            if not matches:
                raise InputError("no such file or folder", name, "check the path, or quote the glob")
            paths.update(match for match in matches if kind_of(match))
            skipped += [Skipped(str(m), "file type is not supported") for m in matches if not kind_of(m)]
    ordered: list[Path | None] = [*sorted(paths)]
    return ([None, *ordered] if stdin else ordered), skipped


def _rows(path: Path, kind: str) -> Iterator[tuple[str, Mapping[str, Any] | str]]:
    """(place, row) of a table; a str instead of a mapping is the reason a row cannot be used."""
    if kind == ".parquet":
        table = pq.read_table(io.BytesIO(_bytes(path)))
        for number, row in enumerate(table.to_pylist(), 1):
            yield f"{path}:{number}", row
        return
    text = decode(_bytes(path))
    if kind == ".jsonl":
        yield from _json_lines(text, str(path))
        return
    csv.field_size_limit(sys.maxsize)
    delimiter = "\t" if kind == ".tsv" else ","
    for number, row in enumerate(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=delimiter), 1):
        yield f"{path}:{number}", row


def _json_lines(text: str, name: str) -> Iterator[tuple[str, Mapping[str, Any] | str]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as error:
                yield f"{name}:{number}", f"not valid JSON: {error}"
                continue
            yield f"{name}:{number}", row if isinstance(row, dict) else "not a JSON object"


def _from_row(place: str, row: Mapping[str, Any]) -> Raw | Skipped:
    if not isinstance(row.get("text"), str):
        return Skipped(place, "no text column" if "text" not in row else "text is empty or not a string")
    fields = {name: str(row[name]) if row.get(name) not in (None, "") else None for name in COLUMNS}
    return Raw(place, row["text"], fields, "metadata" if fields["published"] else None)


def _read(path: Path | None) -> Iterator[Raw | Skipped]:
    """Everything one path holds."""
    if path is None:
        rows = _json_lines(sys.stdin.read(), "<stdin>")
        yield from (Skipped(place, row) if isinstance(row, str) else _from_row(place, row) for place, row in rows)
        return
    kind = kind_of(path)
    try:
        if kind in TABLES:
            for place, row in _rows(path, kind):
                yield Skipped(place, row) if isinstance(row, str) else _from_row(place, row)
        elif kind in PAGES:
            text, fields, dated = page(decode(_bytes(path)))
            yield Raw(str(path), text, fields, dated) if text else Skipped(str(path), "no article text in the page")
        elif kind in WARCS:
            for place, text, fields, dated in warc_pages(path):
                yield Raw(place, text, fields, dated) if text else Skipped(place, "no article text in the page")
        else:
            yield Raw(str(path), decode(_bytes(path)), {})
    except (OSError, ValueError, EOFError, csv.Error, pa.ArrowException, zstandard.ZstdError) as error:
        yield Skipped(str(path), f"cannot be read: {error}")


def metadata(path: str | Path) -> dict[str, dict[str, str | None]]:
    """Rows of a metadata CSV by their ``path`` column. Raises InputError when it cannot be used."""
    try:
        rows = list(csv.DictReader(io.StringIO(decode(Path(path).read_bytes()).removeprefix("\ufeff"))))
    except (OSError, ValueError, csv.Error) as error:
        raise InputError(f"cannot read metadata: {error}", path, "give a CSV file with a path column") from error
    if rows and "path" not in rows[0]:
        raise InputError("metadata has no path column", path, "add a column named path")
    return {row["path"]: {name: row.get(name) or None for name in COLUMNS} for row in rows if row["path"]}


def _lookup(table: Mapping[str, Mapping[str, str | None]], path: str) -> Mapping[str, str | None]:
    """The row whose path equals this one or is its tail."""
    if path in table:
        return table[path]
    parts = Path(path).parts
    for size in range(len(parts), 0, -1):
        tail = "/".join(parts[-size:])
        if tail in table:
            return table[tail]
    return {}


def _title(text: str) -> str | None:
    """The first line, where it is short and stands alone without a full stop."""
    first = text.lstrip().split("\n", 1)
    line = first[0].strip().lstrip("# ").strip()
    return line if len(first) > 1 and 2 <= len(line.split()) <= 25 and not line.endswith(".") else None


def language(tokens: Sequence[str]) -> str | None:
    """``en`` or ``other`` by the share of English function words; None under 20 words (too short to say)."""
    if len(tokens) < 20:
        return None
    share = sum(token in _ENGLISH for token in tokens) / len(tokens)
    return "en" if share >= 0.2 else "other"


# In running English these make up 35-50 % of the words; in French, Spanish or German news under 8 %.
_ENGLISH = frozenset(
    "the of and to in a is that for it was on are as with be by at from this have an or not which but has had its "
    "were their they we said will would been who more when there if can about out up than also after new one".split())


def _document(raw: Raw, table: Mapping[str, Mapping[str, str | None]]) -> Document | Skipped:
    text = canonical(raw.text)
    tokens = words(text)[0]
    if not tokens:
        return Skipped(raw.path, "empty: no words")
    extra = {name: value for name, value in _lookup(table, raw.path).items() if value}
    fields = {**raw.fields, **extra}
    published = fields.get("published")
    dated_by = "metadata" if extra.get("published") else raw.dated_by
    if published and not _DATE.fullmatch(published):
        return Skipped(raw.path, f"published is not an ISO 8601 date: {published!r}")
    if not published:
        # A machine-readable stamp near the top is the only date a bare text can be trusted for.
        stamp = re.search(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?", text[:600])
        published, dated_by = (stamp[0], "text") if stamp else (None, None)
    role = (fields.get("role") or "article").strip().lower()
    if role not in {"release", "article"}:
        return Skipped(raw.path, f"role must be release or article, not {role!r}")
    return Document(
        id=fields.get("id") or Path(raw.path).name, text=text, path=raw.path,
        sha256=hashlib.sha256(text.encode()).hexdigest(), title=fields.get("title") or _title(text),
        outlet=fields.get("outlet"), url=fields.get("url"), published=published, published_source=dated_by,
        role="release" if role == "release" else "article", language=language(tokens))


def _distinct(documents: list[Document]) -> list[Document]:
    """Sorted by id; colliding ids take their path, then a hash, so that ids never depend on input order."""
    taken: dict[str, list[Document]] = {}
    for document in documents:
        taken.setdefault(document.id, []).append(document)
    renamed: list[Document] = []
    for name, group in taken.items():
        if len(group) == 1:
            renamed += group
            continue
        for document in sorted(group, key=lambda d: (d.path or "", d.sha256)):
            renamed.append(replace(document, id=f"{name}~{document.path}" if document.path else name))
    seen: dict[str, int] = {}
    final: list[Document] = []
    for document in sorted(renamed, key=lambda d: (d.id, d.sha256)):
        seen[document.id] = seen.get(document.id, 0) + 1
        count = seen[document.id]
        final.append(document if count == 1 else replace(document, id=f"{document.id}~{count}"))
    return final


def read(inputs: Sequence[str], metadata_file: str | Path | None = None,
         release: str | None = None) -> tuple[tuple[Document, ...], tuple[Skipped, ...]]:
    """Documents of all inputs, sorted by id, and everything that could not be used with the reason.

    ``release`` names the announcement by path or id: a path that is not among the inputs is read as well.
    Raises InputError for an input that names nothing, bad metadata, or a release that cannot be found.
    """
    paths, skipped = expand(inputs)
    if release is not None and Path(release).is_file() and Path(release) not in paths:
        paths.append(Path(release))
    folders = [Path(name) for name in inputs if name != "-" and Path(name).is_dir()]
    sidecars = [folder / "metadata.csv" for folder in folders if (folder / "metadata.csv").is_file()]
    table: dict[str, dict[str, str | None]] = {}
    for sidecar in sidecars:
        table |= {str(sidecar.parent / name): row for name, row in metadata(sidecar).items()}
    if metadata_file is not None:
        table |= metadata(metadata_file)
    documents: list[Document] = []
    for path in paths:
        for raw in _read(path):
            made = raw if isinstance(raw, Skipped) else _document(raw, table)
            if isinstance(made, Skipped):
                skipped.append(made)
            else:
                documents.append(made)
    final = _distinct(documents)
    if release is not None:
        final = _mark_release(final, release)
    return tuple(final), tuple(sorted(skipped, key=lambda s: (s.path, s.reason)))


def _mark_release(documents: list[Document], release: str) -> list[Document]:
    named = [d for d in documents if d.id == release or (d.path and Path(d.path) == Path(release))]
    if not named:
        raise InputError("release is not among the inputs", release, "name a readable file or a document id")
    ids = {document.id for document in named}
    return [replace(d, role="release") if d.id in ids else d for d in documents]
