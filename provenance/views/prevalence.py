"""Shares of machine-written text on a terminal and in files."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..attribute.prevalence import Group, Prevalence

SCHEMA = "provenance.prevalence/1"


def rows(found: Prevalence) -> list[dict[str, Any]]:
    """One plain row a group: what it is grouped by, then its fields, shares rounded to four decimals."""
    return [{"by": by, **{name: round(value, 4) if isinstance(value, float) else value
                          for name, value in asdict(group).items()}}
            for by, groups in found.groups.items() for group in groups]


def show(found: Prevalence, console: Console) -> None:
    """A line a group: share and interval, texts, labels, the least number that is sure."""
    table = Table(box=None, pad_edge=False)
    for name in ("", "machine-written", "95 % interval", "texts", "archive", "flagged", "at least", "note"):
        table.add_column(name, overflow="fold")
    for groups in found.groups.values():
        for group in groups:
            table.add_row(Text(group.name), *_shares(group), str(group.texts), str(group.archive), str(group.flagged),
                          f"{group.at_least} of {group.texts}", Text(group.note))
    console.print(table)
    console.print("A share of the whole, by the manner of its texts; it names no text.", style="dim")


def _shares(group: Group) -> tuple[str, str]:
    if group.share is None or group.low is None or group.high is None:
        return "", ""
    return f"{group.share:.1%}", f"{group.low:.1%} to {group.high:.1%}"


def write(found: Prevalence, folder: Path) -> None:
    """``prevalence.json`` and ``prevalence.csv`` in ``folder``, which is made where it is absent."""
    folder.mkdir(parents=True, exist_ok=True)
    held = rows(found)
    told = {"schema": SCHEMA, "groups": held, "warnings": list(found.warnings)}
    (folder / "prevalence.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
    drawn = io.StringIO()
    lines = csv.DictWriter(drawn, list(held[0]), lineterminator="\n")
    lines.writeheader()
    lines.writerows(held)
    (folder / "prevalence.csv").write_text(drawn.getvalue(), "utf-8")
