"""Which files an input names. Everything met on the way is either read or listed with a reason."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import InputError
from ..records import Skipped
from .earlier import OUTPUTS, is_trace
from .formats import SUFFIXES, kind_of
from .raw import place_of, why
from .sidecar import is_one

HIDDEN = "hidden: its name begins with a dot"
_EARLIER = "written by an earlier run of trace"
_README = "describes the folder; name it to have it read"


@dataclass
class Named:
    """What inputs name: files to read, tables that describe them, and what cannot be read."""

    stdin: bool = False
    paths: dict[str, Path] = field(default_factory=dict)  # by absolute path, so that none is read twice
    sidecars: set[Path] = field(default_factory=set)
    skipped: set[Skipped] = field(default_factory=set)

    @property
    def ordered(self) -> list[Path | None]:
        """Standard input (None) first, then files in order of path."""
        files: list[Path | None] = [*sorted(self.paths.values())]
        return [None, *files] if self.stdin else files

    def add(self, path: Path) -> None:
        """A file that was named or met."""
        reason = fault(path)
        if reason:
            self.skipped.add(Skipped(place_of(path), reason))
        elif is_one(path):
            self.sidecars.add(path)
        else:
            self.paths.setdefault(os.path.abspath(path), path)


def fault(path: Path) -> str:
    """Why a path is no file that can be read, '' where it is one."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return "a link that leads nowhere" if path.is_symlink() else "no such file"
    except (OSError, ValueError) as error:
        return f"cannot be read: {why(error)}"
    if stat.S_ISFIFO(mode):
        return "not a regular file: a named pipe"
    if not stat.S_ISREG(mode):
        return "not a regular file"
    return "" if kind_of(path) else f"file type is not supported; known are {' '.join(SUFFIXES)}"


def _walk(folder: Path, named: Named) -> None:
    def unreadable(error: OSError) -> None:
        named.skipped.add(Skipped(place_of(Path(error.filename)), f"folder cannot be read: {why(error)}"))

    for top, folders, files in os.walk(folder, onerror=unreadable):
        here = Path(top)
        earlier = OUTPUTS if is_trace(here) else ()
        for name in sorted(folders):
            if name.startswith("."):
                named.skipped.add(Skipped(place_of(here / name), HIDDEN))
            elif name in earlier:
                named.skipped.add(Skipped(place_of(here / name), _EARLIER))
            elif (here / name).is_symlink():
                named.skipped.add(Skipped(place_of(here / name), "a link to a folder; name it to have it read"))
        folders[:] = [name for name in folders if not name.startswith(".") and name not in earlier]
        for name in files:
            reason = HIDDEN if name.startswith(".") else _README if name == "README.md" else \
                _EARLIER if name in earlier else ""
            if reason:
                named.skipped.add(Skipped(place_of(here / name), reason))
            else:
                named.add(here / name)


def expand(inputs: Iterable[str]) -> Named:
    """Files named by files, folders, globs and ``-`` (standard input).

    Raises InputError when an input names nothing.
    """
    named = Named()
    for name in inputs:
        if name == "-":
            named.stdin = True
        elif os.path.isdir(name):
            _walk(Path(name), named)
        elif os.path.lexists(name):
            named.add(Path(name))
        else:
            matches = _matches(name)
            if not matches:
                raise InputError("no such file or folder", name, "check the path, or quote the glob")
            for match in map(Path, matches):
                if match.is_dir():
                    _walk(match, named)
                else:
                    named.add(match)
    return named


def _matches(pattern: str) -> list[str]:
    try:
        return glob.glob(pattern, recursive=True)
    except (ValueError, OSError):  # a name no file system takes
        return []
