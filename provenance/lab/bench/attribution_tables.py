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
    relative = result["relative"]
    senate = dict(result["senate"], worst_office=_office(result["senate"]["worst_office"]))
    rates = ("human", "machine", "auroc", "auroc_interval", "tpr1", "tpr1_interval", "tpr5")
    parts = [
        grid("Human sets left out of training and calibration; rates under the shipped rule (stated 1 %)",
             result["left_out"], ("register", "human", "fpr", "fpr_interval", "own_archive_fpr", "abstained", "machine",
                                  "tpr", "auroc", "auroc_interval")),
        grid("Senate releases 2004-2008, test split, all human", [senate], tuple(senate)),
        grid("Generator family left out", result["families"], ("family", *rates, "tpr_shipped_rule")),
        grid("Across publishers, text alone", result["transfer"],
             ("direction", *rates, "fpr_shipped_rule", "tpr_shipped_rule")),
        grid("Across publishers, source known", relative["transfer"], ("direction", *rates)),
        grid("Source known, test articles: relative score, and text alone on the same pairs",
             [{"score": "relative", **relative["test"]}, {"score": "text alone", **relative["absolute_on_same"]}],
             ("score", *rates, "fpr_shipped_rule", "tpr_shipped_rule")),
        grid("Kind of human rewrite left out, against machine rewrites: relative", relative["left_out"],
             ("register", *rates, "fpr_shipped_rule", "tpr_shipped_rule")),
        grid("the same, text alone", [{"register": row["register"], **row["absolute"]} for row in relative["left_out"]],
             ("register", *rates)),
        _polish(result["polish"]),
        grid("Release families never trained on", result["cascade"],
             ("relation", "n", "auroc_against_releases", "flagged")),
        grid("Humanised machine text", result["attacks"], ("attack", "n", "auroc", "flagged")),
        grid("Trivial baseline: length, newlines, quotes, last character", result["trivial"],
             ("register", "auroc", "tpr1")),
        grid("Throughput, texts of 400 words", [result["throughput"]], tuple(result["throughput"])),
        "\n".join(["Published figures of others, on their own data",
                   *(f"{name}: {value}" for name, value in PUBLISHED)]),
        _targets(result["targets"]),
    ]
    return "\n\n".join(parts)


def _office(worst: Sequence[Any] | None) -> str:
    return "-" if worst is None else f"{worst[0]} {number(worst[1])}"


def _polish(polish: dict[str, Any]) -> str:
    head = (f"Polished to a degree: Spearman of value with degree {polish['spearman_test']:.3f} (test, "
            f"n={polish['n_test']}); flagged: human {polish['human_flagged']:.3f}, extreme_minor "
            f"{polish['extreme_minor_flagged']:.3f}")
    levels = [{"level": name, **values} for name, values in sorted(polish["levels"].items(),
                                                                   key=lambda item: item[1]["median"])]
    return grid(head, levels, ("level", "n", "median", "flagged"))


def _targets(targets: Sequence[dict[str, Any]]) -> str:
    return "\n".join(["Targets", *(f"{'met   ' if row['met'] else 'MISSED'}  {row['target']}: "
                                   f"{number(row['reached'])} (wanted {number(float(row['wanted']))})"
                                   for row in targets)])
