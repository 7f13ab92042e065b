"""What computed a result: versions of this package and its libraries, digests of its code and of its models."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from . import __version__
from .models import store

# What a result depends on; versions are recorded so that a reader can tell two runs apart.
_LIBRARIES = ("datasketch", "networkx", "nltk", "numpy", "pyarrow", "rapidfuzz", "scikit-learn", "scipy", "trafilatura")
# Rooms that show or measure results and cannot change one, and the models, which have digests of their own.
_APART = {"cli", "docs", "lab", "models", "serving", "views"}
_PACKAGE = Path(__file__).parent


@cache
def code() -> str:
    """SHA-256, as 64 hex digits, of every source and word list that can change a result.

    Line ends are taken as ``\\n``, so that a checkout on another system has the digest of the wheel.
    """
    digest = hashlib.sha256()
    found = {path.relative_to(_PACKAGE) for path in _PACKAGE.rglob("*") if path.suffix in (".py", ".json", ".txt")}
    for path in sorted(found, key=Path.as_posix):
        if path.parts[0] not in _APART:
            text = (_PACKAGE / path).read_bytes().replace(b"\r\n", b"\n")
            digest.update(f"{path.as_posix()} {len(text)}\n".encode() + text)
    return digest.hexdigest()


def software() -> dict[str, Any]:
    """Versions by name, ``code`` (digest of this package's own code) and ``models`` (file name to digest)."""
    return {**_versions(), "code": code(), "models": store.digests()}


@cache
def _versions() -> Mapping[str, str]:
    found = {"provenance": __version__, "python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
