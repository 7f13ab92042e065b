"""What an archive holds: one manifest, and in every part a record of its own from which the manifest can be told.

A part is committed by the rename that gives its folder a name; the manifest follows. Both carry a number that rises
with every commit. A manifest that is older than a part (because the process died between the two, or because somebody
put an old one back) is brought up to date from the parts' records: nothing that was committed is ever taken for a
leftover.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from .. import disk
from ..errors import ArchiveError
from ..find.blocking import QUARTER
from ..settings import Settings

SCHEMA = "provenance.archive/2"
RECORD = "part.json"
_AGAIN = "restore the file, or build the archive again"


@dataclass(frozen=True, slots=True)
class Part:
    """One committed part: its folder under ``parts/``, its documents, (bytes, SHA-256) of its files, the number of the
    commit, and the parts it was merged from, which it replaces."""

    name: str
    documents: int
    files: dict[str, tuple[int, str]]
    commit: int = 0
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds. ``scheme`` names how its keys were made; others do not compare. ``archive`` is the mark
    all its parts bear."""

    scheme: str
    archive: str
    parts: tuple[Part, ...] = ()
    commit: int = 0
    created: str = field(default_factory=lambda: now())
    changed: str = ""

    @property
    def documents(self) -> int:
        """Documents in all parts."""
        return sum(part.documents for part in self.parts)

    @property
    def replaced(self) -> frozenset[str]:
        """Names of the parts that merging made superfluous."""
        return frozenset(name for part in self.parts for name in part.replaces)

    def having(self, part: Part) -> Manifest:
        """This manifest after the commit of ``part``, which stands where the first part it replaces stood."""
        at = next((at for at, old in enumerate(self.parts) if old.name in part.replaces), len(self.parts))
        kept = [(old.name in part.replaces, old) for old in self.parts]
        before = [old for gone, old in kept[:at] if not gone]
        after = [old for gone, old in kept[at:] if not gone]
        return replace(self, parts=(*before, part, *after), commit=max(self.commit, part.commit))


def now() -> str:
    """The time in UTC, to the second."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def scheme_of(settings: Settings) -> str:
    """The scheme an archive is built under: words, stems, sampled runs."""
    return f"word-crc32/snowball-english/tf-idf/run{settings.shingle}/sample{QUARTER}"


def _part(name: str, raw: dict[str, Any]) -> Part:
    return Part(name, int(raw["documents"]), {file: (int(size), str(seal)) for file, (size, seal) in
                                              raw["files"].items()}, int(raw["commit"]), tuple(raw["replaces"]))


def _plain(part: Part) -> dict[str, Any]:
    return {"documents": part.documents, "files": {name: list(told) for name, told in part.files.items()},
            "commit": part.commit, "replaces": list(part.replaces)}


def write_record(folder: Path, part: Part, archive: str) -> None:
    """Write down in a part's own folder what it is."""
    disk.write_sealed(folder / RECORD, {"archive": archive, **_plain(part)})


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Replace the manifest in one step."""
    disk.write_sealed(path / "manifest.json", {
        "schema": SCHEMA, "archive": manifest.archive, "scheme": manifest.scheme, "documents": manifest.documents,
        "commit": manifest.commit, "created": manifest.created, "changed": now(),
        "parts": [{"name": part.name, **_plain(part)} for part in manifest.parts]})


def stored(path: Path) -> Manifest:
    """The manifest as it stands in its file. Raises ArchiveError as `read_manifest`."""
    file = path / "manifest.json"
    try:
        raw = disk.read_sealed(file)
    except FileNotFoundError:
        raise ArchiveError("no archive here", path, "make one with provenance index build") from None
    except (OSError, ValueError) as error:
        raise ArchiveError(f"manifest cannot be read: {error}", file, _older(file) or "restore it") from error
    if raw.get("schema") != SCHEMA:
        raise ArchiveError(f"archive schema is {raw.get('schema')!r}, not {SCHEMA}", path, "build it again")
    try:
        return Manifest(raw["scheme"], raw["archive"], tuple(_part(part["name"], part) for part in raw["parts"]),
                        int(raw["commit"]), raw["created"], raw["changed"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ArchiveError(f"manifest is malformed: {error!r}", file, "restore it") from error


def _older(file: Path) -> str:
    """What to do about a manifest of the first version, which bore no checksum."""
    try:
        return "build the archive again" if '"provenance.archive/1"' in file.read_text("utf-8") else ""
    except (OSError, ValueError):
        return ""


def read_manifest(path: Path) -> Manifest:
    """What is committed: the manifest, and any part it does not know yet.

    Raises ArchiveError when the folder is no archive, or its manifest cannot be read or was altered.
    """
    manifest = stored(path)
    known = {part.name for part in manifest.parts} | manifest.replaced
    newer = [part for name in _names(path) if name not in known and (part := _recorded(path, name, manifest))]
    for part in sorted(newer, key=lambda part: part.commit):
        if part.commit > manifest.commit:
            manifest = manifest.having(part)
    return manifest


def _names(path: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in (path / "parts").iterdir() if not entry.name.startswith("."))
    except OSError:
        return []


def _recorded(path: Path, name: str, manifest: Manifest) -> Part | None:
    """A part by its own record, where it is one of this archive's."""
    try:
        raw = disk.read_sealed(path / "parts" / name / RECORD)
        return _part(name, raw) if raw["archive"] == manifest.archive else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def leftovers(path: Path, manifest: Manifest) -> tuple[list[Path], list[Path]]:
    """Folders under ``parts/`` that a writer left half done or superseded, and things there that are not ours."""
    ours: list[Path] = []
    foreign: list[Path] = []
    wanted = {part.name for part in manifest.parts}
    for entry in sorted((path / "parts").iterdir()) if (path / "parts").is_dir() else ():
        if entry.name in wanted:
            continue
        temporary = entry.name.startswith((".tmp-", ".old-"))
        mine = entry.is_dir() and not entry.is_symlink() and (temporary or entry.name in manifest.replaced)
        (ours if mine else foreign).append(entry)
    return ours, foreign


def check_scheme(path: Path, manifest: Manifest, settings: Settings) -> None:
    """Raises ArchiveError where the archive's keys were made in another way than this run makes them."""
    if manifest.scheme != scheme_of(settings):
        raise ArchiveError(f"archive was built under {manifest.scheme}, this run uses {scheme_of(settings)}", path,
                           "use the same settings, or build the archive again")


def check(path: Path, manifest: Manifest, settings: Settings) -> None:
    """Raises ArchiveError naming the file that is missing, truncated or altered, or the scheme that differs."""
    check_scheme(path, manifest, settings)
    for part in manifest.parts:
        for name, (size, wanted) in part.files.items():
            file = path / "parts" / part.name / name
            if not file.is_file():
                raise ArchiveError("a part is missing", file, _AGAIN)
            if file.stat().st_size != size:
                raise ArchiveError(f"a part is truncated or altered: {file.stat().st_size} bytes, not {size}", file,
                                   _AGAIN)
            if disk.digest(file) != wanted:
                raise ArchiveError("a part is altered: its checksum differs", file, _AGAIN)
