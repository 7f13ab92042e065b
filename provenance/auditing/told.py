"""``audit.json``: what an audit says, written and read in one place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..disk import save_json
from ..errors import InputError

FILE = "audit.json"


def write_audit(audit: Mapping[str, Any], folder: Path) -> None:
    """Write ``audit.json`` in one step. Raises InputError."""
    save_json(folder / FILE, audit)


def read_audit(folder: Path) -> dict[str, Any]:
    """What ``audit.json`` says. Raises InputError for a folder without a finished audit."""
    try:
        told: dict[str, Any] = json.loads((folder / FILE).read_text("utf-8"))
        if not isinstance(told, dict) or "key" not in told:
            raise ValueError("no audit")
    except (OSError, ValueError) as error:
        raise InputError("holds no finished audit", folder, "name the folder provenance audit wrote") from error
    return told
