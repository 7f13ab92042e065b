"""ZIP files of any other format, as databases deliver several downloads; WACZ, a web archive with its index."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from ...records import Skipped
from .. import limits
from ..raw import Raw, place_of, why

_PACKED = (".zip", ".wacz")


def read(path: Path) -> Iterator[Raw | Skipped]:
    """Everything in every file of the archive, in order of name."""
    with zipfile.ZipFile(path) as archive:
        for member in sorted(archive.infolist(), key=lambda one: one.filename):
            if not member.is_dir():
                yield from _member(archive, member, place_of(path))


def wacz(path: Path) -> Iterator[Raw | Skipped]:
    """The pages of the WARC files under ``archive/``; the rest of a WACZ describes them."""
    with zipfile.ZipFile(path) as archive:
        for member in sorted(archive.infolist(), key=lambda one: one.filename):
            if member.filename.startswith("archive/") and not member.is_dir():
                yield from _member(archive, member, place_of(path))


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> Iterator[Raw | Skipped]:
    from . import kind_of, read  # the register of formats, of which this is one

    inner = PurePosixPath(member.filename)
    place = f"{name}:{member.filename}"
    if inner.name.startswith(".") or "__MACOSX" in inner.parts:
        yield Skipped(place, "hidden: its name begins with a dot")
    elif not kind_of(Path(inner.name)) or kind_of(Path(inner.name)) in _PACKED:
        yield Skipped(place, "file type is not supported inside an archive")
    elif member.file_size > limits.MEMBER:
        yield Skipped(place, str(limits.TooLarge("the file", limits.MEMBER, "bytes")))
    else:
        with tempfile.TemporaryDirectory(prefix="provenance.") as folder:
            # Only the suffixes of its name are used: it may hold anything.
            file = Path(folder) / f"member{''.join(inner.suffixes[-2:])[-20:]}"
            try:
                _unpack(archive, member, file)
                for item in read(file):
                    yield _renamed(item, str(file), place)
            except Exception as error:  # one file of the archive must not cost the others
                yield Skipped(place, f"cannot be read: {why(error)}")


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, file: Path) -> None:
    """The sizes a ZIP states may lie, so what comes out is counted."""
    size = 0
    with archive.open(member) as packed, file.open("wb") as plain:
        while block := packed.read(1 << 20):
            size += len(block)
            if size > limits.MEMBER:
                raise limits.TooLarge("the file", limits.MEMBER, "bytes")
            plain.write(block)


def _renamed(item: Raw | Skipped, file: str, place: str) -> Raw | Skipped:
    if isinstance(item, Skipped):
        return Skipped(place + item.path.removeprefix(file), item.reason)
    return replace(item, place=place + item.place.removeprefix(file))
