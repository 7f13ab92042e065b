"""One loader for every shipped model file: where it lies, its version, its digest, and one copy in memory.

A room asks for its model by name and says how to build it from the stored values; nobody else opens a model file.
A file is JSON or npz without pickles; ``version`` inside it counts the changes of its layout (1 where it is absent).
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from ..errors import InputError

FOLDER = Path(__file__).parent
VERSION = 1  # of layouts this program reads
SUFFIXES = (".json", ".npz")
# Trained together with another model, or written by hand: what brings the file back where it is not its own name.
_REBUILT = {"gazetteer": "reinstall", "variants": "reinstall"}

Built = TypeVar("Built")
Values = Mapping[str, Any]
_held: dict[str, Any] = {}


def names() -> tuple[str, ...]:
    """Names of all shipped models, sorted: file names without their suffix."""
    return tuple(sorted(path.stem for path in FOLDER.iterdir() if path.suffix in SUFFIXES))


def path(name: str) -> Path:
    """The shipped file of the model ``name``. Raises InputError when there is none."""
    for suffix in SUFFIXES:
        if (found := FOLDER / f"{name}{suffix}").is_file():
            return found
    raise InputError(f"the {name} model is missing", FOLDER, _remedy(name))


@cache
def sha256(name: str) -> str:
    """Digest of the shipped file as 64 hex digits."""
    return hashlib.sha256(path(name).read_bytes()).hexdigest()


def digests() -> dict[str, str]:
    """File name to SHA-256 of every shipped model: what stands in ``trace.json`` under ``software.models``."""
    return {path(name).name: sha256(name) for name in names()}


def load(name: str, build: Callable[[Values], Built], file: Path | None = None) -> Built:
    """The model ``name``, built from its stored values; the shipped one is read once and kept.

    ``file`` reads another file of the same layout (one just trained). Raises InputError, with what brings the file
    back, when it is missing, damaged or of another version.
    """
    if file is not None:
        return _read(name, build, file)
    if name not in _held:
        _held[name] = _read(name, build, path(name))
    held: Built = _held[name]
    return held


@contextmanager
def trial(name: str, build: Callable[[Values], Built], file: Path) -> Iterator[None]:
    """While it is open, ``file`` is the model ``name``: what is trained is calibrated before it ships."""
    shipped = _held.get(name)
    _held[name] = _read(name, build, file)
    try:
        yield
    finally:
        _held.pop(name)
        if shipped is not None:
            _held[name] = shipped


def _read(name: str, build: Callable[[Values], Built], file: Path) -> Built:
    try:
        values = _values(file)
        if (version := int(values.get("version", 1))) != VERSION:
            raise ValueError(f"its layout is version {version}, this program reads {VERSION}")
        return build(values)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, zipfile.BadZipFile) as error:
        why = f"no value {error}" if isinstance(error, KeyError) else str(error)
        raise InputError(f"cannot read the {name} model: {why}", file, _remedy(name)) from error


def _values(file: Path) -> Values:
    data = file.read_bytes()
    if file.suffix == ".npz":
        with np.load(io.BytesIO(data), allow_pickle=False) as stored:
            return {key: stored[key] for key in stored.files}
    loaded: Values = json.loads(data)
    return loaded


def _remedy(name: str) -> str:
    return _REBUILT.get(name, f"reinstall, or run provenance train {name}")
