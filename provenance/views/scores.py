"""Attribution rows on a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..languages import is_english
from ..tracefile.words import line
from . import tables


def sheet(documents: pa.Table) -> bytes:
    """The flat table of documents as CSV, UTF-8, safe to open in a spreadsheet."""
    return tables.sheet(documents.column_names, documents.to_pylist()).encode("utf-8", "replace")


def show(rows: Sequence[Mapping[str, Any]], console: Console) -> None:
    """One line per document: label, score, stated false-positive rate, padding, the heaviest reasons."""
    table = Table(box=None, pad_edge=False)
    for name in ("document", "reads as", "score", "false positives", "padding", "because"):
        table.add_column(name, overflow="fold")
    for row in rows:
        found = row["ai_rewritten"]
        rate = None if found["label"] == "unclear" else found["fpr_at_label"]
        told = [found["reason"]] if found["reason"] else [one["note"] for one in found["evidence"][:2]]
        because = "; ".join([*told, found["note"]] if found["note"] else told)
        padding = row["padding"]
        padded = f"{padding['share_words']:.0%} {padding['label']}" if is_english(row["language"]) else "–"
        table.add_row(Text(line(row["id"])), found["label"].replace("_", " "), f"{found['score']:.2f}",
                      "" if rate is None else f"{rate:.0%}",
                      padded, Text(line(because)))
    console.print(table)
    console.print("A label is evidence for a human reader, not a verdict.", style="dim")
