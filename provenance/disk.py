"""Files that are there in full or not at all: every step that changes the disk, in one place.

A step is a call of this module, so that a test can make each of them fail, or the process die there, in turn.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from .errors import InputError

_SEAL = "sha256"
_PAUSE = 0.05  # seconds between two tries to get the readers' lock


@contextmanager
def written(path: Path) -> Iterator[IO[bytes]]:
    """A new file; once the block ends it is on the disk, contents and all."""
    with path.open("wb") as stream:
        yield stream
        stream.flush()
        os.fsync(stream.fileno())


def sync(folder: Path) -> None:
    """Make a folder's list of names last."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace(temporary: Path, path: Path) -> None:
    """Give a finished file or folder its name, for good."""
    os.rename(temporary, path)
    sync(path.parent)


def put(path: Path, data: bytes) -> None:
    """Put ``data`` at ``path`` in one step that survives a power cut. Raises OSError when the disk refuses."""
    temporary = path.with_name(f".{path.name}.tmp")
    with written(temporary) as stream:
        stream.write(data)
    replace(temporary, path)


def save(path: Path, data: bytes) -> None:
    """`put` for a file the user asked for. Raises InputError when the disk refuses."""
    try:
        put(path, data)
    except OSError as error:
        path.with_name(f".{path.name}.tmp").unlink(missing_ok=True)
        raise InputError(f"cannot write there: {error.strerror}", path, "make room or choose another folder with -o"
                         ) from error


def save_json(path: Path, content: Any) -> None:
    """`save` of JSON for people to read. Raises InputError when the disk refuses."""
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    save(path, text.encode("utf-8", "surrogatepass"))


def remove(folder: Path) -> None:
    """Take a folder away: first its name, then what it holds, so that no half of it is ever seen."""
    doomed = folder.with_name(f".old-{folder.name}")
    if folder.name.startswith("."):
        doomed = folder
    else:
        replace(folder, doomed)
    shutil.rmtree(doomed)


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _seal(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def write_sealed(path: Path, body: Mapping[str, Any]) -> None:
    """Replace a JSON file in one step; it carries the checksum of its own contents."""
    put(path, json.dumps({**body, _SEAL: _seal(body)}, indent=1).encode())


def read_sealed(path: Path) -> dict[str, Any]:
    """A file of `write_sealed`. Raises OSError, or ValueError when it is no such file or was altered."""
    raw = json.loads(path.read_text("utf-8"))
    if not isinstance(raw, dict):
        raise ValueError("it is not a JSON object")
    seal = raw.pop(_SEAL, None)
    if seal != _seal(raw):
        raise ValueError("its checksum differs")
    return raw


@contextmanager
def held(path: Path, exclusive: bool) -> Iterator[bool]:
    """Hold the readers' lock, shared or alone; tells whether it is held, which on a read-only disk it may not be."""
    try:
        stream = path.open("a+b") if exclusive or os.access(path.parent, os.W_OK) else path.open("rb")
    except OSError:
        yield False
        return
    with stream:
        yield _locked(stream, exclusive)


def _locked(stream: IO[bytes], exclusive: bool, patience: float = 30.0) -> bool:
    """Try for ``patience`` seconds: a reader that was stopped in mid-step must not stop the writer for ever."""
    kind = fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH
    end = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(stream, kind | fcntl.LOCK_NB)
            return True
        except OSError:
            if time.monotonic() > end:
                return False
            time.sleep(_PAUSE)
