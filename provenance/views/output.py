"""Where results may be written: only what an earlier run wrote is replaced, and nothing that is an input."""

from __future__ import annotations

import ctypes
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from .. import disk
from ..errors import InputError
from ..reading.earlier import OUTPUTS, TEXTS, TRACE, written

_EXCHANGE, _HERE = 2, -100  # renameat2: RENAME_EXCHANGE, AT_FDCWD
_ELSEWHERE = "choose another folder with -o"


def claim(out: str | Path, inputs: Sequence[str] = ()) -> None:
    """Refuse, before anything is computed, a folder that cannot be written without loss.

    Raises InputError where ``out`` is a file or cannot be written, is or holds an input under a name that would be
    written, or holds such a name that no earlier run wrote.
    """
    target = _resolved(out)
    if target.exists() and not target.is_dir():
        raise InputError("the output is a file, not a folder", out, _ELSEWHERE)
    _apart(target, out, inputs)
    ours = written(target)
    for name in OUTPUTS:
        known = name in ours or (name == TEXTS and TRACE in ours)
        if not known and os.path.lexists(target / name):
            raise InputError(f"the output folder holds {name}, which no earlier run wrote", out, _ELSEWHERE)
    _try(target, out)


def _resolved(path: str | Path) -> Path:
    return Path(os.path.realpath(path))


def _apart(target: Path, out: str | Path, inputs: Sequence[str]) -> None:
    for name in inputs:
        given = _resolved(name)
        if name == "-" or not given.exists():
            continue
        if given == target or any(given.is_relative_to(target / place) for place in OUTPUTS):
            raise InputError(f"the output would replace the input {name}", out, _ELSEWHERE)


def _try(target: Path, out: str | Path) -> None:
    """Make and remove a folder where the output will stand, or in the nearest folder above that exists."""
    ground = next(place for place in (target, *target.parents) if place.exists())
    try:
        with tempfile.TemporaryDirectory(prefix=".provenance.", dir=ground):
            pass
    except OSError as error:
        raise InputError(f"cannot write there: {error.strerror}", out, _ELSEWHERE) from error


@contextmanager
def workshop(target: Path) -> Iterator[Path]:
    """A temporary folder beside ``target``, or inside it where that is not allowed; gone afterwards whatever happens.

    An OSError inside becomes an InputError.
    """
    made: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        inside = target.is_dir() and not os.access(target.parent, os.W_OK)
        made = Path(tempfile.mkdtemp(prefix=".provenance.", dir=target if inside else target.parent))
        yield made
    except OSError as error:
        raise InputError(f"cannot write there: {error.strerror}", target, _ELSEWHERE) from error
    finally:
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)


def place(made: Path, target: Path) -> None:
    """Put finished files in place, in one step where nothing but our own files stands there.

    Then the folders change places at once. Otherwise (others' files, somebody's working directory, a file system that
    cannot) they are moved one by one, ``trace.json`` last, and all back if one cannot be. Raises InputError before
    anything moves where a file that we did not write would be replaced.
    """
    ours = written(target)
    files = {str(path.relative_to(made)) for path in made.rglob("*") if path.is_file()}
    for name in sorted(files - ours):
        if os.path.lexists(target / name) and not _same(made / name, target / name):
            raise InputError(f"the output folder holds {name}, which no earlier run wrote", target, _ELSEWHERE)
    if not target.exists():
        made.chmod(0o777 & ~_umask())
        os.replace(made, target)
    elif _entries(target) - ours or Path.cwd().is_relative_to(target) or not _exchanged(made, target):
        _one_by_one(made, target, sorted(files, key=lambda name: (name == TRACE, name)), sorted(ours - files))


def _same(one: Path, other: Path) -> bool:
    return other.is_file() and one.read_bytes() == other.read_bytes()


def _entries(folder: Path) -> set[str]:
    """Everything in the folder but folders whose content is listed; links are entries."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*")
            if path.is_symlink() or not path.is_dir() or not any(path.iterdir())}


def _exchanged(made: Path, target: Path) -> bool:
    """Let two folders change places in one step of the kernel; False where it cannot."""
    made.chmod(target.stat().st_mode & 0o7777)
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return bool(call(_HERE, os.fsencode(made), _HERE, os.fsencode(target), _EXCHANGE) == 0)


def _one_by_one(made: Path, target: Path, files: Sequence[str], gone: Sequence[str]) -> None:
    done: list[tuple[Path, Path]] = []
    old = Path(tempfile.mkdtemp(prefix="old.", dir=made))
    try:
        for name in (*gone, *files):
            if (target / name).exists():
                _move(target / name, old / name, done)
            if name in files:
                _move(made / name, target / name, done)
    except OSError:
        for source, goal in reversed(done):
            os.replace(goal, source)
        raise
    with suppress(OSError):
        (target / TEXTS).rmdir()  # where no text is left in it


def _move(source: Path, goal: Path, done: list[tuple[Path, Path]]) -> None:
    goal.parent.mkdir(parents=True, exist_ok=True)
    os.replace(source, goal)
    done.append((source, goal))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def save(data: bytes, out: str | Path, inputs: Sequence[str | Path] = ()) -> None:
    """Write one file, whole or not at all. Raises InputError where it cannot be written, is a folder or an input."""
    target = _resolved(out)
    check_file(target, inputs)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot write there: {error.strerror}", target, _ELSEWHERE) from error
    disk.save(target, data)


def check_file(out: str | Path, inputs: Sequence[str | Path] = ()) -> None:
    """Refuse, before anything is computed, a file that `save` could not write."""
    target = _resolved(out)
    if target.is_dir():
        raise InputError("the output is a folder, not a file", out, "choose a file with -o")
    if target.exists() and not target.is_file():
        raise InputError("the output is not a regular file", out, "choose another file with -o")
    if target in {_resolved(name) for name in inputs}:
        raise InputError("the output would replace an input", out, "choose another file with -o")
    _try(target.parent, out)
