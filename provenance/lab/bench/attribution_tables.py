"""The attribution tables as plain text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

# Figures of others, as published for their own data: context, not a comparison on the same texts.
PUBLISHED = (
    ("Fast-DetectGPT, XSum: AUROC ChatGPT / GPT-4", ".991 / .907"),
    ("Binoculars, RAID news, no attack: AUROC / TPR at 1 %", ".842 / .753"),
    ("RADAR, RAID news: AUROC / TPR at 1 %", ".892 / .787"),
    ("ImBD, XSum rewrite task: AUROC GPT-4o / Llama-3-8B", ".799 / .971"),
)


def number(value: Any) -> str:
    """Three decimals for shares, whole numbers as they are, a dash for nothing."""
    if value is None:
        return "-"
    if isinstance(value, (list, tuple)) and len(value) == 2 and not isinstance(value[0], str):
        return f"{number(value[0])}-{number(value[1])}"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def grid(title: str, rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> str:
    """A titled table of the named columns, padded to width."""
    lines = [list(columns), *([number(row.get(column)) for column in columns] for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(columns))]
    drawn = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    return "\n".join([title, *drawn])


def render(result: dict[str, Any]) -> str:
    """Every table, headline first."""
    polish = result["polish"]
    parts = [
        grid("Registers left out of weights and limits; rates under the rule (stated 1 %)", result["left_out"],
             ("register", "use", "human", "fpr", "fpr_interval", "machine", "found", "found_interval", "auroc",
              "tpr1_own")),
        grid("Outlets and offices with 20 texts or more, left out", [result["outlets"]], tuple(result["outlets"])),
        grid("Recent generators, register left out", result["recent"], ("generator", "in", "machine", "found",
                                                                        "interval")),
        grid("News and releases by length, register left out", result["lengths"],
             ("words", "human", "fpr", "fpr_interval", "machine", "found")),
        grid("Generator family left out", result["families"],
             ("family", "human", "machine", "auroc", "auroc_interval", "tpr1")),
        grid("Registers as archives: realised rate on the rest, 5th to 95th of 100 draws", result["archives"],
             ("texts", "draws", "mean", "from", "to")),
        grid("Beside a source (human pairs; machine rewrites of test articles; shipped model)", result["pairs"],
             ("kind", "pairs", "set aside", "flagged with source", "interval", "flagged without")),
        grid(f"Polished to a degree: Spearman {polish['spearman']:.3f} (n={polish['n']})", polish["levels"],
             ("degree", "n", "median score", "flagged")),
        grid("Machine text made to look human", result["attacks"], ("attack", "n", "flagged", "interval")),
        grid("Trivial baseline: length, newlines, quotes, last character", result["trivial"],
             ("register", "auroc", "tpr1")),
        grid("Senate releases 2004-2008, test split", [result["senate"]], tuple(result["senate"])),
        grid("Throughput, texts of 400 words", [result["throughput"]], tuple(result["throughput"])),
        "\n".join(["Published figures of others, on their own data",
                   *(f"{name}: {value}" for name, value in PUBLISHED)]),
        _targets(result["targets"]),
    ]
    return "\n\n".join(parts)


def _targets(targets: Sequence[dict[str, Any]]) -> str:
    return "\n".join(["Targets", *(f"{'met   ' if row['met'] else 'MISSED'}  {row['target']}: "
                                   f"{number(row['reached'])} (wanted {number(float(row['wanted']))})"
                                   for row in targets)])
